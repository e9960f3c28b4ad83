"""Finds loops as they are closed: links whose figure is already upstream of their own input."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ledger.store import reach
from ledger.store import tables as t
from ledger.store.lookup import asked

T = TypeVar("T")

#: A loop is shown with at most this many figures.
_SHOWN = 12


class NewLink(NamedTuple, Generic[T]):
    """A link to be recorded: the name to report it by, its figure and its inputs."""

    outcome: T
    figure: int
    inputs: Sequence[int]


class LoopCheck:
    """Finds the links of one transaction that close a loop, in a ledger that had `size` entries before it.

    Most links lead from a figure to one recorded earlier, and so does everything upstream of that: such a way comes
    back to its figure only over a link to something recorded later. Where there is none that crosses the figure,
    nothing is walked.
    """

    def __init__(self, connection: Connection, size: int) -> None:
        self._connection = connection
        self._size = size
        #: Links of this transaction to something recorded later, as figure and input.
        self._forward: list[tuple[int, int]] = []

    def note(self, figure: int, inputs: Iterable[int]) -> None:
        """Take notice of a link, whether it is to be looked at or not."""
        for above in inputs:
            if above > figure:
                self._forward.append((figure, above))

    def closed(self, links: Iterable[NewLink[T]]) -> list[tuple[T, str]]:
        """Return those of some recorded links that close a loop, each with the loop in words."""
        suspects = [link for link in links if self._may_close(link)]
        query = "SELECT input_seq FROM edge WHERE relation <> 'revision' AND input_seq"
        used = {seq for (seq,) in asked(self._connection, query, {link.figure for link in suspects})}
        suspects = [link for link in suspects if link.figure in used]
        if not suspects:
            return []
        above: defaultdict[int, list[int]] = defaultdict(list)
        for edge in reach.edges_upstream(self._connection, {seq for link in suspects for seq in link.inputs}):
            above[edge.figure].append(edge.input)
        _leave_loops(above)
        found = []
        for link in suspects:
            if path := _path(above, link.inputs, link.figure):
                found.append((link.outcome, _shown(self._connection, [link.figure, *path])))
        return found

    def _may_close(self, link: NewLink[Any]) -> bool:
        figure = link.figure
        if figure <= self._size or any(above > figure for above in link.inputs):
            return True
        return any(low < figure <= high for low, high in self._forward)


def _leave_loops(above: dict[int, list[int]]) -> None:
    """Reduce a graph, given as the nodes above each node, to the nodes in or below a loop."""
    below: defaultdict[int, list[int]] = defaultdict(list)
    for figure, inputs in above.items():
        for upstream in inputs:
            below[upstream].append(figure)
    waiting = {figure: len(inputs) for figure, inputs in above.items()}
    ends = [node for node in below if node not in above]
    for node in ends:
        for figure in below[node]:
            waiting[figure] -= 1
            if not waiting[figure]:
                ends.append(figure)
                del above[figure]


def _path(above: Mapping[int, Sequence[int]], starts: Sequence[int], goal: int) -> list[int]:
    """Return the shortest path upstream from one of `starts` to `goal`, both included; empty if there is none."""
    if goal not in above:
        return []
    came_from = dict.fromkeys(starts, 0)
    queue = list(starts)
    for node in queue:
        if node == goal:
            break
        for upstream in above.get(node, ()):
            if upstream not in came_from:
                came_from[upstream] = node
                queue.append(upstream)
    if goal not in came_from:
        return []
    path = [goal]
    while came_from[path[-1]]:
        path.append(came_from[path[-1]])
    return path[::-1]


def _shown(connection: Connection, path: Sequence[int]) -> str:
    shown = [*path[: _SHOWN - 1], path[-1]] if len(path) > _SHOWN else list(path)
    query = select(t.entry.c.seq, t.entry.c.id, t.key.c.key).outerjoin(t.key, t.key.c.of_seq == t.entry.c.seq)
    names = {
        row.seq: row.key or row.id.hex()[:12]
        for row in connection.execute(query.where(t.entry.c.seq.in_(shown)).order_by(t.key.c.seq.desc()))
    }
    words = [names[seq] for seq in shown]
    if len(path) > _SHOWN:
        words.insert(-1, "…")
    return " ← ".join(words)
