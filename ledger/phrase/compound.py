"""Reading numerals that a language writes as one word: zweihundertfünfundzwanzigtausend."""

from __future__ import annotations

import functools

from ledger.phrase.lexicon import Numerals, lexicon_for

#: The longest word that is read as a numeral, in characters.
_LONGEST = 90


def read_compound(word: str, language: str) -> int | None:
    """Return the whole number of a numeral written as one word, or None where the word is no such numeral.

    Ones, tens, hundreds and thousands are looked for; the ones may stand before the tens ("einundzwanzig").
    """
    if len(word) > _LONGEST:
        return None
    return _below_million(word, language)


@functools.lru_cache(maxsize=4096)
def _below_million(word: str, language: str) -> int | None:
    numerals = lexicon_for(language).numerals
    for name, scale in numerals.scales.items():
        if scale == 1000 and name in word:
            above, _, below = word.partition(name)
            return _joined(
                _below_thousand(above, numerals), scale, _below_thousand(below, numerals), above, below
            )
    return _below_thousand(word, numerals)


def _below_thousand(word: str, numerals: Numerals) -> int | None:
    for name, scale in numerals.scales.items():
        if scale == 100 and name in word:
            above, _, below = word.partition(name)
            return _joined(
                _below_hundred(above, numerals), scale, _below_hundred(below, numerals), above, below
            )
    return _below_hundred(word, numerals)


def _joined(above: int | None, scale: int, below: int | None, written: str, rest: str) -> int | None:
    """Add hundreds or thousands and the rest; a missing multiplier is one, a missing rest is zero."""
    if (written and not above) or (rest and not below):
        return None
    return (above or 1) * scale + (below or 0)


def _below_hundred(word: str, numerals: Numerals) -> int | None:
    joint = numerals.units_first
    word = word.removeprefix(joint) if joint and word not in numerals.ones else word
    if word in numerals.ones:
        return numerals.ones[word]
    if word in numerals.tens:
        return numerals.tens[word]
    for name, ten in numerals.tens.items():
        if word.endswith(f"{joint}{name}"):
            unit = numerals.ones.get(word.removesuffix(f"{joint}{name}"))
            if unit is not None and 0 < unit < 10:
                return unit + ten
    return None
