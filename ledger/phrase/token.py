"""Cutting a phrase into words, numbers and signs, with their places in the text (code points)."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Final, NamedTuple, NoReturn

from ledger.errors import InputError, Problem
from ledger.phrase.lexicon import Lexicon
from ledger.phrase.notation import RAISED_LETTERS, UNICODE_DIGIT

#: The kinds of token: digits, letters, any other single character.
NUMBER: Final = 1
WORD: Final = 2
SIGN: Final = 3

#: Hyphen, non-breaking hyphen, minus sign and the dashes printers use for it.
DASHES: Final = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212")
QUOTES: Final = frozenset("\"'“”„‘’«»‹›")

MEND: Final = 'give the quantity as an object: {"text": …, "value": "100", "hedge": …, "unit": …}'
UNQUANTIFIED: Final = (
    'a statement without a number is recorded as {"text": …, "value": null, "hedge": "vague"}'
)


class Token(NamedTuple):
    """`word` is lower case; `glued` says that no space stands before it. `end` is exclusive."""

    word: str
    kind: int
    start: int
    end: int
    glued: bool


class Tokens(list[Token]):
    """The tokens of a phrase, with its text and the lexicon it is read by."""

    __slots__ = ("lexicon", "text")

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        super().__init__()
        self.text = text
        self.lexicon = lexicon

    def word(self, at: int) -> str:
        """Return the word of token `at`, empty beyond the end."""
        return self[at].word if at < len(self) else ""

    def joins(self, at: int) -> bool:
        """Return whether a hyphen at `at` joins the tokens beside it, without a space on either side."""
        return at + 1 < len(self) and self[at].word in DASHES and self[at].glued and self[at + 1].glued

    def written(self, at: int) -> str:
        """Token `at` as it is written, empty beyond the end."""
        return self.text[self[at].start : self[at].end] if at < len(self) else ""


@functools.cache
def _pattern() -> re.Pattern[str]:
    space = "[ \u00a0\u2009\u202f]"
    return re.compile(
        # Groups of three may be set apart by spaces; 20 groups are beyond any number that is accepted.
        rf"([0-9]{{1,3}}(?:{space}[0-9]{{3}}){{1,20}}(?:[.,][0-9]+)?(?![0-9.,]*[0-9])"
        r"|(?:[0-9]+(?:[.,'’][0-9]+)*|(?<![^\W\d_])(?<!/)\.[0-9]+)(?:[eE][+-]?[0-9]{1,4}(?![^\W_]))?)"
        # A word: letters, with an apostrophe inside (don't, people's).
        rf"|([^\W\d_{RAISED_LETTERS}²³¹¼-¾⅐-⅞⁰-₟]+(?:['’][^\W\d_]+)*)"
        r"|(\S)"
    )


def tokenize(text: str, lexicon: Lexicon) -> Tokens:
    """Cut a phrase into tokens without white space.

    Raises InputError for digits other than 0 to 9, which could be read in more than one way.
    """
    tokens = Tokens(text, lexicon)
    previous = -1
    for match in _pattern().finditer(text):
        kind = match.lastindex or SIGN
        start, end = match.span()
        word = match.group()
        if kind == WORD:
            word = word.lower()
            if "’" in word:
                word = word.replace("’", "'")
        elif kind == SIGN and not word.isascii() and unicodedata.category(word) == UNICODE_DIGIT:
            refuse(
                text,
                start,
                f"{word} is a digit of another script",
                hint="write numbers with the digits 0 to 9",
            )
        tokens.append(Token(word, kind, start, end, start == previous))
        previous = end
    return tokens


def refuse(text: str, position: int, message: str, *, read: str = "", hint: str = MEND) -> NoReturn:
    """Raise InputError that says what was not understood, where (characters counted from 1), and what was read."""
    rest = text[position : position + 40].strip()
    place = f' at character {position + 1}, "{rest}"' if rest else " at the end"
    shown = read if len(read) <= 80 else f"… {read[-80:]}"
    so_far = f'; read so far: "{shown}"' if read else ""
    raise InputError(problems=[Problem("", f"{message}{place}{so_far}")], hint=hint)
