"""Reading rates: per week, a year, every two days, weekly, a head, per 100,000 people, /day."""

from __future__ import annotations

from typing import Final, NamedTuple

from ledger.phrase.calendar_words import is_year
from ledger.phrase.counted import noun_name, read_measure
from ledger.phrase.notation import PERSON
from ledger.phrase.noun import looks_plural, singular
from ledger.phrase.numeral import read_number
from ledger.phrase.token import DASHES, NUMBER, WORD, Tokens
from ledger.phrase.wording_match import match

#: What ends a phrase.
_ENDS: Final = frozenset(".;)")


class Rate(NamedTuple):
    """Below the line of a unit: its name (empty in "17.2 per 1,000"), by how many of them, and the token after it."""

    unit: str
    number: int
    stop: int
    note: str | None = None


def read_rate(tokens: Tokens, at: int, *, beside: bool = False) -> Rate | None:
    """Read a rate that begins at token `at`, or None.

    `beside` says that a unit of measure stands right before, so that any noun makes a rate ("$80 a barrel").
    """
    word = tokens[at].word
    rates, connectives = tokens.lexicon.rates, tokens.lexicon.connectives
    if tokens[at].kind != WORD:
        # "2012/13" has no rate.
        worded = at + 1 < len(tokens) and tokens[at + 1].kind == WORD
        return (
            _named(tokens, at + 1, True)
            if word == "/" and tokens.word(at - 1) != "/" and (worded or tokens[at - 1].kind != NUMBER)
            else None
        )
    if word in rates.periodic:
        return Rate(rates.periodic[word], 1, at + 1)
    if word in rates.per:
        joined = tokens.word(at + 1) in DASHES and tokens[at + 1].glued
        return _named(tokens, at + 1 + joined, True)
    if word in connectives.articles:
        if tokens.word(at + 1) in rates.heads:
            return Rate(PERSON, 1, at + 2)
        before = tokens.word(at - 1) if at else ""
        glued = at + 1 < len(tokens) and tokens[at + 1].glued
        if (
            glued
            and (tokens[at + 1].kind == NUMBER or tokens[at + 1].word in DASHES)
            and before not in DASHES
        ):
            # "A380 jets", "A-level students", but "$100-a-barrel oil".
            return None
        below = at + 2 if tokens.word(at + 1) in DASHES else at + 1
        counted = not beside and at > 0 and _is_counted_by(tokens, at)
        rate = None if before in rates.spans else _named(tokens, below, beside or counted or below > at + 1)
        if rate is not None and counted and rate.unit not in rates.times.values():
            words = tokens.text[tokens[below].start : tokens[rate.stop - 1].end]
            rate = rate._replace(note=rate.note or f'"{words}" is what it is counted by')
        return None if rate is not None and tokens.word(rate.stop) in rates.earlier else rate
    if word in rates.for_ and tokens.word(at + 1) in connectives.every:
        numbered = at + 2 < len(tokens) and tokens[at + 2].kind == NUMBER
        return _named(tokens, at + 2, True) if beside or numbered else None
    if word in connectives.every:
        return _every(tokens, at, beside)
    if word in connectives.to and tokens.word(at + 1) in connectives.every:
        # Five men to every woman.
        return _every(tokens, at + 1, True)
    abbreviated = match(rates.abbreviated, tokens, at)
    if abbreviated is None or (abbreviated[1] < len(tokens) and is_year(tokens[abbreviated[1]])):
        # "Im Jahr 2019" is a date.
        return None
    return Rate(abbreviated[0], 1, abbreviated[1])


def _is_counted_by(tokens: Tokens, at: int) -> bool:
    """Return whether the article at `at` leads from what is counted to a noun that ends the phrase: 3 eggs a hen."""
    nouns, below = tokens.lexicon.nouns, at + 1
    if below >= len(tokens) or tokens[below].kind != WORD or tokens[at - 1].kind != WORD:
        return False
    if not looks_plural(tokens[at - 1].word, nouns) or looks_plural(tokens[below].word, nouns):
        return False
    return below + 1 == len(tokens) or tokens[below + 1].word in _ENDS


def _every(tokens: Tokens, at: int, beside: bool) -> Rate | None:
    rates, connectives = tokens.lexicon.rates, tokens.lexicon.connectives
    at += 1
    if tokens.word(at) in connectives.and_ and tokens.word(at + 1) in connectives.every:
        at += 2
    if tokens.word(at) in rates.single:
        at += 1
    if tokens.word(at) in rates.second and tokens.word(at + 1) in rates.times:
        return Rate(rates.times[tokens[at + 1].word], 2, at + 2)
    return _named(tokens, at, beside)


def _named(tokens: Tokens, at: int, any_noun: bool) -> Rate | None:
    """Read what stands below the line: a time, people, a measure; with `any_noun`, any word."""
    number = 1
    amount = read_number(tokens, at)
    if amount is not None:
        if not amount.text.isdigit() or amount.text == "0":
            return None
        number, at = int(amount.text), amount.stop
        if any_noun and number >= 1000 and _ends_rate(tokens, at):
            note = f"per {number:,} is taken for so many people"
            return Rate(PERSON, number, at, note)
        if at >= len(tokens) and any_noun:
            return Rate("", number, at)
    if at >= len(tokens) or tokens[at].kind != WORD:
        return None
    word, rates = tokens[at].word, tokens.lexicon.rates
    time = rates.times.get(word) or rates.times.get(singular(word, tokens.lexicon.nouns))
    if time is not None:
        return Rate(time, number, at + 1)
    person = rates.people.get(word)
    compound = tokens.word(at + 1) in DASHES and tokens[at + 1].glued
    if person is not None and not compound:
        return Rate(person, number, at + 1)
    if not any_noun:
        return None
    measured = read_measure(tokens, at)
    if measured is not None and measured.unit is not None and "/" not in measured.unit:
        return Rate(measured.unit, number, measured.stop)
    if word in tokens.lexicon.nouns.stops or len(word) < 2:
        return None
    return _noun(tokens, at, number)


def _ends_rate(tokens: Tokens, at: int) -> bool:
    """Return whether no noun stands behind "per 100,000": the phrase ends, or goes on with a stop or a sign."""
    if at >= len(tokens) or tokens[at].kind != WORD:
        return True
    word = tokens[at].word
    return word in tokens.lexicon.nouns.stops or word in tokens.lexicon.rates.periodic


def _noun(tokens: Tokens, at: int, number: int) -> Rate:
    """Read a noun below the line. "Per live birth" counts births: the last of the words before the phrase goes
    on.
    """
    nouns = tokens.lexicon.nouns
    head = at
    while number > 1 and head + 1 < len(tokens) and tokens[head + 1].kind == WORD:
        following = tokens[head + 1].word
        if following in nouns.stops or following in tokens.lexicon.rates.periodic:
            break
        if looks_plural(tokens[head].word, nouns):
            break
        head += 1
    if tokens.word(head + 1) in DASHES and tokens[head + 1].glued:
        after = head + 2
        if after < len(tokens) and tokens[after].glued and tokens[after].kind == WORD:
            return Rate(f"{tokens[head].word}-{singular(tokens[after].word, nouns)}", number, after + 1)
    whole = tokens.text[tokens[at].start : tokens[head].end]
    note = f'"{whole}" is what it is counted by' if head > at else None
    name = tokens.lexicon.rates.people.get(tokens[head].word)
    return Rate(name or noun_name(tokens, tokens[head].word, tokens.written(head)), number, head + 1, note)
