"""The figures of a sentence: each number that is one, with the longest phrase around it that can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from ledger.article.distractors import why_no_figure
from ledger.article.found_number import FoundNumber, plural_follows
from ledger.article.number_words import names_currency
from ledger.article.passage import Passage
from ledger.article.text_tokens import NUMBER, is_dash
from ledger.errors import LedgerError
from ledger.number.physical import is_currency
from ledger.number.quantity import Quantity
from ledger.phrase.reader import Reading, read_phrase

_DASHES: Final = frozenset("-–—‐‑−")
_MINUS: Final = frozenset("-−–")
_ABOUT_WHEN: Final = frozenset(
    [
        "in",
        "within",
        "after",
        "over",
        "during",
        "for",
        "since",
        "under",
        "of",
        "every",
        "first",
        "some",
        "the",
    ]
)
#: How many tokens may stand before a number and belong to its phrase, and behind it.
_BEFORE, _BEHIND = 7, 22
#: In a sentence of more numbers, a table, fewer tokens behind a number may belong to its phrase.
_CROWDED, _BEHIND_IN_CROWD = 40, 5
#: A word or number of more characters is not a figure.
_LONGEST = 60
#: How many of a number of people a share names: one in nine, 4 in 10.
_PARTS: Final = frozenset(map(str, range(1, 10)))
_OPENING: Final = frozenset("([")
_CLOSING: Final = frozenset(")]")
_PERCENT: Final = frozenset("%‰％")


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A number read in its sentence.

    Spans are code points of the text; `first` and `stop` are the tokens of the number in the sentence.
    `confidence` is in hundredths, `reason` says what made it less than sure.
    """

    sentence: int
    number_span: tuple[int, int]
    phrase_span: tuple[int, int]
    quantity: Quantity
    first: int
    stop: int
    confidence: int
    reason: str
    #: Whether words for a number stand in it, be they uncounted (dozens).
    numbered: bool = True


def find_figures(passage: Passage, links: list[tuple[int, int]]) -> Iterator[FoundFigure]:
    """The figures of a sentence in reading order. `links` are the places of web addresses in the text."""
    at, count = 0, len(passage.tokens)
    after_label = -9
    passed_until = 0
    crowded = sum(token.kind == NUMBER for token in passage.tokens) > _CROWDED
    while at < count:
        if not passage.begins_number(at):
            at += 1
            continue
        stop = _numeral_end(passage, at)
        token = passage.token(at)
        if token.end - token.start > _LONGEST or _inside(token.start, links):
            at = stop
            continue
        numeral = _numeral(passage, at, stop, after_label)
        why = why_no_figure(passage, numeral)
        if why is not None:
            if why == "a name with a number":
                after_label = stop
            at = stop
            continue
        figure = None
        if token.start >= passed_until or passage.word(at - 1) not in passage.lexicon.rate_openers:
            figure = _read(passage, numeral, crowded)
        if figure is None:
            at = stop
            continue
        yield figure
        passed_until = figure.phrase_span[1]
        at = max(figure.stop, stop)
        if figure.quantity.value is not None and figure.quantity.low is not None:
            # The bounds of an interval are part of the figure they belong to.
            while at < count and passage.token(at).start < passed_until:
                at += 1


def _inside(place: int, links: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in links)


def _numeral_end(passage: Passage, at: int) -> int:
    """The token behind digits, or behind a number in words with its hyphens and scales."""
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
        elif word in _DASHES | {"and", "of"} and _goes_on(passage, stop):
            stop += 2
        else:
            return stop


def _is_group(passage: Passage, first: int, at: int) -> bool:
    """Whether digits go on a number whose thousands are set apart by spaces."""
    return (
        len(passage.word(at)) == 3
        and len(passage.word(first)) <= 3
        and passage.token(at).start - passage.token(at - 1).end == 1
        and passage.word(first)[0] != "0"
    )


def _goes_on(passage: Passage, at: int) -> bool:
    """Whether a number in words goes on behind a hyphen, "and" or "of"."""
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


