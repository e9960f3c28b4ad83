"""`ledger todo` shows what an assistant proposed, and a person accepts or dismisses it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ledger import Ledger
from tests.cli.conftest import Desk

FIGURE = {"record": "figure", "key": "five", "quantity": "5 houses", "reported_by": ["Dee"]}


@pytest.fixture
def proposed(worked_case: Desk) -> str:
    """The id of a proposal in the worked case."""
    with Ledger.open(worked_case.db) as ledger:
        return ledger.propose([FIGURE], "The report says so.", by="a program").id


def test_it_is_shown_with_what_to_run(worked_case: Desk, proposed: str) -> None:
    shown = worked_case.answer("todo").out
    assert "The report says so." in shown
    assert "5 houses" in shown
    assert f"ledger todo --accept {proposed}" in shown


def test_who_accepts_it_records_it(worked_case: Desk, proposed: str) -> None:
    assert worked_case.answer("show", "five").code == 2
    accepted = worked_case.answer("todo", "--accept", proposed)
    assert "recorded: figure five" in accepted.out
    assert json.loads(worked_case.answer("todo", "--json").out)["proposals"] == []
    again = worked_case.answer("todo", "--accept", proposed)
    assert again.code == 2
    assert f"no proposal '{proposed}' waits" in again.err


def test_who_dismisses_it_forgets_it(worked_case: Desk, proposed: str) -> None:
    assert worked_case.answer("todo", "--dismiss", proposed).code == 0
    assert json.loads(worked_case.answer("todo", "--json").out)["proposals"] == []
    assert worked_case.answer("show", "five").code == 2


def test_a_proposal_that_fits_no_more_waits_on(worked_case: Desk, proposed: str) -> None:
    rewrite(worked_case, json.dumps([{**FIGURE, "relays": "gone"}]))
    assert worked_case.answer("todo", "--accept", proposed).code == 2
    (waiting,) = json.loads(worked_case.answer("todo", "--json").out)["proposals"]
    assert waiting["id"] == proposed
    rewrite(worked_case, "{")
    damaged = worked_case.answer("todo")
    assert (damaged.code, f"remove it: ledger todo --dismiss {proposed}" in damaged.err) == (2, True)
    assert worked_case.answer("todo", "--dismiss", proposed).code == 0
    assert worked_case.answer("todo").code == 0


def rewrite(desk: Desk, records: str) -> None:
    """Have somebody with access to the file change what a proposal consists of."""
    with closing(sqlite3.connect(desk.db)) as connection, connection:
        connection.execute("UPDATE proposal SET records = ?", [records])


def test_what_waited_in_files_waits_in_the_ledger_after_an_upgrade(worked_case: Desk, proposed: str) -> None:
    """Before there was a table, a proposal was a file in a folder beside the ledger."""
    (waiting,) = json.loads(worked_case.answer("todo", "--json").out)["proposals"]
    worked_case.answer("todo", "--dismiss", proposed)
    folder = Path(f"{worked_case.db}.proposals")
    folder.mkdir()
    (folder / f"{proposed}.json").write_text(json.dumps(waiting), "utf-8")
    assert json.loads(worked_case.answer("todo", "--json").out)["proposals"] == []
    assert worked_case.answer("db", "upgrade").code == 0
    assert json.loads(worked_case.answer("todo", "--json").out)["proposals"] == [waiting]
    assert not folder.exists()
