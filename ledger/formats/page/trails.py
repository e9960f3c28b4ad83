"""What a page is written from: the trace by nodes, and how the page calls each figure.

A node is a figure as it is read now; figures that were said to be the same are one. Nothing here recurses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ledger.formats.page.dates import when
from ledger.model.record import Figure, Review
from ledger.number.quantity import Quantity
from ledger.phrase.rendering import render
from ledger.trace.document import Trace, TracedFigure, TracedLink, reporters_of
from ledger.trace.finding import Finding
from ledger.trace.material import Entry
from ledger.trace.walk import walk
from ledger.view.wording import listed


class Said(NamedTuple):
    """Somebody's words within a sentence of the page; `anchor` is where on the page they stand, if anywhere."""

    words: str
    anchor: str | None = None


#: A sentence: our own words, and those of others among them.
Words = tuple[str | Said, ...]


def worded(quantity: Quantity) -> str:
    """A quantity as it was worded; where no words are recorded, in plain English."""
    return " ".join((quantity.text or render(quantity)).split())


def anchor(entry: Entry[Figure]) -> str:
    """Where a figure stands on the page."""
    return f"figure-{entry.id[:12]}"


class Trails:
    """A trace upstream by its nodes, in the order of the page: a figure after everything it came from."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.together: dict[int, list[TracedFigure]] = {}
        for one in trace.figures:
            self.together.setdefault(self.node(one.entry.seq), []).append(one)
        self.into: dict[int, list[TracedLink]] = {}
        self.revisions: dict[int, list[TracedLink]] = {}
        for link in trace.links:
            ends = [self.node(link.figure)]
            if link.entry.record.relation == "revision":
                ends += [self.node(one.figure) for one in link.inputs]
                for node in dict.fromkeys(ends):
                    self.revisions.setdefault(node, []).append(link)
            else:
                self.into.setdefault(ends[0], []).append(link)
        #: Where the findings on a node stand among all.
        self.places: dict[int, list[int]] = {}
        for place, finding in enumerate(trace.findings):
            self.places.setdefault(self.node(finding.figure), []).append(place)
        self.order: tuple[int, ...] = ()
        self.numbers: dict[int, int] = {}

    def arrange(self, asked: Iterable[int]) -> None:
        """Order all nodes, so that what leads to the first of `asked` comes first, and number them from 1."""
        self.order = tuple(self._upstream_first([*asked, *self.together]))
        self.numbers = {node: number for number, node in enumerate(self.order, 1)}

    def _upstream_first(self, starts: Iterable[int]) -> Iterator[int]:
        seen: set[int] = set()
        for start in starts:
            if start in seen:
                continue
            seen.add(start)
            path = [(start, iter(self.above(start)))]
            while path:
                node, rest = path[-1]
                following = next((one for one in rest if one not in seen), None)
                if following is None:
                    path.pop()
                    yield node
                else:
                    seen.add(following)
                    path.append((following, iter(self.above(following))))

    def node(self, seq: int) -> int:
        """The node that a figure is read as."""
        return self.trace.graph.node(seq)

    def found(self, node: int) -> list[Finding]:
        """The findings on a node and on the links into it, the worst first."""
        return [self.trace.findings[place] for place in self.places.get(node, ())]

    def above(self, node: int) -> list[int]:
        """The nodes one hop upstream that are shown."""
        found = (self.node(one.figure) for link in self.into.get(node, ()) for one in link.inputs)
        return list(dict.fromkeys(one for one in found if one in self.together))

    def behind(self, node: int) -> dict[int, int]:
        """A node and everything upstream of it, with its hops."""
        return walk(self.trace.graph, [node], "upstream")

    def ordered(self, nodes: Iterable[int]) -> list[int]:
        """Nodes in the order of the page."""
        return sorted(nodes, key=self.numbers.__getitem__)

    def main(self, node: int) -> TracedFigure:
        """The figure that stands for a node: the one asked for, else the first."""
        ones = self.together[node]
        return next((one for one in ones if one.entry.seq in self.trace.asked), ones[0])

    def review(self, node: int) -> Entry[Review] | None:
        """The newest verdict on a figure, else on the story it stands in."""
        return self.trace.context.verdict(self.main(node).entry.seq)

    def in_circle(self, node: int) -> bool:
        """Whether a node is upstream of itself."""
        return self.trace.context.walked.size(node) > 1 or node in self.trace.graph.above(node)

    def who(self, entry: Entry[Figure]) -> str:
        """Who reported a figure."""
        names = sorted(party.name for party in reporters_of(self.trace.bodies, entry))
        return listed(names) or "nobody named"

    def step(self, seq: int) -> Words:
        """Where a figure stands on the page, in brackets; nothing where it does not."""
        number = self._number(seq)
        return () if number is None else (" (", Said(f"step {number}", anchor(self.trace.entry(seq))), ")")

    def named(self, seq: int) -> Words:
        """A figure by its words, who reported it and where it stands on the page."""
        entry = self.trace.entry(seq)
        return ("“", Said(worded(entry.record.quantity)), "” by ", Said(self.who(entry)), *self.step(seq))

    def described(self, seq: int) -> Words:
        """The same with its date and the work it stands in."""
        entry = self.trace.entry(seq)
        record = entry.record
        said: Words = ("“", Said(worded(record.quantity)), "”")
        if record.stated:
            said += (f", {when(record.stated)}",)
        if record.source is not None:
            work = self.trace.bodies.works[entry.seqs[record.source]]
            said += (", in ", Said(work.title or work.url or work.id[:12]))
        return (*said, *self.step(seq))

    def _number(self, seq: int) -> int | None:
        return self.numbers.get(self.node(seq)) if self.trace.graph.holds(seq) else None
