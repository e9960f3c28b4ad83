"""What print has in common in all languages: signs and abbreviations of currencies, symbols of units.

Also the words for large numbers of languages that have no lexicon: where one stands behind a number, the phrase
is refused rather than read without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledger.phrase.lexicon import words

CURRENCY_SIGNS: Final[Mapping[str, str]] = {
    "$": "USD", "£": "GBP", "€": "EUR", "¥": "JPY", "₽": "RUB", "₴": "UAH", "₹": "INR", "₩": "KRW",
    "₪": "ILS", "₺": "TRY", "₫": "VND", "₦": "NGN", "₱": "PHP", "₡": "CRC", "₾": "GEL", "₭": "LAK",
    "₸": "KZT", "₼": "AZN", "฿": "THB", "₵": "GHS", "₲": "PYG", "₮": "MNT", "元": "CNY", "￥": "CNY",
    "＄": "USD", "￡": "GBP", "円": "JPY", "₨": "PKR", "₿": "BTC", "﷼": "IRR", "៛": "KHR",
}  # fmt: skip
DOLLAR_SIGNS: Final = frozenset("$＄")
#: The currency that a bare dollar sign is taken for.
DOLLAR: Final = "USD"
#: What before a dollar sign says whose dollar it is.
DOLLAR_PREFIXES: Final[Mapping[str, str]] = {
    "us": "USD", "u.s": "USD", "a": "AUD", "au": "AUD", "aus": "AUD", "c": "CAD", "ca": "CAD", "can": "CAD",
    "hk": "HKD", "nz": "NZD", "s": "SGD", "nt": "TWD", "r": "BRL", "mex": "MXN", "mx": "MXN", "j": "JMD",
    "n": "NAD", "fj": "FJD", "tt": "TTD", "bz": "BZD", "ec": "XCD", "z": "ZWL",
}  # fmt: skip
#: Codes that people write in small letters; other codes count in capitals only (TRY is lira, "try" is not).
SMALL_CODES: Final = words(
    "usd eur gbp jpy chf cny aud cad nzd inr rub uah sek nok dkk pln hkd sgd mxn brl zar krw btc"
)
CURRENCY_ALIASES: Final[Mapping[str, str]] = {
    "rmb": "CNY", "cnh": "CNY", "rur": "RUB", "stg": "GBP", "btc": "BTC", "bitcoin": "BTC",
}  # fmt: skip
#: Abbreviations of a rupee, before which a point may stand.
RUPEES: Final[Mapping[str, str]] = {"rs": "INR"}
#: Before a currency code, millions: MUSD, MSEK.
MILLIONS_OF: Final = "M"
#: Signs that are units.
UNIT_SIGNS: Final[Mapping[str, str]] = {"℃": "degC", "℉": "degF", "‰": "permille"}
DEGREE_SIGNS: Final = frozenset("°º")
RAISED: Final[Mapping[str, str]] = {"²": "^2", "³": "^3", "2": "^2", "3": "^3"}
CENT_SIGNS: Final[Mapping[str, str]] = {"¢": "USD"}

#: Dates in figures alone, lower case.
ISO_WEEK: Final = "([0-9]{4})-?w([0-9]{2})"
UNSPECIFIED_DATE: Final = "([0-9]{3}x|[0-9]{2}xx)"
