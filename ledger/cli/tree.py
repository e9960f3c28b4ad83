"""A trace as a tree to read: each figure once, with a number it is referred to by.

A figure that came from one other continues below it at the same indentation, so that a chain of relays reads
straight down however long it is; only where ways part are branches indented. Branches that would go too far
to the right are continued further down. Nothing here recurses.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from ledger.cli.block import BlockLine, FigureBlock, LinkBlock
from ledger.cli.text_width import columns
from ledger.model.visible import visible
from ledger.view.wording import handle, parties, review_words, work_words

if TYPE_CHECKING:
    from ledger.cli.console import Console
    from ledger.view.figure_view import FigureRef, LinkView
    from ledger.view.trace_view import FigureGroup, TraceView

#: How many figures and links are read ahead of what is printed.
_AHEAD: Final = 500

#: The prefix of the first line.
_FIRST: Final = "[1] "

#: Branches further to the right than so many columns are continued below.
_DEEPEST = 36


class _TreeItem(NamedTuple):
    """Something still to be printed: a link by its key, or a group of figures where `link` is None.

    `first` and `rest` are the prefixes of its first line and of whatever follows below it; `came` is the group
    it was reached from, `name` what a formula calls the figure.
    """

    first: str
    rest: str
    group: int
    link: int | None = None
    came: int | None = None
    name: str | None = None
    straight: bool = False


def begin_tree(opening: TraceView, page: Console) -> bool:
    """Print the beginning of a tree, from a trace of no hops: the first line of the one figure that was asked for.

    Returns whether it was printed: of several figures, and where the line is too long, `write_tree` prints all.
    """
    if len(opening.asked_groups) != 1:
        return False
    line = _heading(opening.groups[opening.asked_groups[0]])
    if columns(visible(_FIRST + line)) > page.width:
        return False
    _Tree(opening, page).head()
    page.put(line, first=_FIRST, role="strong")
    page.out.flush()
    return True


def write_tree(view: TraceView, page: Console, *, begun: bool = False) -> Mapping[int, int]:
    """Print the tree, or what comes after its beginning. Returns the number of each figure, by sequence number."""
    return _Tree(view, page, begun=begun).write()


def _heading(group: FigureGroup) -> str:
    return next(line.text for line in FigureBlock(group, (), lambda _: "").lines())


class _Tree:
    """The printing of one tree."""

    def __init__(self, view: TraceView, page: Console, *, begun: bool = False) -> None:
        self.view = view
        self.begun = begun
        self.page = page
        self.upstream = view.direction == "upstream"
        #: What was read ahead: the groups, and the keys of the links.
        self.ready: tuple[set[int], set[int]] = set(), set()
        self.numbers: dict[int, int] = {}
        self.later: deque[int] = deque()

    def write(self) -> Mapping[int, int]:
        if not self.begun:
            self.head()
        for at, number in enumerate(self.view.asked_groups):
            if at:
                self.page.put()
            self._run([_TreeItem("", "", number)])
            while self.later:
                group = self.view.groups[self.later.popleft()]
                self.page.put()
                self.page.put(
                    f"continued: {group.main.words}",
                    first=f"[{self.numbers[group.number]}] ",
                    role="strong",
                )
                self._run(list(self._below(group, "")))
        return {
            seq: self.numbers[number] for seq, number in self.view.group_of.items() if number in self.numbers
        }

    def head(self) -> None:
        """Print what stands above the tree: the story, and as of when."""
        view, page = self.view, self.page
        if view.story is not None:
            page.put(work_words(view.story) or view.story.url or view.story.id, role="strong")
            if view.story.url and work_words(view.story):
                page.put(view.story.url, first="  ")
            for review in view.story_reviews:
                page.put(f"story {review_words(review)}", first="  ")
        if view.as_of is not None:
            page.put(f"as of entry {view.as_of}", role="faint")
        if view.story is not None or view.as_of is not None:
            page.put()

    def _run(self, first: list[_TreeItem]) -> None:
        """Print what is pending and everything below it, in order."""
        stack = first[::-1]
        while stack:
            pending = stack.pop()
            groups, links = self.ready
            if pending.group not in groups if pending.link is None else pending.link not in links:
                self._read_ahead([*stack[-_AHEAD:], pending])
            following = self._figure(pending) if pending.link is None else self._link(pending, pending.link)
            stack.extend(reversed(list(following)))

    def _read_ahead(self, stack: list[_TreeItem]) -> None:
        """Read what will be printed next: what is pending, the last first, and what follows below it."""
        groups: set[int] = set()
        links: set[int] = set()
        pending: list[tuple[bool, int]] = [
            (item.link is None, item.group if item.link is None else item.link) for item in stack
        ]
        while pending and len(groups) + len(links) < _AHEAD:
            is_group, number = pending.pop()
            if not is_group:
                links.add(number)
                pending += ((True, end) for end in reversed(self.view.ends(number)))
            elif number not in groups:
                groups.add(number)
                if number not in self.numbers:
                    pending += ((False, key) for key in reversed(self._links_below(number)[:_AHEAD]))
        self.view.prepare(groups, links)
        self.ready = groups, links

    def _figure(self, pending: _TreeItem) -> Iterator[_TreeItem]:
        """Print a figure, or where it is printed already. Yields what comes below it."""
        group, name = self.view.groups[pending.group], f"{pending.name} = " if pending.name else ""
        if group.number in self.numbers:
            self._refer(pending, f"{name}see [{self.numbers[group.number]}] above: ", group)
            return
        self.numbers[group.number] = len(self.numbers) + 1
        below = list(self._below(group, pending.rest))
        cut = not below and group.goes_on
        body = pending.rest + (" │  " if below or cut else "    ")
        tag = f"[{self.numbers[group.number]}] "
        for line in FigureBlock(group, self.view.unsaid(group.main), self._number).lines():
            if line.heading and self.begun and len(self.numbers) == 1:
                continue
            if line.heading:
                self.page.put(f"{name}{line.text}", first=pending.first + tag, rest=body, role=line.role)
            else:
                self.page.put(line.text, first=body, rest=body, role=line.role)
        if cut:
            where = "upstream" if self.upstream else "downstream"
            self.page.put(f"more {where}, not shown", first=pending.rest + " ┆  ", role="faint")
        elif below and len(pending.rest) > _DEEPEST:
            self.page.put(
                f"continued below, at [{self.numbers[group.number]}]",
                first=pending.rest + " ┆  ",
                role="faint",
            )
            self.later.append(group.number)
        else:
            yield from below

    def _refer(self, pending: _TreeItem, words: str, group: FigureGroup) -> None:
        """Print that a figure is printed above, and whether the reports thereby go in a circle."""
        words += f"{group.main.words} ({parties(group.main.reporters)})"
        first, rest = pending.first, pending.rest
        if first == rest:
            first, rest = rest + " └─ ", rest + "    "
        if pending.came is not None and self.view.groups[pending.came].circle == group.circle:
            words += ": the reports go in a circle"
        self.page.put(words, first=first, rest=rest)

    def _below(self, group: FigureGroup, rest: str) -> Iterator[_TreeItem]:
        """Yield the links of a group: one goes straight on, several branch."""
        links = self._links_below(group.number)
        if len(links) == 1:
            yield _TreeItem(rest + " ▼  ", rest, group.number, links[0], straight=True)
            return
        for at, link in enumerate(links, 1):
            last = at == len(links)
            first = rest + (" └─ " if last else " ├─ ")
            yield _TreeItem(first, rest + ("    " if last else " │  "), group.number, link)

    def _links_below(self, number: int) -> Sequence[int]:
        return self.view.arrivals_at(number) if self.upstream else self.view.uses_of(number)

    def _link(self, pending: _TreeItem, key: int) -> Iterator[_TreeItem]:
        """Print how a figure came from others. Yields these."""
        link = self.view.link(key)
        block = LinkBlock(
            link, self._name_of(pending.group, link), self.view.found_on(key), upstream=self.upstream
        )
        self._lines(block.lines(), pending.first, pending.rest + (" │  " if pending.straight else ""))
        rest, came = pending.rest, pending.group
        if not self.upstream:
            (group,) = self.view.ends(key)
            yield _TreeItem(rest, rest, group, came=came)
            return
        for at, given in enumerate(link.inputs, 1):
            group = self.view.group_of[given.figure.seq]
            if len(link.inputs) == 1:
                yield _TreeItem(rest, rest, group, came=came, name=given.name)
                return
            last = at == len(link.inputs)
            first = rest + (" └─ " if last else " ├─ ")
            yield _TreeItem(first, rest + ("    " if last else " │  "), group, came=came, name=given.name)

    def _lines(self, lines: Iterable[BlockLine], first: str, body: str) -> None:
        prefix = first
        for line in lines:
            self.page.put(line.text, first=prefix, rest=body, role=line.role)
            prefix = body

    def _name_of(self, group: int, link: LinkView) -> str | None:
        """Return what the formula calls the figure a link is printed below."""
        group_of = self.view.group_of
        names = (given.name for given in link.inputs if group_of.get(given.figure.seq) == group)
        return next(names, None)

    def _number(self, figure: FigureRef) -> str:
        """Return how a figure is referred to: by its number where it is printed already, else by its key or id."""
        number = self.numbers.get(self.view.group_of.get(figure.seq, -1))
        return handle(figure.entry) if number is None else f"[{number}]"
