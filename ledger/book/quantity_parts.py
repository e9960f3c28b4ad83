"""Combines a quantity in words with separate parts, as in ``ledger add "500 straws" --unit straw/day``.

Each part overrides what was read from the words and leaves the rest. A part that contradicts the words is refused:
either is a mistake, and only a person can tell which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from ledger.errors import InputError, Problem
from ledger.number.quantity import Quantity, exact, number_problem
from ledger.number.unit import UnitError, parse_unit

#: The parts of a quantity besides its words.
PARTS: Final = ("value", "low", "high", "hedge", "unit", "direction", "statistic", "price_base")
#: Hedges by the side on which the true number lies.
_SIDES: Final = {
    "nearly": "below",
    "under": "below",
    "at-most": "below",
    "over": "above",
    "at-least": "above",
}


#: What the grammar of phrases says of a quantity given as an object, which only a record in JSON has.
_OBJECT: Final = r"give the quantity as an object: \{[^}]*\}"
_AS_OBJECT: Final = re.compile(rf"; or {_OBJECT}|{_OBJECT}; or | \({_OBJECT}\)")


def without_object(sentence: str) -> str:
    """Return a sentence about a phrase without the advice to give the quantity as an object of JSON."""
    return _AS_OBJECT.sub("", sentence)


def combined(words: str, parts: Mapping[str, Any], language: str | None = None) -> dict[str, Any]:
    """Return the quantity that `words` are read as, overridden by `parts`, for a record.

    If the words cannot be read, the parts alone are the quantity, if they have a number, both ends of a range or the
    hedge ``vague``. Raises InputError for a part that contradicts the words, or for unreadable words if the parts do
    not suffice.
    """
    try:
        read = parts_of(words, language)
    except InputError:
        ends = [name for name in ("low", "high") if name in parts]
        # One end of a range would lose the number in the words.
        whole = "value" in parts or len(ends) == 2 or (ends and not any(map(str.isdigit, words)))
        if whole or parts.get("hedge") == "vague":
            return {"text": words, **parts}
        raise
    problems = list(contradictions(read, parts))
    if problems:
        raise InputError(
            problems=problems, hint="mend the words or the part; the words are recorded as they stand"
        )
    return {"text": words, **read, **parts}


def parts_of(words: str, language: str | None = None) -> dict[str, Any]:
    """Return the parts that a phrase is read as, without its words. Raises InputError if it cannot be read."""
    from ledger.phrase.reader import parse_phrase

    return quantity_parts(parse_phrase(words, language))


def quantity_parts(quantity: Quantity) -> dict[str, Any]:
    """Return the stated parts of a quantity, without its words."""
    return {name: value for name in PARTS if (value := getattr(quantity, name)) is not None}


def contradictions(read: Mapping[str, Any], parts: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield a problem for each part that contradicts the parts which were `read` from the words."""
    yield from _number_contradictions(read, parts)
    hedge, stated = parts.get("hedge"), read.get("hedge")
    if hedge == "vague" and "value" in read:
        yield Problem(
            "/quantity/hedge", f"vague is for words without a number, and these say {read['value']}"
        )
    elif hedge and stated and _against(stated, hedge):
        yield Problem("/quantity/hedge", f"{hedge} contradicts the words, which say {stated}")
    for name in ("direction", "statistic", "price_base"):
        part, worded = parts.get(name), read.get(name)
        if part and worded and part != worded:
            yield Problem(f"/quantity/{name}", f"{part} contradicts the words, which say {worded}")
    if parts.get("unit") and read.get("unit"):
        yield from _unit_contradiction(read["unit"], parts["unit"])


def _number_contradictions(read: Mapping[str, Any], parts: Mapping[str, Any]) -> Iterator[Problem]:
    for name in ("value", "low", "high"):
        part, worded = _number(parts.get(name)), _number(read.get(name))
        if part is not None and worded is not None and part != worded:
            yield Problem(f"/quantity/{name}", f"{parts[name]} contradicts the words, which say {read[name]}")
            return
    # The low end, the number and the high end must be in ascending order.
    together = {**read, **parts}
    names = [name for name in ("low", "value", "high") if _number(together.get(name)) is not None]
    for lower, higher in pairwise(names):
        first, second = _number(together[lower]), _number(together[higher])
        if first is not None and second is not None and first > second:
            pointer = lower if lower in parts else higher
            yield Problem(
                f"/quantity/{pointer}",
                f"{lower} is {together[lower]} and {higher} is {together[higher]}: the order is low, value, high",
            )


def _number(text: object) -> Fraction | None:
    """Return the number of a part, or None if it is not a valid one, which the rules for records report."""
    if not isinstance(text, str | int) or isinstance(text, bool) or number_problem(str(text)) is not None:
        return None
    return exact(str(text))


def _against(worded: str, given: str) -> bool:
    if "exact" in (worded, given):
        return worded != given
    sides = _SIDES.get(worded), _SIDES.get(given)
    return None not in sides and sides[0] != sides[1]


def _unit_contradiction(worded: str, given: str) -> Iterator[Problem]:
    """Yield a problem if a unit omits a time, currency or measure of the words; their nouns may be replaced."""
    try:
        stated, wanted = parse_unit(worded), parse_unit(given)
    except UnitError:
        return
    lost = {pair for pair in stated.factors if pair not in stated.labels()} - set(wanted.factors)
    if ("percentage_point", 1) in wanted.factors:
        # "Up 2%" of a share often means two points.
        lost.discard(("percent", 1))
    if lost:
        yield Problem("/quantity/unit", f"{given} contradicts the words, which say {worded}")
