"""The spool of records between being checked and being appended, outside memory so that memory does not grow.

They lie in a temporary file in the order in which they came, some thousand at a time. The names by which they are found
stand in memory while they are few, and are moved to a temporary database when they are many.
"""

from __future__ import annotations

import marshal
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from sys import intern
from tempfile import SpooledTemporaryFile
from typing import Any, Final, NamedTuple, Protocol

from ledger.errors import StoreError
from ledger.model.body import Body
from ledger.model.vocabulary import RECORDS
from ledger.store.staged_ids import StagedIds
from ledger.store.temporary import TemporaryRows

#: The number of records written together.
_TOGETHER = 2_000
#: The number of names kept in memory before all of them are moved to the database.
_NAMES = 50_000
#: The number of names looked up in the database that are remembered: those of the sources of a million figures, which
#: are named at random, take some 40 MB.
_NAMES_AT_HAND = 150_000
#: The number of records from which it pays to change the schema twice.
_LARGE = 1_000
#: The size in bytes from which the file lies on disk.
_IN_MEMORY = 8_000_000

#: Kinds as one byte.
_CODES: Final = {kind: code for code, kind in enumerate(RECORDS)}


@dataclass(slots=True)
class Staged:
    """A record ready to be appended: its `leaf_record` is canonical JSON with commitments in place of texts.

    `line` is the input line it came from; `own` is False for what came along (a link, an agent, a description);
    `fresh` marks a judgement that is not a news if the same person's latest on its subject is equal.
    """

    kind: str
    id: bytes
    body: Body
    leaf_record: bytes
    texts: dict[str, str] = field(default_factory=dict)
    salts: dict[str, bytes] = field(default_factory=dict)
    key: str | None = None
    claim: dict[str, str] | None = None
    fresh: bool = False
    own: bool = True
    line: int = 0
    warnings: list[str] = field(default_factory=list)


#: A record that the bulk lane has made, as it lays it out (`bulk_lane`): a number comes first.
Flat = tuple[Any, ...]


class Chunk(NamedTuple):
    """Staged records in order; `repeated` are those of their ids that came before, in this chunk or an earlier one."""

    records: list[Staged | Flat]
    repeated: list[bytes]


class StagedRecords(Protocol):
    """Records to be appended: `as_of` is the size of the ledger that it was checked against."""

    as_of: int

    @property
    def is_large(self) -> bool:
        """Whether there are so many records that they are better inserted as `Dialect.inserting_many` does."""

    def chunks(self) -> Iterator[Chunk]:
        """Return the staged records in order, some thousand at a time."""


