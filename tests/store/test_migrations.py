"""The tables come from the migrations, and a ledger of another revision is refused with the way out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, inspect, select, text, update
from sqlalchemy.engine import Connection

from alembic import command
from ledger.book import Ledger
from ledger.errors import ConflictError, MigrationNeededError, StoreError, TamperError
from ledger.store import tables as t
from ledger.store.dialect import dialect_of
from ledger.store.engine import Database, database_url, open_engine, reading, writing
from ledger.store.migrate import alembic_config, upgrade
from ledger.store.revision import REVISION, current_revision
from ledger.tlog.canonical import canonical
from ledger.tlog.merkle import CompactRange, leaf_hash

#: Every revision before this one, oldest first.
RELEASED = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011")


@pytest.fixture
def engine(db: str) -> Database:
    """An empty database."""
    return open_engine(database_url(db))


def test_revision_is_the_newest_script() -> None:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(alembic_config())
    assert scripts.get_heads() == [REVISION]
    assert [script.revision for script in scripts.walk_revisions("base", "heads")] == [
        REVISION,
        *RELEASED[::-1],
    ]


def test_upgrade_from_nothing(engine: Database) -> None:
    with engine.connect() as connection:
        assert current_revision(connection) is None
    upgrade(engine)
    with engine.connect() as connection:
        assert current_revision(connection) == REVISION
        assert set(t.metadata.tables) <= set(inspect(connection).get_table_names())


def test_upgrade_again_changes_nothing(ledger: Ledger) -> None:
    ledger.add("100 convictions per week", reported_by=["Mediazona"])
    before = ledger.verify(deep=True)
    upgrade(ledger._context.database)
    assert ledger.verify(deep=True) == before
    assert Ledger.upgrade(place(ledger)).root == before.root


def place(ledger: Ledger) -> str:
    """Where a ledger is, as it would be named."""
    return ledger._context.database.url.render_as_string(hide_password=False)


def filled(connection: Connection, table: str, rows: list[dict[str, Any]]) -> None:
    """Insert rows into a table."""
    if rows:
        names = rows[0].keys()
        values = ", ".join(f":{name}" for name in names)
        connection.execute(text(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})"), rows)


#: The end of an empty log, before seals were counted.
EMPTY_HEAD: dict[str, Any] = {
    "one": 1, "name": "desk", "size": 0, "subtrees": b"", "recorded_at": "2026-11-22T09:00:00Z",
}  # fmt: skip
#: What a program of a revision made of a name, where this one makes something else: of letters of other alphabets.
OLD_SKELETONS: dict[str, dict[Any, dict[str, str]]] = {
    "0001": {"МОСКВА": {"skeleton": "москва"}},
    "0002": {},
    "0003": {},
    "0004": {},
    "0005": {},
    "0006": {},
    "0007": {},
    "0008": {},
    "0009": {},
    "0010": {},
    "0011": {},
}


def leaf_of(row: dict[str, Any]) -> bytes:
    """The leaf of an entry as a whole, as programs before revision 0008 stored it."""
    stood = {"at": row["recorded_at"], "by": row["recorded_by"], "id": bytes(row["id"]).hex()}
    return canonical(stood | json.loads(bytes(row["leaf"])))


def copied(source: Database, older: Database, revision: str) -> None:
    """Write a ledger's rows into the tables of an older revision, as a program of that revision had them."""
    with source.connect() as newer, writing(older) as connection:
        for held in (t.entry, t.entry_text, t.tile, *t.PROJECTION):
            columns = [column["name"] for column in inspect(connection).get_columns(held.name)]
            query = select(*(held.c[column] for column in columns)).order_by(held.c.keys()[0])
            rows: Sequence[Any] = newer.execute(query).mappings().all()
            if held is t.entry and revision < "0008":
                rows = [row | {"leaf": leaf_of(row)} for row in map(dict, rows)]
            skeletons = OLD_SKELETONS[revision]
            filled(connection, held.name, [{**row, **skeletons.get(row.get("name"), {})} for row in rows])
        row_id = "rowid" if connection.dialect.name == "sqlite" else "seq"
        words = newer.execute(text(f"SELECT rowid AS {row_id}, words FROM search")).mappings().all()
        filled(connection, "search", [dict(row) for row in words])
        head = newer.execute(select(t.head)).one()
        connection.execute(
            update(t.head).values(size=head.size, subtrees=head.subtrees, recorded_at=head.recorded_at)
        )