def _numeral(passage: Passage, at: int, stop: int, after_label: int) -> FoundNumber:
    word = passage.word(at)
    digits = passage.is_digits(at)
    joined = digits and passage.word(at - 1) in _DASHES | {"and", "to", "or", ",", "&"}
    before = at - 1
    hedged = passage.hedged(at)
    money = passage.word(before) in passage.numbers.signs or names_currency(
        passage.written(max(before, 0), at)
    )
    behind = passage.word(stop)
    scaled = behind in passage.numbers.scales or (
        behind in passage.numbers.short_scales and passage.token(stop).glued
    )
    return FoundNumber(
        at=at,
        stop=stop,
        value=int(word) if digits and word.isdigit() and stop == at + 1 and len(word) < 16 else None,
        digits=digits,
        bare=not (hedged or money or scaled or behind in _PERCENT),
        after_label=(joined and after_label == at - 1)
        or (after_label >= at - 2 and passage.token(at - 1).capital and passage.is_word(at - 1)),
    )


# Reading


def _read(passage: Passage, numeral: FoundNumber, crowded: bool) -> FoundFigure | None:
    """The figure at a number, read with as much of its surroundings as makes one phrase."""
    for begin in _beginnings(passage, numeral.at):
        longest = None
        for end in _ends(passage, numeral, begin, _BEHIND_IN_CROWD if crowded else _BEHIND):
            reading = _attempt(passage, begin, end, numeral)
            if reading is None:
                continue
            longest = longest or reading
            if "/" in (reading.quantity.value or "") or not _leaves_share(passage, reading, begin, end):
                break
        else:
            reading = longest
        if reading is not None:
            return _figure(passage, numeral, begin, reading)
    return None


def _leaves_share(passage: Passage, reading: Reading, begin: int, end: int) -> bool:
    """Whether a reading leaves a share unread: "one nurse" of "one nurse in nine quits"."""
    read_to = passage.token(begin).start + reading.phrase_span[1]
    if reading.quantity.value not in _PARTS:
        return False
    return any(
        passage.token(place).start >= read_to
        and passage.word(place - 1) == "in"
        and passage.begins_number(place)
        for place in range(begin + 1, end)
    )


def _beginnings(passage: Passage, at: int) -> Iterator[int]:
    """Where the phrase of a number may begin, the farthest first; the number itself last."""
    first = at
    while first > 0 and at - first < _BEFORE and _leads_up(passage, first - 1, at):
        first -= 1
    yield from range(first, at)
    yield at


def _leads_up(passage: Passage, at: int, number: int) -> bool:
    token = passage.token(at)
    word = token.word
    if word in passage.numbers.signs or word in {"~", "≈", "<", ">", "≤", "≥"}:
        return True
    following = passage.token(at + 1)
    if following.word in passage.numbers.signs and following.glued and token.capital:
        return True
    if names_currency(passage.text[token.start : token.end]) or word in {"rs"}:
        return True
    if word in _MINUS and following.glued and not token.glued:
        return True
    if word in passage.lexicon.opens_range:
        return not (word == "from" and _changes(passage, at))
    if word == "than" and _compares(passage, at):
        return False
    if passage.word(at + 1) in passage.lexicon.definite_articles and word in passage.lexicon.sides:
        # "Above the 29,000 target" compares.
        return False
    if word == "up" and passage.word(at - 1) in passage.lexicon.change_words:
        # "Crept up to 31": the verb's, no bound.
        return False
    if word == "short" and passage.word(at - 1) not in passage.lexicon.barely:
        # "Short of 40 doctors" lacks them, "just short of 40" is nearly.
        return False
    if word == "over" and _during(passage, at, number):
        return False
    if word == "say" and passage.word(at - 1) != ",":
        # "Parents say 227" states what "some, say 227" guesses.
        return False
    if token.capital and token.end - token.start <= 3 and passage.written(at, at + 1).isupper():
        # "CA 94103" is no "ca. 94,103".
        return False
    if word in passage.lexicon.sides and passage.word(at - 1) in passage.lexicon.conjunctions:
        # "Aged 60 or over at 203 sites".
        return False
    if word in {"minus", "net"} or (word == "." and passage.word(at - 1) in {"c", "ca", "approx"}):
        return True
    return word in passage.numbers.hedges and not (word in {"a", "an"} and at + 1 == number)


