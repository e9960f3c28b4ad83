"""Findings in the shape of the graph: loops, self-citation, single origins, trails that end."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise

from ledger.trace.context import Context
from ledger.trace.graph import Graph
from ledger.trace.graph_arrays import NUMBERLESS, PRIMARY, RELAY, RETRACTED, SOURCED, grouped, starts
from ledger.trace.loops import loops, shortest_loop
from ledger.trace.notice import Notice
from ledger.trace.selfcitation import self_citations
from ledger.trace.support import MANY, NONE

_MOST_NAMES = 8


def structural(context: Context) -> Iterator[Notice]:
    """Everything that the shape of the graph shows."""
    yield from circular_reports(context)
    yield from self_citations(context)
    yield from single_origins(context)
    yield from loose_ends(context)


def circular_reports(context: Context) -> Iterator[Notice]:
    """One notice a loop, on its first figure in the order of the context, with a shortest way round."""
    graph = context.graph
    for members in loops(graph, context.live):
        shown = [node for node in members if context.covers(node)]
        if not shown:
            continue
        first = min(shown, key=lambda node: context.rank(graph.seqs[node]))
        way = shortest_loop(graph, context.live, first)
        named = way if len(way) <= _MOST_NAMES else [*way[: _MOST_NAMES - 1], way[-1]]
        gaps = [f"{{{place}}}" for place in range(len(named))]
        if len(named) < len(way):
            gaps.insert(-1, f"({len(way) - len(named)} more)")
        yield Notice(
            code="circular-report",
            figure=graph.seqs[first],
            text=f"upstream of itself: {' ← '.join(gaps)}",
            names=tuple(graph.seqs[node] for node in named),
        )


def single_origins(context: Context) -> Iterator[Notice]:
    """One notice for each figure asked for, or over a whole ledger for each origin."""
    graph = context.graph
    if context.asked is None:
        held: Iterable[tuple[int, int, int]] = ((one, one, many) for one, many in _parties_behind(context))
    else:
        asked = {context.origins[node] for node in context.asked}
        parties = dict(_parties_behind(context, asked))
        held = ((node, at, parties.get(at, 0)) for node in context.asked for at in [context.origins[node]])
    for subject, origin, many in held:
        if many > 1 and context.covers(subject):
            least = "at least " if origin in context.reaches else ""
            yield Notice(
                code="single-origin",
                figure=graph.seqs[subject],
                text=f"{least}{many} parties report it, and one origin stands behind them: {{0}}",
                names=(graph.seqs[origin],),
            )


def _parties_behind(context: Context, asked: Collection[int] | None = None) -> Iterator[tuple[int, int]]:
    """Each origin, of those `asked` about, that holds up more than itself, and how many parties report that."""
    graph = context.graph
    nodes, origins = array("i"), array("i")
    for node, origin in enumerate(context.origins):
        if origin not in (NONE, MANY) and (asked is None or origin in asked):
            nodes.append(node)
            origins.append(origin)
    order = grouped(origins, len(graph))
    for first, last in pairwise(starts(origins, len(graph))):
        if last - first > 1:
            members = (nodes[place] for place in order[first:last])
            yield origins[order[first]], len({party for node in members for party in graph.parties(node)})


def loose_ends(context: Context) -> Iterator[Notice]:
    """Trail ends, figures that nobody is named for, origins without a source, statements without a number."""
    graph = context.graph
    for node in context.nodes():
        figure = graph.seqs[node]
        if graph.is_root(node) and not graph.has(node, PRIMARY):
            text = "the trail ends here: nothing is upstream of it, and it is not marked primary"
            yield Notice(code="origin-unknown", figure=figure, text=text)
        if not graph.parties(node):
            yield Notice(code="unattributed", figure=figure, text="nobody is named who reported it")
        if graph.is_root(node) and graph.has(node, PRIMARY) and not graph.has(node, SOURCED):
            yield Notice(code="unsourced", figure=figure, text="an origin without a source")
        if graph.has(node, NUMBERLESS) and not _relays(graph, node):
            text = "a statement without a number: there is nothing to compare or to compute with"
            yield Notice(code="unquantified", figure=figure, text=text)


def _relays(graph: Graph, node: int) -> bool:
    """Whether a node relays another. What it has no number for is then said of the link."""
    links = (graph.link_flags[link] for link in graph.links_into(node))
    return any(flags & RELAY and not flags & RETRACTED for flags in links)
