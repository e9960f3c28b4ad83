"""Exact intervals, and the interval that a stated quantity stands for.

The arithmetic gives plain outer bounds (Moore, Kearfott and Cloud 2009, "Introduction to Interval
Analysis", chapter 2): the true result is never outside, and where one quantity occurs twice in a formula
the interval may be wider than it need be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, reduce
from typing import NamedTuple

from ledger.number.mantissa import last_place, last_printed_place, unit_in_last_place
from ledger.number.physical import dimension, is_currency
from ledger.number.quantity import Quantity, exact
from ledger.number.rational import MAX_EXPONENT, TooLargeError, bounded, power
from ledger.number.unit import Unit, UnitError, convert, parse_unit

__all__ = [
    "Interval", "convert_interval", "largest", "smallest",
    "stated_interval", "unit_in_last_place", "wrong_side",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Interval:
    """Every number between `low` and `high`. None is no end on that side; an open end is not itself included.

    Raises ValueError where there is no number between the ends. Arithmetic raises `TooLargeError` past the
    limits of `rational`, and ZeroDivisionError where a divisor spans 0; a divisor that only reaches 0 with an
    end of its own gives an interval without an end.
    """

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        if self.low is None:
            object.__setattr__(self, "low_open", True)
        if self.high is None:
            object.__setattr__(self, "high_open", True)
        if self.low is not None and self.high is not None:
            empty = self.low == self.high and (self.low_open or self.high_open)
            if self.low > self.high or empty:
                raise ValueError("an interval without a number in it")

    @classmethod
    def point(cls, number: Fraction) -> Interval:
        """Return the interval of one number alone."""
        return cls(number, number)

    def contains(self, number: Fraction) -> bool:
        """Return whether the number is in the interval."""
        return self.meets(Interval.point(number))

    def meets(self, interval: Interval) -> bool:
        """Return whether some number is in both."""
        return _reaches(self, interval) and _reaches(interval, self)

    def __neg__(self) -> Interval:
        return Interval(
            None if self.high is None else -self.high,
            None if self.low is None else -self.low,
            self.high_open,
            self.low_open,
        )

    def __add__(self, addend: Interval) -> Interval:
        return Interval(
            None if self.low is None or addend.low is None else bounded(self.low + addend.low),
            None if self.high is None or addend.high is None else bounded(self.high + addend.high),
            self.low_open or addend.low_open,
            self.high_open or addend.high_open,
        )

    def __sub__(self, subtrahend: Interval) -> Interval:
        return self + -subtrahend

    def __mul__(self, factor: Interval) -> Interval:
        products = [_times(mine, theirs) for mine in _ends(self) for theirs in _ends(factor)]
        return _between(products)

    def __truediv__(self, divisor: Interval) -> Interval:
        return self * divisor.reciprocal()

    def reciprocal(self) -> Interval:
        """1 divided by every number of the interval. Raises ZeroDivisionError if it spans 0, or is 0."""
        below = self.low is None or self.low < 0
        above = self.high is None or self.high > 0
        if below == above:
            raise ZeroDivisionError("a divisor may be 0")
        return Interval(
            Fraction(0) if self.high is None else 1 / self.high if self.high else None,
            Fraction(0) if self.low is None else 1 / self.low if self.low else None,
            self.high_open,
            self.low_open,
        )

    def power(self, exponent: Interval) -> Interval:
        """Return the numbers of this interval to every whole power in `exponent`.

        Raises `TooLargeError` for exponents past ±1000, ArithmeticError if there is no whole one.
        """
        if exponent.low is None or exponent.high is None:
            raise TooLargeError("an exponent has no bound")
        if max(abs(exponent.low), abs(exponent.high)) > MAX_EXPONENT + 1:
            raise TooLargeError(f"an exponent may be {MAX_EXPONENT} at the most")
        first, last = -(-exponent.low // 1), exponent.high // 1
        first += exponent.low_open and first == exponent.low
        last -= exponent.high_open and last == exponent.high
        if first > last:
            raise ArithmeticError("an exponent is not a whole number")
        # For one base the powers grow or shrink all the way, in magnitude; a negative base changes signs.
        powers = {first, min(first + 1, last), max(last - 1, first), last}
        results = [self._whole_power(int(exponent)) for exponent in sorted(powers)]
        return _between([end for result in results for end in _ends(result)])

    def _whole_power(self, exponent: int) -> Interval:
        if exponent == 0:
            return Interval.point(Fraction(1))
        if exponent < 0:
            return self._whole_power(-exponent).reciprocal() if not _spans_zero(self) else self.reciprocal()
        ends = [
            _End(
                end.infinite**exponent,
                power(end.value, exponent) if not end.infinite else end.value,
                end.open,
            )
            for end in _ends(self)
        ]
        if exponent % 2 == 0 and _spans_zero(self):
            ends.append(_End(0, Fraction(0), False))
        return _between(ends)


def smallest(intervals: Sequence[Interval]) -> Interval:
    """Return the interval of the smallest of several numbers, one from each interval."""
    return reduce(_smaller, intervals)


def largest(intervals: Sequence[Interval]) -> Interval:
    """Return the interval of the largest of several numbers, one from each interval."""
    return -smallest([-interval for interval in intervals])


def convert_interval(interval: Interval, from_: Unit, to: Unit, *, difference: bool = False) -> Interval:
    """Convert an interval to another unit, exactly; see `unit.convert`. Raises `UnitError`, `TooLargeError`."""
    ends = [
        None if end is None else bounded(convert(end, from_, to, difference=difference))
        for end in (interval.low, interval.high)
    ]
    return Interval(ends[0], ends[1], interval.low_open, interval.high_open)


class _End(NamedTuple):
    """An end of an interval: `infinite` is -1 or 1 for one that lies beyond every number, else 0."""

    infinite: int
    value: Fraction
    open: bool


def _ends(interval: Interval) -> tuple[_End, _End]:
    low, high = interval.low, interval.high
    return (
        _End(-1, Fraction(0), True) if low is None else _End(0, low, interval.low_open),
        _End(1, Fraction(0), True) if high is None else _End(0, high, interval.high_open),
    )


def _times(first: _End, second: _End) -> _End:
    """Multiply two ends. 0 times anything is 0, and is included where the 0 is."""
    zeros = [end for end in (first, second) if not end.infinite and end.value == 0]
    if zeros:
        return _End(0, Fraction(0), all(end.open for end in zeros))
    if first.infinite or second.infinite:
        return _End(_sign(first) * _sign(second), Fraction(0), True)
    return _End(0, bounded(first.value * second.value), first.open or second.open)


def _sign(end: _End) -> int:
    return end.infinite or (1 if end.value > 0 else -1)


def _between(ends: Sequence[_End]) -> Interval:
    """Return the interval from the lowest end to the highest; where two coincide, a closed one prevails."""
    low = min(ends, key=lambda end: (end.infinite, end.value, end.open))
    high = max(ends, key=lambda end: (end.infinite, end.value, not end.open))
    return Interval(
        None if low.infinite else low.value, None if high.infinite else high.value, low.open, high.open
    )


def _reaches(first: Interval, second: Interval) -> bool:
    """Return whether `first` reaches up to `second`, or lies above it."""
    if first.high is None or second.low is None:
        return True
    return first.high > second.low or (
        first.high == second.low and not first.high_open and not second.low_open
    )


def _spans_zero(interval: Interval) -> bool:
    return (interval.low is None or interval.low < 0) and (interval.high is None or interval.high > 0)


def _smaller(first: Interval, second: Interval) -> Interval:
    low = min(_ends(first)[0], _ends(second)[0], key=lambda end: (end.infinite, end.value, end.open))
    high = min(_ends(first)[1], _ends(second)[1], key=lambda end: (end.infinite, end.value, not end.open))
    return Interval(
        None if low.infinite else low.value, None if high.infinite else high.value, low.open, high.open
    )


class _HedgeReach(NamedTuple):
    """One hedge: how many units of the last digit it reaches below and above, and the cap on that."""

    below: Fraction
    above: Fraction
    cap: Fraction | None
    low_open: bool = False
    high_open: bool = False


_HALF, _NONE = Fraction(1, 2), Fraction(0)
_BARE = _HedgeReach(_HALF, _HALF, None)
_ABOUT = _HedgeReach(Fraction(1), Fraction(1), Fraction(1, 4))
_ROWS = {
    "about": _ABOUT,
    "vague": _ABOUT,
    "nearly": _HedgeReach(Fraction(1), _NONE, Fraction(1, 4), high_open=True),
    "over": _HedgeReach(_NONE, Fraction(2), _HALF, low_open=True),
    "under": _HedgeReach(Fraction(2), _NONE, _HALF, high_open=True),
}


@lru_cache(maxsize=4096)
def stated_interval(quantity: Quantity, *, as_printed: bool = False) -> Interval | None:
    """Return the interval that a stated quantity stands for, in its own unit; None if it has no number.

    With `as_printed`, as in a derivation, the trailing zeros of a bare number are significant: u is then one unit of
    the last digit printed, and 500 million stands for 499.5 to 500.5 million.

    With u one unit of the last significant digit of the printed mantissa (`mantissa`) and x the number:

    ==================  ==================================  ====  ==========================================
    hedge               interval                            cap   PyUncertainNumber 2025, after Ferson et al.
    ==================  ==================================  ====  ==========================================
    none                [x − ½u, x + ½u]                          the same
    about               [x − u, x + u], at least ± ½u       25%   about ± 2u, around ± 10u
    nearly              [x − u, x)                          25%   almost [x − ½u, x]
    over                (x, x + 2u]                         50%   over [x, x + ½u], above [x, x + 2u]
    under               [x − 2u, x)                         50%   below [x − 2u, x]
    at-least, at-most   [x, ∞), (−∞, x] or [0, x]                 the same, and no 0
    between             [low − ½u, high + ½u]                     none
    exact               {x}                                       ± a tenth of u
    fraction in words   u is a fifth of it, so ± 10% bare         none
    ==================  ==================================  ====  ==========================================

    The cap is the most that a hedge reaches, as part of the number: in round numbers such as 100 one digit
    bears all, and "nearly 100" is not 0. Exact without a hedge are a whole number below ten of a noun or of
    nothing ("two soldiers"), and any year of the calendar. At-most counts, money and masses stop at 0.

    Sources. Ferson et al. 2015, "Natural language
    of uncertainty: numeric hedge words" (International Journal of Approximate Reasoning 57:19-39) asked
    readers what range they take a hedge to mean. Here the question is what a reporter may honestly have
    rounded from, so a one-sided hedge leaves out the number itself and reaches one or two digits, as
    relayed figures do (18,500 became "nearly 19,000"), and "about" and "around" are one word: its reader's
    ± 10u would let "around 5,200" be 4,200. Krifka 2007, "Approximate interpretation of number words",
    explains why round numbers are read coarsely, on scales that need not be decimal (15, 30, 45 minutes);
    here only trailing zeros are coarse, because a digit that is printed was chosen, and a scale cannot be
    known from a number.

    Negative numbers: "nearly" comes short of the number in magnitude (nearly −5 lies above it), the other
    hedges compare as numbers do, as a temperature of over −5 degrees does. "Nearly 0" is about 0.
    """
    if quantity.value is None or (quantity.low is not None and quantity.high is not None):
        return _range(quantity)
    number = exact(quantity.value)
    hedge = quantity.hedge
    if hedge == "at-least":
        return Interval(number, None)
    if hedge == "at-most":
        floor = Fraction(0) if number >= 0 and _never_negative(_unit(quantity)) else None
        return Interval(floor, number)
    if hedge == "exact" or (hedge is None and _is_exact(quantity)):
        return Interval.point(number)
    place = last_printed_place if as_printed and hedge is None else last_place
    unit = place(quantity.value, quantity)
    row = _ROWS.get(hedge or "", _BARE)
    if hedge == "nearly" and number == 0:
        row = _ABOUT
    least = _HALF * unit if row is _ABOUT else _NONE
    below, above = (_reach(count * unit, number, row.cap, least) for count in (row.below, row.above))
    if hedge == "nearly" and number < 0:
        return Interval(number, number + below, low_open=True)
    return Interval(number - below, number + above, row.low_open, row.high_open)


def wrong_side(quantity: Quantity, number: Fraction) -> bool:
    """Return whether the direction of a one-sided hedge excludes `number`, given in the quantity's own unit."""
    if quantity.value is None:
        return False
    stated = exact(quantity.value)
    match quantity.hedge:
        case "nearly":
            return stated != 0 and (number >= stated if stated > 0 else number <= stated)
        case "under":
            return number >= stated
        case "over":
            return number <= stated
        case "at-least":
            return number < stated
        case "at-most":
            return number > stated
    return False


