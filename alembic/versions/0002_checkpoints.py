"""Checkpoints: the signed notes by which the ledger committed itself to its size and root.

Revision: 0002
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Seq = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table of checkpoints, append-only like the log."""
    op.create_table(
        "checkpoint",
        sa.Column("number", Seq, autoincrement=False, nullable=False),
        sa.Column("size", Seq, nullable=False),
        sa.Column("note", sa.LargeBinary, nullable=False),
        sa.Column("sealed_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_checkpoint"),
    )
    if op.get_bind().dialect.name == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
        op.execute(f"CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint {refuse}")
        op.execute(f"CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint {refuse}")
        # INSERT OR REPLACE fires no delete trigger unless a connection asks for it.
        op.execute(
            "CREATE TRIGGER checkpoint_no_replace BEFORE INSERT ON checkpoint"
            f" WHEN EXISTS (SELECT 1 FROM checkpoint WHERE number = NEW.number) {refuse}"
        )
    else:
        op.execute(
            "CREATE TRIGGER checkpoint_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint"
            " FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
        )
