"""Reads records: leaves are fetched by sequence number, each is hashed as it is read, and texts are put in place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from hashlib import sha256
from sys import intern
from types import MappingProxyType
from typing import Any, Final, NamedTuple, cast

from sqlalchemy.engine import Connection

from ledger.model.body import Body, references
from ledger.model.codec import (
    WITHOUT_CLAIM,
    digest_at,
    flat,
    held_at,
    leaf_opening,
    opened,
    read_leaf,
    text_places,
    whole_leaf,
)
from ledger.model.exported_line import plain_line
from ledger.model.withholding import WITH_TEXTS
from ledger.store.damage import damage_suspected, damaged
from ledger.store.lookup import NOW, anything_corrected, by_ids, occurs, standing_corrections
from ledger.store.prepared import Prepared
from ledger.tlog.canonical import commitment
from ledger.tlog.merkle import leaf_hash

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Stored(NamedTuple):
    """An entry as it was recorded. `body` has its texts in place; `first_at` is when it was first recorded
    anywhere, as far as this ledger knows; `given_key` is the key it came with.

    `withheld` has the SHA-256 (hex) of each text that is not here, by path; `redactions` say of some of them
    who erased them, oldest first.
    """

    seq: int
    id: str
    body: Body
    at: str
    by: str
    first_at: str
    first_by: str
    given_key: str | None
    withheld: Mapping[str, str] = _NOTHING
    redactions: tuple[Stored, ...] = ()

    def digests(self) -> dict[str, str]:
        """Return the SHA-256 (hex) of each erasable text by path, whether it is here or not."""
        here = {
            path: sha256(held_at(self.body, path).encode()).hexdigest() for path in text_places(self.body)
        }
        return {**here, **self.withheld}


_ENTRY = ("entry.seq", "entry.id", "entry.kind", "recorded_at", "recorded_by", "leaf", "leaf_hash")
_TEXT = ("entry_text.seq", "path", "salt", "content")
#: Few entries are asked for together with their texts: a row for each text, or one without any.
_WITH_TEXTS = ", ".join((*_ENTRY, *_TEXT))
_TEXTS_OF = "LEFT JOIN entry_text ON entry_text.seq = entry.seq"
_AMONG_WITH_TEXTS = Prepared(
    f"SELECT {_WITH_TEXTS} FROM entry {_TEXTS_OF} WHERE entry.seq AMONG :seqs ORDER BY entry.seq"  # noqa: S608
)
#: The same with the key that an entry got first, of several given together the first in order.
_AMONG_WITH_KEYS = Prepared(
    "SELECT (SELECT key.key FROM key WHERE key.of_seq = entry.seq AND key.seq <= :as_of"  # noqa: S608
    f" ORDER BY key.seq, key.key LIMIT 1), {_WITH_TEXTS} FROM entry {_TEXTS_OF}"
    " WHERE entry.seq AMONG :seqs ORDER BY entry.seq"
)
_AMONG = Prepared(f"SELECT {', '.join(_ENTRY)} FROM entry WHERE seq AMONG :seqs ORDER BY seq")  # noqa: S608
_TEXTS_AMONG = Prepared(f"SELECT {', '.join(_TEXT)} FROM entry_text WHERE seq AMONG :seqs ORDER BY seq")  # noqa: S608
_BETWEEN = tuple(
    Prepared(f"SELECT {', '.join(columns)} FROM {table} WHERE seq > :low AND seq <= :high ORDER BY seq")  # noqa: S608
    for table, columns in (("entry", _ENTRY), ("entry_text", _TEXT))
)
#: The number of entries read together.
_TOGETHER = 2_000
_OTHER_HASH: Final = "its bytes do not have the hash they were stored with"


def read(connection: Connection, seqs: Iterable[int], *, keep: bool = True) -> Iterator[Stored]:
    """Yield the entries with these sequence numbers, in order. Raises TamperError for one that is damaged.

    Where each is asked for once there is nothing to `keep`.
    """
    with damage_suspected():
        wanted = sorted(set(seqs))
    for low in range(0, len(wanted), _TOGETHER):
        batch = wanted[low : low + _TOGETHER]
        rows, beside = _parted(_AMONG_WITH_TEXTS.rows(connection, seqs=batch))
        _refuse_missing(batch, rows)
        yield from _stored_entries(connection, rows, beside, keep=keep)


def read_with_keys(
    connection: Connection, seqs: Iterable[int], as_of: int = NOW
) -> tuple[list[Stored], dict[int, str]]:
    """Return the entries that `read` yields, and the keys that `keys_of` gives them, which are read along."""
    entries: list[Stored] = []
    keys: dict[int, str] = {}
    with damage_suspected():
        wanted = sorted(set(seqs))
    for low in range(0, len(wanted), _TOGETHER):
        batch = wanted[low : low + _TOGETHER]
        keyed = _AMONG_WITH_KEYS.rows(connection, seqs=batch, as_of=as_of)
        keys.update((row[1], row[0]) for row in keyed if row[0] is not None)
        rows, beside = _parted(row[1:] for row in keyed)
        _refuse_missing(batch, rows)
        entries += _stored_entries(connection, rows, beside)
    _add_inherited_keys(connection, wanted, keys, as_of)
    return entries, keys


def contents(connection: Connection, seqs: Iterable[int]) -> Iterator[tuple[int, str, Body]]:
    """Yield number, id (hex) and body of entries in the order of `read`, where nobody asks who recorded them, or when.

    It takes half of the time: a plain leaf whose texts are all there, as nearly all are, becomes no `Stored`. The body
    is the caller's. Raises TamperError where `read` does.
    """
    wanted = sorted(set(seqs))
    for low in range(0, len(wanted), _TOGETHER):
        batch = wanted[low : low + _TOGETHER]
        rows = _AMONG.rows(connection, seqs=batch)
        _refuse_missing(batch, rows)
        beside = _beside(connection, rows, _TEXTS_AMONG, seqs=batch)
        plain: dict[int, tuple[int, str, Body]] = {}
        with damage_suspected():
            for row in rows:
                if (content := _plain_content(row, beside.get(row[0], ()))) is not None:
                    plain[row[0]] = content
        left = [row for row in rows if row[0] not in plain] if len(plain) < len(rows) else []
        for entry in _stored_entries(connection, left, beside, keep=False) if left else ():
            plain[entry.seq] = entry.seq, entry.id, entry.body
        yield from plain.values() if not left else (plain[row[0]] for row in rows)


def _plain_content(row: Any, texts: Collection[Any]) -> tuple[int, str, Body] | None:
    """Return what `contents` yields for an entry whose leaf is plain and intact, with its texts; None for any other."""
    seq, record_id, _, at, by, part, hashed = row
    try:
        named = record_id.hex()
        if not part.startswith(WITHOUT_CLAIM):
            return None
        leaf = b'%b,"id":"%b",%b' % (leaf_opening(at, by), named.encode(), part[1:])
        if leaf_hash(leaf) != hashed:
            return None
    except (AttributeError, TypeError):
        # What is wrong with the row is told where it is read as any other.
        return None
    body: Body = read_leaf(part)["record"]
    if texts or "quote" in body or "note" in body or "text" in body:
        body, withheld = _with_texts(seq, body, texts)
        if withheld:
            return None
    return seq, named, body


def hashed(connection: Connection, seqs: Iterable[int]) -> dict[int, str]:
    """Return the ids (hex) of entries whose content nobody asks for: each is hashed, and not parsed.

    Raises TamperError where `read` does.
    """
    ids: dict[int, str] = {}
    parsed = []
    wanted = sorted(set(seqs))
    for low in range(0, len(wanted), _TOGETHER):
        batch = wanted[low : low + _TOGETHER]
        rows = _AMONG.rows(connection, seqs=batch)
        _refuse_missing(batch, rows)
        for seq, record_id, _, at, by, part, leafs_hash in rows:
            leaf = _leaf(seq, record_id, at, by, part)
            # What is stored as a whole does not have its id from the column.
            if len(leaf) == len(part) or b'"note":' in leaf or b'"quote":' in leaf:
                parsed.append(seq)
            elif leaf_hash(leaf) != bytes(leafs_hash):
                raise damaged(seq, _OTHER_HASH)
            else:
                ids[seq] = record_id.hex()
    ids.update((entry.seq, entry.id) for entry in read(connection, parsed))
    return ids


def _refuse_missing(seqs: Sequence[int], rows: Collection[Any]) -> None:
    """Raise TamperError where one of these entries has no row."""
    if len(rows) < len(seqs):
        missing = min(set(seqs).difference(row[0] for row in rows))
        raise damaged(missing, "other entries name it, and it is not there")


def read_range(connection: Connection, after: int, until: int) -> Iterator[Stored]:
    """Yield the entries after one up to another, in order, some at a time."""
    for low in range(after, until, _TOGETHER):
        entries, texts = _BETWEEN
        values = {"low": low, "high": min(low + _TOGETHER, until)}
        rows = entries.rows(connection, **values)
        beside = _beside(connection, rows, texts, **values)
        yield from _stored_entries(connection, rows, beside, keep=False)


def read_lines(connection: Connection, after: int, until: int, spell: Callable[[Stored], str]) -> list[str]:
    """Return the lines of an export of the entries after one up to another, in order: some thousands at the most.

    Most are made of the stored bytes, whose hashes are compared as when they are read; `spell` makes the others.
    """
    entries, texts = _BETWEEN
    rows = entries.rows(connection, low=after, high=until)
    beside = _beside(connection, rows, texts, low=after, high=until)
    with damage_suspected():
        plain = [_plain_line(row, beside.get(row[0], ())) for row in rows]
    left = [row for row, line in zip(rows, plain, strict=True) if line is None]
    if not left:
        return cast(list[str], plain)
    spelled = map(spell, _stored_entries(connection, left, beside, keep=False))
    return [next(spelled) if line is None else line for line in plain]


def _plain_line(row: Any, texts: Collection[Any]) -> str | None:
    """Return the line of an entry whose leaf is plain and intact, with its texts; None for any other."""
    _, record_id, kind, at, by, part, hashed = row
    try:
        named, stored = record_id.hex(), bytes(part)
        if leaf_hash(whole_leaf(at, by, named, stored)) != hashed:
            return None
    except (AttributeError, TypeError):
        # What is wrong with the row is told where it is read as any other.
        return None
    held = [(path, commitment(bytes(salt), text.encode()).hex(), text) for _, path, salt, text in texts]
    return plain_line(kind, stored, named, at, by, held)


def leaves(
    connection: Connection, seqs: Iterable[int]
) -> Iterator[tuple[int, bytes, dict[str, tuple[bytes, str]]]]:
    """Entries as they lie in the log, in order: sequence number, leaf, and the texts beside it with their salts."""
    wanted = sorted(set(seqs))
    for low in range(0, len(wanted), _TOGETHER):
        rows, beside = _parted(_AMONG_WITH_TEXTS.rows(connection, seqs=wanted[low : low + _TOGETHER]))
        for seq, record_id, _, at, by, part, leafs_hash in rows:
            leaf = _leaf(seq, record_id, at, by, part)
            if leaf_hash(leaf) != bytes(leafs_hash):
                raise damaged(seq, _OTHER_HASH)
            yield seq, leaf, {path: (bytes(salt), text) for _, path, salt, text in beside.get(seq, ())}


def _parted(rows: Iterable[Any]) -> tuple[list[Any], dict[int, list[Any]]]:
    """Return entries, and the rows of the texts beside them by sequence number, of rows that hold both."""
    columns = len(_ENTRY)
    entries: list[Any] = []
    beside: dict[int, list[Any]] = {}
    for row in rows:
        seq, text = row[0], row[columns:]
        if not entries or entries[-1][0] != seq:
            entries.append(row[:columns])
        if text[0] is not None:
            beside.setdefault(seq, []).append(text)
    return entries, beside


def _stored_entries(
    connection: Connection, rows: Collection[Any], beside: Mapping[int, Collection[Any]], *, keep: bool = True
) -> list[Stored]:
    """Return the entries of these rows, in their order, with the texts `beside` them.

    `keep` is as for `read`.
    """
    with damage_suspected():
        found = [
            _stored(
                seq, record_id, _leaf(seq, record_id, at, by, part), hashed, beside.get(seq, ()), keep=keep
            )
            for seq, record_id, _, at, by, part, hashed in rows
        ]
        if without := [stored.seq for stored in found if stored.withheld]:
            erased = redactions(connection, without)
            found = [
                _redacted(stored, erased.get(stored.seq, ())) if stored.withheld else stored
                for stored in found
            ]
    return found


def _beside(
    connection: Connection, rows: Collection[Any], texts: Prepared, **values: Any
) -> dict[int, list[Any]]:
    """Return the rows of the texts beside some entries, which `texts` finds by these values, by sequence number."""
    beside: dict[int, list[Any]] = {}
    if any(row[2] in WITH_TEXTS for row in rows):
        for row in texts.rows(connection, **values):
            beside.setdefault(row[0], []).append(row)
    return beside


def _leaf(seq: int, record_id: Any, at: Any, by: Any, part: Any) -> bytes:
    """Return the leaf of an entry from its columns."""
    if not isinstance(part, bytes | memoryview) or not isinstance(record_id, bytes | memoryview):
        raise damaged(seq, "it is not a row of bytes")
    if not isinstance(at, str) or not isinstance(by, str):
        raise damaged(seq, "it does not say when it was recorded, or by whom")
    return whole_leaf(at, by, record_id.hex(), bytes(part))


def _stored(
    seq: int, record_id: bytes, leaf: bytes, hashed: bytes, texts: Collection[Any], *, keep: bool
) -> Stored:
    content = (_content if keep and len(leaf) < _SHORT else _content.__wrapped__)(leaf, bytes(hashed))
    if content is None:
        raise damaged(seq, _OTHER_HASH)
    if content["id"] != record_id.hex():
        raise damaged(seq, "its id is not the one it was recorded with")
    body: Body = content["record"]
    withheld = _NOTHING
    # Most have no text that could be erased.
    if texts or "quote" in body or "note" in body or "text" in body:
        body, withheld = _with_texts(seq, body, texts)
    at, by = content["at"], content["by"]
    claim = content.get("claim")
    first_at, first_by = (at, by) if claim is None else (claim.get("at", at), claim.get("by", by))
    return Stored(seq, intern(content["id"]), body, at, by, first_at, first_by, content.get("key"), withheld)


def _with_texts(seq: int, body: Body, texts: Iterable[Any]) -> tuple[Body, Mapping[str, str]]:
    """Return a body with its texts in place, and the digests of those that are not there, by path."""
    places = text_places(body)
    known = {}
    for _, path, salt, text in texts:
        known[path] = text
        if path not in places or commitment(bytes(salt), text.encode()).hex() != held_at(body, path):
            raise damaged(seq, f"the text of its {path} is not the one recorded")
    # Only the redaction has the digest of an erased text.
    withheld = {path: digest_at(body, path) or "" for path in places if path not in known}
    return opened(body, known), withheld or _NOTHING


#: How many contents of leaves, of how many bytes at most, are kept: some 8 MB of them.
_KEPT: Final = 2_000
_SHORT: Final = 4_096


@lru_cache(_KEPT)
def _content(leaf: bytes, hashed: bytes) -> Body | None:
    """Return the content of a leaf, None if this is not its hash.

    The bytes are read from the database each time, and compared with those that were hashed: parties, sources and
    whatever somebody goes back to are hashed and parsed once, and what was changed is found all the same.
    """
    return read_leaf(leaf) if leaf_hash(leaf) == hashed else None


def _redacted(stored: Stored, erased: Collection[Stored]) -> Stored:
    """Return the entry with its redactions. Raises TamperError if a text is missing without a redaction."""
    known: dict[str, str] = {}
    for redaction in erased:
        known.update(flat(redaction.body["withheld"]))
    for path, digest in stored.withheld.items():
        if not digest and path not in known:
            raise damaged(stored.seq, f"the text of its {path} is gone, and no redaction says so")
    withheld = {path: digest or known[path] for path, digest in stored.withheld.items()}
    return stored._replace(withheld=withheld, redactions=tuple(erased))


_REDACTIONS = Prepared(
    "SELECT seq, subject_seq FROM judgement WHERE subject_seq AMONG :seqs AND kind = 'redaction'"
)


def redactions(connection: Connection, subjects: Collection[int]) -> dict[int, list[Stored]]:
    """Return the redactions of each of `subjects`, oldest first by `at`, then id.

    A text that was erased is gone from a trace as of any time, so that they count whenever they were recorded.
    """
    subject_of: dict[int, int] = dict(_REDACTIONS.rows(connection, seqs=subjects))
    found: dict[int, list[Stored]] = {}
    for stored in sorted(read(connection, subject_of), key=_age):
        found.setdefault(subject_of[stored.seq], []).append(stored)
    return found


def _age(judgement: Stored) -> tuple[str, str]:
    return judgement.body["at"], judgement.id


def seqs_of(connection: Connection, entries: Collection[Stored]) -> dict[str, int]:
    """Return the sequence numbers of these entries and of all that they refer to, by id (hex)."""
    known: dict[str, int] = {}
    add_seqs(connection, entries, known)
    return known


def add_seqs(connection: Connection, entries: Collection[Stored], known: dict[str, int]) -> None:
    """Add the sequence numbers of entries and of all that they refer to, by id (hex), to those that are known."""
    known.update((stored.id, stored.seq) for stored in entries)
    unknown = {record for stored in entries for record in references(stored.body)} - known.keys()
    if unknown:
        found = by_ids(connection, map(bytes.fromhex, unknown))
        known.update((record.hex(), seq) for record, (_, seq) in found.items())


_MENDED = Prepared(
    "SELECT seq, subject_seq, object_seq FROM judgement"
    " WHERE object_seq AMONG :seqs AND kind = 'correction' AND detail = 'misrecorded' AND seq <= :as_of"
)
_KEYS = Prepared(
    "SELECT of_seq, key FROM key WHERE of_seq AMONG :seqs AND seq <= :as_of ORDER BY seq DESC, key DESC"
)


def keys_of(connection: Connection, seqs: Iterable[int], as_of: int = NOW) -> dict[int, str]:
    """Return the key of each entry that has one; of several, the one it got first.

    What replaced a misrecorded record has the key of that, unless it came with its own.
    """
    wanted = set(seqs)
    found = _own_keys(connection, wanted, as_of)
    _add_inherited_keys(connection, wanted, found, as_of)
    return found


def _add_inherited_keys(
    connection: Connection, wanted: Iterable[int], found: dict[int, str], as_of: int
) -> None:
    """Add to the keys `found` those that entries without a key of their own have from what they replaced."""
    unnamed = set(wanted) - found.keys() if anything_corrected(connection) else set()
    pending = {seq: {seq} for seq in unnamed}
    # A record amended twice is found together with its first replacement: each is followed back separately.
    seen = {(seq, seq) for seq in unnamed}
    while pending:
        rows = _MENDED.rows(connection, seqs=pending, as_of=as_of)
        if not rows:
            break
        held = {seq for seq, _ in standing_corrections(connection, [row[1] for row in rows], as_of)}
        before: dict[int, set[int]] = {}
        for seq, of, by in rows:
            if seq in held and (heirs := {heir for heir in pending[by] if (of, heir) not in seen}):
                seen.update((of, heir) for heir in heirs)
                before.setdefault(of, set()).update(heirs)
        for of, key in _own_keys(connection, before, as_of).items():
            for heir in before[of]:
                found.setdefault(heir, key)
        pending = {of: left for of, heirs in before.items() if (left := heirs - found.keys())}


def forms_of(connection: Connection, seq: int) -> set[int]:
    """Return an entry and every one that it replaced because it was misrecorded."""
    forms = {seq}
    pending: Collection[int] = forms
    while pending:
        rows = _MENDED.rows(connection, seqs=pending, as_of=NOW)
        pending = {row[1] for row in rows} - forms
        forms |= pending
    return forms


def _own_keys(connection: Connection, seqs: Collection[int], as_of: int) -> dict[int, str]:
    return dict(_KEYS.rows(connection, seqs=seqs, as_of=as_of))


@cache
def _judgements(kinds: tuple[str, ...]) -> Prepared:
    """Return the query of the judgements of some kinds, each with its entry."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    return Prepared(
        f"SELECT subject_seq, {_WITH_TEXTS}"  # noqa: S608
        f" FROM judgement JOIN entry ON entry.seq = judgement.seq {_TEXTS_OF}"
        f" WHERE subject_seq AMONG :seqs AND judgement.kind IN ({listed}) AND judgement.seq <= :as_of"
        " ORDER BY entry.seq"
    )