class Spool:
    """Staged records in order, with lookups among them.

    `sink` is given each chunk as soon as it is complete, as bytes that `read_chunk` reads.
    """

    def __init__(self, sink: Callable[[bytes], None] | None = None) -> None:
        self._sink = sink
        #: The size of the ledger that the staged records were checked against.
        self.as_of = 0
        self._names = TemporaryRows(
            "what waits to be recorded",
            "CREATE TABLE named (space TEXT, name TEXT, id TEXT, kind TEXT,"
            " PRIMARY KEY (space, name, id)) WITHOUT ROWID;"
            "CREATE TABLE held (space TEXT, name TEXT, id TEXT, kind TEXT,"
            " PRIMARY KEY (space, name)) WITHOUT ROWID",
        )
        #: Whether anything was set aside.
        self.rejects = False
        self._moved = False
        self._room = _NAMES
        self._named: defaultdict[str, dict[str, list[tuple[str, str]]]] = defaultdict(dict)
        self._held: defaultdict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
        self._found: dict[tuple[str, str], tuple[str, str]] = {}
        self._begin()

    def _begin(self) -> None:
        self._records = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  closed by close
        self._batches: list[tuple[int, int]] = []
        #: How many different ids there are up to the end of each batch.
        self._ends: list[int] = []
        self._pending: list[tuple[Any, ...]] = []
        self._repeated: list[bytes] = []
        self._ids = StagedIds()
        self._kinds = bytearray()
        self._written = 0
        #: How many of the records in memory have their ids in `_ids`.
        self._noted = 0

    def forget(self) -> None:
        """Drop the appended records. Names stay, as a file's own keys come before the ledger's."""
        self._records.close()
        self._begin()

    @property
    def is_large(self) -> bool:
        """See `StagedRecords`."""
        return self._written + len(self._pending) >= _LARGE

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files."""
        self._records.close()
        self._names.close()

    def add(self, staged: Staged) -> None:
        """Put a record at the end."""
        self.add_flat(
            (
                staged.kind, staged.id, staged.body, staged.leaf_record, staged.texts, staged.salts, staged.key,
                staged.claim, staged.fresh, staged.own, staged.line, staged.warnings,
            ),
        )  # fmt: skip

    def add_flat(self, flat: Flat) -> None:
        """Put a record of the bulk lane at the end."""
        self._pending.append(flat)
        if len(self._pending) >= _TOGETHER:
            self._write()

    def _note_ids(self) -> StagedIds:
        """Note the ids of the records that came since the last time, many at once, and return all ids."""
        if self._noted < len(self._pending):
            from ledger.store.bulk_lane import KINDS

            came = [
                (row[1], row[0]) if isinstance(row[0], str) else (row[3], KINDS[row[0]])
                for row in self._pending[self._noted :]
            ]
            self._noted = len(self._pending)
            for (record_id, kind), new in zip(came, self._ids.add([row[0] for row in came]), strict=True):
                if new:
                    self._kinds.append(_CODES[kind])
                else:
                    self._repeated.append(record_id)
        return self._ids

    def flush(self) -> None:
        """Complete the last chunk."""
        if self._pending:
            self._write()

    def _write(self) -> None:
        """Write the records in memory to the file, and move the names to the database if there are too many."""
        self._note_ids()
        with _room_on_disk():
            payload = marshal.dumps((self._pending, self._repeated))
            self._batches.append((self._records.seek(0, 2), len(payload)))
            self._records.write(payload)
        if self._sink is not None:
            self._sink(payload)
        self._ends.append(len(self._ids))
        self._written += len(self._pending)
        self._pending, self._repeated, self._noted = [], [], 0
        if self._room <= 0:
            self._move()

    def _move(self) -> None:
        """Move all names to the database, in the order of its keys."""
        named = sorted(
            (space, name, record, kind)
            for space, names in self._named.items()
            for name, records in names.items()
            for kind, record in records
        )
        self._names.run_many("INSERT OR IGNORE INTO named VALUES (?, ?, ?, ?)", named)
        held = sorted(
            (space, name, record, kind)
            for space, names in self._held.items()
            for name, (kind, record) in names.items()
        )
        self._names.run_many("INSERT OR REPLACE INTO held VALUES (?, ?, ?, ?)", held)
        self._named.clear()
        self._held.clear()
        self._moved = True
        self._room = _NAMES

    def name(self, space: str, name: str, record_id: str, kind: str) -> None:
        """Let a record be found under a name in one of the spaces (keys, names, URLs, …)."""
        self.rejects = self.rejects or space == "rejected"
        records = self._named[space].setdefault(name, [])
        if (kind, record_id) not in records:
            records.append((kind, record_id))
            self._room -= 1

    def hold(self, space: str, name: str, record_id: str, kind: str) -> None:
        """Let a record be the only one under a name."""
        self._held[space][name] = kind, record_id
        self._room -= 1
        if self._moved:
            self._found.pop((space, name), None)

    def held(self, space: str, name: str) -> tuple[str, str] | None:
        """Kind and id of the only record under a name."""
        recent = self._held[space].get(name)
        if recent is not None or not self._moved:
            return recent
        place = space, name
        if place in self._found:
            return self._found[place]
        query = "SELECT kind, id FROM held WHERE space = ? AND name = ?"
        row: tuple[str, str] | None = self._names.first(query, place)
        if row:
            if len(self._found) >= _NAMES_AT_HAND:
                self._found.clear()
            row = self._found[place] = intern(row[0]), row[1]
        return row

    def named(self, space: str, name: str) -> list[tuple[str, str]]:
        """Kind and id of the records that have this name."""
        found = self._named[space].get(name, ())
        if not self._moved:
            return sorted(found, key=_by_id)
        query = "SELECT kind, id FROM named WHERE space = ? AND name = ?"
        return sorted({*found, *self._names.run(query, (space, name))}, key=_by_id)

    def names(self, space: str, most: int = 500) -> list[str]:
        """Return names in a space, for a did-you-mean."""
        self._move()
        query = "SELECT name FROM held WHERE space = ? LIMIT ?"
        return [name for (name,) in self._names.run(query, (space, most))]

    def kind_of(self, record_id: bytes) -> str | None:
        """Return the kind of a staged record."""
        number = self._note_ids().number(record_id)
        return RECORDS[self._kinds[number - 1]] if number else None

    def by_prefix(self, low: bytes, high: bytes, most: int = 10) -> list[tuple[str, bytes]]:
        """Kind and id of staged records with ids from `low` to `high`."""
        return [
            (RECORDS[self._kinds[number - 1]], self._ids.id(number))
            for number in self._note_ids().between(low, high, most)
        ]

    def body(self, record_id: bytes) -> Body | None:
        """Return the body of a staged record."""
        from ledger.store.bulk_lane import as_staged

        number = self._note_ids().number(record_id)
        if not number:
            return None
        batch = bisect_left(self._ends, number)
        rows = marshal.loads(self._batch(batch))[0] if batch < len(self._batches) else self._pending
        for row in rows:
            staged = Staged(*row) if isinstance(row[0], str) else as_staged(row)
            if staged.id == record_id:
                return staged.body
        return None

    def replaced(self, record_id: str) -> str:
        """Return the staged replacement of a record that a staged correction calls misrecorded, or itself."""
        found = self.held("replacement", record_id)
        return found[1] if found else record_id

    def chunks(self) -> Iterator[Chunk]:
        """See `StagedRecords`."""
        self.flush()
        for number in range(len(self._batches)):
            yield read_chunk(self._batch(number))

    def _batch(self, number: int) -> bytes:
        place, size = self._batches[number]
        with _room_on_disk():
            self._records.seek(place)
            return self._records.read(size)


def read_chunk(written: bytes) -> Chunk:
    """Return a chunk of records, from the bytes that a spool wrote."""
    rows, repeated = marshal.loads(written)
    return Chunk([Staged(*row) if isinstance(row[0], str) else row for row in rows], repeated)


def _by_id(named: tuple[str, str]) -> str:
    return named[1]


@contextmanager
def _room_on_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"what waits to be recorded cannot be kept in a temporary file: {error.strerror or error}",
            hint="free some space, or name a folder that has some with TMPDIR=FOLDER",
        ) from error
