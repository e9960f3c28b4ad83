"""Loops as they are closed: a link whose figure is already upstream of its own input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ledger.store import tables as t
from ledger.store.lookup import asked

T = TypeVar("T")

#: A loop is shown with at most this many figures.
_SHOWN = 12


def closed_loops(
    connection: Connection, links: Sequence[tuple[T, int, list[int]]]
) -> Iterator[tuple[T, str]]:
    """Of new links (anything, its figure, its inputs), those that close a loop, with the loop to show."""
    query = "SELECT input_seq FROM edge WHERE relation <> 'revision' AND input_seq"
    used = {seq for (seq,) in asked(connection, query, {figure for _, figure, _ in links})}
    for which, figure, inputs in links:
        if figure in used and (path := _path(connection, inputs, figure)):
            yield which, _shown(connection, [figure, *path])


def _path(connection: Connection, starts: Sequence[int], goal: int) -> list[int]:
    """The shortest way upstream from one of `starts` to `goal`, both included; empty where there is none."""
    came_from = dict.fromkeys(starts, 0)
    frontier = list(starts)
    query = "SELECT figure_seq, input_seq FROM edge WHERE relation <> 'revision' AND figure_seq"
    while frontier and goal not in came_from:
        following: list[int] = []
        for figure, upstream in asked(connection, query, frontier):
            if upstream not in came_from:
                came_from[upstream] = figure
                following.append(upstream)
        frontier = following
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
