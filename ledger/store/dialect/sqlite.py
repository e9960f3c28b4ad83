"""SQLite: a ledger in a file."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from unicodedata import ucd_3_2_0

from sqlalchemy import URL, Engine, create_engine, event, func, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from ledger.errors import StoreError
from ledger.store.dialect.interface import (
    FREE_SPACE,
    MANY,
    ONE_KEPT,
    REPORTING_PARTIES,
    ROWS_OF_ENTRIES,
    VERIFY,
    WAIT,
    WRITES,
    Dialect,
    ViewExpressions,
)
from ledger.store.dialect.sqlite_reader import FROZEN, ReaderPool


def _begin_reading(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    if not driver.in_transaction:
        driver.execute("BEGIN").close()


def _json_of(entry: str, path: str) -> str:
    """Return a part of the record in the leaf of `entry`."""
    return f"json_extract(CAST({entry}.leaf AS TEXT), '$.record.{path}')"


_VIEW_EXPRESSIONS: Final = ViewExpressions(
    text=_json_of,
    json=_json_of,
    truth=_json_of,
    hex=lambda column: f"lower(hex({column}))",
    place="instr",
    number=lambda text: (
        f"CASE WHEN instr({text}, '/') > 0 THEN CAST(substr({text}, 1, instr({text}, '/') - 1) AS REAL)"
        f" / CAST(substr({text}, instr({text}, '/') + 1) AS REAL) ELSE CAST({text} AS NUMERIC) END"
    ),
    parties=(
        "SELECT group_concat(named.name, '; ') FROM"
        " (SELECT a.name || coalesce(' (' || a.qualifier || ')', '') AS name"
        f" {REPORTING_PARTIES} ORDER BY a.name, a.seq) AS named"
    ),
    input=(
        "SELECT named.key FROM json_each(CAST(e.leaf AS TEXT), '$.record.inputs') AS named WHERE d.position ="
        " (SELECT count(*) FROM json_each(CAST(e.leaf AS TEXT), '$.record.inputs') AS before"
        " WHERE before.key < named.key)"
    ),
    value_of=lambda pairs, seq: (
        "json_extract((SELECT json_group_object(CAST(pair.seq AS TEXT), pair.value)"
        f" FROM ({pairs}) AS pair), '$.\"' || {seq} || '\"')"
    ),
)


class SQLite(Dialect):
    """A file. Writers take the one lock it has before they read; guards are triggers."""

    name = "sqlite"
    mark = "?"
    search_seq = "rowid"
    # Left out are statistics that ANALYZE keeps, which no query reads but the planner's.
    schema_listing = (
        "SELECT type, name, tbl_name, sql FROM sqlite_master"
        " WHERE NOT (type = 'table' AND name IN ('sqlite_stat1', 'sqlite_stat4'))"
    )
    starts_over = False
    has_roles = False
    view_expressions = _VIEW_EXPRESSIONS
    row_lock = ""
    seqs_condition = "{column} IN (SELECT value FROM json_each({bind}))"

    def url(self, url: URL) -> URL | None:
        """Return the URL as it is."""
        return url

    def engine(self, url: URL, wait: float) -> Engine:
        """Return an engine that begins transactions itself: the driver would begin too late and commit before DDL."""
        engine = create_engine(
            url,
            connect_args={"timeout": wait},
            execution_options={WAIT: wait},
            **{**ONE_KEPT, "poolclass": ReaderPool},
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
            record.info[FROZEN] = True

    @staticmethod
    def _give_back(connection: Any, record: Any) -> None:
        if connection is None:
            return
        if record.info.pop(WRITES, False):
            # Whoever copies the file is to find in it what was recorded, though the connection is kept. Where
            # somebody reads meanwhile, or there is no room, it stays in the write-ahead log.
            with suppress(sqlite3.Error):
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)").close()
        if record.info.pop(MANY, False):
            connection.execute("PRAGMA foreign_keys = ON").close()
        # A connection that takes the file for one that does not change would go on reading what it was.
        if record.info.pop(FROZEN, False):
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
        options = connection.get_execution_options()
        if not options.get(WRITES, False):
            _begin_reading(connection)
            return
        connection.info[WRITES] = True
        many = options.get(MANY, False)
        # Ids are hashes, so that a bulk import touches the whole of their index, which 128 MB keep at hand of a million
        # figures: a page that is not there is looked for in all of the write-ahead log.
        connection.exec_driver_sql(f"PRAGMA cache_size = {-131_072 if many else -65_536}")
        if many:
            connection.info[MANY] = True
            # A switch that can only be turned outside of a transaction.
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def reader(self, engine: Engine) -> Connection:
        """Return the connection that was kept for readers, if nobody reads on it."""
        taken = engine.pool.take_reader() if isinstance(engine.pool, ReaderPool) else None
        return engine.connect() if taken is None else taken

    def read_only(self, connection: Connection) -> None:
        """Begin a transaction."""
        _begin_reading(connection)

    def end_reading(self, engine: Engine, connection: Connection) -> None:
        """Keep the connection for the next reader."""
        if isinstance(engine.pool, ReaderPool):
            engine.pool.keep_reader(connection)
        else:
            connection.close()

    def file(self, url: URL) -> Path | None:
        """Return the file, unless the database is kept in memory."""
        return Path(url.database) if url.database else None

    def shown(self, url: URL) -> str:
        """Return the path."""
        return url.database or ":memory:"

    def one_of(self, values: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
        """Return a list with a mark for each value."""
        return f" IN ({','.join('?' * len(values))})", tuple(values)

    def seqs_value(self, seqs: Sequence[int]) -> Any:
        """Return a JSON list."""
        # Spelled by hand: it takes a fifth of the time of `json.dumps`, and a trace asks a dozen times.
        return f"[{','.join(map(int.__repr__, seqs))}]"

    def position(self, column: Any, words: str) -> Any:
        """Return the function of this database."""
        return func.instr(column, words)

    def search_condition(self, words: Sequence[str], *, whole: bool) -> tuple[str, str]:
        """Phrases of FTS5, the last part of each a prefix."""
        end = "" if whole else "*"
        return "search MATCH :words", " AND ".join(f'"{word}"{end}' for word in words)

    @contextmanager
    def inserting_many(self, connection: Connection) -> Iterator[None]:
        """Append many rows without the guards on inserts, which take longer than the inserts themselves.

        Foreign keys are not looked up either: whoever appends has just looked up what a row names, or inserted it. The
        guards keep others from replacing a row of the past with INSERT OR REPLACE. Nobody else can write while this
        transaction holds the writers' lock, nobody sees it before it commits, and by then they stand as before: if
        it fails or the process dies, it never happened.
        """
        with self._without_triggers(connection, "name GLOB '*_no_replace'"):
            yield

    @contextmanager
    def without_guards(self, connection: Connection, table: str) -> Iterator[None]:
        """Drop its triggers, and make them again as they were."""
        with self._without_triggers(connection, f"tbl_name = '{table}'"):
            yield

    @staticmethod
    @contextmanager
    def _without_triggers(connection: Connection, condition: str) -> Iterator[None]:
        query = f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND {condition}"
        triggers = connection.exec_driver_sql(query).all()
        for name, _ in triggers:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        yield
        for _, sql in triggers:
            connection.exec_driver_sql(sql)

    def migrate(self, connection: Connection, revision: str) -> None:
        """Make guards, which are triggers, and the search index."""
        if revision == "0010":
            _fewer_copies(connection)
        for statement in _MIGRATIONS[revision]() if revision in _MIGRATIONS else ():
            connection.exec_driver_sql(statement)

    def has_table(self, connection: Connection, name: str) -> bool:
        """Ask the schema."""
        query = text("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = :name")
        return bool(connection.scalar(query, {"name": name}))

    def before_upgrade(self, engine: Engine) -> None:
        """Let readers go on while one writes; the mode is kept in the file."""
        with engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            # Of a new file: larger pages leave less room unused beside rows of some 400 bytes.
            connection.exec_driver_sql("PRAGMA page_size = 8192")
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            connection.exec_driver_sql("BEGIN")

    def after_upgrade(self, engine: Engine) -> None:
        """Write the file anew: rows that became shorter leave room in pages that get no others."""
        with engine.connect() as connection, suppress(OperationalError):
            # VACUUM runs outside a transaction, and SQLAlchemy has begun one. Where there is no room for a second file,
            # or somebody reads, the ledger stays as large as it was.
            connection.exec_driver_sql("ROLLBACK")
            try:
                connection.exec_driver_sql("VACUUM")
            finally:
                connection.exec_driver_sql("BEGIN")

    def check_indexes(self, connection: Connection) -> str | None:
        """Check that the indexes lead to exactly the rows that exist."""
        answer = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
        if answer != "ok":
            return f"the file is damaged: {' '.join(str(answer).split())}"
        try:
            seq = self._unfound(connection)
        except sqlite3.DatabaseError:
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
        """Return the first entry that the search index does not find by one of its words, None where it finds them all.

        FTS5 compares the index with its words by reading it from end to end, and never looks a word up: an index
        without its way in would pass.
        """
        last = 0
        page = "SELECT rowid, words FROM search WHERE rowid > ? ORDER BY rowid LIMIT 2000"
        query = "SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ?"
        # On the driver's own cursor: there is a statement for nearly every word.
        cursor = connection.connection.cursor()
        while rows := cursor.execute(page, (last,)).fetchall():
            first, last = rows[0][0], rows[-1][0]
            holding: dict[str, set[int]] = {}
            for seq, words in rows:
                for word in filter(_is_indexed, str(words).split()):
                    holding.setdefault(word, set()).add(seq)
            missing: set[int] = set()
            for word, seqs in holding.items():
                found = cursor.execute(query, (f'"{word}"', first, last)).fetchall()
                missing |= seqs.difference(row[0] for row in found)
            if missing:
                return min(missing)
        return None

    def before_erasing(self, connection: Connection) -> None:
        """Overwrite deleted rows with zeros."""
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

    def error(self, url: URL, error: DBAPIError, words: str) -> StoreError | None:
        """Told by the message, as the driver gives no code before Python 3.11."""
        where = self.shown(url)
        if isinstance(error, OperationalError) and re.search(r"database (table )?is locked", words):
            return self.busy(url)
        if "readonly" in words:
            return StoreError(
                f"the ledger {where} is read-only", hint="check who owns the file and its folder"
            )
        if "disk I/O error" in words or "database or disk is full" in words:
            return StoreError(f"the ledger {where} cannot be written: {words}", hint=FREE_SPACE)
        if any(mark in words for mark in ("not a database", "malformed", "Could not decode")):
            return StoreError(f"{where} is not a ledger, or is damaged: {words}", hint=VERIFY)
        if "unable to open database file" in words:
            return StoreError(
                f"the ledger {where} cannot be opened", hint="check who may read it, and write in its folder"
            )
        return None

    def holder(self, url: URL) -> str | None:
        """Return the process that has locked the file, as ``process 4711 (ledger import …)``.

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


