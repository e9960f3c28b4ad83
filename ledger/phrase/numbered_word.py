"""Words that a number is a part of: two-bed flats, 18-year-old men, 16- to 24-year-olds, £1 coins.

Behind a count they say what is counted, and their number is no second one.
"""

from __future__ import annotations

from typing import NamedTuple

from ledger.phrase.lexicon.international import CURRENCY_SIGNS
from ledger.phrase.noun import looks_plural
from ledger.phrase.token import DASHES, NUMBER, WORD, Tokens

#: The words in which the plural that is counted must follow: two-bed council flats.
_NEAR = 4


class NumberedWord(NamedTuple):
    """The token behind a word that a number is a part of, and that of the noun behind two numbers ("year-olds")."""

    stop: int
    noun: int | None = None


def numbered_word(tokens: Tokens, at: int) -> NumberedWord | None:
    """Read the word that begins with the number at `at`, or None where none does.

    The word must be a plural or lead to one: a 250-seat hall counts no halls.
    """
    nouns = tokens.lexicon.nouns
    worth = _worth_stop(tokens, at)
    if worth is not None:
        return NumberedWord(worth) if _leads_to_plural(tokens, worth) else None
    stop = _number_stop(tokens, at)
    if stop is None:
        return None
    upper = _upper_end(tokens, stop)
    if upper is not None:
        noun = upper + tokens.joins(upper)
        aged = tokens.word(noun) in tokens.lexicon.rates.times and not tokens.joins(upper)
        end = noun + 2 if aged else _joined_stop(tokens, upper)
        plural = end is not None and looks_plural(tokens.word(end - 1), nouns)
        return NumberedWord(end, noun) if end is not None and plural else None
    end = _joined_stop(tokens, stop)
    if end is None:
        return None
    if looks_plural(tokens.word(end - 1), nouns) or _leads_to_plural(tokens, end):
        return NumberedWord(end)
    return None


def names_with_digits(tokens: Tokens, at: int) -> bool:
    """Return whether the letters at `at` go on in digits, perhaps behind a hyphen: A380, B-52."""
    digits = at + 1 + tokens.joins(at + 1)
    return digits < len(tokens) and tokens[digits].glued and tokens[digits].kind == NUMBER


def numbered_name(tokens: Tokens, at: int) -> int | None:
    """Return the token behind a word and the number that says which: Type 45 destroyers, Leopard 2 tanks.

    A noun in the plural must follow, which is what is counted; None where it is no such name.
    """
    lexicon, word = tokens.lexicon, tokens[at].word
    timed = word in lexicon.rates.times
    if not (word in lexicon.connectives.leading_ranks or word in lexicon.nouns.numbered) or (
        timed and not tokens.written(at).istitle()
    ):
        return None
    number = tokens[at + 1] if at + 1 < len(tokens) else None
    if number is None or number.kind != NUMBER or number.glued or not number.word.isdigit():
        return None
    follows = at + 2 < len(tokens) and not tokens[at + 2].glued
    return at + 2 if follows and len(number.word) <= 3 and _leads_to_plural(tokens, at + 2) else None


def _leads_to_plural(tokens: Tokens, at: int) -> bool:
    """Return whether the few words from token `at` on have a plural among them."""
    nouns = tokens.lexicon.nouns
    for place in range(at, min(at + _NEAR, len(tokens))):
        if tokens[place].kind != WORD or tokens[place].word in nouns.stops:
            return False
        if looks_plural(tokens[place].word, nouns):
            return True
    return False


def _worth_stop(tokens: Tokens, at: int) -> int | None:
    """Return the token behind an amount of money that says what something is worth: £1, $5 million, 20p."""
    behind = tokens[at + 1] if at + 1 < len(tokens) else None
    if behind is None or not behind.glued:
        return None
    numerals, money = tokens.lexicon.numerals, tokens.lexicon.money
    if tokens[at].word in CURRENCY_SIGNS and behind.kind == NUMBER:
        scale = tokens.word(at + 2)
        return at + 3 if scale in numerals.scales or scale in numerals.short_scales else at + 2
    hundredths = tokens[at].kind == NUMBER and behind.word in money.glued_hundredths
    return at + 2 if hundredths else None


def _number_stop(tokens: Tokens, at: int) -> int | None:
    """Return the token behind a number: 18, 2.5, two, forty-five."""
    if at >= len(tokens):
        return None
    numerals, token = tokens.lexicon.numerals, tokens[at]
    if token.kind == NUMBER:
        return at + 1
    if token.word in numerals.tens:
        joined = tokens.joins(at + 1) and numerals.ones.get(tokens.word(at + 2), 0) in range(1, 10)
        return at + 3 if joined else at + 1
    return at + 1 if token.word in numerals.ones else None


def _upper_end(tokens: Tokens, at: int) -> int | None:
    """Return the token behind the upper end of a range whose lower end stands before `at`: 16- to 24, 16-24."""
    to, upper = tokens.lexicon.connectives.to, at
    if tokens.joins(at) or (tokens.word(at) in DASHES and tokens.word(at + 1) in to):
        upper += 1
    if tokens.word(upper) in to:
        upper += 1
        upper += tokens.joins(upper)
    return None if upper == at else _number_stop(tokens, upper)


def _joined_stop(tokens: Tokens, at: int) -> int | None:
    """Return the token behind the words that hyphens join to a number, None where they are numbers themselves."""
    numerals, connectives = tokens.lexicon.numerals, tokens.lexicon.connectives
    word = tokens.word(at + 1)
    if not tokens.joins(at) or tokens[at + 1].kind != WORD:
        return None
    if word in numerals.number_words or word in connectives.and_ or word in connectives.to:
        return None
    if word in numerals.denominators or word in numerals.plural_denominators:
        # Two-thirds.
        return None
    stop = at + 2
    while tokens.joins(stop) and tokens[stop + 1].kind == WORD:
        stop += 2
    return stop
