"""Makes the JSON documents of a trace and a check (`schema/trace.schema.json`, `schema/check.schema.json`).

Numbers are decimal text, figures and links are referred to by id, and unknown values are null.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from ledger.model.record import Quote, Review
from ledger.number.quantity import Quantity, decimal_text
from ledger.trace.finding import Finding
from ledger.trace.material import Entry, Party, Recorded, Work
from ledger.view.figure_view import FigureView, LinkView
from ledger.view.inherited import Inherited
from ledger.view.trace_view import ListedFigure, OriginView, TraceView

if TYPE_CHECKING:
    from ledger.trace.recompute import Expected, Recomputed

Document = dict[str, Any]

#: How many members of a trace come before it is known whether it was cut.
_BEGINNING: Final = 5


def trace_document(view: TraceView) -> Document:
    """Return a trace as a `ledger-trace/1` document, ready for `json.dumps`."""
    return {
        name: list(value) if isinstance(value, Iterator) else value for name, value in trace_members(view)
    }


def trace_members(view: TraceView, page: range | None = None) -> Iterator[tuple[str, object]]:
    """Yield the members of a `ledger-trace/1` document in order; what is long as iterators of documents.

    Of a `page`, it has the figures at these places, the links into them and the findings on them.
    """
    shown = view.page(None, None) if page is None else page
    yield "format", "ledger-trace/1"
    yield "ledger", {"name": view.ledger.name, "size": view.ledger.size, "root": view.ledger.root}
    yield "as_of", view.as_of
    yield "figure", view.ref(view.asked[0]).entry.id if view.story is None else None
    yield "direction", view.direction
    yield "truncated", view.truncated
    yield "figures", _figures(view, shown)
    yield "links", map(link_document, view.compared_links(shown))
    yield "origins", map(_origin, view.origins)
    independent = view.independent_origins
    yield "independent_origins", {"at_least": independent.at_least, "at_most": independent.at_most}
    yield (
        "findings",
        (
            finding_document(
                finding,
                view.id_of(finding.figure),
                None if finding.link is None else view.id_of(finding.link),
            )
            for finding in view.found_among(shown)
        ),
    )
    if view.story is not None:
        yield "source", source_document(view.story)
    if view.direction == "downstream":
        yield "affected_sources", map(source_document, view.affected_sources)


def impact_members(
    opening: TraceView, whole: Callable[[], TraceView], *, truncated: bool | None
) -> Iterator[tuple[str, object]]:
    """Yield the members of an impact in order: those at the beginning from an `opening`, a trace of no hops upstream.

    What rests on the figure is asked for only then, of `whole`; `truncated` is given where it is known before.
    """
    for name, value in islice(trace_members(opening), _BEGINNING):
        yield name, "downstream" if name == "direction" else value
    if truncated is not None:
        yield "truncated", truncated
    yield from islice(trace_members(whole()), _BEGINNING + (truncated is not None), None)


def _figures(view: TraceView, shown: range) -> Iterator[Document]:
    for figure, inherited in view.statements(shown):
        document = _figure_document(figure, inherited)
        if figure.replaced_by is not None:
            document["replaced_by"] = figure.replaced_by
        yield document | _redacted(figure.entry)


def _origin(origin: OriginView) -> Document:
    return {
        "figure": origin.figure.entry.id,
        "agents": list(origin.agents),
        "primary": origin.primary,
        "reach": _reach(origin),
    }


def check_document(findings: Iterable[Document], *, figures: int, links: int) -> Document:
    """Return the findings of a check as a `ledger-check/1` document, with the numbers of figures and links checked."""
    return {**check_head(figures, links), "findings": list(findings)}


def check_head(figures: int, links: int) -> Document:
    """Return a `ledger-check/1` document without its findings, which can be streamed after it."""
    return {"format": "ledger-check/1", "checked": {"figures": figures, "links": links}}


def figure_document(figure: FigureView, inherited: Iterable[Inherited] = ()) -> Document:
    """Return a figure as a document, with the fields that it inherits from upstream."""
    document = _figure_document(figure, inherited)
    if figure.replaced_by is not None:
        document["replaced_by"] = figure.replaced_by.entry.id
    return document | _redacted(figure.entry)


def _figure_document(figure: FigureView | ListedFigure, inherited: Iterable[Inherited]) -> Document:
    record = figure.entry.record
    document: Document = {
        "id": figure.entry.id,
        "key": figure.entry.key,
        "label": record.label,
        "quantity": quantity_document(record.quantity),
        "reported_by": [agent_document(party) for party in figure.reporters],
        "source": None if figure.source is None else source_document(figure.source),
        "quote": None if record.quote is None else _quote(record.quote),
        "locator": record.locator,
        "stated": record.stated,
        "period": record.period,
        "place": record.place,
        "nature": record.nature,
        "primary": record.primary,
        "restated": record.restated,
        "wording": record.wording,
        "depth": figure.depth,
        "status": figure.status,
        "falls": figure.falls,
        "review": _review(figure.review),
        "recorded": _recorded(figure.entry.recorded),
    }
    if fields := list(inherited):
        # An inherited number is in the quantity already, which `restated` marks.
        document |= {field.name: field.value for field in fields if field.name != "quantity"}
        document["inherited"] = [field.name for field in fields]
    return document


def link_document(link: LinkView) -> Document:
    """Return a link as a document."""
    record = link.record
    document: Document = {
        "id": link.entry.id,
        "relation": record.relation,
        "figure": link.figure.entry.id,
        "inputs": [{"name": used.name, "figure": used.figure.entry.id} for used in link.inputs],
        "formula": record.formula,
        "assumptions": list(record.assumptions),
        "basis": record.basis,
        "status": link.status,
        "review": _review(link.review),
        "check": None if link.check is None else _check(link.check),
    }
    return document | _redacted(link.entry)


def _redacted(entry: Entry[Any]) -> Document:
    """Return the redactions of a record (field, time, who and why), or nothing if there are none."""
    if not entry.redactions:
        return {}
    fields = ("field", "at", "by", "reason")
    return {
        "redactions": [{name: getattr(redaction, name) for name in fields} for redaction in entry.redactions]
    }


def quantity_document(quantity: Quantity) -> Document:
    """Return all parts of a quantity, its numbers as decimal text."""
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
    """Return an agent as a document."""
    return {"id": party.id, "name": party.name, "kind": party.kind}


def source_document(work: Work) -> Document:
    """Return a source as a document."""
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
    """Return when and by whom something was recorded, with the signature where there is one."""
    document: Document = {"seq": recorded.seq, "at": recorded.at, "by": recorded.by}
    if recorded.signature is not None:
        document["signature"] = recorded.signature._asdict()
    return document


def _check(check: Recomputed) -> Document:
    """Return the result of recomputing a figure. A missing end of the interval is null."""
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


def finding_document(finding: Finding, figure: str, link: str | None) -> Document:
    """Return a finding as a document, with the ids of its figure and its link."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "figure": figure,
        "link": link,
        "accepted": finding.accepted,
        "message": finding.message,
    }


def _reach(origin: OriginView) -> dict[str, Any]:
    document: dict[str, Any] = {"figures": origin.reach.figures, "agents": origin.reach.agents}
    return document | {"more": True} if origin.reach.more else document
