"""Collects the attributes of statements that follow from records: status, findings, descriptions of parties and works.

PROV describes an entity or agent once, with its record; until that is written, these attributes are kept by id.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from tempfile import TemporaryFile
from typing import Any, Final

from ledger.formats.prov.prov_terms import Attributes, QualifiedName, Typed, truth
from ledger.formats.schema_org import WORK_TYPES
from ledger.number.quantity import decimal_text
from ledger.trace.material import Work
from ledger.view.figure_view import FigureView, FindingView, LinkView

_AGENT_TYPES: Final = {
    "person": "prov:Person",
    "organization": "prov:Organization",
    "software": "prov:SoftwareAgent",
}


class DerivedAttributes:
    """The derived attributes of records in a temporary file, with a few bytes per record in memory."""

    def __init__(self) -> None:
        self._places: dict[bytes, int] = {}

    def __enter__(self) -> DerivedAttributes:
        self._file = TemporaryFile()
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, figure: FigureView) -> None:
        """Keep the derived attributes of a figure, the links into it, its parties and works."""
        self._keep(figure.entry.id, _of_figure(figure))
        for link in figure.arrivals:
            findings = [finding for finding in figure.findings if finding.link == link.entry.seq]
            self._keep(link.entry.id, _of_link(link, findings))
        for party in figure.reporters:
            if not self._has(party.id):
                url = [("schema:url", party.url, "xsd:anyURI")] if party.url else []
                types = [_AGENT_TYPES[party.kind]] if party.kind else []
                self._keep(party.id, {"attributes": url, "types": types})
        for work in (figure.source, *(link.source for link in figure.arrivals)):
            if work is not None and not self._has(work.id):
                self._keep(work.id, _of_work(work))

    def facts(self, record: str) -> Mapping[str, Any]:
        """Return the derived ``attributes`` of a record by id, and whether it is a ``figure`` and an ``origin``."""
        place = self._places.get(bytes.fromhex(record))
        if place is None:
            return {}
        self._file.seek(place)
        kept: Mapping[str, Any] = json.loads(self._file.readline())
        return kept

    def attributes(self, record: str) -> Attributes:
        """Return the derived attributes of a record without its types."""
        return [
            (term, Typed(text, datatype) if datatype else text)
            for term, text, datatype in self.facts(record).get("attributes", ())
        ]

    def types(self, record: str) -> Attributes:
        """Return the derived types of a record."""
        return [("prov:type", QualifiedName(kind)) for kind in self.facts(record).get("types", ())]

    def _has(self, record: str) -> bool:
        return bytes.fromhex(record) in self._places

    def _keep(self, record: str, facts: Mapping[str, Any]) -> None:
        self._places[bytes.fromhex(record)] = self._file.seek(0, 2)
        self._file.write(json.dumps(facts).encode() + b"\n")


def _of_figure(figure: FigureView) -> dict[str, Any]:
    own = [finding for finding in figure.findings if finding.link is None]
    attributes = [
        ("ledger:status", figure.status, ""),
        ("ledger:stands", truth(figure.stands), "xsd:boolean"),
    ]
    if figure.verdict is not None:
        attributes.append(("ledger:newestVerdict", figure.verdict.record.verdict, ""))
    return {"attributes": attributes + _findings(own), "origin": figure.is_origin, "figure": True}


def _of_link(link: LinkView, findings: Sequence[FindingView]) -> dict[str, Any]:
    attributes = [("ledger:status", link.status, "")]
    if link.review is not None:
        attributes.append(("ledger:newestVerdict", link.review.record.verdict, ""))
    if link.check is not None:
        attributes.append(("ledger:outcome", link.check.outcome, ""))
        if link.check.expected is not None and link.check.expected.value is not None:
            value = decimal_text(link.check.expected.value)
            attributes.append(("ledger:expected", value, "xsd:decimal"))
    return {"attributes": attributes + _findings(findings)}


def _findings(findings: Sequence[FindingView]) -> list[tuple[str, str, str]]:
    return [
        (
            "ledger:finding",
            f"{finding.severity}{', accepted' if finding.accepted else ''} {finding.code}: {finding.message}",
            "",
        )
        for finding in findings
    ]


def _of_work(work: Work) -> dict[str, Any]:
    described = [
        ("prov:label", work.title or work.url, ""),
        ("schema:name", work.title, ""),
        ("schema:url", work.url, "xsd:anyURI"),
        ("schema:publisher", work.publisher, ""),
        *(("schema:author", author, "") for author in work.authors),
        ("schema:datePublished", work.published, ""),
        ("schema:inLanguage", work.language, ""),
    ]
    kind = WORK_TYPES.get(work.kind or "", "CreativeWork")
    return {"attributes": [attribute for attribute in described if attribute[1]], "types": [f"schema:{kind}"]}
