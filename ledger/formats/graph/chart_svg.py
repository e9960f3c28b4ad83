"""Draws the values of a number over time as inline SVG, and writes them out in a table below.

Like the graph it has no style of its own: `page/chart.css` has it, for a page and for the desk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from typing import Final

from ledger.model.visible import isolated, visible
from ledger.view.figure_view import FigureRef
from ledger.view.value_chart import APART, HIGH, MOST_PARTIES, WIDE, ChartPoint, ValueChart

_SIGNS: Final = "ABCDEFGH"
_HEAD: Final = ("Sign", "Party", "Stated", "Value", "In its words")


def chart_svg(chart: ValueChart, address: Callable[[FigureRef], str | None]) -> str:
    """Return the chart as an HTML figure; `address` is where a figure is shown, None where it is not."""
    return "".join(_figure(chart, address))


def _figure(chart: ValueChart, address: Callable[[FigureRef], str | None]) -> Iterator[str]:
    name = (
        f"{len(chart.points)} values stated by {len(chart.parties)} parties from {chart.first_day} to "
        f"{chart.last_day}, from {chart.lowest} to {chart.highest}"
    )
    left, top = -APART, -2 * APART
    yield f'<figure class="chart"><svg viewBox="{left} {top} {WIDE + 2 * APART} {HIGH + 4 * APART}"'
    yield f' role="group" aria-label="{_text(name)}">'
    floor = HIGH + APART // 2
    yield f'<path class="axis" d="M{-APART // 2} {-APART}V{floor}H{WIDE + APART // 2}"/>'
    # The ends of the axis have their values above them; if all values are equal, there is only one.
    highest, lowest = (0, HIGH) if chart.lowest != chart.highest else (HIGH // 2, None)
    yield f'<text x="{-APART // 4}" y="{highest - APART * 3 // 4}">{_text(chart.highest)}</text>'
    if lowest is not None:
        yield f'<text x="{-APART // 4}" y="{lowest - APART * 3 // 4}">{_text(chart.lowest)}</text>'
    yield f'<text x="{-APART // 2}" y="{floor + APART}">{_text(chart.first_day)}</text>'
    if chart.last_day != chart.first_day:
        yield f'<text x="{WIDE + APART // 2}" y="{floor + APART}" text-anchor="end">{_text(chart.last_day)}</text>'
    for number, party in enumerate(chart.parties):
        course = chart.course(number)
        yield f'<g class="party p{number % MOST_PARTIES}">'
        if len(course) > 1:
            yield f'<path d="M{"L".join(f"{point.x} {point.y}" for point in course)}"/>'
        for point in course:
            yield _mark(point, party, address(point.figure))
        yield "</g>"
    yield '</svg><figcaption><div class="scroll" tabindex="0" role="region" aria-label="The values as a table">'
    heads = "".join(
        f'<th scope="col"{" class=number" if head == "Value" else ""}>{head}</th>' for head in _HEAD
    )
    yield f"<table><thead><tr>{heads}</tr></thead><tbody>"
    for point in chart.points:
        words, where = _text(point.words), address(point.figure)
        linked = words if where is None else f'<a href="{escape(where)}">{words}</a>'
        sign, party = _SIGNS[point.party % MOST_PARTIES], _text(chart.parties[point.party])
        yield f'<tr><td>{sign}</td><td dir="auto">{party}</td><td>{_text(point.when)}</td>'
        yield f'<td class="number">{_text(point.number)}</td><td dir="auto">{linked}</td></tr>'
    yield "</tbody></table></div></figcaption></figure>"


def _mark(point: ChartPoint, party: str, where: str | None) -> str:
    """Return a value on the chart, with the sign of its party."""
    name = _text(f"{party}, {point.when}: {point.words}")
    drawn = (
        f'<title>{name}</title><circle cx="{point.x}" cy="{point.y}" r="{APART // 2 - 1}"/>'
        f'<text class="sign" x="{point.x}" y="{point.y + 7}" text-anchor="middle">'
        f"{_SIGNS[point.party % MOST_PARTIES]}</text>"
    )
    if where is None:
        return f'<g role="img" aria-label="{name}">{drawn}</g>'
    return f'<a href="{escape(where)}" aria-label="{name}">{drawn}</a>'


def _text(text: str) -> str:
    return escape(isolated(visible(text)))
