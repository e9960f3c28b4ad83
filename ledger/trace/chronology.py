"""The order in which figures were stated, and whether two periods can be the same."""

from __future__ import annotations

from datetime import date, timedelta

from ledger.model.edtf import bounds
from ledger.trace.drift_finding import Drift, drift

#: Midnight falls at different moments: a report of this evening may bear tomorrow's date elsewhere.
SLACK = timedelta(days=1)


def impossible_order(up_stated: str | None, down_stated: str | None) -> Drift | None:
    """Return a drift where a figure was stated before the one it came from, None where the dates (EDTF) allow it.

    One reading of the two dates that allows it, with a day's slack, is enough. The caller leaves out links inside a
    loop, as one of them is always against the order.
    """
    if up_stated is None or down_stated is None or _in_order(up_stated, down_stated):
        return None
    earliest, latest = bounds(up_stated)[0], bounds(down_stated)[1]
    if earliest is None or latest is None or earliest <= latest or earliest - latest <= SLACK:
        return None
    gap = (earliest - latest).days
    return drift(
        "impossible-order",
        f"stated {down_stated}, at least {gap} days before what it came from (stated {up_stated}); "
        f"a day's slack is allowed for time zones. Mend the date of one of the two ({earliest - SLACK} or later "
        "would do), or turn the link round.",
    )


def _in_order(first: str, second: str) -> bool:
    """Return whether two times are days (YYYY-MM-DD) in order; an X for any digit sorts behind all of them.

    Most are, and nothing need be computed: the first is not later by its earliest day than the second by its latest.
    """
    days = len(first) == len(second) == 10 and first[4] == first[7] == second[4] == second[7] == "-"
    return days and first <= second


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
        if any(mark in text for text in (up, down) for mark in "?~%X"):
            return not overlap(up, down)
        return bounds(up) != bounds(down)
    if "/" not in up or "/" not in down:
        return bounds(up) != bounds(down)
    (start, end), (other_start, other_end) = up.split("/"), down.split("/")
    if end == ".." and other_end != "..":
        end = up_stated or ""
    elif other_end == ".." and end != "..":
        other_end = down_stated or ""
    return not (_can_coincide(start, other_start) and _can_coincide(end, other_end))


def _can_coincide(first: str, second: str) -> bool:
    """Return whether two ends of spans can be one day: an unknown end can be any, an open end only another open one."""
    if not first or not second or first == second:
        return True
    return ".." not in (first, second) and overlap(first, second)


def overlap(first: str, second: str) -> bool:
    """Return whether two times (EDTF) share a day."""
    (start, end), (other_start, other_end) = bounds(first), bounds(second)
    latest_start = max(start or date.min, other_start or date.min)
    earliest_end = min(end or date.max, other_end or date.max)
    return latest_start <= earliest_end
