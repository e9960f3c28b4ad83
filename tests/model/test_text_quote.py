"""Quotes are found whatever the typography, and never with another digit."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.model.text_quote import MAX_GAP, find_quote, folded

TEXT = "It said that close to 100 soldiers a week were tried; in all 5,200 a year. Close to 100 were freed."


def places(text: str, exact: str, prefix: str | None = None, suffix: str | None = None) -> list[str]:
    """What stands in the text where the quote is found."""
    return [text[start:end] for start, end in find_quote(folded(text), exact, prefix, suffix)]


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("close to  100\nsoldiers", "close to 100 soldiers"),
        ("close to 100\u00a0soldiers", "close to 100 soldiers"),
        ("100 convic-\ntions a week", "100 convictions a week"),
        ("100 convic\u00adtions a week", "100 convictions a week"),
        ("it said “close to 100”", 'it said "close to 100"'),
        ("the ministry’s 100", "the ministry's 100"),
        ("10–12 people", "10-12 people"),
        ("Close to 100", "close to 100"),
        ("−20 degrees", "-20 degrees"),
    ],
)
def test_typography_is_folded(text: str, exact: str) -> None:
    assert places(text, exact) == [text]


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("close to 101 soldiers", "close to 100 soldiers"),
        ("1,100 soldiers", "100 soldiers"),
        ("about 100.5 points", "about 100"),
        ("about 1000 points", "about 100"),
        ("5 200 a year", "5200 a year"),
        ("x² people", "x2 people"),
        ("2012-\n13 people", "201213 people"),
    ],
)
def test_digits_are_not(text: str, exact: str) -> None:
    assert places(text, exact) == []


def test_words_left_out_are_found_around() -> None:
    assert places(TEXT, "close to 100 soldiers … 5,200 a year") == [
        "close to 100 soldiers a week were tried; in all 5,200 a year"
    ]
    assert places(f"100 people {'x ' * MAX_GAP} 5 dogs", "100 people [...] 5 dogs") == []


def test_what_stands_around_decides_between_places() -> None:
    assert len(places(TEXT, "close to 100")) == 2
    (found,) = find_quote(folded(TEXT), "close to 100", suffix=" were freed")
    assert found.start == TEXT.rindex("Close")
    (found,) = find_quote(folded(TEXT), "close to 100", prefix="said that")
    assert found.start == TEXT.index("close")


def test_nothing_is_found_nowhere() -> None:
    assert places(TEXT, "…") == []
    assert places("", "100") == []


@given(st.text(string.ascii_letters + string.digits + " ,.-\n“”’\u00a0", max_size=80), st.data())
def test_every_whole_stretch_is_found_where_it_stands(text: str, data: st.DataObject) -> None:
    words = list(range(len(text) + 1))
    start = data.draw(st.sampled_from(words))
    end = data.draw(st.sampled_from(words[start:] or [start]))
    exact = text[start:end]
    found = find_quote(folded(text), exact)
    for span in found:
        here = "".join(character for character in text[span.start : span.end] if character.isdigit())
        assert here == "".join(character for character in exact if character.isdigit())
