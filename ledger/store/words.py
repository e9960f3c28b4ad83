"""The words of the search: the same for both databases, whose own definitions of a word differ.

PostgreSQL reads ``3.5`` as one word and ``2023-08-30`` as 2023, -08 and -30, SQLite takes the accents off and
PostgreSQL does not: so text is brought to plain words before either sees it, and so is what a person asks for.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_GROUPED = re.compile(r"(?<=[0-9])[,'’\u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))")
_BETWEEN = re.compile(r"[\W_]+")


#: What stands for each ASCII character: letters and digits for themselves, a small letter for a capital, else a blank.
_ASCII = "".join(chr(code).lower() if chr(code).isalnum() else " " for code in range(128))


@lru_cache(maxsize=256)  # what is passed on from hand to hand keeps its label
def plain_words(text: str) -> str:
    """Return the words of a text in small letters without accents, a blank between each; 5,200 is the word 5200."""
    if text.isascii():
        if "," in text or "'" in text:
            text = _GROUPED.sub("", text)
        return " ".join(text.translate(_ASCII).split())
    decomposed = unicodedata.normalize("NFKD", _GROUPED.sub("", text).casefold())
    text = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _BETWEEN.sub(" ", text.casefold()).strip()
