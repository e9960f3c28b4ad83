"""The words of English.

Hedges follow Ferson et al. 2015, "Natural language of uncertainty: numeric hedge words" (Int. J. Approx.
Reasoning 57), and the usage of news agencies. Three choices may surprise: "just under" and "just short of" are
`nearly`, since they say close as well as below, while "under" says only below; "upwards of" is `over`; "up to"
and "as many as" are `at-most`, which is how the press uses them. Billion and trillion are those of the short
scale (10^9, 10^12).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ledger.phrase.lexicon import (
    Calendar,
    Connectives,
    DatePatterns,
    Hedges,
    Lexicon,
    Measures,
    Money,
    Narration,
    Nouns,
    Numerals,
    PluralRule,
    PriceBases,
    Rates,
    Rendered,
    Wordings,
    words,
)

_ONES: Final = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
"""
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS: Final = """
    third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
    sixteenth seventeenth eighteenth nineteenth
"""
_ONE: Final = {word: number for number, word in enumerate(_ONES.split())} | {"nought": 0, "naught": 0}
_TEN: Final = {word: 10 * number for number, word in enumerate(_TENS.split(), start=2)} | {"fourty": 40}
_SCALES: Final = {
    "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "quadrillion": 10**15, "milliard": 10**9, "lakh": 10**5, "crore": 10**7, "dozen": 12, "score": 20,
}  # fmt: skip
_DENOMINATORS: Final = (
    {"half": 2, "quarter": 4}
    | {word: number for number, word in enumerate(_ORDINALS.split(), start=3)}
    | {f"{word[:-1]}ieth": number for word, number in _TEN.items() if word != "fourty"}
    | {f"{word}th": scale for word, scale in _SCALES.items() if word not in {"dozen", "score"}}
)
_NUMERALS: Final = Numerals(
    ones=_ONE,
    tens=_TEN,
    scales=_SCALES,
    plural_scales={f"{word}s": scale for word, scale in _SCALES.items()}
    | dict.fromkeys(("dz", "dzs", "doz", "dozs"), 12),
    short_scales={
        "k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "mio": 10**6, "b": 10**9, "bn": 10**9,
        "bln": 10**9, "bil": 10**9, "tn": 10**12, "trn": 10**12, "tln": 10**12, "mill": 10**6,
        "cr": 10**7, "crs": 10**7, "lac": 10**5, "lacs": 10**5, "lkh": 10**5,
    },
    written_scales={"MM": 10**6},
    money_scales={"t": 10**12, "mil": 10**6, "mm": 10**6, "grand": 10**3},
    spaced=frozenset({"k", "K", "M"}),
    denominators=_DENOMINATORS,
    plural_denominators={"halves": 2, "firsts": 1}
    | {f"{word}s": number for word, number in _DENOMINATORS.items()},
    compound_denominators={"first": 1, "second": 2},
    lone=words("half quarter"),
    fraction_scales=words("dozen hundred"),
    point=words("point"),
    minus=words("minus negative"),
    times_sign=words("x"),
    collective=words("tens"),
    ambiguous=words("one score scores"),
    multiples={"once": 1, "twice": 2, "thrice": 3},
    folds={f"{word}fold": number for word, number in _ONE.items() if number > 1}
    | {"hundredfold": 100, "thousandfold": 1000},
    changes={
        **dict.fromkeys(("double", "doubled", "doubles", "doubling"), "2"),
        **dict.fromkeys(("treble", "trebled", "trebles", "trebling", "triple", "tripled", "triples", "tripling"), "3"),
        **dict.fromkeys(("quadruple", "quadrupled", "quadruples", "quadrupling"), "4"),
        **dict.fromkeys(("quintupled", "quintuple"), "5"),
        **dict.fromkeys(("halved", "halves", "halving"), "1/2"),
    },
    none=Wordings({"": ("no",)}),
    none_single=Wordings({"": ("not a single", "not one")}),
    none_alone=Wordings({"": ("none", "nil", "nobody", "no one")}),
    digits=words("digit digits figure figures"),
    before_nouns=words("double treble triple quadruple quintuple"),
    ranks={"second": 2, "other": 2}
    | {word: number for word, number in _DENOMINATORS.items() if word.endswith(("rd", "th"))},
    ordinal_endings=words("st nd rd th"),
    decade_endings=words("s"),
)  # fmt: skip

#: Nouns whose plural looks like a singular in -is (a taxi, but a crisis).
_ENDING_IN_I: Final = """
    taxi ski rabbi alibi bikini safari emoji tsunami yogi jihadi nazi kiwi wiki martini panini zucchini broccoli roti
    chapati samosa khaki mufti crorepati lakhpati lathi adivasi sannyasi pakistani bangladeshi israeli iraqi saudi
    yemeni omani kuwaiti emirati qatari bahraini azeri nepali somali punjabi gujarati bengali kashmiri rohingya
    farsi uzi suzuki ferrari maserati lamborghini audi yeti origami dhoti sari cavalli
"""
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
} | {f"{word}s": word for word in _ENDING_IN_I.split()}  # fmt: skip
_UNCHANGED: Final = words(
    "series species aircraft spacecraft hovercraft watercraft sheep deer fish salmon cattle police staff "
    "personnel offspring moose swine bison headquarters means barracks crossroads gallows innings data "
    "media militia crew livestock poultry horsepower clergy youth folk vermin infantry cavalry artillery"
)

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

_TIMES: Final = {
    "second": "second", "minute": "minute", "min": "minute", "sec": "second", "mth": "month",
    "wk": "week", "mo": "month", "hour": "hour", "hr": "hour", "day": "day",
    "night": "night", "week": "week", "fortnight": "fortnight", "month": "month", "quarter": "quarter",
    "season": "season", "year": "year", "yr": "year", "annum": "year", "decade": "decade",
    "century": "century", "weekend": "weekend", "weekday": "weekday", "diem": "day",
    "generation": "generation", "term": "term", "semester": "semester", "millennium": "millennium",
    "evening": "evening", "morning": "morning", "afternoon": "afternoon", "monday": "Monday",
    "tuesday": "Tuesday", "wednesday": "Wednesday", "thursday": "Thursday", "friday": "Friday",
    "saturday": "Saturday", "sunday": "Sunday",
}  # fmt: skip

_PERIODIC: Final = {
    "hourly": "hour", "daily": "day", "nightly": "night", "weekly": "week", "fortnightly": "fortnight",
    "monthly": "month", "quarterly": "quarter", "yearly": "year", "annually": "year", "annual": "year",
    "pa": "year", "pcm": "month", "pw": "week",
}  # fmt: skip

_STOPS: Final = words(
    "of in on at by for from to with without within during since until till after before under over "
    "between among amongst across through into onto upon about around near per via amid despite behind "
    "beyond toward towards than as against along inside outside off out and or but nor that which who "
    "whom whose where when while because if so although though whether a an the this that these those "
    "each every any some all no not never its his her their our my your is are was were be been being am "
    "isn't aren't wasn't weren't has have had having do does did will would can could may might shall "
    "should must cannot can't won't he she it we they i you them him us me there here one now today "
    "above below beneath "
    "yesterday tomorrow tonight ago already also still only alone just currently recently last next more "
    "less fewer so far too very rather something up down once twice according including excluding compared due thanks"
)

_PARTICIPLES: Final = words(
    "sent held shot hurt lost born seen taken given made found built paid sold bought spent left stolen "
    "driven hit cut put set slain caught brought thrown drawn known shown grown written broken chosen "
    "forced"
)

