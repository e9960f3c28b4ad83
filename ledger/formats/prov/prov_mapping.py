"""Maps records to statements of W3C PROV (PROV-DM), for every serialisation of PROV.

=====================  ======================================================================================
record                 in PROV
=====================  ======================================================================================
agent                  agent; prov:Person, prov:Organization or prov:SoftwareAgent if known
source                 entity, a schema:CreativeWork, schema:Article, schema:Report …
snapshot               entity, specializationOf its source
figure                 entity with prov:value; wasAttributedTo its reporters; wasDerivedFrom its source:
                       prov:PrimarySource if the figure is an origin, else ledger:StandsIn
link                   entity (the claim that one figure came from others), and for each input a wasDerivedFrom
                       between figures, tied to it by ledger:link: prov:Quotation for a relay, prov:Revision for
                       a revision, ledger:Derivation with formula, input name and assumptions for a derivation
review, correction …   activity at its time that used its subject; an undoing wasInformedBy what it undoes; what
                       is corrected or retracted wasInvalidatedBy the correction
recorder               agent; each record wasGeneratedBy a recording that wasAssociatedWith its recorder
=====================  ======================================================================================

Every field of a record is an attribute in the namespace of the ledger, so that it can be read back. Status, verdict,
recomputed outcome and findings, which follow from the records, are attributes too. A loop of figures is written as
recorded, although PROV-CONSTRAINTS calls it invalid: it is what a fact-checker looks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, Final, NamedTuple

from ledger.formats import Export
from ledger.formats.figure_name import figure_name
from ledger.formats.prov.prov_following import DerivedAttributes
from ledger.formats.prov.prov_terms import (
    NAMES,
    Attributes,
    ProvStatement,
    QualifiedName,
    Typed,
    Value,
    identifier,
    terms_of,
    truth,
)
from ledger.model.record import Figure
from ledger.model.vocabulary import JUDGEMENTS
from ledger.number.quantity import Quantity

_LINK_TYPES: Final = {
    "relay": "prov:Quotation",
    "derivation": "ledger:Derivation",
    "revision": "prov:Revision",
}
#: A decimal of XML Schema, which has no exponent and is no fraction.
_DECIMAL: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)


def statements_of(export: Export) -> Iterator[ProvStatement]:
    """Yield the statements of an export, describing each identifier once."""
    with DerivedAttributes() as derived:
        for figure in export.figure_views():
            derived.add(figure)
        mapping = _Mapping(derived)
        head = export.head()
        yield ProvStatement(
            "entity",
            f"id:log-{head.root}",
            attributes=[
                ("prov:type", QualifiedName("ledger:Log")),
                ("prov:label", head.name or "ledger"),
                ("ledger:size", Typed(str(head.size), "xsd:integer")),
                ("ledger:root", head.root),
            ],
        )
        for line in export.lines():
            yield from mapping.statements(line)
        yield from mapping.invalidations()
        yield from mapping.recorders()


class _CorrectionLine(NamedTuple):
    """A correction, with the ids of its subject and its replacement."""

    id: str
    of: str
    at: str
    replacement: str | None


class _Mapping:
    """Converts records, in the order of recording, to statements."""

    def __init__(self, derived: DerivedAttributes) -> None:
        self._derived = derived
        self._recorders: set[str] = set()
        #: The ids of judgements: they are activities, which cannot be used, only inform.
        self._judgements: set[bytes] = set()
        self._corrections: list[_CorrectionLine] = []

    def statements(self, line: Mapping[str, Any]) -> Iterator[ProvStatement]:
        """Yield the statements of one record as an export writes it."""
        kind = line["record"]
        if kind in JUDGEMENTS:
            yield from self._judgement(line)
        elif kind == "agent":
            yield ProvStatement(
                "agent",
                identifier(line["id"]),
                attributes=self._attributes(line, [("prov:label", line["name"])]),
            )
        else:
            yield ProvStatement(
                "entity", identifier(line["id"]), attributes=self._attributes(line, _labels(line))
            )
            yield from self._recording(line)
            if kind == "snapshot":
                ends = {"prov:specificEntity": line["id"], "prov:generalEntity": line["source"]}
                formal = {place: identifier(record) for place, record in ends.items()}
                yield ProvStatement("specializationOf", None, formal)
            elif kind == "figure":
                yield from self._figure(line)
            elif kind == "link":
                yield from _derivations(line)

    def recorders(self) -> Iterator[ProvStatement]:
        """Yield an agent for everybody who recorded or judged something."""
        for name in sorted(self._recorders):
            yield ProvStatement(
                "agent",
                _recorder(name),
                attributes=[("prov:type", QualifiedName("ledger:Recorder")), ("prov:label", name)],
            )

    def _attributes(self, line: Mapping[str, Any], labels: Attributes) -> Attributes:
        """Return all attributes of a record: types, labels, fields and derived attributes."""
        record = line["id"]
        derived = self._derived.attributes(record)
        if any(term == "prov:label" for term, _ in derived):
            labels = []
        types = [("prov:type", QualifiedName(NAMES[line["record"]])), *self._derived.types(record)]
        return [*types, *labels, *_fields(line), *derived]

    def _recording(self, line: Mapping[str, Any]) -> Iterator[ProvStatement]:
        """Yield the activity that recorded an entity, its time and its recorder."""
        at, by = line["recorded"]["at"], line["recorded"]["by"]
        recording = f"id:recording-{line['id']}"
        yield ProvStatement(
            "activity",
            recording,
            {"prov:startTime": at, "prov:endTime": at},
            [("prov:type", QualifiedName("ledger:Recording"))],
        )
        yield ProvStatement(
            "wasGeneratedBy",
            None,
            {"prov:entity": identifier(line["id"]), "prov:activity": recording, "prov:time": at},
        )
        yield self._associated(recording, by)

    def _associated(self, activity: str, name: str) -> ProvStatement:
        self._recorders.add(name)
        return ProvStatement(
            "wasAssociatedWith", None, {"prov:activity": activity, "prov:agent": _recorder(name)}
        )

    def _judgement(self, line: Mapping[str, Any]) -> Iterator[ProvStatement]:
        """Yield the activity of a judgement, and its relations to its subjects."""
        me, at = identifier(line["id"]), line["at"]
        self._judgements.add(bytes.fromhex(line["id"]))
        yield ProvStatement(
            "activity",
            me,
            {"prov:startTime": at, "prov:endTime": at},
            self._attributes(line, []),
        )
        correcting = line["record"] == "correction"
        yield self._associated(me, line["recorder"] if correcting else line["by"])
        replacement = line.get("by") if correcting else None
        # A key that is introduced speaks of no record.
        subjects = line.get("refs") or ([line["of"]] if "of" in line else [])
        for entry in [*subjects, *([replacement] if replacement else [])]:
            if bytes.fromhex(entry) in self._judgements:
                yield ProvStatement(
                    "wasInformedBy", None, {"prov:informed": me, "prov:informant": identifier(entry)}
                )
            else:
                yield ProvStatement("used", None, {"prov:activity": me, "prov:entity": identifier(entry)})
        if correcting:
            self._corrections.append(_CorrectionLine(line["id"], line["of"], line["at"], replacement))

    def invalidations(self) -> Iterator[ProvStatement]:
        """Yield the invalidation of each record with a valid correction, and the derivation of its replacement."""
        undone: set[str] = set()
        standing = []
        # A correction can only be undone by a later one.
        for correction in reversed(self._corrections):
            if correction.id not in undone:
                undone.add(correction.of)
                standing.append(correction)
        for correction in reversed(standing):
            if bytes.fromhex(correction.of) in self._judgements:
                continue
            me, corrected = identifier(correction.id), identifier(correction.of)
            yield ProvStatement(
                "wasInvalidatedBy",
                None,
                {"prov:entity": corrected, "prov:activity": me, "prov:time": correction.at},
            )
            if correction.replacement and self._derived.facts(correction.replacement).get("figure"):
                yield ProvStatement(
                    "wasDerivedFrom",
                    None,
                    {
                        "prov:generatedEntity": identifier(correction.replacement),
                        "prov:usedEntity": corrected,
                    },
                    [("prov:type", QualifiedName("prov:Revision")), ("ledger:correction", QualifiedName(me))],
                )

    def _figure(self, line: Mapping[str, Any]) -> Iterator[ProvStatement]:
        me = identifier(line["id"])
        for party in line.get("reported_by", ()):
            yield ProvStatement("wasAttributedTo", None, {"prov:entity": me, "prov:agent": identifier(party)})
        if "source" in line:
            origin = self._derived.facts(line["id"]).get("origin")
            role = "prov:PrimarySource" if origin else "ledger:StandsIn"
            ends = {"prov:generatedEntity": me, "prov:usedEntity": identifier(line["source"])}
            yield ProvStatement("wasDerivedFrom", None, ends, [("prov:type", QualifiedName(role))])


_ON_DERIVATIONS: Final = {"ledger:formula", "ledger:assumptions", "ledger:basis"}


def _derivations(line: Mapping[str, Any]) -> Iterator[ProvStatement]:
    """Yield a derivation for each input of a link, tied together by the link."""
    inputs = line.get("inputs") or {"": line["from"]}
    for place, (name, earlier) in enumerate(inputs.items(), start=1):
        attributes: Attributes = [
            ("prov:type", QualifiedName(_LINK_TYPES[line["relation"]])),
            ("ledger:link", QualifiedName(identifier(line["id"]))),
        ]
        if name:
            attributes.append(("ledger:input", name))
        attributes += [(term, value) for term, value in _fields(line) if term in _ON_DERIVATIONS]
        ends = {
            "prov:generatedEntity": identifier(line["figure"]),
            "prov:usedEntity": identifier(earlier),
        }
        yield ProvStatement("wasDerivedFrom", f"id:derivation-{line['id']}-{place}", ends, attributes)


def _labels(line: Mapping[str, Any]) -> Attributes:
    """Return the label of an entity, which drawing tools show."""
    if line["record"] == "figure":
        quantity = Quantity(**line.get("quantity", {}))
        return [("prov:label", figure_name(Figure(quantity=quantity, label=line.get("label"))))]
    if line["record"] == "source":
        return [("prov:label", line.get("title") or line["url"])]
    return [("prov:label", line["relation"])] if line["record"] == "link" else []


def _fields(line: Mapping[str, Any]) -> Attributes:
    """Return the fields of a record as attributes, in the order of the schema."""
    attributes: Attributes = []
    for path, term in terms_of(line["record"]).items():
        value: Any = line
        for part in path.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if value is not None:
            attributes += [
                (term.name, _value(item, term.datatype)) for item in (value if term.many else [value])
            ]
    return attributes


def _value(value: object, datatype: str) -> Value:
    if datatype == "reference":
        return QualifiedName(identifier(str(value)))
    if isinstance(value, bool):
        return Typed(truth(value), "xsd:boolean")
    text = str(value)
    if not datatype or (datatype == "xsd:decimal" and not _DECIMAL.fullmatch(text)):
        return text
    return Typed(text, datatype)


def _recorder(name: str) -> str:
    return f"id:recorder-{sha256(name.encode()).hexdigest()}"
