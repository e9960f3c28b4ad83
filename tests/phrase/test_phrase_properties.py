"""What holds for every phrase: rendering is read back, refusals are clean, spans lie in the text."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import InputError
from ledger.model.vocabulary import HEDGES
from ledger.number.quantity import Quantity, exact, number_problem
from ledger.number.unit_notation import unit_problem
from ledger.phrase.reader import Reading, parse_phrase, read_phrase
from ledger.phrase.rendering import render

NOUNS = (
    "conviction", "soldier", "person", "child", "country", "woman", "crisis", "death", "box", "virus", "series",
    "MP", "percent", "percentage_point", "km", "km^2", "kg", "tonne", "degC", "GBP", "USD", "SEK", "hour", "year",
)  # fmt: skip
BELOW = ("week", "year", "person", "household", "hour", "km^2", "litre")

numbers = st.one_of(
    st.integers(-(10**49), 10**49).map(str),
    st.decimals(min_value=-(10**12), max_value=10**12, places=3).map(lambda number: f"{number:.3f}"),
    st.builds(lambda above, below: f"{above}/{below}", st.integers(1, 999), st.integers(2, 999)),
).filter(lambda number: exact(number) != 0 or number == "0")
units = st.one_of(
    st.none(),
    st.just("1"),
    st.just("calendar_year"),
    st.builds(
        lambda top, below: "/".join((top, *below)),
        st.sampled_from((*NOUNS, "1")),
        st.lists(st.sampled_from(BELOW), max_size=2, unique=True),
    ),
)


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    """Quantities that a phrase can state."""
    unit = draw(units)
    hedge = draw(st.sampled_from((None, *HEDGES)))
    first = draw(numbers)
    if hedge == "between":
        second = draw(numbers.filter(lambda number: exact(number) != exact(first)))
        low, high = sorted((first, second), key=exact)
        return Quantity(low=low, high=high, hedge=hedge, unit=unit)
    if hedge == "vague" and draw(st.booleans()):
        top = (unit or "").split("/")[0]
        countable = top not in {"", "1", "GBP", "USD", "SEK", "calendar_year", "percent", "degC"}
        return Quantity(hedge=hedge, unit=unit if countable else "soldier")
    if draw(st.booleans()):
        return Quantity(value=first, hedge=hedge, unit=unit)
    low, value, high = sorted((first, draw(numbers), draw(numbers)), key=exact)
    return Quantity(value=value, low=low, high=high, hedge=hedge, unit=unit)


def as_stated(quantity: Quantity) -> tuple[object, ...]:
    numbers = (quantity.value, quantity.low, quantity.high)
    return (*(None if n is None else exact(n) for n in numbers), quantity.hedge, quantity.unit)


@given(quantities())
def test_rendering_is_read_back_as_the_same_quantity(quantity: Quantity) -> None:
    assert as_stated(parse_phrase(render(quantity))) == as_stated(quantity)


@given(st.integers(0, 10**9), st.sampled_from(["", "thousand", "million", "billion"]), st.integers(0, 6))
def test_a_scale_is_applied_exactly(whole: int, scale: str, places: int) -> None:
    factor = {"": 1, "thousand": 10**3, "million": 10**6, "billion": 10**9}[scale]
    digits = str(whole).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    value = parse_phrase(f"{text} {scale} people").value
    assert value is not None
    assert exact(value) == exact(text) * factor


def reading_or_refusal(text: str) -> Reading | InputError:
    try:
        return read_phrase(text)
    except InputError as error:
        return error


WORDS = st.sampled_from(
    [
        *[
            "a",
            "the",
            "about",
            "nearly",
            "between",
            "and",
            "of",
            "to",
            "from",
            "per",
            "every",
            "one",
            "two",
            "hundred",
            "thousand",
            "million",
            "third",
            "half",
        ],
        *[
            "1",
            "2.5",
            "1,000",
            "2023",
            "1991",
            "50",
            "%",
            "£",
            "$",
            "p",
            "m",
            "km",
            "-",
            "–",
            "+",
            "±",
            "(",
            ")",
            "/",
            "½",
            "in",
            "out",
            "over",
            "weekly",
            "soldiers",
            "year",
        ],
        *[
            "point",
            "minus",
            "dozens",
            "several",
            "at",
            "least",
            "or",
            "more",
            "aged",
            "degrees",
            "C",
            "square",
            "US",
            "pounds",
            "cents",
            "x",
            "^",
            "²",
            "10",
            "e5",
        ],
    ]
)


@settings(max_examples=400)
@given(st.one_of(st.lists(WORDS, max_size=14).map(" ".join), st.lists(WORDS, max_size=10).map("".join)))
def test_what_is_read_is_a_quantity_that_records_take(text: str) -> None:
    reading = reading_or_refusal(text)
    if isinstance(reading, InputError):
        assert reading.problems
        return
    quantity = reading.quantity
    for number in (quantity.value, quantity.low, quantity.high):
        assert number is None or number_problem(number) is None
    assert quantity.unit is None or unit_problem(quantity.unit) is None
    assert quantity.hedge is None or quantity.hedge in HEDGES
    assert (quantity.value, quantity.low, quantity.hedge) != (None, None, None)
    begin, end = reading.phrase_span
    assert 0 <= begin < end <= len(text)
    if reading.number_span is not None:
        assert begin <= reading.number_span[0] < reading.number_span[1] <= end
    if quantity.low is not None and quantity.high is not None:
        assert exact(quantity.low) <= exact(quantity.high)


@given(st.text(alphabet=string.printable + "½⅔£€¥–−°²٣０\u00a0", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    reading = reading_or_refusal(text)
    if isinstance(reading, InputError):
        assert reading.hint
    else:
        assert reading.quantity.text == text


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1,",
        "123 ",
        "one ",
        "million ",
        "a ",
        "5 a ",
        "½",
        "1e9",
        "two and ",
        "5 to ",
        "-",
        "5x-",
        "$",
        "(",
        "%",
    ],
)
def test_long_hostile_text_ends(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    reading = reading_or_refusal(text)
    if isinstance(reading, InputError):
        assert len(reading.message) < 1_000
    else:
        assert reading.quantity.text == text
