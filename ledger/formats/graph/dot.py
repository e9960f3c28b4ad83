"""Writes the graph in the language of Graphviz: `dot -Tsvg story.dot -o story.svg` draws it.

Every text is a quoted string, in which Graphviz reads escapes such as ``\\N`` and entities such as ``&lt;``
(graphviz.org, "escString" and "The DOT Language"). Backslashes, quotation marks and ampersands are therefore escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TextIO

from ledger.formats import Export
from ledger.formats.graph.drawing import (
    SIGNS,
    Drawing,
    DrawnEdge,
    FindingMark,
    Node,
    broken,
    drawing,
    headings,
)
from ledger.formats.graph.graph_words import edge_words, statement_words

_INK: Final = "#16191d"
_QUIET: Final = "#545b64"
_ERROR: Final = "#a8201a"
_WARNING: Final = "#8a5200"
_STRONG: Final = "#17324d"
#: Characters a line.
_LINE: Final = 30
_LABEL_LINE: Final = 24


def dump(export: Export, stream: TextIO) -> None:
    """Write the graph of all requested figures."""
    view = export.view()
    for line in lines(Drawing("no figures", (), ()) if view is None else drawing(view)):
        stream.write(f"{line}\n")


def lines(drawn: Drawing) -> Iterator[str]:
    """Yield the lines of the file."""
    yield f"digraph {_quoted(drawn.title)} {{"
    yield '  graph [rankdir=LR, nodesep=0.25, ranksep=0.45, fontname="Helvetica,Arial,sans-serif"];'
    yield (
        '  node [shape=box, style="filled", fillcolor="#ffffff", margin="0.16,0.1", fontsize=11, '
        f'fontname="Helvetica,Arial,sans-serif", color="{_QUIET}", fontcolor="{_INK}"];'
    )
    yield (
        '  edge [fontsize=9, fontname="Helvetica,Arial,sans-serif", arrowsize=0.7, '
        f'color="{_QUIET}", fontcolor="{_QUIET}"];'
    )
    for node in drawn.nodes:
        yield f"  f{node.number} [{_attributes(_statement(node))}];"
    for number, edge in enumerate(drawn.edges):
        yield from _edge(edge, f"w{number}")
    yield "}"


def _statement(node: Node) -> dict[str, str]:
    """Return the attributes of a statement: an origin is dark, a trail end dashed, a requested figure bold."""
    parts = [*broken(node.words, _LINE, 3), *broken(node.parties, _LINE, 2)]
    parts += broken(" · ".join(part for part in (node.date, node.source) if part), _LINE, 2)
    parts += ["its own words unseen"] * node.unseen
    parts = [*headings(node), *parts, *_marks(node.marks, _LINE)]
    attributes = {"label": _label(parts), "tooltip": _quoted(statement_words(node))}
    if node.role == "origin":
        attributes |= {"fillcolor": f'"{_STRONG}"', "fontcolor": '"#ffffff"'}
    elif node.role == "trail end":
        attributes |= {"style": '"filled,dashed"'}
    if node.asked:
        attributes |= {"penwidth": "3"}
    if "retracted" in node.states or "rejected" in node.states:
        attributes |= {"fillcolor": '"#ffffff"', "fontcolor": f'"{_ERROR}"', "color": f'"{_ERROR}"'}
        attributes |= {"style": '"filled,diagonals"', "penwidth": "2"}
    elif node.states and node.states != ("confirmed",):
        attributes |= {"fillcolor": '"#ffffff"', "fontcolor": f'"{_INK}"'}
        attributes |= {"color": f'"{_WARNING}"', "penwidth": "2"}
    return attributes


def _edge(edge: DrawnEdge, name: str) -> Iterator[str]:
    """Yield one line, or for several inputs a box with lines to and from it."""
    texts = [
        *broken(edge.words, _LABEL_LINE, 3),
        *[edge.outcome] * bool(edge.outcome),
        *_marks(edge.marks, _LABEL_LINE),
    ]
    texts += [f"{SIGNS['error']} link retracted"] * edge.retracted
    texts += [f"{SIGNS['error']} in a circle"] * edge.loop
    line = _line_style(edge)
    words = {"label": _label(texts), "tooltip": _quoted(edge_words(edge) or edge.words)}
    if len(edge.starts) == 1:
        yield f"  f{edge.starts[0].node} -> f{edge.end} [{_attributes({**words, **line})}];"
        return
    colour = {key: value for key, value in line.items() if key == "fontcolor"}
    yield f"  {name} [{_attributes({**words, **colour})}, shape=ellipse];"
    for start in edge.starts:
        into = {"label": _quoted(start.name), "arrowhead": "none", **line}
        yield f"  f{start.node} -> {name} [{_attributes(into)}];"
    yield f"  {name} -> f{edge.end} [{_attributes(line)}];"


def _line_style(edge: DrawnEdge) -> dict[str, str]:
    """Return the attributes of a line."""
    if edge.retracted:
        return {"style": "dotted", "color": f'"{_ERROR}"', "fontcolor": f'"{_ERROR}"'}
    if edge.loop:
        return {"style": "bold", "color": f'"{_ERROR}"', "fontcolor": f'"{_ERROR}"'}
    if edge.kind == "same":
        return {"style": "dotted", "dir": "none"}
    style = {"style": "dashed"} if edge.kind in ("revision", "replacement") else {}
    severities = {mark.severity for mark in edge.marks if not mark.accepted}
    if severities & {"error", "warning"}:
        style["fontcolor"] = f'"{_ERROR}"' if "error" in severities else f'"{_WARNING}"'
    return style


def _marks(marks: Iterable[FindingMark], line: int) -> list[str]:
    return [
        text
        for mark in marks
        for text in broken(f"{SIGNS['accepted' if mark.accepted else mark.severity]} {mark.words}", line, 2)
    ]


def _attributes(attributes: dict[str, str]) -> str:
    return ", ".join(f"{key}={value}" for key, value in attributes.items())


def _label(parts: Iterable[str]) -> str:
    """Return lines of text as a label, aligned to the left."""
    return '"' + "".join(f"{_escaped(part)}\\l" for part in parts) + '"'


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
