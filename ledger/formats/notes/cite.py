"""One line a figure, to paste: the number, who said it and when, whom they had it from, and where it is recorded.

Of what was asked for; with nothing asked for, of every figure.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Final, TextIO

from ledger.formats import Export
from ledger.formats.notes.statement_text import (
    Step,
    Told,
    Way,
    day_of,
    fallen,
    here,
    names_of,
    one_line,
    way_back,
    words_of,
)
from ledger.trace.statement import FigureRef, Statement
from ledger.view.wording import listed

#: So many digits of an id name it in any ledger there is.
ID_DIGITS: Final = 12


def dump(export: Export, stream: TextIO) -> None:
    """Write a line for each figure asked for."""
    with ExitStack() as files:
        told = Told(export, files)
        for one in map(told.statement, told.asked):
            stream.write(citation(one, way_back(one, told)) + "\n")


def citation(one: Statement, way: Way) -> str:
    """A figure in one line."""
    face = here(one)
    said = [f"{words_of(face.entry.record)} {_aside(names_of(face), day_of(face))}"]
    said += [_step(step) for step in way.steps]
    line = ", ".join(said)
    match way.end:
        case "trail end" if way.steps:
            line += ", where the trail ends"
        case "loop":
            line += ", which has it from there in turn"
        case "parts":
            line += f"; first stated by {_origins(way.last)}"
        case "far":
            line += f", and so on; first stated by {_origins(way.last)}"
        case _:
            pass
    return f"{line}{_standing(one)}; ledger ID {face.entry.id[:ID_DIGITS]}"


def _step(step: Step) -> str:
    relayed = [_party(each.inputs[0]) for each in step.arrivals if each.link.entry.record.relation == "relay"]
    told_ = [f"relaying {listed(relayed)}"] if relayed else []
    for each in step.arrivals:
        link = each.link.entry.record
        if link.relation == "derivation":
            how = f" ({one_line(link.formula)})" if link.formula else ""
            inputs = listed(
                [
                    f"{words_of(face.entry.record)} {_aside(names_of(face), day_of(face))}"
                    for face in each.inputs
                ]
            )
            told_.append(f"computed{how} from {inputs}")
    return ", and ".join(told_)


def _party(face: FigureRef) -> str:
    day = day_of(face)
    return f"{names_of(face)} ({day})" if day else names_of(face)


def _aside(*parts: str) -> str:
    return f"({', '.join(part for part in parts if part)})"


def _origins(one: Statement) -> str:
    named = list(dict.fromkeys(map(_party, one.origins)))
    return (
        listed([*named, *(["others"] if one.more_origins else [])]) or "nobody: it only goes round in a loop"
    )


def _standing(one: Statement) -> str:
    if one.shown.status == "retracted":
        return "; RETRACTED"
    if one.replaced_by is not None:
        return f"; CORRECTED to {words_of(one.replaced_by.entry.record)}"
    why = fallen(one)
    return "" if why is None else f"; {why.replace('retracted', 'RETRACTED')}"
