"""What rests on a figure is found in the order in which it was recorded, from the index alone.

Of a figure that very many relay, a trace looks at those recorded first, and at those that revise it: without that
order, and an index of revisions, all that name it have to be read.

Revision: 0006
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index of edges by input one by input and figure, and one of the few that are revisions."""
    op.drop_index("ix_edge_input_seq", "edge")
    op.create_index("ix_edge_input_seq_figure_seq", "edge", ["input_seq", "figure_seq"])
    revisions = sa.text("relation = 'revision'")
    op.create_index(
        "ix_edge_revised", "edge", ["input_seq"], sqlite_where=revisions, postgresql_where=revisions
    )
