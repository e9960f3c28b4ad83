"""Words by what they mean to a comparison: wordings of one thing, pairs that exclude each other, words that must stay.

Only comparisons need them, so that they stand apart from the lexicons, in a module a language: ``senses_en``.
Everything here is lower case, and alternatives of regular expressions between word boundaries.
"""

import functools
import importlib
import re
from collections.abc import Mapping
from typing import Final, NamedTuple

#: What `touched` calls the events and the qualifiers of a language, beside the places of its contrasts.
EVENTS: Final = -1
QUALIFIERS: Final = -2
#: Letters by which the words of a text are held against those of patterns.
_LETTERS: Final = 4


class Contrast(NamedTuple):
    """Words that exclude each other: a number of the one is not a number of the other.

    `sides` are alternatives by the name of what they mean. `finding` is the code of what is found where a source
    has words of one side and its relay words of another. Where `directed`, the sides are ``up`` and ``down``, and a
    quantity's own direction counts as words of it. Where `upgraded`, only the change from the first side to the
    second is one.
    """

    sides: Mapping[str, str]
    finding: str = "label-changed"
    directed: bool = False
    upgraded: bool = False


class Qualifying(NamedTuple):
    """The words beside a counted noun, and what holds them.

    `prepositions` end the words before them; those of `complements` lead to words that say what a number is of or for,
    `of` to what a share is of. `leads` stand between what a number is of and the number ("inflation of 3%"). `idle`
    words say nothing of what is counted, `kept` ones do although they may also say a direction. `peoples` are names
    by the country that they mean; `endings` those of countries and peoples that have no entry, longest first. `common`
    words are no names, whether they have a capital or not; `alike` are words that mean nearly the same here.
    `ages` is the
    pattern of those of a certain age, `parties` are those of `peoples` that are no places.

    `restrictive` words always leave others of the noun out, `broad` ones never do, nor do names, but for those of
    `parties` and those before `followers` ("Trump voters"). `narrowing` is the pattern of what narrows a noun from
    behind, `changed_in` that of what leads from a change to what changed. `roles` are pairs of prepositions for who
    did something and to whom, unless the word before is one of `causes` ("due to").
    """

    prepositions: frozenset[str]
    complements: frozenset[str]
    of: frozenset[str]
    leads: frozenset[str]
    idle: frozenset[str]
    kept: frozenset[str]
    peoples: Mapping[str, str]
    endings: tuple[str, ...]
    common: frozenset[str]
    alike: tuple[tuple[str, ...], ...]
    ages: str
    parties: frozenset[str] = frozenset()
    restrictive: frozenset[str] = frozenset()
    broad: frozenset[str] = frozenset()
    followers: frozenset[str] = frozenset()
    narrowing: str = "(?!)"
    changed_in: str = "(?!)"
    roles: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()
    causes: frozenset[str] = frozenset()


class Senses(NamedTuple):
    """The senses of a language.

    `synonyms` are wordings by the word that stands for all of them. `events` are what happens to people and things, by
    the word for it. `qualifiers` are words without which another number is meant, each with all wordings that keep it.
    `negations` are what makes the opposite of a word behind them, `absences` what says so as well of a thing,
    `negating` beginnings that do so within it, each with the least letters of the word behind it.
    `of` is the pattern of what a share is of, with the group noun, and mass where that is weighed; `whole` are nouns
    of it that exclude none. `extremes` are alternatives of hedges that are statistics as well, by the statistic;
    `today` makes prices those of the day. `qualifying` is what is known of the words beside a noun, if anything.
    `apportioned` are wordings of a number for each person, `keeping` of each statistic those that say it as well.
    `worldwide` and `nationwide` say that a number is of all the world or country, of which `regions` are parts.
    `subjects` are the nouns for those to whom an event happens, and for the event, by the event; `doer` is the pattern
    of who did it, with the group noun.
    """

    synonyms: Mapping[str, tuple[str, ...]]
    events: Mapping[str, str]
    contrasts: tuple[Contrast, ...]
    qualifiers: Mapping[str, str]
    negations: str
    absences: str
    negating: Mapping[str, int]
    of: str
    whole: frozenset[str]
    extremes: Mapping[str, str]
    today: str
    qualifying: Qualifying | None = None
    apportioned: str = ""
    keeping: Mapping[str, str] = {}
    worldwide: str = ""
    nationwide: str = ""
    regions: frozenset[str] = frozenset()
    subjects: Mapping[str, frozenset[str]] = {}
    doer: str = ""

    def pattern_of_synonyms(self) -> tuple[re.Pattern[str], Mapping[str, str]]:
        """Return a pattern of all wordings that have a synonym, and the word for each."""
        by_wording = {word: word for word in self.synonyms}
        by_wording |= {wording: word for word, wordings in self.synonyms.items() for wording in wordings}
        longest_first = sorted(by_wording, key=len, reverse=True)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])"), by_wording


@functools.cache
def senses_for(language: str | None) -> Senses | None:
    """Return the senses of a language by the code of its lexicon, None where it has none."""
    if language is None:
        return None
    try:
        senses = importlib.import_module(f"{__package__}.senses_{language}").SENSES
    except ModuleNotFoundError:
        return None
    assert isinstance(senses, Senses)
    return senses


# Cached, as the words of a figure are compared with those of its source, and with those of each of its relays.
@functools.lru_cache(maxsize=8_192)
def one_wording(text: str, language: str) -> str:
    """Return a text in small letters with one wording for each thing: “lives lost” and “fatalities” are deaths."""
    plain = text.casefold().replace("’", "'")
    senses = senses_for(language)
    if senses is None:
        return plain
    pattern, by_wording = _synonyms(language)
    return pattern.sub(lambda match: by_wording[match[0]], plain)


@functools.cache
def _synonyms(language: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    senses = senses_for(language)
    assert senses is not None
    return senses.pattern_of_synonyms()


@functools.lru_cache(maxsize=1024)
def matching(alternatives: str) -> re.Pattern[str]:
    """Alternatives of senses, as a pattern between word boundaries; a sign has none."""
    return re.compile(rf"(?:(?<![\w-])|(?=[%$£€¥]))(?:{alternatives})(?!\w)")


@functools.lru_cache(maxsize=16_384)
def touched(word: str, language: str) -> frozenset[int]:
    """Return the contrasts, by their places, that a word may be of; `EVENTS` and `QUALIFIERS` for these.

    Most words are of none, so that nothing need be searched for them. One that is named may be of none after all.
    """
    places = _by_beginning(language)
    return places.get(word[:_LETTERS], frozenset()) | places.get(word[: _LETTERS - 1], frozenset())


@functools.cache
def _by_beginning(language: str) -> Mapping[str, frozenset[int]]:
    """Return the places of contrasts by the first letters of the words in their patterns."""
    senses = senses_for(language)
    found: dict[str, set[int]] = {}
    if senses is not None:
        patterns = [(at, "|".join(contrast.sides.values())) for at, contrast in enumerate(senses.contrasts)]
        patterns += [(EVENTS, "|".join(senses.events.values())), (QUALIFIERS, "|".join(senses.qualifiers))]
        for place, pattern in patterns:
            for literal, optional in re.findall(r"([^\W_]+)(\??)", pattern):
                shortest = literal[:-1] if optional else literal
                if len(shortest) >= _LETTERS - 1:
                    found.setdefault(shortest[:_LETTERS], set()).add(place)
    return {beginning: frozenset(places) for beginning, places in found.items()}
