"""Views for whoever asks with SQL: what a leaf says in columns with names, and what corrections make of it.

A view holds nothing of its own, so that the log and its root stay as they are. What may need some explanation:

- A correction stands unless one that stands speaks of it. References point backwards, so that one pass from the newest
  entry down settles it: it carries the list of those undone, and touches only corrections of corrections.
- A misrecorded record is read as its replacement wherever it is named, and as absent where it has none. A chain of
  replacements that runs into a circle replaces nothing.
- What is said of a party or a source beyond its identity is the newest description's, field by field.

The ledger itself reads none of them. SQLite before 3.41 takes its JSON functions for unsafe in a view if a connection
sets ``trusted_schema = OFF``, as the ledger's own do.

Revision: 0004
"""

from __future__ import annotations

from alembic import op
from ledger.store.dialect import dialect_of
from ledger.store.dialect.interface import ViewExpressions

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the views."""
    connection = op.get_bind()
    for name, query in _views(dialect_of(connection).view_expressions).items():
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {' '.join(query.split())}")


def _views(write: ViewExpressions) -> dict[str, str]:
    """The query of each view, in the order in which they can be made."""
    return {
        "corrections": _corrections(write),
        "readings": _READINGS,
        "withdrawals": _WITHDRAWALS,
        "parties": _parties(write),
        "sources": _sources(write),
        "reviews": _reviews(write),
        "figures": _figures(write),
        "links": _links(write),
        "inputs": _inputs(write),
    }


#: Judgements that were taken back. An uncorrelated list is made once for a query.
_UNDONE = "(SELECT taken.of_seq FROM corrections taken WHERE taken.stands = 1)"


def _described(write: ViewExpressions, subject: str, field: str, *, json: bool = False) -> str:
    """What the newest description of a party or a source says of a field."""
    value = (write.json if json else write.text)("de", field)
    return (
        f"(SELECT {value} FROM judgement dj JOIN entry de ON de.seq = dj.seq"
        f" WHERE dj.kind = 'description' AND dj.subject_seq = {subject} AND {value} IS NOT NULL"
        f" AND dj.seq NOT IN {_UNDONE} ORDER BY dj.judged_at DESC, de.id DESC LIMIT 1)"
    )


def _key(record: str) -> str:
    """The key that a record got first."""
    return f"(SELECT k.key FROM key k WHERE k.of_seq = {record} ORDER BY k.seq, k.key LIMIT 1)"


#: The key of a record that replaced a misrecorded one, where it has none of its own.
_INHERITED = """
(SELECT rd.read_as_seq AS seq, min(k.key) AS key FROM readings rd JOIN key k ON k.of_seq = rd.seq
 WHERE rd.read_as_seq IS NOT NULL GROUP BY rd.read_as_seq)
"""


def _corrections(write: ViewExpressions) -> str:
    marked = "',' || u.seq || ','"
    return f"""
WITH RECURSIVE undoing (seq, of_seq, place) AS (
  SELECT j.seq, j.subject_seq, row_number() OVER (ORDER BY j.seq DESC)
  FROM judgement j JOIN judgement c ON c.seq = j.subject_seq AND c.kind = 'correction' WHERE j.kind = 'correction'
), walk (place, undone) AS (
  SELECT 0, ',' UNION ALL
  SELECT w.place + 1,
    CASE WHEN {write.place}(w.undone, {marked}) > 0 THEN w.undone ELSE w.undone || u.of_seq || ',' END
  FROM walk w JOIN undoing u ON u.place = w.place + 1
), settled (undone) AS (SELECT w.undone FROM walk w ORDER BY w.place DESC LIMIT 1)
SELECT j.seq, {write.hex("e.id")} AS id, o.kind AS of_kind, j.subject_seq AS of_seq, j.object_seq AS by_seq,
  j.detail AS cause, {write.text("e", "reason")} AS reason, j.judged_by AS corrected_by, j.judged_at AS corrected_at,
  CASE WHEN {write.place}(s.undone, ',' || j.seq || ',') > 0 THEN 0 ELSE 1 END AS stands,
  e.recorded_at, e.recorded_by
