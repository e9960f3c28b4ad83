"""Draws the graph of a page as inline SVG, with a list that says the same in words.

It has no style or script of its own, so that a page may forbid both: `page/graph.css` styles it, and `page/graph.js`
adds panning, zooming and unfolding. Without them it is a picture to scroll in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Final

from ledger.errors import InputError
from ledger.formats import Export
from ledger.formats.graph.drawing import Drawing, DrawnEdge, Node, drawing
from ledger.formats.graph.folding import Folded, folded
from ledger.formats.graph.graph_card import CARD_WIDTH, Card, fold_card, label, statement_card
from ledger.formats.graph.graph_panel import Panel, panels
from ledger.formats.graph.graph_words import anchor, edge_words, in_words, statement_words
from ledger.formats.graph.layout import Layout, PlacedBox, Position, Route, layout
from ledger.view.trace_view import TraceView

#: The margin around the drawing.
_MARGIN: Final = 14
#: A drawing wider than a page runs from top to bottom if it is narrower then, and no wider than a screen.
_PAGE: Final = 1000
_SCREEN: Final = 1300
#: The number of unconnected cards in a row.
_ROW: Final = 4
_ROUND: Final = 14
_HINT: Final = "Drag to move it, or use the arrow keys; Tab goes from figure to figure."
_TOOLS: Final = (
    ("in", "+", "zoom in"),
    ("out", "−", "zoom out"),
    ("all", "Whole", "show the whole graph"),
    ("start", "Reset", "back to how it was"),
    ("unfold", "Unfold", "show or hide all that is folded"),
)


def graph_svg(view: TraceView) -> str:
    """Return the graph of a trace as an HTML figure: the picture, and a description in words."""
    whole = drawing(view)
    return "".join(_figure(whole))


def exported_picture(export: Export) -> str:
    """Return the picture of the requested figures. Raises InputError if there is no figure to draw."""
    view = export.view()
    if view is None:
        raise InputError("there is no figure to draw", hint="ledger add records one")
    return picture(view)


def picture(view: TraceView) -> str:
    """Return only the picture, as a standalone document with its style and without links to statements."""
    whole = drawing(view)
    lines = "".join(_Picture(whole, folded(whole)).svg())
    opening, rest = lines.split(">", 1)
    style = (Path(__file__).parents[1] / "page" / "graph.css").read_text(encoding="utf-8")
    title = escape(f"How the number went: {whole.title}")
    alone = re.sub(r' href="#figure-[0-9a-f]{12}"', "", rest)
    return f'{opening} class="graph"><title>{title}</title>\n<style>{style}</style>{alone}'


def _figure(whole: Drawing) -> Iterator[str]:
    left = folded(whole)
    picture = _Picture(whole, left)
    yield '<figure class="graph">\n<div class="graph-tools" hidden>'
    for does, words, name in _TOOLS:
        if does != "unfold" or left.folds:
            yield f'<button type="button" data-do="{does}" aria-label="{name}">{words}</button>'
    yield "</div>\n"
    name = escape(f"How the number went: {whole.title}")
    yield f'<div class="graph-view" tabindex="0" role="region" aria-label="{name}">\n'
    yield from picture.svg()
    yield "</div>\n<figcaption>Along the arrows: from who counted to who passed it on."
    yield f'<span class="graph-hint" hidden> {_HINT}</span></figcaption>\n'
    yield from in_words(whole._replace(nodes=tuple(picture.in_reading_order())))
    yield "</figure>\n"


class _Picture:
    """A drawing with placed boxes."""

    def __init__(self, whole: Drawing, left: Folded) -> None:
        self.whole = whole
        self.nodes = left.drawing.nodes
        self.folds = left.folds
        self.edges = left.drawing.edges
        marks = {node.number: [*node.marks] for node in whole.nodes}
        for edge in whole.edges:
            marks[edge.end] += edge.marks
        self.cards = [statement_card(node) for node in self.nodes]
        self.cards += [
            fold_card(fold, [mark for member in fold.members for mark in marks[member]])
            for fold in self.folds
        ]
        first = len(self.cards)
        words = {node.number: node.words for node in self.nodes}
        self.cards += [label(edge, words) for edge in self.edges]
        number_of = {node.number: at for at, node in enumerate(self.nodes)}
        number_of |= {fold.number: at for at, fold in enumerate(self.folds, start=len(self.nodes))}
        self.lines: list[tuple[int, int]] = []
        self.edge_of: list[DrawnEdge] = []
        for at, edge in enumerate(self.edges, start=first):
            ends = [(number_of[end.node], at) for end in edge.starts] + [(at, number_of[edge.end])]
            self.lines += ends
            self.edge_of += [edge] * len(ends)
        self.first_label = first
        self.placed, self.downward = self._layout()
        self.panels = {
            panel.fold.number: panel
            for panel in panels(
                whole,
                self.folds,
                self.placed.boxes,
                self.placed.boxes[len(self.nodes) : first],
                self.placed.width,
            )
        }

    def _layout(self) -> tuple[Layout, bool]:
        """Return the layout from left to right, or from top to bottom (True) if only that fits."""
        sizes = [(card.width, card.height) for card in self.cards]
        labels = range(self.first_label, len(sizes))
        wide = _ROW * (CARD_WIDTH + _MARGIN)
        across = layout(sizes, self.lines, follows=labels, widest=wide)
        if across.width > _PAGE:
            down = layout(sizes, self.lines, follows=labels, downward=True, widest=wide)
            if down.width <= min(across.width, _SCREEN):
                return down, True
        return across, False

    def in_reading_order(self) -> Iterator[Node]:
        """Yield every statement; those of a fold come at the place of the fold."""
        nodes = {node.number: node for node in self.whole.nodes}
        for box in self.placed.reading:
            if box < len(self.nodes):
                yield self.nodes[box]
            elif box < self.first_label:
                yield from (nodes[member] for member in self.folds[box - len(self.nodes)].members)

    def svg(self) -> Iterator[str]:
        """Yield the markup of the picture."""
        width, height = self.placed.width + 2 * _MARGIN, self.placed.height + 2 * _MARGIN
        box = f"{-_MARGIN} {-_MARGIN} {width} {height}"
        many = f"{len(self.whole.nodes):,} figure{'s' * (len(self.whole.nodes) != 1)}"
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="{box}" '
            f'role="group" aria-label="{many}">\n'
        )
        for number, route in enumerate(self.placed.routes):
            yield self._line(number, route)
        for at in range(self.first_label, len(self.cards)):
            yield self._label(self.edges[at - self.first_label], self.cards[at], self.placed.boxes[at])
        for box_number in self.placed.reading:
            place = self.placed.boxes[box_number]
            if box_number < len(self.nodes):
                node = self.nodes[box_number]
                yield _statement(node, self.cards[box_number], place.x, place.y)
            elif box_number < self.first_label:
                fold = self.folds[box_number - len(self.nodes)]
                yield from _fold(self.panels[fold.number], self.cards[box_number], place)
        yield "</svg>\n"

    def _line(self, number: int, route: Route) -> str:
        edge = self.edge_of[number]
        classes = [edge.kind, *["retracted"] * edge.retracted, *["loop"] * (edge.loop or route.around)]
        path, keys = _bent(route.points) if route.around else _curved(route.points, downward=self.downward)
        kept = f' data-keys="{" ".join(map(str, keys))}"' if self.folds else ""
        line = f'<path class="line {" ".join(classes)}" d="{path}"{kept}/>'
        end = route.points[-1]
        if self.lines[number][1] >= self.first_label or edge.kind == "same":
            return line + "\n"
        head = "l-4 -9h8z" if self.downward else "l-9 -4v8z"
        kept = f' data-keys="{end.key}"' if self.folds else ""
        return f'{line}<path class="head {" ".join(classes)}" d="M{end.x} {end.y}{head}"{kept}/>\n'

    def _label(self, edge: DrawnEdge, card: Card, place: PlacedBox) -> str:
        title = f"<title>{escape(edge_words(edge) or edge.words)}</title>"
        struck = " retracted" if edge.retracted else ""
        return (
            f'<g class="label {edge.kind}{struck}"{_at(place.x, place.y)}>{title}'
            f'<rect class="ground" width="{card.width}" height="{card.height}" rx="3"/>'
            f"{_written(card)}</g>\n"
        )


def _at(x: int, y: int, key: int | None = None) -> str:
    return f' transform="translate({x} {y})" data-x="{x}" data-y="{y}" data-key="{y if key is None else key}"'


def _statement(node: Node, card: Card, x: int, y: int) -> str:
    sound = not {"retracted", "corrected", "disputed", "rejected"} & set(node.states)
    classes = [node.role.replace(" ", "-"), *node.states, *["asked"] * node.asked, *["sound"] * sound]
    words = escape(statement_words(node))
    return (
        f'<a class="node {" ".join(name for name in classes if name)}" href="{anchor(node)}" '
        f'aria-label="{words}"{_at(x, y)}><title>{words}</title>'
        f'<rect class="card" width="{card.width}" height="{card.height}" rx="3"/>{_written(card)}</a>\n'
    )


def _fold(panel: Panel, card: Card, place: PlacedBox) -> Iterator[str]:
    """Yield the markup of a fold, and of its panel, which is hidden until it is opened."""
    name = f"{len(panel.fold.members):,} more figures: show or hide"
    yield (
        f'<g class="fold" role="button" tabindex="0" aria-expanded="false" aria-label="{name}"'
        f"{_at(place.x, place.y)}><title>{name}</title>"
        f'<rect class="card under" x="8" y="8" width="{card.width - 8}" height="{card.height}" rx="3"/>'
        f'<rect class="card under" x="4" y="4" width="{card.width - 4}" height="{card.height}" rx="3"/>'
        f'<rect class="card" width="{card.width - 8}" height="{card.height}" rx="3"/>{_written(card)}</g>\n'
    )
    left = max(0, min(place.x, place.centre - panel.width // 2))
    yield (
        f'<g class="panel" display="none" data-cut="{panel.cut}" data-opens="{panel.opens}" '
        f'data-right="{left + panel.width}"{_at(left, panel.top, panel.cut - 1)}>'
        f'<rect class="ground" width="{panel.width}" height="{panel.height}" rx="3"/>\n'
    )
    for laid in panel.cards:
        yield _statement(laid.node, laid.card, laid.x, laid.y)
    yield "</g>\n"


def _written(card: Card) -> str:
    return "".join(
        (_SIGNS[line.sign].format(x=line.x - 14, y=line.y) if line.sign else "")
        + f'<text class="{line.classes}" x="{line.x}" y="{line.y}">{escape(line.text)}</text>'
        for line in card.lines
    )


#: The signs before a text that starts at x, y; their shapes differ, not only their colours.
_SIGNS: Final = {
    "error": '<path class="sign error" d="M{x} {y}m5 -9l5 5l-5 5l-5 -5z"/>',
    "warning": '<path class="sign warning" d="M{x} {y}h10l-5 -9z"/>',
    "info": '<path class="sign info" d="M{x} {y}m1 -4a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z"/>',
    "accepted": '<path class="sign accepted" d="M{x} {y}m1 -4l3 3l5 -7"/>',
}


def _curved(points: tuple[Position, ...], *, downward: bool) -> tuple[str, list[int]]:
    """Return a path that is straight through layers and curved between them, and the keys of its points."""
    path, keys = [f"M{points[0].x} {points[0].y}"], [points[0].key]
    for at, (start, end) in enumerate(pairwise(points)):
        if (start.x, start.y) == (end.x, end.y):
            continue
        if at % 2 == 0 or (start.x == end.x if downward else start.y == end.y):
            path.append(f"L{end.x} {end.y}")
            keys.append(end.key)
        elif downward:
            middle = (start.y + end.y) // 2
            path.append(f"C{start.x} {middle} {end.x} {middle} {end.x} {end.y}")
            keys += [start.key, end.key, end.key]
        else:
            middle = (start.x + end.x) // 2
            path.append(f"C{middle} {start.y} {middle} {end.y} {end.x} {end.y}")
            keys += [start.key, end.key, end.key]
    return "".join(path), keys


def _bent(points: tuple[Position, ...]) -> tuple[str, list[int]]:
    """Return a path with rounded corners, and the keys of its points."""
    path, keys = [f"M{points[0].x} {points[0].y}"], [points[0].key]
    for before, corner, behind in zip(points, points[1:], points[2:], strict=False):
        first, last = _towards(corner, before), _towards(corner, behind)
        path.append(f"L{first[0]} {first[1]}Q{corner.x} {corner.y} {last[0]} {last[1]}")
        keys += [corner.key] * 3
    path.append(f"L{points[-1].x} {points[-1].y}")
    return "".join(path), [*keys, points[-1].key]


def _towards(corner: Position, target: Position) -> tuple[int, int]:
    """Return the point at which the rounding of a corner ends on the way to another point."""
    x, y = target.x - corner.x, target.y - corner.y
    far = abs(x) + abs(y)
    near = min(_ROUND, far // 2)
    return corner.x + near * (x > 0) - near * (x < 0), corner.y + near * (y > 0) - near * (y < 0)
