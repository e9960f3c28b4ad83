"""Restores records from the PROV statements of a ledger's export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from ledger.formats.prov.prov_document import Literal, ReadStatement
from ledger.formats.prov.prov_terms import ID, LEDGER, NAMES, PREFIXES, PROV, SCHEMA, FieldTerm, terms_of

_RECORD_ID: Final = f"{ID}sha256-"
_KINDS: Final = {f"{LEDGER}{spelled.removeprefix('ledger:')}": kind for kind, spelled in NAMES.items()}
#: The types of statements about recording, which the records state too.
_RECORDING_TYPES: Final = {f"{LEDGER}Recording", f"{LEDGER}Recorder", f"{LEDGER}Log"}
#: Attributes that follow from the records and are recomputed.
_DERIVED: Final = {
    f"{LEDGER}{name}" for name in ("status", "stands", "newestVerdict", "finding", "outcome", "expected")
}
#: Relations that repeat what the records state.
_REPEATED: Final = {
    "wasGeneratedBy", "used", "wasInformedBy", "wasInvalidatedBy", "wasAssociatedWith", "specializationOf",
}  # fmt: skip
#: The order in which references point backwards; judgements follow in their own order.
_ORDER: Final = ("agent", "source", "snapshot", "figure", "link")


class ExportedRecords:
    """The records of a ledger in a document; all other statements are `foreign`."""

    def __init__(self, statements: Iterable[ReadStatement]) -> None:
        self.foreign: list[ReadStatement] = []
        #: Attributes that are no field of a record, with their statements.
        self.left_out: list[str] = []
        self._made: dict[str, dict[str, Any]] = {}
        self._places: dict[str, str] = {}
        relations: list[ReadStatement] = []
        for statement in statements:
            kind = next((_KINDS[type_] for type_ in sorted(statement.types()) if type_ in _KINDS), None)
            if kind and statement.id and statement.id.startswith(_RECORD_ID):
                self._made[statement.id] = self._record(kind, statement)
                self._places[statement.id] = statement.place
            elif statement.kind in ("entity", "agent", "activity"):
                if not statement.types() & _RECORDING_TYPES:
                    self.foreign.append(statement)
            else:
                relations.append(statement)
        for statement in relations:
            if not self._relate(statement):
                self.foreign.append(statement)

    def records(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the records with their places, ordered so that references point backwards."""
        rank = {kind: place for place, kind in enumerate(_ORDER)}
        made = sorted(self._made.items(), key=lambda item: rank.get(item[1]["record"], len(rank)))
        return [(self._places[iri], record) for iri, record in made]

    def counts(self) -> Counter[str]:
        """Return the number of records of each kind."""
        return Counter(record["record"] for _, record in self.records())

    def keys(self) -> set[str]:
        """Return the keys of all records."""
        return {record["key"] for record in self._made.values() if "key" in record}

    def figures(self) -> dict[str, str]:
        """Return the ids of figures by their IRIs in the document."""
        return {iri: record["id"] for iri, record in self._made.items() if record["record"] == "figure"}

    def _record(self, kind: str, statement: ReadStatement) -> dict[str, Any]:
        record: dict[str, Any] = {"record": kind}
        unread = dict(statement.attributes)
        for path, term in terms_of(kind).items():
            prefix, _, local = term.name.partition(":")
            values = unread.pop(PREFIXES[prefix] + local, None)
            if values:
                read = [_field(term, value) for value in values]
                _put(record, path, read if term.many else read[0])
        record["id"] = _id(statement.id or "")
        known = _DERIVED | {f"{PROV}type", f"{PROV}label"}
        unknown = [name for name in unread if name not in known and not name.startswith(SCHEMA)]
        self.left_out += [f"{name} of {statement.shown}" for name in unknown]
        return record

    def _relate(self, statement: ReadStatement) -> bool:
        """Apply a relation between records; return False if the statement is not one."""
        ends = list(statement.formal.values())
        if not all(end.startswith(ID) for end in ends if not end[:1].isdigit()):
            return False
        if statement.kind == "wasAttributedTo":
            figure = self._made.get(statement.formal.get("prov:entity", ""))
            if figure is None or figure["record"] != "figure":
                return False
            figure.setdefault("reported_by", []).append(_id(statement.formal.get("prov:agent", "")))
        elif statement.kind == "wasDerivedFrom":
            return self._derive(statement)
        else:
            return statement.kind in _REPEATED
        return True

    def _derive(self, statement: ReadStatement) -> bool:
        link_names = statement.attributes.get(f"{LEDGER}link")
        if not link_names:
            roles = statement.types()
            return (
                f"{LEDGER}StandsIn" in roles
                or f"{PROV}PrimarySource" in roles
                or bool(statement.attributes.get(f"{LEDGER}correction"))
            )
        link = self._made.get(link_names[0].text)
        if link is None or link["record"] != "link":
            return False
        earlier = _id(statement.formal.get("prov:usedEntity", ""))
        link["figure"] = _id(statement.formal.get("prov:generatedEntity", ""))
        input_name = statement.first(f"{LEDGER}input")
        if input_name is None:
            link["from"] = earlier
        else:
            link.setdefault("inputs", {})[input_name] = earlier
        return True


def _id(iri: str) -> str:
    return iri.removeprefix(_RECORD_ID)


def _field(term: FieldTerm, value: Literal) -> Any:
    if term.datatype == "xsd:boolean" and value.text in ("true", "false", "1", "0"):
        return value.text in ("true", "1")
    return _id(value.text) if term.datatype == "reference" else value.text


def _put(record: dict[str, Any], path: str, value: Any) -> None:
    *outer, last = path.split(".")
    for part in outer:
        record = record.setdefault(part, {})
    record[last] = value
