"""A large file is checked by a process beside the one that appends: to the same end, and all or nothing as well."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from ledger.book import Ledger
from ledger.errors import InputError, StoreError
from tests.benchmarks import newsroom
from tests.store.test_bulk_lane import contents

FIGURES = 12_000


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """A newsroom's records, of more bytes than are checked by one process."""
    return [f"{json.dumps(record, ensure_ascii=False)}\n" for record in newsroom.records(FIGURES, 11)]


@pytest.fixture
def new_ledger(tmp_path: Path) -> Callable[[str], Ledger]:
    """Makes ledgers with a clock that stands still and salts that are the same in every run."""

    def made(name: str) -> Ledger:
        salts = count(1)
        return Ledger.create(
            tmp_path / name,
            name="desk",
            who="Ann",
            clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
            salts=lambda size: next(salts).to_bytes(size, "big"),
        )

    return made


def children() -> set[int]:
    """The processes that this one has started and not yet waited for."""
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    return {int(process) for process in listed.split()}


def test_a_file_is_recorded_as_a_stream_is(
    new_ledger: Callable[[str], Ledger], lines: list[str], tmp_path: Path
) -> None:
    text = "".join(lines)
    file = tmp_path / "records.jsonl"
    file.write_text(text, "utf-8")
    read: list[int] = []
    helped: set[int] = set()
    before = children()

    def progress(more: int) -> None:
        read.append(more)
        helped.update(children() - before)

    with new_ledger("file.db") as by_file, new_ledger("stream.db") as by_stream:
        with file.open("rb") as stream:
            beside = by_file.import_(stream, name="f", progress=progress)
        assert helped
        assert sum(read) == len(text.encode())
        assert beside == by_stream.import_(io.BytesIO(text.encode()), name="f")
        assert contents(by_file) == contents(by_stream)
        with file.open("rb") as stream:
            again = by_file.import_(stream, name="f")
        assert (again.recorded, again.already) == (0, len(lines))
        by_file.verify(deep=True)
    assert children() == before


def test_one_refused_line_is_told_as_in_a_stream_and_nothing_is_recorded(
    new_ledger: Callable[[str], Ledger], lines: list[str], tmp_path: Path
) -> None:
    wrong = [*lines, '{"record": "figure"}\n', "{\n"]
    wrong.insert(len(lines) // 2, '{"record": "figure", "quantity": "5 cats", "source": "nowhere"}\n')
    file = tmp_path / "records.jsonl"
    file.write_text("".join(wrong), "utf-8")
    with new_ledger("file.db") as ledger:
        with file.open("rb") as stream, pytest.raises(InputError) as beside:
            ledger.import_(stream, name="f")
        with pytest.raises(InputError) as alone:
            ledger.import_(io.BytesIO(file.read_bytes()), name="f")
        assert beside.value.problems == alone.value.problems
        assert beside.value.total == alone.value.total == 3
        assert ledger.size == 0
        assert ledger.record([{"record": "agent", "name": "Ann"}])[0].recorded


def test_nothing_is_recorded_if_the_process_beside_is_killed(
    new_ledger: Callable[[str], Ledger], lines: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "records.jsonl"
    file.write_text("".join(lines), "utf-8")
    before = children()

    def kill(_: int) -> None:
        for process in children() - before:
            os.kill(process, signal.SIGKILL)

    with new_ledger("file.db") as ledger:
        with file.open("rb") as stream, pytest.raises(StoreError, match="ended from outside"):
            ledger.import_(stream, name="f", progress=kill)
        assert ledger.size == 0
        with file.open("rb") as stream:
            assert ledger.import_(stream, name="f").recorded > FIGURES


def test_nothing_is_recorded_and_nobody_is_left_if_the_command_is_killed(
    new_ledger: Callable[[str], Ledger], lines: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "records.jsonl"
    file.write_text("".join(lines), "utf-8")
    new_ledger("file.db").close()
    words = ["import", str(file), "--db", str(tmp_path / "file.db")]
    command = subprocess.Popen(
        [sys.executable, "-c", "from ledger.cli import main; main()", *words], stdout=subprocess.DEVNULL
    )
    listed = Path(f"/proc/{command.pid}/task/{command.pid}/children")
    beside: list[str] = []
    while not beside and command.poll() is None:
        beside = listed.read_text().split() if listed.exists() else []
        time.sleep(0.01)
    wal = tmp_path / "file.db-wal"
    while command.poll() is None and not (wal.exists() and wal.stat().st_size > 10_000):
        time.sleep(0.01)
    command.kill()
    assert command.wait() == -signal.SIGKILL
    for process in beside:
        for _ in range(500):
            if not Path(f"/proc/{process}").exists() or "(Z" in Path(f"/proc/{process}/stat").read_text():
                break
            time.sleep(0.02)
        else:
            pytest.fail("the process beside goes on")
    with Ledger.open(tmp_path / "file.db") as ledger:
        assert ledger.size == 0
        ledger.verify(deep=True)


def test_a_large_file_is_taken_from_standard_input_where_it_stands(
    new_ledger: Callable[[str], Ledger], lines: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "records.jsonl"
    file.write_text(f"{'x' * 70_000}\n{''.join(lines)}", "utf-8")
    new_ledger("file.db").close()
    words = ["import", "-", "--db", str(tmp_path / "file.db"), "--json"]
    with file.open("rb") as stream:
        stream.seek(70_001)
        finished = subprocess.run(
            [sys.executable, "-c", "from ledger.cli import main; main()", *words],
            stdin=stream,
            capture_output=True,
            check=True,
        )
    assert json.loads(finished.stdout)["lines"] == len(lines)
    with Ledger.open(tmp_path / "file.db") as ledger:
        assert ledger.verify().size > FIGURES
