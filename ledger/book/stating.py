"""Makes the views of all figures of a ledger in batches, with bounded memory, and renders them in several processes."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, Final, NamedTuple, TypeVar

from ledger.book.checking import Progress, rows_in, whole_context
from ledger.book.findings import FindingRow
from ledger.query import records
from ledger.query.gc_pause import gc_paused
from ledger.store.engine import Transaction
from ledger.store.processes import is_shared, spare_processors, spread
from ledger.store.sorter import Sorter
from ledger.trace.context import Context
from ledger.trace.document import traced_link
from ledger.trace.finding import Finding
from ledger.view.figure_view import FigureView, LinkView, ViewBuilder, figures_of
from ledger.view.origins import first_statements, origins

R = TypeVar("R")

#: The number of figures, or findings, in a batch.
_BATCH: Final = 1_000
#: Up to how many figures one process is faster than several.
_ALONE: Final = 4_000

#: Where a finding has its figure.
_FIGURE: Final = Finding._fields.index("figure")


class _Batch(NamedTuple):
    """Figures by sequence number in ascending order, and the findings upon them, each as a tuple."""

    figures: list[int]
    findings: list[tuple[Any, ...]]


def every_figure(connection: Transaction, until: int, progress: Progress) -> Iterator[FigureView]:
    """Yield the view of every figure that was not misrecorded, in the order of recording.

    Findings are those of a check of the whole ledger. `progress` is called for the links of the check, then for the
    figures.
    """
    return chain.from_iterable(rendered(connection, until, iter, progress, workers=1, bounds=True))


def rendered(
    connection: Transaction,
    until: int,
    render: Callable[[Iterator[FigureView]], R],
    progress: Progress,
    *,
    workers: int | None = None,
    bounds: bool = False,
) -> Iterator[R]:
    """Yield what `render` makes of the views of `every_figure`, a batch at a time.

    Where there are many figures, `workers` processes render at the same time (one for each processor), and what they
    make is sent by `pickle`. Without `bounds`, the views have none of derivations that come out exactly (`recompute`).
    """
    context = whole_context(connection, until)
    graph = context.graph
    wanted = [seq for seq in graph.seqs if graph.resolution.read(seq) == seq]
    total = len(graph.link_seqs) + len(wanted)
    found = rows_in(connection, context, until, lambda done, _: progress(done, total))
    batches = _batches(wanted, _FindingsByFigure(found))
    maker = _ViewMaker(context, until, bounds=bounds)
    if workers is None:
        workers = spare_processors() if len(wanted) > _ALONE and is_shared(connection.engine) else 1

    def start(connection: Transaction) -> Callable[[_Batch], R]:
        def rendered_batch(batch: _Batch) -> R:
            # The cycle collector would look through all records of a batch, again and again.
            with gc_paused():
                return render(maker.views(connection, batch))

        return rendered_batch

    results: Iterator[R]
    if workers == 1:
        results = map(start(connection), batches)
    else:
        results = spread(connection.engine, start, batches, workers=workers)
    done = len(graph.link_seqs)
    for result in results:
        yield result
        done = min(done + _BATCH, total)
        progress(done, total)


def _batches(wanted: list[int], findings: _FindingsByFigure) -> Iterator[_Batch]:
    for low in range(0, len(wanted), _BATCH):
        figures = wanted[low : low + _BATCH]
        yield _Batch(figures, [finding for seq in figures for finding in findings.upon(seq)])


class _ViewMaker:
    """Makes the views of the figures of a whole ledger as of an entry, a batch at a time."""

    def __init__(self, context: Context, until: int, *, bounds: bool) -> None:
        self._context = context
        self._until = until
        self._bounds = bounds
        self._behind = origins(context.graph, context.walked)
        self._first = first_statements(context.graph, context.walked)
        # Computed once, before any process is forked.
        _ = context.stands

    def views(self, connection: Transaction, batch: _Batch) -> Iterator[FigureView]:
        """Yield the views of a batch."""
        context, graph = self._context, self._context.graph
        nodes = [graph.node(seq) for seq in batch.figures]
        into = [link for node in nodes for link in graph.links_into(node)]
        revisions = [revision for node in nodes for revision in graph.revisions.get(node, ())]
        links = {graph.link_seqs[link] for link in into} | {revision.link for revision in revisions}
        named = {node for link in into for node in (graph.link_figure[link], *graph.inputs_of(link))}
        named.update(graph.node(end) for revision in revisions for end in (revision.newer, revision.older))
        figures = {*batch.figures, *(seq for node in named for seq in graph.members(node))}
        sources = {source for node in nodes for source in (*self._behind.of(node), *self._first.of(node))}
        figures.update(graph.seqs[source] for source in sources)
        replaced = (graph.resolution.replaced_by(seq) for seq in batch.figures)
        figures.update(seq for seq in replaced if seq is not None)
        bodies = records.read_bodies(connection, figures, links, self._until, copies=True)
        builder = ViewBuilder(context, bodies, self._behind, self._first)
        at: dict[int, list[LinkView]] = {}
        for link in links:
            traced = traced_link(context, bodies, link, bounds=self._bounds)
            seen = builder.link(traced)
            for figure in figures_of(seen):
                at.setdefault(figure, []).append(seen)
        upon: dict[int, list[Finding]] = {}
        for row in batch.findings:
            finding = Finding(*row)
            upon.setdefault(finding.figure, []).append(finding)
        for seq in batch.figures:
            yield builder.figure(seq, at.get(seq, ()), upon.get(seq, ()))


class _FindingsByFigure:
    """Findings by their figures, which must be asked for in ascending order."""

    def __init__(self, found: Iterable[FindingRow]) -> None:
        rows = Sorter()
        rows.add(
            ((figure, rank, link, code, message), packed)
            for (rank, figure, link, code, message), packed, _ in found
        )
        rows.sort()
        self._following = (marshal.loads(packed)[0] for packed in rows)
        self._next = next(self._following, None)

    def upon(self, figure: int) -> Iterator[tuple[Any, ...]]:
        """Yield the findings on a figure as tuples; it must come after all figures asked for before."""
        while self._next is not None and self._next[_FIGURE] <= figure:
            if self._next[_FIGURE] == figure:
                yield self._next
            self._next = next(self._following, None)
