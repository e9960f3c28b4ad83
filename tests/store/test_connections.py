"""A command opens its database once."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import Pool

from ledger.book import Ledger
from ledger.cli import run


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
