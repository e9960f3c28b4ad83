"""The assembled trace: the material of the JSON document and of every view."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, cast

from ledger.model.record import Figure, Link, Review
from ledger.model.vocabulary import SEVERITIES
from ledger.trace import registry
from ledger.trace.batched import TOGETHER, Ascending, Batched, Lookup, sequence
from ledger.trace.context import Context
from ledger.trace.figure_graph import Graph
from ledger.trace.finding import Finding
from ledger.trace.graph_arrays import PRIMARY, RELAY, RETRACTED
from ledger.trace.hops import Hop, conflicts, recomputed
from ledger.trace.independence import Bounds, independent_origins
from ledger.trace.inheritance import Inheritance
from ledger.trace.loops import loops
from ledger.trace.material import Bodies, Entry, Party, Recorded, Work
from ledger.trace.notice import Narrator, Notice
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


class Order(NamedTuple):
    """The order in which a trace shows figures and links."""

    #: By sequence number, and the place of each.
    figures: Sequence[int]
    places: Mapping[int, int]
    #: Links of the graph by index; revisions, by their place in the view, as -1, -2 and so on.
    links: Sequence[int]
    #: The figure that each of these leads into, as it is read now.
    into: Sequence[int]


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
    #: Ordered by depth, then id. Those of a long trail are made when they are asked for, like the links.
    figures: Sequence[TracedFigure]
    #: Ordered by the depth of the figure they lead into, then its id, then their own.
    links: Sequence[TracedLink]
    #: Bodies of what is named and not shown: cut origins, the other ends of links, replacements.
    others: Mapping[int, Entry[Figure]]
    graph: Graph = field(repr=False)
    bodies: Bodies = field(repr=False)
    seen: View = field(repr=False)
    context: Context = field(repr=False)
    order: Order = field(repr=False)
    #: Downstream, the nodes that fall with what was asked.
    fallen: Collection[int] | None = field(repr=False)

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
        places, depths, graph = self.order.places, self.seen.depths, self.graph
        carrying = {
            source for seq, source in self.bodies.sources() if seq in places and depths[graph.node(seq)]
        }
        works = [self.bodies.works[source] for source in carrying]
        return tuple(sorted(works, key=lambda work: (work.published or "", work.id)))

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings on what is shown, the worst first, then nearest first."""
        return self.found_among(range(len(self.order.figures)))

    def found_among(self, shown: range) -> tuple[Finding, ...]:
        """Return the findings on the figures at some of the places, in the order of `findings`."""
        places, figures = self.order.places, self.order.figures
        if len(shown) < len(figures) and self._is_order_decisive:
            return tuple(finding for finding in self.findings if places[finding.figure] in shown)
        notices = registry.structural_notices(self.context)
        found = list(self._told(notice for notice in notices if places[notice.figure] in shown))
        found += self._changed(self.links_among(shown))
        found += self._conflicts(shown)
        for low in range(shown.start, shown.stop, TOGETHER):
            found += self.misquoted(figures[low : min(low + TOGETHER, shown.stop)])
        found = list(map(self._accepted, found))
        found.sort(
            key=lambda finding: (
                SEVERITIES.index(finding.severity),
                places[finding.figure],
                finding.code,
                finding.message,
            )
        )
        return tuple(found)

    def links_among(self, shown: range) -> range:
        """Return the places of the links that lead into the figures at some of the places."""
        places, into = self.order.places, self.order.into

        def place(figure: int) -> int:
            return places.get(figure, len(places))

        first = bisect_left(into, shown.start, key=place)
        # The last is a revision by a figure that is not shown.
        last = len(into) if shown.stop == len(places) else bisect_left(into, shown.stop, key=place)
        return range(first, last)

    def _told(self, notices: Iterable[Notice]) -> Iterator[Finding]:
        """Put notices into words, some at a time."""
        narrator = Narrator(bodies=self.bodies, resolution=self.graph.resolution)
        following = iter(notices)
        while some := list(islice(following, TOGETHER)):
            narrator.prepare(some)
            yield from map(narrator.tell, some)

    def _accepted(self, finding: Finding) -> Finding:
        accepted = finding.code in self.context.accepted(finding.figure, finding.link)
        return finding.accept() if accepted else finding

    def _changed(self, shown: range) -> Iterator[Finding]:
        """Yield what changed along each link, at some of the places, that holds."""
        known = self._changes
        for low in range(shown.start, shown.stop, TOGETHER):
            high = min(low + TOGETHER, shown.stop)
            some = [seq_of(self.graph, self.seen, key) for key in self.order.links[low:high]]
            if any(seq not in known for seq in some):
                for link in self.links[low:high]:
                    self.changes_on(link)
            for seq in some:
                yield from known[seq]

    def found_on(self, link: TracedLink) -> tuple[Finding, ...]:
        """Return the findings on one link, in any order, without looking for those on anything else."""
        if self._is_order_decisive:
            _ = self.findings
        return tuple(
            self._accepted(finding)
            for finding in (*self._reviewed_links.get(link.entry.seq, ()), *self.changes_on(link))
        )

    @cached_property
    def _reviewed_links(self) -> Mapping[int, Sequence[Finding]]:
        """The findings on links in the shape of the graph, by link: reviews that are outdated."""
        found: dict[int, list[Finding]] = {}
        if self.context.reviews:
            notices = registry.structural_notices(self.context, frozenset({"review-outdated"}))
            for finding in self._told(notice for notice in notices if notice.link is not None):
                found.setdefault(cast(int, finding.link), []).append(finding)
        return found

    def changes_on(self, link: TracedLink) -> tuple[Finding, ...]:
        """Return what is found by comparing the figures along a link that holds, found once."""
        known = self._changes
        if link.entry.seq not in known:
            holds = link.entry.record.relation != "revision" and link.status != "retracted"
            known[link.entry.seq] = tuple(registry.hop_findings(self._hop(link))) if holds else ()
        return known[link.entry.seq]

    @cached_property
    def _is_order_decisive(self) -> bool:
        """Whether what a figure leaves out may depend on which links were compared before.

        It does where figures go in a circle, and where several are the same and state different things.
        """
        return bool(self.graph.groups) or next(loops(self.graph, self.context.live), None) is not None

    @cached_property
    def _changes(self) -> dict[int, tuple[Finding, ...]]:
        return {}

    def _conflicts(self, shown: range) -> Iterator[Finding]:
        """Yield what is found by comparing the relays of each figure at some of the places."""
        graph, depths, places = self.graph, self.seen.depths, self.order.places
        relayed: dict[int, set[int]] = {}
        for link, below in zip(self.order.links, self.order.into, strict=True):
            if link >= 0 and graph.link_flags[link] & (RELAY | RETRACTED) == RELAY:
                node = graph.inputs_of(link)[0]
                # Most of a long trail are relayed once.
                if node in depths and len(graph.links_from(node)) > 1:
                    relayed.setdefault(node, set()).add(below)
        for node, relays in relayed.items():
            if len(relays) > 1 and any(places[seq] in shown for seq in graph.members(node)):
                figure = self._representative(node)
                if places[figure.seq] in shown:
                    ordered = sorted(relays, key=lambda seq: cast(str, self.bodies.id_of(seq)))
                    yield from conflicts(figure, Batched(ordered, self._entries))

    def _entries(self, seqs: Sequence[int]) -> list[Entry[Figure]]:
        self.bodies.prepare(seqs)
        return [self.bodies.figures[seq] for seq in seqs]

    def misquoted(self, figures: Sequence[int]) -> Iterator[Finding]:
        """Yield what the sources of some figures shown, by sequence number, say of their quotes, found once."""
        known = self._quotes
        unread = [seq for seq in figures if seq not in known]
        if unread:
            self.bodies.prepare(unread, worded=True)
            wordings, status = self.bodies.wordings, self.graph.resolution.status
            for seq in unread:
                worded = seq in wordings and status(seq) == "current"
                known[seq] = tuple(quote_findings(wordings[seq])) if worded else ()
        for seq in figures:
            yield from known[seq]

    @cached_property
    def _quotes(self) -> dict[int, tuple[Finding, ...]]:
        return {}

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
            found = {node: self.graph.seqs[node] for node in nodes}
            self.bodies.prepare(found.values())
            return {node: entries[seq].record for node, seq in found.items() if seq in entries}

        return Inheritance(self.graph, read)

    def _filled(self, seq: int) -> Entry[Figure]:
        """Return a figure with what its party left out, as far as something upstream that was read states it."""
        entry = self.entry(seq)
        record = self._inheritance.of(self.graph.node(seq), entry.record)
        return spoken(entry._replace(record=record), self.bodies.works)

    def _representative(self, node: int) -> Entry[Figure]:
        """Return the figure that represents a node: one marked primary before others, then the lowest id."""
        entries = self._entries(self.graph.members(node))
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
    order = _order(graph, bodies, seen)
    held = bodies.reader is None

    def figures(seqs: Sequence[int]) -> list[TracedFigure]:
        bodies.prepare(seqs)
        found = []
        for seq in seqs:
            node = graph.node(seq)
            falls = None if fallen is None else node in fallen
            found.append(traced_figure(context, bodies, seq, depth=seen.depths[node], falls=falls))
        return found

    def links(keys: Sequence[int]) -> list[TracedLink]:
        if not held:
            bodies.prepare(ends_of(graph, seen, keys), [seq_of(graph, seen, key) for key in keys])
        return [traced_link(context, bodies, seq_of(graph, seen, key)) for key in keys]

    beside = [seq for seq in bodies.figures if seq not in order.places]
    return Trace(
        ledger=ledger,
        as_of=as_of,
        asked=tuple(seq for node in seen.asked for seq in graph.members(node)),
        source=source,
        direction=direction,
        truncated=seen.truncated,
        figures=sequence(order.figures, figures, held=held),
        links=sequence(order.links, links, held=held),
        others={seq: bodies.figures[seq] for seq in beside}
        if held
        else Lookup(Ascending(beside), bodies.figures.__getitem__),
        graph=graph,
        bodies=bodies,
        seen=seen,
        context=context,
        order=order,
        fallen=fallen,
    )


