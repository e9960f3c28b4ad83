"""A chart of a number's values over time, by party, placed on a grid of whole numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

from ledger.number.physical import is_currency
from ledger.number.quantity import exact
from ledger.number.rational import rounded
from ledger.trace.number_text import scaled
from ledger.view.dates import brief
from ledger.view.figure_view import FigureRef
from ledger.view.wording import parties, stated_words

#: The steps of the grid from left to right, and from bottom to top.
WIDE: Final = 500
HIGH: Final = 300
#: The least distance at which two values are drawn: their signs are letters that can be read on a phone.
APART: Final = 28
#: The fewest values that make a chart.
LEAST: Final = 3
#: The most values of a chart: the grid has room for so many.
MOST: Final = 200
#: The most parties that have a sign of their own.
MOST_PARTIES: Final = 8


class ChartPoint(NamedTuple):
    """A stated value: its place on the grid, its party (the place in `ValueChart.parties`), and its words."""

    x: int
    y: int
    party: int
    words: str
    when: str
    number: str
    figure: FigureRef


class ValueChart(NamedTuple):
    """Dated values in the order of their dates. `first_day` to `highest` label the ends of the axes."""

    parties: tuple[str, ...]
    points: tuple[ChartPoint, ...]
    first_day: str
    last_day: str
    lowest: str
    highest: str

    def course(self, party: int) -> tuple[ChartPoint, ...]:
        """Return the values of one party in the order of their dates."""
        return tuple(point for point in self.points if point.party == party)


def value_chart(asked: FigureRef, figures: Iterable[FigureRef]) -> ValueChart | None:
    """Return the chart of the first 200 figures with the same kind of number as `asked`; None for fewer than three."""
    shape = _shape(asked)
    dated: list[tuple[date, Fraction, FigureRef]] = []
    seen: set[int] = set()
    for figure in figures:
        if figure.seq in seen:
            continue
        seen.add(figure.seq)
        if len(dated) == MOST:
            break
        day, value = _day(figure), figure.record.quantity.value
        if day is not None and value is not None and figure.status == "current" and _shape(figure) == shape:
            dated.append((day, exact(value), figure))
    if len(dated) < LEAST:
        return None
    dated.sort(key=lambda stated: (stated[0], stated[2].seq))
    days = [day.toordinal() for day, _, _ in dated]
    values = [value for _, value, _ in dated]
    names: list[str] = []
    for _, _, figure in dated:
        if (name := parties(figure.reporters)) not in names:
            names.append(name)
    places = _parted(
        (
            _placed(Fraction(day), Fraction(min(days)), Fraction(max(days)), WIDE),
            HIGH - _placed(value, min(values), max(values), HIGH),
        )
        for day, value in zip(days, values, strict=True)
    )
    points = tuple(
        ChartPoint(
            x=x,
            y=y,
            party=names.index(parties(figure.reporters)),
            words=stated_words(figure.record),
            when=brief(figure.record.stated or ""),
            number=scaled(value),
            figure=figure,
        )
        for (x, y), (_, value, figure) in zip(places, dated, strict=True)
    )
    return ValueChart(
        parties=tuple(names),
        points=points,
        first_day=points[0].when,
        last_day=points[-1].when,
        lowest=scaled(min(values)),
        highest=scaled(max(values)),
    )


def _placed(value: Fraction, low: Fraction, high: Fraction, steps: int) -> int:
    if low == high:
        return steps // 2
    return int(rounded((value - low) / (high - low) * steps, Fraction(1)))


def _parted(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return places that do not cover each other: a mark that would fall on another moves beside it, or a row on."""
    taken: list[tuple[int, int]] = []
    for first, y in places:
        x = first
        across, along = (APART if x < WIDE // 2 else -APART), (APART if y < HIGH // 2 else -APART)
        while any(abs(x - left) < APART and abs(y - top) < APART for left, top in taken):
            x += across
            if not 0 <= x <= WIDE:
                x, y = first, y + along
        taken.append((x, y))
    return taken


def _shape(figure: FigureRef) -> tuple[str, str]:
    """Return what makes figures comparable: the unit's time part and its currency or percent; nouns vary in wording."""
    top, _, below = (figure.record.quantity.unit or "").partition("/")
    return (top if top == "percent" or is_currency(top) else "", below)


def _day(figure: FigureRef) -> date | None:
    """Return the day of a plain date (EDTF); of a month or a year its first."""
    parts: Sequence[str] = (figure.record.stated or "").split("-")
    if not all(part.isdecimal() for part in parts) or len(parts[0]) != 4:
        return None
    year, month, day = (int(part) for part in (*parts, "1", "1")[:3])
    try:
        return date(year, month, day)
    except ValueError:
        return None
