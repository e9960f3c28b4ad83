"""Which numbers are years of the calendar, told from counts: in 1991, since March 2022, from 1991 to 1995."""

from __future__ import annotations

from typing import Final

from ledger.phrase.counted import word_at
from ledger.phrase.numeral import Number
from ledger.phrase.token import NUMBER, Token, words

_BEFORE: Final = words("in since until till by before after during through")
_MONTHS: Final = words(
    "january february march april may june july august september october november december jan feb mar "
    "apr jun jul aug sep sept oct nov dec spring summer autumn winter fall early late mid end"
)


def is_year(token: Token) -> bool:
    """Whether a token has the look of a year: four digits from 1000 to 2199, not grouped."""
    word = token.word
    return token.kind == NUMBER and len(word) == 4 and word.isdigit() and "1000" <= word < "2200"


def is_month(word: str) -> bool:
    """Whether a word is a month's name and nothing else ("may" is a verb, "march" a walk)."""
    return word in _MONTHS and word not in {"may", "march", "spring", "fall", "early", "late", "mid", "end"}


def is_date_before(tokens: list[Token], at: int) -> bool:
    """Whether the token at `at` leads to a date: a preposition of time or the name of a month."""
    word = word_at(tokens, at) if at >= 0 else ""
    return (
        word in _BEFORE
        or word in _MONTHS
        or (word in {"-", ",", "/", "–"} and at > 0 and is_year(tokens[at - 1]))
    )


def names_year(tokens: list[Token], at: int, number: Number | None) -> bool:
    """Whether the token at `at` can be a year, and is the whole of the number where one is given."""
    return (
        0 <= at < len(tokens) and is_year(tokens[at]) and (number is None or number.text == tokens[at].word)
    )