#: The judgements on each subject that were not undone, oldest first by `at`, then id.
Judgements = dict[int, list[Stored]]


def judgements_on(
    connection: Connection, kinds: tuple[str, ...], subjects: Collection[int], as_of: int = NOW
) -> dict[str, Judgements]:
    """Return the judgements of some kinds on any of `subjects`, by kind."""
    found: dict[str, Judgements] = {kind: {} for kind in kinds}
    if not subjects or not occurs(connection, *kinds):
        return found
    rows = _judgements(kinds).rows(connection, seqs=subjects, as_of=as_of)
    subject_of = {seq: subject for subject, seq, *_ in rows}
    if not subject_of:
        return found
    undone = {of for _, of in standing_corrections(connection, list(subject_of), as_of)}
    standing = [row for _, *row in rows if row[0] not in undone]
    for stored in sorted(_stored_entries(connection, *_parted(standing)), key=_age):
        found[stored.body["record"]].setdefault(subject_of[stored.seq], []).append(stored)
    return found


def described(connection: Connection, subjects: Collection[int], as_of: int = NOW) -> dict[int, Stored]:
    """Agents and sources, as `filled` with their descriptions."""
    descriptions = judgements_on(connection, ("description",), subjects, as_of)["description"]
    return filled({stored.seq: stored for stored in read(connection, subjects)}, descriptions)


