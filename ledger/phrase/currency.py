"""Money: signs, codes and words, each to its ISO 4217 code."""

from __future__ import annotations

from typing import Final, NamedTuple

from ledger.number.physical import is_currency
from ledger.phrase.token import SIGN, WORD, Token, words

SIGNS: Final = {
    "$": "USD", "£": "GBP", "€": "EUR", "¥": "JPY", "₽": "RUB", "₴": "UAH", "₹": "INR", "₩": "KRW",
    "₪": "ILS", "₺": "TRY", "₫": "VND", "₦": "NGN", "₱": "PHP", "₡": "CRC", "₾": "GEL", "₭": "LAK",
    "₸": "KZT", "₼": "AZN", "฿": "THB", "₵": "GHS", "₲": "PYG", "₮": "MNT", "元": "CNY", "￥": "CNY",
    "＄": "USD", "￡": "GBP", "円": "JPY", "₨": "PKR", "₿": "BTC", "﷼": "IRR", "៛": "KHR",
}  # fmt: skip
#: What before a dollar sign says whose dollar it is.
_DOLLARS: Final = {
    "us": "USD", "u.s": "USD", "a": "AUD", "au": "AUD", "aus": "AUD", "c": "CAD", "ca": "CAD", "can": "CAD",
    "hk": "HKD", "nz": "NZD", "s": "SGD", "nt": "TWD", "r": "BRL", "mex": "MXN", "mx": "MXN", "j": "JMD",
    "n": "NAD", "fj": "FJD", "tt": "TTD", "bz": "BZD", "ec": "XCD", "z": "ZWL",
}  # fmt: skip
#: Codes that people write in small letters; other codes count in capitals only (TRY is lira, "try" is not).
_SMALL: Final = words(
    "usd eur gbp jpy chf cny aud cad nzd inr rub uah sek nok dkk pln hkd sgd mxn brl zar krw btc"
)
_ALIASES: Final = {"rmb": "CNY", "cnh": "CNY", "rur": "RUB", "stg": "GBP", "btc": "BTC", "bitcoin": "BTC"}
_WORDS: Final = {
    "dollar": "USD", "pound": "GBP", "euro": "EUR", "yen": "JPY", "yuan": "CNY", "renminbi": "CNY",
    "ruble": "RUB", "rouble": "RUB", "hryvnia": "UAH", "hryvnya": "UAH", "zloty": "PLN", "won": "KRW",
    "lira": "TRY", "shekel": "ILS", "rand": "ZAR", "naira": "NGN", "reai": "BRL", "forint": "HUF",
    "koruna": "CZK", "ringgit": "MYR", "baht": "THB", "rupiah": "IDR", "tenge": "KZT", "lari": "GEL",
    "dram": "AMD", "quid": "GBP", "buck": "USD", "franc": "CHF", "peso": "MXN", "rupee": "INR",
    "krona": "SEK", "kronor": "SEK", "krone": "NOK", "kroner": "NOK", "riyal": "SAR", "dirham": "AED",
    "bitcoin": "BTC", "markka": "FIM", "guilder": "NLG", "peseta": "ESP", "dong": "VND", "cedi": "GHS",
    "taka": "BDT", "leu": "RON",
}  # fmt: skip
#: Words for money that more than one country uses, and whose an English newspaper most often means.
_SHARED: Final = {
    "franc": "Swiss", "peso": "Mexican", "rupee": "Indian", "krona": "Swedish", "kronor": "Swedish",
    "krone": "Norwegian", "kroner": "Norwegian", "riyal": "Saudi", "dirham": "Emirati",
}  # fmt: skip
_COUNTRIES: Final = {
    ("us", "dollar"): "USD", ("american", "dollar"): "USD", ("australian", "dollar"): "AUD",
    ("canadian", "dollar"): "CAD", ("zealand", "dollar"): "NZD", ("kong", "dollar"): "HKD",
    ("singapore", "dollar"): "SGD", ("taiwan", "dollar"): "TWD", ("jamaican", "dollar"): "JMD",
    ("sterling", "pound"): "GBP", ("british", "pound"): "GBP", ("egyptian", "pound"): "EGP",
    ("lebanese", "pound"): "LBP", ("syrian", "pound"): "SYP", ("irish", "pound"): "IEP",
    ("sudanese", "pound"): "SDG", ("swiss", "franc"): "CHF", ("french", "franc"): "FRF",
    ("belgian", "franc"): "BEF", ("cfa", "franc"): "XOF", ("mexican", "peso"): "MXN",
    ("argentine", "peso"): "ARS", ("argentinian", "peso"): "ARS", ("chilean", "peso"): "CLP",
    ("colombian", "peso"): "COP", ("philippine", "peso"): "PHP", ("cuban", "peso"): "CUP",
    ("uruguayan", "peso"): "UYU", ("dominican", "peso"): "DOP", ("indian", "rupee"): "INR",
    ("pakistani", "rupee"): "PKR", ("lankan", "rupee"): "LKR", ("nepalese", "rupee"): "NPR",
    ("swedish", "krona"): "SEK", ("swedish", "kronor"): "SEK", ("icelandic", "krona"): "ISK",
    ("danish", "krone"): "DKK", ("danish", "kroner"): "DKK", ("norwegian", "krone"): "NOK",
    ("norwegian", "kroner"): "NOK", ("czech", "koruna"): "CZK", ("czech", "crown"): "CZK",
    ("swedish", "crown"): "SEK", ("danish", "crown"): "DKK", ("norwegian", "crown"): "NOK",
    ("turkish", "lira"): "TRY", ("italian", "lira"): "ITL", ("saudi", "riyal"): "SAR", ("qatari",
    "riyal"): "QAR",
    ("iranian", "rial"): "IRR", ("yemeni", "rial"): "YER", ("omani", "rial"): "OMR", ("uae", "dirham"): "AED",
    ("moroccan", "dirham"): "MAD", ("kuwaiti", "dinar"): "KWD", ("iraqi", "dinar"): "IQD",
    ("jordanian", "dinar"): "JOD", ("serbian", "dinar"): "RSD", ("algerian", "dinar"): "DZD",
    ("tunisian", "dinar"): "TND", ("libyan", "dinar"): "LYD", ("bahraini", "dinar"): "BHD",
    ("kenyan", "shilling"): "KES", ("ugandan", "shilling"): "UGX", ("tanzanian", "shilling"): "TZS",
    ("russian", "ruble"): "RUB", ("russian", "rouble"): "RUB", ("belarusian", "ruble"): "BYN",
    ("chinese", "yuan"): "CNY", ("japanese", "yen"): "JPY", ("korean", "won"): "KRW",
    ("brazilian", "real"): "BRL", ("brazilian", "reai"): "BRL", ("dutch", "guilder"): "NLG",
    ("finnish", "markka"): "FIM", ("deutsche", "mark"): "DEM", ("german", "mark"): "DEM",
    ("ukrainian", "hryvnia"): "UAH", ("polish", "zloty"): "PLN", ("hungarian", "forint"): "HUF",
    ("african", "rand"): "ZAR", ("romanian", "leu"): "RON", ("israeli", "shekel"): "ILS",
}  # fmt: skip
#: A hundredth of the currency named.
_HUNDREDTHS: Final = {
    "cent": "USD", "¢": "USD", "penny": "GBP", "pence": "GBP", "p": "GBP", "eurocent": "EUR", "kopeck": "RUB",
    "kopek": "RUB", "euro cent": "EUR",
}  # fmt: skip


