"""Makes the views of all figures of a ledger in batches, with bounded memory."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from ledger.book.checking import Progress, found_in, whole_context
from ledger.model.record import Link
from ledger.model.vocabulary import SEVERITIES
from ledger.query import records
from ledger.store.engine import Transaction
from ledger.store.sorter import Key, Sorter
from ledger.trace.context import Context
from ledger.trace.document import traced_link
from ledger.trace.figure_graph import Graph
from ledger.trace.finding import Finding
from ledger.trace.material import Entry
from ledger.view.figure_view import FigureView, LinkView, ViewBuilder, figures_of
from ledger.view.origins import Sources, first_statements, origins

#: The number of figures, or findings, in a batch.
_BATCH = 500


def every_figure(connection: Transaction, until: int, progress: Progress) -> Iterator[FigureView]:
    """Yield the view of every figure that was not misrecorded, in the order of recording.

    Findings are those of a check of the whole ledger. `progress` is called for the links of the check, then for the
    figures.
    """
    context = whole_context(connection, until)
    graph = context.graph
    wanted = [seq for seq in graph.seqs if graph.resolution.read(seq) == seq]
    total = len(graph.link_seqs) + len(wanted)
    found = found_in(connection, context, until, lambda done, _: progress(done, total))
    findings = _FindingsByFigure(finding for finding, _ in found)
    behind = origins(graph, context.walked)
    first = first_statements(graph, context.walked)
    done = len(graph.link_seqs)
    for low in range(0, len(wanted), _BATCH):
        batch = wanted[low : low + _BATCH]
        yield from _views(connection, context, behind, first, batch, findings, until)
        done += len(batch)
        progress(done, total)


def _views(
    connection: Transaction,
    context: Context,
    behind: Sources,
    first: Sources,
    seqs: Sequence[int],
    findings: _FindingsByFigure,
    until: int,
) -> Iterator[FigureView]:
    graph = context.graph
    nodes = [graph.node(seq) for seq in seqs]
    links = {graph.link_seqs[link] for node in nodes for link in graph.links_into(node)}
    links |= {revision.link for node in nodes for revision in graph.revisions.get(node, ())}
    named = records.read_bodies(connection, (), links, until).links
    figures = {*seqs, *_ends(graph, named.values())}
    figures |= {graph.seqs[source] for node in nodes for source in (*behind.of(node), *first.of(node))}
    replaced = (graph.resolution.replaced_by(seq) for seq in seqs)
    figures |= {seq for seq in replaced if seq is not None}
    bodies = records.read_bodies(connection, figures, links, until, copies=True)
    builder = ViewBuilder(context, bodies, behind, first)
    at: dict[int, list[LinkView]] = {}
    for link in links:
        traced = traced_link(context, bodies, link)
        seen = builder.link(traced)
        for figure in figures_of(traced):
            at.setdefault(figure, []).append(seen)
    for seq in seqs:
        yield builder.figure(seq, at.get(seq, ()), list(findings.upon(seq)))


def _ends(graph: Graph, links: Iterable[Entry[Link]]) -> Iterator[int]:
    """Yield the figures that links name, as they are read now."""
    for link in links:
        for reference in (link.record.figure, *(used.figure for used in link.record.inputs)):
            reading = graph.resolution.read(link.seqs[reference])
            if reading is not None:
                yield reading


class _FindingsByFigure:
    """Findings by their figures, which must be asked for in ascending order."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        rows = Sorter()
        source = iter(findings)
        while batch := list(islice(source, _BATCH)):
            rows.add((_key(finding), marshal.dumps(tuple(finding))) for finding in batch)
        rows.sort()
        self._following = (Finding(*marshal.loads(row)) for row in rows)
        self._next = next(self._following, None)

    def upon(self, figure: int) -> Iterator[Finding]:
        """Yield the findings on a figure, which must come after all figures asked for before."""
        while self._next is not None and self._next.figure <= figure:
            if self._next.figure == figure:
                yield self._next
            self._next = next(self._following, None)


def _key(finding: Finding) -> Key:
    return (
        finding.figure,
        SEVERITIES.index(finding.severity),
        finding.link or 0,
        finding.code,
        finding.message,
    )
