"""Comparison of the words beside what is counted, where the noun itself is the same.

Labour MPs are no Conservative MPs, aid to Ukraine is no aid to Israel, and 3% inflation no 3% growth. Words that one
side leaves out or adds say less or more of the same; words in the same place that share nothing are exchanged. A place
is the one before the noun, behind it, or behind a preposition that both sides have. Names are held against names
only, for a people may be called by its country elsewhere, and the other words against other words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Final, NamedTuple

from ledger.phrase.lexicon import lexicon_for
from ledger.phrase.lexicon.senses import Qualifying, Senses, matching, one_wording, senses_for, touched
from ledger.trace.drift_words import content_words

_TOKEN: Final = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*\.?|\d[\d.,]*|[^\w\s]")
#: What ends the words that belong to a number.
_ENDS: Final = re.compile(r"[;:!?()\[\]]|,(?!\d)|\.(?!\d)(?=\s|$)")
#: The places of words without a preposition.
_BEFORE: Final = "before"
_BEHIND: Final = "behind"
_LED: Final = "led"


class _Words(NamedTuple):
    """The words in one place: the names, the stems of the others, that of the last one, all as they are written.

    `stems` are those of each word in order, and for a name its country.
    """

    names: frozenset[str]
    plain: frozenset[str]
    head: str | None
    written: str
    stems: tuple[frozenset[str], ...] = ()

    def without(self, stems: frozenset[str]) -> _Words:
        """Return the words without some of the stems."""
        return self._replace(plain=self.plain - stems, names=self.names - stems)


def exchanged_words(
    up: str,
    down: str,
    nouns: tuple[str | None, str | None],
    language: str,
    *,
    one_event: bool,
    measures: str = "",
) -> tuple[str, str] | None:
    """Return the words of two phrases that stand in the same place and share nothing; None where there are none.

    `nouns` are what they count, in the singular; None where the number is money, a measure or a share. Of what
    happened to those who are counted, `one_event` says that it is the same; `measures` are the names of units. In a
    language whose senses know nothing of qualifying words, None is returned.
    """
    senses = senses_for(language)
    spoken, relayed = (set(_TOKEN.findall(text)) for text in (up, down))
    if senses is None or senses.qualifying is None or spoken <= relayed or relayed <= spoken:
        return None
    first, second = _placed(up, nouns[0], language), _placed(down, nouns[1], language)
    names = [frozenset[str]().union(*(words.names for words in side.values())) for side in (first, second)]
    plain = [frozenset[str]().union(*(words.plain for words in side.values())) for side in (first, second)]
    measured = content_words(measures, language)
    for place in (place for place in first if place in second):
        above, below = first[place].without(measured), second[place].without(measured)
        if _one_word_differs(above, below, senses, language):
            return above.written, below.written
        if above.head == below.head is not None and (place == _LED or (place == _BEFORE and None in nouns)):
            stems = _with_alike({above.head or ""}, language)
            above, below = above.without(stems), below.without(stems)
        named = above.names - names[1] and below.names - names[0]
        if (
            place not in lexicon_for(language).connectives.in_
            and named
            and not _initials(above.written, below.written)
        ):
            return above.written, below.written
        if above.names & below.names or (
            one_event and (place == _BEHIND or (place == _BEFORE and nouns[0] != nouns[1]))
        ):
            continue
        differing = above.plain - plain[1] and below.plain - plain[0] and not above.plain & below.plain
        if differing and not _alike(above.written, below.written, senses, language):
            return above.written, below.written
    return _other_age(up, down, senses.qualifying, language)


@lru_cache(maxsize=4096)
def meant_words(words: str, language: str) -> frozenset[frozenset[str]]:
    """Return the stems of the words that say what is counted, each with those alike; none where no senses are known."""
    senses = senses_for(language)
    if senses is None or senses.qualifying is None:
        return frozenset()
    idle = idle_words(language)
    kept = (token for token in _TOKEN.findall(words) if token[0].isalpha() and token not in idle)
    alike = _alike_stems(language)
    stems = (
        stem for token in kept if not is_number(token, language) for stem in content_words(token, language)
    )
    return frozenset(alike.get(stem, frozenset({stem})) for stem in stems)


def _one_word_differs(above: _Words, below: _Words, senses: Senses, language: str) -> bool:
    """Return whether one word of several stands in another's place: climate scientists agree, climate papers agree."""
    if len(above.stems) != len(below.stems) or len(above.stems) < 2:
        return False
    differing = [at for at, stems in enumerate(above.stems) if not stems & below.stems[at]]
    if len(differing) != 1:
        return False
    (at,) = differing
    if not (above.stems[at] and below.stems[at]):
        return False
    return not _alike(above.written.split()[at], below.written.split()[at], senses, language)


