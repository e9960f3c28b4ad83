"""A number in its sentence, and tests for a noun or unit behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ledger.article.passage import Passage
from ledger.article.text_tokens import WORD
from ledger.number.unit import is_measured

#: Hyphens and dashes that join two numbers or words.
JOINING_DASHES: Final = frozenset("-–—‐‑−")


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number in its sentence: the tokens from `at` up to, not including, `stop`.

    `value` is that of a whole number in digits. `bare` says that it has no currency, hedge, scale or percent sign;
    `after_label` that the number before it, joined by "and" or a dash, was part of a name.
    """

    at: int
    stop: int
    value: int | None
    digits: bool
    bare: bool
    after_label: bool


def plural_follows(passage: Passage, at: int) -> bool:
    """Return whether a plural noun in lower case stands at a place, or behind one adjective."""
    for place in (at, at + 1, at + 2):
        token = passage.token(place)
        if token.kind != WORD or token.word in passage.lexicon.prepositions:
            return False
        if place > at and token.word in passage.lexicon.saying - passage.lexicon.noun_or_verb:
            # "The 2024 report says".
            return False
        if token.word in passage.lexicon.auxiliaries or token.word in passage.lexicon.conjunctions:
            return False
        if place > at and passage.begins_number(place):
            return False
        if passage.lexicon.capital_nouns and token.capital:
            # In German counted nouns are capitalised, as all nouns are.
            return True
        if passage.numbers.plural(token.word) and not token.capital:
            return True
    return False


def unit_follows(passage: Passage, at: int) -> bool:
    """Return whether a percent sign, "per" or a unit of measure stands at a place."""
    word = passage.word(at)
    return bool(word) and (
        word in {"%", "per", "percent", "percentage"} or is_measured(passage.numbers.singular(word))
    )
