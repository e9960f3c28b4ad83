"""The text of each cell of the desk's sheet, made from the view of a figure by a function for each column."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from ledger.formats.sheet import cells
from ledger.model.record import Figure, Review
from ledger.number.quantity import decimal_text
from ledger.tlog.canonical import record_id as id_of
from ledger.trace.material import Entry
from ledger.view.figure_view import FigureRef, FigureView, LinkView

if TYPE_CHECKING:
    from ledger.trace.recompute import Recomputed

#: The links of a figure without any.
_NO_LINKS: Final[Collection[LinkView]] = ()


class SheetRow:
    """A figure as a row of the sheet; what several cells need is looked up once, as a ledger has many rows."""

    __slots__ = (
        "derivations", "figure", "others", "quantity", "quote", "record", "relays", "review", "revisions", "source",
    )  # fmt: skip

    def __init__(self, figure: FigureView) -> None:
        self.figure = figure
        self.record: Figure = figure.entry.record
        #: The quantity as stated: a figure that relays a number without stating it has none.
        self.quantity = None if self.record.relays else self.record.quantity
        self.quote = self.record.quote
        self.source = figure.source
        self.review = _own_review(figure)
        #: The links into the figure that a cell can express completely, and all others.
        self.relays = self.revisions = self.derivations = self.others = _NO_LINKS
        if figure.arrivals:
            links: dict[str, list[LinkView]] = {}
            for link in figure.arrivals:
                plain = _is_plain(figure, link)
                links.setdefault(link.entry.record.relation if plain else "others", []).append(link)
            self.relays = links.get("relay", _NO_LINKS)
            self.revisions = links.get("revision", _NO_LINKS)
            self.derivations = links.get("derivation", _NO_LINKS)
            self.others = links.get("others", _NO_LINKS)


#: Returns the text of a cell, empty if there is nothing to write.
Fill = Callable[[SheetRow], str]


def record_field(name: str) -> Fill:
    """Return a function for a field of the figure's record that is text."""
    return lambda row: getattr(row.record, name) or ""


def quantity_part(name: str) -> Fill:
    """Return a function for a part of the quantity."""
    return lambda row: "" if row.quantity is None else getattr(row.quantity, name) or ""


def quote_part(name: str) -> Fill:
    """Return a function for a part of the quote."""
    return lambda row: "" if row.quote is None else getattr(row.quote, name) or ""


def source_field(name: str) -> Fill:
    """Return a function for a field of the source as it is described now."""
    return lambda row: "" if row.source is None else getattr(row.source, name) or ""


def review_field(name: str) -> Fill:
    """Return a function for a field of the figure's own review that is text."""
    return lambda row: "" if row.review is None else getattr(row.review.record, name) or ""


def key(row: SheetRow) -> str:
    """Return the key of the figure."""
    return row.figure.entry.key or ""


def record_id(row: SheetRow) -> str:
    """Return the full id of the figure."""
    return row.figure.entry.id


def reporters(row: SheetRow) -> str:
    """Return the names of the parties that stated the figure."""
    return cells.joined(sorted(party.name for party in row.figure.reporters))


def primary(row: SheetRow) -> str:
    """Return whether the party is marked as the one that counted the number."""
    return "primary" if row.record.primary else "secondary"


def tags(row: SheetRow) -> str:
    """Return the tags of the figure."""
    return cells.joined(row.record.tags) if row.record.tags else ""


def wording(row: SheetRow) -> str:
    """Return ``unseen`` if the words of the figure were not seen."""
    return "unseen" if row.record.wording == "unseen" else ""


def copied(row: SheetRow) -> str:
    """Return ``yes`` if the number was copied from upstream rather than stated."""
    return "" if row.record.restated else "yes"


# The source.


def source_authors(row: SheetRow) -> str:
    """Return the authors of the source."""
    return "" if row.source is None or not row.source.authors else cells.joined(row.source.authors)


def source_key(row: SheetRow) -> str:
    """Return the key of the source, or its id if the other cells would make another source."""
    work = row.source
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


def archived(row: SheetRow) -> str:
    """Return the URL of the newest archived copy of the source."""
    return next((copy.archived_at for copy in row.figure.copies if copy.archived_at), "")


# Links. Those that a cell can express completely are written where they are read from again.


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


def _references(links: Collection[LinkView]) -> str:
    if not links:
        return ""
    return cells.references(
        cells.Reference(handle(link.inputs[0].figure), link.record.basis) for link in links
    )


