"""Rates: per week, a year, every two days, weekly, a head, per 100,000 people, /day."""

from __future__ import annotations

from typing import NamedTuple

from ledger.phrase.counted import STOPS, noun_name, read_measure, word_at
from ledger.phrase.noun import PERIODIC, TIMES, singular
from ledger.phrase.numeral import read_number
from ledger.phrase.token import DASHES, WORD, Token, words

_PEOPLE = {
    "head": "person",
    "capita": "person",
    "person": "person",
    "people": "person",
    "household": "household",
}
#: "In a week", "for a year": a span of time, not a rate.
_SPAN_BEFORE = words("in within for over during after since than under of to half such")


class Rate(NamedTuple):
    """Below the line of a unit: its name (empty in "17.2 per 1,000"), by how many of them, and the token after it."""

    unit: str
    number: int
    stop: int


def read_rate(text: str, tokens: list[Token], at: int, *, beside: bool = False) -> Rate | None:
    """Read a rate that begins at token `at`, or None.

    `beside` says that a unit of measure stands right before, so that any noun makes a rate ("$80 a barrel").
    """
    word = tokens[at].word
    if tokens[at].kind != WORD:
        return _named(text, tokens, at + 1, True) if word == "/" else None
    if word in PERIODIC:
        # "p.a." and "pa" are one; "week-on-week" never comes here, since weekly is another word.
        return Rate(PERIODIC[word], 1, at + 1)
    if word == "per":
        return _named(text, tokens, at + 1, True)
    if word in {"a", "an"}:
        if word_at(tokens, at + 1) == "head":
            return Rate("person", 1, at + 2)
        before = word_at(tokens, at - 1) if at else ""
        # "$100-a-barrel oil".
        below = at + 2 if word_at(tokens, at + 1) in DASHES else at + 1
        return None if before in _SPAN_BEFORE else _named(text, tokens, below, beside or below > at + 1)
    if word == "for" and beside and word_at(tokens, at + 1) in {"every", "each"}:
        return _named(text, tokens, at + 2, True)
    if word in {"every", "each"}:
        return _every(text, tokens, at, beside)
    if word == "p" and [token.word for token in tokens[at + 1 : at + 3]] == [".", "a"]:
        return Rate("year", 1, at + 3)
    return None


def _every(text: str, tokens: list[Token], at: int, beside: bool) -> Rate | None:
    at += 1
    if word_at(tokens, at) == "and" and word_at(tokens, at + 1) == "every":
        at += 2
    if word_at(tokens, at) == "single":
        at += 1
    if word_at(tokens, at) in {"other", "second"} and word_at(tokens, at + 1) in TIMES:
        return Rate(TIMES[tokens[at + 1].word], 2, at + 2)
    return _named(text, tokens, at, beside)


def _named(text: str, tokens: list[Token], at: int, any_noun: bool) -> Rate | None:
    """What stands below the line: a time, people, a measure; with `any_noun` whatever word there is."""
    number = 1
    amount = read_number(text, tokens, at)
    if amount is not None:
        if not amount.text.isdigit() or amount.text == "0":
            return None
        number, at = int(amount.text), amount.stop
        if at >= len(tokens) and any_noun:
            return Rate("", number, at)
    if at >= len(tokens) or tokens[at].kind != WORD:
        return None
    word = tokens[at].word
    time = TIMES.get(word) or TIMES.get(singular(word))
    if time is not None:
        return Rate(time, number, at + 1)
    person = _PEOPLE.get(word)
    if person is not None:
        return Rate(person, number, at + 1)
    if not any_noun:
        return None
    measured = read_measure(text, tokens, at)
    if measured is not None and measured.unit is not None and "/" not in measured.unit:
        return Rate(measured.unit, number, measured.stop)
    if word in STOPS or len(word) < 2:
        return None
    return _noun(text, tokens, at, number)


def _noun(text: str, tokens: list[Token], at: int, number: int) -> Rate:
    """A noun below the line. "Per live birth" counts births: the last of the words before the phrase goes
    on.
    """
    head = at
    while number > 1 and head + 1 < len(tokens) and tokens[head + 1].kind == WORD:
        if (
            tokens[head + 1].word in STOPS
            or tokens[head + 1].word in PERIODIC
            or tokens[head].word.endswith("s")
        ):
            break
        head += 1
    if head + 1 < len(tokens) and tokens[head + 1].word in DASHES and tokens[head + 1].glued:
        after = head + 2
        if after < len(tokens) and tokens[after].glued and tokens[after].kind == WORD:
            return Rate(f"{tokens[head].word}-{singular(tokens[after].word)}", number, after + 1)
    written = text[tokens[head].start : tokens[head].end]
    return Rate(noun_name(tokens[head].word, written, text), number, head + 1)
