"""A figure in words, for a footnote or a line to paste: who stated it, when, and whom they had it from."""

from __future__ import annotations

import pickle
from array import array
from contextlib import ExitStack
from functools import lru_cache
from tempfile import TemporaryFile
from typing import Final, TypeVar

from ledger.formats import Export
from ledger.model.visible import isolated, visible
from ledger.number.quantity import has_number
from ledger.trace.material import Entry
from ledger.view.dates import brief
from ledger.view.figure_view import FigureRef, FigureView, LinkView
from ledger.view.paths import FigurePath, path_back
from ledger.view.wording import label_beyond, leading_to_label, parties

R = TypeVar("R")

#: How many views are kept at hand.
_AT_HAND: Final = 2_000


class ViewCache:
    """The views of the figures to be written, and of all upstream of them, kept in a file.

    `asked` are those asked for, by sequence number. The file has no name and is this program's own: nobody else
    can have written what is read from it.
    """

    def __init__(self, export: Export, files: ExitStack) -> None:
        self._file = files.enter_context(TemporaryFile())  # noqa: SIM115 - closed with the rest
        self._places: dict[int, int] = {}
        self.asked = array("q")
        for figure in export.figure_views():
            self._places[figure.seq] = self._file.tell()
            pickle.dump(_alone(figure), self._file, pickle.HIGHEST_PROTOCOL)
            if figure.depth == 0:
                self.asked.append(figure.seq)
        # As they were recorded, however far each is from the others.
        self.asked = array("q", sorted(self.asked))
        self.view = lru_cache(_AT_HAND)(self._read)

    def path_of(self, figure: FigureView) -> FigurePath:
        """The path from a figure back to its origin."""
        return path_back(figure, lambda seq: self.view(seq) if seq in self._places else None)

    def _read(self, seq: int) -> FigureView:
        self._file.seek(self._places[seq])
        figure: FigureView = pickle.load(self._file)
        return figure


def _alone(figure: FigureView) -> FigureView:
    """A view without what its entries refer to, which is not written and was read for many together."""
    return figure._replace(
        entry=_bare(figure.entry),
        correction=None,
        arrivals=tuple(map(_bare_link, figure.arrivals)),
        origins=tuple(map(_bare_ref, figure.origins)),
        first=tuple(map(_bare_ref, figure.first)),
        revised_by=tuple(
            successor._replace(link=_bare_link(successor.link)) for successor in figure.revised_by
        ),
        replaced_by=None if figure.replaced_by is None else _bare_ref(figure.replaced_by),
        findings=tuple(finding._replace(figure=_bare_ref(finding.figure)) for finding in figure.findings),
    )


def _bare_link(link: LinkView) -> LinkView:
    return link._replace(
        entry=_bare(link.entry),
        figure=_bare_ref(link.figure),
        inputs=tuple(given._replace(figure=_bare_ref(given.figure)) for given in link.inputs),
    )


def _bare_ref(figure: FigureRef) -> FigureRef:
    return figure._replace(entry=_bare(figure.entry))


def _bare(entry: Entry[R]) -> Entry[R]:
    return entry._replace(seqs={})


def is_same_number(below: FigureRef | FigureView, above: FigureRef) -> bool:
    """Whether two parties state one number in one way, so that to name it once says what both said."""
    numbers = [
        (
            record.restated,
            *(quantity.value, quantity.low, quantity.high, quantity.hedge, quantity.unit),
            *(quantity.direction, quantity.statistic, quantity.price_base),
            # Of a statement without a number the words are all there is.
            quantity.text if not has_number(quantity) else None,
        )
        for record in (below.record, above.record)
        for quantity in [record.quantity]
    ]
    return numbers[0] == numbers[1]


def words_of(figure: FigureRef | FigureView) -> str:
    """The number as its party worded it."""
    return one_line(figure.words)


def counts_of(figure: FigureRef | FigureView, below: FigureRef | FigureView | None = None) -> str:
    """What a number counts (``counting soldiers convicted``), or of what it is (``for unemployment``), after its words.

    Empty where its words say that, or where `below`, written just before, is of the same.
    """
    record = figure.record
    label = label_beyond(record)
    if label is None or (below is not None and below.record.label == label):
        return ""
    return f"{leading_to_label(record.quantity)} {one_line(label)}"


def party_of(figure: FigureRef) -> str:
    """Whom somebody relays."""
    return names_of(figure) if figure.reporters else "somebody who is not named"


def names_of(figure: FigureRef) -> str:
    """Who stated it."""
    return one_line(parties(figure.reporters))


def day_of(figure: FigureRef) -> str:
    """When it was stated, or the source was published, in words; empty where neither is known."""
    published = figure.source.published if figure.source is not None else None
    return brief(figure.record.stated or published or "")


def one_line(text: str) -> str:
    """The text on one line, with what cannot be seen, or turns the reading round, shown as an escape."""
    return isolated(visible(" ".join(text.split())))
