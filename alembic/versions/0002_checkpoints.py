"""Checkpoints, the signed notes by which the ledger committed itself to its size and root; whether a figure has a
number; skeletons of names in other alphabets; no statistics of texts that can be erased.

Revision: 0002
"""

from __future__ import annotations

import json

import sqlalchemy as sa

from alembic import op
from ledger.store.dialect import dialect_of, seq_type

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of checkpoints, append-only like the log, and bring the projection up to date."""
    connection = op.get_bind()
    dialect = dialect_of(connection)
    op.create_table(
        "checkpoint",
        sa.Column("number", seq_type(), autoincrement=False, nullable=False),
        sa.Column("size", seq_type(), nullable=False),
        sa.Column("note", sa.LargeBinary, nullable=False),
        sa.Column("sealed_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_checkpoint"),
    )
    # Rows of a projection are written anew, which its guards would refuse.
    with dialect.without_guards(connection, "figure"):
        op.add_column(
            "figure", sa.Column("is_quantified", sa.Boolean, nullable=False, server_default=sa.true())
        )
        _find_unquantified()
    with dialect.without_guards(connection, "agent"):
        _make_skeletons()
    dialect.migrate(connection, revision)


def _find_unquantified() -> None:
    connection = op.get_bind()
    change = sa.text("UPDATE figure SET is_quantified = :none WHERE seq = :seq")
    leaves = sa.text(
        "SELECT seq, leaf FROM entry WHERE kind = 'figure' AND seq > :last ORDER BY seq LIMIT 1000"
    )
    last = 0
    while rows := connection.execute(leaves, {"last": last}).all():
        for last, leaf in rows:
            quantity = json.loads(bytes(leaf))["record"].get("quantity", {})
            if quantity.keys().isdisjoint({"value", "low", "high"}):
                connection.execute(change, {"none": False, "seq": last})


def _make_skeletons() -> None:
    # As this program makes them: the table of letters that look alike has grown.
    from ledger.store.confusables import skeleton

    connection = op.get_bind()
    change = sa.text("UPDATE agent SET skeleton = :skeleton WHERE seq = :seq")
    for seq, name, old in connection.execute(sa.text("SELECT seq, name, skeleton FROM agent")).all():
        if (new := skeleton(name)) != old:
            connection.execute(change, {"skeleton": new, "seq": seq})
