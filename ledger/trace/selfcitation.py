"""Self-citation: a party that has its own figure back from somebody else."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import chain

from ledger.trace.context import Context
from ledger.trace.figure_graph import Graph
from ledger.trace.graph_arrays import RELAY, RETRACTED
from ledger.trace.notice import Notice

_MUCH = 64
_BATCH = 256


def self_citations(context: Context) -> Iterator[Notice]:
    """A notice for each figure that has one of its own party upstream of it, through another's, by relays.

    Within a loop everything is upstream of itself: that is circular reporting, and not said again here.
    """
    for node in sorted(_suspects(context)):
        way = _way_back(context, node)
        if way is not None:
            yield Notice(
                code="self-citation",
                figure=context.graph.seqs[node],
                text="the same party stands upstream of it, through somebody else: {0} ← {1} ← {2}. Do not count it "
                "twice: cite the first.",
                names=tuple(context.graph.seqs[cited] for cited in way),
            )


def _suspects(context: Context) -> set[int]:
    """The nodes reported on that have a figure of their own party upstream by relays, as far as need be seen.

    Most have few figures upstream, and those are gone through. The parties of the others are carried through
    the whole graph together, which takes as long for a thousand as for one.
    """
    graph = context.graph
    parties = _relayed_back(graph)
    suspects: set[int] = set()
    # Over a whole ledger carrying all parties together is faster than looking above each figure by itself.
    deep: set[int] = parties if context.scope is None else set()
    for node in () if context.scope is None else context.nodes():
        own = parties.intersection(graph.parties(node))
        near = _near(graph, node) if own else set()
        if near is None:
            deep |= own
        elif not own.isdisjoint(party for above in near for party in graph.parties(above)):
            suspects.add(node)
    carried = sorted(deep)
    order = array("i", _relaying(context)) if carried else array("i")
    for first in range(0, len(carried), _BATCH):
        bits = {party: 1 << place for place, party in enumerate(carried[first : first + _BATCH])}
        suspects.update(node for node in _cited_back(graph, order, bits) if context.covers(node))
    return suspects


def _relaying(context: Context) -> Iterator[int]:
    """The nodes that relay something, upstream before downstream."""
    return (node for node in context.live.order if _relays(context.graph, node))


def _near(graph: Graph, node: int) -> set[int] | None:
    """Everything upstream of a node by relays, or None where that is much."""
    found: set[int] = set()
    rest = [node]
    while rest:
        for above in _relays(graph, rest.pop()):
            if above not in found:
                found.add(above)
                rest.append(above)
        if len(found) > _MUCH:
            return None
    return found


def _relays(graph: Graph, node: int) -> list[int]:
    """The nodes that a node relays, by links that were not retracted."""
    flags, inputs, start, links = graph.link_flags, graph.inputs, graph.input_start, graph.link_start
    # A relay has one input.
    return [
        inputs[start[link]]
        for link in range(links[node], links[node + 1])
        if flags[link] & (RELAY | RETRACTED) == RELAY
    ]


def _relayed_back(graph: Graph) -> set[int]:
    """The parties that relay something and whose statements another party relays."""
    relaying: set[int] = set()
    relayed: set[int] = set()
    for node in graph.read_nodes():
        own = set(graph.parties(node))
        for above in _relays(graph, node):
            relaying |= own
            relayed.update(party for party in graph.parties(above) if party not in own)
    return relaying & relayed


def _cited_back(graph: Graph, order: Sequence[int], bits: dict[int, int]) -> set[int]:
    """The nodes with one of some parties upstream of its own figure through another's.

    Carries two sets of parties downstream as bits: those met, and those met with somebody else since. `order`
    is upstream before downstream, so that only loops are gone through more than once.
    """
    met, since = [0] * len(graph), [0] * len(graph)
    again: deque[int] = deque()
    queued = bytearray(len(graph))
    for node in order:
        queued[node] = 1
    for node in chain(order, _drained(again)):
        queued[node] = 0
        seen = through = 0
        for above in _relays(graph, node):
            own = _mask(graph, above, bits)
            seen |= met[above] | own
            through |= since[above] | (met[above] & ~own)
        if seen != met[node] or through != since[node]:
            met[node], since[node] = seen, through
            for below in graph.below(node):
                if not queued[below]:
                    queued[below] = 1
                    again.append(below)
    return {node for node, mask in enumerate(since) if mask and mask & _mask(graph, node, bits)}


def _drained(queue: deque[int]) -> Iterator[int]:
    """Yield what is in a queue, and what is put there meanwhile."""
    while queue:
        yield queue.popleft()


def _mask(graph: Graph, node: int, bits: dict[int, int]) -> int:
    mask = 0
    for party in graph.parties(node):
        mask |= bits.get(party, 0)
    return mask


def _way_back(context: Context, node: int) -> tuple[int, int, int] | None:
    """The node, the nearest that somebody else reported, and one of the node's own party upstream of that."""
    graph, component = context.graph, context.live.component
    reporters, start = graph.reporters, graph.reporter_start
    # A state is a node and the nearest one so far that lacks a party of ours, by that party.
    for party in set(graph.parties(node)):
        seen: tuple[set[int], set[int]] = {node}, set()
        queue: list[tuple[int, int | None]] = [(node, None)]
        for here, elsewhere in queue:
            ways = _relays(graph, here)
            if len(ways) > 1:
                ways.sort(key=lambda way: context.rank(graph.seqs[way]))
            for above in ways:
                ours = party in reporters[start[above] : start[above + 1]]
                if ours and elsewhere is not None and component[above] != component[node]:
                    return node, elsewhere, above
                through = elsewhere if elsewhere is not None or ours else above
                been = seen[through is not None]
                if above not in been:
                    been.add(above)
                    queue.append((above, through))
    return None
