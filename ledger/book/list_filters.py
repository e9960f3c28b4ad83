"""Filters figures by their unit, their number, and the date on which they were stated."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Final

from ledger.errors import InputError, Problem
from ledger.model.edtf import bounds, edtf_problem, read_date
from ledger.model.record import Figure
from ledger.number.quantity import exact, number_problem
from ledger.number.unit import UnitError, parse_unit

_GROUPS: Final = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")

Fits = Callable[[Figure, str | None], bool]


def with_unit(text: str) -> Fits:
    """Accept figures in a unit or in one that contains it, as GBP/person/year contains GBP.

    Raises InputError if the text is not a unit.
    """
    try:
        wanted = dict(parse_unit(text).factors)
    except UnitError as error:
        raise _refused("unit", str(error)) from error

    def fits(figure: Figure, _: str | None) -> bool:
        if figure.quantity.unit is None:
            return not wanted and figure.quantity.value is not None
        factors = dict(parse_unit(figure.quantity.unit).factors)
        return all(factors.get(name) == power for name, power in wanted.items()) and bool(
            wanted or not factors
        )

    return fits


def with_value(text: str) -> Fits:
    """Accept figures whose number lies in a range: ``5200``, ``1000..9000``, ``1000..`` or ``..9000``, ends included.

    A figure that states a range matches if the ranges overlap. Raises InputError if an end is not a number.
    """
    low, high = (_number(end) for end in _ends(text))
    if low is not None and high is not None and high < low:
        raise _refused("value", f"the range ends before it begins: write {text.partition('..')[2]}..…")

    def fits(figure: Figure, _: str | None) -> bool:
        quantity = figure.quantity
        if not figure.restated:
            return False
        least, most = (
            (quantity.value, quantity.value) if quantity.value is not None else (quantity.low, quantity.high)
        )
        if least is None and most is None:
            return False
        below = high is not None and least is not None and exact(least) > high
        above = low is not None and most is not None and exact(most) < low
        return not (below or above)

    return fits


def with_date(text: str) -> Fits:
    """Accept figures stated, or else published, within ``2023``, ``2023-08-30``, ``2023-06..2023-09`` or ``..2022``.

    Raises InputError if an end is not a date.
    """
    first, last = (_days(end) for end in _ends(text))
    earliest, latest = first[0], last[1]

    def fits(figure: Figure, published: str | None) -> bool:
        when = figure.stated or published
        if when is None or edtf_problem(when) is not None:
            return False
        start, end = bounds(when)
        before = earliest is not None and end is not None and end < earliest
        behind = latest is not None and start is not None and start > latest
        return not (before or behind)

    return fits


def _ends(text: str) -> tuple[str, str]:
    """Return the ends of a range; both are the same for a single value."""
    first, dots, last = text.strip().partition("..")
    return (first.strip(), last.strip()) if dots else (first, first)


def _number(text: str) -> Fraction | None:
    if not text:
        return None
    number = _GROUPS.sub("", text)
    if problem := number_problem(number):
        raise _refused("value", f"{text[:40]}: {problem}")
    return exact(number)


def _days(text: str) -> tuple[date | None, date | None]:
    if not text:
        return None, None
    try:
        return bounds(read_date(text))
    except InputError as error:
        raise _refused("date", error.message) from error


def _refused(name: str, message: str) -> InputError:
    return InputError(problems=[Problem(f"/{name}", message)])
