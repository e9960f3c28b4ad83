"""Proposed links between the figures of an article: computed from others, or passing on another's number.

A formula that holds is no proof: in a text of twenty figures many pairs give a third by chance. A proposal needs words
that announce a computation, fitting units and nearness, and the more digits agree the less of these it needs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ledger.article.computation import PERIODS, Computation, Term, agreement, computations, term
from ledger.article.figures import FoundFigure
from ledger.article.passage import Passage
from ledger.number.quantity import exact

#: The most sentences before and after, and the most figures, that are looked at.
_SENTENCES_BEFORE, _SENTENCES_BEHIND, _FIGURES = 3, 1, 7
#: A text of more figures is no article: so few of those around each are looked at.
_ARTICLE, _FIGURES_IN_TABLES = 400, 4
#: A text of more figures is a table: links are looked for among the first ones only.
_MOST = 5_000
_OFFER, _SUREST = 50, 96
#: A sentence of more figures is a table: nothing in it announces what was computed from what.
_CROWDED = 40
#: The bonus, in hundredths, for the last of some figures being the computed one.
_LAST = 12
#: The least confidence, in hundredths, that is listed.
_LISTED = 35


#: The place of words that announce a computation, the words, and the sorts of computation.
Announcement = tuple[int, tuple[str, ...], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure with its sentence, local id and parties."""

    id: str
    figure: FoundFigure
    passage: Passage
    party_names: tuple[str, ...]
    passed_on: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedLink:
    """A proposed link by which a figure may have come from others of the text.

    `relation` is ``derivation`` or ``relay``; `inputs` are pairs of name and id, the name empty for a relay;
    `confidence` is in hundredths.
    """

    relation: str
    figure: str
    inputs: tuple[tuple[str, str], ...]
    formula: str | None
    assumptions: tuple[str, ...]
    outcome: str | None
    confidence: int
    reason: str


@dataclass(frozen=True, slots=True)
class _Cues:
    """The sorts of computation that the words around a figure announce: right beside it, and in its sentence.

    `strong` are those announced by unambiguous words: "a total of", but not "of".
    """

    beside: frozenset[str]
    around: frozenset[str]
    strong: frozenset[str]
    words: str


def find_links(placed: Sequence[Placed]) -> list[ProposedLink]:
    """Return the links within a text, in the order of the figures they lead to."""
    looked_at = placed[:_MOST]
    crowd = Counter(figure.figure.sentence for figure in looked_at)
    terms = {
        figure.id: read
        for figure in looked_at
        if crowd[figure.figure.sentence] <= _CROWDED and (read := _term(figure)) is not None
    }
    found: list[ProposedLink] = []
    sentence, announced = -1, None
    for place, target in enumerate(looked_at):
        passage = target.passage
        if crowd[passage.number] > _CROWDED or target.id not in terms:
            continue
        near = _near(looked_at, place, terms) if target.figure.confidence >= _LISTED else []
        if not near:
            continue
        if passage.number != sentence:
            sentence, announced = passage.number, _announcements(passage)
        if announced is not None:
            found += _derivations(target, terms[target.id], near, terms, announced)
    best = [replace(link, confidence=min(link.confidence, _SUREST)) for link in _best(found)]
    return sorted([*best, *_relays(placed)], key=lambda link: (int(link.figure[1:]), -link.confidence))


def _term(placed: Placed) -> Term | None:
    """Return a figure as a term; "each week" before a count is its rate, though not part of its phrase."""
    found = term(placed.id, placed.figure.quantity)
    if found is None or found.below or found.is_percent:
        return found
    passage, first = placed.passage, placed.figure.first
    for place in range(max(first - 7, 0), first):
        if passage.word(place) in passage.lexicon.every and passage.word(place + 1) in PERIODS:
            return replace(found, below=(passage.word(place + 1),))
    return found


