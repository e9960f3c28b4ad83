"""Independent origins: how many parties must withdraw before a figure rests on nothing.

The figures upstream are an AND/OR graph: a figure stands if any link into it does, a link if all its inputs do. The
number is the size of a minimal cut set over the parties at the origins, as in fault tree analysis (Vesely et al.,
"Fault Tree Handbook", NUREG-0492, 1981). The figures upstream are first reduced to what can matter; then `cutset`
finds the number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ledger.trace.figure_graph import Graph
from ledger.trace.graph_arrays import PRIMARY, RETRACTED
from ledger.trace.support import standing

if TYPE_CHECKING:
    from ledger.trace.cutset import AndOr


class Bounds(NamedTuple):
    """Bounds on the number of independent origins."""

    at_least: int
    at_most: int


def independent_origins(graph: Graph, node: int) -> Bounds:
    """Return the least number of originating parties whose withdrawal leaves `node` standing on nothing.

    An agent is one party however many figures it originated, and groups of joint reporters that share a
    member are one; an origin that nobody is named for is a party of its own. `at_most` takes each trail end
    as a party of its own too; `at_least` takes trail ends as not standing, but is 1 if anything stands. 0 and
    0 when the figure stands on nothing already. Exact up to 20 parties, and beyond wherever the search comes
    to an end.
    """
    stands = standing(graph)
    if not stands[node]:
        return Bounds(at_least=0, at_most=0)
    ways = _ways_above(graph, node, stands)
    roots = [root for root in ways if graph.is_root(root)]
    party_of = _party_of(graph, [root for root in roots if graph.has(root, PRIMARY)])
    ends = [root for root in roots if not graph.has(root, PRIMARY)]
    every = party_of | {root: place for place, root in enumerate(ends, start=len(party_of))}
    if len(set(every.values())) == 1:
        return Bounds(at_least=1, at_most=1)
    # Imported here: most figures need no search.
    from ledger.trace.cutset import smallest_cut

    most = smallest_cut(_formula(node, ways, every))
    if not ends:
        return Bounds(at_least=most.at_least, at_most=most.at_most)
    known = standing(graph, withdrawn=ends)
    if not known[node]:
        return Bounds(at_least=1, at_most=most.at_most)
    least = smallest_cut(_formula(node, _ways_above(graph, node, known), party_of))
    return Bounds(at_least=max(least.at_least, 1), at_most=most.at_most)


#: The ways by which nodes stand, by node: a way is the nodes that hold it up together.
_Ways: TypeAlias = dict[int, list[tuple[int, ...]]]


def _ways_above(graph: Graph, node: int, stands: bytearray) -> _Ways:
    """Return the ways of a standing node and of all that it rests on: itself first, then nearest first."""
    found: _Ways = {}
    seen = {node}
    queue = [node]
    for here in queue:
        found[here] = ways = _ways(graph, here, stands)
        for way in ways:
            for above in way:
                if above not in seen:
                    seen.add(above)
                    queue.append(above)
    return found


def _ways(graph: Graph, node: int, stands: bytearray) -> list[tuple[int, ...]]:
    """Return the inputs of each link into a node that stands, each once."""
    found: dict[tuple[int, ...], None] = {}
    inputs, start, flags = graph.inputs, graph.input_start, graph.link_flags
    for link in graph.links_into(node):
        if flags[link] & RETRACTED:
            continue
        first, end = start[link], start[link + 1]
        if end - first == 1:
            if stands[inputs[first]]:
                found[inputs[first],] = None
        elif all(stands[above] for above in inputs[first:end]):
            found[tuple(sorted(set(inputs[first:end])))] = None
    return list(found)


def _party_of(graph: Graph, origins: list[int]) -> dict[int, int]:
    """Return the party behind each origin, counted from 0."""
    parent = {origin: origin for origin in origins}

    def group(origin: int) -> int:
        while parent[origin] != origin:
            parent[origin] = parent[parent[origin]]
            origin = parent[origin]
        return origin

    first_of: dict[int, int] = {}
    for origin in origins:
        for party in graph.parties(origin):
            parent[group(origin)] = group(first_of.setdefault(party, origin))
    numbers: dict[int, int] = {}
    return {origin: numbers.setdefault(group(origin), len(numbers)) for origin in origins}


def _formula(node: int, ways: _Ways, party_of: dict[int, int]) -> AndOr:
    """Return what holds `node` up, as an AND/OR graph over parties.

    A node with one way to stand, on one other node, is read as that node: most of a chain of relays
    disappears. Such chains end, because each of them stands.
    """
    from ledger.trace.cutset import AndOr

    read_as: dict[int, int] = {}
    for start in ways:
        path = []
        here = start
        while here not in read_as and len(ways[here]) == 1 and len(ways[here][0]) == 1:
            path.append(here)
            (here,) = ways[here][0]
        end = read_as.get(here, here)
        read_as.update(dict.fromkeys([*path, here], end))
    kept = [kept_node for kept_node in reversed(ways) if read_as[kept_node] == kept_node]
    numbers = {kept_node: number for number, kept_node in enumerate(kept)}
    place = {read: numbers[end] for read, end in read_as.items()}

    def placed(way: tuple[int, ...]) -> tuple[int, ...]:
        return (place[way[0]],) if len(way) == 1 else tuple(sorted({place[above] for above in way}))

    return AndOr(
        top=place[node],
        leaves=[party_of.get(kept_node, -1) for kept_node in kept],
        ways=[sorted(set(map(placed, ways[kept_node]))) for kept_node in kept],
    )
