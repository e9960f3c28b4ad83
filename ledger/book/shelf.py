"""Lists the sources that can be opened as drafts: those with a text, the newest first."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.query import records
from ledger.query.ledger_context import LedgerContext
from ledger.store import bodies as stored
from ledger.store import reach
from ledger.store.engine import reading
from ledger.store.head import read_head
from ledger.trace.material import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """A source with a text: its number of entered figures, and the time (UTC) and recorder of its newest version."""

    work: Work
    figures: int
    captured_at: str
    captured_by: str


def drafts(context: LedgerContext, most: int) -> list[Shelved]:
    """Return up to `most` sources with a text, the most recently captured first."""
    with reading(context.database) as connection:
        until = read_head(connection).size
        newest = dict(reach.newest_snapshots(connection, most))
        standing = set(records.standing_snapshots(connection, list(newest), until).values())
        counts = reach.figures_by_source(connection, list(newest))
        described = stored.described(connection, list(newest), until)
        keys = stored.keys_of(connection, list(newest), until)
        captured = {entry.seq: entry for entry in stored.read(connection, newest.values())}
        return [
            Shelved(
                work=records.work_of(described[source], keys),
                figures=counts.get(source, 0),
                captured_at=captured[snapshot].at,
                captured_by=captured[snapshot].by,
            )
            for source, snapshot in newest.items()
            if source in standing
        ]
