"""The log, its tree and its projection.

Revision: 0001
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op
from ledger.store.dialect import dialect_of, seq_type

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Seq = seq_type()


def upgrade() -> None:
    """Make the tables, the search index and the triggers that keep the log append-only."""
    _log()
    _projection()
    connection = op.get_bind()
    dialect_of(connection).migrate(connection, revision)


def _log() -> None:
    op.create_table(
        "entry",
        sa.Column("seq", Seq, autoincrement=False, nullable=False),
        sa.Column("id", sa.LargeBinary, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.Text, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_entry"),
        sa.UniqueConstraint("id", name="uq_entry_id"),
        sa.CheckConstraint("seq > 0", name=op.f("ck_entry_seq")),
    )
    op.create_table(
        "entry_text",
        _seq(),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        *_keys("entry_text", "seq", "path"),
    )
    op.create_table(
        "tile",
        sa.Column("level", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("position", Seq, autoincrement=False, nullable=False),
        sa.Column("hashes", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("level", "position", name="pk_tile"),
    )
    op.create_table(
        "head",
        sa.Column("one", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("size", Seq, nullable=False),
        sa.Column("subtrees", sa.LargeBinary, nullable=False),
        sa.Column("recorded_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("one", name="pk_head"),
        sa.CheckConstraint("one = 1", name=op.f("ck_head_one")),
    )


def _projection() -> None:
    op.create_table(
        "agent",
        _seq(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("qualifier", sa.Text),
        sa.Column("skeleton", sa.Text, nullable=False),
        *_keys("agent", "seq"),
    )
    op.create_table(
        "alias",
        _seq(),
        sa.Column("position", sa.Integer, autoincrement=False, nullable=False),
        _of("agent_seq"),
        sa.Column("name", sa.Text, nullable=False),
        *_keys("alias", "seq", "position"),
        _foreign("alias", "agent_seq"),
    )
    op.create_table("source", _seq(), sa.Column("url", sa.Text), *_keys("source", "seq"))
    op.create_table(
        "snapshot", _seq(), _of("source_seq"), *_keys("snapshot", "seq"), _foreign("snapshot", "source_seq")
    )
    op.create_table(
        "figure",
        _seq(),
        _of("source_seq", nullable=True),
        sa.Column("is_primary", sa.Boolean, nullable=False),
        *_keys("figure", "seq"),
        _foreign("figure", "source_seq"),
    )
    op.create_table(
        "reporter",
        _seq(),
        sa.Column("agent_seq", Seq, autoincrement=False, nullable=False),
        *_keys("reporter", "seq", "agent_seq"),
        _foreign("reporter", "agent_seq"),
    )
    op.create_table(
        "edge",
        _seq(),
        sa.Column("position", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("relation", sa.Text, nullable=False),
        _of("figure_seq"),
        _of("input_seq"),
        *_keys("edge", "seq", "position"),
        _foreign("edge", "figure_seq"),
        _foreign("edge", "input_seq"),
    )
    op.create_table(
        "judgement",
        _seq(),
        sa.Column("kind", sa.Text, nullable=False),
        _of("subject_seq"),
        _of("object_seq", nullable=True),
        sa.Column("detail", sa.Text),
        sa.Column("judged_by", sa.Text, nullable=False),
        sa.Column("judged_at", sa.Text, nullable=False),
        sa.Column("decision", sa.LargeBinary, nullable=False),
        *_keys("judgement", "seq"),
        _foreign("judgement", "subject_seq"),
        _foreign("judgement", "object_seq"),
    )
    op.create_table(
        "key",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("seq", Seq, nullable=False),
        _of("of_seq"),
        sa.PrimaryKeyConstraint("key", name="pk_key"),
        _foreign("key", "seq"),
        _foreign("key", "of_seq"),
    )
    for table, column in (
        ("agent", "name"), ("agent", "skeleton"), ("alias", "name"), ("source", "url"),
        ("snapshot", "source_seq"), ("figure", "source_seq"), ("reporter", "agent_seq"),
        ("edge", "figure_seq"), ("edge", "input_seq"), ("judgement", "subject_seq"),
        ("key", "seq"), ("key", "of_seq"),
    ):  # fmt: skip
        op.create_index(f"ix_{table}_{column}", table, [column])
    for column in ("subject_seq", "object_seq"):
        op.create_index(f"ix_judgement_kind_{column}", "judgement", ["kind", column])


def _seq() -> sa.Column[int]:
    return sa.Column("seq", Seq, autoincrement=False, nullable=False)


def _of(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, Seq, nullable=nullable)


def _foreign(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["entry.seq"], name=f"fk_{table}_{column}")


def _keys(table: str, *columns: str) -> tuple[sa.PrimaryKeyConstraint, sa.ForeignKeyConstraint]:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}"), _foreign(table, "seq")