def _during(passage: Passage, at: int, number: int) -> bool:
    """Whether "over" before a length of time is "during": "recorded over 43 hours", not "took over 43 hours"."""
    before = passage.word(at - 1)
    return (
        passage.word(_numeral_end(passage, number)) in passage.lexicon.spans_of_time
        and (passage.is_word(at - 1) or passage.is_digits(at - 1) or before in _PERCENT)
        and before not in passage.lexicon.lasting_words | passage.lexicon.prepositions
        and before not in passage.lexicon.auxiliaries | passage.lexicon.conjunctions
    )


def _compares(passage: Passage, at: int) -> bool:
    """Whether "more than" stands between two numbers that are compared: "340 more than the 2,720"."""
    comparative = at - 1
    if passage.word(at + 1) == "the":
        return True
    near = range(max(comparative - 3, 0), comparative)
    return any(passage.begins_number(place) or passage.word(place) == "%" for place in near) and not any(
        passage.word(place) in {",", "and", "or", "to", "but", "."} for place in near
    )


def _changes(passage: Passage, at: int) -> bool:
    """Whether something rose or fell before: "from 5 to 7" is then two figures, not a range."""
    near = {passage.word(place) for place in range(max(at - 9, 0), at)}
    behind = {passage.word(place) for place in range(at, at + 14)}
    return bool(near & passage.lexicon.change_words) or bool(behind & {"in", "since"} and near & {"went"})


def _ends(passage: Passage, numeral: FoundNumber, begin: int, most: int) -> Iterator[int]:
    """Where the phrase may end, the farthest first: before further numbers, at the end of the clause."""
    limit = min(len(passage.tokens), numeral.stop + most)
    stops: list[int] = []
    place, numbers, bracketed = numeral.stop, 0, False
    while place < limit:
        if passage.begins_number(place):
            if not bracketed and not _may_join(passage, place, numeral, begin):
                break
            if most < _BEHIND and passage.word(place - 1) not in _DASHES | passage.lexicon.to:
                # In a table numbers stand beside each other.
                break
            numbers += 1
            stops.append(_before_sign(passage, place))
            if numbers > (3 if most == _BEHIND else 1):
                break
            place = _numeral_end(passage, place)
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
    # Where none of these can be read: the number with its scale and a word behind it, or alone.
    scaled = _past_scale(passage, numeral.stop)
    for end in dict.fromkeys((min(scaled + 1, stops[0]), scaled, numeral.stop)):
        if end < stops[0]:
            yield end


def _before_sign(passage: Passage, at: int) -> int:
    """The token before the sign of a currency that belongs to the number at a place, else that place."""
    while passage.word(at - 1) in passage.numbers.signs or names_currency(passage.written(at - 1, at)):
        at -= 1
    return at


def _may_join(passage: Passage, place: int, numeral: FoundNumber, begin: int) -> bool:
    """Whether a second number may belong to the phrase of the first: a range, a margin, a rate, a share."""
    word = passage.word(place - 1)
    coded = names_currency(passage.written(place - 1, place))
    if (word in passage.numbers.signs or coded) and place - 2 >= numeral.stop:
        word = passage.word(place - 2)
    if word == "to" or word in _DASHES:
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


def _close_range(passage: Passage, numeral: FoundNumber, second: int) -> bool:
    """Whether "5 to 7 percent" is a range even where something rose: not behind "from" or "by", and near each other."""
    first, last = numeral.value, passage.word(second)
    if first is None or not last.isdigit() or len(last) > 15:
        return False
    return passage.word(numeral.at - 1) not in {"from", "by"} and first < int(last) <= 3 * first


def _breaks(passage: Passage, at: int) -> bool:
    """Whether a phrase cannot go on past a token."""
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
    if word == "or" and passage.word(at + 2) == "than":
        # "Less than 1 billion or more than 42 billion" are two figures.
        return True
    if word == "of" and {passage.word(at + 1), passage.word(at + 2)} & passage.lexicon.time_of_phrase:
        # "The 2,720 of last year": a time, not what is counted.
        return True
    if word in {";", ":", "?", "!", "…", '"', "“", "”", "„", "«", "»", "’", "‘"} or is_dash(
        passage.tokens, at
    ):
        return True
    if word == "." and at + 1 >= len(passage.tokens) - 1:
        return True
    return word in passage.lexicon.phrase_breakers


