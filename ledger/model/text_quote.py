"""Finding a quote in a text (W3C Web Annotation, TextQuoteSelector): exact to the digit, forgiving in typography.

White space, line breaks, hyphenation, typographic quotation marks and dashes, and upper and lower case are folded;
digits never are. Text that was left out of a quote is marked there by ``…`` or ``[…]``.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from typing import Final, NamedTuple

_QUOTES: Final = {**dict.fromkeys("‘’‚‛ʼ′´`", "'"), **dict.fromkeys("“”„‟«»″", '"')}
_DASHES: Final = dict.fromkeys("‐‑‒–—―−", "-")
_ALIKE: Final = {**_QUOTES, **_DASHES}
_INVISIBLE: Final = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
#: The marks that stand for words that were left out.
_GAP: Final = re.compile(r"\s*(?:\[\s*(?:…|\.\.\.)\s*\]|\(\s*(?:…|\.\.\.)\s*\)|…|\.\.\.)\s*")
#: The largest distance between the parts of a quote where words were left out, in characters.
MAX_GAP: Final = 2_000
#: The largest number of places that are compared for one quote.
MAX_PLACES: Final = 1_000


class Span(NamedTuple):
    """A place in a text: code points, end exclusive."""

    start: int
    end: int


class FoldedText(NamedTuple):
    """A text as quotes are compared with it, and where each character of it stood in the original."""

    characters: str
    places: array[int]

    def span(self, start: int, end: int) -> Span:
        """Return the place in the original of a stretch of folded characters that is not empty."""
        return Span(self.places[start], self.places[end - 1] + 1)


def folded(text: str) -> FoldedText:
    """Return a text with its typography folded. Digits stay as they are.

    >>> folded("“Close  to 5,200 convic-\\ntions”").characters
    '"close to 5,200 convictions"'
    """
    characters: list[str] = []
    # A list of numbers would take nine times the memory.
    places = array("I")
    at = 0
    while at < len(text):
        character = text[at]
        if character in _INVISIBLE:
            at += 1
            continue
        if character in "-‐\u00ad" and characters and characters[-1].isalpha():
            # A word that was hyphenated at the end of a line goes on in the next; a number never does.
            broken = re.compile(r"[ \t]*\r?\n[ \t]*(?=[^\W\d_])").match(text, at + 1)
            if broken and text[broken.end()].islower():
                at = broken.end()
                continue
        if character.isspace():
            if characters and characters[-1] != " ":
                characters.append(" ")
                places.append(at)
            at += 1
            continue
        for variant in _ALIKE.get(character, character).casefold():
            characters.append(variant)
            places.append(at)
        at += 1
    return FoldedText("".join(characters), places)


def find_quote(
    text: FoldedText, exact: str, prefix: str | None = None, suffix: str | None = None
) -> list[Span]:
    """Return the places of a quote in a text, in order; of several, those that its prefix and suffix fit best.

    An empty list says that it does not stand there. More than one place says that prefix and suffix do not decide.
    """
    parts = [folded(part).characters.strip() for part in _GAP.split(exact)]
    parts = [part for part in parts if part]
    if not parts:
        return []
    places = list(_places(text.characters, parts))
    if len(places) > 1 and (prefix or suffix):
        before = folded(prefix or "").characters.strip()
        after = folded(suffix or "").characters.strip()
        scores = [_context_score(text.characters, place, before, after) for place in places]
        best = max(scores)
        places = [place for place, score in zip(places, scores, strict=True) if score == best]
    return [text.span(place.start, place.end) for place in places]


def _places(text: str, parts: list[str]) -> Iterator[Span]:
    """Yield where the parts of a quote stand one after the other, not in the middle of a word or a number."""
    found = 0
    at = text.find(parts[0])
    while at >= 0 and found < MAX_PLACES:
        end = at + len(parts[0])
        for part in parts[1:]:
            following = text.find(part, end, end + MAX_GAP + len(part))
            if following < 0:
                end = -1
                break
            end = following + len(part)
        if end >= 0 and _is_whole(text, at, end):
            found += 1
            yield Span(at, end)
        at = text.find(parts[0], at + 1)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Return whether neither end cuts a word or a number: 100 does not stand in 1,100 or 100.5."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    first, last = text[start], text[end - 1]
    if first.isalnum() and before[-1:].isalnum():
        return False
    if first.isdigit() and len(before) == 2 and before[0].isdigit() and before[1] in ".,":
        return False
    if last.isalnum() and after[:1].isalnum():
        return False
    return not (last.isdigit() and len(after) == 2 and after[0] in ".," and after[1].isdigit())


def _context_score(text: str, place: Span, prefix: str, suffix: str) -> int:
    """Return how many characters around a place agree with what should stand before and behind it."""
    before = text[max(0, place.start - len(prefix) - 1) : place.start].rstrip()
    after = text[place.end : place.end + len(suffix) + 1].lstrip()
    score = 0
    for expected, found in ((prefix[::-1], before[::-1]), (suffix, after)):
        for wanted, character in zip(expected, found, strict=False):
            if wanted != character:
                break
            score += 1
    return score