FROM judgement j JOIN entry e ON e.seq = j.seq JOIN entry o ON o.seq = j.subject_seq CROSS JOIN settled s
WHERE j.kind = 'correction'
"""


_READINGS = """
WITH RECURSIVE newest (seq, by_seq) AS (
  SELECT n.of_seq, n.by_seq FROM (
    SELECT c.of_seq, c.by_seq,
      row_number() OVER (PARTITION BY c.of_seq ORDER BY c.corrected_at DESC, c.id DESC) AS place
    FROM corrections c WHERE c.cause = 'misrecorded' AND c.stands = 1) AS n
  WHERE n.place = 1
), chain (seq, here) AS (
  SELECT n.seq, n.by_seq FROM newest n UNION
  SELECT c.seq, n.by_seq FROM chain c JOIN newest n ON n.seq = c.here
)
SELECT c.seq, c.here AS read_as_seq FROM chain c LEFT JOIN newest n ON n.seq = c.here
WHERE c.here IS NULL OR n.seq IS NULL
"""

_WITHDRAWALS = """
SELECT w.seq, w.status, CASE WHEN w.by_seq = w.seq THEN NULL ELSE w.by_seq END AS replaced_by_seq, w.correction_seq
FROM (
  SELECT r.*, row_number() OVER (PARTITION BY r.seq ORDER BY r.corrected_at DESC, r.id DESC) AS place FROM (
    SELECT CASE WHEN o.seq IS NULL THEN c.of_seq ELSE o.read_as_seq END AS seq,
      CASE WHEN b.seq IS NULL THEN c.by_seq ELSE b.read_as_seq END AS by_seq,
      CASE WHEN c.by_seq IS NULL THEN 'retracted' ELSE 'corrected' END AS status,
      c.seq AS correction_seq, c.corrected_at, c.id
    FROM corrections c LEFT JOIN readings o ON o.seq = c.of_seq LEFT JOIN readings b ON b.seq = c.by_seq
    WHERE c.cause = 'withdrawn' AND c.stands = 1) AS r
) AS w
WHERE w.place = 1 AND w.seq IS NOT NULL
"""


def _parties(write: ViewExpressions) -> str:
    return f"""
WITH RECURSIVE pair (a, b) AS (
  SELECT p.subject_seq, p.object_seq FROM (
    SELECT j.subject_seq, j.object_seq, j.detail,
      row_number() OVER (PARTITION BY j.subject_seq, j.object_seq ORDER BY j.judged_at DESC, e.id DESC) AS place
    FROM judgement j JOIN entry e ON e.seq = j.seq JOIN agent a ON a.seq = j.subject_seq
    WHERE j.kind = 'same' AND j.seq NOT IN {_UNDONE}) AS p
  WHERE p.place = 1 AND p.detail = 'same'
), both_ways (a, b) AS (SELECT p.a, p.b FROM pair p UNION ALL SELECT p.b, p.a FROM pair p
), together (seq, with_seq) AS (
  SELECT p.a, p.a FROM both_ways p UNION
  SELECT t.seq, p.b FROM together t JOIN both_ways p ON p.a = t.with_seq
), merged (seq, party_seq) AS (SELECT t.seq, min(t.with_seq) FROM together t GROUP BY t.seq)
SELECT a.seq, {write.hex("e.id")} AS id, coalesce({_key("a.seq")}, i.key) AS key, a.name, a.qualifier,
  {_described(write, "a.seq", "kind")} AS kind, {_described(write, "a.seq", "url")} AS url,
  {_described(write, "a.seq", "aliases", json=True)} AS aliases, coalesce(m.party_seq, a.seq) AS party_seq,
  e.recorded_at, e.recorded_by
FROM agent a JOIN entry e ON e.seq = a.seq LEFT JOIN merged m ON m.seq = a.seq LEFT JOIN {_INHERITED} i ON i.seq = a.seq
"""


def _sources(write: ViewExpressions) -> str:
    def field(name: str) -> str:
        return f"coalesce({write.text('e', name)}, {_described(write, 's.seq', name)}) AS {name}"

    return f"""
SELECT s.seq, {write.hex("e.id")} AS id, {_key("s.seq")} AS key, {field("title")}, s.url,
  {_described(write, "s.seq", "kind")} AS kind, {field("publisher")},
  {_described(write, "s.seq", "authors", json=True)} AS authors, {field("published")},
  {_described(write, "s.seq", "language")} AS language,
  (SELECT count(*) FROM snapshot n WHERE n.source_seq = s.seq) AS snapshots, e.recorded_at, e.recorded_by
FROM source s JOIN entry e ON e.seq = s.seq
"""


def _reviews(write: ViewExpressions) -> str:
    return f"""
SELECT j.seq, {write.hex("e.id")} AS id, o.kind AS of_kind,
  CASE WHEN rd.seq IS NULL THEN j.subject_seq ELSE rd.read_as_seq END AS of_seq,
  j.detail AS verdict, {write.text("e", "rating")} AS rating, {write.json("e", "accept")} AS accepted,
  n.content AS note, j.judged_by AS reviewed_by, j.judged_at AS reviewed_at,
  CASE WHEN j.seq IN {_UNDONE} THEN 0 ELSE 1 END AS stands, e.recorded_at, e.recorded_by
FROM judgement j JOIN entry e ON e.seq = j.seq JOIN entry o ON o.seq = j.subject_seq
  LEFT JOIN readings rd ON rd.seq = j.subject_seq LEFT JOIN entry_text n ON n.seq = j.seq AND n.path = 'note'
