"""The table of proposals: records that wait for a person. It is beside the log, and no part of what is verified."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from ledger.store import tables as t
from ledger.store.engine import Database, in_writing, reading


class ProposedRow(NamedTuple):
    """A proposal as it is stored: `proposed_at` in UTC, `records` a JSON array."""

    id: str
    proposed_at: str
    proposed_by: str
    reason: str
    records: str


def waiting(database: Database) -> list[ProposedRow]:
    """Return the proposals that wait, the oldest first."""
    with reading(database) as connection:
        rows = connection.execute(select(t.proposal).order_by(t.proposal.c.proposed_at, t.proposal.c.id))
        return [ProposedRow(*row) for row in rows]


def keep(database: Database, row: ProposedRow, most: int) -> bool:
    """Store a proposal; False where `most` wait already. One that is stored under this id stays as it is."""

    def store(connection: Connection) -> bool:
        ids = set(connection.scalars(select(t.proposal.c.id)))
        if row.id not in ids:
            if len(ids) >= most:
                return False
            connection.execute(insert(t.proposal).values(row._asdict()))
        return True

    return in_writing(database, store)


def remove(database: Database, proposal_id: str) -> bool:
    """Remove a proposal; False where somebody else already has."""

    def forget(connection: Connection) -> bool:
        found = delete(t.proposal).where(t.proposal.c.id == proposal_id)
        return connection.execute(found).rowcount > 0

    return in_writing(database, forget)
