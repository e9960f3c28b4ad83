"""The words for a figure in a footnote or a line to paste, and a cache of the views that they are made from."""

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

#: The number of views kept in memory.
_IN_MEMORY: Final = 2_000


class ViewCache:
    """The views of the figures to be written, and of all upstream of them, in a temporary file.

    `asked` are the sequence numbers of the requested figures. The file is unnamed, so that nobody else can write what
    is unpickled from it.
    """

    def __init__(self, export: Export, files: ExitStack) -> None:
        self._file = files.enter_context(TemporaryFile())  # noqa: SIM115 - closed with the rest
        self._places: dict[int, int] = {}
        self.asked = array("q")
        for figure in export.figure_views():
            self._places[figure.seq] = self._file.tell()
            pickle.dump(_without_context(figure), self._file, pickle.HIGHEST_PROTOCOL)
            if figure.depth == 0:
                self.asked.append(figure.seq)
        # In the order of recording, however far each is upstream.
        self.asked = array("q", sorted(self.asked))
        self.view = lru_cache(_IN_MEMORY)(self._read)

    def path_of(self, figure: FigureView) -> FigurePath:
        """Return the path from a figure back to its origin."""
        return path_back(figure, lambda seq: self.view(seq) if seq in self._places else None)

    def _read(self, seq: int) -> FigureView:
        self._file.seek(self._places[seq])
        figure: FigureView = pickle.load(self._file)
        return figure


def _without_context(figure: FigureView) -> FigureView:
    """Return a view whose entries do not hold the sequence numbers of others, which are not written."""
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
        inputs=tuple(used._replace(figure=_bare_ref(used.figure)) for used in link.inputs),
    )


def _bare_ref(figure: FigureRef) -> FigureRef:
    return figure._replace(entry=_bare(figure.entry))


def _bare(entry: Entry[R]) -> Entry[R]:
    return entry._replace(seqs={})


def is_same_number(below: FigureRef | FigureView, above: FigureRef) -> bool:
    """Return whether two parties state the same number in the same way, so that it need not be repeated."""
    numbers = [
        (
            record.restated,
            *(quantity.value, quantity.low, quantity.high, quantity.hedge, quantity.unit),
            *(quantity.direction, quantity.statistic, quantity.price_base),
            # A statement without a number is compared by its words.
            quantity.text if not has_number(quantity) else None,
        )
        for record in (below.record, above.record)
        for quantity in [record.quantity]
    ]
    return numbers[0] == numbers[1]


def words_of(figure: FigureRef | FigureView) -> str:
    """Return the number as its party worded it."""
    return one_line(figure.words)


def counts_of(figure: FigureRef | FigureView, below: FigureRef | FigureView | None = None) -> str:
    """Return the label of a number as words after it: ``counting soldiers convicted``, ``for unemployment``.

    The result is empty if the words of the number include the label, or if `below`, written just before, has the same.
    """
    record = figure.record
    label = label_beyond(record)
    if label is None or (below is not None and below.record.label == label):
        return ""
    return f"{leading_to_label(record.quantity)} {one_line(label)}"


def party_of(figure: FigureRef) -> str:
    """Return the party of a figure that somebody relays."""
    return names_of(figure) if figure.reporters else "somebody who is not named"


def names_of(figure: FigureRef) -> str:
    """Return the names of the parties of a figure."""
    return one_line(parties(figure.reporters))


def day_of(figure: FigureRef) -> str:
    """Return the date of a statement, or else of its source, in words; empty if neither is known."""
    published = figure.source.published if figure.source is not None else None
    return brief(figure.record.stated or published or "")


def one_line(text: str) -> str:
    """Return a text on one line, with invisible and bidirectional control characters shown as escapes."""
    return isolated(visible(" ".join(text.split())))


def further_origins(figure: FigureView) -> list[FigureRef]:
    """Return the origins of a figure that are not among its direct inputs."""
    direct = {used.figure.seq for link in figure.came_by for used in link.inputs}
    return [origin for origin in figure.origins if origin.seq not in direct]
