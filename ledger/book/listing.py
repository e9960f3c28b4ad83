"""Many figures: filtered by words, party, source, status or finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import dropwhile, islice
from typing import Final

from ledger.book.list_filters import Fits, with_date, with_unit, with_value
from ledger.model.record import Figure, Review
from ledger.query import records, surroundings
from ledger.query.ledger_context import LedgerContext
from ledger.query.references import find
from ledger.store import reach
from ledger.store.engine import Transaction, reading
from ledger.store.head import read_head
from ledger.store.search import found_by_words
from ledger.trace.context import Context
from ledger.trace.material import Entry, Party, Work

#: How many figures are read together, at first and then.
_FIRST_BATCH: Final = 20
_BATCH: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which figures are wanted; what is left out does not matter.

    `search` are words that must all occur in label, quantity, quote, reporter or source; `agent` and `source`
    are references; `finding` is a code; `status` one of `vocabulary.LISTED_STATUSES`; `verdict` one of
    `vocabulary.VERDICTS`, or ``none`` for a figure that was not reviewed. `unit`, `value` and `date` are as in
    `list_filters`. `most` is how many are wanted, `after` an entry behind
    which the list begins.
    """

    search: str | None = None
    agent: str | None = None
    source: str | None = None
    finding: str | None = None
    status: str | None = None
    verdict: str | None = None
    unit: str | None = None
    value: str | None = None
    date: str | None = None
    most: int | None = None
    after: int = 0


#: The names of all filters: the keywords of `Ledger.list`.
FILTERS: Final = frozenset(known.name for known in fields(Wanted))


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
    """The figures wanted: of a search the best first, else in the order in which they were recorded.

    Raises InputError for a filter that cannot be read, NotFoundError for a reference to nothing.
    """
    filters = [
        make(given)
        for make, given in ((with_unit, wanted.unit), (with_value, wanted.value), (with_date, wanted.date))
        if given is not None
    ]
    flagged = _flagged(context, wanted.finding) if wanted.finding else None
    return islice(_figures(context, wanted, filters, flagged), wanted.most)


def _figures(
    context: LedgerContext, wanted: Wanted, filters: Sequence[Fits], flagged: set[int] | None
) -> Iterator[Listed]:
    with reading(context.database) as connection:
        until = read_head(connection).size
        chosen = _chosen(connection, wanted, until)
        if wanted.after and wanted.search is None:
            chosen = (seq for seq in chosen if seq > wanted.after)
        elif wanted.after:
            # The list of a search goes on behind what it came to, which is not what was recorded later.
            chosen = islice(dropwhile(lambda seq: seq != wanted.after, chosen), 1, None)
        if flagged is not None:
            chosen = (seq for seq in chosen if seq in flagged)
        # Few at first: who wants the best of a search waits for no more than these.
        size = _FIRST_BATCH
        while batch := list(islice(chosen, size)):
            size = _BATCH
            for figure in listed(connection, batch, until):
                published = None if figure.source is None else figure.source.published
                if _is_wanted(figure, wanted) and all(
                    fits(figure.entry.record, published) for fits in filters
                ):
                    yield figure


def _is_wanted(figure: Listed, wanted: Wanted) -> bool:
    verdict = "none" if figure.verdict is None else figure.verdict.record.verdict
    return (wanted.status is None or figure.is_of(wanted.status)) and wanted.verdict in (None, verdict)


def _flagged(context: LedgerContext, code: str) -> set[int]:
    from ledger.book.checking import check

    found = check(context, (), select=[code], progress=lambda _done, _of: None)
    return {finding.figure for finding in found.findings}


def search(context: LedgerContext, words: str, most: int) -> Sequence[Listed]:
    """The figures found by words, best first."""
    return list(figures(context, Wanted(search=words, most=most)))


def _chosen(connection: Transaction, wanted: Wanted, until: int) -> Iterator[int]:
    """The figures of a party and of a source, in the order of a search, or in that of recording."""
    among: set[int] | None = None
    if wanted.agent is not None:
        agent = find(connection, wanted.agent, who=None, kinds=frozenset({"agent"}))
        among = set(reach.figures_of_agent(connection, agent.seq, until))
    if wanted.source is not None:
        source = find(connection, wanted.source, who=None, kinds=frozenset({"source"}))
        standing = reach.figures_of_source(connection, source.seq, until)
        among = set(standing) if among is None else among.intersection(standing)
    if wanted.search is not None:
        found = found_by_words(connection, wanted.search, until)
        return found if among is None else (seq for seq in found if seq in among)
    if among is None:
        return (seq for seq, *_ in reach.every_figure(connection, until))
    return iter(sorted(among))


def listed(connection: Transaction, seqs: Sequence[int], until: int) -> Iterator[Listed]:
    """Figures in the order in which they are given, without those that were misrecorded."""
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
    for seq in seqs:
        entry = bodies.figures[seq]
        if graph.resolution.read(seq) != seq:
            # Our own slips are not statements of anybody: what they were mended to is listed in their place.
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