#: The action of every guard.
_REFUSE: Final = "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
#: Rows may only be added for entries that the head of the log does not count yet.
_PAST: Final = "NEW.seq <= (SELECT size FROM head)"
_KEY_TAKEN: Final = " OR EXISTS (SELECT 1 FROM key WHERE key = NEW.key)"


def _first() -> Iterator[str]:
    """Yield the search index, and the triggers that keep the log append-only."""
    yield "CREATE VIRTUAL TABLE search USING fts5 (words, tokenize = 'unicode61')"
    # Of each append-only table, when an inserted row could replace or forge one of the past.
    replacing = dict.fromkeys(ROWS_OF_ENTRIES, _PAST) | {
        "entry": f"{_PAST} OR EXISTS (SELECT 1 FROM entry WHERE id = NEW.id)",
        "tile": "EXISTS (SELECT 1 FROM tile WHERE level = NEW.level AND position = NEW.position)",
        "key": _PAST + _KEY_TAKEN,
    }
    for table, condition in replacing.items():
        yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {_REFUSE}"
        # INSERT OR REPLACE fires no delete trigger unless a connection asks for it.
        yield f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {condition} {_REFUSE}"
        if table != "entry_text":
            yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {_REFUSE}"
    yield (
        "CREATE TRIGGER entry_text_no_delete BEFORE DELETE ON entry_text WHEN NOT EXISTS"
        " (SELECT 1 FROM judgement WHERE kind = 'redaction' AND subject_seq = OLD.seq"
        f" AND detail = substr(OLD.path, 1, instr(OLD.path || '.', '.') - 1)) {_REFUSE}"
    )
    yield f"CREATE TRIGGER head_no_delete BEFORE DELETE ON head {_REFUSE}"
    yield f"CREATE TRIGGER head_only_grows BEFORE UPDATE ON head WHEN NEW.size <= OLD.size {_REFUSE}"
    yield f"CREATE TRIGGER head_no_replace BEFORE INSERT ON head WHEN EXISTS (SELECT 1 FROM head) {_REFUSE}"


