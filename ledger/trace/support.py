"""Support: which figures stand, which fall with another, and how far an origin reaches.

A figure stands if it has nothing upstream, or some relay or derivation link into it stands; a link stands if
all its inputs do: the least fixpoint, so that a loop never holds itself up. Retracted figures and links do
not stand; corrected, disputed and conjectural ones do.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from operator import sub
from typing import Final, NamedTuple

from ledger.trace.figure_graph import Graph
from ledger.trace.graph_arrays import ABSENT, PRIMARY, RETRACTED
from ledger.trace.loops import Condensation
from ledger.trace.walk import walk

#: By the flags of a node, whether it cannot stand.
_BARRED: Final = bytes(1 if flags & (RETRACTED | ABSENT) else 0 for flags in range(256))


def standing(graph: Graph, *, withdrawn: Collection[int] = (), restored: Collection[int] = ()) -> bytearray:
    """Return which nodes stand, 1 or 0 by node, with some taken as withdrawn and some as not retracted.

    Linear in the size of the graph: every link counts the inputs it still waits for, as in Dowling and
    Gallier, "Linear-time algorithms for testing the satisfiability of propositional Horn formulae" (1984).
    """
    stands = bytearray(len(graph))
    barred = graph.flags.translate(_BARRED)
    for node in restored:
        barred[node] = 1 if graph.has(node, ABSENT) else 0
    for node in withdrawn:
        barred[node] = 1
    waiting = array("i", map(sub, islice(graph.input_start, 1, None), graph.input_start))
    queue = array("i", (node for node in graph.read_nodes() if graph.is_root(node) and not barred[node]))
    for node in queue:
        stands[node] = 1
    start, uses, figures, flags = graph.use_start, graph.uses, graph.link_figure, graph.link_flags
    while queue:
        node = queue.pop()
        for link in uses[start[node] : start[node + 1]]:
            left = waiting[link]
            if left > 1:
                waiting[link] = left - 1
                continue
            figure = figures[link]
            if stands[figure] or barred[figure] or flags[link] & RETRACTED:
                continue
            stands[figure] = 1
            queue.append(figure)
    return stands


def falling(graph: Graph, asked: Collection[int]) -> set[int]:
    """Return the nodes that stand while the asked ones are current and no longer do once those are withdrawn."""
    before = standing(graph, restored=asked)
    after = standing(graph, withdrawn=asked)
    return {node for node, stood in enumerate(before) if stood and not after[node]}


#: The most figures counted that rest on an origin.
MOST_COUNTED = 1_000


class Reach(NamedTuple):
    """The numbers of figures, and of parties that reported them, that rest on an origin, itself included.

    `more` says that there are others, which were not counted.
    """

    figures: int
    agents: int
    more: bool = False


def reaches(graph: Graph, condensation: Condensation, origins: Sequence[int]) -> list[Reach]:
    """Return how far each of `origins` reaches downstream, in their order.

    The origins are carried downstream as bits of one integer, in batches that keep memory bounded: walking from each
    would take quadratic time where thousands of figures are summed up.
    """
    below = walk(graph, origins, "downstream")
    components: dict[int, list[int]] = {}
    for node in below:
        components.setdefault(condensation.component[node], []).append(node)
    ordered = [components[component] for component in sorted(components)]
    batch = max(64, min(8192, 200_000_000 // (8 * len(below) + 1)))
    found: list[Reach] = []
    for first in range(0, len(origins), batch):
        found += _reaches(graph, ordered, origins[first : first + batch])
    return found


def _reaches(graph: Graph, ordered: Iterable[Sequence[int]], origins: Sequence[int]) -> list[Reach]:
    """Return one batch of `reaches`; `ordered` holds the nodes below, component by component."""
    carried: dict[int, int] = {origin: 1 << bit for bit, origin in enumerate(origins)}
    by_party: dict[int, int] = {}
    figures = _Tally()
    for members in ordered:
        mask = 0
        for node in members:
            mask |= carried.get(node, 0)
            for above in graph.above(node):
                mask |= carried.get(above, 0)
        for node in members:
            carried[node] = mask
            figures.add(mask)
            for party in graph.parties(node):
                by_party[party] = by_party.get(party, 0) | mask
    agents = _Tally()
    for mask in by_party.values():
        agents.add(mask)
    return [Reach(figures=figures.count(bit), agents=agents.count(bit)) for bit in range(len(origins))]


def most_rested_on(
    graph: Graph, condensation: Condensation, nodes: Iterable[int], most: int
) -> list[tuple[int, int]]:
    """Return the `most` nodes on which most figures rest, with the number on each, the greatest first.

    The reaches are counted from the node that may reach farthest on, until no other can reach as far.
    """
    bounds = _reach_bounds(graph, condensation)
    pending = sorted(nodes, key=lambda node: (-bounds[condensation.component[node]], graph.seqs[node]))
    found: list[tuple[int, int]] = []
    first, batch = 0, max(64, 2 * most)
    while first < len(pending):
        some = pending[first : first + batch]
        reached = reaches(graph, condensation, some)
        found += [(node, reach.figures - 1) for node, reach in zip(some, reached, strict=True)]
        found.sort(key=lambda counted: (-counted[1], graph.seqs[counted[0]]))
        del found[most:]
        first, batch = first + batch, 2 * batch
        farthest = bounds[condensation.component[pending[first]]] - 1 if first < len(pending) else 0
        if len(found) == most and found[-1][1] >= farthest:
            break
    return found


def _reach_bounds(graph: Graph, condensation: Condensation) -> array[int]:
    """Return by component the most figures that can rest on a node, itself included.

    Exact where no figure comes from an origin in two ways: such a figure is counted once a way.
    """
    component, start, order = condensation.component, condensation.start, condensation.order
    bounds = array("q", [0]) * (len(start) - 1)
    for place in range(len(bounds) - 1, -1, -1):
        members = order[start[place] : start[place + 1]]
        onward = {component[below] for node in members for below in graph.below(node)} - {place}
        bounds[place] = min(len(members) + sum(bounds[below] for below in onward), len(graph))
    return bounds


class _Tally:
    """Counts, for every bit at once, the added integers that had it: one integer a binary digit."""

    def __init__(self) -> None:
        self._digits: list[int] = []

    def add(self, mask: int) -> None:
        for place, digit in enumerate(self._digits):
            if not mask:
                return
            self._digits[place], mask = digit ^ mask, digit & mask
        if mask:
            self._digits.append(mask)

    def count(self, bit: int) -> int:
        return sum((digit >> bit & 1) << place for place, digit in enumerate(self._digits))


#: The value of `origin_behind` for a node that rests on nothing, and for one that rests on several origins.
NONE, MANY = -1, -2


def origin_behind(graph: Graph, condensation: Condensation, stands: bytearray) -> array[int]:
    """Return the one origin each node rests on, by node: `NONE`, an origin's node, or `MANY`.

    Two origins of one party count as one, the one with the lower number. A trail end is not an origin, but it may hide
    one that we do not know, so whatever rests on it counts as `MANY`. Values are carried from upstream to downstream
    through what stands, a loop taken as one node.
    """
    behind = array("i", [NONE]) * len(graph)
    for members in condensation:
        together = NONE
        for node in members:
            if not stands[node]:
                continue
            if graph.is_root(node):
                together = _join(graph, together, node if graph.has(node, PRIMARY) else MANY)
            for link in graph.links_into(node):
                inputs = graph.inputs_of(link)
                if not graph.link_flags[link] & RETRACTED and all(stands[above] for above in inputs):
                    for above in inputs:
                        together = _join(graph, together, behind[above])
        for node in members:
            if stands[node]:
                behind[node] = together
    return behind


def _join(graph: Graph, first: int, second: int) -> int:
    """Return the least upper bound of two values of `origin_behind`."""
    if first == second or second == NONE:
        return first
    if first == NONE:
        return second
    if first != MANY and second != MANY and set(graph.parties(first)) & set(graph.parties(second)):
        return min(first, second)
    return MANY