class Money(NamedTuple):
    """A currency that was read: its code, whether hundredths were named, the token after, and a note.

    `scale` is what its numbers are times: a million in MUSD.
    """

    code: str
    stop: int
    hundredth: bool = False
    note: str | None = None
    scale: int = 1


def read_money_before(text: str, tokens: list[Token], at: int) -> Money | None:
    """A currency that stands before a number: £, US$, A $, EUR, usd$."""
    token = tokens[at]
    if token.kind == SIGN:
        code = SIGNS.get(token.word)
        return Money(code, at + 1) if code else None
    if token.kind != WORD:
        return None
    # "U.S. $5": the points are signs of their own.
    after, prefix = at + 1, token.word
    if prefix == "u" and [t.word for t in tokens[at + 1 : at + 3]] == [".", "s"]:
        after, prefix = at + 3, "us"
        after += after < len(tokens) and tokens[after].word == "."
    if prefix == "a" and text[token.start] == "a":
        # "A $2 billion business" begins with an article unless the A is a capital before the sign.
        return None
    if prefix == "rs" and after < len(tokens):
        return Money("INR", after + (tokens[after].word == "."))
    if after < len(tokens) and tokens[after].word in {"$", "＄"}:
        code = _DOLLARS.get(prefix) or _code(text, token)
        return Money(code, after + 1) if code else None
    code = _code(text, token)
    return Money(code, at + 1) if code else _millions(text, tokens, at)


