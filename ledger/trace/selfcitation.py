"""Self-citation: a party that takes its own figure back from somebody else."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import chain

from ledger.trace.context import Context
from ledger.trace.figure_graph import Graph
from ledger.trace.notice import Notice

_MUCH = 64
_BATCH = 256


def self_citations(context: Context) -> Iterator[Notice]:
    """Yield a notice for each figure with one of its own party upstream, through another party's, by relays.

    Within a loop everything is upstream of itself: that is circular reporting, and is not repeated here.
    """
    graph = context.graph

    # Many searches come by the same nodes.
    @cache
    def ways(node: int) -> list[int]:
        above = graph.relayed(node)
        return sorted(above, key=lambda way: context.rank(graph.seqs[way])) if len(above) > 1 else above

    suspects = sorted(_suspects(context))
    only_way, only_party = _lone(context) if suspects else (array("i"), array("q"))
    for node in suspects:
        way = _way_back(context, node, ways, only_way, only_party)
        if way is not None:
            yield Notice(
                code="self-citation",
                figure=context.graph.seqs[node],
                text="the same party stands upstream of it, through somebody else: {0} ← {1} ← {2}. Do not count it "
                "twice: cite the first.",
                names=tuple(context.graph.seqs[cited] for cited in way),
            )


def _suspects(context: Context) -> set[int]:
    """Return the nodes reported on that may have a figure of their own party upstream by relays.

    Most have few figures upstream, which are gone through one by one. The parties of the others are carried through
    the whole graph together, which takes as long for a thousand parties as for one.
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
    # The nodes that relay something, upstream before downstream.
    order = array("i", (node for node in context.live.order if graph.relayed(node)) if carried else ())
    for first in range(0, len(carried), _BATCH):
        bits = {party: 1 << place for place, party in enumerate(carried[first : first + _BATCH])}
        suspects.update(node for node in _cited_back(graph, order, bits) if context.covers(node))
    return suspects


def _near(graph: Graph, node: int) -> set[int] | None:
    """Return everything upstream of a node by relays, or None where that is much."""
    found: set[int] = set()
    rest = [node]
    while rest:
        for above in graph.relayed(rest.pop()):
            if above not in found:
                found.add(above)
                rest.append(above)
        if len(found) > _MUCH:
            return None
    return found


def _relayed_back(graph: Graph) -> set[int]:
    """Return the parties that relay something and whose statements another party relays."""
    relaying: set[int] = set()
    relayed: set[int] = set()
    for node in graph.read_nodes():
        own = set(graph.parties(node))
        for above in graph.relayed(node):
            relaying |= own
            relayed.update(party for party in graph.parties(above) if party not in own)
    return relaying & relayed


def _cited_back(graph: Graph, order: Sequence[int], bits: dict[int, int]) -> set[int]:
    """Return the nodes where one of some parties is upstream of its own figure, through another party's.

    Two sets of parties are carried downstream as bits: those met, and those met with somebody else since. `order` runs
    from upstream to downstream, so that only loops are gone through more than once.
    """
    met, since = [0] * len(graph), [0] * len(graph)
    again: deque[int] = deque()
    queued = bytearray(len(graph))
    for node in order:
        queued[node] = 1
    for node in chain(order, _drained(again)):
        queued[node] = 0
        seen = through = 0
        for above in graph.relayed(node):
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
    """Yield what is in a queue, including what is put there meanwhile."""
    while queue:
        yield queue.popleft()


def _mask(graph: Graph, node: int, bits: dict[int, int]) -> int:
    mask = 0
    for party in graph.parties(node):
        mask |= bits.get(party, 0)
    return mask


def _lone(context: Context) -> tuple[array[int], array[int]]:
    """Return by node what it relays, and who reported it, where these are one: -1 where they are none or several.

    Of a node in a circle nothing is said to be relayed.
    """
    graph, component = context.graph, context.live.component
    only_way, only_party = array("i", [-1]) * len(graph), array("q", [-1]) * len(graph)
    for node in range(len(graph)):
        above, parties = graph.relayed(node), graph.parties(node)
        if len(above) == 1 and component[above[0]] != component[node]:
            only_way[node] = above[0]
        if len(parties) == 1:
            only_party[node] = parties[0]
    return only_way, only_party


def _way_back(
    context: Context,
    node: int,
    ways: Callable[[int], Sequence[int]],
    only_way: Sequence[int],
    only_party: Sequence[int],
) -> tuple[int, int, int] | None:
    """Return the node, the nearest that somebody else reported, and one of the node's own party upstream of that.

    `only_way` and `only_party` are as `_lone` returns them.
    """
    graph, component = context.graph, context.live.component
    reporters, start = graph.reporters, graph.reporter_start

    def is_of(party: int, figure: int) -> bool:
        return party in reporters[start[figure] : start[figure + 1]]

    # In the order in which they were recorded, which is the same in a part of a ledger: that of a set is not.
    for party in dict.fromkeys(graph.parties(node)):
        here, elsewhere = node, None
        # Up to the first fork, or circle, there is one way.
        while (above := only_way[here]) >= 0:
            reporter = only_party[above]
            if reporter == party or (reporter < 0 and is_of(party, above)):
                if elsewhere is not None:
                    return node, elsewhere, above
            elif elsewhere is None:
                elsewhere = above
            here = above
        # A state is a node with the nearest node on the way that the party did not report.
        seen: tuple[set[int], set[int]] = set(), set()
        seen[elsewhere is not None].add(here)
        queue: list[tuple[int, int | None]] = [(here, elsewhere)]
        for here, elsewhere in queue:
            for above in ways(here):
                ours = is_of(party, above)
                if ours and elsewhere is not None and component[above] != component[node]:
                    return node, elsewhere, above
                through = elsewhere if elsewhere is not None or ours else above
                been = seen[through is not None]
                if above not in been:
                    been.add(above)
                    queue.append((above, through))
    return None
