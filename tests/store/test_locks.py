"""Writers wait for one another, and are told who keeps them waiting."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.book import Ledger
from ledger.errors import StoreBusyError
from ledger.store.engine import writing
from ledger.store.revision import REVISION

ROOT = Path(__file__).parents[2]

HOLD = """
import sys
from ledger.book import Ledger
from ledger.store.engine import writing
with writing(Ledger.open(sys.argv[1])._context.database) as connection:
    from ledger.store.head import read_head
    read_head(connection, lock=True)
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_writer_is_told_which_process_holds_the_lock(make_ledger: Callable[..., Ledger]) -> None:
    ledger = make_ledger(wait=0.2)
    place = ledger._context.database.url.render_as_string(hide_password=False)
    ledger.add("1 person", key="one")
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, place], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StoreBusyError) as caught:
            ledger.add("2 people", key="two")
        assert "is being written to" in caught.value.message
        if "://" not in place or place.startswith("sqlite"):
            assert f"by process {holder.pid}" in caught.value.message
        assert caught.value.hint is not None
        assert "--wait" in caught.value.hint
        # Whoever only reads does not wait.
        assert ledger.show("one").record.key == "one"
        assert ledger.verify(deep=True).size == 1
        holder.communicate(b"\n")
    ledger.add("2 people", key="two")
    assert ledger.show("two").record.seq == 2


ADD = """
import sys
from ledger.book import Ledger
Ledger.open(sys.argv[1], who="Bob").add("2 people")
"""


def test_a_writer_waits_until_the_lock_is_free(make_ledger: Callable[..., Ledger]) -> None:
    ledger = make_ledger(wait=30)
    place = ledger._context.database.url.render_as_string(hide_password=False)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, place], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with subprocess.Popen([sys.executable, "-c", ADD, place], cwd=ROOT) as waiting:
            time.sleep(0.5)
            assert ledger.verify().size == 0
            holder.communicate(b"\n")
            assert waiting.wait(30) == 0
    assert ledger.verify(deep=True).size == 1


def test_nothing_is_written_by_a_transaction_that_fails(ledger: Ledger) -> None:
    def fail() -> None:
        with writing(ledger._context.database) as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
            raise ZeroDivisionError

    ledger.add("1 person")
    before = ledger.verify(deep=True)
    with pytest.raises(ZeroDivisionError):
        fail()
    assert ledger.verify(deep=True) == before
    assert (
        Ledger.status(ledger._context.database.url.render_as_string(hide_password=False)).revision == REVISION
    )
