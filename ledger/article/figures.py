"""The figures of a sentence: each number with the longest phrase around it that can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from ledger.article.distractors import why_no_figure
from ledger.article.found_number import FoundNumber, plural_follows
from ledger.article.passage import Passage
from ledger.article.phrase_extent import (
    BEHIND,
    BEHIND_IN_CROWD,
    DASHES,
    MINUS,
    PERCENT,
    numeral_end,
    past_scale,
    phrase_beginnings,
    phrase_ends,
)
from ledger.article.text_tokens import NUMBER
from ledger.article.timing import is_spell
from ledger.errors import LedgerError
from ledger.number.physical import is_currency
from ledger.number.quantity import Quantity
from ledger.phrase.reader import Reading, read_phrase

_ABOUT_WHEN: Final = frozenset(
    [
        "in",
        "within",
        "after",
        "during",
        "since",
        "under",
        "of",
        "every",
        "first",
        "some",
        "the",
    ]
)
#: A sentence with more numbers is a table.
_CROWDED: Final = 40
#: A word or number of more characters is not a figure.
_LONGEST = 60
#: The upper numbers of shares such as one in nine or 4 in 10.
_PARTS: Final = frozenset(map(str, range(1, 10)))


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A number read in its sentence.

    Spans are code points of the text; `first` and `stop` are the tokens of the number in the sentence.
    `confidence` is in hundredths, `reason` says what lowers it.
    """

    sentence: int
    number_span: tuple[int, int]
    phrase_span: tuple[int, int]
    quantity: Quantity
    first: int
    stop: int
    confidence: int
    reason: str
    #: Whether it has words for a number, even an uncounted one (dozens).
    numbered: bool = True

    def moved(self, sentence: int, shift: int) -> FoundFigure:
        """Return the same figure in another sentence of the same words, `shift` characters further on."""
        return FoundFigure(
            sentence,
            (self.number_span[0] + shift, self.number_span[1] + shift),
            (self.phrase_span[0] + shift, self.phrase_span[1] + shift),
            self.quantity,
            self.first,
            self.stop,
            self.confidence,
            self.reason,
            self.numbered,
        )


def find_figures(passage: Passage, links: list[tuple[int, int]]) -> Iterator[FoundFigure]:
    """Yield the figures of a sentence in reading order. `links` are the places of web addresses in the text."""
    at, count = 0, len(passage.tokens)
    after_label = -9
    passed_until = 0
    crowded = sum(token.kind == NUMBER for token in passage.tokens) > _CROWDED
    while at < count:
        if not passage.begins_number(at):
            at += 1
            continue
        stop = numeral_end(passage, at)
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
        if token.start < passed_until and token.word in passage.lexicon.articles:
            # The "a dozen" of "$5.90 a dozen".
            at = stop
            continue
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


def _numeral(passage: Passage, at: int, stop: int, after_label: int) -> FoundNumber:
    word = passage.word(at)
    digits = passage.is_digits(at)
    joined = (digits or word in passage.lexicon.small_numbers) and passage.word(at - 1) in DASHES | {
        "and",
        "to",
        "or",
        ",",
        "&",
    }
    before = at - 1
    hedged = passage.hedged(at)
    money = passage.word(before) in passage.numbers.signs or passage.names_currency(before)
    behind = passage.word(stop)
    scaled = behind in passage.numbers.scales or (
        behind in passage.numbers.short_scales and passage.token(stop).glued
    )
    return FoundNumber(
        at=at,
        stop=stop,
        value=int(word) if digits and word.isdigit() and stop == at + 1 and len(word) < 16 else None,
        digits=digits,
        bare=not (hedged or money or scaled or behind in PERCENT),
        after_label=(joined and after_label == at - 1)
        or (after_label >= at - 2 and passage.token(at - 1).capital and passage.is_word(at - 1)),
    )


# Reading