@pytest.fixture(params=RELEASED)
def older(request: pytest.FixtureRequest, engine: Database, tmp_path: Path) -> Database:
    """A ledger of 300 entries as a program of an older revision left it."""
    seals = {} if request.param < "0003" else {"checkpoints": 0}
    seals |= {} if request.param < "0005" else {"submissions": 0}
    upgrade(engine, request.param, then=lambda connection: filled(connection, "head", [EMPTY_HEAD | seals]))
    source = Ledger.create(tmp_path / "newer.db", name="desk", who="Ann")
    source.record(
        [
            {"record": "figure", "key": "mz", "quantity": "100 convictions per week", "primary": True},
            {"record": "figure", "relays": "mz", "quote": "about 100 a week", "quantity": "about 100 a week"},
            {"record": "figure", "key": "rise", "quantity": {"text": "a dramatic rise"}},
            {"record": "agent", "name": "МОСКВА", "recorded": {"by": 'a "},"key":" of old'}},
            {
                "record": "key",
                "key": "moscow",
                "of": "rise",
                "recorded": {"at": "2020-01-01T00:00:00Z", "by": "},"},
            },
            *({"record": "agent", "name": f"party {number}"} for number in range(300)),
        ]
    )
    copied(source._context.database, engine, request.param)
    return engine


def test_upgrade_from_every_released_revision_keeps_the_root(older: Database) -> None:
    db = older.url.render_as_string(hide_password=False)
    with reading(older) as connection:
        row = connection.execute(text("SELECT size, subtrees FROM head")).one()
    before = CompactRange.from_bytes(row.size, bytes(row.subtrees))
    with pytest.raises(MigrationNeededError, match=f"this program's is {REVISION}") as caught:
        Ledger.open(db)
    assert caught.value.hint == "back it up, then run: ledger db upgrade"
    status = Ledger.upgrade(db)
    assert (status.revision, status.root, status.size) == (REVISION, before.root().hex(), before.size)
    ledger = Ledger.open(db, who="Ann")
    assert ledger.verify(deep=True).root == status.root
    assert len(ledger.trace("mz").figures) == 1
    ledger.add("5 things")
    assert ledger.verify(deep=True).size == before.size + 1


@pytest.mark.parametrize("older", [revision for revision in RELEASED if revision < "0008"], indirect=True)
def test_leaves_are_stored_without_what_the_columns_say(older: Database) -> None:
    with reading(older) as connection:
        whole = connection.execute(text("SELECT seq, leaf, leaf_hash FROM entry ORDER BY seq")).all()
    upgrade(older)
    with reading(older) as connection:
        stored = connection.execute(select(t.entry).order_by(t.entry.c.seq)).all()
    assert len(stored) == len(whole)
    for entry, (_, leaf, hashed) in zip(stored, whole, strict=True):
        content = json.loads(bytes(entry.leaf))
        assert content.keys() <= {"claim", "key", "record"}
        # Since revision 0008 they are stored so.
        assert bytes(leaf) in (leaf_of(entry._asdict()), bytes(entry.leaf))
        assert bytes(entry.leaf_hash) == bytes(hashed) == leaf_hash(leaf_of(entry._asdict()))


def test_damage_of_before_an_upgrade_is_found_after_it(older: Database) -> None:
    with writing(older) as connection, dialect_of(older).without_guards(connection, "entry"):
        connection.execute(text("UPDATE entry SET recorded_by = 'Eve' WHERE seq = 3"))
    db = older.url.render_as_string(hide_password=False)
    Ledger.upgrade(db)
    for deep in (False, True):
        with pytest.raises(TamperError) as caught:
            Ledger.open(db).verify(deep=deep)
        assert caught.value.seq == 3


