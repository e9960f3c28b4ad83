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
from ledger.trace.drift_qualifier import meant_words, stems_alike
from ledger.trace.drift_unit import noun
from ledger.trace.drift_words import content_words, is_any_person, nouns_differ
from ledger.trace.notice import quantity_words
from ledger.trace.own_words import clause_of_number, places

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
    senses = senses_for(language)
    subjects = frozenset[str]().union(*(senses.subjects.get(event, ()) for event in events)) if senses else ()
    # Soldiers killed and civilians killed are others.
    return all(
        counted is None or counted == "life" or is_any_person(counted) or counted in subjects
        for counted in nouns
    )


def is_one_thing(up: str, down: str, language: str) -> bool:
    """Return whether both sides have the same words but for their order and grammar: school closures, schools closed.

    `up` and `down` are `words_of` the two figures. What happened to people is for `is_one_event`.
    """
    if _WORD.findall(up) == _WORD.findall(down):
        return True
    if _events(up, language) or _events(down, language):
        return False
    for part, other_part in zip(_parts(up, language), _parts(down, language), strict=True):
        first, second = sorted((meant_words(part, language), meant_words(other_part, language)), key=len)
        # Words that one side leaves out say less of the same: bank branches closed, branch closures.
        if (not first and second) or not all(any(stems & others for others in second) for stems in first):
            return False
    return len(meant_words(up, language)) > 1 < len(meant_words(down, language))


