"""Telling years of the calendar from counts: in 1991, since March 2022, from 1991 to 1995."""

from __future__ import annotations

from typing import Final

from ledger.phrase.noun import singular
from ledger.phrase.numeral import Numeral
from ledger.phrase.token import DASHES, NUMBER, WORD, Token, Tokens

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


def after_date(tokens: Tokens, at: int) -> int | None:
    """Return the token behind the date that the digits at `at` are a part of, None where they are of none.

    2019, 2012/13, 5 May, March 11th, FY23.
    """
    lexicon = tokens.lexicon
    calendar, before = lexicon.calendar, tokens.word(at - 1)
    if is_year(tokens[at]):
        decade = tokens.word(at + 1) in lexicon.numerals.decade_endings and tokens[at + 1].glued
        if decade and tokens[at].word.endswith("0"):
            return at + 2
        return after_financial_year(tokens, at) or _after_years(tokens, at)
    if before in calendar.fiscal and len(tokens[at].word) == 2 and tokens[at].word.isdigit():
        # FY23, FY22/23.
        following = tokens.word(at + 2)
        return at + 3 if tokens.word(at + 1) in YEAR_JOINTS and following.isdigit() else at + 1
    if not tokens[at].word.isdigit() or len(tokens[at].word) > 2 or not 1 <= int(tokens[at].word) <= 31:
        return None
    stop = at + 1
    if tokens.word(stop) in lexicon.numerals.ordinal_endings and tokens[stop].glued:
        stop += 1
    month = stop + (tokens.word(stop) in lexicon.connectives.of)
    if is_month(tokens, month) or tokens.word(month) in calendar.month_numbers:
        return month + 1
    return stop if before in calendar.month_numbers else None


def _after_years(tokens: Tokens, at: int) -> int | None:
    """Return the token after the year at `at`, or after "2015–20", where what stands before makes it a date."""
    following = tokens.word(at + 2)
    short = following.isdigit() and len(following) == 2 and following > tokens[at].word[2:]
    stop = at + 3 if tokens.word(at + 1) in DASHES and tokens[at + 1].glued and short else at + 1
    return stop if _leads_to_year(tokens, at, stop) else None


def _leads_to_year(tokens: Tokens, at: int, stop: int) -> bool:
    """Return whether what stands before the year at `at`, or the years up to `stop`, makes it a date.

    In, since, on, a month, fiscal, the quarter of; (2019).
    """
    lexicon = tokens.lexicon
    calendar, connectives = lexicon.calendar, lexicon.connectives
    before, second = tokens.word(at - 1), tokens.word(at - 2)
    if before in calendar.before_years or before in calendar.fiscal or before in connectives.calendar:
        return True
    if is_date_before(tokens, at - 1) or any(
        tokens.word(place) in calendar.date_words for place in range(max(at - 4, 0), at)
    ):
        return True
    if before in connectives.of and (second in lexicon.rates.times or second in calendar.ordinals):
        return True
    if tokens[at - 1].glued and second in calendar.quarter:
        return True
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    named = following is not None and following.kind == WORD and following.word not in lexicon.nouns.stops
    if named and before in connectives.whole and second not in connectives.of:
        # Below its 2010 peak.
        return True
    if before in connectives.to and singular(second, lexicon.nouns) in lexicon.rates.times:
        # Over three years to 2025.
        return True
    joins = before in connectives.and_ or before in connectives.to
    if joins and at >= 2 and is_year(tokens[at - 2]):
        return True
    span = tokens.word(stop) in YEAR_JOINTS and stop + 1 < len(tokens) and is_year(tokens[stop + 1])
    ends = span or stop == len(tokens) or tokens.word(stop) in {")", ".", ","}
    return before in {",", "("} and ends
