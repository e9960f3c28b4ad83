"""How databases differ. Everything that holds for SQLite alone, or for PostgreSQL alone, is said here and nowhere else.

A further database is one more subclass of `Dialect`, listed in `_DIALECTS`, with its driver among the extras of
`pyproject.toml` and its full-text search made by a migration.
"""

from __future__ import annotations

import json
import logging
import os
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final
from unicodedata import ucd_3_2_0

from sqlalchemy import ARRAY, URL, BigInteger, Engine, Integer, Text, create_engine, event, func, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import QueuePool, StaticPool
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from ledger.errors import StoreBusyError, StoreError
from ledger.store import schema_listing

#: Under this name a connection remembers that it writes.
WRITES: Final = "ledger_writes"
#: Under this name an engine remembers how long its writers wait, in seconds.
WAIT: Final = "ledger_wait"

_TRY_AGAIN: Final = "try again, or wait longer with --wait"
_VERIFY: Final = "ledger verify --deep says what is damaged; restore a backup"
_FREE_SPACE: Final = "free some space and run it again"


class Dialect(ABC):
    """What the store asks of a database. Tables and statements that are the same everywhere are not in here."""

    #: SQLAlchemy's name of the database.
    name: str
    #: What stands for a value in a statement written for the driver.
    mark: str
    #: The column that holds the sequence number in the search index.
    search_seq: str
    #: The query that lists the schema.
    schema_listing: str
    #: Whether there are roles, each with rights of its own.
    has_roles: bool
    #: The type of sequence numbers sent as one value (see `seq_in`), and the condition that a column is one of them.
    seqs_type: TypeEngine[Any]
    seqs_condition: str

    # Opening.

    @abstractmethod
    def url(self, url: URL) -> URL | None:
        """The URL with the driver that the ledger uses; None where it asks for another."""

    @abstractmethod
    def engine(self, url: URL, wait: float) -> Engine:
        """An engine whose connections behave as the store needs. Raises StoreError where the driver is missing."""

    def file(self, url: URL) -> Path | None:
        """The file of the database, where it is one."""
        return None

    def shown(self, url: URL) -> str:
        """Where the database is, without its password."""
        # A password may stand among the settings after the question mark too.
        known = {name: "***" if name in _SECRET else value for name, value in url.query.items()}
        return url.set(drivername=self.name, query=known).render_as_string(hide_password=True)

    def read_only(self, connection: Connection) -> Connection:
        """The connection, set so that all it reads is of one moment."""
        return connection

    # Statements.

    @abstractmethod
    def one_of(self, values: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
        """What follows a column in a statement for the driver so that it is one of `values`, and what to bind."""

    @abstractmethod
    def seqs_value(self, seqs: Sequence[int]) -> Any:
        """Sequence numbers as one value, to be bound where `seqs_condition` asks for it."""

    @abstractmethod
    def position(self, column: Any, words: str) -> Any:
        """The place at which words begin in a column, from 1, letter by letter; 0 where they do not occur."""

    @abstractmethod
    def search_condition(self, words: Sequence[str], *, whole: bool) -> tuple[str, str]:
        """The condition that an entry of the search index has all words, bound as ``:words``, and what to bind.

        Each is as `words.plain_words` gives it: what is divided by blanks must stand side by side. Unless they are
        to be `whole`, the last part may be the beginning of a longer word.
        """

    def inserting_many(self, connection: Connection) -> Any:
        """A context in which many rows are inserted."""
        return nullcontext()

    @abstractmethod
    def has_table(self, connection: Connection, name: str) -> bool:
        """Whether there is a table of this name, without reading the whole schema."""

    def before_upgrade(self, engine: Engine) -> None:
        """Set what is kept in the database and cannot be set within a transaction."""

    # Trust.

    def check_indexes(self, connection: Connection) -> str | None:
        """What is wrong with the indexes that the database keeps, or None."""
        return None

    def before_erasing(self, connection: Connection) -> None:
        """Let what is deleted in this transaction be overwritten where the database can do so."""

    def after_erasing(self, connection: Connection) -> None:
        """Take deleted words out of the search index where deleting its row leaves them."""

    @abstractmethod
    def clean_up(self, connection: Connection) -> None:
        """Clear the files of what was deleted, outside any transaction. Raises StoreError where it cannot be."""

    # Errors.

    @abstractmethod
    def must_retry(self, error: DBAPIError) -> bool:
        """Whether a transaction failed because another one came between, and can be done again."""

    def is_taken(self, error: DBAPIError) -> bool:
        """Whether somebody else took the number that a transaction wanted."""
        return False

    @abstractmethod
    def error(self, url: URL, error: DBAPIError, said: str) -> StoreError | None:
        """The database's error in the ledger's words, `said` its first line; None for what is not known."""

    def holder(self, url: URL) -> str | None:
        """The process that holds the writers' lock, where it can be told."""
        return None

    def busy(self, url: URL) -> StoreBusyError:
        """The error for a writer that waited in vain."""
        holder = self.holder(url)
        return StoreBusyError(
            f"the ledger {self.shown(url)} is being written to{f' by {holder}' if holder else ''}",
            hint=_TRY_AGAIN,
        )


_SECRET: Final = ("password", "sslpassword")

#: One connection is kept for the next question; as many more as are needed at once are opened and closed again.
_ONE_KEPT: Final[dict[str, Any]] = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": -1}
#: Under this name a connection remembers that it takes its file for one that does not change.
_FROZEN: Final = "ledger_frozen"


class SQLite(Dialect):
    """A file. Writers take the one lock it has before they read; guards are triggers."""

    name = "sqlite"
    mark = "?"
    search_seq = "rowid"
    schema_listing = schema_listing.SQLITE
    has_roles = False
    seqs_type = Text()
    seqs_condition = "{column} IN (SELECT value FROM json_each({bind}))"

    def url(self, url: URL) -> URL | None:
        """The URL as it is."""
        return url

    def engine(self, url: URL, wait: float) -> Engine:
        """An engine that begins its transactions by hand: the driver would begin too late and commit before DDL."""
        engine = create_engine(
            url, connect_args={"timeout": wait}, execution_options={WAIT: wait}, **_ONE_KEPT
        )
        event.listen(engine, "do_connect", self._open)
        event.listen(engine, "checkin", self._give_back)
        event.listen(engine, "connect", self._prepare)
        event.listen(engine, "begin", self._begin)
        return engine

    @staticmethod
    def _open(_: object, record: Any, where: list[Any], how: dict[str, Any]) -> None:
        # To read a file in WAL mode SQLite makes others beside it. Where it may not, and nobody else has (they are
        # there for as long as a ledger is open), the file is read as one that does not change.
        file = Path(where[0]).absolute()
        if file.is_file() and not os.access(file.parent, os.W_OK) and not Path(f"{file}-wal").exists():
            where[0], how["uri"] = f"{file.as_uri()}?immutable=1", True
            record.info[_FROZEN] = True

    @staticmethod
    def _give_back(connection: Any, record: Any) -> None:
        # A connection that takes the file for one that does not change would go on reading what it was.
        if connection is not None and record.info.pop(_FROZEN, False):
            record.invalidate()

    @staticmethod
    def _prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        # Without it INSERT OR REPLACE removes rows behind the triggers' back.
        cursor.execute("PRAGMA recursive_triggers = ON")
        # A schema that somebody else wrote runs no function of ours.
        cursor.execute("PRAGMA trusted_schema = OFF")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.close()

    @staticmethod
    def _begin(connection: Connection) -> None:
        # A transaction that reads first and writes later fails at once when another writes meanwhile, so that
        # a writer takes the lock before it reads.
        writes = connection.get_execution_options().get(WRITES, False)
        if writes:
            # Ids are hashes, so that a bulk import touches the whole of their index: 64 MB keep it at hand.
            connection.exec_driver_sql("PRAGMA cache_size = -65536")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    def file(self, url: URL) -> Path | None:
        """The file, unless the database is kept in memory."""
        return Path(url.database) if url.database else None

    def shown(self, url: URL) -> str:
        """The path."""
        return url.database or ":memory:"

    def one_of(self, values: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
        """A list with a mark for each value."""
        return f" IN ({','.join('?' * len(values))})", tuple(values)

    def seqs_value(self, seqs: Sequence[int]) -> Any:
        """A JSON list."""
        return json.dumps(seqs)

    def position(self, column: Any, words: str) -> Any:
        """The function of this database."""
        return func.instr(column, words)

    def search_condition(self, words: Sequence[str], *, whole: bool) -> tuple[str, str]:
        """Phrases of FTS5, the last part of each a prefix."""
        end = "" if whole else "*"
        return "search MATCH :words", " AND ".join(f'"{word}"{end}' for word in words)

    @contextmanager
    def inserting_many(self, connection: Connection) -> Iterator[None]:
        """Append many rows without the guards on inserts, which take longer than the inserts themselves.

        They keep others from replacing a row of the past with INSERT OR REPLACE. Nobody else can write while this
        transaction holds the writers' lock, nobody sees it before it commits, and by then they stand as before: if
        it fails or the process dies, it never happened.
        """
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name GLOB '*_no_replace'"
        guards = connection.exec_driver_sql(query).all()
        for name, _ in guards:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        yield
        for _, sql in guards:
            connection.exec_driver_sql(sql)

    def has_table(self, connection: Connection, name: str) -> bool:
        """Ask the schema."""
        query = text("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = :name")
        return bool(connection.scalar(query, {"name": name}))

    def before_upgrade(self, engine: Engine) -> None:
        """Let readers go on while one writes; the mode is kept in the file."""
        with engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            connection.exec_driver_sql("BEGIN")

    def check_indexes(self, connection: Connection) -> str | None:
        """The indexes must lead to the rows that there are, and to no others."""
        answer = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
        if answer != "ok":
            return f"the file is damaged: {' '.join(str(answer).split())}"
        try:
            seq = self._unfound(connection)
        except DatabaseError:
            return "the search index cannot be read"
        if seq is not None:
            return f"the search index does not find entry {seq} by its words"
        try:
            # It asks for the writers' lock, though it writes nothing; who cannot have it does without.
            connection.exec_driver_sql("INSERT INTO search (search) VALUES ('integrity-check')")
        except OperationalError:
            return None
        except DatabaseError:
            return "the search index is not that of its words"
        return None

    def _unfound(self, connection: Connection) -> int | None:
        """The first entry that the search index does not find by one of its words, None where it finds them all.

        FTS5 compares the index with its words by reading it from end to end, and never looks a word up: an index
        without its way in would pass.
        """
        last = 0
        page = text("SELECT rowid, words FROM search WHERE rowid > :last ORDER BY rowid LIMIT 500")
        query = text("SELECT rowid FROM search WHERE search MATCH :word AND rowid BETWEEN :first AND :last")
        while rows := connection.execute(page, {"last": last}).all():
            first, last = rows[0][0], rows[-1][0]
            holding: dict[str, set[int]] = {}
            for seq, words in rows:
                for word in filter(_is_indexed, str(words).split()):
                    holding.setdefault(word, set()).add(seq)
            missing: set[int] = set()
            for word, seqs in holding.items():
                asked = {"word": f'"{word}"', "first": first, "last": last}
                missing |= seqs.difference(connection.scalars(query, asked))
            if missing:
                return min(missing)
        return None

    def before_erasing(self, connection: Connection) -> None:
        """Overwrite what is deleted with zeros."""
        connection.exec_driver_sql("PRAGMA secure_delete = ON")

    def after_erasing(self, connection: Connection) -> None:
        """Build the index anew: a deleted word stays in it until its segment is merged away."""
        connection.exec_driver_sql("INSERT INTO search (search) VALUES ('rebuild')")

    def clean_up(self, connection: Connection) -> None:
        """Write the file anew and empty the write-ahead log."""
        # VACUUM runs outside a transaction, and SQLAlchemy has begun one.
        connection.exec_driver_sql("ROLLBACK")
        try:
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
            # Pages that were freed before secure_delete was on still hold what they held.
            connection.exec_driver_sql("VACUUM")
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
        finally:
            connection.exec_driver_sql("BEGIN")
        if busy:
            raise StoreError("another process is reading, and keeps the write-ahead log from being emptied")

    def must_retry(self, error: DBAPIError) -> bool:
        """Never: a writer takes the lock before it reads."""
        return False

    def error(self, url: URL, error: DBAPIError, said: str) -> StoreError | None:
        """Told by the message, as the driver gives no code before Python 3.11."""
        where = self.shown(url)
        if isinstance(error, OperationalError) and re.search(r"database (table )?is locked", said):
            return self.busy(url)
        if "readonly" in said:
            return StoreError(
                f"the ledger {where} is read-only", hint="check who owns the file and its folder"
            )
        if "disk I/O error" in said or "database or disk is full" in said:
            return StoreError(f"the ledger {where} cannot be written: {said}", hint=_FREE_SPACE)
        if any(words in said for words in ("not a database", "malformed", "Could not decode")):
            return StoreError(f"{where} is not a ledger, or is damaged: {said}", hint=_VERIFY)
        if "unable to open database file" in said:
            return StoreError(
                f"the ledger {where} cannot be opened", hint="check who may read it, and write in its folder"
            )
        return None

    def holder(self, url: URL) -> str | None:
        """The process that has locked the file, as ``process 4711 (ledger import …)``.

        The kernel lists POSIX locks by process and inode; in WAL mode the writer's lock is on the -shm file.
        """
        if not url.database:
            return None
        paths = (Path(url.database + suffix) for suffix in ("", "-shm"))
        inodes = {path.stat().st_ino for path in paths if path.exists()}
        try:
            lines = Path("/proc/locks").read_text("ascii").splitlines()
        except OSError:
            return None
        for line in lines:
            # 1: POSIX  ADVISORY  WRITE 4711 08:02:131 120 120
            fields = line.split()
            if len(fields) >= 8 and fields[3] == "WRITE" and fields[4] != str(os.getpid()):
                inode = int(fields[5].rsplit(":", 1)[-1])
                if inode in inodes:
                    return f"process {fields[4]}{_command(fields[4])}"
        return None


def _is_indexed(word: str) -> bool:
    """Whether FTS5 surely knows every letter of a word: its table of them is older than Python's."""
    return word.isascii() or all(ucd_3_2_0.category(letter) != "Cn" for letter in word)


def _command(process: str) -> str:
    """The command line of a process, in parentheses, with nothing in it that a terminal obeys."""
    try:
        raw = Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return ""
    words = [word for word in raw.decode("utf-8", "replace").split("\0") if word]
    printable = "".join(c if c.isprintable() else "?" for c in " ".join(words))
    return f" ({printable[:80]})" if words else ""


class PostgreSQL(Dialect):
    """A server. Writers lock the head's row, and start over where they collided; guards are triggers and roles."""

    name = "postgresql"
    mark = "%s"
    search_seq = "seq"
    schema_listing = schema_listing.POSTGRESQL
    has_roles = True
    seqs_type = ARRAY(BigInteger())
    seqs_condition = "{column} = ANY({bind})"

    def url(self, url: URL) -> URL | None:
        """The URL with psycopg 3."""
        if url.drivername not in ("postgresql", "postgresql+psycopg"):
            return None
        return url.set(drivername="postgresql+psycopg")

    def engine(self, url: URL, wait: float) -> Engine:
        """An engine whose statements give up on a lock after `wait` seconds."""
        try:
            engine = create_engine(
                url,
                connect_args={"connect_timeout": 10, "application_name": "ledger"},
                execution_options={WAIT: wait},
                # The server may have been started anew since the last question.
                pool_pre_ping=True,
                **_ONE_KEPT,
            )
        except (NoSuchModuleError, ImportError):
            raise StoreError(
                "PostgreSQL needs the psycopg driver", hint="pip install 'figure-ledger[postgres]'"
            ) from None
        # Its driver would write of a lost connection on standard error, beside the error that says so.
        logging.getLogger("psycopg").addHandler(logging.NullHandler())

        def prepare(connection: Any, _: object) -> None:
            encoding = connection.info.parameter_status("server_encoding")
            if encoding != "UTF8":
                raise StoreError(
                    f"the database {self.shown(url)} keeps text in {encoding}, which has no room for every letter",
                    hint="make one for the ledger: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0",
                )
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = {int(wait * 1000)}")
                cursor.execute("SET client_min_messages = warning")
            connection.commit()

        event.listen(engine, "connect", prepare)
        return engine

    def read_only(self, connection: Connection) -> Connection:
        """One snapshot for the whole transaction."""
        return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def one_of(self, values: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
        """An array."""
        return " = ANY(%s)", (list(values),)

    def seqs_value(self, seqs: Sequence[int]) -> Any:
        """An array."""
        return list(seqs)

    def position(self, column: Any, words: str) -> Any:
        """The function of this database."""
        return func.strpos(column, words)

    def search_condition(self, words: Sequence[str], *, whole: bool) -> tuple[str, str]:
        """Lexemes side by side, the last of each word a prefix."""
        end = "" if whole else ":*"
        phrases = (" <-> ".join(f"'{part}'" for part in word.split()) + end for word in words)
        asked = " & ".join(f"({phrase})" for phrase in phrases)
        return "to_tsvector('simple', words) @@ to_tsquery('simple', :words)", asked

    def has_table(self, connection: Connection, name: str) -> bool:
        """Ask the schemas that are searched."""
        query = text(
            "SELECT count(*) FROM pg_catalog.pg_tables WHERE tablename = :name"
            " AND schemaname = ANY (current_schemas(false))"
        )
        return bool(connection.scalar(query, {"name": name}))

    def clean_up(self, connection: Connection) -> None:
        """Write the tables that hold texts anew."""
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        kept: list[str] = []

        def noticed(diagnostic: Any) -> None:
            # "0 dead row versions cannot be removed yet": the number comes first in every language.
            count = re.match(r"\D*(\d+)", diagnostic.message_detail or "")
            if diagnostic.severity_nonlocalized == "INFO" and count and int(count[1]):
                kept.append(diagnostic.message_primary)

        driver: Any = connection.connection.driver_connection
        driver.add_notice_handler(noticed)
        for table in ("entry_text", "search"):
            owner = "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = CAST(:table AS regclass)"
            if not connection.scalar(text(owner), {"table": table}):
                raise StoreError(f"only the owner of the table {table} can vacuum it")
            # Written anew, the table and its indexes hold nothing of rows that are gone; a plain VACUUM only lets
            # their place be used again.
            connection.exec_driver_sql(f"VACUUM (FULL, VERBOSE) {table}")
        if kept:
            raise StoreError("a transaction begun before still sees what was deleted, and keeps it on disk")

    def must_retry(self, error: DBAPIError) -> bool:
        """After a serialization failure, a deadlock, or a number that was taken meanwhile."""
        return _state(error) in ("40001", "40P01", "23505")

    def is_taken(self, error: DBAPIError) -> bool:
        """Of a key that is there already."""
        return _state(error) == "23505"

    def error(self, url: URL, error: DBAPIError, said: str) -> StoreError | None:
        """Told by the SQLSTATE, as messages come in the server's language."""
        where, state = self.shown(url), _state(error)
        match state:
            case "55P03":
                return self.busy(url)
            case "42501":
                return StoreError(
                    f"the ledger {where} does not let this role do that: {said}",
                    hint="ask its owner: a reader only reads, a writer only adds (ledger db roles --help)",
                )
            case "25006":
                return StoreError(
                    f"the ledger {where} is read-only here: it is a standby, or set to only be read",
                    hint="name the primary server with --db to record, or only read from this one",
                )
            case "53100":
                return StoreError(f"the ledger {where} cannot be written: {said}", hint=_FREE_SPACE)
            case "53300":
                return StoreError(f"the server of {where} has no connection left", hint=_TRY_AGAIN)
            case "57P03" | "57P01" | "57P02":
                return StoreError(f"the server of {where} is starting or stopping", hint=_TRY_AGAIN)
            case "XX001" | "XX002":
                return StoreError(f"{where} is damaged: {said}", hint=_VERIFY)
        if state is None and isinstance(error, OperationalError):
            # Before there is a session the driver has no code, only what the server or the network said.
            return StoreError(
                f"the ledger {where} cannot be reached: {said}",
                hint="check host, database, user and password (PGPASSWORD or ~/.pgpass), and that the server runs",
            )
        return None


def _state(error: DBAPIError) -> str | None:
    """The SQLSTATE of an error, where there is one."""
    state: str | None = getattr(error.orig, "sqlstate", None)
    return state


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
