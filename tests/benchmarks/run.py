"""Time the ledger against what it is held to: ``python tests/benchmarks/run.py [--figures N] [--json]``.

Each measurement is the median of several runs, taken by turns with its counterpart so that a busy machine
slows both alike. Exits 1 if the ledger takes more times as long as it may:

- importing, against a hand-written sqlite3 loader of the same records (`by_hand`);
- tracing, against a hand-written recursive query that reads the same rows;
- ``ledger trace`` as a process, against one that imports typer and SQLAlchemy Core and runs one query.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

# Run as a script, this finds the ledger and its neighbours in the checkout, installed or not.
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks import by_hand, newsroom  # noqa: E402

#: How many times as long as its counterpart the ledger may take.
IMPORT_AT_MOST = 1 / 0.15
TRACE_AT_MOST = 4
PROCESS_AT_MOST = 1.3

SEED = 5200
STORY = "story-0-1"

_BARE = """
import sys
import typer
from sqlalchemy import create_engine, text
with create_engine("sqlite:///" + sys.argv[1]).connect() as connection:
    print(connection.execute(text("SELECT name FROM agent LIMIT 1")).scalar())
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """Seconds the ledger took; where it has a counterpart, that one's, and the limit it is held to."""

    what: str
    ledger: float
    counterpart: float | None = None
    at_most: float | None = None

    @property
    def times(self) -> float | None:
        """How many times as long as its counterpart the ledger took."""
        return None if self.counterpart is None else self.ledger / self.counterpart

    @property
    def missed(self) -> bool:
        """Whether the ledger took longer than it may."""
        return self.times is not None and self.at_most is not None and self.times > self.at_most


class Bench:
    """The files the measurements share: the records, the ledgers and the hand-made databases."""

    def __init__(self, folder: Path, figures: int, runs: int) -> None:
        self.folder = folder
        self.runs = runs
        self.longest = newsroom.long_chain(figures)
        self.records = folder / "records.jsonl"
        self.hand = folder / "hand-0.db"
        self.ledger = folder / "ledger-0.db"
        with self.records.open("w", encoding="utf-8") as lines:
            for record in newsroom.records(figures, SEED):
                lines.write(json.dumps(record, ensure_ascii=False) + "\n")

        # An installed program has its bytecode beside it: these processes keep theirs here.
        self.environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
            "PYTHONDONTWRITEBYTECODE": "",
            "LEDGER_USER": "benchmark",
        }

    def command(self, *words: str | Path) -> None:
        """Run a command of the ledger as a process."""
        self.process([sys.executable, "-c", "from ledger.cli import main; main()", *map(str, words)])

    def process(self, command: Sequence[str]) -> None:
        """Run a process to its end, which must be a good one."""
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"error: {' '.join(command[3:])} ended with {done.returncode}\n{done.stderr}")

    def importing(self) -> Measurement:
        """The import of the whole file, as a process, into ledgers made beforehand."""
        ledgers = [self.folder / f"ledger-{run}.db" for run in range(self.runs)]
        for path in ledgers:
            self.command("init", "--db", path)
        ours, theirs = [], []
        for run, path in enumerate(ledgers):
            ours.append(_seconds(partial(self.command, "import", self.records, "--db", path)))
            theirs.append(_seconds(partial(by_hand.load, self.records, self.folder / f"hand-{run}.db")))
        return Measurement(
            what=f"import {self.records.stat().st_size / 1e6:.0f} MB of records",
            ledger=median(ours),
            counterpart=median(theirs),
            at_most=IMPORT_AT_MOST,
        )

    def tracing(self, key: str, repeats: int, at_most: float | None) -> Measurement:
        """A trace through the Python API, and by hand; both must read the same figures."""
        from ledger import Ledger

        connection = sqlite3.connect(self.ledger)
        ledger = Ledger.open(self.ledger)
        found = len(ledger.trace(key).figures)
        expected = len(by_hand.trace(connection, key)["figures"])
        if found != expected:
            raise SystemExit(f"error: the trace of {key} has {found} figures, by hand {expected}")
        ours, theirs = _by_turns(repeats, lambda: ledger.trace(key), lambda: by_hand.trace(connection, key))
        connection.close()
        what = f"trace {found:,} figures"
        return Measurement(what=what, ledger=ours, counterpart=theirs, at_most=at_most)

    def starting(self) -> Measurement:
        """`ledger trace` of a small story, start to end."""
        bare = [sys.executable, "-c", _BARE, str(self.hand)]
        ours, theirs = _by_turns(
            3 * self.runs,
            lambda: self.command("trace", STORY, "--db", self.ledger),
            lambda: self.process(bare),
        )
        what = "ledger trace, the process"
        return Measurement(what=what, ledger=ours, counterpart=theirs, at_most=PROCESS_AT_MOST)

    def rest(self) -> list[Measurement]:
        """What is measured without being held to anything."""
        from ledger import Ledger

        ledger = Ledger.open(self.ledger)
        impact = [_seconds(lambda: ledger.impact(f"long-{self.longest - 1}")) for _ in range(self.runs)]
        verify = [_seconds(lambda: self.command("verify", "--db", self.ledger)) for _ in range(self.runs)]
        start = [_seconds(lambda: self.command("--help")) for _ in range(3 * self.runs)]
        return [
            Measurement(what=f"impact on {self.longest:,} figures", ledger=median(impact)),
            Measurement(what="ledger verify, the process", ledger=median(verify)),
            Measurement(what="ledger --help, the process", ledger=median(start)),
        ]


