"""Text from elsewhere, made harmless: what steers a terminal or a page or cannot be seen is shown as an escape.

A quote may hold ESC sequences that repaint the screen, or bidi controls that let a number read backwards
(Boucher and Anderson, "Trojan Source", 2021; UTS #39 "Unicode Security Mechanisms"). Whoever reads a trace
must see that they are there.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache


def visible(text: str) -> str:
    """Return the text on one line, without anything that cannot be seen.

    Line breaks and tabs become spaces. Every other control, format, surrogate, private or unassigned
    character, and every line separator, becomes ``\\x1b``, ``\\u202e`` or ``\\U000e0001``.
    """
    if text.isprintable():
        return text
    return _unseen().sub(_shown, text.replace("\r\n", " ").replace("\n", " ").replace("\t", " "))


def isolated(line: str) -> str:
    """Return a line in which no run of text that reads from right to left turns round what stands beside it.

    Each run (Arabic, Hebrew, …) is set apart by U+2068 and U+2069 (UAX #9, "Unicode Bidirectional Algorithm", 2.4):
    without them a name before a date or a number would be read behind it, or a part of it. The line is one that
    is `visible`, so that no such character in it is anybody else's.
    """
    return line if line.isascii() else _right_to_left().sub("\u2068\\g<0>\u2069", line)


@cache
def _right_to_left() -> re.Pattern[str]:
    # Hebrew to Arabic Extended-A, their presentation forms, and the scripts of the supplementary plane that are
    # written so (Unicode, "Roadmaps to Unicode": U+10800 to U+10FFF and U+1E800 to U+1EFFF).
    strong = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
    # A name may have blanks, digits and hyphens within it; a comma or a bracket begins something else.
    return re.compile(rf"[{strong}](?:[{strong}0-9 .'’\-]*[{strong}])?")


def visible_json(document: str) -> str:
    """JSON in which every character that cannot be seen is written as an escape: the same value, safe to print.

    Outside its strings JSON is ASCII, so that an escape can only be put where it is one.
    """
    if document.replace("\n", "").isprintable():
        return document
    return _unseen().sub(_json_escape, document)


@cache
def _unseen() -> re.Pattern[str]:
    # Matches more than is replaced: `isprintable` decides, and knows the tables of this Python's Unicode.
    return re.compile(r"[^ -~\n]")


def _shown(match: re.Match[str]) -> str:
    character = match[0]
    if _can_be_seen(character):
        return character
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _json_escape(match: re.Match[str]) -> str:
    character = match[0]
    if _can_be_seen(character):
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _can_be_seen(character: str) -> bool:
    # A no-break or ideographic space is not "printable" and does no harm.
    return character.isprintable() or unicodedata.category(character) == "Zs"