@pytest.mark.parametrize(
    ("table", "damage"),
    [
        ("edge", "UPDATE edge SET figure_seq = 1, input_seq = 2"),
        ("edge", "DELETE FROM edge"),
        ("alias", "INSERT INTO alias (seq, position, agent_seq, name) VALUES (3, 0, 8, 'a forgery')"),
        ("key", "UPDATE key SET seq = 2 WHERE key = 'rise'"),
        ("key", "UPDATE key SET of_seq = 2 WHERE key = 'rise'"),
    ],
)
def test_damage_to_a_table_that_is_made_anew_is_found_after_an_upgrade(
    older: Database, table: str, damage: str
) -> None:
    with writing(older) as connection, dialect_of(older).without_guards(connection, table):
        connection.execute(text(damage))
    db = older.url.render_as_string(hide_password=False)
    Ledger.upgrade(db)
    with pytest.raises(TamperError, match=table):
        Ledger.open(db).verify(deep=True)


def test_a_row_that_names_no_entry_keeps_no_ledger_from_its_upgrade(tmp_path: Path) -> None:
    """What SQLite holds in a column, and lets stand without the entry that it names, is up to who wrote the file."""
    older = open_engine(database_url(str(tmp_path / "older.db")))
    head = EMPTY_HEAD | {"checkpoints": 0, "submissions": 0}
    upgrade(older, "0008", then=lambda connection: filled(connection, "head", [head]))
    source = Ledger.create(tmp_path / "newer.db", name="desk", who="Ann")
    source.record([{"record": "figure", "key": key, "quantity": "5 things"} for key in ("a", "b", "c")])
    copied(source._context.database, older, "0008")
    with writing(older, many=True) as connection, dialect_of(older).without_guards(connection, "key"):
        connection.execute(text("UPDATE key SET seq = 'x' WHERE key = 'a'"))
        connection.execute(text("UPDATE key SET seq = 3, of_seq = 99 WHERE key = 'b'"))
    db = older.url.render_as_string(hide_password=False)
    Ledger.upgrade(db)
    with pytest.raises(TamperError, match="the table key does not hold what entry 1 says"):
        Ledger.open(db).verify(deep=True)


def test_an_upgraded_ledger_has_the_tables_of_a_new_one(older: Database, new_db: Callable[[], str]) -> None:
    fresh = Ledger.create(new_db())._context.database
    upgrade(older)
    assert schema_of(older) == schema_of(fresh)
    with writing(older) as connection:
        config = alembic_config(connection)
        # By default alembic writes to whatever standard output was when it was first imported.
        config.stdout = StringIO()
        command.check(config)


def schema_of(engine: Database) -> dict[str, object]:
    """Tables with their columns and constraints, and triggers, as the database tells them."""
    with engine.connect() as connection:
        inspected = inspect(connection)
        found: dict[str, object] = {
            name: (
                [
                    (column["name"], str(column["type"]), column["nullable"])
                    for column in inspected.get_columns(name)
                ],
                inspected.get_pk_constraint(name),
                sorted(map(str, inspected.get_foreign_keys(name))),
                sorted(
                    str(
                        {
                            **index,
                            "dialect_options": list(map(str, index.get("dialect_options", {}).values())),
                        }
                    )
                    for index in inspected.get_indexes(name)
                ),
            )
            for name in inspected.get_table_names()
        }
        triggers = (
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            if engine.dialect.name == "sqlite"
            else "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
        )
        return found | {"triggers": sorted(tuple(row) for row in connection.exec_driver_sql(triggers))}


def test_an_upgrade_that_fails_half_way_leaves_the_older_ledger(older: Database) -> None:
    def fail(connection: Connection) -> None:
        assert "checkpoint" in inspect(connection).get_table_names()
        raise RuntimeError("the disk is on fire")

    before = schema_of(older)
    with pytest.raises(RuntimeError, match="on fire"):
        upgrade(older, then=fail)
    assert schema_of(older) == before
    with older.connect() as connection:
        assert current_revision(connection) in RELEASED
    upgrade(older)


def test_alembic_finds_nothing_to_change(ledger: Ledger) -> None:
    with writing(ledger._context.database) as connection:
        config = alembic_config(connection)
        # Alembic keeps the stream that was there when it was first imported, perhaps by another test.
        config.stdout = StringIO()
        command.check(config)


