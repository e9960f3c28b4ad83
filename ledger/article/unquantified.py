"""Statements without a number: a dramatic rise, most of the voters, no rate was given.

What a source leaves out is worth recording, but a text is seldom read for it: such a statement is an offer only where
somebody is named who makes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from ledger.article.figures import FoundFigure, understood
from ledger.article.lexicon import lexicon_of
from ledger.article.number_words import number_words
from ledger.article.passage import Passage
from ledger.number.quantity import Quantity

#: The most tokens of what changed or is counted that belong to a statement.
_BEHIND: Final = 4
#: The confidence, in hundredths, that a change or a missing number is worth recording, and that "most" is.
_CHANGE, _QUANTIFIER = 40, 30


def find_unquantified(passage: Passage, figures: Sequence[FoundFigure]) -> Iterator[FoundFigure]:
    """Yield the statements without a number in a sentence, in reading order, apart from its figures."""
    taken = [figure.phrase_span for figure in figures]
    at, count = 0, len(passage.tokens)
    openings = _openings(passage.language)
    while at < count:
        if passage.word(at) not in openings:
            at += 1
            continue
        found = _change(passage, at) or _withheld(passage, at) or _quantifier(passage, at)
        if found is None or any(
            found.phrase_span[0] < end and start < found.phrase_span[1] for start, end in taken
        ):
            at += 1
            continue
        yield found
        at = found.stop


@cache
def _openings(language: str) -> frozenset[str]:
    """Return every word of a language at which a statement without a number may begin."""
    lexicon = lexicon_of(language)
    return frozenset({*lexicon.degrees, *lexicon.withholding, *number_words(language).uncounted})


def _change(passage: Passage, at: int) -> FoundFigure | None:
    """Match a dramatic rise in desertions; not a sharp rise of 20%."""
    lexicon = passage.lexicon
    if passage.word(at) not in lexicon.degrees or passage.word(at + 1) not in lexicon.changes:
        return None
    stop = at + 2
    if passage.word(stop) in lexicon.by_how_much | lexicon.from_what_to_what and any(
        passage.begins_number(place) or passage.word(place) in passage.numbers.signs
        for place in range(stop + 1, stop + 5)
    ):
        return None
    if passage.word(stop) == "in":
        end = stop + 1
        while end < stop + _BEHIND and passage.is_word(end) and not _closes(passage, end):
            end += 1
        stop = end if end > stop + 1 else stop
    direction = lexicon.changes[passage.word(at + 1)]
    first = at - (passage.word(at - 1) in lexicon.articles)
    return _found(
        passage, first, at, at + 2, stop, Quantity(text="", hedge="vague", direction=direction), _CHANGE
    )


def _withheld(passage: Passage, at: int) -> FoundFigure | None:
    """Match no figure was given, gave no rate, without giving numbers."""
    lexicon = passage.lexicon
    words = passage.wording(at, lexicon.withholding)
    if words is None:
        return None
    place = at + len(words)
    while passage.word(place) in lexicon.degrees | lexicon.document_adjectives | lexicon.withheld_adjectives:
        place += 1
    if passage.word(place) not in lexicon.withheld:
        return None
    stop = place + 1
    if words == ("no",):
        # "No figure" says nothing of itself: "no figure was given".
        while passage.word(stop) in lexicon.auxiliaries | lexicon.passive:
            stop += 1
        if stop == place + 1 or passage.word(stop) not in lexicon.participles | lexicon.given:
            return None
        stop += 1
    return _found(passage, at, at, stop, stop, Quantity(text="", hedge="vague"), _CHANGE)


def _quantifier(passage: Passage, at: int) -> FoundFigure | None:
    """Match most voters, several villages, the majority of farmers; not the most important one, not a few days."""
    words = passage.wording(at, passage.numbers.uncounted)
    if words is None:
        return None
    stop = at + len(words)
    while passage.word(stop) in passage.lexicon.articles | {"of"} and stop < at + len(words) + 2:
        stop += 1
    noun = stop
    while noun < stop + 2 and passage.is_word(noun) and not passage.numbers.plural(passage.word(noun)):
        noun += 1
    word = passage.word(noun)
    if (
        not passage.numbers.plural(word)
        or passage.token(noun).capital
        or word in passage.lexicon.spans_of_time
        or any(_closes(passage, place) for place in range(stop, noun))
    ):
        return None
    reading = understood(passage.written(at, noun + 1), passage.language)
    if reading is None or reading.quantity.hedge != "vague":
        return None
    return _found(passage, at, at, at + len(words), noun + 1, reading.quantity, _QUANTIFIER)


def _closes(passage: Passage, at: int) -> bool:
    """Return whether a noun phrase cannot continue past a word."""
    lexicon, word = passage.lexicon, passage.word(at)
    return (
        word in lexicon.prepositions
        or word in lexicon.auxiliaries
        or word in lexicon.conjunctions
        or word in lexicon.relatives
        or word in lexicon.phrase_breakers
    )


def _found(
    passage: Passage, first: int, at: int, number_stop: int, stop: int, quantity: Quantity, confidence: int
) -> FoundFigure:
    start, end = passage.token(first).start, passage.token(stop - 1).end
    return FoundFigure(
        sentence=passage.number,
        number_span=(passage.token(at).start, passage.token(number_stop - 1).end),
        phrase_span=(start, end),
        quantity=Quantity(
            text=passage.text[start:end],
            hedge="vague",
            unit=quantity.unit,
            direction=quantity.direction,
        ),
        first=at,
        stop=stop,
        confidence=confidence,
        reason="a statement without a number",
        numbered=False,
    )
