"""The comments on the figures of a draft, and its text cut into pieces at their places."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from ledger.errors import InputError
from ledger.formats import Export
from ledger.formats.notes.citation import citation
from ledger.formats.notes.statement_text import one_line
from ledger.model.text_quote import Span
from ledger.phrase.rendering import render
from ledger.view.draft_view import DraftFigure, DraftView
from ledger.view.figure_view import FigureView
from ledger.view.paths import path_back

#: The words for each state of a figure.
STATE_WORDS: Final = {
    "changed": "Its words changed since it was checked: look again",
    "wrong": "Wrong",
    "upstream-changed": "Something upstream changed: look again",
    "to-look-at": "To look at",
    "not-entered": "Found in the text, not entered",
    "confirmed": "Confirmed",
}


class Comment(NamedTuple):
    """A comment: its number in reading order (from 1), the figure, and the lines of its text.

    `span` is its place: that of the figure's words, or of those that replaced them; None where neither stands there.
    """

    number: int
    figure: DraftFigure
    lines: tuple[str, ...]

    @property
    def span(self) -> Span | None:
        """The place of the figure, else of the words that replaced it; None where neither is in the text."""
        return self.figure.span or self.figure.instead


class Piece(NamedTuple):
    """A piece of the text, and the numbers of the comments on it."""

    text: str
    comments: tuple[int, ...]
    #: The comments whose place ends with this piece.
    ending: tuple[int, ...]


def draft_of(export: Export) -> DraftView:
    """Return the exported draft. Raises InputError unless one source with a text is exported."""
    draft = export.draft()
    if draft is None:
        raise InputError(
            "a checked draft is of one source", hint="name the draft: ledger export DRAFT --format docx"
        )
    return draft


def comments(draft: DraftView) -> list[Comment]:
    """Return the comments on a draft in reading order; ignored numbers have none."""
    views = {} if draft.trace is None else {figure.seq: figure for figure in draft.trace.figures}
    return [
        Comment(number, figure, tuple(_lines(figure, views)))
        for number, figure in enumerate((figure for figure in draft.figures if figure.state != "ignored"), 1)
    ]


def _lines(figure: DraftFigure, views: dict[int, FigureView]) -> Iterator[str]:
    if figure.read_as is not None:
        yield f"{STATE_WORDS[figure.state]}: read as {one_line(render(figure.read_as))}."
    else:
        yield f"{STATE_WORDS[figure.state]}."
    if figure.places > 1:
        yield f"These words stand in {figure.places} places: this is the first."
    if figure.now is not None:
        yield f"It was checked as “{one_line(figure.words)}”, and the text now says: “{one_line(figure.now)}”"
    if figure.view is None:
        return
    yield citation(figure.view, path_back(figure.view, views.get))
    for finding in figure.view.findings:
        if not finding.accepted:
            title, message = finding.rule.title, finding.message
            titled = message.casefold().startswith(title.casefold())
            yield one_line(f"{message[:1].upper()}{message[1:]}" if titled else f"{title}: {message}")
    if figure.view.review is not None:
        review = figure.view.review.record
        rating = f" (“{one_line(review.rating)}”)" if review.rating else ""
        note = f": {one_line(review.note)}" if review.note else ""
        yield f"{review.verdict.capitalize()}{rating} by {one_line(review.by)}{note}"


def pieces(text: str, marked: list[Comment]) -> Iterator[Piece]:
    """Yield the pieces of a text, cut where the place of a comment begins or ends. Joined, they are the text."""
    places = [(span, comment.number) for comment in marked if (span := comment.span) is not None]
    cuts = sorted({0, len(text), *(place.start for place, _ in places), *(place.end for place, _ in places)})
    for start, end in pairwise(cuts):
        here = tuple(number for place, number in places if place.start <= start and end <= place.end)
        yield Piece(text[start:end], here, tuple(number for place, number in places if place.end == end))
