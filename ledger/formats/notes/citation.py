"""Writes a figure as one line: the number, its party and date, the parties it was relayed from, and its id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledger.formats.notes.statement_text import (
    counts_of,
    day_of,
    further_origins,
    is_same_number,
    names_of,
    one_line,
    party_of,
    words_of,
)
from ledger.view.dates import brief
from ledger.view.figure_view import FigureRef, FigureView, LinkView
from ledger.view.paths import FigurePath
from ledger.view.short_words import listed

#: The number of digits that identify an id in any realistic ledger.
ID_DIGITS: Final = 12


def citation(figure: FigureView, path: FigurePath) -> str:
    """Return a figure as one line."""
    parts = [_stated(figure.ref)]
    for below, links in zip((figure, *path.passed), path.steps, strict=False):
        parts.append(_step(below, links))
    closing = path.closing
    if closing is not None:
        parts[-1] = f"which has it from {party_of(closing)} in turn"
    line = ", ".join(parts)
    match path.end:
        case "trail end" if path.steps:
            line += ", where the trail ends"
        case "loop" if closing is None:
            line += ", which has it from there in turn"
        case "far":
            line += ", and so on" + _beyond(path.last)
        case "parts":
            line += _beyond(path.last)
        case _:
            pass
    return f"{line}{_standing(figure)}; ledger ID {figure.entry.id[:ID_DIGITS]}"


def _step(below: FigureView, links: Sequence[LinkView]) -> str:
    relayed = [_relayed(below, link.inputs[0].figure) for link in links if link.relation == "relay"]
    parts = [f"relaying {listed(relayed)}"] if relayed else []
    for link in links:
        if link.relation == "derivation":
            how = f" ({one_line(link.record.formula)})" if link.record.formula else ""
            inputs = [_stated(used.figure, below) for used in link.inputs]
            parts.append(f"computed{how} from {listed(inputs)}")
    return ", and ".join(parts)


def _stated(figure: FigureRef, below: FigureRef | FigureView | None = None) -> str:
    """Return a number with its label, party and date; `below` is the figure that was written just before."""
    counts = f", {words}" if (words := counts_of(figure, below)) else ""
    beside = ", ".join(part for part in (names_of(figure), day_of(figure)) if part)
    return f"{words_of(figure)}{counts} ({beside})"


def _relayed(below: FigureView, figure: FigureRef) -> str:
    """Return the party that is relayed, with its number if that is not the same."""
    if not is_same_number(below, figure):
        return _stated(figure, below)
    day = day_of(figure)
    return f"{party_of(figure)} ({day})" if day else party_of(figure)


def _beyond(figure: FigureView) -> str:
    """Return the origins of a figure beyond its direct inputs, each with the number it stated."""
    beyond = further_origins(figure)
    if not beyond and not figure.more_origins:
        return "" if figure.origins else ", which only goes round in a loop"
    named = list(dict.fromkeys(_stated(origin, figure) for origin in beyond))
    return f"; going back to {listed([*named, *(['others'] if figure.more_origins else [])])}"


def _standing(figure: FigureView) -> str:
    parts = []
    if figure.status == "retracted":
        parts.append("RETRACTED")
    elif figure.replaced_by is not None:
        parts.append(f"CORRECTED to {_stated(figure.replaced_by, figure)}")
    elif why := figure.fallen:
        parts.append(f"FALLEN: {why}")
    if figure.verdict is not None:
        review = figure.verdict.record
        rating = f" (“{one_line(review.rating)}”)" if review.rating else ""
        parts.append(f"{review.verdict.upper()}{rating} by {one_line(review.by)}, {brief(review.at[:10])}")
    return "".join(f"; {part}" for part in parts)
