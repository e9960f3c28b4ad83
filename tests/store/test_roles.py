"""PostgreSQL roles, tried with connections of their own: what a writer and a reader can do, and what they cannot."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import psycopg
import pytest
from sqlalchemy.engine import make_url

from ledger.book import Ledger
from ledger.errors import ConflictError, InputError, StoreError
from ledger.store import tables as t

TABLES = [table.name for table in (*t.APPEND_ONLY, t.entry_text, t.head)] + ["search", "alembic_version"]
WRITER, READER = 'desk"writer;--', "desk-reader"
RECORDS: list[dict[str, Any]] = [
    {"record": "agent", "name": "Mediazona", "aliases": ["MZ"]},
    {"record": "source", "key": "update", "url": "https://example.org"},
    {"record": "snapshot", "source": "update", "text": "close to 100 soldiers a week"},
    {"record": "figure", "key": "mz", "quantity": "100 convictions per week", "reported_by": ["Mediazona"]},
    {"record": "figure", "key": "mod", "relays": "mz", "source": "update", "note": "seen on paper",
     "quantity": "close to 100 soldiers a week", "reported_by": ["UK Ministry of Defence"]},
    {"record": "figure", "key": "year", "quantity": "5,200 convictions per year",
     "derived_from": {"inputs": {"weekly": "mod"}, "formula": "weekly * 52"}},
    {"record": "review", "of": "year", "verdict": "confirmed"},
    *({"record": "agent", "name": f"party {number}"} for number in range(250)),
]  # fmt: skip


class Roles(NamedTuple):
    """The same ledger, opened by three roles."""

    owner: str
    writer: str
    reader: str


@pytest.fixture
def roles(new_postgres: Callable[[], str]) -> Iterator[Roles]:
    """A ledger with something in it, and its roles. The owner is not a superuser."""
    superuser = new_postgres()
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute("CREATE ROLE owning LOGIN CREATEROLE")
        name = connection.info.dbname
        connection.execute(f'ALTER DATABASE "{name}" OWNER TO owning'.encode())
    owner = as_role(superuser, "owning")
    Ledger.create(owner, name="desk", who="Ann").record(RECORDS)
    Ledger.roles(owner, writer=WRITER, reader=READER)
    yield Roles(owner, as_role(superuser, WRITER), as_role(superuser, READER))
    with psycopg.connect(superuser, autocommit=True) as connection:
        quoted = [WRITER.replace('"', '""'), READER, "owning"]
        names = ", ".join(f'"{quote}"' for quote in quoted)
        connection.execute(f'ALTER DATABASE "{name}" OWNER TO CURRENT_USER'.encode())
        connection.execute(f"DROP OWNED BY {names} CASCADE".encode())
        connection.execute(f"DROP ROLE {names}".encode())


def as_role(url: str, name: str) -> str:
    return make_url(url).set(username=name).render_as_string(hide_password=False)


def denied(url: str, statement: str) -> None:
    """Assert that the database refuses a statement for want of a right, and not for another reason."""
    with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.encode())


#: A column of each table that has no seq.
COLUMNS = {
    "head": "name", "tile": "level", "checkpoint": "size", "submission": "number", "alembic_version": "version_num",
}  # fmt: skip


def destroying(table: str) -> list[str]:
    return [
        f'UPDATE "{table}" SET {COLUMNS.get(table, "seq")} = NULL',
        f'DELETE FROM "{table}"',
        f'TRUNCATE "{table}" CASCADE',
        f'DROP TABLE "{table}" CASCADE',
        f'ALTER TABLE "{table}" DISABLE TRIGGER ALL',
        f'ALTER TABLE "{table}" ADD COLUMN more TEXT',
        f'CREATE TRIGGER mine BEFORE INSERT ON "{table}" EXECUTE FUNCTION ledger_refuse()',
    ]


BESIDE = [
    "SET session_replication_role = replica",
    "CREATE TABLE mine (n INT)",
    "CREATE SCHEMA mine",
    "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
    "DROP FUNCTION ledger_refuse() CASCADE",
    "CREATE ROLE mine",
    "SET ROLE owning",
]


def test_neither_can_change_or_remove_anything(roles: Roles) -> None:
    for table in TABLES:
        for statement in destroying(table):
            denied(roles.writer, statement)
            denied(roles.reader, statement)


def test_neither_can_step_out_of_its_role(roles: Roles) -> None:
    for url in (roles.writer, roles.reader):
        for statement in BESIDE:
            denied(url, statement)


def test_neither_can_hand_on_what_it_may_do(roles: Roles) -> None:
    for url in (roles.writer, roles.reader):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(b"GRANT ALL ON entry TO PUBLIC")
    with psycopg.connect(roles.owner) as connection:
        granted = "SELECT count(*) FROM information_schema.table_privileges WHERE grantee = 'PUBLIC'"
        found = connection.execute(f"{granted} AND table_name = 'entry'".encode()).fetchone()
    assert found == (0,)


def test_a_reader_adds_nothing(roles: Roles) -> None:
    for table in TABLES:
        denied(roles.reader, f'INSERT INTO "{table}" SELECT * FROM "{table}" LIMIT 1')


def test_a_writer_makes_no_second_head_and_no_other_revision(roles: Roles) -> None:
    denied(roles.writer, "INSERT INTO head SELECT * FROM head")
    denied(roles.writer, "INSERT INTO alembic_version VALUES ('9')")


def test_a_writer_adds_imports_and_corrects(roles: Roles) -> None:
    ledger = Ledger.open(roles.writer, who="Bob")
    ledger.add("about 5 people", reported_by=["Somebody new"], quote="about five", key="five")
    ledger.retract("five", reason="never said")
    line = b'{"record":"figure","key":"six","quantity":"6 people","note":"heard"}\n'
    assert ledger.import_(io.BytesIO(line), name="other").recorded == 1
    assert ledger.trace("six").figures[0].entry.record.note == "heard"
    ledger.verify(deep=True)
    Ledger.open(roles.owner).verify(deep=True)


def test_a_writer_proposes_and_decides_and_a_reader_sees_what_waits(roles: Roles) -> None:
    record = {"record": "figure", "key": "five", "quantity": "5 people"}
    proposed = Ledger.open(roles.writer, who="Bob").propose([record], "the report says so")
    reader = Ledger.open(roles.reader, who="Eve")
    assert reader.proposals() == [proposed]
    for decide in (reader.accept_proposal, reader.dismiss_proposal):
        with pytest.raises(StoreError, match="does not let this role do that"):
            decide(proposed.id)
    for refused in ("UPDATE proposal SET reason = ''", "TRUNCATE proposal", "DROP TABLE proposal"):
        denied(roles.writer, refused)
    Ledger.open(roles.writer, who="Bob").accept_proposal(proposed.id)
    assert Ledger.open(roles.owner).proposals() == []


def test_a_writer_of_before_there_were_proposals_may_decide_on_them_after_an_upgrade(roles: Roles) -> None:
    with psycopg.connect(roles.owner, autocommit=True) as connection:
        # What later revisions made.
        connection.execute(b"DROP TABLE proposal")
        connection.execute(b"DROP VIEW reporters")
        # Keys were the primary key of their table then.
        connection.execute(b"ALTER TABLE key DROP CONSTRAINT pk_key, DROP CONSTRAINT uq_key_key")
        connection.execute(b"ALTER TABLE key ADD CONSTRAINT pk_key PRIMARY KEY (key)")
        connection.execute(b"CREATE INDEX ix_key_seq ON key (seq)")
        connection.execute(b"UPDATE alembic_version SET version_num = '0006'")
    Ledger.upgrade(roles.owner)
    writer = Ledger.open(roles.writer, who="Bob")
    writer.dismiss_proposal(writer.propose([{"record": "figure", "quantity": "5 people"}], "because").id)
    denied(roles.reader, "DELETE FROM proposal")


def test_only_the_owner_redacts(roles: Roles) -> None:
    before = Ledger.open(roles.owner).verify(deep=True)
    with pytest.raises(StoreError, match="does not let this role do that"):
        Ledger.open(roles.writer, who="Bob").redact("mod", "note", reason="a court order")
    assert Ledger.open(roles.owner).verify(deep=True) == before
    (outcome,) = Ledger.open(roles.owner, who="Ann").redact("mod", "note", reason="a court order").outcomes
    assert (outcome.recorded, outcome.warnings) == (True, [])


def test_a_reader_traces_lists_and_checks(roles: Roles) -> None:
    ledger = Ledger.open(roles.reader, who="Eve")
    assert len(ledger.trace("year").figures) > 1
    assert [hit.entry.key for hit in ledger.search("soldiers")]
    assert ledger.check().figures > 0
    ledger.verify(deep=True)
    written = io.StringIO()
    ledger.export(written)
    assert "Mediazona" in written.getvalue()
    assert Ledger.status(roles.reader).size == Ledger.open(roles.owner).verify().size


def test_a_reader_who_records_is_told_that_it_may_not(roles: Roles) -> None:
    with pytest.raises(StoreError, match="does not let this role do that: permission denied") as caught:
        Ledger.open(roles.reader, who="Eve").add("5 people")
    assert "ask its owner" in str(caught.value.hint)
    with pytest.raises(StoreError, match="does not let this role do that"):
        Ledger.roles(roles.reader, writer="another")


def test_granting_again_changes_nothing_and_takes_back_what_is_too_much(roles: Roles) -> None:
    with psycopg.connect(roles.owner, autocommit=True) as connection:
        connection.execute(f'GRANT DELETE, TRUNCATE ON entry TO "{READER}"'.encode())
        connection.execute(b"GRANT UPDATE ON entry TO PUBLIC")
    Ledger.roles(roles.owner, writer=WRITER, reader=READER)
    for statement in destroying("entry"):
        denied(roles.reader, statement)
        denied(roles.writer, statement)
    Ledger.open(roles.writer, who="Bob").add("5 people")
    # A writer becomes a reader.
    Ledger.roles(roles.owner, reader=WRITER)
    with pytest.raises(StoreError, match="permission denied"):
        Ledger.open(roles.writer, who="Bob").add("6 people")


def test_tables_made_later_are_open_to_the_same_roles(roles: Roles) -> None:
    with psycopg.connect(roles.owner, autocommit=True) as connection:
        connection.execute(b"CREATE TABLE later (n INT)")
    with psycopg.connect(roles.writer) as connection:
        connection.execute(b"INSERT INTO later VALUES (1)")
    with psycopg.connect(roles.reader) as connection:
        assert connection.execute(b"SELECT count(*) FROM later").fetchone() == (1,)
    denied(roles.reader, "INSERT INTO later VALUES (1)")
    denied(roles.writer, "DELETE FROM later")


def test_a_dry_run_grants_nothing(roles: Roles) -> None:
    statements = Ledger.roles(roles.owner, reader="nobody yet", dry_run=True)
    assert statements[0] == 'CREATE ROLE "nobody yet" LOGIN'
    with psycopg.connect(roles.owner) as connection:
        found = connection.execute(b"SELECT count(*) FROM pg_roles WHERE rolname = 'nobody yet'").fetchone()
    assert found == (0,)


@pytest.mark.parametrize(
    ("names", "error"),
    [
        ({"writer": "owning"}, ConflictError),
        ({"reader": "postgres"}, ConflictError),
        ({"writer": "one", "reader": "one"}, InputError),
        ({"writer": " "}, InputError),
        ({"reader": "n" * 64}, InputError),
        ({"reader": "a\0b"}, InputError),
    ],
)
def test_roles_that_cannot_be(roles: Roles, names: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        Ledger.roles(roles.owner, **names)


def test_sqlite_has_no_roles(tmp_path: Any) -> None:
    place = str(tmp_path / "ledger.db")
    Ledger.create(place, name="desk")
    with pytest.raises(ConflictError, match="file permissions"):
        Ledger.roles(place, reader="anybody")
