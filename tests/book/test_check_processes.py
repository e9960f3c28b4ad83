"""A check that is spread over processes: it finds what one process does, and ends with whoever asked for it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest

from ledger import Ledger
from ledger.book import checking, exporting, stating
from ledger.errors import TamperError
from ledger.formats import FORMATS
from ledger.store.engine import Transaction, database_url, open_engine, reading
from ledger.store.processes import spread


def records() -> bytes:
    """Relays that hedge in opposite directions, a derivation that does not come out, and relays that say little."""
    lines: list[dict[str, Any]] = []
    for number in range(60):
        key = f"c-{number}"
        origin = {"record": "figure", "key": key, "label": f"cases of {number}", "primary": True,
                  "quantity": f"{1_000 + number} cases", "reported_by": [f"Office {number % 7}"]}  # fmt: skip
        lines.append(origin)
        for hedge in ("over", "under"):
            lines.append({"record": "figure", "key": f"{key}-{hedge}", "relays": key, "locator": "p 1",
                          "quantity": {"value": str(1_000 + number), "hedge": hedge, "unit": "case"},
                          "reported_by": [f"Paper {number % 5}"]})  # fmt: skip
        lines.append({"record": "figure", "key": f"{key}-year", "quantity": "5 cases", "reported_by": ["Desk"],
                      "derived_from": {"inputs": {"a": key}, "formula": "a * 12"}})  # fmt: skip
    return "\n".join(map(json.dumps, lines)).encode()


@pytest.mark.parametrize("workers", [1, 3])
def test_workers_find_what_one_process_finds(
    make_ledger: Callable[..., Ledger], monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    ledger = make_ledger()
    ledger.import_(BytesIO(records()))
    ledger.review("c-3-over", "disputed", accept=["hedge-added"])
    ledger.retract("c-9", reason="withdrawn")
    alone = list(ledger.check().findings.with_subjects())
    assert {"hedge-conflict", "arithmetic-mismatch", "upstream-retracted"} <= {
        finding.code for finding, _ in alone
    }
    monkeypatch.setattr(checking, "_ALONE", 0)
    monkeypatch.setattr(checking, "spare_processors", lambda: workers)
    assert list(ledger.check().findings.with_subjects()) == alone


@pytest.mark.parametrize("name", ["csv", "json", "jsonl", "parquet"])
def test_several_processes_write_what_one_does(
    make_ledger: Callable[..., Ledger], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    ledger = make_ledger()
    ledger.import_(BytesIO(records()))
    ledger.review("c-3-over", "disputed", accept=["hedge-added"])
    ledger.retract("c-9", reason="withdrawn")
    ledger.add("6 cases", reported_by=["Desk"], key="newer")
    ledger.record([{"record": "link", "relation": "revision", "figure": "newer", "from": "c-5-year"}])

    def written() -> str | bytes:
        stream = BytesIO() if FORMATS[name].binary else StringIO(newline="")
        ledger.export(stream, format=name)
        return stream.getvalue()

    alone = written()
    assert len(alone) > 10_000
    for module in (checking, stating, exporting):
        monkeypatch.setattr(module, "_ALONE", 0)
        monkeypatch.setattr(module, "spare_processors", lambda: 3)
    monkeypatch.setattr(exporting, "_TOGETHER", 50)
    monkeypatch.setattr(stating, "_BATCH", 50)
    assert written() == alone


def test_what_a_worker_raises_is_raised_here(new_db: Callable[[], str]) -> None:
    place = new_db()
    Ledger.create(place, who="Ann").close()

    def start(connection: Transaction) -> Callable[[int], int]:
        def refuse(task: int) -> int:
            raise TamperError("entry 3 was changed", seq=task)

        return refuse

    engine = open_engine(database_url(place))
    with reading(engine), pytest.raises(TamperError) as raised:
        list(spread(engine, start, [3], workers=2))
    engine.dispose()
    assert raised.value.seq == 3


_ENDLESS = """
import sys, time
from ledger.store.engine import database_url, open_engine, reading
from ledger.store.processes import spread

def start(connection):
    def work(task):
        open(f"{sys.argv[2]}/{task}", "w").write(str(__import__("os").getpid()))
        time.sleep(600)
    return work

engine = open_engine(database_url(sys.argv[1]))
with reading(engine):
    list(spread(engine, start, [1, 2], workers=2))
"""


def test_workers_end_with_the_process_that_they_work_for(tmp_path: Path) -> None:
    Ledger.create(str(tmp_path / "ledger.db"), who="Ann").close()
    pids = tmp_path / "pids"
    pids.mkdir()
    call = [sys.executable, "-c", _ENDLESS, str(tmp_path / "ledger.db"), str(pids)]
    with subprocess.Popen(call) as parent:
        wait_until(lambda: len([file for file in pids.iterdir() if file.read_text()]) == 2)
        parent.send_signal(signal.SIGKILL)
    workers = [int(file.read_text()) for file in pids.iterdir()]
    wait_until(lambda: not any(map(is_alive, workers)))


def is_alive(pid: int) -> bool:
    """Whether a process runs: one that has ended and was not waited for does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for what will happen soon, and fail if it does not."""
    for _ in range(600):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen within a minute")


def test_a_ledger_in_memory_is_read_by_its_own_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "_ALONE", 0)
    monkeypatch.setattr(checking, "spare_processors", lambda: 2)
    ledger = Ledger.create("sqlite://", who="Ann")
    ledger.add("300 people", reported_by=["Ministry"], key="count")
    assert {finding.code for finding in ledger.check().findings} == {"origin-unknown"}
    ledger.close()
