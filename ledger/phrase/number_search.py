"""Finding all numbers in a text, however they are spelled: how a quote is searched for its number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Final

from ledger.errors import InputError
from ledger.number.quantity import Quantity, exact
from ledger.phrase.fraction import read_amount
from ledger.phrase.lexicon import lexicon_for
from ledger.phrase.notation import PERCENT
from ledger.phrase.noun import singular
from ledger.phrase.number_range import is_range_joint
from ledger.phrase.token import NUMBER, Tokens, tokenize

#: How much of a quote is searched, in characters.
MAX_SEARCHED: Final = 10_000
_DIGITS: Final = re.compile(r"\d(?:[\d.,'’\u00a0\u2009\u202f ]*\d)?")


def states_number(text: str, quantity: Quantity, language: str | None = None) -> bool:
    """Return whether a quantity's numbers stand in a text, in any spelling: 5.2bn, 5,200 million, a quarter for 25%.

    In a language without a lexicon numbers in words cannot be read: there only digits can say no.
    """
    wanted = [exact(number) for number in (quantity.value, quantity.low, quantity.high) if number is not None]
    if not wanted:
        return True
    text = text[:MAX_SEARCHED]
    if language is not None and lexicon_for(language).language != language[:2].lower():
        return _digits_agree(text, wanted)
    if _is_written_out(text, quantity, language):
        return True
    value = None if quantity.value is None else abs(exact(quantity.value))
    for search in (_numbers, _as_phrase):
        found: set[Fraction] = set()
        for number in search(text, language):
            if value is not None and abs(number) == value:
                return True
            found.add(number)
        if _all_among(wanted, found, quantity):
            return True
    return False


def _is_written_out(text: str, quantity: Quantity, language: str | None) -> bool:
    """Return whether a text has a whole number in digits right before the noun that it counts: “5,200 convictions”.

    Most quotes have, and need not be read for it.
    """
    value, unit = quantity.value, quantity.unit
    if value is None or unit is None or not (value.isdigit() and unit.isalpha() and value.isascii()):
        return False
    digits = f"{int(value):,}"
    start = text.find(f" {digits} ") + 1
    # Digits before it may be part of the number.
    if not start or text[start - 2 : start - 1].isdigit():
        return False
    word = _WORD.match(text, start + len(digits) + 1)
    return word is not None and _is_counted(word[0], unit, language)


_WORD: Final = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1024)
def _is_counted(word: str, unit: str, language: str | None) -> bool:
    """Return whether a word is a form of the noun of a unit, and a number before it is read as it stands."""
    lexicon = lexicon_for(language)
    if singular(word.lower(), lexicon.nouns) != unit.lower():
        return False
    number = read_amount(tokenize(f"1,234 {word}", lexicon), 0)
    return number is not None and number.exact == 1234 and number.stop == 1


def _all_among(wanted: list[Fraction], found: set[Fraction], quantity: Quantity) -> bool:
    """Return whether the value of a quantity, or all its numbers, are among those found, however they are expressed."""
    found |= {-number for number in found}
    # A quarter is 25 percent, and 3 in 1,000 is 0.003.
    found |= {number * 100 for number in found} if quantity.unit == PERCENT else set()
    powers = {number for number in found if number in _POWERS}
    found |= {number / power for number in found for power in powers} if len(found) < 200 else set()
    if quantity.value is not None and exact(quantity.value) in found:
        return True
    return all(number in found for number in wanted)


_POWERS: Final = frozenset(Fraction(10**power) for power in range(2, 7))


def _numbers(text: str, language: str | None) -> Iterator[Fraction]:
    """Yield every number that can be read from any place in the text, those that begin with digits first."""
    try:
        tokens = tokenize(text, lexicon_for(language))
    except InputError:
        return
    # Most quotes have their number in digits: once it is found nothing else is read.
    for at in sorted(range(len(tokens)), key=lambda at: tokens[at].kind != NUMBER):
        for money in (False, True):
            try:
                number = read_amount(tokens, at, money=money)
            except InputError:
                continue
            if number is not None:
                yield number.exact
                # 2.5 to 3 million: the scale may stand behind the second number alone.
                scale = _scale_behind(tokens, number.stop)
                if scale > number.scale:
                    yield number.exact * scale


def _as_phrase(text: str, language: str | None) -> Iterator[Fraction]:
    """Yield the numbers of the text read as one phrase: doubled, none, three in five."""
    # Loaded where the plain search has found nothing: most quotes have their number in digits.
    from ledger.phrase.reader import read_phrase

    try:
        reading = read_phrase(text, language).quantity
    except InputError:
        return
    yield from (exact(number) for number in (reading.value, reading.low, reading.high) if number is not None)


def _scale_behind(tokens: Tokens, stop: int) -> int:
    """Return the scale of the number that ends a range begun before token `stop`; 1 where there is no range."""
    if not is_range_joint(tokens, stop):
        return 1
    try:
        second = read_amount(tokens, stop + 1)
    except InputError:
        return 1
    return 1 if second is None else second.scale


def _digits_agree(text: str, wanted: list[Fraction]) -> bool:
    """Return whether digits stand in the text that can be those of the numbers wanted, or no digits at all."""
    runs = [re.sub(r"\D", "", run) for run in _DIGITS.findall(text)]
    if not runs:
        return True
    significant = {run.strip("0") for run in runs}
    return any(_significant(number) in significant for number in wanted)


def _significant(number: Fraction) -> str:
    """Return the digits of a number without zeros at either end, which no scale word changes."""
    top, bottom = abs(number.numerator), number.denominator
    while bottom % 10 and bottom != 1 and len(str(top)) < 60:
        top *= 10
        shared = Fraction(top, bottom)
        top, bottom = shared.numerator, shared.denominator
    return str(top).strip("0")
