"""Answers the five questions of a page about a figure, in words for somebody who never saw a ledger.

Who stated it first, who repeats it, what was computed and is it right, what changed on the way, is it still
standing. Each answer is short enough to be read at a glance; what it rests on stands below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from ledger.formats.page.trails import Quoted, Trails, Words, who, worded
from ledger.model.vocabulary import SEVERITIES
from ledger.number.quantity import has_number
from ledger.trace import rules
from ledger.trace.independence import Bounds
from ledger.view.arithmetic import Arithmetic, written_out
from ledger.view.causes import Cause
from ledger.view.dates import day
from ledger.view.figure_view import FigureRef, FigureView, FindingView, LinkView
from ledger.view.short_words import counted, listed
from ledger.view.trace_view import FigureGroup
from ledger.view.wording import label_beyond, made

#: The number of origins, parties or changes that are named; the rest are counted.
_MOST: Final = 8
#: Findings on changes of the number between one statement and the next.
CHANGES: Final = frozenset(rule.code for rule in (*rules.CHANGES, rules.rules()["units-differ"])) - {
    "impossible-order",
    "unquantified",
}
#: Findings on figures whose upstream was retracted, corrected or disputed.
HARMS: Final = frozenset(rule.code for rule in rules.UPSTREAM) | {"review-outdated"}
_TONES: Final = {"error": "bad", "warning": "odd", "info": "plain"}


class PageAnswer(NamedTuple):
    """An answer: a few words, whether they are good news, and the details below them."""

    question: str
    short: str
    tone: str
    more: tuple[Words, ...] = ()


def answers(trails: Trails, number: int, found: Sequence[FindingView]) -> tuple[PageAnswer, ...]:
    """Return the answers for one group; `found` are the findings on it and on all that it rests on."""
    behind = trails.behind(number)
    group = trails.view.groups[number]
    roots = [ancestor for ancestor in behind if ancestor.main.role]
    bounds = trails.view.independent_of(number)
    return (
        _first(trails, group, roots),
        _repeated(trails, group, behind, roots, bounds),
        _computed(trails, behind),
        _changed(trails, behind, found),
        _standing(trails, group, behind, found, bounds),
    )


def lead(trails: Trails, group: FigureGroup, worst: Cause | None, *, clean: bool) -> Words:
    """Return the origin of a figure and the worst finding on it, in one sentence that somebody can act on.

    `clean` says that there is no finding on it or upstream.
    """
    figure = group.main
    words = _came_from(trails, figure)
    if figure.status == "retracted":
        return ("Do not use it: it was withdrawn. ", *words, ".")
    if (fallen := figure.fallen) is not None:
        return (f"Do not use it: {fallen}. ", *words, ".")
    if figure.replaced_by is not None:
        return ("It was corrected: use ", *trails.named(figure.replaced_by), ". ", *words, ".")
    verdict = figure.verdict
    if verdict is not None and verdict.record.verdict in ("disputed", "rejected"):
        note: Words = (": ", Quoted(verdict.record.note.rstrip("."))) if verdict.record.note else ()
        words = (f"{verdict.record.verdict.capitalize()} by ", Quoted(verdict.record.by), *note, ". ", *words)
    if worst is not None and worst.finding.code == "upstream-corrected":
        return _now_corrected(trails, group, words)
    if worst is None:
        return (*words, "; nothing was found that speaks against it." if clean else ".")
    own = any(figure.seq == member.seq for figure in worst.figures for member in group.figures)
    title = worst.finding.rule.title
    where: Words = () if own else (", at ", Quoted(who(worst.figures[0])), *trails.step(worst.figures[0]))
    return (*words, f"; look at this first: {title[0].lower()}{title[1:]}", *where, ".")


def _now_corrected(trails: Trails, group: FigureGroup, words: Words) -> Words:
    """Return the number that replaced the nearest corrected one upstream; `words` give the origin of the figure."""
    for ancestor in trails.behind(group.number):
        for figure in ancestor.figures:
            if figure.status == "corrected" and figure.replaced_by is not None:
                new = trails.named(figure.replaced_by)
                stated = ("Out of date: ", *trails.named(figure.ref), " was corrected to ", *new, ".")
                is_first = [first.seq for first in group.main.first] == [figure.seq]
                return stated if is_first else (*stated, " ", *words, ".")
    return ("Out of date: something upstream was corrected. ", *words, ".")


def _came_from(trails: Trails, figure: FigureView) -> Words:
    """Return the origin of a number: the party that stated it first, and the numbers it was computed from."""
    if not figure.first:
        return ("Nobody is known to have counted it: the reports go in a circle",)
    if len(figure.first) > 1 or figure.more_first:
        return (
            f"It comes from {counted(len(figure.first), 'party', 'parties')}: ",
            Quoted(_some_parties(figure.first)),
        )
    (first,) = figure.first
    own = first.seq == figure.seq
    if first.role == "trail end":
        if own:
            return ("Where it comes from is not known",)
        return ("It comes from ", *trails.named(first), "; where that comes from is not known")
    by: Words = (Quoted(who(first)), f" {_did(first)} it")
    if not own and first.record.quantity != figure.record.quantity:
        by = (Quoted(who(first)), f" {_did(first)} “", Quoted(worded(first)), "”", *trails.step(first))
    arithmetic = _arithmetic_of(trails, first)
    if arithmetic is None:
        return by
    words: Words = (*by, " from ")
    for at, given in enumerate(arithmetic.given[:_MOST]):
        words += (" and ",) if at else ()
        if who(given.figure) == who(first):
            words += ("its own “", Quoted(worded(given.figure)), "”", *trails.step(given.figure))
        else:
            words += trails.named(given.figure)
        if (label := label_beyond(given.figure.record)) and label != figure.record.label:
            words += (" [", Quoted(label), "]")
    words += (f": {arithmetic.worked + ', ' if arithmetic.worked else ''}{arithmetic.verdict}",)
    given_here = {given.figure.seq for given in arithmetic.given}
    beyond = [origin for origin in figure.origins if origin.seq not in given_here and origin.role == "origin"]
    if len(beyond) == 1 and not figure.more_origins:
        (origin,) = beyond
        words += (
            "; it goes back to “",
            Quoted(worded(origin)),
            "”, which ",
            Quoted(who(origin)),
            f" {_did(origin)}",
        )
    return words


def _arithmetic_of(trails: Trails, figure: FigureRef) -> Arithmetic | None:
    """Return the derivation of a figure, if it came by a single derivation."""
    number = trails.view.group_of.get(figure.seq)
    links = trails.view.groups[number].arrivals if number is not None else ()
    computed = [link for link in links if link.relation == "derivation" and link.status != "retracted"]
    return written_out(computed[0]) if len(computed) == 1 else None


def _first(trails: Trails, group: FigureGroup, roots: Sequence[FigureGroup]) -> PageAnswer:
    """Return the first appearance of this very number: for a computed number, the statement that computed it."""
    question = "Who stated it first?"
    first = group.main.first
    if not first:
        return PageAnswer(question, "Nobody: the reports go in a circle", "bad")
    here = " in this very statement" if [figure.seq for figure in first] == [group.main.seq] else ""
    more = [words for figure in first[:_MOST] for words in _began(trails, figure)]
    more += _others(len(first), "more")
    beyond = [root for root in roots if all(root.representative.seq != figure.seq for figure in first)]
    more += _rests_on(trails, beyond)
    ends = any(figure.role == "trail end" for figure in first)
    if ends and all(figure.role == "trail end" for figure in first):
        return PageAnswer(
            question, f"Not known: the trail ends{here or f' at {_some_parties(first)}'}", "odd", tuple(more)
        )
    known = [figure for figure in first if figure.role != "trail end"]
    did = listed(sorted({_did(figure) for figure in known}))
    short = f"{_some_parties(known)} {did} it{here}"
    if ends:
        short += "; another trail ends without an origin"
    tone = "odd" if ends or any(root.main.role == "trail end" for root in beyond) else "good"
    return PageAnswer(question, short, tone, tuple(more))


def _did(figure: FigureRef) -> str:
    """Return the verb for how the first party came by a number."""
    return made(figure.record) if figure.role else "computed"


def _kind_of(origin: FigureRef) -> str:
    """Return the noun for an origin, by how its party came by it: a count, a projection."""
    kinds = {"estimated": "estimate", "projected": "projection", "coined": "guess", "stated": "statement"}
    return kinds.get(made(origin.record), "count")


def _some_parties(figures: Iterable[FigureRef]) -> str:
    return _some(list(dict.fromkeys(map(who, figures))))


def _began(trails: Trails, figure: FigureRef) -> Iterator[Words]:
    """Yield the details of the figure in which a number appeared first."""
    lead: Words = (Quoted(who(figure)), ": ", *trails.described(figure))
    match figure.role:
        case "trail end":
            yield (*lead, ". Where that number came from is not recorded.")
        case "origin" if _did(figure) == "stated":
            yield (*lead, ".")
        case "origin" if figure.record.nature in (None, "observed"):
            yield (*lead, ". Whoever reported it counted or measured it, or holds the record.")
        case "origin":
            yield (*lead, f". Whoever reported it {_did(figure)} it.")
        case _:
            yield (*lead, ". It was computed there.")
    if figure.record.wording == "unseen":
        yield ("The first words were not seen here: they are known only through those who passed them on.",)


def _rests_on(trails: Trails, roots: Sequence[FigureGroup]) -> Iterator[Words]:
    """Yield the other numbers that a computed one goes back to."""
    for root in roots[:_MOST]:
        figure = root.representative.ref
        end = figure.role == "trail end"
        did = "where the trail ends" if end else f"who {_did(figure)} it"
        yield ("It goes back to ", *trails.described(figure), ", by ", Quoted(who(figure)), f", {did}.")
        if figure.record.wording == "unseen":
            yield ("Those words were not seen here: they are known only through those who passed them on.",)
    yield from _others(len(roots), "more origin")


def _repeated(
    trails: Trails,
    group: FigureGroup,
    behind: Sequence[FigureGroup],
    roots: Sequence[FigureGroup],
    bounds: Bounds,
) -> PageAnswer:
    """Return the parties that repeat this very number, and how many support it independently of each other."""
    question = "Who repeats it?"
    more = list(_way(group, behind))
    reporting = trails.view.reporting(group.number)
    first = group.main.first
    reaches = {trails.view.group_of.get(origin.figure.seq): origin for origin in trails.view.origins}
    if len(roots) == 1 and (reach := (origin := reaches[roots[0].number]).reach).agents > 1:
        agents = counted(reach.agents, "party", "parties")
        more.append(
            (
                f"{'more than ' if reach.more else ''}{counted(reach.figures, 'figure')} of "
                f"{'at least ' if reach.more else ''}{agents} in this ledger go back to ",
                *trails.named(origin.figure),
                f". Many reports of one {_kind_of(origin.figure)} are not confirmation of it.",
            )
        )
    least, most = bounds.at_least, bounds.at_most
    record = group.main.record
    if record.restated and not has_number(record.quantity):
        short = "It states no number that somebody could repeat"
    elif reporting <= 1:
        short = "Nobody else reports this number"
    else:
        short = f"{_in_words(reporting)} parties report this number"
        if len(first) == 1 and not group.main.more_first:
            own = {party.id for party in first[0].reporters}
            others = reporting - len(own) if own else 0
            have = "the other has" if others == 1 else "the others have"
            short += f"; {have if others > 0 else 'all have'} it from {who(first[0])}"
    if len(roots) != 1:
        many = _in_words(least) if least == most else f"{_in_words(least)} to {most:,}"
        parties = "independent party stands" if most == 1 else "independent parties stand"
        short = f"{many} {parties} behind it; {short[0].lower()}{short[1:]}"
        return PageAnswer(
            question, short, "bad" if not most else ("odd" if least <= 1 else "good"), tuple(more)
        )
    return PageAnswer(question, short, "odd" if reporting > 1 else "plain", tuple(more))


def _way(group: FigureGroup, behind: Sequence[FigureGroup]) -> Iterator[Words]:
    """Yield the parties on the way to a figure, as a list if the way does not branch."""
    if len(behind) < 2:
        return
    names = [who(ancestor.representative) for ancestor in behind]
    upstream = [ancestor for ancestor in behind if ancestor is not group]
    if all(len(ancestor.above) <= 1 for ancestor in behind) and len(names) <= _MOST:
        row = [name for at, name in enumerate(names) if not at or name != names[at - 1]]
        yield ("The path to this figure: ", Quoted(" → ".join(row)), ".")
    else:
        stand = f"{'stands' if len(upstream) == 1 else 'stand'} {counted(len(upstream), 'other figure')}"
        yield (f"Behind it {stand}, by ", Quoted(_parties(upstream) or "nobody named"), ".")


def _computed(trails: Trails, behind: Iterable[FigureGroup]) -> PageAnswer:
    question = "What was computed, and is it right?"
    sums = [
        written_out(link)
        for group in behind
        for link in group.arrivals
        if link.relation == "derivation" and link.status != "retracted"
    ]
    if not sums:
        return PageAnswer(question, "Nothing: no step is a calculation", "plain")
    wrong = [calculation for calculation in sums if calculation.tone == "bad"]
    unknown = [calculation for calculation in sums if calculation.tone == "odd"]
    worst = (wrong or unknown or sums)[0]
    if len(sums) == 1:
        short = f"{worst.worked}: {worst.verdict}" if worst.worked else worst.verdict.capitalize()
    elif wrong:
        short = f"{len(wrong)} of {len(sums)} calculations wrong"
    elif unknown:
        short = f"{len(unknown)} of {len(sums)} calculations cannot be repeated"
    else:
        short = f"{len(sums)} calculations, all right"
    ordered = sorted(sums, key=lambda calculation: ("bad", "odd", "plain", "good").index(calculation.tone))
    more = [_calculation(trails, calculation) for calculation in ordered[:_MOST]]
    return PageAnswer(question, short, worst.tone, (*more, *_others(len(sums), "more calculation")))


def _calculation(trails: Trails, done: Arithmetic) -> Words:
    words: Words = (
        Quoted(who(done.figure)),
        " computed “",
        Quoted(worded(done.figure)),
        "” from ",
    )
    for at, given in enumerate(done.given):
        words += (*((", ",) if at else ()), *trails.named(given.figure))
    words += (".",)
    if done.tone in ("bad", "odd"):
        words += (" ", Quoted(done.message.rstrip(".")), ".")
    if done.assumptions:
        words += (" It assumes: ", Quoted("; ".join(done.assumptions)), ".")
    return words


def _changed(trails: Trails, behind: Iterable[FigureGroup], found: Sequence[FindingView]) -> PageAnswer:
    question = "What changed on the way?"
    changes = [finding for finding in found if finding.code in CHANGES]
    arrivals = relays = 0
    for group in behind:
        arrivals += len(group.arrivals)
        relays += sum(link.relation == "relay" and link.status != "retracted" for link in group.arrivals)
    seen = [finding for finding in changes if finding.rule.subject]
    more = tuple(_change(trails, finding) for finding in changes[:_MOST])
    more += tuple(_others(len(changes), "more change"))
    if seen:
        words = list(dict.fromkeys(finding.rule.subject for finding in seen))
        tone = _worst_tone(seen)
        short = listed(words[:3]) + (" and more" if len(words) > 3 else "")
        return PageAnswer(question, short[0].upper() + short[1:], tone, more)
    if changes:
        return PageAnswer(question, "Nothing that can be seen; some words were not seen", "plain", more)
    if not relays:
        if arrivals:
            return PageAnswer(question, "Nothing: no number on its way was passed on", "plain")
        return PageAnswer(question, "Nothing: nothing is recorded before it", "plain")
    short = f"Nothing: it was passed on {'once' if relays == 1 else f'{relays} times'} as it was"
    return PageAnswer(question, short, "good")


def _change(trails: Trails, finding: FindingView) -> Words:
    to = finding.figure
    arrivals = trails.view.groups[trails.view.group_of[to.seq]].arrivals
    link = next((link for link in arrivals if link.entry.seq == finding.link), None)
    if link is None:
        return (Quoted(who(to)), *trails.step(to), ": ", Quoted(sentence(finding)))
    words: Words = (Quoted(who(link.inputs[0].figure)), " → ", Quoted(who(to)), *trails.step(to))
    return (*words, ": ", Quoted(sentence(finding)))


def _standing(
    trails: Trails,
    group: FigureGroup,
    behind: Sequence[FigureGroup],
    found: Sequence[FindingView],
    bounds: Bounds,
) -> PageAnswer:
    question = "Is it still standing?"
    figure = group.main
    harmed = [finding for finding in found if finding.code in HARMS]
    revised = ((*revision(trails, group, link), ".") for link in group.revisions)
    more = [*became_of(trails, figure), *revised, *_became_of_others(trails, group, behind)]
    # The party that withdrew something is shown already, with the reason.
    untold = list(
        dict.fromkeys(
            sentence(finding)
            for finding in harmed
            if finding.code != "upstream-retracted" or finding.link is not None
        )
    )
    more += [(Quoted(words),) for words in untold[:_MOST]]
    more += _others(len(untold), "more thing upstream", "more things upstream")
    if figure.status == "retracted":
        return PageAnswer(question, "No: it was withdrawn", "bad", tuple(more))
    if not figure.stands:
        circle = not any(ancestor.main.role for ancestor in behind)
        why = "only a circle of reports holds it up" if circle else figure.fallen
        return PageAnswer(question, f"No: {why}", "bad", tuple(more))
    if figure.status == "corrected":
        return PageAnswer(question, "It was corrected", "bad", tuple(more))
    ruling = figure.verdict
    if ruling is not None and ruling.record.verdict in ("disputed", "rejected"):
        return PageAnswer(question, f"It was {ruling.record.verdict} by a reviewer", "bad", tuple(more))
    if harmed:
        return PageAnswer(question, f"Yes, but it {harmed[0].rule.short}", _worst_tone(harmed), tuple(more))
    newer = any(not _is_in(link.figure, group) for link in group.revisions)
    short = "Yes, and there is a newer statement" if newer else "Yes: nothing it rests on was taken back"
    if bounds.at_most == 1 and not figure.role:
        more.append(("It rests on one party: if that party withdraws its number, this one falls.",))
    return PageAnswer(question, short, "odd" if newer else "good", tuple(more))


def _became_of_others(trails: Trails, group: FigureGroup, behind: Iterable[FigureGroup]) -> Iterator[Words]:
    """Retractions, corrections and disputes of the statements that a figure rests on."""
    changed = [
        ancestor.main for ancestor in behind if ancestor is not group and ancestor.main.status != "current"
    ]
    for figure in changed[:_MOST]:
        sentences = [part for words in became_of(trails, figure) for part in (" ", *words)]
        yield (*trails.named(figure.ref), ":", *sentences)
    yield from _others(len(changed), "more")


def became_of(trails: Trails, figure: FigureView) -> Iterator[Words]:
    """Yield who withdrew or corrected a figure, when and why, and the replacement."""
    if figure.status == "current":
        return
    words: Words = ("Withdrawn" if figure.status == "retracted" else "Corrected",)
    if figure.correction is not None:
        record = figure.correction.record
        words += (f" on {day(record.at)}, as ", Quoted(record.recorder), " recorded")
        if record.reason:
            words += (": ", Quoted(record.reason.rstrip(".")))
    yield (*words, ".")
    if figure.replaced_by is not None:
        yield ("Now: ", *trails.named(figure.replaced_by), ".")


def revision(trails: Trails, group: FigureGroup, link: LinkView) -> Words:
    """Return the statement on the other side of a revision."""
    newer = _is_in(link.figure, group)
    beyond = link.inputs[0].figure if newer else link.figure
    words: Words = ("It revises " if newer else "A newer statement revises it: ", *trails.named(beyond))
    return (*words, "; this revision was taken back") if link.status == "retracted" else words


def _is_in(figure: FigureRef, group: FigureGroup) -> bool:
    return any(figure.seq == member.seq for member in group.figures)


def sentence(finding: FindingView) -> str:
    """Return the message of a finding as a sentence; a formula at its beginning does not change."""
    text = finding.message
    if finding.code not in ("arithmetic-mismatch", "units-differ"):
        text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _parties(groups: Iterable[FigureGroup]) -> str:
    """Return the names of all reporters of these figures."""
    return _some(sorted({party.name for group in groups for party in group.representative.reporters}))


def _some(names: Sequence[str]) -> str:
    """Return the first few names; the rest are counted."""
    if len(names) <= _MOST:
        return listed(names)
    return f"{', '.join(names[:_MOST])} and {counted(len(names) - _MOST, 'other')}"


def _others(number: int, singular: str, plural: str | None = None) -> Iterator[Words]:
    if number > _MOST:
        yield (f"And {counted(number - _MOST, singular, plural)}.",)


def worst(found: Iterable[FindingView]) -> str | None:
    """Return the worst severity among findings that nobody has accepted."""
    severities = [finding.severity for finding in found if not finding.accepted]
    return min(severities, key=SEVERITIES.index, default=None)


def _worst_tone(found: Iterable[FindingView]) -> str:
    return _TONES.get(worst(found) or "", "plain")


_NUMBERS: Final = (
    "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve",
)  # fmt: skip


def _in_words(number: int) -> str:
    """Small numbers as words, for the beginning of a sentence."""
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"
