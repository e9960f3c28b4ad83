"""Estimates the width of text without a font, and breaks it into lines that fit.

The widths are those of DejaVu Sans, which is wider than most default fonts, so that there is rather too much room than
too little.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final, NamedTuple

#: Widths in hundredths of the font size.
_NARROW: Final = dict.fromkeys("ijlI.,:;'|! ·’‘", 34) | dict.fromkeys('ftr()[]{}/\\-"“”', 46)
_WIDE: Final = dict.fromkeys("mwMWO@%&—…→≈×÷+=<>~^#", 98)
_CAPITAL: Final = 78
_OTHER: Final = 66
_IDEOGRAPH: Final = 120
_BOLD: Final = 110


class Fitted(NamedTuple):
    """Lines that fit, and whether the text was cut."""

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
    """Return the largest width of a text in pixels, in a font of `size` pixels."""
    hundredths = sum(map(_letter, text)) * size
    return -(-hundredths * (_BOLD if bold else 100) // 10_000)


def fitted(text: str, room: int, most: int, size: int, *, bold: bool = False) -> Fitted:
    """Break a text into up to `most` lines of `room` pixels, between words if possible."""
    lines: list[str] = []
    rest = text
    while rest and len(lines) < most:
        end = _fitting(rest, room, size, bold)
        if end < len(rest) and len(lines) == most - 1:
            short = rest[: _fitting(rest, room - width("…", size, bold=bold), size, bold)].rstrip()
            lines.append(f"{short}…")
            return Fitted(tuple(lines), cut=True)
        if end < len(rest) and (space := rest.rfind(" ", 0, end + 1)) > 0:
            end = space
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return Fitted(tuple(lines), cut=False)


def _fitting(text: str, room: int, size: int, bold: bool) -> int:
    """Return the number of characters of a text that fit, at least one."""
    free = room * 10_000 // (size * (_BOLD if bold else 100))
    for at, character in enumerate(text):
        free -= _letter(character)
        if free < 0 and at:
            return at
    return len(text)
