"""Tables of cases: what is entered, and what must be read or found. A case a line, headings say the rule.

Lines that begin with # say the rule that the cases below them are of; cells stand between bars.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ledger.errors import InputError
from ledger.phrase.reader import read_phrase

TABLES = Path(__file__).parent / "tables"


class Case(NamedTuple):
    """A line of a table: its cells, and the rule above it."""

    rule: str
    cells: tuple[str, ...]

    @property
    def id(self) -> str:
        """What is entered, by which a test is called."""
        return " > ".join(self.cells[:-1])


def cases(name: str) -> list[Case]:
    """The cases of a table, each of which stands there once."""
    found, rule = [], ""
    for line in (TABLES / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            rule = line.removeprefix("# ")
        elif line.strip():
            found.append(Case(rule, tuple(cell.strip() for cell in line.split(" | "))))
    ids = [case.id for case in found]
    assert len(ids) == len(set(ids)), sorted(case for case in set(ids) if ids.count(case) > 1)
    return found


def told(phrase: str) -> tuple[str, tuple[str, ...]]:
    """How a phrase is read, in the notation of the tables, and what is noted beside it; a language may stand before it.

    ``5000 person, about`` · ``2012..2013 calendar_year`` · ``52 in 49..55 percent`` · ``no number`` · ``refused``.
    """
    language, colon, rest = phrase.partition(": ")
    text = rest if colon and len(language) == 2 else phrase
    try:
        reading = read_phrase(text, language if text is rest else None)
    except InputError:
        return "refused", ()
    quantity = reading.quantity
    span = f"{quantity.low}..{quantity.high}" if quantity.low is not None else ""
    number = " in ".join(part for part in (quantity.value, span) if part) or "no number"
    hedge = None if quantity.hedge in ("between", "vague") else quantity.hedge
    aspects = (hedge, quantity.direction, quantity.statistic, quantity.price_base)
    stated = " ".join(part for part in (number, quantity.unit) if part)
    return ", ".join(part for part in (stated, *aspects) if part), reading.ambiguities