def _checkpoints() -> Iterator[str]:
    """Yield the triggers that keep seals."""
    yield f"CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint {_REFUSE}"
    yield f"CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint {_REFUSE}"
    # INSERT OR REPLACE fires no delete trigger unless a connection asks for it.
    yield (
        "CREATE TRIGGER checkpoint_no_replace BEFORE INSERT ON checkpoint"
        f" WHEN EXISTS (SELECT 1 FROM checkpoint WHERE number = NEW.number) {_REFUSE}"
    )


def _guards() -> Iterator[str]:
    """Triggers that let in only what belongs to the log, in place of the older ones."""
    for table in ROWS_OF_ENTRIES:
        yield f"DROP TRIGGER {table}_no_replace"
        yield (
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {_PAST}"
            f" OR NOT EXISTS (SELECT 1 FROM entry WHERE seq = NEW.seq){_KEY_TAKEN if table == 'key' else ''} {_REFUSE}"
        )
    grown = "NEW.size > OLD.size AND NEW.size = (SELECT max(seq) FROM entry) AND NEW.checkpoints = OLD.checkpoints"
    sealed = (
        "NEW.size = OLD.size AND NEW.subtrees = OLD.subtrees AND NEW.recorded_at = OLD.recorded_at"
        " AND NEW.checkpoints = OLD.checkpoints + 1 AND NEW.checkpoints = (SELECT max(number) FROM checkpoint)"
    )
    yield "DROP TRIGGER head_only_grows"
    yield (
        "CREATE TRIGGER head_only_grows BEFORE UPDATE ON head"
        f" WHEN (NEW.name = OLD.name AND (({grown}) OR ({sealed}))) IS NOT 1 {_REFUSE}"
    )
    yield "DROP TRIGGER checkpoint_no_replace"
    yield (
        "CREATE TRIGGER checkpoint_no_replace BEFORE INSERT ON checkpoint"
        " WHEN (NEW.number = (SELECT checkpoints + 1 FROM head) AND NEW.size = (SELECT size FROM head)"
        f" AND typeof(NEW.note) = 'blob') IS NOT 1 {_REFUSE}"
    )


