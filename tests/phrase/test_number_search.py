"""A number is found in a quote in whatever spelling, and another number is not."""

from __future__ import annotations

import pytest

from ledger.number.quantity import Quantity
from ledger.phrase.number_search import states_number


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("close to 100 soldiers a week", "100", "soldier/week"),
        ("some 5.2bn euros", "5200000000", "EUR"),
        ("5,200 million euros were spent", "5200000000", "EUR"),
        ("a quarter of all voters", "25", "percent"),
        ("a quarter of all voters", "1/4", "voter"),
        ("The minister said that in all two hundred and fifty thousand left", "250000", None),
        ("Sales fell by 20% last year", "-20", "percent"),
        ("3 in every 1,000 births", "0.003", "birth"),
        ("In 2021, 45 people died; 12 were hurt", "12", "person"),
        ("half a million people", "500000", "person"),
        ("2.5 to 3 million people", "2500000", "person"),
    ],
)
def test_a_number_is_found_in_every_spelling(text: str, value: str, unit: str | None) -> None:
    assert states_number(text, Quantity(value=value, unit=unit))


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("close to 100 soldiers a week", "1000", "soldier/week"),
        ("some 5.2bn euros", "5200000", "EUR"),
        ("five people were hurt", "6", "person"),
        ("the ministry gave no figure", "100", "soldier"),
        ("5 people and 2 million euros", "5000000", "EUR"),
    ],
)
def test_another_number_is_not(text: str, value: str, unit: str | None) -> None:
    assert not states_number(text, Quantity(value=value, unit=unit))


def test_both_ends_of_a_range_have_to_stand_there() -> None:
    assert states_number("between 8 and 12 million people", Quantity(low="8000000", high="12000000"))
    assert not states_number("up to 12 million people", Quantity(low="8000000", high="12000000"))


def test_the_language_of_the_quote_is_read() -> None:
    assert states_number("rund 1.234,5 Tonnen", Quantity(value="1234.5"), "de")
    # Russian has no lexicon: digits can say no, words cannot.
    assert states_number("около 100 солдат", Quantity(value="100"), "ru")
    assert states_number("около сотни солдат", Quantity(value="100"), "ru")
    assert not states_number("около 120 солдат", Quantity(value="100"), "ru")


def test_a_statement_without_a_number_lacks_none() -> None:
    assert states_number("a dramatic rise", Quantity(hedge="vague"))
