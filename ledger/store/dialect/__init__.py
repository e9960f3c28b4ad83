"""The differences between databases. Everything particular to SQLite or PostgreSQL is in this package.

A further database is one more module, called as SQLAlchemy calls the database, whose `DIALECT` is an instance of a
subclass of `Dialect`; the listing of its schema beside it, which a test writes; and its driver among the extras of
`pyproject.toml`. It is found by its name, and only that of the database in use is imported.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, BigInteger, Engine, Integer, create_engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from ledger.store.dialect.interface import MANY as MANY
from ledger.store.dialect.interface import WAIT as WAIT
from ledger.store.dialect.interface import WRITES as WRITES
from ledger.store.dialect.interface import Dialect as Dialect

_HERE: Final = Path(__file__).parent
#: The database that is a file, or the memory of a process.
_IN_FILES: Final = "sqlite"


@cache
def dialect_named(name: str) -> Dialect:
    """Return the database with SQLAlchemy's name for it. Raises KeyError for one that cannot hold a ledger."""
    if not (_HERE / f"{name}.py").is_file():
        raise KeyError(name)
    dialect = getattr(import_module(f"{__name__}.{name}"), "DIALECT", None)
    if not isinstance(dialect, Dialect):
        raise KeyError(name)
    return dialect


def supported(url: URL) -> URL | None:
    """Return the URL with the driver that the ledger uses; None for a database that cannot hold a ledger."""
    try:
        return dialect_of(url).url(url)
    except KeyError:
        return None


def dialect_of(database: URL | Engine | Connection | SQLCompiler) -> Dialect:
    """Return the database that a URL, an engine, a connection or a statement is for.

    Raises KeyError for one that cannot hold a ledger.
    """
    return dialect_named(database.get_backend_name() if isinstance(database, URL) else database.dialect.name)


def known_schema(name: str) -> dict[str, str]:
    """Return the expected schema of a database of this name: the definition of each object, by kind and name."""
    known: dict[str, str] = json.loads((_HERE / f"{name}.schema.json").read_text("utf-8"))
    return known


def file_url(path: str) -> URL:
    """Return the URL of a database in a file."""
    return URL.create(_IN_FILES, database=path)


def in_memory() -> Engine:
    """Return a database in memory on one connection, without tables: gone when the engine is disposed of."""
    return create_engine(f"{_IN_FILES}://", poolclass=StaticPool)


def seq_type() -> TypeEngine[int]:
    """Return the type of sequence numbers: 64 bits everywhere. On SQLite the name INTEGER makes it the row id."""
    return BigInteger().with_variant(Integer(), _IN_FILES)


def fetch(
    connection: Connection, sql: str, bound: Sequence[Any] | Mapping[str, Any] = ()
) -> list[tuple[Any, ...]]:
    """Return all rows of a statement written for the driver, run on the driver's own cursor.

    SQLAlchemy takes several times as long to run a short statement as the database does. Values come as the driver
    has them: no booleans from SQLite.
    """
    # The driver's own connection: SQLAlchemy's looks up each of its methods anew.
    handle: Any = connection.connection.dbapi_connection
    cursor = handle.cursor()
    try:
        cursor.execute(sql, bound)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    except (driver := connection.dialect.loaded_dbapi).Error as error:
        raise DBAPIError.instance(sql, None, error, driver.Error, hide_parameters=True) from error
    finally:
        cursor.close()
    return rows
