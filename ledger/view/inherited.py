"""The fields that a relayer left out, and what is taken for them from upstream.

Nothing is copied into the record of a figure that relays another: what its party did not say stays unsaid. A reader is
shown what upstream says, marked as not said; it is never compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple

from ledger.number.quantity import Quantity
from ledger.trace.drift_words import content_words, places_differ
from ledger.trace.own_words import in_language, places, times
from ledger.view.figure_view import FigureRef, FigureView
from ledger.view.wording import phrase

#: The fields a relayer may leave out, in the order in which they are shown.
FIELDS: Final = ("label", "quantity", "period", "place", "nature")
#: The number of cached figures above which the older ones are dropped.
_MOST: Final = 20_000


class Inherited(NamedTuple):
    """A field that a figure leaves out: its value upstream, in words, and the figure that states it."""

    name: str
    value: str
    figure: FigureRef


class InheritedFields:
    """Looks up what figures leave out; `view_of` gives the view of a figure by sequence number, None without one."""

    def __init__(self, view_of: Callable[[int], FigureView | None]) -> None:
        self._view_of = view_of
        self._known: dict[int, Mapping[str, Inherited]] = {}

    def of(self, figure: FigureView) -> tuple[Inherited, ...]:
        """Return the fields that a figure leaves out and something upstream states, in the order of `FIELDS`."""
        if figure.seq not in self._known and len(self._known) > _MOST:
            # The newest half is kept: the next figures of a long trail, in either direction, are beside it.
            for seq in list(islice(self._known, len(self._known) - _MOST // 2)):
                del self._known[seq]
        stated = self._stated(figure)
        return tuple(
            stated[name] for name in FIELDS if name in stated and stated[name].figure.seq != figure.seq
        )

    def unsaid(self, figure: FigureView) -> tuple[Inherited, ...]:
        """Return the fields `of` a figure that its own words do not say either."""
        return tuple(field for field in self.of(figure) if not _is_spoken(figure, field))

    def _stated(self, start: FigureView) -> Mapping[str, Inherited]:
        """Return the value of each field that a figure, or the nearest one upstream along relays, states."""
        stack = [start]
        waiting = {start.seq}
        while stack:
            figure = stack[-1]
            following = next(self._unknown(figure, waiting), None)
            if following is not None:
                waiting.add(following.seq)
                stack.append(following)
                continue
            stack.pop()
            found: dict[str, Inherited] = {}
            for upstream in _relayed(figure):
                # A field from further up a circle is not known yet, and is found from elsewhere or not at all.
                for name, inherited in self._known.get(upstream.seq, {}).items():
                    found.setdefault(name, inherited)
            found.update((name, Inherited(name, value, figure.ref)) for name, value in _stated_fields(figure))
            self._known[figure.seq] = found
        return self._known[start.seq]

    def _unknown(self, figure: FigureView, waiting: set[int]) -> Iterator[FigureView]:
        for upstream in _relayed(figure):
            if upstream.seq not in self._known and upstream.seq not in waiting:
                view = self._view_of(upstream.seq)
                if view is not None:
                    yield view


def _is_spoken(figure: FigureView, field: Inherited) -> bool:
    """Return whether the words of a figure say a label or a place from upstream, although no field of it does.

    “Net migration into the UK was 606,000” says what is counted, and where.
    """
    record = figure.record
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


def _relayed(figure: FigureView) -> Iterator[FigureRef]:
    return (
        link.inputs[0].figure
        for link in figure.arrivals
        if link.relation == "relay" and link.status != "retracted"
    )


def _stated_fields(figure: FigureView) -> Iterator[tuple[str, str]]:
    """Yield the fields that a figure states, in words."""
    record = in_language(figure.record, None if figure.source is None else figure.source.language)
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
