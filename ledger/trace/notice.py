"""Findings before they are put into words.

Findings on arrays of integers name figures by number. Over a whole ledger, words are then fetched only for the figures
that are named: a `Notice` says which, and a `Narrator` that has their words writes the finding.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from sys import intern
from typing import Final, NamedTuple

from ledger.model.record import Figure
from ledger.number.quantity import Quantity, has_number
from ledger.trace.finding import Finding
from ledger.trace.material import Bodies, Entry
from ledger.trace.number_text import amount
from ledger.trace.rules import severities
from ledger.trace.status import Resolution

_LONGEST_NAME = 60


class Notice(NamedTuple):
    """A finding whose message still has gaps: `{0}`, `{1}` and so on stand for the figures in `names`.

    `derivation` is the link by which a corrected figure enters this one directly: what it would now give is
    part of the message. `mend` is a sentence at the end. All numbers are sequence numbers.
    """

    code: str
    figure: int
    text: str
    names: tuple[int, ...] = ()
    link: int | None = None
    derivation: int | None = None
    mend: str = ""


#: Words for an origin by the nature of its figure.
_COUNTS: Final = {
    "estimated": "one estimate",
    "projected": "one projection",
    "coined": "one guess that nobody counted",
}


class FigureName(NamedTuple):
    """The name of a figure in a message: ``{0}`` is its words with its parties, ``{0.parties}`` the parties alone."""

    words: str
    parties: str
    counted: str | None = None

    def __str__(self) -> str:
        return f"{self.words} ({self.parties})"

    def __format__(self, form: str) -> str:
        return str(self)

    @property
    def origin(self) -> str:
        """The figure as an origin, in words: a count, unless its party says that it is less."""
        return self.counted or "one count"


class Narrator(NamedTuple):
    """Puts notices into words, from the bodies of what they name."""

    bodies: Bodies
    resolution: Resolution

    def prepare(self, notices: Collection[Notice]) -> None:
        """Read in one go all that some notices name."""
        bodies = self.bodies
        if bodies.reader is None:
            return
        derivations = {notice.derivation for notice in notices if notice.derivation is not None}
        bodies.prepare({figure for notice in notices for figure in notice.names}, derivations)
        if derivations:
            links = [link for link in map(bodies.links.get, derivations) if link is not None]
            ends = {link.seqs[given.figure] for link in links for given in link.record.inputs}
            ends.update(link.seqs[link.record.figure] for link in links)
            readings = {self.resolution.read(end) for end in ends}
            latest = {self.resolution.latest(end) for end in readings if end is not None}
            bodies.prepare({end for end in readings | latest if end is not None})

    def tell(self, notice: Notice) -> Finding:
        """Return a notice as a finding, not yet accepted."""
        message = notice.text.format(*map(self.name, notice.names))
        if notice.derivation is not None:
            message += self._would_give(notice.derivation)
        if notice.mend:
            message += f" {notice.mend}"
        return Finding(
            code=notice.code,
            severity=severities()[notice.code],
            # Many say the same: one text is kept for all.
            message=intern(message),
            figure=notice.figure,
            link=notice.link,
        )

    def name(self, figure: int) -> FigureName:
        """Return the name of a figure in a message: its words and who reported it, else its entry's number."""
        entry = self.bodies.figures.get(figure)
        if entry is None:
            return FigureName(f"entry {figure}", "nobody known")
        words = stated_words(entry.record)
        if entry.record.restated:
            words = f"“{words}”"
        reporters = [self.bodies.parties[entry.seqs[party]].name for party in entry.record.reported_by]
        counted = _COUNTS.get(entry.record.nature or "")
        if not has_number(entry.record.quantity):
            counted = "one statement without a number"
        return FigureName(words, ", ".join(sorted(reporters)) or "nobody named", counted)

    def _would_give(self, derivation: int) -> str:
        """Return what a derivation gives with its corrected inputs replaced; an empty text where that is unknown."""
        # Imported here: formulas are needed only where a derivation is computed.
        from ledger.trace.recompute import what_it_would_give

        link = self.bodies.links.get(derivation)
        if link is None:
            return ""
        inputs: dict[str, Figure] = {}
        for given in link.record.inputs:
            entry = self._now(link.seqs[given.figure])
            if entry is None:
                return ""
            inputs[given.name or ""] = entry.record
        stated = self._read(link.seqs[link.record.figure])
        if stated is None:
            return ""
        gives = what_it_would_give(link.record, inputs, stated.record)
        if gives is None or gives.value is None:
            return ""
        return f" With that the derivation gives {amount(gives.value, gives.unit)}."

    def _read(self, figure: int) -> Entry[Figure] | None:
        reading = self.resolution.read(figure)
        return None if reading is None else self.bodies.figures.get(reading)

    def _now(self, figure: int) -> Entry[Figure] | None:
        """Return a figure as it is after every correction."""
        reading = self.resolution.read(figure)
        if reading is None:
            return None
        latest = self.resolution.latest(reading)
        return self.bodies.figures.get(reading if latest is None else latest)


def stated_words(figure: Figure) -> str:
    """Return the number of a figure in a few words. A relay that left the number out did not say it."""
    return quantity_words(figure.quantity) if figure.restated else "number not said"


# Cached, as every finding on a number, and on every relay of it, asks for its words.
@lru_cache(maxsize=4_096)
def quantity_words(quantity: Quantity) -> str:
    """Return a quantity in a few words: as it was stated, else rendered."""
    if quantity.text is not None:
        text = " ".join(quantity.text.split())
    else:
        # Imported here: most quantities have their words.
        from ledger.phrase.rendering import render

        text = render(quantity)
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"
