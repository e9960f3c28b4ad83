"""The fields of every record kind: the one table that the published schema and the compiled rules come from.

`schema/record.schema.json` is written from it (``python -m ledger.model.schema``), `acceptance` compiles it into
functions, and tests hold the record classes to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ledger.model import vocabulary as v

#: Neither NUL nor a lone surrogate can be stored, searched and written back everywhere.
TEXT_PATTERN: Final = r"^[^\u0000\ud800-\udfff]*$"
KEY_PATTERN: Final = r"^(?![0-9a-f]{64}$)[a-z0-9][a-z0-9._-]*$"
ID_PATTERN: Final = r"^[0-9a-f]{64}$"
URL_PATTERN: Final = r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s\u0000-\u0020\u007f\ud800-\udfff]+$"
NAME_PATTERN: Final = r"^[^\u0000\ud800-\udfff]*[^\s\u0000\ud800-\udfff][^\u0000\ud800-\udfff]*$"
LANGUAGE_PATTERN: Final = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"
CODE_PATTERN: Final = r"^[a-z]+(-[a-z]+)*$"
INPUT_PATTERN: Final = r"^[A-Za-z_][A-Za-z0-9_]*$"
PLACE_PATTERN: Final = r"^(0|[1-9][0-9]{0,6})-[1-9][0-9]{0,6}$"
#: The prices of a calendar year or of a financial one, or real terms without a year.
PRICE_BASE_PATTERN: Final = r"^(real|[0-9]{4}(/[0-9]{2})?)$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A string of `least` to `most` characters; `pattern` is an ECMA 262 expression that Python reads alike."""

    most: int = v.MAX_STRING
    least: int = 0
    pattern: str = TEXT_PATTERN
    format: str | None = None
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of a closed list of words."""

    words: tuple[str, ...]
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """True or false."""

    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number as decimal text, a fraction as written, or a JSON integer. Never a float."""

    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list of `least` to `most` items."""

    item: Text
    most: int = 1000
    least: int = 0
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """An object whose names are input names and whose values are references."""

    value: Text
    most: int = 200
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nested:
    """An object with fields of its own; with `text`, a string may stand for it."""

    fields: Mapping[str, Field]
    required: tuple[str, ...] = ()
    text: Text | None = None
    says: str = ""


Field = Text | Choice | Truth | Number | Listing | Mapped | Nested


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A record kind: its fields, its required fields, and JSON Schema conditions across fields."""

    says: str
    fields: Mapping[str, Field]
    required: tuple[str, ...] = ()
    across: Mapping[str, Any] = field(default_factory=dict)


def _reference(says: str) -> Text:
    return Text(pattern=NAME_PATTERN, least=1, says=f"{says}: a key, an id or a unique prefix of one.")


def _name(says: str) -> Text:
    return Text(pattern=NAME_PATTERN, least=1, most=v.MAX_NAME, says=says)


def _edtf(says: str) -> Text:
    return Text(format="edtf", most=200, says=f"{says} EDTF: 2023, 2023-10, 2022-02/.., 2023~.")


_TIME = Text(format="time", most=40, says="RFC 3339 with an offset: 2026-11-22T09:00:00Z.")
_URL = Text(pattern=URL_PATTERN, least=1, says="An http or https URL.")
_LANGUAGE = Text(pattern=LANGUAGE_PATTERN, most=100, says="A language tag, BCP 47.")
_NOTE = Text(says="A remark. It can be erased later without breaking a proof.")
_ALIASES = Listing(item=_name("A further name."), says="Other names by which it may be referred to.")

_QUOTE = Nested(
    text=Text(least=1, says="The exact words."),
    fields={
        "exact": Text(least=1, says="The exact words."),
        "prefix": Text(says="The words just before."),
        "suffix": Text(says="The words just after."),
        "language": _LANGUAGE,
        "translation": Text(says="The words in the language of this ledger."),
    },
    required=("exact",),
    says="The words in which it is stated, as a string or a W3C TextQuoteSelector.",
)

