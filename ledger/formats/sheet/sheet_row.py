"""What stands in each cell of the desk's sheet: a function a column, from a statement to text."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.formats.sheet import cells
from ledger.model.record import Figure, Quote, Review
from ledger.number.quantity import decimal_text
from ledger.tlog.canonical import record_id as id_of
from ledger.trace.material import Entry, Work
from ledger.trace.recompute import Recomputed
from ledger.trace.statement import Arrival, FigureRef, Statement


def _figure(one: Statement) -> Figure:
    return one.shown.entry.record


def key(one: Statement) -> str:
    """The figure's key."""
    return one.shown.entry.key or ""


def record_id(one: Statement) -> str:
    """The figure's id, in full."""
    return one.shown.entry.id


def text(one: Statement) -> str:
    """The number in its words."""
    return _figure(one).quantity.text or ""


def label(one: Statement) -> str:
    """What is counted."""
    return _figure(one).label or ""


def reporters(one: Statement) -> str:
    """Who said it, by name."""
    return cells.joined(sorted(party.name for party in one.shown.reporters))


def hedge(one: Statement) -> str:
    """How firmly."""
    return _figure(one).quantity.hedge or ""


def value(one: Statement) -> str:
    """The number as decimal text."""
    return _figure(one).quantity.value or ""


def low(one: Statement) -> str:
    """The lower end of a range."""
    return _figure(one).quantity.low or ""


def high(one: Statement) -> str:
    """The upper end of a range."""
    return _figure(one).quantity.high or ""


def unit(one: Statement) -> str:
    """The unit."""
    return _figure(one).quantity.unit or ""


def primary(one: Statement) -> str:
    """Whether it is marked as counted by whoever said it."""
    return "primary" if _figure(one).primary else "secondary"


def nature(one: Statement) -> str:
    """Observed, estimated or projected."""
    return _figure(one).nature or ""


def stated(one: Statement) -> str:
    """When it was stated, EDTF."""
    return _figure(one).stated or ""


def period(one: Statement) -> str:
    """The time it speaks of, EDTF."""
    return _figure(one).period or ""


def place(one: Statement) -> str:
    """The place it speaks of."""
    return _figure(one).place or ""


def locator(one: Statement) -> str:
    """Where in the source."""
    return _figure(one).locator or ""


def note(one: Statement) -> str:
    """The remark on it."""
    return _figure(one).note or ""


def tags(one: Statement) -> str:
    """Its tags."""
    return cells.joined(_figure(one).tags)


def wording(one: Statement) -> str:
    """Whether its words were seen, where they were not."""
    return "unseen" if _figure(one).wording == "unseen" else ""


def copied(one: Statement) -> str:
    """Whether the number was copied from upstream."""
    return "" if _figure(one).restated else "yes"


def snapshot(one: Statement) -> str:
    """The id of the snapshot it was seen in."""
    return _figure(one).snapshot or ""


# The quote, part by part.


def _quote(one: Statement) -> Quote:
    return _figure(one).quote or Quote(exact="")


def quote(one: Statement) -> str:
    """The words quoted."""
    return _quote(one).exact


def quote_prefix(one: Statement) -> str:
    """The words just before."""
    return _quote(one).prefix or ""


def quote_suffix(one: Statement) -> str:
    """The words just after."""
    return _quote(one).suffix or ""


def quote_language(one: Statement) -> str:
    """The language of the words."""
    return _quote(one).language or ""


def quote_translation(one: Statement) -> str:
    """The words in the desk's language."""
    return _quote(one).translation or ""


# The source, as it is described now.


def _work(one: Statement) -> Work:
    return one.shown.source or Work(seq=0, id="")


def source_title(one: Statement) -> str:
    """The title of the source."""
    return _work(one).title or ""


def source_url(one: Statement) -> str:
    """Where the source is."""
    return _work(one).url or ""


def source_publisher(one: Statement) -> str:
    """Who published the source."""
    return _work(one).publisher or ""


def source_published(one: Statement) -> str:
    """When the source was published, EDTF."""
    return _work(one).published or ""


def source_kind(one: Statement) -> str:
    """What the source is."""
    return _work(one).kind or ""


def source_authors(one: Statement) -> str:
    """Who wrote the source."""
    return cells.joined(_work(one).authors)


def source_language(one: Statement) -> str:
    """The language of the source."""
    return _work(one).language or ""


def source_key(one: Statement) -> str:
    """The key of the source; its id, where what is said of it would make another source."""
    work = one.shown.source
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
    said = {"url": url} if url else {"title": title, "publisher": publisher, "published": published}
    return {"record": "source", **{name: value for name, value in said.items() if value}}


def archived(one: Statement) -> str:
    """Where the newest copy of the source is kept."""
    return next((copy.archived_at for copy in one.copies if copy.archived_at), "")


# Where it came from. A link that is no more than what a cell can say is written where it is read from again.


def _plain(one: Statement, relation: str) -> list[Arrival]:
    return [
        each for each in one.arrivals if each.link.entry.record.relation == relation and _is_plain(one, each)
    ]


def _is_plain(one: Statement, arrival: Arrival) -> bool:
    entry = arrival.link.entry
    link = entry.record
    evidence = link.source or link.quote or link.locator or link.note or entry.redactions
    as_recorded = link.figure == one.shown.entry.id and all(
        told.figure == read.entry.id for told, read in zip(link.inputs, arrival.inputs, strict=True)
    )
    return arrival.link.status == "current" and as_recorded and not evidence