def filled(subjects: Mapping[int, Stored], descriptions: Judgements) -> dict[int, Stored]:
    """Agents and sources with the fields of their descriptions; the newest description of a field wins."""
    found = dict(subjects)
    for subject, judgements in descriptions.items():
        fields: Body = {}
        for stored in judgements:
            fields.update((n, v) for n, v in stored.body.items() if n not in ("record", "of", "by", "at"))
        # What identifies a record is not changed by describing it.
        found[subject] = found[subject]._replace(body={**fields, **found[subject].body})
    return found


_IDS = Prepared("SELECT seq, kind, id FROM entry WHERE seq AMONG :seqs")


def ids_of(connection: Connection, seqs: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Kind and id (hex) of entries."""
    return {seq: (kind, record.hex()) for seq, kind, record in _IDS.rows(connection, seqs=set(seqs))}


_AT = Prepared("SELECT seq FROM entry WHERE recorded_at <= :moment ORDER BY seq DESC LIMIT 1")
_BEFORE = Prepared("SELECT seq FROM entry WHERE recorded_at < :moment ORDER BY seq DESC LIMIT 1")


def seq_at(connection: Connection, moment: str) -> int:
    """Return the last entry made at or before a moment (UTC, as `write_time` writes it), 0 if there is none."""
    return _AT.value(connection, moment=moment) or 0


def seq_before(connection: Connection, moment: str) -> int:
    """Return the last entry made before a moment (UTC), 0 if there is none."""
    return _BEFORE.value(connection, moment=moment) or 0
