"""Reads a PROV-JSON document into statements with full names, before any record is made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final, NamedTuple

from ledger.errors import FormatError, InputError
from ledger.formats import LoadedRecord
from ledger.formats.prov.prov_terms import FORMAL, PREFIXES, PROV
from ledger.model.strict_json import load_line

#: The largest document, which is read into memory. A larger ledger is transferred as JSON Lines.
MOST_BYTES: Final = 64_000_000


class Literal(NamedTuple):
    """The value of an attribute: its text, the IRI of its type if it has one, and whether it is itself a name."""

    text: str
    datatype: str = ""
    is_name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadStatement:
    """A statement. Names are IRIs; `shown` is its identifier as written, `id` is None if that is a blank node."""

    kind: str
    shown: str
    id: str | None
    formal: Mapping[str, str]
    attributes: Mapping[str, Sequence[Literal]] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The location of the statement in the document."""
        return f"{self.kind} {self.shown}"

    def first(self, *attributes: str) -> str | None:
        """Return the first value that is not blank, looking through the attributes in this order."""
        for name in attributes:
            for value in self.attributes.get(name, ()):
                if value.text.strip():
                    return value.text.strip()
        return None

    def types(self) -> set[str]:
        """Return the values of `prov:type`."""
        return {value.text for value in self.attributes.get(f"{PROV}type", ())}


class ProvDocument(NamedTuple):
    """The statements of a document, the problems in it, and its bundles by name with their numbers of statements."""

    statements: Sequence[ReadStatement]
    refused: Sequence[LoadedRecord]
    bundles: Mapping[str, int]


def read_document(stream: BinaryIO) -> ProvDocument:
    """Read a document. Raises FormatError if it is not PROV-JSON or has more than 64 MB."""
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise FormatError(
            f"a PROV-JSON document may have {MOST_BYTES:,} bytes at the most",
            hint="transfer a ledger as JSON Lines: `ledger export --format jsonl`, then `ledger import`",
        )
    try:
        document = load_line(content, longest=MOST_BYTES)
    except InputError as error:
        raise FormatError(f"cannot be read as PROV-JSON: {error.message}") from None
    if not isinstance(document, dict):
        raise FormatError("not PROV-JSON: the document is not a JSON object")
    prefixes = document.get("prefix", {})
    if not _is_table(prefixes) or not all(isinstance(uri, str) for uri in prefixes.values()):
        raise FormatError('not PROV-JSON: "prefix" does not give a text for each prefix')
    unknown = [kind for kind in document if kind not in FORMAL and kind not in ("prefix", "bundle")]
    if unknown:
        named = ", ".join(repr(kind[:40]) for kind in unknown[:3])
        raise FormatError(f"not PROV-JSON: there are no statements of the kind {named}")
    reader = _DocumentReader({**PREFIXES, **prefixes})
    for kind in FORMAL:
        reader.read(kind, document.get(kind, {}))
    return ProvDocument(reader.statements, reader.refused, dict(_bundles(document.get("bundle", {}))))


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _bundles(bundles: Any) -> Iterator[tuple[str, int]]:
    if not _is_table(bundles) or not all(map(_is_table, bundles.values())):
        raise FormatError('not PROV-JSON: "bundle" does not give an object for each bundle')
    for name, bundle in bundles.items():
        kinds = [statements for kind, statements in bundle.items() if kind != "prefix"]
        yield name, sum(len(statements) if isinstance(statements, dict) else 1 for statements in kinds)