_QUANTITY = Nested(
    text=Text(pattern=NAME_PATTERN, least=1, says="A phrase, parsed once: nearly 100 convictions per week."),
    fields={
        "text": Text(says="The words as stated. They are not parsed."),
        "value": Number(says="The number; null for a statement without one."),
        "low": Number(says="The lower end of a range."),
        "high": Number(says="The upper end of a range."),
        "hedge": Choice(words=v.HEDGES, says="How firmly the number is stated."),
        "unit": Text(
            format="unit",
            most=v.MAX_NAME,
            pattern=NAME_PATTERN,
            least=1,
            says="Singular nouns, / for per, ^2: conviction/week, GBP/person/year, percent, km^2, 1.",
        ),
        "direction": Choice(words=v.DIRECTIONS, says="Whether it is the number of a rise or of a fall."),
        "statistic": Choice(words=v.STATISTICS, says="Which statistic of many values the number is."),
        "price_base": Text(
            pattern=PRICE_BASE_PATTERN, most=7, says="The year in whose prices money is given, or real."
        ),
    },
    says="The number as stated: a phrase, or its parts.",
)

_DERIVED: Mapping[str, Field] = {
    "inputs": Mapped(value=_reference("A figure"), says="The figures computed from, by formula name."),
    "formula": Text(pattern=NAME_PATTERN, least=1, most=2000, says="How: weekly * 52 week/year."),
    "assumptions": Listing(item=Text(pattern=NAME_PATTERN, least=1), says="What was taken for granted."),
}

_COMMON: Mapping[str, Field] = {
    "id": Text(pattern=ID_PATTERN, most=64, least=64, says="The id an export gave; it must fit."),
    "recorded": Nested(
        fields={"at": _TIME, "by": _name("Who recorded it.")},
        says="When and by whom it was recorded in the ledger it was exported from.",
    ),
}
_KEY = Text(
    pattern=KEY_PATTERN,
    most=100,
    least=1,
    says="A local handle: anything but 64 hex digits, which are an id.",
)
_JUDGED: Mapping[str, Field] = {
    "by": _name("Whose decision it is; filled in when left out."),
    "at": _TIME,
}

_DIGEST = Text(pattern=ID_PATTERN, most=64, least=64, says="The SHA-256 of its text, in hex.")
_QUOTE_DIGESTS = Nested(
    fields={
        "exact": _DIGEST,
        "prefix": _DIGEST,
        "suffix": _DIGEST,
        "language": _LANGUAGE,
        "translation": _DIGEST,
    },
    required=("exact",),
)


def _withheld(**fields: Field) -> Nested:
    return Nested(
        fields=fields,
        says="What an export leaves out: the SHA-256 of each text, of which the id is made, in its place.",
    )


_LINK_ACROSS = {
    "if": {"properties": {"relation": {"const": "derivation"}}, "required": ["relation"]},
    "then": {
        "properties": {"inputs": {"type": "object", "minProperties": 1}, "from": {"type": "null"}},
        "required": ["inputs"],
    },
    "else": {
        "properties": {
            "from": {"type": "string"},
            "inputs": {"type": "null"},
            "formula": {"type": "null"},
            "assumptions": {"type": ["array", "null"], "maxItems": 0},
        },
        "required": ["from"],
    },
}

