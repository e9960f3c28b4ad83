"""Singulars and plurals of what is counted."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.phrase.lexicon import lexicon_for
from ledger.phrase.noun import looks_plural, plural, singular

NOUNS = lexicon_for("en").nouns


@pytest.mark.parametrize(
    ("several", "single"),
    [
        ("convictions", "conviction"), ("countries", "country"), ("people", "person"), ("women", "woman"),
        ("servicemen", "serviceman"), ("children", "child"), ("viruses", "virus"), ("buses", "bus"),
        ("houses", "house"), ("causes", "cause"), ("cases", "case"), ("crises", "crisis"), ("analyses", "analysis"),
        ("boxes", "box"), ("churches", "church"), ("headaches", "headache"), ("losses", "loss"), ("heroes", "hero"),
        ("shoes", "shoe"), ("movies", "movie"), ("knives", "knife"), ("lives", "life"), ("waves", "wave"),
        ("prizes", "prize"), ("nurses", "nurse"), ("gases", "gas"), ("criteria", "criterion"), ("pence", "penny"),
        ("by-elections", "by-election"), ("series", "series"), ("police", "police"), ("aircraft", "aircraft"),
        ("gas", "gas"), ("bus", "bus"), ("crisis", "crisis"), ("class", "class"), ("specimen", "specimen"),
        ("news", "news"), ("soldier", "soldier"), ("is", "is"), ("zyxes", "zyx"), ("медали", "медали"), ("", ""),
    ],
)  # fmt: skip
def test_singular(several: str, single: str) -> None:
    assert singular(several, NOUNS) == single


@given(st.text(alphabet=string.ascii_lowercase + "'-éß", max_size=16))
def test_a_singular_stays_as_it_is(word: str) -> None:
    assert singular(singular(word, NOUNS), NOUNS) == singular(word, NOUNS)


@given(
    st.text(alphabet=string.ascii_lowercase + "-", min_size=1, max_size=16).map(
        lambda word: singular(word, NOUNS)
    )
)
def test_a_plural_leads_back_to_its_singular(word: str) -> None:
    assert singular(plural(word, NOUNS), NOUNS) == word


@pytest.mark.parametrize("word", ["soldiers", "people", "police", "criteria"])
def test_plurals_are_known_by_their_form(word: str) -> None:
    assert looks_plural(word, NOUNS)


@pytest.mark.parametrize("word", ["soldier", "gas", "always", "dangerous", "this", "news"])
def test_other_words_are_not_taken_for_plurals(word: str) -> None:
    assert not looks_plural(word, NOUNS)
