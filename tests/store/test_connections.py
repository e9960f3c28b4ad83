"""A command opens its database once."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import Pool

from ledger.book import Ledger
from ledger.cli import run
from ledger.errors import NotFoundError


@pytest.fixture
def opened() -> Iterator[list[object]]:
    """Every connection that is opened while a test runs."""
    made: list[object] = []

    def note(connection: object, _: object) -> None:
        made.append(connection)

    event.listen(Pool, "connect", note)
    yield made
    event.remove(Pool, "connect", note)


@pytest.mark.parametrize(
    "words",
    [
        ["trace", "weekly"],
        ["impact", "weekly"],
        ["add", "about 5,200 convictions a year", "--reported-by", "MoD", "--relays", "weekly"],
        ["check"],
        ["show", "weekly"],
        ["list", "--search", "convictions"],
        ["log"],
        ["export"],
        ["verify"],
    ],
    ids=lambda words: words[0],
)
def test_a_command_opens_one_connection(
    words: list[str], db: str, opened: list[object], capfd: pytest.CaptureFixture[str]
) -> None:
    with Ledger.create(db, who="Ann") as ledger:
        ledger.add("100 convictions a week", reported_by=["Mediazona"], key="weekly")
    opened.clear()
    assert run([*words, "--db", db, "--as", "Ann"]) in (0, 1)
    assert len(opened) == 1
    capfd.readouterr()


def test_a_ledger_that_nobody_holds_any_more_has_closed_its_connection(db: str, opened: list[object]) -> None:
    ledger = Ledger.create(db, who="Ann")
    assert ledger.size == 0
    assert len(opened) == 1
    del ledger
    # A driver would warn of a connection left open, and a warning is an error here.
    gc.collect()


def test_what_a_closed_ledger_took_is_given_back(db: str) -> None:
    def engines() -> int:
        gc.collect()
        return sum(isinstance(found, Engine) for found in gc.get_objects())

    with Ledger.create(db, who="Ann") as ledger:
        ledger.add("100 convictions a week", reported_by=["Mediazona"], key="weekly")
    before = engines()
    for _ in range(3):
        with Ledger.open(db) as ledger:
            ledger.trace("weekly")
    # The name still stands for the last one.
    assert engines() <= before


def test_who_reads_and_writes_by_turns_opens_one_connection(db: str, opened: list[object]) -> None:
    with Ledger.create(db, who="Ann") as ledger:
        for number in range(3):
            ledger.add(f"{number} convictions", reported_by=["Mediazona"], key=f"count-{number}")
            assert ledger.trace(f"count-{number}").figures
    assert len(opened) == 1


def test_what_somebody_else_records_between_two_questions_is_read(db: str) -> None:
    with Ledger.create(db, who="Ann") as ledger, Ledger.open(db, who="Bob") as beside:
        ledger.add("100 convictions a week", reported_by=["Mediazona"], key="weekly")
        for number in range(3):
            before = ledger.size
            beside.add("100 convictions a week", reported_by=[f"Outlet {number}"], relays="weekly")
            assert ledger.size > before
            assert len(ledger.impact("weekly").figures) == number + 2


def test_an_idle_reader_holds_up_no_checkpoint(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    with Ledger.create(file, who="Ann") as ledger, Ledger.open(file) as reader:
        ledger.add("100 convictions a week", reported_by=["Mediazona"], key="weekly")
        assert reader.trace("weekly").figures
        ledger.add("200 convictions a week", reported_by=["Mediazona"], key="later")
        connection = sqlite3.connect(file, timeout=0)
        busy, left, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        connection.close()
        assert (busy, left) == (0, 0)
        assert reader.trace("later").figures


def test_threads_read_at_once_and_one_connection_is_left(tmp_path: Path, opened: list[object]) -> None:
    with Ledger.create(tmp_path / "ledger.db", who="Ann") as ledger:
        ledger.add("100 convictions a week", reported_by=["Mediazona"], key="weekly")
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(lambda _: len(ledger.trace("weekly").figures), range(40)))
        assert found == [1] * 40
        opened.clear()
        ledger.add("200 convictions a week", reported_by=["Mediazona"], key="later")
        assert ledger.trace("later").figures
        assert opened == []


def test_a_question_that_failed_leaves_the_ledger_readable(db: str) -> None:
    with Ledger.create(db, who="Ann") as ledger:
        ledger.add("100 convictions a week", reported_by=["Mediazona"], key="weekly")
        for _ in range(2):
            with pytest.raises(NotFoundError):
                ledger.trace("monthly")
            assert ledger.trace("weekly").figures
