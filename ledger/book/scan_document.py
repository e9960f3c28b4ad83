"""Makes the JSON documents of a scan and of proposed derivations."""

from __future__ import annotations

from typing import Any

from ledger.article.discourse import PartyMention
from ledger.article.links import ProposedLink
from ledger.article.scan import ProposedFigure
from ledger.book.scanning import Derived, Scanned
from ledger.formats.trace_json import quantity_document
from ledger.number.quantity import decimal_text

Document = dict[str, Any]


def scan_document(scanned: Scanned) -> Document:
    """Return a scan as a document of `schema/scan.schema.json`."""
    scan = scanned.scan
    return {
        "format": "ledger-scan/1",
        "text": {"sha256": scan.digest, "language": scan.language, "characters": scan.characters},
        "parser": scan.parser,
        "figures": [_figure(figure, scanned.like.get(figure.id, ())) for figure in scan.figures],
        "links": [_link(link) for link in scan.links],
    }


def derive_document(derived: Derived) -> Document:
    """Return the proposed derivations of a figure as a document of `schema/derive.schema.json`."""
    return {
        "format": "ledger-derive/1",
        "figure": derived.figure,
        "proposals": [
            {
                "formula": proposal.formula,
                "inputs": dict(proposal.inputs),
                "assumptions": list(proposal.assumptions),
                "outcome": proposal.outcome,
                "gives": {"value": decimal_text(proposal.gives), "unit": derived.quantity.unit},
                "confidence": proposal.confidence / 100,
                "reason": proposal.reason,
            }
            for proposal in derived.proposals
        ],
    }


def _figure(figure: ProposedFigure, like: tuple[str, ...]) -> Document:
    return {
        "id": figure.id,
        "number_span": list(figure.number_span),
        "phrase_span": list(figure.phrase_span),
        "quantity": quantity_document(figure.quantity),
        "quote": {
            "exact": figure.quote.exact,
            "prefix": figure.quote.prefix,
            "suffix": figure.quote.suffix,
        },
        "attributed_to": [_party(party) for party in figure.parties],
        "confidence": {"figure": figure.figure_confidence / 100, "party": figure.party_confidence / 100},
        "computed": figure.computed,
        "relayed": figure.relayed,
        "passed_on": [_party(party) for party in figure.passed_on],
        "reason": figure.reason,
        "like": list(like),
    }


def _party(party: PartyMention) -> Document:
    document: Document = {"name": party.name, "span": list(party.span)}
    if party.word is not None and party.word_span is not None:
        document["refers_to"] = {"text": party.word, "span": list(party.word_span)}
    return document


def _link(link: ProposedLink) -> Document:
    inputs: Any = [figure for _, figure in link.inputs] if link.relation == "relay" else dict(link.inputs)
    return {
        "relation": link.relation,
        "figure": link.figure,
        "inputs": inputs,
        "formula": link.formula,
        "assumptions": list(link.assumptions),
        "outcome": link.outcome,
        "confidence": link.confidence / 100,
        "reason": link.reason,
    }
