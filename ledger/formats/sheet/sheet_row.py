"""What stands in each cell of the desk's sheet: a function a column, from the view of a figure to text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ledger.formats.sheet import cells
from ledger.model.record import Quote, Review
from ledger.number.quantity import Quantity, decimal_text
from ledger.tlog.canonical import record_id as id_of
from ledger.trace.material import Entry, Work
from ledger.view.figure_view import FigureRef, FigureView, LinkView

if TYPE_CHECKING:
    from ledger.trace.recompute import Recomputed


def key(figure: FigureView) -> str:
    """The figure's key."""
    return figure.entry.key or ""


def record_id(figure: FigureView) -> str:
    """The figure's id, in full."""
    return figure.entry.id


def text(figure: FigureView) -> str:
    """The number in its words."""
    return _stated(figure).text or ""


def _stated(figure: FigureView) -> Quantity:
    """The number as its party gave it; none where it passed one on without giving it."""
    return Quantity() if figure.record.relays else figure.record.quantity


def label(figure: FigureView) -> str:
    """What is counted."""
    return figure.record.label or ""


def reporters(figure: FigureView) -> str:
    """Who said it, by name."""
    return cells.joined(sorted(party.name for party in figure.reporters))


def hedge(figure: FigureView) -> str:
    """How firmly."""
    return _stated(figure).hedge or ""


def value(figure: FigureView) -> str:
    """The number as decimal text."""
    return _stated(figure).value or ""


def low(figure: FigureView) -> str:
    """The lower end of a range."""
    return _stated(figure).low or ""


def high(figure: FigureView) -> str:
    """The upper end of a range."""
    return _stated(figure).high or ""


def direction(figure: FigureView) -> str:
    """Which way the number goes: up or down."""
    return _stated(figure).direction or ""


def statistic(figure: FigureView) -> str:
    """What the number is of many: their mean, median, …"""
    return _stated(figure).statistic or ""


def price_base(figure: FigureView) -> str:
    """The year in whose prices money is given, or real."""
    return _stated(figure).price_base or ""


def unit(figure: FigureView) -> str:
    """The unit."""
    return _stated(figure).unit or ""


def primary(figure: FigureView) -> str:
    """Whether it is marked as counted by whoever said it."""
    return "primary" if figure.record.primary else "secondary"


def nature(figure: FigureView) -> str:
    """Observed, estimated or projected."""
    return figure.record.nature or ""


def stated(figure: FigureView) -> str:
    """When it was stated, EDTF."""
    return figure.record.stated or ""


def period(figure: FigureView) -> str:
    """The time it speaks of, EDTF."""
    return figure.record.period or ""


def place(figure: FigureView) -> str:
    """The place it speaks of."""
    return figure.record.place or ""


def locator(figure: FigureView) -> str:
    """Where in the source."""
    return figure.record.locator or ""


def note(figure: FigureView) -> str:
    """The remark on it."""
    return figure.record.note or ""


def tags(figure: FigureView) -> str:
    """Its tags."""
    return cells.joined(figure.record.tags)


def wording(figure: FigureView) -> str:
    """Whether its words were seen, where they were not."""
    return "unseen" if figure.record.wording == "unseen" else ""


def copied(figure: FigureView) -> str:
    """Whether the number is that of upstream, and not said."""
    return "" if figure.record.restated else "yes"


def snapshot(figure: FigureView) -> str:
    """The id of the snapshot it was seen in."""
    return figure.record.snapshot or ""


# The quote, part by part.


def _quote(figure: FigureView) -> Quote:
    return figure.record.quote or Quote(exact="")


def quote(figure: FigureView) -> str:
    """The words quoted."""
    return _quote(figure).exact


def quote_prefix(figure: FigureView) -> str:
    """The words just before."""
    return _quote(figure).prefix or ""


def quote_suffix(figure: FigureView) -> str:
    """The words just after."""
    return _quote(figure).suffix or ""


def quote_language(figure: FigureView) -> str:
    """The language of the words."""
    return _quote(figure).language or ""


def quote_translation(figure: FigureView) -> str:
    """The words in the desk's language."""
    return _quote(figure).translation or ""


# The source, as it is described now.


def _work(figure: FigureView) -> Work:
    return figure.source or Work(seq=0, id="")


def source_title(figure: FigureView) -> str:
    """The title of the source."""
    return _work(figure).title or ""


def source_url(figure: FigureView) -> str:
    """Where the source is."""
    return _work(figure).url or ""


def source_publisher(figure: FigureView) -> str:
    """Who published the source."""
    return _work(figure).publisher or ""


def source_published(figure: FigureView) -> str:
    """When the source was published, EDTF."""
    return _work(figure).published or ""


def source_kind(figure: FigureView) -> str:
    """What the source is."""
    return _work(figure).kind or ""


def source_authors(figure: FigureView) -> str:
    """Who wrote the source."""
    return cells.joined(_work(figure).authors)


def source_language(figure: FigureView) -> str:
    """The language of the source."""
    return _work(figure).language or ""


def source_key(figure: FigureView) -> str:
    """The key of the source; its id, where what is said of it would make another source."""
    work = figure.source
    if work is None:
        return ""
    return (
        (work.key or "")
        if work.id == id_of(identity(work.url, work.title, work.publisher, work.published)).hex()
        else work.id
    )


def identity(
    url: str | None, title: str | None, publisher: str | None, published: str | None
) -> dict[str, str]:
    """What a source's id is made of: its URL, else title, publisher and published."""
    identifying = {"url": url} if url else {"title": title, "publisher": publisher, "published": published}
    return {"record": "source", **{name: value for name, value in identifying.items() if value}}


