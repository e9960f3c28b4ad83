"""Writes the graph as a mermaid flowchart, which wikis and repositories draw where it is pasted.

Mermaid reads entities, HTML, Markdown, links and directives in its texts, and has no way to quote all of them.
Therefore only the letters, digits, spaces and commas of ASCII are written unchanged; all other ASCII characters are
written as entity codes (mermaid.js.org, "Entity codes to escape characters").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, TextIO

from ledger.errors import InputError
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

#: The limits of mermaid by default (`maxTextSize` and `maxEdges` of its configuration).
_MOST_CHARACTERS: Final = 50_000
_MOST_LINES: Final = 500


class _Brevity(NamedTuple):
    """The largest numbers of characters of each text, and of findings; mermaid breaks lines itself."""

    words: int
    parties: int
    where: int
    marks: int


#: From full to brief; the first that fits the limits is used.
_BREVITIES: Final = (
    _Brevity(words=90, parties=60, where=60, marks=4),
    _Brevity(words=60, parties=30, where=30, marks=2),
    _Brevity(words=30, parties=24, where=0, marks=1),
    _Brevity(words=16, parties=0, where=0, marks=1),
)

#: Texts that mermaid interprets after it has read all entities: formulas, and its internal form of entities.
_HARMLESS: Final = {"$$": "$ $", "ﬂ": "fl", "¶ß": "¶ ß"}
_CLASSES: Final = (
    "classDef default fill:#ffffff,stroke:#545b64,color:#16191d,text-align:left",
    "classDef origin fill:#17324d,stroke:#17324d,color:#ffffff",
    "classDef trailend stroke-dasharray:5 4",
    "classDef asked stroke:#16191d,stroke-width:3px",
    "classDef doubted stroke:#8a5200,stroke-width:2px",
    "classDef struck fill:#ffffff,stroke:#a8201a,stroke-width:2px,color:#a8201a,text-decoration:line-through",
    "classDef formula stroke:#545b64,font-weight:bold",
)


def dump(export: Export, stream: TextIO) -> None:
    """Write the graph of all requested figures. Raises InputError if it is too large for mermaid."""
    view = export.view()
    stream.write(flowchart(Drawing("no figures", (), ()) if view is None else drawing(view)))


def flowchart(drawn: Drawing) -> str:
    """Return the flowchart, as brief as necessary. Raises InputError if it is too large for mermaid."""
    edges = sum(len(edge.starts) + (len(edge.starts) > 1) for edge in drawn.edges)
    text = ""
    for brevity in _BREVITIES:
        text = "".join(f"{line}\n" for line in _lines(drawn, brevity))
        if len(text) <= _MOST_CHARACTERS and edges <= _MOST_LINES:
            return text
    raise InputError(
        f"mermaid draws up to {_MOST_LINES:,} lines and {_MOST_CHARACTERS:,} characters, and this takes "
        f"{edges:,} and {len(text):,}",
        hint="name fewer figures, or take --format dot or html",
    )


def _lines(drawn: Drawing, brevity: _Brevity) -> Iterator[str]:
    yield "flowchart LR"
    for line in _CLASSES:
        yield f"  {line}"
    for node in drawn.nodes:
        yield f"  f{node.number}{_statement(node, brevity)}"
    count = 0
    styles: list[str] = []
    for number, edge in enumerate(drawn.edges):
        words = [
            *broken(edge.words, brevity.words, 1),
            *[edge.outcome] * bool(edge.outcome),
            *_marks(edge.marks, brevity),
        ]
        words += [f"{SIGNS['error']} link retracted"] * edge.retracted
        words += [f"{SIGNS['error']} in a circle"] * edge.loop
        first = count
        if len(edge.starts) == 1:
            yield f"  f{edge.starts[0].node} {_arrow(edge)}|{_text(words)}| f{edge.end}"
            count += 1
        else:
            yield f"  w{number}([{_text(words)}]):::formula"
            for start in edge.starts:
                named = f"|{_text([start.name])}|" if start.name else ""
                yield f"  f{start.node} ---{named} w{number}"
            yield f"  w{number} {_arrow(edge)} f{edge.end}"
            count += len(edge.starts) + 1
        if edge.retracted or edge.loop:
            styles += [f"  linkStyle {line} stroke:#a8201a" for line in range(first, count)]
    yield from styles


def _statement(node: Node, brevity: _Brevity) -> str:
    """Return the text and the class of a statement; an origin has a double frame."""
    parts = [*headings(node), *broken(node.words, brevity.words, 1)]
    parts += broken(node.parties, brevity.parties, 1)
    parts += broken(" · ".join(part for part in (node.date, node.source) if part), brevity.where, 1)
    parts += ["its own words unseen"] * node.unseen
    parts += _marks(node.marks, brevity)
    text = _text(parts)
    shape = f"[[{text}]]" if node.role == "origin" else f"[{text}]"
    classes = {"origin": "origin", "trail end": "trailend"}.get(node.role, "")
    if "retracted" in node.states or "rejected" in node.states:
        classes = "struck"
    elif node.states and node.states != ("confirmed",):
        classes = "doubted"
    elif node.asked and not classes:
        classes = "asked"
    return f"{shape}:::{classes}" if classes else shape


def _arrow(edge: DrawnEdge) -> str:
    if edge.kind == "same":
        return "-.-"
    if edge.retracted:
        return "-.-x"
    if edge.kind in ("revision", "replacement"):
        return "-.->"
    return "==>" if edge.loop else "-->"


def _marks(marks: Iterable[FindingMark], brevity: _Brevity) -> list[str]:
    lines = [f"{SIGNS['accepted' if mark.accepted else mark.severity]} {mark.words}" for mark in marks]
    return [line for mark in lines[: brevity.marks] for line in broken(mark, brevity.words, 1)]


def _text(parts: Iterable[str]) -> str:
    """Return the parts as lines of one quoted text; it is never empty, because mermaid refuses empty texts."""
    return f'"{"<br/>".join(_escaped(part) for part in parts) or " "}"'


def _escaped(text: str) -> str:
    for special, harmless in _HARMLESS.items():
        text = text.replace(special, harmless)
    return "".join(
        character
        if character.isalnum() or character in " ," or not character.isascii()
        else f"#{ord(character)};"
        for character in re.sub(r"(?<=\w)-(?=\w)", "‑", text)
    )
