"""Findings in the shape of the graph: loops, self-citation, single origins, trails that end."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from ledger.trace.context import Context
from ledger.trace.figure_graph import Graph
from ledger.trace.graph_arrays import NUMBERLESS, PRIMARY, RELAY, RETRACTED, SOURCED, grouped, starts
from ledger.trace.loops import loops, shortest_loop
from ledger.trace.notice import Notice
from ledger.trace.support import MANY, NONE

_MOST_NAMES = 8


def circular_reports(context: Context) -> Iterator[Notice]:
    """Yield one notice a loop, on its first figure in the order of the context, with a shortest way round."""
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
            text=f"upstream of itself: {' ← '.join(gaps)}. Find what stood before anybody repeated it, and retract "
            "the link that nobody can show.",
            names=tuple(graph.seqs[node] for node in named),
        )


class _Resting(NamedTuple):
    """The number of parties that rest on an origin, its own among them.

    `repeat` counts parties that state its number, `leave_out` those that pass it on without one, `compute` those that
    only state what was computed from it.
    """

    parties: int
    repeat: int
    leave_out: int
    compute: int


def single_origins(context: Context) -> Iterator[Notice]:
    """Yield one notice for each figure asked for, or over a whole ledger for each origin."""
    graph = context.graph
    held: Iterable[tuple[int, int, _Resting | None]]
    if context.asked is None:
        held = ((origin, origin, resting) for origin, resting in _resting(context))
    else:
        asked = {context.origins[node] for node in context.asked}
        found = dict(_resting(context, asked))
        held = ((node, at, found.get(at)) for node in context.asked for at in [context.origins[node]])
    for subject, origin, resting in held:
        if (
            resting is None
            or resting.repeat + resting.leave_out + resting.compute < 2
            or not context.covers(subject)
        ):
            continue
        whose, how = ("whose number it is", "counted")
        if graph.has(origin, NUMBERLESS):
            whose, how = ("who says so", "found it")
        yield Notice(
            code="single-origin",
            figure=graph.seqs[subject],
            text=f"{_sentence(context, origin, resting)}. Write {whose}, or find somebody who {how} independently.",
            names=(graph.seqs[origin],),
        )


def _sentence(context: Context, origin: int, resting: _Resting) -> str:
    """Return a sentence on how many parties rest on an origin: at least how many, where not all of them were read."""
    if origin in context.reaches:
        parties = max(resting.parties, context.reaches[origin].agents)
        return f"at least {parties} parties rest on {{0.origin}}, by {{0.parties}}"
    parts = []
    if resting.repeat:
        parts.append(f"{resting.repeat} {'repeats' if resting.repeat == 1 else 'repeat'} it")
    if resting.leave_out:
        verb = "passes" if resting.leave_out == 1 else "pass"
        parts.append(f"{resting.leave_out} {verb} it on without a number")
    if resting.compute:
        verb = "says" if resting.compute == 1 else "say"
        parts.append(f"{resting.compute} {verb} only what was computed from it")
    return f"{resting.parties} parties rest on {{0.origin}}, by {{0.parties}}: {', '.join(parts)}"


def _resting(context: Context, asked: Collection[int] | None = None) -> Iterator[tuple[int, _Resting]]:
    """Yield each origin that holds up more than itself, of those in `asked`, with the parties that rest on it."""
    graph = context.graph
    nodes, origins = array("i"), array("i")
    for node, origin in enumerate(context.origins):
        if origin not in (NONE, MANY) and (asked is None or origin in asked):
            nodes.append(node)
            origins.append(origin)
    order = grouped(origins, len(graph))
    for first, last in pairwise(starts(origins, len(graph))):
        if last - first > 1:
            origin = origins[order[first]]
            members = {nodes[place] for place in order[first:last]}
            own = set(graph.parties(origin))
            every = {party for node in members for party in graph.parties(node)}
            others = every - own
            relays = _repeating(graph, origin)
            passing = {party for node in relays for party in graph.parties(node)} & others
            numberless = graph.has(origin, NUMBERLESS)
            stating = (node for node in relays if numberless or not graph.has(node, NUMBERLESS))
            repeat = {party for node in stating for party in graph.parties(node)} & passing
            compute = len(others - passing)
            yield origin, _Resting(len(every), len(repeat), len(passing - repeat), compute)


def _repeating(graph: Graph, origin: int) -> list[int]:
    """Return the nodes that pass on what an origin says, by relays that were not retracted."""
    found = [origin]
    seen = {origin}
    for node in found:
        for link in graph.links_from(node):
            below = graph.link_figure[link]
            flags = graph.link_flags[link]
            if flags & RELAY and not flags & RETRACTED and below not in seen:
                seen.add(below)
                found.append(below)
    return found


def loose_ends(context: Context) -> Iterator[Notice]:
    """Yield trail ends, unattributed figures, origins without a source, statements without a number."""
    graph = context.graph
    for node in context.nodes():
        figure = graph.seqs[node]
        if graph.is_root(node) and not graph.has(node, PRIMARY):
            text = (
                "the trail ends here: nothing is upstream of it, and it is not marked primary. Link it to where it "
                "came from, or mark it primary if its reporter counted."
            )
            yield Notice(code="origin-unknown", figure=figure, text=text)
        if not graph.parties(node):
            yield Notice(
                code="unattributed", figure=figure, text="nobody is named who reported it. Say who did."
            )
        if graph.is_root(node) and graph.has(node, PRIMARY) and not graph.has(node, SOURCED):
            yield Notice(
                code="unsourced",
                figure=figure,
                text="an origin without a source. Say where it was published.",
            )
        # What a relay has no number for is said of its link.
        if graph.has(node, NUMBERLESS) and not graph.relayed(node):
            text = (
                "a statement without a number: there is nothing to compare or to compute with. Link it to one that "
                "gives a number."
            )
            yield Notice(code="unquantified", figure=figure, text=text)
