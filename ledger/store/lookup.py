"""Finds records by references: keys, names, aliases, URLs, ids and their beginnings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select, union
from sqlalchemy.engine import Connection

from ledger.model.body import Body
from ledger.model.codec import read_leaf
from ledger.model.undoing import holding
from ledger.store import tables as t
from ledger.store.damage import damage_suspected
from ledger.store.dialect import dialect_of, fetch
from ledger.store.engine import asked_once
from ledger.store.prepared import Prepared, among, parameter

#: A sequence number above all others: the ledger as of now.
NOW = 2**62
#: The largest number of values in one IN list.
BATCH = 500


class Found(NamedTuple):
    """A record: its kind, its id in hex and its entry."""

    kind: str
    id: str
    seq: int


class Named(NamedTuple):
    """An agent by name or alias."""

    id: str
    seq: int
    name: str
    qualifier: str | None


def batches(values: Iterable[Any]) -> Iterable[list[Any]]:
    """Return the values in lists of at most `BATCH`."""
    everything = list(values)
    return (everything[at : at + BATCH] for at in range(0, len(everything), BATCH))


def asked(connection: Connection, sql: str, values: Iterable[Any]) -> Iterator[Any]:
    """Yield the rows of a query whose text ends in a column that is to be one of `values`, however many these are.

    An import uses this for every reference it reads.
    """
    dialect = dialect_of(connection)
    for batch in batches(values):
        condition, bound = dialect.one_of(batch)
        yield from fetch(connection, sql + condition, bound)


def by_keys(connection: Connection, keys: Iterable[str]) -> dict[str, Found]:
    """Return the records that hold these keys."""
    query = "SELECT key.key, kind, id, entry.seq FROM key JOIN entry ON entry.seq = of_seq WHERE key.key"
    return {key: Found(kind, record.hex(), seq) for key, kind, record, seq in asked(connection, query, keys)}


def key_givers(connection: Connection, keys: Iterable[str]) -> set[int]:
    """Return the entries by which these keys were given."""
    query = select(t.key.c.seq)
    return {seq for batch in batches(keys) for seq in connection.scalars(query.where(t.key.c.key.in_(batch)))}


def redacted_fields(connection: Connection, seq: int) -> set[str | None]:
    """Return the fields of an entry whose text a redaction has erased."""
    judged = t.judgement.c
    query = select(judged.detail).where(judged.kind == "redaction", judged.subject_seq == seq)
    return set(connection.scalars(query))


def by_ids(connection: Connection, ids: Iterable[bytes]) -> dict[bytes, tuple[str, int]]:
    """Kind and sequence number of the records with these ids, where there are any."""
    query = "SELECT id, kind, seq FROM entry WHERE id"
    return {record: (kind, seq) for record, kind, seq in asked(connection, query, ids)}


def by_prefix(connection: Connection, prefix: str, kinds: frozenset[str], most: int = 10) -> list[Found]:
    """Up to `most` records of these kinds whose id begins with these hex digits."""
    low = bytes.fromhex(prefix.ljust(64, "0"))
    high = bytes.fromhex(prefix.ljust(64, "f"))
    query = (
        select(t.entry.c.kind, t.entry.c.id, t.entry.c.seq)
        .where(t.entry.c.id.between(low, high), t.entry.c.kind.in_(sorted(kinds)))
        .order_by(t.entry.c.id)
        .limit(most)
    )
    return [Found(row.kind, row.id.hex(), row.seq) for row in connection.execute(query)]


def agents_named(connection: Connection, names: Iterable[str]) -> dict[str, list[Named]]:
    """Return the agents with exactly these names."""
    query = select(t.agent.c.name, t.agent.c.qualifier, t.entry.c.id, t.entry.c.seq).join(
        t.entry, t.entry.c.seq == t.agent.c.seq
    )
    return _grouped(connection, query, t.agent.c.name, names)


def agents_aliased(connection: Connection, names: Iterable[str]) -> dict[str, list[Named]]:
    """Return the agents whose newest aliases hold these names."""
    query = (
        select(
            t.alias.c.name.label("name"),
            t.agent.c.name.label("own"),
            t.agent.c.qualifier,
            t.entry.c.id,
            t.entry.c.seq,
            t.alias.c.seq.label("described"),
        )
        .join(t.agent, t.agent.c.seq == t.alias.c.agent_seq)
        .join(t.entry, t.entry.c.seq == t.agent.c.seq)
    )
    found: dict[str, list[Named]] = {}
    for batch in batches(names):
        for row in connection.execute(query.where(t.alias.c.name.in_(batch)).order_by(t.entry.c.seq)):
            if row.described == _newest_aliases(connection, row.seq):
                named = Named(row.id.hex(), row.seq, row.own, row.qualifier)
                if named not in found.setdefault(row.name, []):
                    found[row.name].append(named)
    return found


def _newest_aliases(connection: Connection, agent: int) -> int | None:
    """Return the description that says which aliases an agent has: the newest that has any and was not undone."""
    query = (
        select(t.judgement.c.seq)
        .join(t.alias, t.alias.c.seq == t.judgement.c.seq)
        .join(t.entry, t.entry.c.seq == t.judgement.c.seq)
        .where(t.alias.c.agent_seq == agent)
        .order_by(t.judgement.c.judged_at.desc(), t.entry.c.id.desc())
    )
    described = list(dict.fromkeys(connection.scalars(query)))
    undone = {of for _, of in standing_corrections(connection, described)}
    return next((seq for seq in described if seq not in undone), None)


def agents_like(connection: Connection, skeletons: Iterable[str]) -> dict[str, list[Named]]:
    """Return the agents whose names have these skeletons."""
    query = select(
        t.agent.c.skeleton.label("name"),
        t.agent.c.name.label("own"),
        t.agent.c.qualifier,
        t.entry.c.id,
        t.entry.c.seq,
    ).join(t.entry, t.entry.c.seq == t.agent.c.seq)
    found: dict[str, list[Named]] = {}
    for batch in batches(skeletons):
        for row in connection.execute(query.where(t.agent.c.skeleton.in_(batch)).order_by(t.agent.c.seq)):
            found.setdefault(row.name, []).append(Named(row.id.hex(), row.seq, row.own, row.qualifier))
    return found


def _grouped(
    connection: Connection, query: Select[Any], column: Any, names: Iterable[str]
) -> dict[str, list[Named]]:
    found: dict[str, list[Named]] = {}
    for batch in batches(names):
        for row in connection.execute(query.where(column.in_(batch)).order_by(t.entry.c.seq)):
            found.setdefault(row.name, []).append(Named(row.id.hex(), row.seq, row.name, row.qualifier))
    return found


def sources_at(connection: Connection, urls: Iterable[str]) -> dict[str, list[Found]]:
    """Return the sources with these URLs."""
    query = select(t.source.c.url, t.entry.c.id, t.entry.c.seq).join(t.entry, t.entry.c.seq == t.source.c.seq)
    found: dict[str, list[Found]] = {}
    for batch in batches(urls):
        for row in connection.execute(query.where(t.source.c.url.in_(batch)).order_by(t.entry.c.seq)):
            found.setdefault(row.url, []).append(Found("source", row.id.hex(), row.seq))
    return found


def last_figure(connection: Connection, who: str) -> Found | None:
    """Return the figure that this person recorded last."""
    query = (
        select(t.entry.c.kind, t.entry.c.id, t.entry.c.seq)
        .where(t.entry.c.kind == "figure", t.entry.c.recorded_by == who)
        .order_by(t.entry.c.seq.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else Found(row.kind, row.id.hex(), row.seq)


_ANY_CORRECTION = Prepared(
    select(t.judgement.c.seq).where(t.judgement.c.kind.in_(("correction", "same"))).limit(1)
)


def anything_corrected(connection: Connection) -> bool:
    """Return whether there is any correction or `same`. If not, most queries that depend on them are skipped."""
    return asked_once(connection, "corrected", lambda: bool(_ANY_CORRECTION.rows(connection)))


_CORRECTIONS = Prepared(
    select(t.judgement.c.seq, t.judgement.c.subject_seq).where(
        among(t.judgement.c.subject_seq),
        t.judgement.c.kind == "correction",
        t.judgement.c.seq <= parameter("as_of"),
    )
)


def standing_corrections(
    connection: Connection, seqs: Collection[int], as_of: int = NOW
) -> list[tuple[int, int]]:
    """Return the corrections of these entries that were not undone: (its sequence number, that of what it corrects)."""
    found: dict[int, int] = {}
    frontier: Collection[int] = seqs if seqs and anything_corrected(connection) else ()
    while frontier:
        rows = _CORRECTIONS.rows(connection, seqs=frontier, as_of=as_of)
        frontier = [seq for seq, _ in rows if seq not in found]
        found.update((seq, of) for seq, of in rows)
    held = holding(found.items())
    wanted = set(seqs)
    return sorted((seq, of) for seq, of in found.items() if seq in held and of in wanted)


_REPLACEMENTS = Prepared(
    select(t.judgement.c.object_seq)
    .join(t.entry, t.entry.c.seq == t.judgement.c.seq)
    .where(among(t.judgement.c.seq), t.judgement.c.detail == "misrecorded")
    .order_by(t.judgement.c.judged_at.desc(), t.entry.c.id.desc())
)


def replacement(connection: Connection, seq: int) -> int:
    """Return the entry that a misrecorded record is read as: the end of the chain of its replacements."""
    seen = {seq}
    while corrections := standing_corrections(connection, [seq]):
        replacements = _REPLACEMENTS.values(connection, seqs=[row[0] for row in corrections])
        following = replacements[0] if replacements else None
        if following is None or following in seen:
            return seq
        seen.add(following)
        seq = following
    return seq


def latest_judged(connection: Connection, seq: int) -> str | None:
    """Return the time of the latest decision on an entry."""
    query = select(func.max(t.judgement.c.judged_at)).where(t.judgement.c.subject_seq == seq)
    latest: str | None = connection.scalar(query)
    return latest


class Decided(NamedTuple):
    """Somebody's latest decision on a subject that was not taken back."""

    id: str
    seq: int
    decision: bytes


