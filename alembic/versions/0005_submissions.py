"""What was appended at once is a submission, which can carry its recorder's signature, and on a server says who was
logged in. Submissions are leaves of a tree that the head of the log holds.

Revision: 0005
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op
from ledger.store.dialect import dialect_of, seq_type

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of submissions, append-only like the log, and their tree in the head, without a leaf yet."""
    op.create_table(
        "submission",
        sa.Column("number", seq_type(), autoincrement=False, nullable=False),
        sa.Column("first_seq", seq_type(), nullable=False),
        sa.Column("last_seq", seq_type(), nullable=False),
        sa.Column("database_user", sa.Text),
        sa.Column("note", sa.LargeBinary),
        sa.PrimaryKeyConstraint("number", name="pk_submission"),
        sa.ForeignKeyConstraint(["first_seq"], ["entry.seq"], name="fk_submission_first_seq"),
        sa.ForeignKeyConstraint(["last_seq"], ["entry.seq"], name="fk_submission_last_seq"),
    )
    op.create_index("ix_submission_last_seq", "submission", ["last_seq"], unique=True)
    op.add_column("head", sa.Column("submissions", seq_type(), nullable=False, server_default="0"))
    op.add_column("head", sa.Column("submission_subtrees", sa.LargeBinary))
    connection = op.get_bind()
    dialect_of(connection).migrate(connection, revision)
