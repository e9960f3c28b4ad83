"""What figures of a list have to be like: their unit, their number, when they were stated."""

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
    """Figures in a unit, or in one that has it in it: GBP is in GBP/person/year. Raises InputError for no unit."""
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
    """Figures whose number lies in a range: ``5200``, ``1000..9000``, ``1000..`` or ``..9000``, its ends included.

    Of a figure that states a range, any part may lie in it. Raises InputError for what is not a number.
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
    """Figures stated, or else published, within a time: ``2023``, ``2023-08-30``, ``2023-06..2023-09`` or ``..2022``.

    Raises InputError for what is not a date.
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
    """The ends of a range, both the same where there is one value."""
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
