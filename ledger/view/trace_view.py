"""The resolved view of a trace, or of a story: everything that is drawn, printed or written of it.

Terminal tree, page, drawing, sheet and JSON all read this view, and none of them reads a graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

from ledger.model.record import Review
from ledger.trace.document import LedgerHead, Trace
from ledger.trace.finding import Finding
from ledger.trace.independence import Bounds, independent_origins
from ledger.trace.material import Entry, Work
from ledger.trace.support import Reach
from ledger.trace.walk import Direction
from ledger.view.figure_view import FigureRef, FigureView, FindingView, LinkView, ViewBuilder, figures_of
from ledger.view.inherited import Inherited, InheritedFields
from ledger.view.origins import first_statements, origins, repeating
from ledger.view.wording import latest_by_each

#: Findings on relays that passed on another number, or none.
ANOTHER_NUMBER: Final = frozenset(
    {"value-changed", "scale-lost", "direction-changed", "units-differ", "unquantified"}
)


class OriginView(NamedTuple):
    """A figure with nothing upstream, and its reach. A trail end is one that is not `primary`."""

    figure: FigureRef
    agents: tuple[str, ...]
    primary: bool
    reach: Reach


class FigureGroup(NamedTuple):
    """The figures that were said to be the same, as one: a place in the tree, a step of the page.

    `number` names the group: it is the sequence number of one of its figures.
    """

    number: int
    #: The figure that represents all: the one asked for, else the first.
    main: FigureView
    #: All of them, by depth, then id.
    figures: tuple[FigureView, ...]
    #: The relays and derivations into them that are shown, in the order of the trace.
    arrivals: tuple[LinkView, ...]
    #: The relays and derivations from them that are shown.
    uses: tuple[LinkView, ...]
    revisions: tuple[LinkView, ...]
    #: The groups one hop upstream that are shown.
    above: tuple[int, ...]
    #: The findings on the figures and the links into them, worst first.
    findings: tuple[FindingView, ...]
    #: Whether there are links, in the direction of the trace, that are not shown.
    goes_on: bool
    #: Groups of one circle have the same number.
    circle: int

    @property
    def representative(self) -> FigureView:
        """The figure that represents them as an origin: the one marked primary, else the first."""
        return next((figure for figure in self.figures if figure.record.primary), self.figures[0])


# Not slotted: cached properties hold what only some renderers ask for.
@dataclass(frozen=True, kw_only=True)
class TraceView:
    """A trace, resolved. `asked` are the sequence numbers of the figures that were asked for."""

    ledger: LedgerHead
    as_of: str | None
    direction: Direction
    truncated: bool
    asked: tuple[int, ...]
    #: The work whose figures were asked for, with the latest review of each reviewer of it.
    story: Work | None
    story_reviews: tuple[Entry[Review], ...]
    #: Ordered by depth, then id.
    figures: tuple[FigureView, ...]
    #: Ordered by the depth of the figure they lead into, then its id, then their own.
    links: tuple[LinkView, ...]
    #: The worst first, then nearest first.
    findings: tuple[FindingView, ...]
    #: Figures that are named and not shown, by id: cut origins, the other ends of links, replacements.
    beside: tuple[FigureRef, ...]
    #: The groups that are shown by their numbers, in the order of their first figures.
    groups: Mapping[int, FigureGroup]
    #: The number of the group that each figure shown is part of, by sequence number.
    group_of: Mapping[int, int]
    _trace: Trace = field(repr=False, compare=False)

    @property
    def asked_groups(self) -> tuple[int, ...]:
        """The groups that were asked for, each once."""
        return tuple(dict.fromkeys(self.group_of[seq] for seq in self.asked))

    def ref(self, seq: int) -> FigureRef:
        """Return a figure that is shown or named, by sequence number. Raises KeyError for any other."""
        return self._refs[seq]

    def link_id(self, seq: int) -> str:
        """Return the id of a link that is shown. Raises KeyError for any other."""
        return self._link_ids[seq]

    def behind(self, number: int) -> dict[int, int]:
        """Return a group and all groups shown upstream of it, with their hops, nearest first."""
        found = {number: 0}
        queue = [number]
        for current in queue:
            for above in self.groups[current].above:
                if above not in found:
                    found[above] = found[current] + 1
                    queue.append(above)
        return found

    def found_behind(self, number: int) -> tuple[FindingView, ...]:
        """Return the findings on a group and on all that it rests on, the worst first."""
        places = sorted(place for behind in self.behind(number) for place in self._places.get(behind, ()))
        return tuple(self.findings[place] for place in places)

    @cached_property
    def _places(self) -> dict[int, list[int]]:
        """The places of each group's findings among all."""
        places: dict[int, list[int]] = {}
        for place, finding in enumerate(self.findings):
            places.setdefault(self.group_of[finding.figure.seq], []).append(place)
        return places

    @cached_property
    def origins(self) -> tuple[OriginView, ...]:
        """Every figure upstream of what was asked for that has nothing upstream, nearest first, then by id."""
        return tuple(
            OriginView(
                figure=self.ref(origin.figure),
                agents=origin.agents,
                primary=origin.primary,
                reach=origin.reach,
            )
            for origin in self._trace.origins
        )

    @property
    def independent_origins(self) -> Bounds:
        """The number of parties that must withdraw before nothing holds it up; of a story, for its weakest figure."""
        return self._trace.independent_origins

    def independent_of(self, number: int) -> Bounds:
        """Return the `independent_origins` of one group that was asked for."""
        if self.asked_groups == (number,):
            return self.independent_origins
        return independent_origins(self._trace.graph, self._trace.graph.node(number))

    def inherited(self, figure: FigureView) -> tuple[Inherited, ...]:
        """Return the fields that a figure leaves out and upstream states."""
        return self._inheritance.of(figure)

    def unsaid(self, figure: FigureView) -> tuple[Inherited, ...]:
        """Return the `inherited` fields of a figure that its words do not say either."""
        return self._inheritance.unsaid(figure)

    @cached_property
    def _inheritance(self) -> InheritedFields:
        return InheritedFields({figure.seq: figure for figure in self.figures}.get)

    @property
    def affected_sources(self) -> tuple[Work, ...]:
        """The works that carry a figure below what was asked for, by date of publication, then id."""
        return self._trace.affected_sources

    def reporting(self, number: int) -> int:
        """Return how many parties state the number of a group: those it came from by relays, and all who relay it.

        The count is within what the trace was made from. A relay that changed the number is not followed in either
        direction, and a party that passed the number on unsaid does not state it.
        """
        graph = self._trace.graph
        changed = {finding.link for finding in self.findings if finding.code in ANOTHER_NUMBER}
        same = repeating(graph, graph.node(number), lambda link: graph.link_seqs[link] in changed)
        silent = {graph.node(figure.seq) for figure in self.figures if not figure.record.restated}
        return len({party for node in same - silent for party in graph.parties(node)})

    @cached_property
    def _refs(self) -> dict[int, FigureRef]:
        return {figure.seq: figure.ref for figure in self.figures} | {ref.seq: ref for ref in self.beside}

    @cached_property
    def _link_ids(self) -> dict[int, str]:
        return {link.entry.seq: link.entry.id for link in self.links}


