"""The views say what our own answers say, SQLite looks reporters up by party, and PostgreSQL parses a figure once.

Two things differed: two parties of one figure that were merged were two rows of one party, and a quote that was erased
kept its language. Reporters are looked up by party now: their number was an expression, by which SQLite makes no index.
PostgreSQL parsed the leaf of an entry for each column that was asked for, which took most of the time of a question
over all figures.

Revision: 0012
"""

from __future__ import annotations

from alembic import op
from ledger.store.dialect import dialect_of
from ledger.store.dialect.interface import ValueOf, ViewExpressions

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the views of figures and of their parties anew."""
    connection = op.get_bind()
    write = dialect_of(connection).view_expressions
    for name in ("reporters", "figures"):
        connection.exec_driver_sql(f"DROP VIEW {name}")
    value_of = write.value_of
    figures = _joined_figures(write) if value_of is None else _figures(write, value_of)
    for name, query in (("figures", figures), ("reporters", _REPORTERS)):
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


def _stated_columns(write: ViewExpressions) -> tuple[str, str]:
    """The columns of what a figure says: its number, and when, where and of what nature."""

    def number(name: str) -> str:
        text = write.text("e", f"quantity.{name}")
        return f"{text} AS {name}, {write.number(f'({text})')} AS {name}_number"

    def plain(path: str, names: str) -> str:
        return ", ".join(f"{write.text('e', path + name)} AS {name}" for name in names.split())

    quantity = (
        f"{write.text('e', 'quantity.text')} AS text, {number('value')}, {number('low')}, {number('high')},"
        f" {write.text('e', 'quantity.hedge')} AS hedge, {write.text('e', 'quantity.unit')} AS unit,"
        f" {plain('quantity.', 'direction statistic price_base')}"
    )
    return quantity, plain("", "nature stated period place locator")


def _flags(write: ViewExpressions) -> str:
    """The columns of how a figure was stated."""
    return (
        f"CASE WHEN {write.truth('e', 'primary')} THEN 1 ELSE 0 END AS is_primary,"
        f" coalesce({write.text('e', 'wording')}, 'seen') AS wording,"
        f" CASE WHEN NOT {write.truth('e', 'restated')} THEN 0 ELSE 1 END AS restated"
    )


def _figures(write: ViewExpressions, value_of: ValueOf) -> str:
    quantity, spoken = _stated_columns(write)
    held = "SELECT 1 FROM entry_text words WHERE words.seq = f.seq AND words.path = 'quote.exact'"
    title = f"(SELECT {write.text('se', 'title')} FROM entry se WHERE se.seq = f.source_seq)"
    url = "(SELECT s.url FROM source s WHERE s.seq = f.source_seq)"
    return f"""
SELECT f.seq, {write.hex("e.id")} AS id, {_key(value_of, "f.seq")} AS key, {write.text("e", "label")} AS label,
  {quantity},
  ({write.parties}) AS parties, {spoken}, f.source_seq,
  coalesce({title}, {_described(write, "f.source_seq", "title")}, {url}) AS source,
  {_words("f.seq", "quote.exact")} AS quote,
  CASE WHEN EXISTS ({held}) THEN {write.text("e", "quote.language")} END AS quote_language,
  {_words("f.seq", "quote.translation")} AS quote_translation, {_words("f.seq", "note")} AS note,
  {write.json("e", "tags")} AS tags, {_flags(write)},
  {_status("f.seq")} AS status, {_replacement(value_of, "f.seq")} AS replaced_by_seq,
  {_verdict("f.seq")} AS verdict, e.recorded_at, e.recorded_by
FROM figure f JOIN entry e ON e.seq = f.seq
WHERE f.seq NOT IN {_MISREAD}
"""


def _joined_figures(write: ViewExpressions) -> str:
    """The view of figures for a database that plans joins by the sizes of tables."""
    parse = "convert_from(e.leaf, 'UTF8')::jsonb"
    quantity, spoken = _stated_columns(write)
    key = "(SELECT k.key FROM key k WHERE k.of_seq = f.seq ORDER BY k.seq, k.key LIMIT 1)"
    columns = f"""
SELECT f.seq, {write.hex("e.id")} AS id, coalesce({key}, i.key) AS key, {write.text("e", "label")} AS label,
  {quantity},
  ({write.parties}) AS parties, {spoken}, f.source_seq,
  coalesce({write.text("se", "title")}, {_described(write, "f.source_seq", "title")}, s.url) AS source,
  q.content AS quote, CASE WHEN q.seq IS NOT NULL THEN {write.text("e", "quote.language")} END AS quote_language,
  tr.content AS quote_translation, n.content AS note, {write.json("e", "tags")} AS tags,
  {_flags(write)},
  coalesce(w.status, 'current') AS status, w.replaced_by_seq, {_verdict("f.seq")} AS verdict,
  e.recorded_at, e.recorded_by
"""
    # The offset keeps it a part of its own, which is not put into each column again.
    return f"""
{columns.replace(parse, "parsed.leaf")}
FROM figure f JOIN entry e ON e.seq = f.seq CROSS JOIN LATERAL (SELECT {parse} AS leaf OFFSET 0) AS parsed
  LEFT JOIN source s ON s.seq = f.source_seq LEFT JOIN entry se ON se.seq = f.source_seq
  LEFT JOIN entry_text q ON q.seq = f.seq AND q.path = 'quote.exact'
  LEFT JOIN entry_text tr ON tr.seq = f.seq AND tr.path = 'quote.translation'
  LEFT JOIN entry_text n ON n.seq = f.seq AND n.path = 'note'
  LEFT JOIN withdrawals w ON w.seq = f.seq LEFT JOIN readings rd ON rd.seq = f.seq
  LEFT JOIN (SELECT rd.read_as_seq AS seq, min(k.key) AS key FROM readings rd JOIN key k ON k.of_seq = rd.seq
   WHERE rd.read_as_seq IS NOT NULL GROUP BY rd.read_as_seq) i ON i.seq = f.seq
WHERE rd.seq IS NULL
"""


#: Parties that are the same have the number and the name of the one that was recorded first.
_REPORTERS = """
SELECT r.seq AS figure_seq, r.agent_seq AS party_seq, a.name AS party
FROM reporter r JOIN agent a ON a.seq = r.agent_seq
WHERE r.agent_seq NOT IN (SELECT p.seq FROM parties p WHERE p.seq <> p.party_seq)
UNION
SELECT r.seq, p.party_seq, b.name FROM reporter r JOIN parties p ON p.seq = r.agent_seq
  JOIN agent b ON b.seq = p.party_seq WHERE p.seq <> p.party_seq
"""
