"""Direction in formulas: rise or fall of what they compute, ratios that are no changes, falls that are put on.

``(b - a) / a`` is a rise of `a`, whatever the names are, for a change is relative to what it began with. Of a bare
difference the periods of its inputs say which came later, or such names as old and new. ``b / a`` is no change at all:
what tripled rose by 200%, and what fell to 80% fell by 20%. ``b * (1 + a)`` puts on what `a` says, so that a fall of 5%
is -5% there, and ``b * (1 - a)`` takes it off, which no rise can be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from ledger.model.record import Figure, Link
from ledger.number.formula import Constant, Formula, FormulaError, Name, Operation, Step, parse_formula
from ledger.number.quantity import Quantity
from ledger.trace.drift_unit import noun
from ledger.trace.drift_words import nouns_differ

_UP: Final = "up"
_DOWN: Final = "down"
#: Names of inputs for what was earlier and later.
_EARLIER: Final = frozenset(
    {"old", "before", "then", "earlier", "start", "previous", "first", "initial", "past"}
)
_LATER: Final = frozenset({"new", "after", "now", "later", "end", "latest", "current", "final", "today"})
#: Names and words of inputs for what was put on or taken off.
_CHANGE: Final = re.compile(
    r"(?i)(?:\b|_)(?:rise|rose|fall|fell|increased?|decreased?|cuts?|drop(?:ped)?|loss(?:es)?|lost|gain(?:ed|s)?|"
    r"changed?|diff(?:erence)?|more|fewer|extra|added|growth|decline|reduction|saved|savings?)(?:\b|_)"
)
#: Words for parts of a whole that are above or below zero, and are no change of it: a profit of 5% of the turnover.
_PARTS: Final = re.compile(
    r"(?i)\b(?:profits?|loss(?:es)?|margins?|surplus|deficit|shortfall|returns?|yields?|gewinn|verlust|überschuss|defizit)\b"
    r"|(?:%|per ?cent|prozent) (?:of|der|des)\b"
)
#: The greatest share that is taken for the part that was lost where nothing says what it is.
_PART: Final = Fraction(1, 2)
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


def ratio_for_change(
    link: Link, stated: Quantity, inputs: Mapping[str, Figure], percent: Fraction | None
) -> bool:
    """Return whether a derivation divides one level by another, and states its result as a rise or a fall by as much.

    `percent` is the result. A part that was put on or taken off is a change by itself: 120 jobs lost of 600.
    """
    if stated.direction is None or stated.unit != "percent" or link.formula is None or percent is None:
        return False
    try:
        steps = parse_formula(link.formula, frozenset(inputs)).steps
    except FormulaError:
        return False
    if not _is_ratio(steps[:3]) or not _is_in_hundredths(steps[3:]) or _PARTS.search(stated.text or ""):
        return False
    above, below = (step.name for step in steps[:2] if isinstance(step, Name))
    first, second = inputs[above].quantity, inputs[below].quantity
    if first.direction not in (None, second.direction) or nouns_differ(noun(first.unit), noun(second.unit)):
        return False
    if any(_CHANGE.search(words) for words in (above, inputs[above].label or "", first.text or "")):
        return False
    if _by_time(above, below, inputs) is not None:
        return True
    return percent > (100 if stated.direction == _UP else 100 * _PART)


def _is_in_hundredths(steps: tuple[Step, ...]) -> bool:
    """Return whether these steps are none, or turn a ratio into a percentage."""
    match steps:
        case () | (Constant(value=Fraction(numerator=100, denominator=1)), Operation(sign="*")):
            return True
    return False


def put_on(formula: Formula, quantities: Mapping[str, Quantity], sign: str) -> Iterator[str]:
    """Yield the inputs in percent that a formula puts on a whole, ``1 + a`` or ``b + b * a``; takes off for ``-``."""
    steps = formula.steps
    for place, step in enumerate(steps):
        if not isinstance(step, Name) or not (quantities[step.name].unit or "").startswith("percent"):
            continue
        if _PARTS.search(quantities[step.name].text or ""):
            continue
        match steps[place + 1 : place + 4]:
            case (
                (Operation(sign="*"), Operation(sign=last), *_)
                | (Name(), Operation(sign="*"), Operation(sign=last), *_)
                | (Constant(), Operation(sign="/"), Operation(sign=last), *_)
            ) if last == sign:
                yield step.name
            case (Operation(sign=last), *_) if last == sign and _is_constant(steps, place - 1):
                yield step.name
            case (Constant(), Operation(sign="+"), *_) if sign == "+":
                yield step.name


def _is_constant(steps: tuple[Step, ...], place: int) -> bool:
    return place >= 0 and isinstance(steps[place], Constant)


def _by_time(first: str, second: str, inputs: Mapping[str, Figure]) -> str | None:
    """Return the direction of the first less the second by their periods, else by their names (`y2019`)."""
    years = [
        re.fullmatch(r"([0-9]{4})(?:-[0-9]{2})*", inputs[name].period or "")
        or re.fullmatch(r"[a-z_]*([12][0-9]{3})", name)
        for name in (first, second)
    ]
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
