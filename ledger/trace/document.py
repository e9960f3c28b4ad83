"""The assembled trace: the material of the JSON document and of every view."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from ledger.model.record import Figure, Link, Review
from ledger.model.vocabulary import SEVERITIES
from ledger.trace import registry
from ledger.trace.context import Context
from ledger.trace.figure_graph import Graph
from ledger.trace.finding import Finding
from ledger.trace.graph_arrays import PRIMARY
from ledger.trace.hops import Hop, conflicts, recomputed
from ledger.trace.independence import Bounds, independent_origins
from ledger.trace.inheritance import Inheritance
from ledger.trace.material import Bodies, Entry, Party, Recorded, Work
from ledger.trace.notice import Narrator
from ledger.trace.own_words import spoken
from ledger.trace.quotes import quote_findings
from ledger.trace.support import Reach, falling, reaches
from ledger.trace.walk import Direction, View, view

if TYPE_CHECKING:
    from ledger.trace.recompute import Recomputed


class LedgerHead(NamedTuple):
    """The ledger that was read: its name, how many entries it had, and the root hash of its log in hex."""

    name: str | None
    size: int
    root: str


class TracedFigure(NamedTuple):
    """A figure in a trace. `depth` is in hops from what was asked; `falls` is for a trace downstream."""

    entry: Entry[Figure]
    reporters: tuple[Party, ...]
    source: Work | None
    depth: int
    status: str
    #: The sequence number of what replaced it, where something did.
    replaced_by: int | None
    falls: bool | None
    review: Entry[Review] | None


class TracedInput(NamedTuple):
    """An input of a link: the name the formula calls it by, and the figure as it is read now."""

    name: str | None
    figure: int


class TracedLink(NamedTuple):
    """A link in a trace. `check` is the outcome of recomputing a derivation, None for any other link."""

    entry: Entry[Link]
    figure: int
    inputs: tuple[TracedInput, ...]
    status: str
    review: Entry[Review] | None
    check: Recomputed | None


class Origin(NamedTuple):
    """A figure with nothing upstream, and what rests on it. A trail end is one that is not `primary`."""

    figure: int
    agents: tuple[str, ...]
    primary: bool
    reach: Reach


# Not slotted: findings and independence are cached properties.
@dataclass(frozen=True, kw_only=True)
class Trace:
    """A trace of one figure or of all figures of a source, which are named by sequence number."""

    ledger: LedgerHead
    as_of: str | None
    asked: tuple[int, ...]
    #: The source whose figures were asked for, None where one figure was.
    source: Work | None
    direction: Direction
    truncated: bool
    #: Ordered by depth, then id.
    figures: tuple[TracedFigure, ...]
    #: Ordered by the depth of the figure they lead into, then its id, then their own.
    links: tuple[TracedLink, ...]
    #: Bodies of what is named and not shown: cut origins, the other ends of links, replacements.
    others: Mapping[int, Entry[Figure]]
    graph: Graph = field(repr=False)
    bodies: Bodies = field(repr=False)
    seen: View = field(repr=False)
    context: Context = field(repr=False)

    def entry(self, figure: int) -> Entry[Figure]:
        """Return a figure that is shown or named. Raises KeyError for any other."""
        return self.bodies.figures[figure]

    @cached_property
    def origins(self) -> tuple[Origin, ...]:
        """Every figure upstream of what was asked that has nothing upstream, nearest first, then by id."""
        graph, roots, counted = self.graph, self.seen.roots, self.context.reaches
        whole = [root for root in roots if root not in counted]
        reach = {**counted, **dict(zip(whole, reaches(graph, self.context.walked, whole), strict=True))}
        found = [(self.seen.upstream[root], self._representative(root), root, reach[root]) for root in roots]
        found.sort(key=lambda origin: (origin[0], origin[1].id))
        return tuple(
            Origin(
                figure=entry.seq,
                agents=tuple(sorted(party.name for party in reporters_of(self.bodies, entry))),
                primary=graph.has(root, PRIMARY),
                reach=reach,
            )
            for _, entry, root, reach in found
        )

    @cached_property
    def independent_origins(self) -> Bounds:
        """The number of parties that must withdraw before nothing holds it up; of a story, for its weakest figure."""
        bounds = [independent_origins(self.graph, node) for node in self.seen.asked]
        return Bounds(
            at_least=min((bound.at_least for bound in bounds), default=0),
            at_most=min((bound.at_most for bound in bounds), default=0),
        )

    @cached_property
    def affected_sources(self) -> tuple[Work, ...]:
        """The works that carry a figure below what was asked, by date of publication, then id."""
        works = {
            figure.source.seq: figure.source
            for figure in self.figures
            if figure.depth and figure.source is not None
        }
        return tuple(sorted(works.values(), key=lambda work: (work.published or "", work.id)))

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings on what is shown, the worst first, then nearest first."""
        narrator = Narrator(bodies=self.bodies, resolution=self.graph.resolution)
        found = [narrator.tell(notice) for notice in registry.structural_notices(self.context)]
        found += self._compared()
        wordings = self.bodies.wordings
        for figure in self.figures:
            if figure.status == "current" and figure.entry.seq in wordings:
                found += quote_findings(wordings[figure.entry.seq])
        found = [
            finding.accept()
            if finding.code in self.context.accepted(finding.figure, finding.link)
            else finding
            for finding in found
        ]
        depths = {figure.entry.seq: (figure.depth, figure.entry.id) for figure in self.figures}
        found.sort(
            key=lambda finding: (
                SEVERITIES.index(finding.severity),
                depths[finding.figure],
                finding.code,
                finding.message,
            )
        )
        return tuple(found)

    def _compared(self) -> Iterator[Finding]:
        """Yield what is found by comparing figures along each link that holds, and the relays of each figure."""
        relays: dict[int, dict[int, Entry[Figure]]] = {}
        for link in self.links:
            if link.entry.record.relation == "revision" or link.status == "retracted":
                continue
            yield from registry.hop_findings(self._hop(link))
            if link.entry.record.relation == "relay":
                below = relays.setdefault(self.graph.node(link.inputs[0].figure), {})
                below[link.figure] = self.entry(link.figure)
        for node, below in relays.items():
            if len(below) > 1 and node in self.seen.depths:
                yield from conflicts(self._representative(node), list(below.values()))

    def _hop(self, link: TracedLink) -> Hop:
        component = self.context.live.component
        at = self.graph.node(link.figure)
        return Hop(
            link=link.entry,
            figure=spoken(self.entry(link.figure), self.bodies.works),
            inputs={given.name or "": self._filled(given.figure) for given in link.inputs},
            looped=any(component[self.graph.node(given.figure)] == component[at] for given in link.inputs),
            check=link.check,
        )

    @cached_property
    def _inheritance(self) -> Inheritance:
        def read(nodes: Iterable[int]) -> dict[int, Figure]:
            entries = self.bodies.figures
            return {
                node: entries[self.graph.seqs[node]].record
                for node in nodes
                if self.graph.seqs[node] in entries
            }

        return Inheritance(self.graph, read)

    def _filled(self, seq: int) -> Entry[Figure]:
        """Return a figure with what its party left out, as far as something upstream that was read states it."""
        entry = self.entry(seq)
        record = self._inheritance.of(self.graph.node(seq), entry.record)
        return spoken(entry._replace(record=record), self.bodies.works)

    def _representative(self, node: int) -> Entry[Figure]:
        """Return the figure that represents a node: one marked primary before others, then the lowest id."""
        entries = [self.bodies.figures[seq] for seq in self.graph.members(node)]
        return min(entries, key=lambda entry: (not entry.record.primary, entry.id))


