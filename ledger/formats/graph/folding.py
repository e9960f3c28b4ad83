"""Hubs folded: where one statement is passed on by many, a few are drawn and the rest is shown as their number.

Only what hangs on a single thread is folded away, with all that hangs on it: a statement that came from nowhere
else, or was used nowhere else. So no line of what is left ever leads to something folded but through its fold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from ledger.formats.graph.drawing import Drawing, DrawnEdge, EdgeStart, Node
from ledger.model.vocabulary import SEVERITIES

#: So many branches of one statement are drawn; of more, the first few.
MOST_BRANCHES: Final = 8
KEPT: Final = 4
#: Where more figures than this were asked for, being asked for keeps none from being folded.
_MOST_ASKED: Final = 12


class Fold(NamedTuple):
    """Statements that are folded away, numbered below 0 among the nodes. `hub` is what they hang on."""

    number: int
    hub: int
    #: Whether they feed the hub, rather than having come from it.
    feeding: bool
    #: In reading order, each followed by what hangs on it.
    members: tuple[int, ...]


class Folded(NamedTuple):
    """What is left to draw: `drawing` without what the folds hold, its edges leading to these instead."""

    drawing: Drawing
    folds: tuple[Fold, ...]


def folded(whole: Drawing) -> Folded:
    """Fold what can be folded of a drawing."""
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
        _to_one,
    )  # fmt: skip
    weigh = _Weights(nodes, into)
    found = [(hub, False, rest) for hub, rest in _cut(nodes, below, weigh)]
    found += [(hub, True, rest) for hub, rest in _cut(nodes, above, weigh)]
    folds = tuple(
        Fold(-at, hub, feeding, tuple(rest)) for at, (hub, feeding, rest) in enumerate(found, start=1)
    )
    return Folded(_left(whole, folds), folds)


def _from_one(edges: Sequence[DrawnEdge]) -> int | None:
    """The one statement that another came from, if it came from no other."""
    if len(edges) == 1 and len(edges[0].starts) == 1:
        return edges[0].starts[0].node
    return None


def _to_one(edges: Sequence[DrawnEdge]) -> int | None:
    """The one statement that another was used for, if it was used for no other."""
    return edges[0].end if len(edges) == 1 else None


def _hanging(
    nodes: Mapping[int, Node],
    kept: set[int],
    held: Mapping[int, Sequence[DrawnEdge]],
    hangs_on: Callable[[int], list[int]],
    one_of: Callable[[Sequence[DrawnEdge]], int | None],
) -> dict[int, int]:
    """What each statement hangs on, where it does so on one alone and so does all that hangs on it."""
    found: dict[int, int] = {}
    waiting = {number: len(hangs_on(number)) for number in nodes}
    ready = [number for number in nodes if not waiting[number]]
    for number in ready:
        hub = one_of(held[number])
        if hub is None or number in kept or hub == number:
            continue
        found[number] = hub
        waiting[hub] -= 1
        if not waiting[hub]:
            ready.append(hub)
    return found


class _Weights:
    """Which branches are shown first: what is wrong, then what more hangs on, then by date."""

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
    """What is folded away, by the hub that it hangs on."""
    branches: dict[int, list[int]] = {}
    for number, hub in hanging.items():
        branches.setdefault(hub, []).append(number)
    pending = [number for number in nodes if number not in hanging]
    for hub in pending:
        ones = sorted(branches.get(hub, ()), key=lambda number: weigh(number, branches))
        shown = ones if len(ones) <= MOST_BRANCHES else ones[:KEPT]
        pending += shown
        if len(shown) < len(ones):
            yield hub, list(_whole(ones[KEPT:], branches))


def _whole(ones: Sequence[int], branches: Mapping[int, Sequence[int]]) -> Iterator[int]:
    stack = list(reversed(ones))
    while stack:
        number = stack.pop()
        yield number
        stack.extend(reversed(branches.get(number, ())))


def _left(whole: Drawing, folds: Iterable[Fold]) -> Drawing:
    """The drawing without what is folded away."""
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
    """The edge between a hub and what is folded of what hangs on it."""
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
    return DrawnEdge(
        kind="thread",
        starts=(EdgeStart(start, ""),),
        end=end_of,
        words=words,
        outcome="",
        detail="",
        retracted=False,
        loop=False,
        marks=(),
    )
