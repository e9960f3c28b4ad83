"""The five questions that a page answers of a figure, in words for somebody who never saw a ledger.

Who counted this first, who repeats it, what was computed and is it right, what changed on the way, is it still
standing. Each answer is short enough to be read at a glance; what it rests on stands below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from ledger.formats.page.dates import day
from ledger.formats.page.sums import Sum, written_out
from ledger.formats.page.trails import Said, Trails, Words
from ledger.model.vocabulary import SEVERITIES
from ledger.trace import rules
from ledger.trace.document import TracedFigure, TracedLink, reporters_of
from ledger.trace.finding import Finding
from ledger.trace.graph_arrays import PRIMARY
from ledger.trace.independence import Bounds, independent_origins
from ledger.view.wording import counted, listed

#: How many origins, parties or changes are named before the rest is counted.
_MOST: Final = 8
#: Findings on what happened to the number between one statement and the next.
CHANGES: Final = frozenset(rule.code for rule in rules.CHANGES) | {"units-differ"} - {
    "impossible-order",
    "unquantified",
}
#: Findings on what became of something that a figure rests on.
HARMS: Final = frozenset(rule.code for rule in rules.UPSTREAM) | {"review-outdated"}
_TONES: Final = {"error": "bad", "warning": "odd", "info": "plain"}
#: What changed, as part of a list.
_IN_SHORT: Final = {
    "value-changed": "the number",
    "value-rounded": "its rounding",
    "unit-converted": "its unit",
    "units-differ": "its unit",
    "hedge-dropped": "how sure it sounds",
    "hedge-changed": "how sure it sounds",
    "hedge-added": "how sure it sounds",
    "hedge-conflict": "how sure it sounds",
    "nature-upgraded": "whether it is projected, estimated or observed",
    "label-changed": "what is counted",
    "period-changed": "the time it is for",
    "place-changed": "the place it is for",
}

_HARMED: Final = {
    "upstream-retracted": "something it rests on was withdrawn",
    "upstream-corrected": "something it rests on was corrected",
    "upstream-disputed": "something it rests on is disputed",
    "review-outdated": "something changed since it was reviewed",
}


class Answer(NamedTuple):
    """An answer: a few words, whether they are good news, and what stands behind them."""

    question: str
    short: str
    tone: str
    more: tuple[Words, ...] = ()


def answers(trails: Trails, node: int, found: Sequence[Finding]) -> tuple[Answer, ...]:
    """The answers for one figure; `found` are the findings on it and on all that it rests on."""
    behind = trails.ordered(trails.behind(node))
    roots = [one for one in behind if trails.trace.graph.is_root(one)]
    bounds = independent_origins(trails.trace.graph, node)
    return (
        _first(trails, node, roots),
        _repeated(trails, node, behind, roots, bounds),
        _computed(trails, behind),
        _changed(trails, behind, found),
        _standing(trails, node, behind, found, bounds),
    )


def _first(trails: Trails, node: int, roots: Sequence[int]) -> Answer:
    question = "Who counted this first?"
    if not roots:
        return Answer(question, "Nobody: the reports go in a circle", "bad")
    primary = [one for one in roots if _is_primary(trails, one)]
    ends = [one for one in roots if one not in primary]
    if not primary:
        said = "Not known: the trail ends here" if roots == [node] else "Not known: the trail ends"
        return Answer(question, said, "odd", tuple(_ended(trails, roots)))
    names = _parties(trails, primary) or "Somebody not named"
    if ends:
        names += f"; {counted(len(ends), 'other trail ends', 'other trails end')} without an origin"
    if roots == [node]:
        names += ", in this very statement"
    tone = "odd" if ends else "good"
    return Answer(question, names, tone, (*_counted_it(trails, primary), *_ended(trails, ends)))


def _counted_it(trails: Trails, primary: Sequence[int]) -> Iterator[Words]:
    for one in primary[:_MOST]:
        entry = _face(trails, one).entry
        yield (
            *trails.described(entry.seq),
            ". Whoever reported it counted or measured it, or holds the record."
            if entry.record.nature in (None, "observed")
            else f". Whoever reported it {entry.record.nature} it.",
        )
        if entry.record.wording == "unseen":
            yield (
                "The first words were not seen here: they are known only through those who passed them on.",
            )
    yield from _others(len(primary), "more origin")


def _ended(trails: Trails, ends: Sequence[int]) -> Iterator[Words]:
    for one in ends[:_MOST]:
        entry = _face(trails, one).entry
        yield (
            Said(trails.who(entry)),
            ": ",
            *trails.described(entry.seq),
            ". Where that number came from is not recorded.",
        )
    yield from _others(len(ends), "more trail that ends", "more trails that end")


def _repeated(
    trails: Trails, node: int, behind: Sequence[int], roots: Sequence[int], bounds: Bounds
) -> Answer:
    question = "Who repeats it?"
    reaches = {trails.node(one.figure): one for one in trails.trace.origins}
    way = tuple(_way(trails, node, behind))
    if len(roots) == 1:
        origin = reaches[roots[0]]
        name = listed(origin.agents) or "somebody not named"
        if origin.reach_agents <= 1:
            return Answer(question, f"Nobody else: only {name} reports it", "plain", way)
        stands = f"one origin stands behind them: {name}" if origin.primary else f"all have it from {name}"
        short = f"{_in_words(origin.reach_agents)} parties report it, {stands}"
        more: Words = (
            f"{counted(origin.reach_figures, 'figure')} in this ledger "
            f"{'comes' if origin.reach_figures == 1 else 'come'} from that one. "
            "Many reports of one count are no confirmation of it.",
        )
        return Answer(question, short, "odd", (*way, more))
    least, most = bounds.at_least, bounds.at_most
    many = f"{_in_words(least)}" if least == most else f"{_in_words(least)} to {most:,}"
    parties = "independent party" if most == 1 else "independent parties"
    short = f"{many} {parties} {'stands' if most == 1 else 'stand'} behind it"
    tone = "bad" if not most else ("odd" if least <= 1 else "good")
    return Answer(question, short, tone, way)


def _way(trails: Trails, node: int, behind: Sequence[int]) -> Iterator[Words]:
    """The parties on the way to a figure: in a row where it is one."""
    if len(behind) < 2:
        return
    names = [trails.who(_face(trails, one).entry) for one in behind]
    others = [one for one in behind if one != node]
    if all(len(set(trails.trace.graph.above(one))) <= 1 for one in behind) and len(names) <= _MOST:
        row = [name for at, name in enumerate(names) if not at or name != names[at - 1]]
        yield ("The way to this figure: ", Said(" → ".join(row)), ".")
    else:
        stand = f"{'stands' if len(others) == 1 else 'stand'} {counted(len(others), 'other figure')}"
        yield (f"Behind it {stand}, by ", Said(_parties(trails, others) or "nobody named"), ".")


def _computed(trails: Trails, behind: Iterable[int]) -> Answer:
    question = "What was computed, and is it right?"
    sums = [
        written_out(trails, link)
        for node in behind
        for link in trails.into.get(node, ())
        if link.entry.record.relation == "derivation" and link.status != "retracted"
    ]
    if not sums:
        return Answer(question, "Nothing: no step is a calculation", "plain")
    wrong = [one for one in sums if one.tone == "bad"]
    unknown = [one for one in sums if one.tone == "odd"]
    worst = (wrong or unknown or sums)[0]
    if len(sums) == 1:
        short = f"{worst.worked}: {worst.verdict}" if worst.worked else worst.verdict.capitalize()
    elif wrong:
        short = f"{len(wrong)} of {len(sums)} calculations wrong"
    elif unknown:
        short = f"{len(unknown)} of {len(sums)} calculations cannot be repeated"
    else:
        short = f"{len(sums)} calculations, all right"
    ordered = sorted(sums, key=lambda one: ("bad", "odd", "good").index(one.tone))
    more = [_told(one) for one in ordered[:_MOST]]
    return Answer(question, short, worst.tone, (*more, *_others(len(sums), "more calculation")))


def _told(one: Sum) -> Words:
    said: Words = (Said(one.by), " computed “", Said(one.stated), "” from ")
    for at, each in enumerate(one.given):
        said += (*((", ",) if at else ()), *each.said)
    said += (".",)
    if one.tone != "good":
        said += (" ", Said(one.message.rstrip(".")), ".")
    if one.assumptions:
        said += (" It assumes: ", Said("; ".join(one.assumptions)), ".")
    return said


def _changed(trails: Trails, behind: Iterable[int], found: Sequence[Finding]) -> Answer:
    question = "What changed on the way?"
    changes = [one for one in found if one.code in CHANGES]
    relays = sum(
        link.entry.record.relation == "relay" and link.status != "retracted"
        for node in behind
        for link in trails.into.get(node, ())
    )
    seen = [one for one in changes if one.code in _IN_SHORT]
    more = tuple(_change(trails, one) for one in changes[:_MOST])
    more += tuple(_others(len(changes), "more change"))
    if seen:
        words = list(dict.fromkeys(_IN_SHORT[one.code] for one in seen))
        tone = _worst_tone(seen)
        said = listed(words[:3]) + (" and more" if len(words) > 3 else "")
        return Answer(question, said[0].upper() + said[1:], tone, more)
    if changes:
        return Answer(question, "Nothing that can be seen; some words were not seen", "plain", more)
    if not relays:
        return Answer(question, "Nothing: it was not passed on", "plain")
    said = f"Nothing: it was passed on {'once' if relays == 1 else f'{relays} times'} as it was"
    return Answer(question, said, "good")


def _change(trails: Trails, finding: Finding) -> Words:
    link = None if finding.link is None else trails.trace.bodies.links[finding.link]
    to = trails.trace.entry(finding.figure)
    if link is None:
        return (Said(trails.who(to)), *trails.step(to.seq), ": ", Said(sentence(finding)))
    start = trails.trace.entry(_read(trails, link.seqs[link.record.inputs[0].figure]))
    said: Words = (Said(trails.who(start)), " → ", Said(trails.who(to)), *trails.step(to.seq))
    return (*said, ": ", Said(sentence(finding)))


def _read(trails: Trails, seq: int) -> int:
    reading = trails.trace.graph.resolution.read(seq)
    return seq if reading is None else reading


def _standing(
    trails: Trails, node: int, behind: Sequence[int], found: Sequence[Finding], bounds: Bounds
) -> Answer:
    question = "Is it still standing?"
    trace, one = trails.trace, trails.main(node)
    harmed = [each for each in found if each.code in HARMS]
    more = [*became_of(trails, one), *_revised(trails, node), *_became_of_others(trails, node, behind)]
    # Who withdrew something is told already, with the reason.
    said = [each for each in harmed if each.code != "upstream-retracted" or each.link is not None]
    more += [(Said(sentence(each)),) for each in said[:_MOST]]
    more += _others(len(said), "more thing upstream", "more things upstream")
    if one.status == "retracted":
        return Answer(question, "No: it was withdrawn", "bad", tuple(more))
    if not trace.context.stands[node]:
        circle = not any(trace.graph.is_root(each) for each in behind)
        why = "only a circle of reports holds it up" if circle else "what it rested on was withdrawn"
        return Answer(question, f"No: {why}", "bad", tuple(more))
    if one.status == "corrected":
        return Answer(question, "It was corrected", "bad", tuple(more))
    ruling = trails.review(node)
    if ruling is not None and ruling.record.verdict in ("disputed", "rejected"):
        return Answer(question, f"It was {ruling.record.verdict} by a reviewer", "bad", tuple(more))
    if harmed:
        return Answer(question, f"Yes, but {_HARMED[harmed[0].code]}", _worst_tone(harmed), tuple(more))
    newer = any(trails.node(link.figure) != node for link in trails.revisions.get(node, ()))
    short = "Yes, and there is a newer statement" if newer else "Yes: nothing it rests on was taken back"
    if bounds.at_most == 1 and not trace.graph.is_root(node):
        more.append(("It rests on one party: if that party withdraws its number, this one falls.",))
    return Answer(question, short, "odd" if newer else "good", tuple(more))


def _became_of_others(trails: Trails, node: int, behind: Iterable[int]) -> Iterator[Words]:
    """What became of the statements that a figure rests on."""
    changed = [one for one in behind if one != node and trails.main(one).status != "current"]
    for one in changed[:_MOST]:
        told = [part for words in became_of(trails, trails.main(one)) for part in (" ", *words)]
        yield (*trails.named(trails.main(one).entry.seq), ":", *told)
    yield from _others(len(changed), "more")


def became_of(trails: Trails, one: TracedFigure) -> Iterator[Words]:
    """Who withdrew or corrected a figure, when and why, and what replaced it."""
    trace = trails.trace
    if one.status == "current":
        return
    rulings = trace.bodies.corrections.get(one.entry.seq, ())
    said: Words = ("Withdrawn" if one.status == "retracted" else "Corrected",)
    if rulings:
        last = rulings[-1].record
        said += (f" on {day(last.at)}, as ", Said(last.recorder), " recorded")
        if last.reason:
            said += (": ", Said(last.reason.rstrip(".")))
    yield (*said, ".")
    if one.replaced_by is not None and one.replaced_by in trace.bodies.figures:
        yield ("Now: ", *trails.named(one.replaced_by), ".")


def _revised(trails: Trails, node: int) -> Iterator[Words]:
    for link in trails.revisions.get(node, ()):
        yield (*revision(trails, node, link), ".")


def revision(trails: Trails, node: int, link: TracedLink) -> Words:
    """What stands on the other side of a revision."""
    newer = trails.node(link.figure) == node
    other = link.inputs[0].figure if newer else link.figure
    said: Words = ("It revises " if newer else "A newer statement revises it: ", *trails.named(other))
    return (*said, "; this revision was withdrawn") if link.status == "retracted" else said


def sentence(finding: Finding) -> str:
    """What a finding says, as a sentence; a formula at its beginning stays as it is."""
    text = finding.message
    if finding.code not in ("arithmetic-mismatch", "units-differ"):
        text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _is_primary(trails: Trails, node: int) -> bool:
    return trails.trace.graph.has(node, PRIMARY)


def _face(trails: Trails, node: int) -> TracedFigure:
    """The figure of a node that speaks for it: as an origin, the one that is marked primary."""
    ones = trails.together[node]
    return next((one for one in ones if one.entry.record.primary), ones[0])


def _parties(trails: Trails, nodes: Iterable[int]) -> str:
    """The names of all who reported these figures."""
    bodies = trails.trace.bodies
    return _some(
        sorted({one.name for node in nodes for one in reporters_of(bodies, _face(trails, node).entry)})
    )


def _some(names: Sequence[str]) -> str:
    """The names, up to so many; the rest is counted."""
    if len(names) <= _MOST:
        return listed(names)
    return f"{', '.join(names[:_MOST])} and {counted(len(names) - _MOST, 'other')}"


def _others(number: int, one: str, many: str | None = None) -> Iterator[Words]:
    if number > _MOST:
        yield (f"And {counted(number - _MOST, one, many)}.",)


def worst(found: Iterable[Finding]) -> str | None:
    """The worst severity among findings that nobody has accepted."""
    open_ones = [one.severity for one in found if not one.accepted]
    return min(open_ones, key=SEVERITIES.index, default=None)


def _worst_tone(found: Iterable[Finding]) -> str:
    return _TONES.get(worst(found) or "", "plain")


_NUMBERS: Final = (
    "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve",
)  # fmt: skip


def _in_words(number: int) -> str:
    """Small numbers as words, for the beginning of a sentence."""
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"
