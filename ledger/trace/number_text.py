"""Numbers and units in the words of a message: ``182.5 billion straws per year``, ``pounds per week``."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Final

from ledger.number.interval import Interval
from ledger.number.physical import is_currency
from ledger.number.quantity import Quantity, decimal_text
from ledger.number.rational import rounded

#: Scale words by their power of ten, in steps of a thousand.
SCALE_WORDS: Final = {
    2: "hundred",
    3: "thousand",
    5: "lakh",
    6: "million",
    7: "crore",
    9: "billion",
    12: "trillion",
}
#: From a million on, a number is written with its scale in words, so that nobody has to count zeros.
_IN_WORDS: Final = (12, 9, 6)
_CURRENCIES: Final = {
    "USD": "dollars", "EUR": "euros", "GBP": "pounds", "JPY": "yen", "CNY": "yuan", "INR": "rupees",
    "RUB": "roubles", "UAH": "hryvnias", "CHF": "Swiss francs", "CAD": "Canadian dollars",
    "AUD": "Australian dollars",
}  # fmt: skip
#: A number that occurs in no unit, to find where the number stands in a rendered quantity.
_PLACEHOLDER: Final = "7777777"


def shown(number: Fraction) -> str:
    """Return a number to read: at most six significant digits past the point, thousands separated by commas."""
    size = magnitude(number)
    if size > 18 or size < -9:
        number = rounded(number, Fraction(10) ** (size - 5))
        size = magnitude(number)
        return f"{decimal_text(number / Fraction(10) ** size)}e{size}"
    text = decimal_text(rounded(number, Fraction(1, 10 ** max(5 - size, 0))))
    whole, _, decimals = text.partition(".")
    sign = "-" if whole.startswith("-") else ""
    grouped = f"{sign}{int(whole.lstrip('-')):,}"
    return f"{grouped}.{decimals}" if decimals else grouped


def scaled(number: Fraction) -> str:
    """Return a number to read, from a million on with its scale in words: ``182.5 billion``."""
    size = magnitude(number)
    for power in _IN_WORDS:
        if power <= size < 15:
            return f"{shown(number / 10**power)} {SCALE_WORDS[power]}"
    return shown(number)


def amount(number: Fraction, unit: str | None) -> str:
    """Return a number with its unit in words: ``£182.5 billion per year``, ``5,200 convictions per year``."""
    text = scaled(number)
    if unit in (None, "1"):
        return text
    if unit == "calendar_year":
        return decimal_text(number)
    if number == 1:
        return _rendered("1", unit)
    if number < 0 and is_currency(unit.partition("/")[0]):
        return f"-{amount(-number, unit)}"
    return _with_placeholder(unit).replace("7,777,777", text, 1)


def unit_words(unit: str | None) -> str:
    """Return a unit in words, for a sentence without a number: ``pounds per week``, ``soldiers per year``."""
    if unit in (None, "1"):
        return "a bare number"
    if unit == "calendar_year":
        return "years of the calendar"
    top, slash, below = unit.partition("/")
    if is_currency(top):
        whole = _with_placeholder(f"thing{slash}{below}") if slash else "7,777,777 things"
        return whole.replace("7,777,777 things", _CURRENCIES.get(top, top), 1)
    if top in ("1", ""):
        return _with_placeholder(f"thing/{below}").replace("7,777,777 things ", "", 1)
    if top == "percent":
        return _with_placeholder(unit).replace("7,777,777%", "percent", 1)
    return _with_placeholder(unit).replace("7,777,777", "", 1).strip()


def _with_placeholder(unit: str) -> str:
    return _rendered(_PLACEHOLDER, unit)


@lru_cache(maxsize=1024)
def _rendered(value: str, unit: str) -> str:
    # Imported here: most traces need none of these words.
    from ledger.phrase.rendering import render

    return render(Quantity(value=value, unit=unit))


def magnitude(number: Fraction) -> int:
    """Return the power of ten of a number's first digit; 0 for 0."""
    if number == 0:
        return 0
    number = abs(number)
    size = len(str(number.numerator)) - len(str(number.denominator))
    return size if number >= Fraction(10) ** size else size - 1


def interval_words(interval: Interval | None) -> str:
    """Return an interval in words: ``75 to just under 100``."""
    if interval is None:
        return "anything"
    low, high = interval.low, interval.high
    if low is not None and high is not None:
        if low == high:
            return f"just {scaled(low)}"
        above, below = "just over " * interval.low_open, "just under " * interval.high_open
        return f"{above}{scaled(low)} to {below}{scaled(high)}"
    if low is not None:
        return f"{'more than' if interval.low_open else 'at least'} {scaled(low)}"
    if high is not None:
        return f"{'less than' if interval.high_open else 'at most'} {scaled(high)}"
    return "anything"
