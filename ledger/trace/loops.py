"""Loops: figures that are upstream of themselves, found without recursion.

Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1 (1972), with the call stack held
in arrays, so that a loop of a hundred thousand hops is no deeper than one of two.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from ledger.trace.figure_graph import Graph
from ledger.trace.graph_arrays import RETRACTED


class Condensation(NamedTuple):
    """The strongly connected components of a graph, upstream before downstream.

    `order` holds all nodes, those of a component side by side; `start` says where each component starts,
    `component` which one a node is in.
    """

    order: array[int]
    start: array[int]
    component: array[int]

    def __iter__(self) -> Iterator[array[int]]:
        """Yield the nodes of each component, a component after everything it came from."""
        return (self.order[first:last] for first, last in pairwise(self.start))

    def size(self, node: int) -> int:
        """Return how many nodes are in the same component."""
        component = self.component[node]
        return self.start[component + 1] - self.start[component]


def condense(graph: Graph, *, live: bool = False) -> Condensation:
    """Find the components. With `live`, links that were retracted are left out: they close no loop.

    Takes time and memory linear in the size of the graph.
    """
    inputs, link_start, input_start = graph.inputs, graph.link_start, graph.input_start
    dead = _retracted_inputs(graph) if live else bytearray(len(inputs))
    order, start = array("i"), array("i", [0])
    component = array("i", [-1]) * len(graph)
    found, low = array("i", [0]) * len(graph), array("i", [0]) * len(graph)
    following = array("i", (input_start[link] for link in link_start))
    visited, open_nodes, path = 0, array("i"), array("i")
    for root, reading in enumerate(graph.nodes):
        if root != reading or found[root]:
            continue
        path.append(root)
        while path:
            node = path[-1]
            if not found[node]:
                visited += 1
                found[node] = low[node] = visited
                open_nodes.append(node)
            place = following[node]
            if place < input_start[link_start[node + 1]]:
                following[node] = place + 1
                above = inputs[place]
                if not dead[place] and not found[above]:
                    path.append(above)
                elif not dead[place] and component[above] < 0:
                    low[node] = min(low[node], found[above])
                continue
            path.pop()
            if path:
                low[path[-1]] = min(low[path[-1]], low[node])
            if low[node] == found[node]:
                while component[node] < 0:
                    member = open_nodes.pop()
                    component[member] = len(start) - 1
                    order.append(member)
                start.append(len(order))
    return Condensation(order=order, start=start, component=component)


def _retracted_inputs(graph: Graph) -> bytearray:
    """Return one byte an input, 1 where the link it belongs to was retracted."""
    dead = bytearray(len(graph.inputs))
    for link, flags in enumerate(graph.link_flags):
        if flags & RETRACTED:
            for place in range(graph.input_start[link], graph.input_start[link + 1]):
                dead[place] = 1
    return dead


def loops(graph: Graph, condensation: Condensation) -> Iterator[array[int]]:
    """Yield the nodes of each loop, ascending: every live component in which a node is upstream of itself."""
    for members in condensation:
        if len(members) > 1 or members[0] in graph.live_above(members[0]):
            yield array("i", sorted(members))


def shortest_loop(graph: Graph, condensation: Condensation, node: int) -> list[int]:
    """Return a shortest way from a node upstream to itself, the node first and last.

    Raises ValueError for a node in no loop.
    """
    component = condensation.component[node]
    came_from: dict[int, int] = {}
    queue = [node]
    for here in queue:
        for above in graph.live_above(here):
            if above == node:
                way = [node]
                while here != node:
                    way.append(here)
                    here = came_from[here]
                way.append(node)
                return way[::-1]
            if condensation.component[above] == component and above not in came_from:
                came_from[above] = here
                queue.append(above)
    raise ValueError(f"node {node} is in no loop")
