"""A trace as a tree to read: each figure once, with a number it is referred to by.

A figure that came from one other continues below it at the same indentation, so that a chain of relays reads
straight down however long it is; only where ways part are branches indented. Branches that would go too far
to the right are continued further down. Nothing here recurses.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ledger.cli.block import FigureBlock, LinkBlock, Mark
from ledger.view.wording import handle, parties, phrase

if TYPE_CHECKING:
    from ledger.book.answer_types import Finding, Trace, TracedFigure, TracedLink
    from ledger.cli.console import Console

#: Branches further to the right than so many columns are continued below.
_DEEPEST = 36


class _Step(NamedTuple):
    """Something still to be printed: a link, or a figure where `link` is None.

    `first` and `rest` are the prefixes of its first line and of whatever follows below it; `came` is the node
    it was reached from, `name` what a formula calls the figure.
    """

    first: str
    rest: str
    node: int
    link: TracedLink | None = None
    came: int | None = None
    name: str | None = None
    straight: bool = False


def write_tree(trace: Trace, page: Console) -> dict[int, int]:
    """Print the tree. Returns the number that each figure was given, by its sequence number."""
    return _Tree(trace, page).write()


class _Tree:
    """The printing of one tree."""

    def __init__(self, trace: Trace, page: Console) -> None:
        self.trace = trace
        self.page = page
        self.upstream = trace.direction == "upstream"
        self.asked = frozenset(trace.asked)
        self.figures: dict[int, list[TracedFigure]] = {}
        for one in trace.figures:
            self.figures.setdefault(self._node(one.entry.seq), []).append(one)
        self.links: dict[int, list[TracedLink]] = {}
        self.found: dict[int, list[Finding]] = {}
        for finding in trace.findings:
            if finding.link is not None:
                self.found.setdefault(finding.link, []).append(finding)
        self.revisions: dict[int, list[TracedLink]] = {}
        self._gather()
        self.numbers: dict[int, int] = {}
        self.later: deque[int] = deque()

    def _gather(self) -> None:
        """Put every link with the nodes it is printed below."""
        for link in self.trace.links:
            ends = {self._node(one.figure) for one in link.inputs}
            if link.entry.record.relation == "revision":
                for node in {*ends, self._node(link.figure)}:
                    self.revisions.setdefault(node, []).append(link)
                continue
            for node in {self._node(link.figure)} if self.upstream else ends:
                self.links.setdefault(node, []).append(link)

    def _node(self, seq: int) -> int:
        return self.trace.graph.node(seq)

    def write(self) -> dict[int, int]:
        self._head()
        for at, node in enumerate(dict.fromkeys(self._node(seq) for seq in self.trace.asked)):
            if at:
                self.page.put()
            self._run([_Step("", "", node)])
            while self.later:
                node = self.later.popleft()
                self.page.put()
                figure = self._main(node).entry
                self.page.put(
                    f"continued: {phrase(figure.record.quantity)}",
                    first=f"[{self.numbers[node]}] ",
                    role="strong",
                )
                self._run(list(self._below(node, "")))
        return {
            one.entry.seq: self.numbers[node]
            for node, ones in self.figures.items()
            for one in ones
            if node in self.numbers
        }

    def _head(self) -> None:
        trace, page = self.trace, self.page
        if trace.source is not None:
            from ledger.view.wording import latest_by_each, review_words, work_words

            page.put(work_words(trace.source) or trace.source.url or trace.source.id, role="strong")
            if trace.source.url and work_words(trace.source):
                page.put(trace.source.url, first="  ")
            for review in latest_by_each(trace.bodies.reviews.get(trace.source.seq, ())):
                page.put(f"story {review_words(review)}", first="  ")
        if trace.as_of is not None:
            page.put(f"as of entry {trace.as_of}", role="faint")
        if trace.source is not None or trace.as_of is not None:
            page.put()

    def _run(self, first: list[_Step]) -> None:
        """Print steps and everything below them, in order."""
        stack = first[::-1]
        while stack:
            step = stack.pop()
            following = self._figure(step) if step.link is None else self._link(step)
            stack.extend(reversed(list(following)))

    def _figure(self, step: _Step) -> Iterator[_Step]:
        """Print a figure, or where it is printed already. Yields what comes below it."""
        node, name = step.node, f"{step.name} = " if step.name else ""
        main = self._main(node)
        if node in self.numbers:
            self._refer(step, f"{name}see [{self.numbers[node]}] above: ", main)
            return
        self.numbers[node] = len(self.numbers) + 1
        below = list(self._below(node, step.rest))
        cut = not below and self._goes_on(node)
        body = step.rest + (" │  " if below or cut else "    ")
        block = FigureBlock(self.trace, main, self.figures[node], self.revisions.get(node, ()), self._number)
        tag = f"[{self.numbers[node]}] "
        for mark in block.marks():
            if mark.heading:
                self.page.put(f"{name}{mark.text}", first=step.first + tag, rest=body, role=mark.role)
            else:
                self.page.put(mark.text, first=body, rest=body, role=mark.role)
        if cut:
            where = "upstream" if self.upstream else "downstream"
            self.page.put(f"more {where}, not shown", first=step.rest + " ┆  ", role="faint")
        elif below and len(step.rest) > _DEEPEST:
            self.page.put(
                f"continued below, at [{self.numbers[node]}]", first=step.rest + " ┆  ", role="faint"
            )
            self.later.append(node)
        else:
            yield from below

    def _refer(self, step: _Step, words: str, main: TracedFigure) -> None:
        """Print that a figure is printed above, and whether the reports thereby go in a circle."""
        words += f"{phrase(main.entry.record.quantity)} ({parties(main.reporters)})"
        first, rest = (
            (step.first, step.rest) if step.first != step.rest else (step.rest + " └─ ", step.rest + "    ")
        )
        if step.came is not None:
            component = self.trace.context.walked.component
            if component[step.came] == component[step.node]:
                words += ": the reports go in a circle"
        self.page.put(words, first=first, rest=rest)

    def _below(self, node: int, rest: str) -> Iterator[_Step]:
        """The links of a node: one goes straight on, several branch."""
        links = self.links.get(node, [])
        if len(links) == 1:
            yield _Step(rest + " ▼  ", rest, node, links[0], straight=True)
            return
        for at, link in enumerate(links, 1):
            last = at == len(links)
            yield _Step(rest + (" └─ " if last else " ├─ "), rest + ("    " if last else " │  "), node, link)

    def _link(self, step: _Step) -> Iterator[_Step]:
        """Print how a figure came from others. Yields these."""
        link = step.link
        assert link is not None
        marks = LinkBlock(
            self.trace,
            link,
            self._name_of(step),
            self.found.get(link.entry.seq, ()),
            upstream=self.upstream,
        ).marks()
        self._marks(marks, step.first, step.rest + (" │  " if step.straight else ""))
        if not self.upstream:
            yield _Step(step.rest, step.rest, self._node(link.figure), came=step.node)
            return
        for at, one in enumerate(link.inputs, 1):
            node = self._node(one.figure)
            name = one.name
            if len(link.inputs) == 1:
                yield _Step(step.rest, step.rest, node, came=step.node, name=name)
                return
            last = at == len(link.inputs)
            first = step.rest + (" └─ " if last else " ├─ ")
            yield _Step(first, step.rest + ("    " if last else " │  "), node, came=step.node, name=name)

    def _marks(self, marks: Iterator[Mark], first: str, body: str) -> None:
        prefix = first
        for mark in marks:
            self.page.put(mark.text, first=prefix, rest=body, role=mark.role)
            prefix = body

    def _name_of(self, step: _Step) -> str | None:
        """What the formula calls the figure a link is printed below."""
        assert step.link is not None
        names = [one.name for one in step.link.inputs if self._node(one.figure) == step.node]
        return names[0] if names else None

    def _main(self, node: int) -> TracedFigure:
        """The figure that stands for a node: the one asked for, else the first."""
        ones = self.figures[node]
        return next((one for one in ones if one.entry.seq in self.asked), ones[0])

    def _number(self, seq: int) -> str:
        """How a figure is referred to: by its number where it is printed already, else by its key or id."""
        node = self._node(seq) if self.trace.graph.holds(seq) else None
        if node is not None and node in self.numbers:
            return f"[{self.numbers[node]}]"
        return handle(self.trace.entry(seq))

    def _goes_on(self, node: int) -> bool:
        """Whether a node has links that the depth asked for cuts off."""
        graph = self.trace.graph
        return bool(graph.links_into(node) if self.upstream else graph.links_from(node))
