"""Finds the words of a search in a text."""

from __future__ import annotations

import re
from typing import Final

from ledger.model.text_quote import Span
from ledger.store.words import plain_words

#: A word; a number with its group separators is one word (5,200).
_WORD: Final = re.compile(r"\d+(?:[,'’\u00a0\u2009\u202f]\d{3})+(?!\d)|[^\W_]+")


class Highlighter:
    """Finds words in texts that equal, or begin with, a word of a search."""

    def __init__(self, words: str) -> None:
        self._wanted = tuple({part for word in words.split() for part in plain_words(word).split()})

    def spans(self, text: str) -> list[Span]:
        """Return the places of words of the search in a text, in code points and in order."""
        if not self._wanted:
            return []
        return [
            Span(*match.span())
            for match in _WORD.finditer(text)
            if plain_words(match[0]).startswith(self._wanted)
        ]