def _submission_guards() -> Iterator[str]:
    """Yield triggers: a submission is of entries that the head does not count yet, and the head then counts both."""
    refuse = "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    yield f"CREATE TRIGGER submission_no_update BEFORE UPDATE ON submission {refuse}"
    yield f"CREATE TRIGGER submission_no_delete BEFORE DELETE ON submission {refuse}"
    yield (
        "CREATE TRIGGER submission_no_replace BEFORE INSERT ON submission"
        " WHEN (NEW.number = (SELECT submissions + 1 FROM head) AND NEW.first_seq > (SELECT size FROM head)"
        " AND NEW.first_seq <= NEW.last_seq AND NEW.last_seq = (SELECT max(seq) FROM entry)"
        f" AND typeof(NEW.note) IN ('blob', 'null')) IS NOT 1 {refuse}"
    )
    kept = (
        "NEW.submissions = OLD.submissions"
        " AND coalesce(NEW.submission_subtrees, x'') = coalesce(OLD.submission_subtrees, x'')"
    )
    submitted = (
        "NEW.submissions = OLD.submissions + 1 AND typeof(NEW.submission_subtrees) = 'blob'"
        " AND (SELECT last_seq FROM submission WHERE number = NEW.submissions) = NEW.size"
    )
    grown = (
        "NEW.size > OLD.size AND NEW.size = (SELECT max(seq) FROM entry) AND NEW.checkpoints = OLD.checkpoints"
        " AND NEW.submissions = (SELECT coalesce(max(number), 0) FROM submission)"
        f" AND (({kept}) OR ({submitted}))"
    )
    sealed = (
        "NEW.size = OLD.size AND NEW.subtrees = OLD.subtrees AND NEW.recorded_at = OLD.recorded_at"
        " AND NEW.checkpoints = OLD.checkpoints + 1 AND NEW.checkpoints = (SELECT max(number) FROM checkpoint)"
        f" AND {kept}"
    )
    yield "DROP TRIGGER head_only_grows"
    yield (
        "CREATE TRIGGER head_only_grows BEFORE UPDATE ON head"
        f" WHEN (NEW.name = OLD.name AND (({grown}) OR ({sealed}))) IS NOT 1 {refuse}"
    )


