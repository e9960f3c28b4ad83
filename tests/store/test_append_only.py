"""Nothing that was recorded is ever changed or removed, whoever tries it, on either database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ledger.book import Ledger
from ledger.errors import InputError
from ledger.model.codec import stored_of
from ledger.store import tables as t
from ledger.store.engine import database_url, open_engine, writing
from ledger.store.head import read_head
from ledger.tlog.canonical import canonical, record_id
from ledger.tlog.merkle import leaf_hash
from tests.fresh_ledger import fresh_ledger

HELD = (*t.APPEND_ONLY, t.entry_text, t.head)
TABLES = [table.name for table in HELD]


@pytest.fixture
def filled(db: str) -> str:
    """The place of a ledger with a row in every table."""
    fill(db)
    return db


def fill(place: str) -> None:
    """Make a ledger with a row in every table."""
    ledger = fresh_ledger(place, name="desk", who="Ann")
    ledger.record(
        [
            {"record": "agent", "name": "Mediazona", "aliases": ["Медиазона"]},
            {"record": "source", "key": "update", "url": "https://example.org"},
            {"record": "snapshot", "source": "update", "text": "100 a week"},
            {
                "record": "figure",
                "key": "mz",
                "quantity": "100 convictions per week",
                "reported_by": ["Mediazona"],
            },
            {
                "record": "figure",
                "key": "mod",
                "relays": "mz",
                "source": "update",
                "quote": "100 a week",
                "note": "n",
            },
            {"record": "review", "of": "mod", "verdict": "confirmed"},
            *({"record": "agent", "name": f"party {number}"} for number in range(250)),
        ]
    )
    with TemporaryDirectory() as folder:
        key = Path(folder) / "ann.key"
        Ledger.new_key("Ann", key)
        ledger.introduce_key(key)
        ledger.seal([key])


def contents(db: str) -> dict[str, list[str]]:
    """Every row of every table."""
    with open_engine(database_url(db)).connect() as connection:
        return {
            name: sorted(map(repr, connection.exec_driver_sql(f'SELECT * FROM "{name}"'))) for name in TABLES
        }


def refused(db: str, statements: Iterable[str]) -> None:
    """Assert that each statement is refused, and that together they change nothing."""
    engine = open_engine(database_url(db))
    before = contents(db)
    assert [name for name, held in before.items() if not held] == []
    for statement in statements:
        with (
            pytest.raises(DBAPIError, match="the ledger is append-only"),
            engine.connect() as connection,
            connection.begin(),
        ):
            connection.exec_driver_sql(statement)
    assert contents(db) == before


def test_update_is_refused(filled: str) -> None:
    columns = {"tile": "level", "head": "name", "key": "key", "checkpoint": "number", "submission": "number"}
    refused(
        filled,
        [
            f'UPDATE "{table}" SET {columns.get(table, "seq")} = {columns.get(table, "seq")}'
            for table in TABLES
        ],
    )


def test_delete_is_refused(filled: str) -> None:
    refused(filled, [f'DELETE FROM "{table}"' for table in TABLES])


def test_truncate_is_refused(filled: str) -> None:
    if "://" in filled:
        refused(filled, [f'TRUNCATE "{table}" CASCADE' for table in TABLES])
    else:
        # SQLite truncates by a DELETE whose condition is always true.
        refused(filled, [f'DELETE FROM "{table}" WHERE 1' for table in TABLES])


def test_replacing_a_row_is_refused(filled: str) -> None:
    if "://" not in filled:
        same = 'INTO "{0}" SELECT * FROM "{0}" LIMIT 1'
        refused(filled, [f"INSERT OR REPLACE {same.format(table)}" for table in TABLES])
        refused(filled, [f"REPLACE {same.format(table)}" for table in TABLES])
        return
    keys = {table.name: ", ".join(column.name for column in table.primary_key) for table in HELD}
    refused(
        filled,
        [
            f'INSERT INTO "{table}" SELECT * FROM "{table}" LIMIT 1'
            f" ON CONFLICT ({key}) DO UPDATE SET {key.split(',')[0]} = excluded.{key.split(',')[0]}"
            for table, key in keys.items()
        ],
    )


def test_a_plain_connection_is_refused_too(tmp_path: Path) -> None:
    # Whoever opens the file with another program has none of our settings.
    place = str(tmp_path / "plain.db")
    fill(place)
    before = contents(place)
    plain = sqlite3.connect(place)
    for table in HELD:
        last = list(table.columns)[-1].name
        for statement in (
            f'UPDATE "{table.name}" SET "{last}" = "{last}"',
            f'DELETE FROM "{table.name}"',
            f'INSERT OR REPLACE INTO "{table.name}" SELECT * FROM "{table.name}" LIMIT 1',
            f'INSERT INTO "{table.name}" SELECT * FROM "{table.name}" WHERE true'
            f' ON CONFLICT DO UPDATE SET "{last}" = excluded."{last}"',
        ):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                plain.execute(statement)
    plain.close()
    assert contents(place) == before


def test_what_is_appended_in_bulk_is_guarded_as_before(tmp_path: Path) -> None:
    place = tmp_path / "bulk.db"
    ledger = fresh_ledger(place, name="desk", who="Ann")
    plain = sqlite3.connect(place)
    guards = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    before = plain.execute(guards).fetchall()
    ledger.record({"record": "agent", "name": f"party {number}"} for number in range(2_000))
    assert plain.execute(guards).fetchall() == before
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        plain.execute("INSERT OR REPLACE INTO agent SELECT * FROM agent LIMIT 1")
    # One that fails half-way leaves them too: the last line names what is not there.
    lines = b"".join(b'{"record":"agent","name":"more %d"}\n' % number for number in range(2_000))
    bad = lines + b'{"record":"review","of":"nobody","verdict":"confirmed"}\n'
    with pytest.raises(InputError):
        ledger.import_(BytesIO(bad), name="bad")
    assert plain.execute(guards).fetchall() == before
    plain.close()


@pytest.mark.parametrize("change", ["size - 1", "size"])
def test_head_only_grows(filled: str, change: str) -> None:
    refused(filled, [f"UPDATE head SET size = {change}"])


def test_head_has_one_row(filled: str) -> None:
    with (
        pytest.raises(DBAPIError),
        open_engine(database_url(filled)).connect() as connection,
        connection.begin(),
    ):
        connection.exec_driver_sql("INSERT INTO head SELECT 2, name, size, subtrees, recorded_at FROM head")


@pytest.mark.parametrize(
    "change",
    [
        "size = size + 1",
        "size = size + 1, recorded_at = '2031-01-01T00:00:00.000000Z'",
        "recorded_at = '2031-01-01T00:00:00.000000Z'",
        "checkpoints = checkpoints + 1",
        "checkpoints = checkpoints - 1",
        "checkpoints = 0",
        "submissions = submissions + 1",
        "submissions = 0, submission_subtrees = NULL",
        "submission_subtrees = NULL",
        "name = 'other'",
    ],
)
def test_head_that_is_not_that_of_the_log_is_refused(filled: str, change: str) -> None:
    engine = open_engine(database_url(filled))
    before = contents(filled)
    with (
        pytest.raises(DBAPIError, match=r"append-only|not that of the entries"),
        engine.begin() as connection,
    ):
        connection.exec_driver_sql(f"UPDATE head SET {change}")
    assert contents(filled) == before
    Ledger.open(filled, who="Ann").add("5 things")


def inserted(db: str, statement: str) -> None:
    """Carry out a statement as another program would: on SQLite without foreign keys."""
    if "://" in db:
        with open_engine(database_url(db)).begin() as connection:
            connection.exec_driver_sql(statement)
        return
    with closing(sqlite3.connect(db)) as plain, plain:
        plain.execute(statement)


@pytest.mark.parametrize("table", ["entry_text", "agent", "edge", "judgement", "key"])
def test_a_row_is_only_taken_with_its_entry(filled: str, table: str) -> None:
    blob = "x'00'" if "://" not in filled else r"'\x00'::bytea"
    values = {
        "entry_text": f"'note', {blob}, 'not yet said'",
        "agent": "'Nobody', NULL, 'nobody'",
        "edge": "0, 'relay', 1, 1",
        "judgement": f"'review', 1, NULL, 'rejected', 'Eve', 'now', {blob}",
        "key": "1",
    }[table]
    with open_engine(database_url(filled)).connect() as connection:
        beyond = connection.scalar(text("SELECT size FROM head")) + 1
    row = f"'k', {beyond}, {values}" if table == "key" else f"{beyond}, {values}"
    with pytest.raises((DBAPIError, sqlite3.IntegrityError)):
        inserted(filled, f"INSERT INTO {table} VALUES ({row})")
    ledger = Ledger.open(filled, who="Ann")
    ledger.add("5 things", note="said now")
    assert ledger.verify(deep=True).size == beyond


def test_erasable_text_is_kept_until_a_redaction_names_it(filled: str) -> None:
    engine = open_engine(database_url(filled))
    refused(filled, ["DELETE FROM entry_text WHERE path = 'note'"])
    with writing(engine) as connection:
        seq = connection.scalar(text("SELECT seq FROM entry_text WHERE path = 'note'"))
        head = read_head(connection)
        # What a redaction leaves in the log and the projection.
        at, record = head.recorded_at, {"record": "redaction"}
        leaf = canonical({"at": at, "by": "Ann", "id": record_id(record).hex(), "record": record})
        row = {
            "seq": head.size + 1,
            "id": record_id(record),
            "leaf": stored_of(leaf, at, "Ann", record_id(record).hex()),
            "hash": leaf_hash(leaf),
            "at": at,
            "of": seq,
        }
        connection.execute(
            text("INSERT INTO entry VALUES (:seq, :id, 'redaction', :at, 'Ann', :leaf, :hash)"), row
        )
        connection.execute(
            text("INSERT INTO judgement VALUES (:seq, 'redaction', :of, NULL, 'note', 'Ann', :at, :id)"), row
        )
        tree = head.tree.extend([row["hash"]])
        connection.execute(
            text("UPDATE head SET size = :size, subtrees = :subtrees, recorded_at = :at"),
            {"size": tree.size, "subtrees": tree.to_bytes(), "at": at},
        )
    refused(filled, [f"DELETE FROM entry_text WHERE seq = {seq} AND path = 'quote.exact'"])
    with writing(engine) as connection:
        connection.exec_driver_sql(f"DELETE FROM entry_text WHERE seq = {seq} AND path = 'note'")
        assert connection.scalar(text("SELECT count(*) FROM entry_text WHERE path = 'note'")) == 0


def test_refusals_leave_a_ledger_that_verifies(make_ledger: Callable[..., Ledger]) -> None:
    ledger = make_ledger()
    ledger.add("100 convictions per week", reported_by=["Mediazona"], key="mz")
    before = ledger.verify(deep=True)
    engine = ledger._context.database
    for statement in ("UPDATE entry SET kind = 'x'", "DELETE FROM key", "UPDATE head SET size = 1"):
        with pytest.raises(DBAPIError), engine.connect() as connection, connection.begin():
            connection.exec_driver_sql(statement)
    assert ledger.verify(deep=True) == before
