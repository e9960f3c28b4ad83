"""Real processes: writers side by side, and imports killed half-way. `LEDGER_FULL=1` runs them at full size."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ledger.book import Ledger
from ledger.book.answers import Import

ROOT = Path(__file__).parents[2]
FULL = os.environ.get("LEDGER_FULL") == "1"

ADD = """
import sys
from ledger.book import Ledger
ledger = Ledger.open(sys.argv[1], who=sys.argv[2])
for number in range(int(sys.argv[3])):
    ledger.add(f"{number + 1} people", label=f"counted by {sys.argv[2]}", reported_by=["Mediazona"], quote=f"{number}")
    print(number, flush=True)
"""


def write_figures(path: Path, count: int) -> None:
    """A file of relays and origins, one figure a line."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            upstream = (
                f'"relays":"n-{number - 1}"' if number % 10 else '"quantity":"100 convictions per week"'
            )
            file.write(
                f'{{"record":"figure","key":"n-{number}",{upstream},"reported_by":["Party {number % 50}"],'
                f'"place":"place {number}","quote":"it said {number}"}}\n'
            )


def place_of(ledger: Ledger) -> str:
    return ledger._desk.database.url.render_as_string(hide_password=False)


def start_import(place: str, file: Path, *options: str) -> subprocess.Popen[str]:
    """`ledger import` in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "ledger", "import", str(file), "--db", place, "--as", "Importer", *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_eight_processes_add_while_one_imports_and_nothing_is_lost(
    make_ledger: Callable[..., Ledger], tmp_path: Path
) -> None:
    figures, each = (100_000, 200) if FULL else (4_000, 12)
    ledger = make_ledger()
    place = place_of(ledger)
    write_figures(tmp_path / "figures.jsonl", figures)
    importing = start_import(place, tmp_path / "figures.jsonl")
    adding = [
        subprocess.Popen(
            [sys.executable, "-c", ADD, place, f"Adder {number}", str(each)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(8)
    ]
    for process in (importing, *adding):
        said, complained = process.communicate()
        assert process.returncode == 0, complained
        assert process is importing or said.split() == [str(number) for number in range(each)]
    counted: dict[str, int] = {}
    for line in ledger.log():
        if line.kind == "figure":
            counted[line.by] = counted.get(line.by, 0) + 1
    assert counted == {"Importer": figures, **{f"Adder {number}": each for number in range(8)}}
    verified = ledger.verify(deep=True)
    # The figures, a link for nine relays of ten, and the parties.
    assert verified.size == figures + figures * 9 // 10 + 8 * each + 51


@dataclass(frozen=True, slots=True, kw_only=True)
class Killed:
    """What was left of an import that was killed: the line it said it had committed, and the figures there are."""

    acknowledged: int
    finished: bool
    keys: list[str]


def kill_import(ledger: Ledger, file: Path, batch: int | None, after: float, *, first_commit: bool) -> Killed:
    """Import, and kill the process some seconds on (counted from its first commit where that is waited for)."""
    options = () if batch is None else ("--batch", str(batch))
    process = start_import(place_of(ledger), file, *options)
    assert process.stdout is not None
    said = process.stdout.readline() if first_commit else ""
    time.sleep(after)
    process.kill()
    rest, _ = process.communicate()
    committed = re.findall(r"committed through line (\d+)\n", said + rest)
    verified = ledger.verify(deep=True)
    keys = [line["key"] for line in ledger.export_lines() if line["record"] == "figure"]
    assert verified.size >= len(keys)
    return Killed(
        acknowledged=int(committed[-1]) if committed else 0, finished=process.returncode == 0, keys=keys
    )


@pytest.mark.parametrize("batched", [False, True], ids=["in one go", "in batches"])
def test_an_import_killed_at_any_point_loses_nothing_acknowledged_and_ends_the_same(
    make_ledger: Callable[..., Ledger], tmp_path: Path, batched: bool
) -> None:
    lines, kills = (100_000, 25) if FULL else (1_500, 3)
    file = tmp_path / "figures.jsonl"
    write_figures(file, lines)
    whole = make_ledger()
    begun = time.monotonic()
    importing = start_import(place_of(whole), file)
    importing.communicate()
    assert importing.returncode == 0
    took = time.monotonic() - begun
    wanted = {line["id"] for line in whole.export_lines()}
    dice = random.Random()
    for _ in range(kills):
        ledger = make_ledger()
        batch = lines // 10 if batched else None
        after = dice.uniform(0, took * (0.5 if batched else 1.1))
        left = kill_import(ledger, file, batch, after, first_commit=batched)
        there = len(left.keys)
        assert left.keys == [f"n-{number}" for number in range(there)]
        assert there >= left.acknowledged
        assert there % (batch or lines) == 0, "a batch is there whole or not at all"
        assert not left.finished or there == lines
        if batched:
            assert left.acknowledged >= lines // 10
        with file.open("rb") as stream:
            ledger.import_lines(stream, Import(name=file.name))
        assert {line["id"] for line in ledger.export_lines()} == wanted
        assert ledger.verify(deep=True).size == whole.verify().size
