"""Intervals: exact arithmetic that never loses a number, and what a stated quantity stands for."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ledger.number.interval import (
    Interval,
    convert_interval,
    largest,
    smallest,
    stated_interval,
    unit_in_last_place,
    wrong_side,
)
from ledger.number.quantity import Quantity, decimal_text, exact
from ledger.number.rational import TooLargeError
from ledger.number.unit import parse_unit

numbers = st.fractions(min_value=-100, max_value=100, max_denominator=20)


@st.composite
def intervals_with_a_point(draw: st.DrawFn) -> tuple[Interval, Fraction]:
    """An interval, and a number in it."""
    point = draw(numbers)
    below = draw(st.none() | st.fractions(min_value=0, max_value=9, max_denominator=9))
    above = draw(st.none() | st.fractions(min_value=0, max_value=9, max_denominator=9))
    interval = Interval(
        None if below is None else point - below,
        None if above is None else point + above,
        bool(below) and draw(st.booleans()),
        bool(above) and draw(st.booleans()),
    )
    return interval, point


@given(
    intervals_with_a_point(),
    intervals_with_a_point(),
    st.sampled_from([operator.add, operator.sub, operator.mul]),
)
def test_arithmetic_encloses_every_number(
    first: tuple[Interval, Fraction],
    second: tuple[Interval, Fraction],
    operation: Callable[..., Interval],
) -> None:
    result = operation(first[0], second[0])
    assert result.contains(operation(first[1], second[1]))  # type: ignore[arg-type]


@given(intervals_with_a_point(), intervals_with_a_point())
def test_division_encloses_every_quotient(
    first: tuple[Interval, Fraction], second: tuple[Interval, Fraction]
) -> None:
    assume(second[1] != 0)
    try:
        result = first[0] / second[0]
    except ZeroDivisionError:
        assert second[0].contains(Fraction(0))
    else:
        assert result.contains(first[1] / second[1])


@given(intervals_with_a_point(), st.integers(-5, 5))
def test_powers_enclose_every_power(base: tuple[Interval, Fraction], exponent: int) -> None:
    assume(base[1] != 0 or exponent >= 0)
    try:
        result = base[0].power(Interval.point(Fraction(exponent)))
    except ZeroDivisionError:
        assert base[0].contains(Fraction(0))
        assert exponent < 0
    else:
        assert result.contains(base[1] ** exponent)


@given(intervals_with_a_point(), st.integers(-4, 4), st.integers(0, 4), st.data())
def test_powers_enclose_every_exponent(
    base: tuple[Interval, Fraction], low: int, width: int, data: st.DataObject
) -> None:
    exponent = data.draw(st.integers(low, low + width))
    assume(base[1] != 0)
    half = Fraction(1, 2)
    try:
        result = base[0].power(Interval(low - half, low + width + half))
    except ZeroDivisionError:
        assert base[0].contains(Fraction(0))
    else:
        assert result.contains(base[1] ** exponent)


@given(st.lists(intervals_with_a_point(), min_size=1, max_size=4))
def test_smallest_and_largest_enclose(given_intervals: list[tuple[Interval, Fraction]]) -> None:
    intervals = [interval for interval, _ in given_intervals]
    points = [point for _, point in given_intervals]
    assert smallest(intervals).contains(min(points))
    assert largest(intervals).contains(max(points))


@given(intervals_with_a_point(), intervals_with_a_point())
def test_intervals_meet_where_they_share_a_number(
    first: tuple[Interval, Fraction], second: tuple[Interval, Fraction]
) -> None:
    assert first[0].meets(second[0]) == second[0].meets(first[0])
    if first[0].contains(second[1]):
        assert first[0].meets(second[0])


def test_an_open_end_is_not_met() -> None:
    below = Interval(Fraction(75), Fraction(100), high_open=True)
    above = Interval(Fraction(100), None)
    assert not below.meets(above)
    assert not below.contains(Fraction(100))
    assert below.contains(Fraction(75))
    assert above.contains(Fraction(10) ** 50)
    weeks = Interval.point(Fraction(52))
    assert below * weeks == Interval(Fraction(3900), Fraction(5200), high_open=True)


def test_arithmetic_keeps_ends_as_tight_as_they_are() -> None:
    a, b = Interval(Fraction(-2), Fraction(3), high_open=True), Interval(Fraction(0), Fraction(4))
    assert a * b == Interval(Fraction(-8), Fraction(12), high_open=True)
    assert a.power(Interval.point(Fraction(2))) == Interval(Fraction(0), Fraction(9), high_open=True)
    assert Interval(Fraction(0), None) * Interval(Fraction(0), Fraction(1)) == Interval(Fraction(0), None)
    assert Interval.point(Fraction(10)) / Interval(Fraction(0), Fraction(5)) == Interval(Fraction(2), None)


def test_what_has_no_result_is_refused() -> None:
    spans = Interval(Fraction(-1), Fraction(1))
    with pytest.raises(ZeroDivisionError):
        Interval.point(Fraction(1)) / spans
    with pytest.raises(ZeroDivisionError):
        Interval.point(Fraction(1)) / Interval.point(Fraction(0))
    with pytest.raises(TooLargeError):
        Interval.point(Fraction(10)).power(Interval.point(Fraction(301)))
    with pytest.raises(TooLargeError):
        Interval.point(Fraction(2)).power(Interval(Fraction(1), None))
    with pytest.raises(ArithmeticError, match="not a whole number"):
        spans.power(Interval(Fraction(1, 4), Fraction(1, 2)))
    with pytest.raises(ValueError, match="without a number"):
        Interval(Fraction(1), Fraction(1), low_open=True)


def test_an_interval_is_converted_with_its_ends() -> None:
    heat = Interval(Fraction(0), Fraction(100), high_open=True)
    converted = convert_interval(heat, parse_unit("degC"), parse_unit("degF"))
    assert converted == Interval(Fraction(32), Fraction(212), high_open=True)


# What a stated quantity stands for.


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("350 million", "350000000", "10000000"),
        ("3.40 million", "3400000", "10000"),
        ("£1.5bn in 2020", "1500000000", "100000000"),
        ("about 5,200 a year", "5200", "100"),
        ("5,200.0", "5200", "0.1"),
        ("251,454", "251454", "1"),
        ("30 000 morts", "30000", "10000"),
        ("1,2 Millionen", "1200000", "100000"),
        ("1,00,000 rupees", "100000", "100000"),
        ("five thousand", "5000", "1000"),
        ("12 of 350 million", "350000000", "10000000"),
        ("10 or 1,000,000", "1000000", "1000000"),
        (None, "5200", "100"),
        (None, "0.50", "0.01"),
        (None, "3.5e8", "10000000"),
        (None, "35e7", "10000000"),
        (None, "0", "1"),
        (None, "-120", "10"),
        (None, "1/3", "1/15"),
    ],
)
def test_the_last_digit_is_that_of_the_printed_mantissa(text: str | None, value: str, unit: str) -> None:
    assert unit_in_last_place(Quantity(text=text, value=value)) == exact(unit)


def test_the_last_digit_of_ranges_years_and_exact_numbers() -> None:
    assert unit_in_last_place(Quantity(low="5", high="20", hedge="between")) == 10
    assert unit_in_last_place(Quantity(value="5200", hedge="exact")) == 1
    assert unit_in_last_place(Quantity(value="1950", unit="calendar_year")) == 1
    assert unit_in_last_place(Quantity(value="2000", unit="calendar_year", hedge="about")) == 10
    with pytest.raises(ValueError, match="without a number"):
        unit_in_last_place(Quantity(text="a dramatic rise", hedge="vague"))


def between(low: str | None, high: str | None, brackets: str = "[]") -> Interval:
    """``[75, 100)`` is ``between("75", "100", "[)")``."""
    ends = [None if end is None else exact(end) for end in (low, high)]
    return Interval(ends[0], ends[1], brackets[0] == "(", brackets[1] == ")")


@pytest.mark.parametrize(
    ("value", "hedge", "unit", "interval"),
    [
        ("5200", None, "conviction/year", between("5150", "5250")),
        ("0.50", None, "percent", between("0.495", "0.505")),
        ("5", None, "percent", between("4.5", "5.5")),
        ("2", None, "soldier", between("2", "2")),
        ("2", None, "1", between("2", "2")),
        ("2", None, None, between("2", "2")),
        ("2", None, "year", between("1.5", "2.5")),
        ("2", None, "soldier/week", between("1.5", "2.5")),
        ("2.0", None, "soldier", between("1.95", "2.05")),
        ("12", None, "soldier", between("11.5", "12.5")),
        ("1991", None, "calendar_year", between("1991", "1991")),
        ("1950", "about", "calendar_year", between("1940", "1960")),
        ("5217", "exact", "conviction", between("5217", "5217")),
        ("5200", "about", "conviction", between("5100", "5300")),
        ("100", "about", "soldier", between("50", "150")),
        ("3", "about", "soldier", between("2.25", "3.75")),
        ("100", "nearly", "soldier/week", between("75", "100", "[)")),
        ("19000", "nearly", "soldier", between("18000", "19000", "[)")),
        ("30000", "over", "soldier", between("30000", "45000", "(]")),
        ("915", "over", "GBP", between("915", "917", "(]")),
        ("52", "under", "percent", between("50", "52", "[)")),
        ("100", "at-least", "deserter/week", between("100", None)),
        ("250000", "at-most", "soldier", between("0", "250000")),
        ("5", "at-most", "GBP/person", between("0", "5")),
        ("5", "at-most", "tonne", between("0", "5")),
        ("5", "at-most", "percent", between(None, "5")),
        ("-5", "at-most", "GBP", between(None, "-5")),
        ("1/3", None, "percent", between("0.3", "11/30")),
        ("1/2", "nearly", "person", between("0.4", "0.5", "[)")),
        ("1/2", "over", "person", between("0.5", "0.7", "(]")),
        ("-5", "nearly", "percent", between("-5", "-4", "(]")),
        ("-5", "over", "degC", between("-5", "-3", "(]")),
        ("0", "nearly", "percent", between("-1", "1")),
        ("0", None, "percent", between("-0.5", "0.5")),
    ],
)
def test_a_hedge_has_the_interval_of_the_table(
    value: str, hedge: str | None, unit: str | None, interval: Interval
) -> None:
    assert stated_interval(Quantity(value=value, hedge=hedge, unit=unit)) == interval


def test_a_range_is_widened_at_both_ends() -> None:
    stated = Quantity(text="10 to 25 million", low="10000000", high="25000000", hedge="between")
    assert stated_interval(stated) == between("5000000", "25500000")
    assert stated_interval(Quantity(low="90", high="110", value="100")) == between("85", "115")
    assert stated_interval(Quantity(low="1990", high="1995", unit="calendar_year")) == between("1990", "1995")
    assert stated_interval(Quantity(low="5", high="6", hedge="exact")) == between("5", "6")


def test_a_statement_without_a_number_has_no_interval() -> None:
    assert stated_interval(Quantity(text="a dramatic rise", hedge="vague")) is None


hedges = st.sampled_from([None, "exact", "about", "nearly", "over", "under", "at-least", "at-most", "vague"])
stated_numbers = st.integers(-(10**9), 10**9).map(str) | numbers.map(decimal_text)


@given(stated_numbers, hedges, st.sampled_from([None, "soldier", "percent", "calendar_year", "degC"]))
def test_every_stated_number_stands_for_numbers_next_to_it(
    value: str, hedge: str | None, unit: str | None
) -> None:
    quantity = Quantity(value=value, hedge=hedge, unit=unit)
    interval = stated_interval(quantity)
    assert interval is not None
    number = exact(value)
    closed = Interval(interval.low, interval.high)
    assert closed.contains(number)
    for end in (interval.low, interval.high):
        if (
            end is not None
            and end != number
            and interval.contains(end)
            and not (end == 0 and hedge == "at-most")
        ):
            assert not wrong_side(quantity, end)


@pytest.mark.parametrize(
    ("hedge", "below", "at", "above"),
    [
        ("nearly", False, True, True),
        ("under", False, True, True),
        ("over", True, True, False),
        ("at-least", True, False, False),
        ("at-most", False, False, True),
        ("about", False, False, False),
        (None, False, False, False),
    ],
)
def test_a_one_sided_hedge_has_a_wrong_side(hedge: str | None, below: bool, at: bool, above: bool) -> None:
    stated = Quantity(value="100", hedge=hedge)
    assert [wrong_side(stated, Fraction(number)) for number in (99, 100, 101)] == [below, at, above]
