"""Keeps the connection on which a file was read, for the next question.

To take a connection from a pool and to give it back takes SQLAlchemy a tenth of the time of a short trace. One that
only reads need not be given back between two questions: no transaction is under way on it meanwhile, so that it holds
no old state of the file and holds up no checkpoint. Whoever asks the pool for a connection, to write or to read beside
a reader, gets this one where nobody reads on it.
"""

from __future__ import annotations

import sqlite3
from typing import Any, Final

from sqlalchemy.engine import Connection
from sqlalchemy.pool import PoolProxiedConnection, QueuePool

#: The name under which a connection notes that it treats its file as one that does not change.
FROZEN: Final = "ledger_frozen"


class ReaderPool(QueuePool):
    """A pool that keeps one connection for the next reader, until it is asked for another or disposed of."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        # A list, as threads take its last element without a lock.
        self._idle: list[Connection] = []

    def take_reader(self) -> Connection | None:
        """Return the connection that was kept, without a transaction; None where there is none."""
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def keep_reader(self, connection: Connection) -> None:
        """End the transaction of a connection that only read, and keep it, or give it back where one is kept."""
        # One that takes the file for one that does not change would go on reading what it was.
        if self._idle or FROZEN in connection.info:
            connection.close()
            return
        driver: Any = connection.connection.dbapi_connection
        try:
            if connection.in_transaction():
                connection.rollback()
            else:
                driver.rollback()
        except sqlite3.Error:
            connection.close()
        else:
            self._idle.append(connection)

    def connect(self) -> PoolProxiedConnection:
        """Return a connection: the one that was kept, where there is one."""
        self._give_back()
        return super().connect()

    def dispose(self) -> None:
        """Close all connections that nobody uses."""
        self._give_back()
        super().dispose()

    def _give_back(self) -> None:
        while (reader := self.take_reader()) is not None:
            reader.close()
