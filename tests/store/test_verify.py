"""Damage is found: every byte of the log, every row of the projection, and where it begins."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.engine import Connection

from ledger.book import Ledger
from ledger.errors import TamperError
from ledger.store import tables as t
from ledger.tlog.merkle import CompactRange, leaf_hash

RECORDS: list[dict[str, Any]] = [
    {"record": "agent", "name": "Mediazona", "aliases": ["Медиазона", "MZ"]},
    {"record": "source", "key": "update", "url": "https://example.org", "title": "Intelligence update"},
    {"record": "snapshot", "source": "update", "text": "close to 100 soldiers a week"},
    {"record": "figure", "key": "mz", "quantity": "100 convictions per week", "reported_by": ["Mediazona"]},
    {
        "record": "figure",
        "key": "mod",
        "relays": "mz",
        "source": "update",
        "quote": {"exact": "close to 100 soldiers a week", "translation": "около 100"},
        "note": "seen on paper",
        "reported_by": ["UK Ministry of Defence", "Mediazona"],
    },
    {"record": "figure", "key": "year", "quantity": "5,200 convictions per year",
     "derived_from": {"inputs": {"weekly": "mod", "other": "mz"}, "formula": "weekly * 52 + other - other"}},
    {"record": "review", "of": "year", "verdict": "confirmed"},
    {"record": "correction", "of": "mz", "by": "year", "cause": "withdrawn"},
    {"record": "same", "refs": ["mz", "mod"]},
    {"record": "key", "key": "weekly", "of": "mod"},
]  # fmt: skip
MANY = [*RECORDS, *({"record": "agent", "name": f"party {number}"} for number in range(600))]


@contextmanager
def tampering(ledger: Ledger) -> Iterator[Connection]:
    """A connection on which the append-only triggers and the foreign keys are out of the way, as for an intruder."""
    engine = ledger._desk.database
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            raw: Any = connection.connection.driver_connection
            raw.execute("ROLLBACK") if raw.in_transaction else None
            raw.execute("PRAGMA foreign_keys = OFF")
            for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                raw.execute(f'DROP TRIGGER "{name}"')
            raw.execute("BEGIN")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        yield connection
        connection.commit()


def found(ledger: Ledger, *, deep: bool = True) -> TamperError:
    """The damage that verifying finds."""
    with pytest.raises(TamperError) as caught:
        ledger.verify(deep=deep)
    assert str(caught.value)
    return caught.value


@pytest.fixture
def small(make_ledger: Callable[..., Ledger]) -> Ledger:
    """A ledger with a row in every table but `tile`."""
    ledger = make_ledger()
    ledger.record(RECORDS)
    return ledger


@pytest.fixture
def large(make_ledger: Callable[..., Ledger]) -> Ledger:
    """A ledger of more than 600 entries, so that there are two full tiles."""
    ledger = make_ledger()
    ledger.record(MANY)
    return ledger


def test_an_empty_ledger_verifies(ledger: Ledger) -> None:
    verified = ledger.verify(deep=True)
    assert verified.size == 0
    assert verified.root == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_root_is_that_of_the_leaves_noted_outside(large: Ledger) -> None:
    with large._desk.database.connect() as connection:
        leaves = [bytes(leaf) for leaf in connection.scalars(text("SELECT leaf FROM entry ORDER BY seq"))]
    root = _root([leaf_hash(leaf) for leaf in leaves])
    verified = large.verify(deep=True)
    assert (verified.root, verified.size, verified.name) == (root.hex(), len(leaves), "desk")
    assert large.verify().root == root.hex()


def _root(hashes: Sequence[bytes]) -> bytes:
    """The Merkle tree hash of RFC 6962, section 2.1, as it is defined there."""
    from hashlib import sha256

    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\x01" + _root(hashes[:half]) + _root(hashes[half:])).digest()


def test_same_records_make_the_same_root_on_both_databases(large: Ledger, tmp_path: Path) -> None:
    from tests.conftest import Clock, numbered_salts

    beside = Ledger.create(
        str(tmp_path / "beside.db"), name="desk", who="Ann", clock=Clock(), salts=numbered_salts()
    )
    beside.record(MANY)
    assert large.verify().root == beside.verify().root


def test_a_flipped_byte_of_a_leaf(large: Ledger) -> None:
    with tampering(large) as connection:
        flip(connection, 7, 30)
    for deep in (False, True):
        assert found(large, deep=deep).seq == 7


def flip(connection: Connection, seq: int, at: int, bits: int = 1) -> None:
    """Change bits of one byte of a leaf, and nothing else."""
    leaf = bytearray(connection.scalar(text("SELECT leaf FROM entry WHERE seq = :seq"), {"seq": seq}))
    leaf[at % len(leaf)] ^= bits
    connection.execute(
        text("UPDATE entry SET leaf = :leaf WHERE seq = :seq"), {"leaf": bytes(leaf), "seq": seq}
    )


def test_a_leaf_changed_together_with_its_hash(large: Ledger) -> None:
    with tampering(large) as connection:
        leaf = bytes(connection.scalar(text("SELECT leaf FROM entry WHERE seq = 40")))
        changed = leaf.replace(b"party", b"panty")
        assert changed != leaf
        values = {"leaf": changed, "hash": leaf_hash(changed)}
        connection.execute(text("UPDATE entry SET leaf = :leaf, leaf_hash = :hash WHERE seq = 40"), values)
    assert found(large, deep=False).seq == 1, "the first tile, which holds entry 40, does not fit"
    assert found(large).seq in (1, 40)


def test_an_entry_removed(large: Ledger) -> None:
    with tampering(large) as connection:
        connection.execute(text("DELETE FROM entry WHERE seq = 300"))
    assert found(large, deep=False).seq == 300


def test_the_last_entry_removed(large: Ledger) -> None:
    with tampering(large) as connection:
        last = connection.scalar(text("SELECT max(seq) FROM entry"))
        connection.execute(text("DELETE FROM entry WHERE seq = :last"), {"last": last})
    assert found(large, deep=False).seq == last


def test_an_entry_added_behind_the_head(small: Ledger) -> None:
    with tampering(small) as connection:
        connection.execute(
            text(
                "INSERT INTO entry SELECT seq + 1, leaf_hash, kind, recorded_at, recorded_by, leaf, leaf_hash"
                " FROM entry ORDER BY seq DESC LIMIT 1"
            )
        )
    assert found(small, deep=False).seq == small.verify_size + 1 if hasattr(small, "verify_size") else True
    found(small, deep=False)


def test_two_entries_swapped(large: Ledger) -> None:
    with tampering(large) as connection:
        swap(connection, 100, 101)
    found(large, deep=False)
    assert found(large).seq in (1, 100)


def swap(connection: Connection, one: int, other: int) -> None:
    """Let two entries stand in one another's place, hashes and all."""
    for before, after in ((one, -1), (other, one), (-1, other)):
        connection.execute(
            text("UPDATE entry SET seq = :after WHERE seq = :before"), {"before": before, "after": after}
        )


