"""A figure with thousands of others above it, made up from a seed: for what is computed on the graph alone."""

from __future__ import annotations

from random import Random

from ledger.trace.figure_graph import Graph
from ledger.trace.material import EdgeRow, FigureRow, Rows

#: How far back a figure reaches for what it is made from.
_BACK = 400
#: By how many ways the last figure stands.
_WAYS = 40


def deep_graph(*, figures: int, parties: int, seed: int) -> tuple[Graph, int]:
    """A graph with an origin a party and figures that rest on others in one to three ways; and its last node."""
    random = Random(seed)
    edges: list[EdgeRow] = []
    link = figures
    for figure in range(parties + 1, figures + 1):
        for _ in range(_WAYS if figure == figures else random.choice((1, 1, 2, 3))):
            link += 1
            lowest = max(1, figure - _BACK)
            inputs = {random.randint(lowest, figure - 1) for _ in range(random.choice((1, 1, 2)))}
            relation = "relay" if len(inputs) == 1 else "derivation"
            edges += [EdgeRow(link, relation, figure, above) for above in inputs]
    rows = Rows(
        figures=[FigureRow(figure, figure <= parties, True) for figure in range(1, figures + 1)],
        reporters=[(figure, link + 1 + figure % parties) for figure in range(1, figures + 1)],
        edges=edges,
    )
    graph = Graph.build(rows)
    return graph, graph.node(figures)
