"""Values that many records share, read once for all: a phrase, words after a number, the noun of a unit, a formula."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.model.body import Body
from ledger.model.stated import quantity_body


def read_after(number: str, words: str, language: str | None) -> tuple[str | None, str | None] | None:
    """Return the unit and the label of the words after a number in groups (``5,200``); None if they say more.

    Raises InputError where they cannot be read.
    """
    from ledger.phrase.reader import read_phrase

    reading = read_phrase(f"{number} {words}", language)
    read = quantity_body(reading.quantity)
    if (
        reading.ambiguities
        or read.keys() - {"text", "value", "unit"}
        or read["value"] != number.replace(",", "")
    ):
        return None
    return read.get("unit"), reading.label or noun_of(read.get("unit"))


def read_whole(phrase: str, language: str | None) -> tuple[Body, str | None] | None:
    """Return the quantity and the label of a phrase with one value; None if there is more to say of it.

    Raises InputError where it cannot be read.
    """
    from ledger.phrase.reader import read_phrase

    reading = read_phrase(phrase, language)
    read = quantity_body(reading.quantity)
    if reading.ambiguities or "value" not in read:
        return None
    return read, reading.label or noun_of(read.get("unit"))


def noun_of(unit: str | None) -> str | None:
    """Return the noun that a unit counts, where it counts one."""
    from ledger.phrase.reader import counted_noun

    return counted_noun(unit)


def check_formula(formula: str, names: Sequence[str]) -> None:
    """Raise InputError unless the formula computes from these inputs, all of them."""
    from ledger.number.formula import parse_formula

    parse_formula(formula, inputs=frozenset(names))