_BEFORE: Final[Mapping[str, tuple[str, ...]]] = {
    "vague": ("an unclear", "unclear", "vaguely"),
    "exact": (
        "exactly", "precisely", "exact", "an exact", "equal to", "equals", "equals to", "equalling", "equaling",
        "equalling to", "equaling to", "bang on",
        "dead on", "spot on",
    ),
    "about": (
        "about", "around", "roughly", "approximately", "approx", "approx .", "circa", "ca", "ca .", "c .", "c",
        "some", "an estimated", "estimated", "est", "est .", "estimated at", "estimated to be", "estimates of",
        "an estimate of", "in the region of", "in the neighbourhood of", "in the neighborhood of",
        "in the vicinity of", "in the order of", "on the order of", "of the order of", "in the range of",
        "something like", "somewhere around", "somewhere near", "somewhere in the region of", "give or take",
        "more or less", "perhaps", "maybe", "possibly", "probably", "about some", "a rough", "an approximate",
        "a reported", "reportedly about", "reportedly around", "roughly around", "just about", "just around",
        "or about", "near enough", "thereabouts", "in or around", "around about", "more like", "hovering around",
        "a ballpark", "to the tune of", "in the ballpark of", "say", "around and about",
        "~", "≈", "≃", "∼", "≅", "≒", "broadly", "loosely",
    ),
    "nearly": (
        "nearly", "almost", "close to", "near", "near to", "just under", "just below", "just short of",
        "just shy of", "shy of", "short of", "a little under", "a little below", "a little less than",
        "slightly under", "slightly below", "slightly less than", "slightly fewer than", "just less than",
        "just fewer than", "a shade under", "a touch under", "marginally under", "marginally below",
        "not quite", "nearing", "approaching", "verging on", "bordering on", "virtually", "practically",
        "the best part of", "the better part of", "getting on for", "coming up to", "very nearly",
        "very close to", "very almost", "as near as", "closer to", "nearer to", "nearer", "pushing", "close on",
        "well nigh", "nigh on", "pretty nearly", "pretty much",
        "a near", "a whisker under", "a whisker below", "a fraction under", "a fraction below", "a hair under",
        "a tad under", "a tad below", "a touch below", "a shade below", "a smidgen under",
    ),
    "under": (
        "under", "below", "less than", "fewer than", "smaller than", "lower than", "well under", "well below",
        "far fewer than", "far less than", "far below", "much less than", "many fewer than",
        "considerably less than", "considerably fewer than", "significantly less than",
        "significantly fewer than", "not even", "beneath", "south of", "somewhat less than",
        "comfortably under", "<",
    ),
    "over": (
        "over", "above", "more than", "greater than", "larger than", "bigger than", "higher than",
        "in excess of", "upwards of", "upward of", "exceeding", "exceed", "exceeds", "exceeded", "surpassing",
        "surpass", "surpasses", "surpassed", "topping", "topped", "tops", "passing", "north of", "beyond",
        "well over", "well above", "well in excess of", "far more than", "far above", "far over",
        "much more than", "many more than", "considerably more than", "significantly more than",
        "substantially more than", "way over", "way more than", "comfortably over", "just over", "just above",
        "just more than", "a little over", "a little above", "a little more than", "little more than",
        "slightly over", "slightly above", "slightly more than", "a bit more than", "a bit over",
        "a shade over", "a touch over", "marginally over", "marginally above", "somewhat more than",
        "an excess of", "a good", ">", "longer than", "older than", "a tad over", "a tad above", "a fraction over",
        "a whisker over", "a hair over",
    ),
    "at-least": (
        "at least", "at the least", "at the very least", "no fewer than", "no less than", "not fewer than",
        "not less than", "no lower than", "no smaller than", "as few as", "as little as", "as low as", "a minimum of",
        "minimum", "min", "min .", "a minimum", "minimum of", "the minimum of", "greater than or equal to",
        "more than or equal to", "equal to or more than", "equal to or greater than", "at least or equal to",
        "higher or equal than", "bigger or equal than", "larger or equal than", "greater or equal than",
        "more or equal than", "≥", "> =", "⩾", "starting at", "starting from", "easily", "conservatively",
        "a conservative",
    ),
    "at-most": (
        "at most", "at the most", "at the very most", "no more than", "not more than", "no greater than",
        "no higher than", "no larger than", "not over", "up to", "as many as", "as much as", "as high as",
        "anything up to", "a maximum of", "maximum", "max", "max .",
        "a maximum", "maximum of", "the maximum of", "capped at",
        "a cap of", "a ceiling of", "limited to", "less than or equal to", "fewer than or equal to",
        "equal to or less than", "equal to or fewer than", "less or equal than", "smaller or equal than",
        "lower or equal than", "not exceeding", "never more than", "≤", "< =", "⩽",
    ),
}  # fmt: skip
_AFTER: Final[Mapping[str, tuple[str, ...]]] = {
    "exact": ("exactly", "precisely", "on the dot", "sharp", "dead on"),
    "about": (
        "or so", "or thereabouts", "thereabouts", "or about that", "give or take", "more or less",
        "approximately", "roughly", "or roughly that", "odd", "ish", "- odd", "- ish", "approx", "approx .",
        "or near", "est", "est .",
    ),
    "nearly": ("or nearly", "almost", "nearly", "or just under", "or almost that"),
    "under": (),
    "over": (),
    "at-least": (
        "or more", "or over", "or above", "or greater", "or greater than", "or more than", "or higher",
        "or older", "or longer", "or better", "or larger", "or bigger", "and more", "and over", "and above",
        "and up", "and upwards", "and counting", "and rising", "and older", "or upwards", "upwards", "plus",
        "- plus", "+", "at least", "at the least", "at the very least", "minimum", "if not more",
        "or even more", "and beyond",
    ),
    "at-most": (
        "or less", "or fewer", "or under", "or below", "or lower", "or smaller", "or younger", "or less than",
        "and under", "and below", "and younger", "and less", "at most", "at the most", "at the very most",
        "maximum", "max", "tops", "if that", "or even less", "or even fewer",
    ),
}  # fmt: skip
#: Verbs and nouns of a rise and of a fall. A profit and a surplus are above zero, a loss and a deficit below it.
_ROSE: Final = (
    "rose", "rises", "rise", "rising", "risen", "grew", "grows", "grow", "growing", "grown", "increased", "increases",
    "increase", "increasing", "jumped", "jumps", "jump", "jumping", "climbed", "climbs", "climb", "climbing", "surged",
    "surges", "surging", "soared", "soaring", "gained", "gains", "gaining", "expanded", "expanding", "swelled", "leapt",
    "rocketed", "rallied", "rallying", "rebounded", "added", "adds", "adding", "improved", "improving", "warmed",
    "warming",
    "won", "wins", "winning", "up", "higher", "picked up", "ticked up", "ticked higher", "advanced", "advancing",
    "accelerated", "accelerating", "strengthened", "strengthening", "widened", "widening", "lengthened", "lengthening",
    "created", "creates", "creating", "spiked", "spiking", "ballooned", "mushroomed", "appreciated", "overspent",
    "upgraded",
    *(f"{verb} {way}" for verb in ("edged", "inched", "crept", "nudged", "went", "moved", "revised", "shot") for way in
      ("up", "higher", "upwards")),
)  # fmt: skip
_FELL: Final = (
    "fell", "falls", "fall", "falling", "fallen", "dropped", "drops", "drop", "dropping", "declined", "declines",
    "decline", "declining", "decreased", "decreases", "decrease", "decreasing", "shrank", "shrunk", "shrinking",
    "slumped", "slumping", "plunged", "plunging", "plummeted", "plummeting", "tumbled", "tumbling", "slipped", "sank",
    "slid", "dipped", "crashed", "contracted", "contracting", "lost", "loses", "losing", "reduced", "cut", "shed",
    "sheds", "shedding", "worsened", "worsening", "deteriorated", "cooled", "cooling", "down", "lower", "slowed",
    "narrowed", "narrowing", "weakened", "weakening", "ticked down", "ticked lower", "slipped back", "retreated",
    "retreating", "decelerated", "decelerating", "shortened", "shortening", "collapsed", "collapsing", "nosedived",
    "dwindled", "diminished", "receded", "eased", "depreciated", "sliding", "sinking", "slashed", "trimmed",
    "underspent", "downgraded",
    *(f"{verb} {way}" for verb in ("edged", "inched", "crept", "nudged", "went", "moved", "revised", "came") for way in
      ("down", "lower", "downwards")),
)  # fmt: skip
_RISES: Final = (
    "rise", "increase", "gain", "jump", "surge", "growth", "climb", "uptick", "upturn", "boost", "profit", "profits",
    "surplus", "uplift", "expansion", "gains", "warming", "improvement", "addition", "rally", "rebound", "spike",
    "hike",
    "upswing", "advance", "acceleration", "overspend", "overrun", "inflow", "inflows", "upside",
)  # fmt: skip
_FALLS: Final = (
    "fall", "drop", "decline", "decrease", "reduction", "cut", "slump", "plunge", "loss", "losses", "deficit",
    "shortfall", "contraction", "dip", "downturn", "slide", "crash", "cooling", "negative growth", "deterioration",
    "trade gap", "funding gap", "budget gap",
    "collapse", "retreat", "nosedive", "tumble", "downswing", "deceleration", "slowdown", "underspend", "outflow",
    "outflows", "downside", "shrinkage",
)  # fmt: skip
#: Verbs that are a change only with “by”: a charity raised £5m, and prices were raised by 5%.
_ROSE_BY: Final = (
    "raised", "raising", "lifted", "lifting", "boosted", "boosting", "hiked", "hiking", "ahead", "leads", "leading",
)  # fmt: skip
_FELL_BY: Final = ("lowered", "lowering", "behind", "trails", "trailing")
#: Adjectives of a rise and of a fall, behind its number: 5% dearer, 2°C cooler.
_GREATER: Final = (
    "more",
    "higher",
    "bigger",
    "larger",
    "greater",
    "dearer",
    "richer",
    "hotter",
    "warmer",
    "faster",
    "stronger",
    "better",
    "longer",
    "taller",
    "wider",
    "heavier",
    "costlier",
    "pricier",
    "extra",
    "additional",
)
_SMALLER: Final = (
    "less", "fewer", "lower", "smaller", "cheaper", "poorer", "colder", "cooler", "slower", "weaker", "worse",
    "shorter",
    "narrower", "lighter",
)  # fmt: skip


