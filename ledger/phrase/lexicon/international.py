"""Notation common to all languages: signs and abbreviations of currencies, symbols of units.

Also the words for large numbers of languages that have no lexicon: where one stands behind a number, the phrase
is refused rather than read without it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ledger.phrase.lexicon import words

CURRENCY_SIGNS: Final[Mapping[str, str]] = {
    "$": "USD", "£": "GBP", "€": "EUR", "¥": "JPY", "₽": "RUB", "₴": "UAH", "₹": "INR", "₩": "KRW",
    "₪": "ILS", "₺": "TRY", "₫": "VND", "₦": "NGN", "₱": "PHP", "₡": "CRC", "₾": "GEL", "₭": "LAK",
    "₸": "KZT", "₼": "AZN", "฿": "THB", "₵": "GHS", "₲": "PYG", "₮": "MNT", "元": "CNY", "￥": "CNY",
    "৳": "BDT", "＄": "USD", "￡": "GBP", "円": "JPY", "₨": "PKR", "₿": "BTC", "﷼": "IRR", "៛": "KHR",
}  # fmt: skip
DOLLAR_SIGNS: Final = frozenset("$＄")
#: The currency that a bare dollar sign is taken for.
DOLLAR: Final = "USD"
#: Letters before a dollar sign that say whose dollar it is.
DOLLAR_PREFIXES: Final[Mapping[str, str]] = {
    "us": "USD", "u.s": "USD", "a": "AUD", "au": "AUD", "aus": "AUD", "c": "CAD", "ca": "CAD", "can": "CAD",
    "hk": "HKD", "nz": "NZD", "s": "SGD", "nt": "TWD", "r": "BRL", "mex": "MXN", "mx": "MXN", "j": "JMD",
    "n": "NAD", "fj": "FJD", "f": "FJD", "sg": "SGD", "g": "GYD", "rd": "DOP", "col": "COP", "clp": "CLP", "cl": "CLP",
    "ar": "ARS", "arg": "ARS", "b": "BND", "bds": "BBD", "br": "BRL", "mop": "MOP", "u": "USD", "t": "TOP", "ws": "WST",
    "si": "SBD", "l": "LRD", "sr": "SRD", "ci": "KYD", "cuc": "CUP", "tt": "TTD", "bz": "BZD", "ec": "XCD", "z": "ZWL",
    "cdn": "CAD",
}  # fmt: skip
#: Codes that people write in small letters; other codes count in capitals only (TRY is lira, "try" is not).
SMALL_CODES: Final = words(
    "usd eur gbp jpy chf cny aud cad nzd inr rub uah sek nok dkk pln hkd sgd mxn brl zar krw btc"
)
#: Codes that are words in capitals: ALL 5 PEOPLE, TOP 10, COP26.
CODES_LIKE_WORDS: Final = words("ALL TOP CUP COP PEN SOS MOP BAM BOB GEL")
CURRENCY_ALIASES: Final[Mapping[str, str]] = {
    "rmb": "CNY", "cnh": "CNY", "rur": "RUB", "stg": "GBP", "btc": "BTC", "bitcoin": "BTC",
}  # fmt: skip
#: What newspapers print before (or behind) an amount for their own currency, as written: its code, and whose it is
#: where several countries print the same. A mark of one letter counts in capitals, right before digits.
MONEY_MARKS: Final[Mapping[str, tuple[str, str]]] = {
    "Rs": ("INR", "Indian"), "Re": ("INR", "Indian"), "Ksh": ("KES", ""), "KSh": ("KES", ""), "Kshs": ("KES", ""),
    "KShs": ("KES", ""), "KSH": ("KES", ""), "Sh": ("KES", "Kenyan"), "Shs": ("KES", "Kenyan"), "TSh": ("TZS", ""),
    "Tsh": ("TZS", ""), "TShs": ("TZS", ""), "Tshs": ("TZS", ""), "USh": ("UGX", ""), "Ush": ("UGX", ""),
    "UShs": ("UGX", ""), "Ushs": ("UGX", ""), "N": ("NGN", ""), "R": ("ZAR", ""),
    "RM": ("MYR", ""), "Rp": ("IDR", ""), "P": ("PHP", "Philippine"), "Php": ("PHP", ""), "Tk": ("BDT", ""),
    "kr": ("SEK", "Swedish"), "Kr": ("SEK", "Swedish"), "kr.": ("DKK", "Danish"), "SKr": ("SEK", ""),
    "Skr": ("SEK", ""),
    "NKr": ("NOK", ""), "Nkr": ("NOK", ""), "DKr": ("DKK", ""), "Dkr": ("DKK", ""), "IKr": ("ISK", ""),
    "zł": ("PLN", ""), "zl": ("PLN", ""), "Zł": ("PLN", ""), "Kč": ("CZK", ""), "Kc": ("CZK", ""), "Ft": ("HUF", ""),
    "lei": ("RON", ""), "лв": ("BGN", ""), "руб": ("RUB", ""), "грн": ("UAH", ""), "Fr": ("CHF", "Swiss"),
    "SFr": ("CHF", ""), "sFr": ("CHF", ""), "Sfr": ("CHF", ""), "Fr.": ("CHF", "Swiss"), "LE": ("EGP", ""),
    "LL": ("LBP", ""), "TL": ("TRY", ""), "NIS": ("ILS", ""), "Dh": ("AED", "Emirati"), "Dhs": ("AED", "Emirati"),
    "DH": ("MAD", "Moroccan"), "NRs": ("NPR", ""), "SLRs": ("LKR", ""), "Afs": ("AFN", ""),
    "SR": ("SAR", ""), "SAR": ("SAR", ""), "QR": ("QAR", ""), "KD": ("KWD", ""), "BD": ("BHD", ""), "JD": ("JOD", ""),
    "RO": ("OMR", ""), "Bs": ("BOB", "Bolivian"), "Gs": ("PYG", ""), "FCFA": ("XOF", "West African"),
    "CFA": ("XOF", "West African"), "Le": ("SLE", ""), "Br": ("ETB", "Ethiopian"), "K": ("ZMW", "Zambian"),
    "MK": ("MWK", ""), "ZK": ("ZMW", ""), "DA": ("DZD", ""), "GHc": ("GHS", ""), "GHC": ("GHS", ""), "Nu": ("BTN", ""),
    "Ar": ("MGA", ""), "VT": ("VUV", ""), "S/": ("PEN", ""), "Sl": ("SOS", ""),
}  # fmt: skip
#: Marks before a sign of a currency that say whose it is: GH¢, E£, JP¥.
SIGN_PREFIXES: Final[Mapping[tuple[str, str], str]] = {
    ("gh", "¢"): "GHS", ("gh", "₵"): "GHS", ("e", "£"): "EGP", ("le", "£"): "EGP", ("l", "£"): "LBP",
    ("s", "£"): "SYP", ("ir", "£"): "IEP", ("cn", "¥"): "CNY", ("jp", "¥"): "JPY", ("rmb", "¥"): "CNY",
    ("uk", "£"): "GBP", ("gb", "£"): "GBP", ("us", "￠"): "USD",
}  # fmt: skip
#: Before a currency code, what its numbers are times: MUSD, kEUR, bnSEK.
MULTIPLES_OF: Final[Mapping[str, int]] = {
    "m": 10**6,
    "k": 10**3,
    "bn": 10**9,
    "mn": 10**6,
    "mio": 10**6,
    "mrd": 10**9,
    "b": 10**9,
    "tn": 10**12,
    "trn": 10**12,
}
#: Signs that are units.
UNIT_SIGNS: Final[Mapping[str, str]] = {
    "℃": "degC",
    "℉": "degF",
    "‰": "permille",
    "′": "foot",
    "″": "inch",
}
DEGREE_SIGNS: Final = frozenset("°º")
RAISED: Final[Mapping[str, str]] = {"²": "^2", "³": "^3", "2": "^2", "3": "^3"}
CENT_SIGNS: Final[Mapping[str, str]] = {"¢": "USD"}

#: Dates in figures alone, lower case.
ISO_WEEK: Final = "([0-9]{4})-?w([0-9]{2})"
UNSPECIFIED_DATE: Final = "([0-9]{3}x|[0-9]{2}xx)"

#: Abbreviations of more than one unit or of a scale, as written, and what they may be.
AMBIGUOUS_UNITS: Final[Mapping[str, str]] = {
    "MT": "metric tons or megatonnes",
    "mt": "metric tons or megatonnes",
    "mT": "metric tons or megatonnes",
    "ML": "millilitres or megalitres",
    "Ml": "millilitres or megalitres",
    "TEUR": "thousands or trillions of euros",
    "TUSD": "thousands or trillions of dollars",
    "TCHF": "thousands or trillions of francs",
    "LPA": "lakh per annum",
    "lpa": "lakh per annum",
}
#: Units that letters and a digit behind a small number may name, or a height of feet and inches: 6ft2.
LIKE_HEIGHTS: Final = frozenset({"foot^2", "foot^3"})
#: Words for multiples of a unit, which are written as one word with it: kilograms, megatonnes.
UNIT_PREFIXES: Final = words("kilo mega giga tera peta milli micro nano pico")
#: Abbreviations that are recorded as units as they are written, lower case, and what they may be.
ABBREVIATED_UNITS: Final[Mapping[str, str]] = {
    "mbtu": "millions or thousands of British thermal units",
    "mcm": "thousands or millions of cubic metres",
    "tcm": "trillions of cubic metres or thousands of them",
    "mcf": "thousands or millions of cubic feet",
    "mmcf": "millions or thousands of cubic feet",
    "mmscf": "millions or thousands of cubic feet",
    "mmscfd": "millions or thousands of cubic feet a day",
    "bcf": "billions of cubic feet",
    "bcfd": "billions of cubic feet a day",
    "tcf": "trillions of cubic feet",
    "boed": "barrels of oil equivalent a day",
    "mboe": "thousands or millions of barrels of oil equivalent",
    "mmboe": "millions or thousands of barrels of oil equivalent",
    "mboed": "thousands or millions of barrels of oil equivalent a day",
    "kbd": "thousands of barrels a day",
    "mbd": "thousands or millions of barrels a day",
    "mmbd": "millions or thousands of barrels a day",
    "mmbbl": "millions or thousands of barrels",
    "tpa": "tonnes a year",
    "ktpa": "thousands of tonnes a year",
    "mtpa": "millions of tonnes a year",
    "mtoe": "millions of tonnes of oil equivalent",
    "ktoe": "thousands of tonnes of oil equivalent",
    "mmt": "millions or thousands of tonnes",
    "lmt": "lakhs of tonnes",
    "mgd": "millions of gallons a day, imperial or not",
    "kt": "kilotonnes or knots",
    "mj": "megajoules or millijoules",
    "mpa": "megapascals or millipascals",
}
#: Tonnes of carbon or of its dioxide in one word: MtCO2e, GtC.
CARBON_MASS: Final = re.compile("[kKMG]?t(?:CO2|CO₂|C)(?:e|eq)?")
#: Abbreviations of units that have a second meaning, and what they are read as.
READ_AS: Final[Mapping[str, str]] = {
    "mw": "megawatts, not as milliwatts",
    "mW": "megawatts, not as milliwatts",
    "c": "degrees Celsius, not as cents",
    "bcm": "billions of cubic metres",
    "mmbtu": "millions of British thermal units",
    "MMBtu": "millions of British thermal units",
    "MMBTU": "millions of British thermal units",
}

#: Words for large numbers in languages without a lexicon, and abbreviations of them: whole words, and beginnings.
_SCALE_WORDS: Final = words(
    "cr crs crore crores lac lacs lakh lakhs lk lkh l bil bils mill mil mils mio mios mia mias mrd mrds "
    "mld mlds mlrd mlrds md mds mln mlns mn mns bn bns bln bio tn trn trl tril trill tr mille milj mjl "
    "mijoen tsd tausend ribu juta tusen tuhat tuhatta ezer elfu mila milésimo hundert thous thou hun jt "
    "rb kk tisíc tis tys тыс тис млн млрд трлн млд 万 萬 億 亿 兆 千 百 十 만 억 조 천 ล้าน พัน แสน ألف آلاف مليون "
    "ملايين مليار هزار میلیون میلیارد लाख करोड़ हज़ार অযুত লাখ কোটি хил хиляди хиљада m b k g "
    "εκατ δισ τρισ χιλ хиљ хил bin milyar trilyon ratus ribuan jutaan libo laki ming mijë þúsund milljón tisoč elf alf "
    "tūkst tūkstoši tūkstančių tuhande tusind tusinde tisuća tisuca мянга сая мың мингта илјади ათასი მილიონი "
    "հազար միլիոն אלף אלפי מיליון מיליארד ہزار لاکھ کروڑ ارب কোটি লক্ষ হাজার லட்சம் கோடி ஆயிரம் లక్ష కోట్లు వేల ലക്ഷം കോടി "
    "ลาน หมื่น แสนล้าน "
    "tỷ tỉ triệu nghìn ngàn trăm kharab karor karors hajar hazar hazaar myriad myriads mii milhar milhares"
)
#: Words for large numbers that are other words before a noun: 5 grand, but 5 grand pianos.
SCALES_ALONE: Final = words("grand arab bin mille mil")
LAKH: Final = 10**5
LAKH_LETTER: Final = "L"
#: The letter of kelvin, and of a thousand.
KELVIN_LETTER: Final = "K"
#: Currencies of countries that count in lakhs, which newspapers there abbreviate to L.
LAKH_CURRENCIES: Final = words("INR PKR NPR BDT LKR")
#: Words that join a number to its noun in languages without a lexicon: what stands before them may be a number there.
FOREIGN_JOINTS: Final = words("de di von del des dos das av af")
FOREIGN_ARTICLES: Final = ("d'", "l'")
_SCALE_BEGINNINGS: Final = (
    "millio", "milliard", "millon", "millón", "milion", "milión", "miliard", "miliar", "miljo", "miljar",
    "miljó", "miljår", "milhõ", "milhã", "milho", "milyon", "milyar", "bilh", "billio", "billon", "billón",
    "bilion", "bilión", "biljo", "biljar", "billiard", "bilyon", "trillio", "trillon", "trillón", "trilion",
    "trilh", "triljo", "trilyon", "quadrill", "quintill", "sextill", "zillion", "gazillion", "bazillion",
    "kazillion", "kuadril", "katril", "kvadril", "kwadryl", "quadril",
    "tausend", "duizend", "tysią", "tysiąc", "тысяч", "тисяч", "милл", "мільй", "мільярд",
    "millió", "milliár", "tysię", "milijun", "milijar", "tisuć", "hiljad", "tūkst",
    "милион", "милиард", "миллиард", "трилл", "трильй", "εκατομμ", "δισεκατ", "χιλιάδ", "triliun",
)  # fmt: skip
_CJK_NUMERALS: Final = frozenset("万萬億亿兆千百十만억조천")
#: Words that begin like a large number and are none: a millionaire, a billiard table.
_NO_SCALES: Final = (
    "millionair",
    "billionair",
    "trillionair",
    "milliardär",
    "millionär",
    "billiards",
    "millionth",
)


#: An unread abbreviation with the letters of those for thousands, millions and the like: trln, mkr, mdkr.
SCALE_LIKE: Final = re.compile("[mbtkhlcq][bdjklmnrst]{2,4}")


def may_be_scale(word: str) -> bool:
    """Return whether an unread lower-case word may stand for a large number in some language, whole or abbreviated."""
    if word.startswith(_NO_SCALES):
        return False
    if not word.isascii() and not _CJK_NUMERALS.isdisjoint(word):
        return True
    return word in _SCALE_WORDS or word.startswith(_SCALE_BEGINNINGS)


_VOWELS: Final = "aeiouyäöüáéíóúàèâêîôûåøæаеёиоуыэюяіїєı"
#: A word of Latin or Cyrillic letters without a vowel: an abbreviation. Of other scripts no vowel is known here. As a
#: class of all letters but these, without regard to case, it takes 6 ms to compile, and has the k for that of kelvin.
NO_VOWEL: Final = re.compile(f"(?:(?![{_VOWELS}{_VOWELS.upper()}0-9'-])[\\0-\u052f])+")
