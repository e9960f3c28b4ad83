"""Lays out the statements of each fold as a panel, a band of cards that opens below the fold.

Everything below the panel moves down by its height. Each box and each point of a line has a key, its height in the
folded drawing: it moves if a fold with a `cut` at or above this height is open. So nothing overlaps, whichever folds
are open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from ledger.formats.graph.drawing import Drawing, DrawnEdge, Node
from ledger.formats.graph.folding import Fold
from ledger.formats.graph.graph_card import Card, statement_card
from ledger.formats.graph.layout import PlacedBox

_APART: Final = 16
_PADDING: Final = 16
#: The smallest and largest numbers of columns, and the number of cards that justifies a further one.
_FEWEST, _MOST = 3, 6
_A_COLUMN: Final = 10


class Laid(NamedTuple):
    """A card of a panel; `x` and `y` are relative to the panel."""

    node: Node
    card: Card
    x: int
    y: int


class Panel(NamedTuple):
    """The panel of a fold, drawn from `top` on; everything with a key of `cut` or more moves by `opens`."""

    fold: Fold
    cut: int
    top: int
    opens: int
    width: int
    height: int
    cards: tuple[Laid, ...]


def panels(
    whole: Drawing, folds: Sequence[Fold], boxes: Sequence[PlacedBox], at: Sequence[PlacedBox], wide: int
) -> list[Panel]:
    """Return the panels of `folds`, placed `at` these boxes among all `boxes` of a drawing `wide` pixels wide."""
    nodes = {node.number: node for node in whole.nodes}
    # The edge into each statement (False), and the edge out of it (True).
    connecting: dict[tuple[int, bool], DrawnEdge] = {}
    for edge in whole.edges:
        connecting[edge.end, False] = edge
        connecting.update({(end.node, True): edge for end in edge.starts})
    made: list[Panel] = []
    for fold, placed in sorted(zip(folds, at, strict=True), key=lambda pair: (pair[1].y, pair[1].x)):
        cut = placed.y + placed.height
        while any(cut == panel.cut for panel in made):
            cut += 1
        top = max([cut, *(box.y + box.height for box in boxes if box.y < cut)]) + _APART
        cards = [
            statement_card(nodes[member], connecting.get((member, fold.feeding))) for member in fold.members
        ]
        fitting = (wide - 2 * _PADDING + _APART) // (cards[0].width + _APART)
        across = max(_FEWEST, min(_MOST, max(fitting, len(cards) // _A_COLUMN)))
        laid, height = _grid([nodes[member] for member in fold.members], cards, across)
        made.append(
            Panel(
                fold=fold,
                cut=cut,
                top=top,
                opens=top + height + _APART - cut,
                width=2 * _PADDING + min(across, len(cards)) * (cards[0].width + _APART) - _APART,
                height=height,
                cards=tuple(laid),
            )
        )
    return made


def _grid(nodes: Sequence[Node], cards: Sequence[Card], across: int) -> tuple[list[Laid], int]:
    laid: list[Laid] = []
    y = _PADDING
    for first in range(0, len(cards), across):
        row = list(zip(nodes[first : first + across], cards[first : first + across], strict=True))
        for column, (node, card) in enumerate(row):
            laid.append(Laid(node, card, _PADDING + column * (card.width + _APART), y))
        y += max(card.height for _, card in row) + _APART
    return laid, y - _APART + _PADDING