def _changes(verbs: tuple[str, ...], nouns: tuple[str, ...]) -> tuple[str, ...]:
    """Return what leads to the number of a rise or fall: "rose by", "rose", "a rise of"."""
    led = (
        f"{verb}{by}"
        for verb in verbs
        for by in ("", " by", " another", " by another", " a further", " by a further")
    )
    made = (
        f"{article}{noun} of"
        for noun in nouns
        for article in ("", "a ", "an ", "the ", "a net ", "net ", "a record ")
    )
    made_real = (
        f"{article}{noun} of" for noun in nouns for article in ("an annual ", "a sharp ", "an overall ")
    )
    return (*led, *made, *made_real)


def _beside_usual(side: str) -> tuple[str, ...]:
    """Return wordings for a number beside what is usual: "5 degrees above normal"."""
    usual = ("average", "normal", "target", "trend", "expectations", "forecast")
    return tuple(f"{side} {article}{noun}" for noun in usual for article in ("", "the "))


_DIRECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "up": (*_changes(_ROSE, _RISES), *(f"{verb} by" for verb in _ROSE_BY), "plus", "net immigration of"),
    "down": (*_changes(_FELL, _FALLS), *(f"{verb} by" for verb in _FELL_BY), "minus a", "net emigration of"),
}
_DIRECTIONS_AFTER: Final[Mapping[str, tuple[str, ...]]] = {
    "up": (
        *_RISES, *_GREATER, "up", "gained", "increases", "rises", "in profit", "in surplus", "in the black",
        "of warming", "of growth", "of global warming", "of global heating", "of heating", "over par", "ahead",
        "as much again", "as many again",
        "overweight", "created", "added", *_beside_usual("above"),
    ),
    "down": (
        *_FALLS, *_SMALLER, "down", "lost", "decreases", "in the red", "in deficit", "of cooling", "under par",
        "behind",
        "underweight", *_beside_usual("below"),
    ),
}  # fmt: skip
#: Behind a measure or a percentage these say by how much; behind what is counted they say where.
_DIRECTIONS_OF_MEASURES: Final[Mapping[str, tuple[str, ...]]] = {
    "up": (
        "above",
        "over the average",
        "ahead of last year",
        "ahead of forecasts",
        "over budget",
        "over target",
    ),
    "down": ("below", "beneath", "under the average", "under budget", "under target"),
}
_NO_DIRECTIONS: Final = (
    "up front", "up for", "up to date", "up and running", "up in arms", "up north", "up against", "up close",
    "down payment", "down payments", "down the road", "down the line", "down the track", "down the street",
    "down the coast", "down under", "down with", "down on one knee", "down south", "down in the dumps",
    "behind bars", "behind closed doors", "behind the wheel", "behind the scenes", "behind a desk", "behind the bar",
    "lost property", "lost luggage", "lost and found", "added value", "added tax", "added sugar", "added sugars",
    "added time", "added bonus", "cut of", "gains tax", "extra time", "extra virgin", "extra large", "growth hormone",
    "loss adjuster", "loss adjusters", "profit warning", "profit warnings", "cut glass",
    "gain of function", "better known", "better or worse", "more or less",
)  # fmt: skip
_STATISTICS: Final[Mapping[str, tuple[str, ...]]] = {
    "mean": (
        "an average of", "on average", "average", "the average", "an average", "a mean of", "averaging", "averages",
        "averaged", "average of", "rolling average of", "moving average of", "mean", "the mean", "mean of",
        "the average of",
    ),
    "median": ("a median of", "median", "the median", "a median", "median of", "the median of"),
    "mode": ("a mode of", "mode of", "the mode of", "a modal", "modal", "the modal"),
    "maximum": (
        "a maximum temperature of", "maximum temperature of", "a top temperature of", "a maximum speed of",
        "maximum speed of", "a peak of", "a high of", "a record high of", "peak of", "high of",
        "peaked at", "peaking at",
    ),
    "minimum": ("a minimum temperature of", "minimum temperature of", "a low of", "a record low of", "low of"),
    "total": (
        "a total of", "totalling", "totaling", "totalled", "totaled", "total", "in total", "a combined",
        "a combined total of", "a sum of", "the total of", "a grand total of", "total of", "altogether", "all told",
        "in all ,", "all in all",
    ),
}  # fmt: skip
_STATISTICS_AFTER: Final[Mapping[str, tuple[str, ...]]] = {
    "mean": ("on average", "average", "mean"),
    "median": ("median", "at the median"),
    "total": ("in total", "total", "altogether", "all told"),
}
_INTRODUCTIONS: Final = (
    "a", "an", "the", "these", "those", "their", "its", "his", "her", "our", "this", "that", "all", "only",
    "just", "even", "another", "a further", "further", "an additional", "additional", "an extra", "extra",
    "an annual", "a yearly", "a monthly", "a weekly", "a daily", "an hourly",
    "a record", "record", "a mere", "mere", "a whopping", "a staggering", "a massive", "a huge", "a full",
    "fully", "a whole", "a rate of", "at a rate of", "the rate of", "a figure of", "the figure of",
    "a number of", "the number of", "a tally of", "a toll of", "a death toll of", "a group of", "a list of",
    "a set of", "a series of", "there are", "there were", "there is", "there was", "there have been",
    "there had been", "it is", "it was", "they are", "is", "was", "are", "were", "be", "been", "now",
    "currently", "today", "already", "so far", "as", "at", "of", "for", "with", "to", "by", "on",
    "reportedly", "allegedly", "officially", "around the", "the other", "other", "the first", "the last",
    "the next", "the past", "the remaining", "the same", "such", "both", "rate of", "costing",
    "cost", "costs", "worth", "valued at", "priced at", "amounting to", "amounts to", "amounted to",
    "reaching", "reached", "hit", "stands at", "stood at", "numbering", "comprising", "killed", "killing",
    "wounded", "injured", "injuring", "a net", "net", "a gross", "gross", "a new", "new", "a modest", "a cool",
    "a paltry", "a measly", "a meagre", "a hefty", "a round", "a cumulative", "a fresh", "a provisional",
    "a typical", "typical", "typically", "usually", "the highest", "highest", "the lowest", "lowest", "at its peak",
    "at their peak", "at the peak",
    *(f"the {rank}" for rank in (
        "top", "bottom", "poorest", "richest", "wealthiest", "oldest", "youngest", "largest", "biggest", "smallest",
        "best-paid", "worst-paid", "most deprived", "least deprived",
    )),
    "anywhere", "somewhere", "anything", "saw", "recorded", "reported", "counted", "found", "has", "have", "had",
    "created", "creates", "creating", "wounding", "first", "last", "next", "past",
    "sold", "bought", "built", "received", "made", "employs", "employed", "employing",
    *(f"{noun} of" for noun in (
        "population", "population density", "density", "gdp", "price", "value", "cost", "budget", "turnover",
        "revenue", "revenues", "debt", "debts", "fine", "salary", "wage", "income", "area", "length", "height",
        "depth", "distance", "speed", "temperature", "weight", "turnout", "margin", "estimate", "level", "odds",
        "majority", "score", "chance", "risk", "probability", "toll", "death toll", "deaths", "casualties",
        "attendance", "crowd",
    )),
)  # fmt: skip
#: A level that something came to is no change.
_LEVELS: Final = (
    *(f"{verb} to" for verb in (*_ROSE, *_FELL) if verb not in ("up", "higher", "lower", "won", "wins", "winning")),
    *(
        f"{verb}{also} to"
        for verb in (
            "doubled", "trebled", "tripled", "quadrupled", "quintupled", "halved", "doubling", "tripling", "halving",
            "doubles",
        )
        for also in ("", " again")
    ),
)  # fmt: skip
_UNCOUNTED: Final = (
    "several", "a few", "few", "quite a few", "many", "very many", "a good many", "a great many", "numerous",
    "countless", "innumerable", "untold", "various", "multiple", "a handful", "a handful of", "handfuls of",
    "a number of", "a large number of", "large numbers of", "a small number of",
    "small numbers of", "an unknown number of", "an unspecified number of", "a growing number of",
    "an increasing number of", "a significant number of", "a majority of", "the majority of",
    "the vast majority of", "a minority of", "most", "most of", "a lot of", "lots of", "plenty of",
    "a score of", "a fraction of", "multi million", "multi billion", "multi trillion", "a multi million",
    "a multi billion", "a multi trillion",
)  # fmt: skip
_CURRENCIES: Final = {
    "dollar": "USD", "pound": "GBP", "euro": "EUR", "yen": "JPY", "yuan": "CNY", "renminbi": "CNY",
    "ruble": "RUB", "rouble": "RUB", "hryvnia": "UAH", "hryvnya": "UAH", "zloty": "PLN", "won": "KRW",
    "lira": "TRY", "shekel": "ILS", "rand": "ZAR", "naira": "NGN", "reai": "BRL", "forint": "HUF",
    "koruna": "CZK", "ringgit": "MYR", "baht": "THB", "rupiah": "IDR", "tenge": "KZT", "lari": "GEL",
    "dram": "AMD", "quid": "GBP", "buck": "USD", "franc": "CHF", "franken": "CHF", "peso": "MXN", "rupee": "INR",
    "krona": "SEK", "kronor": "SEK", "krone": "NOK", "kroner": "NOK", "riyal": "SAR", "dirham": "AED",
    "bitcoin": "BTC", "markka": "FIM", "guilder": "NLG", "peseta": "ESP", "dong": "VND", "cedi": "GHS",
    "taka": "BDT", "leu": "RON", "birr": "ETB", "kwacha": "ZMW", "pula": "BWP", "kyat": "MMK", "riel": "KHR",
    "kip": "LAK", "tugrik": "MNT", "manat": "AZN", "lev": "BGN", "leva": "BGN", "dalasi": "GMD", "quetzal": "GTQ",
    "lempira": "HNL", "bolivar": "VES", "boliviano": "BOB", "guarani": "PYG", "shilling": "KES",
    "złoty": "PLN", "złotych": "PLN", "colone": "CRC", "colón": "CRC", "guaraní": "PYG", "guaranie": "PYG",
    "bolívar": "VES", "bolívare": "VES", "bolivare": "VES", "quetzale": "GTQ", "balboa": "PAB", "córdoba": "NIO",
    "cordoba": "NIO", "đồng": "VND", "togrog": "MNT", "denar": "MKD", "kuna": "HRK", "krónur": "ISK", "kronur": "ISK",
    "metical": "MZN", "meticai": "MZN", "leone": "SLE", "ariary": "MGA", "rufiyaa": "MVR", "ngultrum": "BTN",
    "pataca": "MOP", "afghani": "AFN", "gourde": "HTG", "nakfa": "ERN", "maloti": "LSL", "emalangeni": "SZL",
    "ouguiya": "MRU", "vatu": "VUV", "paanga": "TOP",
}  # fmt: skip

