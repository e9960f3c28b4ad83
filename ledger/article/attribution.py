"""The parties that state each figure of a sentence, by cues, quotation marks and the sentences before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ledger.article.discourse import PartyMention
from ledger.article.figures import FoundFigure
from ledger.article.passage import Passage
from ledger.article.saying_cue import SayingCue
from ledger.article.text_tokens import Quotation

#: The most cues of a sentence that are looked at for a figure: the nearest ones.
_NEAREST: Final = 16
#: How sure it is, in hundredths, that a sentence goes on with the findings of the poll before it.
POLLED: Final = 61
#: How many tokens before "as the office puts it" a number may stand that the office puts so.
_AS_THEY_PUT_IT: Final = 9
#: How many tokens from "repeated the figure of" its number may stand.
_PASSED_ON: Final = 8
_QUOTES: Final = frozenset("\"“”„«»'’")


@dataclass(frozen=True, slots=True)
class Attribution:
    """The parties that state a figure, with a confidence in hundredths and the reason for it.

    `relayed` says that they pass on other parties, which are `passed_on`.
    """

    parties: tuple[PartyMention, ...] = ()
    confidence: int = 70
    reason: str = "no words say who states it"
    relayed: bool = False
    passed_on: tuple[PartyMention, ...] = ()


#: What is returned where no words say who states a figure.
_NOBODY: Final = Attribution()


class Speakers:
    """The parties that spoke last: by quotation, in the sentence before, and of the list that a colon opened."""

    __slots__ = (
        "assumed",
        "first_person",
        "last",
        "last_paragraph",
        "last_sentence",
        "listing",
        "listing_paragraph",
        "poll",
        "quotations",
        "turn",
        "turns",
    )

    def __init__(self) -> None:
        self.quotations: dict[int, SayingCue] = {}
        #: For quotations without a named speaker, who spoke before.
        self.assumed: dict[int, SayingCue] = {}
        self.last: SayingCue | None = None
        self.last_sentence = -9
        self.last_paragraph = -9
        #: Whether the last speaker used the first person without quotation marks, as in an interview.
        self.first_person = False
        #: The sentence up to which the last speaker reports the findings of a poll.
        self.poll = -9
        #: The speaker whose turn it is in a dialogue, and the number of turns so far.
        self.turn: SayingCue | None = None
        self.turns = 0
        self.listing: SayingCue | None = None
        self.listing_paragraph = -9


def attribute(
    passage: Passage,
    figure: FoundFigure,
    cues: Sequence[SayingCue],
    quotation: Quotation | None,
    speakers: Speakers,
    before: tuple[SayingCue, int, str] | None,
) -> Attribution:
    """Return the parties that state a figure, by the cues of its sentence and the quotation it stands in.

    `before` is what `carried` returned when the sentence was reached.
    """
    if not cues and before is None and quotation is None:
        return _NOBODY
    outside = [cue for cue in cues if quotation is None or not _inside(passage, cue, quotation)]
    inside = [
        cue
        for cue in cues
        if quotation is not None and _inside(passage, cue, quotation) and not _of_pronoun(passage, cue)
    ]
    # "Citing two officials" says how many, and passes no number of theirs on.
    passing = [cue for cue in cues if cue.kind == "citing" and not cue.first <= figure.first < cue.stop]
    cited = [cue for cue in passing if cue.parties]
    chosen = None
    quoted: tuple[SayingCue, int, str] | None = None
    if quotation is not None:
        quoted = _best(passage, figure, [cue for cue in inside if cue.kind != "citing"], quotation)
        spoken = _best(passage, figure, [cue for cue in outside if cue.kind != "citing"], quotation)
        chosen = spoken if spoken is not None and spoken[1] >= 40 else None
        cue = speakers.quotations.get(quotation.number) or speakers.assumed.get(quotation.number)
        if chosen is None and cue is not None:
            chosen = cue, 78, "in the words of the same quotation or of who spoke before it"
        if chosen is None:
            chosen, quoted = quoted, None
    else:
        chosen = _best(passage, figure, [cue for cue in cues if cue.kind != "citing"], quotation)
    own = any(cue.kind == "before" and figure.first < cue.at for cue in outside)
    if (chosen is None or chosen[1] < 40) and not (own and before is not None and before[1] < 65):
        chosen = before or chosen
    if chosen is None or chosen[1] < 40:
        # "More than 30,000 died, citing Mediazona": the party cited is the nearest one known.
        named_by = (
            cited
            and cited[0].subjects
            and all(party.kind in {"person", "body"} for party in cited[0].parties)
        )
        if named_by and passage.word(cited[0].at) in passage.lexicon.citing_verbs:
            # "The paper cites Ann Lee as saying that 300 came."
            reason = "they cite who says it"
            return Attribution(cited[0].subjects, 66, reason, relayed=True, passed_on=cited[0].parties)
        if cited:
            return Attribution(cited[0].parties, 60, "it is credited to them", relayed=False)
        if passing and abs(passing[0].at - figure.first) <= _PASSED_ON:
            return Attribution(passing[0].subjects, 66, "they pass the number on")
        return _NOBODY
    cue, score, why = chosen
    if passage.word(figure.first - 1) in passage.lexicon.asking and cue.kind == "before":
        # "It questioned 1,200 people" tells how a poll was made, not what it found.
        return _NOBODY
    if before is not None and chosen is before and score == POLLED and not _is_finding(figure):
        # The findings of a poll are in percent, and the number of people asked is not.
        return Attribution()
    named = {party.name for party in cue.parties}
    # "Relying on Oxfam, which had counted 300": the party cited speaks for itself.
    passed = tuple(
        party
        for citing in cited
        for party in citing.parties
        if party.name not in named
        and not citing.first < cue.first <= citing.stop
        and not _own_again(passage, citing, figure)
    )
    passed += _named_within(passage, cue, cues, figure.first)
    if quoted is not None and quoted[1] >= 80 and not passed:
        # "The UN says 300 died," the minister said: the minister passes it on.
        passed = tuple(party for party in quoted[0].parties if party.name not in named)
    sure = min(score, *(party.sure for party in cue.parties))
    return Attribution(cue.parties, sure, why, relayed=bool(passed), passed_on=passed)


def _inside(passage: Passage, cue: SayingCue, quotation: Quotation) -> bool:
    return quotation.start <= passage.token(cue.at).start < quotation.end


def _of_pronoun(passage: Passage, cue: SayingCue) -> bool:
    """Return whether a pronoun in somebody's words says no more than "they": "They gave 300," she said."""
    pronouns = passage.lexicon.singular_pronouns
    words = [party.word or "" for party in cue.parties]
    return any(word in pronouns or pronouns.get(word.lower()) == "many" for word in words)


