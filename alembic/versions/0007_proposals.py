"""What assistants propose waits in the ledger's database, so that everybody who uses the ledger finds it.

It is beside the log: no entry, in no proof, and removed once somebody has decided.

Revision: 0007
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op
from ledger.store.dialect import dialect_of

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of proposals, from which whoever may record may also remove."""
    op.create_table(
        "proposal",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("proposed_at", sa.Text, nullable=False),
        sa.Column("proposed_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("records", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_proposal"),
    )
    connection = op.get_bind()
    dialect_of(connection).migrate(connection, revision)
