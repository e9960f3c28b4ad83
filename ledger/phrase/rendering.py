"""Rendering a quantity in plain words, so that reading the words again gives the same quantity."""

from __future__ import annotations

import re
from functools import lru_cache

from ledger.number.physical import dimension, is_currency
from ledger.number.quantity import Quantity, decimal_text, exact
from ledger.phrase.digits import SWAPPED_MARKS
from ledger.phrase.lexicon import Lexicon, lexicon_for
from ledger.phrase.lexicon.international import CURRENCY_SIGNS
from ledger.phrase.notation import (
    AT_LEAST,
    AT_MOST,
    CALENDAR_YEAR,
    DEGREE_SIGNS,
    PERCENT,
    SIGNED_CURRENCIES,
    VAGUE,
)
from ledger.phrase.noun import looks_plural, plural

_SIGNS = {code: sign for sign, code in reversed(tuple(CURRENCY_SIGNS.items())) if code in SIGNED_CURRENCIES}


def render(quantity: Quantity, language: str | None = None) -> str:
    """Return plain words for a quantity, such as "about 5,200 convictions per year".

    `parse_phrase` reads it back to the same value, low, high, hedge and unit, where the unit's nouns are
    single words of the language and the parts are ones that a phrase can state. A quantity without number and
    unit gives its text.
    """
    lexicon = lexicon_for(language)
    words = lexicon.rendered
    top, *below = (quantity.unit or "").split("/")
    number = _number(quantity, top, lexicon)
    if number is None:
        return _without_number(quantity, top, below, lexicon)
    hedge = words.hedges.get(quantity.hedge or "", "")
    if top == CALENDAR_YEAR:
        is_range = quantity.value is None and quantity.low is not None and quantity.high is not None
        if is_range:
            return words.years.format(
                low=_print(quantity.low or "", top, lexicon), high=_print(quantity.high or "", top, lexicon)
            )
        return f"{words.year}{hedge}{number}"
    money = top in _SIGNS or is_currency(top)
    single = quantity.value in {"1", "-1"} and quantity.low is None
    rendered = f"{hedge}{number}" if money else f"{hedge}{_with_unit(number, top, single, lexicon)}"
    if top == "1" and not below:
        rendered = f"{words.factor}{hedge}{number}"
    return rendered + "".join(f"{words.per}{_noun(noun, True, lexicon)}" for noun in below)


def _without_number(quantity: Quantity, top: str, below: list[str], lexicon: Lexicon) -> str:
    words = lexicon.rendered
    if quantity.hedge != VAGUE or not top or is_currency(top):
        return quantity.text or words.no_number
    noun = f" {_noun(top, False, lexicon)}" if top != "1" else ""
    return words.unknown_number + noun + "".join(f"{words.per}{_noun(name, True, lexicon)}" for name in below)


def _number(quantity: Quantity, top: str, lexicon: Lexicon) -> str | None:
    """Return the number or range in print, with the sign or code of its currency."""
    words = lexicon.rendered
    if quantity.value is not None:
        value = _print(quantity.value, top, lexicon)
        if quantity.low is None or quantity.high is None:
            return value
        return f"{value} ({_print(quantity.low, '', lexicon)}{words.to}{_print(quantity.high, '', lexicon)})"
    if quantity.low is not None and quantity.high is not None:
        return words.between.format(
            low=_print(quantity.low, top, lexicon), high=_print(quantity.high, top, lexicon)
        )
    if quantity.low is not None:
        return words.hedges[AT_LEAST] + _print(quantity.low, top, lexicon)
    return None if quantity.high is None else words.hedges[AT_MOST] + _print(quantity.high, top, lexicon)


def _print(number: str, top: str, lexicon: Lexicon) -> str:
    """Return a number in groups of thousands as the language sets them, its currency before it."""
    grouped = number
    if top != CALENDAR_YEAR and number.isdecimal() and number.isascii() and not number.startswith("0"):
        # True of most, and faster than by the pattern.
        grouped = f"{int(number):,}"
    elif top != CALENDAR_YEAR and re.fullmatch(r"-?[0-9]{4,}(?:\.[0-9]+)?", number):
        whole, point, decimals = number.partition(".")
        sign = "-" if whole.startswith("-") else ""
        digits = whole.removeprefix("-")
        first = len(digits) % 3
        groups = [digits[:first]] * bool(first) + [digits[i : i + 3] for i in range(first, len(digits), 3)]
        grouped = sign + ",".join(groups) + point + decimals
    if lexicon.numerals.decimal_mark == ",":
        grouped = grouped.translate(SWAPPED_MARKS)
    if top in _SIGNS:
        return f"{_SIGNS[top]}{grouped}"
    return f"{top} {grouped}" if is_currency(top) else grouped


def _with_unit(number: str, top: str, single: bool, lexicon: Lexicon) -> str:
    if top in {"", "1"}:
        return number
    if top == PERCENT:
        return f"{number}%"
    if top in DEGREE_SIGNS:
        return f"{number}{DEGREE_SIGNS[top]}"
    share = (
        "/" in number
        and looks_plural(_plural(top, lexicon.language), lexicon.nouns)
        and dimension(top) is None
    )
    return f"{number}{lexicon.rendered.of if share else ''} {_noun(top, single, lexicon)}"


def _noun(unit: str, single: bool, lexicon: Lexicon) -> str:
    """Return the word for a unit: symbols as they are, areas and volumes spelled, count nouns in their plural."""
    return _noun_in(unit, single, lexicon.language)


@lru_cache(maxsize=2048)  # a check puts the same few nouns into words for every figure
def _noun_in(unit: str, single: bool, language: str) -> str:
    lexicon = lexicon_for(language)
    name, _, power = unit.partition("^")
    if power in lexicon.rendered.powers:
        return f"{lexicon.rendered.powers[power]}{_noun(name, single, lexicon)}"
    words = name.replace("_", " ")
    is_symbol = dimension(name) is not None and (len(name) <= 3 or not name.islower())
    *before, head = words.split(" ")
    return words if single or is_symbol else " ".join([*before, _plural(head, lexicon.language)])


def _plural(word: str, language: str) -> str:
    return plural(word, lexicon_for(language).nouns)


def render_scale(number: str, language: str | None = None) -> str | None:
    """Return a large number in digits and scale words ("500 million", "1.25 billion"), or None below a million.

    Decimal text goes in; only numbers that a scale word puts exactly in few digits come out, so that a person
    can count the noughts of the number beside it.

    >>> render_scale("500000000"), render_scale("1250000000"), render_scale("5200")
    ('500 million', '1.25 billion', None)
    """
    if "/" in number:
        return None
    value = exact(number)
    for scale, word in lexicon_for(language).rendered.scales:
        if abs(value) >= scale:
            mantissa = decimal_text(value / scale)
            shown = _print(mantissa, "", lexicon_for(language))
            return f"{shown} {word}" if exact(mantissa) == value / scale else None
    return None


def render_count(number: str, unit: str | None, language: str | None = None) -> str:
    """Return a number and its unit as an entry is echoed: ``500,000,000 straw/day (500 million)``.

    Thousands are set apart; from a million on, the scale stands in words behind.
    """
    lexicon = lexicon_for(language)
    in_words, digits = render_scale(number, language), _print(number, "", lexicon)
    shown = f"{digits} {unit}" if unit and unit != "1" else digits
    return f"{shown} ({in_words})" if in_words else shown