def _best(
    passage: Passage, figure: FoundFigure, cues: Sequence[SayingCue], quotation: Quotation | None
) -> tuple[SayingCue, int, str] | None:
    if len(cues) > _NEAREST:
        cues = sorted(cues, key=lambda cue: abs(cue.at - figure.first))[:_NEAREST]
    scored = [found for cue in cues if (found := _score(passage, figure, cue, cues, quotation)) is not None]
    return max(scored, key=lambda found: found[1], default=None)


def _score(
    passage: Passage,
    figure: FoundFigure,
    cue: SayingCue,
    cues: Sequence[SayingCue],
    quotation: Quotation | None,
) -> tuple[SayingCue, int, str] | None:
    """Score how well a cue says who states a figure, in hundredths, and give its words."""
    at = figure.first
    words = passage.written(cue.first, max(cue.stop, cue.at + 1))
    words = words if len(words) <= 60 else f"{words[:57]}…"
    if cue.statement is not None:
        return _parsed(passage, figure, cue, cues, f'in what "{words}" has for its object')
    if cue.kind == "turn":
        return cue, 80, f'in the turn of "{words}"'
    if cue.kind == "before":
        if at > cue.at and (_clause_closed(passage, cue, at) or _new_clause(passage, cue, at, quotation)):
            return cue, 35, f'behind a clause of "{words}"'
        if at > cue.at:
            rivals = sum(
                1 for rival in cues if rival.kind == "before" and cue.at < rival.first and rival.at < at
            )
            firm = 90 if passage.word(cue.at) in passage.lexicon.saying else 82
            score = firm - 30 * rivals - 8 * _contrasts(passage, cue.at, at) - 30 * _wants(passage, cue, cues)
            return cue, score, f'behind "{words}"'
        if _relative(passage, figure, cue):
            return cue, 93, f'before "{words}"'
        return None
    if cue.kind == "behind":
        closed = next((place for place in range(cue.stop, at) if passage.word(place) == ","), at)
        reckons = passage.wording(closed + 2, passage.lexicon.computing) is not None
        if closed < at and _relates(passage, closed + 1) and (closed == cue.stop or reckons):
            # "Claims Equity, whose members number 47,000", "the ministry told MPs, which comes to 109 a school".
            return cue, 35, f'beside "{words}"'
        if at > cue.stop and any(passage.word(place) == ";" for place in range(cue.stop, at)):
            return cue, 35, f'behind what "{words}" closes'
        if at < cue.first - _AS_THEY_PUT_IT and _as_put(passage, cue):
            return cue, 35, f'far before "{words}"'
        if at < cue.first:
            rivals = _between(cues, at, cue.first)
            return cue, 86 - 40 * rivals - 6 * _contrasts(passage, at, cue.first), f'before "{words}"'
        quoted = any(passage.word(place) in _QUOTES for place in range(cue.first - 2, cue.first + 1))
        score = 35 if quoted and quotation is None else 72 - 12 * _contrasts(passage, cue.stop, at)
        return cue, score, f'behind "{words}"'
    if cue.kind in {"according", "by"}:
        return cue, *_credited(passage, at, cue, cues, words)
    if cue.kind == "in":
        near = 72 if cue.first <= 2 or at < cue.first else 64
        return cue, near - 12 * _contrasts(passage, min(at, cue.stop), max(at, cue.first)), f'"{words}"'
    if cue.kind == "owner":
        near = 0 < at - cue.at <= 12
        score = (91 if at - cue.at <= 8 else 74) - 10 * _contrasts(passage, cue.at, at)
        return (cue, score, f'"{words}"') if near else None
    return None


