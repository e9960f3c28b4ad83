"""A figure and its way in words, for a footnote or a line to paste: who said it, when, and whom they had it from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from ledger.formats import Export
from ledger.model.record import Figure
from ledger.trace.statement import Arrival, Face, Statement

_MONTHS: Final = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
_DATE: Final = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-3][0-9]))?)?(?:T.*)?", re.ASCII)

#: Why a way ends: at an origin, where knowledge stops, at a loop, or because it parts.
End = Literal["origin", "trail end", "loop", "parts"]


class Step(NamedTuple):
    """One step back: the links into a figure, and how the way goes on from there."""

    arrivals: tuple[Arrival, ...]


class Way(NamedTuple):
    """The way from a figure back, as far as it is one way: `passed` are the figures on it, the first left out."""

    steps: tuple[Step, ...]
    passed: tuple[Statement, ...]
    last: Statement
    end: End


class Told(NamedTuple):
    """The figures asked for, and all upstream of them by the sequence numbers of their entries."""

    asked: Sequence[Statement]
    statements: Mapping[int, Statement]


def told(export: Export) -> Told:
    """What is to be told of. All of it is held at once: formats that ask for it say how many figures they take."""
    statements = {one.shown.entry.seq: one for one in export.statements()}
    return Told([one for one in statements.values() if one.shown.depth == 0], statements)


def way_back(start: Statement, statements: Mapping[int, Statement]) -> Way:
    """The way from a figure back to its origin, along relays and derivations that were not retracted."""
    steps: list[Step] = []
    seen = {start.shown.entry.seq: start}
    at = start
    end: End | None = None
    while end is None and (arrivals := into(at)):
        steps.append(Step(arrivals))
        above = arrivals[0].inputs[0].entry.seq
        if len(arrivals) > 1 or len(arrivals[0].inputs) > 1:
            end = "parts"
        elif above in seen or above not in statements:
            end = "loop"
        else:
            at = seen[above] = statements[above]
    return Way(
        steps=tuple(steps),
        passed=tuple(seen.values())[1:],
        last=at,
        end=end or ("origin" if at.is_origin else "trail end"),
    )


def into(one: Statement) -> tuple[Arrival, ...]:
    """The relays and derivations by which a figure came, without those that were retracted."""
    return tuple(
        each
        for each in one.arrivals
        if each.link.entry.record.relation != "revision" and each.link.status != "retracted"
    )


def fallen(one: Statement) -> str | None:
    """Why nothing holds a figure up that was not retracted itself, in words; None where something does."""
    if one.stands:
        return None
    gone = any(finding.code == "upstream-retracted" for finding in one.findings)
    return "what it rests on was retracted" if gone else "it rests on nothing but itself"


def here(one: Statement) -> Face:
    """A figure as others name it."""
    return Face(one.shown.entry, one.shown.reporters, one.shown.source)


def words_of(figure: Figure) -> str:
    """The number as it was worded; where no words are recorded, its range or number, and unit."""
    quantity = figure.quantity
    if quantity.text:
        return one_line(quantity.text)
    if quantity.value is not None:
        number = quantity.value
    elif quantity.low is not None or quantity.high is not None:
        number = f"{quantity.low or '…'} to {quantity.high or '…'}"
    else:
        number = "no number"
    hedge = "" if quantity.hedge in (None, "between", "vague") else f"{quantity.hedge.replace('-', ' ')} "
    unit = "" if quantity.unit in (None, "1") else f" {quantity.unit}"
    return one_line(f"{hedge}{number}{unit}")


def names_of(face: Face) -> str:
    """Who said it."""
    return (
        listed([one_line(name) for name in sorted(party.name for party in face.reporters)]) or "nobody named"
    )


def day_of(face: Face) -> str:
    """When it was stated, or the source was published, in words; empty where neither is known."""
    published = face.source.published if face.source is not None else None
    return day_words(face.entry.record.stated or published or "")


def day_words(edtf: str) -> str:
    """A date in words: ``30 Aug 2023``, ``Aug 2023``; what is no plain date stays EDTF."""
    match = _DATE.fullmatch(edtf)
    if match is None:
        return edtf
    year, month, day = match.groups()
    return " ".join(
        part
        for part in (str(int(day)) if day else "", _MONTHS[int(month) - 1] if month else "", year)
        if part
    )


def listed(names: Iterable[str]) -> str:
    """``a, b and c``."""
    said = list(names)
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def one_line(text: str) -> str:
    """The text on one line, with what cannot be seen, or turns the reading round, shown as an escape."""
    folded = " ".join(text.split())
    return folded if folded.isprintable() else "".join(map(_visible, folded))


def _visible(character: str) -> str:
    if character.isprintable() or unicodedata.category(character) == "Zs":
        return character
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"
