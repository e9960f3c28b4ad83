"""The second pass: staged records are appended in one short transaction that holds the writers' lock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from itertools import islice
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.engine import Connection

from ledger.model.body import Body, references, subject_of
from ledger.model.codec import leaf_opening, stored_leaf, whole_leaf
from ledger.store import lookup, submissions
from ledger.store import tables as t
from ledger.store.bulk_lane import KINDS, LINK, add_rows, as_staged
from ledger.store.dialect import dialect_of
from ledger.store.erase import erase, redacted_among, without_text
from ledger.store.head import Head, check_nothing_beyond, move_head, read_head
from ledger.store.logtree import read_tile
from ledger.store.loop_check import LoopCheck, NewLink
from ledger.store.project import SEARCH, decision, project
from ledger.store.spool import Chunk, Flat, Staged, StagedRecords
from ledger.tlog.canonical import canonical, record_id
from ledger.tlog.merkle import CompactRange, leaf_hash
from ledger.tlog.tiles import TILE_WIDTH, completed_tiles, extended

#: The number of appended records that are remembered by id, so that references to them need not be looked up.
_REMEMBERED = 50_000
#: The number of records from before these that are remembered once they were looked up: sources, mostly, which are
#: named again and again. 100,000 take 25 MB.
_LOOKED_UP = 150_000


@dataclass(slots=True)
class Outcome:
    """The outcome of recording one record: `recorded` is True for a new entry, False for one that was there already.

    `seq` is its entry; `own` is False for what came along with another record; `withdrawn` says that a record
    already there is retracted or corrected.
    """

    kind: str
    id: str
    seq: int
    recorded: bool
    body: Body
    key: str | None = None
    own: bool = True
    line: int = 0
    withdrawn: bool = False
    #: For a redaction: whether there was a text here to erase.
    erased: bool = False
    warnings: list[str] = field(default_factory=list)


Report = Callable[[Outcome], None]
#: Called with the number of records that were recorded without a warning.
Tally = Callable[[int], None]


def append(
    connection: Connection,
    staged: StagedRecords,
    *,
    who: str,
    now: str,
    report: Report,
    tally: Tally,
    sign: submissions.Sign | None = None,
) -> Head:
    """Append every staged record that is not there yet, and report each in order. Returns the new head.

    New records of the bulk lane are counted by `tally`, and reported only if there is a warning about one.

    `now` is the time of recording (UTC), moved up to the predecessor's if that is later. `sign` is asked for the
    recorder's signature over what was appended, where anything was.
    """
    head = read_head(connection, lock=True)
    check_nothing_beyond(connection, head)
    appender = _Appender(
        connection, head, who=who, now=max(now, head.recorded_at), moved=head.size != staged.as_of
    )
    with dialect_of(connection).inserting_many(connection) if staged.is_large else nullcontext():
        for chunk in staged.chunks():
            appender.take(chunk, report, tally)
    return appender.finish(sign)


class _Appender:
    """Appends records in one transaction."""

    def __init__(self, connection: Connection, head: Head, *, who: str, now: str, moved: bool) -> None:
        self._connection = connection
        self._head = head
        self._who = who
        self._now = now
        self._moved = moved
        self._tree = head.tree
        self._size = head.tree.size
        start = head.size - head.size % TILE_WIDTH
        query = select(t.entry.c.leaf_hash).where(t.entry.c.seq > start).order_by(t.entry.c.seq)
        self._tail: list[bytes] = [bytes(hashed) for hashed in connection.scalars(query)]
        self._seqs: dict[str, int] = {}
        self._looked_up: dict[str, int] = {}
        self._opening = leaf_opening(now, who).decode()
        self._withdrawn: set[int] = set()
        self._holders: dict[str, lookup.Found] = {}
        self._rows: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self._hashes: list[bytes] = []
        self._loops = LoopCheck(connection, head.size)
        self._links: list[NewLink[int]] = []

    def take(self, chunk: Chunk, report: Report, tally: Tally) -> None:
        """Append a chunk of records."""
        connection = self._connection
        named, ids, keys = _named_by(chunk.records)
        if not self._head.size:
            # An empty ledger holds nothing but the records appended before.
            ids = chunk.repeated
        missing = named - self._seqs.keys()
        again = {record: self._looked_up[record] for record in missing & self._looked_up.keys()}
        wanted = {bytes.fromhex(record) for record in missing - again.keys()}
        wanted.update(ids)
        known = lookup.by_ids(connection, wanted)
        if len(self._seqs) > _REMEMBERED:
            # Records appended longer ago are found in the database like all others.
            newest = dict(islice(self._seqs.items(), _REMEMBERED // 2, None))
            self._seqs = {record: self._seqs[record] for record in named if record in self._seqs} | newest
        found = {record.hex(): seq for record, (_, seq) in known.items()}
        if len(self._looked_up) > _LOOKED_UP:
            self._looked_up.clear()
        self._looked_up.update(found)
        self._seqs.update(again)
        self._seqs.update(found)
        self._holders = lookup.by_keys(connection, keys)
        old = [known[record][1] for record in ids if record in known]
        self._withdrawn = {of for _, of in lookup.standing_corrections(connection, old)} if old else set()
        taken: list[tuple[Staged, Outcome]] = []
        #: Each with its place in the chunk.
        outcomes: list[tuple[int, Outcome]] = []
        for place, staged in enumerate(chunk.records):
            if not isinstance(staged, Staged):
                if self._flat(place, staged):
                    continue
                staged = as_staged(staged)
            outcome = self._one(staged, place)
            outcomes.append((place, outcome))
            taken.append((staged, outcome))
        flat = len(chunk.records) - len(outcomes)
        self._flush()
        self._erase([outcome for _, outcome in outcomes])
        self._warn_of_kept_out(taken)
        made = dict(outcomes)
        for place, path in self._loops.closed(self._links):
            if place not in made:
                made[place] = self._outcome(chunk.records[place])
            made[place].warnings.append(f"this closes a loop of reports: {path}")
        self._links = []
        for place in sorted(made):
            report(made[place])
        tally(flat - (len(made) - len(outcomes)))

    def _flat(self, place: int, flat: Flat) -> bool:
        """Append a record of the bulk lane; False where it is there already, or its key is another's."""
        code, _, own, _, record_id, spelled, key, claim, named, particular = flat
        seqs = self._seqs
        if record_id in seqs or (key is not None and key in self._holders):
            return False
        self._size += 1
        seq = seqs[record_id] = self._size
        claimed = f'"claim":{claim},' if claim else ""
        keyed = f'"key":"{key}",' if key else ""
        opening = f'{self._opening},{claimed}"id":"{record_id}",{keyed}"record":'
        hashed = sha256(b"\x00%b%b}" % (opening.encode(), spelled)).digest()
        part = b'{%b"record":%b}' % (f"{claimed}{keyed}".encode(), spelled)
        self._hashes.append(hashed)
        add_rows(flat, seq, part, hashed, (self._now, self._who), seqs, self._rows)
        if key:
            self._holders[key] = lookup.Found(KINDS[code], record_id, seq)
            self._rows["key"].append((key, seq, seq))
        if code == LINK and particular != "revision":
            figure, *above = [seqs[end] for end in named]
            if own or figure <= self._head.size or max(above) > figure:
                self._watch(place, figure, above, own=own)
        return True

    def _outcome(self, flat: Any) -> Outcome:
        """Return the outcome of a record of the bulk lane that was recorded."""
        code, line, own, _, record_id, _, key, _, _, _ = flat
        return Outcome(KINDS[code], record_id, self._seqs[record_id], True, {}, key, own, line)

    def finish(self, sign: submissions.Sign | None) -> Head:
        """Write the submission of the appended entries, and the new head."""
        head = self._head
        if self._size == head.size:
            return head
        submitted = submissions.place(
            self._connection, head.submissions, head.size + 1, self._tree, head.name, sign
        )
        grown = head._replace(tree=self._tree, recorded_at=self._now, submissions=submitted)
        move_head(self._connection, grown)
        return grown

    def _one(self, staged: Staged, place: int) -> Outcome:
        staged_id = staged.id.hex()
        outcome = Outcome(
            kind=staged.kind, id=staged_id, seq=0, recorded=False, body=staged.body, own=staged.own,
            line=staged.line, warnings=staged.warnings,
        )  # fmt: skip
        seq = self._seqs.get(staged_id) or self._overtaken(staged)
        if seq is not None:
            outcome.seq, outcome.withdrawn = seq, seq in self._withdrawn
        else:
            free = staged.key if staged.key and self._holders.get(staged.key) is None else None
            outcome.recorded = True
            outcome.seq = self._entry(staged, staged_id, free)
        if key := staged.body["key"] if staged.kind == "key" else staged.key:
            self._give_key(staged, outcome, key)
        if staged.kind == "link" and outcome.recorded and staged.body["relation"] != "revision":
            body = staged.body
            inputs = list(body["inputs"].values()) if "inputs" in body else [body["from"]]
            above = [self._seqs[record] for record in inputs]
            self._watch(place, self._seqs[body["figure"]], above, own=staged.own)
        return outcome

    def _entry(self, staged: Staged, staged_id: str, key: str | None) -> int:
        """Make an entry and its rows; returns its sequence number."""
        self._size += 1
        seq = self._seqs[staged_id] = self._size
        part = stored_leaf(record=staged.leaf_record, key=key, claim=staged.claim)
        hashed = leaf_hash(whole_leaf(self._now, self._who, staged_id, part))
        self._hashes.append(hashed)
        rows = self._rows
        rows["entry"].append((seq, staged.id, staged.kind, self._now, self._who, part, hashed))
        for path, content in staged.texts.items():
            rows["entry_text"].append((seq, path, staged.salts[path], content))
        for table, row in project(seq, staged.body, staged.texts, self._seqs.__getitem__):
            rows[table].append(row)
        return seq

    def _overtaken(self, staged: Staged) -> int | None:
        """Return the entry of an equal judgement that another process recorded since this one was checked."""
        if not (self._moved and staged.fresh and staged.key is None):
            return None
        body = staged.body
        subject = self._seqs.get(subject_of(body))
        if subject is None:
            return None
        who = body["recorder"] if staged.kind == "correction" else body["by"]
        second = self._seqs.get(body["refs"][1]) if "refs" in body else None
        latest = lookup.latest_decision(self._connection, subject, staged.kind, who, second)
        return latest.seq if latest and latest.decision == decision(body) else None

    def _give_key(self, staged: Staged, outcome: Outcome, key: str) -> None:
        """Let the record hold the key it came with, unless another one does."""
        holder = self._holders.get(key)
        named = self._seqs[staged.body["of"]] if staged.kind == "key" else outcome.seq
        if holder is not None:
            if holder.seq != named:
                outcome.warnings.append(
                    f"the key {key} is taken by {holder.kind} {holder.id[:12]} and stays there"
                )
            elif staged.kind != "key":
                outcome.key = key
            return
        giver = outcome.seq
        if staged.kind != "key" and not outcome.recorded:
            if staged.claim is not None:
                # The key would need a record of its own, and the result would depend on which ledger merged first.
                outcome.warnings.append(
                    f"this is recorded already: the key {key} that it has elsewhere is not taken over"
                )
                return
            giver = self._late_key(staged, key)
        record = staged.body["of"] if staged.kind == "key" else outcome.id
        self._holders[key] = lookup.Found(staged.kind, record, named)
        self._rows["key"].append((key, giver, named))
        outcome.key = key

    def _late_key(self, staged: Staged, key: str) -> int:
        """Record a key for a record that was there before without it."""
        body: Body = {
            "record": "key", "key": key, "of": staged.id.hex(), "by": self._who, "at": self._now,
        }  # fmt: skip
        made = Staged(kind="key", id=record_id(body), body=body, leaf_record=canonical(body), own=False)
        found = lookup.by_ids(self._connection, [made.id]).get(made.id)
        return found[1] if found else self._entry(made, made.id.hex(), None)

    def _watch(self, place: int, figure: int, above: list[int], *, own: bool) -> None:
        self._loops.note(figure, above)
        # A figure made with its link in one record has nothing downstream yet.
        if own or figure <= self._head.size:
            self._links.append(NewLink(place, figure, above))

    def _erase(self, outcomes: list[Outcome]) -> None:
        """Erase the texts that the redactions among these records name."""
        redactions = {
            (self._seqs[outcome.body["of"]], outcome.body["field"]): outcome
            for outcome in outcomes
            if outcome.kind == "redaction" and outcome.recorded
        }
        if redactions:
            for erased in erase(self._connection, redactions):
                redactions[erased].erased = True

    def _warn_of_kept_out(self, taken: list[tuple[Staged, Outcome]]) -> None:
        """List the texts that are not taken over, because their records are here without them."""
        old = [
            (outcome, {path.partition(".")[0] for path in staged.texts})
            for staged, outcome in taken
            if staged.texts and not outcome.recorded
        ]
        if not old:
            return
        redacted = redacted_among(self._connection, [outcome.seq for outcome, _ in old])
        snapshots = {outcome.seq for outcome, _ in old if outcome.kind == "snapshot"} - redacted.keys()
        without = without_text(self._connection, snapshots)
        for outcome, came in old:
            if out := sorted(came & redacted.get(outcome.seq, set())):
                outcome.warnings.append(
                    f"its {' and '.join(out)}: removed here by a redaction, and kept out;"
                    f" ledger show {outcome.id[:12]} says by whom"
                )
            elif outcome.seq in without:
                outcome.warnings.append(
                    "this snapshot is recorded already, without its text: the text is not taken over"
                )

    def _flush(self) -> None:
        """Write the collected rows and the tiles they fill."""
        self._tree, self._tail = write_rows(
            self._connection, self._rows, self._tree, self._hashes, self._tail
        )
        self._rows.clear()
        self._hashes = []


