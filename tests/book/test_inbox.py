"""The inbox: there at once, complete in the end, and brought up to date from what was recorded since."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.book.capturing import Capture
from ledger.book.inbox import KINDS, Inbox
from ledger.book.kept_errors import KeptErrors
from ledger.book.worked_case import RECORDS
from ledger.errors import InputError, NotFoundError
from tests.fresh_ledger import fresh_ledger

ARTICLE = "Ministers said on Monday that 40 new hospitals would be built by 2030."


def _complete(ledger: Ledger, kept: KeptErrors) -> Inbox:
    *_, last = ledger.inboxes(kept)
    return last


def test_what_is_known_comes_first_and_the_last_is_complete(db: str) -> None:
    with fresh_ledger(db, who="Ann") as ledger:
        ledger.record(RECORDS)
        ledger.record([{"record": "agent", "name": "UK Ministry of Defense"}])
        ledger.assign("mz-100", "Bea")
        ledger.retract("mz-100", reason="counted twice")
        stages = list(ledger.inboxes(KeptErrors()))
        assert [stage.complete for stage in stages] == [False, False, True]
        assert {item.kind for item in stages[0].items} == {"party", "assigned"}
        assert "upstream" in {item.kind for item in stages[1].items}
        assert stages[2] == ledger.inbox()
        kinds = [KINDS.index(item.kind) for item in stages[2].items]
        assert kinds == sorted(kinds)


def test_an_inbox_that_was_kept_up_to_date_is_the_one_worked_out_anew(db: str) -> None:
    """After everything that can change an error: a figure, a link, a mended slip, a snapshot, what was taken back."""
    with fresh_ledger(db, who="Ann") as ledger:
        ledger.record(RECORDS)
        kept = KeptErrors()
        assert _complete(ledger, kept) == ledger.inbox()
        steps = (
            lambda: ledger.add("7 ministries", key="seven", reported_by=["Ukrinform"], relays="mz-100"),
            lambda: ledger.amend("seven", quantity="100 ministries"),
            lambda: ledger.add("3 trials", key="three", reported_by=["Ukrinform"]),
            lambda: ledger.record(
                [{"record": "link", "relation": "relay", "figure": "three", "from": "seven"}]
            ),
            lambda: ledger.review("three", "confirmed", accept=["value-changed"]),
            lambda: ledger.review("three", "disputed"),
            lambda: ledger.retract("three", reason="nobody said so"),
            lambda: ledger.undo("three"),
            lambda: ledger.amend("mz-100", quantity="1,000 convictions per week"),
            lambda: ledger.capture(ARTICLE.encode(), Capture(name="draft.txt")),
            lambda: ledger.same("seven", "three", same=True),
        )
        errors = set()
        for step in steps:
            step()
            kept_up = _complete(ledger, kept)
            assert kept_up == ledger.inbox()
            errors.add(tuple(item.id for item in kept_up.items if item.kind == "error"))
        assert len(errors) >= 4


def test_a_quote_that_a_newer_snapshot_lacks_is_in_the_inbox_that_was_kept(db: str) -> None:
    with fresh_ledger(db, who="Ann") as ledger:
        source = ledger.capture(ARTICLE.encode(), Capture(name="draft.txt")).source
        ledger.add(
            "40 hospitals", key="forty", source=source, reported_by=["Ministers"], quote="60 new hospitals",
            primary=True,
        )  # fmt: skip
        kept = KeptErrors()
        wrong = [item.title for item in _complete(ledger, kept).items if item.kind == "error"]
        assert wrong
        ledger.amend("forty", quote="40 new hospitals")
        assert not [item for item in _complete(ledger, kept).items if item.kind == "error"]
        assert _complete(ledger, kept) == ledger.inbox()


def test_what_an_assistant_proposes_is_there_for_everybody_who_uses_the_ledger(
    db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fresh_ledger(db, who="Ann") as ledger:
        before = ledger.verify(deep=True)
        record = {"record": "figure", "quantity": "40 trials", "reported_by": ["Mediazona"]}
        proposed = ledger.propose([record], "the article says so", by="an assistant")
        assert proposed.by == "an assistant, for Ann"
        # It is no part of the log, of what is verified and of what is handed on.
        assert ledger.verify(deep=True) == before
        backup = BytesIO()
        ledger.backup(backup)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "another machine"))
    with Ledger.open(db, who="Bea") as ledger:
        assert ledger.proposals() == [proposed]
        ledger.accept_proposal(proposed.id)
        assert ledger.show("@").record.by == "Bea"
        assert ledger.proposals() == []
        with pytest.raises(NotFoundError, match=proposed.id):
            ledger.dismiss_proposal(proposed.id)
    backup.seek(0)
    restored = tmp_path / "restored.db"
    Ledger.restore(restored, backup)
    with Ledger.open(restored) as ledger:
        assert ledger.proposals() == []


def test_so_many_proposals_wait_and_no_more(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.book.proposals.MOST_WAITING", 2)
    record = {"record": "figure", "quantity": "40 trials", "reported_by": ["Mediazona"]}
    with fresh_ledger(db, who="Ann") as ledger:
        first, _ = (ledger.propose([record], f"reason {number}") for number in range(2))
        with pytest.raises(InputError, match="2 proposals wait already"):
            ledger.propose([record], "one too many")
        with pytest.raises(InputError, match="characters"):
            ledger.propose(
                [{**record, "note": "n" * 9_990 + str(number)} for number in range(100, 200)], "long"
            )
        ledger.dismiss_proposal(first.id)
        ledger.propose([record], "there is room again")


def test_what_was_given_to_somebody_is_among_what_they_have_to_do(db: str) -> None:
    with fresh_ledger(db, who="Ann") as ledger:
        ledger.record(RECORDS)
        ledger.assign("mz-100", "Bea")
        assert "assigned" not in {task.kind for task in ledger.todo()}
    with Ledger.open(db, who="Bea") as ledger:
        first = ledger.todo()[0]
        assert (first.kind, first.subject.key, first.message) == (
            "assigned",
            "mz-100",
            "Ann assigned it to you",
        )
        ledger.assign("mz-100", None)
        assert "assigned" not in {task.kind for task in ledger.todo()}
