"""The material of structural findings: the graph, what is known of it, and the nodes to report on."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ledger.model.record import Review
from ledger.trace.figure_graph import Graph
from ledger.trace.loops import Condensation, condense
from ledger.trace.material import Entry, Recorded
from ledger.trace.status import instant
from ledger.trace.support import Reach, origin_behind, standing

Reviews = Mapping[int, Sequence[Entry[Review]]]


# Not slotted: what is costly is computed when first asked for, and kept.
@dataclass(frozen=True, kw_only=True)
class Context:
    """A graph to look for findings in.

    `scope` holds the nodes reported on, None for all; `asked` the nodes a trace starts from, None for a check of a
    whole ledger. `reviews` holds the standing reviews by the record they judge, `stories` the source of every figure
    whose source was reviewed; `recorded` tells when an entry was recorded. `rank` orders figures and links by
    sequence number; for a trace it orders them by id, so that the trace reads alike in ledgers that recorded the
    same things in another order.
    """

    graph: Graph
    reviews: Reviews = field(default_factory=dict)
    stories: Mapping[int, int] = field(default_factory=dict)
    recorded: Callable[[int], Recorded | None] = lambda _: None
    scope: Collection[int] | None = None
    asked: Sequence[int] | None = None
    rank: Callable[[int], tuple[str, int]] = lambda seq: ("", seq)
    #: The reach of each origin on which more rests than the graph holds, by its node.
    reaches: Mapping[int, Reach] = field(default_factory=dict)

    def covers(self, node: int) -> bool:
        """Return whether findings on a node are to be reported."""
        return self.scope is None or node in self.scope

    def nodes(self) -> Collection[int]:
        """Return the nodes reported on, in a fixed order."""
        graph = self.graph
        if self.scope is None:
            return array("i", graph.read_nodes())
        return sorted(node for node in self.scope if graph.is_read(node))

    @cached_property
    def stands(self) -> bytearray:
        """A flag for each node: whether it stands."""
        return standing(self.graph)

    @cached_property
    def walked(self) -> Condensation:
        """The components of all links."""
        return condense(self.graph)

    @cached_property
    def live(self) -> Condensation:
        """The components of the links that were not retracted."""
        return condense(self.graph, live=True)

    @cached_property
    def origins(self) -> array[int]:
        """The one origin behind each node, as `support.origin_behind` finds it."""
        return origin_behind(self.graph, self.live, self.stands)

    def ruling(self, record: int) -> Entry[Review] | None:
        """Return the newest standing review of a figure, link or source, by `at`, then id."""
        return max(self.reviews.get(record, ()), key=_age, default=None)

    def covering(self, figure: int) -> Entry[Review] | None:
        """Return the newest standing review of a figure or of the story it stands in."""
        found = [self.ruling(figure)]
        if figure in self.stories:
            found.append(self.ruling(self.stories[figure]))
        return max((ruling for ruling in found if ruling is not None), key=_age, default=None)

    def verdict(self, figure: int) -> Entry[Review] | None:
        """Return the newest standing review of a figure, else of the story it stands in."""
        ruling = self.ruling(figure)
        return self.ruling(self.stories[figure]) if ruling is None and figure in self.stories else ruling

    def challenge(self, record: int) -> Entry[Review] | None:
        """Return the review that disputes or rejects a figure or link, if that is the newest verdict on it."""
        ruling = self.ruling(record)
        if ruling is not None and ruling.record.verdict in ("disputed", "rejected"):
            return ruling
        return None

    def accepted(self, figure: int, link: int | None) -> frozenset[str]:
        """Return the codes that standing reviews of a figure, its story or a link have accepted."""
        subjects = (figure, link, self.stories.get(figure))
        return frozenset(
            code
            for subject in subjects
            if subject is not None
            for review in self.reviews.get(subject, ())
            for code in review.record.accept
        )


def _age(review: Entry[Review]) -> tuple[str, str]:
    return instant(review.record.at), review.id
