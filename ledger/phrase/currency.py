"""Reading money: signs, codes and words of currencies, each to its ISO 4217 code."""

from __future__ import annotations

from typing import NamedTuple

from ledger.number.physical import is_currency
from ledger.phrase.lexicon import international
from ledger.phrase.token import NUMBER, SIGN, WORD, Tokens


class CurrencyReading(NamedTuple):
    """A currency that was read: its code, whether hundredths were named, the token after, and a note.

    `scale` is what its numbers are times: a million in MUSD.
    """

    code: str
    stop: int
    hundredth: bool = False
    note: str | None = None
    scale: int = 1


def read_money_before(tokens: Tokens, at: int) -> CurrencyReading | None:
    """Read a currency that stands before a number: £, US$, A $, EUR, usd$."""
    token = tokens[at]
    if token.kind == SIGN or token.word in international.CURRENCY_SIGNS:
        return _signed(tokens, at)
    if token.kind != WORD:
        return None
    prefix, after = token.word, at + 1
    dotted = _dotted(tokens, at)
    if dotted is not None:
        prefix, after = dotted
    article = prefix in tokens.lexicon.connectives.articles
    if article and (tokens.written(at).islower() or (after < len(tokens) and not tokens[after].glued)):
        # "A $2 billion business" begins with an article unless the A is a capital right before the sign.
        return None
    dollars = tokens.word(after) in international.DOLLAR_SIGNS and tokens[after].glued
    marked = None if dollars and prefix in international.DOLLAR_PREFIXES else _marked(tokens, at)
    if marked is not None and marked.stop < len(tokens):
        return marked
    prefixed = international.SIGN_PREFIXES.get((prefix, tokens.word(after)))
    if prefixed is not None:
        return CurrencyReading(prefixed, after + 1)
    if tokens.word(after) in international.DOLLAR_SIGNS:
        code = international.DOLLAR_PREFIXES.get(prefix) or _code(tokens, at)
        return CurrencyReading(code, after + 1) if code else None
    code = _code(tokens, at)
    if code in international.CODES_LIKE_WORDS and not _is_amount(tokens, at + 1):
        return None
    return CurrencyReading(code, at + 1) if code else _millions(tokens, at)


def _is_amount(tokens: Tokens, at: int) -> bool:
    """Return whether the digits at `at` are money behind letters that may be a word: not TOP 10, ALL 5 DEAD."""
    if at >= len(tokens) or tokens[at].kind != NUMBER:
        return False
    scaled = at + 1 < len(tokens) and not _is_noun(tokens, at + 1)
    headline = tokens.text.isupper() and at + 1 < len(tokens)
    return scaled or not (headline or (tokens[at].word.isdigit() and len(tokens[at].word) <= 3))


def read_money_after(tokens: Tokens, at: int) -> CurrencyReading | None:
    """Read a currency that stands behind a number: €, USD, pounds, US dollars, p, cents."""
    token = tokens[at]
    if token.kind == SIGN or token.word in international.CURRENCY_SIGNS:
        cents = international.CENT_SIGNS.get(token.word)
        code = cents or international.CURRENCY_SIGNS.get(token.word)
        return CurrencyReading(code, at + 1, cents is not None) if code else None
    if token.kind != WORD:
        return None
    money = tokens.lexicon.money
    if token.word in money.glued_hundredths:
        # 1080p is no money.
        pence = token.glued and not (
            at > 0 and tokens[at - 1].word.isdigit() and len(tokens[at - 1].word) > 3
        )
        return CurrencyReading(money.hundredths[token.word], at + 1, True) if pence else None
    code = _code(tokens, at)
    if code is not None:
        return CurrencyReading(code, at + 1)
    marked = _marked(tokens, at) if len(token.word) > 1 else None
    return marked or _millions(tokens, at) or _read_words(tokens, at)


def _signed(tokens: Tokens, at: int) -> CurrencyReading | None:
    """Read a currency sign with the letters behind it that say whose it is: £, $A, £E."""
    sign, letters = tokens.word(at), tokens.word(at + 1)
    code = international.CURRENCY_SIGNS.get(sign)
    if code is None:
        return None
    behind = at + 2 < len(tokens) and tokens[at + 1].glued and tokens[at + 2].kind == NUMBER
    if (
        at + 2 < len(tokens)
        and tokens[at + 1].glued
        and letters in tokens.lexicon.numerals.short_scales
        and not behind
    ):
        # A heading such as "£m: 5".
        return None
    if behind and tokens[at + 1].kind == WORD and tokens.written(at + 1).isupper():
        prefixes = international.DOLLAR_PREFIXES if sign in international.DOLLAR_SIGNS else {}
        whose = prefixes.get(letters) or international.SIGN_PREFIXES.get((letters, sign))
        return CurrencyReading(whose, at + 2) if whose else None
    return CurrencyReading(code, at + 1)


def _dotted(tokens: Tokens, at: int) -> tuple[str, int] | None:
    """Read an abbreviation with points from token `at` on ("U.S."): its letters, and the token after it."""
    letters = ""
    while len(tokens.word(at)) == 1 and tokens[at].kind == WORD and tokens.word(at + 1) == ".":
        letters += tokens[at].word
        at += 2
    if letters and len(tokens.word(at)) == 1 and tokens[at].kind == WORD and tokens[at].glued:
        return letters + tokens[at].word, at + 1
    return (letters, at) if len(letters) > 1 else None


