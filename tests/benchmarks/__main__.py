"""Time the ledger against what a careful programmer would write by hand: ``python -m tests.benchmarks``.

``--figures N`` says how many figures a newsroom has recorded (2,000), ``--runs N`` how often the slowest things are
measured (3); ``--peers`` measures other programs too (`peers`), ``--postgresql`` the ledger on a server of its own
(`on_postgresql`), ``--json`` prints JSON. Where a measurement has a
counterpart (`by_hand`), the two are taken by turns, so that a busy machine slows both alike, and what is told is how
many times as long the ledger takes. The goals are those the ledger is built towards: a row that falls short of its own
says so.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).resolve().parents[2]
# The ledger and these modules are those of this checkout, installed or not.
sys.path.insert(0, str(ROOT))

from ledger import Ledger, TraceAnswer  # noqa: E402
from tests.benchmarks import by_hand, newsroom, peers  # noqa: E402
from tests.benchmarks.deep_graph import deep_graph  # noqa: E402

SEED = 5200
CHAIN = 2_000
#: Of how many figures a chain and a fan-out are, at the most, whose memory is measured.
GIANT = 100_000

_BARE = """
import sys
import typer
from sqlalchemy import create_engine, text
with create_engine("sqlite:///" + sys.argv[1]).connect() as connection:
    print(connection.execute(text("SELECT name FROM agent LIMIT 1")).scalar())
"""

#: A command that leaves its peak of memory (kB) in a file, or that of a process of its own where this is more. What a
#: system says of a process that has ended counts the memory of the process that started it.
_COMMAND = """
import atexit, re, resource, sys
peak = sys.argv.pop(1)

@atexit.register
def leave():
    try:
        with open("/proc/self/status") as status, open(peak, "w") as file:
            own = int(re.search(r"VmHWM:\\s*(\\d+)", status.read())[1])
            file.write(str(max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)))
    except (OSError, TypeError):
        pass

from ledger.cli import main
main()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """What was measured, in its unit, and the goal; `most` says whether the goal is the most that it may be."""

    what: str
    value: float
    unit: str
    goal: float | None = None
    most: bool = True

    @property
    def falls_short(self) -> bool:
        """Whether the goal is not reached."""
        return self.goal is not None and (self.value > self.goal if self.most else self.value < self.goal)