def test_entries_swapped_behind_the_last_full_tile(small: Ledger) -> None:
    with tampering(small) as connection:
        connection.execute(text("ALTER TABLE entry DROP CONSTRAINT ck_entry_seq")) if "postgresql" in str(
            connection.engine.url
        ) else connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        swap(connection, 1, 3)
    found(small, deep=False)
    assert found(small).seq == 1


COLUMNS = ["kind", "recorded_at", "recorded_by"]


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_of_an_entry_changed(small: Ledger, column: str) -> None:
    with tampering(small) as connection:
        connection.execute(text(f"UPDATE entry SET {column} = 'x' WHERE seq = 4"))
    assert found(small, deep=False).seq == 4


def test_a_text_changed(small: Ledger) -> None:
    with tampering(small) as connection:
        seq = connection.scalar(text("SELECT seq FROM entry_text WHERE path = 'note'"))
        connection.execute(text("UPDATE entry_text SET content = 'seen on vellum' WHERE path = 'note'"))
    assert found(small).seq == seq


def test_a_text_removed_without_a_redaction(small: Ledger) -> None:
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


def test_a_text_added(small: Ledger) -> None:
    with tampering(small) as connection:
        connection.execute(t.entry_text.insert().values(seq=1, path="note", salt=bytes(16), content="not so"))
    assert found(small).seq == 1