def reporters_of(bodies: Bodies, entry: Entry[Figure]) -> tuple[Party, ...]:
    """Return the parties that reported a figure, in the order of their ids."""
    return tuple(bodies.parties[entry.seqs[reporter]] for reporter in entry.record.reported_by)


def build_trace(
    graph: Graph,
    bodies: Bodies,
    asked: Sequence[int],
    *,
    direction: Direction = "upstream",
    depth: int | None = None,
    ledger: LedgerHead,
    as_of: str | None = None,
    source: Work | None = None,
    recorded: Mapping[int, Recorded] | None = None,
    counted: Mapping[int, Reach] = MappingProxyType({}),
    seen: View | None = None,
) -> Trace:
    """Assemble the trace of the figures `asked` (sequence numbers), cut after `depth` hops, None for all.

    `bodies` holds what `walk.needed` names for the same question, with the standing reviews of all that it lists as
    `behind`. `recorded` says when entries after the first review were recorded, where the bodies do not. `counted`
    gives, by sequence number, the reach of origins on which more rests than the graph holds. `source` is given when
    its figures were asked for, `seen` where it is known already what is shown. Raises KeyError where something needed
    is missing.
    """
    seen = seen or view(graph, asked, direction, depth)
    context = _context(graph, bodies, seen, recorded or {}, counted)
    fallen = falling(graph, seen.asked) if direction == "downstream" else None
    figures = [
        traced_figure(context, bodies, seq, depth=hops, falls=None if fallen is None else node in fallen)
        for node, hops in seen.depths.items()
        for seq in graph.members(node)
    ]
    figures.sort(key=lambda figure: (figure.depth, figure.entry.id))
    shown = {figure.entry.seq: figure for figure in figures}
    linked = [traced_link(context, bodies, graph.link_seqs[link]) for link in seen.links]
    linked += [traced_link(context, bodies, revision.link) for revision in seen.revisions]
    order = {seq: place for place, seq in enumerate(shown)}
    linked.sort(key=lambda link: (order.get(link.figure, len(order)), link.entry.id))
    return Trace(
        ledger=ledger,
        as_of=as_of,
        asked=tuple(seq for node in seen.asked for seq in graph.members(node)),
        source=source,
        direction=direction,
        truncated=seen.truncated,
        figures=tuple(figures),
        links=tuple(linked),
        others={seq: entry for seq, entry in bodies.figures.items() if seq not in shown},
        graph=graph,
        bodies=bodies,
        seen=seen,
        context=context,
    )


