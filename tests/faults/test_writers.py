"""Writers side by side, and readers beside them. `LEDGER_FULL=1` runs them at full size."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from ledger.book import Ledger

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


def place_of(ledger: Ledger) -> str:
    """Where a ledger is, as it would be named."""
    return ledger._context.database.url.render_as_string(hide_password=False)


def start(*words: str) -> subprocess.Popen[str]:
    """Python in a process of its own."""
    return subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def start_import(place: str, file: Path) -> subprocess.Popen[str]:
    """`ledger import` in a process of its own."""
    return start("-m", "ledger", "import", str(file), "--db", place, "--as", "Importer")


def figures_by(ledger: Ledger) -> Counter[str]:
    """How many figures each has recorded."""
    return Counter(line.by for line in ledger.log() if line.kind == "figure")


def test_eight_processes_add_while_one_imports_and_nothing_is_lost(
    make_ledger: Callable[..., Ledger], figures: Callable[[int], Path]
) -> None:
    many, batch = (100_000, 200) if FULL else (1_500, 5)
    ledger = make_ledger()
    place = place_of(ledger)
    importing = start_import(place, figures(many))
    adding = [start("-c", ADD, place, f"Adder {number}", str(batch)) for number in range(8)]
    for process in (importing, *adding):
        printed, complained = process.communicate()
        assert process.returncode == 0, complained
        assert process is importing or printed.split() == [str(number) for number in range(batch)]
    assert figures_by(ledger) == {"Importer": many, **{f"Adder {number}": batch for number in range(8)}}
    verified = ledger.verify(deep=True)
    # The figures, a link for nine relays of ten, and the parties.
    assert verified.size == many + many * 9 // 10 + 8 * batch + 51


@pytest.mark.parametrize("writers", [2, 8])
def test_writers_side_by_side_lose_nothing(make_ledger: Callable[..., Ledger], writers: int) -> None:
    count = 10_000 if FULL else 10
    ledger = make_ledger()
    adding = [start("-c", ADD, place_of(ledger), f"Adder {number}", str(count)) for number in range(writers)]
    for process in adding:
        printed, complained = process.communicate()
        assert process.returncode == 0, complained
        assert printed.split() == [str(number) for number in range(count)]
    assert figures_by(ledger) == {f"Adder {number}": count for number in range(writers)}
    assert ledger.verify(deep=True).size == writers * count + 1


def test_a_reader_sees_an_import_whole_or_not_at_all(
    make_ledger: Callable[..., Ledger], figures: Callable[[int], Path]
) -> None:
    many = 50_000 if FULL else 1_500
    ledger = make_ledger()
    ledger.add("5 people", key="before")
    importing = start_import(place_of(ledger), figures(many))
    seen = []
    while importing.poll() is None:
        verified = ledger.verify()
        with ledger._context.database.connect() as connection:
            rows = connection.scalar(text("SELECT count(*) FROM figure"))
        seen.append((verified.size, rows))
    assert importing.returncode == 0
    sizes = {size for size, _ in seen}
    assert len(seen) > 2
    assert sizes <= {1, ledger.verify(deep=True).size}
    assert {rows for _, rows in seen} <= {1, many + 1}
    importing.communicate()
