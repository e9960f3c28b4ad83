"""Offers origins for a figure of a text: figures that it may relay, and derivations that may give it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ledger.article.deriving import Candidate, derive
from ledger.article.likeness import Known, Likeness
from ledger.book.proposing import FigureInText, Submission
from ledger.book.scanning import recomputed
from ledger.errors import InputError
from ledger.model.vocabulary import AGREEING
from ledger.number.quantity import Quantity, decimal_text
from ledger.trace.notice import quantity_words

#: The largest number of relays, and of derivations, that are offered.
MOST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamFigure:
    """A figure from which another may have come: `reference` is a local id or an id of the ledger, `key` its key."""

    reference: str
    key: str | None
    words: str
    parties: tuple[str, ...]
    quantity: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivationOffer:
    """A possible derivation of a figure. `gives` is in the stated unit, `confidence` from 0 to 100."""

    formula: str | None
    inputs: dict[str, UpstreamFigure]
    assumptions: tuple[str, ...]
    outcome: str
    gives: str
    confidence: int


def upstream_figures(submission: Submission, found: FigureInText) -> dict[str, UpstreamFigure]:
    """Return the other figures of the text, and the recorded figures it was compared with, by reference."""
    figures = {}
    for name, figure in submission.proposed.items():
        if name != found.name and (quantity := quantity_of(figure)) is not None:
            figures[name] = UpstreamFigure(
                reference=name,
                key=None,
                words=quantity_words(quantity),
                parties=figure.parties,
                quantity=quantity,
            )
    for recorded in submission.scanned.recorded.values():
        figures[recorded.id] = UpstreamFigure(
            reference=recorded.id,
            key=recorded.key,
            words=recorded.words,
            parties=recorded.parties,
            quantity=recorded.quantity,
        )
    return figures


def relay_offers(submission: Submission, found: FigureInText) -> list[UpstreamFigure]:
    """Return the figures that a figure may relay: those the scan offers, then those with the same number."""
    figures = upstream_figures(submission, found)
    quantity = quantity_of(found)
    if quantity is None:
        return []
    links = submission.scanned.scan.links
    offered = [link.inputs[0][1] for link in links if link.relation == "relay" and link.figure == found.name]
    passed_on = frozenset(name.lower() for name in found.passed_on)
    likeness = Likeness(
        Known(figure.reference, figure.quantity, frozenset(name.lower() for name in figure.parties))
        for figure in figures.values()
    )
    names = dict.fromkeys([*offered, *likeness.like(quantity, passed_on)])
    return [figures[name] for name in names if name in figures][:MOST]


def derivation_offers(submission: Submission, found: FigureInText) -> list[DerivationOffer]:
    """Return possible derivations of a figure from others of the text and the ledger, the most likely first."""
    stated = quantity_of(found)
    if stated is None:
        return []
    figures = upstream_figures(submission, found)
    offers: dict[frozenset[str], DerivationOffer] = {}
    for formula, inputs, assumptions, confidence in _candidates(submission, found.name, stated, figures):
        if not all(reference in figures for reference in inputs.values()):
            continue
        quantities = {name: figures[reference].quantity for name, reference in inputs.items()}
        computed = recomputed(stated, quantities, formula, assumptions)
        known = offers.get(frozenset(inputs.values()))
        if (
            computed.outcome not in AGREEING
            or computed.expected is None
            or computed.expected.value is None
            or (known and known.confidence >= confidence)
        ):
            continue
        offers[frozenset(inputs.values())] = DerivationOffer(
            formula=formula,
            inputs={name: figures[reference] for name, reference in inputs.items()},
            assumptions=assumptions,
            outcome=computed.outcome,
            gives=decimal_text(computed.expected.value),
            confidence=confidence,
        )
    return sorted(offers.values(), key=lambda offer: -offer.confidence)[:MOST]


def _candidates(
    submission: Submission, name: str, stated: Quantity, figures: dict[str, UpstreamFigure]
) -> Iterator[tuple[str | None, dict[str, str], tuple[str, ...], int]]:
    """Yield formula, inputs, assumptions and confidence of the scan's links, and of a search over all figures."""
    for link in submission.scanned.scan.links:
        if link.relation == "derivation" and link.figure == name:
            yield link.formula, dict(link.inputs), link.assumptions, link.confidence
    candidates = [
        Candidate(
            figure.reference,
            figure.quantity,
            0 if reference in submission.proposed else 2,
            _words(figure.quantity),
        )
        for reference, figure in figures.items()
    ]
    for derivation in derive(Candidate(name, stated, 0, _words(stated)), candidates):
        yield derivation.formula, dict(derivation.inputs), derivation.assumptions, derivation.confidence


def _words(quantity: Quantity) -> frozenset[str]:
    """Return the words that describe what a quantity counts."""
    described = f"{quantity.unit or ''} {quantity.text or ''}".replace("/", " ").lower()
    return frozenset(word for word in described.split() if len(word) > 2 and word.isalpha())


def quantity_of(found: FigureInText) -> Quantity | None:
    """Return the quantity that a figure states, or None if its words cannot be read."""
    if found.proposal is not None:
        return found.proposal.quantity
    from ledger.phrase.reader import parse_phrase

    assert isinstance(found.quantity, str)
    try:
        return parse_phrase(found.quantity)
    except InputError:
        return None


def arithmetic(submission: Submission, found: FigureInText, fields: Mapping[str, Any]) -> str | None:
    """Return the result of a figure's formula in a sentence, or None if an input was not among those compared."""
    figures = upstream_figures(submission, found)
    by_key = {figure.key: figure for figure in figures.values() if figure.key}
    inputs = {
        name: known.quantity
        for name, reference in fields["inputs"].items()
        if (known := figures.get(reference) or by_key.get(reference)) is not None
    }
    stated = quantity_of(found)
    if stated is None or len(inputs) < len(fields["inputs"]):
        return None
    computed = recomputed(stated, inputs, fields.get("formula"), tuple(fields.get("assumptions") or ()))
    return f"{computed.outcome}: {computed.message}" if computed.message else computed.outcome