def _context(
    graph: Graph,
    bodies: Bodies,
    seen: View,
    recorded: Mapping[int, Recorded],
    counted: Mapping[int, Reach],
) -> Context:
    """Return the context in which a trace looks for findings: on what it shows, in the order of the ids."""

    def entry_of(seq: int) -> Recorded | None:
        entry = bodies.figures.get(seq) or bodies.links.get(seq)
        return recorded.get(seq) if entry is None else entry.recorded

    def rank(seq: int) -> tuple[str, int]:
        entry = bodies.figures.get(seq) or bodies.links.get(seq)
        # What is cut off has no id here, and comes after what is shown: "~" sorts behind any hex digit.
        return ("~" if entry is None else entry.id), seq

    stories = {
        seq: entry.seqs[entry.record.source]
        for seq, entry in bodies.figures.items()
        if entry.record.source is not None and entry.seqs[entry.record.source] in bodies.reviews
    }
    return Context(
        graph=graph,
        reviews=bodies.reviews,
        stories=stories,
        recorded=entry_of,
        scope=frozenset(seen.depths),
        asked=seen.asked,
        rank=rank,
        reaches={graph.node(seq): reach for seq, reach in counted.items()},
    )


def traced_figure(
    context: Context, bodies: Bodies, seq: int, *, depth: int, falls: bool | None
) -> TracedFigure:
    """Return a figure by sequence number, as a trace shows it. Raises KeyError where its body is missing."""
    entry = bodies.figures[seq]
    source = entry.record.source
    return TracedFigure(
        entry=entry,
        reporters=reporters_of(bodies, entry),
        source=None if source is None else bodies.works[entry.seqs[source]],
        depth=depth,
        status=context.graph.resolution.status(seq),
        replaced_by=context.graph.resolution.replaced_by(seq),
        falls=falls if depth else None,
        review=context.ruling(seq),
    )


def traced_link(context: Context, bodies: Bodies, seq: int) -> TracedLink:
    """Return a link by sequence number, recomputed. Raises KeyError where it or a figure it names is missing."""
    entry, resolution = bodies.links[seq], context.graph.resolution
    link = entry.record

    def now(reference: str) -> int:
        reading = resolution.read(entry.seqs[reference])
        if reading is None:
            raise KeyError(reference)
        return reading

    inputs = tuple(TracedInput(name=given.name, figure=now(given.figure)) for given in link.inputs)
    figure = now(link.figure)
    records = {given.name or "": bodies.figures[given.figure].record for given in inputs}
    return TracedLink(
        entry=entry,
        figure=figure,
        inputs=inputs,
        status=resolution.status(seq),
        review=context.ruling(seq),
        check=recomputed(link, bodies.figures[figure].record, records),
    )
