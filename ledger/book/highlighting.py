"""Which words of a text are those that were searched for."""

from __future__ import annotations

import re
from typing import Final

from ledger.model.text_quote import Span
from ledger.store.words import plain_words

#: A word as it is written: a number with its grouping is one (5,200).
_WRITTEN: Final = re.compile(r"\d+(?:[,'’\u00a0\u2009\u202f]\d{3})+(?!\d)|[^\W_]+")


class Highlighter:
    """Finds the words of a search in texts: those that are one of them, or begin with it."""

    def __init__(self, words: str) -> None:
        self._wanted = tuple({part for word in words.split() for part in plain_words(word).split()})

    def spans(self, text: str) -> list[Span]:
        """Where words of the search stand in a text (code points), in order."""
        if not self._wanted:
            return []
        return [
            Span(*found.span())
            for found in _WRITTEN.finditer(text)
            if plain_words(found[0]).startswith(self._wanted)
        ]