KINDS: Final[Mapping[str, Kind]] = {
    "agent": Kind(
        says="A person, organization or software that stated or recorded something (prov:Agent).",
        fields={
            "name": _name("The name it is known by."),
            "qualifier": _name("What tells it from another of the same name."),
            "kind": Choice(words=v.AGENT_KINDS),
            "aliases": _ALIASES,
            "url": _URL,
        },
        required=("name",),
    ),
    "source": Kind(
        says="A published work in which figures stand (schema:CreativeWork).",
        fields={
            "title": Text(),
            "kind": Choice(words=v.SOURCE_KINDS),
            "publisher": Text(most=v.MAX_NAME),
            "authors": Listing(item=_name("A name.")),
            "published": _edtf("When it was published."),
            "url": _URL,
            "language": _LANGUAGE,
        },
        across={
            "anyOf": [
                {"properties": {"url": {"type": "string"}}, "required": ["url"]},
                {
                    "properties": {"title": {"type": "string", "pattern": NAME_PATTERN}},
                    "required": ["title"],
                },
            ]
        },
    ),
    "snapshot": Kind(
        says="The text of a source as seen on a day (oa:TimeState).",
        fields={
            "source": _reference("The source"),
            "retrieved": _TIME,
            "archived_at": _URL,
            "original": Nested(
                fields={
                    "sha256": Text(pattern=ID_PATTERN, most=64, least=64, says="Of the file's bytes."),
                    "media_type": Text(most=200),
                },
                required=("sha256",),
                says="The file the text was taken from.",
            ),
            "text": Text(most=v.MAX_SNAPSHOT_TEXT, says="The text. It can be erased later."),
            "withheld": _withheld(text=_DIGEST),
        },
        required=("source",),
    ),
    "figure": Kind(
        says="A number as one party stated it (prov:Entity, schema:Claim).",
        fields={
            "label": Text(says="What is counted; left out, it is the counted noun."),
            "quantity": _QUANTITY,
            "reported_by": Listing(item=_name("An agent: name, alias or id."), says="Joint reporters."),
            "primary": Truth(says="Its reporter counted, measured or holds the record itself."),
            "nature": Choice(
                words=v.NATURES, says="How it came about; coined: a slogan or a guess that nobody counted."
            ),
            "stated": _edtf("When it was stated."),
            "period": _edtf("The time it speaks of."),
            "place": Text(),
            "source": _reference("The source it stands in"),
            "snapshot": _reference("The snapshot it was seen in"),
            "quote": _QUOTE,
            "language": Text(
                pattern=LANGUAGE_PATTERN,
                most=100,
                says="The language of its words, BCP 47, where neither the quote nor the source says it.",
            ),
            "locator": Text(says="Page, paragraph, timestamp or cell."),
            "wording": Choice(words=("seen", "unseen"), says="unseen: known only through who repeated it."),
            "restated": Truth(
                says="false: the number is not said here, but is that of the figure it relays."
            ),
            "note": _NOTE,
            "withheld": _withheld(quote=_QUOTE_DIGESTS, note=_DIGEST),
            "tags": Listing(item=Text(pattern=NAME_PATTERN, least=1, most=v.MAX_NAME)),
            "relays": _reference("The figure it passes on; becomes a link. It stays where no number is said"),
            "derived_from": Nested(
                fields=_DERIVED, required=("inputs",), says="What it was computed from; becomes a link."
            ),
        },
        across={
            "anyOf": [
                {"properties": {"quantity": {"type": ["string", "object"]}}, "required": ["quantity"]},
                {"properties": {"relays": {"type": "string"}}, "required": ["relays"]},
            ]
        },
    ),
    "link": Kind(
        says="How a figure came from others (prov:wasQuotedFrom, wasDerivedFrom, wasRevisionOf).",
        fields={
            "relation": Choice(words=v.RELATIONS),
            "figure": _reference("The later figure"),
            "from": _reference("The earlier figure of a relay or a revision"),
            **_DERIVED,
            "basis": Choice(words=v.BASES, says="Who says so."),
            "source": _reference("The source that says so"),
            "quote": _QUOTE,
            "locator": Text(),
            "note": _NOTE,
            "withheld": _withheld(quote=_QUOTE_DIGESTS, note=_DIGEST),
        },
        required=("relation", "figure"),
        across=_LINK_ACROSS,
    ),
    "review": Kind(
        says="A verdict on a figure, a link or a source (schema:ClaimReview).",
        fields={
            "of": _reference("What is reviewed"),
            "verdict": Choice(words=v.VERDICTS),
            "rating": Text(
                pattern=NAME_PATTERN,
                least=1,
                most=v.MAX_NAME,
                says="The verdict in the desk's own words, such as Half true (schema:alternateName).",
            ),
            "accept": Listing(
                item=Text(pattern=CODE_PATTERN, least=1, most=100),
                says="Finding codes looked at and found in order.",
            ),
            "note": _NOTE,
            "withheld": _withheld(note=_DIGEST),
            **_JUDGED,
        },
        required=("of", "verdict"),
    ),
    "correction": Kind(
        says="A replacement or a retraction; of a judgement, its undoing (prov:wasInvalidatedBy).",
        fields={
            "of": _reference("What is corrected"),
            "by": _reference("What replaces it"),
            "cause": Choice(words=v.CAUSES),
            "reason": Text(),
            "recorder": _name("Who corrected it; filled in when left out."),
            "at": _TIME,
        },
        required=("of",),
    ),
    "description": Kind(
        says="What is said of an agent or a source beyond its identity; the newest wins field by field.",
        fields={
            "of": _reference("The agent or source"),
            "kind": Choice(words=(*v.AGENT_KINDS, *v.SOURCE_KINDS)),
            "aliases": _ALIASES,
            "url": _URL,
            "title": Text(),
            "publisher": Text(most=v.MAX_NAME),
            "authors": Listing(item=_name("A name.")),
            "published": _edtf("When it was published."),
            "language": _LANGUAGE,
            **_JUDGED,
        },
        required=("of",),
    ),
    "same": Kind(
        says="Two parties or two figures are one, or are not.",
        fields={
            "refs": Listing(item=_reference("A party or a figure"), least=2, most=2),
            "same": Truth(says="false parts them again."),
            **_JUDGED,
        },
        required=("refs",),
    ),
    "key": Kind(
        says="A local handle for a record.",
        fields={"key": _KEY, "of": _reference("The record"), **_JUDGED},
        required=("key", "of"),
    ),
    "redaction": Kind(
        says="A text erased for good: a quote, a note or the text of a snapshot. The record itself stays.",
        fields={
            "of": _reference("The figure, link, review or snapshot"),
            "field": Choice(words=v.ERASABLE, says="Which of its texts; a quote goes with all its parts."),
            "reason": Text(pattern=NAME_PATTERN, least=1, says="Why. It stays in the log for good."),
            "withheld": _withheld(quote=_QUOTE_DIGESTS, note=_DIGEST, text=_DIGEST),
            **_JUDGED,
        },
        required=("of", "field", "reason"),
    ),
    "dismissal": Kind(
        says="A number in the text of a snapshot that was looked at and is not to be entered.",
        fields={
            "of": _reference("The snapshot"),
            "place": Text(
                pattern=PLACE_PATTERN,
                most=15,
                says="Where its words stand, in code points, the end exclusive: 120-139 (oa:TextPositionSelector).",
            ),
            **_JUDGED,
        },
        required=("of", "place"),
    ),
    "assignment": Kind(
        says="Who is to look at a record next; the newest counts.",
        fields={
            "of": _reference("The figure, link, source or agent"),
            "to": _name("Whose task it is; left out, it is nobody's."),
            **_JUDGED,
        },
        required=("of",),
    ),
    "personal_key": Kind(
        says="The public key with which a person signs what they record. A correction replaces or revokes it.",
        fields={
            "public": Text(
                pattern=NAME_PATTERN, least=1, most=2000, says="NAME+ID+KEY, as ledger key show prints it."
            ),
            **_JUDGED,
        },
        required=("public",),
    ),
}


def fields_of(kind: str) -> Mapping[str, Field]:
    """Return every field a record of this kind may have, `record` itself left out: its own, `id`, `key`, `recorded`."""
    own = KINDS[kind].fields
    return {**own, **({} if "key" in own else {"key": _KEY}), **_COMMON}
