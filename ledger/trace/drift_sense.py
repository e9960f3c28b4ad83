"""Comparison of what is counted by the meaning of words: wordings of one thing, opposites, and words that were lost.

Nouns and labels are compared in `drift_words` by their stems; here by what `ledger.phrase.lexicon.senses` knows of
them. Deaths and lives lost are one, imports are no exports, and excess deaths without their excess are other deaths.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from ledger.model.record import Figure
from ledger.number.quantity import Quantity
from ledger.phrase.lexicon.senses import Contrast, Senses, first_match, matching, one_wording, senses_for
from ledger.trace.drift_finding import Drift, drift
from ledger.trace.drift_number import both_sides
from ledger.trace.drift_unit import noun
from ledger.trace.drift_words import content_words, is_any_person, nouns_differ
from ledger.trace.notice import quantity_words
from ledger.trace.own_words import clause_of_number

_DIRECTIONS: Final = {"up": "more", "down": "less"}
_MASSES: Final = ("ton", "kg", "litre")
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


@lru_cache(maxsize=4096)
def _events(words: str, language: str) -> frozenset[str]:
    senses = senses_for(language)
    events = {} if senses is None else senses.events
    return frozenset(event for event, wordings in events.items() if first_match(wordings, words))


def compare_senses(up: Figure, down: Figure, language: str, *, restated: bool) -> Iterator[Drift]:
    """Yield what the words of a relay say of its number that those of its source exclude.

    `up` and `down` have their quantities with the sign in the direction. Opposites, other kinds, another share and
    words that were lost: the first that is found for each code.
    """
    senses = senses_for(language)
    if senses is None:
        return
    above = words_of(up, up.quantity, language)
    below = words_of(down, down.quantity if restated else Quantity(), language)
    if above == below:
        return
    contrasted = _contrasted(up.quantity, down.quantity, above, below, language)
    if contrasted is not None:
        finding, first, second = contrasted
        yield drift(finding, _message(up, down, f"{first} became {second}", restated=restated))
    changed = (
        _other_event(above, below, senses, language)
        or _negated(above, below, senses, language)
        or _other_share(above, below, senses, language)
    )
    lost = _lost(up, down, senses, language) if restated and changed is None else None
    if changed is not None:
        yield drift(
            "label-changed", _message(up, down, f"{changed[0]} became {changed[1]}", restated=restated)
        )
    elif lost is not None:
        reason = f"the relay leaves out “{lost}”, and so counts others"
        yield drift("label-changed", _message(up, down, reason, restated=restated))


def _message(up: Figure, down: Figure, reason: str, *, restated: bool) -> str:
    """Return what both sides say and what changed; the words that mean one thing are not quoted, for they are ours."""
    if restated:
        sides = both_sides(up.quantity, down.quantity)
    else:
        sides = f"the source says “{quantity_words(up.quantity)}”, the relay has other words for it"
    return f"{sides}: {reason}. Write “{quantity_words(up.quantity)}”."


def _contrasted(
    up: Quantity, down: Quantity, above: str, below: str, language: str
) -> tuple[str, str, str] | None:
    """Return the first contrast between two figures: its code, the words of the source and those of the relay."""
    for (contrast, words_above), (_, words_below) in zip(
        _sides(above, language), _sides(below, language), strict=True
    ):
        first, second = _side(up, contrast, words_above), _side(down, contrast, words_below)
        if first is None or second is None or first[0] == second[0]:
            continue
        if not contrast.upgraded or first[0] == next(iter(contrast.sides)):
            return contrast.finding, first[1], second[1]
    return None


def _side(quantity: Quantity, contrast: Contrast, in_words: tuple[str, str] | None) -> tuple[str, str] | None:
    """Return the side of a contrast that a number is of, with the words for it; `in_words` is that of its words."""
    if contrast.directed and quantity.direction is not None:
        return quantity.direction, _DIRECTIONS[quantity.direction]
    return in_words


# Labels are said of many figures, and each figure is looked at beside several.
@lru_cache(maxsize=4096)
def _sides(words: str, language: str) -> tuple[tuple[Contrast, tuple[str, str] | None], ...]:
    """Return for each contrast the one side that words are of; None where they are of none or of several."""
    senses = senses_for(language)
    found: list[tuple[Contrast, tuple[str, str] | None]] = []
    for contrast in () if senses is None else senses.contrasts:
        sides = [
            (side, match[0])
            for side, wordings in contrast.sides.items()
            if (match := first_match(wordings, words)) is not None
        ]
        found.append((contrast, sides[0] if len(sides) == 1 else None))
    return tuple(found)


def _other_event(above: str, below: str, senses: Senses, language: str) -> tuple[str, str] | None:
    """Return what happened to those counted, if something else happened to them on the other side."""
    first, second = _events(above, language), _events(below, language)
    if not first or not second or first & second:
        return None
    return _first_words(above, first, senses.events), _first_words(below, second, senses.events)


def _first_words(words: str, names: frozenset[str], wordings: Mapping[str, str]) -> str:
    found = [match for name in names if (match := first_match(wordings[name], words)) is not None]
    return min(found, key=lambda match: match.start())[0]


def _negated(above: str, below: str, senses: Senses, language: str) -> tuple[str, str] | None:
    """Return a word of one side that the other negates: adjusted, and unadjusted or not adjusted."""
    for words, other_words in ((above, below), (below, above)):
        plain, other_plain = set(_WORD.findall(words)), set(_WORD.findall(other_words))
        negated = [
            (word, f"{beginning}{word}")
            for word in other_plain - plain
            for beginning, least in senses.negating.items()
            if len(word) >= least and f"{beginning}{word}" in plain - other_plain
        ]
        behind = matching(
            rf"(?:{senses.negations}) (?:yet |been |be |have |at all )*(?P<word>[^\W\d_]{{4,}})"
        )
        absent = matching(rf"(?:{senses.negations}|{senses.absences})")
        stems = {next(iter(content_words(word, language)), ""): word for word in other_plain}
        negated += [
            (stems[stem], match[0])
            for match in behind.finditer(words)
            for stem in content_words(match["word"], language)
            if stem in stems and not absent.search(other_words)
        ]
        if negated:
            word, opposite = min(negated)
            return (opposite, word) if words is above else (word, opposite)
    return None


def _other_share(above: str, below: str, senses: Senses, language: str) -> tuple[str, str] | None:
    """Return what a share is of, where on the other side it is of another noun: of women, of men."""
    first, second = _share_of(above, senses, language), _share_of(below, senses, language)
    if first is None or second is None or not nouns_differ(first, second, language):
        return None
    return f"of {first}", f"of {second}"


def _share_of(words: str, senses: Senses, language: str) -> str | None:
    match = first_match(senses.of, words)
    found = match["noun"] if match is not None else None
    if match is None or found is None or found in senses.whole:
        return None
    # Of what is weighed there is no plural.
    return found if _is_plural(found, language) or match[0].startswith(_MASSES) else None


def _is_plural(word: str, language: str) -> bool:
    if language != "en":
        return True
    return (word.endswith("s") and not word.endswith("ss")) or word in ("women", "men", "children")


def _lost(up: Figure, down: Figure, senses: Senses, language: str) -> str | None:
    """Return a word of the source's phrase that changes which number is meant, if the relay counts without it."""
    if noun(down.quantity.unit) is None and down.label is None:
        return None
    above = one_wording(up.quantity.text or "", language)
    below = words_of(down, down.quantity, language)
    quote = "" if down.quote is None else one_wording(down.quote.exact, language)
    for word, wordings in senses.qualifiers.items():
        if first_match(re.escape(word), above) and not (
            first_match(wordings, below) or first_match(wordings, quote)
        ):
            return word
    return None
