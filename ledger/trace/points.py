"""Percentage points stated in percent: the difference of two percentages is in points, and 3% of them is another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from ledger.model.record import Figure, Link
from ledger.number.evaluate import Operand
from ledger.number.formula import Formula, Name, Operation, Step, parse_formula
from ledger.number.interval import Interval
from ledger.number.quantity import Quantity
from ledger.number.unit import Unit, named_unit, parse_unit

_PERCENT: Final = named_unit("percent")
_POINT: Final = named_unit("percentage_point")
_BASIS_POINT: Final = named_unit("basis_point")


def is_in_points(link: Link, stated: Quantity, inputs: Mapping[str, Figure]) -> bool:
    """Return whether a derivation that comes out states the difference of two percentages in percent.

    The rest of a whole (100% less something) is no such difference, nor is a difference that is divided. `inputs` has
    the figures by the names that the formula uses.
    """
    if link.formula is None or stated.unit is None or parse_unit(stated.unit) != _PERCENT:
        return False
    steps = parse_formula(link.formula, frozenset(inputs)).steps
    last = steps[-1]
    if not isinstance(last, Operation) or last.sign != "-":
        return False
    middle = _start_of_last(steps[:-1])
    first, second = steps[:middle], steps[middle:-1]
    leftmost = first[0]
    if isinstance(leftmost, Name) and inputs[leftmost.name].quantity.value == "100":
        return False
    return all(_is_percentage(part, inputs) for part in (first, second))


def points_added(formula: Formula, operands: dict[str, Operand], stated: Unit | None) -> dict[str, Operand]:
    """Return the operands with points as percentages where a formula adds both: 5% and 25 basis points are 5.25%."""
    units = {given.unit for given in operands.values()}
    points = units & {_POINT, _BASIS_POINT}
    if not points or units - points != {_PERCENT} or formula.signs - {"+", "-"} or stated != _PERCENT:
        return operands
    hundredth = Interval(Fraction(1, 100), Fraction(1, 100))
    found = {}
    for name, given in operands.items():
        operand = given
        if given.unit == _BASIS_POINT:
            point = None if given.point is None else given.point / 100
            operand = replace(given, point=point, interval=given.interval * hundredth)
        found[name] = replace(operand, unit=_PERCENT)
    return found


def _start_of_last(steps: Sequence[Step]) -> int:
    """Return the place in postfix order where the steps of the last operand begin."""
    wanted, place = 1, len(steps)
    while wanted:
        place -= 1
        step = steps[place]
        wanted += step.takes - 1 if isinstance(step, Operation) else -1
    return place


def _is_percentage(steps: Sequence[Step], inputs: Mapping[str, Figure]) -> bool:
    """Return whether part of a formula is a percentage: inputs in percent, at most added, averaged or compared."""
    for step in steps:
        if isinstance(step, Operation):
            if step.sign not in ("+", "-", "sum", "mean", "min", "max"):
                return False
        elif not isinstance(step, Name) or inputs[step.name].quantity.unit != "percent":
            return False
    return True
