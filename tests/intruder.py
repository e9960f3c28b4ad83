"""The hand that damages a ledger behind its back, and puts the guards back when it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

from ledger.book import Ledger

Tampering = Callable[[Ledger], AbstractContextManager[Connection]]


@pytest.fixture
def tampering() -> Tampering:
    """Opens a connection on which triggers and foreign keys are out of the way, as for an intruder."""
    return intruding


@contextmanager
def intruding(ledger: Ledger) -> Iterator[Connection]:
    """A connection on which nothing guards the log. An engine of its own: none of the ledger's settings hold."""
    with create_engine(ledger._context.database.url, poolclass=NullPool).begin() as connection:
        if connection.dialect.name != "sqlite":
            connection.exec_driver_sql("SET session_replication_role = replica")
            yield connection
            return
        guards = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).all()
        for name, _ in guards:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        yield connection
        # Guards that are missing would be found before the damage.
        for _, sql in guards:
            connection.exec_driver_sql(sql)
