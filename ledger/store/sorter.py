"""Sorts rows: in memory while they are few, and outside of it when they are many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from operator import itemgetter
from typing import Final

from ledger.store.temporary import TemporaryRows

#: The number of rows taken, and read, together.
_TOGETHER: Final = 500
#: The most bytes of rows that are kept in memory; with their keys they take some three times as much.
_IN_MEMORY: Final = 16_000_000

#: What a row is sorted by, first to last: numbers by size, text by code point.
Key = tuple[int, int, int, str, str]


class Sorter:
    """Rows of bytes, to be read in the order of the keys they were added with once all are there.

    Rows with the same key keep the order in which they were added.
    """

    def __init__(self) -> None:
        self._count = 0
        self._bytes = 0
        self._given: list[tuple[Key, bytes]] = []
        self._sorted: list[bytes] = []
        #: The rows outside of memory, once they are many.
        self._outside: TemporaryRows | None = None

    def add(self, rows: Iterable[tuple[Key, bytes]]) -> None:
        """Take rows, each with its key."""
        remaining = iter(rows)
        while together := list(islice(remaining, _TOGETHER)):
            self._count += len(together)
            self._bytes += sum(len(row) for _, row in together)
            self._given += together
            if self._bytes > _IN_MEMORY:
                self._move_out()

    def _move_out(self) -> None:
        """Move the rows in memory outside of it."""
        if self._outside is None:
            self._outside = TemporaryRows(
                "what is to be put in order",
                "CREATE TABLE given (a INTEGER, b INTEGER, c INTEGER, d TEXT, e TEXT, row BLOB NOT NULL)",
            )
        self._outside.run_many(
            "INSERT INTO given VALUES (?, ?, ?, ?, ?, ?)", ((*key, row) for key, row in self._given)
        )
        self._given.clear()

    def sort(self) -> None:
        """Sort the added rows; none can be added after that."""
        if self._outside is None:
            self._given.sort(key=itemgetter(0))
            self._sorted = [row for _, row in self._given]
            self._given.clear()
            return
        self._move_out()
        self._outside.run("CREATE TABLE sorted AS SELECT row FROM given ORDER BY a, b, c, d, e, rowid")
        self._outside.run("DROP TABLE given")

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: int) -> bytes:
        if self._outside is None:
            return self._sorted[place]
        row: tuple[bytes] = self._outside.first("SELECT row FROM sorted WHERE rowid = ?", (place + 1,))
        return row[0]

    def __iter__(self) -> Iterator[bytes]:
        if self._outside is None:
            yield from self._sorted
            return
        for low in range(0, self._count, _TOGETHER):
            query = "SELECT row FROM sorted WHERE rowid > ? AND rowid <= ? ORDER BY rowid"
            for (row,) in self._outside.run(query, (low, low + _TOGETHER)):
                yield row
