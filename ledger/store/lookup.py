"""Finds records by references: keys, names, aliases, URLs, ids and their beginnings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from operator import itemgetter
from typing import Any, Final, NamedTuple

from sqlalchemy.engine import Connection

from ledger.model.body import Body
from ledger.model.codec import read_leaf
from ledger.model.undoing import holding
from ledger.store.damage import damage_suspected
from ledger.store.dialect import dialect_of, fetch
from ledger.store.engine import asked_once
from ledger.store.prepared import Prepared

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
    return {seq for (seq,) in asked(connection, "SELECT seq FROM key WHERE key", keys)}


_REDACTED = Prepared("SELECT detail FROM judgement WHERE kind = 'redaction' AND subject_seq = :seq")


def redacted_fields(connection: Connection, seq: int) -> set[str | None]:
    """Return the fields of an entry whose text a redaction has erased."""
    return set(_REDACTED.values(connection, seq=seq))


def by_ids(connection: Connection, ids: Iterable[bytes]) -> dict[bytes, tuple[str, int]]:
    """Kind and sequence number of the records with these ids, where there are any."""
    query = "SELECT id, kind, seq FROM entry WHERE id"
    return {record: (kind, seq) for record, kind, seq in asked(connection, query, ids)}


def by_prefix(connection: Connection, prefix: str, kinds: frozenset[str], most: int = 10) -> list[Found]:
    """Up to `most` records of these kinds whose id begins with these hex digits."""
    dialect = dialect_of(connection)
    condition, bound = dialect.one_of(sorted(kinds))
    low, high = (bytes.fromhex(prefix.ljust(64, end)) for end in "0f")
    query = (
        f"SELECT kind, id, seq FROM entry WHERE id BETWEEN {dialect.mark} AND {dialect.mark}"  # noqa: S608
        f" AND kind{condition} ORDER BY id LIMIT {dialect.mark}"
    )
    return [
        Found(kind, record.hex(), seq)
        for kind, record, seq in fetch(connection, query, (low, high, *bound, most))
    ]


_AGENT = "agent.qualifier, entry.id, entry.seq FROM agent JOIN entry ON entry.seq = agent.seq"


def agents_named(connection: Connection, names: Iterable[str]) -> dict[str, list[Named]]:
    """Return the agents with exactly these names."""
    return _agents(connection, f"SELECT agent.name, agent.name, {_AGENT} WHERE agent.name", names)


def agents_like(connection: Connection, skeletons: Iterable[str]) -> dict[str, list[Named]]:
    """Return the agents whose names have these skeletons."""
    query = f"SELECT agent.skeleton, agent.name, {_AGENT} WHERE agent.skeleton"
    return _agents(connection, query, skeletons)


def _agents(connection: Connection, query: str, names: Iterable[str]) -> dict[str, list[Named]]:
    """Return the agents that a query finds, by what was asked for, in the order in which they were recorded."""
    found: dict[str, list[Named]] = {}
    for name, own, qualifier, record, seq in sorted(asked(connection, query, names), key=itemgetter(4)):
        found.setdefault(name, []).append(Named(record.hex(), seq, own, qualifier))
    return found


def agents_aliased(connection: Connection, names: Iterable[str]) -> dict[str, list[Named]]:
    """Return the agents whose newest aliases hold these names."""
    query = (
        "SELECT alias.name, agent.name, qualifier, id, agent.seq, alias.seq FROM alias"
        " JOIN agent ON agent.seq = alias.agent_seq JOIN entry ON entry.seq = agent.seq WHERE alias.name"
    )
    found: dict[str, list[Named]] = {}
    rows = sorted(asked(connection, query, names), key=itemgetter(4))
    for name, own, qualifier, record, seq, described in rows:
        if described == _newest_aliases(connection, seq):
            named = Named(record.hex(), seq, own, qualifier)
            if named not in found.setdefault(name, []):
                found[name].append(named)
    return found


_ALIASED = Prepared(
    "SELECT judgement.seq FROM judgement JOIN alias ON alias.seq = judgement.seq"
    " JOIN entry ON entry.seq = judgement.seq WHERE alias.agent_seq = :agent"
    " ORDER BY judgement.judged_at DESC, entry.id DESC"
)


def _newest_aliases(connection: Connection, agent: int) -> int | None:
    """Return the description that says which aliases an agent has: the newest that has any and was not undone."""
    described = list(dict.fromkeys(_ALIASED.values(connection, agent=agent)))
    undone = {of for _, of in standing_corrections(connection, described)}
    return next((seq for seq in described if seq not in undone), None)


def sources_at(connection: Connection, urls: Iterable[str]) -> dict[str, list[Found]]:
    """Return the sources with these URLs, in the order in which they were recorded."""
    query = "SELECT url, id, entry.seq FROM source JOIN entry ON entry.seq = source.seq WHERE url"
    found: dict[str, list[Found]] = {}
    for url, record, seq in sorted(asked(connection, query, urls), key=itemgetter(2)):
        found.setdefault(url, []).append(Found("source", record.hex(), seq))
    return found


_LAST_FIGURE = Prepared(
    "SELECT kind, id, seq FROM entry WHERE kind = 'figure' AND recorded_by = :who ORDER BY seq DESC LIMIT 1"
)


def last_figure(connection: Connection, who: str) -> Found | None:
    """Return the figure that this person recorded last."""
    for kind, record, seq in _LAST_FIGURE.rows(connection, who=who):
        return Found(kind, record.hex(), seq)
    return None


#: Records of which most ledgers have some kinds only, by where they stand.
_KINDS: Final = {
    **{
        kind: f"judgement WHERE kind = '{kind}'"
        for kind in ("correction", "same", "review", "description", "dismissal", "assignment")
    },
    "revision": "edge WHERE relation = 'revision'",
    "snapshot": "snapshot",
    "submission": "submission",
}
_OCCURRING: Final = "SELECT " + ", ".join(f"EXISTS (SELECT 1 FROM {rows})" for rows in _KINDS.values())  # noqa: S608


def occurs(connection: Connection, *kinds: str) -> bool:
    """Return whether there is any record of one of these kinds: what occurs nowhere need not be looked for.

    Raises KeyError for a kind that is not among those that are looked for in this way.
    """
    found = asked_once(
        connection, "occurring", lambda: dict(zip(_KINDS, fetch(connection, _OCCURRING)[0], strict=True))
    )
    return any(map(found.__getitem__, kinds))


def anything_corrected(connection: Connection) -> bool:
    """Return whether there is any correction or `same`. If not, most queries that depend on them are skipped."""
    return occurs(connection, "correction", "same")


_CORRECTIONS = Prepared(
    "SELECT seq, subject_seq FROM judgement"
    " WHERE subject_seq AMONG :seqs AND kind = 'correction' AND seq <= :as_of"
)


def standing_corrections(
    connection: Connection, seqs: Collection[int], as_of: int = NOW
) -> list[tuple[int, int]]:
    """Return the corrections of these entries that were not undone: (its sequence number, that of what it corrects)."""
    if not seqs or not anything_corrected(connection):
        return []
    found: dict[int, int] = {}
    frontier = seqs
    while frontier:
        rows = _CORRECTIONS.rows(connection, seqs=frontier, as_of=as_of)
        frontier = [seq for seq, _ in rows if seq not in found]
        found.update((seq, of) for seq, of in rows)
    held = holding(found.items())
    wanted = set(seqs)
    return sorted((seq, of) for seq, of in found.items() if seq in held and of in wanted)


_REPLACEMENTS = Prepared(
    "SELECT object_seq FROM judgement JOIN entry ON entry.seq = judgement.seq"
    " WHERE judgement.seq AMONG :seqs AND detail = 'misrecorded' ORDER BY judged_at DESC, entry.id DESC"
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


_LATEST = Prepared("SELECT max(judged_at) FROM judgement WHERE subject_seq = :seq")


def latest_judged(connection: Connection, seq: int) -> str | None:
    """Return the time of the latest decision on an entry."""
    latest: str | None = _LATEST.value(connection, seq=seq)
    return latest


class Decided(NamedTuple):
    """Somebody's latest decision on a subject that was not taken back."""

    id: str
    seq: int
    decision: bytes