def read_money_after(text: str, tokens: list[Token], at: int) -> Money | None:
    """A currency that stands behind a number: €, USD, pounds, US dollars, p, cents."""
    token = tokens[at]
    if token.kind == SIGN:
        code = SIGNS.get(token.word) or _HUNDREDTHS.get(token.word)
        return Money(code, at + 1, token.word == "¢") if code else None
    if token.kind != WORD:
        return None
    if token.word == "p":
        return Money("GBP", at + 1, True) if token.glued else None
    code = _code(text, token)
    if code is not None:
        return Money(code, at + 1)
    return _millions(text, tokens, at) or _read_words(tokens, at)


def _millions(text: str, tokens: list[Token], at: int) -> Money | None:
    """MUSD, MSEK: millions of a currency, as reports of companies abbreviate them."""
    written = text[tokens[at].start : tokens[at].end]
    if len(written) != 4 or written[0] != "M" or not is_currency(written[1:]):
        return None
    return Money(written[1:], at + 1, scale=10**6)


def _code(text: str, token: Token) -> str | None:
    alias = _ALIASES.get(token.word)
    if alias is not None:
        return alias
    if len(token.word) != 3:
        return None
    written = text[token.start : token.end]
    if not (written.isupper() or token.word in _SMALL):
        return None
    code = written.upper()
    return code if is_currency(code) else None


def _read_words(tokens: list[Token], at: int) -> Money | None:
    """Pounds, US dollars, New Zealand dollars, pounds sterling."""
    for length in (1, 2, 3):
        if at + length > len(tokens) or tokens[at + length - 1].kind != WORD:
            return None
        name = _single(tokens[at + length - 1].word)
        if length == 1:
            money = _alone(name, tokens, at)
        else:
            code = _COUNTRIES.get((tokens[at + length - 2].word, name))
            money = Money(code, at + length) if code else None
        if money is not None:
            return money
    return None


def _alone(name: str, tokens: list[Token], at: int) -> Money | None:
    if name in _HUNDREDTHS:
        note = "a cent is taken for a US one" if name == "cent" else None
        return Money(_HUNDREDTHS[name], at + 1, True, note)
    code = _WORDS.get(name)
    if code is None:
        return None
    after = tokens[at + 1].word if at + 1 < len(tokens) else ""
    if name == "pound":
        if after == "sterling":
            return Money(code, at + 2)
        # Of sugar, it is a weight.
        return (
            None if after == "of" else Money(code, at + 1, note="pounds are taken for money, not for weight")
        )
    whose = _SHARED.get(name)
    return Money(code, at + 1, note=f"{name} is taken for the {whose} one" if whose else None)


def _single(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 3 else word
