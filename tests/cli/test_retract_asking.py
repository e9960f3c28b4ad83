"""`ledger retract` on a terminal: what is taken back is shown first, and the answer is a reason."""

from __future__ import annotations

from pathlib import Path

from ledger import Ledger
from tests.person import Person


def test_a_reason_is_asked_for_until_one_is_given(tmp_path: Path) -> None:
    ledger = Ledger.create(tmp_path / "ledger.db", who="Ann")
    ledger.add("300 people", reported_by=["Ministry"], key="count")
    somebody = Person(tmp_path, "retract", "count")
    assert "Ministry: 300 people" in somebody.answers("Who withdrew it", "no")
    assert "this is kept as the reason" in somebody.answers("Who withdrew it", "the ministry, on 3 May")
    assert somebody.ends() == 0
    (correction,) = ledger.show("count").corrections
    assert correction.line["reason"] == "the ministry, on 3 May"


def test_what_is_not_there_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    Ledger.create(tmp_path / "ledger.db", who="Ann").close()
    somebody = Person(tmp_path, "retract", "count")
    assert somebody.ends() == 2
    assert "Who withdrew it" not in somebody.screen


def test_who_stops_takes_nothing_back(tmp_path: Path) -> None:
    ledger = Ledger.create(tmp_path / "ledger.db", who="Ann")
    ledger.add("300 people", reported_by=["Ministry"], key="count")
    somebody = Person(tmp_path, "retract", "count")
    somebody.reads("Who withdrew it")
    somebody.stops()
    assert somebody.ends() == 130
    assert ledger.show("count").status == "current"
