"""A simulated newsroom: several recorders on several ledgers, who add, judge, mend, take back and merge.

After every round each ledger verifies, is exported and imported without loss, and traces as a plain walk over its
exported lines does; at the end its pages hold. The walk knows the contract and nothing of the program.
"""

from __future__ import annotations

import io
import random
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

import pytest

from ledger.book import Ledger
from ledger.errors import LedgerError

if TYPE_CHECKING:
    from tests.sealed_ledgers import Key

Line = dict[str, Any]

PARTIES = (
    "Mediazona",
    "UK Ministry of Defence",
    "The Moscow Times",
    "Forces News",
    "Ukrinform",
    "BBC Russian",
)
SOURCES = tuple(f"https://example.org/{name}" for name in ("update", "article", "post"))


class Recorder:
    """Somebody at a desk who does one thing after another."""

    def __init__(self, name: str, ledger: Ledger, dice: random.Random) -> None:
        self.name = name
        self.ledger = ledger
        self.dice = dice
        self.done = 0

    def work(self) -> None:
        """Do one thing. What makes no sense, such as undoing what was not done, is refused and the day goes on."""
        things = (
            self.count,
            self.relay,
            self.relay,
            self.compute,
            self.review,
            self.retract,
            self.undo,
            self.amend,
        )
        with suppress(LedgerError):
            self.dice.choice(things)()
        self.done += 1

    def figure(self) -> str:
        """Any figure of the ledger; there is always one."""
        figures = [line.id for line in self.ledger.log() if line.kind == "figure"]
        return self.dice.choice(figures) if figures else self.count()

    def count(self) -> str:
        key = f"{self.name.lower()}-{self.done}"
        made = self.ledger.add(
            f"{self.dice.randrange(1, 400)} convictions per week",
            reported_by=self.dice.sample(PARTIES, self.dice.randrange(1, 3)),
            primary=self.dice.random() < 0.7,
            key=key,
            source=self.dice.choice((None, *SOURCES)),
        )
        return made[-1].id

    def relay(self) -> None:
        quantity = self.dice.choice((None, f"about {self.dice.randrange(1, 400)} convictions per week"))
        party = self.dice.choice(PARTIES)
        self.ledger.add(
            quantity, relays=self.figure(), reported_by=[party], quote=f"said {self.dice.random()}"
        )

    def compute(self) -> None:
        inputs = {name: self.figure() for name in self.dice.sample("abc", self.dice.randrange(1, 4))}
        self.ledger.add(
            "5,200 convictions per year", inputs=inputs, formula=" + ".join(inputs), reported_by=[PARTIES[0]]
        )

    def review(self) -> None:
        self.ledger.review(self.figure(), self.dice.choice(("confirmed", "disputed")))

    def retract(self) -> None:
        self.ledger.retract(self.figure(), reason="withdrawn")

    def undo(self) -> None:
        self.ledger.undo(self.figure())

    def amend(self) -> None:
        self.ledger.amend(self.figure(), quantity=f"{self.dice.randrange(1, 400)} convictions per week")


def exported(ledger: Ledger) -> bytes:
    written = io.StringIO()
    ledger.export(written)
    return written.getvalue().encode()


def holding(lines: list[Line]) -> dict[str, list[Line]]:
    """The corrections of each record that were not undone, oldest first."""
    undone: set[str] = set()
    held: dict[str, list[Line]] = {}
    # Whatever speaks of a correction stands after it.
    for line in reversed(lines):
        if line["record"] == "correction" and line["id"] not in undone:
            undone.add(line["of"])
            held.setdefault(line["of"], []).append(line)
    return {of: sorted(ones, key=lambda line: (line["at"], line["id"])) for of, ones in held.items()}


def readings(lines: list[Line]) -> dict[str, str]:
    """What each figure is read as: itself, or what replaced it where it was misrecorded."""
    held = holding(lines)
    found = {}
    for figure in (line["id"] for line in lines if line["record"] == "figure"):
        now, seen = figure, {figure}
        while True:
            mended = [
                correction for correction in held.get(now, ()) if correction.get("cause") == "misrecorded"
            ]
            if not mended or mended[-1]["by"] in seen:
                break
            now = mended[-1]["by"]
            seen.add(now)
        found[figure] = now
    return found


def walked(lines: list[Line], start: str) -> dict[str, int]:
    """Every figure upstream of one, with the least number of hops to it."""
    read = readings(lines)
    upstream: dict[str, set[str]] = {}
    for line in lines:
        if line["record"] == "link" and line["relation"] != "revision":
            inputs = line["inputs"].values() if "inputs" in line else [line["from"]]
            upstream.setdefault(read[line["figure"]], set()).update(read[given] for given in inputs)
    depths = {read[start]: 0}
    frontier = [read[start]]
    while frontier:
        following = []
        for figure in frontier:
            for above in sorted(upstream.get(figure, ())):
                if above not in depths:
                    depths[above] = depths[figure] + 1
                    following.append(above)
        frontier = following
    return depths


