"""Money: signs, codes and words, each to its ISO 4217 code."""

from __future__ import annotations

from typing import NamedTuple

from ledger.number.physical import is_currency
from ledger.phrase.lexicon import international
from ledger.phrase.token import SIGN, WORD, Tokens


class Money(NamedTuple):
    """A currency that was read: its code, whether hundredths were named, the token after, and a note.

    `scale` is what its numbers are times: a million in MUSD.
    """

    code: str
    stop: int
    hundredth: bool = False
    note: str | None = None
    scale: int = 1


def read_money_before(tokens: Tokens, at: int) -> Money | None:
    """A currency that stands before a number: £, US$, A $, EUR, usd$."""
    token = tokens[at]
    if token.kind == SIGN:
        code = international.CURRENCY_SIGNS.get(token.word)
        return Money(code, at + 1) if code else None
    if token.kind != WORD:
        return None
    prefix, after = token.word, at + 1
    dotted = _dotted(tokens, at)
    if dotted is not None:
        prefix, after = dotted
    if prefix in tokens.lexicon.connectives.articles and tokens.written(at).islower():
        # "A $2 billion business" begins with an article unless the A is a capital before the sign.
        return None
    if prefix in international.RUPEES and after < len(tokens):
        return Money(international.RUPEES[prefix], after + (tokens.word(after) == "."))
    if tokens.word(after) in international.DOLLAR_SIGNS:
        code = international.DOLLAR_PREFIXES.get(prefix) or _code(tokens, at)
        return Money(code, after + 1) if code else None
    code = _code(tokens, at)
    return Money(code, at + 1) if code else _millions(tokens, at)


def read_money_after(tokens: Tokens, at: int) -> Money | None:
    """A currency that stands behind a number: €, USD, pounds, US dollars, p, cents."""
    token = tokens[at]
    if token.kind == SIGN:
        cents = international.CENT_SIGNS.get(token.word)
        code = cents or international.CURRENCY_SIGNS.get(token.word)
        return Money(code, at + 1, cents is not None) if code else None
    if token.kind != WORD:
        return None
    money = tokens.lexicon.money
    if token.word in money.glued_hundredths:
        return Money(money.hundredths[token.word], at + 1, True) if token.glued else None
    code = _code(tokens, at)
    if code is not None:
        return Money(code, at + 1)
    return _millions(tokens, at) or _read_words(tokens, at)


def _dotted(tokens: Tokens, at: int) -> tuple[str, int] | None:
    """The letters of an abbreviation with points from token `at` on ("U.S."), and the token after it."""
    letters = ""
    while len(tokens.word(at)) == 1 and tokens[at].kind == WORD and tokens.word(at + 1) == ".":
        letters += tokens[at].word
        at += 2
    if letters and len(tokens.word(at)) == 1 and tokens[at].kind == WORD and tokens[at].glued:
        return letters + tokens[at].word, at + 1
    return (letters, at) if len(letters) > 1 else None


def _millions(tokens: Tokens, at: int) -> Money | None:
    """MUSD, MSEK: millions of a currency, as reports of companies abbreviate them."""
    written = tokens.written(at)
    if len(written) != 4 or written[0] != international.MILLIONS_OF or not is_currency(written[1:]):
        return None
    return Money(written[1:], at + 1, scale=10**6)


def _code(tokens: Tokens, at: int) -> str | None:
    word, written = tokens.word(at), tokens.written(at)
    alias = international.CURRENCY_ALIASES.get(word)
    if alias is not None:
        return alias
    if len(word) != 3 or not (written.isupper() or word in international.SMALL_CODES):
        return None
    code = written.upper()
    return code if is_currency(code) else None


def _read_words(tokens: Tokens, at: int) -> Money | None:
    """Pounds, US dollars, New Zealand dollars, pounds sterling."""
    for length in (1, 2, 3):
        if at + length > len(tokens) or tokens[at + length - 1].kind != WORD:
            return None
        if length == 1:
            money = _alone(tokens, at)
        else:
            country = tokens[at + length - 2].word
            by_country = tokens.lexicon.money.by_country
            codes = (by_country.get((country, name)) for name in _names(tokens, at + length - 1))
            code = next(filter(None, codes), None)
            money = Money(code, at + length) if code else None
        if money is not None:
            return money
    return None


def _alone(tokens: Tokens, at: int) -> Money | None:
    money = tokens.lexicon.money
    for name in _names(tokens, at):
        if name in money.hundredths and name not in money.glued_hundredths:
            note = f"a {name} is taken for a US one" if name in money.shared_hundredths else None
            return Money(money.hundredths[name], at + 1, True, note)
        code = money.names.get(name)
        if code is None:
            continue
        if name in money.weights:
            if tokens.word(at + 1) in money.sterling:
                return Money(code, at + 2)
            if tokens.word(at + 1) in tokens.lexicon.connectives.of:
                # Of sugar, it is a weight.
                return None
            return Money(code, at + 1, note=f"{name}s are taken for money, not for weight")
        whose = money.shared.get(name)
        return Money(code, at + 1, note=f"{name} is taken for the {whose} one" if whose else None)
    return None


def _names(tokens: Tokens, at: int) -> tuple[str, ...]:
    """The word at `at` without the ending of a plural, and as it is."""
    word = tokens[at].word
    endings = tokens.lexicon.money.plural_endings
    return (*(word.removesuffix(end) for end in endings if word.endswith(end) and len(word) > 3), word)
