"""The order in which figures were stated, and whether two periods can be the same."""

from __future__ import annotations

from datetime import date, timedelta

from ledger.model.edtf import bounds
from ledger.trace.drift_finding import Drift, drift

#: Midnight comes at different moments; a report of the evening is of tomorrow elsewhere.
SLACK = timedelta(days=1)


def impossible_order(up_stated: str | None, down_stated: str | None) -> Drift | None:
    """Say that a figure was stated before the one it came from, or None where the dates (EDTF) allow it.

    Allowed is whatever some reading of the two dates allows, with a day's slack. Links inside a loop are the
    caller's to leave out: one of them is always against the order.
    """
    if up_stated is None or down_stated is None:
        return None
    earliest, latest = bounds(up_stated)[0], bounds(down_stated)[1]
    if earliest is None or latest is None or earliest - latest <= SLACK:
        return None
    gap = (earliest - latest).days
    return drift(
        "impossible-order",
        f"stated {down_stated}, at the latest {gap} days before what it came from (stated {up_stated}); "
        f"a day's slack is allowed for time zones. Mend the date of one of the two ({earliest - SLACK} or later "
        "would do), or turn the link round.",
    )


def periods_differ(
    up: str, down: str, *, up_stated: str | None = None, down_stated: str | None = None
) -> bool:
    """Return whether two periods (EDTF) cannot be one period, said more or less precisely.

    A year is not one of its months: single dates must cover the same days, unless one is marked uncertain or
    has digits left open. The ends of spans are points known to a day, a month or a year, and need only be
    able to coincide (2022-02/.. and 2022-02-24/..). An end left open reaches to the day of the statement.
    """
    if up == down:
        return False
    if "/" not in up and "/" not in down:
        return not _same_days(up, down)
    if "/" not in up or "/" not in down:
        return bounds(up) != bounds(down)
    (start, end), (other_start, other_end) = up.split("/"), down.split("/")
    if end == ".." and other_end != "..":
        end = up_stated or ""
    elif other_end == ".." and end != "..":
        other_end = down_stated or ""
    return not (_can_coincide(start, other_start) and _can_coincide(end, other_end))


def _same_days(first: str, second: str) -> bool:
    if any(mark in text for text in (first, second) for mark in "?~%X"):
        return _overlap(bounds(first), bounds(second))
    return bounds(first) == bounds(second)


def _can_coincide(first: str, second: str) -> bool:
    """Return whether two ends of spans can be one day; an end that is unknown can be any, an open one only open."""
    if not first or not second or first == second:
        return True
    return ".." not in (first, second) and _overlap(bounds(first), bounds(second))


def _overlap(first: tuple[date | None, date | None], second: tuple[date | None, date | None]) -> bool:
    start = max(first[0] or date.min, second[0] or date.min)
    end = min(first[1] or date.max, second[1] or date.max)
    return start <= end
