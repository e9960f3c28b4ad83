"""The steps of a page: each statement, its words, its place, how it came from others, and whether it still stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from ledger.formats.page.page_answers import became_of, revision, sentence
from ledger.formats.page.trails import Quoted, Trails, Words, anchor, who, worded
from ledger.model.record import Quote, Review
from ledger.trace.material import Copy, Entry, Work
from ledger.view.arithmetic import Arithmetic, number, written_out
from ledger.view.causes import Cause
from ledger.view.dates import day, when
from ledger.view.figure_view import FigureRef, FigureView, FindingView, LinkView
from ledger.view.short_words import counted, recorder_words
from ledger.view.trace_view import FigureGroup
from ledger.view.wording import advice_beyond, handle, label_beyond, made, redaction_words


class Tag(NamedTuple):
    """A mark of a few words; `tone` is good, odd, bad or plain."""

    words: str
    tone: str


class FindingText(NamedTuple):
    """A finding in plain words; `where` is the statement it is on."""

    severity: str
    tone: str
    title: str
    message: str
    #: A remedy besides that at the end of the message; may be empty.
    advice: str
    code: str
    accepted: bool
    #: The number of statements it is on for one cause, and their names.
    figures: int
    where: Words


class Place(NamedTuple):
    """The location of something: the work, the place in it, and the archived copies."""

    title: str
    url: str | None
    beside: str
    locator: str | None
    copies: tuple[Copy, ...] = ()


class ArithmeticText(NamedTuple):
    """A derivation written out, with each input in the words of the page."""

    done: Arithmetic
    stated: str
    given: tuple[tuple[str, str, Words], ...]


class ArrivalText(NamedTuple):
    """The text that says how a statement came from others."""

    lead: Words
    tags: tuple[Tag, ...]
    sum: ArithmeticText | None
    quote: Quote | None
    place: Place | None
    notes: tuple[Words, ...]
    changes: tuple[FindingText, ...]


class PageStep(NamedTuple):
    """A statement. `number` counts from the origin."""

    number: int
    anchor: str
    #: The places of the figures that were declared the same.
    others: tuple[str, ...]
    words: str
    who: str
    facts: str
    counts: str | None
    #: The fields that its party left out and that are stated upstream; may be empty.
    unsaid: Words
    tags: tuple[Tag, ...]
    quote: Quote | None
    place: Place | None
    arrivals: tuple[ArrivalText, ...]
    notes: tuple[Words, ...]
    reviews: tuple[Words, ...]
    findings: tuple[FindingText, ...]
    recorded: str


class Beside(NamedTuple):
    """An older, newer or corrected statement that is named, and on which nothing here rests."""

    anchor: str
    sentence: Words


class TableRow(NamedTuple):
    """A statement in the table of all figures."""

    number: int
    anchor: str
    words: str
    value: str
    who: str
    stated: str
    came: str
    became: Tag
    review: Tag
    found: Tag


_SEVERITIES: Final = {"error": ("Error", "bad"), "warning": ("Warning", "odd"), "info": ("Note", "plain")}
_VERDICTS: Final = {"confirmed": "good", "disputed": "bad", "rejected": "bad", "unverifiable": "odd"}
#: The largest number of statements that are named for one finding.
_MOST_NAMED: Final = 8
_BASES: Final = {"inferred": "inferred by us", "conjecture": "a conjecture"}


def step(trails: Trails, number: int) -> PageStep:
    """Return a group as a step of the page."""
    group = trails.view.groups[number]
    figure, record = group.main, group.main.record
    beside = [repetition for repetition in group.figures if repetition is not figure]
    return PageStep(
        number=trails.steps[number],
        anchor=anchor(figure.entry),
        others=tuple(anchor(repetition.entry) for repetition in beside),
        words=worded(figure),
        who=who(figure),
        facts=", ".join(_facts(figure)),
        counts=label_beyond(record),
        unsaid=_unsaid(trails, figure),
        tags=tuple(_tags(trails, group)),
        quote=record.quote,
        place=_place(figure.source, record.locator, figure.copies),
        arrivals=tuple(_arrival(trails, group, link) for link in group.arrivals),
        notes=tuple(_notes(trails, group, beside)),
        reviews=tuple(map(reviewed, figure.reviews)),
        findings=tuple(
            finding_text(trails, Cause(finding, (finding.figure,)))
            for finding in group.findings
            if finding.link is None
        ),
        recorded=_recorded(figure.entry),
    )


def beside(trails: Trails, figure: FigureRef) -> Beside:
    """Return a statement that is not a step."""
    return Beside(anchor(figure.entry), (Quoted(who(figure)), ": ", *trails.described(figure), "."))


def row(trails: Trails, number_: int) -> TableRow:
    """Return a group as a row of the table."""
    group = trails.view.groups[number_]
    figure, record = group.main, group.main.record
    came = dict.fromkeys(map(_came, group.arrivals))
    begins = f"{made(record)} by its reporter" if figure.is_origin else "not known"
    return TableRow(
        number=trails.steps[number_],
        anchor=anchor(figure.entry),
        words=worded(figure),
        value=number(record.quantity),
        who=who(figure),
        stated=record.stated or "",
        came="; ".join(came) or begins,
        became=standing(figure),
        review=verdict(figure.verdict),
        found=tally(group.findings),
    )


def finding_text(trails: Trails, cause: Cause) -> FindingText:
    """Return a finding in plain words, with all statements that have it for the same cause."""
    finding = cause.finding
    severity, tone = _SEVERITIES[finding.severity]
    message = sentence(finding)
    where: Words = ()
    for at, figure in enumerate(cause.figures[:_MOST_NAMED]):
        where += (*((", ",) if at else ()), Quoted(who(figure)), *trails.step(figure))
    if len(cause.figures) > _MOST_NAMED:
        where += (f" and {counted(len(cause.figures) - _MOST_NAMED, 'more')}",)
    return FindingText(
        severity=severity,
        tone="plain" if finding.accepted else tone,
        title=finding.rule.title,
        message=message,
        advice=advice_beyond(message, finding.rule.advice.replace("`", "")),
        code=finding.code,
        accepted=finding.accepted,
        figures=len(cause.figures),
        where=where,
    )


def tally(found: Iterable[FindingView]) -> Tag:
    """Return the number of findings by severity, without accepted ones."""
    severities = [finding.severity for finding in found if not finding.accepted]
    parts = [
        counted(severities.count(severity), words.lower())
        for severity, (words, _) in _SEVERITIES.items()
        if severity in severities
    ]
    worst = next((tone for severity, (_, tone) in _SEVERITIES.items() if severity in severities), "good")
    return Tag(", ".join(parts) or "nothing found", worst)


def standing(figure: FigureView) -> Tag:
    """Return whether a figure still stands, in a word or two."""
    if figure.status != "current":
        return Tag("withdrawn" if figure.status == "retracted" else "corrected", "bad")
    return Tag("stands", "good") if figure.stands else Tag("no longer stands", "bad")


def verdict(review: Entry[Review] | None) -> Tag:
    """Return the newest verdict on a figure, or on the story it stands in."""
    if review is None:
        return Tag("not reviewed", "plain")
    return Tag(review.record.verdict, _VERDICTS[review.record.verdict])


def reviewed(review: Entry[Review]) -> Words:
    """Return the reviewer, the time, the verdict and the note of a review."""
    record = review.record
    words: Words = (f"{record.verdict.capitalize()} by ", Quoted(record.by), f" on {day(record.at)}")
    if record.accept:
        words += (f"; looked at and found in order: {', '.join(record.accept)}",)
    if record.note:
        words += (": ", Quoted(record.note.rstrip(".")))
    for redaction in review.redactions:
        words += ("; ", Quoted(redaction_words(redaction)))
    return (*words, ".")


def _facts(figure: FigureView) -> Iterator[str]:
    record = figure.record
    if record.stated:
        yield f"stated {when(record.stated)}"
    if record.nature:
        yield record.nature
    if record.period:
        period = when(record.period)
        yield period if period.startswith(("since ", "until ")) else f"for {period}"
    if record.place:
        yield record.place


_FIELDS: Final = {
    "label": "it counts",
    "quantity": "the number is",
    "period": "it is for",
    "place": "it is of",
    "nature": "it is",
}


def _unsaid(trails: Trails, figure: FigureView) -> Words:
    inherited = trails.view.unsaid(figure)
    words: Words = ("Not said; upstream: ",) if inherited else ()
    for at, field in enumerate(inherited):
        value = when(field.value) if field.name == "period" else field.value
        words += (f"{', ' if at else ''}{_FIELDS[field.name]} ", Quoted(value))
    return words


def _tags(trails: Trails, group: FigureGroup) -> Iterator[Tag]:
    figure = group.main
    if figure.role:
        yield Tag("origin", "good") if figure.is_origin else Tag("the trail ends here", "odd")
    if figure.in_circle:
        yield Tag("reports go in a circle", "bad")
    if figure.status != "current" or not figure.stands:
        yield standing(figure)
    if figure.record.wording == "unseen":
        yield Tag("its own words are unseen", "odd")
    if figure.record.quantity.hedge == "vague":
        yield Tag("no number", "plain")
    view = trails.view
    if len(view.groups) > 1 and figure.seq in view.asked:
        yield Tag("asked about" if len(view.asked) == 1 else "in the list above", "plain")


def _notes(trails: Trails, group: FigureGroup, beside: Iterable[FigureView]) -> Iterator[Words]:
    figure = group.main
    yield from became_of(trails, figure)
    for link in group.revisions:
        yield (*revision(trails, group, link), ".")
    for same in beside:
        words: Words = ("“", Quoted(worded(same)), "” by ", Quoted(who(same)))
        yield ("Said to be the same as ", *words, ".")
    if figure.amended_at is not None:
        yield (f"Amended on {day(figure.amended_at)}: it had been recorded wrongly.",)
    if not figure.record.restated:
        yield ("It was passed on without stating the number again.",)
    if figure.record.note:
        yield ("Note: ", Quoted(figure.record.note))
    yield from _removed(figure.entry)


def _removed(entry: Entry[Any]) -> Iterator[Words]:
    for redaction in entry.redactions:
        yield ("Removed: ", Quoted(redaction_words(redaction)), ".")


def _arrival(trails: Trails, group: FigureGroup, link: LinkView) -> ArrivalText:
    record = link.record
    computed = link.relation == "derivation"
    lead: Words = ("Computed from ",) if computed else ("Passed on from ",)
    for at, given in enumerate(link.inputs):
        lead += (*((", ",) if at else ()), *trails.named(given.figure))
    tags = [Tag(_BASES[record.basis], "odd")] if record.basis in _BASES else []
    if link.status != "current":
        tags.append(Tag(f"this link was {link.status}", "bad"))
    if link.review is not None:
        tags.append(verdict(link.review)._replace(words=f"link {link.review.record.verdict}"))
    notes: list[Words] = [("Note: ", Quoted(record.note))] if record.note else []
    notes += map(reviewed, link.reviews)
    arithmetic = None
    if computed:
        done = written_out(link)
        inputs = tuple((used.name, used.number, trails.named(used.figure)) for used in done.given)
        arithmetic = ArithmeticText(done, worded(link.figure), inputs)
    return ArrivalText(
        lead=lead,
        tags=tuple(tags),
        sum=arithmetic,
        quote=record.quote,
        place=_place(link.source, record.locator, link.copies),
        notes=(*notes, *_removed(link.entry)),
        changes=tuple(
            finding_text(trails, Cause(finding, (finding.figure,)))
            for finding in group.findings
            if finding.link == link.entry.seq
        ),
    )


def _came(link: LinkView) -> str:
    if link.relation == "derivation":
        return f"computed: {link.record.formula}" if link.record.formula else "computed"
    return f"passed on from {who(link.inputs[0].figure)}"


def _place(work: Work | None, locator: str | None, copies: tuple[Copy, ...]) -> Place | None:
    if work is None:
        return None if locator is None else Place("", None, "", locator)
    published = (when(work.published),) if work.published else ()
    beside = ", ".join((*work.authors, *((work.publisher,) if work.publisher else ()), *published))
    title = work.title or work.url or (work.publisher if work.publisher else f"source {work.id[:12]}")
    return Place(title, work.url, beside, locator, copies)


def _recorded(entry: Entry[Any]) -> str:
    at = entry.recorded
    by = recorder_words(at.by, at.signature)
    return f"{handle(entry)}: recorded on {day(at.at)} as entry {at.seq:,} by {by}"
