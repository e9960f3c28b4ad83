"""The text of each cell of the desk's sheet, made from the view of a figure by a function for each column."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from ledger.formats.sheet import cells
from ledger.model.record import Review
from ledger.number.quantity import decimal_text
from ledger.tlog.canonical import record_id as id_of
from ledger.trace.material import Entry
from ledger.view.figure_view import FigureRef, FigureView, LinkView

if TYPE_CHECKING:
    from ledger.trace.recompute import Recomputed

#: Returns the text of a cell, empty if there is nothing to write.
Fill = Callable[[FigureView], str]


def record_field(name: str) -> Fill:
    """Return a function for a field of the figure's record that is text."""
    return lambda figure: getattr(figure.entry.record, name) or ""


def quantity_part(name: str) -> Fill:
    """Return a function for a part of the quantity; a figure that relays a number without stating it has none."""
    return lambda figure: (
        "" if (record := figure.entry.record).relays else getattr(record.quantity, name) or ""
    )


def quote_part(name: str) -> Fill:
    """Return a function for a part of the quote."""
    return lambda figure: "" if (quote := figure.entry.record.quote) is None else getattr(quote, name) or ""


def source_field(name: str) -> Fill:
    """Return a function for a field of the source as it is described now."""
    return lambda figure: "" if figure.source is None else getattr(figure.source, name) or ""


def review_field(name: str) -> Fill:
    """Return a function for a field of the figure's own review that is text."""

    def fill(figure: FigureView) -> str:
        review = _own_review(figure)
        return "" if review is None else getattr(review.record, name) or ""

    return fill


def key(figure: FigureView) -> str:
    """Return the key of the figure."""
    return figure.entry.key or ""


def record_id(figure: FigureView) -> str:
    """Return the full id of the figure."""
    return figure.entry.id


def reporters(figure: FigureView) -> str:
    """Return the names of the parties that stated the figure."""
    return cells.joined(sorted(party.name for party in figure.reporters))


def primary(figure: FigureView) -> str:
    """Return whether the party is marked as the one that counted the number."""
    return "primary" if figure.record.primary else "secondary"


def tags(figure: FigureView) -> str:
    """Return the tags of the figure."""
    return cells.joined(figure.record.tags)


def wording(figure: FigureView) -> str:
    """Return ``unseen`` if the words of the figure were not seen."""
    return "unseen" if figure.record.wording == "unseen" else ""


def copied(figure: FigureView) -> str:
    """Return ``yes`` if the number was copied from upstream rather than stated."""
    return "" if figure.record.restated else "yes"


# The source.


def source_authors(figure: FigureView) -> str:
    """Return the authors of the source."""
    return "" if figure.source is None else cells.joined(figure.source.authors)


def source_key(figure: FigureView) -> str:
    """Return the key of the source, or its id if the other cells would make another source."""
    work = figure.source
    if work is None:
        return ""
    same = work.id == _identified(work.url, work.title, work.publisher, work.published)
    return (work.key or "") if same else work.id


# Cached, as a source has many figures.
@lru_cache(maxsize=8_192)
def _identified(url: str | None, title: str | None, publisher: str | None, published: str | None) -> str:
    return id_of(identity(url, title, publisher, published)).hex()


def identity(
    url: str | None, title: str | None, publisher: str | None, published: str | None
) -> dict[str, str]:
    """Return the fields that determine the id of a source: its URL, or else title, publisher and date."""
    identifying = {"url": url} if url else {"title": title, "publisher": publisher, "published": published}
    return {"record": "source", **{name: value for name, value in identifying.items() if value}}


def archived(figure: FigureView) -> str:
    """Return the URL of the newest archived copy of the source."""
    return next((copy.archived_at for copy in figure.copies if copy.archived_at), "")


# Links. Those that a cell can express completely are written where they are read from again.


def _plain(figure: FigureView, relation: str) -> list[LinkView]:
    return [
        link for link in figure.arrivals if link.entry.record.relation == relation and _is_plain(figure, link)
    ]


def _is_plain(figure: FigureView, link: LinkView) -> bool:
    record = link.record
    evidence = record.source or record.quote or record.locator or record.note or link.entry.redactions
    as_recorded = record.figure == figure.entry.id and all(
        recorded.figure == read.figure.entry.id
        for recorded, read in zip(record.inputs, link.inputs, strict=True)
    )
    return link.status == "current" and as_recorded and not evidence


def handle(figure: FigureRef) -> str:
    """Return the reference to a figure in other rows: its key, or else its id."""
    return figure.entry.key or figure.entry.id


