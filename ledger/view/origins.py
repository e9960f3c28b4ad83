"""The origins of each figure's number, and where that very number appeared first.

Both are carried from upstream to downstream over the whole graph at once, a few integers a node, so that the
figures of a ledger of any size can be written one after another.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable

from ledger.trace.figure_graph import Graph
from ledger.trace.graph_arrays import RELAY, RETRACTED
from ledger.trace.loops import Condensation

#: The most origins of a figure that are named.
MOST_ORIGINS = 8


class Sources:
    """The nodes at the far end of every node's trails, up to `MOST_ORIGINS` each."""

    def __init__(
        self,
        graph: Graph,
        condensation: Condensation,
        above: Callable[[int], Iterable[int]],
        is_source: Callable[[int], bool],
    ) -> None:
        self._rows = array("i", [-1]) * (len(graph) * MOST_ORIGINS)
        self._more = bytearray(len(graph))
        for members in condensation:
            found: set[int] = set()
            more = 0
            for node in members:
                if is_source(node):
                    found.add(node)
                for upstream in set(above(node)):
                    found.update(self.of(upstream))
                    more |= self._more[upstream]
            kept = sorted(found)[:MOST_ORIGINS]
            for node in members:
                start = node * MOST_ORIGINS
                self._rows[start : start + len(kept)] = array("i", kept)
                self._more[node] = more or len(found) > len(kept)

    def of(self, node: int) -> list[int]:
        """Return the nodes at the far end of a node's trails, ascending; itself, if no trail leads on from it."""
        start = node * MOST_ORIGINS
        return [source for source in self._rows[start : start + MOST_ORIGINS] if source >= 0]

    def more(self, node: int) -> bool:
        """Return whether there are more nodes than `of` returns."""
        return bool(self._more[node])


def origins(graph: Graph, condensation: Condensation) -> Sources:
    """Return the origins and trail ends behind every node, along relays and derivations, retracted ones too."""
    return Sources(graph, condensation, graph.above, graph.is_root)


def first_statements(graph: Graph, condensation: Condensation) -> Sources:
    """Return the figures at which the number of every node appeared first.

    Only relays that were not retracted are followed: a computed number appeared first where it was computed, whatever
    it was computed from.
    """
    return Sources(graph, condensation, graph.relayed, lambda node: not graph.relayed(node))


def repeating(graph: Graph, node: int, is_changed: Callable[[int], bool]) -> set[int]:
    """Return the nodes that state the number of `node`: those it came from by relays, and all that relay those.

    `is_changed` says of a link, by index, whether it changed the number.
    """
    found = {node}
    queue = [node]
    for current in queue:
        for link in graph.links_into(current):
            if _passes_on(graph, link) and not is_changed(link):
                queue += set(graph.inputs_of(link)) - found
                found.update(graph.inputs_of(link))
    queue = list(found)
    for current in queue:
        for link in graph.links_from(current):
            below = graph.link_figure[link]
            if _passes_on(graph, link) and below not in found and not is_changed(link):
                found.add(below)
                queue.append(below)
    return found


def _passes_on(graph: Graph, link: int) -> bool:
    flags = graph.link_flags[link]
    return bool(flags & RELAY) and not flags & RETRACTED
