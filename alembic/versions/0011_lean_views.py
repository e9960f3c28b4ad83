"""The views of figures, links, inputs and parties join fewer tables, so that questions over several of them end.

A database that joins views puts the tables of all of them in an order. SQLite does so without knowing how large they
are, and with ten tables a view it took orders that compare each row with each. What a column needs beyond its entry is
now looked up by the column: what few records have, in a list or a map that is made once for a query. PostgreSQL knows
how large tables are, and keeps its views.

Revision: 0011
"""

from __future__ import annotations

from alembic import op
from ledger.store.dialect import dialect_of
from ledger.store.dialect.interface import ValueOf, ViewExpressions

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make these views anew, and that of reporters, which is made with that of parties."""
    connection = op.get_bind()
    write = dialect_of(connection).view_expressions
    value_of = write.value_of
    if value_of is None:
        return
    for name in ("reporters", "parties", "figures", "links", "inputs"):
        connection.exec_driver_sql(f"DROP VIEW {name}")
    views = {
        "parties": _parties(write, value_of),
        "figures": _figures(write, value_of),
        "links": _links(write, value_of),
        "inputs": _inputs(write),
        "reporters": _REPORTERS,
    }
    for name, query in views.items():
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {' '.join(query.split())}")


#: Judgements that were taken back. An uncorrelated list is made once for a query.
_UNDONE = "(SELECT taken.of_seq FROM corrections taken WHERE taken.stands = 1)"
#: Records that are read as another, or as none.
_MISREAD = "(SELECT rd.seq FROM readings rd)"


def _key(value_of: ValueOf, record: str) -> str:
    """The key that a record got first; that of what it replaced because it was typed wrong, if it has none."""
    inherited = (
        "SELECT rd.read_as_seq AS seq, min(k.key) AS value FROM readings rd JOIN key k ON k.of_seq = rd.seq"
        " WHERE rd.read_as_seq IS NOT NULL GROUP BY rd.read_as_seq"
    )
    return (
        f"coalesce((SELECT k.key FROM key k WHERE k.of_seq = {record} ORDER BY k.seq, k.key LIMIT 1),"
        f" CASE WHEN {record} IN (SELECT rd.read_as_seq FROM readings rd WHERE rd.read_as_seq IS NOT NULL)"
        f" THEN {value_of(inherited, record)} END)"
    )


def _status(record: str) -> str:
    """Whether a record stands."""

    def among(status: str) -> str:
        return f"{record} IN (SELECT w.seq FROM withdrawals w WHERE w.status = '{status}')"

    words = " ".join(f"WHEN {among(status)} THEN '{status}'" for status in ("retracted", "corrected"))
    return f"CASE {words} ELSE 'current' END"


def _replacement(value_of: ValueOf, record: str) -> str:
    """What stands in the place of a record that was corrected."""
    corrected = "FROM withdrawals w WHERE w.replaced_by_seq IS NOT NULL"
    replacement = value_of(f"SELECT w.seq, w.replaced_by_seq AS value {corrected}", record)
    return f"CASE WHEN {record} IN (SELECT w.seq {corrected}) THEN CAST({replacement} AS BIGINT) END"


def _verdict(record: str) -> str:
    """The newest verdict on a record that was not taken back."""
    return (
        "(SELECT vj.detail FROM judgement vj JOIN entry ve ON ve.seq = vj.seq"
        f" WHERE vj.kind = 'review' AND vj.subject_seq = {record} AND vj.seq NOT IN {_UNDONE}"
        " ORDER BY vj.judged_at DESC, ve.id DESC LIMIT 1)"
    )


def _described(write: ViewExpressions, subject: str, field: str, *, json: bool = False) -> str:
    """What the newest description of a party or a source says of a field."""
    value = (write.json if json else write.text)("de", field)
    return (
        f"(SELECT {value} FROM judgement dj JOIN entry de ON de.seq = dj.seq"
        f" WHERE dj.kind = 'description' AND dj.subject_seq = {subject} AND {value} IS NOT NULL"
        f" AND dj.seq NOT IN {_UNDONE} ORDER BY dj.judged_at DESC, de.id DESC LIMIT 1)"
    )


def _words(record: str, path: str) -> str:
    """A text of a record that can be erased."""
    return (
        f"(SELECT words.content FROM entry_text words WHERE words.seq = {record} AND words.path = '{path}')"
    )


def _figures(write: ViewExpressions, value_of: ValueOf) -> str:
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
    title = f"(SELECT {write.text('se', 'title')} FROM entry se WHERE se.seq = f.source_seq)"
    url = "(SELECT s.url FROM source s WHERE s.seq = f.source_seq)"
    return f"""
