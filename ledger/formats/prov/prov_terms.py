"""The PROV terms of the ledger: namespaces, kinds of statements, and the attributes of the fields of records."""

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

#: The formal arguments of each kind of statement, in the order of PROV-N.
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

#: The types of the kinds of records.
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
    """Return a truth value as XML Schema writes it."""
    return "true" if value else "false"


class ProvStatement(NamedTuple):
    """A statement: its kind as named by PROV-JSON, its identifier, its formal arguments and its attributes."""

    kind: str
    id: str | None
    formal: Mapping[str, str] = {}
    attributes: Sequence[tuple[str, Value]] = ()


class FieldTerm(NamedTuple):
    """The attribute of a field; `datatype` is ``reference``, a type of XML Schema, or empty for a string."""

    name: str
    datatype: str = ""
    many: bool = False


def identifier(record: str) -> str:
    """Return the qualified name of a record by its id in hex; not every notation permits a digit at the start."""
    return f"id:sha256-{record}"


@cache
def terms_of(kind: str) -> Mapping[str, FieldTerm]:
    """Return the attributes of the fields of a kind of record by their paths, such as ``quote.exact``.

    Fields that PROV expresses as relations are not among them: who reported a figure, and the ends of a link.
    """
    own = {name: field for name, field in f.fields_of(kind).items() if name not in _BY_RELATION[kind]}
    return dict(_terms(kind, own, ""))


#: The fields that are expressed by the identifier or by relations, or do not occur in normal form.
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
            yield path, FieldTerm(_attribute(kind, path), _datatype(kind, path, field), many)


def _attribute(kind: str, path: str) -> str:
    if path == "quantity.value":
        return "prov:value"
    if (kind, path) == ("correction", "by"):
        # In every other judgement, `by` is its author.
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
