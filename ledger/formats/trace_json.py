"""A trace and a check as the JSON of `schema/trace.schema.json` and `schema/check.schema.json`.

Numbers are decimal text, figures and links are named by their ids, and what is not known is null.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from ledger.model.record import Quote, Review
from ledger.number.quantity import Quantity, decimal_text
from ledger.trace.document import Trace, TracedFigure, TracedLink
from ledger.trace.finding import Finding
from ledger.trace.material import Entry, Party, Recorded, Work
from ledger.trace.recompute import Expected, Recomputed

Document = dict[str, Any]


def trace_document(trace: Trace) -> Document:
    """The trace as a document of `ledger-trace/1`, ready for `json.dumps`."""

    def figure_id(seq: int) -> str:
        return trace.entry(seq).id

    def link_id(seq: int) -> str:
        return trace.bodies.links[seq].id

    document: Document = {
        "format": "ledger-trace/1",
        "ledger": {"name": trace.ledger.name, "size": trace.ledger.size, "root": trace.ledger.root},
        "as_of": trace.as_of,
        "figure": figure_id(trace.asked[0]) if trace.source is None else None,
        "direction": trace.direction,
        "truncated": trace.truncated,
        "figures": [figure_document(one, figure_id) for one in trace.figures],
        "links": [link_document(one, figure_id) for one in trace.links],
        "origins": [
            {
                "figure": figure_id(origin.figure),
                "agents": list(origin.agents),
                "primary": origin.primary,
                "reach": {"figures": origin.reach_figures, "agents": origin.reach_agents},
            }
            for origin in trace.origins
        ],
        "independent_origins": {
            "at_least": trace.independent_origins.at_least,
            "at_most": trace.independent_origins.at_most,
        },
        "findings": [
            finding_document(one, figure_id(one.figure), None if one.link is None else link_id(one.link))
            for one in trace.findings
        ],
    }
    if trace.source is not None:
        document["source"] = source_document(trace.source)
    if trace.direction == "downstream":
        document["affected_sources"] = [source_document(work) for work in trace.affected_sources]
    return document


def check_document(findings: Iterable[Document], *, figures: int, links: int) -> Document:
    """What a check found as `ledger-check/1`; `figures` and `links` say how many were checked."""
    return {**check_head(figures, links), "findings": list(findings)}


def check_head(figures: int, links: int) -> Document:
    """What a `ledger-check/1` says before its findings."""
    return {"format": "ledger-check/1", "checked": {"figures": figures, "links": links}}


def figure_document(one: TracedFigure, figure_id: Callable[[int], str]) -> Document:
    """A figure; `figure_id` gives the id of what replaced it, by sequence number."""
    figure = one.entry.record
    document: Document = {
        "id": one.entry.id,
        "key": one.entry.key,
        "label": figure.label,
        "quantity": _quantity(figure.quantity),
        "reported_by": [agent_document(party) for party in one.reporters],
        "source": None if one.source is None else source_document(one.source),
        "quote": None if figure.quote is None else _quote(figure.quote),
        "locator": figure.locator,
        "stated": figure.stated,
        "period": figure.period,
        "place": figure.place,
        "nature": figure.nature,
        "primary": figure.primary,
        "restated": figure.restated,
        "wording": figure.wording,
        "depth": one.depth,
        "status": one.status,
        "falls": one.falls,
        "review": _review(one.review),
        "recorded": _recorded(one.entry.recorded),
    }
    if one.replaced_by is not None:
        document["replaced_by"] = figure_id(one.replaced_by)
    return document | _redacted(one.entry)


def link_document(one: TracedLink, figure_id: Callable[[int], str]) -> Document:
    """A link; `figure_id` gives the ids of the figures it names, by sequence number."""
    link = one.entry.record
    document: Document = {
        "id": one.entry.id,
        "relation": link.relation,
        "figure": figure_id(one.figure),
        "inputs": [{"name": each.name, "figure": figure_id(each.figure)} for each in one.inputs],
        "formula": link.formula,
        "assumptions": list(link.assumptions),
        "basis": link.basis,
        "status": one.status,
        "review": _review(one.review),
        "check": None if one.check is None else _check(one.check),
    }
    return document | _redacted(one.entry)


def _redacted(entry: Entry[Any]) -> Document:
    """Who erased a text of a record, when and why; nothing where nobody did."""
    if not entry.redactions:
        return {}
    said = [
        {"field": one.field, "at": one.at, "by": one.by, "reason": one.reason} for one in entry.redactions
    ]
    return {"redactions": said}


def _quantity(quantity: Quantity) -> Document:
    return {
        "text": quantity.text,
        "value": quantity.value,
        "low": quantity.low,
        "high": quantity.high,
        "hedge": quantity.hedge,
        "unit": quantity.unit,
        "direction": quantity.direction,
        "statistic": quantity.statistic,
        "price_base": quantity.price_base,
    }


def _quote(quote: Quote) -> Document:
    parts = {
        "exact": quote.exact,
        "prefix": quote.prefix,
        "suffix": quote.suffix,
        "language": quote.language,
        "translation": quote.translation,
    }
    return {name: part for name, part in parts.items() if part is not None}


def agent_document(party: Party) -> Document:
    """A party as it is described."""
    return {"id": party.id, "name": party.name, "kind": party.kind}


def source_document(work: Work) -> Document:
    """A source as it is described."""
    return {
        "id": work.id,
        "key": work.key,
        "title": work.title,
        "url": work.url,
        "publisher": work.publisher,
        "published": work.published,
    }


def _review(review: Entry[Review] | None) -> Document | None:
    if review is None:
        return None
    record = review.record
    document: Document = {
        "id": review.id,
        "verdict": record.verdict,
        "rating": record.rating,
        "by": record.by,
        "at": record.at,
        "accept": list(record.accept),
        "note": record.note,
    }
    return document | _redacted(review)


def _recorded(recorded: Recorded) -> Document:
    return {"seq": recorded.seq, "at": recorded.at, "by": recorded.by}


def _check(check: Recomputed) -> Document:
    """What recomputing gave. An end that is not there is null, and open."""
    return {
        "outcome": check.outcome,
        "expected": None if check.expected is None else _expected(check.expected),
        "relative_difference": _number(check.relative_difference),
    }


def _expected(expected: Expected) -> Document:
    interval = expected.interval
    return {
        "value": _number(expected.value),
        "low": _number(interval.low),
        "high": _number(interval.high),
        "low_open": interval.low_open,
        "high_open": interval.high_open,
        "unit": expected.unit,
    }


def _number(number: Fraction | None) -> str | None:
    return None if number is None else decimal_text(number)


def finding_document(one: Finding, figure: str, link: str | None) -> Document:
    """A finding, with the ids of its figure and link."""
    return {
        "code": one.code,
        "severity": one.severity,
        "figure": figure,
        "link": link,
        "accepted": one.accepted,
        "message": one.message,
    }