#: Tables of which the primary key is all there is, or nearly so: they are kept in its order, without an index beside.
_OWN_KEYS: Final = ("alias", "reporter", "edge")
_KEY: Final = (
    'CREATE TABLE "key" ("key" TEXT NOT NULL, seq INTEGER NOT NULL, of_seq INTEGER NOT NULL,'
    ' CONSTRAINT pk_key PRIMARY KEY (seq), CONSTRAINT uq_key_key UNIQUE ("key"),'
    " CONSTRAINT fk_key_seq FOREIGN KEY(seq) REFERENCES entry (seq),"
    " CONSTRAINT fk_key_of_seq FOREIGN KEY(of_seq) REFERENCES entry (seq))"
)
_SEARCH: Final = "CREATE VIRTUAL TABLE search USING fts5 (words, columnsize = 0, tokenize = 'unicode61')"


def _fewer_copies(connection: Connection) -> None:
    """Make tables anew that need no index beside themselves, and the search index without its counts of words."""
    for table in _OWN_KEYS:
        query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
        created = connection.exec_driver_sql(query, (table,)).scalar_one()
        _make_anew(connection, table, f"{created} WITHOUT ROWID", "TRUE ORDER BY seq")
    connection.exec_driver_sql("DROP INDEX ix_key_seq")
    # A row that somebody changed, so that it is no key of an entry, is left out, and `ledger verify` misses it.
    _make_anew(connection, "key", _KEY, "typeof(seq) = 'integer' ORDER BY seq")
    connection.exec_driver_sql("CREATE TEMP TABLE kept AS SELECT id, c0 FROM search_content")
    connection.exec_driver_sql("DROP TABLE search")
    connection.exec_driver_sql(_SEARCH)
    connection.exec_driver_sql("INSERT INTO search (rowid, words) SELECT id, c0 FROM kept ORDER BY id")
    connection.exec_driver_sql("DROP TABLE kept")


def _make_anew(connection: Connection, table: str, created: str, condition: str) -> None:
    """Make a table in another form, with the indexes and triggers that it has and the rows that meet a condition."""
    query = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL"
    belonging = connection.exec_driver_sql(query, (table,)).scalars().all()
    connection.exec_driver_sql(f"CREATE TEMP TABLE kept AS SELECT * FROM main.{table}")
    connection.exec_driver_sql(f"DROP TABLE main.{table}")
    connection.exec_driver_sql(created)
    connection.exec_driver_sql(f"INSERT OR IGNORE INTO main.{table} SELECT * FROM kept WHERE {condition}")
    connection.exec_driver_sql("DROP TABLE kept")
    for statement in belonging:
        connection.exec_driver_sql(statement)


_MIGRATIONS: Final = {"0001": _first, "0002": _checkpoints, "0003": _guards, "0005": _submission_guards}


def _is_indexed(word: str) -> bool:
    """Return whether FTS5 surely knows every letter of a word: its table of them is older than Python's."""
    return word.isascii() or all(ucd_3_2_0.category(letter) != "Cn" for letter in word)


def _command(process: str) -> str:
    """Return the command line of a process, in parentheses, without control characters."""
    try:
        raw = Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return ""
    words = [word for word in raw.decode("utf-8", "replace").split("\0") if word]
    printable = "".join(c if c.isprintable() else "?" for c in " ".join(words))
    return f" ({printable[:80]})" if words else ""


DIALECT: Final = SQLite()
