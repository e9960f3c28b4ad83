"""Keeps rows outside memory: in a private SQLite database without a name.

SQLite keeps it in memory while it is small and on disk after that, and it is gone when it is closed or the process
dies.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from weakref import finalize

from ledger.errors import StoreError


class TemporaryRows:
    """Tables of a temporary database, made by the statements of `schema`; `what` is kept there, in an error's words.

    Every method raises StoreError where there is no room for it on disk.
    """

    def __init__(self, what: str, schema: str) -> None:
        self._what = what
        # Whoever collects it may be another thread than the one that filled it.
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        finalize(self, self._db.close)
        settings = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000;"
        with self._room():
            self._db.executescript(f"{settings} {schema}; BEGIN")

    def close(self) -> None:
        """Delete the rows and their file."""
        self._db.close()

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """Run a statement; returns its rows."""
        with self._room():
            return self._db.execute(sql, values).fetchall()

    def first(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """Return the first row of a query, or None."""
        with self._room():
            return self._db.execute(sql, values).fetchone()

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> int:
        """Run a statement for each of many rows; returns how many rows it changed."""
        with self._room():
            return self._db.executemany(sql, rows).rowcount

    @contextmanager
    def _room(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(
                f"{self._what} cannot be kept in a temporary file: {error}",
                hint="free some space, or name a folder that has some with SQLITE_TMPDIR=FOLDER",
            ) from error
