"""A figure as every renderer reads it: resolved, frozen, with its links, origins, judgements and findings.

Views are made one at a time, so that a ledger of any size can be exported without being held in memory. They hold
records and what follows from them, and no graph. No field presents as a party's own what the party did not state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from ledger.model.record import Correction, Figure, Link, Review
from ledger.model.vocabulary import SEVERITIES
from ledger.trace.batched import Later
from ledger.trace.context import Context
from ledger.trace.document import TracedLink, reporters_of, traced_figure
from ledger.trace.finding import Finding, Rule
from ledger.trace.graph_arrays import PRIMARY
from ledger.trace.material import Bodies, Copy, Entry, Party, Work
from ledger.trace.rules import rules
from ledger.view.origins import Sources
from ledger.view.wording import latest_by_each, stated_words

if TYPE_CHECKING:
    from ledger.trace.recompute import Recomputed


#: The most figures that are kept as others name them.
_MOST_NAMED: Final = 20_000

#: The role of a figure with nothing upstream; empty for any other figure.
Role = Literal["origin", "trail end", ""]


class FigureRef(NamedTuple):
    """A figure as others name it."""

    entry: Entry[Figure]
    reporters: tuple[Party, ...]
    source: Work | None
    status: str
    role: Role

    @property
    def seq(self) -> int:
        """The sequence number of its entry."""
        return self.entry.seq

    @property
    def record(self) -> Figure:
        """The record itself."""
        return self.entry.record

    @property
    def words(self) -> str:
        """The number as its party worded it; marked as not said where the party passed it on without saying it."""
        return stated_words(self.entry.record)


class LinkInput(NamedTuple):
    """An input of a link: its name in the formula, and the figure as it is read now."""

    name: str | None
    figure: FigureRef


class LinkView(NamedTuple):
    """A link with the figures it ties, as they are read now."""

    entry: Entry[Link]
    figure: FigureRef
    inputs: tuple[LinkInput, ...]
    status: str
    #: The newest review of it.
    review: Entry[Review] | None
    #: The latest review of each reviewer, oldest first.
    reviews: tuple[Entry[Review], ...]
    #: The corrections of it that stand, oldest first.
    corrections: tuple[Entry[Correction], ...]
    #: The outcome of recomputing a derivation, None for any other link.
    check: Recomputed | None
    #: The work in which the link itself is stated, and copies of it, newest first.
    source: Work | None
    copies: tuple[Copy, ...]
    #: Whether it is part of a circle of relays and derivations.
    in_circle: bool

    @property
    def record(self) -> Link:
        """The record itself."""
        return self.entry.record

    @property
    def relation(self) -> str:
        """`relay`, `derivation` or `revision`."""
        return self.entry.record.relation

    @property
    def leads_upstream(self) -> bool:
        """Whether it is a relay or derivation that was not retracted: a step on the way back to the origin."""
        return self.relation != "revision" and self.status != "retracted"


class Successor(NamedTuple):
    """A revision by a newer figure; `shown` says whether the newer figure is shown itself."""

    link: LinkView
    shown: bool


class FindingView(NamedTuple):
    """A finding with the words of its rule, and the figure it is on."""

    finding: Finding
    rule: Rule
    figure: FigureRef

    @property
    def code(self) -> str:
        """The stable code."""
        return self.finding.code

    @property
    def severity(self) -> str:
        """The severity, of `vocabulary.SEVERITIES`."""
        return self.finding.severity

    @property
    def message(self) -> str:
        """The message, with the numbers."""
        return self.finding.message

    @property
    def accepted(self) -> bool:
        """Whether a reviewer found it in order."""
        return self.finding.accepted

    @property
    def link(self) -> int | None:
        """The sequence number of the link it is about, None where it is about the figure."""
        return self.finding.link


class FigureView(NamedTuple):
    """A figure with everything known of it. `depth` is in hops from what was asked for."""

    entry: Entry[Figure]
    reporters: tuple[Party, ...]
    source: Work | None
    depth: int
    #: `current`, `corrected` or `retracted`.
    status: str
    #: Whether it no longer stands if what was asked for is withdrawn; None where that was not asked.
    falls: bool | None
    #: The newest review of the figure itself.
    review: Entry[Review] | None
    #: The newest review of the figure, else of the story it stands in.
    verdict: Entry[Review] | None
    #: The latest review of each reviewer of the figure, oldest first.
    reviews: tuple[Entry[Review], ...]
    #: The correction that rules, where there is one, and what it put in place of the figure.
    correction: Entry[Correction] | None
    replaced_by: FigureRef | None
    #: The time at which a misrecorded record was replaced by this one; None where none was.
    amended_at: str | None
    #: Copies of the work it stands in, newest first.
    copies: tuple[Copy, ...]
    #: Relays, derivations and revisions into it, those that were retracted among them, ordered by id.
    arrivals: tuple[LinkView, ...]
    #: The revisions by newer figures, ordered by id.
    revised_by: tuple[Successor, ...]
    #: Up to `MOST_ORIGINS` of the figures at the far end of its trails, trail ends included; itself, if it is one.
    origins: tuple[FigureRef, ...]
    more_origins: bool
    #: The figures where this number appeared first, along relays alone; itself, if it relays nothing.
    first: tuple[FigureRef, ...]
    more_first: bool
    #: Whether anything still holds it up.
    stands: bool
    #: An origin is marked primary: its reporter counted it. For a trail end that is unknown.
    role: Role
    #: Whether it is upstream of itself.
    in_circle: bool
    #: The findings on the figure and on the links into it, worst first.
    findings: Sequence[FindingView]

    @property
    def seq(self) -> int:
        """The sequence number of its entry."""
        return self.entry.seq

    @property
    def record(self) -> Figure:
        """The record itself."""
        return self.entry.record

    @property
    def words(self) -> str:
        """The number as its party worded it; marked as not said where the party passed it on without saying it."""
        return stated_words(self.entry.record)

    @property
    def ref(self) -> FigureRef:
        """The figure as others name it."""
        return FigureRef(self.entry, self.reporters, self.source, self.status, self.role)

    @property
    def is_origin(self) -> bool:
        """Whether the party that reported it counted it: nothing is upstream of it, and it is marked primary."""
        return self.role == "origin"

    @property
    def fallen(self) -> str | None:
        """The reason why nothing holds it up any more; None where something does, or it was retracted itself."""
        if self.stands or self.status == "retracted":
            return None
        if all(link.status == "retracted" for link in self.arrivals if link.relation != "revision"):
            return "the link to what it came from was taken back"
        if any(given.figure.status == "retracted" for link in self.came_by for given in link.inputs):
            return "what it rests on was withdrawn"
        if any(finding.code == "upstream-retracted" for finding in self.findings):
            return "what it rests on no longer stands"
        return "it rests on nothing but itself"

    @property
    def came_by(self) -> tuple[LinkView, ...]:
        """The relays and derivations by which it came, without those that were retracted."""
        return tuple(link for link in self.arrivals if link.leads_upstream)


@dataclass(frozen=True, slots=True)
class ViewBuilder:
    """Builds views: `bodies` holds each figure, its links with all they name, its origins and its replacement."""

    context: Context
    bodies: Bodies
    origins: Sources
    first: Sources
    #: Figures named so far, by sequence number.
    refs: dict[int, FigureRef] = field(default_factory=dict)

    def ref(self, seq: int) -> FigureRef:
        """Return a figure as others name it. Raises KeyError where its body is missing."""
        if seq not in self.refs:
            if len(self.refs) > _MOST_NAMED:
                self.refs.clear()
            entry = self.bodies.figures[seq]
            self.refs[seq] = FigureRef(
                entry=entry,
                reporters=reporters_of(self.bodies, entry),
                source=self.work(entry),
                status=self.context.graph.resolution.status(seq),
                role=self._role(seq),
            )
        return self.refs[seq]

    def sources_of(self, node: int) -> Iterator[int]:
        """Yield the nodes that the view of a node's figures names as origins, or as those that stated it first."""
        yield from self.origins.of(node)
        yield from self.first.of(node)

    def work(self, entry: Entry[Figure] | Entry[Link]) -> Work | None:
        """Return the work that a record stands in."""
        source = entry.record.source
        return None if source is None else self.bodies.works[entry.seqs[source]]

    def link(self, traced: TracedLink) -> LinkView:
        """Return the view of a traced link. Raises KeyError where a figure it names is missing."""
        entry, bodies, graph = traced.entry, self.bodies, self.context.graph
        source = self.work(entry)
        in_circle = False
        if entry.record.relation != "revision":
            component = self.context.walked.component
            at = component[graph.node(traced.figure)]
            in_circle = any(component[graph.node(given.figure)] == at for given in traced.inputs)
        return LinkView(
            entry=entry,
            figure=self.ref(traced.figure),
            inputs=tuple(LinkInput(given.name, self.ref(given.figure)) for given in traced.inputs),
            status=traced.status,
            review=traced.review,
            reviews=tuple(latest_by_each(bodies.reviews.get(entry.seq, ()))),
            corrections=tuple(bodies.corrections.get(entry.seq, ())),
            check=traced.check,
            source=source,
            copies=() if source is None else tuple(bodies.copies.get(source.seq, ())),
            in_circle=in_circle,
        )

    def finding(self, finding: Finding) -> FindingView:
        """Return a finding in words. Raises KeyError where the body of its figure is missing."""
        return FindingView(finding, rules()[finding.code], self.ref(finding.figure))

    def figure(
        self,
        seq: int,
        links: Sequence[LinkView],
        findings: Sequence[Finding] = (),
        *,
        depth: int = 0,
        falls: bool | None = None,
        is_shown: Callable[[int], bool] = lambda _: True,
    ) -> FigureView:
        """Return the view of a figure by sequence number.

        `links` are those that lead into it, and its revisions, in any order; `is_shown` says whether another figure has
        a view too. Raises KeyError where something is missing.
        """
        context, bodies, graph = self.context, self.bodies, self.context.graph
        node = graph.node(seq)
        traced = traced_figure(context, bodies, seq, depth=depth, falls=falls)
        ordered = sorted(links, key=lambda link: link.entry.id)

        def found() -> tuple[FindingView, ...]:
            ranked = sorted(
                findings, key=lambda found: (SEVERITIES.index(found.severity), found.code, found.message)
            )
            return tuple(map(self.finding, ranked))

        origins = self._named(self.origins.of(node))
        first = self._named(self.first.of(node))
        ruling = graph.resolution.rulings.get(seq)
        corrections = () if ruling is None else bodies.corrections.get(seq, ())
        misrecorded = graph.resolution.predecessors.get(seq, ())
        # Looked through only where there is one: a ledger has many figures and may have many corrections.
        amended = (
            [row.at for row in graph.resolution.effective if row.of in misrecorded] if misrecorded else []
        )
        replaced_by = traced.replaced_by
        return FigureView(
            entry=traced.entry,
            reporters=traced.reporters,
            source=traced.source,
            depth=depth,
            status=traced.status,
            falls=traced.falls,
            review=traced.review,
            verdict=context.verdict(seq),
            reviews=tuple(latest_by_each(bodies.reviews.get(seq, ()))),
            correction=next(
                (entry for entry in corrections if ruling and entry.seq == ruling.correction), None
            ),
            replaced_by=self.ref(replaced_by) if replaced_by and replaced_by in bodies.figures else None,
            amended_at=amended[-1] if amended else None,
            copies=() if traced.source is None else tuple(bodies.copies.get(traced.source.seq, ())),
            arrivals=tuple(link for link in ordered if link.figure.seq == seq),
            revised_by=tuple(
                Successor(link, is_shown(link.figure.seq)) for link in ordered if link.figure.seq != seq
            ),
            origins=origins,
            more_origins=self.origins.more(node) or len(origins) < len(self.origins.of(node)),
            first=first,
            more_first=self.first.more(node) or len(first) < len(self.first.of(node)),
            stands=bool(context.stands[node]),
            role=self._role(seq),
            in_circle=context.walked.size(node) > 1 or node in graph.above(node),
            findings=Later(found) if isinstance(findings, Later) else found(),
        )

    def _role(self, seq: int) -> Role:
        graph = self.context.graph
        # A replacement may not be part of the graph: nobody asked what is upstream of it.
        if not graph.holds(seq) or not graph.is_root(node := graph.node(seq)):
            return ""
        return "origin" if graph.has(node, PRIMARY) else "trail end"

    def _named(self, nodes: Sequence[int]) -> tuple[FigureRef, ...]:
        """Return nodes by the figures that represent them; what a trace cut off is left out."""
        seqs = (self.context.graph.seqs[node] for node in nodes)
        return tuple(self.ref(seq) for seq in seqs if seq in self.bodies.figures)


def figures_of(link: LinkView) -> set[int]:
    """Return the figures whose views show a link: the one it leads into, and for a revision both ends."""
    if link.relation == "revision":
        return {link.figure.seq, link.inputs[0].figure.seq}
    return {link.figure.seq}
