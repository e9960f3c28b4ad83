"""The snapshots of a source, as their texts are read."""

from __future__ import annotations

from typing import NamedTuple

from ledger.query.records import standing_snapshots
from ledger.store import bodies as stored
from ledger.store.engine import Transaction
from ledger.store.head import read_head
from ledger.store.lookup import by_ids


class SnapshotText(NamedTuple):
    """A snapshot that has a text: its id, when the source was seen (RFC 3339) where that is known, and the text."""

    id: str
    retrieved: str | None
    text: str


def newest_snapshot(connection: Transaction, source: str) -> SnapshotText | None:
    """Return the newest snapshot of a source (its id, hex) that has a text and was not retracted, or None."""
    return next(iter(snapshots(connection, source)), None)


def snapshots(connection: Transaction, source: str, until: int | None = None) -> list[SnapshotText]:
    """Return the snapshots of a source (its id, hex) that have a text and were not retracted, newest first.

    `until` is the entry as of which the ledger is read, by default the last.

    Newest is the last that was retrieved; of two retrieved at once, the last that was recorded.
    """
    key = bytes.fromhex(source)
    held = by_ids(connection, [key]).get(key)
    if held is None:
        return []
    _, seq = held
    rows = standing_snapshots(connection, [seq], read_head(connection).size if until is None else until)
    with_text = [entry for entry in stored.read(connection, rows) if "text" not in entry.withheld]
    found = [entry for entry in with_text if isinstance(entry.body.get("text"), str)]
    found.sort(key=lambda entry: (entry.body.get("retrieved") or "", entry.seq), reverse=True)
    return [SnapshotText(entry.id, entry.body.get("retrieved"), entry.body["text"]) for entry in found]
