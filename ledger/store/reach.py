"""Finds the entries that a walk needs: ids and edges around some figures, by recursive queries over integers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias, cast

from sqlalchemy.engine import Connection

from ledger.store.damage import damage_suspected
from ledger.store.dialect import dialect_of, fetch
from ledger.store.lookup import NOW, anything_corrected, occurs
from ledger.store.prepared import Prepared

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


#: A figure as the projection holds it, once for each of its reporters, or once without any: its sequence number,
#: whether it is primary, its source, whether it has a number, and the reporter.
ProjectedFigure: TypeAlias = tuple[int, bool, int | None, bool, int | None]


_EDGES = "SELECT edge.seq, edge.relation, edge.figure_seq, edge.input_seq FROM edge"
_WALKED = "edge.relation <> 'revision' AND edge.seq <= :as_of"
_IN_ORDER = "ORDER BY edge.seq, edge.position"


def _edges_reached(towards: str, start: str) -> Prepared:
    """Return the query of all edges at the figures reached from `:seqs`.

    UNION, not UNION ALL: a loop ends where it closes. The inputs of a link come in their order, which a database that
    joins as it likes would not keep, and what is shown of a link follows.
    """
    return Prepared(
        "WITH RECURSIVE walk (seq) AS ("  # noqa: S608
        "SELECT figure.seq FROM figure WHERE figure.seq AMONG :seqs"
        f" UNION SELECT edge.{towards} FROM edge JOIN walk ON edge.{start} = walk.seq WHERE {_WALKED})"
        f" {_EDGES} JOIN walk ON edge.{start} = walk.seq WHERE {_WALKED} {_IN_ORDER}"
    )


_UPSTREAM = _edges_reached("input_seq", "figure_seq")
_DOWNSTREAM = _edges_reached("figure_seq", "input_seq")
#: Has a value for a hub.
_HUB = "(SELECT further.seq FROM edge AS further WHERE further.input_seq = walk.seq LIMIT 1 OFFSET :most)"
#: Some figures below `:seqs`, each with the edges into it, and with a value where it is a hub, which is not walked
#: past: of a figure that very many relay, a recursive query gathers all of them before it gives the first.
_SOME_BELOW = Prepared(
    "WITH RECURSIVE walk (seq) AS ("  # noqa: S608
    "SELECT figure.seq FROM figure WHERE figure.seq AMONG :seqs"
    " UNION SELECT edge.figure_seq FROM edge JOIN walk ON edge.input_seq = walk.seq"
    f" WHERE {_HUB} IS NULL AND {_WALKED})"
    f" SELECT below.seq, below.hub, edge.seq, edge.relation, edge.figure_seq, edge.input_seq"
    f" FROM (SELECT walk.seq, {_HUB} AS hub FROM walk LIMIT :most) AS below"
    f" LEFT JOIN edge ON edge.figure_seq = below.seq AND {_WALKED} {_IN_ORDER}"
)


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


class Below(NamedTuple):
    """The figures that rest on others, whether these are too many, and the edges into them where they are not."""

    figures: Sequence[int]
    more: bool
    edges: Sequence[Edge]


def below(connection: Connection, starts: Collection[int], as_of: int, most: int) -> Below:
    """Return the figures that rest on `starts`, themselves included, and whether these are more than `most`.

    Of more than that, one more than `most` are given: those the fewest hops away, of as many hops those recorded
    first.
    """
    found: set[int] = set()
    edges: dict[Edge, None] = {}
    pending = set(starts)
    while pending and len(found) <= most:
        found |= pending
        rows = _SOME_BELOW.rows(connection, seqs=pending, as_of=as_of, most=most + 1)
        if any(row[1] is not None for row in rows):
            break
        found.update([row[0] for row in rows])
        edges.update([(Edge._make(row[2:]), None) for row in rows if row[2] is not None])
        pending = stand_ins(connection, found, as_of) - found
    else:
        if len(found) <= most:
            return Below(sorted(found), False, [*edges])
    nearest = _nearest(connection, starts, as_of, most + 1)
    if len(nearest) > most:
        return Below(nearest, True, ())
    return Below(sorted(nearest), False, [*edges_into(connection, nearest, as_of)])


_NEXT_BELOW = f"SELECT DISTINCT edge.figure_seq FROM edge WHERE {_WALKED}"  # noqa: S608
_BELOW_ONE = Prepared(f"{_NEXT_BELOW} AND edge.input_seq = :start ORDER BY edge.figure_seq LIMIT :most")
_BELOW_MANY = Prepared(f"{_NEXT_BELOW} AND edge.input_seq AMONG :seqs ORDER BY edge.figure_seq LIMIT :most")


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


_EDGES_INTO = Prepared(f"{_EDGES} WHERE edge.figure_seq AMONG :seqs AND {_WALKED} {_IN_ORDER}")


def edges_into(connection: Connection, figures: Collection[int], as_of: int = NOW) -> Iterator[Edge]:
    """Return every relay and derivation into one of `figures`."""
    return map(Edge._make, _EDGES_INTO.rows(connection, seqs=figures, as_of=as_of))


_STANDS_IN = (
    "SELECT subject_seq, object_seq FROM judgement"
    " WHERE object_seq IS NOT NULL AND kind IN ('correction', 'same') AND seq <= :as_of"
)
_STANDS_IN_FOR = Prepared(
    f"{_STANDS_IN} AND subject_seq AMONG :seqs UNION ALL {_STANDS_IN} AND object_seq AMONG :seqs"
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


_REVISION = f"{_EDGES} WHERE edge.relation = 'revision' AND edge.seq <= :as_of"
_REVISIONS = Prepared(
    f"{_REVISION} AND edge.figure_seq AMONG :seqs UNION {_REVISION} AND edge.input_seq AMONG :seqs"
)


def revisions(connection: Connection, figures: Collection[int], as_of: int = NOW) -> list[Edge]:
    """Return the revision links that name one of `figures`."""
    if not occurs(connection, "revision"):
        return []
    return [*map(Edge._make, _REVISIONS.rows(connection, seqs=figures, as_of=as_of))]


_FIGURES = Prepared(
    "SELECT figure.seq, figure.is_primary, figure.source_seq, figure.is_quantified, reporter.agent_seq"
    " FROM figure LEFT JOIN reporter ON reporter.seq = figure.seq"
    " WHERE figure.seq AMONG :seqs AND figure.seq <= :as_of ORDER BY figure.seq"
)


def figure_rows(connection: Connection, figures: Collection[int], as_of: int = NOW) -> list[ProjectedFigure]:
    """Return the rows of those of `figures` that are figures, in the order in which they were recorded."""
    return cast(list[ProjectedFigure], _FIGURES.rows(connection, seqs=figures, as_of=as_of))


_IDS = Prepared("SELECT seq, id FROM entry WHERE seq AMONG :seqs ORDER BY seq")


def ids(connection: Connection, seqs: Sequence[int]) -> bytes:
    """Return the ids of entries, given in ascending order, 32 bytes each. Raises StoreError where one is missing."""
    parts = []
    with damage_suspected():
        for low in range(0, len(seqs), _WINDOW):
            some = seqs[low : low + _WINDOW]
            rows = _IDS.rows(connection, seqs=some)
            if [seq for seq, _ in rows] != list(some):
                raise LookupError("an entry that others name is not there")
            parts += [bytes(record) for _, record in rows]
    return b"".join(parts)


_SOURCES = Prepared("SELECT seq, source_seq FROM figure WHERE seq AMONG :seqs AND source_seq IS NOT NULL")


def sources(connection: Connection, figures: Collection[int]) -> list[tuple[int, int]]:
    """Return those of `figures` that have a source, each with the source."""
    return [(seq, source) for seq, source in _SOURCES.rows(connection, seqs=figures)]


_REPORTERS = Prepared("SELECT DISTINCT agent_seq FROM reporter WHERE seq AMONG :seqs")


def reporters(connection: Connection, figures: Collection[int]) -> set[int]:
    """Return the agents that reported any of `figures`."""
    return {*_REPORTERS.values(connection, seqs=figures)}


_JUDGED = (
    "SELECT judgement.seq, entry.id, judgement.kind, subject_seq, object_seq, detail, judged_at"
    " FROM judgement JOIN entry ON entry.seq = judgement.seq"
    " WHERE judgement.kind IN ('correction', 'same') AND judgement.seq <= :as_of"
)
_EVERY_JUDGED = Prepared(f"{_JUDGED} ORDER BY judgement.seq")
_JUDGED_ON = Prepared(f"{_JUDGED} AND subject_seq AMONG :seqs UNION {_JUDGED} AND object_seq AMONG :seqs")


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


_LAST = Prepared("SELECT max(seq) FROM entry")


def _windows(connection: Connection, query: str, order: str, as_of: int) -> Iterator[Any]:
    """Yield the rows of a table by `seq`, a window of sequence numbers at a time: no cursor stays open."""
    mark = dialect_of(connection).mark
    window = f"{query} WHERE seq > {mark} AND seq <= {mark} ORDER BY {order}"
    last = min(as_of, _LAST.value(connection) or 0)
    for low in range(0, last, _WINDOW):
        yield from fetch(connection, window, (low, min(low + _WINDOW, last)))


_IN_SOURCE = Prepared("SELECT seq FROM figure WHERE source_seq = :source AND seq <= :as_of ORDER BY seq")


def figures_of_source(connection: Connection, source: int, as_of: int = NOW) -> Sequence[int]:
    """Return the figures that stand in a source."""
    return _IN_SOURCE.values(connection, source=source, as_of=as_of)


_OF_AGENT = Prepared("SELECT seq FROM reporter WHERE agent_seq = :agent AND seq <= :as_of ORDER BY seq")


def figures_of_agent(connection: Connection, agent: int, as_of: int = NOW) -> Sequence[int]:
    """Return the figures that an agent reported, alone or with others."""
    return _OF_AGENT.values(connection, agent=agent, as_of=as_of)


_REVIEWED = Prepared("SELECT DISTINCT subject_seq FROM judgement WHERE kind = 'review' AND seq <= :as_of")


def reviewed(connection: Connection, as_of: int = NOW) -> list[int]:
    """Return the figures, links and sources that were ever reviewed."""
    return _REVIEWED.values(connection, as_of=as_of)


_CONCERNING = tuple(
    map(
        Prepared,
        (
            "SELECT seq FROM edge WHERE figure_seq AMONG :seqs OR input_seq AMONG :seqs",
            "SELECT seq FROM key WHERE of_seq AMONG :seqs",
            "SELECT seq FROM figure WHERE source_seq AMONG :seqs",
            "SELECT seq FROM reporter WHERE agent_seq AMONG :seqs",
            "SELECT seq FROM snapshot WHERE source_seq AMONG :seqs",
        ),
    )
)
_JUDGES = Prepared(
    "SELECT seq FROM judgement WHERE subject_seq AMONG :seqs UNION"
    " SELECT seq FROM judgement WHERE object_seq AMONG :seqs AND kind IN ('correction', 'same')"
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


_SPOKEN = Prepared("SELECT seq FROM judgement WHERE subject_seq AMONG :seqs AND seq <= :as_of")
_COPIES = Prepared("SELECT seq, source_seq FROM snapshot WHERE source_seq AMONG :seqs AND seq <= :as_of")


def judged_on(connection: Connection, subjects: Collection[int], as_of: int = NOW) -> set[int]:
    """Return the judgements on any of `subjects`, and the snapshots of those among them that are sources."""
    judgements = _SPOKEN.values(connection, seqs=subjects, as_of=as_of)
    return {*judgements, *snapshots_of(connection, subjects, as_of)}


def snapshots_of(connection: Connection, sources: Collection[int], as_of: int = NOW) -> dict[int, int]:
    """Return the snapshots of some sources, each with its source."""
    if not occurs(connection, "snapshot"):
        return {}
    return dict(_COPIES.rows(connection, seqs=sources, as_of=as_of))


_NEWEST_COPIES = Prepared(
    "SELECT source_seq, max(seq) AS newest FROM snapshot GROUP BY source_seq ORDER BY newest DESC LIMIT :most"
)


def newest_snapshots(connection: Connection, most: int) -> list[tuple[int, int]]:
    """Return up to `most` sources with snapshots, each with the entry of its newest one, the newest first."""
    return _NEWEST_COPIES.rows(connection, most=most)


_COUNTED = Prepared(
    "SELECT source_seq, count(*) FROM figure WHERE source_seq AMONG :seqs GROUP BY source_seq"
)


def figures_by_source(connection: Connection, sources: Collection[int]) -> dict[int, int]:
    """Return how many figures were recorded of each of some sources, those that were misrecorded among them."""
    return dict(_COUNTED.rows(connection, seqs=sources))


_ASSIGNED = Prepared("SELECT DISTINCT subject_seq FROM judgement WHERE kind = 'assignment' AND seq <= :as_of")


def assigned(connection: Connection, as_of: int = NOW) -> list[int]:
    """Return the records that somebody was ever asked to look at."""
    return _ASSIGNED.values(connection, as_of=as_of)


_KEYS = Prepared("SELECT seq FROM judgement WHERE kind = 'personal_key' AND seq <= :as_of ORDER BY seq")


def introduced_keys(connection: Connection, as_of: int = NOW) -> list[int]:
    """Return the entries that introduce a person's key, in order."""
    return _KEYS.values(connection, as_of=as_of)


_DIRECTLY = Prepared(
    f"SELECT edge.input_seq, count(*) AS resting FROM edge WHERE {_WALKED}"  # noqa: S608
    " GROUP BY edge.input_seq ORDER BY resting DESC, edge.input_seq LIMIT :most"
)


def most_used(connection: Connection, most: int, as_of: int = NOW) -> list[int]:
    """Return the figures from which most links were drawn directly, those with most of them first."""
    return [row[0] for row in _DIRECTLY.rows(connection, most=most, as_of=as_of)]


_NEWEST = Prepared("SELECT seq FROM figure WHERE seq <= :as_of ORDER BY seq DESC LIMIT :most")


def newest_figures(connection: Connection, most: int, as_of: int = NOW) -> Sequence[int]:
    """Return the figures that were recorded last, the newest first."""
    return _NEWEST.values(connection, most=most, as_of=as_of)


_FIGURES_COUNTED = Prepared("SELECT count(*) FROM figure WHERE seq <= :as_of")


def count_figures(connection: Connection, as_of: int = NOW) -> int:
    """Return how many figures were recorded."""
    return int(_FIGURES_COUNTED.values(connection, as_of=as_of)[0])
