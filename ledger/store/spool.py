"""Where records wait between being checked and being appended, outside of memory so that it does not grow."""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from dataclasses import dataclass, field

from ledger.model.body import Body
from ledger.store.temporary import TemporaryRows

#: How many of the last records are kept at hand.
_AT_HAND = 2_000
#: How many names that were looked up in the file are kept at hand.
_NAMES_AT_HAND = 20_000


@dataclass(slots=True)
class Staged:
    """A record ready to be appended: its `leaf_record` is canonical JSON with commitments in place of texts.

    `line` is the input line it came from; `own` is False for what came along (a link, an agent, a description);
    `fresh` marks a judgement that is no news if the same person's latest on its subject is equal.
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


class Spool:
    """Staged records in order, and what can be looked up among them."""

    def __init__(self) -> None:
        self._rows = TemporaryRows(
            "what waits to be recorded",
            "CREATE TABLE staged (n INTEGER PRIMARY KEY, id BLOB, kind TEXT, payload BLOB NOT NULL);"
            "CREATE INDEX staged_id ON staged (id);"
            "CREATE TABLE named (space TEXT, name TEXT, id TEXT, kind TEXT,"
            " PRIMARY KEY (space, name, id)) WITHOUT ROWID;"
            "CREATE TABLE held (space TEXT, name TEXT, id TEXT, kind TEXT,"
            " PRIMARY KEY (space, name)) WITHOUT ROWID",
        )
        self.count = 0
        # Written to the file some at a time; until then they are looked up here.
        self._staged: list[tuple[int, bytes, str, bytes]] = []
        self._bodies: dict[bytes, tuple[str, Body]] = {}
        self._held: dict[tuple[str, str], tuple[str, str]] = {}
        self._found: dict[tuple[str, str], tuple[str, str]] = {}
        self._replacements = False
        #: The size of the ledger that the staged records were checked against.
        self.as_of = 0

    def forget(self) -> None:
        """Let go of what was appended; names stay, as a file's own keys come before the ledger's."""
        self._write()
        self._rows.run("DELETE FROM staged")
        self.count = 0

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the file."""
        self._rows.close()

    def add(self, staged: Staged) -> None:
        """Put a record at the end."""
        self.count += 1
        payload = marshal.dumps(
            (
                staged.kind, staged.id, staged.body, staged.leaf_record, staged.texts, staged.salts, staged.key,
                staged.claim, staged.fresh, staged.own, staged.line, staged.warnings,
            )
        )  # fmt: skip
        self._staged.append((self.count, staged.id, staged.kind, payload))
        self._bodies.setdefault(staged.id, (staged.kind, staged.body))
        if len(self._staged) >= _AT_HAND:
            self._write()

    def _write(self) -> None:
        """Write what is at hand to the file."""
        held = ((space, name, record, kind) for (space, name), (kind, record) in self._held.items())
        self._rows.run_many("INSERT INTO staged VALUES (?, ?, ?, ?)", self._staged)
        self._rows.run_many("INSERT OR REPLACE INTO held VALUES (?, ?, ?, ?)", held)
        self._staged.clear()
        self._bodies.clear()
        self._held.clear()

    def name(self, space: str, name: str, record_id: str, kind: str) -> None:
        """Let a record be found under a name in one of the spaces (keys, names, URLs, …)."""
        self._rows.run("INSERT OR IGNORE INTO named VALUES (?, ?, ?, ?)", (space, name, record_id, kind))

    def hold(self, space: str, name: str, record_id: str, kind: str) -> None:
        """Let a record be the only one under a name."""
        self._held[space, name] = kind, record_id
        self._found.pop((space, name), None)
        self._replacements = self._replacements or space == "replacement"

    def held(self, space: str, name: str) -> tuple[str, str] | None:
        """Kind and id of the only record under a name."""
        place = space, name
        if recent := self._held.get(place) or self._found.get(place):
            return recent
        query = "SELECT kind, id FROM held WHERE space = ? AND name = ?"
        row: tuple[str, str] | None = self._rows.first(query, place)
        if row:
            if len(self._found) >= _NAMES_AT_HAND:
                self._found.clear()
            self._found[place] = row
        return row

    def named(self, space: str, name: str) -> list[tuple[str, str]]:
        """Kind and id of the records that have this name."""
        query = "SELECT kind, id FROM named WHERE space = ? AND name = ? ORDER BY id"
        return self._rows.run(query, (space, name))

    def names(self, space: str, most: int = 500) -> list[str]:
        """Names in a space, for a did-you-mean."""
        self._write()
        query = "SELECT name FROM held WHERE space = ? LIMIT ?"
        return [name for (name,) in self._rows.run(query, (space, most))]

    def kind_of(self, record_id: bytes) -> str | None:
        """The kind of a staged record."""
        if record_id in self._bodies:
            return self._bodies[record_id][0]
        row = self._rows.first("SELECT kind FROM staged WHERE id = ?", (record_id,))
        return None if row is None else row[0]

    def by_prefix(self, low: bytes, high: bytes, most: int = 10) -> list[tuple[str, bytes]]:
        """Kind and id of staged records with ids from `low` to `high`."""
        self._write()
        query = "SELECT DISTINCT kind, id FROM staged WHERE id BETWEEN ? AND ? LIMIT ?"
        return self._rows.run(query, (low, high, most))

    def body(self, record_id: bytes) -> Body | None:
        """The body of a staged record."""
        if record_id in self._bodies:
            return self._bodies[record_id][1]
        query = "SELECT payload FROM staged WHERE id = ? ORDER BY n LIMIT 1"
        row = self._rows.first(query, (record_id,))
        return None if row is None else Staged(*marshal.loads(row[0])).body

    def replaced(self, record_id: str) -> str:
        """The staged replacement of a record that a staged correction calls misrecorded, or itself."""
        found = self.held("replacement", record_id) if self._replacements else None
        return found[1] if found else record_id

    def chunks(self, size: int = 2_000) -> Iterator[list[Staged]]:
        """The staged records in order, `size` at a time."""
        self._write()
        query = "SELECT n, payload FROM staged WHERE n > ? ORDER BY n LIMIT ?"
        last = 0
        while rows := self._rows.run(query, (last, size)):
            last = rows[-1][0]
            yield [Staged(*marshal.loads(payload)) for _, payload in rows]
