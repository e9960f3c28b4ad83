"""A quantity given as words with some parts beside them, as by ``ledger add "500 straws" --unit straw/day``.

Each part given overrides what the words were read as and leaves the rest as read. A part that contradicts the words
is refused: either the words or the part is a slip, and only a person can tell which.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from ledger.errors import InputError, Problem
from ledger.number.quantity import Quantity, exact, number_problem
from ledger.number.unit import Unit, UnitError, parse_unit

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


def combined(words: str, parts: Mapping[str, Any], language: str | None = None) -> dict[str, Any]:
    """A quantity as a record has it: `words` as they are read, with `parts` in the place of what they override.

    Where the words cannot be read, the parts alone say what the quantity is, if there is a whole number or range among
    them or a hedge of ``vague``. Raises InputError for a part that contradicts the words, and what reading the words
    raises where the parts are not enough.
    """
    try:
        read = parts_of(words, language)
    except InputError:
        ends = [name for name in ("low", "high") if name in parts]
        # One end alone would drop the number that the words hold, whatever it is.
        whole = "value" in parts or len(ends) == 2 or (ends and not any(map(str.isdigit, words)))
        if whole or parts.get("hedge") == "vague":
            return {"text": words, **parts}
        raise
    contradicted = list(contradictions(read, parts))
    if contradicted:
        raise InputError(
            problems=contradicted, hint="mend the words or the part; the words are recorded as they stand"
        )
    return {"text": words, **read, **parts}


def parts_of(words: str, language: str | None = None) -> dict[str, Any]:
    """What a phrase is read as, without its words. Raises InputError where it cannot be read."""
    from ledger.phrase.reader import parse_phrase

    return quantity_parts(parse_phrase(words, language))


def quantity_parts(quantity: Quantity) -> dict[str, Any]:
    """The parts of a quantity that are stated, without its words."""
    return {name: value for name in PARTS if (value := getattr(quantity, name)) is not None}


def contradictions(read: Mapping[str, Any], parts: Mapping[str, Any]) -> Iterator[Problem]:
    """The parts that cannot be meant beside the words, `read` being what those were read as."""
    yield from _number_contradictions(read, parts)
    hedge, stated = parts.get("hedge"), read.get("hedge")
    if hedge == "vague" and "value" in read:
        yield Problem(
            "/quantity/hedge", f"vague is for words without a number, and these say {read['value']}"
        )
    elif hedge and stated and _against(stated, hedge):
        yield Problem("/quantity/hedge", f"{hedge} contradicts the words, which say {stated}")
    for name in ("direction", "statistic", "price_base"):
        given, worded = parts.get(name), read.get(name)
        if given and worded and given != worded:
            yield Problem(f"/quantity/{name}", f"{given} contradicts the words, which say {worded}")
    if parts.get("unit") and read.get("unit"):
        yield from _unit_contradiction(read["unit"], parts["unit"])


def _number_contradictions(read: Mapping[str, Any], parts: Mapping[str, Any]) -> Iterator[Problem]:
    for name in ("value", "low", "high"):
        given, worded = _number(parts.get(name)), _number(read.get(name))
        if given is not None and worded is not None and given != worded:
            yield Problem(f"/quantity/{name}", f"{parts[name]} contradicts the words, which say {read[name]}")
            return
    # The low end, the number and the high end stand in the order of their size.
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
    """The number that a part states; None where it states none that can be taken, which the record's rules say."""
    if not isinstance(text, str | int) or isinstance(text, bool) or number_problem(str(text)) is not None:
        return None
    return exact(str(text))


def _against(worded: str, given: str) -> bool:
    if "exact" in (worded, given):
        return worded != given
    sides = _SIDES.get(worded), _SIDES.get(given)
    return None not in sides and sides[0] != sides[1]


def _unit_contradiction(worded: str, given: str) -> Iterator[Problem]:
    """Nouns are labels, which the unit may say better; a time, currency or measure that the words name has to stay."""
    try:
        stated, wanted = parse_unit(worded), parse_unit(given)
    except UnitError:
        return
    lost = [
        pair
        for pair in stated.factors
        if pair not in stated.labels() and pair not in wanted.factors and not _points(pair, wanted)
    ]
    if lost:
        yield Problem("/quantity/unit", f"{given} contradicts the words, which say {Unit(tuple(lost))}")


def _points(pair: tuple[str, int], wanted: Unit) -> bool:
    """Whether percent in the words is given as points: "up 2%" is said of a share where two points are meant."""
    return pair == ("percent", 1) and ("percentage_point", 1) in wanted.factors
