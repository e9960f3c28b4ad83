"""Words that narrow what a number is of: 60% of Labour voters is not 60% of voters, violent crime is not all crime.

A share, a factor and a percentage say nothing of another whole, so that any word which narrows the whole must stay.
A count of fewer things is a count of the others as well, and there only words that always leave others out must. Where
something is counted says its place, which is compared as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from ledger.phrase.lexicon import lexicon_for
from ledger.phrase.lexicon.senses import Qualifying, matching, senses_for
from ledger.phrase.noun import looks_plural
from ledger.trace.drift_qualifier import idle_words, is_number, stems_alike, stems_or_country
from ledger.trace.drift_words import content_words

_TOKEN: Final = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d[\d.,]*%?|[^\w\s]")
#: The most words before a noun that are read.
_LONGEST: Final = 6


class _Whole(NamedTuple):
    """Noun that a number counts or is a share of: its stems, and the words before it as they are written.

    `behind` is what narrows it from behind, and `complement` says whether any preposition stands there: people out of
    work, acts of violence.
    """

    noun: frozenset[str]
    before: tuple[str, ...]
    written: str
    behind: str
    complement: bool = False


def narrowed(
    up: str, down: str, language: str, *, shares: bool, spoken: tuple[str, str]
) -> tuple[str, str] | None:
    """Return the wholes of two numbers where one of them has a word that narrows it, and the other has not.

    `shares` says that the numbers are shares, factors or percentages. `spoken` is all that either side says besides:
    a word that stands elsewhere is not missing.
    """
    senses = senses_for(language)
    qualifying = None if senses is None else senses.qualifying
    if qualifying is None:
        return None
    for read in (_counted_whole, _leading_whole, _within_whole) if shares else (_counted_whole,):
        first, second = read(up, language), read(down, language)
        if first is None or second is None or not first.noun & second.noun:
            continue
        pairs = ((first, second, spoken[1]), (second, first, spoken[0]))
        if any(_narrows(more, less, words, language, shares=shares) for more, less, words in pairs):
            return first.written, second.written
    return None


def _narrows(more: _Whole, less: _Whole, spoken: str, language: str, *, shares: bool) -> bool:
    """Return whether the first whole has a word that narrows it, and otherwise what the second has."""
    senses = senses_for(language)
    assert senses is not None
    assert senses.qualifying is not None
    qualifying = senses.qualifying
    if less.complement and not more.complement:
        # Acts of violence are violent acts.
        return False
    others = frozenset[str]().union(*(stems_or_country(word, language) for word in less.before))
    stems = {word: stems_or_country(word, language) for word in more.before}
    if not others <= frozenset[str]().union(*stems.values()):
        return False
    elsewhere = stems_alike(f"{spoken} ; {less.behind}", language)
    added = [word for word, of_word in stems.items() if of_word and not of_word & (others | elsewhere)]
    membership = bool(more.noun & _stems_of(qualifying.followers, language))
    if any(_is_narrowing(word, qualifying, shares=shares, membership=membership) for word in added):
        return True
    return shares and bool(more.behind) and not less.behind and more.before == less.before


def _is_narrowing(word: str, qualifying: Qualifying, *, shares: bool, membership: bool) -> bool:
    plain = word.casefold()
    if plain in qualifying.restrictive:
        return True
    if not shares or plain in qualifying.broad:
        return False
    name = word[0].isupper() and plain not in qualifying.common
    if not name:
        return True
    country = qualifying.peoples.get(plain, plain)
    return country in qualifying.parties or (membership and country not in qualifying.peoples.values())


@lru_cache(maxsize=256)
def _stems_of(words: frozenset[str], language: str) -> frozenset[str]:
    return content_words(" ".join(sorted(words)), language)


@lru_cache(maxsize=4096)
def _counted_whole(text: str, language: str) -> _Whole | None:
    """Return the first noun in the plural behind a number, with the words before it: 60% of Labour voters."""
    senses, lexicon = senses_for(language), lexicon_for(language)
    assert senses is not None
    assert senses.qualifying is not None
    qualifying, nouns = senses.qualifying, lexicon.nouns
    tokens = _TOKEN.findall(text.replace("’", "'"))
    begin = next((at for at, token in enumerate(tokens) if is_number(token, language)), len(tokens))
    words = list[str]()
    for at in range(begin, len(tokens)):
        token, plain = tokens[at], tokens[at].casefold()
        if words and plain in qualifying.prepositions:
            return None
        passed = plain in _passed(language) and not token[0].isupper()
        if passed or is_number(token, language) or not token[0].isalpha():
            if words and not token[0].isalpha() and token != ",":
                return None
            continue
        if plain in nouns.stops or plain in qualifying.prepositions:
            if words or plain not in qualifying.of | lexicon.connectives.every | lexicon.connectives.articles:
                return None
            continue
        if looks_plural(plain, nouns) and token != token.upper():
            behind = matching(qualifying.narrowing).match(" ".join(tokens[at + 1 :]).casefold())
            before = _meaning(words, language)
            return _Whole(
                stems_alike(plain, language) or frozenset({plain}),
                before,
                " ".join([*words, token]) + (f" {behind[0]}" if behind is not None else ""),
                "" if behind is None else behind[0],
                at + 1 < len(tokens)
                and tokens[at + 1].casefold() in nouns.stops | qualifying.prepositions | qualifying.of,
            )
        words.append(token)
        if len(words) > _LONGEST:
            return None
    return None


@lru_cache(maxsize=4096)
def _leading_whole(text: str, language: str) -> _Whole | None:
    """Return what a number is said to be of before it: the “youth unemployment” of “youth unemployment of 15%”."""
    senses, lexicon = senses_for(language), lexicon_for(language)
    assert senses is not None
    assert senses.qualifying is not None
    qualifying, changes = senses.qualifying, lexicon.hedges.directions.index
    tokens = _TOKEN.findall(text.replace("’", "'"))
    end = next((at for at, token in enumerate(tokens) if is_number(token, language)), 0)
    leads = [
        at
        for at, token in enumerate(tokens[:end])
        if token.casefold() in qualifying.leads or changes.get(token.casefold(), (None,))[0] is not None
    ]
    if not leads:
        return None
    # "Rose by", "was at".
    last = next(at for at in range(leads[-1], -1, -1) if at - 1 not in leads)
    words, behind = list[str](), ""
    for token in reversed(tokens[:last]):
        plain = token.casefold()
        complements = (qualifying.complements | qualifying.of) - lexicon.connectives.in_
        if plain in complements and words and (behind or words[0][0].islower()):
            # Murders of women, deaths from cancer.
            words, behind = [], " ".join([token, *words, behind]).strip()
            continue
        if not token[0].isalpha() or plain in lexicon.nouns.stops or plain in qualifying.prepositions:
            break
        words.insert(0, token)
    return _of_words(words, language, behind)


@lru_cache(maxsize=4096)
def _within_whole(text: str, language: str) -> _Whole | None:
    """Return in what a change took place, if that ends the phrase: the crime of “a rise in violent crime”."""
    senses = senses_for(language)
    assert senses is not None
    assert senses.qualifying is not None
    found = re.search(rf"\b(?:{senses.qualifying.changed_in})\s+((?:[^\W\d_]+[ -]?){{1,{_LONGEST}}})$", text)
    return None if found is None else _of_words(found[1].split(), language)


def _of_words(words: list[str], language: str, behind: str = "") -> _Whole | None:
    """Return a whole whose noun is the last of some words, with what stands behind it; None for a name."""
    kept = [word for word in words if word.casefold() not in _passed(language)]
    senses = senses_for(language)
    assert senses is not None
    assert senses.qualifying is not None
    meant = kept and (kept[-1] in senses.qualifying.kept or _meaning(kept[-1:], language))
    if not meant or (len(kept) > 1 and not kept[-1][0].islower()):
        return None
    noun = stems_alike(kept[-1], language)
    return (
        _Whole(noun, _meaning(kept[:-1], language), " ".join([*kept, behind]).strip(), behind)
        if noun
        else None
    )


def _meaning(words: Iterable[str], language: str) -> tuple[str, ...]:
    """Return the words that say which of them are counted: no hedge, no time, no possessor."""
    senses = senses_for(language)
    assert senses is not None
    assert senses.qualifying is not None
    idle = idle_words(language) - senses.qualifying.restrictive
    return tuple(
        word
        for word in words
        if (word.casefold() not in idle or word.isupper())
        and not word.endswith(("'s", "s'"))
        and len(word) > 1
    )


@lru_cache(maxsize=16)
def _passed(language: str) -> frozenset[str]:
    """Return words that stand between a number and its whole: percent, times, hedges."""
    lexicon = lexicon_for(language)
    spoken = (
        word
        for part in (lexicon.measures.ratios, lexicon.hedges.before, lexicon.hedges.after)
        for wordings in part.by_class.values()
        for wording in wordings
        for word in wording.split()
    )
    return frozenset({*spoken, *lexicon.connectives.articles, "the", "all"} - {"near", "virtual"})


def exchanged_role(up: str, down: str, language: str) -> tuple[str, str] | None:
    """Return the words for who did it and to whom, where they are exchanged: attacks by, and on, settlers."""
    senses = senses_for(language)
    if senses is None or senses.qualifying is None or not senses.qualifying.roles:
        return None
    first, second = _led_by(up, language), _led_by(down, language)
    for stem in first.keys() & second.keys():
        above, below = first[stem], second[stem]
        if not above.keys() & below.keys():
            for side, other_side in senses.qualifying.roles:
                for doer, done_to in ((side, other_side), (other_side, side)):
                    if above.keys() & doer and below.keys() & done_to:
                        return above[min(above.keys() & doer)], below[min(below.keys() & done_to)]
    return None


@lru_cache(maxsize=4096)
def _led_by(text: str, language: str) -> dict[str, dict[str, str]]:
    """Return for each stem behind a preposition of a role the prepositions before it, with the words they lead."""
    lexicon = lexicon_for(language)
    senses = senses_for(language)
    assert senses is not None
    assert senses.qualifying is not None
    known = frozenset[str]().union(*(part for pair in senses.qualifying.roles for part in pair))
    found = dict[str, dict[str, str]]()
    tokens = _TOKEN.findall(text.replace("’", "'"))
    for at, token in enumerate(tokens):
        if token.casefold() not in known or (at and tokens[at - 1].casefold() in senses.qualifying.causes):
            continue
        words = list[str]()
        for word in tokens[at + 1 : at + 1 + _LONGEST]:
            plain = word.casefold()
            if plain in lexicon.connectives.articles or plain in lexicon.nouns.determiners:
                continue
            ends = plain in lexicon.nouns.stops or plain in senses.qualifying.prepositions
            if ends or is_number(word, language) or not word[0].isalpha():
                break
            words.append(word)
            if looks_plural(plain, lexicon.nouns) or word[0].isupper():
                break
        # "Settlers rose": a verb may stand behind the noun.
        led = words if words and looks_plural(words[-1].casefold(), lexicon.nouns) else words[:1]
        for stem in content_words(" ".join(led), language):
            found.setdefault(stem, {})[token.casefold()] = " ".join([token, *words])
    return found