def _order(graph: Graph, bodies: Bodies, seen: View) -> Order:
    """Return the order of what is shown: figures by depth, then id; links by the figure they lead into, then id."""
    ranks = [
        (hops, bodies.id_of(seq) or "", seq)
        for node, hops in seen.depths.items()
        for seq in graph.members(node)
    ]
    ranks.sort()
    figures = array("q", (seq for _, _, seq in ranks))
    ranks.clear()
    places = {seq: place for place, seq in enumerate(figures)}
    keys = [*seen.links, *range(-len(seen.revisions), 0)]
    into = {}
    # Which figure of several that are the same a link leads into, only the link says.
    several = [key for key in keys if _below(graph, seen, key) in graph.groups]
    for low in range(0, len(several), TOGETHER):
        some = several[low : low + TOGETHER]
        bodies.prepare((), [seq_of(graph, seen, key) for key in some])
        for key in some:
            entry = bodies.links[seq_of(graph, seen, key)]
            into[key] = cast(int, graph.resolution.read(entry.seqs[entry.record.figure]))
    found = []
    for key in keys:
        seq = into.get(key) or graph.seqs[_below(graph, seen, key)]
        found.append((places.get(seq, len(places)), bodies.id_of(seq_of(graph, seen, key)) or "", key, seq))
    found.sort()
    return Order(
        figures=figures,
        places=places,
        links=array("q", (key for _, _, key, _ in found)),
        into=array("q", (seq for *_, seq in found)),
    )


