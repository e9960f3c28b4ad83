"""What is remembered of a log from question to question, and when it is asked again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ledger.book import Ledger
from ledger.store.engine import asked_once, reading, writing
from ledger.store.head import read_head
from tests.fresh_ledger import fresh_ledger

MakeLedger = Callable[..., Ledger]


def _ask(ledger: Ledger, asked: list[str], *, write: bool = False) -> None:
    with (writing if write else reading)(ledger._context.database) as connection:
        read_head(connection)
        asked_once(connection, "question", lambda: asked.append("again"))


def test_an_answer_is_kept_until_the_log_grows_and_never_for_a_writer(make_ledger: MakeLedger) -> None:
    ledger, asked = make_ledger(), list[str]()
    ledger.record([{"record": "agent", "name": "Mediazona"}])
    _ask(ledger, asked)
    _ask(ledger, asked)
    assert len(asked) == 1
    _ask(ledger, asked, write=True)
    assert len(asked) == 2
    _ask(ledger, asked)
    assert len(asked) == 2
    ledger.record([{"record": "agent", "name": "BBC"}])
    _ask(ledger, asked)
    assert len(asked) == 3


def test_what_somebody_else_recorded_is_seen_in_the_next_trace(db: str) -> None:
    with fresh_ledger(db, who="Ann") as reader, Ledger.open(db, who="Ben") as writer:
        writer.add("100 cases", reported_by=["Mediazona"], key="counted")
        writer.add("100 cases", reported_by=["BBC"], key="relayed", relays="counted")
        before = reader.trace("relayed")
        assert [figure.reporters[0].kind for figure in before.figures] == [None, None]
        writer.record([{"record": "description", "of": "BBC", "kind": "organization"}])
        writer.retract("counted", reason="withdrawn")
        after = reader.trace("relayed")
        assert [figure.reporters[0].kind for figure in after.figures] == ["organization", None]
        assert [figure.status for figure in after.figures] == ["current", "retracted"]
        assert reader.trace("relayed", as_of=str(before.ledger.size)).figures[0].reporters[0].kind is None


def test_a_writer_sees_a_correction_made_since_it_last_read(db: str) -> None:
    with fresh_ledger(db, who="Ann") as first, Ledger.open(db, who="Ben") as second:
        first.add("100 cases", reported_by=["Mediazona"], key="typed")
        first.trace("typed")
        second.amend("typed", locator="page 3")
        first.add("100 cases", reported_by=["BBC"], key="relayed", relays="typed")
        assert [figure.entry.record.locator for figure in first.trace("relayed").figures] == [None, "page 3"]


@pytest.mark.parametrize("reference", ["hub-0", "hub-7"])
def test_a_hub_is_counted_anew_when_it_grows(make_ledger: MakeLedger, reference: str) -> None:
    ledger = make_ledger()
    relays = [
        {"record": "figure", "key": f"hub-{number}", "quantity": "100 cases", "relays": "hub-0",
         "reported_by": [f"party {number % 7}"], "locator": f"page {number}"}
        for number in range(1, 1_003)
    ]  # fmt: skip
    ledger.record([{"record": "figure", "key": "hub-0", "quantity": "100 cases", "primary": True}, *relays])
    (origin,) = ledger.trace(reference).origins
    assert (origin.reach.agents, origin.reach.more) == (7, True)
    assert ledger.trace(reference).origins == (origin,)
    ledger.record([{"record": "same", "refs": ["party 1", "party 2"], "same": True}])
    (origin,) = ledger.trace(reference).origins
    assert (origin.reach.agents, origin.reach.more) == (6, True)
