"""What is counted, and where: labels, counted nouns and places compared by their content words.

A cheap comparison that knows no meanings: words are cut to stems, and what shares none is taken for something
else. It is made to see that ``convictions`` became ``deserters`` and to pass ``soldier`` for ``soldiers``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final

#: Words that say nothing about what is counted: grammar, hedges, rates, and how a number came about.
_STOP_WORDS: Final = """
    a an and any are as at be been being by for from had has have in into is it its no nor not of off on
    onto or over per that the their them these they this those to under up was were what when where which
    while who whom whose will with without within would
    about above almost approximately around close least less likely may might more most nearly roughly some
    than all amount average count estimate estimated every each expected figure known number observed
    projected projection reported share sum tally total
    annual annually daily day hour minute month monthly quarter second week weekly year yearly
    bn k m million billion thousand hundred trillion percent percentage
"""

#: Endings cut from Latin-script words, longest first; at least `_STEM` letters stay.
_ENDINGS: Final = (
    "ations", "ation", "ments", "ment", "ions", "ings", "ion", "ing", "ies", "ers", "ors", "als",
    "ed", "er", "or", "es", "al", "ee", "y", "e", "s",
)  # fmt: skip
_STEM: Final = 3


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(_STOP_WORDS.split())


@lru_cache(maxsize=4096)
def content_words(text: str) -> frozenset[str]:
    """The stems of the words in `text` that say what is counted."""
    return frozenset(_stem(word) for word in _words(text) if not _is_stop(word))


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return [
        word.removesuffix("'s").replace("'", "") for word in re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", plain)
    ]


def _is_stop(word: str) -> bool:
    return word in _stop_words() or (word.endswith("s") and word[:-1] in _stop_words())


def _stem(word: str) -> str:
    """A word without its ending: convictions, convicted and convict are one.

    Other scripts than Latin inflect in too many ways for a list, so there the first five letters stand.
    """
    if not _is_latin(word):
        return word[:5]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word.removesuffix(ending)
    return word


def _is_latin(word: str) -> bool:
    return unicodedata.name(word[0], "").startswith("LATIN")


def _comparable(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether two sets of stems can be held against each other: neither is empty, and they share a script."""
    return bool({_is_latin(word) for word in first} & {_is_latin(word) for word in second})


def nouns_differ(up: str | None, down: str | None) -> bool:
    """Whether two counted nouns of units (singular, perhaps of several words) name different things.

    The last word decides; the words before it decide only where both have some and share none, so that
    ``court case`` may become ``case`` and ``dead soldier`` may not become ``wounded soldier``. A missing noun
    is no other noun.
    """
    if up is None or down is None:
        return False
    first, second = _words(up), _words(down)
    if not first or not second or not _comparable(frozenset(first), frozenset(second)):
        return False
    if _stem(first[-1]) != _stem(second[-1]):
        return True
    before, after = ({_stem(word) for word in words[:-1]} for words in (first, second))
    return bool(before and after) and not before & after


def labels_differ(up: str, down: str, noun: str | None) -> bool:
    """Whether two labels share no content word, or none besides the `noun` that both count.

    ``Soldiers convicted`` and ``soldiers tried`` differ; a label that only says less (``soldiers``) does not.
    In this second case names of places and peoples, words with a capital, count for nothing: ``Russian
    soldiers`` says less as well.
    """
    first, second = content_words(up), content_words(down)
    if not _comparable(first, second):
        return False
    if not first & second:
        return True
    if noun is None or not (first & second <= content_words(noun)):
        return False
    first, second = (
        words - content_words(noun) - _names(text) for words, text in ((first, up), (second, down))
    )
    return _comparable(first, second)


def labels_say_more(label: str, noun: str) -> bool:
    """Whether a label says more of what is counted than the counted noun does."""
    return bool(content_words(label) - content_words(noun))


def _names(text: str) -> frozenset[str]:
    """The stems of capitalised words: they name places and peoples, not what is counted."""
    words = re.findall(r"[^\W\d_]+", text)
    return content_words(" ".join(word for word in words if word[0].isupper()))


def places_differ(up: str, down: str) -> bool:
    """Whether two names of places differ, without case, accents, punctuation and articles.

    Of a place with its country (``Kyiv, Ukraine``) the part before the comma counts; initials stand for a
    name.
    """
    first, second = _place(up), _place(down)
    if not first or not second or not _comparable(frozenset(first), frozenset(second)):
        return False
    return first != second and not (_are_initials(first, second) or _are_initials(second, first))


def _place(text: str) -> tuple[str, ...]:
    head = text.split(",")[0].replace(".", "")
    letters = (mark for mark in unicodedata.normalize("NFKD", head) if not unicodedata.combining(mark))
    return tuple(word for word in _words("".join(letters)) if word not in ("the", "of", "and"))


def _are_initials(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    return len(short) == 1 and len(full) > 1 and short[0] == "".join(word[0] for word in full)
