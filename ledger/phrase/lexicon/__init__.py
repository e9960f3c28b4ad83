"""The words of a language, in one frozen object that the grammar is handed: a module a language, by its code.

The grammar of `ledger.phrase` knows no word of any language. To add a language, write a module here that is
named by the language's code (``de``), with one `Lexicon` called ``LEXICON``: `lexicon_for` finds it by its name.
Words are lower case unless a field says otherwise. What print has in common in all languages (signs of
currencies, symbols) stands in `international`.

Most classes here are named tuples, the others have no methods that compare or print, and annotations are evaluated:
Python makes them in less than half the time, for which every command would wait.
"""

import functools
import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

#: The language of a phrase of which nothing says the language.
DEFAULT: Final = "en"

#: The rest of a wording behind its first word, and its class.
Rest = tuple[tuple[str, ...], str]
#: Wordings by their first word: the class of the word alone, and the longer ones by their second word.
Index = dict[str, tuple[str | None, dict[str, tuple[Rest, ...]]]]


def words(listed: str) -> frozenset[str]:
    """Return the set of words that a text lists, spaces between them."""
    return frozenset(listed.split())


@dataclass(frozen=True, eq=False, repr=False)
class Wordings:
    """Wordings of one or more words, by class. Words are separated by spaces; hyphens in a text count as spaces."""

    by_class: Mapping[str, tuple[str, ...]]

    @functools.cached_property
    def index(self) -> Index:
        """The wordings by their first word, then by their second, longest first."""
        alone: dict[str, str] = {}
        longer: dict[str, dict[str, list[Rest]]] = {}
        for kind, wordings in self.by_class.items():
            for wording in wordings:
                first, *rest = wording.split()
                if rest:
                    longer.setdefault(first, {}).setdefault(rest[0], []).append((tuple(rest), kind))
                else:
                    alone[first] = kind
        return {
            first: (
                alone.get(first),
                {
                    second: tuple(sorted(rests, key=lambda pair: -len(pair[0])))
                    for second, rests in longer.get(first, {}).items()
                },
            )
            for first in alone.keys() | longer.keys()
        }


#: No wording at all.
EMPTY: Final = Wordings({})


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Numerals:
    """Numbers in words, and how digits are set.

    `scales` multiply what stands before them. `short_scales` are abbreviated ones: those of one letter count
    only where no space stands before them, but for those in `spaced` (as written); `money_scales` count behind
    a currency alone, `written_scales` as they are written. `lone` words begin a fraction without a numerator,
    `fraction_scales` are the scales below a thousand that a fraction may be of. `units_first` is the word
    between units and tens where a language says one-and-twenty; `compounds` says that it writes numerals as
    one word. `none` are wordings of zero before a noun in the plural ("no deaths"), `none_single` before any noun ("not
    a single case"), `none_alone` also where no noun follows; `digits` what makes a number word no number
    ("double digits"). `before_nouns` are those of `changes` that may be a part of the noun behind them ("double
    murder"). `ambiguous` are number words that may be other words. `changes` are verbs that multiply
    ("doubled"), `ranks` are ordinals ("every fifth child"),
    `mixed` are words for fractions and mixed numbers ("anderthalb"). `decimal_mark` is the
    sign before decimals, `ordinal_point` says that a point behind digits makes an ordinal of them ("der 3. Mai").
    """

    ones: Mapping[str, int]
    tens: Mapping[str, int]
    scales: dict[str, int]
    plural_scales: dict[str, int]
    short_scales: Mapping[str, int]
    written_scales: Mapping[str, int]
    money_scales: Mapping[str, int]
    spaced: frozenset[str]
    denominators: Mapping[str, int]
    plural_denominators: Mapping[str, int]
    compound_denominators: Mapping[str, int]
    lone: frozenset[str]
    fraction_scales: frozenset[str]
    point: frozenset[str]
    minus: frozenset[str]
    times_sign: frozenset[str]
    collective: frozenset[str]
    ambiguous: frozenset[str]
    multiples: Mapping[str, int]
    folds: Mapping[str, int]
    changes: Mapping[str, str]
    ranks: Mapping[str, int]
    ordinal_endings: frozenset[str]
    decade_endings: frozenset[str]
    mixed: Mapping[str, str] = field(default_factory=dict)
    none: Wordings = EMPTY
    none_single: Wordings = EMPTY
    none_alone: Wordings = EMPTY
    digits: frozenset[str] = frozenset()
    before_nouns: frozenset[str] = frozenset()
    decimal_mark: str = "."
    compounds: bool = False
    units_first: str = ""
    ordinal_point: bool = False

    @functools.cached_property
    def large(self) -> Mapping[str, int]:
        """The scales of a thousand and more, also in the plural."""
        return {word: scale for word, scale in (self.plural_scales | self.scales).items() if scale >= 1000}

    @functools.cached_property
    def uncounted_scales(self) -> frozenset[str]:
        """Scales in the plural, which alone name no number."""
        return frozenset(self.plural_scales) - self.scales.keys() | self.collective

    @functools.cached_property
    def number_words(self) -> frozenset[str]:
        """Words that are a number wherever they stand."""
        return frozenset({*self.ones, *self.tens, *self.scales, *self.uncounted_scales}) - self.ambiguous


