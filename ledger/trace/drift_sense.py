"""Comparison of what is counted by the meaning of words: wordings of one thing, opposites, and words that were lost.

Nouns and labels are compared in `drift_words` by their stems; here by what `ledger.phrase.lexicon.senses` knows of
them. Deaths and lives lost are one, imports are no exports, and excess deaths without their excess are other deaths.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from ledger.model.record import Figure
from ledger.number.quantity import Quantity
from ledger.phrase.lexicon import lexicon_for
from ledger.phrase.lexicon.senses import (
    EVENTS,
    QUALIFIERS,
    Contrast,
    Senses,
    matching,
    one_wording,
    senses_for,
    touched,
)
from ledger.phrase.noun import looks_plural
from ledger.trace.drift_finding import Drift, drift
from ledger.trace.drift_number import both_sides
from ledger.trace.drift_unit import noun
from ledger.trace.drift_words import content_words, is_any_person, nouns_differ
from ledger.trace.notice import quantity_words
from ledger.trace.own_words import clause_of_number

_DIRECTIONS: Final = {"up": "more", "down": "less"}
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def words_of(figure: Figure, quantity: Quantity, language: str) -> str:
    """Return the label and the phrase of a figure, else its quote, with one wording for each thing."""
    text = quantity.text or ""
    if noun(quantity.unit) is None and not re.search(r"[^\W\d_]{3}", text):
        text = clause_of_number(figure) or text
    return one_wording(f"{figure.label or ''} ; {text}", language)


def is_one_event(up: str, down: str, nouns: tuple[str | None, str | None], language: str) -> bool:
    """Return whether both sides count those to whom the same happened: people killed and deaths.

    `up` and `down` are `words_of` the two figures, `nouns` what their units count.
    """
    events = _events(up, language)
    if not events or events != _events(down, language):
        return False
    for counted, words in zip(nouns, (up, down), strict=True):
        wording = None if counted is None else one_wording(counted, language)
        # Of hospital admissions the words have become the event, and the noun is gone.
        if wording is not None and (_events(wording, language) or wording not in words):
            return True
    # Soldiers killed and civilians killed are others.
    return all(counted is None or counted == "life" or is_any_person(counted) for counted in nouns)


def same_events(up: str, down: str, language: str) -> bool:
    """Return whether the words of both sides say that the same happened to those counted, whoever these are."""
    events = _events(up, language)
    return bool(events) and events == _events(down, language)


@lru_cache(maxsize=4096)
def _events(words: str, language: str) -> frozenset[str]:
    senses = senses_for(language)
    events = {} if senses is None else senses.events
    return frozenset(event for event, wordings in events.items() if matching(wordings).search(words))


def compare_senses(up: Figure, down: Figure, language: str, *, restated: bool) -> Iterator[Drift]:
    """Yield what the words of a relay say of its number that those of its source exclude.

    `up` and `down` have their quantities with the sign in the direction. Opposites, other kinds, another share and
    words that were lost: the first that is found for each code.
    """
    senses = senses_for(language)
    if senses is None or (restated and are_alike(up, down)):
        return
    above = words_of(up, up.quantity, language)
    below = words_of(down, down.quantity if restated else Quantity(), language)
    if above == below:
        return
    differing = set(_WORD.findall(above)) ^ set(_WORD.findall(below))
    places = frozenset[int]().union(*(touched(word, language) for word in differing))
    # A direction is a side that no word need say.
    directed = bool(up.quantity.direction or down.quantity.direction)
    contrasts = [
        contrast
        for place, contrast in enumerate(senses.contrasts)
        if place in places or (directed and contrast.directed)
    ]
    contrasted = _contrasted(up.quantity, down.quantity, above, below, contrasts)
    if contrasted is not None:
        finding, first, second = contrasted
        yield drift(finding, _message(up, down, f"{first} became {second}", restated=restated))
    changed = (
        (_other_event(above, below, senses, language) if EVENTS in places else None)
        or _negated(above, below, senses, language)
        or _other_share(above, below, language)
    )
    may_lose = restated and changed is None and QUALIFIERS in places
    lost = _lost(up, down, senses, language) if may_lose else None
    if changed is not None:
        yield drift(
            "label-changed", _message(up, down, f"{changed[0]} became {changed[1]}", restated=restated)
        )
    elif lost is not None:
        reason = f"the relay leaves out “{lost}”, and so counts others"
        yield drift("label-changed", _message(up, down, reason, restated=restated))


def are_alike(up: Figure, down: Figure) -> bool:
    """Return whether two figures have the same words for what they count: `words_of` them is the same."""
    first, second = up.quantity, down.quantity
    return (
        up.label == down.label
        and first.text == second.text
        and noun(first.unit) is not None
        and noun(second.unit) is not None
    )


def _message(up: Figure, down: Figure, reason: str, *, restated: bool) -> str:
    """Return what both sides say and what changed; the words that mean one thing are not quoted, for they are ours."""
    if restated:
        sides = both_sides(up.quantity, down.quantity)
    else:
        sides = f"the source says “{quantity_words(up.quantity)}”, the relay has other words for it"
    return f"{sides}: {reason}. Write “{quantity_words(up.quantity)}”."


def _contrasted(
    up: Quantity, down: Quantity, above: str, below: str, contrasts: Iterable[Contrast]
) -> tuple[str, str, str] | None:
    """Return the first contrast between two figures: its code, the words of the source and those of the relay."""
    for contrast in contrasts:
        first = _side(above, up, contrast)
        second = None if first is None else _side(below, down, contrast)
        if first is None or second is None or first[0] == second[0]:
            continue
        if not contrast.upgraded or first[0] == next(iter(contrast.sides)):
            return contrast.finding, first[1], second[1]
    return None


def _side(words: str, quantity: Quantity, contrast: Contrast) -> tuple[str, str] | None:
    """Return the one side of a contrast that words are of, with the words; None if they are of none or several."""
    if contrast.directed and quantity.direction is not None:
        return quantity.direction, _DIRECTIONS[quantity.direction]
    found = [
        (side, match[0])
        for side, wordings in contrast.sides.items()
        if (match := matching(wordings).search(words)) is not None
    ]
    return found[0] if len(found) == 1 else None


def _other_event(above: str, below: str, senses: Senses, language: str) -> tuple[str, str] | None:
    """Return what happened to those counted, if something else happened to them on the other side."""
    first, second = _events(above, language), _events(below, language)
    if not first or not second or first & second:
        return None
    return _first_words(above, first, senses.events), _first_words(below, second, senses.events)


def _first_words(words: str, names: frozenset[str], wordings: Mapping[str, str]) -> str:
    found = [match for name in names if (match := matching(wordings[name]).search(words)) is not None]
    return min(found, key=lambda match: match.start())[0]


def _negated(above: str, below: str, senses: Senses, language: str) -> tuple[str, str] | None:
    """Return a word of one side that the other negates: adjusted, and unadjusted or not adjusted."""
    for words, other_words in ((above, below), (below, above)):
        plain, other_plain = set(_WORD.findall(words)), set(_WORD.findall(other_words))
        negated = [
            (word[len(beginning) :], word)
            for word in plain - other_plain
            for beginning, least in senses.negating.items()
            if word.startswith(beginning)
            and len(word) >= len(beginning) + least
            and word[len(beginning) :] in other_plain - plain
        ]
        matches = _negations(words, language)
        if matches and not _is_negative(other_words, language):
            stems = {next(iter(content_words(word, language)), ""): word for word in other_plain}
            negated += [
                (stems[stem], match)
                for match, word in matches
                for stem in content_words(word, language)
                if stem in stems
            ]
        if negated:
            word, opposite = min(negated)
            return (opposite, word) if words is above else (word, opposite)
    return None


# Cached, as the words of a source are compared with those of each of its relays.
@lru_cache(maxsize=4096)
def _negations(words: str, language: str) -> list[tuple[str, str]]:
    """Return the negated words in some words: what is written, and the word that is negated."""
    senses = senses_for(language)
    assert senses is not None
    negation = r"(?:yet |been |be |have |at all )*(?P<word>[^\W\d_]{4,})"
    matches = matching(rf"(?:{senses.negations}) {negation}").finditer(words)
    return [(match[0], match["word"]) for match in matches]


@lru_cache(maxsize=4096)
def _is_negative(words: str, language: str) -> bool:
    """Return whether anything is negated, or absent, in some words."""
    senses = senses_for(language)
    assert senses is not None
    return matching(rf"(?:{senses.negations}|{senses.absences})").search(words) is not None


def _other_share(above: str, below: str, language: str) -> tuple[str, str] | None:
    """Return what a share is of, where on the other side it is of another noun: of women, of men."""
    first, second = _share_of(above, language), _share_of(below, language)
    if first is None or second is None or not nouns_differ(first, second, language):
        return None
    return f"of {first}", f"of {second}"


@lru_cache(maxsize=4096)
def _share_of(words: str, language: str) -> str | None:
    senses = senses_for(language)
    assert senses is not None
    match = matching(senses.of).search(words)
    found = match["noun"] if match is not None else None
    if match is None or found is None or found in senses.whole:
        return None
    # Of what is weighed there is no plural.
    weighed = match.groupdict().get("mass") is not None
    return found if weighed or looks_plural(found, lexicon_for(language).nouns) else None


def _lost(up: Figure, down: Figure, senses: Senses, language: str) -> str | None:
    """Return a word of the source's phrase that changes which number is meant, if the relay counts without it."""
    if noun(down.quantity.unit) is None and down.label is None:
        return None
    above = one_wording(up.quantity.text or "", language)
    below = words_of(down, down.quantity, language)
    quote = "" if down.quote is None else one_wording(down.quote.exact, language)
    for word, wordings in senses.qualifiers.items():
        if matching(re.escape(word)).search(above) and not (
            matching(wordings).search(below) or matching(wordings).search(quote)
        ):
            return word
    return None