def _marked(tokens: Tokens, at: int) -> CurrencyReading | None:
    """Read a mark that the newspapers of a country print for its currency: Ksh, RM, kr, S/."""
    written, after = tokens.written(at), at + 1
    if tokens.word(after) in {".", "/"} and tokens[after].glued:
        dotted = international.MONEY_MARKS.get(written + tokens.word(after))
        if dotted is not None:
            stop = after + 1
            stop += tokens.word(stop) == "." and tokens[stop].glued
            return _mark(dotted, written, stop)
    found = international.MONEY_MARKS.get(written)
    if found is None:
        return None
    if len(written) == 1 and (after == len(tokens) or _names_a_thing(tokens, after)):
        return None
    return _mark(found, written, after + (tokens.word(after) == "." and tokens[after].glued))


def _names_a_thing(tokens: Tokens, at: int) -> bool:
    """Return whether the capital before `at` and what follows are a name, not money: N95 masks, K9 units."""
    digits = tokens[at]
    if digits.kind != NUMBER:
        return True
    behind = tokens[at + 1] if at + 1 < len(tokens) else None
    plain = digits.glued and digits.word.isdigit() and len(digits.word) <= 2
    return (
        plain and behind is not None and behind.kind == WORD and not behind.glued and _is_noun(tokens, at + 1)
    )


def _is_noun(tokens: Tokens, at: int) -> bool:
    """Return whether the word at `at` does not continue an amount: it is no scale, no rate and no preposition."""
    word, lexicon = tokens.word(at), tokens.lexicon
    numerals = lexicon.numerals
    scale = word in numerals.scales or word in numerals.plural_scales or word in numerals.short_scales
    return not (scale or word in lexicon.nouns.stops or word in lexicon.rates.periodic)


def _mark(found: tuple[str, str], written: str, stop: int) -> CurrencyReading:
    code, whose = found
    note = f"{written} is taken for the {whose} currency, {code}; other countries print it, too"
    return CurrencyReading(code, stop, note=note if whose else None)


def _millions(tokens: Tokens, at: int) -> CurrencyReading | None:
    """Read millions or thousands of a currency as company reports abbreviate them: MUSD, musd, kEUR."""
    written = tokens.written(at)
    multiple, code = written[:-3].lower(), written[-3:]
    scale = international.MULTIPLES_OF.get(multiple)
    known = is_currency(code.upper()) and (code.isupper() or code in international.SMALL_CODES)
    return CurrencyReading(code.upper(), at + 1, scale=scale) if scale is not None and known else None


def _code(tokens: Tokens, at: int) -> str | None:
    word, written = tokens.word(at), tokens.written(at)
    alias = international.CURRENCY_ALIASES.get(word)
    if alias is not None:
        return alias
    if len(word) != 3 or not (written.isupper() or word in international.SMALL_CODES):
        return None
    code = written.upper()
    return code if is_currency(code) else None


def _read_words(tokens: Tokens, at: int) -> CurrencyReading | None:
    """Read a currency in words: pounds, US dollars, New Zealand dollars, pounds sterling."""
    initials = _dotted(tokens, at)
    if initials is not None and initials[1] < len(tokens) and tokens[initials[1]].kind == WORD:
        # 5 million U.S. dollars.
        countries = tokens.lexicon.money.by_country
        named = (countries.get((initials[0], name)) for name in _names(tokens, initials[1]))
        found = next(filter(None, named), None)
        return CurrencyReading(found, initials[1] + 1) if found else None
    for length in (1, 2, 3):
        if at + length > len(tokens) or tokens[at + length - 1].kind != WORD:
            return None
        if length == 1:
            money = _alone(tokens, at)
        else:
            if length == 3 and tokens[at].word not in tokens.lexicon.money.before_countries:
                return None
            country = tokens[at + length - 2].word
            by_country = tokens.lexicon.money.by_country
            codes = (by_country.get((country, name)) for name in _names(tokens, at + length - 1))
            code = next(filter(None, codes), None)
            money = CurrencyReading(code, at + length) if code else None
        if money is not None:
            return money
    return None


def _alone(tokens: Tokens, at: int) -> CurrencyReading | None:
    money = tokens.lexicon.money
    for name in _names(tokens, at):
        if name in money.hundredths and name not in money.glued_hundredths:
            note = f"a {name} is taken for a US one" if name in money.shared_hundredths else None
            return CurrencyReading(money.hundredths[name], at + 1, True, note)
        code = money.names.get(name)
        if code is None:
            continue
        if name in money.weights:
            if tokens.word(at + 1) in money.sterling:
                return CurrencyReading(code, at + 2)
            if (
                tokens.word(at + 1) in tokens.lexicon.connectives.of
                and tokens.word(at + 2) not in money.spent
            ):
                # A pound of sugar is a weight, a pound of debt is money.
                return None
            return CurrencyReading(code, at + 1, note=f"{name}s are taken for money, not for weight")
        whose = money.shared.get(name)
        return CurrencyReading(code, at + 1, note=f"{name} is taken for the {whose} one" if whose else None)
    return None


def _names(tokens: Tokens, at: int) -> tuple[str, ...]:
    """Return the word at `at` without a plural ending, and the word as it is."""
    word = tokens[at].word
    endings = tokens.lexicon.money.plural_endings
    return (*(word.removesuffix(end) for end in endings if word.endswith(end) and len(word) > 3), word)
