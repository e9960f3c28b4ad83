"""Reading records back: leaves fetched by sequence number, each hashed as it is read, texts put in their places."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.engine import Connection

from ledger.errors import TamperError
from ledger.model.codec import held_at, opened, read_leaf, text_places
from ledger.model.normal import Body
from ledger.store import tables as t
from ledger.store.lookup import batches, by_ids, standing_corrections
from ledger.store.project import references
from ledger.store.reach import NOW
from ledger.tlog.canonical import commitment
from ledger.tlog.merkle import leaf_hash


class Stored(NamedTuple):
    """An entry as it was recorded. `body` has its texts in place; `first_at` is when it was first recorded
    anywhere, as far as this ledger was told; `given_key` is the key it came with."""

    seq: int
    id: str
    body: Body
    at: str
    by: str
    first_at: str
    first_by: str
    given_key: str | None


def read(connection: Connection, seqs: Iterable[int]) -> Iterator[Stored]:
    """The entries with these sequence numbers, in order. Raises TamperError for one that is damaged."""
    for batch in batches(sorted(set(seqs))):
        yield from _between(connection, t.entry.c.seq.in_(batch), t.entry_text.c.seq.in_(batch))


def read_range(connection: Connection, after: int, until: int) -> Iterator[Stored]:
    """The entries after one up to another, in order, a batch at a time."""
    for low in range(after, until, 500):
        high = min(low + 500, until)
        entries = and_(t.entry.c.seq > low, t.entry.c.seq <= high)
        texts = and_(t.entry_text.c.seq > low, t.entry_text.c.seq <= high)
        yield from _between(connection, entries, texts)


_ENTRIES = select(t.entry.c.seq, t.entry.c.id, t.entry.c.leaf, t.entry.c.leaf_hash).order_by(t.entry.c.seq)
_TEXTS = select(t.entry_text)


def _between(connection: Connection, entries: Any, texts: Any) -> Iterator[Stored]:
    beside: dict[int, list[Any]] = {}
    for row in connection.execute(_TEXTS.where(texts)):
        beside.setdefault(row.seq, []).append(row)
    for seq, record_id, leaf, hashed in connection.execute(_ENTRIES.where(entries)):
        yield _stored(seq, bytes(record_id), bytes(leaf), bytes(hashed), beside.get(seq, ()))


def _stored(seq: int, record_id: bytes, leaf: bytes, hashed: bytes, texts: Iterable[Any]) -> Stored:
    if leaf_hash(leaf) != hashed:
        raise damaged(seq, "its bytes do not have the hash they were stored with")
    content = read_leaf(leaf)
    if content["id"] != record_id.hex():
        raise damaged(seq, "its id is not the one it was recorded with")
    body: Body = content["record"]
    known = {}
    for row in texts:
        known[row.path] = row.content
        if row.path not in text_places(body) or commitment(
            bytes(row.salt), row.content.encode()
        ).hex() != held_at(body, row.path):
            raise damaged(seq, f"the text of its {row.path} is not the one recorded")
    claim = content.get("claim", {})
    return Stored(
        seq=seq,
        id=content["id"],
        body=opened(body, known) if any(True for _ in text_places(body)) else body,
        at=content["at"],
        by=content["by"],
        first_at=claim.get("at", content["at"]),
        first_by=claim.get("by", content["by"]),
        given_key=content.get("key"),
    )


def damaged(seq: int, what: str) -> TamperError:
    """The error for an entry that is not what was recorded."""
    return TamperError(
        f"entry {seq} is damaged: {what}",
        seq=seq,
        hint="ledger verify --deep says what else; restore a backup",
    )


def seqs_of(connection: Connection, bodies: Iterable[Body]) -> dict[str, int]:
    """The entries of all records that these bodies refer to, by id (hex)."""
    ids = {one for body in bodies for one in references(body)}
    return {one.hex(): seq for one, (_, seq) in by_ids(connection, map(bytes.fromhex, ids)).items()}


def keys_of(connection: Connection, seqs: Iterable[int], as_of: int = NOW) -> dict[int, str]:
    """The key of each entry that has one; of several, the one it got first.

    What replaced a misrecorded record has the key of that, unless it came with its own.
    """
    wanted = set(seqs)
    found = _own_keys(connection, wanted, as_of)
    pending = {seq: seq for seq in wanted - found.keys()}
    judged = t.judgement.c
    query = select(judged.seq, judged.subject_seq, judged.object_seq).where(
        judged.kind == "correction", judged.detail == "misrecorded", judged.seq <= as_of
    )
    seen = set(pending)
    while pending:
        rows = [
            row
            for batch in batches(pending)
            for row in connection.execute(query.where(judged.object_seq.in_(batch)))
        ]
        held = (
            {seq for seq, _ in standing_corrections(connection, [row[1] for row in rows])} if rows else set()
        )
        before = {of: pending[by] for seq, of, by in rows if seq in held and of not in seen}
        for seq, key in _own_keys(connection, before, as_of).items():
            found.setdefault(before[seq], key)
        seen |= before.keys()
        pending = {seq: heir for seq, heir in before.items() if heir not in found}
    return found


def _own_keys(connection: Connection, seqs: Iterable[int], as_of: int) -> dict[int, str]:
    query = (
        select(t.key.c.of_seq, t.key.c.key)
        .where(t.key.c.seq <= as_of)
        .order_by(t.key.c.seq.desc(), t.key.c.key.desc())
    )
    return {
        of: key
        for batch in batches(seqs)
        for of, key in connection.execute(query.where(t.key.c.of_seq.in_(batch)))
    }


def judgements_on(
    connection: Connection, kind: str, subjects: Collection[int], as_of: int = NOW
) -> dict[int, list[Stored]]:
    """The judgements of a kind on each of `subjects` that were not undone, oldest first by `at`, then id."""
    query = select(t.judgement.c.seq, t.judgement.c.subject_seq).where(
        t.judgement.c.kind == kind, t.judgement.c.seq <= as_of
    )
    subject_of = {
        seq: subject
        for batch in batches(subjects)
        for seq, subject in connection.execute(query.where(t.judgement.c.subject_seq.in_(batch)))
    }
    undone = {of for seq, of in standing_corrections(connection, list(subject_of)) if seq <= as_of}
    found: dict[int, list[Stored]] = {}
    for stored in sorted(
        read(connection, subject_of.keys() - undone), key=lambda one: (one.body["at"], one.id)
    ):
        found.setdefault(subject_of[stored.seq], []).append(stored)
    return found


def described(connection: Connection, subjects: Collection[int], as_of: int = NOW) -> Mapping[int, Body]:
    """Agents and sources with what descriptions say of them, the newest winning field by field."""
    bodies = {stored.seq: stored.body for stored in read(connection, subjects)}
    for subject, descriptions in judgements_on(connection, "description", subjects, as_of).items():
        said: Body = {}
        for stored in descriptions:
            said.update((n, v) for n, v in stored.body.items() if n not in ("record", "of", "by", "at"))
        # What identifies a record is not changed by describing it.
        bodies[subject] = {**said, **bodies[subject]}
    return bodies


def ids_of(connection: Connection, seqs: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Kind and id (hex) of entries."""
    query = select(t.entry.c.seq, t.entry.c.kind, t.entry.c.id)
    return {
        seq: (kind, record.hex())
        for batch in batches(seqs)
        for seq, kind, record in connection.execute(query.where(t.entry.c.seq.in_(batch)))
    }


def seq_at(connection: Connection, moment: str) -> int:
    """The last entry made at or before a moment (UTC, as `write_time` writes it), 0 if there is none."""
    query = (
        select(t.entry.c.seq).where(t.entry.c.recorded_at <= moment).order_by(t.entry.c.seq.desc()).limit(1)
    )
    return connection.scalar(query) or 0


def seq_before(connection: Connection, moment: str) -> int:
    """The last entry made before a moment (UTC), 0 if there is none."""
    query = (
        select(t.entry.c.seq).where(t.entry.c.recorded_at < moment).order_by(t.entry.c.seq.desc()).limit(1)
    )
    return connection.scalar(query) or 0
