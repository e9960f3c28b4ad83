"""Verifies a log: hashes every entry again, recomputes the root, and rebuilds and compares the projection.

This finds damage, and whatever was changed without following it through. Whoever can write the database and
follows it through can make another ledger that verifies: that is detected by a checkpoint kept elsewhere, and so the
roots that the log had at other sizes are computed along the way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import func, select, text
from sqlalchemy.engine import Connection

from ledger.errors import TamperError
from ledger.model.body import Body, references
from ledger.model.codec import digest_at, flat, held_at, leaf_bytes, put, read_leaf, text_places
from ledger.store import submissions
from ledger.store import tables as t
from ledger.store.damage import UNFORESEEN
from ledger.store.dialect import dialect_of, fetch
from ledger.store.engine import Database, reading
from ledger.store.hashed_log import (
    HashedEntries,
    RegrownTree,
    StoredEntry,
    entry_rows,
    hash_entries,
    ranges,
)
from ledger.store.head import Head, check_nothing_beyond, read_head
from ledger.store.lookup import asked, by_ids
from ledger.store.processes import is_shared, spare_processors, spread
from ledger.store.project import SEARCH, project
from ledger.store.schema_check import check_schema
from ledger.tlog.canonical import canonical, commitment
from ledger.tlog.merkle import CompactRange
from ledger.tlog.tiles import TILE_WIDTH

#: The number of entries checked together: a multiple of the size of a tile.
_CHUNK = 8 * TILE_WIDTH
#: The number of entries up to which one process is faster than several.
_ALONE = 20_000
_MEND = "export what there is and import it into a new ledger, or restore a backup"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedLog:
    """A verified log: its name, its size in entries and its root hash in hex.

    `since` is how many of the entries were not hashed again, `roots` the root hashes of smaller sizes asked for.
    """

    name: str
    size: int
    root: str
    deep: bool
    since: int = 0
    roots: Mapping[int, bytes] = field(default_factory=dict, repr=False, compare=False)


def verify(
    database: Database,
    *,
    deep: bool,
    progress: Callable[[int, int], None],
    since: int = 0,
    roots_at: Collection[int] = (),
) -> CheckedLog:
    """Hash every entry after `since` again and compute the root; `deep` also rebuilds the projection and compares it.

    Nothing is parsed again: what the words of a quantity meant was settled when they were recorded. The tree of the
    first `since` entries is taken from the stored hashes, and its root is among those given back. Raises
    TamperError, with the sequence number of the first entry that is not what was recorded.
    """
    with reading(database) as connection:
        try:
            return _verified(connection, deep, progress, since, roots_at)
        except UNFORESEEN as error:
            # The stored data does not even have the form of records.
            raise TamperError(f"what is stored does not fit together: {error!r}", hint=_MEND) from error


def _verified(
    connection: Connection,
    deep: bool,
    progress: Callable[[int, int], None],
    since: int,
    roots_at: Collection[int],
) -> CheckedLog:
    check_schema(connection)
    head = read_head(connection)
    _check_size(connection, head)
    log = RegrownTree(connection, since, roots_at)
    counts: Counter[str] = Counter()
    done = since
    for chunk in _chunks(connection, deep, since, head.size):
        log.extend(chunk.entries)
        if chunk.damage is not None:
            raise chunk.damage
        counts.update(chunk.counts)
        done += chunk.entries.size
        progress(done, head.size)
    check_nothing_beyond(connection, head)
    if log.tree != head.tree:
        raise TamperError(f"the head of the log does not have the root of its {head.size} entries")
    last = [*map(StoredEntry._make, entry_rows(connection, max(since, head.size - 1), head.size))]
    if last and last[0].recorded_at != head.recorded_at:
        raise TamperError("the head of the log does not say when its last entry was made", seq=head.size)
    _check_submissions(connection, head)
    if deep:
        _check_nothing_left_over(connection, counts)
        if fault := dialect_of(connection).check_indexes(connection):
            raise TamperError(fault, hint=_MEND)
    return CheckedLog(
        name=head.name,
        size=head.size,
        root=log.tree.root().hex(),
        deep=deep,
        since=since,
        roots=log.roots,
    )


class _CheckedChunk(NamedTuple):
    """Some entries in a row: their hashes, how many rows of each table they make, and what is wrong with these."""

    entries: HashedEntries
    counts: Mapping[str, int]
    damage: Exception | None


def _chunks(connection: Connection, deep: bool, since: int, size: int) -> Iterator[_CheckedChunk]:
    """Return the entries after `since`, checked a chunk at a time, by several processes where they are many."""
    chunks = ranges(since, size, _CHUNK)
    workers = spare_processors() if size - since > _ALONE and is_shared(connection.engine) else 1

    def start(connection: Connection) -> Callable[[tuple[int, int]], _CheckedChunk]:
        return partial(_checked_chunk, connection, _Rebuilt(connection) if deep else None)

    if workers == 1:
        return map(start(connection), chunks)
    return spread(connection.engine, start, chunks, workers=workers)


def _checked_chunk(connection: Connection, rebuilt: _Rebuilt | None, chunk: tuple[int, int]) -> _CheckedChunk:
    after, until = chunk
    rows = entry_rows(connection, after, until)
    if rebuilt is None:
        return _CheckedChunk(hash_entries(connection, rows, after, _reread), {}, None)
    reread: list[_Reread] = []
    hashed = hash_entries(connection, rows, after, lambda row: reread.append(_reread(row)), every=True)
    try:
        return _CheckedChunk(hashed, rebuilt.compare(reread, after, until), None)
    except (TamperError, *UNFORESEEN) as error:
        # That its tree is another comes first.
        return _CheckedChunk(hashed, {}, error)


def _check_size(connection: Connection, head: Head) -> None:
    first, last, count = connection.execute(
        select(func.min(t.entry.c.seq), func.max(t.entry.c.seq), func.count())
    ).one()
    if count != head.size or (count and (first, last) != (1, count)):
        missing = _first_gap(connection, min(count, head.size))
        raise TamperError(
            f"the log should have {head.size} entries, numbered from 1, and has {count}", seq=missing
        )


def _check_submissions(connection: Connection, head: Head) -> None:
    """Raise TamperError unless the submissions are those of the tree in the head, one after the other."""
    tree, before = CompactRange.empty(), 0
    for submission in submissions.every(connection):
        if submission.number != tree.size + 1:
            raise TamperError(f"submission {tree.size + 1} was removed", hint=_MEND)
        if not before < submission.first <= submission.last <= head.size:
            raise TamperError(
                f"submission {submission.number} is not of entries that come after those of the one before",
                seq=submission.first,
                hint=_MEND,
            )
        tree, before = tree.extend([submission.hash()]), submission.last
    if tree != head.submissions:
        lost = (
            f"{tree.size:,} of {head.submissions.size:,} are left"
            if tree.size < head.submissions.size
            else None
        )
        raise TamperError(
            "the submissions with their recorders' signatures are not those that were recorded:"
            f" {lost or 'one was changed or added'}",
            hint=_MEND,
        )


def _first_gap(connection: Connection, size: int) -> int:
    low = 0
    while low < size:
        seqs = list(
            connection.scalars(
                select(t.entry.c.seq)
                .where(t.entry.c.seq > low, t.entry.c.seq <= low + _CHUNK)
                .order_by(t.entry.c.seq)
            )
        )
        for wanted in range(low + 1, min(low + _CHUNK, size) + 1):
            if wanted - low > len(seqs) or seqs[wanted - low - 1] != wanted:
                return wanted
        low += _CHUNK
    return size + 1


class _Reread(NamedTuple):
    """An entry whose leaf was read: its content, and its record spelled again."""

    seq: int
    content: Body
    spelled: bytes


def _reread(fields: Sequence[Any]) -> _Reread:
    """Return an entry, its leaf read and spelled again."""
    row = StoredEntry._make(fields)
    try:
        content = read_leaf(row.leaf)
        record_id, at, by = content["id"], content["at"], content["by"]
        columns = (record_id, content["record"]["record"], at, by)
        spelled = canonical(content["record"])
        leaf = leaf_bytes(
            at=at,
            by=by,
            record=spelled,
            record_id=record_id,
            key=content.get("key"),
            claim=content.get("claim"),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise TamperError(f"entry {row.seq} cannot be read", seq=row.seq) from None
    if columns != (bytes(row.id).hex(), row.kind, row.recorded_at, row.recorded_by) or leaf != row.leaf:
        raise TamperError(f"the columns of entry {row.seq} are not what its leaf says", seq=row.seq)
    return _Reread(row.seq, content, spelled)


class _Rebuilt:
    """The projection, built again from the log a chunk at a time and compared with what is stored."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._counts: dict[str, int] = {}
        self._erased = erased_digests(connection)

    def compare(self, entries: list[_Reread], after: int, until: int) -> dict[str, int]:
        """Compare the rows that these entries make with those stored for them, and count them by table."""
        self._counts = {}
        texts = self._texts(after, until)
        wanted = {record_id for entry in entries for record_id in references(entry.content["record"])}
        found = by_ids(self._connection, [bytes.fromhex(record_id) for record_id in wanted])
        seqs = {record_id.hex(): seq for record_id, (_, seq) in found.items()}
        given = {key for entry in entries if (key := key_of(entry.content)) is not None}
        self._holders = dict(asked(self._connection, "SELECT key, seq FROM key WHERE key", given))
        built: dict[str, list[tuple[Any, ...]]] = {}
        faults: list[tuple[int, str]] = []
        for entry in entries:
            if fault := self._build(entry, texts.get(entry.seq, []), seqs, built):
                # An entry before this one may be at fault too; of those after it nothing can be said.
                faults.append((entry.seq, fault))
                until = entry.seq - 1
                break
        for held in t.PROJECTION:
            columns = [column.name for column in held.columns]
            stored = self._stored(held.name, columns, "seq", after, until)
            faults += self._differences(held.name, built, stored, columns.index("seq"))
        column = dialect_of(self._connection).search_seq
        stored = self._stored(SEARCH, [column, "words"], column, after, until)
        faults += self._differences(SEARCH, built, stored, 0)
        if faults:
            seq, fault = min(faults)
            raise TamperError(fault, seq=seq)
        return self._counts

    def _build(
        self,
        entry: _Reread,
        beside: list[KeptText],
        seqs: dict[str, int],
        built: dict[str, list[tuple[Any, ...]]],
    ) -> str | None:
        """Add the rows of an entry to those built, or report what is wrong with it."""
        seq, content = entry.seq, entry.content
        found = reopened(content["record"], beside)
        if found is None:
            return f"the text beside entry {seq} is not the one recorded"
        body, texts = found
        erased = self._erased.get(seq, {})
        if erased.keys() & texts.keys():
            return f"a text lies beside entry {seq} that a redaction says was erased"
        places = text_places(body)
        for path in places:
            if path not in texts and digest_at(content["record"], path) is None:
                if path not in erased:
                    return f"a text beside entry {seq} is gone, and no redaction says so"
                put(body, path, erased[path])
        # A record without texts is spelled as it stands in its leaf.
        if sha256(canonical(body) if places else entry.spelled).hexdigest() != content["id"]:
            return f"the id of entry {seq} is not that of its record"
        if any(seqs.get(referred, seq) >= seq for referred in references(body)):
            return f"entry {seq} refers to what was not recorded before it"
        for table, row in project(seq, body, texts, seqs.__getitem__):
            built.setdefault(table, []).append(row)
        self._key(seq, content, seqs, built)
        return None

    def _texts(self, after: int, until: int) -> dict[int, list[KeptText]]:
        found: dict[int, list[KeptText]] = {}
        for row in self._stored(t.entry_text.name, KeptText._fields, "seq", after, until):
            found.setdefault(row[0], []).append(KeptText._make(row))
        return found

    def _key(
        self, seq: int, content: Body, seqs: dict[str, int], built: dict[str, list[tuple[Any, ...]]]
    ) -> None:
        key = key_of(content)
        if key is None:
            return
        body = content["record"]
        of = seqs[body["of"]] if body["record"] == "key" else seq
        holder = self._holders.get(key)
        # The first that came keeps a key; a later one entered without it.
        if holder is None or holder >= seq:
            built.setdefault("key", []).append((key, seq, of))

    def _stored(
        self, table: str, columns: Sequence[str], seq: str, after: int, until: int
    ) -> list[tuple[Any, ...]]:
        """Yield the rows of a table by `seq`, read by the driver itself, because there are very many."""
        mark = dialect_of(self._connection).mark
        names = ", ".join(f"{table}.{column}" for column in columns)
        sql = f"SELECT {names} FROM {table} WHERE {seq} > {mark} AND {seq} <= {mark}"  # noqa: S608
        rows = fetch(self._connection, sql, (after, until))
        if any(isinstance(value, memoryview) for row in rows[:1] for value in row):
            return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in rows]
        return rows

    def _differences(
        self,
        table: str,
        built: dict[str, list[tuple[Any, ...]]],
        stored: list[tuple[Any, ...]],
        seq_at: int,
    ) -> list[tuple[int, str]]:
        expected, found = set(built.get(table, ())), set(stored)
        self._counts[table] = len(expected)
        if expected == found:
            return []
        wrong = [row[seq_at] for row in expected ^ found]
        # A damaged row may have no number.
        seq = min((number for number in wrong if isinstance(number, int)), default=0)
        fault = f"the table {table} does not hold what entry {seq} says: the projection was changed"
        return [(seq, fault)]


