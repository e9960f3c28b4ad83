"""Reading a second number that words tell apart from the first: a part of it, or the same in other terms.

Neither changes the number before it, and neither is recorded with it: each is a figure of its own.
"""

from __future__ import annotations

from typing import NamedTuple

from ledger.phrase.counted import read_counted, read_measure, read_percent
from ledger.phrase.currency import read_money_after, read_money_before
from ledger.phrase.fraction import read_amount
from ledger.phrase.notation import PERCENT
from ledger.phrase.token import NUMBER, WORD, Tokens
from ledger.phrase.wording_match import match


class SecondNumber(NamedTuple):
    """The tokens of a second number with its words, from `begin` to before `end`, and the token to go on at."""

    begin: int
    end: int
    stop: int


def read_restated(tokens: Tokens, at: int, unit: str | None) -> SecondNumber | None:
    """Read the number repeated in other terms, from token `at` on: (7.8% of the population), or 62 miles.

    `unit` is that of the number before it; a number in the same unit is not a restatement.
    """
    word = tokens[at].word
    bracket = word == "(" or word == "["
    if unit is None and not bracket:
        return None
    if not (bracket or word == "," or word in tokens.lexicon.connectives.or_):
        return None
    closing = next((place for place in range(at + 1, len(tokens)) if tokens.word(place) in {")", "]"}), None)
    if bracket and closing is None:
        return None
    begin = at + 1 if bracket or tokens.word(at) == "," else at
    joined = not bracket and tokens.word(begin) in tokens.lexicon.connectives.or_
    begin += joined
    hedge = match(tokens.lexicon.hedges.before, tokens, begin)
    number_at = hedge[1] if hedge is not None else begin
    sign = read_money_before(tokens, number_at) if number_at < len(tokens) else None
    number = read_amount(tokens, sign.stop if sign else number_at, money=sign is not None)
    if number is None:
        return None
    found = (sign.code, number.stop) if sign else _measured(tokens, number.stop)
    if (
        found is None
        or found[0] == unit
        or not ((bracket and unit is not None) or joined or found[0] == PERCENT)
    ):
        return None
    if not bracket or closing is None:
        return SecondNumber(begin, found[1], found[1])
    if any(token.kind == NUMBER for token in tokens[found[1] : closing]):
        return None
    return SecondNumber(begin, closing, closing + 1)


def _measured(tokens: Tokens, at: int) -> tuple[str, int] | None:
    """Read the percentage, currency or measure at `at`: its name, and the token after it."""
    if at >= len(tokens):
        return None
    money = read_money_after(tokens, at)
    if money is not None:
        return money.code, money.stop
    measured = read_percent(tokens, at) or read_measure(tokens, at)
    return (measured.unit, measured.stop) if measured is not None and measured.unit is not None else None


def read_part_of_count(tokens: Tokens, at: int) -> SecondNumber | None:
    """Read a part of what is counted from token `at` on: including three children, three of them women."""
    connectives, stops = tokens.lexicon.connectives, tokens.lexicon.nouns.stops
    word = tokens[at].word
    if word == "," or word == "(":
        begin = at + 1
    elif word in connectives.parts.index:
        begin = at
    else:
        return None
    led = match(connectives.parts, tokens, begin)
    number_at = led[1] if led is not None else begin
    hedge = match(tokens.lexicon.hedges.before, tokens, number_at)
    number = read_amount(tokens, hedge[1] if hedge is not None else number_at)
    if number is None:
        return None
    behind = match(connectives.parts_behind, tokens, number.stop) if led is None else None
    if led is None and behind is None:
        return None
    stop = behind[1] if behind is not None else number.stop
    if stop < len(tokens) and tokens[stop].kind == WORD and tokens[stop].word not in stops:
        stop = max(read_counted(tokens, stop).stop, stop + 1)
    return SecondNumber(begin, stop, stop)