def _credited(
    passage: Passage, at: int, cue: SayingCue, cues: Sequence[SayingCue], words: str
) -> tuple[int, str]:
    """Score how well a party credited by "according to", "reported by" or "by the count of" states a figure."""
    score = 88 if cue.kind == "according" else 80
    if at < cue.first - _AS_THEY_PUT_IT and passage.word(cue.first) in passage.lexicon.by:
        # "By the Russell Group's reckoning": of the number before it.
        return 35, f'far before "{words}"'
    if at < cue.first:
        nearer = _between(cues, at, cue.first)
        score -= 40 * nearer + 12 * _contrasts(passage, at, cue.first)
        return score, f'before "{words}"'
    earlier = sum(1 for rival in cues if rival.kind == cue.kind and cue.first < rival.first < at)
    adverbial = cue.first <= 8 and passage.word(0) in passage.lexicon.prepositions
    initial = cue.first <= 3 or (
        adverbial and not any(passage.begins_number(place) for place in range(cue.first))
    )
    reckoned = passage.word(cue.first) in passage.lexicon.by and at - cue.stop <= 3
    if reckoned and passage.word(cue.first - 1) == passage.word(cue.stop) == ",":
        # "It would cost, by the party's reckoning, £40m".
        return 91, f'right behind "{words}"'
    goes_on = passage.word(cue.stop) == "," and (
        passage.word(cue.stop + 1) in passage.lexicon.articles | {"and"} or _relates(passage, cue.stop + 1)
    )
    score -= (
        45 * earlier
        + (10 if initial else 45) * _contrasts(passage, cue.stop, at)
        + (0 if initial else 12)
        + 45 * (goes_on and not initial)
    )
    return score, f'behind "{words}"'