def _check_nothing_left_over(connection: Connection, counts: Mapping[str, int]) -> None:
    """Raise TamperError for rows that belong to no entry; `counts` says how many rows of each table entries make."""
    for table in t.PROJECTION:
        stored = connection.scalar(select(func.count()).select_from(table))
        if stored != counts.get(table.name, 0):
            raise TamperError(f"the table {table.name} holds rows that belong to no entry")
    if connection.scalar(text("SELECT count(*) FROM search")) != counts.get(SEARCH, 0):
        raise TamperError("the search index holds rows that belong to no entry")


def erased_digests(connection: Connection) -> dict[int, dict[str, str]]:
    """Return the erased texts: by entry, their digests (hex) by path."""
    judged = t.judgement.c
    query = (
        select(judged.subject_seq, t.entry.c.leaf)
        .join(t.entry, t.entry.c.seq == judged.seq)
        .where(judged.kind == "redaction", t.entry.c.kind == "redaction")
    )
    found: dict[int, dict[str, str]] = {}
    for seq, leaf in connection.execute(query):
        try:
            digests = flat(read_leaf(bytes(leaf))["record"]["withheld"])
        except (ValueError, KeyError, AttributeError):
            # A leaf that cannot be read is reported when its turn comes.
            continue
        found.setdefault(seq, {}).update(digests)
    return found


class KeptText(NamedTuple):
    """A text beside the log, as it is stored."""

    seq: int
    path: str
    salt: bytes
    content: str


def key_of(content: Body) -> str | None:
    """Return the key that an entry gives, or comes with."""
    body = content["record"]
    key: str | None = body["key"] if body["record"] == "key" else content.get("key")
    return key


def reopened(body: Body, beside: list[KeptText]) -> tuple[Body, dict[str, str]] | None:
    """Return the body with digests in place of commitments, and its texts; None if a text differs."""
    texts: dict[str, str] = {}
    digests: Body = dict(body)
    places = set(text_places(body))
    for path in places:
        if digest := digest_at(body, path):
            put(digests, path, digest)
    for row in beside:
        if row.path not in places or commitment(bytes(row.salt), row.content.encode()).hex() != held_at(
            body, row.path
        ):
            return None
        texts[row.path] = row.content
        put(digests, row.path, sha256(row.content.encode()).hexdigest())
    return digests, texts
