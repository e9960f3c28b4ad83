"""A quantity in plain English, so that reading the words again gives the same quantity."""

from __future__ import annotations

import re
from typing import Final

from ledger.number.physical import dimension, is_currency
from ledger.number.quantity import Quantity
from ledger.phrase.currency import SIGNS
from ledger.phrase.noun import looks_plural, plural

#: The wording each hedge is rendered by; a range has its own words.
_WORDS: Final = {
    "exact": "exactly ",
    "about": "about ",
    "nearly": "nearly ",
    "under": "less than ",
    "over": "more than ",
    "at-least": "at least ",
    "at-most": "at most ",
    "vague": "an unclear ",
}
_SIGNS: Final = {code: sign for sign, code in reversed(SIGNS.items()) if sign in {"$", "£", "€", "¥"}}
_DEGREES: Final = {"degC": "°C", "degF": "°F"}


def render(quantity: Quantity) -> str:
    """Plain English for a quantity, such as "about 5,200 convictions per year".

    `parse_phrase` reads it back to the same value, low, high, hedge and unit, where the unit's nouns are
    single English words and the parts are ones that a phrase can state. A quantity without number and unit
    gives its text.
    """
    top, *below = (quantity.unit or "").split("/")
    number = _number(quantity, top)
    if number is None:
        return _without_number(quantity, top, below)
    hedge = _WORDS.get(quantity.hedge or "", "")
    if top == "calendar_year":
        return f"in the year {hedge}{number}".replace("in the year between", "between the years")
    money = top in _SIGNS or is_currency(top)
    one = quantity.value in {"1", "-1"} and quantity.low is None
    words = f"{hedge}{number}" if money else f"{hedge}{_with_unit(number, top, one)}"
    if top == "1" and not below:
        words = f"a factor of {hedge}{number}"
    return words + "".join(f" per {_noun(noun, True)}" for noun in below)


def _without_number(quantity: Quantity, top: str, below: list[str]) -> str:
    if quantity.hedge != "vague" or not top or is_currency(top):
        return quantity.text or "no number"
    noun = f" {_noun(top, False)}" if top != "1" else ""
    return "an unknown number of" + noun + "".join(f" per {_noun(name, True)}" for name in below)


def _number(quantity: Quantity, top: str) -> str | None:
    """The number or range in print, with the sign or code of its currency."""
    if quantity.value is not None:
        value = _print(quantity.value, top)
        if quantity.low is None or quantity.high is None:
            return value
        return f"{value} ({_print(quantity.low, '')} to {_print(quantity.high, '')})"
    if quantity.low is not None and quantity.high is not None:
        return f"between {_print(quantity.low, top)} and {_print(quantity.high, top)}"
    if quantity.low is not None:
        return f"at least {_print(quantity.low, top)}"
    return None if quantity.high is None else f"at most {_print(quantity.high, top)}"


def _print(number: str, top: str) -> str:
    """A number with commas between thousands, and its currency before it."""
    grouped = number
    if top != "calendar_year" and re.fullmatch(r"-?[0-9]{4,}(?:\.[0-9]+)?", number):
        whole, point, decimals = number.partition(".")
        sign = "-" if whole.startswith("-") else ""
        digits = whole.removeprefix("-")
        first = len(digits) % 3
        groups = [digits[:first]] * bool(first) + [digits[i : i + 3] for i in range(first, len(digits), 3)]
        grouped = sign + ",".join(groups) + point + decimals
    if top in _SIGNS:
        return f"{_SIGNS[top]}{grouped}"
    return f"{top} {grouped}" if is_currency(top) else grouped


def _with_unit(number: str, top: str, one: bool) -> str:
    if top in {"", "1"}:
        return number
    if top == "percent":
        return f"{number}%"
    if top in _DEGREES:
        return f"{number}{_DEGREES[top]}"
    share = "/" in number and looks_plural(plural(top)) and dimension(top) is None
    return f"{number}{' of' if share else ''} {_noun(top, one)}"


def _noun(unit: str, one: bool) -> str:
    """The word for a unit: symbols as they are, areas and volumes spelled, count nouns in their plural."""
    name, _, power = unit.partition("^")
    if power in {"2", "3"}:
        return f"{'square' if power == '2' else 'cubic'} {_noun(name, one)}"
    words = name.replace("_", " ")
    is_symbol = dimension(name) is not None and (len(name) <= 3 or not name.islower())
    return words if one or is_symbol else " ".join([*words.split(" ")[:-1], plural(words.split(" ")[-1])])
