"""Rows put in order outside of memory: a temporary file, like that of `spool`, gone when it is closed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from weakref import finalize

#: How many rows are read together.
_TOGETHER = 500


#: What a row is sorted by, first to last: numbers by size, text by code point.
Key = tuple[int, int, int, str, str]


class Sorter:
    """Rows of bytes, to be read in the order of the keys they were added with once all are there."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        finalize(self, self._db.close)
        self._db.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000;"
            "CREATE TABLE given (a INTEGER, b INTEGER, c INTEGER, d TEXT, e TEXT, row BLOB NOT NULL); BEGIN"
        )
        self._count = 0

    def add(self, rows: Iterable[tuple[Key, bytes]]) -> None:
        """Take rows, each with its key."""
        added = self._db.executemany(
            "INSERT INTO given VALUES (?, ?, ?, ?, ?, ?)", ((*key, row) for key, row in rows)
        )
        self._count += added.rowcount

    def sort(self) -> None:
        """Put what was added in order; nothing is added after that."""
        self._db.execute("CREATE TABLE sorted AS SELECT row FROM given ORDER BY a, b, c, d, e")
        self._db.execute("DROP TABLE given")

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: int) -> bytes:
        row: tuple[bytes] = self._db.execute(
            "SELECT row FROM sorted WHERE rowid = ?", (place + 1,)
        ).fetchone()
        return row[0]

    def __iter__(self) -> Iterator[bytes]:
        for low in range(0, self._count, _TOGETHER):
            query = "SELECT row FROM sorted WHERE rowid > ? AND rowid <= ? ORDER BY rowid"
            for (row,) in self._db.execute(query, (low, low + _TOGETHER)).fetchall():
                yield row
