"""A PROV-JSON document as statements with full names: what is read before anything is made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final, NamedTuple

from ledger.errors import FormatError, InputError, Problem
from ledger.formats import LoadedRecord
from ledger.formats.prov.prov_terms import FORMAL, PREFIXES, PROV
from ledger.model.strict_json import load_line

#: The document is read as a whole. A ledger of more is handed on as JSON Lines.
MOST_BYTES: Final = 64_000_000


class Literal(NamedTuple):
    """The value of an attribute: its text, the IRI of its type where it has one, whether it names something."""

    text: str
    datatype: str = ""
    is_name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadStatement:
    """A statement as it is read. Names are IRIs; `shown` is its own as it was written, `id` None for a blank one."""

    kind: str
    shown: str
    id: str | None
    formal: Mapping[str, str]
    attributes: Mapping[str, Sequence[Literal]] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where it stood."""
        return f"{self.kind} {self.shown}"

    def first(self, *attributes: str) -> str | None:
        """The text of the first value of the first of these attributes that has one that is not blank."""
        for name in attributes:
            for value in self.attributes.get(name, ()):
                if value.text.strip():
                    return value.text.strip()
        return None

    def types(self) -> set[str]:
        """What it is said to be."""
        return {value.text for value in self.attributes.get(f"{PROV}type", ())}


class ProvDocument(NamedTuple):
    """All statements of a document, what is wrong in it, and its bundles by name with how much is in each."""

    statements: Sequence[ReadStatement]
    wrong: Sequence[LoadedRecord]
    bundles: Mapping[str, int]


def read_document(stream: BinaryIO) -> ProvDocument:
    """Read a document of at most 64 MB. Raises FormatError for what is not PROV-JSON, or is over that."""
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise FormatError(
            f"a PROV-JSON document may have {MOST_BYTES:,} bytes at the most",
            hint="hand a ledger on as JSON Lines: `ledger export --format jsonl`, then `ledger import`",
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
    return ProvDocument(reader.statements, reader.wrong, dict(_bundles(document.get("bundle", {}))))


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _bundles(bundles: Any) -> Iterator[tuple[str, int]]:
    if not _is_table(bundles) or not all(map(_is_table, bundles.values())):
        raise FormatError('not PROV-JSON: "bundle" does not give an object for each bundle')
    for name, bundle in bundles.items():
        kinds = [found for kind, found in bundle.items() if kind != "prefix"]
        yield name, sum(len(found) if isinstance(found, dict) else 1 for found in kinds)


def _one_member_each(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A membership may name several members at once: as many statements."""
    members = body.get("prov:entity")
    if isinstance(members, list) and members:
        ends = {place: end for place, end in body.items() if place == "prov:collection"}
        yield {**body, "prov:entity": members[0]}
        yield from ({**ends, "prov:entity": member} for member in members[1:])
    else:
        yield body


class _Wrong(Exception):
    """A statement cannot be read: which part of it, and what is wrong."""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(message)
        self.part = part
        self.message = message


class _DocumentReader:
    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes
        self.statements: list[ReadStatement] = []
        self.wrong: list[LoadedRecord] = []

    def read(self, kind: str, statements: Any) -> None:
        """Read the statements of a kind; several of one name are taken together, as PROV has it."""
        if not isinstance(statements, dict):
            raise FormatError(f"not PROV-JSON: {kind!r} is not a JSON object")
        for shown, bodies in statements.items():
            try:
                self.statements += self._statements(kind, shown, bodies)
            except _Wrong as wrong:
                place = f"{kind} {shown}"
                problem = Problem("", wrong.message, place=f"{place}, {wrong.part}" if wrong.part else place)
                self.wrong.append(LoadedRecord(0, None, place=place, problems=[problem]))

    def _statements(self, kind: str, shown: str, bodies: Any) -> Iterator[ReadStatement]:
        named = None if shown.startswith("_:") else self._iri(shown)
        if isinstance(bodies, dict):
            bodies = [bodies]
        if not isinstance(bodies, list) or not all(isinstance(body, dict) for body in bodies):
            raise _Wrong("", "a statement is a JSON object, or a list of them")
        if kind == "hadMember":
            bodies = [member for body in bodies for member in _one_member_each(body)]
        read = [self._body(kind, body) for body in bodies]
        if kind not in ("entity", "agent", "activity"):
            for formal, attributes in read:
                yield ReadStatement(kind=kind, shown=shown, id=named, formal=formal, attributes=attributes)
            return
        together: dict[str, str] = {}
        merged: dict[str, list[Literal]] = {}
        for formal, attributes in read:
            together |= formal
            for name, values in attributes.items():
                merged.setdefault(name, []).extend(values)
        yield ReadStatement(kind=kind, shown=shown, id=named or shown, formal=together, attributes=merged)

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
        """What stands in a formal place: a name, or a time."""
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if isinstance(value, dict):
            value = value.get("$")
        if not isinstance(value, str):
            raise _Wrong(place, "one name stands here, as a text")
        return value if place.endswith(("time", "Time")) else self._iri(value)

    def _literal(self, name: str, value: Any) -> Literal:
        datatype = lang = ""
        if isinstance(value, dict):
            datatype, lang, value = value.get("type", ""), value.get("lang", ""), value.get("$")
            if not isinstance(datatype, str) or not isinstance(lang, str):
                raise _Wrong(name, "the type and the language of a value are texts")
        datatype = self._iri(datatype) if datatype else ""
        if isinstance(value, bool):
            return Literal("true" if value else "false", datatype or self._iri("xsd:boolean"))
        if isinstance(value, int):
            return Literal(str(value), datatype or self._iri("xsd:integer"))
        if not isinstance(value, str):
            raise _Wrong(name, 'a value is a text, a whole number, true, false, or an object with "$"')
        if datatype in _NAMING:
            return Literal(self._iri(value), datatype, is_name=True)
        return Literal(value, datatype)

    def _iri(self, name: str) -> str:
        """The full name; one with a prefix that is not declared stays as it is."""
        prefix, colon, local = name.partition(":")
        if not colon:
            return self._prefixes.get("default", "") + name
        return self._prefixes[prefix] + local if prefix in self._prefixes else name


_NAMING: Final = {f"{PREFIXES['xsd']}QName", f"{PROV}QUALIFIED_NAME"}
