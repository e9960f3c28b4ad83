"""The checkpoints that a ledger has made: signed notes, kept as they were written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from ledger.store import tables as t


class StoredNote(NamedTuple):
    """A checkpoint: its number, from 1; how many entries it covers; the note; and when it was stored (UTC)."""

    number: int
    size: int
    note: bytes
    sealed_at: str


_EVERY = select(t.checkpoint).order_by(t.checkpoint.c.number)


def newest(connection: Connection, size: int | None = None) -> StoredNote | None:
    """The checkpoint that was stored last; with a size, of those of that size."""
    query = _EVERY.order_by(None).order_by(t.checkpoint.c.number.desc()).limit(1)
    row = connection.execute(query if size is None else query.where(t.checkpoint.c.size == size)).first()
    return None if row is None else StoredNote(row.number, row.size, bytes(row.note), row.sealed_at)


def sizes(connection: Connection) -> Iterator[int]:
    """The sizes of all checkpoints."""
    yield from connection.scalars(select(t.checkpoint.c.size))


def every(connection: Connection) -> Iterator[StoredNote]:
    """All checkpoints, in the order in which they were stored, some at a time."""
    after = 0
    while rows := connection.execute(_EVERY.where(t.checkpoint.c.number > after).limit(1000)).all():
        for row in rows:
            yield StoredNote(row.number, row.size, bytes(row.note), row.sealed_at)
        after = rows[-1].number


def place(connection: Connection, size: int, note: bytes, now: str) -> None:
    """Store a checkpoint. The transaction must hold the writers' lock."""
    last = newest(connection)
    number = 1 if last is None else last.number + 1
    connection.execute(insert(t.checkpoint).values(number=number, size=size, note=note, sealed_at=now))