def _references(figure: FigureView, relation: str) -> str:
    return cells.references(
        cells.Reference(handle(link.inputs[0].figure), link.record.basis) for link in _plain(figure, relation)
    )


def relays(figure: FigureView) -> str:
    """Return the figures that it relays."""
    return _references(figure, "relay")


def revises(figure: FigureView) -> str:
    """Return the figures that it revises."""
    return _references(figure, "revision")


def inputs(figure: FigureView) -> str:
    """Return the figures that it was computed from."""
    return cells.computations(
        cells.Inputs({used.name or "": handle(used.figure) for used in link.inputs}, link.record.basis)
        for link in _plain(figure, "derivation")
    )


def formula(figure: FigureView) -> str:
    """Return the formulas by which it was computed."""
    return _of_each(link.record.formula or "" for link in _plain(figure, "derivation"))


def assumptions(figure: FigureView) -> str:
    """Return the assumptions of its computations."""
    return _of_each(cells.joined(link.record.assumptions) for link in _plain(figure, "derivation"))


def _of_each(parts: Iterable[str]) -> str:
    alternatives = list(parts)
    return cells.alternatives(alternatives) if any(alternatives) else ""


def other_links(figure: FigureView) -> str:
    """Return the links that the other cells cannot express."""
    phrases = []
    for link in figure.arrivals:
        if not _is_plain(figure, link):
            gone = "" if link.status == "current" else f", {link.status}"
            starts = ", ".join(handle(used.figure) for used in link.inputs)
            phrases.append(f"{link.relation} from {starts}{gone}")
    return cells.joined(phrases)


# What the ledger computes.


def origins(figure: FigureView) -> str:
    """Return the figures at which its trails end."""
    named = [_origin(figure, origin) for origin in figure.origins]
    return cells.joined([*named, *(["and more"] if figure.more_origins else [])])


def _origin(figure: FigureView, origin: FigureRef) -> str:
    if origin.entry.id == figure.entry.id:
        return "this figure" if figure.is_origin else "the trail ends here"
    names = cells.joined(sorted(party.name for party in origin.reporters)) or "nobody named"
    at = f"{names} ({handle(origin)})"
    return at if origin.record.primary else f"the trail ends at {at}"


def recomputed(figure: FigureView) -> str:
    """Return the results of recomputing its derivations."""
    return "\n".join(
        _outcome(link.check)
        for link in figure.arrivals
        if link.check is not None and link.status == "current"
    )


def _outcome(check: Recomputed) -> str:
    if check.expected is None or check.expected.value is None:
        return f"{check.outcome}: {check.message}"
    named = "" if check.expected.unit == "1" else f" {check.expected.unit}"
    return f"{check.outcome}: gives {decimal_text(check.expected.value)}{named}"


def findings(figure: FigureView) -> str:
    """Return the codes of its findings, the most severe first."""
    codes = dict.fromkeys(
        finding.code + (" (accepted)" if finding.accepted else "") for finding in figure.findings
    )
    return "; ".join(codes)


def finding_messages(figure: FigureView) -> str:
    """Return its findings in words."""
    return "\n".join(f"{finding.code}: {finding.message}" for finding in figure.findings)


def status(figure: FigureView) -> str:
    """Return its status, its replacement, and whether anything still supports it."""
    words: str = figure.status
    if figure.replaced_by is not None:
        words += f", replaced by {handle(figure.replaced_by)}"
    return words if figure.stands or words == "retracted" else f"{words}, nothing holds it up"


def erased(figure: FigureView) -> str:
    """Return which texts were erased, by whom and when."""
    return "; ".join(
        f"{redaction.field} erased by {redaction.by} on {redaction.at[:10]}"
        for redaction in figure.entry.redactions
    )


# Judgements.


def _own_review(figure: FigureView) -> Entry[Review] | None:
    """Return the newest review of the figure itself, unless its note was erased and cannot be written again."""
    review = figure.review
    own = review is not None and review.record.of == figure.entry.id and not review.redactions
    return review if own else None


def checked_on(figure: FigureView) -> str:
    """Return the time of the review (UTC), with a blank for the T and without a fraction of zero."""
    return review_field("at")(figure).replace(".000000", "").replace("T", " ")


def accept(figure: FigureView) -> str:
    """Return the findings that the review accepts."""
    review = _own_review(figure)
    return cells.joined(review.record.accept) if review else ""


def story(figure: FigureView) -> str:
    """Return a verdict that is not in the other cells: on the source, or with an erased note."""
    verdict = figure.verdict
    if verdict is None or verdict is _own_review(figure):
        return ""
    return f"{verdict.record.verdict} by {verdict.record.by} on {verdict.record.at[:10]}"