def _near(placed: Sequence[Placed], place: int, terms: dict[str, Term]) -> list[Placed]:
    """Return the figures from which one may have been computed, the nearest first."""
    target = placed[place]
    sentence = target.figure.sentence
    near: list[Placed] = []
    most = _FIGURES if len(placed) <= _ARTICLE else _FIGURES_IN_TABLES
    for step in range(1, most + 1):
        for at in (place - step, place + step):
            if not 0 <= at < len(placed):
                continue
            given = placed[at]
            distance = sentence - given.figure.sentence
            if given.id not in terms or not -_SENTENCES_BEHIND <= distance <= _SENTENCES_BEFORE:
                continue
            if given.figure.confidence >= _LISTED:
                near.append(given)
    return near[:most]


def _derivations(
    target: Placed,
    stated: Term,
    near: list[Placed],
    terms: dict[str, Term],
    announced: Sequence[Announcement],
) -> list[ProposedLink]:
    cues = _cues(target, announced)
    sorts = cues.beside | cues.around | {"conversion"}
    if "sum" not in sorts and _parts_follow(target, stated, near, terms):
        sorts |= {"sum"}
    stated = _for_each(target, stated, near, terms)
    stated, terms = _in_all(target, stated, near, terms)
    sorts |= _sorts_by_units(stated, [terms[given.id] for given in near])
    places = {given.id: given for given in near}
    found = []
    for computation in computations(stated, [terms[given.id] for given in near], frozenset(sorts)):
        outcome = agreement(stated, computation)
        if outcome is None:
            continue
        if _contradicted(target, computation, places):
            continue
        confidence, why = _weigh(target, stated, computation, outcome, cues, places)
        if confidence >= _LISTED:
            found.append(
                ProposedLink(
                    relation="derivation",
                    figure=target.id,
                    inputs=tuple((name, given.key) for name, given in computation.inputs),
                    formula=computation.formula,
                    assumptions=computation.assumptions,
                    outcome=outcome,
                    confidence=confidence,
                    reason=why,
                )
            )
    return found


def _for_each(target: Placed, stated: Term, near: list[Placed], terms: dict[str, Term]) -> Term:
    """Return a figure with what it is counted for, where that is counted near by: "109 children a school"."""
    passage, behind = target.passage, target.figure.stop
    if stated.below or not stated.top:
        return stated
    while passage.word(behind - 1) not in passage.lexicon.articles | passage.lexicon.every:
        behind += 1
        if behind > target.figure.stop + 2:
            return stated
    noun = passage.word(behind)
    counted = any(terms[given.id].top == noun != stated.top for given in near)
    return replace(stated, below=(noun,)) if counted else stated


def _in_all(
    target: Placed, stated: Term, near: list[Placed], terms: dict[str, Term]
) -> tuple[Term, dict[str, Term]]:
    """Return a total without a noun as one of what each thing has: "12 wards with 30 beds each, 360 in all"."""
    number = int(target.id[1:])
    before = {number - int(figure.id[1:]): figure for figure in near}
    if stated.top or not {1, 2} <= before.keys():
        return stated, terms
    things, part = before[2], before[1]
    within = things.figure.sentence == part.figure.sentence == target.figure.sentence
    words = target.passage.near(things.figure.stop, min(part.figure.stop + 4, target.figure.first))
    thing, many = terms[things.id], terms[part.id]
    if not within or not words & target.passage.lexicon.every or not thing.top or not many.top or many.below:
        return stated, terms
    rate = replace(many, below=(thing.top,))
    return replace(stated, top=many.top, measured=many.measured), {**terms, part.id: rate}


def _sorts_by_units(stated: Term, given: list[Term]) -> set[str]:
    """Return the sorts that need no words, as units say it: a price of a vial and vials, children, schools and both."""
    sorts = set()
    if stated.top and not stated.below:
        prices = {(term.top, *term.below) for term in given}
        if any((stated.top, term.top) in prices for term in given):
            sorts.add("product")
    if len(stated.below) == 1 and {stated.top, stated.below[0]} <= {term.top for term in given}:
        sorts.add("per")
    return sorts


