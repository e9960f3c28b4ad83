"""Opens a database: its location, its transactions, and its errors in the ledger's own words."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, TypeVar
from weakref import finalize

from sqlalchemy import URL, Engine, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError, DBAPIError, StatementError

from ledger.errors import InputError, LedgerError, StoreError
from ledger.store.damage import damage_suspected
from ledger.store.dialect import MANY, WAIT, WRITES, dialect_of, file_url, supported

#: An opened database, and a connection to it on which a transaction is under way.
Database = Engine
Transaction = Connection

T = TypeVar("T")

#: The name under which a connection keeps answers about the log that it reads, in this transaction.
_ANSWERS: Final = "ledger_answers"
#: The name under which a connection keeps the answers of its last transaction, with the end of the log at that time.
_KEPT_ANSWERS: Final = "ledger_kept_answers"

#: How many answers are kept before keeping starts afresh. The greatest are of a thousand numbers.
_MOST_ANSWERS: Final = 200

#: The number of times a writer starts over when another has taken its number: more often is no coincidence.
_TAKEN = 5

#: How long a writer waits for another, in seconds.
DEFAULT_WAIT = 60.0


def database_url(where: str) -> URL:
    """Return the database that a path or a URL names.

    Raises InputError for the URL of a database that cannot hold a ledger.
    """
    if "://" not in where:
        return file_url(str(Path(where).expanduser()))
    try:
        url = make_url(where)
    except (ArgumentError, ValueError):
        url = None
    # The part of a password after an @ or a / would be taken for a host or a port, and shown.
    if url is None or "@" in (url.host or ""):
        raise InputError(
            "the database URL cannot be read",
            hint="write a path, or postgresql://user@host/name, and in it @ as %40 and / as %2F",
        ) from None
    usable = supported(url)
    if usable is None:
        raise InputError(
            f"a ledger cannot be kept in {where.partition('://')[0]}",
            hint="write a path, or postgresql://user@host/name",
        )
    return usable


def open_engine(url: URL, *, wait: float = DEFAULT_WAIT) -> Engine:
    """Return an engine whose writers wait up to `wait` seconds for one another.

    It keeps one connection from question to question, until it is disposed of or no longer needed.
    """
    engine = dialect_of(url).engine(url, wait)
    closing: list[finalize[..., Engine]] = []

    # A driver warns of a connection that nobody closed.
    def close_in_the_end(*_: object) -> None:
        if not closing:
            closing.append(finalize(engine, engine.pool.dispose))

    # What is to be done in the end holds the engine's memory until then.
    def let_go(_: Engine) -> None:
        while closing:
            closing.pop().detach()

    event.listen(engine, "connect", close_in_the_end)
    event.listen(engine, "engine_disposed", let_go)
    return engine


class _ReadTransaction:
    """The context of `reading`. A class, as a generator takes several times as long to enter and to leave."""

    __slots__ = ("_connection", "_engine")

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Connection:
        dialect = dialect_of(self._engine)
        try:
            self._connection = connection = dialect.reader(self._engine)
            try:
                # The transaction is the driver's own, and ends when the connection is given back: SQLAlchemy takes as
                # long to begin and to commit one as a short question takes to be answered.
                dialect.read_only(connection)
                # The state that is read does not change, so that nothing about it need be asked twice.
                connection.info[_ANSWERS] = {}
            except BaseException:
                connection.close()
                raise
        except Exception as error:
            _raise_translated(self._engine, error)
            raise
        return connection

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        connection = self._connection
        try:
            # Who writes next on this connection changes it. It has no such thing where the server broke it off.
            if not connection.invalidated:
                connection.info.pop(_ANSWERS, None)
            if error is None:
                dialect_of(self._engine).end_reading(self._engine, connection)
            else:
                connection.close()
        except Exception as failure:
            _raise_translated(self._engine, failure)
            raise
        if isinstance(error, Exception):
            _raise_translated(self._engine, error)


def reading(engine: Engine) -> AbstractContextManager[Connection]:
    """Return a context with a connection on which everything read is of one moment."""
    return _ReadTransaction(engine)


def recall_answers(connection: Connection, end: Hashable) -> None:
    """Go on with the answers of the last transaction on this connection, if the log still has the same `end`.

    What is asked of an append-only log has the same answer for as long as nothing was appended.
    """
    if _ANSWERS not in connection.info:
        return
    known = connection.info.get(_KEPT_ANSWERS)
    if known is None or known[0] != end:
        known = connection.info[_KEPT_ANSWERS] = (end, connection.info[_ANSWERS])
    connection.info[_ANSWERS] = known[1]


def asked_once(
    connection: Connection,
    question: Hashable,
    ask: Callable[[], T],
    *,
    keep: Callable[[T], object] = lambda _: True,
) -> T:
    """Return the answer to a question about the log; asked again only by who writes, or once the log has grown.

    `keep` says whether an answer is worth being kept.
    """
    answers: dict[Hashable, T] | None = connection.info.get(_ANSWERS)
    if answers is None:
        return ask()
    if question in answers:
        return answers[question]
    answer = ask()
    if keep(answer):
        if len(answers) >= _MOST_ANSWERS:
            answers.clear()
        answers[question] = answer
    return answer


@contextmanager
def writing(engine: Engine, *, many: bool = False) -> Iterator[Connection]:
    """A connection that holds the writers' lock where the database has one; commits at the end, or not at all.

    Where it writes `many` rows, which are those of before, what they name is not looked up.
    """
    with (
        translated(engine),
        engine.connect() as connection,
        connection.execution_options(**{WRITES: True, MANY: many}).begin(),
    ):
        yield connection


def in_writing(engine: Engine, work: Callable[[Connection], T], *, many: bool = False) -> T:
    """Do `work` in a writing transaction, again if the database says that it could not be serialized.

    It may insert `many` rows, as `Dialect.inserting_many` does. `work` must be able to start over: what it did before
    is rolled back. Raises StoreBusyError where it collided with other writers for as long as a writer waits.
    """
    dialect, options = dialect_of(engine), {WRITES: True, MANY: many}
    deadline = time.monotonic() + engine.get_execution_options()[WAIT]
    taken = 0
    while True:
        try:
            with engine.connect() as connection, connection.execution_options(**options).begin():
                return work(connection)
        except DBAPIError as error:
            taken += dialect.is_taken(error)
            if not dialect.must_retry(error) or taken == _TAKEN:
                raise store_error(engine.url, error) from error
            if time.monotonic() > deadline:
                raise dialect.busy(engine.url) from error
            # A random pause, so that writers that collided do not try again at the same moment.
            time.sleep(random.uniform(0.01, 0.1))


@contextmanager
def translated(engine: Engine) -> Iterator[None]:
    """Translate the database's errors in this context into the ledger's own words."""
    try:
        yield
    except Exception as error:
        _raise_translated(engine, error)
        raise


def _raise_translated(engine: Engine, error: Exception) -> None:
    """Raise an error of the database in the ledger's own words; do nothing about any other."""
    if isinstance(error, LedgerError):
        return
    if isinstance(error, DBAPIError):
        raise store_error(engine.url, error) from error
    if isinstance(error, StatementError):
        # A value that was read from one row, and cannot be asked for in another.
        with damage_suspected():
            raise error.orig or error from error
    if isinstance(error, UnicodeDecodeError):
        # SQLite's message quotes a damaged schema, and the driver cannot read the message.
        raise StoreError(
            f"{shown_url(engine.url)} is not a ledger, or is damaged: its schema cannot be read",
            hint="ledger verify --deep says what is damaged; restore a backup",
        ) from None


def store_error(url: URL, error: DBAPIError) -> StoreError:
    """Return the database's error in the ledger's words. A password never stands in it."""
    lines = str(error.orig).strip().splitlines() if error.orig else []
    words = _without_password(url, lines[0] if lines else type(error).__name__)
    known = dialect_of(url).error(url, error, words)
    return known or StoreError(f"the ledger {shown_url(url)} cannot be used: {words}")


def shown_url(url: URL) -> str:
    """Return where a database is, without its password."""
    return dialect_of(url).shown(url)


def _without_password(url: URL, words: str) -> str:
    for secret in (url.password, *map(url.query.get, ("password", "sslpassword"))):
        words = words.replace(str(secret), "***") if secret else words
    return words