def _alike(above: str, below: str, senses: Senses, language: str) -> bool:
    """Return whether words are of one side of a pair of opposites, and so mean nearly the same."""
    shared = set(above.casefold().split()) & set(below.casefold().split())
    first, second = (
        one_wording(" ".join(word for word in words.split() if word.casefold() not in shared), language)
        for words in (above, below)
    )
    places = frozenset[int]().union(*(touched(word, language) for word in first.split()))
    return any(
        matching(wordings).search(first) and matching(wordings).search(second)
        for place in places
        if place >= 0
        for wordings in senses.contrasts[place].sides.values()
    )


def _initials(*written: str) -> bool:
    """Return whether the names on one side are the initials of those on the other: EU, European Union."""
    names = [[word for word in words.replace(".", "").split() if word[0].isupper()] for words in written]
    first, second = sorted(names, key=len)
    return len(second) > 1 and "".join(name[0] for name in second) in first


def _other_age(up: str, down: str, qualifying: Qualifying, language: str) -> tuple[str, str] | None:
    """Return the ages of those who are counted, where both phrases give some and they differ."""
    found = [matching(qualifying.ages).search(one_wording(text, language)) for text in (up, down)]
    if found[0] is None or found[1] is None:
        return None
    years = [re.findall(r"[0-9]+", match[0]) for match in found if match is not None]
    return None if years[0] == years[1] else (found[0][0], found[1][0])


@lru_cache(maxsize=4096)
def _placed(text: str, noun: str | None, language: str) -> dict[str, _Words]:
    """Return the words of a phrase by their places."""
    tokens = [match[0] for match in _TOKEN.finditer(text.replace("’", "'"))]
    at = next((place for place, token in enumerate(tokens) if is_number(token, language)), None)
    if at is None:
        return {}
    found = dict(_behind(tokens[at:], noun, language))
    led = _leading(tokens[:at], language)
    return {**found, _LED: led} if led is not None else found


def _behind(tokens: list[str], noun: str | None, language: str) -> Iterator[tuple[str, _Words]]:
    """Yield the words behind a number by their places."""
    qualifying, lexicon = _qualifying(language), lexicon_for(language)
    every, auxiliaries = lexicon.connectives.every, lexicon.nouns.auxiliaries
    place, words = _BEFORE, list[str]()
    counted = noun is None
    for at, token in enumerate([*tokens, ";"]):
        following = tokens[at + 1] if at + 1 < len(tokens) else ""
        lower = token.casefold()
        ends = bool(_ENDS.fullmatch(token))
        prepositional = lower in qualifying.prepositions
        if prepositional and (is_number(following, language) or following.casefold() in every):
            # One in four, and people under 18.
            continue
        if prepositional or ends:
            made = _made(words, language)
            if made is not None and place != "":
                yield place, made
            if ends:
                return
            shares = lower in qualifying.of and noun is None and place == _BEFORE and made is None
            place = _BEFORE if shares else lower if lower in qualifying.complements else ""
            words = []
        elif lower in auxiliaries and noun is None and place == _BEFORE and words:
            # A third of them are poor.
            made = _made(words, language)
            if made is not None:
                yield place, made
            place, words = _BEHIND, []
        elif not counted and _is_noun(token, noun, language):
            made = _made(words, language)
            if made is not None:
                yield _BEFORE, made
            counted, place, words = True, _BEHIND, []
        elif not is_number(token, language) and token[0].isalpha():
            words.append(token)


def _leading(tokens: list[str], language: str) -> _Words | None:
    """Return what a number is said to be of: the “unemployment” of “an unemployment rate of”."""
    qualifying = _qualifying(language)
    changes = lexicon_for(language).hedges.directions.index
    places = [
        at
        for at, token in enumerate(tokens)
        if token.casefold() in qualifying.leads or changes.get(token.casefold(), (None,))[0] is not None
    ]
    if not places or _made(tokens[places[-1] + 1 :], language) is not None:
        return None
    words = list[str]()
    for token in reversed(tokens[: places[-1]]):
        if token.casefold() in qualifying.prepositions or not token[0].isalpha():
            break
        words.insert(0, token)
    made = _made(words, language)
    return None if made is None or not made.plain else made


def _is_noun(token: str, noun: str | None, language: str) -> bool:
    """Return whether a word is the counted noun, or the last word of it."""
    last = "" if noun is None else noun.split()[-1]
    stems = content_words(token, language)
    return token.rstrip("s").casefold() == last.casefold() or (
        bool(stems) and stems == content_words(last, language)
    )


