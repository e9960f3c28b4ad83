"""The part of a ledger that bears on some figures: what is upstream of them, and as much as is shown of what rests on
that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from ledger.store import reach
from ledger.store.damage import damage_suspected
from ledger.store.engine import Transaction, asked_once
from ledger.store.lookup import anything_corrected
from ledger.trace.figure_graph import Graph
from ledger.trace.material import CorrectionRow, EdgeRow, FigureRow, Rows, SameRow
from ledger.trace.status import Resolution, joined, resolve
from ledger.trace.support import MOST_COUNTED, Reach
from ledger.trace.walk import Direction

#: How many of the figures that rest on an origin are looked at where there are too many to count.
_BESIDE = 100
#: How many figures that are not upstream are looked at altogether.
_MOST_BESIDE = 5_000
#: Of more origins than this, everything downstream is read at once.
_MOST_ORIGINS = 100


class Projected(NamedTuple):
    """Figures as the graph takes them, their parties (figure and agent), and the agents and the source of each."""

    figures: dict[int, FigureRow]
    reporters: list[tuple[int, int]]
    named: dict[int, set[int]]


class Hub(NamedTuple):
    """An origin on which too many figures rest to look at all of them.

    `below` are those found, one more than are counted; `looked_at` are the few that are looked at, `edges` those into
    them.
    """

    below: Sequence[int]
    reach: Reach
    looked_at: Projected
    edges: Sequence[reach.Edge]


class Surroundings(NamedTuple):
    """Figures and edges by sequence number.

    `walked` are the figures that the question leads to; `beside` some or all of those that rest on their origins,
    `hubs` those origins on which too many rest.
    """

    walked: set[int]
    beside: set[int]
    edges: Sequence[reach.Edge]
    hubs: Mapping[int, Hub] = MappingProxyType({})


class Neighbourhood(NamedTuple):
    """The graph around some figures.

    `reaches` gives the origins on which more rests than is in the graph; `named` are the agents and sources of the
    figures.
    """

    graph: Graph
    reaches: dict[int, Reach]
    named: dict[int, set[int]]


def surroundings(
    connection: Transaction, asked: Sequence[int], direction: Direction, until: int
) -> Surroundings:
    """Return the figures and edges that bear on some figures."""
    walked, edges = reach.upstream(connection, asked, until)
    if direction == "downstream":
        below, _ = reach.downstream(connection, asked, until)
        # Whether what is below falls depends on what else holds it up.
        walked, edges = reach.upstream(connection, walked | below, until)
    roots = walked - {edge.figure for edge in edges}
    beside, hubs, read = _resting(connection, roots, until)
    beside -= walked
    if read is not None:
        known = [edge for edge in read if edge.figure in beside]
    else:
        known = [edge for hub in hubs.values() for edge in hub.edges if edge.figure in beside]
        if len(hubs) > 1:
            # Two hubs may have the same figure below them.
            known = list(dict.fromkeys(known))
        if unread := beside.difference(*(hub.looked_at.figures for hub in hubs.values())):
            known += reach.edges_into(connection, unread, until)
    return Surroundings(walked=walked, beside=beside, edges=[*edges, *known], hubs=hubs)


def _resting(
    connection: Transaction, roots: set[int], until: int
) -> tuple[set[int], dict[int, Hub], Sequence[reach.Edge] | None]:
    """Return the figures that rest on origins, or some of them, and the origins that have too many.

    The edges into these figures are given where they were read along, else None.
    """
    if len(roots) > _MOST_ORIGINS:
        return reach.downstream(connection, roots, until)[0], {}, None
    together = _resting_on(connection, roots, until)
    if not together.more:
        return set(together.figures), {}, together.edges
    beside: set[int] = set()
    hubs: dict[int, Hub] = {}
    for root in sorted(roots):
        alone = len(roots) == 1
        below, more, _ = together if alone else _resting_on(connection, {root}, until)
        if more or len(beside) + len(below) > _MOST_BESIDE:
            hubs[root] = asked_once(connection, ("hub", root, until), partial(_hub, connection, below, until))
            below = below[:_BESIDE]
        beside.update(below)
    return beside, hubs, None


def _resting_on(connection: Transaction, roots: set[int], until: int) -> reach.Below:
    """Return the figures that rest on origins, and whether these are too many to count.

    Of many it is remembered: everybody who relays a hub has it upstream.
    """
    found: reach.Below = asked_once(
        connection,
        ("resting", frozenset(roots), until),
        lambda: reach.below(connection, roots, until, MOST_COUNTED),
        keep=attrgetter("more"),
    )
    return found


def _hub(connection: Transaction, below: Sequence[int], until: int) -> Hub:
    sample = below[:_BESIDE]
    return Hub(
        below=below,
        reach=_counted(connection, below, until),
        looked_at=_projected(connection, sample, until),
        edges=[*reach.edges_into(connection, sample, until)],
    )


def everything_around(
    connection: Transaction, asked: Sequence[int], until: int
) -> tuple[set[int], list[reach.Edge]]:
    """Return the figures and edges from which a trace upstream can be made again, its counts included."""
    found = surroundings(connection, asked, "upstream", until)
    sampled = {seq for hub in found.hubs.values() for seq in hub.below} - found.walked - found.beside
    edges = [*found.edges, *reach.edges_into(connection, sampled, until)]
    return found.walked | found.beside | sampled, edges


def neighbourhood(
    connection: Transaction, asked: Sequence[int], direction: Direction, until: int
) -> Neighbourhood:
    """Return the graph of the part of the ledger that bears on some figures."""
    with damage_suspected():
        found = surroundings(connection, asked, direction, until)
        rows, named = _rows(connection, found, until)
        reaches = {root: hub.reach for root, hub in found.hubs.items()}
        return Neighbourhood(Graph.build(rows), reaches, named)


def upstream_graph(connection: Transaction, seqs: Collection[int], until: int) -> Graph:
    """Return the graph of some figures and their upstream, as far as needed to decide which of them stand."""
    figures, edges = reach.upstream(connection, seqs, until)
    if not anything_corrected(connection) and all(edge.input < edge.figure for edge in edges):
        # Nothing was taken back, and what rests on earlier records alone closes no loop: all of them stand.
        figures, edges = set(seqs), []
    with damage_suspected():
        found = Surroundings(walked=figures, beside=set(), edges=edges)
        return Graph.build(_rows(connection, found, until)[0])


def _counted(connection: Transaction, below: Sequence[int], until: int) -> Reach:
    """Count the figures and parties, as they are read now, of an origin that all of `below` rest on."""
    more = len(below) > MOST_COUNTED
    figures: set[int] = set(below[:MOST_COUNTED])
    agents = reach.reporters(connection, figures)
    if anything_corrected(connection):
        rows = judgement_rows(reach.judged_rows(connection, figures | agents, until))
        resolution = resolve(rows["corrections"])
        groups = joined(rows["sames"], resolution)
        readings = {resolution.read(seq) for seq in figures}
        figures = {groups.get(seq, seq) for seq in readings if seq is not None}
        agents = {groups.get(seq, seq) for seq in agents}
    return Reach(figures=len(figures), agents=len(agents), more=more)


def _rows(connection: Transaction, found: Surroundings, until: int) -> tuple[Rows, dict[int, set[int]]]:
    """Rows for the graph, and the agents and the source of each figure."""
    revisions = reach.revisions(connection, found.walked, until)
    edges = [*found.edges, *revisions]
    figures = found.walked | found.beside
    # The other end of a revision is not walked, only named: as it is read now.
    ends = {end for edge in revisions for end in (edge.figure, edge.input)} - figures
    figures |= reach.with_stand_ins(connection, ends, until)
    nodes: dict[int, FigureRow] = {}
    reporters: list[tuple[int, int]] = []
    named: dict[int, set[int]] = {}
    unread = figures.difference(*(hub.looked_at.figures for hub in found.hubs.values()))
    for projected in (
        _projected(connection, unread, until),
        *(hub.looked_at for hub in found.hubs.values()),
    ):
        nodes.update(projected.figures)
        reporters += projected.reporters
        named.update(projected.named)
    judged: list[reach.Judged] = []
    if anything_corrected(connection):
        subjects = figures | {edge.link for edge in edges} | {agent for _, agent in reporters}
        judged = reach.judged_rows(connection, subjects, until)
    rows = Rows(
        figures=[*nodes.values()],
        reporters=reporters,
        edges=cast("list[EdgeRow]", edges),
        **judgement_rows(judged),
    )
    return rows, named


def _projected(connection: Transaction, seqs: Collection[int], until: int) -> Projected:
    """Return those of some records that are figures."""
    found = Projected({}, [], {})
    for seq, primary, source, quantified, reporter in reach.figure_rows(connection, seqs, until):
        if seq not in found.figures:
            found.figures[seq] = FigureRow(seq, bool(primary), source is not None, bool(quantified))
            found.named[seq] = set() if source is None else {source}
        if reporter is not None:
            found.reporters.append((seq, reporter))
            found.named[seq].add(reporter)
    return found


def judgement_rows(judged: Iterable[reach.Judged]) -> dict[str, Any]:
    """Corrections and `same` as the graph takes them."""
    corrections, sames = [], []
    for row in judged:
        if row.kind == "correction":
            corrections.append(CorrectionRow(row.seq, row.id, row.subject, row.object, row.detail, row.at))
        elif row.object is not None:
            sames.append(SameRow(row.seq, row.id, row.subject, row.object, row.detail == "same", row.at))
    return {"corrections": corrections, "sames": sames}


def resolution_of(connection: Transaction, seqs: Collection[int], until: int) -> Resolution:
    """Return the effect of corrections on some records."""
    found: dict[int, reach.Judged] = {}
    pending, looked_up = set(seqs), set(seqs)
    while pending:
        rows = reach.judged_rows(connection, pending, until)
        found.update((row.seq, row) for row in rows)
        # A replacement may have been replaced in its turn.
        pending = {row.object for row in rows if row.object is not None} - looked_up
        looked_up |= pending
    with damage_suspected():
        return resolve(judgement_rows(found.values())["corrections"])


def read_figures(connection: Transaction, until: int) -> list[int]:
    """Return every figure that is read as itself: not those that were misrecorded."""
    figures = [seq for seq, *_ in reach.every_figure(connection, until)]
    with damage_suspected():
        resolution = resolve(judgement_rows(reach.every_judged(connection, until))["corrections"])
    return [seq for seq in figures if resolution.read(seq) == seq]
