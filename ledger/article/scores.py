"""Scores of games, votes and marks: 3-1, by 311 votes to 242, 278 for 6, 4 out of 5 stars."""

from __future__ import annotations

import re
from fractions import Fraction

from ledger.article.found_number import JOINING_DASHES, FoundNumber, plural_follows, unit_follows
from ledger.article.passage import Passage


def is_mark(passage: Passage, numeral: FoundNumber) -> bool:
    """Match marks that somebody gives: rated 4.5 stars, scores 9.4 on the scale, rate it 4 out of 5."""
    first = numeral.at
    if passage.stands(first - 2, ("out", "of")) and passage.is_digits(first - 3):
        first -= 3
    elif passage.word(first - 1) == "/" and passage.is_digits(first - 2):
        first -= 2
    if passage.stands(first + 1, ("out", "of")) and passage.word(first + 3) in {"5", "10", "100"}:
        # 8.5 out of 10, and nothing that is counted.
        behind = passage.word(first + 4)
        return numeral.digits and (not passage.is_word(first + 4) or behind in passage.lexicon.prepositions)
    if passage.word(first - 1) == "of" and passage.is_digits(first - 2):
        first -= 2
    if passage.word(first + 1) == "of" and passage.word(first + 2) in {"5", "10", "100"}:
        # Rated 1 of 5; not 3 of 5 boys.
        rated = not passage.lexicon.rating.isdisjoint(passage.near(first - 3, first))
        return numeral.digits and rated and not passage.is_word(first + 3)
    scale = first - 2 if passage.word(first - 1) in passage.lexicon.to | JOINING_DASHES else first
    if passage.stands(scale - 2, ("scale", "of")) or passage.stands(scale - 3, ("scale", "of", "from")):
        # On a scale of 1 to 5.
        return True
    near = passage.near(first - 3, first)
    behind = passage.word(first + 1)
    if behind in passage.lexicon.star_words and near & passage.lexicon.awarding:
        # This paper gave it four stars.
        return True
    if behind in passage.lexicon.by and passage.word(first - 1) in passage.lexicon.rating:
        # Rated 3 by Ofsted.
        return numeral.digits
    return (
        numeral.digits
        and bool(near & passage.lexicon.rating)
        and (behind in passage.lexicon.marks or passage.stands(first + 1, ("out", "of")) or behind == "/")
    )


def is_score(passage: Passage, numeral: FoundNumber) -> bool:
    """3-1, 6-4, by 311 votes to 242, 52 to 48, two abstentions."""
    if (numeral.digits and _counted_votes(passage, numeral)) or (
        passage.word(numeral.stop) in passage.lexicon.abstentions
    ):
        return True
    if not numeral.bare:
        return False
    if passage.word(numeral.at - 1) in passage.lexicon.scoring and not passage.is_word(numeral.stop):
        # "With Monroe scoring 41".
        return True
    if _cricket(passage, numeral):
        return True
    if passage.wording(numeral.stop + 1, passage.lexicon.standings):
        # Second, eight points off the top.
        return passage.word(numeral.stop) in passage.lexicon.scored | passage.lexicon.percent_words - {"%"}
    near = passage.near(numeral.at - 10, numeral.stop + 9)
    if (
        passage.word(numeral.at - 1) == "by"
        and passage.word(numeral.stop) in passage.lexicon.percent_words - {"%"}
        and ("." not in passage.word(numeral.at))
    ):
        # Beat Laois by six points.
        return bool(near & passage.lexicon.beating)
    if passage.word(numeral.at - 1) == "by" and passage.word(numeral.stop) in passage.lexicon.margins:
        # Won by three wickets.
        return bool(near & passage.lexicon.score_verbs)
    if numeral.value is None:
        return _decimal_result(passage, numeral, near)
    contest = near & (passage.lexicon.score_verbs | passage.lexicon.vote_words | passage.lexicon.score_nouns)
    return any(_in_score(passage, numeral, bool(contest), forward=forward) for forward in (True, False))


