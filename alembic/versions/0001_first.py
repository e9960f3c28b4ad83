"""The log, its tree and its projection.

Revision: 0001
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

#: Rows may only be added for entries that the head of the log does not count yet.
PAST = "NEW.seq <= (SELECT size FROM head)"
#: The append-only tables, and when an inserted row could replace or forge one of the past.
APPEND_ONLY = {
    "entry": f"{PAST} OR EXISTS (SELECT 1 FROM entry WHERE id = NEW.id)",
    "tile": "EXISTS (SELECT 1 FROM tile WHERE level = NEW.level AND position = NEW.position)",
    "agent": PAST,
    "alias": PAST,
    "source": PAST,
    "snapshot": PAST,
    "figure": PAST,
    "reporter": PAST,
    "edge": PAST,
    "judgement": PAST,
    "key": f"{PAST} OR EXISTS (SELECT 1 FROM key WHERE key = NEW.key)",
    "entry_text": PAST,
}

Seq = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, the search index and the triggers that keep the log append-only."""
    _log()
    _projection()
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


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


def _sqlite() -> None:
    op.execute("CREATE VIRTUAL TABLE search USING fts5 (words, tokenize = 'unicode61')")
    refuse = "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    for table, replacing in APPEND_ONLY.items():
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
        # INSERT OR REPLACE fires no delete trigger unless a connection asks for it.
        op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {replacing} {refuse}")
        if table != "entry_text":
            op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
    op.execute(
        "CREATE TRIGGER entry_text_no_delete BEFORE DELETE ON entry_text WHEN NOT EXISTS"
        " (SELECT 1 FROM judgement WHERE kind = 'redaction' AND subject_seq = OLD.seq"
        f" AND detail = substr(OLD.path, 1, instr(OLD.path || '.', '.') - 1)) {refuse}"
    )
    op.execute(f"CREATE TRIGGER head_no_delete BEFORE DELETE ON head {refuse}")
    op.execute(f"CREATE TRIGGER head_only_grows BEFORE UPDATE ON head WHEN NEW.size <= OLD.size {refuse}")
    op.execute(
        f"CREATE TRIGGER head_no_replace BEFORE INSERT ON head WHEN EXISTS (SELECT 1 FROM head) {refuse}"
    )


def _postgresql() -> None:
    op.execute("CREATE TABLE search (seq BIGINT CONSTRAINT pk_search PRIMARY KEY, words TEXT NOT NULL)")
    op.execute("CREATE INDEX ix_search_words ON search USING gin (to_tsvector('simple', words))")
    op.execute(
        "CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$"
    )
    op.execute(
        "CREATE FUNCTION ledger_keep_text() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF NOT EXISTS (SELECT 1 FROM judgement WHERE kind = 'redaction' AND subject_seq = OLD.seq"
        " AND detail = split_part(OLD.path, '.', 1))"
        " THEN RAISE EXCEPTION 'the ledger is append-only'; END IF; RETURN OLD; END $$"
    )
    op.execute(
        "CREATE FUNCTION ledger_head_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF NEW.size <= OLD.size THEN RAISE EXCEPTION 'the ledger is append-only'; END IF; RETURN NEW; END $$"
    )
    refuse = "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
    for table in APPEND_ONLY:
        # A text may be deleted, when a redaction says so.
        delete = "" if table == "entry_text" else "OR DELETE "
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE {delete}OR TRUNCATE ON {table} {refuse}"
        )
    op.execute(
        "CREATE TRIGGER entry_text_kept BEFORE DELETE ON entry_text"
        " FOR EACH ROW EXECUTE FUNCTION ledger_keep_text()"
    )
    op.execute(f"CREATE TRIGGER head_append_only BEFORE DELETE OR TRUNCATE ON head {refuse}")
    op.execute(
        "CREATE TRIGGER head_grows BEFORE UPDATE ON head FOR EACH ROW EXECUTE FUNCTION ledger_head_grows()"
    )
