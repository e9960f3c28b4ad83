"""Damage to the projection and to the texts beside the log is found, row by row."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, text
from sqlalchemy.engine import Connection

from ledger.book import Ledger
from ledger.errors import StoreError, TamperError
from ledger.store import tables as t
from tests.store.conftest import MANY

Tampering = Callable[[Ledger], AbstractContextManager[Connection]]
Found = Callable[..., TamperError]


def test_a_text_changed(small: Ledger, tampering: Tampering, found: Found) -> None:
    with tampering(small) as connection:
        seq = connection.scalar(text("SELECT seq FROM entry_text WHERE path = 'note'"))
        connection.execute(text("UPDATE entry_text SET content = 'seen on vellum' WHERE path = 'note'"))
    assert found(small).seq == seq


def test_a_text_removed_without_a_redaction(small: Ledger, tampering: Tampering, found: Found) -> None:
    for path in ("note", "text", "quote.translation"):
        with tampering(small) as connection:
            seq = connection.scalar(text("SELECT seq FROM entry_text WHERE path = :path"), {"path": path})
            saved = connection.execute(
                text("SELECT * FROM entry_text WHERE path = :path"), {"path": path}
            ).one()
            connection.execute(text("DELETE FROM entry_text WHERE path = :path"), {"path": path})
        assert found(small).seq == seq
        with tampering(small) as connection:
            connection.execute(t.entry_text.insert().values(**saved._mapping))
    small.verify(deep=True)


def test_a_text_added(small: Ledger, tampering: Tampering, found: Found) -> None:
    with tampering(small) as connection:
        connection.execute(t.entry_text.insert().values(seq=1, path="note", salt=bytes(16), content="not so"))
    assert found(small).seq == 1


#: Another value for a column of each name.
OTHER: dict[str, Any] = {
    "seq": 1000, "position": 7, "of_seq": 7, "agent_seq": 7, "source_seq": 7, "figure_seq": 7, "input_seq": 7,
    "subject_seq": 7, "object_seq": 7, "is_primary": True, "is_quantified": False, "decision": b"other",
}  # fmt: skip


def test_a_row_of_the_projection_changed(small: Ledger, tampering: Tampering, found: Found) -> None:
    for table in t.PROJECTION:
        before = held(small, table)
        for column in table.columns:
            changed = {**before[0], column.name: OTHER.get(column.name, "other")}
            restore(tampering, small, table, [changed, *before[1:]])
            assert found(small).seq == before[0]["seq"], (table.name, column.name)
        restore(tampering, small, table, before)
    small.verify(deep=True)


def test_a_row_of_the_projection_removed(small: Ledger, tampering: Tampering, found: Found) -> None:
    for table in t.PROJECTION:
        before = held(small, table)
        restore(tampering, small, table, before[:-1])
        assert found(small).seq == before[-1]["seq"], table.name
        restore(tampering, small, table, before)
    small.verify(deep=True)


def test_a_row_of_the_projection_added(small: Ledger, tampering: Tampering, found: Found) -> None:
    added: dict[str, dict[str, Any]] = {
        "agent": {"seq": 2}, "alias": {"position": 9}, "edge": {"position": 9}, "reporter": {"agent_seq": 3},
        # No entry can give two keys: the first gives none.
        "key": {"key": "more", "seq": 1},
    }  # fmt: skip
    for table in t.PROJECTION:
        before = held(small, table)
        row = {**before[0], **added.get(table.name, {"seq": 1})}
        restore(tampering, small, table, [*before, row])
        assert found(small).seq == row["seq"], table.name
        restore(tampering, small, table, before)
    small.verify(deep=True)


def test_a_row_of_the_projection_added_for_no_entry(
    small: Ledger, tampering: Tampering, found: Found
) -> None:
    for table in t.PROJECTION:
        before = held(small, table)
        row = {**before[0], "seq": 5000, **({"key": "more"} if table.name == "key" else {})}
        restore(tampering, small, table, [*before, row])
        assert f"the table {table.name} holds rows that belong to no entry" in found(small).message
        restore(tampering, small, table, before)
    small.verify(deep=True)


def held(ledger: Ledger, table: Table) -> list[dict[str, Any]]:
    """The rows of a table, by entry."""
    with ledger._context.database.connect() as connection:
        rows = [dict(row._mapping) for row in connection.execute(table.select())]
    return sorted(rows, key=lambda row: (row["seq"], str(row)))


def restore(tampering: Tampering, ledger: Ledger, table: Table, rows: list[dict[str, Any]]) -> None:
    """Let a table hold these rows and no others."""
    with tampering(ledger) as connection:
        connection.execute(table.delete())
        if rows:
            connection.execute(table.insert(), rows)


def test_the_words_of_the_search_index_changed(small: Ledger, tampering: Tampering, found: Found) -> None:
    with tampering(small) as connection:
        column = "rowid" if connection.dialect.name == "sqlite" else "seq"
        connection.execute(text(f"UPDATE search SET words = 'nothing' WHERE {column} = 1"))
    assert found(small).seq == 1


def test_the_words_of_the_search_index_removed_or_added(
    small: Ledger, tampering: Tampering, found: Found
) -> None:
    with tampering(small) as connection:
        column = "rowid" if connection.dialect.name == "sqlite" else "seq"
        connection.execute(text(f"DELETE FROM search WHERE {column} = 1"))
    assert found(small).seq == 1
    with tampering(small) as connection:
        words = "\n".join(["Mediazona"])
        connection.execute(
            text(f"INSERT INTO search ({column}, words) VALUES (5000, :words)"), {"words": words}
        )
    assert found(small).seq == 1


SHADOWS = {
    "the way in": "DELETE FROM search_idx",
    "a part of the way in": "DELETE FROM search_idx WHERE term > x'30'",
    "the pages": "DELETE FROM search_data WHERE id > 10",
    "the first page": "DELETE FROM search_data WHERE id = (SELECT min(id) FROM search_data WHERE id > 10)",
    "the list of segments": "DELETE FROM search_data WHERE id = 10",
    "the words": "DELETE FROM search_content",
    "the settings": "DELETE FROM search_config",
}


@pytest.mark.parametrize("statement", SHADOWS.values(), ids=SHADOWS)
def test_the_search_index_is_queried_back(tmp_path: Path, statement: str) -> None:
    place = tmp_path / "ledger.db"
    ledger = Ledger.create(place, name="desk", who="Ann")
    ledger.record(MANY)
    # Words of letters that a table of Unicode 6.1 does not know, and of those that it folds.
    ledger.add("5 \U0001e922\U0001e923 things", label="Ærøskøbing ǅungla \u0e01\u0e33 東京 ९९", key="odd")
    assert ledger.verify(deep=True).size
    with closing(sqlite3.connect(place)) as plain, plain:
        plain.execute(statement)
    with pytest.raises((TamperError, StoreError)) as caught:
        Ledger.open(place).verify(deep=True)
    assert "search" in caught.value.message or "not a ledger, or is damaged" in caught.value.message


def test_the_projection_is_what_the_log_makes(small: Ledger, tmp_path: Path) -> None:
    """Rebuilt in another ledger from the log alone, every table is the same row by row."""
    rebuilt = Ledger.create(tmp_path / "rebuilt.db", name="desk", who="Bob")
    rebuilt.record(list(small.export_lines()))
    for table in t.PROJECTION:
        assert sorted(map(repr, held(small, table))) == sorted(map(repr, held(rebuilt, table)))