class Hedges(NamedTuple):
    """The words that say how a number is meant, by the class of hedge.

    `before` and `after` stand before and behind a number; `introductions` neither hedge it nor say what is
    counted, those of the class `level` the level that something came to; `uncounted` stand where a number would and
    name none, but for those of the class `pair` before a large number ("a couple of hundred"). `directions` and
    `statistics` are by what they say of the number behind or before them: that of a rise or a fall, a mean or a
    median; `directions_of_measures` say so behind a measure or a percentage alone, and `no_directions` begin as these
    do and say none ("£5m up front", "4 years behind bars").
    """

    before: Wordings
    after: Wordings
    introductions: Wordings
    uncounted: Wordings
    directions: Wordings = EMPTY
    directions_after: Wordings = EMPTY
    directions_of_measures: Wordings = EMPTY
    no_directions: Wordings = EMPTY
    statistics: Wordings = EMPTY
    statistics_after: Wordings = EMPTY


class Connectives(NamedTuple):
    """Small words that hold a phrase together.

    Behind what is counted, `comparisons` lead to a number that it is compared with ("up from 4,000"), `contexts`
    to one that says where or in what time it was counted ("across 32 countries"). After `leading_ranks` a
    number says which and not how many ("page 5"), before `contests` two numbers are no range ("a 2-to-1
    margin"). `negations` before a number deny it. `parts` lead to a number that is a part of what is counted
    ("including three children"), `parts_behind` follow one ("three of them"); `asides` say against what a change is,
    without a number ("year on year"). `interval` are names of an interval stated in brackets ("95% CI").
    `open_ends` end a range that has no upper end ("25 years to life"), `added` are what comes on top of an amount
    ("£300 plus VAT").
    """

    articles: frozenset[str]
    and_: frozenset[str]
    but: frozenset[str]
    or_: frozenset[str]
    to: frozenset[str]
    of: frozenset[str]
    in_: frozenset[str]
    out: frozenset[str]
    over: frozenset[str]
    every: frozenset[str]
    between: frozenset[str]
    from_: frozenset[str]
    range_to: frozenset[str]
    between_ends: frozenset[str]
    plus_or_minus: Wordings
    whole: frozenset[str]
    aged: frozenset[str]
    age_tail: frozenset[str]
    calendar: frozenset[str]
    factor: frozenset[str]
    joins_another: frozenset[str]
    another_not_before: frozenset[str]
    comparisons: Wordings = EMPTY
    contexts: Wordings = EMPTY
    leading_ranks: frozenset[str] = frozenset()
    negations: frozenset[str] = frozenset()
    contests: frozenset[str] = frozenset()
    parts: Wordings = EMPTY
    parts_behind: Wordings = EMPTY
    asides: Wordings = EMPTY
    interval: Wordings = EMPTY
    open_ends: frozenset[str] = frozenset()
    added: frozenset[str] = frozenset()


class PluralRule(NamedTuple):
    """An ending of plurals and what stands for it in the singular; `shortest` is the least length of the word.

    Of words in `besides` the rule does not hold.
    """

    ending: str
    becomes: str
    shortest: int = 0
    besides: frozenset[str] = frozenset()


