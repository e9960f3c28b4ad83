"""Folds hubs: if many statements hang on one, a few of them are drawn and the others are counted.

A statement hangs on another if it came only from it, or was used only for it. Only such statements are folded, together
with everything that hangs on them, so that no visible line leads to a folded statement except through its fold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from ledger.formats.graph.drawing import Drawing, DrawnEdge, EdgeStart, Node
from ledger.model.vocabulary import SEVERITIES

#: The number of branches of a statement that are all drawn, and the number drawn if there are more.
MOST_BRANCHES: Final = 8
KEPT: Final = 4
#: Up to this number of requested figures, these are never folded.
_MOST_ASKED: Final = 12


class Fold(NamedTuple):
    """Folded statements, with a negative number among the nodes, and the hub that they hang on."""

    number: int
    hub: int
    #: Whether they feed the hub, rather than having come from it.
    feeding: bool
    #: The statements in reading order, each followed by those that hang on it.
    members: tuple[int, ...]


class Folded(NamedTuple):
    """A drawing without the folded statements, whose edges lead to the folds instead."""

    drawing: Drawing
    folds: tuple[Fold, ...]


def folded(whole: Drawing) -> Folded:
    """Fold the hubs of a drawing."""
    nodes = {node.number: node for node in whole.nodes}
    into: dict[int, list[DrawnEdge]] = {number: [] for number in nodes}
    out: dict[int, list[DrawnEdge]] = {number: [] for number in nodes}
    for edge in whole.edges:
        into[edge.end].append(edge)
        for end in edge.starts:
            out[end.node].append(edge)
    asked = {node.number for node in whole.nodes if node.asked}
    kept = asked if len(asked) <= _MOST_ASKED else set()
    below = _hanging(nodes, kept, into, lambda number: [edge.end for edge in out[number]], _from_one)
    above = _hanging(
        nodes, kept | set(below), out, lambda number: [end.node for edge in into[number] for end in edge.starts],
        lambda edges: edges[0].end if len(edges) == 1 else None,
    )  # fmt: skip
    weigh = _Weights(nodes, into)
    cuts = [(hub, False, rest) for hub, rest in _cut(nodes, below, weigh)]
    cuts += [(hub, True, rest) for hub, rest in _cut(nodes, above, weigh)]
    folds = tuple(
        Fold(-at, hub, feeding, tuple(rest)) for at, (hub, feeding, rest) in enumerate(cuts, start=1)
    )
    return Folded(_without_folded(whole, folds), folds)


def _from_one(edges: Sequence[DrawnEdge]) -> int | None:
    """Return the only statement that another came from, if there is only one."""
    if len(edges) == 1 and len(edges[0].starts) == 1:
        return edges[0].starts[0].node
    return None


def _hanging(
    nodes: Mapping[int, Node],
    kept: set[int],
    held: Mapping[int, Sequence[DrawnEdge]],
    hangs_on: Callable[[int], list[int]],
    only: Callable[[Sequence[DrawnEdge]], int | None],
) -> dict[int, int]:
    """Return the hub of each statement that hangs on one, and on which nothing but such statements depends."""
    hubs: dict[int, int] = {}
    waiting = {number: len(hangs_on(number)) for number in nodes}
    ready = [number for number in nodes if not waiting[number]]
    for number in ready:
        hub = only(held[number])
        if hub is None or number in kept or hub == number:
            continue
        hubs[number] = hub
        waiting[hub] -= 1
        if not waiting[hub]:
            ready.append(hub)
    return hubs


class _Weights:
    """The order in which branches are shown: by findings, then by size, then by date."""

    def __init__(self, nodes: Mapping[int, Node], into: Mapping[int, Sequence[DrawnEdge]]) -> None:
        self._nodes = nodes
        self._into = into

    def __call__(self, number: int, branches: Mapping[int, Sequence[int]]) -> tuple[int, int, str, str]:
        node = self._nodes[number]
        marks = [*node.marks, *(mark for edge in self._into[number] for mark in edge.marks)]
        worst = min((SEVERITIES.index(mark.severity) for mark in marks), default=len(SEVERITIES))
        return (0 if node.states else 1 + worst), -len(branches.get(number, ())), node.date, node.id


def _cut(
    nodes: Mapping[int, Node], hanging: Mapping[int, int], weigh: _Weights
) -> Iterator[tuple[int, list[int]]]:
    """Yield each hub with too many branches, and the statements that are folded."""
    branches: dict[int, list[int]] = {}
    for number, hub in hanging.items():
        branches.setdefault(hub, []).append(number)
    pending = [number for number in nodes if number not in hanging]
    for hub in pending:
        ordered = sorted(branches.get(hub, ()), key=lambda number: weigh(number, branches))
        if len(ordered) <= MOST_BRANCHES:
            pending += ordered
            continue
        pending += ordered[:KEPT]
        members = []
        stack = ordered[: KEPT - 1 : -1]
        while stack:
            members.append(stack.pop())
            stack.extend(reversed(branches.get(members[-1], ())))
        yield hub, members


def _without_folded(whole: Drawing, folds: Iterable[Fold]) -> Drawing:
    """Return the drawing without the folded statements."""
    fold_of = {member: fold for fold in folds for member in fold.members}
    edges: list[DrawnEdge] = []
    threaded: set[int] = set()
    for edge in whole.edges:
        if edge.end in fold_of:
            continue
        starts = [end for end in edge.starts if end.node not in fold_of]
        feeding = dict.fromkeys(fold_of[end.node].number for end in edge.starts if end.node in fold_of)
        if starts and feeding:
            starts += [EdgeStart(number, "") for number in feeding]
            threaded.update(feeding)
        if starts:
            edges.append(edge._replace(starts=tuple(starts)))
    edges += [_thread(fold, whole.edges) for fold in folds if fold.number not in threaded]
    nodes = tuple(node for node in whole.nodes if node.number not in fold_of)
    return whole._replace(nodes=nodes, edges=tuple(edges))


def _thread(fold: Fold, edges: Iterable[DrawnEdge]) -> DrawnEdge:
    """Return the edge between a hub and its fold."""
    members = set(fold.members)
    kinds = {
        edge.kind
        for edge in edges
        for end in edge.starts
        if (edge.end if fold.feeding else end.node) == fold.hub
        and (end.node if fold.feeding else edge.end) in members
    }
    start, end_of = (fold.number, fold.hub) if fold.feeding else (fold.hub, fold.number)
    words = "relayed" if kinds == {"relay"} else "used"
    return DrawnEdge("thread", (EdgeStart(start, ""),), end_of, words)