def _memberships(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield a membership of several members as one statement for each."""
    members = body.get("prov:entity")
    if isinstance(members, list) and members:
        ends = {place: end for place, end in body.items() if place == "prov:collection"}
        yield {**body, "prov:entity": members[0]}
        yield from ({**ends, "prov:entity": member} for member in members[1:])
    else:
        yield body


class _StatementError(Exception):
    """A statement cannot be read because of `part`, for the reason in `message`."""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(message)
        self.part = part
        self.message = message


class _DocumentReader:
    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes
        self.statements: list[ReadStatement] = []
        self.refused: list[LoadedRecord] = []

    def read(self, kind: str, statements: Any) -> None:
        """Read the statements of a kind, merging those about the same thing, as PROV-CONSTRAINTS does."""
        if not isinstance(statements, dict):
            raise FormatError(f"not PROV-JSON: {kind!r} is not a JSON object")
        for shown, bodies in statements.items():
            try:
                self.statements += self._statements(kind, shown, bodies)
            except _StatementError as error:
                place = f"{kind} {shown}, {error.part}" if error.part else f"{kind} {shown}"
                self.refused.append(LoadedRecord.refused(0, place, error.message))

    def _statements(self, kind: str, shown: str, bodies: Any) -> Iterator[ReadStatement]:
        named = None if shown.startswith("_:") else self._iri(shown)
        if isinstance(bodies, dict):
            bodies = [bodies]
        if not isinstance(bodies, list) or not all(isinstance(body, dict) for body in bodies):
            raise _StatementError("", "a statement is a JSON object, or a list of them")
        if kind == "hadMember":
            bodies = [membership for body in bodies for membership in _memberships(body)]
        read = [self._body(kind, body) for body in bodies]
        if kind not in ("entity", "agent", "activity"):
            for formal, attributes in read:
                yield ReadStatement(kind=kind, shown=shown, id=named, formal=formal, attributes=attributes)
            return
        merged_formal: dict[str, str] = {}
        merged: dict[str, list[Literal]] = {}
        for formal, attributes in read:
            merged_formal |= formal
            for name, values in attributes.items():
                merged.setdefault(name, []).extend(values)
        yield ReadStatement(
            kind=kind, shown=shown, id=named or shown, formal=merged_formal, attributes=merged
        )

    def _body(self, kind: str, body: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, list[Literal]]]:
        formal: dict[str, str] = {}
        attributes: dict[str, list[Literal]] = {}
        for name, value in body.items():
            iri = self._iri(name)
            place = "prov:" + iri.removeprefix(PROV) if iri.startswith(PROV) else ""
            if place in FORMAL[kind]:
                formal[place] = self._end(place, value)
            else:
                several = value if isinstance(value, list) else [value]
                attributes.setdefault(iri, []).extend(self._literal(name, value) for value in several)
        return formal, attributes

    def _end(self, place: str, value: Any) -> str:
        """Return the value of a formal argument: an IRI, or a time."""
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if isinstance(value, dict):
            value = value.get("$")
        if not isinstance(value, str):
            raise _StatementError(place, "one name stands here, as a text")
        return value if place.endswith(("time", "Time")) else self._iri(value)

    def _literal(self, name: str, value: Any) -> Literal:
        datatype = lang = ""
        if isinstance(value, dict):
            datatype, lang, value = value.get("type", ""), value.get("lang", ""), value.get("$")
            if not isinstance(datatype, str) or not isinstance(lang, str):
                raise _StatementError(name, "the type and the language of a value are texts")
        datatype = self._iri(datatype) if datatype else ""
        if isinstance(value, bool):
            return Literal("true" if value else "false", datatype or self._iri("xsd:boolean"))
        if isinstance(value, int):
            return Literal(str(value), datatype or self._iri("xsd:integer"))
        if not isinstance(value, str):
            message = 'a value is a text, a whole number, true, false, or an object with "$"'
            raise _StatementError(name, message)
        if datatype in _NAME_TYPES:
            return Literal(self._iri(value), datatype, is_name=True)
        return Literal(value, datatype)

    def _iri(self, name: str) -> str:
        """Return the IRI of a qualified name; a name with an undeclared prefix stays as it is."""
        prefix, colon, local = name.partition(":")
        if not colon:
            return self._prefixes.get("default", "") + name
        return self._prefixes[prefix] + local if prefix in self._prefixes else name


_NAME_TYPES: Final = {f"{PREFIXES['xsd']}QName", f"{PROV}QUALIFIED_NAME"}
