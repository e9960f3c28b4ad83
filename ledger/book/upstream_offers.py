"""Where a figure of a text may have come from: what it may pass on, and how it may have been computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ledger.article.deriving import Candidate, derive
from ledger.article.likeness import Known, Likeness
from ledger.book.proposing import FigureInText, Submission
from ledger.book.scanning import AGREES, recomputed
from ledger.errors import InputError
from ledger.number.quantity import Quantity, decimal_text
from ledger.trace.notice import quantity_words

#: The most of either that are offered.
MOST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamFigure:
    """A figure from which another may have come.

    `reference` is a local id or an id of the ledger, `key` its key there.
    """

    reference: str
    key: str | None
    words: str
    parties: tuple[str, ...]
    quantity: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivationOffer:
    """How a figure may have been computed. `gives` is in the unit stated, `confidence` in hundredths."""

    formula: str | None
    inputs: dict[str, UpstreamFigure]
    assumptions: tuple[str, ...]
    outcome: str
    gives: str
    confidence: int


def upstream_figures(submission: Submission, found: FigureInText) -> dict[str, UpstreamFigure]:
    """The other figures of the text, and those of the ledger that it was compared with, by reference."""
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
    """The figures that one may pass on: the same number of the same thing, first what the scan offers."""
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
    """How a figure may have been computed from others of the text and of the ledger, the likeliest first."""
    stated = quantity_of(found)
    if stated is None:
        return []
    figures = upstream_figures(submission, found)
    offers: dict[frozenset[str], DerivationOffer] = {}
    for formula, inputs, assumptions, confidence in _ways(submission, found.name, stated, figures):
        if not all(reference in figures for reference in inputs.values()):
            continue
        of_text = {name: figures[reference].quantity for name, reference in inputs.items()}
        computed = recomputed(stated, of_text, formula, assumptions)
        known = offers.get(frozenset(inputs.values()))
        if (
            computed.outcome not in AGREES
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


def _ways(
    submission: Submission, name: str, stated: Quantity, figures: dict[str, UpstreamFigure]
) -> Iterator[tuple[str | None, dict[str, str], tuple[str, ...], int]]:
    """Formula, inputs, assumptions and confidence: of the scan's links, and of a search over all figures."""
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
    """The words that say what a quantity is of."""
    described = f"{quantity.unit or ''} {quantity.text or ''}".replace("/", " ").lower()
    return frozenset(word for word in described.split() if len(word) > 2 and word.isalpha())


def quantity_of(found: FigureInText) -> Quantity | None:
    """The quantity that a figure states; None where its words cannot be read."""
    if found.proposal is not None:
        return found.proposal.quantity
    from ledger.phrase.reader import parse_phrase

    assert isinstance(found.quantity, str)
    try:
        return parse_phrase(found.quantity)
    except InputError:
        return None


def arithmetic(submission: Submission, found: FigureInText, fields: Mapping[str, Any]) -> str | None:
    """What the formula of a figure comes to, in a sentence; None where an input is none of those that were looked at.

    Raises nothing: what cannot be computed is said.
    """
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
