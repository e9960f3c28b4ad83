"""The words of numbers, hedges and money by which a figure is found in a text before its phrase is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from ledger.article.lexicon.article_lexicon import WordSet
from ledger.number.physical import is_currency
from ledger.phrase.lexicon import Nouns, lexicon_for, words
from ledger.phrase.lexicon.international import CENT_SIGNS, CURRENCY_SIGNS, MONEY_MARKS
from ledger.phrase.noun import looks_plural, singular

#: Marks of currencies that are one or two capitals and name other things too: N95, K2, the postcode RM8 1RX.
SHORT_MARKS: Final = frozenset(mark for mark in MONEY_MARKS if mark.isupper() and len(mark) <= 2)
#: Marks of currencies that are nothing else before a number; "Ar 5" may be a name.
_MARKS: Final = frozenset(MONEY_MARKS) - SHORT_MARKS - words("Re Le Br Ar Nu Fr Fr. S/ Sl lei Ft Bs Gs Kc")


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The words of numbers of one language, in lower case.

    `begin` are words that a number in words may begin with, `scales` multiply it, `short_scales` are joined to digits
    (5bn), `parts` name the lower number of a fraction, `wordings` are the hedges before a number, `openings` the same
    by their first word, `hedges` all words in them, `signs` those of currencies, `multiples` verbs that multiply
    (doubled), `times` say how many times (twice), `uncounted` stand for a number that nobody counted (most, several),
    by their first word; `alternatives` are words such as "or", `earlier` those behind a time that say when ("a year
    before").
    """

    begin: frozenset[str]
    scales: frozenset[str]
    short_scales: frozenset[str]
    parts: frozenset[str]
    hedges: frozenset[str]
    wordings: frozenset[tuple[str, ...]]
    openings: Mapping[str, tuple[tuple[str, ...], ...]]
    signs: frozenset[str]
    multiples: frozenset[str]
    times: frozenset[str]
    uncounted: Mapping[str, tuple[tuple[str, ...], ...]]
    alternatives: frozenset[str]
    earlier: frozenset[str]
    nouns: Nouns

    def plural(self, word: str) -> bool:
        """Return whether a word in lower case has the form of a plural."""
        return looks_plural(word, self.nouns)

    def singular(self, word: str) -> str:
        """Return the singular of a noun in lower case."""
        return singular(word, self.nouns)


@cache
def number_words(language: str) -> NumberWords:
    """Return the number words of a language in which phrases can be read."""
    lexicon = lexicon_for(language)
    numerals = lexicon.numerals
    wordings = [
        tuple(wording.split()) for kind in lexicon.hedges.before.by_class.values() for wording in kind
    ]
    return NumberWords(
        begin=frozenset({*numerals.ones, *numerals.tens}),
        scales=WordSet({*numerals.scales, *numerals.plural_scales}),
        short_scales=frozenset({*numerals.short_scales, *numerals.money_scales}),
        parts=frozenset({*numerals.denominators, *numerals.plural_denominators}),
        multiples=frozenset({*numerals.changes}),
        times=frozenset(word for word, times in numerals.multiples.items() if times > 1),
        hedges=WordSet(word for wording in wordings for word in wording),
        wordings=frozenset(wordings),
        openings=_by_first_word(lexicon.hedges.before.by_class.values()),
        signs=WordSet([*CURRENCY_SIGNS, *CENT_SIGNS]),
        uncounted=_by_first_word(lexicon.hedges.uncounted.by_class.values()),
        alternatives=lexicon.connectives.or_,
        earlier=lexicon.rates.earlier,
        nouns=lexicon.nouns,
    )


def _by_first_word(classes: Iterable[Iterable[str]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return wordings by their first word, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    wordings = (tuple(wording.split()) for kind in classes for wording in kind)
    for wording in sorted(wordings, key=len, reverse=True):
        found.setdefault(wording[0], []).append(wording)
    return {first: tuple(sharing) for first, sharing in found.items()}


def names_currency(written: str) -> bool:
    """Return whether a word as written is the code or the mark of a currency before a number: EUR, KSh, Tk."""
    return written in _MARKS or (len(written) == 3 and written.isupper() and is_currency(written))