@lru_cache(maxsize=4096)
def understood(phrase: str, language: str) -> Reading | None:
    """A phrase as it reads, None where it does not. A text says the same again, above all one made to cost time."""
    try:
        return read_phrase(phrase, language)
    except LedgerError:
        return None


def _attempt(passage: Passage, begin: int, end: int, numeral: FoundNumber) -> Reading | None:
    reading = understood(passage.written(begin, end), passage.language)
    if reading is None:
        return None
    offset = passage.token(begin).start
    start, number = passage.token(begin).start, passage.token(numeral.at)
    if begin < numeral.at and not _belongs(passage, begin, numeral, reading):
        return None
    if reading.number_span is None:
        vague = reading.quantity.hedge == "vague" and offset + reading.phrase_span[1] >= number.end
        return reading if vague else None
    if (
        not number.start
        <= offset + reading.number_span[0]
        < max(passage.token(numeral.stop - 1).end, number.end)
    ) and offset + reading.number_span[0] != passage.token(numeral.at - 1).start:
        return None
    return reading if offset + reading.phrase_span[0] <= number.start and start <= number.start else None


def _belongs(passage: Passage, begin: int, numeral: FoundNumber, reading: Reading) -> bool:
    """Whether what stands before a number was understood: a hedge, money, a range, a sign."""
    quantity = reading.quantity
    if reading.phrase_span[0] != 0:
        return False
    if quantity.hedge is not None or quantity.low is not None:
        opening = (
            passage.word(begin) in passage.lexicon.opens_range
            or passage.word(begin) in passage.numbers.signs
            or names_currency(passage.written(begin, begin + 1))
        )
        return opening or any(
            tuple(passage.word(begin + step) for step in range(length)) in passage.numbers.wordings
            for length in range(1, 6)
        )
    sign = passage.token(begin)
    return (
        sign.word in _MINUS
        or sign.word in passage.numbers.signs
        or begin >= _number_start(passage, numeral.at)
    )


def _figure(passage: Passage, numeral: FoundNumber, begin: int, reading: Reading) -> FoundFigure | None:
    offset = passage.token(begin).start
    quantity = reading.quantity
    if quantity.unit == "calendar_year":
        return None
    if reading.number_span is None:
        first, stop = numeral.at, numeral.stop
        end = offset + reading.phrase_span[1]
    else:
        first = numeral.at
        stop = _number_stop(passage, numeral, offset + reading.number_span[1], reading)
        end = offset + reading.phrase_span[1]
    first = _number_start(passage, first)
    number_span = (passage.token(first).start, passage.token(stop - 1).end)
    phrase_span = (min(offset + reading.phrase_span[0], number_span[0]), max(end, number_span[1]))
    confidence, reason = _confidence(passage, numeral, quantity)
    text = passage.text[phrase_span[0] : phrase_span[1]]
    return FoundFigure(
        sentence=passage.number,
        number_span=number_span,
        phrase_span=phrase_span,
        quantity=replace(_with_lead(passage, begin, stop, quantity), text=text),
        first=first,
        stop=max(stop, numeral.stop),
        confidence=confidence,
        reason=reason,
    )


def _with_lead(passage: Passage, begin: int, stop: int, quantity: Quantity) -> Quantity:
    """The quantity with what the words before its phrase say of it: a fall of, a profit of, a median of."""
    leading = passage.lexicon.change_words | passage.lexicon.leads_to_number
    for first in range(max(begin - 4, 0), begin):
        if passage.word(first) not in leading or not all(passage.is_word(at) for at in range(first, begin)):
            continue
        first -= passage.word(first - 1) in passage.lexicon.articles
        reading = understood(passage.written(first, stop), passage.language)
        if reading is None:
            continue
        read = reading.quantity
        if (read.value, read.low, read.high) == (quantity.value, quantity.low, quantity.high):
            return replace(
                quantity,
                direction=quantity.direction or read.direction,
                statistic=quantity.statistic or read.statistic,
                price_base=quantity.price_base or read.price_base,
            )
    return quantity


