"""The words of a language that the rules for reading an article need."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple


class Cue(NamedTuple):
    """Words that announce a computed number, and the sorts of computation they announce."""

    words: tuple[str, ...]
    sorts: frozenset[str]


#: Wordings of several words by their first word, the longest first.
Wordings = Mapping[str, tuple[tuple[str, ...], ...]]


class WordSet(frozenset[str]):
    """Words of a lexicon. Unions and differences of them are kept, as the rules ask for the same ones at every word."""

    __slots__ = ()

    def __or__(self, more: AbstractSet[object]) -> WordSet:
        return _union(self, frozenset(more))

    __ror__ = __or__

    def __sub__(self, fewer: AbstractSet[object]) -> WordSet:
        return _difference(self, frozenset(fewer))


@lru_cache(maxsize=1024)
def _union(first: WordSet, second: frozenset[str]) -> WordSet:
    return WordSet(first.union(second))


@lru_cache(maxsize=1024)
def _difference(first: WordSet, second: frozenset[str]) -> WordSet:
    return WordSet(first.difference(second))


def words(listed: str) -> WordSet:
    """Return the set of words in a text, separated by spaces."""
    return WordSet(listed.split())


def phrases(listed: str) -> Wordings:
    """Return wordings separated by semicolons, by their first word, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for wording in sorted((tuple(phrase.split()) for phrase in listed.split(";")), key=len, reverse=True):
        found.setdefault(wording[0], []).append(wording)
    return {first: tuple(wordings) for first, wordings in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLexicon:
    """The words of one language, all in lower case, grouped by the rule that uses them."""

    #: Whether all nouns are capitalised, so that a capital does not mark a name.
    capital_nouns: bool = False

    # Sentences
    abbreviations: frozenset[str]
    sentence_openers: frozenset[str]

    # Numbers that are no figures
    months: frozenset[str]
    weekdays: frozenset[str]
    date_prepositions: frozenset[str]
    date_qualifiers: frozenset[str]
    clock_words: frozenset[str]
    ordinal_endings: frozenset[str]
    age_before: frozenset[str]
    statistics: frozenset[str]
    labels: frozenset[str]
    loose_labels: frozenset[str]
    streets: frozenset[str]
    #: Words for streets before their names (rue, Calle), and the endings or last words of such names (straße, utca).
    streets_abroad: frozenset[str]
    street_endings: tuple[str, ...]
    #: Words of opening hours, of the parts of a day behind an hour, and before an hour.
    opening_words: frozenset[str]
    parts_of_day: Wordings
    before_hour: frozenset[str]
    #: Participles before the year of a thing: painted around 1665.
    dating: frozenset[str]
    #: What stands behind a year, as it is written: BC.
    eras: frozenset[str]
    #: What an old thing does: hangs, moves.
    verbs_of_things: frozenset[str]
    #: Bands of radio as they are written, signs of small change, coins, what has a code, participles before a code.
    wavebands: frozenset[str]
    small_change: frozenset[str]
    coins: frozenset[str]
    coded: frozenset[str]
    numbered: frozenset[str]
    #: Nouns of amounts, behind which a number is one: a capacity of 32,500.
    amounts: frozenset[str]
    #: Units by which a kind of thing is known (a 12-inch record), and what they measure by themselves (snowfall).
    joined_sizes: frozenset[str]
    measured_things: frozenset[str]
    #: What the heading of a list promises, and the words behind it: 7 things to know.
    listed_things: frozenset[str]
    behind_listed: frozenset[str]
    #: Steps in which something is done, and the words before their number: in two sittings.
    stages: frozenset[str]
    before_stages: frozenset[str]
    #: Words of place and time before a number that are no nouns: overnight, elsewhere.
    away: frozenset[str]
    #: Lengths of races, in digits.
    distances: frozenset[str]
    score_verbs: frozenset[str]
    score_nouns: frozenset[str]
    vote_words: frozenset[str]
    scored: frozenset[str]
    between_scores: frozenset[str]
    #: Participles before the points that a player won: scoring 41.
    scoring: frozenset[str]
    #: Words of what something lies below: "under 2 metres of water".
    below: frozenset[str]
    depths: frozenset[str]
    covering: frozenset[str]
    opens_range: frozenset[str]
    between: frozenset[str]
    range_and: frozenset[str]
    about_dates: frozenset[str]
    behind_multiple: frozenset[str]
    spans_of_time: frozenset[str]
    time_behind: frozenset[str]
    time_before: frozenset[str]
    lasting_words: frozenset[str]
    definite: frozenset[str]
    small_numbers: frozenset[str]
    pronoun_one_behind: frozenset[str]
    ranking_before: frozenset[str]
    year_nouns: frozenset[str]
    joined_nouns: frozenset[str]
    phone_words: frozenset[str]
    race_units: frozenset[str]
    race_nouns: frozenset[str]
    racing: frozenset[str]
    at_hour: frozenset[str]
    spanned: frozenset[str]
    bowling: frozenset[str]
    for_and_against: frozenset[str]
    leaves: frozenset[str]
    before_zero: frozenset[str]
    behind_zero: frozenset[str]
    calling: frozenset[str]
    of_bounds: frozenset[str]
    duties: frozenset[str]
    classing: frozenset[str]
    anybody: frozenset[str]
    spread_over: frozenset[str]
    headings: frozenset[str]
    of_rest: frozenset[str]
    verbs_of_labels: frozenset[str]
    going_on: frozenset[str]
    personal_possessives: frozenset[str]
    no_changes: frozenset[str]
    keeping: frozenset[str]
    formations: frozenset[str]
    margins: frozenset[str]
    racers: frozenset[str]
    short_labels: frozenset[str]
    leads_in_points: frozenset[str]
    turning: frozenset[str]
    living: frozenset[str]
    rating: frozenset[str]
    marks: frozenset[str]
    bearings: frozenset[str]
    verbs_with_over: frozenset[str]
    verbs_with_up: frozenset[str]
    behind_change: frozenset[str]
    marks_or_scales: frozenset[str]
    agent_endings: tuple[str, ...]
    legal_codes: frozenset[str]
    model_endings: frozenset[str]
    in_the_know: frozenset[str]
    abstentions: frozenset[str]
    working_times: frozenset[str]
    kin: frozenset[str]
    past_hour: frozenset[str]
    sides: frozenset[str]
    barely: frozenset[str]
    always: Wordings
    calibres: frozenset[str]
    arms: frozenset[str]
    vehicles: frozenset[str]
    casualties: frozenset[str]
    stock_indices: frozenset[str]
    finished: frozenset[str]
    of_ages: frozenset[str]
    behind_names: frozenset[str]
    beating: frozenset[str]
    star_words: frozenset[str]
    awarding: frozenset[str]
    emergencies: frozenset[str]
    foreseeing: frozenset[str]
    having: frozenset[str]
    joined_names: frozenset[tuple[str, ...]]
    of_places: tuple[str, ...]
    as_they_say: frozenset[str]
    stations: frozenset[str]
    reckonings: frozenset[str]
    bounds: frozenset[str]
    limits: frozenset[str]

    # Words read together with a number
    change_words: frozenset[str]
    degrees: frozenset[str]
    changes: Mapping[str, str]
    withholding: Wordings
    withheld: frozenset[str]
    withheld_adjectives: frozenset[str]
    given: frozenset[str]
    phrase_breakers: frozenset[str]
    plural_scales: frozenset[str]
    before_fraction: frozenset[str]
    #: Forms of verbs that only a plural takes, and what a share of people does: a third are, a third work.
    verbs_of_many: frozenset[str]
    acts_of_many: frozenset[str]
    behind_fraction: frozenset[str]
    behind_half: frozenset[str]
    ranks: frozenset[str]
    leads_to_number: frozenset[str]
    to: frozenset[str]
    by_how_much: frozenset[str]
    from_what_to_what: frozenset[str]
    from_old: frozenset[str]
    behind_times: frozenset[str]
    weak_cues: frozenset[str]
    error_margins: Wordings
    comparatives: frozenset[str]
    every: frozenset[str]

    # Parties and verbs of saying
    saying: frozenset[str]
    speaking: frozenset[str]
    stating: frozenset[str]
    noun_or_verb: frozenset[str]
    past_alike: frozenset[str]
    counting: frozenset[str]
    giving: frozenset[str]
    polls: frozenset[str]
    percent_words: frozenset[str]
    only_quoting: frozenset[str]
    pointing: frozenset[str]
    text_words: frozenset[str]
    first_person: frozenset[str]
    acting: frozenset[str]
    inclined: frozenset[str]
    revising: frozenset[str]
    forecasts: frozenset[str]
    recording: frozenset[str]
    promising: frozenset[str]
    companions: frozenset[str]
    scopes: frozenset[str]
    countries: frozenset[str]
    claims: frozenset[str]
    past_verbs: frozenset[str]
    participles: frozenset[str]
    auxiliaries: frozenset[str]
    adverbs: frozenset[str]
    passive: frozenset[str]
    by: frozenset[str]
    according: Wordings
    citing: Wordings
    #: Verbs of citing whose object is what is cited, before "to" and the party.
    attributing: frozenset[str]
    #: Verbs that cite the party they name where a word of `named_sources` follows.
    naming: frozenset[str]
    named_sources: frozenset[str]
    #: Verbs of who passes a number on without vouching for it: repeated, carried, uses.
    passing_on: frozenset[str]
    #: Particles of such verbs (picked up), and words before a known number: the same figure.
    particles: frozenset[str]
    alike: frozenset[str]
    #: Verbs of coming later, which pass a number on only with a particle: followed with.
    behind: frozenset[str]
    citing_verbs: frozenset[str]
    #: Words of citing whose object is a party only where a name or a body stands: based on, picking up.
    citing_names: Wordings
    #: People who write for the paper that speaks of "our reporters".
    reporters: frozenset[str]
    asking: frozenset[str]
    over: frozenset[str]
    wanting: frozenset[str]
    setting_apart: frozenset[str]
    without_hearer: frozenset[str]
    given_names: frozenset[str]
    emergency_lines: frozenset[str]
    lines: frozenset[str]
    juries: frozenset[str]
    for_guests: frozenset[str]
    standings: Wordings
    complementizers: frozenset[str]
    conjunctions: frozenset[str]
    contrasts: frozenset[str]
    relatives: frozenset[str]
    prepositions: frozenset[str]
    name_joints: frozenset[str]
    articles: frozenset[str]
    possessives: frozenset[str]
    persons: frozenset[str]
    person_endings: tuple[str, ...]
    organisations: frozenset[str]
    bodies_abroad: frozenset[str]
    #: Bodies that are many people: police.
    forces: frozenset[str]
    #: Words for a person or a body that has or runs something.
    owners: frozenset[str]
    organisation_classes: dict[str, frozenset[str]]
    documents: frozenset[str]
    titles: frozenset[str]
    #: Words before a title that say what somebody is minister of.
    portfolios: frozenset[str]
    superlatives: frozenset[str]
    recent: frozenset[str]
    no_containers: frozenset[str]
    singular_pronouns: dict[str, str]
    place_of_tag: frozenset[str]
    continuing: frozenset[str]
    no_parties: frozenset[str]

    # Small words and their neighbours
    adjectives_in_ly: frozenset[str]
    adverbial_openers: frozenset[str]
    age_of_leaving: frozenset[str]
    age_units: frozenset[str]
    before_pronoun_one: frozenset[str]
    before_time_span: frozenset[str]
    behind_one: frozenset[str]
    behind_or: frozenset[str]
    behind_owned: frozenset[str]
    confidence_words: frozenset[str]
    definite_articles: frozenset[str]
    demonstratives: frozenset[str]
    document_adjectives: frozenset[str]
    last_places: frozenset[str]
    fraction_openers: frozenset[str]
    hearers: frozenset[str]
    joined_to_numbers: frozenset[str]
    name_particles: frozenset[str]
    not_authored: frozenset[str]
    not_owning: frozenset[str]
    #: Participles of what somebody has who did not write it: obtained by, seen by.
    obtaining: frozenset[str]
    #: Documents that hold only what somebody counted, and are no party without whoever compiled them.
    bare_data: frozenset[str]
    #: Verbs of who has figures and hands them on: "figures the commission gave to Reuters".
    supplying: frozenset[str]
    people: frozenset[str]
    opening_adjectives: frozenset[str]
    part_words: frozenset[str]
    rate_openers: frozenset[str]
    telling: frozenset[str]
    time_of_phrase: frozenset[str]
    verbs_of_counted: frozenset[str]

    # Announcements of computations
    cues: Mapping[str, tuple[Cue, ...]]
    computing: Wordings
    announcing_behind_comma: frozenset[str]
    announcing_weakly: frozenset[str]
