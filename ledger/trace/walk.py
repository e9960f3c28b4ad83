"""Walks upstream and downstream, and the part of a walk that is shown.

A walk follows relays and derivations; retracted records are walked like the rest, and shown as retracted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple

from ledger.trace.figure_graph import Graph
from ledger.trace.graph_arrays import CORRECTED, RETRACTED, Revision

Direction = Literal["upstream", "downstream"]


def walk(graph: Graph, starts: Iterable[int], direction: Direction) -> dict[int, int]:
    """Return every node reached from `starts` with the least number of hops, in the order of the hops.

    The starts are at 0. Takes time and memory linear in what is reached.
    """
    depths = dict.fromkeys(starts, 0)
    queue = list(depths)
    neighbours = graph.above if direction == "upstream" else graph.below
    for node in queue:
        hops = depths[node] + 1
        for neighbour in neighbours(node):
            if neighbour not in depths:
                depths[neighbour] = hops
                queue.append(neighbour)
    return depths


class View(NamedTuple):
    """The part of a graph that a trace shows, by node and link index: the walk, cut at the depth asked for."""

    asked: tuple[int, ...]
    direction: Direction
    #: The nodes shown and their depths.
    depths: dict[int, int]
    links: tuple[int, ...]
    revisions: tuple[Revision, ...]
    #: Whether anything was left out because of the depth.
    truncated: bool
    #: Everything upstream of what was asked, shown or not, with its hops.
    upstream: dict[int, int]
    #: Everything upstream of what is shown: any change there may affect it.
    behind: dict[int, int]
    #: The nodes upstream of what was asked that have nothing upstream, nearest first.
    roots: tuple[int, ...]


def view(graph: Graph, asked: Sequence[int], direction: Direction, depth: int | None = None) -> View:
    """Decide what a trace of the figures `asked` (sequence numbers) shows down to `depth` hops, None for all.

    Raises KeyError for a figure that the graph does not hold.
    """
    starts = tuple(dict.fromkeys(graph.node(seq) for seq in asked))
    upstream = walk(graph, starts, "upstream")
    reached = upstream if direction == "upstream" else walk(graph, starts, direction)
    shown = reached if depth is None else {node: hops for node, hops in reached.items() if hops <= depth}
    links = tuple(_links(graph, shown, direction))
    rest = len(shown) < len(reached) or (
        depth is not None and len(links) < sum(1 for _ in _links(graph, reached, direction))
    )
    revisions = {revision for node in shown for revision in graph.revisions.get(node, ())}
    return View(
        asked=starts,
        direction=direction,
        depths=shown,
        links=links,
        revisions=tuple(sorted(revisions)),
        truncated=rest,
        upstream=upstream,
        behind=upstream if direction == "upstream" else walk(graph, shown, "upstream"),
        roots=tuple(node for node in upstream if graph.is_root(node)),
    )


def _links(graph: Graph, shown: dict[int, int], direction: Direction) -> Iterable[int]:
    """Yield the links between the nodes shown: upstream all inputs must be shown, downstream at least one."""
    complete = all if direction == "upstream" else any
    for node in shown:
        for link in graph.links_into(node):
            if complete(above in shown for above in graph.inputs_of(link)):
                yield link


#: The most hops upstream in which the fields that a figure leaves out are looked for.
_FAR: Final = 64


def relayed_above(graph: Graph, node: int) -> Iterator[int]:
    """Yield the nodes that a node passes on by relays, the nearest first."""
    seen, level = {node}, [node]
    for _ in range(_FAR):
        level = [above for here in level for above in graph.relayed(here) if above not in seen]
        seen.update(level)
        yield from level


class Needed(NamedTuple):
    """The records that a trace needs, by sequence number, and what it shows.

    `figures` and `links` are those whose bodies are shown, compared or named, with their parties and works; `behind`
    are all figures and links whose reviews, and times of first recording, bear on what is shown.
    """

    figures: tuple[int, ...]
    links: tuple[int, ...]
    behind: tuple[int, ...]
    seen: View


def needed(
    graph: Graph, asked: Sequence[int], direction: Direction = "upstream", depth: int | None = None
) -> Needed:
    """Return what `document.build_trace` needs to trace the figures `asked` (sequence numbers)."""
    seen = view(graph, asked, direction, depth)
    nodes = set(seen.depths).union(seen.roots)
    for link in seen.links:
        nodes.update(graph.inputs_of(link))
    figures = {seq for node in nodes for seq in graph.members(node)}
    for revision in seen.revisions:
        for end in (revision.newer, revision.older):
            figures.update(graph.members(graph.node(end)))
    for node in seen.behind:
        if graph.has(node, RETRACTED | CORRECTED):
            for seq in graph.members(node):
                # A trace names what stands in place of it, a finding the end of the chain.
                named = (seq, graph.resolution.replaced_by(seq), graph.resolution.latest(seq))
                figures.update(seq for seq in named if seq is not None)
    if seen.truncated:
        # A field that a figure at the edge leaves out may be stated further up.
        for node in list(nodes):
            figures.update(graph.seqs[above] for above in relayed_above(graph, node))
    links = {graph.link_seqs[link] for link in seen.links}.union(revision.link for revision in seen.revisions)
    behind = {seq for node in seen.behind for seq in graph.members(node)}
    behind.update(graph.link_seqs[link] for node in seen.behind for link in graph.links_into(node))
    return Needed(
        figures=tuple(sorted(figures)), links=tuple(sorted(links)), behind=tuple(sorted(behind)), seen=seen
    )