_SHARED: Final = {
    "franc": "Swiss", "peso": "Mexican", "rupee": "Indian", "krona": "Swedish", "kronor": "Swedish",
    "shilling": "Kenyan", "krone": "Norwegian", "kroner": "Norwegian", "riyal": "Saudi", "dirham": "Emirati",
}  # fmt: skip

_COUNTRIES: Final = {
    ("us", "dollar"): "USD", ("american", "dollar"): "USD", ("australian", "dollar"): "AUD",
    ("canadian", "dollar"): "CAD", ("zealand", "dollar"): "NZD", ("kong", "dollar"): "HKD",
    ("singapore", "dollar"): "SGD", ("taiwan", "dollar"): "TWD", ("jamaican", "dollar"): "JMD",
    ("sterling", "pound"): "GBP", ("british", "pound"): "GBP", ("egyptian", "pound"): "EGP",
    ("lebanese", "pound"): "LBP", ("syrian", "pound"): "SYP", ("irish", "pound"): "IEP",
    ("sudanese", "pound"): "SDG", ("swiss", "franc"): "CHF", ("french", "franc"): "FRF",
    ("belgian", "franc"): "BEF", ("cfa", "franc"): "XOF", ("mexican", "peso"): "MXN",
    ("argentine", "peso"): "ARS", ("argentinian", "peso"): "ARS", ("chilean", "peso"): "CLP",
    ("colombian", "peso"): "COP", ("philippine", "peso"): "PHP", ("cuban", "peso"): "CUP",
    ("uruguayan", "peso"): "UYU", ("dominican", "peso"): "DOP", ("indian", "rupee"): "INR",
    ("pakistani", "rupee"): "PKR", ("lankan", "rupee"): "LKR", ("nepalese", "rupee"): "NPR",
    ("swedish", "krona"): "SEK", ("swedish", "kronor"): "SEK", ("icelandic", "krona"): "ISK",
    ("danish", "krone"): "DKK", ("danish", "kroner"): "DKK", ("norwegian", "krone"): "NOK",
    ("norwegian", "kroner"): "NOK", ("czech", "koruna"): "CZK", ("czech", "crown"): "CZK",
    ("swedish", "crown"): "SEK", ("danish", "crown"): "DKK", ("norwegian", "crown"): "NOK",
    ("turkish", "lira"): "TRY", ("italian", "lira"): "ITL", ("saudi", "riyal"): "SAR", ("qatari",
    "riyal"): "QAR",
    ("iranian", "rial"): "IRR", ("yemeni", "rial"): "YER", ("omani", "rial"): "OMR", ("uae", "dirham"): "AED",
    ("moroccan", "dirham"): "MAD", ("kuwaiti", "dinar"): "KWD", ("iraqi", "dinar"): "IQD",
    ("jordanian", "dinar"): "JOD", ("serbian", "dinar"): "RSD", ("algerian", "dinar"): "DZD",
    ("tunisian", "dinar"): "TND", ("libyan", "dinar"): "LYD", ("bahraini", "dinar"): "BHD",
    ("kenyan", "shilling"): "KES", ("ugandan", "shilling"): "UGX", ("tanzanian", "shilling"): "TZS",
    ("russian", "ruble"): "RUB", ("russian", "rouble"): "RUB", ("belarusian", "ruble"): "BYN",
    ("chinese", "yuan"): "CNY", ("japanese", "yen"): "JPY", ("korean", "won"): "KRW",
    ("brazilian", "real"): "BRL", ("brazilian", "reai"): "BRL", ("dutch", "guilder"): "NLG",
    ("finnish", "markka"): "FIM", ("deutsche", "mark"): "DEM", ("german", "mark"): "DEM",
    ("ukrainian", "hryvnia"): "UAH", ("polish", "zloty"): "PLN", ("hungarian", "forint"): "HUF",
    ("african", "rand"): "ZAR", ("romanian", "leu"): "RON", ("israeli", "shekel"): "ILS",
    ("belize", "dollar"): "BZD", ("trinidad", "dollar"): "TTD", ("taiwanese", "dollar"): "TWD",
    ("fiji", "dollar"): "FJD", ("fijian", "dollar"): "FJD", ("namibian", "dollar"): "NAD",
    ("liberian", "dollar"): "LRD", ("guyanese", "dollar"): "GYD", ("zimbabwean", "dollar"): "ZWL",
    ("rwandan", "franc"): "RWF", ("congolese", "franc"): "CDF", ("guinean", "franc"): "GNF",
    ("burundian", "franc"): "BIF", ("comorian", "franc"): "KMF", ("djiboutian", "franc"): "DJF",
    ("somali", "shilling"): "SOS", ("nepali", "rupee"): "NPR", ("mauritian", "rupee"): "MUR",
    ("seychelles", "rupee"): "SCR", ("belarusian", "rouble"): "BYN", ("icelandic", "krónur"): "ISK",
    ("iranian", "riyal"): "IRR", ("peruvian", "sole"): "PEN", ("bolivian", "boliviano"): "BOB",
    ("uzbek", "sum"): "UZS", ("uzbek", "som"): "UZS", ("kyrgyz", "som"): "KGS",
}  # fmt: skip

