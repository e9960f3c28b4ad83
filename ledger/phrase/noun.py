"""English nouns: the singular of what is counted, and which words name a time.

Rules for regular plurals, lists for the rest; an unknown word comes back as the rules have it, and a word
that is no plural as it is. ``singular(singular(word)) == singular(word)``.
"""

from __future__ import annotations

from typing import Final

from ledger.phrase.token import words

_IRREGULAR: Final = {
    plural: single
    for single, plurals in {
        "person": "people persons", "man": "men", "woman": "women", "child": "children", "foot": "feet",
        "tooth": "teeth", "goose": "geese", "mouse": "mice", "louse": "lice", "ox": "oxen", "die": "dice",
        "penny": "pence pennies", "life": "lives", "wife": "wives", "knife": "knives", "leaf": "leaves",
        "wolf": "wolves", "shelf": "shelves", "half": "halves", "thief": "thieves", "loaf": "loaves",
        "calf": "calves", "self": "selves", "hoof": "hooves", "scarf": "scarves", "elf": "elves",
        "dwarf": "dwarves", "crisis": "crises", "basis": "bases", "thesis": "theses", "axis": "axes",
        "hypothesis": "hypotheses", "diagnosis": "diagnoses", "prognosis": "prognoses", "oasis": "oases",
        "synopsis": "synopses", "parenthesis": "parentheses", "criterion": "criteria",
        "phenomenon": "phenomena", "bacterium": "bacteria", "millennium": "millennia",
        "memorandum": "memoranda", "referendum": "referenda", "stadium": "stadia", "curriculum": "curricula",
        "stratum": "strata", "alumnus": "alumni", "fungus": "fungi", "nucleus": "nuclei", "cactus": "cacti",
        "stimulus": "stimuli", "syllabus": "syllabi", "radius": "radii", "index": "indices indexes",
        "vertex": "vertices", "matrix": "matrices", "appendix": "appendices", "larva": "larvae",
        "formula": "formulae", "vertebra": "vertebrae", "antenna": "antennae", "quiz": "quizzes",
        "gas": "gases gasses", "bus": "buses busses", "lens": "lenses", "atlas": "atlases", "bias": "biases",
        "alias": "aliases", "canvas": "canvases", "iris": "irises", "metropolis": "metropolises",
        "cosmos": "cosmoses", "cache": "caches", "ache": "aches", "headache": "headaches",
        "avalanche": "avalanches", "niche": "niches", "moustache": "moustaches", "quiche": "quiches",
        "psyche": "psyches", "crèche": "crèches", "creche": "creches", "movie": "movies", "cookie": "cookies",
        "calorie": "calories", "zombie": "zombies", "rookie": "rookies", "selfie": "selfies",
        "hoodie": "hoodies", "prairie": "prairies", "brownie": "brownies", "smoothie": "smoothies",
        "genie": "genies", "caddie": "caddies", "bogie": "bogies", "eurozone": "eurozone",
        "passer-by": "passers-by", "runner-up": "runners-up", "attorney-general": "attorneys-general",
        "brother-in-law": "brothers-in-law", "son-in-law": "sons-in-law", "shoe": "shoes", "toe": "toes",
        "foe": "foes", "canoe": "canoes", "oboe": "oboes", "hoe": "hoes", "doe": "does",
        "horseshoe": "horseshoes",
    }.items()
    for plural in plurals.split()
}  # fmt: skip

_IRREGULAR_PLURAL: Final = {single: plural for plural, single in reversed(_IRREGULAR.items())}

