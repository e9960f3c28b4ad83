"""Measuring how precisely a number was stated: the unit of the last significant digit of the mantissa that was printed.

"350 million" prints 350, and says no more than tens of millions; "3.40 million" prints 3.40, and marks
every digit. Trailing zeros of a whole number are unmarked: 5,200 may be counted in hundreds. A fraction in
words has no digits; its unit is a fifth of itself, so that half a unit is the tenth by which it may be off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache, lru_cache
from typing import NamedTuple

from ledger.number.quantity import Quantity, exact

FRACTION_UNIT = Fraction(1, 5)

#: The powers of ten of hundred, thousand, lakh, million, crore, billion and their like; below 0 those of rates
#: "per 100,000".
_SCALES = (2, 3, 5, 6, 7, 9, 12, 15, 18, -2, -3, -4, -5, -6, -7, -9)
_LONGEST_TOKEN = 80


class Printed(NamedTuple):
    """A number as it was printed: its digits, how many of them are decimals, the power of ten of its scale word.

    ``350 million`` is (``"350"``, 0, 6). `end` is where its digits end in the text, None where the text has no such
    number and its own decimal text is taken.
    """

    digits: str
    places: int
    scale: int
    end: int | None = None

    @property
    def mantissa(self) -> Fraction:
        """The number that is printed, without its scale."""
        # A fraction is kept as it was written.
        return Fraction(self.digits) / Fraction(10) ** self.places


def unit_in_last_place(quantity: Quantity) -> Fraction:
    """Return one unit of the last significant digit of the printed mantissa, in the quantity's own unit, above 0.

    Of a range without a value it is the coarser end's. Raises ValueError if the quantity has no number.
    """
    numbers = [quantity.value] if quantity.value is not None else [quantity.low, quantity.high]
    units = [last_place(number, quantity) for number in numbers if number is not None]
    if not units:
        raise ValueError("a quantity without a number has no last digit")
    return max(units)


def last_place(number: str, quantity: Quantity) -> Fraction:
    """Return the same for one of the quantity's numbers: its value, or an end of its range.

    The mantissa is looked for in the quantity's text: a number there that equals `number`, or does so times
    its scale word. When none fits, the number's own decimal text is the mantissa.

    ``exact`` marks every digit, and a year of the calendar marks all of them; only a hedged one that ends
    in 0 ("about 1950") stands for its decade.
    """
    if "/" in number:
        return abs(exact(number)) * FRACTION_UNIT or Fraction(1)
    year = quantity.unit == "calendar_year"
    marked = quantity.hedge == "exact" or (year and quantity.hedge is None)
    printed = printed_number(number, quantity.text)
    unit = Fraction(10) ** (printed.scale - printed.places)
    if printed.places == 0 and not marked and int(printed.digits) != 0:
        unit *= 10 ** (len(printed.digits) - len(printed.digits.rstrip("0")))
    return min(unit, Fraction(10)) if year else unit


def last_printed_place(number: str, quantity: Quantity) -> Fraction:
    """Return what `last_place` returns, trailing zeros included: one million for 500 million.

    What is computed from a bare number is held to it as it was printed.
    """
    if "/" in number:
        return last_place(number, quantity)
    printed = printed_number(number, quantity.text)
    return Fraction(10) ** (printed.scale - printed.places)


def printed_number(number: str, text: str | None) -> Printed:
    """Return how a number was printed in a text; where it does not stand there, how its decimal text has it."""
    found = _printed(number, text) if text else None
    if found is not None:
        return found
    mantissa, _, exponent = number.lower().partition("e")
    whole, _, decimals = mantissa.lstrip("-").partition(".")
    return Printed(whole + decimals, len(decimals), int(exponent or 0))


# Cached, as the steps of several comparisons ask for the same number.
@lru_cache(maxsize=8_192)
def _printed(number: str, text: str) -> Printed | None:
    """Return the first number in the text that, times its scale, is `number`.

    Scale words are not read: that a word follows, and that the two numbers differ by a power of ten such
    words stand for, says it in every language.
    """
    value = abs(exact(number))
    scaled: Printed | None = None
    for token, end, word_follows in _tokens(text):
        for digits, places in _readings(token):
            read = Fraction(int(digits), 10**places)
            if read == value:
                return Printed(digits, places, 0, end)
            if scaled is None and word_follows and read:
                scaled = next(
                    (
                        Printed(digits, places, power, end)
                        for power in _SCALES
                        if read * Fraction(10) ** power == value
                    ),
                    None,
                )
    return scaled


def _tokens(text: str) -> Iterator[tuple[str, int, bool]]:
    """Yield every printed number in the text, where it ends, and whether a word follows it."""
    last_letter = max((place for place, character in enumerate(text) if character.isalpha()), default=-1)
    for match in _number().finditer(text):
        if len(match[0]) <= _LONGEST_TOKEN:
            yield match[0], match.end(), last_letter >= match.end()


def _readings(token: str) -> Iterator[tuple[str, int]]:
    """Yield digits and decimal places of a printed number, with a decimal point, then with a decimal comma."""
    for point, comma in ((".", ","), (",", ".")):
        whole, _, decimals = token.partition(point)
        groups = re.split(rf"[{re.escape(comma)} '’\u00a0\u2007\u2009\u202f]", whole)
        grouped = len(groups[-1]) == 3 and all(2 <= len(group) <= 3 for group in groups[1:])
        if (len(groups) == 1 or grouped) and (decimals.isdigit() or point not in token):
            yield "".join(groups) + decimals, len(decimals)


@cache
def _number() -> re.Pattern[str]:
    """Compile the pattern of digits with separators; a space separates groups of three only."""
    return re.compile(
        r"[0-9]+(?:(?:[ \u00a0\u2007\u2009\u202f](?=[0-9]{3}(?![0-9]))|[.,'’](?=[0-9]))[0-9]+)*"
    )
