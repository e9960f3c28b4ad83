"""The extent of a number's phrase in its sentence: where it may begin, and where it may end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.article.found_number import FoundNumber
from ledger.article.passage import Passage
from ledger.article.text_tokens import is_dash
from ledger.number.unit import is_measured

#: Hyphens and dashes that may join the parts of a number.
DASHES: Final = frozenset("-–—‐‑−")
#: Signs before a number below zero.
MINUS: Final = frozenset("-−–")
PERCENT: Final = frozenset("%‰％")
#: The most tokens before a number, and behind it, that may belong to its phrase.
_BEFORE: Final = 7
BEHIND: Final = 22
#: In a table fewer tokens behind a number may belong to its phrase.
BEHIND_IN_CROWD: Final = 5
_OPENING: Final = frozenset("([")
_CLOSING: Final = frozenset(")]")


def numeral_end(passage: Passage, at: int) -> int:
    """Return the token behind digits, or behind a number in words with its hyphens and scales."""
    if passage.is_digits(at):
        stop = at + 1
        while passage.is_digits(stop) and _is_group(passage, at, stop):
            stop += 1
        return stop
    stop = at + 1
    while True:
        word = passage.word(stop)
        if word in passage.numbers.scales or word in passage.numbers.begin or word in passage.numbers.parts:
            stop += 1
        elif word in DASHES | {"and", "of"} and _goes_on(passage, stop):
            stop += 2
        else:
            return stop


def _is_group(passage: Passage, first: int, at: int) -> bool:
    """Return whether digits continue a number whose thousands are separated by spaces."""
    return (
        len(passage.word(at)) == 3
        and len(passage.word(first)) <= 3
        and passage.token(at).start - passage.token(at - 1).end == 1
        and passage.word(first)[0] != "0"
    )


def _goes_on(passage: Passage, at: int) -> bool:
    """Return whether a number in words continues behind a hyphen, "and" or "of"."""
    word, following, before = passage.word(at), passage.word(at + 1), passage.word(at - 1)
    if word == "of":
        return before in passage.lexicon.plural_scales and following in passage.lexicon.plural_scales
    if word == "and":
        return before in passage.numbers.scales and following in passage.numbers.begin
    return (
        passage.token(at).glued
        and passage.token(at + 1).glued
        and (
            following in passage.numbers.begin
            or following in passage.numbers.parts
            or following in passage.numbers.scales
        )
    )


def phrase_beginnings(passage: Passage, at: int) -> Iterator[int]:
    """Yield where the phrase of a number may begin, the farthest first; the number itself last."""
    if (
        passage.word(at - 1) in passage.lexicon.definite_articles
        and passage.word(at - 2) in passage.numbers.hedges
    ):
        # "Made up to the 170 drivers", "almost as many as the 41,700": a number known already.
        yield at
        return
    first = at
    while first > 0 and at - first < _BEFORE and _leads_up(passage, first - 1, at):
        first -= 1
    # "5 mg, or about 80 drops": the conjunction joins two figures and is part of neither.
    for place in range(first, at):
        word = passage.word(place)
        if word in passage.numbers.alternatives:
            continue
        # "Of 50" and "in 14" begin no hedge, though "of" and "in" are words of some.
        opens = word not in passage.numbers.hedges or word in passage.lexicon.opens_range
        if opens or passage.wording(place, passage.numbers.openings) is not None:
            yield place
    yield at


def _leads_up(passage: Passage, at: int, number: int) -> bool:
    token = passage.token(at)
    word = token.word
    if word in passage.numbers.signs or word in {"~", "≈", "<", ">", "≤", "≥"}:
        return True
    following = passage.token(at + 1)
    if following.word in passage.numbers.signs and following.glued and token.capital:
        return True
    if passage.names_currency(at) or word in {"rs"}:
        return True
    if word in MINUS and following.glued and not token.glued:
        return True
    if word in passage.lexicon.opens_range:
        return not (word == "from" and _changes(passage, at))
    if word == "than" and _compares(passage, at):
        return False
    if passage.word(at + 1) in passage.lexicon.definite_articles and word in passage.lexicon.sides:
        # "Above the 29,000 target" compares.
        return False
    if word in passage.lexicon.bounds and _threshold(passage, at):
        # "Gifts above £11,180 must be declared": which gifts, not how much.
        return False
    if word.endswith("ing") and passage.word(at + 1) in passage.lexicon.definite_articles:
        # "Topping the $8.1 billion that was expected" compares.
        return False
    if word == "up" and passage.word(at - 1) in passage.lexicon.change_words | passage.lexicon.verbs_with_up:
        # "Crept up to 31", "add up to 31": "up to" belongs to the verb and is no bound.
        return False
    if word == "short" and passage.word(at - 1) not in passage.lexicon.barely:
        # "Short of 40 doctors" means a lack, "just short of 40" means nearly 40.
        return False
    if word == "over" and (
        _during(passage, at, number)
        or _spread(passage, at)
        or passage.word(at - 1) in passage.lexicon.verbs_with_over
    ):
        # "Handed over £500,000", "striking over 58 jobs".
        return False
    if word == "over" and passage.word(numeral_end(passage, number)) in passage.lexicon.spread_over:
        # "Arranged over four floors".
        return False
    if word in passage.lexicon.below and _covers(passage, numeral_end(passage, number)):
        # "The road is under 2 metres of water".
        return False
    if word == "equal":
        # "Equal to" is no hedge.
        return False
    if word == "say" and passage.word(at - 1) != ",":
        # "Parents say 227" states a number, "some, say 227" guesses one.
        return False
    if token.capital and token.end - token.start <= 3 and passage.written(at, at + 1).isupper():
        # "CA 94103" is not "ca. 94,103".
        return False
    if word in passage.lexicon.sides and passage.word(at - 1) in passage.lexicon.conjunctions:
        # "Aged 60 or over at 203 sites".
        return False
    if word in {"minus", "net"} or (word == "." and passage.word(at - 1) in {"c", "ca", "approx"}):
        return True
    return word in passage.numbers.hedges and not (word in {"a", "an"} and at + 1 == number)


def _covers(passage: Passage, at: int) -> bool:
    """Return whether a place says how much of what lies above something: "metres of water"."""
    deep = passage.word(at) in passage.lexicon.depths and passage.word(at + 1) == "of"
    return deep and passage.word(at + 2) in passage.lexicon.covering


def _threshold(passage: Passage, at: int) -> bool:
    """Return whether "above" or "below" says which things are meant, behind a noun or a gerund of what is measured."""
    before, lexicon = passage.word(at - 1), passage.lexicon
    if (
        not passage.is_word(at - 1)
        or before in lexicon.change_words | lexicon.auxiliaries | lexicon.prepositions
    ):
        return False
    if before in lexicon.adverbs | lexicon.barely | lexicon.conjunctions | lexicon.leads_to_number:
        return False
    if before in lexicon.past_verbs | lexicon.finished or before.endswith(("ed", "ly")):
        return False
    return passage.numbers.plural(before) or before.endswith("ing")


def _during(passage: Passage, at: int, number: int) -> bool:
    """Return whether "over" before a length of time means "during": recorded over 43 hours, not took over 43 hours."""
    before = passage.word(at - 1)
    return (
        passage.word(numeral_end(passage, number)) in passage.lexicon.spans_of_time
        and (passage.is_word(at - 1) or passage.is_digits(at - 1) or before in PERCENT)
        and before not in passage.lexicon.lasting_words | passage.lexicon.prepositions
        and before not in passage.lexicon.auxiliaries | passage.lexicon.conjunctions
    )


def _spread(passage: Passage, at: int) -> bool:
    """Return whether "over" spreads what was counted over more of something: "drew 372,000 fans over 69 home dates"."""
    counted = passage.word(at - 1)
    if not passage.numbers.plural(counted) or counted in passage.lexicon.change_words:
        return False
    return any(passage.begins_number(place) for place in (at - 2, at - 3))


def _compares(passage: Passage, at: int) -> bool:
    """Return whether "more than" compares two numbers: "340 more than the 2,720"."""
    comparative = at - 1
    if passage.word(at + 1) == "the":
        return True
    near = range(max(comparative - 3, 0), comparative)
    if passage.word(comparative - 1) in passage.lexicon.past_verbs | passage.lexicon.auxiliaries:
        # "1,840 people gave less than £20 each".
        return False
    if (
        passage.is_digits(comparative - 1)
        and passage.word(comparative - 2) in passage.lexicon.date_prepositions
    ):
        # "Since 1975 more than 9,000 billion tonnes".
        return False
    counted = any(
        passage.word(place) == "%"
        # "Its Model 3 costs more than three times that".
        or (passage.begins_number(place) and not (place > 1 and passage.token(place - 1).capital))
        for place in near
    )
    return counted and not any(passage.word(place) in {",", "and", "or", "to", "but", "."} for place in near)


def _changes(passage: Passage, at: int) -> bool:
    """Return whether a verb of change stands before: "from 5 to 7" is then two figures, not a range."""
    near = {passage.word(place) for place in range(max(at - 9, 0), at)}
    behind = {passage.word(place) for place in range(at, at + 14)}
    return bool(near & passage.lexicon.change_words) or bool(behind & {"in", "since"} and near & {"went"})


def phrase_ends(passage: Passage, numeral: FoundNumber, begin: int, most: int) -> Iterator[int]:
    """Yield where the phrase may end, the farthest first: before further numbers, at the end of the clause."""
    limit = min(len(passage.tokens), numeral.stop + most)
    stops: list[int] = []
    place, numbers, bracketed = numeral.stop, 0, False
    while place < limit:
        if passage.begins_number(place):
            if not bracketed and not _may_join(passage, place, numeral, begin):
                break
            if most < BEHIND and passage.word(place - 1) not in DASHES | passage.lexicon.to:
                # In a table numbers stand beside each other.
                break
            numbers += 1
            stops.append(_before_sign(passage, place))
            if numbers > (3 if most == BEHIND else 1):
                break
            place = numeral_end(passage, place)
            if numbers == 1 and passage.is_word(place):
                # "One nurse in nine now plans to quit": the share may end with its number.
                stops.append(place)
            continue
        if bracketed and passage.word(place) in _CLOSING:
            # 45% (95% CI 42 to 48): the range in brackets belongs to the number.
            place += 1
            break
        if _breaks(passage, place):
            break
        bracketed = bracketed or passage.word(place) in _OPENING
        place += 1
    stops.append(place)
    last = -1
    for end in reversed(stops):
        if end != last:
            yield end
        last = end
    # For where none of these can be read: the number with its scale and a word behind it, or alone.
    scaled = past_scale(passage, numeral.stop)
    for end in dict.fromkeys((min(scaled + 1, stops[0]), scaled, numeral.stop)):
        if end < stops[0]:
            yield end


def _before_sign(passage: Passage, at: int) -> int:
    """Return the first token of the currency sign that belongs to the number at a place, else that place."""
    while passage.word(at - 1) in passage.numbers.signs or passage.names_currency(at - 1):
        at -= 1
    return at


def _may_join(passage: Passage, place: int, numeral: FoundNumber, begin: int) -> bool:
    """Return whether a second number may belong to the phrase of the first: a range, a margin, a rate, a share."""
    word = passage.word(place - 1)
    if _goes_on_smaller(passage, place, numeral):
        return True
    if word == "in" and passage.word(numeral.stop) in PERCENT | passage.lexicon.percent_words:
        # "Below 1% in 22 suburbs".
        return False
    if word == "in" and passage.word(numeral_end(passage, place)) in passage.lexicon.spans_of_time:
        # "Three bangs in ten seconds".
        return False
    coded = passage.names_currency(place - 1)
    if (word in passage.numbers.signs or coded) and place - 2 >= numeral.stop:
        word = passage.word(place - 2)
    if word == "to" or word in DASHES:
        if word == "to" and place == numeral.stop + 1 and _close_range(passage, numeral, place):
            return True
        change = passage.word(numeral.at - 1) == "from" and _changes(passage, numeral.at - 1)
        return not change and not (
            word == "to" and passage.word(begin) != "from" and _changes(passage, numeral.at)
        )
    if word in passage.lexicon.range_and:
        return (
            passage.word(begin) in passage.lexicon.between
            or bool(passage.lexicon.between & {passage.word(step) for step in range(begin, numeral.at)})
            or place - numeral.stop <= 2
            or passage.word(place) == "a"
        )
    return word in passage.lexicon.part_words or place == numeral.stop or passage.word(place) in {"a", "an"}


def _goes_on_smaller(passage: Passage, place: int, numeral: FoundNumber) -> bool:
    """Return whether a second number may count a smaller unit of one measure: "1 hour 47 minutes", "6ft 2in".

    What it counts is for the phrase to read.
    """
    between = place - numeral.stop - 1
    joined = between == 0 or (between == 1 and passage.word(place - 1) in passage.lexicon.range_and)
    return joined and is_measured(passage.numbers.singular(passage.word(numeral.stop)))


def _close_range(passage: Passage, numeral: FoundNumber, second: int) -> bool:
    """Return whether "5 to 7 percent" is a range even where something rose: near ends, and no "from" or "by" before."""
    first, last = numeral.value, passage.word(second)
    if first is None or not last.isdigit() or len(last) > 15:
        return False
    by = passage.word(numeral.at - 1) == "by"
    return passage.word(numeral.at - 1) != "from" and first < int(last) <= (2 if by else 3) * first


def _breaks(passage: Passage, at: int) -> bool:
    """Return whether a phrase cannot continue past a token."""
    token = passage.token(at)
    word = token.word
    if word == ",":
        behind = passage.word(at + 1)
        return not (behind == "or" and passage.word(at + 2) in passage.lexicon.behind_or)
    if word in {"(", "["}:
        return not (
            passage.begins_number(at + 1)
            or passage.word(at + 1) in {"±", "between", "from", "range", "95", "+"}
        )
    if word in {")", "]"}:
        return True
    if word in passage.lexicon.articles and passage.word(at + 2) in passage.numbers.earlier:
        # "£20.1m a year before": when it was, not how often.
        return passage.word(at + 1) in passage.lexicon.spans_of_time
    if word == "or" and (passage.word(at + 2) == "than" or _begins_another(passage, at + 1)):
        # "Less than 1 billion or more than 42 billion", "5 mg or roughly 80 drops" are two figures.
        return True
    if word == "and" and any(_begins_another(passage, at + step) for step in (1, 2)):
        # "Adds 240,000 homes a year and needs roughly 400,000".
        return True
    if word == "of" and {passage.word(at + 1), passage.word(at + 2)} & passage.lexicon.time_of_phrase:
        # "The 2,720 of last year": a time, not what is counted.
        return True
    if word == "of" and passage.word(at + 2) in passage.lexicon.limits:
        # "40% of the minimum": a part of a bound, no bound.
        return passage.word(at + 1) in passage.lexicon.articles
    if word in {";", ":", "?", "!", "…", '"', "“", "”", "„", "«", "»", "’", "‘"} or is_dash(
        passage.tokens, at
    ):
        return True
    if word == "." and at + 1 >= len(passage.tokens) - 1:
        return True
    return word in passage.lexicon.phrase_breakers


def _begins_another(passage: Passage, at: int) -> bool:
    """Return whether hedges stand at a place, and behind them the number that they hedge."""
    first = at
    while passage.word(at) in passage.numbers.hedges:
        at += 1
    return at > first and passage.begins_number(at)


def past_scale(passage: Passage, stop: int) -> int:
    """Return the token behind the scale words of a number that ends at a place: 5 million, hundreds of thousands."""
    place = stop
    while True:
        token = passage.token(place)
        if (
            token.word in passage.numbers.scales
            or token.word in passage.numbers.short_scales
            or token.word == "t"
        ):
            place += 1
            stop = place
        elif token.word in {"a", "an"} and passage.is_digits(stop - 1):
            # "$5.90 a dozen" is a price for each.
            return stop
        elif token.word in DASHES | {"of", "a", "an"} and place - stop < 2:
            place += 1
        else:
            return stop
