"""Dates as they are said in a sentence; what cannot be said simply stays as it was recorded (EDTF)."""

from __future__ import annotations

import re
from typing import Final

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
#: Months of so few letters are not cut short.
_SHORTEST_CUT: Final = 5
_SHORT: Final = {"September": "Sept"}
_DATE: Final = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")


def when(edtf: str) -> str:
    """``1 September 2023`` of ``2023-09-01``, ``since February 2022`` of ``2022-02/..``."""
    first, slash, last = edtf.partition("/")
    if not slash:
        return _date(edtf)
    if last == "..":
        return f"since {_date(first)}"
    return f"until {_date(last)}" if first == ".." else f"{_date(first)} to {_date(last)}"


def day(at: str) -> str:
    """The day of a time of recording (UTC)."""
    return _date(at[:10])


def brief(edtf: str) -> str:
    """``30 Aug 2023``, ``Aug 2023``: a plain date with its month cut short; any other stays EDTF."""
    found = _DATE.fullmatch(edtf.partition("T")[0])
    if found is None:
        return edtf
    year, month, number = found.groups()
    if month is None:
        return year
    name = _MONTHS[int(month) - 1]
    short = _SHORT.get(name, name if len(name) <= _SHORTEST_CUT else name[:3])
    return f"{int(number)} {short} {year}" if number else f"{short} {year}"


def _date(text: str) -> str:
    bare = text.rstrip("~?%")
    found = _DATE.fullmatch(bare)
    if found is None:
        return text
    year, month, number = found.groups()
    words = year if month is None else f"{_MONTHS[int(month) - 1]} {year}"
    if number is not None:
        words = f"{int(number)} {words}"
    doubt = {"": "", "~": "about ", "?": "perhaps ", "%": "perhaps about "}.get(text[len(bare) :])
    return text if doubt is None else f"{doubt}{words}"