class Bench:
    """The files the measurements share: the records, the ledger and the databases made by hand."""

    def __init__(self, folder: Path, figures: int, runs: int) -> None:
        self.folder = folder
        self.figures = figures
        self.runs = runs
        self.records = folder / "records.jsonl"
        self.place = folder / "ledger-0.db"
        self.hand = folder / "hand-0.db"
        self.plain = folder / "plain-0.db"
        self.lines = 0
        with self.records.open("w", encoding="utf-8") as lines:
            for record in newsroom.records(figures, SEED):
                lines.write(json.dumps(record, ensure_ascii=False) + "\n")
                self.lines += 1
        # An installed program has its bytecode beside it: these processes keep theirs here.
        self.environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
            "PYTHONDONTWRITEBYTECODE": "",
            "LEDGER_USER": "benchmark",
        }

    def command(self, *words: str | Path, output: Path | None = None) -> float:
        """Run a command of the ledger as a process; returns the most memory that it had, in MB."""
        peak = self.folder / "peak.txt"
        peak.unlink(missing_ok=True)
        most = self.process([sys.executable, "-c", _COMMAND, str(peak), *map(str, words)], output=output)
        return float(peak.read_text()) / 1024 if peak.exists() else most

    def process(self, call: Sequence[str], *, output: Path | None = None) -> float:
        """Run a process to its end, which must be a good one (a check that finds something ends with 1).

        Returns the most memory that it had, in MB, or this process when it was started.
        """
        errors = self.folder / "errors.txt"
        with (output or Path(os.devnull)).open("wb") as out, errors.open("wb") as err:
            started = subprocess.Popen(call, env=self.environment, cwd=self.folder, stdout=out, stderr=err)
            _, status, usage = os.wait4(started.pid, 0)
            started.returncode = os.waitstatus_to_exitcode(status)
        if started.returncode not in (0, 1):
            words = errors.read_text("utf-8", "replace")
            raise SystemExit(f"error: {' '.join(call[3:])} ended with {started.returncode}\n{words}")
        return usage.ru_maxrss / 1024

    def importing(self) -> Iterator[Measurement]:
        """The import of the whole file, as a process, into ledgers made beforehand; and how large they become."""
        times: dict[str, list[float]] = {"ours": [], "hand": [], "plain": []}
        memory: list[float] = []
        for run in range(self.runs):
            place = self.folder / f"ledger-{run}.db"
            self.command("init", "--db", place)

            def imported(place: Path = place) -> None:
                memory.append(self.command("import", self.records, "--db", place))

            times["ours"].append(_seconds(imported))
            hand, plain = self.folder / f"hand-{run}.db", self.folder / f"plain-{run}.db"
            times["hand"].append(_seconds(partial(by_hand.load, self.records, hand)))
            times["plain"].append(_seconds(partial(by_hand.load, self.records, plain, hashed=False)))
        ours, of_hand, of_plain = (median(taken) for taken in times.values())
        yield Measurement(
            what="import: speed, of by_hand", value=of_hand / ours, unit="×", goal=0.45, most=False
        )
        yield Measurement(
            what="import: speed, of plain", value=of_plain / ours, unit="×", goal=0.18, most=False
        )
        yield Measurement(what="import: lines", value=self.lines / ours, unit="/s")
        yield Measurement(what="import: memory", value=max(memory), unit="MB", goal=300)
        size = self.place.stat().st_size
        for name, counterpart, goal in (("plain", self.plain, 4), ("by_hand", self.hand, 2)):
            times_as_large = size / counterpart.stat().st_size
            yield Measurement(what=f"bytes a figure, of {name}", value=times_as_large, unit="×", goal=goal)

    def chain(self) -> Iterator[Measurement]:
        """The import of our own export of a chain of relays, in which links are records."""
        figures, exported = self.folder / "chain.jsonl", self.folder / "exported.jsonl"
        with figures.open("w", encoding="utf-8") as lines:
            for hop in range(CHAIN):
                record = {
                    "record": "figure",
                    "key": f"hop-{hop}",
                    "quantity": "100 cases",
                    "locator": f"p {hop}",
                }
                upstream = {"relays": f"hop-{hop - 1}"} if hop else {"primary": True}
                lines.write(json.dumps({**record, **upstream, "reported_by": [f"party {hop % 50}"]}) + "\n")
        for name, source in (("chain.db", figures), ("again.db", exported)):
            self.command("init", "--db", self.folder / name)
            taken = _seconds(partial(self.command, "import", source, "--db", self.folder / name))
            if source == figures:
                self.command("export", "--db", self.folder / name, output=exported)
        yield Measurement(what=f"import of our own export, {CHAIN:,} hops", value=taken, unit="s", goal=1.5)

    def tracing(self) -> Iterator[Measurement]:
        """Traces through the Python API, and by hand; both must read the same figures."""
        dice = random.Random(SEED)
        hub = newsroom.hub_size(self.figures)
        stories = [f"story-{number}-1" for number in dice.sample(range(self.figures // 20), 40)]
        relays = [f"hub-{dice.randrange(1, hub)}" for _ in range(20)]
        with Ledger.open(self.place) as ledger:
            connection = sqlite3.connect(self.place)
            for what, keys, goal in (("a story", stories, 3), ("a relay of a hub", relays, 5)):
                ours, theirs = [], []
                for key in keys:
                    found = len(ledger.trace(key).figures)
                    expected = len(by_hand.trace(connection, key)["figures"])
                    if found != expected:
                        raise SystemExit(f"error: the trace of {key} has {found} figures, by hand {expected}")
                    ours.append(_seconds(partial(ledger.trace, key)))
                    theirs.append(_seconds(partial(by_hand.trace, connection, key)))
                ratio = median(ours) / median(theirs)
                yield Measurement(what=f"trace of {what}, of by_hand", value=ratio, unit="×", goal=goal)
                slowest = sorted(ours)[len(ours) * 99 // 100] * 1e3
                yield Measurement(what=f"trace of {what}, p99", value=slowest, unit="ms", goal=10)
            ours, theirs = _by_turns(
                self.runs,
                lambda: _read_whole(ledger.impact("hub-0")),
                partial(by_hand.trace, connection, "hub-0", downstream=True),
            )
            what = f"impact of a hub of {hub:,}, of by_hand"
            yield Measurement(what=what, value=median(ours) / median(theirs), unit="×", goal=2.5)
            connection.close()

    def peers(self) -> Iterator[Measurement]:
        """The same records in other programs, which neither hash nor check anything."""
        dice = random.Random(SEED)
        keys = [f"story-{number}-1" for number in dice.sample(range(self.figures // 20), 40)]
        with Ledger.open(self.place) as ledger:
            expected = [len(ledger.trace(key).figures) for key in keys]
            ours = median(_seconds(partial(ledger.trace, key)) for key in keys)
        yield Measurement(what="trace of a story", value=ours * 1e3, unit="ms")
        for peer in peers.peers(self.records, keys, expected):
            yield Measurement(what=f"{peer.name}: load", value=peer.load.total_seconds(), unit="s")
            if peer.trace is not None:
                what, taken = f"{peer.name}: trace of a story", peer.trace.total_seconds() * 1e3
                yield Measurement(what=what, value=taken, unit="ms")

    def giants(self) -> Iterator[Measurement]:
        """The memory that a long chain and a wide fan-out take, of up to 100,000 figures each."""
        size = min(self.figures, GIANT)
        for name, above in (("chain", lambda hop: hop - 1), ("fan-out", lambda _: 0)):
            place, file = self.folder / f"giant-{name}.db", self.folder / f"giant-{name}.jsonl"
            with file.open("w", encoding="utf-8") as lines:
                for hop in range(size):
                    upstream: dict[str, object] = {"relays": f"g-{above(hop)}"} if hop else {"primary": True}
                    figure = {
                        "record": "figure",
                        "key": f"g-{hop}",
                        "quantity": "100 cases",
                        "locator": f"p {hop}",
                    }
                    lines.write(json.dumps(figure | upstream | {"reported_by": [f"party {hop % 50}"]}) + "\n")
            self.command("init", "--db", place)
            self.command("import", file, "--db", place)
            last = f"g-{size - 1}"
            for command, words in (
                ("trace", ["trace", last]),
                ("impact", ["impact", "g-0"]),
                ("check", ["check"]),
            ):
                memory = self.command(*words, "--json", "--db", place)
                what = f"{command}, {name} of {size:,}: memory"
                yield Measurement(what=what, value=memory, unit="MB", goal=300)

    def searching(self) -> Iterator[Measurement]:
        """A search for a word that stands in every eighth figure."""
        with Ledger.open(self.place) as ledger:
            ledger.search("conviction")
            taken = [_seconds(partial(ledger.search, "conviction")) for _ in range(5 * self.runs)]
        yield Measurement(what="search for a common word", value=median(taken) * 1e3, unit="ms", goal=50)

    def starting(self) -> Iterator[Measurement]:
        """Commands from start to end, against a process that imports what they need and runs one query."""
        bare = partial(self.process, [sys.executable, "-c", _BARE, str(self.hand)])
        new = iter(range(10**6))

        def add() -> None:
            self.command("add", f"{next(new) + 5} cases", "--reported-by", "A", "--db", self.place)

        trace = partial(self.command, "trace", "story-0-1", "--db", self.place)
        for what, command, goal in (("add", add, 1.15), ("trace", trace, 1.05)):
            ours, theirs = _by_turns(2 * self.runs, command, bare)
            ratio = median(ours) / median(theirs)
            yield Measurement(what=f"ledger {what}, of a bare process", value=ratio, unit="×", goal=goal)

    def first_lines(self) -> Iterator[Measurement]:
        """The time until an impact has begun to answer: of a hub, against that of a figure on which nothing rests."""

        def begun(key: str) -> None:
            call = [sys.executable, "-c", "from ledger.cli import main; main()", "impact", key, "--json"]
            with subprocess.Popen(
                [*call, "--db", str(self.place)],
                env=self.environment,
                cwd=self.folder,
                stdout=subprocess.PIPE,
            ) as started:
                assert started.stdout is not None
                started.stdout.readline()
                started.kill()

        last = f"hub-{newsroom.hub_size(self.figures) - 1}"
        ours, theirs = _by_turns(2 * self.runs, partial(begun, "hub-0"), partial(begun, last))
        what = "impact of a hub: first line, of a leaf's"
        yield Measurement(what=what, value=median(ours) / median(theirs), unit="×", goal=1.15)

    def streaming(self) -> Iterator[Measurement]:
        """What goes through the whole ledger, as processes."""
        with Ledger.open(self.place) as ledger:
            entries = ledger.size
        for what, words, goal in (
            ("verify", ["verify"], 400_000),
            ("verify --deep", ["verify", "--deep"], 25_000),
            ("export jsonl", ["export"], 130_000),
            ("export csv", ["export", "--format", "csv"], 20_000),
        ):
            taken = _seconds(partial(self.command, *words, "--db", self.place))
            yield Measurement(
                what=f"{what}, entries", value=entries / taken, unit="/s", goal=goal, most=False
            )
        memory: list[float] = []
        taken = _seconds(lambda: memory.append(self.command("check", "--json", "--db", self.place)))
        yield Measurement(
            what="check of all, figures", value=self.figures / taken, unit="/s", goal=20_000, most=False
        )
        yield Measurement(what="check of all, memory", value=memory[0], unit="MB", goal=300)

    def data(self) -> Iterator[Measurement]:
        """Figures out to Parquet and back, and a question that is asked with SQL."""
        file, again = self.folder / "records.parquet", self.folder / "parquet.db"
        self.command("init", "--db", again)
        # Modules of pyarrow are compiled at their first import, which takes longer than the export of 20,000 figures.
        empty = self.folder / "empty.parquet"
        for words in (("export", "-o", empty), ("import", empty)):
            self.command(*words, "--db", again)
        taken = _seconds(partial(self.command, "export", "-o", file, "--db", self.place))
        back = _seconds(partial(self.command, "import", file, "--db", again))
        # A million figures in 60 seconds.
        for what, seconds in (("export parquet", taken), ("import parquet", back)):
            yield Measurement(
                what=f"{what}, figures", value=self.figures / seconds, unit="/s", goal=16_667, most=False
            )
        connection = sqlite3.connect(self.place)
        query = "SELECT parties, sum(value_number) FROM figures GROUP BY parties"
        taken = _seconds(lambda: connection.execute(query).fetchall())
        connection.close()
        yield Measurement(what="a question to the view of figures", value=self.figures / taken, unit="/s")

    def independence(self) -> Iterator[Measurement]:
        """Independent origins of a figure with 10,000 figures of 20 parties above it."""
        from ledger.trace.independence import independent_origins

        graph, node = deep_graph(figures=10_000, parties=20, seed=SEED)
        taken = [_seconds(partial(independent_origins, graph, node)) for _ in range(self.runs)]
        yield Measurement(
            what="independent origins, 10,000 above", value=median(taken) * 1e3, unit="ms", goal=100
        )

    def postgresql(self) -> Iterator[Measurement]:
        """The same on PostgreSQL, where the counterparts are COPY and SQL by hand."""
        from tests.benchmarks import on_postgresql

        for what, times in on_postgresql.compared(self.records, self.figures, SEED):
            name = f"postgresql: {what}, of by hand"
            if what == "import":
                yield Measurement(what=name, value=1 / times, unit="×", goal=0.15, most=False)
            else:
                yield Measurement(what=name, value=times, unit="×", goal=5)

    def measurements(self, *, beside_peers: bool, on_postgresql: bool) -> Iterator[Measurement]:
        """Everything, the import first: the others read what it made. Peers and PostgreSQL only if asked for."""
        yield from self.importing()
        yield from self.chain()
        yield from self.tracing()
        yield from self.first_lines()
        yield from self.searching()
        yield from self.streaming()
        yield from self.data()
        yield from self.independence()
        yield from self.giants()
        yield from self.starting()
        if on_postgresql:
            yield from self.postgresql()
        if beside_peers:
            yield from self.peers()


def _by_turns(
    repeats: int, ours: Callable[[], object], theirs: Callable[[], object]
) -> tuple[list[float], list[float]]:
    # What the first run finds cold is not what is measured.
    ours()
    theirs()
    pairs = [(_seconds(ours), _seconds(theirs)) for _ in range(repeats)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _read_whole(trace: TraceAnswer) -> None:
    """Read all that a trace shows, of which some is read only when it is looked at."""
    for _ in (*trace.figures, *trace.links):
        pass


def _seconds(action: Callable[[], object]) -> float:
    begun = perf_counter()
    action()
    return perf_counter() - begun


def _line(measured: Measurement) -> str:
    places = 0 if measured.value >= 1_000 else 2
    goal = ""
    if measured.goal is not None:
        goal = f"{'at most' if measured.most else 'at least'} {measured.goal:,g} {measured.unit}"
    value = f"{measured.value:,.{places}f} {measured.unit}"
    return f"{measured.what:42}{value:>14}  {goal:22}{'short' if measured.falls_short else ''}".rstrip()


def main() -> None:
    """Measure and print, each row as soon as it is known."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Time the ledger.")
    parser.add_argument("--figures", type=int, default=2_000, help="how many figures to import (2,000)")
    parser.add_argument("--runs", type=int, default=3, help="how often the slowest measurement is taken (3)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument(
        "--peers", action="store_true", help=f"measure other programs too: {', '.join(peers.PACKAGES)}"
    )
    parser.add_argument("--postgresql", action="store_true", help="measure the ledger on PostgreSQL too")
    asked = parser.parse_args()
    if asked.peers and (missing := peers.missing_packages()):
        parser.error(f"--peers needs packages that are not installed: pip install {' '.join(missing)}")
    if asked.figures < 1_000 or asked.runs < 1:
        parser.error("at least 1,000 figures and one run are needed")
    about = {
        "figures": asked.figures,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "processors": os.cpu_count(),
    }
    with tempfile.TemporaryDirectory(prefix="ledger-benchmark-") as folder:
        found = Bench(Path(folder), asked.figures, asked.runs).measurements(
            beside_peers=asked.peers, on_postgresql=asked.postgresql
        )
        if asked.json:
            rows = [asdict(measured) | {"falls_short": measured.falls_short} for measured in found]
            print(json.dumps({**about, "measurements": rows}))
            return
        print(", ".join(f"{name} {value}" for name, value in about.items()))
        for measured in found:
            print(_line(measured), flush=True)


if __name__ == "__main__":
    main()
