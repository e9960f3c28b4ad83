"""PostgreSQL: a ledger on a server."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import URL, Engine, create_engine, event, func, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, OperationalError

from ledger.errors import StoreError
from ledger.store.dialect.interface import (
    FREE_SPACE,
    ONE_KEPT,
    REPORTING_PARTIES,
    TRY_AGAIN,
    VERIFY,
    WAIT,
    Dialect,
    ViewExpressions,
)
from ledger.store.dialect.postgresql_guards import first_guards, guards
from ledger.store.dialect.postgresql_leaves import leaf_guards
from ledger.store.dialect.postgresql_submissions import submission_guards

#: Everything that belongs to the ledger's tables. Nothing else in the schema is read.
_SCHEMA_LISTING: Final = """
WITH place AS (
  SELECT n.oid, quote_ident(nspname) AS name, quote_literal(nspname) AS literal
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE c.oid = to_regclass('entry')
), ours AS (
  SELECT c.oid, c.relname AS name FROM pg_class c
  WHERE c.oid IN (SELECT to_regclass(quote_ident(n)) FROM unnest(string_to_array(:ours, ',')) n)
), listed AS (
  SELECT CASE c.relkind WHEN 'v' THEN 'view' ELSE 'table' END AS kind, o.name AS item, o.name AS of,
    concat_ws(' ', c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.relispartition,
      (SELECT string_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull, attidentity,
        attgenerated, pg_get_expr(d.adbin, d.adrelid), NULLIF(a.attcollation, 100)), ', ' ORDER BY attnum)
       FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
       WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
      CASE c.relkind WHEN 'v' THEN pg_get_viewdef(c.oid) END) AS body
  FROM ours o JOIN pg_class c ON c.oid = o.oid
  UNION ALL SELECT 'constraint', conname, o.name, pg_get_constraintdef(k.oid)
  FROM pg_constraint k JOIN ours o ON o.oid = k.conrelid WHERE contype <> 'n'
  UNION ALL SELECT 'foreign-key', conname, conrelid::regclass::text, pg_get_constraintdef(k.oid)
  FROM pg_constraint k WHERE confrelid IN (SELECT oid FROM ours) AND conrelid NOT IN (SELECT oid FROM ours)
  UNION ALL SELECT 'index', indexrelid::regclass::text, o.name, concat_ws(' ', pg_get_indexdef(indexrelid), indisvalid)
  FROM pg_index i JOIN ours o ON o.oid = i.indrelid
  UNION ALL SELECT 'trigger', tgname, o.name, concat_ws(' ', tgenabled, pg_get_triggerdef(g.oid))
  FROM pg_trigger g JOIN ours o ON o.oid = g.tgrelid WHERE NOT tgisinternal
  UNION ALL SELECT 'rule', rulename, o.name, pg_get_ruledef(r.oid)
  FROM pg_rewrite r JOIN ours o ON o.oid = r.ev_class WHERE rulename <> '_RETURN'
  UNION ALL SELECT 'policy', polname, o.name, polcmd::text FROM pg_policy p JOIN ours o ON o.oid = p.polrelid
  -- Samples of texts that were erased would stay in statistics of one's own.
  UNION ALL SELECT 'statistics', stxname, o.name, pg_get_statisticsobjdef(s.oid)
  FROM pg_statistic_ext s JOIN ours o ON o.oid = s.stxrelid
  -- With it, no trigger fires; a role or a database can be given it.
  UNION ALL SELECT 'setting', 'session_replication_role', '', current_setting('session_replication_role')
  UNION ALL SELECT 'child-table', inhrelid::regclass::text, o.name, ''
  FROM pg_inherits h JOIN ours o ON o.oid = h.inhparent
  UNION ALL SELECT 'function', proname, pg_get_function_identity_arguments(p.oid), pg_get_functiondef(p.oid)
  FROM pg_proc p WHERE pronamespace = (SELECT oid FROM place) AND proname ~ '^ledger_' AND prokind = 'f'
)
SELECT kind, replace(item, name || '.', ''), replace(of, name || '.', ''),
  replace(replace(replace(body, name || '.', ''), name || ',', 'schema,'), literal || ',', 'schema,')
