"""Dates in words for a sentence; a date without simple words stays as it was recorded (EDTF)."""

from __future__ import annotations

import re
from typing import Final

from ledger.phrase.lexicon import DEFAULT, lexicon_for

#: Months with fewer letters are not abbreviated.
_SHORTEST_CUT: Final = 5
_SHORT: Final = {"September": "Sept"}
_DATE: Final = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")


def when(edtf: str) -> str:
    """Return a date in words: ``1 September 2023`` for ``2023-09-01``, ``since February 2022`` for ``2022-02/..``."""
    first, slash, last = edtf.partition("/")
    if not slash:
        return _date(edtf)
    if last == "..":
        return f"since {_date(first)}"
    return f"until {_date(last)}" if first == ".." else f"{_date(first)} to {_date(last)}"


def day(at: str) -> str:
    """Return the day of a time of recording (UTC)."""
    return _date(at[:10])


def brief(edtf: str) -> str:
    """Return a plain date with its month abbreviated (``30 Aug 2023``, ``Aug 2023``); any other stays EDTF."""
    found = _DATE.fullmatch(edtf.partition("T")[0])
    if found is None:
        return edtf
    year, month, number = found.groups()
    if month is None:
        return year
    name = _month(month)
    short = _SHORT.get(name, name if len(name) <= _SHORTEST_CUT else name[:3])
    return f"{int(number)} {short} {year}" if number else f"{short} {year}"


def _month(number: str) -> str:
    return lexicon_for(DEFAULT).calendar.months[int(number) - 1].title()


def _date(text: str) -> str:
    bare = text.rstrip("~?%")
    found = _DATE.fullmatch(bare)
    if found is None:
        return text
    year, month, number = found.groups()
    words = year if month is None else f"{_month(month)} {year}"
    if number is not None:
        words = f"{int(number)} {words}"
    doubt = {"": "", "~": "about ", "?": "perhaps ", "%": "perhaps about "}.get(text[len(bare) :])
    return text if doubt is None else f"{doubt}{words}"
