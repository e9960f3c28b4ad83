"""The width of text on a terminal, and breaking text into lines of so many columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache


def columns(text: str) -> int:
    """Count the columns of text on a terminal (UAX #11: East Asian wide and full-width characters take two)."""
    if text.isascii():
        return len(text)
    return sum(_columns_of(character) for character in text)


@lru_cache(maxsize=4096)
def _columns_of(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(text: str, width: int) -> list[str]:
    """Return the text in lines of at most `width` columns, broken at spaces; a URL or a path stands whole on a line.

    A word that is wider than a line is broken where it has to be. There is always one line at least.
    """
    lines: list[str] = []
    line = ""
    for word in _pieces(text, width):
        if not line:
            line = word
        elif columns(line) + 1 + columns(word) <= width:
            line = f"{line} {word}"
        else:
            lines.append(line)
            line = word
    return [*lines, line]


def _pieces(text: str, width: int) -> Iterator[str]:
    """Yield the words, those that are too wide cut up, unless they are URLs."""
    for word in text.split(" "):
        if not word:
            continue
        if columns(word) <= width or "://" in word or word.startswith("/"):
            yield word
            continue
        piece, used = "", 0
        for character in word:
            wide = _columns_of(character)
            if used + wide > width and piece:
                yield piece
                piece, used = "", 0
            piece += character
            used += wide
        yield piece