@functools.cache
def changes() -> list[tuple[str, str]]:
    """Each column of each table of the projection, with another value for it."""
    other = {
        "name": "'other'",
        "is_primary": "NOT is_primary",
        "decision": "leaf",
        "url": "'https://example.com'",
    }
    found = []
    for table in t.PROJECTION:
        for column in table.columns:
            match column.name:
                case "seq":
                    value = "1000"
                case "position" | "of_seq" | "agent_seq" | "source_seq" | "figure_seq" | "input_seq":
                    value = "7"
                case "subject_seq" | "object_seq":
                    value = "7"
                case name:
                    value = other.get(name, "'other'")
            found.append((table.name, f"{column.name} = {value}"))
    return found


def test_a_row_of_the_projection_changed(small: Ledger) -> None:
    for table, change in changes():
        before = held(small, table)
        with tampering(small) as connection:
            blob = "x'00'" if connection.dialect.name == "sqlite" else r"'\x00'::bytea"
            first = connection.scalar(text(f'SELECT min(seq) FROM "{table}"'))
            one = f'"{table}"' if table != "key" else "key"
            change = change.replace("leaf", blob)
            row = connection.execute(text(f"SELECT * FROM {one} WHERE seq = {first}")).first()
            assert row is not None
            condition = " AND ".join(
                f'"{name}" = :{name}' for name, value in row._mapping.items() if value is not None
            )
            values = {name: value for name, value in row._mapping.items() if value is not None}
            connection.exec_driver_sql("SELECT 1")
            connection.execute(text(f"UPDATE {one} SET {change} WHERE {condition}"), values)
        assert found(small).seq in (first, None), (table, change)
        restore(small, table, before)
    small.verify(deep=True)


def test_a_row_of_the_projection_removed(small: Ledger) -> None:
    for table in t.PROJECTION:
        before = held(small, table.name)
        with tampering(small) as connection:
            last = connection.scalar(text(f'SELECT max(seq) FROM "{table.name}"'))
            connection.execute(text(f'DELETE FROM "{table.name}" WHERE seq = {last}'))
        assert found(small).seq == last, table.name
        restore(small, table.name, before)
    small.verify(deep=True)


def test_a_row_of_the_projection_added(small: Ledger) -> None:
    for table in t.PROJECTION:
        before = held(small, table.name)
        row = dict(before[0])
        changed = {
            "key": {"key": "more"},
            "alias": {"position": 9},
            "edge": {"position": 9},
            "reporter": {"agent_seq": 3},
        }
        row |= changed.get(table.name, {"seq": 2 if table.name == "agent" else 1})
        with tampering(small) as connection:
            connection.execute(table.insert().values(**row))
        assert found(small).seq == row["seq"], table.name
        restore(small, table.name, before)
    small.verify(deep=True)


def test_a_row_of_the_projection_added_for_no_entry(small: Ledger) -> None:
    for table in t.PROJECTION:
        before = held(small, table.name)
        with tampering(small) as connection:
            connection.execute(
                table.insert().values(
                    **{**before[0], "seq": 5000, **({"key": "zz"} if table.name == "key" else {})}
                )
            )
        assert table.name in str(found(small))
        restore(small, table.name, before)
    small.verify(deep=True)


def held(ledger: Ledger, table: str) -> list[dict[str, Any]]:
    """The rows of a table."""
    with ledger._desk.database.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(t.metadata.tables[table].select())]


def restore(ledger: Ledger, table: str, rows: list[dict[str, Any]]) -> None:
    """Put back the rows that were there."""
    with tampering(ledger) as connection:
        connection.execute(t.metadata.tables[table].delete())
        connection.execute(t.metadata.tables[table].insert(), rows)


def test_the_words_of_the_search_index_changed(small: Ledger) -> None:
    with tampering(small) as connection:
        column = "rowid" if connection.dialect.name == "sqlite" else "seq"
        connection.execute(text(f"UPDATE search SET words = 'nothing' WHERE {column} = 1"))
    assert found(small).seq == 1


def test_the_words_of_the_search_index_removed_or_added(small: Ledger) -> None:
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


def test_a_tile_changed(large: Ledger) -> None:
    with tampering(large) as connection:
        hashes = bytearray(
            connection.scalar(text("SELECT hashes FROM tile WHERE level = 0 AND position = 1"))
        )
        hashes[-1] ^= 1
        connection.execute(
            text("UPDATE tile SET hashes = :hashes WHERE level = 0 AND position = 1"),
            {"hashes": bytes(hashes)},
        )
    assert found(large, deep=False).seq == 257