def _below(graph: Graph, seen: View, key: int) -> int:
    """Return the node that a link leads into."""
    return graph.link_figure[key] if key >= 0 else graph.node(seen.revisions[key].newer)


def seq_of(graph: Graph, seen: View, key: int) -> int:
    """Return the sequence number of a link by its key in an `Order`."""
    return graph.link_seqs[key] if key >= 0 else seen.revisions[key].link


def ends_of(graph: Graph, seen: View, keys: Iterable[int]) -> set[int]:
    """Return the figures at both ends of links, by their keys in an `Order`, and those that are the same."""
    nodes: set[int] = set()
    for key in keys:
        if key >= 0:
            nodes.add(graph.link_figure[key])
            nodes.update(graph.inputs_of(key))
        else:
            nodes.update(map(graph.node, (seen.revisions[key].newer, seen.revisions[key].older)))
    return {seq for node in nodes for seq in graph.members(node)}


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
        # What is cut off has no id here, and comes after what is shown: "~" sorts behind any hex digit.
        return bodies.id_of(seq) or "~", seq

    stories = {seq: source for seq, source in bodies.sources() if source in bodies.reviews}
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


def traced_link(context: Context, bodies: Bodies, seq: int, *, bounds: bool = True) -> TracedLink:
    """Return a link by sequence number, recomputed; `bounds` is as for `recompute`.

    Raises KeyError where it or a figure it names is missing.
    """
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
        check=recomputed(link, bodies.figures[figure].record, records, bounds=bounds),
    )