def resolve(trace: Trace) -> TraceView:
    """Return the view of a trace, put together once for every renderer."""
    graph, context, bodies = trace.graph, trace.context, trace.bodies
    walked = context.walked
    builder = ViewBuilder(context, bodies, origins(graph, walked), first_statements(graph, walked))
    links = tuple(builder.link(link) for link in trace.links)
    figures = _figures(trace, builder, links)
    findings = tuple(map(builder.finding, trace.findings))
    group_of = {figure.seq: graph.seqs[graph.node(figure.seq)] for figure in figures}
    source = trace.source
    reviews = () if source is None else bodies.reviews.get(source.seq, ())
    return TraceView(
        ledger=trace.ledger,
        as_of=trace.as_of,
        direction=trace.direction,
        truncated=trace.truncated,
        asked=trace.asked,
        story=source,
        story_reviews=tuple(latest_by_each(reviews)),
        figures=figures,
        links=links,
        findings=findings,
        beside=tuple(
            builder.ref(entry.seq) for entry in sorted(trace.others.values(), key=lambda entry: entry.id)
        ),
        groups=_groups(trace, figures, links, findings, group_of),
        group_of=group_of,
        _trace=trace,
    )


def _figures(trace: Trace, builder: ViewBuilder, links: Sequence[LinkView]) -> tuple[FigureView, ...]:
    at: dict[int, list[LinkView]] = {}
    for traced, link in zip(trace.links, links, strict=True):
        for seq in figures_of(traced):
            at.setdefault(seq, []).append(link)
    found: dict[int, list[Finding]] = {}
    for finding in trace.findings:
        found.setdefault(finding.figure, []).append(finding)
    shown = {figure.entry.seq for figure in trace.figures}
    return tuple(
        builder.figure(
            figure.entry.seq,
            at.get(figure.entry.seq, ()),
            found.get(figure.entry.seq, ()),
            depth=figure.depth,
            falls=figure.falls,
            is_shown=shown.__contains__,
        )
        for figure in trace.figures
    )


def _groups(
    trace: Trace,
    figures: Iterable[FigureView],
    links: Iterable[LinkView],
    findings: Iterable[FindingView],
    group_of: Mapping[int, int],
) -> dict[int, FigureGroup]:
    graph = trace.graph
    members: dict[int, list[FigureView]] = {}
    for figure in figures:
        members.setdefault(group_of[figure.seq], []).append(figure)
    arrivals: dict[int, list[LinkView]] = {}
    uses: dict[int, list[LinkView]] = {}
    revisions: dict[int, list[LinkView]] = {}
    for link in links:
        # The other end of a revision, and of a link downstream, may be a figure that is not shown.
        into = group_of.get(link.figure.seq, link.figure.seq)
        starts = dict.fromkeys(group_of.get(given.figure.seq, given.figure.seq) for given in link.inputs)
        if link.relation == "revision":
            for number in dict.fromkeys((into, *starts)):
                revisions.setdefault(number, []).append(link)
            continue
        arrivals.setdefault(into, []).append(link)
        for number in starts:
            uses.setdefault(number, []).append(link)
    found: dict[int, list[FindingView]] = {}
    for finding in findings:
        found.setdefault(group_of[finding.figure.seq], []).append(finding)
    asked = frozenset(trace.asked)
    groups = {}
    for number, together in members.items():
        node = graph.node(number)
        upstream = trace.direction == "upstream"
        shown = arrivals.get(number, []) if upstream else uses.get(number, [])
        recorded = graph.links_into(node) if upstream else graph.links_from(node)
        above = (group_of.get(given.figure.seq) for link in arrivals.get(number, ()) for given in link.inputs)
        groups[number] = FigureGroup(
            number=number,
            main=next((figure for figure in together if figure.seq in asked), together[0]),
            figures=tuple(together),
            arrivals=tuple(arrivals.get(number, ())),
            uses=tuple(uses.get(number, ())),
            revisions=tuple(revisions.get(number, ())),
            above=tuple(dict.fromkeys(place for place in above if place is not None)),
            findings=tuple(found.get(number, ())),
            goes_on=len(shown) < len(set(recorded)),
            circle=trace.context.walked.component[node],
        )
    return groups


__all__ = ["FigureGroup", "LedgerHead", "OriginView", "TraceView", "resolve"]
