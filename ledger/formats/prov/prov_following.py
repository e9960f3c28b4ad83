"""What follows from the records: status, findings, how a party or a work is described now.

PROV says it of an entity or an agent where that is described, which is once; so it is kept, by id, until then.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from tempfile import TemporaryFile
from typing import Any, Final

from ledger.formats.prov.prov_terms import Attributes, QualifiedName, Typed, truth
from ledger.formats.schema_org import WORK_TYPES
from ledger.number.quantity import decimal_text
from ledger.trace.material import Party, Work
from ledger.view.figure_view import FigureView, FindingView, LinkView

_AGENT_TYPES: Final = {
    "person": "prov:Person",
    "organization": "prov:Organization",
    "software": "prov:SoftwareAgent",
}


class Followed:
    """What follows, in a temporary file; of each record a few bytes stay in memory."""

    def __init__(self) -> None:
        self._places: dict[bytes, int] = {}

    def __enter__(self) -> Followed:
        self._file = TemporaryFile()
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def note(self, figure: FigureView) -> None:
        """Keep what follows for a figure, the links into it, its parties and works."""
        self._keep(figure.entry.id, _figure_follows(figure))
        for link in figure.arrivals:
            found = [finding for finding in figure.findings if finding.link == link.entry.seq]
            self._keep(link.entry.id, _link_follows(link, found))
        for party in figure.reporters:
            if not self._has(party.id):
                self._keep(party.id, _party_follows(party))
        for work in (figure.source, *(link.source for link in figure.arrivals)):
            if work is not None and not self._has(work.id):
                self._keep(work.id, _work_follows(work))

    def of(self, record: str) -> Mapping[str, Any]:
        """What is kept of a record by id: its ``attributes`` and more; empty where nothing is."""
        place = self._places.get(bytes.fromhex(record))
        if place is None:
            return {}
        self._file.seek(place)
        kept: Mapping[str, Any] = json.loads(self._file.readline())
        return kept

    def attributes(self, record: str) -> Attributes:
        """The attributes kept of a record."""
        return [
            (term, Typed(text, datatype) if datatype else text)
            for term, text, datatype in self.of(record).get("attributes", ())
        ]

    def types(self, record: str) -> Attributes:
        """The types kept of a record."""
        return [("prov:type", QualifiedName(kind)) for kind in self.of(record).get("types", ())]

    def _has(self, record: str) -> bool:
        return bytes.fromhex(record) in self._places

    def _keep(self, record: str, follows: Mapping[str, Any]) -> None:
        self._places[bytes.fromhex(record)] = self._file.seek(0, 2)
        self._file.write(json.dumps(follows).encode() + b"\n")


def _figure_follows(figure: FigureView) -> dict[str, Any]:
    own = [finding for finding in figure.findings if finding.link is None]
    attributes = [
        ("ledger:status", figure.status, ""),
        ("ledger:stands", truth(figure.stands), "xsd:boolean"),
    ]
    if figure.verdict is not None:
        attributes.append(("ledger:newestVerdict", figure.verdict.record.verdict, ""))
    return {
        "attributes": attributes + _findings(own),
        "origin": figure.is_origin,
        "figure": True,
    }


def _link_follows(link: LinkView, found: Sequence[FindingView]) -> dict[str, Any]:
    attributes = [("ledger:status", link.status, "")]
    if link.review is not None:
        attributes.append(("ledger:newestVerdict", link.review.record.verdict, ""))
    if link.check is not None:
        attributes.append(("ledger:outcome", link.check.outcome, ""))
        if link.check.expected is not None and link.check.expected.value is not None:
            value = decimal_text(link.check.expected.value)
            attributes.append(("ledger:expected", value, "xsd:decimal"))
    return {"attributes": attributes + _findings(found)}


def _findings(found: Sequence[FindingView]) -> list[tuple[str, str, str]]:
    return [
        (
            "ledger:finding",
            f"{finding.severity}{', accepted' if finding.accepted else ''} {finding.code}: {finding.message}",
            "",
        )
        for finding in found
    ]


def _party_follows(party: Party) -> dict[str, Any]:
    url = [("schema:url", party.url, "xsd:anyURI")] if party.url else []
    return {"attributes": url, "types": [_AGENT_TYPES[party.kind]] if party.kind else []}


def _work_follows(work: Work) -> dict[str, Any]:
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
