"""Finds the entries that a walk needs: ids and edges around some figures, by recursive queries over integers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import CTE, Select, func, literal_column, or_, select, union, union_all
from sqlalchemy.engine import Connection

from ledger.store import tables as t
from ledger.store.damage import damage_suspected
from ledger.store.dialect import dialect_of, fetch
from ledger.store.lookup import NOW, anything_corrected, batches
from ledger.store.prepared import Prepared, among, parameter

#: The number of sequence numbers in a window.
_WINDOW = 10_000


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


class ProjectedFigure(NamedTuple):
    """A figure as the projection holds it, once for each of its reporters, or once without any."""

    seq: int
    primary: bool
    source: int | None
    quantified: bool
    reporter: int | None


_AS_OF = parameter("as_of")
_EDGE = t.edge.c
_EDGES = select(_EDGE.seq, _EDGE.relation, _EDGE.figure_seq, _EDGE.input_seq).where(_EDGE.seq <= _AS_OF)
_WALKED = _EDGE.relation != "revision"


def _reached(towards: Any, start: Any) -> CTE:
    """Return all figures reached from `:seqs`. UNION, not UNION ALL: a loop ends where it closes."""
    walk: CTE = select(t.figure.c.seq).where(among(t.figure.c.seq)).cte("walk", recursive=True)
    onward = select(towards).join(walk, start == walk.c.seq).where(_WALKED, _EDGE.seq <= _AS_OF)
    return walk.union(onward)


def _edges_at(end: Any, walk: CTE) -> Select[Any]:
    return _EDGES.join(walk, end == walk.c.seq).where(_WALKED)


_ABOVE = _reached(_EDGE.input_seq, _EDGE.figure_seq)
_BELOW = _reached(_EDGE.figure_seq, _EDGE.input_seq)
_UPSTREAM = Prepared(_edges_at(_EDGE.figure_seq, _ABOVE))
_DOWNSTREAM = Prepared(_edges_at(_EDGE.input_seq, _BELOW))


def _some_below() -> Prepared:
    """Return the query of some figures below `:seqs`, each with a value where it is a hub, which is not walked past.

    Of a figure that very many relay, a recursive query gathers all of them before it gives the first.
    """

    def is_hub(walk: CTE) -> Any:
        further = t.edge.alias()
        below = select(further.c.seq).where(further.c.input_seq == walk.c.seq)
        return below.limit(1).offset(parameter("most")).correlate(walk).scalar_subquery()

    walk: CTE = select(t.figure.c.seq).where(among(t.figure.c.seq)).cte("walk", recursive=True)
    onward = select(_EDGE.figure_seq).join(walk, _EDGE.input_seq == walk.c.seq)
    reached = walk.union(onward.where(is_hub(walk).is_(None), _WALKED, _EDGE.seq <= _AS_OF))
    return Prepared(select(reached.c.seq, is_hub(reached)).limit(parameter("most")))


_SOME_BELOW = _some_below()


def upstream(connection: Connection, starts: Iterable[int], as_of: int = NOW) -> tuple[set[int], list[Edge]]:
    """Return every figure upstream of `starts`, themselves included, and every edge into one of them.

    What stands in for another record (a correction's replacement, a `same`) is walked along with it.
    """
    return _closure(connection, starts, as_of, _UPSTREAM, itemgetter(3))


def downstream(
    connection: Connection, starts: Iterable[int], as_of: int = NOW
) -> tuple[set[int], list[Edge]]:
    """Return every figure that rests on `starts`, themselves included, and every edge out of one of them."""
    return _closure(connection, starts, as_of, _DOWNSTREAM, itemgetter(2))


def _closure(
    connection: Connection, starts: Iterable[int], as_of: int, walk: Prepared, end: itemgetter[int]
) -> tuple[set[int], list[Edge]]:
    figures: set[int] = set()
    edges: dict[tuple[int, int], Edge] = {}
    pending = set(starts)
    while pending:
        figures |= pending
        rows = walk.rows(connection, seqs=pending, as_of=as_of)
        edges.update(((row[0], row[3]), Edge._make(row)) for row in rows)
        figures.update(map(end, rows))
        pending = stand_ins(connection, figures, as_of) - figures
    return figures, list(edges.values())


def edges_upstream(connection: Connection, starts: Iterable[int]) -> Iterator[Edge]:
    """Return every edge into `starts` and their upstream figures, as recorded in links, whatever was corrected."""
    return map(Edge._make, _UPSTREAM.rows(connection, seqs=set(starts), as_of=NOW))


def resting(
    connection: Connection, starts: Collection[int], as_of: int, most: int
) -> tuple[Sequence[int], bool]:
    """Return the figures that rest on `starts`, themselves included, and whether these are more than `most`.

    Of more than that, one more than `most` are given: those the fewest hops away, of as many hops those recorded
    first.
    """
    found: set[int] = set()
    pending = set(starts)
    while pending and len(found) <= most:
        found |= pending
        rows = _SOME_BELOW.rows(connection, seqs=pending, as_of=as_of, most=most + 1)
        if any(hub is not None for _, hub in rows):
            break
        found.update(seq for seq, _ in rows)
        pending = stand_ins(connection, found, as_of) - found
    else:
        if len(found) <= most:
            return sorted(found), False
    nearest = _nearest(connection, starts, as_of, most + 1)
    return (nearest, True) if len(nearest) > most else (sorted(nearest), False)


_NEXT_BELOW = select(_EDGE.figure_seq).where(_WALKED, _EDGE.seq <= _AS_OF).order_by(_EDGE.figure_seq)
_BELOW_ONE = Prepared(
    _NEXT_BELOW.distinct().where(_EDGE.input_seq == parameter("start")).limit(parameter("most"))
)
_BELOW_MANY = Prepared(_NEXT_BELOW.distinct().where(among(_EDGE.input_seq)).limit(parameter("most")))


def _nearest(connection: Connection, starts: Collection[int], as_of: int, most: int) -> list[int]:
    """Return up to `most` figures hop by hop, so that every database, and whoever holds only these, finds the same."""
    found = dict.fromkeys(sorted(starts))
    layer: Collection[int] = found
    while layer and len(found) < most:
        # No more than these can have been found before.
        following = {*_next_below(connection, layer, as_of, most + len(found))}
        following |= stand_ins(connection, layer, as_of)
        layer = sorted(following - found.keys())
        found.update(dict.fromkeys(layer))
    return list(found)[:most]


def _next_below(connection: Connection, layer: Collection[int], as_of: int, most: int) -> list[int]:
    """Up to `most` of the figures one hop below a layer, those recorded first."""
    if len(layer) == 1:
        # Read in order from the index, and no further than need be.
        return _BELOW_ONE.values(connection, start=next(iter(layer)), as_of=as_of, most=most)
    return _BELOW_MANY.values(connection, seqs=layer, as_of=as_of, most=most)


_EDGES_INTO = Prepared(_EDGES.where(among(_EDGE.figure_seq), _WALKED))


def edges_into(connection: Connection, figures: Collection[int], as_of: int = NOW) -> Iterator[Edge]:
    """Return every relay and derivation into one of `figures`."""
    return map(Edge._make, _EDGES_INTO.rows(connection, seqs=figures, as_of=as_of))


_J = t.judgement.c
_STANDS_IN = select(_J.subject_seq, _J.object_seq).where(
    _J.object_seq.is_not(None), _J.kind.in_(("correction", "same")), _J.seq <= _AS_OF
)
_STANDS_IN_FOR = Prepared(
    union_all(_STANDS_IN.where(among(_J.subject_seq)), _STANDS_IN.where(among(_J.object_seq)))
)


def stand_ins(connection: Connection, figures: Collection[int], as_of: int = NOW) -> set[int]:
    """Return the records that are corrected by, or the same as, one of `figures`, or the other way round."""
    if not anything_corrected(connection):
        return set()
    return {seq for pair in _STANDS_IN_FOR.rows(connection, seqs=figures, as_of=as_of) for seq in pair}


def with_stand_ins(connection: Connection, figures: Collection[int], as_of: int = NOW) -> set[int]:
    """These records and all that stand in for them, one for another, to the end of every chain."""
    found = set(figures)
    pending = set(figures)
    while pending:
        pending = stand_ins(connection, pending, as_of) - found
        found |= pending
    return found


# Spelled out, so that the index of revisions is used.
_REVISION = _EDGES.where(_EDGE.relation == literal_column("'revision'"))
_REVISIONS = Prepared(
    union(_REVISION.where(among(_EDGE.figure_seq)), _REVISION.where(among(_EDGE.input_seq)))
)


def revisions(connection: Connection, figures: Collection[int], as_of: int = NOW) -> list[Edge]:
    """Return the revision links that name one of `figures`."""
    return [*map(Edge._make, _REVISIONS.rows(connection, seqs=figures, as_of=as_of))]


_F = t.figure.c
_FIGURES = Prepared(
    select(_F.seq, _F.is_primary, _F.source_seq, _F.is_quantified, t.reporter.c.agent_seq)
    .join(t.reporter, t.reporter.c.seq == _F.seq, isouter=True)
    .where(among(_F.seq), _F.seq <= _AS_OF)
    .order_by(_F.seq)
)


def figure_rows(connection: Connection, figures: Collection[int], as_of: int = NOW) -> list[ProjectedFigure]:
    """Return the rows of those of `figures` that are figures, in the order in which they were recorded."""
    return [*map(ProjectedFigure._make, _FIGURES.rows(connection, seqs=figures, as_of=as_of))]


_REPORTERS = Prepared(select(t.reporter.c.agent_seq).distinct().where(among(t.reporter.c.seq)))


def reporters(connection: Connection, figures: Collection[int]) -> set[int]:
    """Return the agents that reported any of `figures`."""
    return {*_REPORTERS.values(connection, seqs=figures)}


_JUDGED = (
    select(_J.seq, t.entry.c.id, _J.kind, _J.subject_seq, _J.object_seq, _J.detail, _J.judged_at)
    .join(t.entry, t.entry.c.seq == _J.seq)
    .where(_J.kind.in_(("correction", "same")), _J.seq <= _AS_OF)
)
_EVERY_JUDGED = Prepared(_JUDGED.order_by(_J.seq))
_JUDGED_ON = Prepared(union(_JUDGED.where(among(_J.subject_seq)), _JUDGED.where(among(_J.object_seq))))


def judged_rows(connection: Connection, subjects: Collection[int], as_of: int = NOW) -> list[Judged]:
    """Corrections of, and `same` about, `subjects`, and corrections of those, to the last undoing of an undoing."""
    found: dict[int, Judged] = {}
    if not anything_corrected(connection):
        return []
    pending: Collection[int] = subjects
    while pending:
        rows = _JUDGED_ON.rows(connection, seqs=pending, as_of=as_of)
        pending = [row[0] for row in rows if row[0] not in found]
        with damage_suspected():
            found.update((row[0], _judged(row)) for row in rows)
    return list(found.values())


def _judged(row: Sequence[Any]) -> Judged:
    seq, record, kind, subject, second, detail, at = row
    return Judged(seq, record.hex(), kind, subject, second, detail, at)


def every_figure(connection: Connection, as_of: int = NOW) -> Iterator[tuple[int, bool, bool, bool]]:
    """Yield sequence number, whether primary, sourced, quantified, of every figure of the ledger, in order."""
    query = "SELECT seq, is_primary, source_seq, is_quantified FROM figure"
    for seq, primary, source, number in _windows(connection, query, "seq", as_of):
        yield seq, bool(primary), source is not None, bool(number)


def every_agent(connection: Connection, as_of: int = NOW) -> Iterator[tuple[int, str]]:
    """Yield sequence number and skeleton of every agent of the ledger, in order."""
    yield from _windows(connection, "SELECT seq, skeleton FROM agent", "seq", as_of)


def every_reporter(connection: Connection, as_of: int = NOW) -> Iterator[tuple[int, int]]:
    """Figure and agent, for each reporter of each figure of the ledger, in order."""
    query = "SELECT seq, agent_seq FROM reporter"
    yield from _windows(connection, query, "seq, agent_seq", as_of)


def every_edge(connection: Connection, as_of: int = NOW) -> Iterator[Edge]:
    """Return every edge of the ledger, in order."""
    query = "SELECT seq, relation, figure_seq, input_seq FROM edge"
    return map(Edge._make, _windows(connection, query, "seq, position", as_of))


def every_judged(connection: Connection, as_of: int = NOW) -> list[Judged]:
    """Return every correction and every `same` of the ledger, in order."""
    with damage_suspected():
        return [*map(_judged, _EVERY_JUDGED.rows(connection, as_of=as_of))]


_LAST = select(func.max(t.entry.c.seq))


def _windows(connection: Connection, query: str, order: str, as_of: int) -> Iterator[Any]:
    """Yield the rows of a table by `seq`, a window of sequence numbers at a time: no cursor stays open."""
    mark = dialect_of(connection).mark
    window = f"{query} WHERE seq > {mark} AND seq <= {mark} ORDER BY {order}"
    last = min(as_of, connection.scalar(_LAST) or 0)
    for low in range(0, last, _WINDOW):
        yield from fetch(connection, window, (low, min(low + _WINDOW, last)))


_IN_SOURCE = Prepared(
    select(_F.seq).where(_F.source_seq == parameter("source"), _F.seq <= _AS_OF).order_by(_F.seq)
)


def figures_of_source(connection: Connection, source: int, as_of: int = NOW) -> Sequence[int]:
    """Return the figures that stand in a source."""
    return _IN_SOURCE.values(connection, source=source, as_of=as_of)


_OF_AGENT = Prepared(
    select(t.reporter.c.seq)
    .where(t.reporter.c.agent_seq == parameter("agent"), t.reporter.c.seq <= _AS_OF)
    .order_by(t.reporter.c.seq)
)


def figures_of_agent(connection: Connection, agent: int, as_of: int = NOW) -> Sequence[int]:
    """Return the figures that an agent reported, alone or with others."""
    return _OF_AGENT.values(connection, agent=agent, as_of=as_of)


_REVIEWED = Prepared(select(_J.subject_seq).distinct().where(_J.kind == "review", _J.seq <= _AS_OF))


def reviewed(connection: Connection, as_of: int = NOW) -> list[int]:
    """Return the figures, links and sources that were ever reviewed."""
    return _REVIEWED.values(connection, as_of=as_of)


_CONCERNING = tuple(
    map(
        Prepared,
        (
            select(_EDGE.seq).where(or_(among(_EDGE.figure_seq), among(_EDGE.input_seq))),
            select(t.key.c.seq).where(among(t.key.c.of_seq)),
            select(t.figure.c.seq).where(among(t.figure.c.source_seq)),
            select(t.reporter.c.seq).where(among(t.reporter.c.agent_seq)),
            select(t.snapshot.c.seq).where(among(t.snapshot.c.source_seq)),
        ),
    )
)
_JUDGES = Prepared(
    union(
        select(_J.seq).where(among(_J.subject_seq)),
        select(_J.seq).where(among(_J.object_seq), _J.kind.in_(("correction", "same"))),
    )
)


def concerning(connection: Connection, seqs: Collection[int]) -> set[int]:
    """Return every entry that speaks of any of these: links, judgements, keys, figures that name it; and what speaks
    of the links and judgements among them, to the last undoing of an undoing."""
    found = {seq for query in _CONCERNING for seq in query.values(connection, seqs=seqs)}
    pending = {*seqs, *_CONCERNING[0].values(connection, seqs=seqs)}
    while pending:
        following = set(_JUDGES.values(connection, seqs=pending))
        pending = following - found
        found |= following
    return found


_SPOKEN = Prepared(select(_J.seq).where(among(_J.subject_seq), _J.seq <= _AS_OF))
_S = t.snapshot.c
_COPIES = Prepared(select(_S.seq, _S.source_seq).where(among(_S.source_seq), _S.seq <= _AS_OF))


def judged_on(connection: Connection, subjects: Collection[int], as_of: int = NOW) -> set[int]:
    """Return the judgements on any of `subjects`, and the snapshots of those among them that are sources."""
    judgements = _SPOKEN.values(connection, seqs=subjects, as_of=as_of)
    return {*judgements, *snapshots_of(connection, subjects, as_of)}


def snapshots_of(connection: Connection, sources: Collection[int], as_of: int = NOW) -> dict[int, int]:
    """Return the snapshots of some sources, each with its source."""
    return dict(_COPIES.rows(connection, seqs=sources, as_of=as_of))


def newest_snapshots(connection: Connection, most: int) -> list[tuple[int, int]]:
    """Return up to `most` sources with snapshots, each with the entry of its newest one, the newest first."""
    newest = func.max(_S.seq).label("newest")
    query = select(_S.source_seq, newest).group_by(_S.source_seq).order_by(newest.desc()).limit(most)
    return [(source, seq) for source, seq in connection.execute(query)]


def figures_by_source(connection: Connection, sources: Collection[int]) -> dict[int, int]:
    """Return how many figures were recorded of each of some sources, those that were misrecorded among them."""
    counts: dict[int, int] = {}
    for batch in batches(sources):
        query = select(_F.source_seq, func.count()).where(_F.source_seq.in_(batch)).group_by(_F.source_seq)
        counts.update({source: count for source, count in connection.execute(query) if source is not None})
    return counts


_ASSIGNED = Prepared(select(_J.subject_seq).distinct().where(_J.kind == "assignment", _J.seq <= _AS_OF))


def assigned(connection: Connection, as_of: int = NOW) -> list[int]:
    """Return the records that somebody was ever asked to look at."""
    return _ASSIGNED.values(connection, as_of=as_of)


_KEYS = Prepared(select(_J.seq).where(_J.kind == "personal_key", _J.seq <= _AS_OF).order_by(_J.seq))


def introduced_keys(connection: Connection, as_of: int = NOW) -> list[int]:
    """Return the entries that introduce a person's key, in order."""
    return _KEYS.values(connection, as_of=as_of)


_DIRECTLY = Prepared(
    select(_EDGE.input_seq, func.count().label("resting"))
    .where(_WALKED, _EDGE.seq <= _AS_OF)
    .group_by(_EDGE.input_seq)
    .order_by(func.count().desc(), _EDGE.input_seq)
    .limit(parameter("most"))
)


def most_used(connection: Connection, most: int, as_of: int = NOW) -> list[int]:
    """Return the figures from which most links were drawn directly, those with most of them first."""
    return [row[0] for row in _DIRECTLY.rows(connection, most=most, as_of=as_of)]


_NEWEST = Prepared(select(_F.seq).where(_F.seq <= _AS_OF).order_by(_F.seq.desc()).limit(parameter("most")))


def newest_figures(connection: Connection, most: int, as_of: int = NOW) -> Sequence[int]:
    """Return the figures that were recorded last, the newest first."""
    return _NEWEST.values(connection, most=most, as_of=as_of)


_FIGURES_COUNTED = Prepared(select(func.count()).where(_F.seq <= _AS_OF))


def count_figures(connection: Connection, as_of: int = NOW) -> int:
    """Return how many figures were recorded."""
    return int(_FIGURES_COUNTED.values(connection, as_of=as_of)[0])
