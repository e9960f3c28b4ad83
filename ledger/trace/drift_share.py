"""Shares, factors and percentages in one unit: 5 per 1,000 is 0.5 percent, and what tripled rose by 200 percent."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Final

from ledger.number.quantity import Quantity, decimal_text, exact, fraction_text
from ledger.number.unit import UnitError, parse_unit

_HUNDREDTHS: Final = frozenset({"percent", "permille"})


def in_percent(up: Quantity, down: Quantity) -> tuple[Quantity, Quantity]:
    """Return both quantities, a share or a factor in percent where a percentage stands beside it; the words stay."""
    return _beside(up, down), _beside(down, up)


def _beside(quantity: Quantity, percentage: Quantity) -> Quantity:
    if percentage.unit not in _HUNDREDTHS or quantity.unit is None or quantity.unit in _HUNDREDTHS:
        return quantity
    if quantity.unit == "time":
        return _as_change(quantity, percentage)
    if _is_share(quantity.unit):
        return _with_numbers(quantity, times=Fraction(100), less=0)
    return quantity


def _as_change(quantity: Quantity, percentage: Quantity) -> Quantity:
    """Return a factor as the change it makes, or as a percentage of the whole if such a one is beside it."""
    if quantity.value is None or exact(quantity.value) < 0:
        return quantity
    factor = exact(quantity.value)
    if (
        percentage.direction is None
        and percentage.value is not None
        and exact(percentage.value) == 100 * factor
    ):
        return _with_numbers(quantity, times=Fraction(100), less=0)
    if factor < 1:
        return replace(_with_numbers(quantity, times=Fraction(-100), less=-100), direction="down")
    return replace(_with_numbers(quantity, times=Fraction(100), less=100), direction="up")


def _with_numbers(quantity: Quantity, *, times: Fraction, less: int) -> Quantity:
    """Return the quantity in percent, each of its numbers times `times` and less so many."""
    numbers = {
        name: None if number is None else _text(exact(number) * times - less)
        for name, number in (("value", quantity.value), ("low", quantity.low), ("high", quantity.high))
    }
    return replace(quantity, unit="percent", **numbers)


def _text(number: Fraction) -> str:
    """Return a number in the notation of records: a decimal, or a fraction where no decimal is exact."""
    text = decimal_text(number)
    return text if exact(text) == number else fraction_text(number)


def _is_share(unit: str) -> bool:
    """Return whether a unit is so many of one noun, or one, for each of another: deaths for each person."""
    try:
        factors = parse_unit(unit).factors
        labels = parse_unit(unit).labels()
    except UnitError:
        return False
    return set(factors) == set(labels) and [power for _, power in factors if power < 0] == [-1]