def latest_decision(
    connection: Connection, subject: int, kind: str, who: str, second: int | None
) -> Decided | None:
    """Return the latest judgement of this kind on a subject by a person (on a pair, with `other`)."""
    query = (
        select(t.judgement.c.seq, t.judgement.c.decision, t.entry.c.id)
        .join(t.entry, t.entry.c.seq == t.judgement.c.seq)
        .where(
            t.judgement.c.subject_seq == subject,
            t.judgement.c.kind == kind,
            t.judgement.c.judged_by == who,
        )
        .order_by(t.judgement.c.judged_at.desc(), t.entry.c.id.desc())
    )
    if kind == "same":
        query = query.where(t.judgement.c.object_seq == second)
    rows = connection.execute(query.limit(20)).all()
    undone = {of for _, of in standing_corrections(connection, [row.seq for row in rows])}
    for row in rows:
        if row.seq not in undone:
            return Decided(row.id.hex(), row.seq, bytes(row.decision))
    return None


def id_of(connection: Connection, seq: int) -> str:
    """Return the id (hex) of an entry."""
    with damage_suspected():
        found: bytes = connection.execute(select(t.entry.c.id).where(t.entry.c.seq == seq)).scalar_one()
        return found.hex()


def body_of(connection: Connection, seq: int) -> Body:
    """Return the body of an entry as its leaf holds it, commitments in place of texts."""
    with damage_suspected():
        leaf = connection.execute(select(t.entry.c.leaf).where(t.entry.c.seq == seq)).scalar_one()
        body: Body = read_leaf(leaf)["record"]
    return body


def keys_like(connection: Connection, start: str, most: int = 200) -> list[str]:
    """Return keys that begin with these characters, for a did-you-mean."""
    query = select(t.key.c.key).where(t.key.c.key.startswith(start, autoescape=True)).limit(most)
    return list(connection.scalars(query))


def party_names(connection: Connection, most: int) -> list[str]:
    """Return the names and aliases of parties in alphabetical order, up to `most`."""
    names = union(select(t.agent.c.name), select(t.alias.c.name)).order_by("name").limit(most)
    return list(connection.scalars(names))


def newest_sources(connection: Connection, most: int) -> list[int]:
    """Return the sequence numbers of the sources recorded last, up to `most`."""
    return list(connection.scalars(select(t.source.c.seq).order_by(t.source.c.seq.desc()).limit(most)))
