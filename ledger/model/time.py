"""Times of recording and retrieval: RFC 3339 in, UTC with microseconds out."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_RFC3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"
)


def time_problem(text: str) -> str | None:
    """Say what is wrong with a time (RFC 3339, offset needed), or None."""
    wrong = "not a time: write it as RFC 3339 with an offset, such as 2026-11-22T09:00:00Z"
    if _RFC3339.fullmatch(text) is None:
        return wrong
    try:
        utc(text)
    except (ValueError, OverflowError):
        return wrong
    return None


def utc(text: str) -> str:
    """Return the same moment in UTC with microseconds: ``2026-11-22T09:00:00.000000Z``.

    Raises ValueError or OverflowError where `text` is not a moment that can be written in UTC.
    """
    return write_time(datetime.fromisoformat(text.upper().replace(" ", "T")))


def write_time(moment: datetime) -> str:
    """Return an aware moment as records spell it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def just_after(text: str) -> str:
    """Return the next microsecond. `text` is as `utc` writes it."""
    return write_time(datetime.fromisoformat(text) + timedelta(microseconds=1))
