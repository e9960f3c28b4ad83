"""The checkpoints that a ledger has made: signed notes, kept as they were written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from ledger.errors import TamperError
from ledger.store import tables as t
from ledger.store.head import read_head


class StoredNote(NamedTuple):
    """A checkpoint: its number, from 1; how many entries it covers; the note; and when it was stored (UTC)."""

    number: int
    size: int
    note: bytes
    sealed_at: str


_EVERY = select(t.checkpoint).order_by(t.checkpoint.c.number)


def newest(connection: Connection, size: int | None = None) -> StoredNote | None:
    """Return the checkpoint that was stored last; with a size, of those of that size."""
    query = _EVERY.order_by(None).order_by(t.checkpoint.c.number.desc()).limit(1)
    row = connection.execute(query if size is None else query.where(t.checkpoint.c.size == size)).first()
    return None if row is None else _stored(row)


def every(connection: Connection) -> Iterator[StoredNote]:
    """Yield all checkpoints, in the order in which they were stored, some at a time."""
    after = 0
    while rows := connection.execute(_EVERY.where(t.checkpoint.c.number > after).limit(1000)).all():
        for row in rows:
            yield _stored(row)
        after = rows[-1].number


def _stored(row: Any) -> StoredNote:
    """Return the checkpoint that a row holds. Raises TamperError for values that no checkpoint has."""
    if not (
        isinstance(row.note, bytes | memoryview) and type(row.size) is int and isinstance(row.sealed_at, str)
    ):
        raise TamperError(f"checkpoint {row.number} cannot be read: it is damaged")
    return StoredNote(row.number, row.size, bytes(row.note), row.sealed_at)


def place(connection: Connection, size: int, note: bytes, now: str) -> None:
    """Store a checkpoint, and count it in the head. The transaction must hold the writers' lock."""
    number = read_head(connection).checkpoints + 1
    connection.execute(insert(t.checkpoint).values(number=number, size=size, note=note, sealed_at=now))
    connection.execute(update(t.head).values(checkpoints=number))
