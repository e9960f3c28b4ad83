"""The fields that a relayer left out, and what is taken for them from upstream.

Nothing is copied into the record of a figure that relays another: what its party did not say stays unsaid. A reader is
shown what upstream says, marked as not said; it is never compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from sys import intern
from typing import Final, NamedTuple

from ledger.model.record import Figure
from ledger.number.quantity import Quantity
from ledger.trace.drift_words import content_words, places_differ
from ledger.trace.own_words import in_language, places, times
from ledger.view.figure_view import FigureRef
from ledger.view.wording import phrase

#: The fields a relayer may leave out, in the order in which they are shown.
FIELDS: Final = ("label", "quantity", "period", "place", "nature")
#: The number of cached figures above which the older ones are dropped.
_MOST: Final = 200_000


class Inherited(NamedTuple):
    """A field that a figure leaves out: its value upstream, in words, and the figure that states it."""

    name: str
    value: str
    figure: FigureRef


class Restatement(NamedTuple):
    """A figure by sequence number: its record, the language of its source, and the figures that it relays."""

    seq: int
    record: Figure
    language: str | None
    relayed: tuple[int, ...]


class _Stated(NamedTuple):
    """A field as a figure states it."""

    name: str
    value: str
    seq: int


class _Waiting(NamedTuple):
    """A figure whose upstream is looked through first."""

    seq: int
    relayed: tuple[int, ...]
    stated: tuple[_Stated, ...]


class InheritedFields:
    """Looks up what figures leave out; `read` gives a figure by sequence number, None where it is not shown."""

    def __init__(self, read: Callable[[int], Restatement | None], ref: Callable[[int], FigureRef]) -> None:
        self._read = read
        self._ref = ref
        self._known: dict[int, tuple[_Stated, ...]] = {}

    def of(self, seq: int) -> tuple[Inherited, ...]:
        """Return the fields that a figure leaves out and something upstream states, in the order of `FIELDS`."""
        if seq not in self._known and len(self._known) > _MOST:
            # The newest half is kept: the next figures of a long trail, in either direction, are beside it.
            for known in list(islice(self._known, len(self._known) - _MOST // 2)):
                del self._known[known]
        return tuple(
            Inherited(field.name, field.value, self._ref(field.seq))
            for field in self._stated(seq)
            if field.seq != seq
        )

    def unsaid(self, seq: int, figure: Figure) -> tuple[Inherited, ...]:
        """Return the fields `of` a figure that its own words do not say either."""
        return tuple(field for field in self.of(seq) if not _is_spoken(figure, field))

    def _stated(self, start: int) -> tuple[_Stated, ...]:
        """Return each field that a figure, or the nearest one upstream along relays, states."""
        if start in self._known:
            return self._known[start]
        stack = [self._waiting(start)]
        waiting = {start}
        while stack:
            figure = stack[-1]
            if figure is None:
                stack.pop()
                continue
            following = next(
                (seq for seq in figure.relayed if seq not in self._known and seq not in waiting), None
            )
            if following is not None:
                waiting.add(following)
                stack.append(self._waiting(following))
                continue
            stack.pop()
            found = {field.name: field for field in figure.stated}
            for seq in figure.relayed:
                # A field from further up a circle is not known yet, and is found from elsewhere or not at all.
                for field in self._known.get(seq, ()):
                    found.setdefault(field.name, field)
            self._known[figure.seq] = tuple(found[name] for name in FIELDS if name in found)
        return self._known.get(start, ())

    def _waiting(self, seq: int) -> _Waiting | None:
        statement = self._read(seq)
        if statement is None:
            return None
        record = in_language(statement.record, statement.language)
        stated = tuple(_Stated(name, intern(value), seq) for name, value in _stated_fields(record))
        return _Waiting(seq, statement.relayed, stated)


def _is_spoken(record: Figure, field: Inherited) -> bool:
    """Return whether the words of a figure say a label or a place from upstream, although no field of it does.

    “Net migration into the UK was 606,000” says what is counted, and where.
    """
    quote = "" if record.quote is None else record.quote.exact
    words = f"{record.quantity.text or ''} {quote}"
    match field.name:
        case "label":
            counted = content_words(field.value)
            return bool(counted) and counted <= content_words(words)
        case "place":
            # Initials stand for a name: the UK, the United Kingdom.
            capitals = re.findall(r"\b[^\W\d_a-z][\w.]*", words)
            return field.value.casefold() in words.casefold() or any(
                len(word) > 1 and not places_differ(field.value, word) for word in capitals
            )
        case _:
            return False


def _stated_fields(record: Figure) -> Iterator[tuple[str, str]]:
    """Yield the fields that a figure states, in words."""
    if record.label:
        yield "label", record.label
    if record.restated and record.quantity != Quantity():
        yield "quantity", phrase(record.quantity)
    # Its own words may give time and place although no field does.
    if period := record.period or _first(time.meaning for time in times(record)):
        yield "period", period
    if place := record.place or _first(places(record)):
        yield "place", place
    if record.nature:
        yield "nature", record.nature


def _first(values: Iterable[str]) -> str | None:
    return next(iter(values), None)
