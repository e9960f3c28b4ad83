"""How databases differ. What holds for SQLite alone, or for PostgreSQL alone, is said in here and nowhere else.

A further database is one more module with a subclass of `Dialect`, a line in `_DIALECTS`, and its driver among the
extras of `pyproject.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import URL, BigInteger, Engine, Integer, create_engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from ledger.store.dialect.interface import WAIT as WAIT
from ledger.store.dialect.interface import WRITES as WRITES
from ledger.store.dialect.interface import Dialect as Dialect
from ledger.store.dialect.postgresql import PostgreSQL
from ledger.store.dialect.sqlite import SQLite

_DIALECTS: Final[dict[str, Dialect]] = {dialect.name: dialect for dialect in (SQLite(), PostgreSQL())}


def supported(url: URL) -> URL | None:
    """The URL with the driver that the ledger uses; None where no ledger can be kept in such a database."""
    dialect = _DIALECTS.get(url.get_backend_name())
    return None if dialect is None else dialect.url(url)


def dialect_of(database: URL | Engine | Connection | SQLCompiler) -> Dialect:
    """The database that a URL, an engine, a connection or a statement is for.

    Raises KeyError where no ledger is kept in such a one.
    """
    if isinstance(database, URL):
        return _DIALECTS[database.get_backend_name()]
    return _DIALECTS[database.dialect.name]


def dialect_named(name: str) -> Dialect:
    """The database that SQLAlchemy calls so."""
    return _DIALECTS[name]


def file_url(path: str) -> URL:
    """The URL of a database in a file."""
    return URL.create(SQLite.name, database=path)


def in_memory() -> Engine:
    """A database of this process alone, on one connection, without tables: gone when the engine is disposed of."""
    return create_engine(f"{SQLite.name}://", poolclass=StaticPool)


def seq_type() -> TypeEngine[int]:
    """The type of sequence numbers: 64 bits everywhere. On SQLite the name INTEGER makes it the row id."""
    return BigInteger().with_variant(Integer(), SQLite.name)


def fetch(
    connection: Connection, sql: str, bound: Sequence[Any] | Mapping[str, Any] = ()
) -> list[tuple[Any, ...]]:
    """All rows of a statement written for the driver, run on the driver's own cursor.

    SQLAlchemy takes several times as long to run a short statement as the database does. Values come as the driver
    has them: no booleans from SQLite.
    """
    cursor = connection.connection.cursor()
    driver: Any = connection.dialect.dbapi
    try:
        cursor.execute(sql, bound)
        return list(cursor.fetchall())
    except driver.Error as error:
        raise DBAPIError.instance(sql, None, error, driver.Error, hide_parameters=True) from error
    finally:
        cursor.close()