#: Words that are their own plural, and collective ones that take a number as they are.
_UNCHANGED: Final = words(
    "series species aircraft spacecraft hovercraft watercraft sheep deer fish salmon cattle police staff "
    "personnel offspring moose swine bison headquarters means barracks crossroads gallows innings data "
    "media militia crew livestock poultry horsepower clergy youth folk vermin infantry cavalry artillery"
)
#: Words in -s that are singular or no nouns at all.
_NOT_PLURAL: Final = words(
    "gas bus lens canvas atlas alias bias texas kansas arkansas christmas pancreas diabetes rabies "
    "measles news politics economics physics mathematics athletics gymnastics statistics electronics "
    "logistics ethics always perhaps towards afterwards upwards downwards backwards forwards besides "
    "sometimes nowadays overseas whereas does goes has was is as its his hers ours theirs yours this thus "
    "plus versus less yes us los las des les paris wales laos athens brussels naples honduras cyprus "
    "barbados bahamas philippines netherlands cosmos chaos kudos ethos pathos rhinoceros asbestos across"
)
_MEN: Final = words("specimen regimen omen abdomen acumen semen yemen ramen stamen hymen amen bitumen")
_USES: Final = words(
    "uses reuses misuses abuses excuses refuses fuses muses ruses accuses recluses hypotenuses amuses"
)

#: Words for a span of time that a rate may be counted by.
TIMES: Final = {
    "second": "second", "minute": "minute", "min": "minute", "hour": "hour", "hr": "hour", "day": "day",
    "night": "night", "week": "week", "fortnight": "fortnight", "month": "month", "quarter": "quarter",
    "season": "season", "year": "year", "yr": "year", "annum": "year", "decade": "decade",
    "century": "century", "weekend": "weekend", "weekday": "weekday", "diem": "day",
    "generation": "generation", "term": "term", "semester": "semester", "millennium": "millennium",
    "evening": "evening", "morning": "morning", "afternoon": "afternoon", "monday": "Monday",
    "tuesday": "Tuesday", "wednesday": "Wednesday", "thursday": "Thursday", "friday": "Friday",
    "saturday": "Saturday", "sunday": "Sunday",
}  # fmt: skip
#: Adjectives and adverbs that are a rate by themselves.
PERIODIC: Final = {
    "hourly": "hour", "daily": "day", "nightly": "night", "weekly": "week", "fortnightly": "fortnight",
    "monthly": "month", "quarterly": "quarter", "yearly": "year", "annually": "year", "annual": "year",
    "pa": "year", "pcm": "month", "pw": "week",
}  # fmt: skip


def singular(word: str) -> str:
    """The singular of a lower-case English noun; of any other word, the word.

    >>> [singular(word) for word in ("convictions", "countries", "people", "viruses", "crew")]
    ['conviction', 'country', 'person', 'virus', 'crew']
    """
    if word in _UNCHANGED or word in _NOT_PLURAL:
        return word
    irregular = _IRREGULAR.get(word)
    if irregular is not None:
        return irregular
    if not word.endswith("s"):
        return word[:-2] + "an" if word.endswith("men") and len(word) > 4 and word not in _MEN else word
    if len(word) < 3 or word.endswith(("ss", "us", "is", "'s")):
        return word
    return _without_s(word)


def _without_s(word: str) -> str:
    if "-" in word or "_" in word:
        head = word[max(word.rfind("-"), word.rfind("_")) + 1 :]
        return word[: len(word) - len(head)] + singular(head)
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("yses"):
        return word[:-2] + "is"
    if word.endswith("uses"):
        regular = word in _USES or word.endswith(("ouses", "auses"))
        return word[:-1] if regular else word[:-2]
    if word.endswith(("sses", "shes", "ches", "xes", "zzes", "tzes", "oes")) and len(word) > 4:
        return word[:-2]
    return word[:-1]


def looks_plural(word: str) -> bool:
    """Whether a lower-case word has the form of a plural, or is a collective that is counted as one."""
    return word in _UNCHANGED or singular(word) != word


def plural(word: str) -> str:
    """The plural that `singular` takes back to `word`; the word itself where there is none such.

    >>> [plural(word) for word in ("conviction", "country", "person", "series")]
    ['convictions', 'countries', 'people', 'series']
    """
    if word in _UNCHANGED:
        return word
    guesses = [_IRREGULAR_PLURAL.get(word, f"{word}s"), f"{word}s", f"{word}es"]
    if word.endswith("y"):
        guesses.insert(0, f"{word[:-1]}ies")
    if word.endswith("man"):
        guesses.insert(0, f"{word[:-2]}en")
    return next((guess for guess in guesses if guess != word and singular(guess) == word), word)