WHERE j.kind = 'review'
"""


def _verdict(record: str) -> str:
    """The newest verdict on a record that was not taken back."""
    return (
        "(SELECT vj.detail FROM judgement vj JOIN entry ve ON ve.seq = vj.seq"
        f" WHERE vj.kind = 'review' AND vj.subject_seq = {record} AND vj.seq NOT IN {_UNDONE}"
        " ORDER BY vj.judged_at DESC, ve.id DESC LIMIT 1)"
    )


def _figures(write: ViewExpressions) -> str:
    def number(name: str) -> str:
        text = write.text("e", f"quantity.{name}")
        return f"{text} AS {name}, {write.number(f'({text})')} AS {name}_number"

    quantity = ", ".join(
        f"{write.text('e', f'quantity.{name}')} AS {name}"
        for name in ("direction", "statistic", "price_base")
    )
    spoken = ", ".join(
        f"{write.text('e', name)} AS {name}" for name in ("nature", "stated", "period", "place", "locator")
    )
    return f"""
SELECT f.seq, {write.hex("e.id")} AS id, coalesce({_key("f.seq")}, i.key) AS key, {write.text("e", "label")} AS label,
  {write.text("e", "quantity.text")} AS text, {number("value")}, {number("low")}, {number("high")},
  {write.text("e", "quantity.hedge")} AS hedge, {write.text("e", "quantity.unit")} AS unit, {quantity},
  ({write.parties}) AS parties, {spoken}, f.source_seq,
  coalesce({write.text("se", "title")}, {_described(write, "f.source_seq", "title")}, s.url) AS source,
  q.content AS quote, {write.text("e", "quote.language")} AS quote_language, tr.content AS quote_translation,
  n.content AS note, {write.json("e", "tags")} AS tags,
  CASE WHEN {write.truth("e", "primary")} THEN 1 ELSE 0 END AS is_primary,
  coalesce({write.text("e", "wording")}, 'seen') AS wording,
  CASE WHEN NOT {write.truth("e", "restated")} THEN 0 ELSE 1 END AS restated,
  coalesce(w.status, 'current') AS status, w.replaced_by_seq, {_verdict("f.seq")} AS verdict,
  e.recorded_at, e.recorded_by
FROM figure f JOIN entry e ON e.seq = f.seq
  LEFT JOIN source s ON s.seq = f.source_seq LEFT JOIN entry se ON se.seq = f.source_seq
  LEFT JOIN entry_text q ON q.seq = f.seq AND q.path = 'quote.exact'
  LEFT JOIN entry_text tr ON tr.seq = f.seq AND tr.path = 'quote.translation'
  LEFT JOIN entry_text n ON n.seq = f.seq AND n.path = 'note'
  LEFT JOIN withdrawals w ON w.seq = f.seq LEFT JOIN readings rd ON rd.seq = f.seq
  LEFT JOIN {_INHERITED} i ON i.seq = f.seq
WHERE rd.seq IS NULL
"""


#: A figure as a link names it is the one that it is read as.
_ENDS = "LEFT JOIN readings rf ON rf.seq = d.figure_seq LEFT JOIN readings ri ON ri.seq = d.input_seq"
_FIGURE = "CASE WHEN rf.seq IS NULL THEN d.figure_seq ELSE rf.read_as_seq END"
_INPUT = "CASE WHEN ri.seq IS NULL THEN d.input_seq ELSE ri.read_as_seq END"


def _links(write: ViewExpressions) -> str:
    return f"""
SELECT d.seq, {write.hex("e.id")} AS id, d.relation, {_FIGURE} AS figure_seq,
  CASE WHEN d.relation = 'derivation' THEN NULL ELSE {_INPUT} END AS from_seq,
  {write.text("e", "formula")} AS formula, {write.json("e", "assumptions")} AS assumptions,
  coalesce({write.text("e", "basis")}, 'attributed') AS basis,
  {write.text("e", "source")} AS source_id, q.content AS quote,
  {write.text("e", "locator")} AS locator, n.content AS note, coalesce(w.status, 'current') AS status,
  w.replaced_by_seq, {_verdict("d.seq")} AS verdict, e.recorded_at, e.recorded_by
FROM edge d JOIN entry e ON e.seq = d.seq {_ENDS}
  LEFT JOIN entry_text q ON q.seq = d.seq AND q.path = 'quote.exact'
  LEFT JOIN entry_text n ON n.seq = d.seq AND n.path = 'note'
  LEFT JOIN withdrawals w ON w.seq = d.seq LEFT JOIN readings rd ON rd.seq = d.seq
WHERE d.position = 0 AND rd.seq IS NULL
"""


def _inputs(write: ViewExpressions) -> str:
    return f"""
SELECT d.seq AS link_seq, d.position, d.relation, {_FIGURE} AS figure_seq, {_INPUT} AS input_seq,
  CASE WHEN d.relation = 'derivation' THEN ({write.input}) END AS name, coalesce(w.status, 'current') AS status
FROM edge d JOIN entry e ON e.seq = d.seq {_ENDS}
  LEFT JOIN withdrawals w ON w.seq = d.seq LEFT JOIN readings rd ON rd.seq = d.seq
WHERE rd.seq IS NULL
"""
