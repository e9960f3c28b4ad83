"""Percentage points stated in percent: the difference of two percentages is in points, and 3% of them is another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ledger.model.record import Figure, Link
from ledger.number.formula import Name, Operation, Step, parse_formula
from ledger.number.quantity import Quantity
from ledger.number.unit import named_unit, parse_unit

_PERCENT: Final = named_unit("percent")


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
