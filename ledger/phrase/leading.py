"""Reading of the words before a number: a date, a time, by what it counts, which way it went, or that it is a length.

A weekly cost of £350m is £350m a week, GDP per capita of $12,000 is $12,000 a person, rates that were cut by 25 points
fell by them, and a depth of 300m is no 300 million.
"""

from __future__ import annotations

from typing import Final

from ledger.phrase.calendar_words import YEAR_JOINTS, is_year
from ledger.phrase.currency import read_money_before
from ledger.phrase.fraction import read_amount
from ledger.phrase.notation import LEVEL
from ledger.phrase.noun import singular
from ledger.phrase.numeral import read_number
from ledger.phrase.token import DASHES, QUOTES, SIGN, WORD, Tokens
from ledger.phrase.wording_match import match

#: The most words between a verb and the "by" of its number, and between an adjective and its noun.
_NEAR: Final = 5
_PUNCTUATION: Final = frozenset(",;.!?")


def leading_date(tokens: Tokens) -> range | None:
    """Return the tokens of the date that begins a sentence, with its comma: In 2019, 300 people died."""
    calendar, connectives = tokens.lexicon.calendar, tokens.lexicon.connectives
    begin = next((at for at, token in enumerate(tokens[:4]) if token.word not in QUOTES), 0)
    comma = next((at for at in range(begin, min(begin + 9, len(tokens))) if tokens[at].word == ","), None)
    if comma is None or comma + 1 == len(tokens) or is_year(tokens[comma + 1]):
        return None
    leads = calendar.before_dates | connectives.between | connectives.from_ | calendar.before_years
    joints = (
        YEAR_JOINTS | connectives.and_ | connectives.to | connectives.of | connectives.whole | calendar.parts
    )
    if tokens[begin].word not in leads or not any(is_year(token) for token in tokens[begin:comma]):
        return None
    for token in tokens[begin + 1 : comma]:
        day = token.word.isdigit() and len(token.word) <= 2
        if not (day or is_year(token) or token.word in calendar.date_words or token.word in joints):
            return None
    return range(begin, comma + 1)


def timed_lead(tokens: Tokens, at: int) -> tuple[int, str | None] | None:
    """Read a time that is a part of what is counted: the token behind it, and the statistic of which it is the time.

    A seven-day average of 300, a five-year survival rate of 90%, the 10-year gilt yield rose to 4.4%.
    """
    number = read_number(tokens, at) if tokens[at].kind != SIGN else None
    if number is None:
        return None
    joined = tokens.word(number.stop) in DASHES
    time = number.stop + joined
    if tokens.word(time) not in tokens.lexicon.rates.times:
        return None
    statistic = match(tokens.lexicon.hedges.statistics, tokens, time + 1)
    if statistic is not None and tokens.word(statistic[1] - 1) in tokens.lexicon.connectives.of:
        return statistic[1], statistic[0]
    for place in range(time + 1, min(time + 1 + _NEAR, len(tokens))) if joined else ():
        if tokens[place].kind != WORD or read_number(tokens, place) is not None:
            return None
        if place > time + 1 and _leads_to_number(tokens, place):
            return place, None
    return None


def _leads_to_number(tokens: Tokens, at: int) -> bool:
    """Return whether "of", "was", "rose to" or the like stands at token `at`, with a number behind it."""
    hedges, connectives = tokens.lexicon.hedges, tokens.lexicon.connectives
    level = match(hedges.introductions, tokens, at)
    direction = match(hedges.directions, tokens, at)
    if level is not None and level[0] == LEVEL:
        stop = level[1]
    elif direction is not None:
        stop = direction[1]
    elif tokens[at].word in connectives.of or tokens[at].word in tokens.lexicon.nouns.auxiliaries:
        stop = at + 1
    else:
        return False
    hedge = match(hedges.before, tokens, stop)
    stop = stop if hedge is None else hedge[1]
    if stop >= len(tokens):
        return False
    return read_money_before(tokens, stop) is not None or read_amount(tokens, stop) is not None


