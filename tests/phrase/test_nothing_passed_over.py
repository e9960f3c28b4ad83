"""Nothing behind a number is passed over: what is inserted there is read, named or refused."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ledger.errors import InputError
from ledger.phrase.reader import Reading, read_phrase
from tests.phrase.test_phrase import CASES
from tests.phrase.test_press_wordings import READ

PHRASES = sorted({case[0] for case in CASES} | {case[0] for case in READ})
#: Words for large numbers, whole and abbreviated, that no English phrase has.
LARGE = [
    "Milliarden",
    "millones",
    "Mrd",
    "mld",
    "miliardy",
    "тысяч",
    "млн",
    "miljoen",
    "zillion",
    "bils",
    "juta",
    "万",
]
#: Letters of no word that is known and of no ending of a plural.
inserted = st.text("abcdfghjklpqrtuvwxz", min_size=2, max_size=6).map(lambda letters: f"qz{letters}")


def stated(reading: Reading) -> tuple[str | None, ...]:
    quantity = reading.quantity
    return (
        quantity.value, quantity.low, quantity.high, quantity.hedge, quantity.unit, quantity.direction,
        quantity.statistic, quantity.price_base,
    )  # fmt: skip


def named(reading: Reading) -> str:
    """Everything that a reading says in words."""
    parts = (reading.quantity.unit, reading.label, *reading.context, *reading.ambiguities)
    return " ".join(part for part in parts if part).lower()


def places(phrase: str) -> list[int]:
    """The places behind the number where a word may be inserted: blanks, and the end."""
    reading = read_phrase(phrase)
    start = reading.number_span[1] if reading.number_span else reading.phrase_span[0]
    return [place for place in range(start, len(phrase)) if phrase[place] == " "] + [len(phrase)]


def glueable(phrase: str) -> list[int]:
    """The places behind the number where letters may be glued to what stands there."""
    reading = read_phrase(phrase)
    start = reading.number_span[1] if reading.number_span else reading.phrase_span[0]
    return [place for place in range(start, len(phrase) + 1) if place > 0 and phrase[place - 1] != " "]


def read_or_refused(phrase: str) -> Reading | None:
    try:
        return read_phrase(phrase)
    except InputError:
        return None


@settings(max_examples=600)
@given(st.sampled_from(PHRASES), inserted, st.data())
def test_an_inserted_word_is_named_or_the_phrase_refused(phrase: str, word: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(places(phrase)))
    changed = f"{phrase[:place]} {word}{phrase[place:]}"
    reading = read_or_refused(changed)
    assert reading is None or word in named(reading), (changed, stated(reading), named(reading))


@settings(max_examples=600)
@given(st.sampled_from(PHRASES), inserted, st.data())
def test_glued_letters_are_named_or_the_phrase_refused(
    phrase: str, letters: str, data: st.DataObject
) -> None:
    place = data.draw(st.sampled_from(glueable(phrase)))
    changed = f"{phrase[:place]}{letters}{phrase[place:]}"
    reading = read_or_refused(changed)
    assert reading is None or letters in named(reading), (changed, stated(reading), named(reading))


@pytest.mark.parametrize("word", LARGE)
@pytest.mark.parametrize(
    "phrase", ["5 {} people", "$5 {}", "£5{}", "5 {}", "5{}", "about 5 {} euros a year", "5 {}. people"]
)
def test_a_word_for_a_large_number_is_never_passed_over(phrase: str, word: str) -> None:
    with pytest.raises(InputError):
        read_phrase(phrase.format(word))


@given(st.sampled_from(PHRASES), st.sampled_from(["thousand", "million", "hundred", "dozen"]))
@example("5,000 people", "million")
def test_a_scale_changes_the_number_or_is_refused(phrase: str, scale: str) -> None:
    reading = read_phrase(phrase)
    if reading.number_span is None or reading.quantity.value is None or reading.numbers[0].scale > 1:
        return
    place = reading.number_span[1]
    changed = read_or_refused(f"{phrase[:place]} {scale} {phrase[place:]}")
    assert (
        changed is None or changed.quantity.value != reading.quantity.value or reading.quantity.value == "0"
    )