def _over_time(target: Placed, computation: Computation, places: dict[str, Placed]) -> int:
    """Return how "over" orients a rate, a total and a time: "£412,000 a year, or £1.6 million over four years"."""
    if computation.sort == "product":
        count = min(
            (places[given.key].figure for _, given in computation.inputs), key=lambda figure: -figure.first
        )
        spread = 0 <= count.first - target.figure.stop <= 2 and count.sentence == target.figure.sentence
        return 32 * (spread and _over(target.passage, count))
    return -24 * (computation.formula == "amount / each" and _over(target.passage, target.figure))


def _over(passage: Passage, figure: FoundFigure) -> bool:
    return passage.word(figure.first - 1) in passage.lexicon.over


def _parts_follow(target: Placed, stated: Term, near: list[Placed], terms: dict[str, Term]) -> bool:
    """Return whether the next two figures are parts of one: "won £9,000: £5,000 in lost wages and £4,000 for hurt"."""
    number = int(target.id[1:])
    behind = {int(figure.id[1:]) - number: figure for figure in near}
    if not {1, 2} <= behind.keys():
        return False
    first, second = behind[1], behind[2]
    if first.figure.sentence != second.figure.sentence or first.figure.sentence > target.figure.sentence + 1:
        return False
    between = {first.passage.word(place) for place in range(first.figure.stop, second.figure.first)}
    return "and" in between and terms[first.id].point + terms[second.id].point == stated.point


def _weigh(
    target: Placed,
    stated: Term,
    computation: Computation,
    outcome: str,
    cues: _Cues,
    places: dict[str, Placed],
) -> tuple[int, str]:
    """Return the confidence, in hundredths, that a formula that holds was the one used, and why."""
    sort = computation.sort
    reasons = [f"{computation.formula or 'a conversion'} agrees ({outcome})"]
    score = 22 + computation.fit + _orientation(target, stated, computation)
    if sort in cues.strong:
        score += 28 + 10 * _is_result(target)
        reasons.append(f'"{cues.words}" announces it')
    elif sort in cues.beside:
        score += 16
        reasons.append(f'"{cues.words}" may announce it')
    elif sort in cues.around:
        score += 4 if outcome in {"exact", "rounds"} else -4
    digits = stated.digits
    if computation.sort in {"sum", "difference"} and outcome == "exact":
        # Three numbers that add up are as telling as the longest of them.
        digits = max(digits, *(given.digits for _, given in computation.inputs))
    digits = min(digits, 4)
    if stated.is_share and outcome != "exact":
        score -= 10
    score += {
        "exact": (0, 0, 12, 22, 26),
        "rounds": (0, -6, 12, 20, 24),
        "within-hedge": (0, -4, 2, 4, 6),
        "within-rounding": (0, -22, -8, 4, 8),
    }[outcome][digits]
    score += _kind_of_numbers(stated, computation, outcome, cues) + _over_time(target, computation, places)
    sentences = [places[given.key].figure.sentence for _, given in computation.inputs]
    apart = max(abs(target.figure.sentence - sentence) for sentence in sentences)
    score += (14, 8, -8, -16)[min(apart, 3)]
    if any(sentence > target.figure.sentence for sentence in sentences):
        score -= 40 if sort == "change" else 8
    if sort == "time":
        given = [places[term.key] for _, term in computation.inputs]
        score -= 40 * any(_restated(target, figure) for figure in given)
        score -= 30 * any(_averaged(figure) for figure in given)
    numbers = sorted([int(target.id[1:]), *(int(given.key[1:]) for _, given in computation.inputs)])
    if apart == 0 and numbers[-1] - numbers[0] == len(numbers) - 1:
        # No other figure stands between.
        score += 6
    if len(computation.inputs) > 2:
        score -= 4
    if apart > 1 and stated.is_share and outcome != "exact":
        score -= 12
    reasons.append("in the same sentence" if apart == 0 else f"{apart} sentence{'s' * (apart > 1)} away")
    return max(score, 0), "; ".join(reasons)


def _restated(target: Placed, given: Placed) -> bool:
    """Return whether another figure restates one: "$8.4 million a year, or about $700,000 a month"."""
    first, stop = given.figure.first, target.figure.stop
    passage = target.passage
    if given.figure.sentence != target.figure.sentence or not 0 < first - stop < 8:
        return False
    return "or" in {passage.word(place) for place in range(stop, first)}