def _wants(passage: Passage, cue: SayingCue, cues: Sequence[SayingCue]) -> bool:
    """Return whether somebody else reports what a party wanted: "the paper reported that the gang had demanded £8m"."""
    return passage.word(cue.at) in passage.lexicon.wanting and any(
        rival.kind == "before"
        and rival.at < cue.first
        and passage.word(rival.at) in passage.lexicon.saying
        and passage.word(rival.at + 1) in passage.lexicon.complementizers
        for rival in cues
    )


def _own_again(passage: Passage, citing: SayingCue, figure: FoundFigure) -> bool:
    """Return whether a party goes on in its own name: "X, citing Y, put it at 40 but said it had counted 30"."""
    return any(
        passage.word(place) in passage.lexicon.contrasts and passage.word(place + 1) in passage.lexicon.saying
        for place in range(citing.stop, figure.first)
    )


def _named_within(
    passage: Passage, cue: SayingCue, cues: Sequence[SayingCue], figure: int
) -> tuple[PartyMention, ...]:
    """Return the parties named inside what somebody says: "NHK reported that, according to Kyodo, 300 had signed"."""
    if cue.kind != "before":
        return ()
    named = {party.name for party in cue.parties}
    return tuple(
        party
        for source in cues
        if source.kind == "according" and cue.at < source.first < source.stop <= figure
        for party in source.parties
        if party.name not in named and _infix(passage, source)
    )


def _infix(passage: Passage, cue: SayingCue) -> bool:
    """Return whether "according to Kyodo" stands between commas inside what somebody says."""
    before = passage.word(cue.first - 1)
    inside = before in passage.lexicon.complementizers or (
        before == "," and passage.word(cue.first - 2) in passage.lexicon.complementizers
    )
    return inside and passage.word(cue.stop) == ","


def _is_finding(figure: FoundFigure) -> bool:
    quantity = figure.quantity
    return quantity.unit in {"percent", "percentage_point", "point"} or "/" in (quantity.value or "")


def _relates(passage: Passage, at: int) -> bool:
    return passage.word(at) in passage.lexicon.relatives and passage.word(at) != "that"


def _as_put(passage: Passage, cue: SayingCue) -> bool:
    """Return whether a cue is one of a single number: "a shortfall of $4 billion, as the office puts it"."""
    before = cue.first - 1 - (passage.word(cue.first - 1) in passage.lexicon.articles)
    return passage.word(before) in passage.lexicon.as_they_say


def _new_clause(passage: Passage, cue: SayingCue, at: int, quotation: Quotation | None) -> bool:
    """Return whether a semicolon ends what somebody says: "Ministers want 600 a year; last year we managed 55"."""
    if quotation is not None:
        return False
    return any(
        passage.word(place) == ";" and passage.word(place + 1) not in passage.lexicon.going_on
        for place in range(cue.at + 1, at)
    )


def _clause_closed(passage: Passage, cue: SayingCue, at: int) -> bool:
    """Return whether what a relative clause says ended before a place: "Avanti, which promised 264, scrapped 31"."""
    lexicon = passage.lexicon
    place = cue.at - 1
    while passage.word(place) in lexicon.auxiliaries | lexicon.adverbs:
        place -= 1
    if passage.word(place) not in lexicon.relatives or passage.word(place - 1) != ",":
        return False
    return any(passage.word(step) == "," and _finite(passage, step + 1) for step in range(cue.at + 1, at))