def test_reflected_schema_is_that_of_the_tables(ledger: Ledger) -> None:
    reflected = MetaData()
    reflected.reflect(ledger._context.database)
    found = {name: reflected.tables[name] for name in t.metadata.tables}
    assert set(reflected.tables) - set(found) <= {
        "alembic_version", "search", "search_data", "search_idx", "search_content", "search_config",
    }  # fmt: skip
    for name, wanted in t.metadata.tables.items():
        held = found[name]
        assert [column.name for column in held.columns] == [column.name for column in wanted.columns]
        for column in wanted.columns:
            held_column = held.columns[column.name]
            assert (held_column.nullable, held_column.primary_key) == (column.nullable, column.primary_key), (
                name,
                column.name,
            )
            dialect = ledger._context.database.dialect
            assert held_column.type.compile(dialect) == column.type.compile(dialect), (name, column.name)
        assert {index.name for index in held.indexes} == {index.name for index in wanted.indexes}
        assert {(c.parent.name, c.column.table.name) for c in held.foreign_keys} == {
            (c.parent.name, c.column.table.name) for c in wanted.foreign_keys
        }
        named = {constraint.name for constraint in held.constraints if constraint.name is not None}
        if ledger._context.database.dialect.name == "postgresql":
            assert {constraint.name for constraint in wanted.constraints} <= named


def set_revision(ledger: Ledger, revision: str) -> None:
    with writing(ledger._context.database) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def test_an_older_ledger_is_refused_with_the_command_that_mends_it(ledger: Ledger) -> None:
    set_revision(ledger, "0000")
    with pytest.raises(
        MigrationNeededError, match=f"of revision 0000, this program's is {REVISION}"
    ) as caught:
        Ledger.open(place(ledger))
    assert caught.value.hint is not None
    assert "ledger db upgrade" in caught.value.hint
    assert Ledger.status(place(ledger)).revision == "0000"


def test_a_newer_ledger_is_refused_with_the_command_that_mends_it(ledger: Ledger) -> None:
    set_revision(ledger, "9999")
    for way in (Ledger.open, Ledger.upgrade):
        with pytest.raises(
            MigrationNeededError, match="of revision 9999, newer than this program's"
        ) as caught:
            way(place(ledger))
        assert caught.value.hint is not None
        assert "pip install --upgrade" in caught.value.hint
    assert Ledger.status(place(ledger)).revision == "9999"


def test_no_ledger_is_not_a_ledger(db: str) -> None:
    with pytest.raises(StoreError, match="there is no ledger") as caught:
        Ledger.open(db)
    assert caught.value.hint is not None
    assert "ledger init" in caught.value.hint


def test_a_ledger_is_not_made_twice_nor_among_other_tables(db: str, new_db: Callable[[], str]) -> None:
    Ledger.create(db)
    with pytest.raises(ConflictError, match="a ledger"):
        Ledger.create(db)
    second_db = new_db()
    with open_engine(database_url(second_db)).begin() as connection:
        connection.execute(text("CREATE TABLE accounts (id INTEGER)"))
    with pytest.raises(ConflictError, match="tables that are not a ledger's"):
        Ledger.create(second_db)


def test_a_migration_that_fails_half_way_leaves_nothing(engine: Database, db: str) -> None:
    def fail(connection: Connection) -> None:
        assert "entry" in inspect(connection).get_table_names()
        raise RuntimeError("the disk is on fire")

    with pytest.raises(RuntimeError, match="on fire"):
        upgrade(engine, then=fail)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
        assert current_revision(connection) is None
    ledger = Ledger.create(db, name="desk", who="Ann")
    ledger.add("100 convictions per week")
    assert ledger.verify(deep=True).size == 1


def test_create_that_fails_leaves_a_place_where_a_ledger_can_be_made(db: str) -> None:
    def broken() -> None:
        raise RuntimeError("no clock")

    with pytest.raises(RuntimeError, match="no clock"):
        Ledger.create(db, clock=broken)  # type: ignore[arg-type]
    assert Ledger.create(db, name="desk").verify().size == 0