_DECIDED = (
    "SELECT judgement.seq, decision, entry.id FROM judgement JOIN entry ON entry.seq = judgement.seq"
    " WHERE subject_seq = :subject AND judgement.kind = :kind AND judged_by = :who"
)
_NEWEST_FIRST = "ORDER BY judged_at DESC, entry.id DESC LIMIT 20"
_DECISIONS = Prepared(f"{_DECIDED} {_NEWEST_FIRST}")
_DECISIONS_ON_PAIR = Prepared(f"{_DECIDED} AND object_seq = :second {_NEWEST_FIRST}")


def latest_decision(
    connection: Connection, subject: int, kind: str, who: str, second: int | None
) -> Decided | None:
    """Return the latest judgement of this kind on a subject by a person (on a pair, with `other`)."""
    bound = {"subject": subject, "kind": kind, "who": who}
    if kind == "same":
        rows = _DECISIONS_ON_PAIR.rows(connection, **bound, second=second)
    else:
        rows = _DECISIONS.rows(connection, **bound)
    undone = {of for _, of in standing_corrections(connection, [seq for seq, *_ in rows])}
    for seq, decision, record in rows:
        if seq not in undone:
            return Decided(record.hex(), seq, bytes(decision))
    return None


_ID_AND_LEAF = Prepared("SELECT id, leaf FROM entry WHERE seq = :seq")


def id_of(connection: Connection, seq: int) -> str:
    """Return the id (hex) of an entry."""
    with damage_suspected():
        ((record, _),) = _ID_AND_LEAF.rows(connection, seq=seq)
        return str(record.hex())


def body_of(connection: Connection, seq: int) -> Body:
    """Return the body of an entry as its leaf holds it, commitments in place of texts."""
    with damage_suspected():
        ((_, leaf),) = _ID_AND_LEAF.rows(connection, seq=seq)
        body: Body = read_leaf(leaf)["record"]
    return body


_KEYS_LIKE = Prepared("SELECT key FROM key WHERE key LIKE :pattern ESCAPE '/' LIMIT :most")


def keys_like(connection: Connection, start: str, most: int = 200) -> list[str]:
    """Return keys that begin with these characters, for a did-you-mean."""
    escaped = re.sub("[/%_]", r"/\g<0>", start)
    return _KEYS_LIKE.values(connection, pattern=f"{escaped}%", most=most)


_PARTY_NAMES = Prepared("SELECT name FROM agent UNION SELECT name FROM alias ORDER BY name LIMIT :most")


def party_names(connection: Connection, most: int) -> list[str]:
    """Return the names and aliases of parties in alphabetical order, up to `most`."""
    return _PARTY_NAMES.values(connection, most=most)


_NEWEST_SOURCES = Prepared("SELECT seq FROM source ORDER BY seq DESC LIMIT :most")


def newest_sources(connection: Connection, most: int) -> list[int]:
    """Return the sequence numbers of the sources recorded last, up to `most`."""
    return _NEWEST_SOURCES.values(connection, most=most)
