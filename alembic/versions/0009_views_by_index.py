"""The views of links and inputs are searched by index, and a view names the parties of each figure.

A figure that a link names is read as its replacement where it was misrecorded, which few are. While that was an
expression for all of them, a database could not look a link up by its figures: joining all figures with what rests on
them compared each with each. Links between figures that are read as they stand are now a part of their own.

Revision: 0009
"""

from __future__ import annotations

from alembic import op
from ledger.store.dialect import dialect_of
from ledger.store.dialect.interface import ViewExpressions

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the views of links and inputs anew, and that of the parties of figures."""
    connection = op.get_bind()
    expressions = dialect_of(connection).view_expressions
    for name in ("links", "inputs"):
        connection.exec_driver_sql(f"DROP VIEW {name}")
    views = {"links": _links(expressions), "inputs": _inputs(expressions), "reporters": _REPORTERS}
    for name, query in views.items():
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {' '.join(query.split())}")


_MISREAD = "(SELECT rd.seq FROM readings rd)"
#: Links between figures that are read as they stand.
_PLAIN = f"""
LEFT JOIN withdrawals w ON w.seq = d.seq
WHERE d.seq NOT IN {_MISREAD} AND d.figure_seq NOT IN {_MISREAD} AND d.input_seq NOT IN {_MISREAD}
"""
#: Links that name a figure which is read as another, or as none.
_READ_AS_ANOTHER = f"""
LEFT JOIN readings rf ON rf.seq = d.figure_seq LEFT JOIN readings ri ON ri.seq = d.input_seq
LEFT JOIN withdrawals w ON w.seq = d.seq
WHERE d.seq NOT IN {_MISREAD} AND (rf.seq IS NOT NULL OR ri.seq IS NOT NULL)
"""
_FIGURE = "CASE WHEN rf.seq IS NULL THEN d.figure_seq ELSE rf.read_as_seq END"
_INPUT = "CASE WHEN ri.seq IS NULL THEN d.input_seq ELSE ri.read_as_seq END"
#: Judgements that were taken back. An uncorrelated list is made once for a query.
_UNDONE = "(SELECT taken.of_seq FROM corrections taken WHERE taken.stands = 1)"
#: The newest verdict on a link that was not taken back.
_VERDICT = f"""
(SELECT vj.detail FROM judgement vj JOIN entry ve ON ve.seq = vj.seq
 WHERE vj.kind = 'review' AND vj.subject_seq = d.seq AND vj.seq NOT IN {_UNDONE}
 ORDER BY vj.judged_at DESC, ve.id DESC LIMIT 1)
"""


def _links(write: ViewExpressions) -> str:
    def part(figure: str, source: str, rows: str) -> str:
        return f"""
SELECT d.seq, {write.hex("e.id")} AS id, d.relation, {figure} AS figure_seq,
  CASE WHEN d.relation = 'derivation' THEN NULL ELSE {source} END AS from_seq,
  {write.text("e", "formula")} AS formula, {write.json("e", "assumptions")} AS assumptions,
  coalesce({write.text("e", "basis")}, 'attributed') AS basis,
  {write.text("e", "source")} AS source_id, q.content AS quote,
  {write.text("e", "locator")} AS locator, n.content AS note, coalesce(w.status, 'current') AS status,
  w.replaced_by_seq, {_VERDICT} AS verdict, e.recorded_at, e.recorded_by
FROM edge d JOIN entry e ON e.seq = d.seq
  LEFT JOIN entry_text q ON q.seq = d.seq AND q.path = 'quote.exact'
  LEFT JOIN entry_text n ON n.seq = d.seq AND n.path = 'note'
  {rows} AND d.position = 0
"""

    plain = part("d.figure_seq", "d.input_seq", _PLAIN)
    return f"{plain} UNION ALL {part(_FIGURE, _INPUT, _READ_AS_ANOTHER)}"


def _inputs(write: ViewExpressions) -> str:
    def part(figure: str, source: str, rows: str) -> str:
        return f"""
SELECT d.seq AS link_seq, d.position, d.relation, {figure} AS figure_seq, {source} AS input_seq,
  CASE WHEN d.relation = 'derivation' THEN ({write.input}) END AS name, coalesce(w.status, 'current') AS status
FROM edge d JOIN entry e ON e.seq = d.seq
  {rows}
"""

    plain = part("d.figure_seq", "d.input_seq", _PLAIN)
    return f"{plain} UNION ALL {part(_FIGURE, _INPUT, _READ_AS_ANOTHER)}"


#: Parties that are the same have the number and the name of the one that was recorded first.
_REPORTERS = """
SELECT r.seq AS figure_seq, coalesce(m.party_seq, a.seq) AS party_seq, coalesce(m.name, a.name) AS party
FROM reporter r JOIN agent a ON a.seq = r.agent_seq LEFT JOIN (
  SELECT p.seq, p.party_seq, b.name FROM parties p JOIN agent b ON b.seq = p.party_seq WHERE p.seq <> p.party_seq
) m ON m.seq = a.seq
"""