def _number_start(passage: Passage, at: int) -> int:
    """The first token of the number with its minus and the sign or code of its currency."""
    first = at
    if (
        passage.word(first - 1) in _MINUS
        and passage.token(first).glued
        and not passage.token(first - 1).glued
    ):
        first -= 1
    before = passage.token(first - 1)
    if before.word in passage.numbers.signs:
        first -= 1
        prefix = passage.token(first - 1)
        if (passage.token(first).glued and prefix.capital and len(prefix.word) <= 4) or (
            passage.word(first - 1) in _MINUS and passage.token(first).glued
        ):
            first -= 1
    elif first > 0 and (names_currency(passage.written(first - 1, first)) or before.word == "rs"):
        first -= 1
    return first


def _number_stop(passage: Passage, numeral: FoundNumber, end: int, reading: Reading) -> int:
    """The token behind the number with its scale words, percent sign and margin."""
    stop = numeral.at + 1
    while stop < len(passage.tokens) and passage.token(stop - 1).end < end:
        stop += 1
    if (
        "/" in (reading.quantity.value or "")
        and stop == numeral.stop
        and passage.word(stop - 1) not in passage.numbers.parts
    ):
        stop = _last_number(passage, stop)
    scaled = bool(reading.numbers) and reading.numbers[-1].scale > 1
    stop = _past_scale(passage, stop) if scaled else stop
    stop += passage.word(stop) in _PERCENT
    stop += passage.token(stop).glued and _pence(passage, stop, reading.quantity)
    stop += passage.word(stop) in passage.numbers.signs and passage.token(stop).word not in {"$"}
    if reading.quantity.value is not None and reading.quantity.low is not None and passage.word(stop) == "±":
        stop += 2
        stop = _past_scale(passage, stop)
        stop += passage.word(stop) in _PERCENT
    return min(stop, len(passage.tokens))


def _pence(passage: Passage, at: int, quantity: Quantity) -> bool:
    """Whether the sign of a hundredth of a currency stands at a place: 41.5p, 30c."""
    unit = (quantity.unit or "").partition("/")[0]
    return passage.word(at) in {"p", "c", "¢"} and is_currency(unit)


def _last_number(passage: Passage, stop: int) -> int:
    """The token behind the second number of a share: "one child in three"."""
    places = [
        place for place in range(stop, min(stop + 6, len(passage.tokens))) if passage.begins_number(place)
    ]
    return _numeral_end(passage, places[0]) if places else stop


def _past_scale(passage: Passage, stop: int) -> int:
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
        elif token.word in _DASHES | {"of", "a", "an"} and place - stop < 2:
            place += 1
        else:
            return stop


def _confidence(passage: Passage, numeral: FoundNumber, quantity: Quantity) -> tuple[int, str]:
    """How sure it is that a number is a figure, in hundredths, and what speaks against it."""
    if quantity.value is None and quantity.low is None and quantity.high is None:
        return 60, "words for a number without one"
    if _only_says_when(passage, numeral, quantity):
        return 40, "a length of time that may only say when"
    word = passage.word(numeral.at)
    if quantity.value is not None and "/" in quantity.value:
        return 85, "a fraction"
    if quantity.unit is None and quantity.hedge is None and not plural_follows(passage, numeral.stop):
        if numeral.digits and numeral.value is not None and numeral.value < 13:
            return 55, "a small number without a noun"
        if not numeral.digits:
            return 55, "a number in words without a noun"
        return 75, "no noun says what is counted"
    if word in passage.lexicon.small_numbers and quantity.hedge is None:
        return 80, "a small number in words"
    return 95, "a number that reads as a quantity"


def _only_says_when(passage: Passage, numeral: FoundNumber, quantity: Quantity) -> bool:
    """Whether a length of time may be no more than a date put otherwise: "in five years", not "for 115 hours"."""
    unit = quantity.unit or ""
    if (
        not re.fullmatch(r"hour|day|week|month|year|decade|century|night|fortnight", unit)
        or quantity.hedge is not None
    ):
        return False
    if unit == "hour" and quantity.value not in {"12", "24", "36", "48", "72"}:
        return False
    if passage.word(numeral.at - 1) not in _ABOUT_WHEN:
        return False
    near = {passage.word(place) for place in range(max(numeral.at - 8, 0), numeral.stop + 6)}
    return not near & passage.lexicon.lasting_words
