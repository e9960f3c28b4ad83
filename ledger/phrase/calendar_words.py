"""Telling years of the calendar from counts: in 1991, since March 2022, from 1991 to 1995."""

from __future__ import annotations

from typing import Final

from ledger.phrase.numeral import Numeral
from ledger.phrase.token import DASHES, NUMBER, Token, Tokens

#: A year and the next, joined by one of these, are a financial year.
YEAR_JOINTS: Final = DASHES | {"/"}


def is_year(token: Token) -> bool:
    """Return whether a token looks like a year: four digits from 1000 to 2199, not grouped."""
    word = token.word
    return token.kind == NUMBER and len(word) == 4 and word.isdigit() and "1000" <= word < "2200"


def is_month(tokens: Tokens, at: int) -> bool:
    """Return whether a word is the name of a month or season and nothing else ("may" is a verb, "march" a walk)."""
    calendar, word = tokens.lexicon.calendar, tokens.word(at)
    return word in calendar.date_words and word not in calendar.ambiguous and word not in calendar.parts


def is_date_before(tokens: Tokens, at: int) -> bool:
    """Return whether the token at `at` leads to a date: a preposition of time or the name of a month."""
    calendar, word = tokens.lexicon.calendar, tokens.word(at) if at >= 0 else ""
    return (
        word in calendar.before_dates
        or word in calendar.date_words
        or (word in {"-", ",", "/", "–"} and at > 0 and is_year(tokens[at - 1]))
    )


def names_year(tokens: Tokens, at: int, number: Numeral | None) -> bool:
    """Return whether the token at `at` can be a year, and is the whole of the number where one is given."""
    return (
        0 <= at < len(tokens) and is_year(tokens[at]) and (number is None or number.text == tokens[at].word)
    )


def after_financial_year(tokens: Tokens, at: int) -> int | None:
    """Return the token after "2012/13" or "2012-2013" from token `at` on, or None where no such year begins there."""
    if not is_year(tokens[at]) or tokens.word(at + 1) not in YEAR_JOINTS or at + 2 >= len(tokens):
        return None
    following = tokens[at + 2]
    if following.kind != NUMBER or not following.word.isdigit() or len(following.word) not in {2, 4}:
        return None
    second = int(tokens[at].word) + 1
    return at + 3 if following.word in {str(second), str(second)[2:]} else None