def _kind_of_numbers(stated: Term, computation: Computation, outcome: str, cues: _Cues) -> int:
    """Return the penalty for the kinds of numbers a computation takes: percentages are seldom added or compared."""
    sort, given = computation.sort, [given for _, given in computation.inputs]
    percents = all(term.is_percent for term in given)
    score = 0
    if sort == "change" and percents:
        score -= 30
    if sort == "sum" and percents and sort not in cues.strong:
        score -= 24
    if sort == "difference" and any(term.top in {"percentage_point", "point"} for term in given):
        score -= 16
    if sort == "ratio" and stated.digits == 1 and (outcome == "within-rounding" or sort not in cues.strong):
        score -= 24
    if sort in {"sum", "difference"} and not percents and stated.digits == 1 and sort not in cues.strong:
        # Two and three make five in any text.
        score -= 12
    return score


def _contradicted(target: Placed, computation: Computation, places: dict[str, Placed]) -> bool:
    """Return whether the words say the opposite of a formula: "up 6% from 4,534" takes 4,534 for the old number."""
    passage, behind = target.passage, target.figure.stop
    if computation.sort == "share":
        # "43% more than" is not a share.
        return bool({passage.word(behind), passage.word(behind + 1)} & passage.lexicon.comparatives)
    if computation.sort == "ratio" and passage.word(behind) == "times":
        # "Five times as many" is a ratio, "five times since May" is a count.
        return passage.word(behind + 1) not in passage.lexicon.behind_times
    if computation.sort == "difference":
        return _part_of_total(target, computation, places)
    if computation.sort != "change":
        return False
    formula = computation.formula or ""
    grows = not formula.startswith("(old")
    direction = target.figure.quantity.direction
    if direction is not None and grows != (direction == "up"):
        return True
    for name, given in computation.inputs:
        passage, first = places[given.key].passage, places[given.key].figure.first
        before = passage.word(first - 1)
        if before in passage.lexicon.articles | passage.numbers.hedges:
            before = passage.word(first - 2)
        if (name == "new" and before in passage.lexicon.from_old) or (
            name == "old" and before in passage.lexicon.to
        ):
            return True
    return False


def _part_of_total(target: Placed, computation: Computation, places: dict[str, Placed]) -> bool:
    """Return whether a difference is one of two parts told behind their total: "£9: £5 in wages and £4 for hurt"."""
    more, less = (places[given.key].figure for _, given in computation.inputs)
    figure, passage = target.figure, target.passage
    if less.sentence != figure.sentence or more.number_span > min(less.number_span, figure.number_span):
        return False
    former, latter = sorted((less, figure), key=lambda part: part.first)
    between = [passage.word(place) for place in range(former.stop, latter.first)]
    joined = "and" in between and not any(
        passage.begins_number(place) for place in range(former.stop, latter.first)
    )
    return joined and not passage.lexicon.of_rest & set(between)


def _orientation(target: Placed, stated: Term, computation: Computation) -> int:
    """Return how natural it is that this figure was the computed one: the last one, or a percentage of two amounts."""
    last = all(int(given.key[1:]) < int(target.id[1:]) for _, given in computation.inputs)
    score = 8 if last else -2
    amount_from_percent = computation.sort in {"of", "change", "remainder"} and not (
        stated.is_percent or stated.is_share
    )
    if amount_from_percent:
        score -= 4 if last and (stated.hedged or computation.sort == "remainder") else 16 if last else 30
    if stated.is_percent or stated.is_share:
        score += 8
    if computation.sort == "difference" and stated.top == "percentage_point":
        score += 8
    if computation.sort == "difference" and stated.top == "percent":
        # The difference of two percentages is in points.
        score -= 34
    if computation.sort == "time" and computation.formula and "/ (" in computation.formula:
        score -= 10
    if computation.sort == "time" and _averaged(target):
        # "An average of four tonnes a day" comes of what a year brought.
        score += 30
    if computation.sort == "difference" and not last:
        score -= 4
    if computation.sort == "product" and not last:
        score -= 24
    if computation.sort == "sum" and all(
        int(given.key[1:]) > int(target.id[1:]) for _, given in computation.inputs
    ):
        # A total before all of its parts: "£2m, of which £1.2m for roads and £800,000 for parks".
        score += 12
    passage, figure = target.passage, target.figure
    before, behind = passage.word(figure.first - 1), {passage.word(figure.stop + step) for step in (0, 1, 2)}
    if computation.sort in {"difference", "change"}:
        by_how_much = before in passage.lexicon.by_how_much and (
            before != "of" or passage.word(figure.first - 2) not in passage.lexicon.no_changes
        )
        if by_how_much or (behind & passage.lexicon.comparatives):
            score += 12
        if before in passage.lexicon.from_what_to_what or passage.word(figure.first - 2) == "than":
            score -= 18
        elif _compared_with(passage, figure):
            score -= 30
    return score