def _parts(words: str, language: str) -> tuple[str, str]:
    """Return words before and from the preposition on that says by, for or without whom or what: women hurt, by men."""
    senses = senses_for(language)
    if senses is None or senses.qualifying is None:
        return words, ""
    qualifying = senses.qualifying
    apart = "|".join(sorted(qualifying.complements - qualifying.of))
    found = matching(apart).search(words)
    return (words, "") if found is None else (words[: found.start()], words[found.start() :])


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
    differing = _word_set(above) ^ _word_set(below)
    places = frozenset[int]().union(*(touched(word, language) for word in differing))
    if up.quantity.direction or down.quantity.direction:
        # A direction is a side that no word need say.
        places |= {place for place, contrast in enumerate(senses.contrasts) if contrast.directed}
    contrasts = [senses.contrasts[place] for place in sorted(places) if place >= 0]
    contrasted = _contrasted(up.quantity, down.quantity, above, below, contrasts)
    if contrasted is not None:
        finding, first, second = contrasted
        yield drift(finding, _message(up, down, f"{first} became {second}", restated=restated))
    widened = _other_scope(up, down, senses)
    if widened is not None:
        yield drift(
            "place-changed", _message(up, down, f"{widened[0]} became {widened[1]}", restated=restated)
        )
    unsaid = _lost_statistic(up, down, senses, language) if restated else None
    if unsaid is not None:
        yield drift(
            "statistic-changed",
            _message(up, down, f"the relay does not say that it is a {unsaid}", restated=restated),
        )
    changed = (
        (_other_event(above, below, senses, language) if EVENTS in places else None)
        or _negated(above, below, senses, language)
        or _other_share(above, below, language)
        or _doer_was_counted(up, down, above, below, senses, language)
        or _other_apportionment(up, down, above, below, senses, language)
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


# Cached, as the words of a source are compared with those of each of its relays, and more than once.
@lru_cache(maxsize=4096)
def _word_set(words: str) -> frozenset[str]:
    return frozenset(_WORD.findall(words))


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
        plain, other_plain = _word_set(words), _word_set(other_words)
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
    if first is None or second is None or first == second:
        return None
    # In one word a noun is narrowed by what stands before it: AfD-Wähler, Wähler.
    compound = lexicon_for(language).nouns.written and (first.endswith(second) or second.endswith(first))
    alike = stems_alike(first, language) & stems_alike(second, language)
    differ = compound or (not alike and nouns_differ(first, second, language))
    return (f"of {first}", f"of {second}") if differ else None


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


def _doer_was_counted(
    up: Figure, down: Figure, above: str, below: str, senses: Senses, language: str
) -> tuple[str, str] | None:
    """Return who did it and who is counted, where one side has both in one: killed by police, police killed."""
    if not senses.doer:
        return None
    for words, side, is_source in ((above, down, True), (below, up, False)):
        doer = matching(senses.doer).search(words)
        counted = noun(side.quantity.unit)
        if doer is None or counted is None or not _events(words, language):
            continue
        if content_words(doer["noun"], language) & _counted_stems(side, counted, language):
            found = doer[0], counted
            return found if is_source else found[::-1]
    return None


def _counted_stems(figure: Figure, counted: str, language: str) -> frozenset[str]:
    """Return the stems of a counted noun and, of people by another noun, of the word before it: gang members."""
    stems = content_words(counted, language)
    plural = rf"(?P<before>[^\W\d_]+) {re.escape(counted)}s?"
    found = re.search(plural, figure.quantity.text or "") if not _events(counted, language) else None
    return stems if found is None else stems | content_words(found["before"], language)


def _other_apportionment(
    up: Figure, down: Figure, above: str, below: str, senses: Senses, language: str
) -> tuple[str, str] | None:
    """Return “per head” and “in all”, where one side alone gives what it counts for each person."""
    if not senses.apportioned or up.quantity.unit != down.quantity.unit or "/" in (up.quantity.unit or ""):
        return None
    pattern = matching(senses.apportioned)
    found = [pattern.search(words) for words in (above, below)]
    if (found[0] is None) == (found[1] is None):
        return None
    plain = [content_words(pattern.sub(" ", words), language) for words in (above, below)]
    if not plain[0] & plain[1]:
        # A bare number says nothing of what it is of.
        return None
    first, second = (f"“{match[0]}”" if match is not None else "a number for all" for match in found)
    return first, second


def _lost_statistic(up: Figure, down: Figure, senses: Senses, language: str) -> str | None:
    """Return the statistic of a source that a relay leaves out, though it says of what its number is."""
    statistic, unit = up.quantity.statistic, up.quantity.unit
    if statistic == "mean" and (noun(unit) is not None or "/" in (unit or "") or unit == "percent"):
        # 12 deaths a day are so on average.
        return None
    if (
        statistic is None
        or statistic not in senses.keeping
        or down.quantity.statistic is not None
        or up.quantity.direction
    ):
        return None
    spoken = words_of(down, down.quantity, language)
    quote = "" if down.quote is None else one_wording(down.quote.exact, language)
    kept = matching(senses.keeping[statistic])
    if kept.search(spoken) or kept.search(quote):
        return None
    above = content_words(words_of(up, up.quantity, language), language)
    return statistic if above & content_words(spoken, language) else None


def _other_scope(up: Figure, down: Figure, senses: Senses) -> tuple[str, str] | None:
    """Return the scopes of two numbers, where that of a place became that of all the world, or the reverse."""
    if not senses.worldwide or senses.qualifying is None:
        return None
    texts = [side.quantity.text or "" for side in (up, down)]
    for scope, parts in ((senses.worldwide, None), (senses.nationwide, senses.regions)):
        wide = [matching(scope).search(text.casefold()) for text in texts]
        if (wide[0] is None) == (wide[1] is None):
            continue
        at = 1 if wide[0] is not None else 0
        named = [word for word in re.findall(r"[A-Z][\w.]*", texts[at]) if _is_place(word, senses, parts)]
        named = named or (places((up, down)[at]) if parts is None else [])
        whole = wide[1 - at]
        if named and whole is not None:
            names = f"“{named[0]}”", f"“{whole[0]}”"
            return names if at == 0 else names[::-1]
    return None


def _is_place(word: str, senses: Senses, parts: frozenset[str] | None) -> bool:
    """Return whether a word is the name of a country or its people; with `parts`, of one of these."""
    name = word.casefold().replace(".", "").removesuffix("'s")
    assert senses.qualifying is not None
    peoples = senses.qualifying.peoples
    country = peoples.get(name, name)
    if parts is not None:
        return country in parts
    return country in peoples.values() and country not in senses.qualifying.parties


def _lost(up: Figure, down: Figure, senses: Senses, language: str) -> str | None:
    """Return a word of the source's phrase that changes which number is meant, if the relay counts without it."""
    above = one_wording(up.quantity.text or "", language)
    below = words_of(down, down.quantity, language)
    if noun(down.quantity.unit) is None and down.label is None and _share_of(below, language) is None:
        return None
    quote = "" if down.quote is None else one_wording(down.quote.exact, language)
    for word, wordings in senses.qualifiers.items():
        if matching(re.escape(word)).search(above) and not (
            matching(wordings).search(below) or matching(wordings).search(quote)
        ):
            return word
    return None
