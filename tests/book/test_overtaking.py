"""Two people on one figure: the second is told before anything is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ledger import Ledger, OvertakenError
from ledger.book.worked_case import RECORDS


@pytest.fixture
def desk(ledger: Ledger) -> Ledger:
    ledger.record(RECORDS)
    return ledger


DECISIONS: dict[str, Callable[[Ledger], object]] = {
    "reviews": lambda ledger: ledger.review("mod-5200", "disputed"),
    "corrects": lambda ledger: ledger.correct("mod-5200", by="tdp-5200", reason="as printed"),
    "retracts": lambda ledger: ledger.retract("mod-5200", reason="gone"),
    "amends": lambda ledger: ledger.amend("mod-5200", locator=f"the page of {ledger.who}"),
    "removes": lambda ledger: ledger.remove("mod-5200", reason="typed twice"),
    "links": lambda ledger: ledger.record(
        [
            {
                "record": "link",
                "relation": "relay",
                "figure": "mod-5200",
                "from": "mz-100" if ledger.who == "Ann" else "mt-100",
            }
        ]
    ),
}


@pytest.mark.parametrize("second", DECISIONS)
@pytest.mark.parametrize("first", ["reviews", "amends", "links"])
def test_who_decides_without_having_seen_it_is_told(desk: Ledger, first: str, second: str) -> None:
    seen = desk.size
    DECISIONS[first](desk.recording_as("Ann").having_seen(None, seen))
    before = desk.size
    with pytest.raises(OvertakenError, match="Ann, "):
        DECISIONS[second](desk.recording_as("Ben").having_seen(None, seen))
    assert desk.size == before
    # Having seen it, Ben may.
    DECISIONS[second](desk.recording_as("Ben").having_seen(None, before))
    assert desk.size > before


def test_what_somebody_else_decides_of_another_figure_is_in_nobodys_way(desk: Ledger) -> None:
    seen = desk.size
    desk.recording_as("Ann").having_seen(None, seen).review("mz-100", "confirmed")
    # Whoever passes a figure on says nothing of the figure itself.
    desk.recording_as("Ann").add("5,200 a year", reported_by=["A paper"], relays="mod-5200")
    desk.recording_as("Ben").having_seen(None, seen).review("mod-5200", "confirmed")


def test_what_i_decided_myself_is_no_news_to_me(desk: Ledger) -> None:
    seen = desk.size
    mine = desk.recording_as("Ann").having_seen(None, seen)
    mine.review("mod-5200", "confirmed")
    mine.review("mod-5200", "disputed")


def test_one_person_in_two_windows_is_told(desk: Ledger) -> None:
    seen = desk.size
    here, there = (desk.recording_as("Ann").having_seen(None, seen, own=()) for _ in range(2))
    made = [outcome.seq for outcome in here.review("mod-5200", "confirmed")]
    with pytest.raises(OvertakenError, match="in another window since you looked: Ann, "):
        there.review("mod-5200", "disputed")
    assert desk.size == seen + 1
    # In the window in which it was made it is no news.
    desk.recording_as("Ann").having_seen(None, seen, own=made).review("mod-5200", "rejected")


def test_who_does_not_say_what_they_saw_is_not_asked(desk: Ledger) -> None:
    desk.recording_as("Ann").review("mod-5200", "confirmed")
    desk.recording_as("Ben").review("mod-5200", "disputed")
