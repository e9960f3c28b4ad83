"""Makes the boxes of the drawn graph: their lines of text, font sizes and dimensions.

All measures are whole pixels. A card shows a statement; a label on an edge shows how a number was relayed or computed,
and what changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from ledger.formats.graph.drawing import DrawnEdge, FindingMark, Node, headings
from ledger.formats.graph.folding import Fold
from ledger.formats.graph.lettering import fitted, width

CARD_WIDTH: Final = 216
_PADDING: Final = 12
_ROOM: Final = CARD_WIDTH - 2 * _PADDING
_LABEL_ROOM: Final = 160
#: The room for the sign to the left of a mark's words.
_SIGN: Final = 14
#: The number of marks that are shown; the rest are counted.
_MARKS: Final = 3
#: The number of inputs of a formula that are named.
_INPUTS: Final = 6

#: The classes of lines: the font size, and the distances from the top to the baseline and to the next line.
_TYPES: Final = {
    "kicker": (11, 10, 15),
    "words": (14, 13, 18),
    "parties": (12, 11, 16),
    "where": (11, 10, 15),
    "mark": (11, 10, 15),
    "way": (11, 10, 15),
    "more": (15, 14, 20),
}
_BOLD: Final = frozenset({"kicker", "words", "more", "way"})


class Line(NamedTuple):
    """A line of text from `x` on with its baseline at `y`, its CSS classes, and the sign before it."""

    text: str
    x: int
    y: int
    classes: str
    sign: str = ""


class Card(NamedTuple):
    """A box with its lines."""

    width: int
    height: int
    lines: tuple[Line, ...]


class _CardText(NamedTuple):
    """A text to be set: its class, its largest number of lines, a further class, and its sign."""

    text: str
    kind: str
    most: int
    also: str = ""
    sign: str = ""


def statement_card(node: Node, edge: DrawnEdge | None = None) -> Card:
    """Return the card of a statement, with the words of `edge` below it in the panel of a fold."""
    texts = [_CardText(heading, "kicker", 2) for heading in headings(node)]
    texts.append(_CardText(node.words, "words", 3))
    texts.append(_CardText(node.parties, "parties", 2))
    where = " · ".join(part for part in (node.date, node.source) if part)
    if where:
        texts.append(_CardText(where, "where", 2))
    if node.unseen:
        texts.append(_CardText("its own words unseen", "where", 1, "unseen"))
    texts += _marks(node.marks)
    if edge is not None:
        texts += _edge(edge._replace(words=f"↳ {edge.words}"))
        texts += _marks(edge.marks)
    return _set(texts, CARD_WIDTH, _PADDING, _ROOM)


def fold_card(fold: Fold, marks: Iterable[FindingMark]) -> Card:
    """Return the card of a fold: the number of statements, and the numbers of errors and warnings on them."""
    what = "upstream of it" if fold.feeding else "that rest on it"
    texts = [_CardText(f"and {len(fold.members):,} more", "more", 1), _CardText(what, "parties", 1)]
    open_marks = [mark for mark in marks if not mark.accepted]
    for severity in ("error", "warning"):
        if many := sum(mark.severity == severity for mark in open_marks):
            texts.append(_CardText(f"{many:,} {severity}{'s' * (many > 1)}", "mark", 1, severity, severity))
    return _set(texts, CARD_WIDTH, _PADDING, _ROOM)


def label(edge: DrawnEdge, words: Mapping[int, str]) -> Card:
    """Return the label of an edge, as wide as its words; `words` are those of all statements by number."""
    texts = _edge(edge)
    named = [end for end in edge.starts if end.name and len(edge.starts) > 1]
    texts += [
        _CardText(f"{end.name} = {words.get(end.node, 'folded')}", "way", 1, "input")
        for end in named[:_INPUTS]
    ]
    if edge.retracted:
        texts.append(_CardText("link retracted", "mark", 1, "error", "error"))
    elif edge.loop:
        texts.append(_CardText("in a circle", "mark", 1, "error", "error"))
    texts += _marks(edge.marks)
    made = _set(texts, 0, 6, _LABEL_ROOM)
    widest = max((line.x + _measure(line) for line in made.lines), default=0)
    return made._replace(width=widest + widest % 2 + 6)


def _edge(edge: DrawnEdge) -> list[_CardText]:
    """Return the words and the outcome of an edge, on one line if they fit."""
    whole = f"{edge.words} · {edge.outcome}" if edge.outcome else edge.words
    if width(whole, _TYPES["way"][0], bold=True) <= _LABEL_ROOM:
        return [_CardText(whole, "way", 1)]
    return [_CardText(edge.words, "way", 3), *[_CardText(edge.outcome, "way", 1)] * bool(edge.outcome)]


def _measure(line: Line) -> int:
    kind = line.classes.split()[0]
    size, _, _ = _TYPES[kind]
    return width(line.text, size, bold=kind in _BOLD)


def _marks(marks: Sequence[FindingMark]) -> list[_CardText]:
    """Return the texts of the first few findings, and the number of the others."""
    shown = [
        _CardText(f"{mark.words}, accepted", "mark", 2, "accepted", "accepted")
        if mark.accepted
        else _CardText(mark.words, "mark", 2, mark.severity, mark.severity)
        for mark in marks
    ]
    if len(shown) > _MARKS:
        rest = len(shown) - _MARKS + 1
        shown[_MARKS - 1 :] = [_CardText(f"and {rest} more findings", "mark", 1, "info", "info")]
    return shown


def _set(texts: Iterable[_CardText], wide: int, padding: int, room: int) -> Card:
    lines: list[Line] = []
    top = padding - 2
    for text in texts:
        size, foot, step = _TYPES[text.kind]
        indent = _SIGN if text.sign else 0
        classes = f"{text.kind} {text.also}".strip()
        broken = fitted(text.text, room - indent, text.most, size, bold=text.kind in _BOLD).lines
        for at, words in enumerate(broken):
            sign = text.sign if not at else ""
            lines.append(Line(words, padding + indent, top + foot, classes, sign))
            top += step
    height = top + padding - 4
    return Card(wide, height + height % 2, tuple(lines))
