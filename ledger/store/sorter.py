"""Sorts rows outside memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ledger.store.temporary import TemporaryRows

#: The number of rows read together.
_TOGETHER = 500


#: What a row is sorted by, first to last: numbers by size, text by code point.
Key = tuple[int, int, int, str, str]


class Sorter:
    """Rows of bytes, to be read in the order of the keys they were added with once all are there."""

    def __init__(self) -> None:
        self._rows = TemporaryRows(
            "what is to be put in order",
            "CREATE TABLE given (a INTEGER, b INTEGER, c INTEGER, d TEXT, e TEXT, row BLOB NOT NULL)",
        )
        self._count = 0

    def add(self, rows: Iterable[tuple[Key, bytes]]) -> None:
        """Take rows, each with its key."""
        self._count += self._rows.run_many(
            "INSERT INTO given VALUES (?, ?, ?, ?, ?, ?)", ((*key, row) for key, row in rows)
        )

    def sort(self) -> None:
        """Sort the added rows; none can be added after that."""
        self._rows.run("CREATE TABLE sorted AS SELECT row FROM given ORDER BY a, b, c, d, e")
        self._rows.run("DROP TABLE given")

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: int) -> bytes:
        row: tuple[bytes] = self._rows.first("SELECT row FROM sorted WHERE rowid = ?", (place + 1,))
        return row[0]

    def __iter__(self) -> Iterator[bytes]:
        for low in range(0, self._count, _TOGETHER):
            query = "SELECT row FROM sorted WHERE rowid > ? AND rowid <= ? ORDER BY rowid"
            for (row,) in self._rows.run(query, (low, low + _TOGETHER)):
                yield row
