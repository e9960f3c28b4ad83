"""Every cell of every table edited behind the ledger's back: `verify --deep` finds each, but for those listed.

`LEDGER_FULL=1` edits 40 rows of each table; otherwise each column of each table has its turn.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from ledger.book import Ledger
from ledger.errors import LedgerError
from ledger.store import tables as t
from tests.intruder import intruding
from tests.sealed_ledgers import STORY, Key

FULL = os.environ.get("LEDGER_FULL") == "1"
#: How many rows of each table have their cells edited.
ROWS = 40 if FULL else 1

#: Edits that change nothing that anybody relies on, and why.
HARMLESS = {
    ("checkpoint", "sealed_at"): "when the row was stored; the time of a seal stands in its note",
    **{
        ("proposal", column.name): "no part of the log: a person reads it before anything is recorded"
        for column in t.proposal.columns
    },
}


@pytest.fixture
def recorded(make_ledger: Callable[..., Ledger], ann: Key) -> Ledger:
    """A ledger with every kind of record, a tile, two seals, a redaction and a proposal."""
    ledger = make_ledger()
    ledger.record(STORY)
    person = ann.file.with_name("person.key")
    Ledger.new_key("Ann", person, person=True)
    ledger.introduce_key(person)
    ledger.seal([ann.file])
    ledger.redact("mz", "note", reason="not for publication")
    ledger.record([{"record": "agent", "name": f"party {number}"} for number in range(260)])
    ledger.seal([ann.file])
    ledger.propose([{"record": "figure", "quantity": "5 houses"}], "the report says so")
    return ledger


def instead_of(value: Any) -> Iterator[Any]:
    """Other values for a cell."""
    if value is not None:
        yield None
    match value:
        case bool():
            yield not value
        case int():
            yield from (value + 1, value - 1, 0)
        case str():
            yield from (f"{value}x", "", value.upper() if value.upper() != value else value.lower())
        case bytes() | memoryview():
            held = bytes(value)
            yield from (bytes([held[0] ^ 1]) + held[1:] if held else b"x", held[:-1], held + b"\0")
        case None:
            yield "x"


def cells(connection: Connection, dialect: str) -> Iterator[tuple[str, str, str, dict[str, Any], Any]]:
    """Every cell: its table, its column, a condition that names its row, that condition's values, the cell's."""
    listed = [(table.name, [column.name for column in table.columns]) for table in t.metadata.sorted_tables]
    listed.append(("search", ["rowid" if dialect == "sqlite" else "seq", "words"]))
    for table, columns in listed:
        query = text(f"SELECT {', '.join(columns)} FROM {table}")
        for row in islice(connection.execute(query).all(), ROWS):
            named = [(name, value) for name, value in zip(columns, row, strict=True) if value is not None]
            condition = " AND ".join(f"{name} = :was_{name}" for name, _ in named)
            values = {f"was_{name}": value for name, value in named}
            for column, value in zip(columns, row, strict=True):
                yield table, column, condition, values, value


def edited(ledger: Ledger, table: str, column: str, condition: str, values: dict[str, Any]) -> bool:
    """Edit a cell; whether the database itself let it be."""
    with intruding(ledger) as connection:
        kept = connection.begin_nested()
        try:
            edit = text(f"UPDATE {table} SET {column} = :edited WHERE {condition}")
            done = connection.execute(edit, values).rowcount == 1
        except DBAPIError:
            kept.rollback()
            return False
        kept.commit()
        return done


def test_every_edit_of_a_cell_is_found_or_listed_as_harmless(recorded: Ledger) -> None:
    url = recorded._context.database.url
    made = 0
    missed: dict[tuple[str, str], list[Any]] = {}
    with intruding(recorded) as connection:
        every = list(cells(connection, connection.dialect.name))
    for table, column, condition, values, value in every:
        for replacement in instead_of(value):
            if replacement == value or (column == "rowid" and replacement is None):
                # That is no other value, or a request for a new one.
                continue
            if not edited(recorded, table, column, condition, {**values, "edited": replacement}):
                continue
            made += 1
            try:
                with Ledger.open(url.render_as_string(hide_password=False)) as found:
                    found.verify(deep=True)
                missed.setdefault((table, column), []).append((value, replacement))
            except LedgerError:
                pass
            named = [name for name in values if name != f"was_{column}"]
            where = [f"{name.removeprefix('was_')} = :{name}" for name in named]
            where.append(f"{column} IS NULL" if replacement is None else f"{column} = :edited")
            back = text(f"UPDATE {table} SET {column} = :value WHERE {' AND '.join(where)}")
            with intruding(recorded) as connection:
                undone = connection.execute(back, {**values, "edited": replacement, "value": value})
                assert undone.rowcount == 1, (table, column, value, replacement)
    recorded.verify(deep=True)
    assert made > (1_426 if FULL else 80)
    assert {place: missed[place][:3] for place in missed.keys() - HARMLESS.keys()} == {}