def handle(face: FigureRef) -> str:
    """What a row can call another figure: its key, else its id."""
    return face.entry.key or face.entry.id


def _references(one: Statement, relation: str) -> str:
    return cells.references(
        cells.Reference(handle(each.inputs[0]), each.link.entry.record.basis)
        for each in _plain(one, relation)
    )


def relays(one: Statement) -> str:
    """What it passes on."""
    return _references(one, "relay")


def revises(one: Statement) -> str:
    """What it replaces."""
    return _references(one, "revision")


def inputs(one: Statement) -> str:
    """What it was computed from."""
    return cells.computations(
        cells.Inputs(
            {told.name or "": handle(read) for told, read in zip(link.inputs, each.inputs, strict=True)},
            link.basis,
        )
        for each in _plain(one, "derivation")
        for link in [each.link.entry.record]
    )


def formula(one: Statement) -> str:
    """How it was computed."""
    return _of_each(each.link.entry.record.formula or "" for each in _plain(one, "derivation"))


def assumptions(one: Statement) -> str:
    """What was taken for granted."""
    return _of_each(cells.joined(each.link.entry.record.assumptions) for each in _plain(one, "derivation"))


def _of_each(parts: Iterable[str]) -> str:
    said = list(parts)
    return cells.alternatives(said) if any(said) else ""


def other_links(one: Statement) -> str:
    """Links that a sheet cannot carry."""
    told = []
    for each in one.arrivals:
        if not _is_plain(one, each):
            entry = each.link.entry
            gone = "" if each.link.status == "current" else f", {each.link.status}"
            told.append(f"{entry.record.relation} from {', '.join(map(handle, each.inputs))}{gone}")
    return cells.joined(told)


# What the ledger works out.


def origins(one: Statement) -> str:
    """Where its trails end."""
    told = [_origin(one, face) for face in one.origins]
    return cells.joined([*told, *(["and more"] if one.more_origins else [])])


def _origin(one: Statement, face: FigureRef) -> str:
    here = face.entry.id == one.shown.entry.id
    if here:
        return "this figure" if one.is_origin else "the trail ends here"
    names = cells.joined(sorted(party.name for party in face.reporters)) or "nobody named"
    at = f"{names} ({handle(face)})"
    return at if face.entry.record.primary else f"the trail ends at {at}"


def recomputed(one: Statement) -> str:
    """What its derivations give."""
    return "\n".join(
        _outcome(each.link.check)
        for each in one.arrivals
        if each.link.check is not None and each.link.status == "current"
    )


def _outcome(check: Recomputed) -> str:
    if check.expected is None or check.expected.value is None:
        return f"{check.outcome}: {check.message}"
    named = "" if check.expected.unit == "1" else f" {check.expected.unit}"
    return f"{check.outcome}: gives {decimal_text(check.expected.value)}{named}"


def findings(one: Statement) -> str:
    """The codes of the findings, worst first."""
    codes = dict.fromkeys(
        finding.code + (" (accepted)" if finding.accepted else "") for finding in one.findings
    )
    return "; ".join(codes)


def found(one: Statement) -> str:
    """The findings in words."""
    return "\n".join(f"{finding.code}: {finding.message}" for finding in one.findings)


def status(one: Statement) -> str:
    """Whether it was corrected or retracted, and whether anything still holds it up."""
    said = one.shown.status
    if one.replaced_by is not None:
        said += f", replaced by {handle(one.replaced_by)}"
    return said if one.stands or said == "retracted" else f"{said}, nothing holds it up"


def erased(one: Statement) -> str:
    """Which texts were erased, by whom and when."""
    return "; ".join(
        f"{each.field} erased by {each.by} on {each.at[:10]}" for each in one.shown.entry.redactions
    )


# What was decided.


def _review(one: Statement) -> Entry[Review] | None:
    """The newest review of the figure itself; one whose note was erased cannot be told again."""
    review = one.shown.review
    own = review is not None and review.record.of == one.shown.entry.id and not review.redactions
    return review if own else None


def verdict(one: Statement) -> str:
    """The verdict on the figure."""
    review = _review(one)
    return review.record.verdict if review else ""


def checked_by(one: Statement) -> str:
    """Who gave it."""
    review = _review(one)
    return review.record.by if review else ""


def checked_on(one: Statement) -> str:
    """When, to the second or finer (UTC)."""
    review = _review(one)
    return moment_words(review.record.at) if review else ""


def moment_words(at: str) -> str:
    """A time as a sheet has it: a blank for the T, no fraction where that is nought."""
    return at.replace(".000000", "").replace("T", " ")


def accept(one: Statement) -> str:
    """The findings accepted with it."""
    review = _review(one)
    return cells.joined(review.record.accept) if review else ""


def review_note(one: Statement) -> str:
    """The note on it."""
    review = _review(one)
    return (review.record.note or "") if review else ""


def story(one: Statement) -> str:
    """The verdict that is not on the figure itself: on the story it stands in, or one whose note was erased."""
    verdict = one.verdict
    if verdict is None or verdict is _review(one):
        return ""
    return f"{verdict.record.verdict} by {verdict.record.by} on {verdict.record.at[:10]}"
