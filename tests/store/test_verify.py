"""Damage to the log is found: every byte of every entry, the tiles, the head, and where it begins."""

from __future__ import annotations

import functools
import json
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.engine import Connection

from ledger.book import Ledger
from ledger.errors import TamperError
from ledger.store import verify
from ledger.tlog.canonical import canonical
from ledger.tlog.merkle import CompactRange, leaf_hash

Tampering = Callable[[Ledger], AbstractContextManager[Connection]]
Found = Callable[..., TamperError]


def test_an_empty_ledger_verifies(ledger: Ledger) -> None:
    verified = ledger.verify(deep=True)
    assert verified.size == 0
    assert verified.root == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_root_is_that_of_the_leaves_noted_outside(large: Ledger) -> None:
    with large._context.database.connect() as connection:
        leaves = [
            leaf_at(connection, seq) for seq in connection.scalars(text("SELECT seq FROM entry ORDER BY seq"))
        ]
    root = _root([leaf_hash(leaf) for leaf in leaves])
    verified = large.verify(deep=True)
    assert (verified.root, verified.size, verified.name) == (root.hex(), len(leaves), "desk")
    assert large.verify().root == root.hex()


def leaf_at(connection: Connection, seq: int) -> bytes:
    """The leaf of an entry, written anew from what is stored of it."""
    query = text("SELECT id, recorded_at, recorded_by, leaf FROM entry WHERE seq = :seq")
    record, at, by, part = connection.execute(query, {"seq": seq}).one()
    return canonical({"at": at, "by": by, "id": bytes(record).hex(), **json.loads(bytes(part))})


def _root(hashes: Sequence[bytes]) -> bytes:
    """The Merkle tree hash of RFC 6962, section 2.1, as it is defined there."""

    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\x01" + _root(hashes[:half]) + _root(hashes[half:])).digest()


def test_the_same_records_make_the_same_root_on_either_database(
    make_ledger: Callable[..., Ledger], tmp_path: Path
) -> None:
    settings: dict[str, Any] = {
        "name": "desk", "who": "Ann", "clock": lambda: datetime(2026, 11, 22, tzinfo=UTC), "salts": bytes,
    }  # fmt: skip
    here, there = make_ledger(**settings), Ledger.create(tmp_path / "there.db", **settings)
    for ledger in (here, there):
        ledger.record(
            {"record": "agent", "name": f"party {number}", "url": "https://x.org"} for number in range(200)
        )
        ledger.add("100 convictions per week", reported_by=["party 7"], quote="100 a week", key="mz")
    assert here.verify().root == there.verify().root


def test_a_flipped_byte_of_a_leaf(large: Ledger, tampering: Tampering, found: Found) -> None:
    with tampering(large) as connection:
        flip(connection, 7, 30)
    for deep in (False, True):
        assert found(large, deep=deep).seq == 7


