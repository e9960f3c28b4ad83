"""The interface of a database dialect: everything in which the store's databases differ."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import URL, Engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from ledger.errors import StoreBusyError, StoreError

#: The name under which a connection notes that it writes.
WRITES: Final = "ledger_writes"
#: The name under which a connection notes that it is to insert many rows.
MANY: Final = "ledger_many"
#: The name under which an engine notes how long its writers wait, in seconds.
WAIT: Final = "ledger_wait"

TRY_AGAIN: Final = "try again, or wait longer with --wait"
VERIFY: Final = "ledger verify --deep says what is damaged; restore a backup"
FREE_SPACE: Final = "free some space and run it again"


SECRET: Final = ("password", "sslpassword")

#: One connection is kept for the next question; as many more as are needed at once are opened and closed again.
ONE_KEPT: Final[dict[str, Any]] = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": -1}

#: Tables whose rows belong to an entry, and are never changed.
ROWS_OF_ENTRIES: Final = (
    "agent", "alias", "source", "snapshot", "figure", "reporter", "edge", "judgement", "key", "entry_text",
)  # fmt: skip
#: The parties `a` that report the figure `f`, as a view asks for them.
REPORTING_PARTIES: Final = "FROM reporter r JOIN agent a ON a.seq = r.agent_seq WHERE r.seq = f.seq"


#: Gives the expression of the value that a query of pairs, whose columns are `seq` and `value`, has for a number. The
#: query runs once.
ValueOf = Callable[[str, str], str]


class ViewExpressions(NamedTuple):
    """The SQL expressions of views that differ between databases."""

    #: A part of the record in the leaf of an entry, by the entry's name and the part's path: as text, as JSON, and as
    #: a condition.
    text: Callable[[str, str], str]
    json: Callable[[str, str], str]
    truth: Callable[[str, str], str]
    hex: Callable[[str], str]
    #: The function that gives the place of one text in another, 0 where it does not occur.
    place: str
    #: A decimal or a fraction as a number.
    number: Callable[[str], str]
    #: The names of the parties of the figure `f`, joined, and the name of the input `d.position` of the leaf `e`.
    parties: str
    input: str
    #: None where joins are planned by the sizes of tables, so that views may join many.
    value_of: ValueOf | None = None


class Dialect(ABC):
    """The operations that the store asks of a database: those that differ between databases."""

    #: SQLAlchemy's name of the database.
    name: str
    #: The placeholder for a value in a statement written for the driver.
    mark: str
    #: The column that holds the sequence number in the search index.
    search_seq: str
    #: The query that lists the schema.
    schema_listing: str
    #: Its expressions for the views.
    view_expressions: ViewExpressions
    #: Whether a writer may collide with others, and must then start over.
    starts_over: bool
    #: Whether there are roles with different rights.
    has_roles: bool
    #: What ends a query whose rows are locked until the transaction ends.
    row_lock: str
    #: The condition that the value of a `column` is among sequence numbers that are bound as one value.
    seqs_condition: str

    # Opening.

    @abstractmethod
    def url(self, url: URL) -> URL | None:
        """Return the URL with the driver that the ledger uses; None where it asks for another."""

    @abstractmethod
    def engine(self, url: URL, wait: float) -> Engine:
        """Return an engine whose connections behave as the store needs. Raises StoreError if the driver is missing."""

    def file(self, url: URL) -> Path | None:
        """Return the file of the database, where it is one."""
        return None

    def shown(self, url: URL) -> str:
        """Return where the database is, without its password."""
        # A password may stand among the settings after the question mark too.
        known = {name: "***" if name in SECRET else value for name, value in url.query.items()}
        return url.set(drivername=self.name, query=known).render_as_string(hide_password=True)

    def reader(self, engine: Engine) -> Connection:
        """Return a connection to read on."""
        return engine.connect()

    def read_only(self, connection: Connection) -> None:
        """Set a connection so that all it reads is of one moment."""

    def end_reading(self, engine: Engine, connection: Connection) -> None:
        """Give back a connection on which nothing failed, at the end of its transaction."""
        connection.close()

    # Statements.

    @abstractmethod
    def one_of(self, values: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
        """Return the condition after a column that it is one of `values`, in the driver's SQL, and values to bind."""

    @abstractmethod
    def seqs_value(self, seqs: Sequence[int]) -> Any:
        """Return sequence numbers as one value, to be bound where `seqs_condition` asks for it."""

    @abstractmethod
    def position(self, column: Any, words: str) -> Any:
        """Return the place at which words begin in a column, from 1, letter by letter; 0 where they do not occur."""

    @abstractmethod
    def search_condition(self, words: Sequence[str], *, whole: bool) -> tuple[str, str]:
        """Return the condition that an entry of the search index has all words, bound as ``:words``, and their value.

        Each is as `words.plain_words` gives it: what is divided by blanks must stand side by side. Unless they are
        to be `whole`, the last part may be the beginning of a longer word.
        """

    def before_searching(self, connection: Connection) -> None:
        """Let every search of this transaction be planned for its own words."""

    def insert(
        self, connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
    ) -> None:
        """Insert rows whose values the driver takes as they are, which spares looking at each of them."""
        marks = ", ".join([self.mark] * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)

    def inserting_many(self, connection: Connection) -> Any:
        """Return a context in which many rows are inserted, on a connection that was begun with `MANY`."""
        return nullcontext()

    @abstractmethod
    def has_table(self, connection: Connection, name: str) -> bool:
        """Return whether there is a table of this name, without reading the whole schema."""

    def before_upgrade(self, engine: Engine) -> None:
        """Make the settings that the database keeps and that cannot be made within a transaction."""

    def after_upgrade(self, engine: Engine) -> None:
        """Give back the room that an upgrade freed, where that keeps nobody from working."""

    # Migrations.

    @abstractmethod
    def migrate(self, connection: Connection, revision: str) -> None:
        """Make what a revision adds only in this database, once the revision's tables have been made.

        In 0001 these are the search index and the guards that keep rows from being changed, in 0002 those of
        checkpoints, in 0003 stricter ones. What was given for a revision is never changed, as ledgers were made by it.
        """

    @abstractmethod
    def without_guards(self, connection: Connection, table: str) -> AbstractContextManager[None]:
        """Return a context in which rows of a table can be changed, and columns added, that its guards protect."""

    # Trust.

    def check_indexes(self, connection: Connection) -> str | None:
        """Return the fault in the indexes that the database keeps, or None."""
        return None

    def before_erasing(self, connection: Connection) -> None:
        """Have rows deleted in this transaction overwritten, if the database can do so."""

    def after_erasing(self, connection: Connection) -> None:
        """Take deleted words out of the search index where deleting its row leaves them."""

    @abstractmethod
    def clean_up(self, connection: Connection) -> None:
        """Clear deleted rows from the files, outside any transaction. Raises StoreError if that is impossible."""

    def session_user(self, connection: Connection) -> str | None:
        """Return the user who opened the session; None if the database has no users."""
        return None

    def standby_lag(self, connection: Connection) -> int | None:
        """Return how many seconds a standby lags behind its primary server; None if this is not a standby."""
        return None

    # Errors.

    @abstractmethod
    def must_retry(self, error: DBAPIError) -> bool:
        """Return whether a transaction failed because another one came between, and can be done again."""

    def is_taken(self, error: DBAPIError) -> bool:
        """Return whether somebody else took the number that a transaction wanted."""
        return False

    @abstractmethod
    def error(self, url: URL, error: DBAPIError, words: str) -> StoreError | None:
        """Return the database's error in the ledger's words; `words` is its first line. None for an unknown error."""

    def holder(self, url: URL) -> str | None:
        """Return the process that holds the writers' lock, if the database says which."""
        return None

    def busy(self, url: URL) -> StoreBusyError:
        """Return the error for a writer that waited in vain."""
        holder = self.holder(url)
        return StoreBusyError(
            f"the ledger {self.shown(url)} is being written to{f' by {holder}' if holder else ''}",
            hint=TRY_AGAIN,
        )