FROM listed, place
"""


def _json_of(entry: str, path: str, operator: str) -> str:
    """Return a part of the record in the leaf of `entry`: as JSON (``#>``) or as text (``#>>``)."""
    return f"convert_from({entry}.leaf, 'UTF8')::jsonb {operator} '{{record,{path.replace('.', ',')}}}'"


_VIEW_EXPRESSIONS: Final = ViewExpressions(
    text=lambda entry, path: _json_of(entry, path, "#>>"),
    json=lambda entry, path: _json_of(entry, path, "#>"),
    truth=lambda entry, path: f"({_json_of(entry, path, '#>>')})::boolean",
    hex=lambda column: f"encode({column}, 'hex')",
    place="strpos",
    number=lambda text: (
        f"CASE WHEN strpos({text}, '/') > 0"
        f" THEN split_part({text}, '/', 1)::numeric / split_part({text}, '/', 2)::numeric"
        f" ELSE ({text})::numeric END"
    ),
    parties=(
        "SELECT string_agg(a.name || coalesce(' (' || a.qualifier || ')', ''), '; '"
        f' ORDER BY a.name COLLATE "C", a.seq) {REPORTING_PARTIES}'
    ),
    input=(
        "SELECT named.key FROM jsonb_object_keys(convert_from(e.leaf, 'UTF8')::jsonb #> '{record,inputs}')"
        ' AS named (key) ORDER BY named.key COLLATE "C" LIMIT 1 OFFSET d.position'
    ),
)


#: The number of rows from which they are copied.
_COPIED: Final = 50


class PostgreSQL(Dialect):
    """A server. Writers lock the head's row, and start over where they collided; guards are triggers and roles."""

    name = "postgresql"
    mark = "%s"
    search_seq = "seq"
    schema_listing = _SCHEMA_LISTING
    starts_over = True
    has_roles = True
    view_expressions = _VIEW_EXPRESSIONS
    row_lock = " FOR UPDATE"
    seqs_condition = "{column} = ANY({bind}::bigint[])"

    def url(self, url: URL) -> URL | None:
        """Return the URL with psycopg 3."""
        if url.drivername not in ("postgresql", "postgresql+psycopg"):
            return None
        return url.set(drivername="postgresql+psycopg")

    def engine(self, url: URL, wait: float) -> Engine:
        """Return an engine whose statements give up on a lock after `wait` seconds."""
        try:
            engine = create_engine(
                url,
                connect_args={"connect_timeout": 10, "application_name": "ledger"},
                execution_options={WAIT: wait},
                # The server may have been started anew since the last question.
                pool_pre_ping=True,
                **ONE_KEPT,
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
                # A role or a database may be set to look into a schema of somebody's before the server's own, where an
                # operator could hide rows; and tables of a session come before all others unless they are named last.
                cursor.execute("SELECT pg_catalog.current_schemas(false)")
                schemas = [name for name in cursor.fetchone()[0] if not name.startswith("pg_")]
                path = ", ".join('"' + name.replace('"', '""') + '"' for name in (*schemas, "pg_temp"))
                cursor.execute(f"SET search_path = {path}")
                cursor.execute(f"SET lock_timeout = {int(wait * 1000)}")
                cursor.execute("SET client_min_messages = warning")
            connection.commit()

        def as_the_server_has_it(connection: Any, *_: object) -> None:
            # After a reader, the connection is set to write, whatever the server says: a standby would refuse that in
            # other words, and a database that is set to be read only would still be written to.
            connection.read_only = None

        event.listen(engine, "connect", prepare)
        event.listen(engine, "checkout", as_the_server_has_it)
        return engine

    def read_only(self, connection: Connection) -> None:
        """Take one snapshot for the whole transaction."""
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def one_of(self, values: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
        """Return an array."""
        return " = ANY(%s)", (list(values),)

    def insert(
        self, connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
    ) -> None:
        """Many rows are copied: a statement for each takes the client several times as long."""
        if len(rows) < _COPIED:
            super().insert(connection, table, columns, rows)
            return
        driver: Any = connection.dialect.dbapi
        statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        cursor: Any = connection.connection.cursor()
        try:
            with cursor, cursor.copy(statement) as copy:
                for row in rows:
                    copy.write_row(row)
        except driver.Error as error:
            raise DBAPIError.instance(statement, None, error, driver.Error, hide_parameters=True) from error

    def seqs_value(self, seqs: Sequence[int]) -> Any:
        """Return an array."""
        return list(seqs)

    def position(self, column: Any, words: str) -> Any:
        """Return the function of this database."""
        return func.strpos(column, words)

    def search_condition(self, words: Sequence[str], *, whole: bool) -> tuple[str, str]:
        """Lexemes side by side, the last of each word a prefix."""
        end = "" if whole else ":*"
        phrases = (" <-> ".join(f"'{part}'" for part in word.split()) + end for word in words)
        asked = " & ".join(f"({phrase})" for phrase in phrases)
        return "to_tsvector('simple', words) @@ to_tsquery('simple', :words)", asked

    def before_searching(self, connection: Connection) -> None:
        """Force a plan for these words: a generic plan goes through all entries, however few have them."""
        connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_custom_plan")

    def has_table(self, connection: Connection, name: str) -> bool:
        """Ask the schemas that are searched."""
        query = text(
            "SELECT count(*) FROM pg_catalog.pg_tables WHERE tablename = :name"
            " AND schemaname = ANY (current_schemas(false))"
        )
        return bool(connection.scalar(query, {"name": name}))

    def migrate(self, connection: Connection, revision: str) -> None:
        """Make guards, which are functions and triggers, the search index, and settings of columns."""
        statements: Iterable[str]
        match revision:
            case "0001":
                statements = first_guards()
            case "0002":
                statements = (
                    "CREATE TRIGGER checkpoint_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint"
                    " FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()",
                    "ALTER TABLE figure ALTER is_quantified DROP DEFAULT",
                    # Statistics would keep samples of texts that are erased later.
                    "ALTER TABLE entry_text ALTER content SET STATISTICS 0",
                    "ALTER TABLE search ALTER words SET STATISTICS 0",
                    "ALTER INDEX ix_search_words ALTER 1 SET STATISTICS 0",
                )
            case "0003":
                schema = connection.scalar(text("SELECT quote_ident(current_schema())"))
                statements = guards(schema)
            case "0005":
                schema = connection.scalar(text("SELECT quote_ident(current_schema())"))
                statements = submission_guards(schema)
            case "0007":
                # Writers of before get the right on new tables to add rows, but not to remove any.
                writers = connection.scalars(
                    text(
                        "SELECT DISTINCT quote_ident(grantee) FROM information_schema.role_table_grants"
                        " WHERE table_schema = current_schema() AND table_name = 'entry'"
                        " AND privilege_type = 'INSERT' AND grantee <> current_user"
                    )
                )
                statements = [f"GRANT SELECT, INSERT, DELETE ON proposal TO {writer}" for writer in writers]
            case "0008":
                schema = connection.scalar(text("SELECT quote_ident(current_schema())"))
                statements = leaf_guards(schema)
            case "0010":
                statements = (
                    "ALTER TABLE key DROP CONSTRAINT pk_key",
                    "DROP INDEX ix_key_seq",
                    "ALTER TABLE key ADD CONSTRAINT pk_key PRIMARY KEY (seq)",
                    "ALTER TABLE key ADD CONSTRAINT uq_key_key UNIQUE (key)",
                )
            case _:
                return
        for statement in statements:
            connection.exec_driver_sql(statement.replace("%", "%%"))

    @contextmanager
    def without_guards(self, connection: Connection, table: str) -> Iterator[None]:
        """Disable its triggers."""
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    def session_user(self, connection: Connection) -> str | None:
        """Return the role that logged in, whatever role it has taken since."""
        return str(connection.exec_driver_sql("SELECT session_user").scalar())

    def standby_lag(self, connection: Connection) -> int | None:
        """Return the age of the last transaction replayed; 0 if everything received was replayed."""
        behind = connection.exec_driver_sql(
            "SELECT CASE WHEN NOT pg_is_in_recovery() THEN NULL"
            " WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0"
            " ELSE ceil(extract(epoch FROM now() - pg_last_xact_replay_timestamp()))::bigint END"
        ).scalar()
        return None if behind is None else int(behind)

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
        """Return whether the error is a unique violation: the key is there already."""
        return _state(error) == "23505"

    def error(self, url: URL, error: DBAPIError, words: str) -> StoreError | None:
        """Told by the SQLSTATE, as messages come in the server's language."""
        where, state = self.shown(url), _state(error)
        match state:
            case "55P03":
                return self.busy(url)
            case "42501":
                return StoreError(
                    f"the ledger {where} does not let this role do that: {words}",
                    hint="ask its owner: a reader only reads, a writer only adds (ledger db roles --help)",
                )
            case "25006":
                return StoreError(
                    f"the ledger {where} is read-only here: it is a standby, or set to only be read",
                    hint="name the primary server with --db to record, or only read from this one",
                )
            case "53100":
                return StoreError(f"the ledger {where} cannot be written: {words}", hint=FREE_SPACE)
            case "53300":
                return StoreError(f"the server of {where} has no connection left", hint=TRY_AGAIN)
            case "57P03" | "57P01" | "57P02":
                return StoreError(f"the server of {where} is starting or stopping", hint=TRY_AGAIN)
            case "XX001" | "XX002":
                return StoreError(f"{where} is damaged: {words}", hint=VERIFY)
        if state is None and isinstance(error, OperationalError):
            # Before there is a session the driver has no code, only what the server or the network said.
            return StoreError(
                f"the ledger {where} cannot be reached: {words}",
                hint="check host, database, user and password (PGPASSWORD or ~/.pgpass), and that the server runs",
            )
        return None


def _state(error: DBAPIError) -> str | None:
    """Return the SQLSTATE of an error, if it has one."""
    state: str | None = getattr(error.orig, "sqlstate", None)
    return state


DIALECT: Final = PostgreSQL()
