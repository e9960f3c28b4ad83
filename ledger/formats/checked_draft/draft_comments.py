"""What is said of each figure of a draft, and the text in pieces between which the comments stand."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from ledger.errors import InputError
from ledger.formats import Export
from ledger.formats.notes.citation import citation
from ledger.formats.notes.statement_text import one_line
from ledger.phrase.rendering import render
from ledger.view.draft_view import DraftFigure, DraftView
from ledger.view.figure_view import FigureView, FindingView
from ledger.view.paths import path_back

#: What a reader of a draft reads of each state.
STATE_WORDS: Final = {
    "changed": "Its words changed since it was checked: look again",
    "wrong": "Wrong",
    "upstream-changed": "Something upstream changed: look again",
    "to-look-at": "To look at",
    "not-entered": "Found in the text, not entered",
    "confirmed": "Confirmed",
}


class Comment(NamedTuple):
    """A comment: its number in reading order, from 1, the figure, and what is said, a line each."""

    number: int
    figure: DraftFigure
    lines: tuple[str, ...]


class Piece(NamedTuple):
    """A stretch of the text, and the numbers of the comments on it."""

    text: str
    comments: tuple[int, ...]
    #: Comments whose place ends here.
    ending: tuple[int, ...]


def draft_of(export: Export) -> DraftView:
    """The draft that is exported. Raises InputError where the export is not of one source with a text."""
    draft = export.draft()
    if draft is None:
        raise InputError(
            "a checked draft is of one source", hint="name the draft: ledger export DRAFT --format docx"
        )
    return draft


def comments(draft: DraftView) -> list[Comment]:
    """The comments on a draft, in reading order; a number that nobody is to enter has none."""
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
            yield one_line(_told(finding))
    if figure.view.review is not None:
        review = figure.view.review.record
        rating = f" (“{one_line(review.rating)}”)" if review.rating else ""
        note = f": {one_line(review.note)}" if review.note else ""
        yield f"{review.verdict.capitalize()}{rating} by {one_line(review.by)}{note}"


def _told(finding: FindingView) -> str:
    """A finding behind its title, unless its message begins with that."""
    title, message = finding.rule.title, finding.message
    if message.casefold().startswith(title.casefold()):
        return f"{message[:1].upper()}{message[1:]}"
    return f"{title}: {message}"


def pieces(text: str, marked: list[Comment]) -> Iterator[Piece]:
    """A text in pieces, cut wherever the place of a comment begins or ends. Joined, they are the text."""
    places = [(comment.figure.span, comment.number) for comment in marked if comment.figure.span is not None]
    cuts = sorted({0, len(text), *(place.start for place, _ in places), *(place.end for place, _ in places)})
    for start, end in pairwise(cuts):
        here = tuple(number for place, number in places if place.start <= start and end <= place.end)
        yield Piece(text[start:end], here, tuple(number for place, number in places if place.end == end))
