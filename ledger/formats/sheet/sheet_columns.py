"""The sheet a fact-check desk keeps: its columns in order, what each is called, and what is read from it.

`csv` and `xlsx` write this sheet and read it. What the ledger works out itself stands in columns that are not read:
a sheet is not a place to change an origin or a finding.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from ledger.formats.sheet import sheet_row as row
from ledger.model.vocabulary import DIRECTIONS, HEDGES, NATURES, SOURCE_KINDS, STATISTICS, VERDICTS
from ledger.view.figure_view import FigureView

TITLE: Final = "Figures"
#: The sheets that a workbook of ours has beside it: findings, examples, and what columns are for.
FINDINGS: Final = "Findings"
EXAMPLES_TITLE: Final = "Examples"
COLUMNS_TITLE: Final = "Columns"
OTHER_SHEETS: Final = frozenset({FINDINGS, EXAMPLES_TITLE, COLUMNS_TITLE})
#: What Excel bears: characters in a cell, rows, and links in a sheet.
MOST_CHARACTERS: Final = 32_767
MOST_ROWS: Final = 1_048_576
#: A row whose key begins so is a remark, and is left out when the sheet is read.
REMARK: Final = "#"


class Column(NamedTuple):
    """A column: `name` is what the reading calls it, `heading` what stands on top, `near` what others call it."""

    name: str
    heading: str
    width: int
    fill: Callable[[FigureView], str]
    about: str
    near: tuple[str, ...] = ()
    #: Words to choose from.
    words: tuple[str, ...] = ()
    #: Whether the sheet is read here; otherwise the ledger works it out.
    read: bool = True
    #: Whether it holds a number, or a web address.
    number: bool = False
    link: bool = False


def _computed(
    name: str, heading: str, width: int, fill: Callable[[FigureView], str], about: str, *, link: bool = False
) -> Column:
    return Column(name, heading, width, fill, about, read=False, link=link)


COLUMNS: Final = (
    Column("key", "Key", 14, row.key, "A short name for the figure, for other rows to refer to: mod-100.",
           ("figure key", "short name", "handle", "no", "nr", "#", "row", "row no", "ref", "claim id", "claim no",
            "figure id", "figure no", "serial no", "running number")),
    Column("text", "As stated", 32, row.text, "The number in the words in which it was stated: nearly 100 soldiers"
           " a week.", ("figure", "statement", "number as stated", "phrase", "claim", "stated number")),
    Column("label", "What is counted", 30, row.label, "What the number counts. Left out, it is the counted noun.",
           ("label", "what", "counts", "subject", "description", "topic")),
    Column("reported_by", "Who said it", 24, row.reporters, "One name, or several separated by semicolons; a name"
           " with a semicolon in quotation marks.",
           ("who", "said by", "reported by", "speaker", "claimant", "party", "attributed to", "stated by", "agent")),
    Column("hedge", "Hedge", 10, row.hedge, "How firmly: read from the words where it is left out.",
           ("qualifier",), HEDGES),
    Column("value", "Number", 12, row.value, "The number in digits: read from the words where it is left out.",
           ("value",), number=True),
    Column("low", "Range from", 10, row.low, "The lower end of a range.", ("low", "lower end", "minimum"),
           number=True),
    Column("high", "Range to", 10, row.high, "The upper end of a range.", ("high", "upper end", "maximum"),
           number=True),
    Column("direction", "Direction", 10, row.direction, "up: a rise, a profit, more than before; down: a fall, a loss,"
           " less. Read from the words where it is left out.", ("rise or fall",), DIRECTIONS),
    Column("statistic", "Statistic", 10, row.statistic, "What the number is of many. Read from the words where it is"
           " left out.", (), STATISTICS),
    Column("price_base", "Price base", 10, row.price_base, "The year in whose prices money is given, or real.",
           ("prices of", "base year")),
    Column("unit", "Unit", 16, row.unit, "Singular nouns, / for per: soldier/week, GBP/year, percent.", ("units",)),
    Column("primary", "Primary or secondary", 12, row.primary, "primary: whoever said it counted, measured or holds"
           " the record itself.", ("primary", "primary source", "primary/secondary"), ("primary", "secondary")),
    Column("nature", "Nature", 12, row.nature, "Whether it was counted, reckoned or foretold.", ("kind of number",),
           NATURES),
    Column("stated", "Stated on", 12, row.stated, "When it was stated: 2023-08-30, 2023-08, 2023.",
           ("date", "stated", "date stated", "when", "said on", "date of statement")),
    Column("period", "Period", 12, row.period, "The time it speaks of: 2023, 2022-02/.. for since February 2022.",
           ("time", "time period")),
    Column("place", "Place", 12, row.place, "The place it speaks of.", ("location", "where", "country")),
    Column("source_title", "Source", 30, row.source_title, "The title of the article, report, post or dataset.",
           ("source title", "title", "headline", "article", "publication title")),
    Column("source_url", "Source URL", 34, row.source_url, "Its address, http or https.",
           ("url", "link", "source link", "address", "web address"), link=True),
    Column("source_publisher", "Publisher", 20, row.source_publisher, "Who published the source.",
           ("outlet", "published by", "medium")),
    Column("source_published", "Published", 12, row.source_published, "When the source was published.",
           ("publication date", "date published", "published on")),
    Column("locator", "Locator", 14, row.locator, "Where in the source: page, paragraph, timestamp or cell.",
           ("page", "paragraph", "location in source", "where in the source", "timestamp")),
    Column("quote", "Quote", 40, row.quote, "The exact words of the source.",
           ("exact words", "quotation", "exact quote")),
    Column("relays", "Relays", 18, row.relays, "The rows whose number this one passes on, by key; (inferred) or"
           " (conjecture) behind one says that nobody says so.",
           ("comes from", "relayed from", "quoted from", "from source")),
    Column("inputs", "Computed from", 26, row.inputs, "The rows it was computed from: weekly = mod-100; weeks ="
           " weeks-2023. A line that says or parts two computations.", ("derived from", "inputs", "calculated from")),
    Column("formula", "Formula", 20, row.formula, "How: weekly * 52.", ("calculation", "computation")),
    Column("assumptions", "Assumptions", 26, row.assumptions, "What was taken for granted, separated by semicolons.",
           ("assumption", "assuming")),
    Column("revises", "Revises", 16, row.revises, "The rows that this newer statement replaces, by key.",
           ("replaces", "revision of", "updates")),
    _computed("origins", "Origins", 30, row.origins, "Where its trails end."),
    _computed("recomputed", "Recomputed", 26, row.recomputed,
              "What the formula gives, and whether that is what is stated."),
    _computed("findings", "Findings", 26, row.findings, "What a reviewer should look at; accepted ones are marked."),
    _computed("found", "What was found", 80, row.found, "The findings in words."),
    _computed("status", "Status", 16, row.status, "Whether it was corrected or retracted. Record that with ledger"
              " correct or ledger retract."),
    Column("verdict", "Verdict", 14, row.verdict, "What whoever checked it says of the figure.",
           ("conclusion",), VERDICTS),
    Column("rating", "Rating", 14, row.rating, "The verdict in the desk's own words: Half true.",
           ("desk's rating", "verdict in words", "truth rating")),
    Column("checked_by", "Checked by", 16, row.checked_by, "Who checked it; left out, whoever imports the sheet.",
           ("reviewer", "reviewed by", "checker", "verified by", "fact-checker")),
    Column("checked_on", "Checked on", 20, row.checked_on, "When: 2026-11-22, or with the time.",
           ("reviewed on", "date checked", "checked", "verified on", "date of check")),
    Column("accept", "Accepted findings", 22, row.accept, "Codes of findings looked at and found in order, separated"
           " by semicolons.", ("accepted", "accept")),
    Column("review_note", "Reviewer's note", 30, row.review_note, "What whoever checked it remarks.",
           ("review note", "checker's note", "reviewer note")),
    _computed("story", "Verdict on the story", 24, row.story, "What was said of the source as a whole. Record that"
              " with ledger review."),
    Column("note", "Note", 30, row.note, "A remark on the figure.",
           ("notes", "remark", "remarks", "comment", "comments")),
    Column("tags", "Tags", 16, row.tags, "Words to find it by, separated by semicolons.", ("keywords", "tag")),
    Column("wording", "Wording", 10, row.wording, "unseen: known only through those who repeated it.",
           ("words seen",), ("seen", "unseen")),
    Column("copied", "Number copied", 10, row.copied, "yes: the source left the number out, and it was copied from"
           " what it relays.", ("copied",), ("yes", "no")),
    Column("quote_prefix", "Words before the quote", 20, row.quote_prefix, "The words just before the quote.",
           ("prefix",)),
    Column("quote_suffix", "Words after the quote", 20, row.quote_suffix, "The words just after the quote.",
           ("suffix",)),
    Column("quote_language", "Language of the quote", 10, row.quote_language, "A language tag: ru, pt-BR.", ()),
    Column("quote_translation", "Translation", 30, row.quote_translation, "The quote in the language of the desk.",
           ("translation of the quote",)),
    Column("source_kind", "Kind of source", 12, row.source_kind, "What the source is.", ("source kind", "source type"),
           SOURCE_KINDS),
    Column("source_authors", "Authors", 20, row.source_authors, "Who wrote the source, separated by semicolons.",
           ("author", "by", "byline")),
    Column("source_language", "Language of the source", 10, row.source_language, "A language tag: uk, en-GB.", ()),
    Column("source_key", "Source key", 14, row.source_key, "A short name for the source; alone it names one that is"
           " in the ledger.", ("source id",)),
    Column("snapshot", "Snapshot", 14, row.snapshot, "The copy of the source in which it was seen, by key or id.", ()),
    _computed("copy", "Archived copy", 30, row.archived, "Where the newest copy of the source is kept.",
              link=True),
    _computed("other_links", "Links told elsewhere", 30, row.other_links, "Links with evidence of their own, retracted"
              " ones, and those of a row that was amended: JSON Lines carry them."),
    _computed("erased", "Text erased", 20, row.erased, "Which text was erased. Such a row is left out when the sheet"
              " is read."),
    Column("id", "ID", 14, row.record_id, "Filled in by an export: says that the row is as it was recorded. Clear it"
           " in a row that you change.", ("record id", "ledger id")),
)  # fmt: skip

#: The columns by their names.
BY_NAME: Final = {column.name: column for column in COLUMNS}

#: The columns that a person fills in: those of the template. The others may be added, or are found by the ledger.
TEMPLATE_COLUMNS: Final = tuple(
    BY_NAME[name]
    for name in (
        "key", "text", "label", "reported_by", "primary", "stated", "source_title", "source_url", "quote", "relays",
        "inputs", "formula",
    )
)  # fmt: skip

#: Two rows that show how it is filled in.
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
