"""Records as statements of W3C PROV (PROV-DM): the one mapping that every serialisation of PROV is written from.

=====================  ======================================================================================
record                 in PROV
=====================  ======================================================================================
agent                  agent; prov:Person, prov:Organization or prov:SoftwareAgent where that is known
source                 entity, a schema:CreativeWork, schema:Article, schema:Report …
snapshot               entity, specializationOf its source
figure                 entity with prov:value; wasAttributedTo whoever reported it; wasDerivedFrom the work it
                       stands in: prov:PrimarySource where it is an origin, else ledger:StandsIn
link                   entity (the claim that one came from the other), and wasDerivedFrom from figure to figure,
                       one an input, tied to it by ledger:link: prov:Quotation for a relay, prov:Revision for a
                       revision, ledger:Derivation with formula, input name and assumptions for a derivation
review, correction …   activity of its time that used what it speaks of; an undoing wasInformedBy what it undoes;
                       what is corrected or retracted wasInvalidatedBy the correction
recorder               agent; what was recorded wasGeneratedBy a recording that wasAssociatedWith its recorder
=====================  ======================================================================================

Every field of a record is an attribute in the namespace of the ledger, so that it can be read back. Status, verdict,
recomputed outcome and findings are attributes too; they follow from the records. A loop of figures is written
as it was recorded: PROV-CONSTRAINTS calls it invalid, and it is what a checker looks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, Final, NamedTuple

from ledger.formats import Export
from ledger.formats.figure_name import figure_name
from ledger.formats.prov.prov_following import Followed
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
#: What XML Schema calls a decimal; exponents and fractions are not.
_DECIMAL: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)


def said_in(export: Export) -> Iterator[ProvStatement]:
    """All that PROV has to say of an export, one statement at a time, each identifier described once.

    What follows from the records is worked out and kept first (`prov_following`).
    """
    with Followed() as followed:
        for figure in export.figure_views():
            followed.note(figure)
        mapping = _Mapping(followed)
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
    """A correction, by the ids of what it speaks of."""

    id: str
    of: str
    at: str
    replacement: str | None


class _Mapping:
    """Turns records, in the order in which they were recorded, into statements."""

    def __init__(self, followed: Followed) -> None:
        self._followed = followed
        self._recorders: set[str] = set()
        #: The ids of judgements: activities, which nothing can use.
        self._judgements: set[bytes] = set()
        self._corrections: list[_CorrectionLine] = []

    def statements(self, line: Mapping[str, Any]) -> Iterator[ProvStatement]:
        """What PROV has to say of one record, as an export writes it."""
        kind = line["record"]
        if kind in JUDGEMENTS:
            yield from self._judgement(line)
        elif kind == "agent":
            yield ProvStatement(
                "agent",
                identifier(line["id"]),
                attributes=self._described(line, [("prov:label", line["name"])]),
            )
        else:
            yield ProvStatement(
                "entity", identifier(line["id"]), attributes=self._described(line, _labels(line))
            )
            yield from self._recording(line)
            yield from _RELATIONS[kind](self, line)

    def recorders(self) -> Iterator[ProvStatement]:
        """Everybody who recorded or decided something."""
        for name in sorted(self._recorders):
            yield ProvStatement(
                "agent",
                _recorder(name),
                attributes=[("prov:type", QualifiedName("ledger:Recorder")), ("prov:label", name)],
            )

    def _described(self, line: Mapping[str, Any], labels: Attributes) -> Attributes:
        """All attributes of a record: what it is, what it says, what follows."""
        record = line["id"]
        followed = self._followed.attributes(record)
        if any(term == "prov:label" for term, _ in followed):
            labels = []
        types = [("prov:type", QualifiedName(NAMES[line["record"]])), *self._followed.types(record)]
        return [*types, *labels, *_fields(line), *followed]

    def _recording(self, line: Mapping[str, Any]) -> Iterator[ProvStatement]:
        """When and by whom an entity was recorded."""
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
        """An activity of its time, with what it speaks of."""
        me, at = identifier(line["id"]), line["at"]
        self._judgements.add(bytes.fromhex(line["id"]))
        yield ProvStatement(
            "activity",
            me,
            {"prov:startTime": at, "prov:endTime": at},
            self._described(line, []),
        )
        correcting = line["record"] == "correction"
        yield self._associated(me, line["recorder"] if correcting else line["by"])
        replacement = line.get("by") if correcting else None
        spoken_of = line.get("refs") or [line["of"]]
        for entry in [*spoken_of, *([replacement] if replacement else [])]:
            if bytes.fromhex(entry) in self._judgements:
                yield ProvStatement(
                    "wasInformedBy", None, {"prov:informed": me, "prov:informant": identifier(entry)}
                )
            else:
                yield ProvStatement("used", None, {"prov:activity": me, "prov:entity": identifier(entry)})
        if correcting:
            self._corrections.append(_CorrectionLine(line["id"], line["of"], line["at"], replacement))

    def invalidations(self) -> Iterator[ProvStatement]:
        """What was done away with by a correction that stands, and what took its place."""
        undone: set[str] = set()
        standing = []
        # Whatever undoes a correction was recorded after it.
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
            if correction.replacement and self._followed.of(correction.replacement).get("figure"):
                yield ProvStatement(
                    "wasDerivedFrom",
                    None,
                    {
                        "prov:generatedEntity": identifier(correction.replacement),
                        "prov:usedEntity": corrected,
                    },
                    [("prov:type", QualifiedName("prov:Revision")), ("ledger:correction", QualifiedName(me))],
                )

    def _source(self, _line: Mapping[str, Any]) -> Iterator[ProvStatement]:
        yield from ()

    def _snapshot(self, line: Mapping[str, Any]) -> Iterator[ProvStatement]:
        yield ProvStatement(
            "specializationOf",
            None,
            {
                "prov:specificEntity": identifier(line["id"]),
                "prov:generalEntity": identifier(line["source"]),
            },
        )

    def _figure(self, line: Mapping[str, Any]) -> Iterator[ProvStatement]:
        me = identifier(line["id"])
        for party in line.get("reported_by", ()):
            yield ProvStatement("wasAttributedTo", None, {"prov:entity": me, "prov:agent": identifier(party)})
        if "source" in line:
            origin = self._followed.of(line["id"]).get("origin")
            role = "prov:PrimarySource" if origin else "ledger:StandsIn"
            ends = {"prov:generatedEntity": me, "prov:usedEntity": identifier(line["source"])}
            yield ProvStatement("wasDerivedFrom", None, ends, [("prov:type", QualifiedName(role))])

    def _link(self, line: Mapping[str, Any]) -> Iterator[ProvStatement]:
        """One derivation an input, tied together by the link."""
        inputs = line.get("inputs") or {"": line["from"]}
        for place, (name, earlier) in enumerate(inputs.items(), start=1):
            attributes: Attributes = [
                ("prov:type", QualifiedName(_LINK_TYPES[line["relation"]])),
                ("ledger:link", QualifiedName(identifier(line["id"]))),
            ]
            if name:
                attributes.append(("ledger:input", name))
            attributes += [(term, value) for term, value in _fields(line) if term in _ON_DERIVATIONS]
            yield ProvStatement(
                "wasDerivedFrom",
                f"id:derivation-{line['id']}-{place}",
                {
                    "prov:generatedEntity": identifier(line["figure"]),
                    "prov:usedEntity": identifier(earlier),
                },
                attributes,
            )


_ON_DERIVATIONS: Final = {"ledger:formula", "ledger:assumptions", "ledger:basis"}
_RELATIONS: Final = {
    "source": _Mapping._source,
    "snapshot": _Mapping._snapshot,
    "figure": _Mapping._figure,
    "link": _Mapping._link,
}


def _labels(line: Mapping[str, Any]) -> Attributes:
    """What an entity is called, for whoever draws it."""
    if line["record"] == "figure":
        quantity = Quantity(**line.get("quantity", {}))
        return [("prov:label", figure_name(Figure(quantity=quantity, label=line.get("label"))))]
    if line["record"] == "source":
        return [("prov:label", line.get("title") or line["url"])]
    return [("prov:label", line["relation"])] if line["record"] == "link" else []


def _fields(line: Mapping[str, Any]) -> Attributes:
    """The fields of a record as attributes, in the order of the schema."""
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