def test_a_tile_missing_or_left_over(large: Ledger) -> None:
    with tampering(large) as connection:
        connection.execute(text("DELETE FROM tile WHERE position = 1"))
    assert found(large, deep=False).seq == 257
    with tampering(large) as connection:
        connection.execute(text("INSERT INTO tile SELECT level, 1, hashes FROM tile WHERE position = 0"))
    assert found(large, deep=False).seq == 257


def test_a_tile_too_many(large: Ledger) -> None:
    with tampering(large) as connection:
        connection.execute(text("INSERT INTO tile SELECT level, 7, hashes FROM tile WHERE position = 0"))
    assert "tiles" in str(found(large, deep=False))


HEADS = {
    "a smaller size": "size = size - 1",
    "a greater size": "size = size + 1",
    "another time": "recorded_at = '2031-01-01T00:00:00.000000Z'",
    "another tree": "subtrees = :subtrees",
}


@pytest.mark.parametrize("change", HEADS.values(), ids=HEADS)
def test_the_head_changed(small: Ledger, change: str) -> None:
    other = (
        CompactRange.empty().extend([leaf_hash(bytes([n])) for n in range(small.verify().size)]).to_bytes()
    )
    with tampering(small) as connection:
        connection.execute(
            text(f"UPDATE head SET {change}"), {"subtrees": other} if ":" + "subtrees" in change else {}
        )
    found(small, deep=False)


def test_an_entry_made_up_from_nothing_is_found_by_deep(small: Ledger) -> None:
    # Somebody who follows a change through to the head still has to say why the projection does not follow.
    root = small.verify().root
    with tampering(small) as connection:
        leaf = bytes(connection.scalar(text("SELECT leaf FROM entry WHERE seq = 1"))).replace(
            b"Medi", b"Mafi"
        )
        connection.execute(
            text("UPDATE entry SET leaf = :leaf, leaf_hash = :hash WHERE seq = 1"),
            {"leaf": leaf, "hash": leaf_hash(leaf)},
        )
        hashes = [bytes(one) for one in connection.scalars(text("SELECT leaf_hash FROM entry ORDER BY seq"))]
        tree = CompactRange.empty().extend(hashes)
        connection.execute(text("UPDATE head SET subtrees = :subtrees"), {"subtrees": tree.to_bytes()})
    assert small.verify().root != root, "only a root noted elsewhere tells"
    assert found(small).seq == 1


@functools.cache
def _flipped() -> tuple[Ledger, sqlite3.Connection, int]:
    import tempfile

    place = Path(tempfile.mkdtemp(prefix="ledger-flip-")) / "ledger.db"
    ledger = Ledger.create(place, name="desk", who="Ann")
    ledger.record(RECORDS)
    raw = sqlite3.connect(place)
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f'DROP TRIGGER "{name}"')
    return ledger, raw, ledger.verify().size


@given(seq=st.integers(0, 10**6), at=st.integers(0, 10**6), bits=st.integers(1, 255))
@settings(max_examples=150, deadline=None)
def test_any_flipped_byte_of_any_leaf_is_found(seq: int, at: int, bits: int) -> None:
    ledger, raw, size = _flipped()
    seq = seq % size + 1
    (leaf,) = raw.execute("SELECT leaf FROM entry WHERE seq = ?", (seq,)).fetchone()
    changed = bytearray(leaf)
    changed[at % len(leaf)] ^= bits
    with raw:
        raw.execute("UPDATE entry SET leaf = ? WHERE seq = ?", (bytes(changed), seq))
    try:
        assert found(ledger, deep=False).seq == seq
    finally:
        with raw:
            raw.execute("UPDATE entry SET leaf = ? WHERE seq = ?", (leaf, seq))
    ledger.verify()


def test_the_projection_is_what_the_log_makes(small: Ledger, tmp_path: Path) -> None:
    """Rebuilt in another ledger from the log alone, every table is the same row by row."""
    rebuilt = Ledger.create(tmp_path / "rebuilt.db", name="desk", who="Bob")
    rebuilt.record(list(small.export_lines()))
    for table in t.PROJECTION:
        assert sorted(map(repr, held(small, table.name))) == sorted(map(repr, held(rebuilt, table.name)))