def _is_result(placed: Placed) -> bool:
    """Return whether words right before a figure say that it was computed: "amounts to $6bn"."""
    passage, first = placed.passage, placed.figure.first
    return any(passage.wording(place, passage.lexicon.computing) for place in range(max(first - 3, 0), first))


def _averaged(placed: Placed) -> bool:
    """Return whether a figure is said to be an average: "an average of four tonnes a day"."""
    first = placed.figure.first
    return not placed.passage.lexicon.statistics.isdisjoint(placed.passage.near(first - 3, first))


def _compared_with(passage: Passage, figure: FoundFigure) -> bool:
    """Return whether another number is said to be above or below a figure: "€170,000 above its guide of €950,000"."""
    for place in range(figure.first - 1, max(figure.first - 6, 0), -1):
        if passage.word(place) in passage.lexicon.comparatives:
            return passage.is_digits(place - 1) or passage.word(place - 1) in passage.numbers.scales
        if passage.begins_number(place) or not (
            passage.is_word(place) or passage.word(place) in passage.numbers.signs
        ):
            return False
    return False


def _announcements(passage: Passage) -> list[Announcement] | None:
    """Return the places of a sentence where words announce a computation; None of one about a margin of error."""
    margins, cues = passage.lexicon.error_margins, passage.lexicon.cues
    if any(
        word in margins and passage.wording(place, margins)
        for place, word in enumerate(passage.sentence.words)
    ):
        return None
    return [
        (place, cue, sorts)
        for place, word in enumerate(passage.sentence.words)
        if word in cues and passage.is_word(place)
        for cue, sorts in cues[word]
        if passage.stands(place, cue)
    ]


def _cues(target: Placed, announced: Sequence[Announcement]) -> _Cues:
    passage, figure = target.passage, target.figure
    # Behind the number before the figure.
    behind = next((place + 1 for place in range(figure.first - 1, -1, -1) if passage.is_digits(place)), 0)
    first = max(figure.first - 8, behind)
    last = min(figure.stop + 6, len(passage.tokens))
    beside: set[str] = set()
    around: set[str] = set()
    strong: set[str] = set()
    words: list[str] = []
    if (figure.quantity.unit == "percent" or "/" in (figure.quantity.value or "")) and _apposed(target):
        beside |= {"share", "change"}
        strong |= {"share", "change"}
        words.append("beside a number")
    multiples = passage.numbers.multiples | passage.numbers.times
    if passage.word(figure.first) in multiples or passage.word(figure.stop) == "times":
        # "Nearly double the record", "nine times the $6m": the figure is itself a ratio.
        beside.add("ratio")
        strong.add("ratio")
        words.append(passage.word(figure.stop - 1))
    for place, cue, sorts in announced:
        around |= sorts
        if first <= place < figure.first or figure.stop <= place < last:
            beside |= sorts
            if not (len(cue) == 1 and cue[0] in passage.lexicon.weak_cues):
                strong |= sorts
            words.append(" ".join(cue))
    return _Cues(frozenset(beside), frozenset(around), frozenset(strong), ", ".join(dict.fromkeys(words)))


