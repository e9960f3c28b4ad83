"""Lists figures, filtered by words, party, source, status, finding and more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import dropwhile, islice
from typing import Final

from ledger.book.arguments import no_progress
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

#: The sizes of the first and of the largest batch of figures; each batch is twice as large as the one before.
_FIRST_BATCH: Final = 20
_BATCH: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The filters of a list; None accepts all figures.

    `search` are words that must all occur in label, quantity, quote, reporter or source; `agent` and `source` are
    references; `finding` is a code; `status` one of `vocabulary.LISTED_STATUSES`; `verdict` one of
    `vocabulary.VERDICTS`, or ``none`` for figures without a review. `unit`, `value` and `date` are as in
    `list_filters`. `most` is the largest number of figures; the list begins behind the entry `after`.
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

    `stands` says whether anything still supports it; `verdict` is its newest review, or else that of its source.
    """

    entry: Entry[Figure]
    reporters: tuple[Party, ...]
    source: Work | None
    status: str
    stands: bool
    verdict: Entry[Review] | None

    @property
    def statuses(self) -> tuple[str, ...]:
        """Its `vocabulary.LISTED_STATUSES`, the gravest first; only `current` if no other applies."""
        statuses = [] if self.status == "current" else [self.status]
        if not self.stands and self.status != "retracted":
            statuses.append("fallen")
        if self.verdict is not None:
            statuses.append(self.verdict.record.verdict)
        return tuple(statuses) or ("current",)

    def is_of(self, status: str) -> bool:
        """Return whether it has one of the `vocabulary.LISTED_STATUSES`."""
        return status == self.status or status in self.statuses


def figures(context: LedgerContext, wanted: Wanted) -> Iterator[Listed]:
    """Yield the matching figures: the best first if there is a search, else in the order of recording.

    Raises InputError for a filter that cannot be read, NotFoundError for an unknown reference.
    """
    filters = [
        make(text)
        for make, text in ((with_unit, wanted.unit), (with_value, wanted.value), (with_date, wanted.date))
        if text is not None
    ]
    flagged = None
    if wanted.finding:
        from ledger.book.checking import check

        checked = check(context, (), select=[wanted.finding], progress=no_progress)
        flagged = {finding.figure for finding in checked.findings}
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
            # The results of a search are not in the order of recording.
            chosen = islice(dropwhile(lambda seq: seq != wanted.after, chosen), 1, None)
        if flagged is not None:
            chosen = (seq for seq in chosen if seq in flagged)
        # The first batch is small, and no larger than what is asked for: whether a figure stands takes all upstream.
        size = min(_FIRST_BATCH, wanted.most or _FIRST_BATCH)
        while batch := list(islice(chosen, size)):
            size = min(2 * size, _BATCH)
            for figure in listed(connection, batch, until):
                published = None if figure.source is None else figure.source.published
                verdict = "none" if figure.verdict is None else figure.verdict.record.verdict
                if (
                    (wanted.status is None or figure.is_of(wanted.status))
                    and wanted.verdict in (None, verdict)
                    and all(fits(figure.entry.record, published) for fits in filters)
                ):
                    yield figure


def search(context: LedgerContext, words: str, most: int) -> Sequence[Listed]:
    """Find figures by words, the best first."""
    return list(figures(context, Wanted(search=words, most=most)))


def _chosen(connection: Transaction, wanted: Wanted, until: int) -> Iterator[int]:
    """Return the figures of the party and the source, in the order of the search, or else of recording."""
    among: set[int] | None = None
    if wanted.agent is not None:
        agent = find(connection, wanted.agent, who=None, kinds=frozenset({"agent"}))
        among = set(reach.figures_of_agent(connection, agent.seq, until))
    if wanted.source is not None:
        source = find(connection, wanted.source, who=None, kinds=frozenset({"source"}))
        standing = reach.figures_of_source(connection, source.seq, until)
        among = set(standing) if among is None else among.intersection(standing)
    if wanted.search is not None:
        results = found_by_words(connection, wanted.search, until)
        return results if among is None else (seq for seq in results if seq in among)
    if among is None:
        return (seq for seq, *_ in reach.every_figure(connection, until))
    return iter(sorted(among))


def listed(connection: Transaction, seqs: Sequence[int], until: int) -> Iterator[Listed]:
    """Yield figures in this order, without those that were misrecorded."""
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
            # A misrecorded figure is nobody's statement; its replacement is listed itself.
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
