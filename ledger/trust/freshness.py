"""The age of a checkpoint: a reader can require an answer that is not older than a given time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from ledger.errors import InputError, ProofError
from ledger.model.time import time_problem, utc, write_time

_AGE: Final = re.compile(r"([0-9]{1,5})([hdw])")
_HOURS: Final = {"h": 1, "d": 24, "w": 7 * 24}


def earliest_time(text: str, now: datetime) -> str:
    """Return the time (UTC) that a person means by a day, a time with its offset (RFC 3339) or an age: 36h, 7d, 2w.

    A day means its beginning. Raises InputError for anything else.
    """
    if age := _AGE.fullmatch(text):
        return write_time(now - timedelta(hours=int(age[1]) * _HOURS[age[2]]))
    moment = f"{text}T00:00:00Z" if len(text) == 10 else text
    if time_problem(moment) is not None:
        raise InputError(
            f"{text[:40]} is neither a time nor an age",
            hint="write 2026-11-22, 2026-11-22T09:00:00Z, 36h, 7d or 2w",
        )
    return utc(moment)


def seconds_of(age: str) -> int:
    """Return how many seconds an age has: 36h, 7d, 2w. Raises InputError for anything else."""
    if (found := _AGE.fullmatch(age)) is None:
        raise InputError(f"{age[:40]} is not an age", hint="write 36h, 7d or 2w")
    return int(found[1]) * _HOURS[found[2]] * 3600


def check_not_older(sealed_at: str | None, earliest: str, what: str) -> None:
    """Raise ProofError unless a checkpoint was made at a time (UTC) or later; `what` names it."""
    if sealed_at is None:
        raise ProofError(f"{what} does not say when it was sealed, and is to be from {earliest} or later")
    if utc(sealed_at) < earliest:
        raise ProofError(
            f"{what} was sealed on {sealed_at}, and is to be from {earliest} or later: it may be outdated",
            hint="ask the desk for a newer one",
        )
