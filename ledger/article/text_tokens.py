"""The tokens of an article (words, numbers and signs), its sentences, paragraphs and quotations, with their places.

Places are code points of the text, end exclusive. Each function passes once over the text.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from ledger.article.lexicon import ArticleLexicon

#: The kinds of token: digits, letters, any other single character.
NUMBER: Final = 1
WORD: Final = 2
SIGN: Final = 3

_END: Final = frozenset(".!?…")
_OPEN: Final = frozenset("“«„‘")
_CLOSE: Final = {"“": "”", "«": "»", "„": "“”", "‘": "’", '"': '"'}
_CLOSERS: Final = frozenset("\"”’»')]“")
_DASHES: Final = frozenset("–—")
#: The most tokens of a sentence; a longer one is cut, so that looking at a whole sentence takes bounded time.
LONGEST_SENTENCE: Final = 300
#: The most characters of a quotation; a mark that is not closed within them opened none.
_LONGEST_QUOTATION: Final = 3000


class TextToken(NamedTuple):
    """A token: `word` is in lower case; `capital` says that it has a capital (iPhone, London).

    `glued` says that no space stands before it.
    """

    word: str
    kind: int
    start: int
    end: int
    glued: bool
    capital: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its tokens, their words, its place, its paragraph (from 0) and whether it ends in a colon."""

    tokens: tuple[TextToken, ...]
    words: tuple[str, ...]
    start: int
    end: int
    paragraph: int

    @property
    def opens_list(self) -> bool:
        """Whether it ends in a colon, so that what follows belongs to it."""
        return self.tokens[-1].word == ":"


@dataclass(frozen=True, slots=True)
class Quotation:
    """The text between quotation marks, marks included. `number` counts from 0 in reading order."""

    number: int
    start: int
    end: int


@functools.cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        r"([0-9]+(?:[.,'’][0-9]+)*)"
        # Letters separated by points (U.S., p.m.), else a word that may have an apostrophe inside.
        # The consumers' group Which? is a name where its sentence goes on.
        r"|(Which\?(?=\s+[a-z]|['’]s)|(?:[^\W\d_]\.){2,}|[^\W\d_]+\.(?:com|org|net|ie|uk|eu)\b|[^\W\d_]+(?:['’][^\W\d_]+)*)"
        r"|(\S)"
    )


def tokenize(text: str) -> list[TextToken]:
    """Cut a text into tokens without white space."""
    tokens = []
    previous = -1
    for match in _pattern().finditer(text):
        kind = match.lastindex or SIGN
        start, end = match.span()
        written = match.group()
        word = written.lower().replace("’", "'") if kind == WORD else written
        tokens.append(
            TextToken(word, kind, start, end, start == previous, kind == WORD and not written.islower())
        )
        previous = end
    return tokens


def cut_sentences(text: str, tokens: list[TextToken], lexicon: ArticleLexicon) -> list[Sentence]:
    """Cut tokens into sentences. A blank line ends a paragraph; so does a line end, in a text without blank lines."""
    blank = re.compile(r"\n[ \t\r\u00a0]*\n") if re.search(r"\n[ \t\r\u00a0]*\n", text) else re.compile(r"\n")
    sentences: list[Sentence] = []
    paragraph = begin = 0
    for at, token in enumerate(tokens):
        last = at + 1 == len(tokens)
        between = "" if last else text[token.end : tokens[at + 1].start]
        ends_paragraph = last or ("\n" in between and _breaks(between, blank, tokens, at))
        if not (
            ends_paragraph
            or at - begin >= LONGEST_SENTENCE
            or (between and _ends(tokens, begin, at, lexicon))
        ):
            continue
        own = tuple(tokens[begin : at + 1])
        words = tuple(member.word for member in own)
        sentences.append(Sentence(own, words, own[0].start, token.end, paragraph))
        paragraph += ends_paragraph
        begin = at + 1
    return sentences