def _range(quantity: Quantity) -> Interval | None:
    """Return the interval from `low` to `high`, each widened by half a unit of its last digit unless it is exact."""
    ends = [exact(end) if end is not None else None for end in (quantity.low, quantity.high)]
    low, high = ends
    if low is None and high is None:
        return None
    exactly = quantity.hedge == "exact" or quantity.unit == "calendar_year"
    widths = [
        _NONE if exactly or end is None else last_place(end, quantity) * _HALF
        for end in (quantity.low, quantity.high)
    ]
    if low is not None and high is not None and low > high:
        low, high, widths = high, low, widths[::-1]
    return Interval(
        None if low is None else low - widths[0],
        None if high is None else high + widths[1],
    )


def _reach(distance: Fraction, number: Fraction, cap: Fraction | None, least: Fraction) -> Fraction:
    if cap is not None and number != 0:
        distance = min(distance, cap * abs(number))
    return max(distance, least)


def _unit(quantity: Quantity) -> Unit:
    """Return the quantity's unit; one that cannot be read is a noun like any other."""
    try:
        return parse_unit(quantity.unit)
    except UnitError:
        return Unit((("thing", 1),))


def _is_exact(quantity: Quantity) -> bool:
    value, unit = quantity.value or "", _unit(quantity)
    if unit == Unit((("calendar_year", 1),)):
        return True
    counted = unit == Unit() or (len(unit.factors) == 1 and unit.labels() == ((unit.factors[0][0], 1),))
    return counted and value.lstrip("-").isdigit() and abs(int(value)) < 10


def _never_negative(unit: Unit) -> bool:
    """Return whether a unit's numbers are counts, money or masses, or rates of them."""
    above = [name for name, power in unit.factors if power > 0]
    return bool(above) and all(_is_amount(name) for name in above)


def _is_amount(name: str) -> bool:
    known = dimension(name)
    return known is None or known == (("mass", 1),) or is_currency(name)
