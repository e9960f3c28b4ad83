"""A figure and its way in words, for a footnote or a line to paste: who said it, when, and whom they had it from."""

from __future__ import annotations

import pickle
import re
import unicodedata
from array import array
from contextlib import ExitStack
from functools import lru_cache
from tempfile import TemporaryFile
from typing import Final, Literal, NamedTuple, TypeVar

from ledger.formats import Export
from ledger.model.record import Figure
from ledger.trace.document import TracedFigure, TracedLink
from ledger.trace.statement import Arrival, FigureRef, Statement
from ledger.view.wording import parties, phrase

#: Whatever holds an entry.
T = TypeVar("T", TracedFigure, TracedLink, FigureRef)

_MONTHS: Final = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
_DATE: Final = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-3][0-9]))?)?(?:T.*)?", re.ASCII)

#: Why a way ends: at an origin, where knowledge stops, at a loop, because it parts, or as it would be too long.
End = Literal["origin", "trail end", "loop", "parts", "far"]
#: More steps than anybody reads in a sentence are not told one by one.
MOST_STEPS: Final = 40
#: How many statements are kept at hand.
_AT_HAND: Final = 2_000


class Step(NamedTuple):
    """One step back: the links into a figure, and how the way goes on from there."""

    arrivals: tuple[Arrival, ...]


class Way(NamedTuple):
    """The way from a figure back, as far as it is one way: `passed` are the figures on it, the first left out."""

    steps: tuple[Step, ...]
    passed: tuple[Statement, ...]
    last: Statement
    end: End


class Told:
    """The figures to be told of, and all upstream of them, kept in a file: `asked` are entries by sequence number.

    The file has no name and is this program's own: nobody else can have written what is read from it.
    """

    def __init__(self, export: Export, files: ExitStack) -> None:
        self._file = files.enter_context(TemporaryFile())  # noqa: SIM115 - closed with the rest
        self._places: dict[int, int] = {}
        self.asked = array("q")
        for one in export.statements():
            seq = one.shown.entry.seq
            self._places[seq] = self._file.tell()
            pickle.dump(_alone(one), self._file, pickle.HIGHEST_PROTOCOL)
            if one.shown.depth == 0:
                self.asked.append(seq)
        self.statement = lru_cache(_AT_HAND)(self._read)

    def __contains__(self, seq: int) -> bool:
        return seq in self._places

    def _read(self, seq: int) -> Statement:
        self._file.seek(self._places[seq])
        one: Statement = pickle.load(self._file)
        return one


def _alone(one: Statement) -> Statement:
    """A statement without what its entries refer to, of which nothing is told and which was read for many together."""
    return one._replace(
        shown=_bare(one.shown),
        arrivals=tuple(
            each._replace(link=_bare(each.link), inputs=tuple(map(_bare, each.inputs)))
            for each in one.arrivals
        ),
        origins=tuple(map(_bare, one.origins)),
        revised_by=tuple(
            each._replace(link=_bare(each.link), newer=_bare(each.newer)) for each in one.revised_by
        ),
        replaced_by=None if one.replaced_by is None else _bare(one.replaced_by),
    )


def _bare(one: T) -> T:
    return one._replace(entry=one.entry._replace(seqs={}))


def way_back(start: Statement, told: Told) -> Way:
    """The way from a figure back to its origin, along relays and derivations that were not retracted."""
    steps: list[Step] = []
    seen = {start.shown.entry.seq: start}
    at = start
    end: End | None = None
    while end is None and (arrivals := into(at)):
        if len(steps) == MOST_STEPS:
            end = "far"
            break
        steps.append(Step(arrivals))
        above = arrivals[0].inputs[0].entry.seq
        if len(arrivals) > 1 or len(arrivals[0].inputs) > 1:
            end = "parts"
        elif above in seen or above not in told:
            end = "loop"
        else:
            at = seen[above] = told.statement(above)
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


def here(one: Statement) -> FigureRef:
    """A figure as others name it."""
    return FigureRef(one.shown.entry, one.shown.reporters, one.shown.source)


def words_of(figure: Figure) -> str:
    """The number as it was worded; where no words are recorded, its hedge, number and unit."""
    return one_line(phrase(figure.quantity))


def names_of(face: FigureRef) -> str:
    """Who said it."""
    return one_line(parties(face.reporters))


def day_of(face: FigureRef) -> str:
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


def one_line(text: str) -> str:
    """The text on one line, with what cannot be seen, or turns the reading round, shown as an escape."""
    folded = " ".join(text.split())
    return folded if folded.isprintable() else "".join(map(_visible, folded))


def _visible(character: str) -> str:
    if character.isprintable() or unicodedata.category(character) == "Zs":
        return character
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"
