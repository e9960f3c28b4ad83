"""A ledger whose schema somebody changed is neither opened nor verified, on either database."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from ledger.book import Ledger
from ledger.errors import TamperError
from ledger.store import dialect
from ledger.store.dialect import known_schema
from ledger.store.engine import database_url, open_engine, reading
from ledger.store.migrate import upgrade
from ledger.store.schema_check import schema_of
from tests.fresh_ledger import fresh_ledger


def run(db: str, statements: str) -> None:
    """Carry out statements with the rights of whoever owns the database."""
    if "://" not in db:
        with closing(sqlite3.connect(db)) as plain, plain:
            plain.executescript(statements)
        return
    with open_engine(database_url(db)).begin() as connection:
        connection.exec_driver_sql(statements.replace("%", "%%"))


@pytest.fixture
def recorded(db: str) -> str:
    """The place of a ledger in which something stands."""
    ledger = fresh_ledger(db, name="desk", who="Ann")
    ledger.add(
        "100 convictions a week", reported_by=["Mediazona"], quote="100 a week", key="mz", primary=True
    )
    ledger.retract("mz")
    return db


def test_the_known_schema_is_the_one_that_the_migrations_make(db: str) -> None:
    engine = open_engine(database_url(db))
    upgrade(engine)
    with reading(engine) as connection:
        found = schema_of(connection)
    file = Path(dialect.__file__).with_name(f"{engine.dialect.name}.schema.json")
    if os.environ.get("LEDGER_REWRITE_GOLDEN"):
        file.write_text(
            json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
        )
    assert found == known_schema(engine.dialect.name)
    assert {name.partition(" ")[0] for name in found} >= {"table", "index", "trigger"}


#: What was done, and what is said of it. Each passed `verify --deep --against --key` before schemas were compared.
SQLITE = {
    "a trigger dropped": ("DROP TRIGGER entry_no_update", "trigger entry_no_update is missing"),
    "every trigger dropped": (
        "".join(f"DROP TRIGGER {name.partition(' ')[2]};" for name in known_schema("sqlite") if name[:8] == "trigger "),
        f"and {sum(name[:8] == 'trigger ' for name in known_schema('sqlite')) - 5} more",
    ),
    "a trigger that deletes corrections": (
        "CREATE TRIGGER t AFTER INSERT ON judgement WHEN NEW.kind = 'correction'"
        " BEGIN DELETE FROM judgement WHERE seq = NEW.seq; END",
        "trigger t was added",
    ),
    "a trigger that copies quotes aside": (
        "CREATE TABLE aside (content);"
        "CREATE TRIGGER t AFTER INSERT ON entry_text BEGIN INSERT INTO aside VALUES (NEW.content); END",
        "table aside was added, trigger t was added",
    ),
    "a view in place of a table": (
        "ALTER TABLE judgement RENAME TO judgement_;"
        "CREATE VIEW judgement AS SELECT * FROM judgement_"
        " WHERE kind <> 'correction' OR strftime('%s', 'now') % 2 = 0",
        "view judgement was added, table judgement_ was added",
    ),
    "a view that hides rows": (
        "DROP VIEW reviews; CREATE VIEW reviews AS SELECT * FROM judgement WHERE detail <> 'rejected'",
        "view reviews was changed",
    ),
    "a trigger with another body": (
        "DROP TRIGGER key_no_delete; CREATE TRIGGER key_no_delete BEFORE DELETE ON key BEGIN SELECT 1; END",
        "trigger key_no_delete was changed",
    ),
    "an index dropped": ("DROP INDEX ix_edge_input_seq_figure_seq", "index ix_edge_input_seq_figure_seq is missing"),
    "a partial index in place of a whole one": (
        "DROP INDEX ix_edge_input_seq_figure_seq; "
        "CREATE INDEX ix_edge_input_seq_figure_seq ON edge (input_seq, figure_seq) WHERE seq < 3",
        "index ix_edge_input_seq_figure_seq was changed",
    ),
    "another tokenizer": (
        "DROP TABLE search; CREATE VIRTUAL TABLE search USING fts5 (words, tokenize = 'trigram')",
        "table search was changed",
    ),
    "a column more": ("ALTER TABLE figure ADD COLUMN more", "table figure was changed"),
    "a default": (
        "PRAGMA writable_schema = ON; UPDATE sqlite_master SET"
        " sql = replace(sql, 'is_primary BOOLEAN NOT NULL', 'is_primary BOOLEAN NOT NULL DEFAULT 1')"
        " WHERE name = 'figure'",
        "table figure was changed",
    ),
    "a table beside": ("CREATE TABLE notes (words)", "table notes was added"),
    "a generated column": (
        "ALTER TABLE judgement ADD COLUMN shown GENERATED ALWAYS AS (kind <> 'correction')",
        "table judgement was changed",
    ),
    "a table without row ids": (
        "DROP TABLE alias; CREATE TABLE alias (seq INTEGER, position INTEGER, agent_seq, name,"
        " PRIMARY KEY (seq, position)) WITHOUT ROWID",
        "table alias was changed",
    ),
    "a guard that holds at even seconds": (
        "DROP TRIGGER entry_no_update; CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry"
        " WHEN strftime('%s', 'now') % 2 = 0 BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
        "trigger entry_no_update was changed",
    ),
    "an index of an expression": (
        "CREATE UNIQUE INDEX one_correction ON judgement (subject_seq) WHERE kind = 'correction'",
        "index one_correction was added",
    ),
    "a table of the search index": ("CREATE TABLE search_more (id)", "table search_more was added"),
    "a schema written over": (
        "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, 'INDEX', 'UNIQUE INDEX')"
        " WHERE name = 'ix_edge_input_seq_figure_seq'",
        "index ix_edge_input_seq_figure_seq was changed",
    ),
}  # fmt: skip
POSTGRESQL = {
    "a trigger dropped": ("DROP TRIGGER entry_append_only ON entry", "trigger entry_append_only is missing"),
    "a trigger disabled": ("ALTER TABLE entry DISABLE TRIGGER USER", "trigger entry_append_only was changed"),
    "a trigger that deletes corrections": (
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN IF NEW.kind = 'correction' THEN RETURN NULL; END IF; RETURN NEW; END $$;"
        "CREATE TRIGGER t BEFORE INSERT ON judgement FOR EACH ROW EXECUTE FUNCTION f()",
        "trigger t was added",
    ),
    "a view in place of a table": (
        "ALTER TABLE judgement RENAME TO judgement_;"
        "CREATE VIEW judgement AS SELECT * FROM judgement_"
        " WHERE kind <> 'correction' OR extract(second FROM now())::int % 2 = 0",
        "view judgement was added, table judgement is missing",
    ),
    "a view that hides rows": (
        "DO $$ BEGIN EXECUTE 'CREATE OR REPLACE VIEW reviews AS ' || rtrim(pg_get_viewdef('reviews'::regclass), ';')"
        " || ' AND j.seq > 5'; END $$",
        "view reviews was changed",
    ),
    "a rule that copies quotes aside": (
        "CREATE TABLE aside (content text);"
        "CREATE RULE r AS ON INSERT TO entry_text DO ALSO INSERT INTO aside VALUES (NEW.content)",
        "rule r was added",
    ),
    "a policy that hides rows": (
        "ALTER TABLE judgement ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON judgement USING (kind <> 'correction')",
        "policy p was added, table judgement was changed",
    ),
    "a guard with another body": (
        "CREATE OR REPLACE FUNCTION ledger_new_entry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "function ledger_new_entry was changed",
    ),
    "a guard without its search path": (
        "ALTER FUNCTION ledger_new_row() RESET search_path", "function ledger_new_row was changed"),
    "a child table": (
        "CREATE TABLE more () INHERITS (judgement)", "child-table more was added"),
    "a trigger called like a guard of another table": (
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;"
        "CREATE TRIGGER entry_new BEFORE INSERT ON judgement FOR EACH ROW EXECUTE FUNCTION f()",
        "trigger entry_new on judgement was added",
    ),
    "a rule called like one of another table": (
        "CREATE RULE r AS ON DELETE TO key DO INSTEAD NOTHING; CREATE RULE r AS ON DELETE TO edge DO INSTEAD NOTHING",
        "rule r was added, rule r on key was added",
    ),
    "a function called like a guard": (
        "CREATE FUNCTION ledger_root(text) RETURNS bytea LANGUAGE sql AS $$ SELECT ''::bytea $$", "was added"),
    "samples of texts": (
        "CREATE STATISTICS samples (mcv) ON path, content FROM entry_text", "statistics samples was added"),
    "a foreign table": (
        "CREATE EXTENSION file_fdw; CREATE SERVER s FOREIGN DATA WRAPPER file_fdw; ALTER TABLE judgement RENAME TO j;"
        "CREATE FOREIGN TABLE judgement (seq bigint) SERVER s OPTIONS (filename '/dev/null')",
        "table judgement was changed",
    ),
    "triggers that fire for copies alone": (
        "ALTER TABLE entry ENABLE REPLICA TRIGGER entry_new", "trigger entry_new was changed"),
    "an index dropped": ("DROP INDEX ix_search_words", "index ix_search_words is missing"),
    "a constraint dropped": (
        "ALTER TABLE edge DROP CONSTRAINT fk_edge_figure_seq", "constraint fk_edge_figure_seq is missing"),
    "a default": ("ALTER TABLE figure ALTER is_primary SET DEFAULT true", "table figure was changed"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(SQLITE.keys() | POSTGRESQL.keys()))
def test_a_schema_that_somebody_changed_is_named(recorded: str, name: str) -> None:
    attacks = POSTGRESQL if "://" in recorded else SQLITE
    if name not in attacks:
        # The other database has no such thing.
        assert name in SQLITE.keys() | POSTGRESQL.keys()
        return
    opened = Ledger.open(recorded, who="Ann")
    statements, message = attacks[name]
    run(recorded, statements)
    for use in (lambda: Ledger.open(recorded), opened.verify, lambda: opened.verify(deep=True)):
        with pytest.raises(TamperError, match="not those that this program makes") as caught:
            use()
        assert [part for part in message.split(", ") if part not in caught.value.message] == []


def test_a_table_in_a_schema_before_ours_is_named_and_not_read(new_postgres: Callable[[], str]) -> None:
    db = new_postgres()
    opened = Ledger.create(db, who="Ann")
    opened.add("100 soldiers", reported_by=["Mediazona"])
    run(
        db,
        "CREATE SCHEMA planted; CREATE TABLE planted.judgement (LIKE public.judgement INCLUDING ALL);"
        "DO $$ BEGIN EXECUTE format('ALTER ROLE CURRENT_USER IN DATABASE %I SET search_path = planted, public',"
        " current_database()); END $$",
    )
    with pytest.raises(TamperError, match="trigger judgement_append_only is missing"):
        Ledger.open(db)
    # A connection keeps the path that it was given when it was made.
    assert opened.verify(deep=True).size > 0


def test_statistics_and_room_made_free_are_no_change(recorded: str) -> None:
    if "://" in recorded:
        with open_engine(database_url(recorded)).connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))
    else:
        run(recorded, "ANALYZE; VACUUM; REINDEX; PRAGMA optimize")
    assert Ledger.open(recorded).verify(deep=True).size


def test_what_stands_beside_the_tables_on_a_server_is_nobodys_business(
    new_postgres: Callable[[], str],
) -> None:
    db = new_postgres()
    Ledger.create(db, name="desk")
    run(db, "CREATE TABLE beside (n INT); CREATE VIEW seen AS SELECT count(*) FROM entry;")
    assert Ledger.open(db).verify(deep=True).size == 0


def test_a_ledger_in_a_schema_of_its_own(new_postgres: Callable[[], str]) -> None:
    db = new_postgres()
    run(db, 'CREATE SCHEMA "the Desk"')
    run(
        db,
        f'ALTER ROLE CURRENT_USER IN DATABASE "{database_url(db).database}" SET search_path = "the Desk", public',
    )
    ledger = Ledger.create(db, name="desk", who="Ann")
    ledger.add("5 things")
    assert Ledger.open(db).verify(deep=True).size == 1


def test_what_was_planted_in_an_older_schema_is_not_upgraded(db: str) -> None:
    engine = open_engine(database_url(db))
    upgrade(engine, "0002")
    if "://" in db:
        run(db, "CREATE TABLE more () INHERITS (judgement)")
    else:
        run(db, "CREATE TRIGGER t AFTER INSERT ON judgement BEGIN DELETE FROM entry_text; END")
    with pytest.raises(TamperError, match="was added"):
        Ledger.upgrade(db)
    assert Ledger.status(db).revision == "0002"


def test_the_words_of_a_role_or_a_database_do_not_lead_elsewhere(new_postgres: Callable[[], str]) -> None:
    db = new_postgres()
    Ledger.create(db, name="desk", who="Ann").record([{"record": "agent", "name": "Post"}])
    name = database_url(db).database
    # An operator of one's own, before the server's: no entry would have a number up to another.
    run(
        db,
        "CREATE FUNCTION public.never(bigint, bigint) RETURNS boolean LANGUAGE sql AS $$ SELECT false $$;"
        "CREATE OPERATOR public.<= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = public.never);"
        f'ALTER DATABASE "{name}" SET search_path = public, pg_catalog',
    )
    assert Ledger.open(db).verify(deep=True).size == 1
    assert len(list(Ledger.open(db).log())) == 1
    run(db, f'ALTER DATABASE "{name}" SET session_replication_role = replica')
    with pytest.raises(TamperError, match="setting session_replication_role was changed"):
        Ledger.open(db)
