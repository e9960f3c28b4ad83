"""Labels, counted nouns and places compared by their content words.

The comparison is cheap and knows no meanings. Words are cut to stems by the Snowball stemmer of their language (Porter
2001, "Snowball: a language for stemming algorithms"), and labels that share no stem are taken to differ. Words of two
languages are not compared.

Counted nouns must meet more: sharing a stem does not make them the same (prisons and prisoners, executives and
executions). They are the same in singular and plural, or where one of them is a form of the verb (convictions,
convicted).
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any, Final

from ledger.phrase.lexicon.senses import one_wording

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

#: Words that no rule about endings relates.
_IRREGULAR: Final = {
    "people": "person", "persons": "person", "children": "child", "men": "man", "women": "woman",
    "dead": "death", "died": "death", "dies": "death", "die": "death", "dying": "death", "deaths": "death",
    "fatality": "death", "fatalities": "death", "killed": "death", "killing": "death", "killings": "death",
    "shot": "shooting", "shots": "shooting", "born": "birth", "births": "birth", "paid": "payment",
    "lives": "life", "wives": "wife", "thieves": "theft", "stolen": "theft", "sold": "sale", "sales": "sale",
    "laid": "layoff", "feet": "foot", "mice": "mouse", "crises": "crisis", "criteria": "criterion",
    "media": "medium",
}  # fmt: skip
#: British endings and their American counterparts: another spelling is not another noun.
_SPELLINGS: Final = tuple(
    (re.compile(pattern), american)
    for pattern, american in (
        (r"(?<=[a-z]{3})is(?=(?:e|es|ed|er|ers|ing|ation|ations)$)", "iz"),
        (r"(?<=[a-z]{2})ys(?=(?:e|ed|er|ers|ing)$)", "yz"),
        (r"(?<=[a-z]{3})our(?=(?:s|ed|er|ers|ing|able|hood|hoods)?$)", "or"),
        (r"(?<=[a-z]{3})ll(?=(?:ed|er|ers|ing)$)", "l"),
        (r"(?<=[bt])re(?=s?$)", "er"),
        (r"(?<=[a-z]{3})ence(?=[sd]?$)", "ense"),
        (r"(?<=program)me(?=s?$)", ""),
        (r"(?<=ph|an|op)ae", "e"),
    )
)
#: Stems of outcomes for those who are counted: two of them say more than one.
_OUTCOMES: Final = frozenset({"death", "injur", "miss", "arrest", "convict", "infect", "displac"})
#: Stems of nouns for a change in what the word before them counts: job losses.
_CHANGES: Final = frozenset({"loss", "cut", "gain"})
#: Endings of nouns for those who do something, and the least letters of the verb.
_DOERS: Final = ("er", "or", "ant", "ent")
_SHORTEST_VERB: Final = 3
#: Verbs of what is done by those for whom the noun is of another word.
_DOING: Final = {
    "viewer": "watch see", "spectator": "watch", "passenger": "travel fly", "student": "study", "employee": "work",
    "applicant": "apply",
}  # fmt: skip
#: Verbs of what is done to people: those attacked are no attackers.
_DONE: Final = (
    "murder attack abuse employ train teach rape bully hunt kill torture kidnap stalk traffick smuggle bomb rob invade "
    "occupy rescue coach manage recruit oppress persecute molest assault harass groom blackmail defraud scam"
)
#: The number of first letters by which words in scripts other than Latin are compared.
_BEGINNING: Final = 5


#: The language of words for which no language is given.
ENGLISH: Final = "en"


@cache
def _stop_words(language: str) -> frozenset[str]:
    if language == ENGLISH:
        return frozenset(_STOP_WORDS.split())
    lexicon = _lexicon(language)
    rates = lexicon.rates
    return frozenset(
        {
            *lexicon.nouns.stops,
            *lexicon.nouns.determiners,
            *lexicon.numerals.number_words,
            *rates.per,
            *rates.times,
            *rates.periodic,
        }
    )


def _lexicon(language: str) -> Any:
    from ledger.phrase.lexicon import lexicon_for

    return lexicon_for(language)


@lru_cache(maxsize=4096)
def content_words(text: str, language: str = ENGLISH) -> frozenset[str]:
    """Return the stems of the words in `text` that say what is counted, by the stemmer of their language."""
    stops = _stop_words(language)
    return frozenset(
        _stem(word, language)
        for word in _words(text, language)
        if word not in stops and not (word.endswith("s") and word[:-1] in stops)
    )


def _words(text: str, language: str = ENGLISH) -> list[str]:
    """Return the words of a text in small letters, one wording for each thing."""
    plain = one_wording(unicodedata.normalize("NFKC", text), language)
    return [
        word.removesuffix("'s").replace("'", "") for word in re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", plain)
    ]


@lru_cache(maxsize=16_384)
def _spelled(word: str) -> str:
    """Return an English word in its American spelling."""
    for pattern, american in _SPELLINGS:
        word = pattern.sub(american, word)
    return word


@lru_cache(maxsize=16_384)
def _stem(word: str, language: str = ENGLISH) -> str:
    """Return the stem of a word: convictions, convicted and convict share one.

    In scripts other than Latin the first five letters are taken: Snowball separates strongly inflected forms (погибли,
    погибших), and would stem a Ukrainian word as Russian.
    """
    if not _is_latin(word):
        return word[:_BEGINNING]
    if language != ENGLISH:
        # Lexicons have singulars in small letters; case folding has turned ß into ss.
        plural = _lexicon(language).nouns.irregular.get(word, word)
        return str(_stemmer(language).stemWord(plural))
    word = _spelled(_IRREGULAR.get(word, word))
    stem: str = _stemmer(language).stemWord(word)
    # "Injury" and "injured" differ in the last letter.
    return stem[:-1] if stem.endswith("i") and len(stem) > _BEGINNING else stem


@cache
def _stemmer(language: str) -> Any:
    # The package imports the stemmers of all its languages, which takes as long as a trace. Mounting its folder under
    # a name of our own imports the stemmer of this language alone.
    spec = find_spec("snowballstemmer")
    assert spec is not None
    package = ModuleType(f"{__name__}.snowball")
    package.__path__ = list(spec.submodule_search_locations or ())
    sys.modules[package.__name__] = package
    name = "english" if language == ENGLISH else _lexicon(language).stemmer
    return getattr(import_module(f"{package.__name__}.{name}_stemmer"), f"{name.capitalize()}Stemmer")()


def _singular(word: str) -> str:
    """Return a word without its plural ending."""
    word = _spelled(_IRREGULAR.get(word, word))
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("ses", "xes", "zes", "ches", "shes")):
        return word[:-2].removesuffix("e") if word.endswith("sses") else word[:-1]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _same_noun(first: str, second: str, language: str) -> bool:
    """Return whether two counted nouns name one thing: one word, or a noun and a form of its verb."""
    if first == second:
        return True
    if language != ENGLISH or not (_is_latin(first) and _is_latin(second)):
        return _stem(first, language) == _stem(second, language)
    singles = _singular(first), _singular(second)
    if singles[0] == singles[1]:
        return True
    shorter, longer = sorted(singles, key=len)
    if longer == f"{shorter}e" and shorter.endswith(("ch", "sh", "x", "z", "s")):
        # Caches and cache, but neither planes and plans nor refugees and refuges.
        return True
    # A bombing is not a bomb: such an ending is a verb's only beside another form of the verb.
    verbal = any(word.endswith("ed") or word in _IRREGULAR for word in (first, second))
    return verbal and _stem(first).removesuffix("e") == _stem(second).removesuffix("e")


def _is_latin(word: str) -> bool:
    return unicodedata.name(word[0], "").startswith("LATIN")


def _comparable(first: frozenset[str], second: frozenset[str]) -> bool:
    """Return whether two sets of stems can be compared: neither is empty, and they share a script."""
    return bool({_is_latin(word) for word in first} & {_is_latin(word) for word in second})


def nouns_differ(up: str | None, down: str | None, language: str = ENGLISH) -> bool:
    """Return whether two counted nouns of units (singular, perhaps of several words) name different things.

    The last word decides; the words before it decide only where both have some and share none, so that
    ``court case`` may become ``case`` and ``dead soldier`` may not become ``wounded soldier``. A missing noun does
    not differ.
    """
    if up is None or down is None or up == down:
        return False
    first, second = _words(up, language), _words(down, language)
    if not first or not second or not _comparable(frozenset(first), frozenset(second)):
        return False
    if not _same_noun(first[-1], second[-1], language):
        return True
    before, after = ({_stem(word, language) for word in words[:-1]} for words in (first, second))
    return bool(before and after) and not before & after


def labels_differ(up: str, down: str, noun: str | None, language: str = ENGLISH) -> bool:
    """Return whether two labels share no content word, or none besides the `noun` that both count.

    ``Soldiers convicted`` and ``soldiers tried`` differ; a label that only says less (``soldiers``) does not.
    In the second case names of places and peoples (words with a capital) are ignored: ``Russian soldiers`` only says
    less as well.
    """
    first, second = content_words(up, language), content_words(down, language)
    if not _comparable(first, second):
        return False
    if not first & second:
        return True
    outcomes = first & _OUTCOMES, second & _OUTCOMES
    if all(outcomes) and outcomes[0] != outcomes[1]:
        # Killed, and killed or wounded.
        return True
    counted = content_words(noun, language) if noun is not None else frozenset()
    if noun is None or not (first & second <= counted):
        return False
    first, second = (
        words - counted - _names(text, language) for words, text in ((first, up), (second, down))
    )
    return _comparable(first, second)


def is_of_label(noun: str | None, label: str | None, language: str = ENGLISH) -> bool:
    """Return whether a label already says a counted noun: "people arrested" says arrests."""
    if noun is None or label is None:
        return False
    first, second = content_words(noun, language), content_words(label, language)
    # Killed or wounded are more than the killed.
    return first <= second and not (first & _OUTCOMES and second & _OUTCOMES - first)


def is_doer_of(noun: str, words: str, language: str = ENGLISH) -> bool:
    """Return whether a noun is for those who do what some words say: smokers, and people who smoke."""
    if language != ENGLISH:
        return False
    last = _singular(_words(noun)[-1]) if _words(noun) else ""
    stems = _stems_of_doing(last) | {_stem(verb) for verb in _DOING.get(last, "").split()}
    return bool(stems & {_stem(word) for word in _words(words)})


def _stems_of_doing(noun: str) -> frozenset[str]:
    """Return the stems of the verbs that a noun may be made from: runners run, voters vote, claimants claim."""
    verbs = {
        noun.removesuffix(ending)
        for ending in _DOERS
        if noun.endswith(ending) and len(noun) - len(ending) >= _SHORTEST_VERB
    }
    verbs |= {verb[:-1] for verb in verbs if len(verb) > _SHORTEST_VERB and verb[-1] == verb[-2]}
    return frozenset(_stem(form) for verb in verbs for form in (verb, f"{verb}e"))


def is_done_to(noun: str, words: str, language: str = ENGLISH) -> bool:
    """Return whether some words say that people were done what a noun's people do: attackers, people attacked."""
    last = _singular(_words(noun)[-1]) if language == ENGLISH and _words(noun) else ""
    stems = _stems_of_doing(last) & {_stem(verb) for verb in _DONE.split()}
    if not stems:
        return False
    found = re.search(r"(?P<who>\b(?:who|that)\b(?: have| had)? )?\b(?P<verb>[a-z]+ed)\b", words)
    return found is not None and found["who"] is None and _stem(found["verb"]) in stems


