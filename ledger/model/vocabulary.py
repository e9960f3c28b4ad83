"""The words of the ledger: the closed lists that records, schemas, findings and commands share."""

from __future__ import annotations

from typing import Final

RECORDS: Final = (
    "agent", "source", "snapshot", "figure", "link", "review", "correction", "description", "same", "key",
    "redaction", "dismissal", "assignment", "personal_key",
)  # fmt: skip
#: The kinds that are somebody's decision at a time; person and time are hashed too.
JUDGEMENTS: Final = frozenset(RECORDS) - {"agent", "source", "snapshot", "figure", "link"}
#: The fields whose texts lie beside the log and can be erased.
ERASABLE: Final = ("quote", "text", "note")

AGENT_KINDS: Final = ("person", "organization", "software")
SOURCE_KINDS: Final = (
    "article", "report", "post", "dataset", "interview", "broadcast", "book", "other",
)  # fmt: skip
HEDGES: Final = (
    "exact", "about", "nearly", "under", "over", "at-least", "at-most", "between", "vague",
)  # fmt: skip
#: Which way the number goes: a rise, profit, surplus or more than before; a fall, loss, deficit or less.
DIRECTIONS: Final = ("up", "down")
STATISTICS: Final = ("mean", "median", "mode", "maximum", "minimum", "total")
#: The ways in which a number came about. A coined one is a slogan or a guess that nobody counted.
NATURES: Final = ("observed", "estimated", "projected", "coined")
RELATIONS: Final = ("relay", "derivation", "revision")
BASES: Final = ("attributed", "inferred", "conjecture")
VERDICTS: Final = ("confirmed", "disputed", "rejected", "unverifiable")
CAUSES: Final = ("withdrawn", "misrecorded")
#: The outcomes of recomputing a derivation whose number comes out, best first.
AGREEING: Final = ("exact", "rounds", "within-hedge", "within-rounding")
#: The outcomes of recomputing a derivation.
OUTCOMES: Final = (*AGREEING, "loose", "mismatch", "units-differ", "undetermined")
STATUSES: Final = ("current", "corrected", "retracted")
#: The statuses by which figures are listed: from corrections, from the loss of all support, and from verdicts.
LISTED_STATUSES: Final = (*STATUSES, "fallen", *VERDICTS)
SEVERITIES: Final = ("error", "warning", "info")

MAX_STRING: Final = 10_000
MAX_NAME: Final = 500
MAX_SNAPSHOT_TEXT: Final = 5_000_000
#: The largest document that is captured, in bytes.
MAX_DOCUMENT: Final = 50_000_000
MAX_NESTING: Final = 32
MAX_LINE: Final = 8_000_000
MAX_PROBLEMS: Final = 1_000


def with_article(kind: str) -> str:
    """Return a kind of record as a sentence names it.

    >>> with_article("agent"), with_article("figure")
    ('an agent', 'a figure')
    """
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
