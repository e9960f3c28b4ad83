"""Keys are not stored twice: a ledger is a twentieth smaller, and an import inserts into fewer indexes.

A key is stored under the entry that gave it, of which there is one, so that rows need no index beside themselves to be
found by entry. On SQLite the tables of edges, reporters and aliases are their own primary keys, and the search index
keeps no count of words, which nothing asks for.

Revision: 0010
"""

from __future__ import annotations

from alembic import op
from ledger.store.dialect import dialect_of

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make these tables anew, each in the way of its database."""
    connection = op.get_bind()
    dialect_of(connection).migrate(connection, revision)
