"""The columns of the sheet that a fact-check desk keeps, in order, with their names and their contents.

`csv_sheet` and `xlsx` write and read this sheet. Columns that the ledger computes are not read: a sheet is not the
place to change an origin or a finding.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from ledger.formats.sheet import sheet_row as row
from ledger.model.vocabulary import DIRECTIONS, HEDGES, NATURES, SOURCE_KINDS, STATISTICS, VERDICTS

TITLE: Final = "Figures"
#: The other sheets of a workbook that the ledger writes: findings, examples, and the meanings of the columns.
FINDINGS: Final = "Findings"
EXAMPLES_TITLE: Final = "Examples"
COLUMNS_TITLE: Final = "Columns"
OTHER_SHEETS: Final = frozenset({FINDINGS, EXAMPLES_TITLE, COLUMNS_TITLE})
#: The limits of Excel: characters in a cell, and rows in a sheet.
MOST_CHARACTERS: Final = 32_767
MOST_ROWS: Final = 1_048_576
#: A row whose key begins with this is a remark and is not read.
REMARK: Final = "#"


class Column(NamedTuple):
    """A column: its internal `name`, its `heading`, and the headings of others that mean the same (`near`)."""

    name: str
    heading: str
    width: int
    fill: row.Fill
    about: str
    near: tuple[str, ...] = ()
    #: The words to choose from, if it has a fixed vocabulary.
    words: tuple[str, ...] = ()
    #: Whether it is read; otherwise the ledger computes it.
    read: bool = True
    #: Whether it holds numbers, or web addresses.
    number: bool = False
    link: bool = False


def _computed(
    name: str, heading: str, width: int, fill: row.Fill, about: str, *, link: bool = False
) -> Column:
    return Column(name, heading, width, fill, about, read=False, link=link)


COLUMNS: Final = (
    Column("key", "Key", 14, row.key, "A short name for the figure, for other rows to refer to: mod-100.",
           ("figure key", "short name", "handle", "no", "nr", "#", "row", "row no", "ref", "claim id", "claim no",
            "figure id", "figure no", "serial no", "running number")),
    Column("text", "As stated", 32, row.quantity_part("text"),
           "The number in the words in which it was stated: nearly 100 soldiers"
           " a week.", ("figure", "statement", "number as stated", "phrase", "claim", "stated number")),
    Column("label", "What is counted", 30, row.record_field("label"),
           "What the number counts; if empty, the counted noun.",
           ("label", "what", "counts", "subject", "description", "topic")),
    Column("reported_by", "Who said it", 24, row.reporters, "One name, or several separated by semicolons; a name"
           " with a semicolon in quotation marks.",
           ("who", "said by", "reported by", "speaker", "claimant", "party", "attributed to", "stated by", "agent")),
    Column("hedge", "Hedge", 10, row.quantity_part("hedge"), "How firmly it was stated; if empty, read from the words.",
           ("qualifier",), HEDGES),
    Column("value", "Number", 12, row.quantity_part("value"),
           "The number in digits; if empty, read from the words.",
           ("value",), number=True),
    Column("low", "Range from", 10, row.quantity_part("low"),
           "The lower end of a range.", ("low", "lower end", "minimum"),
           number=True),
    Column("high", "Range to", 10, row.quantity_part("high"),
           "The upper end of a range.", ("high", "upper end", "maximum"),
           number=True),
    Column("direction", "Direction", 10, row.quantity_part("direction"),
           "up: a rise, a profit, more than before; down: a fall, a loss,"
           " less. If empty, read from the words.", ("rise or fall",), DIRECTIONS),
    Column("statistic", "Statistic", 10, row.quantity_part("statistic"),
           "Which statistic of many numbers it is, such as their mean. If empty, read from the words.", (), STATISTICS),
    Column("price_base", "Price base", 10, row.quantity_part("price_base"),
           "The year in whose prices money is given, or real.",
           ("prices of", "base year")),
    Column("unit", "Unit", 16, row.quantity_part("unit"),
           "Singular nouns, / for per: soldier/week, GBP/year, percent.", ("units",)),
    Column("primary", "Primary or secondary", 12, row.primary, "primary: the party counted or measured it"
           " itself, or keeps the record.", ("primary", "primary source", "primary/secondary"),
           ("primary", "secondary")),
    Column("nature", "Nature", 12, row.record_field("nature"),
           "Whether it was observed, estimated or projected.", ("kind of number",),
           NATURES),
    Column("stated", "Stated on", 12, row.record_field("stated"), "When it was stated: 2023-08-30, 2023-08, 2023.",
           ("date", "stated", "date stated", "when", "said on", "date of statement")),
    Column("period", "Period", 12, row.record_field("period"),
           "The period it is about: 2023, or 2022-02/.. for since February 2022.",
           ("time", "time period")),
    Column("place", "Place", 12, row.record_field("place"),
           "The place it is about.", ("location", "where", "country")),
    Column("source_title", "Source", 30, row.source_field("title"),
           "The title of the article, report, post or dataset.",
           ("source title", "title", "headline", "article", "publication title")),
    Column("source_url", "Source URL", 34, row.source_field("url"), "Its address, http or https.",
           ("url", "link", "source link", "address", "web address"), link=True),
    Column("source_publisher", "Publisher", 20, row.source_field("publisher"), "Who published the source.",
           ("outlet", "published by", "medium")),
    Column("source_published", "Published", 12, row.source_field("published"), "When the source was published.",
           ("publication date", "date published", "published on")),
    Column("locator", "Locator", 14, row.record_field("locator"),
           "Where in the source: page, paragraph, timestamp or cell.",
           ("page", "paragraph", "location in source", "where in the source", "timestamp")),
    Column("quote", "Quote", 40, row.quote_part("exact"), "The exact words of the source.",
           ("exact words", "quotation", "exact quote")),
    Column("relays", "Relays", 18, row.relays, "The rows whose number this one relays, by key; (inferred) or"
           " (conjecture) after a key marks a link that nobody states.",
           ("comes from", "relayed from", "quoted from", "from source")),
    Column("inputs", "Computed from", 26, row.inputs, "The rows it was computed from: weekly = mod-100; weeks ="
           " weeks-2023. A line with only the word or separates two computations.",
           ("derived from", "inputs", "calculated from")),
    Column("formula", "Formula", 20, row.formula, "How: weekly * 52.", ("calculation", "computation")),
    Column("assumptions", "Assumptions", 26, row.assumptions, "What was assumed, separated by semicolons.",
           ("assumption", "assuming")),
    Column("revises", "Revises", 16, row.revises, "The rows that this newer statement replaces, by key.",
           ("replaces", "revision of", "updates")),
    _computed("origins", "Origins", 30, row.origins, "The figures at which its trails end."),
    _computed("recomputed", "Recomputed", 26, row.recomputed,
              "What the formula gives, and whether that is what is stated."),
    _computed("findings", "Findings", 26, row.findings, "What a reviewer should look at; accepted ones are marked."),
    _computed("found", "What was found", 80, row.finding_messages, "The findings in words."),
    _computed("status", "Status", 16, row.status, "Whether it was corrected or retracted. Record that with ledger"
              " correct or ledger retract."),
    Column("verdict", "Verdict", 14, row.review_field("verdict"), "The checker's verdict on the figure.",
           ("conclusion",), VERDICTS),
    Column("rating", "Rating", 14, row.review_field("rating"), "The verdict in the desk's own words: Half true.",
           ("desk's rating", "verdict in words", "truth rating")),
    Column("checked_by", "Checked by", 16, row.review_field("by"),
           "Who checked it; if empty, whoever imports the sheet.",
           ("reviewer", "reviewed by", "checker", "verified by", "fact-checker")),
    Column("checked_on", "Checked on", 20, row.checked_on, "When: 2026-11-22, or with the time.",
           ("reviewed on", "date checked", "checked", "verified on", "date of check")),
    Column("accept", "Accepted findings", 22, row.accept, "Codes of findings that were looked at and accepted,"
           " separated by semicolons.", ("accepted", "accept")),
    Column("review_note", "Reviewer's note", 30, row.review_field("note"), "The checker's remark.",
           ("review note", "checker's note", "reviewer note")),
    _computed("story", "Verdict on the story", 24, row.story, "The verdict on the source as a whole. Record that"
              " with ledger review."),
    Column("note", "Note", 30, row.record_field("note"), "A remark on the figure.",
           ("notes", "remark", "remarks", "comment", "comments")),
    Column("tags", "Tags", 16, row.tags, "Words to find it by, separated by semicolons.", ("keywords", "tag")),
    Column("wording", "Wording", 10, row.wording, "unseen: known only through those who repeated it.",
           ("words seen",), ("seen", "unseen")),
    Column("language", "Language of the words", 10, row.record_field("language"),
           "A language tag, where neither the quote nor the source has one: de, pt-BR.", ()),
    Column("copied", "Number copied", 10, row.copied, "yes: the source left the number out, and it was copied from"
           " what it relays.", ("copied",), ("yes", "no")),
    Column("quote_prefix", "Words before the quote", 20, row.quote_part("prefix"), "The words just before the quote.",
           ("prefix",)),
    Column("quote_suffix", "Words after the quote", 20, row.quote_part("suffix"), "The words just after the quote.",
           ("suffix",)),
    Column("quote_language", "Language of the quote", 10, row.quote_part("language"), "A language tag: ru, pt-BR.", ()),
    Column("quote_translation", "Translation", 30, row.quote_part("translation"),
           "The quote in the language of the desk.",
           ("translation of the quote",)),
    Column("source_kind", "Kind of source", 12, row.source_field("kind"),
           "What the source is.", ("source kind", "source type"),
           SOURCE_KINDS),
    Column("source_authors", "Authors", 20, row.source_authors, "Who wrote the source, separated by semicolons.",
           ("author", "by", "byline")),
    Column("source_language", "Language of the source", 10, row.source_field("language"),
           "A language tag: uk, en-GB.", ()),
    Column("source_key", "Source key", 14, row.source_key, "A short name for the source; alone, it refers to a"
           " source in the ledger.", ("source id",)),
    Column("snapshot", "Snapshot", 14, row.record_field("snapshot"),
           "The copy of the source in which it was seen, by key or id.", ()),
    _computed("copy", "Archived copy", 30, row.archived, "Where the newest copy of the source is kept.",
              link=True),
    _computed("other_links", "Links told elsewhere", 30, row.other_links, "Links with evidence of their own, retracted"
              " ones, and those of a row that was amended: JSON Lines carry them."),
    _computed("erased", "Text erased", 20, row.erased, "Which text was erased. Such a row is not read again."),
    Column("id", "ID", 14, row.record_id, "Filled in by an export: says that the row is as it was recorded. Clear it"
           " in a row that you change.", ("record id", "ledger id")),
)  # fmt: skip

#: The columns by name.
BY_NAME: Final = {column.name: column for column in COLUMNS}

#: The columns of the template, which a person fills in. Others may be added.
TEMPLATE_COLUMNS: Final = tuple(
    BY_NAME[name]
    for name in (
        "key", "text", "label", "reported_by", "primary", "stated", "source_title", "source_url", "quote", "relays",
        "inputs", "formula",
    )
)  # fmt: skip

#: Two example rows.
EXAMPLES: Final[tuple[dict[str, str], ...]] = (
    {
        "key": "update-weekly",
        "text": "close to 100 soldiers a week",
        "label": "soldiers convicted for refusing to fight",
        "reported_by": "UK Ministry of Defence",
        "primary": "secondary",
        "nature": "observed",
        "stated": "2023-08-30",
        "place": "Russia",
        "source_title": "Intelligence update",
        "source_url": "https://example.org/update",
        "source_publisher": "UK Ministry of Defence",
        "source_published": "2023-08-30",
        "locator": "para 1",
        "quote": "close to 100 soldiers a week",
        "verdict": "confirmed",
        "checked_by": "Ann",
        "checked_on": "2026-11-22",
    },
    {
        "key": "update-yearly",
        "text": "approximately 5,200 convictions a year",
        "label": "projected convictions for refusing to fight",
        "reported_by": "UK Ministry of Defence",
        "primary": "secondary",
        "nature": "projected",
        "stated": "2023-08-30",
        "place": "Russia",
        "source_url": "https://example.org/update",
        "locator": "para 2",
        "inputs": "weekly = update-weekly",
        "formula": "weekly * 52",
        "assumptions": "the trend continues",
    },
)
