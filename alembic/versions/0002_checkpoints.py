"""Checkpoints, the signed notes by which the ledger committed itself to its size and root; whether a figure has a
number; skeletons of names in other alphabets; no statistics of texts that can be erased.

Revision: 0002
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Seq = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table of checkpoints, append-only like the log, and bring the projection up to date."""
    _checkpoints()
    op.add_column("figure", sa.Column("is_quantified", sa.Boolean, nullable=False, server_default=sa.true()))
    with _changing("figure"):
        _find_unquantified()
    with _changing("agent"):
        _make_skeletons()
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("figure", "is_quantified", server_default=None)
        # Statistics would keep samples of texts that are erased later.
        op.execute("ALTER TABLE entry_text ALTER content SET STATISTICS 0")
        op.execute("ALTER TABLE search ALTER words SET STATISTICS 0")
        op.execute("ALTER INDEX ix_search_words ALTER 1 SET STATISTICS 0")


@contextmanager
def _changing(table: str) -> Iterator[None]:
    """Rows of a projection are written anew within this transaction, which its guards would refuse."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    guard = f"SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = '{table}_no_update'"
    sql = connection.exec_driver_sql(guard).scalar_one()
    op.execute(f"DROP TRIGGER {table}_no_update")
    yield
    connection.exec_driver_sql(sql)


def _find_unquantified() -> None:
    connection = op.get_bind()
    change = sa.text("UPDATE figure SET is_quantified = :none WHERE seq = :seq")
    leaves = sa.text(
        "SELECT seq, leaf FROM entry WHERE kind = 'figure' AND seq > :last ORDER BY seq LIMIT 1000"
    )
    last = 0
    while rows := connection.execute(leaves, {"last": last}).all():
        for last, leaf in rows:
            said = json.loads(bytes(leaf))["record"].get("quantity", {})
            if said.keys().isdisjoint({"value", "low", "high"}):
                connection.execute(change, {"none": False, "seq": last})


def _make_skeletons() -> None:
    # As this program makes them: the table of letters that look alike has grown.
    from ledger.store.confusables import skeleton

    connection = op.get_bind()
    change = sa.text("UPDATE agent SET skeleton = :skeleton WHERE seq = :seq")
    for seq, name, old in connection.execute(sa.text("SELECT seq, name, skeleton FROM agent")).all():
        if (new := skeleton(name)) != old:
            connection.execute(change, {"skeleton": new, "seq": seq})


def _checkpoints() -> None:
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