def _finite(passage: Passage, at: int) -> bool:
    """Return whether a verb stands at a place, which goes on with the subject of a clause before."""
    lexicon, word = passage.lexicon, passage.word(at)
    verb = word in lexicon.auxiliaries or word in lexicon.past_verbs or word in lexicon.saying
    return not word.endswith("ing") and (verb or (word.endswith("ed") and passage.is_word(at)))


def _parsed(
    passage: Passage, figure: FoundFigure, cue: SayingCue, cues: Sequence[SayingCue], why: str
) -> tuple[SayingCue, int, str] | None:
    """Score how well a statement found by a parser says who states a figure."""
    place = figure.number_span[0] - passage.sentence.start
    if cue.statement is None or not cue.statement.holds(place):
        return None
    within = sum(
        rival.statement is not None
        and rival.statement.holds(place)
        and cue.statement.holds(rival.statement.verb[0])
        and rival.at != cue.at
        for rival in cues
    )
    firm = 92 if passage.word(cue.at) in passage.lexicon.saying else 81
    first, stop = sorted((figure.first, cue.first))
    return cue, firm - 6 * within - 40 * _between(cues, first, stop), why


def _between(cues: Sequence[SayingCue], first: int, stop: int) -> int:
    """Count the cues that close a statement between two places."""
    return sum(
        1 for rival in cues if rival.kind in {"behind", "according", "by"} and first < rival.first < stop
    )


def _relative(passage: Passage, figure: FoundFigure, cue: SayingCue) -> bool:
    """Return whether a figure is what a party says in a relative clause: "the $180 million that the UN says"."""
    start = cue.first - (passage.word(cue.first - 1) in passage.lexicon.articles)
    near = figure.stop <= start <= figure.stop + 2
    if near and passage.word(figure.first - 1) in passage.lexicon.articles:
        # "More than the 2% analysts had expected".
        return all(
            passage.is_word(place) or passage.word(place) == "%" for place in range(figure.stop, start)
        )
    joined = passage.word(start - 1) in {"that", "which"} and passage.word(start - 2) != ","
    return joined and figure.stop <= start - 1 <= figure.stop + 3


def _contrasts(passage: Passage, first: int, stop: int) -> int:
    """Count the new clauses between two places."""
    words = (passage.word(place) for place in range(first, stop))
    return sum(1 for word in words if word in passage.lexicon.contrasts or word == ";")


def in_first_person(passage: Passage) -> bool:
    """Return whether a sentence says "I" or "we"."""
    return any(token.word in passage.lexicon.first_person for token in passage.tokens)


def carried(passage: Passage, speakers: Speakers, *, item: bool) -> tuple[SayingCue, int, str] | None:
    """Return the speaker that a sentence inherits from the one before: by a list that it opened, or "of those"."""
    near = item or passage.sentence.paragraph == speakers.listing_paragraph + 1
    if speakers.listing is not None and near and passage.sentence.paragraph > speakers.listing_paragraph:
        return speakers.listing, 75, "in the list that was opened"
    if speakers.turn is not None:
        return speakers.turn, 76, "in the turn of whoever speaks"
    if speakers.last is None:
        return None
    same = passage.sentence.paragraph == speakers.last_paragraph
    if (
        same
        and speakers.first_person
        and passage.number - speakers.last_sentence <= 2
        and in_first_person(passage)
    ):
        return speakers.last, 66, "the speaker goes on"
    in_percent = any(token.word in passage.lexicon.percent_words for token in passage.tokens)
    if speakers.poll == passage.number - 1 and same and in_percent:
        speakers.poll = passage.number
        return speakers.last, POLLED, "it goes on with the findings"
    if speakers.last_sentence != passage.number - 1:
        return None
    first, second = passage.word(0), passage.word(1)
    if first in {"of", "among"} and second in passage.lexicon.continuing:
        return speakers.last, 62, "it goes on with what was counted before"
    return None
