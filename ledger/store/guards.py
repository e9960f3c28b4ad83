"""The guards that a database keeps over the past of the log, and how a bulk append gets by without asking them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import Connection

_INSERT_GUARDS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name GLOB '*_no_replace'"


@contextmanager
def insert_guards_aside(connection: Connection) -> Iterator[None]:
    """Append many rows without SQLite's guards on inserts, which take longer than the inserts themselves.

    They keep others from replacing a row of the past with INSERT OR REPLACE. Nobody else can write while this
    transaction holds the writers' lock, nobody sees it before it commits, and by then they stand as before: if
    it fails or the process dies, it never happened. PostgreSQL has no such statement and no such guards.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    guards = connection.exec_driver_sql(_INSERT_GUARDS).all()
    for name, _ in guards:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _, sql in guards:
        connection.exec_driver_sql(sql)