def _made(words: list[str], language: str) -> _Words | None:
    """Return the words of one place, without those that say nothing of what is counted; None if there are no others."""
    qualifying = _qualifying(language)
    idle = idle_words(language)
    # “US” is a country, and “us” says nothing.
    kept = [
        word.removesuffix("'s")
        for word in words
        if len(word) > 1 and (word.casefold() not in idle or word.isupper())
    ]
    names = [word for word in kept if word[0].isupper() and word.casefold() not in qualifying.common]
    others = [word for word in kept if word not in names]
    meant = [word for word in one_wording(" ".join(words), language).split() if word not in idle]
    called = {name.casefold() for name in names}
    plain = content_words(" ".join(others), language) | content_words(
        " ".join(word for word in meant if word not in called), language
    )
    plain = _with_alike(plain, language)
    if not names and not plain:
        return None
    countries = {word: _country(word, qualifying) for word in names}
    last = content_words(others[-1], language) if others and others[-1] == kept[-1] else frozenset()
    stems = tuple(
        frozenset({countries[word]})
        if word in countries
        else _with_alike(content_words(word, language), language)
        for word in kept
    )
    return _Words(frozenset(countries.values()), plain, next(iter(last), None), " ".join(kept), stems)


def _country(written: str, qualifying: Qualifying) -> str:
    """Return what a people and its country have in common: Russia and Russian."""
    name = written.casefold().replace(".", "")
    name = qualifying.peoples.get(name, name)
    for ending in qualifying.endings:
        if name.endswith(ending) and len(name) - len(ending) >= 3:
            return name[: -len(ending)]
    return name


def _qualifying(language: str) -> Qualifying:
    senses = senses_for(language)
    assert senses is not None
    assert senses.qualifying is not None
    return senses.qualifying


def _with_alike(stems: Iterable[str], language: str) -> frozenset[str]:
    """Return stems with those that stand for them, as `_alike_stems` has them."""
    senses = senses_for(language)
    alike = _alike_stems(language) if senses is not None and senses.qualifying is not None else {}
    return frozenset[str]().union(*(alike.get(stem, {stem}) for stem in stems))


@lru_cache(maxsize=16_384)
def stems_alike(words: str, language: str) -> frozenset[str]:
    """Return the stems of the words that say what is counted, with those that stand for words alike."""
    return _with_alike(content_words(words, language), language)


def stems_or_country(word: str, language: str) -> frozenset[str]:
    """Return the `stems_alike` of a word and, of a name, what it has in common with that of a country or party."""
    senses = senses_for(language)
    named = senses is not None and senses.qualifying is not None and word[:1].isupper()
    stems = stems_alike(word, language)
    return stems | {_country(word, _qualifying(language))} if named else stems


def is_of_country(noun: str, text: str, language: str) -> bool:
    """Return whether a noun is for the people of a country that a text names: Britons, British people."""
    senses = senses_for(language)
    if senses is None or senses.qualifying is None:
        return False
    names = (token for token in _TOKEN.findall(text) if token[0].isupper())
    return _country(noun, senses.qualifying) in {_country(name, senses.qualifying) for name in names}


@cache
def _alike_stems(language: str) -> Mapping[str, frozenset[str]]:
    """Return the stems that stand for a stem: itself, and the first of each group of words that it is alike to."""
    found: dict[str, set[str]] = {}
    for group in _qualifying(language).alike:
        stems = [stem for word in group for stem in sorted(content_words(word, language))]
        for stem in stems:
            found.setdefault(stem, {stem}).add(f"{group[0]}…")
    return {stem: frozenset(stands) for stem, stands in found.items()}


@cache
def idle_words(language: str) -> frozenset[str]:
    """Return words that say nothing of what is counted: hedges, directions, statistics, rates, months."""
    lexicon = lexicon_for(language)
    hedges, calendar, rates, measures = lexicon.hedges, lexicon.calendar, lexicon.rates, lexicon.measures
    whole = (hedges.before, hedges.after, measures.wordings, measures.ratios)
    # Of “in the black” no word alone is a direction.
    single = (
        hedges.directions, hedges.directions_after, hedges.directions_of_measures,
        hedges.statistics, hedges.statistics_after,
    )  # fmt: skip
    spoken = {
        word
        for part in (*whole, *single)
        for options in part.by_class.values()
        for wording in options
        if part in whole or " " not in wording
        for word in wording.split()
    }
    kept = _qualifying(language).kept
    return frozenset(
        {
            *(spoken - kept),
            *_qualifying(language).idle,
            *calendar.month_numbers,
            *calendar.seasons,
            *calendar.weekdays,
            *lexicon.numerals.short_scales,
            *rates.times,
            *(f"{word}s" for word in rates.times),
            *rates.periodic,
            *lexicon.money.names,
            *(f"{word}s" for word in lexicon.money.names),
            *lexicon.nouns.stops,
            *lexicon.connectives.articles,
            *measures.degrees,
            *measures.degree_scales,
            *measures.points,
        }
    )


@lru_cache(maxsize=4096)
def is_number(token: str, language: str) -> bool:
    """Return whether a token is a number, or a part of one."""
    numerals = lexicon_for(language).numerals
    lower = token.casefold()
    return token[:1].isdigit() or any(
        part in numerals.number_words
        or part in numerals.denominators
        or part in numerals.plural_denominators
        or part in numerals.multiples
        or part in numerals.ones
        for part in lower.split("-")
    )
