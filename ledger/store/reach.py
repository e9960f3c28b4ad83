"""Which entries a walk needs: the ids and edges around some figures, found by recursive queries over integers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import CTE, BindParameter, Select, bindparam, func, or_, select, union, union_all
from sqlalchemy.engine import Connection

from ledger.store import tables as t
from ledger.store.damage import damage_suspected
from ledger.store.dialect import dialect_of
from ledger.store.lookup import NOW, anything_corrected
from ledger.store.seq_in import among

#: How many sequence numbers are gone through at once.
_WINDOW = 10_000
_LAST = select(func.max(t.entry.c.seq))


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


_AS_OF: BindParameter[int] = bindparam("as_of")


def _walk(towards: Any, start: Any) -> Select[Any]:
    """Edges of all figures reached from `:seqs`. UNION, not UNION ALL: a loop ends where it closes."""
    edge = t.edge
    walked = edge.c.relation != "revision"
    first = select(t.figure.c.seq).where(among(t.figure.c.seq))
    walk: CTE = first.cte("walk", recursive=True)
    walk = walk.union(select(towards).join(walk, start == walk.c.seq).where(walked, edge.c.seq <= _AS_OF))
    return (
        select(edge.c.seq, edge.c.relation, edge.c.figure_seq, edge.c.input_seq)
        .join(walk, start == walk.c.seq)
        .where(walked, edge.c.seq <= _AS_OF)
    )


_UP = (_walk(t.edge.c.input_seq, t.edge.c.figure_seq), "input")
_DOWN = (_walk(t.edge.c.figure_seq, t.edge.c.input_seq), "figure")


def edges_upstream(connection: Connection, starts: Iterable[int]) -> Iterator[Edge]:
    """Every edge into `starts` and what is upstream of them, as links have it: corrections are not looked at."""
    return map(Edge._make, connection.execute(_UP[0], {"seqs": set(starts), "as_of": NOW}).all())


def _closure(
    connection: Connection, starts: Iterable[int], as_of: int, walk: tuple[Select[Any], str]
) -> tuple[set[int], list[Edge]]:
    query, end = walk
    figures: set[int] = set()
    edges: dict[tuple[int, int], Edge] = {}
    pending = set(starts)
    while pending:
        figures |= pending
        for row in connection.execute(query, {"seqs": pending, "as_of": as_of}).all():
            edge = Edge(*row)
            edges[edge.link, edge.input] = edge
        figures.update(map(attrgetter(end), edges.values()))
        pending = stand_ins(connection, figures, as_of) - figures
    return figures, list(edges.values())


_J = t.judgement.c
_STANDS_IN = select(_J.subject_seq, _J.object_seq).where(
    _J.object_seq.is_not(None), _J.kind.in_(("correction", "same")), _J.seq <= _AS_OF
)
_STANDS_IN_FOR = union_all(_STANDS_IN.where(among(_J.subject_seq)), _STANDS_IN.where(among(_J.object_seq)))


def stand_ins(connection: Connection, figures: Collection[int], as_of: int = NOW) -> set[int]:
    """The records that are corrected by, or the same as, one of `figures`, or the other way round."""
    if not anything_corrected(connection):
        return set()
    return {
        seq for pair in connection.execute(_STANDS_IN_FOR, {"seqs": figures, "as_of": as_of}) for seq in pair
    }


def with_stand_ins(connection: Connection, figures: Collection[int], as_of: int = NOW) -> set[int]:
    """These records and all that stand in for them, one for another, to the end of every chain."""
    found = set(figures)
    pending = set(figures)
    while pending:
        pending = stand_ins(connection, pending, as_of) - found
        found |= pending
    return found


_REVISION = select(t.edge.c.seq, t.edge.c.relation, t.edge.c.figure_seq, t.edge.c.input_seq).where(
    t.edge.c.relation == "revision", t.edge.c.seq <= _AS_OF
)
_REVISIONS = union(_REVISION.where(among(t.edge.c.figure_seq)), _REVISION.where(among(t.edge.c.input_seq)))


def revisions(connection: Connection, figures: Collection[int], as_of: int = NOW) -> list[Edge]:
    """The revision links that name one of `figures`."""
    return [Edge(*row) for row in connection.execute(_REVISIONS, {"seqs": figures, "as_of": as_of})]


_F = t.figure.c
_FIGURES = select(_F.seq, _F.is_primary, _F.source_seq, _F.is_quantified).where(
    among(_F.seq), _F.seq <= _AS_OF
)
_REPORTERS = select(t.reporter.c.seq, t.reporter.c.agent_seq).where(among(t.reporter.c.seq))


def figure_rows(
    connection: Connection, figures: Collection[int], as_of: int = NOW
) -> Iterator[tuple[int, bool, bool, bool]]:
    """Sequence number, whether primary, sourced, quantified, of those of `figures` that are figures."""
    for seq, primary, source, number in connection.execute(_FIGURES, {"seqs": figures, "as_of": as_of}).all():
        yield seq, primary, source is not None, number


def reporter_rows(connection: Connection, figures: Collection[int]) -> list[tuple[int, int]]:
    """Figure and agent, for each reporter of each of `figures`."""
    return [(row[0], row[1]) for row in connection.execute(_REPORTERS, {"seqs": figures}).all()]


_JUDGED = (
    select(_J.seq, t.entry.c.id, _J.kind, _J.subject_seq, _J.object_seq, _J.detail, _J.judged_at)
    .join(t.entry, t.entry.c.seq == _J.seq)
    .where(_J.kind.in_(("correction", "same")), _J.seq <= _AS_OF)
)
_JUDGED_ON = union(_JUDGED.where(among(_J.subject_seq)), _JUDGED.where(among(_J.object_seq)))


def judged_rows(connection: Connection, subjects: Collection[int], as_of: int = NOW) -> list[Judged]:
    """Corrections of, and `same` about, `subjects`, and corrections of those, to the last undoing of an undoing."""
    found: dict[int, Judged] = {}
    if not anything_corrected(connection):
        return []
    pending: Collection[int] = subjects
    while pending:
        rows = connection.execute(_JUDGED_ON, {"seqs": pending, "as_of": as_of}).all()
        pending = [row[0] for row in rows if row[0] not in found]
        with damage_suspected():
            found.update((row[0], _judged(row)) for row in rows)
    return list(found.values())


def _judged(row: Any) -> Judged:
    seq, record, kind, subject, second, detail, at = row
    return Judged(seq, record.hex(), kind, subject, second, detail, at)


def every_figure(connection: Connection, as_of: int = NOW) -> Iterator[tuple[int, bool, bool, bool]]:
    """`figure_rows` of the whole ledger, in order."""
    query = "SELECT seq, is_primary, source_seq, is_quantified FROM figure"
    for seq, primary, source, number in _windows(connection, query, "seq", as_of):
        yield seq, bool(primary), source is not None, bool(number)


def every_reporter(connection: Connection, as_of: int = NOW) -> Iterator[tuple[int, int]]:
    """`reporter_rows` of the whole ledger, in order."""
    query = "SELECT seq, agent_seq FROM reporter"
    yield from _windows(connection, query, "seq, agent_seq", as_of)


def every_edge(connection: Connection, as_of: int = NOW) -> Iterator[Edge]:
    """Every edge of the ledger, in order."""
    query = "SELECT seq, relation, figure_seq, input_seq FROM edge"
    yield from map(Edge._make, _windows(connection, query, "seq, position", as_of))


def every_judged(connection: Connection, as_of: int = NOW) -> Iterator[Judged]:
    """Every correction and every `same` of the ledger, in order."""
    rows = connection.execute(_JUDGED.order_by(_J.seq), {"as_of": as_of}).all()
    with damage_suspected():
        return iter([_judged(row) for row in rows])


def _windows(connection: Connection, query: str, order: str, as_of: int) -> Iterator[Any]:
    """The rows of a table by `seq`, a window of sequence numbers at a time: no cursor is left open between two."""
    mark = dialect_of(connection).mark
    window = f"{query} WHERE seq > {mark} AND seq <= {mark} ORDER BY {order}"
    last = min(as_of, connection.scalar(_LAST) or 0)
    for low in range(0, last, _WINDOW):
        yield from connection.exec_driver_sql(window, (low, min(low + _WINDOW, last))).all()


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


_CONCERNING = (
    select(t.edge.c.seq).where(or_(among(t.edge.c.figure_seq), among(t.edge.c.input_seq))),
    select(t.key.c.seq).where(among(t.key.c.of_seq)),
    select(t.figure.c.seq).where(among(t.figure.c.source_seq)),
    select(t.reporter.c.seq).where(among(t.reporter.c.agent_seq)),
    select(t.snapshot.c.seq).where(among(t.snapshot.c.source_seq)),
)
_JUDGES = union(
    select(_J.seq).where(among(_J.subject_seq)),
    select(_J.seq).where(among(_J.object_seq), _J.kind.in_(("correction", "same"))),
)


def concerning(connection: Connection, seqs: Collection[int]) -> set[int]:
    """Every entry that speaks of any of these: links, judgements, keys, figures that name it; and what speaks
    of the links and judgements among them, to the last undoing of an undoing."""
    found = {one for query in _CONCERNING for one in connection.scalars(query, {"seqs": seqs})}
    pending = {*seqs, *connection.scalars(_CONCERNING[0], {"seqs": seqs})}
    while pending:
        following = set(connection.scalars(_JUDGES, {"seqs": pending}))
        pending = following - found
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


_SPOKEN = select(_J.seq).where(among(_J.subject_seq), _J.seq <= _AS_OF)
_SEEN = select(t.snapshot.c.seq).where(among(t.snapshot.c.source_seq), t.snapshot.c.seq <= _AS_OF)


def judged_on(connection: Connection, subjects: Collection[int], as_of: int = NOW) -> set[int]:
    """The judgements on any of `subjects`, and the snapshots of those among them that are sources."""
    asked = {"seqs": subjects, "as_of": as_of}
    return {*connection.scalars(_SPOKEN, asked), *connection.scalars(_SEEN, asked)}


_COPIES = select(t.snapshot.c.seq, t.snapshot.c.source_seq).where(
    among(t.snapshot.c.source_seq), t.snapshot.c.seq <= _AS_OF
)


def snapshots_of(connection: Connection, sources: Collection[int], as_of: int = NOW) -> dict[int, int]:
    """The snapshots of some sources, each with its source."""
    rows = connection.execute(_COPIES, {"seqs": sources, "as_of": as_of})
    return {row.seq: row.source_seq for row in rows}
