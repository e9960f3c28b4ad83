"""Describes the drawn graph in words, for readers who cannot see it and for browsers without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from ledger.formats.graph.drawing import Drawing, DrawnEdge, FindingMark, Node

_VERBS = {
    "relay": "relays",
    "derivation": "was computed from",
    "revision": "revises",
    "replacement": "replaces",
    "same": "was said to be the same as",
}


def statement_words(node: Node) -> str:
    """Return a statement in words, as plain text."""
    parts = [node.words, node.parties, node.date, node.source]
    parts += ["asked for"] * node.asked
    parts += [{"goes on": "more is upstream of it, not shown"}.get(node.role, node.role), *node.states]
    parts += ["its own words unseen"] * node.unseen
    parts += [_finding(mark) for mark in node.marks]
    return ", ".join(part for part in parts if part)


def edge_words(edge: DrawnEdge) -> str:
    """Return the details and findings of an edge, as plain text."""
    parts = [edge.detail] * bool(edge.detail) + ["this link was retracted"] * edge.retracted
    parts += ["part of a circle"] * edge.loop
    return "; ".join([*parts, *map(_finding, edge.marks)])


def _finding(mark: FindingMark) -> str:
    return f"{mark.severity}{', accepted' if mark.accepted else ''}: {mark.words} ({mark.code})"


def in_words(whole: Drawing) -> Iterator[str]:
    """Yield the HTML of a list that describes the picture."""
    nodes = {node.number: node for node in whole.nodes}
    into: dict[int, list[DrawnEdge]] = {}
    for edge in whole.edges:
        into.setdefault(edge.end, []).append(edge)
    yield '<details class="graph-words"><summary>The graph in words</summary>\n<ol>\n'
    for node in whole.nodes:
        yield f'<li><a href="{anchor(node)}">{escape(statement_words(node))}</a>'
        if node.number in into:
            yield "<ul>"
            for edge in into[node.number]:
                yield f"<li>{_edge(edge, nodes)}</li>"
            yield "</ul>"
        yield "</li>\n"
    yield "</ol></details>\n"


def _edge(edge: DrawnEdge, nodes: Mapping[int, Node]) -> str:
    starts = []
    for end in edge.starts:
        node = nodes[end.node]
        name = f"{end.name} = " if end.name else ""
        starts.append(
            f'{escape(name)}<a href="{anchor(node)}">{escape(f"{node.words} ({node.parties})")}</a>'
        )
    words = edge_words(edge)
    return f"{_VERBS[edge.kind]} {' and '.join(starts)}{': ' if words else ''}{escape(words)}"


def anchor(node: Node) -> str:
    """Return the link to a statement on its page."""
    return f"#figure-{node.id[:12]}"
