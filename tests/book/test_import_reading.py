"""What a format has read is imported as lines are, and problems are told by the places of its file."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from ledger.book import Ledger
from ledger.book.answer_types import Imported
from ledger.errors import InputError, Problem
from ledger.formats import LoadedFile, LoadedRecord

FIGURE: dict[str, Any] = {"record": "figure", "key": "deaths", "quantity": "7 people", "reported_by": ["A"]}
RELAY: dict[str, Any] = {"record": "figure", "key": "relay", "relays": "deaths", "reported_by": ["B"]}


def row(number: int, record: dict[str, Any] | None, *problems: Problem) -> LoadedRecord:
    """What stood in a row of a sheet."""
    places = {
        "/quantity": f"Sheet!B{number}",
        "/relays": f"Sheet!C{number}",
        "/quote/exact": f"Sheet!D{number}",
    }
    return LoadedRecord(number, record, f"Sheet!A{number}", places, problems)


def take(ledger: Ledger, *rows: LoadedRecord, **how: Any) -> Imported:
    return ledger.import_(LoadedFile(iter(rows)), name="desk.xlsx", **how)


def told(ledger: Ledger, *rows: LoadedRecord) -> list[str]:
    """The problems of an import that is refused."""
    with pytest.raises(InputError) as caught:
        take(ledger, *rows)
    assert ledger.size == 0
    return [str(problem) for problem in caught.value.problems]


def test_rows_are_recorded_all_or_none(ledger: Ledger) -> None:
    done = take(ledger, row(2, FIGURE), row(3, RELAY))
    assert (done.lines, done.through) == (2, 3)
    assert ledger.trace("relay").figures[1].entry.key == "deaths"
    again = take(ledger, row(2, FIGURE), row(3, RELAY))
    assert (again.recorded, again.already) == (0, 2)


def test_a_problem_names_its_cell_or_else_its_row(ledger: Ledger) -> None:
    found = told(
        ledger,
        row(2, {**FIGURE, "quantity": "gobbledygook"}),
        row(3, RELAY),
        row(4, {**FIGURE, "quote": {"exact": 5}}),
        row(5, {**FIGURE, "nature": "guessed"}),
        row(6, None, Problem("", "a formula stands here", place="Sheet!F6")),
    )
    assert [problem.split(": ")[0] for problem in found] == [
        "desk.xlsx:Sheet!B2",
        "desk.xlsx:Sheet!C3",
        "desk.xlsx:Sheet!D4",
        "desk.xlsx:Sheet!A5",
        "desk.xlsx:Sheet!F6",
    ]
    assert found[-1] == "desk.xlsx:Sheet!F6: a formula stands here"


def test_rows_that_cannot_be_taken_are_set_aside_with_what_hangs_on_them(ledger: Ledger) -> None:
    rejects = io.StringIO()
    done = take(
        ledger,
        row(2, {**FIGURE, "quantity": "gobbledygook"}),
        row(3, RELAY),
        row(4, {**FIGURE, "key": "other"}),
        row(5, None, Problem("", "a formula stands here", place="Sheet!F5")),
        rejects=rejects,
    )
    assert (done.rejected, done.lines) == (3, 4)
    assert [figure.entry.key for figure in ledger.trace("other").figures] == ["other"]
    first, second, third = map(json.loads, rejects.getvalue().splitlines())
    assert first == {**FIGURE, "quantity": "gobbledygook"}
    assert second == RELAY
    assert third == {"unread": "Sheet!A5", "problems": ["a formula stands here"]}
    # A line that was mended is imported like any other.
    ledger.import_(io.BytesIO(json.dumps(FIGURE).encode()), name="mended")
    ledger.import_(io.BytesIO(json.dumps(second).encode()), name="mended")
    assert len(ledger.trace("relay").figures) == 2


def test_a_rehearsal_records_nothing(ledger: Ledger) -> None:
    assert take(ledger, row(2, FIGURE), row(3, RELAY), dry_run=True).recorded > 0
    assert ledger.size == 0
