"""One line a figure, to paste: the number, who stated it and when, whom they had it from, and where it is recorded.

Of what was asked for; with nothing asked for, of every figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Final, TextIO

from ledger.formats import Export
from ledger.formats.notes.statement_text import ViewCache, day_of, fallen, names_of, one_line, words_of
from ledger.view.figure_view import FigureRef, FigureView, LinkView
from ledger.view.paths import FigurePath
from ledger.view.wording import listed

#: So many digits of an id name it in any ledger there is.
ID_DIGITS: Final = 12


def dump(export: Export, stream: TextIO) -> None:
    """Write a line for each figure asked for."""
    with ExitStack() as files:
        views = ViewCache(export, files)
        for figure in map(views.view, views.asked):
            stream.write(citation(figure, views.path_of(figure)) + "\n")


def citation(figure: FigureView, path: FigurePath) -> str:
    """A figure in one line."""
    parts = [f"{words_of(figure.record)} {_aside(names_of(figure.ref), day_of(figure.ref))}"]
    parts += map(_step, path.steps)
    line = ", ".join(parts)
    match path.end:
        case "trail end" if path.steps:
            line += ", where the trail ends"
        case "loop":
            line += ", which has it from there in turn"
        case "parts":
            line += f"; first stated by {_origins(path.last)}"
        case "far":
            line += f", and so on; first stated by {_origins(path.last)}"
        case _:
            pass
    return f"{line}{_standing(figure)}; ledger ID {figure.entry.id[:ID_DIGITS]}"


def _step(links: Sequence[LinkView]) -> str:
    relayed = [_party(link.inputs[0].figure) for link in links if link.relation == "relay"]
    parts = [f"relaying {listed(relayed)}"] if relayed else []
    for link in links:
        if link.relation == "derivation":
            how = f" ({one_line(link.record.formula)})" if link.record.formula else ""
            inputs = [
                f"{words_of(given.figure.record)} {_aside(names_of(given.figure), day_of(given.figure))}"
                for given in link.inputs
            ]
            parts.append(f"computed{how} from {listed(inputs)}")
    return ", and ".join(parts)


def _party(figure: FigureRef) -> str:
    day = day_of(figure)
    return f"{names_of(figure)} ({day})" if day else names_of(figure)


def _aside(*parts: str) -> str:
    return f"({', '.join(part for part in parts if part)})"


def _origins(figure: FigureView) -> str:
    named = list(dict.fromkeys(map(_party, figure.origins)))
    more = ["others"] if figure.more_origins else []
    return listed([*named, *more]) or "nobody: it only goes round in a loop"


def _standing(figure: FigureView) -> str:
    if figure.status == "retracted":
        return "; RETRACTED"
    if figure.replaced_by is not None:
        return f"; CORRECTED to {words_of(figure.replaced_by.record)}"
    why = fallen(figure)
    return "" if why is None else f"; {why.replace('retracted', 'RETRACTED')}"
