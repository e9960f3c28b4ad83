"""The place of a figure's words in a version of a text: there, moved, changed, or gone.

An anchor is exact to the digit. Words that are gone are looked for by likeness, sentence by sentence, so that a person
is shown what probably took their place; a likeness never anchors anything.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from ledger.model.text_quote import FoldedText, Span, find_quote, folded

#: The least likeness, in percent, of a sentence that is shown as what became of a quote.
LIKE: Final = 60
#: The most sentences compared, and the most characters of each.
_MOST_SENTENCES: Final = 5_000
_MOST_CHARACTERS: Final = 600
_WORD: Final = re.compile(r"\w+(?:[.,'-]\w+)*|%")
_SENTENCE: Final = re.compile(r"[^\s][^\n\f]*?(?:[.!?][”\"')\]]*(?=\s|$)|(?=[\n\f]|$))")


class Anchor(NamedTuple):
    """The place of words in a text.

    `span` is the place (code points), None where the words are gone; `places` counts the places that fit equally well;
    `like` is the sentence most like words that are gone, None where none is like them.
    """

    span: Span | None
    places: int
    like: Span | None = None


class Version(NamedTuple):
    """A version of a text, prepared for looking up many quotes; `sentences` are the new ones in it."""

    text: str
    folded: FoldedText
    sentences: tuple[Span, ...]


def version(text: str, before: str = "") -> Version:
    """Prepare a text. Sentences that stood in the version `before` cannot have replaced anything."""
    known = folded(before).characters
    sentences = [
        Span(*found.span())
        for found in _SENTENCE.finditer(text)
        if (sentence := folded(found[0]).characters.strip()) and sentence not in known
    ]
    return Version(text, folded(text), tuple(sentences[:_MOST_SENTENCES]))


def anchor(where: Version, exact: str, prefix: str | None = None, suffix: str | None = None) -> Anchor:
    """Return where a quote stands in a version."""
    found = find_quote(where.folded, exact, prefix, suffix)
    if found:
        return Anchor(found[0], len(found))
    return Anchor(None, 0, _most_alike(where, exact))


def _most_alike(where: Version, exact: str) -> Span | None:
    """Return the sentence most like a quote, if one is alike enough."""
    wanted = _words(exact)
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    best, best_span = LIKE, None
    for span in where.sentences:
        # A quote may be a part of its sentence: only how much of the quote is left counts.
        matcher.set_seq1(_words(where.text[span.start : span.end]))
        if matcher.real_quick_ratio() == 0:
            continue
        kept = sum(block.size for block in matcher.get_matching_blocks())
        likeness = 100 * kept // max(1, len(wanted))
        if likeness > best:
            best, best_span = likeness, span
    return best_span


def _words(text: str) -> list[str]:
    return _WORD.findall(folded(text).characters[:_MOST_CHARACTERS])
