"""A leaf is stored without when, by whom and its id, which the columns of its entry hold: a sixth of a ledger.

The hash of an entry is that of the whole leaf, as before, and so are the root, seals, proofs and backups. A leaf that
its columns contradict, because somebody changed them, is stored as a whole, and `ledger verify` goes on to find it.

Revision: 0008
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from alembic import op
from ledger.store.dialect import dialect_of

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_PAGE = sa.text(
    "SELECT seq, id, recorded_at, recorded_by, leaf FROM entry WHERE seq > :last ORDER BY seq LIMIT 2000"
)
_CHANGE = sa.text("UPDATE entry SET leaf = :part WHERE seq = :seq")


def upgrade() -> None:
    """Store leaves in the shorter form, and let new entries be checked in it."""
    connection = op.get_bind()
    dialect = dialect_of(connection)
    with dialect.without_guards(connection, "entry"):
        last = -1
        while rows := connection.execute(_PAGE, {"last": last}).all():
            last = rows[-1][0]
            if changes := [change for row in rows if (change := _change(*row))]:
                connection.execute(_CHANGE, changes)
    dialect.migrate(connection, revision)


def _change(seq: int, record_id: Any, at: Any, by: Any, leaf: Any) -> dict[str, Any] | None:
    from ledger.model.codec import stored_of

    # What is no row of a ledger stays as it is, so that it is found.
    if not all(isinstance(value, bytes | memoryview) for value in (record_id, leaf)):
        return None
    if not isinstance(at, str) or not isinstance(by, str):
        return None
    leaf = bytes(leaf)
    part = stored_of(leaf, at, by, bytes(record_id).hex())
    return None if part == leaf else {"seq": seq, "part": part}