def _breaks(between: str, blank: re.Pattern[str], tokens: list[TextToken], at: int) -> bool:
    """Return whether a line end ends a paragraph: a blank line, or a line that begins a list."""
    following = tokens[at + 1]
    return blank.search(between) is not None or following.word in {"•", "*", "-", "–", "#"}


def _ends(tokens: list[TextToken], begin: int, at: int, lexicon: ArticleLexicon) -> bool:
    """Return whether a sentence ends with token `at`, behind which there is a space."""
    mark = at
    while mark > begin and tokens[mark].word in _CLOSERS and tokens[mark].glued:
        mark -= 1
    following = tokens[at + 1]
    begins = following.capital or following.kind == NUMBER or following.word in _OPEN | {'"', "(", "[", "'"}
    if tokens[mark].word not in _END:
        # "U.S." ends a sentence only where a usually uncapitalised word follows with a capital.
        return (
            tokens[at].kind == WORD
            and tokens[at].word.endswith(".")
            and following.capital
            and following.word in lexicon.sentence_openers
        )
    if not begins and tokens[mark].word != "…":
        return False
    if tokens[mark].word == "." and mark == at and mark > begin and tokens[mark].glued:
        before = tokens[mark - 1]
        if lexicon.capital_nouns and before.kind == NUMBER and len(before.word) <= 2:
            # Am 12. März.
            return False
        initial = before.capital and len(before.word) == 1
        # "Down from 41p." ends where "41 p." goes on.
        unit = before.glued and mark - 2 >= begin and tokens[mark - 2].kind == NUMBER
        if (initial or (before.word in lexicon.abbreviations and before.kind == WORD)) and not unit:
            return False
    return begins or tokens[mark].word != "…"


def find_quotations(sentences: list[Sentence]) -> list[Quotation]:
    """Return the quotations of a text, each within one paragraph; an open one ends with its paragraph."""
    spans: list[tuple[int, int]] = []
    opened: TextToken | None = None
    paragraph = -1
    last = 0
    for sentence in sentences:
        if sentence.paragraph != paragraph:
            if opened is not None and opened.word != "‘" and last - opened.start <= _LONGEST_QUOTATION:
                spans.append((opened.start, last))
            opened, paragraph = None, sentence.paragraph
        for at, token in enumerate(sentence.tokens):
            if token.kind != SIGN:
                continue
            if _doubled(sentence.tokens, at):
                # Two single marks that are one double: ''We lost 300 men,'' she said.
                if opened is None:
                    opened = token._replace(word="''")
                elif opened.word == "''" and token.start > opened.start + 1:
                    spans.append((opened.start, token.end + 1))
                    opened = None
                continue
            if opened is None:
                # A straight mark opens where something is joined to it on the right.
                joined = at + 1 < len(sentence.tokens) and sentence.tokens[at + 1].glued
                if token.word in _OPEN or (token.word == '"' and joined):
                    opened = token
            elif token.word in _CLOSE.get(opened.word, ""):
                spans.append((opened.start, token.end))
                opened = None
        last = sentence.end
    if opened is not None and opened.word != "‘" and last - opened.start <= _LONGEST_QUOTATION:
        spans.append((opened.start, last))
    return [Quotation(number, *span) for number, span in enumerate(spans)]


def _doubled(tokens: tuple[TextToken, ...], at: int) -> bool:
    """Return whether two single quotation marks in place of a double one begin at a place."""
    mark = tokens[at].word
    if mark not in {"'", "’"} or at + 1 >= len(tokens):
        return False
    return tokens[at + 1].word == mark and tokens[at + 1].glued


def is_dash(tokens: tuple[TextToken, ...], at: int) -> bool:
    """Return whether token `at` is a dash between parts of a sentence, not one that joins two numbers or words."""
    token = tokens[at]
    if token.word not in _DASHES and token.word != "-":
        return False
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if token.word == "—":
        return True
    return not token.glued and (after is None or not after.glued)