class Nouns(NamedTuple):
    """Nouns that are counted, and the words that end or belong to a noun phrase.

    `irregular` is singulars by plural; of `rules` the first that fits holds; `plural_endings` are guesses for the
    way back. `stops` end a noun phrase, `no_heads` are never the noun of one (participles), nor is a word with one
    of `no_head_endings`; `verb_endings` are those of verbs that lead up to a number ("hired 30 people");
    `adjectives` are counted as if they were nouns ("30 dead"). `written` says that nouns keep their capital. After
    "no", `uncounted` are not counted ("no figures were given"), nor are `hearsay` with "of" ("no reports of
    casualties"); `before_units` are words that may stand between a number and a unit of measure ("5 consecutive
    days"), `people` words for one person in a noun's place ("nobody"),
    `lives` what may be lost without there being less of it. `outcomes` are what happened to those who are counted
    ("killed"), before or behind them and perhaps after `auxiliaries` ("have been"). `joined_units` are units that
    are written as an ending ("10-fold"). `levels` are said of the number itself, not of what is counted ("the 5,000
    mark", "5,000 strong"). `compounds` are nouns by the words before them that name a unit elsewhere ("day pupils",
    "second homes"). `demonym` is the pattern of a people's name, as written; `genitive` the ending of a word that
    has the next ("a month's rain"), `addresses` the last words of the names of streets. `numbered` are names that a
    number follows ("Leopard 2 tanks"), `products` those that are a number alone, by the noun ("737 jets").
    """

    irregular: Mapping[str, str]
    unchanged: frozenset[str]
    no_plurals: frozenset[str]
    rules: tuple[PluralRule, ...]
    plural_endings: tuple[tuple[str, str], ...]
    stops: frozenset[str]
    no_heads: frozenset[str]
    no_head_endings: tuple[tuple[str, int], ...]
    adjectives: frozenset[str]
    determiners: frozenset[str]
    comparatives: frozenset[str]
    joined_no_units: frozenset[str]
    demonym: re.Pattern[str]
    occupations: frozenset[str]
    acronym_plural: str
    verb_endings: tuple[str, ...] = ()
    written: bool = False
    uncounted: frozenset[str] = frozenset()
    hearsay: frozenset[str] = frozenset()
    before_units: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    lives: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    auxiliaries: frozenset[str] = frozenset()
    joined_units: Mapping[str, str] = {}
    levels: frozenset[str] = frozenset()
    compounds: Mapping[str, frozenset[str]] = {}
    genitive: str = ""
    addresses: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()
    products: Mapping[str, frozenset[str]] = {}


class Measures(NamedTuple):
    """Units of measure and ratios, each to its name in the notation of units.

    `glued` are abbreviations of one letter that need no space before them, `letters` those that are units in
    print as they are written. `powers` stand before a unit ("square"). `degrees` are words for a degree,
    `degree_scales` what may follow them. `parts` are abbreviations that are units only behind a
    larger unit of the same kind ("6 ft 2 in"). `points` are percentage points where they stand beside a percentage or
    one of `polls` ("a 5-point lead"); `below_zero` stands behind a number below zero ("5 degrees below zero"),
    `lengths` are what is measured in metres ("a depth of 300m"), `raced` are run or swum over them ("400m hurdles"),
    and `whereabouts` are that far away ("300m off the coast").
    """

    ratios: Wordings
    wordings: Wordings
    glued: Mapping[str, str]
    letters: frozenset[str]
    powers: Mapping[str, int]
    degrees: frozenset[str]
    degree_scales: Mapping[str, str]
    metres: frozenset[str]
    points: frozenset[str] = frozenset()
    parts: Mapping[str, str] = {}
    polls: frozenset[str] = frozenset()
    below_zero: Wordings = EMPTY
    lengths: frozenset[str] = frozenset()
    raced: frozenset[str] = frozenset()
    whereabouts: Wordings = EMPTY


class Money(NamedTuple):
    """Words for currencies, each to its ISO 4217 code.

    `shared` are words for money of more than one country, and whose is most often meant. `by_country` is keyed
    by the word for the country and the currency. `hundredths` are hundredths of the currency named; of those in
    `glued_hundredths` no space may stand before. `weights` are currencies that are weights before an `of`,
    unless it is money that is spoken of (`spent`: pounds of debt).
    `before_countries` are first words of countries that have two ("New Zealand dollars"). `verbs` are currencies that
    are other words before a number ("won 5 seats").
    """

    names: Mapping[str, str]
    shared: Mapping[str, str]
    by_country: Mapping[tuple[str, str], str]
    hundredths: Mapping[str, str]
    glued_hundredths: frozenset[str]
    shared_hundredths: frozenset[str]
    weights: frozenset[str]
    sterling: frozenset[str]
    plural_endings: tuple[str, ...]
    before_countries: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    spent: frozenset[str] = frozenset()


class Rates(NamedTuple):
    """The words that say that a number counts by something: per, weekly, a head.

    `times` and `people` are what may stand below the line, by word; `periodic` are rates by themselves.
    `spans` before an article say that it is none ("in a week"), as do `earlier` words behind it ("a year
    earlier"); `second` is every other one. `several` say that the number is that of one of several, but not of
    what. `flows` are what a number before which a periodic word stands is a rate of ("a weekly cost of £350m").
    """

    per: frozenset[str]
    for_: frozenset[str]
    single: frozenset[str]
    second: frozenset[str]
    times: Mapping[str, str]
    people: Mapping[str, str]
    periodic: Mapping[str, str]
    spans: frozenset[str]
    heads: frozenset[str]
    earlier: frozenset[str]
    abbreviated: Wordings
    several: frozenset[str] = frozenset()
    flows: frozenset[str] = frozenset()


class PriceBases(NamedTuple):
    """The words that say in whose prices money is given.

    `leading` stand before the year of a base ("in constant"), `prices` behind it ("prices", "dollars"); `real`
    and `nominal` are wordings of money after and before inflation.
    """

    leading: frozenset[str]
    prices: frozenset[str]
    real: Wordings
    nominal: Wordings


