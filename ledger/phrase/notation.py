"""The hedges and units of the records' notation that the grammar itself names; all others come from a lexicon."""

from __future__ import annotations

from typing import Final

#: Introductions after which a number is the level that something came to ("rose to 5%").
LEVEL: Final = "level"
#: Words in a number's place that are about two of the large number behind them ("a couple of hundred").
PAIR: Final = "pair"

EXACT: Final = "exact"
ABOUT: Final = "about"
NEARLY: Final = "nearly"
UNDER: Final = "under"
OVER: Final = "over"
AT_LEAST: Final = "at-least"
AT_MOST: Final = "at-most"
BETWEEN: Final = "between"
VAGUE: Final = "vague"

ONE_SIDED: Final = frozenset({NEARLY, UNDER, OVER, AT_LEAST, AT_MOST})
#: Hedges that make the number a lower bound, and those that make it an upper bound.
LOWER_BOUNDS: Final = frozenset({OVER, AT_LEAST})
UPPER_BOUNDS: Final = frozenset({UNDER, AT_MOST})

#: Directions of a change, and the price base of money after inflation.
UP: Final = "up"
DOWN: Final = "down"
REAL: Final = "real"

PERCENT: Final = "percent"
PERCENTAGE_POINT: Final = "percentage_point"
POINT: Final = "point"
CALENDAR_YEAR: Final = "calendar_year"
YEAR: Final = "year"
TIME: Final = "time"
PERSON: Final = "person"
DEGREE: Final = "degree"
METRE: Final = "m"
#: What joins a mantissa to its power of ten: 1e6.
EXPONENT_SIGN: Final = "e"
#: Letters in Unicode that print uses as signs: 20 ºC.
RAISED_LETTERS: Final = "ªº"
#: A digit of a date that nobody gave.
UNSPECIFIED: Final = "X"
#: Classes of characters in Unicode: digits of any script, and numbers that are no digits (½).
UNICODE_DIGIT: Final = "Nd"
UNICODE_NUMBER: Final = "No"
#: Units that are printed by a sign of their own.
DEGREE_SIGNS: Final = {"degC": "°C", "degF": "°F"}
#: Currencies that are printed by their sign.
SIGNED_CURRENCIES: Final = frozenset({"USD", "GBP", "EUR", "JPY"})
#: Numbers that are printed as one sign.
VULGAR_SIGNS: Final = frozenset("¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞")
