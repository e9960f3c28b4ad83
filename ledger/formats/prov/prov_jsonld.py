"""Writes W3C PROV as PROV-JSONLD (W3C Member Submission, 25 August 2024), for tools of linked data.

`prov_mapping` defines the statements of each record. The document holds its context, so that reading it needs no
network: the used part of the submission's context, and the attributes of the ledger whose values are records.
"""

from __future__ import annotations

import json
from typing import Any, Final, TextIO

from ledger.formats import Export
from ledger.formats.prov.prov_mapping import statements_of
from ledger.formats.prov.prov_terms import PREFIXES, PROV, XSD, ProvStatement, QualifiedName, Typed, Value

_TYPES: Final = {
    "entity": "Entity",
    "activity": "Activity",
    "agent": "Agent",
    "wasGeneratedBy": "Generation",
    "used": "Usage",
    "wasInformedBy": "Communication",
    "wasInvalidatedBy": "Invalidation",
    "wasDerivedFrom": "Derivation",
    "wasAttributedTo": "Attribution",
    "wasAssociatedWith": "Association",
    "specializationOf": "Specialization",
}
_SPECIAL: Final = {"prov:type": "type", "prov:label": "label", "prov:value": "value"}
_REFERRING: Final = (
    "ledger:source", "ledger:snapshot", "ledger:of", "ledger:replacement", "ledger:refs", "ledger:link",
    "ledger:correction",
)  # fmt: skip


def _refers(iri: str) -> dict[str, str]:
    return {"@id": iri, "@type": "@id"}


def _reverse(iri: str) -> dict[str, str]:
    return {"@reverse": iri, "@type": "@id"}


def _time(iri: str) -> dict[str, str]:
    return {"@id": iri, "@type": "xsd:dateTime"}


def _scoped(iri: str, **terms: dict[str, str]) -> dict[str, Any]:
    return {"@id": iri, "@context": terms}


#: The context of section 3 of the submission, for the kinds of statements that the ledger makes.
CONTEXT: Final[dict[str, Any]] = {
    "@version": 1.1,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "provext": "https://openprovenance.org/ns/provext#",
    "prov": PROV,
    "xsd": XSD,
    "type": _refers("rdf:type"),
    "label": {"@id": "rdfs:label"},
    "entity": _refers("prov:entity"),
    "activity": _refers("prov:activity"),
    "agent": _refers("prov:agent"),
    "Entity": _scoped("prov:Entity", value={"@id": "prov:value"}),
    "Activity": _scoped(
        "prov:Activity", startTime=_time("prov:startedAtTime"), endTime=_time("prov:endedAtTime")
    ),
    "Agent": _scoped("prov:Agent"),
    "Generation": _scoped(
        "prov:Generation", entity=_reverse("prov:qualifiedGeneration"), time=_time("prov:atTime")
    ),
    "Usage": _scoped("prov:Usage", activity=_reverse("prov:qualifiedUsage")),
    "Communication": _scoped(
        "prov:Communication",
        informed=_reverse("prov:qualifiedCommunication"),
        informant=_refers("prov:activity"),
    ),
    "Invalidation": _scoped(
        "prov:Invalidation", entity=_reverse("prov:qualifiedInvalidation"), time=_time("prov:atTime")
    ),
    "Derivation": _scoped(
        "prov:Derivation",
        generatedEntity=_reverse("prov:qualifiedDerivation"),
        usedEntity=_refers("prov:entity"),
    ),
    "Attribution": _scoped("prov:Attribution", entity=_reverse("prov:qualifiedAttribution")),
    "Association": _scoped("prov:Association", activity=_reverse("prov:qualifiedAssociation")),
    "Specialization": _scoped(
        "provext:Specialization",
        specificEntity=_reverse("provext:qualifiedSpecialization"),
        generalEntity=_refers("provext:generalEntity"),
    ),
}
#: The prefixes, and the attributes of the ledger whose values are records.
LEDGER_CONTEXT: Final[dict[str, Any]] = {**PREFIXES, **{term: _refers(term) for term in _REFERRING}}


def dump(export: Export, stream: TextIO) -> None:
    """Write a PROV-JSONLD document with one statement on each line."""
    stream.write(f'{{\n"@context": [{json.dumps(LEDGER_CONTEXT)},\n{json.dumps(CONTEXT)}],\n"@graph": [')
    for count, statement in enumerate(statements_of(export)):
        stream.write(f"{',' if count else ''}\n  {json.dumps(_node(statement), ensure_ascii=False)}")
    stream.write("\n]\n}\n")


def _node(statement: ProvStatement) -> dict[str, Any]:
    node: dict[str, Any] = {"@type": _TYPES[statement.kind]}
    if statement.id is not None:
        node["@id"] = statement.id
    node.update((term.removeprefix("prov:"), value) for term, value in statement.formal.items())
    for term, value in statement.attributes:
        node.setdefault(_SPECIAL.get(term, term), []).append(_json_value(value))
    return node


def _json_value(value: Value) -> Any:
    if isinstance(value, QualifiedName):
        return value.text
    if isinstance(value, Typed):
        return {"@value": value.text, "@type": value.datatype}
    return {"@value": value}