def measure(bench: Bench) -> list[Measurement]:
    """Everything, the import first: the others read what it made."""
    return [
        bench.importing(),
        bench.tracing("short-0", 5 * bench.runs, TRACE_AT_MOST),
        bench.tracing("long-0", bench.runs, TRACE_AT_MOST),
        bench.tracing(STORY, 10 * bench.runs, None),
        bench.starting(),
        *bench.rest(),
    ]


def _by_turns(repeats: int, ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    # What the first run finds cold is not what is measured.
    ours()
    theirs()
    pairs = [(_seconds(ours), _seconds(theirs)) for _ in range(repeats)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


def _seconds(action: Callable[[], object]) -> float:
    begun = perf_counter()
    action()
    return perf_counter() - begun


def _table(measurements: Sequence[Measurement]) -> str:
    rows = [("", "ledger", "counterpart", "times", "at most", "")]
    for each in measurements:
        against = _shown(each.counterpart, each.times, each.at_most)
        rows.append((each.what, _duration(each.ledger), *against, "MISSED" if each.missed else ""))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in rows
    )


def _shown(counterpart: float | None, times: float | None, at_most: float | None) -> tuple[str, str, str]:
    return (
        "" if counterpart is None else _duration(counterpart),
        "" if times is None else f"{times:.2f}",
        "" if at_most is None else f"{at_most:.2f}",
    )


def _duration(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1e3:.1f} ms"


def main() -> int:
    """Measure, print the medians, and say by the exit code whether a limit was missed."""
    parser = argparse.ArgumentParser(description="Time the ledger against its limits.")
    parser.add_argument("--figures", type=int, default=100_000, help="how many figures to import")
    parser.add_argument("--runs", type=int, default=3, help="how often the slowest measurement is taken")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    asked = parser.parse_args()
    if asked.figures < 100 or asked.runs < 1:
        parser.error("at least 100 figures and one run are needed")
    with tempfile.TemporaryDirectory(prefix="ledger-benchmark-") as folder:
        measurements = measure(Bench(Path(folder), asked.figures, asked.runs))
    if asked.json:
        told = [asdict(each) | {"times": each.times, "missed": each.missed} for each in measurements]
        print(
            json.dumps({"figures": asked.figures, "python": platform.python_version(), "measurements": told})
        )
    else:
        print(
            f"{asked.figures:,} figures, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
        )
        print(_table(measurements))
    return 1 if any(each.missed for each in measurements) else 0


if __name__ == "__main__":
    sys.exit(main())