SELECT f.seq, {write.hex("e.id")} AS id, {_key(value_of, "f.seq")} AS key, {write.text("e", "label")} AS label,
  {write.text("e", "quantity.text")} AS text, {number("value")}, {number("low")}, {number("high")},
  {write.text("e", "quantity.hedge")} AS hedge, {write.text("e", "quantity.unit")} AS unit, {quantity},
  ({write.parties}) AS parties, {spoken}, f.source_seq,
  coalesce({title}, {_described(write, "f.source_seq", "title")}, {url}) AS source,
  {_words("f.seq", "quote.exact")} AS quote, {write.text("e", "quote.language")} AS quote_language,
  {_words("f.seq", "quote.translation")} AS quote_translation, {_words("f.seq", "note")} AS note,
  {write.json("e", "tags")} AS tags, CASE WHEN {write.truth("e", "primary")} THEN 1 ELSE 0 END AS is_primary,
  coalesce({write.text("e", "wording")}, 'seen') AS wording,
  CASE WHEN NOT {write.truth("e", "restated")} THEN 0 ELSE 1 END AS restated,
  {_status("f.seq")} AS status, {_replacement(value_of, "f.seq")} AS replaced_by_seq,
  {_verdict("f.seq")} AS verdict, e.recorded_at, e.recorded_by
FROM figure f JOIN entry e ON e.seq = f.seq
WHERE f.seq NOT IN {_MISREAD}
"""


#: Links between figures that are read as they stand.
_PLAIN = f"""
FROM edge d JOIN entry e ON e.seq = d.seq
WHERE d.seq NOT IN {_MISREAD} AND d.figure_seq NOT IN {_MISREAD} AND d.input_seq NOT IN {_MISREAD}
"""
#: Links that name a figure which is read as another, or as none: few, and found by index.
_READ_AS_ANOTHER = f"""
FROM edge d JOIN entry e ON e.seq = d.seq
  LEFT JOIN readings rf ON rf.seq = d.figure_seq LEFT JOIN readings ri ON ri.seq = d.input_seq
WHERE d.seq NOT IN {_MISREAD} AND (rf.seq IS NOT NULL OR ri.seq IS NOT NULL) AND d.seq IN (
  SELECT fd.seq FROM edge fd WHERE fd.figure_seq IN {_MISREAD}
  UNION SELECT di.seq FROM edge di WHERE di.input_seq IN {_MISREAD})
"""
_FIGURE = "CASE WHEN rf.seq IS NULL THEN d.figure_seq ELSE rf.read_as_seq END"
_INPUT = "CASE WHEN ri.seq IS NULL THEN d.input_seq ELSE ri.read_as_seq END"


def _links(write: ViewExpressions, value_of: ValueOf) -> str:
    # Without its type, SQLite would make no index on the column while it answers.
    def part(figure: str, source: str, rows: str) -> str:
        return f"""
SELECT d.seq, {write.hex("e.id")} AS id, d.relation, {figure} AS figure_seq,
  CAST(CASE WHEN d.relation = 'derivation' THEN NULL ELSE {source} END AS BIGINT) AS from_seq,
  {write.text("e", "formula")} AS formula, {write.json("e", "assumptions")} AS assumptions,
  coalesce({write.text("e", "basis")}, 'attributed') AS basis, {write.text("e", "source")} AS source_id,
  {_words("d.seq", "quote.exact")} AS quote, {write.text("e", "locator")} AS locator,
  {_words("d.seq", "note")} AS note, {_status("d.seq")} AS status, {_replacement(value_of, "d.seq")} AS replaced_by_seq,
  {_verdict("d.seq")} AS verdict,
  e.recorded_at, e.recorded_by
{rows} AND d.position = 0
"""

    return (
        f"{part('d.figure_seq', 'd.input_seq', _PLAIN)} UNION ALL {part(_FIGURE, _INPUT, _READ_AS_ANOTHER)}"
    )


def _inputs(write: ViewExpressions) -> str:
    def part(figure: str, source: str, rows: str) -> str:
        return f"""
SELECT d.seq AS link_seq, d.position, d.relation, {figure} AS figure_seq, {source} AS input_seq,
  CASE WHEN d.relation = 'derivation' THEN ({write.input}) END AS name, {_status("d.seq")} AS status
{rows}
"""

    return (
        f"{part('d.figure_seq', 'd.input_seq', _PLAIN)} UNION ALL {part(_FIGURE, _INPUT, _READ_AS_ANOTHER)}"
    )


def _parties(write: ViewExpressions, value_of: ValueOf) -> str:
    def part(party: str, rows: str) -> str:
        return f"""
SELECT a.seq, {write.hex("e.id")} AS id, {_key(value_of, "a.seq")} AS key, a.name, a.qualifier,
  {_described(write, "a.seq", "kind")} AS kind, {_described(write, "a.seq", "url")} AS url,
  {_described(write, "a.seq", "aliases", json=True)} AS aliases, {party} AS party_seq, e.recorded_at, e.recorded_by
FROM agent a JOIN entry e ON e.seq = a.seq {rows}
"""

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
{part("a.seq", "WHERE a.seq NOT IN (SELECT m.seq FROM merged m)")}
UNION ALL
{part("m.party_seq", "JOIN merged m ON m.seq = a.seq")}
"""


#: Parties that are the same have the number and the name of the one that was recorded first.
_REPORTERS = """
SELECT r.seq AS figure_seq, coalesce(m.party_seq, a.seq) AS party_seq, coalesce(m.name, a.name) AS party
FROM reporter r JOIN agent a ON a.seq = r.agent_seq LEFT JOIN (
  SELECT p.seq, p.party_seq, b.name FROM parties p JOIN agent b ON b.seq = p.party_seq WHERE p.seq <> p.party_seq
) m ON m.seq = a.seq
"""