def archived(figure: FigureView) -> str:
    """Where the newest copy of the source is kept."""
    return next((copy.archived_at for copy in figure.copies if copy.archived_at), "")


# Where it came from. A link that is no more than what a cell can say is written where it is read from again.


def _plain(figure: FigureView, relation: str) -> list[LinkView]:
    return [link for link in figure.arrivals if link.relation == relation and _is_plain(figure, link)]


def _is_plain(figure: FigureView, link: LinkView) -> bool:
    record = link.record
    evidence = record.source or record.quote or record.locator or record.note or link.entry.redactions
    as_recorded = record.figure == figure.entry.id and all(
        recorded.figure == read.figure.entry.id
        for recorded, read in zip(record.inputs, link.inputs, strict=True)
    )
    return link.status == "current" and as_recorded and not evidence


def handle(figure: FigureRef) -> str:
    """What a row can call another figure: its key, else its id."""
    return figure.entry.key or figure.entry.id


def _references(figure: FigureView, relation: str) -> str:
    return cells.references(
        cells.Reference(handle(link.inputs[0].figure), link.record.basis) for link in _plain(figure, relation)
    )


def relays(figure: FigureView) -> str:
    """What it passes on."""
    return _references(figure, "relay")


def revises(figure: FigureView) -> str:
    """What it replaces."""
    return _references(figure, "revision")


def inputs(figure: FigureView) -> str:
    """What it was computed from."""
    return cells.computations(
        cells.Inputs({given.name or "": handle(given.figure) for given in link.inputs}, link.record.basis)
        for link in _plain(figure, "derivation")
    )


def formula(figure: FigureView) -> str:
    """How it was computed."""
    return _of_each(link.record.formula or "" for link in _plain(figure, "derivation"))


def assumptions(figure: FigureView) -> str:
    """What was taken for granted."""
    return _of_each(cells.joined(link.record.assumptions) for link in _plain(figure, "derivation"))


def _of_each(parts: Iterable[str]) -> str:
    alternatives = list(parts)
    return cells.alternatives(alternatives) if any(alternatives) else ""


def other_links(figure: FigureView) -> str:
    """Links that a sheet cannot carry."""
    phrases = []
    for link in figure.arrivals:
        if not _is_plain(figure, link):
            gone = "" if link.status == "current" else f", {link.status}"
            starts = ", ".join(handle(given.figure) for given in link.inputs)
            phrases.append(f"{link.relation} from {starts}{gone}")
    return cells.joined(phrases)


# What the ledger works out.


def origins(figure: FigureView) -> str:
    """Where its trails end."""
    named = [_origin(figure, origin) for origin in figure.origins]
    return cells.joined([*named, *(["and more"] if figure.more_origins else [])])


def _origin(figure: FigureView, origin: FigureRef) -> str:
    if origin.entry.id == figure.entry.id:
        return "this figure" if figure.is_origin else "the trail ends here"
    names = cells.joined(sorted(party.name for party in origin.reporters)) or "nobody named"
    at = f"{names} ({handle(origin)})"
    return at if origin.record.primary else f"the trail ends at {at}"


def recomputed(figure: FigureView) -> str:
    """What its derivations give."""
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
    """The codes of the findings, worst first."""
    codes = dict.fromkeys(
        finding.code + (" (accepted)" if finding.accepted else "") for finding in figure.findings
    )
    return "; ".join(codes)


def found(figure: FigureView) -> str:
    """The findings in words."""
    return "\n".join(f"{finding.code}: {finding.message}" for finding in figure.findings)


def status(figure: FigureView) -> str:
    """Whether it was corrected or retracted, and whether anything still holds it up."""
    words: str = figure.status
    if figure.replaced_by is not None:
        words += f", replaced by {handle(figure.replaced_by)}"
    return words if figure.stands or words == "retracted" else f"{words}, nothing holds it up"


def erased(figure: FigureView) -> str:
    """Which texts were erased, by whom and when."""
    return "; ".join(
        f"{redaction.field} erased by {redaction.by} on {redaction.at[:10]}"
        for redaction in figure.entry.redactions
    )


# What was decided.


def _review(figure: FigureView) -> Entry[Review] | None:
    """The newest review of the figure itself; one whose note was erased cannot be written again."""
    review = figure.review
    own = review is not None and review.record.of == figure.entry.id and not review.redactions
    return review if own else None


def verdict(figure: FigureView) -> str:
    """The verdict on the figure."""
    review = _review(figure)
    return review.record.verdict if review else ""


def rating(figure: FigureView) -> str:
    """The verdict in the desk's own words."""
    review = _review(figure)
    return (review.record.rating or "") if review else ""


def checked_by(figure: FigureView) -> str:
    """Who gave it."""
    review = _review(figure)
    return review.record.by if review else ""


def checked_on(figure: FigureView) -> str:
    """When, to the second or finer (UTC)."""
    review = _review(figure)
    return moment_words(review.record.at) if review else ""


def moment_words(at: str) -> str:
    """A time as a sheet has it: a blank for the T, no fraction where that is zero."""
    return at.replace(".000000", "").replace("T", " ")


def accept(figure: FigureView) -> str:
    """The findings accepted with it."""
    review = _review(figure)
    return cells.joined(review.record.accept) if review else ""


def review_note(figure: FigureView) -> str:
    """The note on it."""
    review = _review(figure)
    return (review.record.note or "") if review else ""


def story(figure: FigureView) -> str:
    """The verdict that is not on the figure itself: on the story it stands in, or one whose note was erased."""
    verdict = figure.verdict
    if verdict is None or verdict is _review(figure):
        return ""
    return f"{verdict.record.verdict} by {verdict.record.by} on {verdict.record.at[:10]}"
