"""The tables. The log is `entry`, with `entry_text` beside it; `tile` and `head` are its tree, `submission` says what
was appended together and carries its recorder's signature, `checkpoint` its seals; `proposal` holds what is no entry
yet; the rest is a projection of the log that can be built again.

`seq` counts entries from 1 without gaps and is the primary key of every row an entry makes, so that
``seq <= n`` is the ledger as of entry n.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

from ledger.store.dialect import seq_type

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

Seq = seq_type()


def _seq() -> Column[int]:
    return Column("seq", Seq, ForeignKey("entry.seq"), primary_key=True, autoincrement=False)


def _of(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, Seq, ForeignKey("entry.seq"), nullable=nullable)


#: `leaf` is a leaf without what the other columns say: when, by whom and its id (see `codec.whole_leaf`).
entry = Table(
    "entry",
    metadata,
    Column("seq", Seq, CheckConstraint("seq > 0", name="seq"), primary_key=True, autoincrement=False),
    Column("id", LargeBinary, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
    Column("leaf_hash", LargeBinary, nullable=False),
)

entry_text = Table(
    "entry_text",
    metadata,
    _seq(),
    Column("path", Text, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("content", Text, nullable=False),
)

tile = Table(
    "tile",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("position", Seq, primary_key=True, autoincrement=False),
    Column("hashes", LargeBinary, nullable=False),
)

head = Table(
    "head",
    metadata,
    Column("one", Integer, CheckConstraint("one = 1", name="one"), primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("size", Seq, nullable=False),
    Column("subtrees", LargeBinary, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("checkpoints", Seq, nullable=False),
    Column("submissions", Seq, nullable=False),
    Column("submission_subtrees", LargeBinary),
)

#: Entries appended together: `number` counts submissions from 1, and they are leaves of a tree of their own, which the
#: head holds. `note` is the recorder's signature over its entries, where there is one; `database_user` the session's
#: user, where the database has such. Unsigned entries on a database without users are in no submission.
submission = Table(
    "submission",
    metadata,
    Column("number", Seq, primary_key=True, autoincrement=False),
    Column("first_seq", Seq, ForeignKey("entry.seq"), nullable=False),
    Column("last_seq", Seq, ForeignKey("entry.seq"), nullable=False),
    Column("database_user", Text),
    Column("note", LargeBinary),
    Index(None, "last_seq", unique=True),
)

#: Signed notes as they were made: `number` counts them from 1, `size` is how many entries one covers.
checkpoint = Table(
    "checkpoint",
    metadata,
    Column("number", Seq, primary_key=True, autoincrement=False),
    Column("size", Seq, nullable=False),
    Column("note", LargeBinary, nullable=False),
    Column("sealed_at", Text, nullable=False),
)

agent = Table(
    "agent",
    metadata,
    _seq(),
    Column("name", Text, nullable=False),
    Column("qualifier", Text),
    Column("skeleton", Text, nullable=False),
    Index(None, "name"),
    Index(None, "skeleton"),
)

alias = Table(
    "alias",
    metadata,
    _seq(),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _of("agent_seq"),
    Column("name", Text, nullable=False),
    Index(None, "name"),
    sqlite_with_rowid=False,
)

source = Table(
    "source",
    metadata,
    _seq(),
    Column("url", Text),
    Index(None, "url"),
)

snapshot = Table("snapshot", metadata, _seq(), _of("source_seq"), Index(None, "source_seq"))

figure = Table(
    "figure",
    metadata,
    _seq(),
    _of("source_seq", nullable=True),
    Column("is_primary", Boolean, nullable=False),
    Column("is_quantified", Boolean, nullable=False),
    Index(None, "source_seq"),
)

reporter = Table(
    "reporter",
    metadata,
    _seq(),
    Column("agent_seq", Seq, ForeignKey("entry.seq"), primary_key=True, autoincrement=False),
    Index(None, "agent_seq"),
    sqlite_with_rowid=False,
)

_REVISIONS = text("relation = 'revision'")

edge = Table(
    "edge",
    metadata,
    _seq(),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("relation", Text, nullable=False),
    _of("figure_seq"),
    _of("input_seq"),
    Index(None, "figure_seq"),
    Index(None, "input_seq", "figure_seq"),
    # Of the rows that are revisions in PostgreSQL too, as its migration says; said here, whoever opens a file would
    # import all that SQLAlchemy knows of PostgreSQL.
    Index("ix_edge_revised", "input_seq", sqlite_where=_REVISIONS),
    sqlite_with_rowid=False,
)

judgement = Table(
    "judgement",
    metadata,
    _seq(),
    Column("kind", Text, nullable=False),
    _of("subject_seq"),
    _of("object_seq", nullable=True),
    Column("detail", Text),
    Column("judged_by", Text, nullable=False),
    Column("judged_at", Text, nullable=False),
    Column("decision", LargeBinary, nullable=False),
    Index(None, "subject_seq"),
    Index(None, "kind", "subject_seq"),
    Index(None, "kind", "object_seq"),
)

key = Table(
    "key",
    metadata,
    Column("key", Text, nullable=False, unique=True),
    _seq(),
    _of("of_seq"),
    Index(None, "of_seq"),
)

#: Proposals of assistants, until a person decides: beside the log, and no part of it. `records` is a JSON array.
proposal = Table(
    "proposal",
    metadata,
    Column("id", Text, primary_key=True),
    Column("proposed_at", Text, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("records", Text, nullable=False),
)

#: The tables of the projection, in the order in which rows can be inserted.
PROJECTION: Final = (agent, alias, source, snapshot, figure, reporter, edge, judgement, key)
#: Views of the records with readable columns, for queries in SQL; the ledger itself reads none of them.
VIEWS: Final = (
    "corrections", "readings", "withdrawals", "parties", "sources", "reviews", "figures", "links", "inputs",
    "reporters",
)  # fmt: skip
#: Tables in which no row is ever changed or removed. `search` holds the words of entries by seq; it is no
#: table of this metadata, as each database has its own kind.
APPEND_ONLY: Final = (entry, tile, submission, checkpoint, *PROJECTION)
