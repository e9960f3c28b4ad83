"""How wide words come out in print, without a font at hand: broken into lines that fit, the last one cut short.

The widths are those of DejaVu Sans, which is wider than what most systems set text in, so that there is room to
spare rather than too little.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final, NamedTuple

#: Hundredths of the size of the letters.
_NARROW: Final = dict.fromkeys("ijlI.,:;'|! ·’‘", 34) | dict.fromkeys('ftr()[]{}/\\-"“”', 46)
_WIDE: Final = dict.fromkeys("mwMWO@%&—…→≈×÷+=<>~^#", 98)
_CAPITAL: Final = 78
_OTHER: Final = 66
_IDEOGRAPH: Final = 120
_BOLD: Final = 110


class Fitted(NamedTuple):
    """Lines that fit, and whether something had to be left out."""

    lines: tuple[str, ...]
    cut: bool


@cache
def _letter(character: str) -> int:
    if character in _NARROW:
        return _NARROW[character]
    if character in _WIDE:
        return _WIDE[character]
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    if unicodedata.east_asian_width(character) in "WF" or character > "\uffff":
        return _IDEOGRAPH
    return _OTHER if character.islower() or character.isdigit() else _CAPITAL


def width(text: str, size: int, *, bold: bool = False) -> int:
    """How wide a text is in pixels at most, in letters of `size` pixels."""
    hundredths = sum(map(_letter, text)) * size
    return -(-hundredths * (_BOLD if bold else 100) // 10_000)


def fitted(text: str, room: int, most: int, size: int, *, bold: bool = False) -> Fitted:
    """Break a text into up to `most` lines of `room` pixels, between words where that can be."""
    lines: list[str] = []
    rest = text
    while rest and len(lines) < most:
        taken = _fitting(rest, room, size, bold)
        last = len(lines) == most - 1
        if taken < len(rest) and last:
            short = rest[: _fitting(rest, room - width("…", size, bold=bold), size, bold)].rstrip()
            lines.append(f"{short}…")
            return Fitted(tuple(lines), cut=True)
        if taken < len(rest):
            space = rest.rfind(" ", 0, taken + 1)
            taken = space if space > 0 else taken
        lines.append(rest[:taken].rstrip())
        rest = rest[taken:].lstrip()
    return Fitted(tuple(lines), cut=False)


def _fitting(text: str, room: int, size: int, bold: bool) -> int:
    """How many characters of a text fit, one at least."""
    free = room * 10_000 // (size * (_BOLD if bold else 100))
    for at, character in enumerate(text):
        free -= _letter(character)
        if free < 0 and at:
            return at
    return len(text)
