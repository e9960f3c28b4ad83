"""`ledger add` on a terminal: a person at a pseudo-terminal answers, and reads what is printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ledger import Ledger
from tests.person import Person


@pytest.fixture
def person(tmp_path: Path) -> Callable[[], Person]:
    """Starts `ledger add` in a folder of the test's own."""
    return lambda: Person(tmp_path, "add")


def test_that_there_is_a_ledger_is_asked_first(person: Callable[[], Person]) -> None:
    somebody = person()
    assert somebody.ends() == 3
    assert "there is no ledger" in somebody.screen
    assert "worded" not in somebody.screen


def test_every_answer_is_checked_and_shown_as_it_is_read(
    person: Callable[[], Person], tmp_path: Path
) -> None:
    ledger = Ledger.create(tmp_path / "ledger.db", who="Ann")
    ledger.add("100 convictions per week", reported_by=["Mediazona"], primary=True, key="weekly")
    ledger.add(
        "60 houses",
        reported_by=["UK Ministry of Defence"],
        source="https://example.org/update",
        stated="2023-08-30",
    )
    somebody = person()
    somebody.answers("as it is worded", "5,200,000 convictions a year")
    assert "5,200,000 conviction/year (5.2 million)" in somebody.answers(r"Who stated it.*\[UK Ministry")
    somebody.answers(r"Source.*\[https://example.org/update\]", "-")
    somebody.passes("Title", "The sentence")
    # A wrong answer is asked for again, at once.
    somebody.answers(r"Stated on.*\[2023-08-30\]", "last whenever")
    somebody.answers("Stated on", "30 August 2023")
    assert "read as: 2023-08-30" in somebody.answers("What is counted")
    somebody.passes("What time", "What place")
    somebody.answers("observed, estimated", "guessed")
    somebody.answers("observed, estimated", "projected")
    somebody.passes("Passed on from")
    somebody.answers("Computed from", "weekly=weekly")
    somebody.answers("How it was computed", "weekly * nothing")
    somebody.answers("How it was computed", "weekly * 52000")
    somebody.answers("What that takes", "the trend continues; nobody is counted twice")
    somebody.answers("A short key", "weekly")
    assert "weekly is taken by the figure" in somebody.answers("A short key", "yearly")
    somebody.answers("A note")
    somebody.answers("Record this", "y")
    assert somebody.ends() == 0, somebody.screen
    [figure, *_] = ledger.trace("yearly").figures
    assert [party.name for party in figure.reporters] == ["UK Ministry of Defence"]
    assert (figure.entry.record.stated, figure.entry.record.nature) == ("2023-08-30", "projected")
    assert figure.source is None
    [link] = ledger.trace("yearly").links
    assert link.entry.record.assumptions == ("the trend continues", "nobody is counted twice")


def test_what_was_typed_is_kept_and_gone_on_with(person: Callable[[], Person], tmp_path: Path) -> None:
    ledger = Ledger.create(tmp_path / "ledger.db", who="Ann")
    somebody = person()
    somebody.answers("as it is worded", "60 houses")
    somebody.answers("Who stated it", "Ministry; Council")
    somebody.answers("Source", "https://example.org/a")
    somebody.reads("Title of the source: ?$")
    somebody.stops()
    assert somebody.ends() == 130
    assert "kept, not recorded" in somebody.screen
    assert ledger.size == 0
    somebody = person()
    somebody.answers("begun and not recorded: 60 houses\nGo on with it", "y")
    somebody.answers("Title of the source", "Update")
    somebody.passes("Publisher", "Published", "The sentence", "Where in it", "Stated on", "What is counted")
    somebody.passes("What time", "What place", "observed", "Passed on", "Computed from")
    somebody.answers("Did they count", "yes")
    somebody.answers("A short key", "houses")
    somebody.passes("A note")
    somebody.answers("Record this", "y")
    assert somebody.ends() == 0, somebody.screen
    [figure] = ledger.trace("houses").figures
    assert {party.name for party in figure.reporters} == {"Ministry", "Council"}
    assert figure.source is not None
    assert figure.source.title == "Update"
    assert figure.entry.record.primary
    # What is recorded is not a draft any more.
    assert not list((tmp_path / "state").rglob("*.json"))


def test_words_that_cannot_be_read_are_given_in_parts(person: Callable[[], Person], tmp_path: Path) -> None:
    ledger = Ledger.create(tmp_path / "ledger.db", who="Ann")
    somebody = person()
    somebody.answers("as it is worded", "words unread")
    somebody.answers("The number itself", "700")
    somebody.answers("Its unit", "person")
    somebody.answers("Its hedge", "about")
    assert "about 700 person" in somebody.answers("Who stated it", "A")
    somebody.reads("Source")
    somebody.stops()
    assert somebody.ends() == 130
    assert ledger.size == 0


def test_an_answer_that_was_refused_is_not_kept(person: Callable[[], Person], tmp_path: Path) -> None:
    ledger = Ledger.create(tmp_path / "ledger.db", who="Ann")
    ledger.add(
        "60 houses", reported_by=["Ministry"], source="https://example.org/a", title="Update", key="taken"
    )
    somebody = person()
    somebody.answers("as it is worded", "70 houses")
    somebody.answers("Who stated it", "unknown")
    assert "“unknown” names no party" in somebody.answers("Who stated it", "Council")
    somebody.answers("Source", "https://example.org/a")
    # The source is recorded, so that it is not described again.
    somebody.passes("The sentence", "Where in it")
    somebody.answers("Stated on", "2024-13")
    assert "there is no month 13" in somebody.reads("Stated on")
    somebody.stops()
    assert somebody.ends() == 130
    somebody = person()
    somebody.answers("begun and not recorded: 70 houses\nGo on with it", "y")
    somebody.answers("Stated on", "2024")
    somebody.passes("What is counted", "What time", "What place", "observed", "Passed on", "Computed from")
    somebody.answers("Did they count", "perhaps")
    assert "answer yes or no" in somebody.answers("Did they count", "no")
    somebody.answers("A short key", "taken")
    assert "the key taken is taken by the figure" in somebody.answers("A short key", "houses")
    somebody.passes("A note")
    shown = somebody.answers("Record this", "y")
    assert "reported_by: Council" in shown
    assert "primary" not in shown
    assert somebody.ends() == 0, somebody.screen
    [figure] = ledger.trace("houses").figures
    assert figure.source is not None
    assert (figure.source.title, figure.entry.record.stated) == ("Update", "2024")
