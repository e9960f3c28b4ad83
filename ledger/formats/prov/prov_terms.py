"""The words in which the ledger speaks PROV: namespaces, statements, and what the fields of a record are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from ledger.model import fields as f

PROV: Final = "http://www.w3.org/ns/prov#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
LEDGER: Final = "https://figure-ledger.example/ns#"
ID: Final = "https://figure-ledger.example/id/"
SCHEMA: Final = "https://schema.org/"
PREFIXES: Final = {"prov": PROV, "xsd": XSD, "schema": SCHEMA, "ledger": LEDGER, "id": ID}

#: What each kind of statement says in its formal places, in the order of PROV-N.
FORMAL: Final[Mapping[str, tuple[str, ...]]] = {
    "entity": (),
    "activity": ("prov:startTime", "prov:endTime"),
    "agent": (),
    "wasGeneratedBy": ("prov:entity", "prov:activity", "prov:time"),
    "used": ("prov:activity", "prov:entity", "prov:time"),
    "wasInformedBy": ("prov:informed", "prov:informant"),
    "wasStartedBy": ("prov:activity", "prov:trigger", "prov:starter", "prov:time"),
    "wasEndedBy": ("prov:activity", "prov:trigger", "prov:ender", "prov:time"),
    "wasInvalidatedBy": ("prov:entity", "prov:activity", "prov:time"),
    "wasDerivedFrom": (
        "prov:generatedEntity", "prov:usedEntity", "prov:activity", "prov:generation", "prov:usage",
    ),
    "wasAttributedTo": ("prov:entity", "prov:agent"),
    "wasAssociatedWith": ("prov:activity", "prov:agent", "prov:plan"),
    "actedOnBehalfOf": ("prov:delegate", "prov:responsible", "prov:activity"),
    "wasInfluencedBy": ("prov:influencee", "prov:influencer"),
    "specializationOf": ("prov:specificEntity", "prov:generalEntity"),
    "alternateOf": ("prov:alternate1", "prov:alternate2"),
    "hadMember": ("prov:collection", "prov:entity"),
    "mentionOf": ("prov:specificEntity", "prov:generalEntity", "prov:bundle"),
}  # fmt: skip

#: What the kinds of records are called as types; judgements are activities.
NAMES: Final[Mapping[str, str]] = {kind: f"ledger:{kind.capitalize()}" for kind in f.KINDS}


class QualifiedName(NamedTuple):
    """A qualified name as a value, such as ``prov:Person``."""

    text: str


class Typed(NamedTuple):
    """A literal with the name of its type: ``5200`` of ``xsd:decimal``."""

    text: str
    datatype: str


Value = str | QualifiedName | Typed
Attributes = list[tuple[str, Value]]


def truth(value: bool) -> str:
    """A truth value as XML Schema writes it."""
    return "true" if value else "false"


class ProvStatement(NamedTuple):
    """One statement: its kind as PROV-JSON calls it, its identifier, its formal places, its attributes."""

    kind: str
    id: str | None
    formal: Mapping[str, str] = {}
    attributes: Sequence[tuple[str, Value]] = ()


class FieldTerm(NamedTuple):
    """What a field is called: `datatype` is ``reference``, a type of XML Schema or empty for a string."""

    name: str
    datatype: str = ""
    many: bool = False


def identifier(record: str) -> str:
    """The qualified name of a record by its id in hex. A name may not begin with a digit in every notation."""
    return f"id:sha256-{record}"


@cache
def terms_of(kind: str) -> Mapping[str, FieldTerm]:
    """What the fields of a kind of record are called, by their paths, such as ``quote.exact``.

    What PROV says by a relation is not among them: who reported a figure, and the ends of a link.
    """
    own = {name: field for name, field in f.fields_of(kind).items() if name not in _BY_RELATION[kind]}
    return dict(_terms(kind, own, ""))


#: ProvStatement by the identifier or by relations, or written otherwise in normal form.
_BY_RELATION: Final = {
    **{kind: {"id"} for kind in f.KINDS},
    "figure": {"id", "reported_by", "derived_from"},
    "link": {"id", "figure", "from", "inputs"},
}
_REFERENCES: Final = {"source", "snapshot", "of", "refs", "relays"}


def _terms(kind: str, fields: Mapping[str, f.Field], above: str) -> Iterator[tuple[str, FieldTerm]]:
    for name, field in fields.items():
        path = f"{above}{name}"
        if isinstance(field, f.Nested):
            yield from _terms(kind, field.fields, f"{path}.")
        else:
            many = isinstance(field, f.Listing)
            yield path, FieldTerm(_spelled(kind, path), _datatype(kind, path, field), many)


def _spelled(kind: str, path: str) -> str:
    if path == "quantity.value":
        return "prov:value"
    if (kind, path) == ("correction", "by"):
        # Of every other judgement, `by` is who made it.
        return "ledger:replacement"
    first, *rest = path.removeprefix("quantity.").replace(".", "_").split("_")
    return f"ledger:{first}{''.join(part.capitalize() for part in rest)}"


def _datatype(kind: str, path: str, field: f.Field) -> str:
    if path in _REFERENCES or (kind, path) == ("correction", "by"):
        return "reference"
    if isinstance(field, f.Truth):
        return "xsd:boolean"
    if isinstance(field, f.Number):
        return "xsd:decimal"
    if isinstance(field, f.Text) and field.format == "time":
        return "xsd:dateTime"
    return "xsd:anyURI" if isinstance(field, f.Text) and field.pattern == f.URL_PATTERN else ""