def _counted_votes(passage: Passage, numeral: FoundNumber) -> bool:
    """312,450 votes to 298,112."""
    votes, between = passage.lexicon.scored & passage.lexicon.vote_words, passage.lexicon.between_scores
    for place in (numeral.stop, numeral.at - 2):
        voted = passage.word(place) in votes and passage.word(place + 1) in between
        if voted and passage.is_digits(place - 1) and passage.is_digits(place + 2):
            return True
    # 311 votes in favour and 242 against.
    behind = numeral.stop + (passage.word(numeral.stop) in votes)
    sided = passage.word(behind) in passage.lexicon.for_and_against or passage.stands(
        behind, ("in", "favour")
    )
    return (
        sided
        and any(
            passage.is_digits(place)
            and passage.word(place + 1) in votes | passage.lexicon.for_and_against | {"in"}
            for place in (numeral.at - 5, numeral.at - 4, numeral.at - 3, numeral.at - 2, numeral.stop + 2)
            if place >= 0
        )
        and bool({token.word for token in passage.tokens} & passage.lexicon.vote_words)
    )


def _cricket(passage: Passage, numeral: FoundNumber) -> bool:
    """Match 278 for 6, 104 for nine declared; not 278 for 6 people."""
    for runs, wickets in ((numeral.at, numeral.stop + 1), (numeral.at - 2, numeral.at)):
        word = passage.word(wickets)
        few = word in passage.lexicon.small_numbers or (word.isdigit() and len(word) <= 2 and int(word) <= 10)
        if few and passage.word(wickets - 1) == "for" and passage.word(runs).isdigit():
            batted = passage.word(runs - 1) in passage.lexicon.passive and not plural_follows(
                passage, wickets + 1
            )
            return not passage.is_word(wickets + 1) or passage.word(wickets + 1) == "declared" or batted
    for wickets, runs in ((numeral.at, numeral.stop + 1), (numeral.at - 2, numeral.at)):
        if passage.word(wickets) in passage.lexicon.small_numbers and passage.stands(wickets + 1, ("for",)):
            # Took five for 32.
            return passage.word(runs).isdigit() and passage.word(wickets - 1) in passage.lexicon.bowling
    return False


def _decimal_result(passage: Passage, numeral: FoundNumber, near: set[str]) -> bool:
    """Match shares of a vote tied by a dash, the greater first: won 50.3-46.6."""
    for first in (numeral.at, numeral.at - 2):
        numbers = passage.word(first), passage.word(first + 2)
        tied = passage.word(first + 1) in JOINING_DASHES and passage.token(first + 1).glued
        if tied and all(re.fullmatch(r"[0-9]{1,2}\.[0-9]", number) for number in numbers):
            return Fraction(numbers[0]) > Fraction(numbers[1]) and bool(near & passage.lexicon.score_verbs)
    return False


def _in_score(passage: Passage, numeral: FoundNumber, contest: bool, *, forward: bool) -> bool:
    """Return whether a number is the first (`forward`) or the second of a score."""
    lexicon, step = passage.lexicon, 1 if forward else -1
    place = numeral.stop if forward else numeral.at - 1
    counted = passage.word(place) in lexicon.scored
    if counted:
        place += step
    joint = passage.token(place)
    tied = joint.word in JOINING_DASHES and joint.glued and not counted
    if not tied and joint.word not in lexicon.between_scores:
        return False
    if forward and passage.word(numeral.at - 1) in lexicon.opens_range:
        return False
    at = place + step
    if not forward and passage.word(at) in lexicon.scored:
        at -= 1
    number = passage.word(at)
    behind = at + 1 if forward else numeral.stop
    if not number.isdigit() or numeral.value is None or unit_follows(passage, behind):
        return False
    first, second = (numeral.value, int(number[:9])) if forward else (int(number[:9]), numeral.value)
    if tied and first >= second:
        return True
    votes = counted or bool(lexicon.vote_words & {passage.word(behind)})
    return contest and (tied or first >= second or votes) and first < 700 and second < 700