def _named_by(chunk: list[Staged | Flat]) -> tuple[set[str], list[bytes], set[str]]:
    """Return the references by id (hex) of a chunk's records, the records' own ids, and the keys that they give."""
    named: set[str] = set()
    ids: list[bytes] = []
    own: set[str] = set()
    keys: set[str | None] = set()
    for staged in chunk:
        if isinstance(staged, Staged):
            named.update(references(staged.body))
            ids.append(staged.id)
            own.add(staged.id.hex())
            keys.add(staged.body["key"] if staged.kind == "key" else staged.key)
        else:
            _, _, _, digest, record_id, _, key, _, references_of, _ = staged
            named.update(references_of)
            ids.append(digest)
            own.add(record_id)
            keys.add(key)
    return named - own, ids, {key for key in keys if key}


def write_rows(
    connection: Connection,
    rows: Mapping[str, list[tuple[Any, ...]]],
    tree: CompactRange,
    hashes: list[bytes],
    tail: list[bytes],
) -> tuple[CompactRange, list[bytes]]:
    """Write the rows of new entries, by table, and the tiles that their leaf `hashes` fill.

    `tail` holds the leaf hashes of the tree that stand in no full tile yet. Returns tree and tail with these entries.
    """
    for table in (t.entry, t.entry_text, *t.PROJECTION):
        if found := rows.get(table.name):
            insert_rows(connection, table, found)
    if words := rows.get(SEARCH):
        index_words(connection, words)
    tiles = []
    for tile in completed_tiles(tree.size, hashes, tail, partial(read_tile, connection)):
        insert_rows(connection, t.tile, [(tile.level, tile.index, tile.hashes)])
        tiles.append(tile)
    tree = extended(tree, hashes, tail, tiles)
    everything = [*tail, *hashes]
    return tree, everything[len(everything) - tree.size % TILE_WIDTH :]


def insert_rows(connection: Connection, table: Table, rows: list[tuple[Any, ...]]) -> None:
    """Insert many rows, the values of each in the order of the table's columns."""
    columns = [column.name for column in table.columns]
    dialect_of(connection).insert(connection, table.name, columns, rows)


def index_words(connection: Connection, rows: list[tuple[Any, ...]]) -> None:
    """Put the words of entries into the search index, given as rows of seq and words."""
    dialect = dialect_of(connection)
    dialect.insert(connection, SEARCH, [dialect.search_seq, "words"], rows)
