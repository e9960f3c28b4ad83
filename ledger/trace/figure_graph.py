"""The graph of a ledger as arrays of integers: which figure came from which, through which links.

A node is a figure as it is read now: a misrecorded record is read as its replacement, and figures that were
said to be the same are one node. Links run upstream, from a figure to its inputs. The arrays are compressed
sparse rows, so that a million figures take tens of megabytes and nothing that walks them needs to recurse.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

from ledger.trace import graph_arrays, small_graph
from ledger.trace.graph_arrays import ABSENT, RELAY, RETRACTED, Revision
from ledger.trace.material import Rows
from ledger.trace.status import Resolution, joined, resolve


class Turned:
    """The links that have a node as input, found when first asked for: a trace upstream begins without them."""

    def __init__(self, turn: Callable[[], tuple[array[int], array[int]]]) -> None:
        self._turn = turn

    @cached_property
    def arrays(self) -> tuple[array[int], array[int]]:
        """The place where the links of each node start, and the links."""
        return self._turn()


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Nodes and links by index. `build` makes one; `seqs` and `link_seqs` lead back to sequence numbers."""

    resolution: Resolution
    #: Sequence numbers of all figures, ascending; a figure's index is its place here.
    seqs: array[int]
    #: The node each figure is read as: the index of a figure that stands for itself.
    nodes: array[int]
    #: `PRIMARY`, `SOURCED`, `NUMBERLESS`, `RETRACTED`, `CORRECTED` and `ABSENT`, one byte a node.
    flags: bytearray
    #: The figures of every node that holds more than one.
    groups: Mapping[int, Sequence[int]]
    reporter_start: array[int]
    #: Sequence numbers of parties, a group of agents said to be the same as the lowest of them.
    reporters: array[int]
    #: Links ordered by the node they lead into: those of node n are `link_start[n]` to `link_start[n + 1]`.
    link_start: array[int]
    link_seqs: array[int]
    link_figure: array[int]
    #: `RELAY`, `RETRACTED` and `CORRECTED`, one byte a link.
    link_flags: bytearray
    input_start: array[int]
    inputs: array[int]
    #: The inputs turned round.
    turned: Turned = field(compare=False)
    #: The revisions that name a node, by the node.
    revisions: Mapping[int, Sequence[Revision]]
    #: The records that a correction of ours cut off a node: links that are absent, or that had an absent input.
    severed: Mapping[int, Sequence[int]]

    @classmethod
    def build(cls, rows: Rows) -> Graph:
        """Build the graph of `rows`, corrections resolved first.

        A figure that a link names and that has no row of its own counts as one without number, source or parties.
        The order of the rows does not matter; in ascending order they are read fastest.
        """
        resolution = resolve(rows.corrections)
        groups_of = joined(rows.sames, resolution)
        small = small_graph.is_small(rows.figures) and small_graph.is_small(rows.edges)
        if small and not groups_of and not resolution.readings:
            seqs, flags = small_graph.read_figures(rows.figures, rows.edges)
            nodes = graph_arrays.nodes(seqs, flags, resolution, groups_of)
            places = {seq: place for place, seq in enumerate(seqs)}
            reporter_start, reporters = small_graph.read_reporters(rows.reporters, places)
            links = small_graph.read_links(rows.edges, places, resolution)
            turned = Turned(partial(small_graph.turned, links, len(seqs)))
        else:
            edges = graph_arrays.read_edges(rows.edges)
            seqs, flags = graph_arrays.read_figures(rows.figures, edges)
            nodes = graph_arrays.nodes(seqs, flags, resolution, groups_of)
            place_of = graph_arrays.indexer(seqs)
            reporter_start, reporters = graph_arrays.read_reporters(
                rows.reporters, place_of, nodes, groups_of
            )
            links = graph_arrays.read_links(edges, seqs, place_of, nodes, flags, resolution)
            turned = Turned(partial(graph_arrays.turned, links.input_start, links.inputs, len(seqs)))
        return cls(
            resolution=resolution,
            seqs=seqs,
            nodes=nodes,
            flags=flags,
            groups=graph_arrays.groups(seqs, nodes, groups_of),
            reporter_start=reporter_start,
            reporters=reporters,
            link_start=links.start,
            link_seqs=links.seqs,
            link_figure=links.figures,
            link_flags=links.flags,
            input_start=links.input_start,
            inputs=links.inputs,
            turned=turned,
            revisions=links.revisions,
            severed=links.severed,
        )

    @property
    def use_start(self) -> array[int]:
        """The places in `uses` at which the links of each node begin."""
        return self.turned.arrays[0]

    @property
    def uses(self) -> array[int]:
        """The links that have a node as input, node by node."""
        return self.turned.arrays[1]

    def __len__(self) -> int:
        """Return how many figures there are, those that are read as another included."""
        return len(self.seqs)

    def node(self, seq: int) -> int:
        """Return the node a figure is read as. Raises KeyError where no row and no link names the figure."""
        index = graph_arrays.index(self.seqs, seq)
        if index < 0:
            raise KeyError(seq)
        return self.nodes[index]

    def members(self, node: int) -> tuple[int, ...]:
        """Return the sequence numbers of the figures a node holds: one, unless several were said to be the same."""
        if node in self.groups:
            return tuple(self.seqs[index] for index in self.groups[node])
        return (self.seqs[node],)

    def links_into(self, node: int) -> range:
        """Return the links by which a node came from others."""
        return range(self.link_start[node], self.link_start[node + 1])

    def links_from(self, node: int) -> array[int]:
        """Return the links that have a node as input."""
        start, uses = self.turned.arrays
        return uses[start[node] : start[node + 1]]

    def inputs_of(self, link: int) -> array[int]:
        """Return the nodes a link leads to."""
        return self.inputs[self.input_start[link] : self.input_start[link + 1]]

    def above(self, node: int) -> array[int]:
        """Return the nodes one hop upstream, as often as links name them."""
        first, last = self.link_start[node], self.link_start[node + 1]
        return self.inputs[self.input_start[first] : self.input_start[last]]

    def below(self, node: int) -> Iterator[int]:
        """Return the nodes one hop downstream, as often as links lead to them."""
        return map(self.link_figure.__getitem__, self.links_from(node))

    def live_above(self, node: int) -> Iterator[int]:
        """Yield the nodes one hop upstream, by links that were not retracted."""
        for link in self.links_into(node):
            if not self.link_flags[link] & RETRACTED:
                yield from self.inputs_of(link)

    def relayed(self, node: int) -> list[int]:
        """Return the nodes that a node passes on, by relays that were not retracted."""
        flags, inputs, start, links = self.link_flags, self.inputs, self.input_start, self.link_start
        first, end = links[node], links[node + 1]
        # A relay has one input.
        if end - first == 1:
            return [inputs[start[first]]] if flags[first] & (RELAY | RETRACTED) == RELAY else []
        return [
            inputs[start[link]] for link in range(first, end) if flags[link] & (RELAY | RETRACTED) == RELAY
        ]

    def parties(self, node: int) -> array[int]:
        """Return the parties that reported a node, each once, parties that were said to be the same as one."""
        return self.reporters[self.reporter_start[node] : self.reporter_start[node + 1]]

    def has(self, node: int, flag: int) -> bool:
        """Return whether a node has a flag."""
        return bool(self.flags[node] & flag)

    def holds(self, seq: int) -> bool:
        """Return whether a record is a figure of this graph."""
        return graph_arrays.index(self.seqs, seq) >= 0

    def is_read(self, node: int) -> bool:
        """Return whether a node is a figure that is read as itself and is not absent."""
        return self.nodes[node] == node and not self.flags[node] & ABSENT

    def read_nodes(self) -> Iterator[int]:
        """Return every node: each figure that is read as itself and is not absent."""
        return (n for n, node in enumerate(self.nodes) if n == node and not self.flags[n] & ABSENT)

    def is_root(self, node: int) -> bool:
        """Return whether nothing is upstream of a node: an origin or a trail end."""
        return self.link_start[node] == self.link_start[node + 1] and not self.flags[node] & ABSENT
