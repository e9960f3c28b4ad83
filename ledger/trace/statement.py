"""A figure with all that is known of it: how it came from others, its origins, what was found on it.

This is what a row of a sheet, a footnote or a claim is written from. Statements are made one at a time, so that
a ledger of any size can be handed out without being held in memory.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ledger.model.record import Figure, Link, Review
from ledger.model.vocabulary import SEVERITIES
from ledger.trace.context import Context
from ledger.trace.document import Trace, TracedFigure, TracedLink, reporters_of, traced_figure
from ledger.trace.finding import Finding
from ledger.trace.graph import Graph
from ledger.trace.graph_arrays import PRIMARY
from ledger.trace.loops import Condensation
from ledger.trace.material import Bodies, Copy, Entry, Party, Work

#: How many origins of a figure are named.
MOST_ORIGINS = 8


class FigureRef(NamedTuple):
    """A figure as others name it."""

    entry: Entry[Figure]
    reporters: tuple[Party, ...]
    source: Work | None


class Arrival(NamedTuple):
    """A link into a figure, with the figures it came from in the order of `link.inputs`.

    `source` is the work in which the link itself is said, where there is one.
    """

    link: TracedLink
    inputs: tuple[FigureRef, ...]
    source: Work | None


class Successor(NamedTuple):
    """A revision by a newer figure; `shown` says whether that is handed out itself."""

    link: TracedLink
    newer: FigureRef
    shown: bool


class Statement(NamedTuple):
    """A figure with all that is known of it."""

    shown: TracedFigure
    #: Relays, derivations and revisions into it, those that were retracted among them, ordered by id.
    arrivals: tuple[Arrival, ...]
    #: Up to `MOST_ORIGINS` of the figures at the far end of its trails, trail ends included; itself, if it is one.
    origins: tuple[FigureRef, ...]
    #: Whether there are origins beyond those.
    more_origins: bool
    #: Whether anything still holds it up.
    stands: bool
    #: Nothing is upstream of it, and it is marked primary: whoever reported it counted it.
    is_origin: bool
    #: The newer figures that revise it, ordered by the ids of the revisions.
    revised_by: tuple[Successor, ...]
    #: What replaced it, where something did.
    replaced_by: FigureRef | None
    #: Copies of the work it stands in, newest first.
    copies: tuple[Copy, ...]
    #: The newest review of the figure, else of the story it stands in.
    verdict: Entry[Review] | None
    #: On the figure and on the links into it, worst first.
    findings: tuple[Finding, ...]


class Origins:
    """The origins behind every node of a graph, up to `MOST_ORIGINS` each: a few integers a node."""

    def __init__(self, graph: Graph, condensation: Condensation) -> None:
        self._rows = array("i", [-1]) * (len(graph) * MOST_ORIGINS)
        self._more = bytearray(len(graph))
        for members in condensation:
            found: set[int] = set()
            more = 0
            for node in members:
                if graph.is_root(node):
                    found.add(node)
                for above in set(graph.above(node)):
                    found.update(self.of(above))
                    more |= self._more[above]
            kept = sorted(found)[:MOST_ORIGINS]
            for node in members:
                first = node * MOST_ORIGINS
                self._rows[first : first + len(kept)] = array("i", kept)
                self._more[node] = more or len(found) > len(kept)

    def of(self, node: int) -> list[int]:
        """The nodes at the far end of a node's trails, ascending; itself, if nothing is upstream of it."""
        first = node * MOST_ORIGINS
        return [one for one in self._rows[first : first + MOST_ORIGINS] if one >= 0]

    def more(self, node: int) -> bool:
        """Whether a node has more origins than `of` names."""
        return bool(self._more[node])


def face(bodies: Bodies, seq: int) -> FigureRef:
    """A figure as others name it. Raises KeyError where its body is not there."""
    entry = bodies.figures[seq]
    return FigureRef(entry=entry, reporters=reporters_of(bodies, entry), source=_work(bodies, entry))


def statement(
    context: Context,
    bodies: Bodies,
    origins: Origins,
    seq: int,
    *,
    links: Sequence[TracedLink],
    depth: int = 0,
    findings: Sequence[Finding] = (),
    is_shown: Callable[[int], bool] = lambda _: True,
) -> Statement:
    """The statement of one figure by sequence number; `links` are those that lead into it, and its revisions.

    `bodies` holds the figure, its links with all figures that they name, its origins and its replacement;
    `is_shown` says whether a figure is handed out itself. Raises KeyError where something is missing.
    """
    graph = context.graph
    node = graph.node(seq)
    shown = traced_figure(context, bodies, seq, depth=depth, falls=None)
    ordered = sorted(links, key=lambda one: one.entry.id)
    return Statement(
        shown=shown,
        arrivals=tuple(_arrival(bodies, one) for one in ordered if one.figure == seq),
        origins=tuple(face(bodies, graph.seqs[one]) for one in origins.of(node)),
        more_origins=origins.more(node),
        stands=bool(context.stands[node]),
        is_origin=graph.is_root(node) and graph.has(node, PRIMARY),
        revised_by=tuple(
            Successor(link=one, newer=face(bodies, one.figure), shown=is_shown(one.figure))
            for one in ordered
            if one.figure != seq
        ),
        replaced_by=None if shown.replaced_by is None else face(bodies, shown.replaced_by),
        copies=() if shown.source is None else tuple(bodies.copies.get(shown.source.seq, ())),
        verdict=context.verdict(seq),
        findings=tuple(sorted(findings, key=_worst_first)),
    )


def statements(trace: Trace) -> Iterator[Statement]:
    """The statements of all figures that a trace upstream shows, in its order."""
    context, bodies = trace.context, trace.bodies
    origins = Origins(trace.graph, context.walked)
    at: dict[int, list[TracedLink]] = {}
    for link in trace.links:
        for figure in figures_of(link):
            at.setdefault(figure, []).append(link)
    found: dict[int, list[Finding]] = {}
    for finding in trace.findings:
        found.setdefault(finding.figure, []).append(finding)
    shown = {one.entry.seq: one.depth for one in trace.figures}
    for seq, depth in shown.items():
        yield statement(
            context,
            bodies,
            origins,
            seq,
            links=at.get(seq, ()),
            depth=depth,
            findings=found.get(seq, ()),
            is_shown=shown.__contains__,
        )


def figures_of(link: TracedLink) -> set[int]:
    """The figures in whose statements a link is told: that which it leads into, and of a revision both ends."""
    if link.entry.record.relation == "revision":
        return {link.figure, link.inputs[0].figure}
    return {link.figure}


def _arrival(bodies: Bodies, link: TracedLink) -> Arrival:
    return Arrival(
        link=link,
        inputs=tuple(face(bodies, one.figure) for one in link.inputs),
        source=_work(bodies, link.entry),
    )


def _work(bodies: Bodies, entry: Entry[Figure] | Entry[Link]) -> Work | None:
    source = entry.record.source
    return None if source is None else bodies.works[entry.seqs[source]]


def _worst_first(finding: Finding) -> tuple[int, str, str]:
    return SEVERITIES.index(finding.severity), finding.code, finding.message
