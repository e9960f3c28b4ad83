"""Opening a database: where it is, how its connections behave, and its errors in the ledger's own words."""

from __future__ import annotations

import logging
import os
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import NullPool

from ledger.errors import InputError, LedgerError, StoreBusyError, StoreError
from ledger.store.locks import who_holds

#: An opened database, and a connection to it on which a transaction is under way.
Database = Engine
Transaction = Connection

T = TypeVar("T")

#: Under this name a connection remembers what holds for as long as it reads.
UNCHANGING = "unchanging"

#: Under this name an engine remembers how long its writers wait.
_WAIT = "ledger_wait"

#: How often a writer starts over when somebody else has taken its number: more often is no coincidence.
_TAKEN = 5

#: What reading stumbles over where values are missing, or are not what they should be.
UNFORESEEN = (ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError)

#: How long a writer waits for another, in seconds.
DEFAULT_WAIT = 60.0


def database_url(where: str) -> URL:
    """The database that a path or a URL names.

    Raises InputError for a URL that is neither SQLite's nor PostgreSQL's.
    """
    if "://" not in where:
        return URL.create("sqlite", database=str(Path(where).expanduser()))
    try:
        url = make_url(where)
    except (ArgumentError, ValueError):
        url = None
    # What follows an @ or a / in a password would be taken for a host or a port, and shown.
    if url is None or "@" in (url.host or ""):
        raise InputError(
            "the database URL cannot be read",
            hint="write a path, or postgresql://user@host/name, and in it @ as %40 and / as %2F",
        ) from None
    if url.get_backend_name() == "postgresql" and url.drivername in ("postgresql", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite":
        return url
    raise InputError(
        f"a ledger cannot be kept in {url.drivername}", hint="write a path, or postgresql://user@host/name"
    )


def open_engine(url: URL, *, wait: float = DEFAULT_WAIT) -> Engine:
    """An engine whose writers wait up to `wait` seconds for one another."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(
            url, poolclass=NullPool, connect_args={"timeout": wait}, execution_options={_WAIT: wait}
        )
        event.listen(engine, "do_connect", _open_sqlite)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        engine = create_engine(
            url,
            poolclass=NullPool,
            connect_args={"connect_timeout": 10, "application_name": "ledger"},
            execution_options={_WAIT: wait},
        )
    except (NoSuchModuleError, ImportError):
        raise StoreError(
            "PostgreSQL needs the psycopg driver", hint="pip install 'figure-ledger[postgres]'"
        ) from None
    # Its driver would write of a lost connection on standard error, beside the error that says so.
    logging.getLogger("psycopg").addHandler(logging.NullHandler())
    event.listen(engine, "connect", _prepare_postgres(wait))
    return engine


def _open_sqlite(_: object, __: object, where: list[Any], how: dict[str, Any]) -> None:
    # To read a file in WAL mode SQLite makes others beside it. Where it may not, and nobody else has (they are
    # there for as long as a ledger is open), the file is read as one that does not change.
    file = Path(where[0]).absolute()
    if file.is_file() and not os.access(file.parent, os.W_OK) and not Path(f"{file}-wal").exists():
        where[0], how["uri"] = f"{file.as_uri()}?immutable=1", True


def _prepare_sqlite(connection: Any, _: object) -> None:
    # Transactions are begun by hand (see _begin_sqlite): the driver would begin too late and commit before DDL.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    # Without it INSERT OR REPLACE removes rows behind the triggers' back.
    cursor.execute("PRAGMA recursive_triggers = ON")
    # A schema that somebody else wrote runs no function of ours.
    cursor.execute("PRAGMA trusted_schema = OFF")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when another writes meanwhile, so that
    # a writer takes the lock before it reads.
    writes = connection.get_execution_options().get("ledger_writes", False)
    if writes:
        # Ids are hashes, so that a bulk import touches the whole of their index: 64 MB keep it at hand.
        connection.exec_driver_sql("PRAGMA cache_size = -65536")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_postgres(wait: float) -> Any:
    def prepare(connection: Any, _: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {int(wait * 1000)}")
            cursor.execute("SET client_min_messages = warning")
        connection.commit()

    return prepare


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection on which everything read is of one moment."""
    with translated(engine), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        with connection.begin():
            # What is found out of a moment that does not pass need not be asked twice.
            connection.info[UNCHANGING] = {}
            try:
                yield connection
            except UNFORESEEN:
                # Either what is stored is damaged, so that nothing fits together, or this program is at fault.
                from ledger.store.verify import verify

                verify(engine, deep=True, progress=lambda _done, _of: None)
                raise


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection that holds the writers' lock where the database has one; commits at the end, or not at all."""
    with (
        translated(engine),
        engine.connect() as connection,
        connection.execution_options(ledger_writes=True).begin(),
    ):
        yield connection


def in_writing(engine: Engine, work: Callable[[Connection], T]) -> T:
    """Do `work` in a writing transaction, again if the database says that it could not be serialized.

    `work` must be able to start over: what it did before is rolled back. Raises StoreBusyError where it collided
    with other writers for as long as a writer waits.
    """
    deadline = time.monotonic() + engine.get_execution_options()[_WAIT]
    taken = 0
    while True:
        try:
            with engine.connect() as connection, connection.execution_options(ledger_writes=True).begin():
                return work(connection)
        except DBAPIError as error:
            # 40001 serialization failure, 40P01 deadlock, 23505 somebody else took the number meanwhile.
            state = getattr(error.orig, "sqlstate", None)
            taken += state == "23505"
            if state not in ("40001", "40P01", "23505") or taken == _TAKEN:
                raise store_error(engine.url, error) from error
            if time.monotonic() > deadline:
                raise _busy(engine.url) from error
            # Those that collided do not come back at the same moment.
            time.sleep(random.uniform(0.01, 0.1))


@contextmanager
def translated(engine: Engine) -> Iterator[None]:
    """What the database raises in here comes out in the ledger's own words."""
    try:
        yield
    except LedgerError:
        raise
    except DBAPIError as error:
        raise store_error(engine.url, error) from error
    except UnicodeDecodeError:
        # SQLite's message quotes a damaged schema, and the driver cannot read the message.
        raise _damaged(engine.url, "its schema cannot be read") from None


_BUSY = re.compile(r"database is locked|database table is locked|lock timeout|could not obtain lock")


def store_error(url: URL, error: DBAPIError) -> StoreError:
    """The database's error in the ledger's words. A password never stands in it."""
    said = str(error.orig).strip().splitlines()[0] if error.orig else type(error).__name__
    said = _without_password(url, said)
    where = shown_url(url)
    if isinstance(error, OperationalError) and _BUSY.search(str(error.orig)):
        return _busy(url)
    if getattr(error.orig, "sqlstate", None) == "42501":
        return StoreError(
            f"the ledger {where} does not let this role do that: {said}",
            hint="ask its owner: a reader only reads, a writer only adds (ledger db roles --help)",
        )
    if "readonly" in said or "read-only" in said:
        return StoreError(f"the ledger {where} is read-only", hint="check who owns the file and its folder")
    if "disk I/O error" in said or "database or disk is full" in said:
        return StoreError(
            f"the ledger {where} cannot be written: {said}", hint="free some space and run it again"
        )
    if any(words in said for words in ("not a database", "malformed", "Could not decode")):
        return _damaged(url, said)
    if "unable to open database file" in said:
        return StoreError(
            f"the ledger {where} cannot be opened", hint="check who may read it, and write in its folder"
        )
    return StoreError(f"the ledger {where} cannot be used: {said}")


def _damaged(url: URL, said: str) -> StoreError:
    return StoreError(
        f"{shown_url(url)} is not a ledger, or is damaged: {said}",
        hint="ledger verify --deep says what is damaged; restore a backup",
    )


def _busy(url: URL) -> StoreBusyError:
    holder = who_holds(url)
    return StoreBusyError(
        f"the ledger {shown_url(url)} is being written to{f' by {holder}' if holder else ''}",
        hint="try again, or wait longer with --wait",
    )


def shown_url(url: URL) -> str:
    """Where a database is, without its password."""
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    # A password may stand among the settings after the question mark too.
    known = {name: "***" if name in _SECRET else value for name, value in url.query.items()}
    return url.set(drivername="postgresql", query=known).render_as_string(hide_password=True)


_SECRET = ("password", "sslpassword")


def _without_password(url: URL, text: str) -> str:
    for secret in (url.password, *map(url.query.get, _SECRET)):
        text = text.replace(str(secret), "***") if secret else text
    return text
