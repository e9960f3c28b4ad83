"""Reading of the words before a number that say by what it counts, which way it went, or that it is a length.

A weekly cost of £350m is £350m a week, GDP per capita of $12,000 is $12,000 a person, rates that were cut by 25 points
fell by them, and a depth of 300m is no 300 million.
"""

from __future__ import annotations

from typing import Final

from ledger.phrase.noun import singular
from ledger.phrase.token import DASHES, SIGN, WORD, Tokens
from ledger.phrase.wording_match import match

#: The most words between a verb and the "by" of its number, and between an adjective and its noun.
_NEAR: Final = 5
_PUNCTUATION: Final = frozenset(",;.!?")


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