def relays(row: SheetRow) -> str:
    """Return the figures that it relays."""
    return _references(row.relays)


def revises(row: SheetRow) -> str:
    """Return the figures that it revises."""
    return _references(row.revisions)


def inputs(row: SheetRow) -> str:
    """Return the figures that it was computed from."""
    if not row.derivations:
        return ""
    return cells.computations(
        cells.Inputs({used.name or "": handle(used.figure) for used in link.inputs}, link.record.basis)
        for link in row.derivations
    )


def formula(row: SheetRow) -> str:
    """Return the formulas by which it was computed."""
    return _of_each([link.record.formula or "" for link in row.derivations])


def assumptions(row: SheetRow) -> str:
    """Return the assumptions of its computations."""
    return _of_each([cells.joined(link.record.assumptions) for link in row.derivations])


def _of_each(parts: Sequence[str]) -> str:
    return cells.alternatives(parts) if any(parts) else ""


def other_links(row: SheetRow) -> str:
    """Return the links that the other cells cannot express."""
    if not row.others:
        return ""
    phrases = []
    for link in row.others:
        gone = "" if link.status == "current" else f", {link.status}"
        starts = ", ".join(handle(used.figure) for used in link.inputs)
        phrases.append(f"{link.relation} from {starts}{gone}")
    return cells.joined(phrases)


# What the ledger computes.


def origins(row: SheetRow) -> str:
    """Return the figures at which its trails end."""
    named = [_origin(row.figure, origin) for origin in row.figure.origins]
    return cells.joined([*named, *(["and more"] if row.figure.more_origins else [])])


def _origin(figure: FigureView, origin: FigureRef) -> str:
    if origin.entry.id == figure.entry.id:
        return "this figure" if figure.is_origin else "the trail ends here"
    names = cells.joined(sorted(party.name for party in origin.reporters)) or "nobody named"
    at = f"{names} ({handle(origin)})"
    return at if origin.record.primary else f"the trail ends at {at}"


def recomputed(row: SheetRow) -> str:
    """Return the results of recomputing its derivations."""
    return "\n".join(
        _outcome(link.check)
        for link in row.figure.arrivals
        if link.check is not None and link.status == "current"
    )


def _outcome(check: Recomputed) -> str:
    if check.expected is None or check.expected.value is None:
        return f"{check.outcome}: {check.message}"
    named = "" if check.expected.unit == "1" else f" {check.expected.unit}"
    return f"{check.outcome}: gives {decimal_text(check.expected.value)}{named}"


def findings(row: SheetRow) -> str:
    """Return the codes of its findings, the most severe first."""
    if not row.figure.findings:
        return ""
    codes = dict.fromkeys(
        finding.code + (" (accepted)" if finding.accepted else "") for finding in row.figure.findings
    )
    return "; ".join(codes)


def finding_messages(row: SheetRow) -> str:
    """Return its findings in words."""
    return "\n".join(f"{finding.code}: {finding.message}" for finding in row.figure.findings)


def status(row: SheetRow) -> str:
    """Return its status, its replacement, and whether anything still supports it."""
    words: str = row.figure.status
    if row.figure.replaced_by is not None:
        words += f", replaced by {handle(row.figure.replaced_by)}"
    return words if row.figure.stands or words == "retracted" else f"{words}, nothing holds it up"


def erased(row: SheetRow) -> str:
    """Return which texts were erased, by whom and when."""
    if not row.figure.entry.redactions:
        return ""
    return "; ".join(
        f"{redaction.field} erased by {redaction.by} on {redaction.at[:10]}"
        for redaction in row.figure.entry.redactions
    )


# Judgements.


def _own_review(figure: FigureView) -> Entry[Review] | None:
    """Return the newest review of the figure itself, unless its note was erased and cannot be written again."""
    review = figure.review
    own = review is not None and review.record.of == figure.entry.id and not review.redactions
    return review if own else None


def checked_on(row: SheetRow) -> str:
    """Return the time of the review (UTC), with a blank for the T and without a fraction of zero."""
    return review_field("at")(row).replace(".000000", "").replace("T", " ")


def accept(row: SheetRow) -> str:
    """Return the findings that the review accepts."""
    review = row.review
    return cells.joined(review.record.accept) if review else ""


def story(row: SheetRow) -> str:
    """Return a verdict that is not in the other cells: on the source, or with an erased note."""
    verdict = row.figure.verdict
    if verdict is None or verdict is row.review:
        return ""
    return f"{verdict.record.verdict} by {verdict.record.by} on {verdict.record.at[:10]}"
