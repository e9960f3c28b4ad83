"""A number as somebody stated it: the words, the number they mean, the hedge, the unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

MAX_DIGITS = 50
MAX_EXPONENT = 100

#: A number as records spell it: a decimal, with or without exponent, or a fraction as it was said.
NUMBER = re.compile(
    r"-?(?:0|[1-9][0-9]*)(?:(?:\.(?P<decimals>[0-9]+))?(?:[eE](?P<exponent>[+-]?[0-9]{1,4}))?|/[1-9][0-9]*)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A stated quantity.

    `value`, `low` and `high` are decimal text (``"5200"``, ``"3.40"``: the digits are those stated) or a
    fraction as it was said (``"1/3"``); they are strings from input to output, so that no digit is ever lost.
    `text` holds the words; `hedge` is one of `vocabulary.HEDGES`; `unit` is in the notation of `unit.parse_unit`.
    `direction` is ``up`` or ``down`` where the number is that of a rise or a fall, `statistic` one of
    `vocabulary.STATISTICS`, and `price_base` the year in whose prices money is given, or ``real``.
    """

    text: str | None = None
    value: str | None = None
    low: str | None = None
    high: str | None = None
    hedge: str | None = None
    unit: str | None = None
    direction: str | None = None
    statistic: str | None = None
    price_base: str | None = None

    def __hash__(self) -> int:
        # Quantities are looked up very often, and hardly two differ in nothing but their other fields.
        return hash((self.value, self.text, self.hedge, self.unit))


def has_number(quantity: Quantity) -> bool:
    """Return whether a number is stated at all, if only an end of a range."""
    return (quantity.value or quantity.low or quantity.high) is not None


def number_problem(text: str) -> str | None:
    """Say what is wrong with a number in a record, or None if it can be taken.

    The limits (50 digits, exponent ±100) are looked at in the text, before any number is built.
    """
    match = NUMBER.fullmatch(text)
    if match is None:
        return 'not a number: write it as decimal text such as "5200" or "0.5", or a fraction such as "1/3"'
    if len(text) <= MAX_DIGITS and match["exponent"] is None:
        return None
    mantissa = re.split("[eE]", text, maxsplit=1)[0]
    if sum(character.isdigit() for character in mantissa) > MAX_DIGITS:
        return f"a number may have {MAX_DIGITS} digits at the most"
    exponent = match["exponent"]
    if exponent is not None and abs(int(exponent)) > MAX_EXPONENT:
        return f"an exponent may be {MAX_EXPONENT} at the most"
    return None


# Cached, as every step of a comparison begins with it, and relays repeat the numbers of their sources.
@lru_cache(maxsize=8_192)
def exact(number: str) -> Fraction:
    """Return the number that decimal or fraction text stands for, exactly. `number_problem` has accepted the text."""
    if "/" in number:
        return Fraction(number)
    return Fraction(Decimal(number))


def decimal_text(number: Fraction, digits: int = 12) -> str:
    """Return plain decimal text of `number`: exact where it ends, else rounded to `digits` significant digits or more.

    The integer part is never rounded. Rounding is half away from zero.
    """
    sign = "-" if number < 0 else ""
    number = abs(number)
    whole, rest = divmod(number.numerator, number.denominator)
    if rest == 0:
        return f"{sign}{whole}" if whole else "0"
    denominator = number.denominator
    twos = (denominator & -denominator).bit_length() - 1
    fives, odd = 0, denominator >> twos
    while odd % 5 == 0:
        odd //= 5
        fives += 1
    places = max(twos, fives)
    if odd != 1 or places > MAX_DIGITS + MAX_EXPONENT:
        # Leading zeros after the point are not significant.
        leading = 0 if whole else len(str(denominator)) - len(str(rest))
        places = max(digits - (len(str(whole)) if whole else 0), 1) + max(leading, 0)
    scaled = (2 * rest * 10**places + denominator) // (2 * denominator)
    carried, scaled = divmod(scaled, 10**places)
    decimals = str(scaled).rjust(places, "0").rstrip("0")
    return f"{sign}{whole + carried}.{decimals}" if decimals else f"{sign}{whole + carried}"


def fraction_text(number: Fraction) -> str:
    """Return a number as it stands in a record: a whole number by itself, any other as a fraction."""
    return f"{number.numerator}/{number.denominator}" if number.denominator != 1 else decimal_text(number)