def test_several_processes_find_what_one_does(
    large: Ledger, tampering: Tampering, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = large.verify(deep=True)
    monkeypatch.setattr(verify, "_ALONE", 0)
    monkeypatch.setattr(verify, "_CHUNK", 256)
    monkeypatch.setattr(verify, "spare_processors", lambda: 3)
    assert [large.verify(deep=deep).root for deep in (False, True)] == [before.root, before.root]
    with tampering(large) as connection:
        connection.execute(text("DELETE FROM agent WHERE seq = 180"))
    large.verify()
    assert found(large, deep=True).seq == 180
    with tampering(large) as connection:
        flip(connection, 170, 30)
    assert [found(large, deep=deep).seq for deep in (False, True)] == [170, 170]


def flip(connection: Connection, seq: int, at: int, bits: int = 1) -> None:
    """Change bits of one byte of a leaf, and nothing else."""
    leaf = bytearray(connection.scalar(text("SELECT leaf FROM entry WHERE seq = :seq"), {"seq": seq}))
    leaf[at % len(leaf)] ^= bits
    connection.execute(
        text("UPDATE entry SET leaf = :leaf WHERE seq = :seq"), {"leaf": bytes(leaf), "seq": seq}
    )


def test_a_leaf_changed_together_with_its_hash(large: Ledger, tampering: Tampering, found: Found) -> None:
    with tampering(large) as connection:
        leaf = bytes(connection.scalar(text("SELECT leaf FROM entry WHERE seq = 40")))
        changed = leaf.replace(b"party", b"panty")
        assert changed != leaf
        connection.execute(text("UPDATE entry SET leaf = :leaf WHERE seq = 40"), {"leaf": changed})
        values = {"hash": leaf_hash(leaf_at(connection, 40))}
        connection.execute(text("UPDATE entry SET leaf_hash = :hash WHERE seq = 40"), values)
    assert found(large, deep=False).seq == 1, "the first tile, which holds entry 40, does not fit"
    assert found(large).seq in (1, 40)


def test_an_entry_removed(large: Ledger, tampering: Tampering, found: Found) -> None:
    with tampering(large) as connection:
        connection.execute(text("DELETE FROM entry WHERE seq = 300"))
    assert found(large, deep=False).seq == 300


def test_the_last_entry_removed(large: Ledger, tampering: Tampering, found: Found) -> None:
    with tampering(large) as connection:
        last = connection.scalar(text("SELECT max(seq) FROM entry"))
        connection.execute(text("DELETE FROM entry WHERE seq = :last"), {"last": last})
    assert found(large, deep=False).seq == last


def test_an_entry_added_behind_the_head(small: Ledger, tampering: Tampering, found: Found) -> None:
    size = small.verify().size
    with tampering(small) as connection:
        connection.execute(
            text(
                "INSERT INTO entry SELECT seq + 1, leaf_hash, kind, recorded_at, recorded_by, leaf, leaf_hash"
                " FROM entry ORDER BY seq DESC LIMIT 1"
            )
        )
    assert found(small, deep=False).seq == size + 1


def test_two_entries_swapped(large: Ledger, tampering: Tampering, found: Found) -> None:
    with tampering(large) as connection:
        swap(connection, 100, 101)
    found(large, deep=False)
    assert found(large).seq in (1, 100)


def swap(connection: Connection, first: int, second: int) -> None:
    """Let two entries stand in one another's place, hashes and all."""
    aside = 1_000_000
    for before, after in ((first, aside), (second, first), (aside, second)):
        connection.execute(text(f"UPDATE entry SET seq = {after} WHERE seq = {before}"))


def test_two_entries_swapped_behind_the_last_full_tile(
    small: Ledger, tampering: Tampering, found: Found
) -> None:
    with tampering(small) as connection:
        swap(connection, 1, 3)
    found(small, deep=False)
    assert found(small).seq == 1


COLUMNS = ["kind", "recorded_at", "recorded_by"]


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_of_an_entry_changed(small: Ledger, column: str, tampering: Tampering, found: Found) -> None:
    with tampering(small) as connection:
        connection.execute(text(f"UPDATE entry SET {column} = 'x' WHERE seq = 4"))
    assert found(small, deep=False).seq == 4


def test_a_tile_changed(large: Ledger, tampering: Tampering, found: Found) -> None:
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


def test_a_tile_missing_or_left_over(large: Ledger, tampering: Tampering, found: Found) -> None:
    with tampering(large) as connection:
        connection.execute(text("DELETE FROM tile WHERE position = 1"))
    assert found(large, deep=False).seq == 257
    with tampering(large) as connection:
        connection.execute(text("INSERT INTO tile SELECT level, 1, hashes FROM tile WHERE position = 0"))
    assert found(large, deep=False).seq == 257


def test_a_tile_too_many(large: Ledger, tampering: Tampering, found: Found) -> None:
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
def test_the_head_changed(small: Ledger, change: str, tampering: Tampering, found: Found) -> None:
    tree = CompactRange.empty().extend([leaf_hash(bytes([n])) for n in range(small.verify().size)]).to_bytes()
    with tampering(small) as connection:
        connection.execute(
            text(f"UPDATE head SET {change}"), {"subtrees": tree} if ":subtrees" in change else {}
        )
    found(small, deep=False)


def test_an_entry_made_up_from_nothing_is_found_by_deep(
    small: Ledger, tampering: Tampering, found: Found
) -> None:
    # Somebody who follows a change through to the head still has to say why the projection does not follow.
    root = small.verify().root
    with tampering(small) as connection:
        leaf = bytes(connection.scalar(text("SELECT leaf FROM entry WHERE seq = 1"))).replace(
            b"Medi", b"Mafi"
        )
        connection.execute(text("UPDATE entry SET leaf = :leaf WHERE seq = 1"), {"leaf": leaf})
        values = {"hash": leaf_hash(leaf_at(connection, 1))}
        connection.execute(text("UPDATE entry SET leaf_hash = :hash WHERE seq = 1"), values)
        hashes = [bytes(row) for row in connection.scalars(text("SELECT leaf_hash FROM entry ORDER BY seq"))]
        tree = CompactRange.empty().extend(hashes)
        connection.execute(text("UPDATE head SET subtrees = :subtrees"), {"subtrees": tree.to_bytes()})
    assert small.verify().root != root, "only a root noted elsewhere tells"
    assert found(small).seq == 1


@functools.cache
def _open_to_anyone() -> tuple[Ledger, sqlite3.Connection]:
    """A ledger kept for many attempts on it, and a plain connection to it."""
    place = Path(tempfile.mkdtemp(prefix="ledger-flip-")) / "ledger.db"
    ledger = Ledger.create(place, name="desk", who="Ann")
    ledger.add("100 convictions per week", reported_by=["Mediazona"], quote="100 a week", key="mz")
    ledger.add("5,200 convictions per year", inputs={"weekly": "mz"}, formula="weekly * 52", note="so")
    ledger.retract("mz", reason="withdrawn by its party")
    raw = sqlite3.connect(place)
    return ledger, raw


def _put_leaf(raw: sqlite3.Connection, seq: int, leaf: bytes) -> None:
    """Write a leaf behind the guards' back; they stand as before when it is done."""
    (guard,) = raw.execute("SELECT sql FROM sqlite_master WHERE name = 'entry_no_update'").fetchone()
    with raw:
        raw.execute("DROP TRIGGER entry_no_update")
        raw.execute("UPDATE entry SET leaf = ? WHERE seq = ?", (leaf, seq))
        raw.execute(guard)


@given(seq=st.integers(0, 10**6), at=st.integers(0, 10**6), bits=st.integers(1, 255))
@settings(max_examples=150, deadline=None)
def test_any_flipped_byte_of_any_leaf_is_found(seq: int, at: int, bits: int) -> None:
    ledger, raw = _open_to_anyone()
    (size,) = raw.execute("SELECT size FROM head").fetchone()
    seq = seq % size + 1
    (leaf,) = raw.execute("SELECT leaf FROM entry WHERE seq = ?", (seq,)).fetchone()
    changed = bytearray(leaf)
    changed[at % len(leaf)] ^= bits
    _put_leaf(raw, seq, bytes(changed))
    try:
        with pytest.raises(TamperError) as caught:
            ledger.verify()
        assert caught.value.seq == seq
    finally:
        _put_leaf(raw, seq, leaf)
    ledger.verify()
