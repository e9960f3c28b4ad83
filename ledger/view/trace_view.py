"""The resolved view of a trace, or of a story: everything that is drawn, printed or written of it.

Terminal tree, page, drawing, sheet and JSON all read this view, and none of them reads a graph.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple, TypeVar

from ledger.model.record import Figure, Review
from ledger.trace.batched import TOGETHER, Batched, Later, Lookup, sequence
from ledger.trace.document import LedgerHead, Trace, TracedFigure, TracedLink, ends_of, seq_of
from ledger.trace.finding import Finding
from ledger.trace.graph_arrays import RELAY, RETRACTED
from ledger.trace.independence import Bounds, independent_origins
from ledger.trace.material import Entry, Party, Recorded, Work
from ledger.trace.support import Reach
from ledger.trace.walk import Direction
from ledger.view.figure_view import FigureRef, FigureView, FindingView, LinkView, ViewBuilder, figures_of
from ledger.view.inherited import Inherited, InheritedFields, Restatement
from ledger.view.origins import first_statements, origins, repeating
from ledger.view.wording import latest_by_each

K = TypeVar("K")
V = TypeVar("V")

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


class ListedFigure(NamedTuple):
    """A figure as a list shows it: a `FigureView` without links, origins and findings; `replaced_by` is an id."""

    entry: Entry[Figure]
    reporters: tuple[Party, ...]
    source: Work | None
    depth: int
    status: str
    falls: bool | None
    review: Entry[Review] | None
    replaced_by: str | None


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
    arrivals: Sequence[LinkView]
    #: The relays and derivations from them that are shown.
    uses: Sequence[LinkView]
    revisions: Sequence[LinkView]
    #: The groups one hop upstream that are shown.
    above: tuple[int, ...]
    #: The findings on the figures and the links into them, worst first.
    findings: Sequence[FindingView]
    #: Whether there are links, in the direction of the trace, that are not shown.
    goes_on: bool
    #: Groups of one circle have the same number.
    circle: int

    @property
    def representative(self) -> FigureView:
        """The figure that represents them as an origin: the one marked primary, else the first."""
        return next((figure for figure in self.figures if figure.record.primary), self.figures[0])


#: How many views of links are kept of those that were made last.
_KEPT: Final = 1_000


# Not slotted: cached properties hold what only some renderers ask for.
@dataclass(frozen=True, kw_only=True)
class TraceView:
    """A trace, resolved. Of a long trail the figures, links, findings and groups are made when they are asked for."""

    #: The ledger that was read.
    ledger: LedgerHead
    _trace: Trace = field(repr=False)
    _builder: ViewBuilder = field(repr=False, compare=False)

    @property
    def as_of(self) -> str | None:
        """The entry as of which it was read, None where that was not asked."""
        return self._trace.as_of

    @property
    def direction(self) -> Direction:
        """The direction of the trace."""
        return self._trace.direction

    @property
    def truncated(self) -> bool:
        """Whether anything was left out because of the depth."""
        return self._trace.truncated

    @property
    def asked(self) -> tuple[int, ...]:
        """The sequence numbers of the figures that were asked for."""
        return self._trace.asked

    @property
    def story(self) -> Work | None:
        """The work whose figures were asked for."""
        return self._trace.source

    @cached_property
    def story_reviews(self) -> tuple[Entry[Review], ...]:
        """The latest review of the story by each of its reviewers."""
        reviews = () if self.story is None else self._trace.bodies.reviews.get(self.story.seq, ())
        return tuple(latest_by_each(reviews))

    @cached_property
    def figures(self) -> Sequence[FigureView]:
        """The figures, by depth, then id."""
        return self._sequence(self._trace.order.figures, self._figures)

    @cached_property
    def links(self) -> Sequence[LinkView]:
        """The links, by the depth of the figure they lead into, then its id, then their own."""
        return self._sequence(self._trace.links, lambda links: list(map(self._builder.link, links)))

    @cached_property
    def findings(self) -> Sequence[FindingView]:
        """The findings, the worst first, then nearest first."""
        return self._sequence(self._trace.findings, self._finding_views)

    @property
    def found(self) -> Sequence[Finding]:
        """The `findings` without the words of their rules and figures."""
        return self._trace.findings

    @cached_property
    def beside(self) -> Sequence[FigureRef]:
        """Figures that are named and not shown, by id: cut origins, the other ends of links, replacements."""
        id_of = self._trace.bodies.id_of
        return self._sequence(sorted(self._trace.others, key=lambda seq: id_of(seq) or ""), self._refs)

    @cached_property
    def groups(self) -> Mapping[int, FigureGroup]:
        """The groups that are shown by their numbers, in the order of their first figures."""
        graph = self._trace.graph
        numbers = dict.fromkeys(graph.seqs[graph.node(seq)] for seq in self._trace.order.figures)
        if self._held:
            return {number: self._group(number) for number in numbers}
        return Lookup(numbers, self._group)

    @cached_property
    def group_of(self) -> Mapping[int, int]:
        """The number of the group that each figure shown is part of, by sequence number."""
        graph, places = self._trace.graph, self._trace.order.places
        if self._held:
            return {seq: graph.seqs[graph.node(seq)] for seq in places}
        return Lookup(places, lambda seq: graph.seqs[graph.node(seq)])

    @property
    def asked_groups(self) -> tuple[int, ...]:
        """The groups that were asked for, each once."""
        return tuple(dict.fromkeys(self.group_of[seq] for seq in self.asked))

    def ref(self, seq: int) -> FigureRef:
        """Return a figure that is shown or named, by sequence number. Raises KeyError for any other."""
        return self._builder.ref(seq)

    def id_of(self, seq: int) -> str:
        """Return the id of a figure or link that is shown or named. Raises KeyError for any other record."""
        record_id = self._trace.bodies.id_of(seq)
        if record_id is None:
            raise KeyError(seq)
        return record_id

    def page(self, after: int | None, limit: int | None) -> range:
        """Return the places of up to `limit` figures after one, given by sequence number, in the order of the trace.

        Raises KeyError for a figure that is not shown.
        """
        places = self._trace.order.places
        first = 0 if after is None else places[after] + 1
        return range(first, len(places) if limit is None else min(first + limit, len(places)))

    def last_of(self, page: range) -> int | None:
        """Return the last figure of a page that others follow, by sequence number; None of the last page."""
        figures = self._trace.order.figures
        return figures[page.stop - 1] if page and page.stop < len(figures) else None

    def statements(self, shown: range) -> Iterator[tuple[ListedFigure, tuple[Inherited, ...]]]:
        """Yield the figures of a page without links and findings, each with the fields that upstream states."""
        trace = self._trace
        for low in range(shown.start, shown.stop, TOGETHER):
            high = min(low + TOGETHER, shown.stop)
            if not self._held:
                # What is said of their quotes is found while they are at hand.
                deque(trace.misquoted(trace.order.figures[low:high]), maxlen=0)
            yield from map(self._statement_of, trace.figures[low:high])

    def compared_links(self, shown: range) -> Iterator[LinkView]:
        """Yield the links into the figures of a page; what changed along them is found while they are at hand."""
        trace = self._trace
        links = trace.links_among(shown)
        is_whole = len(links) == len(trace.order.links)
        for low in range(links.start, links.stop, TOGETHER):
            for place, link in enumerate(trace.links[low : min(low + TOGETHER, links.stop)], low):
                if is_whole:
                    trace.changes_on(link)
                yield self.links[place] if self._held else self._builder.link(link)

    def found_among(self, shown: range) -> Sequence[Finding]:
        """Return the findings on the figures of a page, in their order, without the words of rules and figures."""
        return self._trace.found_among(shown) if len(shown) < len(self._trace.order.figures) else self.found

    def recorded(self) -> Iterator[Recorded]:
        """Yield when and by whom each figure was recorded."""
        return (figure.entry.recorded for figure in self._trace.figures)

    def resting(self, *, falls: bool) -> Sequence[FigureView]:
        """Return the figures below what was asked for that fall with it, or that stand without it, in their order."""
        trace, node = self._trace, self._trace.graph.node
        fallen, depths = trace.fallen or (), trace.seen.depths
        seqs = [seq for seq in trace.order.figures if depths[node(seq)] and (node(seq) in fallen) == falls]
        return Batched(seqs, self._figures)

    def link(self, key: int) -> LinkView:
        """Return a link by its key in a group."""
        return self._made(key)[1]

    def found_on(self, key: int) -> Sequence[Finding]:
        """Return the findings on a link, by its key, in any order, without looking for those on other links."""
        return self._trace.found_on(self._made(key)[0])

    def arrivals_at(self, number: int) -> Sequence[int]:
        """Return the keys of the relays and derivations into a group that are shown, in the order of the trace."""
        graph = self._trace.graph
        return self._shown(graph.links_into(graph.node(number)))

    def uses_of(self, number: int) -> Sequence[int]:
        """Return the keys of the relays and derivations from a group that are shown, in the order of the trace."""
        graph = self._trace.graph
        return self._shown(dict.fromkeys(graph.links_from(graph.node(number))))

    def ends(self, key: int) -> tuple[int, ...]:
        """Return the groups to which a link leads, in the direction of the trace."""
        graph = self._trace.graph
        nodes = graph.inputs_of(key) if self.direction == "upstream" else [graph.link_figure[key]]
        return tuple(graph.seqs[node] for node in nodes)

    def prepare(self, numbers: Iterable[int], keys: Iterable[int] = ()) -> None:
        """Read in one go what groups and links will be looked up for, where not everything is held."""
        if self._held:
            return
        trace, graph, builder = self._trace, self._trace.graph, self._builder
        nodes = [graph.node(number) for number in numbers]
        named = {*nodes, *(source for node in nodes for source in builder.sources_of(node))}
        figures = {seq for node in named for seq in graph.members(node)}
        replaced = (graph.resolution.replaced_by(seq) for seq in tuple(figures))
        figures.update(seq for seq in replaced if seq is not None)
        links = {*keys, *(key for node in nodes for key in self._at(node))}
        figures |= ends_of(graph, trace.seen, links)
        trace.bodies.prepare(figures, {seq_of(graph, trace.seen, key) for key in links})

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
        places = sorted(
            place for behind in self.behind(number) for place in self._finding_places.get(behind, ())
        )
        return tuple(self.findings[place] for place in places)

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
        return self._inheritance.of(figure.seq)

    def unsaid(self, figure: FigureView) -> tuple[Inherited, ...]:
        """Return the `inherited` fields of a figure that its words do not say either."""
        return self._inheritance.unsaid(figure.seq, figure.record)

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
        changed = {finding.link for finding in self.found if finding.code in ANOTHER_NUMBER}
        same = repeating(graph, graph.node(number), lambda link: graph.link_seqs[link] in changed)
        silent = {
            graph.node(figure.entry.seq) for figure in self._trace.figures if not figure.entry.record.restated
        }
        return len({party for node in same - silent for party in graph.parties(node)})

    def _statement_of(self, figure: TracedFigure) -> tuple[ListedFigure, tuple[Inherited, ...]]:
        id_of = self._trace.bodies.id_of
        listed = ListedFigure(
            figure.entry,
            figure.reporters,
            figure.source,
            figure.depth,
            figure.status,
            figure.falls,
            figure.review,
            None if figure.replaced_by is None else id_of(figure.replaced_by),
        )
        return listed, self._inheritance.of(figure.entry.seq)

    @property
    def _held(self) -> bool:
        return self._trace.bodies.reader is None

    def _sequence(self, keys: Sequence[K], make: Callable[[Sequence[K]], Sequence[V]]) -> Sequence[V]:
        return sequence(keys, make, held=self._held)

    def _refs(self, seqs: Sequence[int]) -> list[FigureRef]:
        self._trace.bodies.prepare(seqs)
        return list(map(self._builder.ref, seqs))

    def _finding_views(self, findings: Sequence[Finding]) -> list[FindingView]:
        self._trace.bodies.prepare({finding.figure for finding in findings})
        return list(map(self._builder.finding, findings))

    def _figures(self, seqs: Sequence[int]) -> list[FigureView]:
        graph = self._trace.graph
        self.prepare({graph.seqs[graph.node(seq)] for seq in seqs})
        return list(map(self._figure, seqs))

    def _figure(self, seq: int) -> FigureView:
        trace = self._trace
        node, place = trace.graph.node(seq), trace.order.places[seq]
        links = [link for link in map(self.link, self._at(node)) if seq in figures_of(link)]
        findings: Sequence[Finding] = Later(lambda: self._found_at.get(seq, ()))
        shown = trace.figures[place]
        return self._builder.figure(
            seq,
            links,
            self._found_at.get(seq, ()) if self._held else findings,
            depth=shown.depth,
            falls=shown.falls,
            is_shown=trace.order.places.__contains__,
        )

    def _group(self, number: int) -> FigureGroup:
        trace, graph = self._trace, self._trace.graph
        node, places = graph.node(number), trace.order.places
        members = sorted((seq for seq in graph.members(node) if seq in places), key=places.__getitem__)
        together = [self.figures[places[seq]] for seq in members]
        arrivals, uses = self.arrivals_at(number), self.uses_of(number)
        upstream = self.direction == "upstream"
        recorded = graph.links_into(node) if upstream else graph.links_from(node)
        above = (graph.seqs[node] for key in arrivals for node in graph.inputs_of(key))
        return FigureGroup(
            number=number,
            main=next((figure for figure in together if figure.seq in self._asked), together[0]),
            figures=tuple(together),
            arrivals=self._sequence(arrivals, self._links),
            uses=self._sequence(uses, self._links),
            revisions=self._sequence(self._revisions.get(node, ()), self._links),
            above=tuple(dict.fromkeys(place for place in above if place in self._numbers)),
            findings=self._sequence(
                self._finding_places.get(number, ()), lambda at: [self.findings[place] for place in at]
            )
            if self._held
            else Later(lambda: [self.findings[place] for place in self._finding_places.get(number, ())]),
            goes_on=len(arrivals if upstream else uses) < len(set(recorded)),
            circle=trace.context.walked.component[node],
        )

    def _links(self, keys: Sequence[int]) -> list[LinkView]:
        self.prepare((), keys)
        return list(map(self.link, keys))

    def _made(self, key: int) -> tuple[TracedLink, LinkView]:
        """Return a link, traced and resolved."""
        place = self._places[key]
        if self._held:
            return self._trace.links[place], self.links[place]
        if key not in self._recent:
            if len(self._recent) > _KEPT:
                self._recent.clear()
            traced = self._trace.links[place]
            self._recent[key] = traced, self._builder.link(traced)
        return self._recent[key]

    @cached_property
    def _recent(self) -> dict[int, tuple[TracedLink, LinkView]]:
        return {}

    @cached_property
    def _asked(self) -> frozenset[int]:
        return frozenset(self.asked)

    @cached_property
    def _numbers(self) -> frozenset[int]:
        """The groups that are shown."""
        graph = self._trace.graph
        return frozenset(graph.seqs[node] for node in self._trace.seen.depths)

    @cached_property
    def _places(self) -> Mapping[int, int]:
        """The place of each link, by its key."""
        return {key: place for place, key in enumerate(self._trace.order.links)}

    def _shown(self, links: Iterable[int]) -> list[int]:
        places = self._places
        return sorted((link for link in links if link in places), key=places.__getitem__)

    def _at(self, node: int) -> list[int]:
        """Return the keys of the links into a node that are shown, and of the revisions that name it."""
        return [*self._shown(self._trace.graph.links_into(node)), *self._revisions.get(node, ())]

    @cached_property
    def _revisions(self) -> Mapping[int, Sequence[int]]:
        """The keys of the revisions that name each node, in the order of the trace."""
        trace = self._trace
        found: dict[int, list[int]] = {}
        for key in trace.order.links:
            if key < 0:
                revision = trace.seen.revisions[key]
                for node in dict.fromkeys(map(trace.graph.node, (revision.newer, revision.older))):
                    found.setdefault(node, []).append(key)
        return found

    @cached_property
    def _finding_places(self) -> Mapping[int, Sequence[int]]:
        """The places of the findings on each group, among all."""
        places: dict[int, list[int]] = {}
        for place, finding in enumerate(self.found):
            places.setdefault(self.group_of[finding.figure], []).append(place)
        return places

    @cached_property
    def _found_at(self) -> Mapping[int, Sequence[Finding]]:
        """The findings on each figure."""
        found: dict[int, list[Finding]] = {}
        for finding in self.found:
            found.setdefault(finding.figure, []).append(finding)
        return found

    @cached_property
    def _inheritance(self) -> InheritedFields:
        return InheritedFields(self._statement, self.ref)

    def _statement(self, seq: int) -> Restatement | None:
        """Return a figure that is shown with what it relays."""
        trace = self._trace
        if seq not in trace.order.places:
            return None
        graph, bodies = trace.graph, trace.bodies
        self._prepare_trail(seq)
        entry = bodies.figures[seq]
        work = self._builder.work(entry)
        into = trace.order.into
        keys = [
            key
            for key in self._shown(graph.links_into(graph.node(seq)))
            if into[self._places[key]] == seq and graph.link_flags[key] & (RELAY | RETRACTED) == RELAY
        ]
        # Of several, the first by id states what the others state otherwise.
        keys.sort(key=lambda key: self.id_of(graph.link_seqs[key]))
        return Restatement(
            seq, entry.record, None if work is None else work.language, tuple(map(self._relayed, keys))
        )

    def _relayed(self, key: int) -> int:
        """Return the figure that a relay passes on, as it is read now."""
        graph = self._trace.graph
        (node,) = graph.inputs_of(key)
        # Which figure of several that are the same, only the link says.
        return self.link(key).inputs[0].figure.seq if node in graph.groups else graph.seqs[node]

    def _prepare_trail(self, seq: int) -> None:
        """Read a figure that is not at hand together with those that it came from by relays."""
        bodies, graph = self._trace.bodies, self._trace.graph
        if bodies.reader is None or bodies.reader.is_at_hand(seq):
            return
        trail, seen = [graph.node(seq)], {graph.node(seq)}
        for node in trail:
            if len(trail) > TOGETHER:
                break
            above = [above for above in graph.relayed(node) if above not in seen]
            seen.update(above)
            trail += above
        bodies.prepare({member for node in trail for member in graph.members(node)})


def resolve(trace: Trace) -> TraceView:
    """Return the view of a trace, put together once for every renderer."""
    graph, walked = trace.graph, trace.context.walked
    builder = ViewBuilder(
        trace.context, trace.bodies, origins(graph, walked), first_statements(graph, walked)
    )
    return TraceView(ledger=trace.ledger, _trace=trace, _builder=builder)


__all__ = ["FigureGroup", "LedgerHead", "OriginView", "TraceView", "resolve"]