class DatePatterns(NamedTuple):
    """Wordings of dates, as regular expressions with {month}, {season}, {weekday}, {day}, {year}, {joint} in them.

    {ordinal}, {count} and {span} stand for the calendar's first to fourth, numerals, and spans of months.
    """

    decade: str
    month_year: str
    day_month_year: str
    month_day_year: str
    season: str
    day_month: str
    month_day: str
    days_of_month: str
    about: str
    since: str
    onwards: str
    until: str
    before: str
    unclear: str
    quarter: str
    year_ending: str
    days_ending: str
    year_alone: str
    fiscal_year: str
    fiscal_alone: str
    half: str
    vague: str
    ends: str


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Calendar:
    """Words of the calendar.

    `months` and `weekdays` in their order, `month_abbreviations` by their number; `seasons` as EDTF counts them.
    `ambiguous` are months and seasons that may be other words. `before_dates` lead to a date wherever they stand,
    `before_years` to a year behind what is counted. `patterns` are wordings of dates by their field
    name, regular expressions in which {month}, {season}, {weekday}, {day}, {year} and {joint} stand for those.
    `counts` are numerals before months, `spans` the months of a year, a quarter and the like. `day_first` says that
    03/04/2023 can only be a day of April, `zones` of time make a time of day of the number before them.
    """

    months: tuple[str, ...]
    month_abbreviations: Mapping[str, int]
    seasons: Mapping[str, int]
    weekdays: tuple[str, ...]
    ambiguous: frozenset[str]
    before_dates: frozenset[str]
    before_years: frozenset[str]
    parts: frozenset[str]
    clock: frozenset[str]
    ordinals: tuple[str, ...]
    counts: Mapping[str, int]
    spans: Mapping[str, int]
    leading: str
    day: str
    joint: str
    relative: str
    fiscal: frozenset[str]
    quarter: frozenset[str]
    prices: PriceBases
    from_: frozenset[str]
    dates: DatePatterns
    day_first: bool = False
    zones: frozenset[str] = frozenset()

    @functools.cached_property
    def month_numbers(self) -> Mapping[str, int]:
        """The number of each month by its name and abbreviations."""
        return {name: number for number, name in enumerate(self.months, start=1)} | dict(
            self.month_abbreviations
        )

    @functools.cached_property
    def date_words(self) -> frozenset[str]:
        """Words that may stand before the year or the day of a date: months, seasons and parts of them."""
        return frozenset({*self.month_numbers, *self.seasons, *self.parts})


class Narration(NamedTuple):
    """Regular expressions for what is to come, may come or has come, and for when and where.

    `projected`, `estimated`, `possible`, `certain` and `past` are alternatives between word boundaries. `date` has the
    groups month, year and next (of a financial year), with {months} and {year} to be filled in; `relative` are wordings
    of a year by how far it lies from the one in which they are said. `place` has the name of a place as its group, and
    is empty where capitals do not tell names from nouns.
    """

    projected: str
    estimated: str
    possible: str
    certain: str
    past: str
    date: str
    relative: Mapping[int, str]
    place: str = ""


class Rendered(NamedTuple):
    """The words that a quantity is rendered in, so that reading them gives the same quantity."""

    hedges: Mapping[str, str]
    between: str
    no_number: str
    unknown_number: str
    of: str
    per: str
    to: str
    year: str
    years: str
    factor: str
    powers: Mapping[str, str]
    scales: tuple[tuple[int, str], ...]


class Lexicon(NamedTuple):
    """All words of a language that the grammar reads and renders quantities and dates by.

    `stemmer` is the name of the language's Snowball stemmer.
    """

    language: str
    numerals: Numerals
    hedges: Hedges
    connectives: Connectives
    nouns: Nouns
    measures: Measures
    money: Money
    rates: Rates
    calendar: Calendar
    rendered: Rendered
    narration: Narration
    stemmer: str


def languages() -> tuple[str, ...]:
    """Return the codes of the languages that have a lexicon, sorted."""
    import pkgutil

    return tuple(sorted(found.name for found in pkgutil.iter_modules(__path__) if len(found.name) <= 3))


def lexicon_for(language: str | None) -> Lexicon:
    """Return the lexicon of a BCP 47 language tag ("de", "de-AT"), by its first subtag; English where there is none."""
    return _lexicon((language or DEFAULT).replace("_", "-").partition("-")[0].lower())


@functools.cache
def _lexicon(code: str) -> Lexicon:
    known = code if code == DEFAULT or code in languages() else DEFAULT
    lexicon = importlib.import_module(f"{__name__}.{known}").LEXICON
    assert isinstance(lexicon, Lexicon)
    return lexicon
