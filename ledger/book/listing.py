"""Many figures: filtered by words, party, source, status or finding."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ledger.model.record import Figure, Review
from ledger.query import records, surroundings
from ledger.query.ledger_context import LedgerContext
from ledger.query.references import find
from ledger.store import reach
from ledger.store.engine import Transaction, reading
from ledger.store.head import read_head
from ledger.store.search import by_words
from ledger.trace.context import Context
from ledger.trace.material import Entry, Party, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which figures are wanted; what is left out does not matter.

    `search` are words that must all occur in label, quantity, quote, reporter or source; `agent` and `source`
    are references; `finding` is a code; `status` one of `vocabulary.LISTED_STATUSES`;
    `after` is an entry, of which only later ones are wanted.
    """

    search: str | None = None
    agent: str | None = None
    source: str | None = None
    finding: str | None = None
    status: str | None = None
    after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A figure in a list, with its parties, its source and its status.

    `stands` says whether anything holds it up; `verdict` is the newest review of it, else of the story it stands in.
    """

    entry: Entry[Figure]
    reporters: tuple[Party, ...]
    source: Work | None
    status: str
    stands: bool
    verdict: Entry[Review] | None

    @property
    def statuses(self) -> tuple[str, ...]:
        """What it is, of `vocabulary.LISTED_STATUSES`, gravest first: `current` where there is nothing else."""
        found = [] if self.status == "current" else [self.status]
        if not self.stands and self.status != "retracted":
            found.append("fallen")
        if self.verdict is not None:
            found.append(self.verdict.record.verdict)
        return tuple(found) or ("current",)

    def is_of(self, status: str) -> bool:
        """Whether it is of one of `vocabulary.LISTED_STATUSES`."""
        return status == self.status or status in self.statuses


def figures(context: LedgerContext, wanted: Wanted) -> Iterator[Listed]:
    """The figures wanted, in the order in which they were recorded."""
    flagged = _flagged(context, wanted.finding) if wanted.finding else None
    with reading(context.database) as connection:
        until = read_head(connection).size
        chosen = _chosen(connection, wanted, until)
        if wanted.after:
            chosen = [seq for seq in chosen if seq > wanted.after]
        if flagged is not None:
            chosen = [seq for seq in chosen if seq in flagged]
        for low in range(0, len(chosen), 500):
            for figure in listed(connection, chosen[low : low + 500], until):
                if wanted.status is None or figure.is_of(wanted.status):
                    yield figure


def _flagged(context: LedgerContext, code: str) -> set[int]:
    from ledger.book.checking import check

    found = check(context, (), select=[code], progress=lambda _done, _of: None)
    return {finding.figure for finding in found.findings}


def search(context: LedgerContext, words: str, most: int) -> Sequence[Listed]:
    """The figures found by words, best first."""
    with reading(context.database) as connection:
        until = read_head(connection).size
        found = by_words(connection, words, until, most)
        order = {seq: place for place, seq in enumerate(found)}
        return sorted(listed(connection, found, until), key=lambda figure: order[figure.entry.seq])


def _chosen(connection: Transaction, wanted: Wanted, until: int) -> list[int]:
    chosen: set[int] | None = None
    if wanted.search is not None:
        chosen = set(by_words(connection, wanted.search, until))
    if wanted.agent is not None:
        agent = find(connection, wanted.agent, who=None, kinds=frozenset({"agent"}))
        reported = reach.figures_of_agent(connection, agent.seq, until)
        chosen = set(reported) if chosen is None else chosen.intersection(reported)
    if wanted.source is not None:
        source = find(connection, wanted.source, who=None, kinds=frozenset({"source"}))
        standing = reach.figures_of_source(connection, source.seq, until)
        chosen = set(standing) if chosen is None else chosen.intersection(standing)
    if chosen is None:
        return [seq for seq, *_ in reach.every_figure(connection, until)]
    return sorted(chosen)


def listed(connection: Transaction, seqs: Collection[int], until: int) -> Iterator[Listed]:
    """Figures by sequence number, in order, without those that were misrecorded."""
    bodies = records.read_bodies(connection, seqs, (), until)
    graph = surroundings.upstream_graph(connection, seqs, until)
    context = Context(
        graph=graph,
        reviews=bodies.reviews,
        stories={
            seq: entry.seqs[entry.record.source]
            for seq, entry in bodies.figures.items()
            if entry.record.source is not None
        },
    )
    for seq, entry in sorted(bodies.figures.items()):
        if graph.resolution.read(seq) != seq:
            # Our own slips are no statements of anybody: what they were mended to is listed in their place.
            continue
        source = entry.record.source
        yield Listed(
            entry=entry,
            reporters=tuple(bodies.parties[entry.seqs[agent]] for agent in entry.record.reported_by),
            source=None if source is None else bodies.works[entry.seqs[source]],
            status=graph.resolution.status(seq),
            stands=bool(context.stands[graph.node(seq)]),
            verdict=context.verdict(seq),
        )
