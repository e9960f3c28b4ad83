"""How precisely a number was stated: the unit of the last significant digit of the mantissa that was printed.

"350 million" prints 350, and says no more than tens of millions; "3.40 million" prints 3.40, and marks
every digit. Trailing zeros of a whole number are unmarked: 5,200 may be counted in hundreds. A fraction in
words has no digits; its unit is a fifth of itself, so that half a unit is the tenth by which it may be off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache

from ledger.number.quantity import Quantity, exact

FRACTION_UNIT = Fraction(1, 5)

#: The powers of ten of hundred, thousand, lakh, million, crore, billion and their like.
_SCALES = (2, 3, 5, 6, 7, 9, 12, 15, 18)
_LONGEST_TOKEN = 80


def unit_in_last_place(quantity: Quantity) -> Fraction:
    """One unit of the last significant digit of the printed mantissa, in the quantity's own unit, above 0.

    Of a range without a value it is the coarser end's. Raises ValueError if the quantity has no number.
    """
    numbers = [quantity.value] if quantity.value is not None else [quantity.low, quantity.high]
    units = [last_place(number, quantity) for number in numbers if number is not None]
    if not units:
        raise ValueError("a quantity without a number has no last digit")
    return max(units)


def last_place(number: str, quantity: Quantity) -> Fraction:
    """The same for one of the quantity's numbers: its value, or an end of its range.

    The mantissa is looked for in the quantity's text: a number there that equals `number`, or does so times
    its scale word. When none fits, the number's own decimal text is the mantissa.

    ``exact`` marks every digit, and a year of the calendar marks all of them; only a hedged one that ends
    in 0 ("about 1950") stands for its decade.
    """
    if "/" in number:
        return abs(exact(number)) * FRACTION_UNIT or Fraction(1)
    year = quantity.unit == "calendar_year"
    marked = quantity.hedge == "exact" or (year and quantity.hedge is None)
    printed = _printed(number, quantity.text) if quantity.text else None
    digits, places, scale = printed or _own(number)
    unit = Fraction(10) ** (scale - places)
    if places == 0 and not marked and int(digits) != 0:
        unit *= 10 ** (len(digits) - len(digits.rstrip("0")))
    return min(unit, Fraction(10)) if year else unit


def _own(number: str) -> tuple[str, int, int]:
    """Digits, decimal places and power of ten of a number's own decimal text."""
    mantissa, _, exponent = number.lower().partition("e")
    whole, _, decimals = mantissa.lstrip("-").partition(".")
    return whole + decimals, len(decimals), int(exponent or 0)


def _printed(number: str, text: str) -> tuple[str, int, int] | None:
    """Digits, decimal places and scale of the first number in the text that, times its scale, is `number`.

    Scale words are not read: that a word follows, and that the two numbers differ by a power of ten such
    words stand for, says it in every language.
    """
    value = abs(exact(number))
    scaled: tuple[str, int, int] | None = None
    for token, word_follows in _tokens(text):
        for digits, places in _readings(token):
            read = Fraction(int(digits), 10**places)
            if read == value:
                return digits, places, 0
            if scaled is None and word_follows and read:
                scaled = next(
                    ((digits, places, power) for power in _SCALES if read * 10**power == value), None
                )
    return scaled


def _tokens(text: str) -> Iterator[tuple[str, bool]]:
    """Every printed number in the text, and whether a word follows it somewhere."""
    last_letter = max((place for place, character in enumerate(text) if character.isalpha()), default=-1)
    for match in _number().finditer(text):
        if len(match[0]) <= _LONGEST_TOKEN:
            yield match[0], last_letter >= match.end()


def _readings(token: str) -> Iterator[tuple[str, int]]:
    """Digits and decimal places of a printed number, read with a decimal point, then with a decimal comma."""
    for point, comma in ((".", ","), (",", ".")):
        whole, _, decimals = token.partition(point)
        groups = re.split(rf"[{re.escape(comma)} '’\u00a0\u2007\u2009\u202f]", whole)
        grouped = len(groups[-1]) == 3 and all(2 <= len(group) <= 3 for group in groups[1:])
        if (len(groups) == 1 or grouped) and (decimals.isdigit() or point not in token):
            yield "".join(groups) + decimals, len(decimals)


@cache
def _number() -> re.Pattern[str]:
    """Digits with separators: a space parts groups of three only, or every second number would be one."""
    return re.compile(
        r"[0-9]+(?:(?:[ \u00a0\u2007\u2009\u202f](?=[0-9]{3}(?![0-9]))|[.,'’](?=[0-9]))[0-9]+)*"
    )
