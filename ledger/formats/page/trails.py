"""The material of a page: the groups of a trace in the order of the page, and the name of each figure.

Figures that were said to be the same are one group. Nothing here recurses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ledger.model.record import Figure
from ledger.phrase.rendering import render
from ledger.trace.material import Entry
from ledger.view.dates import when
from ledger.view.figure_view import FigureRef, FigureView
from ledger.view.short_words import listed
from ledger.view.trace_view import FigureGroup, TraceView


class Quoted(NamedTuple):
    """Somebody's words within a sentence of the page; `anchor` is where on the page they stand, if anywhere."""

    words: str
    anchor: str | None = None


#: A sentence: our own words, with quoted words of others among them.
Words = tuple[str | Quoted, ...]


def worded(figure: FigureRef | FigureView) -> str:
    """Return the number as its party worded it, in plain English if no words are recorded."""
    record = figure.record
    text = (record.quantity.text or render(record.quantity)) if record.restated else figure.words
    return " ".join(text.split())


def without_steps(words: Words) -> Words:
    """Return a sentence without the references to steps of the page, which are in brackets."""
    kept: list[str | Quoted] = []
    following = iter(words)
    for part in following:
        if isinstance(part, Quoted) and part.anchor is not None:
            kept.pop()
            next(following)
        else:
            kept.append(part)
    return tuple(kept)


def spoken(words: Words) -> str:
    """Return a sentence as plain text, without the references to steps."""
    return "".join(part if isinstance(part, str) else part.words for part in without_steps(words))


def anchor(entry: Entry[Figure]) -> str:
    """Return the anchor of a figure on the page."""
    return f"figure-{entry.id[:12]}"


def who(figure: FigureRef | FigureView) -> str:
    """Return the reporters of a figure."""
    return listed(sorted(party.name for party in figure.reporters)) or "nobody named"


class Trails:
    """A trace upstream in the order of the page: a group after everything it came from."""

    def __init__(self, view: TraceView, asked: Iterable[int]) -> None:
        self.view = view
        self.order = tuple(self._upstream_first([*asked, *view.groups]))
        #: The step of each group on the page, from 1.
        self.steps = {number: step for step, number in enumerate(self.order, 1)}

    def _upstream_first(self, starts: Iterable[int]) -> Iterator[int]:
        groups = self.view.groups
        seen: set[int] = set()
        for start in starts:
            if start in seen:
                continue
            seen.add(start)
            path = [(start, iter(groups[start].above))]
            while path:
                number, rest = path[-1]
                following = next((above for above in rest if above not in seen), None)
                if following is None:
                    path.pop()
                    yield number
                else:
                    seen.add(following)
                    path.append((following, iter(groups[following].above)))

    def behind(self, number: int) -> list[FigureGroup]:
        """Return a group and everything upstream of it, in the order of the page."""
        return [
            self.view.groups[ancestor]
            for ancestor in sorted(self.view.behind(number), key=self.steps.__getitem__)
        ]

    def step(self, figure: FigureRef) -> Words:
        """Return the step of a figure on the page, in brackets; empty if it has none."""
        number = self.view.group_of.get(figure.seq)
        if number is None:
            return ()
        return (" (", Quoted(f"step {self.steps[number]}", anchor(figure.entry)), ")")

    def named(self, figure: FigureRef) -> Words:
        """Return a figure by its words, its reporters and its step on the page."""
        return ("“", Quoted(worded(figure)), "” by ", Quoted(who(figure)), *self.step(figure))

    def described(self, figure: FigureRef) -> Words:
        """Return the same, with its date and its work."""
        words: Words = ("“", Quoted(worded(figure)), "”")
        if figure.record.stated:
            words += (f", {when(figure.record.stated)}",)
        if figure.source is not None:
            work = figure.source
            words += (", in ", Quoted(work.title or work.url or work.id[:12]))
        return (*words, *self.step(figure))
