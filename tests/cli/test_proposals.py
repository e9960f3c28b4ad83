"""`ledger todo` shows what an assistant proposed, and a person accepts or dismisses it."""

from __future__ import annotations

import json
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
    (file,) = Path(f"{worked_case.db}.proposals").rglob("*.json")
    document = json.loads(file.read_text("utf-8"))
    document["records"][0]["relays"] = "gone"
    file.write_text(json.dumps(document), "utf-8")
    assert worked_case.answer("todo", "--accept", proposed).code == 2
    assert file.exists()
    file.write_text("{", "utf-8")
    damaged = worked_case.answer("todo")
    assert (damaged.code, "remove the file" in damaged.err) == (2, True)
