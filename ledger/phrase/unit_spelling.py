"""Units as people write them, put into the notation of records: people a week is person/week, per cent percent."""

from __future__ import annotations

from ledger.errors import InputError, Problem
from ledger.number.unit import UnitError, is_measured, parse_unit
from ledger.phrase.reader import read_phrase

#: A number to read a unit behind, which is neither one nor a year.
_NUMBER = "5"


def spelled_unit(text: str, language: str | None = None) -> str:
    """Return a unit in the notation of records, where its words are read as one; else the text as it is.

    Nouns that are counted may be several words (plastic straw), and keep them. Raises InputError for a unit with a
    number in it: billion USD, deaths per 100,000.

    >>> spelled_unit("people per week"), spelled_unit("per cent"), spelled_unit("plastic straw")
    ('person/week', 'percent', 'plastic straw')
    """
    if _is_measured(text):
        return text
    try:
        quantity = read_phrase(f"{_NUMBER} {text}", language).quantity
    except InputError:
        return text
    unit = quantity.unit
    if unit is None and quantity.value == _NUMBER:
        return text
    if quantity.value != _NUMBER and (unit is None or quantity.low is None):
        raise InputError(
            problems=[
                Problem(
                    "/quantity/unit", "a unit has no number in it: write that into the value or the words"
                )
            ]
        )
    if unit is None or (unit.casefold() == text.casefold() and not is_measured(unit)):
        return text
    several = " " in text and "/" not in unit and not is_measured(unit)
    return text if several else unit


def _is_measured(text: str) -> bool:
    """Return whether a text is a unit of measure, money or time already, alone or per another."""
    try:
        factors = parse_unit(text).factors
    except UnitError:
        return False
    return all(is_measured(name) for name, _ in factors)
