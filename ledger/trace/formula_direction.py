"""The direction of a change that a formula computes: whether what it gives above zero is a rise or a fall.

``(b - a) / a`` is a rise of `a`, whatever the names are, for a change is relative to what it began with. Of a bare
difference the periods of its inputs say which came later, or such names as old and new.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ledger.model.record import Figure
from ledger.number.formula import Constant, Formula, Name, Operation, Step

_UP: Final = "up"
_DOWN: Final = "down"
#: Names of inputs for what was earlier and later.
_EARLIER: Final = frozenset(
    {"old", "before", "then", "earlier", "start", "previous", "first", "initial", "past"}
)
_LATER: Final = frozenset({"new", "after", "now", "later", "end", "latest", "current", "final", "today"})
#: Steps that leave the sign of a difference as it is.
_KEEPING: Final = frozenset({"*", "/", "%"})


def formula_direction(formula: Formula, inputs: Mapping[str, Figure]) -> str | None:
    """Return ``up`` if a result above zero is a rise, ``down`` if it is a fall, None where nothing says which."""
    steps = formula.steps
    turning = [
        (place, step.sign)
        for place, step in enumerate(steps)
        if isinstance(step, Operation) and step.sign not in _KEEPING
    ]
    if len(turning) != 1 or turning[0][1] != "-":
        return None
    at = turning[0][0]
    if at == 4 and _is_ratio(steps[:3]) and _is_whole(steps[3]):
        return _UP
    if at == 4 and _is_whole(steps[0]) and _is_ratio(steps[1:4]):
        return _DOWN
    first, second = (steps[at - 2], steps[at - 1]) if at > 1 else (None, None)
    if not (isinstance(first, Name) and isinstance(second, Name)):
        return None
    base, ratio = (steps[at + 1], steps[at + 2]) if at + 2 < len(steps) else (None, None)
    if isinstance(base, Name) and isinstance(ratio, Operation) and ratio.sign == "/":
        return {second.name: _UP, first.name: _DOWN}.get(base.name)
    return _by_time(first.name, second.name, inputs)


def _by_time(first: str, second: str, inputs: Mapping[str, Figure]) -> str | None:
    """Return the direction of the first less the second by their periods, else by their names."""
    years = [re.fullmatch(r"([0-9]{4})(?:-[0-9]{2})*", inputs[name].period or "") for name in (first, second)]
    if years[0] is not None and years[1] is not None and years[0][0] != years[1][0]:
        return _UP if years[0][0] > years[1][0] else _DOWN
    if first in _LATER and second in _EARLIER:
        return _UP
    return _DOWN if first in _EARLIER and second in _LATER else None


def _is_ratio(steps: tuple[Step, ...]) -> bool:
    """Return whether these steps are one input divided by another."""
    match steps:
        case (Name(), Name(), Operation(sign="/")):
            return True
    return False


def _is_whole(step: Step) -> bool:
    """Return whether a step is the number one."""
    return isinstance(step, Constant) and step.value == 1