def is_outcome_of(outcome: str, counted: str, language: str = ENGLISH) -> bool:
    """Return whether one of two nouns is an outcome for the other: the deaths of soldiers, the losses of jobs."""
    first, second = content_words(outcome, language), content_words(counted, language)
    return not (first | _OUTCOMES) & second and bool(first & _OUTCOMES or second & _CHANGES)


def labels_say_more(label: str, noun: str) -> bool:
    """Return whether a label says more about what is counted than the counted noun does."""
    return bool(content_words(label) - content_words(noun))


def is_any_person(noun: str) -> bool:
    """Return whether a counted noun says no more than that people are counted."""
    return " ".join(_words(noun)) in ("person", "people", "individual", "individuals")


def _names(text: str, language: str) -> frozenset[str]:
    """Return the stems of capitalised words, which name places and peoples; none where nouns are capitalised."""
    if language != ENGLISH and _lexicon(language).nouns.written:
        return frozenset()
    words = re.findall(r"[^\W\d_]+", text)
    return content_words(" ".join(word for word in words if word[0].isupper()), language)


@lru_cache(maxsize=4096)
def places_differ(up: str, down: str) -> bool:
    """Return whether two names of places differ, without case, accents, punctuation and articles.

    For a place with its country (``Kyiv, Ukraine``) the part before the comma counts; initials stand for a name.
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
