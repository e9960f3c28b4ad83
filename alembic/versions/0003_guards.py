"""A ledger knows how often it was sealed, and its guards see to it that what is added belongs to the log: a text or
a row of the projection comes with its entry, the head is that of the entries, a seal is one of this log.

Revision: 0003
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op
from ledger.store.dialect import dialect_of, seq_type

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Count the seals in the head, and put the new guards in place of the old."""
    connection = op.get_bind()
    dialect = dialect_of(connection)
    with dialect.without_guards(connection, "head"):
        op.add_column("head", sa.Column("checkpoints", seq_type(), nullable=False, server_default="0"))
        op.execute("UPDATE head SET checkpoints = (SELECT count(*) FROM checkpoint)")
    dialect.migrate(connection, revision)
