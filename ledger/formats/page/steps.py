"""The steps of a page: every statement with its words, its place, how it came from others and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from ledger.formats.page.dates import day, when
from ledger.formats.page.page_answers import became_of, revision, sentence
from ledger.formats.page.sums import Sum, number, written_out
from ledger.formats.page.trails import Said, Trails, Words, anchor, worded
from ledger.model.record import Figure, Quote, Review
from ledger.trace.document import TracedFigure, TracedLink
from ledger.trace.finding import Finding
from ledger.trace.graph_arrays import PRIMARY
from ledger.trace.material import Copy, Entry, Work
from ledger.trace.rules import rules
from ledger.view.wording import counted, handle, label_beyond, latest_by_each, redaction_words


class Tag(NamedTuple):
    """A mark of a few words; `tone` is good, odd, bad or plain."""

    words: str
    tone: str


class Told(NamedTuple):
    """A finding in plain words; `where` is the statement it is on."""

    severity: str
    tone: str
    title: str
    message: str
    code: str
    accepted: bool
    where: Words


class Place(NamedTuple):
    """Where something stands: the work, the place in it, and the copies that were kept of it."""

    title: str
    url: str | None
    beside: str
    locator: str | None
    copies: tuple[Copy, ...] = ()


class Arrival(NamedTuple):
    """How a statement came from others."""

    lead: Words
    tags: tuple[Tag, ...]
    sum: Sum | None
    quote: Quote | None
    place: Place | None
    notes: tuple[Words, ...]
    changes: tuple[Told, ...]


class Step(NamedTuple):
    """A statement. `number` counts from the origin."""

    number: int
    anchor: str
    #: Where the figures stand that were said to be the same.
    others: tuple[str, ...]
    words: str
    who: str
    facts: str
    counts: str | None
    tags: tuple[Tag, ...]
    quote: Quote | None
    place: Place | None
    arrivals: tuple[Arrival, ...]
    notes: tuple[Words, ...]
    reviews: tuple[Words, ...]
    findings: tuple[Told, ...]
    recorded: str


class Beside(NamedTuple):
    """A statement that is named, as an older, a newer or a better one, and that nothing here rests on."""

    anchor: str
    said: Words


class Row(NamedTuple):
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
_BASES: Final = {"inferred": "inferred by us", "conjecture": "a conjecture"}


def step(trails: Trails, node: int) -> Step:
    """A node as a step of the page."""
    one, trace = trails.main(node), trails.trace
    record = one.entry.record
    others = [each for each in trails.together[node] if each is not one]
    own = [each for each in trails.found(node) if each.link is None]
    return Step(
        number=trails.numbers[node],
        anchor=anchor(one.entry),
        others=tuple(anchor(each.entry) for each in others),
        words=worded(record.quantity),
        who=trails.who(one.entry),
        facts=", ".join(_facts(one)),
        counts=label_beyond(record),
        tags=tuple(_tags(trails, node)),
        quote=record.quote,
        place=_place(one.source, record.locator, trace.bodies.copies),
        arrivals=tuple(_arrival(trails, node, link) for link in trails.into.get(node, ())),
        notes=tuple(_notes(trails, node, others)),
        reviews=tuple(map(reviewed, latest_by_each(trace.bodies.reviews.get(one.entry.seq, ())))),
        findings=tuple(told(trails, each) for each in own),
        recorded=_recorded(one.entry),
    )


def beside(trails: Trails, entry: Entry[Figure]) -> Beside:
    """A statement that is no step."""
    return Beside(anchor(entry), (Said(trails.who(entry)), ": ", *trails.described(entry.seq), "."))


def row(trails: Trails, node: int) -> Row:
    """A node as a row of the table."""
    one = trails.main(node)
    record = one.entry.record
    links = trails.into.get(node, ())
    return Row(
        number=trails.numbers[node],
        anchor=anchor(one.entry),
        words=worded(record.quantity),
        value=number(record.quantity),
        who=trails.who(one.entry),
        stated=record.stated or "",
        came="; ".join(dict.fromkeys(_came(trails, link) for link in links)) or _begins(trails, node),
        became=standing(trails, node),
        review=verdict(trails.review(node)),
        found=tally(trails.found(node)),
    )


def told(trails: Trails, finding: Finding) -> Told:
    """A finding in plain words."""
    severity, tone = _SEVERITIES[finding.severity]
    summary, _, _ = rules()[finding.code].explain.partition(". ")
    entry = trails.trace.entry(finding.figure)
    return Told(
        severity=severity,
        tone="plain" if finding.accepted else tone,
        title=summary.rstrip("."),
        message=sentence(finding),
        code=finding.code,
        accepted=finding.accepted,
        where=(Said(trails.who(entry)), *trails.step(entry.seq)),
    )


def tally(found: Iterable[Finding]) -> Tag:
    """How many findings there are by severity, those that were accepted left out."""
    open_ones = [one.severity for one in found if not one.accepted]
    said = [
        counted(open_ones.count(severity), words.lower())
        for severity, (words, _) in _SEVERITIES.items()
        if severity in open_ones
    ]
    worst = next((tone for severity, (_, tone) in _SEVERITIES.items() if severity in open_ones), "good")
    return Tag(", ".join(said) or "nothing found", worst)


def standing(trails: Trails, node: int) -> Tag:
    """What became of a figure, in a word or two."""
    one = trails.main(node)
    if one.status != "current":
        return Tag("withdrawn" if one.status == "retracted" else "corrected", "bad")
    return Tag("stands", "good") if trails.trace.context.stands[node] else Tag("no longer stands", "bad")


def verdict(review: Entry[Review] | None) -> Tag:
    """The newest verdict on a figure, or on the story it stands in."""
    if review is None:
        return Tag("not reviewed", "plain")
    return Tag(review.record.verdict, _VERDICTS[review.record.verdict])


def reviewed(review: Entry[Review]) -> Words:
    """Who reviewed something, when, and with what verdict and note."""
    record = review.record
    said: Words = (f"{record.verdict.capitalize()} by ", Said(record.by), f" on {day(record.at)}")
    if record.accept:
        said += (f"; looked at and found in order: {', '.join(record.accept)}",)
    if record.note:
        said += (": ", Said(record.note.rstrip(".")))
    for one in review.redactions:
        said += ("; ", Said(redaction_words(one)))
    return (*said, ".")


def _facts(one: TracedFigure) -> Iterator[str]:
    record = one.entry.record
    if record.stated:
        yield f"stated {when(record.stated)}"
    if record.nature:
        yield record.nature
    if record.period:
        period = when(record.period)
        yield period if period.startswith(("since ", "until ")) else f"for {period}"
    if record.place:
        yield record.place


def _tags(trails: Trails, node: int) -> Iterator[Tag]:
    trace, one = trails.trace, trails.main(node)
    if trace.graph.is_root(node):
        primary = trace.graph.has(node, PRIMARY)
        yield Tag("origin", "good") if primary else Tag("the trail ends here", "odd")
    if trails.in_circle(node):
        yield Tag("reports go in a circle", "bad")
    if one.status != "current" or not trace.context.stands[node]:
        yield standing(trails, node)
    if one.entry.record.wording == "unseen":
        yield Tag("its own words are unseen", "odd")
    if one.entry.record.quantity.hedge == "vague":
        yield Tag("no number", "plain")
    if len(trails.together) > 1 and one.entry.seq in trace.asked:
        yield Tag("asked about" if len(trace.asked) == 1 else "in the list above", "plain")


def _notes(trails: Trails, node: int, others: Sequence[TracedFigure]) -> Iterator[Words]:
    one, trace = trails.main(node), trails.trace
    record = one.entry.record
    yield from became_of(trails, one)
    for link in trails.revisions.get(node, ()):
        yield (*revision(trails, node, link), ".")
    for other in others:
        said: Words = ("“", Said(worded(other.entry.record.quantity)), "” by ", Said(trails.who(other.entry)))
        yield ("Said to be the same as ", *said, ".")
    typed = trace.graph.resolution.predecessors.get(one.entry.seq)
    if typed:
        mended = [each for each in trace.graph.resolution.effective if each.of in typed]
        yield (f"Amended on {day(mended[-1].at)}: it had been recorded wrongly.",)
    if not record.restated:
        yield ("It was passed on without stating the number again.",)
    if record.note:
        yield ("Note: ", Said(record.note))
    yield from _removed(one.entry)


def _removed(entry: Entry[Any]) -> Iterator[Words]:
    for one in entry.redactions:
        yield ("Removed: ", Said(redaction_words(one)), ".")


def _arrival(trails: Trails, node: int, link: TracedLink) -> Arrival:
    record, trace = link.entry.record, trails.trace
    computed = record.relation == "derivation"
    lead: Words = ("Computed from ",) if computed else ("Passed on from ",)
    for at, one in enumerate(link.inputs):
        lead += (*((", ",) if at else ()), *trails.named(one.figure))
    tags = [Tag(_BASES[record.basis], "odd")] if record.basis in _BASES else []
    if link.status != "current":
        tags.append(Tag(f"this link was {link.status}", "bad"))
    if link.review is not None:
        tags.append(verdict(link.review)._replace(words=f"link {link.review.record.verdict}"))
    notes: list[Words] = [("Note: ", Said(record.note))] if record.note else []
    notes += map(reviewed, latest_by_each(trace.bodies.reviews.get(link.entry.seq, ())))
    source = None if record.source is None else trace.bodies.works[link.entry.seqs[record.source]]
    return Arrival(
        lead=lead,
        tags=tuple(tags),
        sum=written_out(trails, link) if computed else None,
        quote=record.quote,
        place=_place(source, record.locator, trace.bodies.copies),
        notes=(*notes, *_removed(link.entry)),
        changes=tuple(told(trails, each) for each in trails.found(node) if each.link == link.entry.seq),
    )


def _came(trails: Trails, link: TracedLink) -> str:
    record = link.entry.record
    if record.relation == "derivation":
        return f"computed: {record.formula}" if record.formula else "computed"
    return f"passed on from {trails.who(trails.trace.entry(link.inputs[0].figure))}"


def _begins(trails: Trails, node: int) -> str:
    return "counted by its reporter" if trails.trace.graph.has(node, PRIMARY) else "not known"


def _place(work: Work | None, locator: str | None, copies: Any) -> Place | None:
    if work is None:
        return None if locator is None else Place("", None, "", locator)
    published = (when(work.published),) if work.published else ()
    beside = ", ".join((*work.authors, *((work.publisher,) if work.publisher else ()), *published))
    title = work.title or work.url or (work.publisher if work.publisher else f"source {work.id[:12]}")
    return Place(title, work.url, beside, locator, tuple(copies.get(work.seq, ())))


def _recorded(entry: Entry[Any]) -> str:
    at = entry.recorded
    return f"{handle(entry)}: recorded on {day(at.at)} by {at.by} as entry {at.seq:,}"
