"""A figure in one line: the number, who stated it and when, whom they had it from, and where it is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledger.formats.notes.statement_text import (
    counts_of,
    day_of,
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

#: So many digits of an id name it in any ledger there is.
ID_DIGITS: Final = 12


def citation(figure: FigureView, path: FigurePath) -> str:
    """A figure in one line."""
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
            inputs = [_stated(given.figure, below) for given in link.inputs]
            parts.append(f"computed{how} from {listed(inputs)}")
    return ", and ".join(parts)


def _stated(figure: FigureRef, below: FigureRef | FigureView | None = None) -> str:
    """A number with what it counts, who stated it and when; `below` is what was written just before."""
    counts = f", {words}" if (words := counts_of(figure, below)) else ""
    beside = ", ".join(part for part in (names_of(figure), day_of(figure)) if part)
    return f"{words_of(figure)}{counts} ({beside})"


def _relayed(below: FigureView, figure: FigureRef) -> str:
    """Who is relayed, with the number that they stated where it is not the same."""
    return _party(figure) if is_same_number(below, figure) else _stated(figure, below)


def _party(figure: FigureRef) -> str:
    day = day_of(figure)
    return f"{party_of(figure)} ({day})" if day else party_of(figure)


def _beyond(figure: FigureView) -> str:
    """Where a number comes from that is not shown step by step: each origin with the number it stated."""
    given_here = {given.figure.seq for link in figure.came_by for given in link.inputs}
    beyond = [origin for origin in figure.origins if origin.seq not in given_here]
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