def status(lines: list[Line], figure: str) -> str:
    """What the newest standing withdrawal makes of a figure, or of what it was mended from."""
    read, held = readings(lines), holding(lines)
    withdrawals = [
        correction
        for old, new in read.items()
        for correction in held.get(old, ())
        if new == figure and correction.get("cause", "withdrawn") == "withdrawn"
    ]
    if not withdrawals:
        return "current"
    newest = max(withdrawals, key=lambda correction: (correction["at"], correction["id"]))
    return "corrected" if "by" in newest else "retracted"


def asked(ledger: Ledger, query: str) -> list[Any]:
    """The rows of a query, as somebody gets them who asks the database with another program."""
    url = ledger._context.database.url
    if url.get_backend_name() == "sqlite":
        assert url.database is not None
        with closing(sqlite3.connect(f"file:{url.database}?mode=ro", uri=True)) as plain:
            return plain.execute(query).fetchall()
    with ledger._context.database.connect() as connection:
        return [*connection.exec_driver_sql(query)]


def check_views(ledger: Ledger, lines: list[Line]) -> None:
    """The views for those who ask with SQL say what the walk over the exported lines does."""
    read = readings(lines)
    upstream = {
        (read[line["figure"]], read[source])
        for line in lines
        if line["record"] == "link" and line["relation"] != "revision"
        for source in (line["inputs"].values() if "inputs" in line else [line["from"]])
    }
    ids = dict(asked(ledger, "SELECT seq, id FROM figures"))
    statuses = dict(asked(ledger, "SELECT id, status FROM figures"))
    assert statuses == {figure: status(lines, figure) for figure in set(read.values())}
    inputs = asked(ledger, "SELECT figure_seq, input_seq FROM inputs WHERE relation <> 'revision'")
    assert {(ids[figure], ids[source]) for figure, source in inputs} == upstream
    stands = {row[0] for row in asked(ledger, "SELECT id FROM corrections WHERE stands = 1")}
    assert stands == {line["id"] for held in holding(lines).values() for line in held}
    listed = {
        (
            figure.entry.id,
            figure.status,
            # A list shows whose number a relay passes on, which the relay did not say.
            figure.entry.record.quantity.text if figure.entry.record.restated else None,
            "; ".join(sorted(party.name for party in figure.reporters)) or None,
            figure.entry.key,
        )
        for figure in ledger.list()
    }
    assert listed == {
        tuple(row) for row in asked(ledger, "SELECT id, status, text, parties, key FROM figures")
    }


def check_invariants(ledger: Ledger, make_ledger: Callable[..., Ledger], dice: random.Random) -> None:
    verified = ledger.verify(deep=True)
    lines = list(ledger.export_lines())
    assert len(lines) == verified.size
    check_views(ledger, lines)
    assert len({line["id"] for line in lines}) == len(lines)
    copy = make_ledger(who="Copyist")
    copy.import_(io.BytesIO(exported(ledger)), name="export")
    assert exported(copy) == exported(ledger)
    copy.verify(deep=True)
    figures = sorted(line["id"] for line in lines if line["record"] == "figure")
    for figure in dice.sample(figures, min(6, len(figures))):
        trace = ledger.trace(figure)
        assert {figure.entry.id: figure.depth for figure in trace.figures} == walked(lines, figure)
        assert {figure.entry.id: figure.status for figure in trace.figures} == {
            walked_id: status(lines, walked_id) for walked_id in walked(lines, figure)
        }


def check_pages(ledger: Ledger, ann: Key, dice: random.Random) -> None:
    """The page of everything and of some figures carries its proof, holds, and has no link that leads nowhere."""
    ledger.seal([ann.file])
    figures = sorted(line["id"] for line in ledger.export_lines() if line["record"] == "figure")
    for references in ([], *([reference] for reference in dice.sample(figures, min(6, len(figures))))):
        stream, warnings = io.StringIO(), list[str]()
        ledger.export(stream, format="html", references=references, warn=warnings.append, key_file=ann.file)
        assert warnings == []
        page = stream.getvalue()
        assert Ledger.verify_page(page.encode(), [ann.public]).compared
        anchors = re.findall(r'\bid="([^"]+)"', page)
        assert len(set(anchors)) == len(anchors)
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(anchors)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_newsroom_keeps_its_books(make_ledger: Callable[..., Ledger], ann: Key, seed: int) -> None:
    dice = random.Random(seed)
    ledgers = [make_ledger(name=name, who=name) for name in ("Ann", "Bob", "Cy")]
    recorders = [
        Recorder(f"{name}", ledger, dice) for name, ledger in zip(("Ann", "Bob", "Cy"), ledgers, strict=True)
    ]
    for round_number in range(4):
        for _ in range(12):
            dice.choice(recorders).work()
        source, target = dice.sample(ledgers, 2)
        target.import_(io.BytesIO(exported(source)), name="merge")
        check_invariants(ledgers[round_number % 3], make_ledger, dice)
    for _ in range(2):
        for target in ledgers:
            for source in ledgers:
                if source is not target:
                    target.import_(io.BytesIO(exported(source)), name="merge")
    assert len({frozenset(line["id"] for line in ledger.export_lines()) for ledger in ledgers}) == 1
    for ledger in ledgers:
        check_invariants(ledger, make_ledger, dice)
    check_pages(ledgers[0], ann, dice)
