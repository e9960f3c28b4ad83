"""Names that look alike: a skeleton under which two spellings of one party usually fall together."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans({"z": "s", "c": "s", "k": "s", "q": "s", "y": "i", "w": "v", "ß": "ss", "ø": "o"})
_DROPPED = frozenset({"the", "of", "for", "and", "a", "an", "de", "la", "le", "der", "die", "das"})


def skeleton(name: str) -> str:
    """What is left of a name without case, accents, punctuation, small words, inner vowels and doubled letters.

    "UK Ministry of Defense" and "The UK Ministry of Defence" have the same skeleton. Words of up to three letters
    are kept whole, since initials have nothing to spare.
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    # U.K. is UK.
    words = [word for word in re.findall(r"\w+", plain.replace(".", "")) if word not in _DROPPED]
    return " ".join(_bones(word) for word in words) or plain


def _bones(word: str) -> str:
    if len(word) <= 3 or word.isdigit():
        return word
    first, rest = word[0], word[1:].translate(_LETTERS)
    return first + re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiou]", "", rest))