def _read(passage: Passage, numeral: FoundNumber, crowded: bool) -> FoundFigure | None:
    """Return the figure at a number, read with as many of the words around it as make one phrase."""
    for begin in phrase_beginnings(passage, numeral.at):
        longest = None
        for end in phrase_ends(passage, numeral, begin, BEHIND_IN_CROWD if crowded else BEHIND):
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
    """Return whether a reading leaves a share unread: "one nurse" of "one nurse in nine quits"."""
    read_to = passage.token(begin).start + reading.phrase_span[1]
    if reading.quantity.value not in _PARTS:
        return False
    return any(
        passage.token(place).start >= read_to
        and passage.word(place - 1) == "in"
        and passage.begins_number(place)
        for place in range(begin + 1, end)
    )


@lru_cache(maxsize=4096)
def understood(phrase: str, language: str) -> Reading | None:
    """Return a phrase as read, None where it cannot be. Cached, as texts repeat phrases, some to cost time."""
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
    """Return whether what stands before a number was understood: a hedge, money, a range, a sign."""
    quantity = reading.quantity
    if reading.phrase_span[0] != 0:
        return False
    if quantity.hedge is not None or quantity.low is not None:
        opening = (
            passage.word(begin) in passage.lexicon.opens_range
            or passage.word(begin) in passage.numbers.signs
            or passage.names_currency(begin)
        )
        return opening or passage.wording(begin, passage.numbers.openings) is not None
    sign = passage.token(begin)
    return (
        sign.word in MINUS
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
    """Return the quantity with what the words before its phrase add: a fall of, a profit of, a median of."""
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
    """Return the first token of the number with its minus and the sign or code of its currency."""
    first = at
    if passage.word(first - 1) in MINUS and passage.token(first).glued and not passage.token(first - 1).glued:
        first -= 1
    before = passage.token(first - 1)
    if before.word in passage.numbers.signs:
        first -= 1
        prefix = passage.token(first - 1)
        if (passage.token(first).glued and prefix.capital and len(prefix.word) <= 4) or (
            passage.word(first - 1) in MINUS and passage.token(first).glued
        ):
            first -= 1
    elif passage.names_currency(first - 1) or before.word == "rs":
        first -= 1
    return first


def _number_stop(passage: Passage, numeral: FoundNumber, end: int, reading: Reading) -> int:
    """Return the token behind the number with its scale words, percent sign and margin."""
    stop = numeral.at + 1
    while stop < len(passage.tokens) and passage.token(stop - 1).end < end:
        stop += 1
    if (
        "/" in (reading.quantity.value or "")
        and not is_currency((reading.quantity.unit or "").partition("/")[0])
        and stop == numeral.stop
        and passage.word(stop - 1) not in passage.numbers.parts
    ):
        stop = _last_number(passage, stop)
    scaled = bool(reading.numbers) and reading.numbers[-1].scale > 1
    stop = past_scale(passage, stop) if scaled else stop
    stop += passage.word(stop) in PERCENT
    # The sign of a hundredth of a currency: 41.5p, 30c.
    unit = (reading.quantity.unit or "").partition("/")[0]
    stop += passage.token(stop).glued and passage.word(stop) in {"p", "c", "¢"} and is_currency(unit)
    stop += passage.word(stop) in passage.numbers.signs and passage.token(stop).word not in {"$"}
    if reading.quantity.value is not None and reading.quantity.low is not None and passage.word(stop) == "±":
        stop += 2
        stop = past_scale(passage, stop)
        stop += passage.word(stop) in PERCENT
    return min(stop, len(passage.tokens))


def _last_number(passage: Passage, stop: int) -> int:
    """Return the token behind the second number of a share: "one child in three"."""
    places = [
        place for place in range(stop, min(stop + 6, len(passage.tokens))) if passage.begins_number(place)
    ]
    return numeral_end(passage, places[0]) if places else stop


def _confidence(passage: Passage, numeral: FoundNumber, quantity: Quantity) -> tuple[int, str]:
    """Return the confidence, in hundredths, that a number is a figure, and what lowers it."""
    if quantity.value is None and quantity.low is None and quantity.high is None:
        return 60, "words for a number without one"
    if _only_says_when(passage, numeral, quantity):
        return 40, "a length of time that may only say when"
    if _threshold(passage, numeral, quantity):
        return 45, "a threshold that says which things are meant"
    if _level_of_index(passage, numeral, quantity):
        return 45, "the quotation of a stock index"
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


def _threshold(passage: Passage, numeral: FoundNumber, quantity: Quantity) -> bool:
    """Return whether a bound says which things are meant: "waits of over 12 hours", "those over 250 kg must"."""
    lexicon, numbers = passage.lexicon, passage.numbers
    if _prescribed(passage, numeral, quantity):
        return True
    first = numeral.at - (passage.word(numeral.at - 1) in numbers.signs)
    bound = first - 1
    while passage.word(bound - 1) in lexicon.of_bounds and passage.word(bound) in lexicon.of_bounds | {
        "than",
        "least",
        "most",
    }:
        bound -= 1
    words = {passage.word(place) for place in range(bound, first)}
    if not words & lexicon.of_bounds:
        return False
    behind = [passage.word(place) for place in range(numeral.stop, numeral.stop + 12)]
    if "," in behind:
        behind = behind[: behind.index(",")]
    # "Must have gathered" is a guess.
    ruled = any(
        word in lexicon.duties and behind[at + 1 : at + 2] != ["have"] for at, word in enumerate(behind)
    )
    before, noun = passage.word(bound - 1), passage.word(bound - 2)
    if passage.word(bound) == "no" or (words & {"most"} and bound == 0):
        # "No more than 12 per cent may be sold".
        return bound <= 1 and ruled
    if is_currency((quantity.unit or "").partition("/")[0]):
        # The £11,180 from which gifts must be declared is worth a record.
        return False
    if before in lexicon.classing:
        return numbers.plural(noun) or noun in lexicon.people | lexicon.anybody
    if before == "of" and noun in lexicon.classing:
        return True
    if before == "with" and noun in lexicon.anybody:
        # "Those with less than ten years get nothing".
        return True
    if before in {"with", "of"} or (
        passage.word(bound) in lexicon.sides and (numbers.plural(before) or before in lexicon.anybody)
    ):
        return ruled
    return False


def _prescribed(passage: Passage, numeral: FoundNumber, quantity: Quantity) -> bool:
    """Return whether a length of time or a distance is what many must keep: "ships must stay two miles clear"."""
    if not re.fullmatch(r"hour|day|week|month|year|.*mile|.*met(?:re|er)|foot|km", quantity.unit or ""):
        return False
    lexicon = passage.lexicon
    for place in range(numeral.at - 1, max(numeral.at - 7, 0), -1):
        if passage.word(place) in lexicon.keeping:
            modal = place - 1 - (passage.word(place - 1) == "be")
            subject = passage.word(modal - 1)
            return passage.word(modal) in {"must", "shall"} and (
                passage.numbers.plural(subject) or subject in lexicon.anybody
            )
        if not passage.is_word(place):
            return False
    return False


def _level_of_index(passage: Passage, numeral: FoundNumber, quantity: Quantity) -> bool:
    """Return whether a number is the level of a stock index: "the Sensex rose 412 points to 81,224"."""
    word = passage.word(numeral.at)
    pointed = any(passage.word(numeral.at - step) in {"point", "points"} for step in (1, 2, 3))
    if (
        quantity.unit is not None
        or not numeral.bare
        or not (re.fullmatch(r".*\.[0-9]{1,2}", word) or ("," in word and pointed))
    ):
        return False
    if passage.word(numeral.at - 1) not in passage.lexicon.to | {"at", "on"}:
        return False
    return any(
        (passage.word(place) in passage.lexicon.stock_indices and passage.token(place).capital)
        or passage.stands(place, ("s", "&", "p"))
        for place in range(max(numeral.at - 16, 0), numeral.at)
    )


def _only_says_when(passage: Passage, numeral: FoundNumber, quantity: Quantity) -> bool:
    """Return whether a length of time may only give a date: "in five years", but not "for 115 hours"."""
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
    near = passage.near(numeral.at - 8, numeral.stop + 6)
    return not (near & passage.lexicon.lasting_words or is_spell(passage, numeral.at, numeral.stop + 1))
