"""Which entries a walk needs: the ids and edges around some figures, found by recursive queries over integers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import CTE, Select, bindparam, or_, select, text
from sqlalchemy.engine import Connection

from ledger.store import tables as t
from ledger.store.lookup import batches

#: A sequence number above all others: the ledger as of now.
NOW = 2**62


class Edge(NamedTuple):
    """One input of a link."""

    link: int
    relation: str
    figure: int
    input: int


class Judged(NamedTuple):
    """A correction or a `same`, as the projection holds it, with its id in hex."""

    seq: int
    id: str
    kind: str
    subject: int
    object: int | None
    detail: str
    at: str


def upstream(connection: Connection, starts: Iterable[int], as_of: int = NOW) -> tuple[set[int], list[Edge]]:
    """Every figure upstream of `starts`, themselves included, and every edge into one of them.

    What stands in for another record (a correction's replacement, a `same`) is walked along with it.
    """
    return _closure(connection, starts, as_of, _UP)


def downstream(
    connection: Connection, starts: Iterable[int], as_of: int = NOW
) -> tuple[set[int], list[Edge]]:
    """Every figure that rests on `starts`, themselves included, and every edge out of one of them."""
    return _closure(connection, starts, as_of, _DOWN)


def _walk(towards: Any, start: Any) -> Select[Any]:
    """Edges of all figures reached from `:starts`. UNION, not UNION ALL: a loop ends where it closes."""
    edge = t.edge
    walked = edge.c.relation != "revision"
    until = edge.c.seq <= bindparam("as_of")
    first = select(t.figure.c.seq).where(t.figure.c.seq.in_(bindparam("starts", expanding=True)))
    walk: CTE = first.cte("walk", recursive=True)
    walk = walk.union(select(towards).join(walk, start == walk.c.seq).where(walked, until))
    return (
        select(edge.c.seq, edge.c.relation, edge.c.figure_seq, edge.c.input_seq)
        .join(walk, start == walk.c.seq)
        .where(walked, until)
    )


_UP = (_walk(t.edge.c.input_seq, t.edge.c.figure_seq), "input")
_DOWN = (_walk(t.edge.c.figure_seq, t.edge.c.input_seq), "figure")


def _closure(
    connection: Connection, starts: Iterable[int], as_of: int, walk: tuple[Select[Any], str]
) -> tuple[set[int], list[Edge]]:
    query, end = walk
    figures: set[int] = set()
    edges: dict[tuple[int, int], Edge] = {}
    pending = set(starts)
    while pending:
        figures |= pending
        for batch in batches(pending):
            for row in connection.execute(query, {"starts": batch, "as_of": as_of}):
                edge = Edge(*row)
                edges[edge.link, edge.input] = edge
                figures.add(getattr(edge, end))
        pending = stand_ins(connection, figures, as_of) - figures
    return figures, list(edges.values())


def stand_ins(connection: Connection, figures: Collection[int], as_of: int = NOW) -> set[int]:
    """The records that are corrected by, or the same as, one of `figures`, or the other way round."""
    judged = t.judgement.c
    query = select(judged.subject_seq, judged.object_seq).where(
        judged.object_seq.is_not(None), judged.kind.in_(("correction", "same")), judged.seq <= as_of
    )
    found: set[int] = set()
    if not connection.execute(query.limit(1)).first():
        return found
    for batch in batches(figures):
        named = or_(judged.subject_seq.in_(batch), judged.object_seq.in_(batch))
        for pair in connection.execute(query.where(named)):
            found.update(pair)
    return found


def revisions(connection: Connection, figures: Collection[int], as_of: int = NOW) -> list[Edge]:
    """The revision links that name one of `figures`."""
    edge = t.edge.c
    query = select(edge.seq, edge.relation, edge.figure_seq, edge.input_seq).where(
        edge.relation == "revision", edge.seq <= as_of
    )
    found = {
        row[0]: Edge(*row)
        for batch in batches(figures)
        for row in connection.execute(query.where(or_(edge.figure_seq.in_(batch), edge.input_seq.in_(batch))))
    }
    return list(found.values())


def figure_rows(
    connection: Connection, figures: Collection[int], as_of: int = NOW
) -> Iterator[tuple[int, bool, bool]]:
    """Sequence number, whether primary and whether sourced, of those of `figures` that are figures."""
    query = select(t.figure.c.seq, t.figure.c.is_primary, t.figure.c.source_seq).where(
        t.figure.c.seq <= as_of
    )
    for batch in batches(sorted(figures)):
        for seq, primary, source in connection.execute(query.where(t.figure.c.seq.in_(batch))):
            yield seq, primary, source is not None


def reporter_rows(connection: Connection, figures: Collection[int]) -> Iterator[tuple[int, int]]:
    """Figure and agent, for each reporter of each of `figures`."""
    query = select(t.reporter.c.seq, t.reporter.c.agent_seq)
    for batch in batches(sorted(figures)):
        yield from map(tuple, connection.execute(query.where(t.reporter.c.seq.in_(batch))))


def judged_rows(connection: Connection, subjects: Collection[int], as_of: int = NOW) -> list[Judged]:
    """Corrections of, and `same` about, `subjects`, and corrections of those, to the last undoing of an undoing."""
    judged = t.judgement.c
    query = (
        select(
            judged.seq,
            t.entry.c.id,
            judged.kind,
            judged.subject_seq,
            judged.object_seq,
            judged.detail,
            judged.judged_at,
        )
        .join(t.entry, t.entry.c.seq == judged.seq)
        .where(judged.kind.in_(("correction", "same")), judged.seq <= as_of)
    )
    found: dict[int, Judged] = {}
    pending: list[int] = list(subjects)
    while pending:
        following: list[int] = []
        for batch in batches(pending):
            named = or_(judged.subject_seq.in_(batch), judged.object_seq.in_(batch))
            for row in connection.execute(query.where(named)):
                if row[0] not in found:
                    found[row[0]] = _judged(row)
                    following.append(row[0])
        pending = following
    return list(found.values())


def _judged(row: Any) -> Judged:
    seq, record, kind, subject, second, detail, at = row
    return Judged(seq, record.hex(), kind, subject, second, detail, at)


def every_figure(connection: Connection, as_of: int = NOW) -> Iterator[tuple[int, bool, bool]]:
    """`figure_rows` of the whole ledger, in order."""
    query = text("SELECT seq, is_primary, source_seq FROM figure WHERE seq <= :as_of ORDER BY seq")
    for seq, primary, source in _streamed(connection, query, as_of):
        yield seq, bool(primary), source is not None


def every_reporter(connection: Connection, as_of: int = NOW) -> Iterator[tuple[int, int]]:
    """`reporter_rows` of the whole ledger, in order."""
    yield from _streamed(
        connection,
        text("SELECT seq, agent_seq FROM reporter WHERE seq <= :as_of ORDER BY seq, agent_seq"),
        as_of,
    )


def every_edge(connection: Connection, as_of: int = NOW) -> Iterator[Edge]:
    """Every edge of the ledger, in order."""
    query = text(
        "SELECT seq, relation, figure_seq, input_seq FROM edge WHERE seq <= :as_of ORDER BY seq, position"
    )
    for row in _streamed(connection, query, as_of):
        yield Edge(*row)


def every_judged(connection: Connection, as_of: int = NOW) -> Iterator[Judged]:
    """Every correction and every `same` of the ledger, in order."""
    judged = t.judgement.c
    query = (
        select(
            judged.seq,
            t.entry.c.id,
            judged.kind,
            judged.subject_seq,
            judged.object_seq,
            judged.detail,
            judged.judged_at,
        )
        .join(t.entry, t.entry.c.seq == judged.seq)
        .where(judged.kind.in_(("correction", "same")), judged.seq <= as_of)
        .order_by(judged.seq)
    )
    for row in connection.execution_options(yield_per=1000).execute(query):
        yield _judged(row)


def _streamed(connection: Connection, query: Any, as_of: int) -> Iterator[Any]:
    return iter(connection.execution_options(yield_per=5000).execute(query, {"as_of": as_of}))


def figures_of_source(connection: Connection, source: int, as_of: int = NOW) -> Sequence[int]:
    """The figures that stand in a source."""
    query = (
        select(t.figure.c.seq)
        .where(t.figure.c.source_seq == source, t.figure.c.seq <= as_of)
        .order_by(t.figure.c.seq)
    )
    return list(connection.scalars(query))


def reviewed(connection: Connection, as_of: int = NOW) -> list[int]:
    """The figures, links and sources that were ever reviewed."""
    query = select(t.judgement.c.subject_seq).where(
        t.judgement.c.kind == "review", t.judgement.c.seq <= as_of
    )
    return list(connection.scalars(query.distinct()))


def concerning(connection: Connection, seq: int) -> set[int]:
    """Every entry that speaks of an entry: links, judgements, keys, figures that name it; and what speaks of
    the judgements among them, to the last undoing of an undoing."""
    t_key, edge, judged = t.key.c, t.edge.c, t.judgement.c
    queries = (
        select(edge.seq).where(or_(edge.figure_seq == seq, edge.input_seq == seq)),
        select(t_key.seq).where(t_key.of_seq == seq),
        select(t.figure.c.seq).where(t.figure.c.source_seq == seq),
        select(t.reporter.c.seq).where(t.reporter.c.agent_seq == seq),
        select(t.snapshot.c.seq).where(t.snapshot.c.source_seq == seq),
    )
    found = {one for query in queries for one in connection.scalars(query)}
    judged_on = {seq} | set(connection.scalars(queries[0]))
    while judged_on:
        query = select(judged.seq)
        following = {
            one
            for batch in batches(judged_on)
            for one in connection.scalars(
                query.where(or_(judged.subject_seq.in_(batch), judged.object_seq.in_(batch)))
            )
        }
        judged_on = following - found
        found |= following
    return found


def figures_of_agent(connection: Connection, agent: int, as_of: int = NOW) -> Sequence[int]:
    """The figures that an agent reported, alone or with others."""
    query = (
        select(t.reporter.c.seq)
        .where(t.reporter.c.agent_seq == agent, t.reporter.c.seq <= as_of)
        .order_by(t.reporter.c.seq)
    )
    return list(connection.scalars(query))


def judged_on(connection: Connection, subjects: Collection[int], as_of: int = NOW) -> set[int]:
    """The judgements on any of `subjects`, and the snapshots of those among them that are sources."""
    judged = t.judgement.c
    found: set[int] = set()
    for batch in batches(subjects):
        spoken = select(judged.seq).where(judged.subject_seq.in_(batch), judged.seq <= as_of)
        seen = select(t.snapshot.c.seq).where(t.snapshot.c.source_seq.in_(batch), t.snapshot.c.seq <= as_of)
        found.update(connection.scalars(spoken))
        found.update(connection.scalars(seen))
    return found
