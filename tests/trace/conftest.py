"""A small ledger built by hand: what a store would read out, without a store."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from itertools import pairwise
from typing import Any

import pytest

from ledger.model.record import Figure, Input, Link, Review
from ledger.number.quantity import Quantity
from ledger.trace.document import LedgerHead, Trace, build_trace
from ledger.trace.figure_graph import Graph
from ledger.trace.material import (
    Bodies,
    CorrectionRow,
    EdgeRow,
    Entry,
    FigureRow,
    Party,
    Recorded,
    Rows,
    SameRow,
    Work,
)
from ledger.trace.status import resolve
from ledger.trace.walk import Direction, needed


def identity(name: str) -> str:
    """A record id for a name."""
    return sha256(name.encode()).hexdigest()


class Story:
    """Records entries one a minute and numbers them from 1. Figures, agents and sources go by name."""

    def __init__(self) -> None:
        self.seqs: dict[str, int] = {}
        self.count = 0
        self.figures: dict[int, Entry[Figure]] = {}
        self.links: dict[int, Entry[Link]] = {}
        self.parties: dict[int, Party] = {}
        self.works: dict[int, Work] = {}
        self.judged: dict[int, list[Entry[Review]]] = {}
        self.corrections: list[CorrectionRow] = []
        self.sames: list[SameRow] = []

    def time(self, seq: int) -> str:
        """When an entry was recorded."""
        return f"2026-11-22T{seq // 60:02}:{seq % 60:02}:00.000000Z"

    def enter(self, name: str | None = None) -> int:
        """The next sequence number, under a name if one is given."""
        self.count += 1
        if name is not None:
            assert name not in self.seqs
            self.seqs[name] = self.count
        return self.count

    def recorded(self, seq: int) -> Recorded:
        return Recorded(seq=seq, at=self.time(seq), by="us", first_at=self.time(seq))

    def agent(self, name: str) -> int:
        if name not in self.seqs:
            seq = self.enter(name)
            self.parties[seq] = Party(seq=seq, id=identity(name), name=name, kind="organization")
        return self.seqs[name]

    def work(self, name: str) -> int:
        if name not in self.seqs:
            seq = self.enter(name)
            self.works[seq] = Work(seq=seq, id=identity(name), title=name)
        return self.seqs[name]

    def figure(
        self,
        name: str,
        *,
        by: Sequence[str] = (),
        value: str | None = "100",
        unit: str | None = "conviction/week",
        primary: bool = False,
        source: str | None = None,
        **fields: Any,
    ) -> int:
        """A figure by its name, which is also who reported it unless `by` says otherwise."""
        reporters = tuple(by) or (f"the {name}",)
        seqs = {identity(reporter): self.agent(reporter) for reporter in reporters}
        if source is not None:
            seqs[identity(source)] = self.work(source)
        seq = self.enter(name)
        record = Figure(
            quantity=Quantity(value=value, unit=unit),
            reported_by=tuple(sorted(identity(reporter) for reporter in reporters)),
            primary=primary,
            source=None if source is None else identity(source),
            **fields,
        )
        self.figures[seq] = Entry(
            seq=seq, id=identity(name), record=record, recorded=self.recorded(seq), key=name, seqs=seqs
        )
        return seq

    def nobodys(self, name: str, **fields: Any) -> int:
        """A figure that nobody is named for."""
        seq = self.enter(name)
        record = Figure(quantity=Quantity(value="100"), **fields)
        self.figures[seq] = Entry(seq=seq, id=identity(name), record=record, recorded=self.recorded(seq))
        return seq

    def link(self, relation: str, figure: str, inputs: dict[str | None, str], formula: str | None) -> int:
        name = f"{figure} {relation} {' '.join(inputs.values())} {formula}"
        seq = self.enter()
        ends = {identity(end): self.seqs[end] for end in (figure, *inputs.values())}
        record = Link(
            relation=relation,
            figure=identity(figure),
            inputs=tuple(Input(figure=identity(given), name=called) for called, given in inputs.items()),
            formula=formula,
        )
        self.links[seq] = Entry(
            seq=seq, id=identity(name), record=record, recorded=self.recorded(seq), seqs=ends
        )
        return seq

    def relay(self, figure: str, earlier: str) -> int:
        return self.link("relay", figure, {None: earlier}, None)

    def chain(self, *names: str) -> None:
        """Each figure relays the one before it."""
        for earlier, later in pairwise(names):
            self.relay(later, earlier)

    def derive(self, figure: str, formula: str | None = None, **inputs: str) -> int:
        return self.link("derivation", figure, dict(inputs.items()), formula)

    def revise(self, newer: str, older: str) -> int:
        return self.link("revision", newer, {None: older}, None)

    def correct(self, of: str | int, by: str | int | None = None, cause: str = "withdrawn") -> int:
        seq = self.enter()
        target = self.seqs[of] if isinstance(of, str) else of
        replacement = self.seqs[by] if isinstance(by, str) else by
        row = CorrectionRow(seq, identity(f"correction {seq}"), target, replacement, cause, self.time(seq))
        self.corrections.append(row)
        return seq

    def same(self, a: str, b: str, *, same: bool = True) -> int:
        seq = self.enter()
        row = SameRow(seq, identity(f"same {seq}"), self.seqs[a], self.seqs[b], same, self.time(seq))
        self.sames.append(row)
        return seq

    def review(self, of: str | int, verdict: str, accept: Sequence[str] = ()) -> int:
        seq = self.enter()
        target = self.seqs[of] if isinstance(of, str) else of
        record = Review(
            of=identity(str(of)), verdict=verdict, by="editor", at=self.time(seq), accept=tuple(accept)
        )
        entry = Entry(seq=seq, id=identity(f"review {seq}"), record=record, recorded=self.recorded(seq))
        self.judged.setdefault(target, []).append(entry)
        return seq

    def rows(self) -> Rows:
        return Rows(
            figures=[
                FigureRow(
                    seq,
                    entry.record.primary,
                    entry.record.source is not None,
                    entry.record.quantity.value is not None,
                )
                for seq, entry in self.figures.items()
            ],
            reporters=[
                (seq, entry.seqs[agent])
                for seq, entry in self.figures.items()
                for agent in entry.record.reported_by
            ],
            edges=[
                EdgeRow(seq, entry.record.relation, entry.seqs[entry.record.figure], entry.seqs[given.figure])
                for seq, entry in self.links.items()
                for given in entry.record.inputs
            ],
            corrections=self.corrections,
            sames=self.sames,
        )

    def graph(self) -> Graph:
        return Graph.build(self.rows())

    def bodies(self) -> Bodies:
        """All of them, with the reviews that were not undone."""
        resolution = resolve(self.corrections)
        reviews = {
            seq: [review for review in reviews if not resolution.undone(review.seq)]
            for seq, reviews in self.judged.items()
        }
        return Bodies(
            figures=self.figures,
            links=self.links,
            parties=self.parties,
            works=self.works,
            reviews={seq: kept for seq, kept in reviews.items() if kept},
        )

    def trace(
        self,
        *names: str,
        direction: Direction = "upstream",
        depth: int | None = None,
        source: str | None = None,
    ) -> Trace:
        """A trace from the bodies that are said to be needed, and no others."""
        graph, bodies = self.graph(), self.bodies()
        asked = [self.seqs[name] for name in names]
        wanted = needed(graph, asked, direction, depth)
        behind = set(wanted.behind)
        return build_trace(
            graph,
            Bodies(
                figures={seq: self.figures[seq] for seq in wanted.figures},
                links={seq: self.links[seq] for seq in wanted.links},
                parties=bodies.parties,
                works=bodies.works,
                reviews={
                    seq: reviews
                    for seq, reviews in bodies.reviews.items()
                    if seq in behind or seq in bodies.works
                },
            ),
            asked,
            direction=direction,
            depth=depth,
            ledger=LedgerHead(name="test", size=self.count, root="0" * 64),
            source=None if source is None else self.works[self.seqs[source]],
            recorded={seq: self.recorded(seq) for seq in range(1, self.count + 1)},
        )

    def name(self, seq: int) -> str:
        """The name of a figure."""
        return next(name for name, known in self.seqs.items() if known == seq)

    def codes(self, trace: Trace) -> set[tuple[str, str]]:
        """The findings of a trace as pairs of code and figure."""
        return {(finding.code, self.name(finding.figure)) for finding in trace.findings}


@pytest.fixture
def story() -> Story:
    """An empty ledger to tell a story in."""
    return Story()