_HUNDREDTHS: Final = {
    "cent": "USD", "¢": "USD", "penny": "GBP", "pence": "GBP", "p": "GBP", "eurocent": "EUR", "kopeck": "RUB",
    "kopek": "RUB", "euro cent": "EUR",
}  # fmt: skip

_HEDGES: Final = Hedges(
    before=Wordings(_BEFORE),
    after=Wordings(_AFTER),
    introductions=Wordings({"introduction": _INTRODUCTIONS, "level": _LEVELS}),
    uncounted=Wordings({"vague": _UNCOUNTED, "pair": ("a couple", "a couple of")}),
    directions=Wordings(_DIRECTIONS),
    directions_after=Wordings(_DIRECTIONS_AFTER),
    directions_of_measures=Wordings(_DIRECTIONS_OF_MEASURES),
    no_directions=Wordings({"": _NO_DIRECTIONS}),
    statistics=Wordings(_STATISTICS),
    statistics_after=Wordings(_STATISTICS_AFTER),
)
_CONNECTIVES: Final = Connectives(
    articles=words("a an"),
    and_=words("and &"),
    but=words("but"),
    or_=words("or"),
    to=words("to"),
    of=words("of"),
    in_=words("in"),
    out=words("out"),
    over=words("over"),
    every=words("every each"),
    between=words("between"),
    from_=words("from"),
    range_to=words("to through till until or"),
    between_ends=words("about around approximately perhaps maybe up some"),
    plus_or_minus=Wordings(
        {
            "": (
                "plus or minus",
                "+ / -",
                "give or take",
                "with a margin of error of",
                "with an error of",
                "margin of error",
                "margin of error :",
                "margin of error of",
                "a margin of error of",
            )
        }
    ),
    whole=words("the all its their"),
    aged=words("aged age ages"),
    age_tail=words("under over aged age ages above below"),
    calendar=words("year years"),
    factor=words("factor"),
    joins_another=words("and or plus"),
    another_not_before=words("of in or another"),
    comparisons=Wordings(
        {
            "": (
                "up from",
                "down from",
                "from",
                "from the",
                "compared with",
                "compared to",
                "against",
                "versus",
                "vs",
                "vs .",
                "rather than",
                "instead of",
                "as opposed to",
                "more than the",
                "higher than the",
                "lower than the",
                "fewer than the",
                "below the",
                "above the",
                "than the",
                "than",
            )
        }
    ),
    contexts=Wordings(
        {
            "": (
                *(
                    f"{preposition}{which}"
                    for preposition in (
                        "across",
                        "in",
                        "within",
                        "over",
                        "during",
                        "for",
                        "at",
                        "among",
                        "throughout",
                        "from",
                        "after",
                        "on",
                    )
                    for which in (
                        "",
                        " the",
                        " all",
                        " the last",
                        " the past",
                        " the first",
                        " the next",
                        " the previous",
                        " the space of",
                        " just",
                        " only",
                        " about",
                        " more than",
                        " some",
                    )
                ),
            )
        }
    ),
    leading_ranks=words(
        "page pages chapter section article number no nr level tier phase group room day week month part figure table "
        "line channel route flight item rank ranked type grade class category stage version volume issue act bus "
        "boeing airbus windows covid size model series season episode round match game question q point step"
    ),
    negations=words(
        "no barely hardly scarcely merely not never neither nor cannot without denied denies deny "
        "didn't doesn't isn't wasn't nowhere nothing"
    ),
    open_ends=words("life infinity"),
    added=words(
        "vat tax taxes gst expenses costs fees interest benefits bonus bonuses postage shipping service damages "
        "commission"
    ),
    contests=words(
        "ratio ratios odds margin margins vote votes majority ruling decision win victory defeat split"
    ),
    parts=Wordings(
        {
            "": (
                "including",
                "including the",
                "including at least",
                "includes",
                "which includes",
                "which included",
                "among them",
                "among them at least",
                "of whom",
                "of whom at least",
                "of which",
                "of them",
                "of these",
                "of those",
                "counting",
            )
        }
    ),
    parts_behind=Wordings({"": ("of them", "of whom", "of which", "of these", "of those")}),
    asides=Wordings(
        {
            "": (
                "y / y",
                "m / m",
                "q / q",
                "y - o - y",
                "m - o - m",
                "q - o - q",
                "yoy",
                "mom",
                "qoq",
                "y - y",
                "year on year",
                "year over year",
                "month on month",
                "month over month",
                "quarter on quarter",
                "quarter over quarter",
                "week on week",
                "week over week",
                "day on day",
                "on the year",
                "on the month",
                "on the quarter",
                "on the week",
                "like for like",
                "net",
            )
        }
    ),
    interval=Wordings(
        {
            "": (
                "ci",
                "ci :",
                "confidence interval",
                "confidence interval :",
                "confidence intervals",
                "ui",
                "ui :",
                "uncertainty interval",
                "uncertainty interval :",
                "cri",
                "credible interval",
                "range",
                "range :",
                "confidence",
                "c . i .",
                "interval",
                "confidence range",
                "confidence limits",
                "ci ,",
            )
        }
    ),
)
_NOUNS: Final = Nouns(
    irregular=_IRREGULAR,
    unchanged=_UNCHANGED,
    no_plurals=_NOT_PLURAL,
    rules=(
        PluralRule(ending="men", becomes="man", shortest=5, besides=_MEN),
        PluralRule(ending="ss", becomes="ss"),
        PluralRule(ending="us", becomes="us"),
        PluralRule(ending="is", becomes="is"),
        PluralRule(ending="'s", becomes="'s"),
        PluralRule(ending="ies", becomes="y", shortest=5),
        PluralRule(ending="yses", becomes="ysis"),
        PluralRule(ending="ouses", becomes="ouse"),
        PluralRule(ending="auses", becomes="ause"),
        PluralRule(ending="uses", becomes="us", besides=_USES),
        *(
            PluralRule(ending=f"{ending}es", becomes=ending, shortest=5)
            for ending in ("ss", "sh", "ch", "x", "zz", "tz", "o")
        ),
        PluralRule(ending="s", becomes="", shortest=3),
    ),
    plural_endings=(
        ("man", "men"),
        ("ay", "ays"),
        ("ey", "eys"),
        ("oy", "oys"),
        ("uy", "uys"),
        ("y", "ies"),
        ("monarch", "monarchs"),
        ("stomach", "stomachs"),
        ("epoch", "epochs"),
        ("ch", "ches"),
        ("sh", "shes"),
        ("x", "xes"),
        ("ss", "sses"),
        ("", "s"),
        ("", "es"),
    ),
    stops=_STOPS,
    no_heads=_PARTICIPLES.union(_GREATER, _SMALLER, words("ahead deeper short")),
    no_head_endings=(("ly", 0), ("ed", 5)),
    verb_endings=("ed", "ing"),
    adjectives=words("dead wounded injured missing unemployed homeless disabled displaced"),
    determiners=words("of the these those all its his their her our my your this that both such"),
    comparatives=words("more less fewer last next extra additional"),
    levels=words("mark level threshold barrier milestone strong"),
    joined_no_units=words("strong long wide high tall deep old thick worth"),
    demonym=re.compile(
        r"[A-Z][a-z]+(?:ian|ese|ean|ican|aeli|aqi|tani)|German|Afghan|Kurd|Turk|Greek|Briton|Swede"
    ),
    occupations=words(
        "civilian musician politician physician technician guardian librarian pedestrian historian"
    ),
    acronym_plural="s",
    uncounted=words(
        "figure number detail data information statistic rate estimate count total record reason sign plan doubt "
        "comment result fact answer change indication explanation breakdown confirmation mention proof "
        "trace excuse percentage"
    ),
    hearsay=words(
        "report claim allegation account rumour rumor suggestion hint sighting assertion indicator"
    ),
    before_units=words(
        "consecutive straight full whole working calendar solid extra additional more further long successive "
        "business lunar mere"
    ),
    people=words("nobody one"),
    lives=words("life person man woman child soldier civilian passenger"),
    outcomes=words(
        "killed killing dead wounded wounding injured injuring hurt maimed missing displaced arrested detained "
        "convicted sentenced jailed imprisoned infected hospitalised hospitalized vaccinated evacuated deported "
        "abducted executed murdered drowned evicted dismissed sacked died captured kidnapped hired fired recruited "
        "rescued destroyed damaged tried charged acquitted released"
    ),
    auxiliaries=words("was were is are has have had been being reported also"),
    joined_units={"fold": "time"},
    genitive="'s",
    numbered=words(
        "leopard falcon apollo soyuz ariane artemis formula mark mk year chieftain centurion astute"
    ),
    products={
        **dict.fromkeys(
            words(
                "jet plane aeroplane airplane airliner aircraft freighter dreamliner jumbo max neo boeing airbus"
            ),
            words("707 717 727 737 747 757 767 777 787 220 300 310 318 319 320 321 330 340 350 380"),
        ),
        **dict.fromkeys(words("call caller emergency"), words("911 999 112 111 101 119 100 988")),
        **dict.fromkeys(words("car porsche carrera"), words("911 944 718")),
    },
    addresses=words(
        "street road avenue lane drive square close terrace crescent boulevard gardens mews st rd ave blvd parade"
    ),
    compounds={
        "barrel": words("bombs"),
        "day": words(
            "boarders cases centers centres girls boys labourers laborers nurseries patients pupils students schools "
            "surgeries trippers traders visitors workers"
        ),
        "degree": words("awards certificates courses holders mills places programmes programs students"),
        "dollar": words("billionaires millionaires shops stores"),
        "euro": words("mps"),
        "foot": words("passengers patrols soldiers"),
        "meter": words("readers readings"),
        "mile": words("markers posts"),
        "minute": words("books"),
        "pound": words("coins shops stores"),
        "quarter": words("horses"),
        "second": words(
            "careers chances citizenships doses homes houses jabs jobs languages marriages mortgages opinions "
            "passports properties shots"
        ),
        "stone": words(
            "axes blocks bridges buildings carvings churches circles cottages fruits heads houses statues steps "
            "throwers tools walls"
        ),
        "week": words("nights"),
        "yard": words("sales signs"),
        "year": words("books groups heads"),
    },
)
_PERCENT: Final = (
    "%",
    "percent",
    "pct",
    "percents",
    "percentage",
    "pc",
    "％",
    "per cent",
    "p . c",
    "p . c .",
    # Phrases of languages without a lexicon are read by this one.
    "por ciento",
    "por cento",
    "pour cent",
    "per cento",
    "procent",
    "prosent",
    "prozent",
)
_POINTS: Final = tuple(
    f"{percent} {point}" for percent in _PERCENT for point in ("point", "points", "pt", "pts")
)
_MEASURES: Final = Measures(
    ratios=Wordings(
        {
            "percent": _PERCENT,
            "percentage_point": (
                "pp", "ppt", "ppts", "p . p", "p . p .", "percentage pt", *_POINTS,
                # Phrases of languages without a lexicon, and German ones whose language nobody said.
                "prozentpunkt", "prozentpunkte", "prozentpunkten", "points de pourcentage", "point de pourcentage",
                "puntos porcentuales", "punto porcentual", "punti percentuali", "punto percentuale",
                "pontos percentuais", "procentpunt", "procentpunten", "procentenhet", "procentenheter",
                "procentpoint", "prosentpoeng",
            ),
            "permille": ("‰", "permille", "per mille", "per mil", "promille"),
        }
    ),
    wordings=Wordings(
        {
            "mile/hour": ("mph", "m . p . h", "m . p . h ."),
            "km/hour": ("kph", "kmh", "kmph"),
            "barrel/day": ("bpd", "b / d"),
            "barrel": ("bbl", "bbls"),
            "mile/gallon": ("mpg",),
            "basis_point": ("bps", "bp", "bip", "bips", "basis point", "basis points"),
            "ppm": ("ppm", "part per million", "parts per million"),
            "GW": ("gw",),
            "MW": ("mw",),
            "TWh": ("twh", "terawatt hour", "terawatt hours"),
            "GWh": ("gwh", "gigawatt hour", "gigawatt hours"),
            "MWh": ("mwh", "megawatt hour", "megawatt hours"),
            "kWh": ("kwh", "kilowatt hour", "kilowatt hours"),
            "watt_hour": ("watt hour", "watt hours"),
            "tonne": ("metric ton", "metric tons", "metric tonne", "metric tonnes"),
            "short_ton": ("short ton", "short tons"),
            "long_ton": ("long ton", "long tons"),
            "nautical_mile": ("nautical mile", "nautical miles"),
            "light_year": ("light year", "light years"),
            "imperial_gallon": ("imperial gallon", "imperial gallons"),
            "troy_ounce": ("troy ounce", "troy ounces"),
            "acre_foot": ("acre foot", "acre feet"),
            "degC": ("centigrade", "celsius", "grad celsius"),
            "degF": ("fahrenheit", "grad fahrenheit"),
        }
    ),
    glued={"x": "time", "t": "tonne", "c": "degC", "f": "degF", "st": "stone"},
    letters=words("m g t W V J l L h s"),
    powers={"sq": 2, "square": 2, "cubic": 3, "cu": 3},
    degrees=words("° º degree degrees deg"),
    degree_scales={"c": "degC", "celsius": "degC", "centigrade": "degC", "f": "degF", "fahrenheit": "degF"},
    metres=words("m"),
    points=words("point points pt pts"),
    polls=words("lead leads swing edge advantage margin gap bounce ahead behind clear poll polls percentage percent"),
    below_zero=Wordings({"": ("below zero", "below freezing point", "under zero")}),
    parts={"in": "inch", "ins": "inch", "m": "minute", "s": "second"},
    lengths=words("depth height altitude elevation distance length width breadth diameter radius thickness"),
    raced=words(
        "hurdles sprint sprints sprinter sprinters final finals race races relay relays freestyle backstroke butterfly "
        "breaststroke medley runner runners swimmer swimmers steeplechase heats"
    ),
    whereabouts=Wordings(
        {
            "": (
                "above sea level", "below sea level", "above ground", "below ground", "above the ground", "underground",
                "below the surface", "beneath the surface", "under water", "underwater", "under the sea", "offshore",
                "off the coast", "off the shore", "off shore", "off the beach", "out to sea", "down the road",
                "up the road", "down the street", "down the line", "down the track", "up the hill", "down the hill",
                "up the mountain", "into the air", "behind", "in front", "north", "south", "east", "west", "upstream",
                "downstream", "inland", "apart", "away", "below", "above", "beneath", "deep", "downhill", "uphill",
            )
        }
    ),
)  # fmt: skip
_MONEY: Final = Money(
    names=_CURRENCIES,
    shared=_SHARED,
    by_country=_COUNTRIES,
    hundredths=_HUNDREDTHS,
    glued_hundredths=words("p"),
    shared_hundredths=words("cent"),
    verbs=words("won mark"),
    weights=words("pound"),
    spent=words(
        "aid assets arrears assistance benefits bills business cash charges compensation cost costs credit cuts damage "
        "damages debt debts donations earnings equity exports fees fines fraud funding funds goods grants help imports "
        "income interest investment investments lending loans losses lottery money orders pay payments pensions "
        "penalties profit profits property public repairs rent revenue revenues sales savings securities shares "
        "spending subsidies subsidy support tax taxes taxpayer taxpayer's taxpayers taxpayers' trade turnover "
        "uncollected unpaid wages waste work"
    ),
    sterling=words("sterling"),
    before_countries=words("new hong sri south north west united saudi"),
    plural_endings=("s",),
)
_RATES: Final = Rates(
    per=words("per"),
    for_=words("for"),
    single=words("single"),
    second=words("other second"),
    several=words("each apiece"),
    times=_TIMES,
    people={
        "head": "person", "capita": "person", "person": "person", "people": "person", "household": "household",
        "population": "person", "inhabitant": "person", "inhabitants": "person", "resident": "person",
        "residents": "person", "persons": "person", "heads": "person", "individuals": "person",
    },
    periodic=_PERIODIC,
    spans=words("in within for over during after since than under of to half such"),
    heads=words("head"),
    earlier=words("earlier before ago later previously prior"),
    abbreviated=Wordings(
        {
            "year": ("p . a", "p / a"), "month": ("p . c . m", "p / m", "p / c / m"), "week": ("p . w", "p / w"),
            "hour": ("p / h",),
        }
    ),
    flows=words(
        "cost costs spending expenditure contribution contributions rent rents fee fees bill bills budget pay "
        "wage wages "
        "salary salaries income incomes earnings revenue revenues turnover sales profit profits loss losses "
        "deficit surplus "
        "output production consumption emissions intake deaths cases infections births arrivals crossings "
        "admissions total "
        "average rate toll limit allowance target payment payments subscription charge charges savings saving exports "
        "imports supply visits visitors rainfall catch harvest migration immigration emigration donations dividend "
        "subsidy subsidies premium premiums interest hours wages"
    ),
)  # fmt: skip
_CALENDAR: Final = Calendar(
    months=(
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december",
    ),
    month_abbreviations={
        "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10,
        "nov": 11, "dec": 12,
    },
    seasons={"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24},
    weekdays=("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    ambiguous=words("may march spring fall"),
    before_dates=words("in since until till by before after during through"),
    before_years=words("on than versus vs against between from over"),
    parts=words("early late mid end"),
    clock=words("am pm o'clock o’clock"),
    zones=words("gmt bst utc cet cest ist edt pdt"),
    ordinals=("first", "second", "third", "fourth"),
    counts={word: number for word, number in _ONE.items() if number > 0},
    spans={
        **dict.fromkeys(("year", "ye", "y/e", "yr", "fiscal year", "financial year", "tax year", "rolling year"), 12),
        **dict.fromkeys(("calendar year", "reporting year"), 12),
        "quarter": 3, "half year": 6, "half-year": 6, "half": 6, "month": 1,
    },
    leading="(?:in|on|during|as of|as at|at) ",
    day="([0-9]{1,2})(?:st|nd|rd|th)?",
    joint="(?: to | until | till | through | and | ?[-–—] ?)",
    fiscal=words("fiscal financial fy tax"),
    quarter=words("q h"),
    prices=PriceBases(
        leading=words("in at constant real the us u.s"),
        prices=words("prices price dollars pounds euros money values rubles rupees yen usd gbp eur us$ terms"),
        real=Wordings(
            {
                "": (
                    "in real terms", "real terms", "after inflation", "adjusted for inflation", "inflation adjusted",
                    "in constant prices", "at constant prices", "constant prices", "in constant dollars",
                    "constant dollars", "in today's money", "in today's prices", "at today's prices", "today's money",
                    "in today's dollars", "allowing for inflation", "after adjusting for inflation",
                    "after accounting for inflation", "when adjusted for inflation", "real", "a real terms",
                    "in real", "above inflation",
                )
            }
        ),
        nominal=Wordings(
            {
                "": (
                    "in cash terms", "cash terms", "in current dollars", "current dollars",
                    "in current pounds", "in nominal terms", "nominal terms", "nominal", "in current prices",
                    "at current prices", "current prices", "before inflation", "in money terms", "unadjusted",
                    "not adjusted for inflation",
                )
            }
        ),
    ),
    relative=r"\b(?:today|yesterday|tomorrow|now|ago|(?:this|last|next|past) \w+)\b",
    from_=words("from"),
    dates=DatePatterns(
        decade="(?:the )?([0-9]{3})0['’]?s",
        month_year="{month}(?: of)?,? {year}",
        day_month_year="(?:the )?{day}(?: of)? {month},? {year}",
        month_day_year="{month} {day},? {year}",
        season="(?:the )?{season}(?: of)?,? {year}",
        day_month="{day}(?: of)? {month}",
        month_day="{month} {day}",
        days_of_month="{month} {day}{joint}{day},? {year}",
        about=r"(?:about|around|approximately|approx\.?|roughly|circa|ca?\.?) ?(.+)",
        since="since (?:from )?(.+)",
        onwards="(?:from )?(.+?)(?: onwards?|(?: to | until |[-–—])(?:(?:the )?present|date))",
        until="(?:until|till|up to|through) (.+)",
        before="before (.+)",
        unclear="(after|from) (.+)",
        quarter=(
            "(?:(?:the )?({ordinal}|[1-4](?:st|nd|rd|th)) quarter(?: of)?|q([1-4])(?: of)?|([1-4])q)[,/-]? ?{year}"
            "|{year}[-/ ]?q([1-4])"
        ),
        year_ending=(
            "(?:the )?(?:past |last )?(?:(?:({count})[- ]?(?:months?|mths?|m)|({count})[- ]years?)|({span}))"
            "(?: period)?,?(?:[ -]ending| ended| to| through| up to| until|(?<=ye)|(?<=y/e))"
            "(?: on| in| the end of| at the end of| end)?[ -](?:{day} )?{month}(?: {day})?,? {year}"
        ),
        days_ending=(
            "(?:the )?(?:past |last )?(?:({count})[- ]days?|({count})[- ]weeks?|week)(?: period)?,?"
            "(?: ending| ended| to| through| up to| until)(?: on)? (.+)"
        ),
        fiscal_year=(
            "(?:the )?(?:(?:fiscal|financial|tax|school|academic) year|fiscal|fy|ay) ?{year}[/–-]([0-9]{2}|[0-9]{4})"
            "|(?:the )?{year}[/–-]([0-9]{2}|[0-9]{4}) (?:(?:fiscal|financial|tax|school|academic) year|season)"
        ),
        fiscal_alone="(?:the )?(?:(?:fiscal|financial|tax|school|academic) year|fiscal|fy) ?{year}",
        half=(
            "(?:(?:the )?({ordinal}|[12](?:st|nd)) half(?: of)?|h([12])(?: of)?|([12])h)[,/-]? ?{year}"
            "|{year}[-/ ]?h([12])"
        ),
        year_alone="(?:the )?(?:calendar )?year {year}|cy ?{year}",
        vague="(?:early|mid|middle of|late|beginning of|start of|end of)[- ](?:in )?(.+)",
        ends="(?:from|between) ",
    ),
)  # fmt: skip
_RENDERED: Final = Rendered(
    hedges={
        "exact": "exactly ", "about": "about ", "nearly": "nearly ", "under": "less than ", "over": "more than ",
        "at-least": "at least ", "at-most": "at most ", "vague": "an unclear ",
    },
    between="between {low} and {high}",
    no_number="no number",
    unknown_number="an unknown number of",
    of=" of",
    per=" per ",
    to=" to ",
    year="in the year ",
    years="between the years {low} and {high}",
    factor="a factor of ",
    powers={"2": "square ", "3": "cubic "},
    scales=((10**12, "trillion"), (10**9, "billion"), (10**6, "million")),
)  # fmt: skip

_PAST: Final = (
    "died|was|were|had|did|went|killed|fell|rose|grew|reached|became|lost|gained|last (?:year|month|week)|has been|"
    "have been|took|came|left|arrived|now|already|today|nowadays|these days|"
    "built|spent|sold|bought|paid|won|saw|sent|made|hired|"
    # "To hit 5,000" is still to come, and "a cost of £5bn" is a noun.
    r"(?<!\bto )(?<!\ba )(?<!\bthe )(?<!\bits )(?:hit|cost|shed) "
    r"(?:(?:about|around|nearly|almost|over|some|more than) )?[£$€]?[0-9][0-9.,]*\w*|"
    "(?!hundred|indeed|exceed|united|limited|related|based|aged|combined|named|need)[a-z]{3,}ed"
)
_NARRATION: Final = Narration(
    projected=(
        "will|would|could|might|may (?:be|have|reach|rise|fall)|projected|projections?|projects|forecasts?|predicted|"
        "predicts|expected|expects?|due to|set to|on (?:course|track) (?:to|for)|likely to|"
        "(?:plans?|planning|planned|aims?|aiming|intends?|hopes?|poised|tipped|bound|going) to|a target of|"
        "to be (?:built|made|cut|lost|hired|created|delivered|spent|opened|closed|sold|recruited)|"
        "by (?:the end of )?20[2-9][0-9]"
    ),
    estimated="estimates?|estimated|thought to|believed to|likely|probably",
    possible=(
        r"could|might|(?-i:may)|can be|at (?:\w+ )?risk|risks?|under threat|threaten(?:s|ed|ing)?|"
        "vulnerable|"
        "potential(?:ly)?|possib(?:le|ly)|susceptible|exposed|exposure|in danger|endangered|in jeopardy|automatable|"
        "worst[- ]case|if nothing is done"
    ),
    certain=(
        "will|shall|(?:is|are) (?:now )?(?:going to|set to|about to|to be|being|lost|gone)|lose|lost|losing|gone|"
        "disappear(?:s|ing)?|vanish(?:es)?|destroy(?:s|ing)?|die|dies|have|has|"
        f"{_PAST}"
    ),
    past=_PAST,
    # "In 2015 prices" is no time at which something happened.
    date=(
        r"(?<!\bsaid )(?<!\btold )(?<!\breported )(?<!\bannounced )(?<!\bpublished )(?<!\bwrote )(?<!\brevealed )"
        r"(?<!\bsaid on )(?<!\bannounced on )"
        r"\b(?:in|during|for|since|by|until|till|from|of|to|throughout|over|before|after|end(?:ing|ed)?|to)\s+"
        r"(?:(?:late|early|mid)[- ])?(?:the\s+year\s+)?(?:(?:[0-9]{{1,2}}\s+)?(?P<month>{months})\s+)?"
        r"(?P<year>{year})(?:\s?[/–-]\s?(?P<next>[0-9]{{2}})\b)?\b(?![,.]?[0-9])"
        r"(?!\s*(?:prices|price|dollars|pounds|euros|money|terms|values)\b)"
    ),
    relative={-1: "last year", 0: "this year", 1: "next year"},
    place=(
        r"\b(?:in|across|throughout|within)\s+(?:the\s+)?"
        r"([A-Z][\w'’.-]*[\w](?:\s+(?:(?:of|and)\s+(?:the\s+)?)?[A-Z][\w'’-]+)*)"
    ),
)

LEXICON: Final = Lexicon(
    language="en",
    numerals=_NUMERALS,
    hedges=_HEDGES,
    connectives=_CONNECTIVES,
    nouns=_NOUNS,
    measures=_MEASURES,
    money=_MONEY,
    rates=_RATES,
    calendar=_CALENDAR,
    rendered=_RENDERED,
    narration=_NARRATION,
    stemmer="english",
)