def leading_direction(tokens: Tokens, number: int) -> str | None:
    """Return the direction that a verb with an object gives to token `number`: "cut rates by 25 basis points"."""
    index = tokens.lexicon.hedges.directions.index
    by = _last_word(tokens, number)
    if by is None:
        return None
    for at in range(by - 1, max(by - 1 - _NEAR, -1), -1):
        token = tokens[at]
        if token.kind != WORD:
            return None
        noun = tokens[by].word in tokens.lexicon.connectives.of
        if noun and at + 1 < by and tokens[at + 1].word not in tokens.lexicon.nouns.stops:
            # Capital gains tax of 20%.
            continue
        for rest, direction in index.get(token.word, (None, {}))[1].get(tokens[by].word, ()):
            if rest == (tokens[by].word,):
                return direction
    return None


def leading_rate(tokens: Tokens, number: int) -> str | None:
    """Return the unit that the words before token `number` put below its line: week, person, pupil."""
    rates, connectives = tokens.lexicon.rates, tokens.lexicon.connectives
    end = _last_word(tokens, number)
    if end is None:
        return None
    if tokens[end].word in rates.periodic and end and tokens[end - 1].word in connectives.articles:
        # An annual £300m.
        return rates.periodic[tokens[end].word]
    led = tokens[end].word in connectives.of or tokens[end].word in tokens.lexicon.nouns.auxiliaries
    if not led:
        return None
    for at in range(end - 1, max(end - 1 - _NEAR, -1), -1):
        word = tokens[at].word
        if tokens[at].kind == SIGN and word not in DASHES:
            return None
        if word in rates.periodic and any(tokens[of].word in rates.flows for of in range(at + 1, end)):
            return rates.periodic[word]
        if word in rates.per:
            hyphen = tokens.word(at + 1) in DASHES
            below = tokens.word(at + 1 + hyphen)
            unit = rates.people.get(below) or rates.times.get(below)
            return unit or (singular(below, tokens.lexicon.nouns) if below.isalpha() else None)
    return None


def leads_to_length(tokens: Tokens, number: int) -> bool:
    """Return whether token `number` is said to be a depth, a height or another length."""
    end = _last_word(tokens, number)
    if end is None or tokens[end].word not in tokens.lexicon.connectives.of:
        return False
    return bool(end) and tokens[end - 1].word in tokens.lexicon.measures.lengths


def _last_word(tokens: Tokens, number: int) -> int | None:
    """Return the last token before a number that is no hedge and no sign of it; None where none is."""
    end = number
    while end:
        begins = range(max(end - _NEAR, 0), end)
        hedge = next((at for at in begins if _hedges(tokens, at, end)), None)
        if hedge is not None:
            end = hedge
        elif tokens[end - 1].kind == SIGN and tokens[end - 1].word not in _PUNCTUATION:
            end -= 1
        else:
            break
    return end - 1 if end and tokens[end - 1].kind == WORD else None


def _hedges(tokens: Tokens, at: int, end: int) -> bool:
    """Return whether a hedge stands between two tokens."""
    hedge = match(tokens.lexicon.hedges.before, tokens, at)
    return hedge is not None and hedge[1] == end


def leads_to_words(tokens: Tokens, at: int) -> bool:
    """Return whether a plain word follows the "from" at `at`, and no number: deaths from cancer fell 5%."""
    lexicon, following = tokens.lexicon, at + 1
    if following >= len(tokens) or tokens[following].kind != WORD:
        return False
    word, hedges = tokens[following].word, lexicon.hedges
    led = match(hedges.before, tokens, following) or match(hedges.introductions, tokens, following)
    return (
        led is None
        and word not in lexicon.numerals.number_words | lexicon.numerals.ones.keys()
        and word not in lexicon.connectives.articles | lexicon.connectives.between_ends
        and read_money_before(tokens, following) is None
        and read_amount(tokens, following) is None
    )