def _apposed(target: Placed) -> bool:
    """Return whether a figure stands right behind another: "1,084, about 15%", "£4,795 (1.3%)", "£3m, or 12%"."""
    passage, place = target.passage, target.figure.first - 1
    while place > 0 and passage.word(place) in passage.numbers.hedges:
        place -= 1
    place -= passage.word(place) == "or"
    if passage.word(place) not in {",", "(", "–", "—"} and passage.word(place + 1) != "or":
        return False
    place -= passage.word(place) in {",", "(", "–", "—"}
    return any(passage.begins_number(step) for step in range(max(place - 3, 0), place + 1))


def _best(found: list[ProposedLink]) -> list[ProposedLink]:
    """Return the likeliest link for each set of figures, and of those the likeliest for each figure."""
    by_set: dict[frozenset[str], ProposedLink] = {}
    for link in found:
        key = frozenset([link.figure, *(figure for _, figure in link.inputs)])
        if key not in by_set or _likelihood(link) > _likelihood(by_set[key]):
            by_set[key] = link
    by_figure: dict[str, list[ProposedLink]] = defaultdict(list)
    for link in by_set.values():
        by_figure[link.figure].append(link)
    chosen = []
    for links in by_figure.values():
        links.sort(key=lambda link: -link.confidence)
        chosen.append(links[0])
    # A figure that was itself computed from another is not an input of it.
    likeliest = {link.figure: link for link in chosen}
    return [
        link for link in chosen if not any(_computes(likeliest, figure, link) for _, figure in link.inputs)
    ]


def _likelihood(link: ProposedLink) -> int:
    """Rank one reading of a set of figures: of three that fit in any order, the last was most likely computed."""
    last = all(int(figure[1:]) < int(link.figure[1:]) for _, figure in link.inputs)
    return link.confidence + _LAST * last


def _computes(likeliest: dict[str, ProposedLink], figure: str, link: ProposedLink) -> bool:
    """Return whether an input of a link is more likely to be computed from the link's figure."""
    rival = likeliest.get(figure)
    return (
        rival is not None
        and rival.confidence >= max(_OFFER, link.confidence + 1)
        and any(given == link.figure for _, given in rival.inputs)
    )


# Relays


def _relays(placed: Sequence[Placed]) -> list[ProposedLink]:
    """Return relays: figures whose party is said to pass on another's, with the same number."""
    found = []
    for place, relay in enumerate(placed):
        if not relay.passed_on:
            continue
        for at in range(max(place - 14, 0), min(place + 15, len(placed))):
            origin = placed[at]
            if (
                at != place
                and same_number(relay, origin)
                and named_alike(relay.passed_on, origin.party_names)
            ):
                found.append(
                    ProposedLink(
                        relation="relay",
                        figure=relay.id,
                        inputs=(("", origin.id),),
                        formula=None,
                        assumptions=(),
                        outcome=None,
                        confidence=80,
                        reason=f"{' and '.join(relay.party_names)} passes on {' and '.join(relay.passed_on)}",
                    )
                )
                break
    return found


def named_alike(cited: Sequence[str], stating: Sequence[str]) -> bool:
    """Return whether a cited party is one of those stating something: "the air force", "Ukraine's air force"."""
    return any(
        mine.lower() in theirs.lower() or theirs.lower() in mine.lower()
        for mine in cited
        for theirs in stating
    )


def same_number(first: Placed, second: Placed) -> bool:
    """Return whether two figures state one number, or the second one within what the hedge of the first leaves open."""
    mine, theirs = first.figure.quantity, second.figure.quantity
    if mine.value is None or theirs.value is None:
        return False
    relayed, stated = term("", mine), term("", theirs)
    # "7.1% a year" may be repeated as "7.1%".
    of_hundred = [(quantity.unit or "").partition("/")[0] == "percent" for quantity in (mine, theirs)]
    if relayed is None or stated is None or of_hundred[0] != of_hundred[1]:
        return False
    same = exact(mine.value) == exact(theirs.value)
    return same or (relayed.hedged and relayed.interval.contains(stated.point))
