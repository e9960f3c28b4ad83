"""Reading what a number counts or measures: the head noun of the words behind it, a unit of measure, percent."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final, NamedTuple

from ledger.number.physical import canonical_name, dimension, is_currency
from ledger.phrase.currency import read_money_after
from ledger.phrase.lexicon import Nouns, international
from ledger.phrase.lexicon.international import (
    ABBREVIATED_UNITS,
    AMBIGUOUS_UNITS,
    CARBON_MASS,
    FOREIGN_ARTICLES,
    FOREIGN_JOINTS,
    NO_VOWEL,
    READ_AS,
    SCALE_LIKE,
    SCALES_ALONE,
    may_be_scale,
)
from ledger.phrase.notation import DEGREE, PERSON
from ledger.phrase.noun import looks_plural, singular
from ledger.phrase.numbered_word import NumberedWord, names_with_digits, numbered_name, numbered_word
from ledger.phrase.token import DASHES, MEND, NUMBER, QUOTES, WORD, Token, Tokens, refuse
from ledger.phrase.wording_match import match

_MAX_ITEMS: Final = 12
_ACRONYM: Final = re.compile("[A-Z]{2,}")


class Counted(NamedTuple):
    """The unit a noun phrase names (None if it names none), the token after it, and the rates inside it.

    `strict` says that the unit is measured (percent, money, kilometres): after it "a barrel" is a rate.
    `plural` says that the noun stood in the plural. `label` is the noun with the words before it, `direction`
    that of a comparative before it ("11,000 fewer jobs").
    """

    unit: str | None
    stop: int
    rates: tuple[str, ...] = ()
    strict: bool = False
    plural: bool = False
    note: str | None = None
    label: str | None = None
    direction: str | None = None


class _Item(NamedTuple):
    word: str
    written: str
    stop: int


def read_percent(tokens: Tokens, at: int) -> Counted | None:
    """Read percent or percentage points, in signs or words."""
    found = match(tokens.lexicon.measures.ratios, tokens, at)
    return Counted(found[0], found[1], strict=True) if found else None


def read_measure(tokens: Tokens, at: int) -> Counted | None:
    """Read a unit of measure by its sign, abbreviation or word: km, sq miles, degrees Celsius, m², kilowatt hours."""
    if at >= len(tokens):
        return None
    measures = tokens.lexicon.measures
    token = tokens[at]
    if tokens.written(at) in AMBIGUOUS_UNITS:
        return None
    found = match(measures.wordings, tokens, at)
    if found is not None:
        return Counted(found[0], found[1], strict=True)
    if token.word in measures.degrees or token.word in international.DEGREE_SIGNS:
        unit = measures.degree_scales.get(tokens.word(at + 1))
        return Counted(unit, at + 2, strict=True) if unit else Counted(DEGREE, at + 1)
    power = measures.powers.get(token.word)
    if power is not None and at + 1 < len(tokens):
        # "Sq. miles".
        below = at + 2 if tokens.word(at + 1) == "." and at + 2 < len(tokens) else at + 1
        # A 5,000-square-foot mansion.
        below += tokens.joins(below)
        name = _measure_name(tokens, below)
        return Counted(f"{name}^{power}", below + 1, strict=True) if name and "/" not in name else None
    if token.word in international.UNIT_SIGNS:
        return Counted(international.UNIT_SIGNS[token.word], at + 1, strict=True)
    if token.kind != WORD:
        return None
    if token.word in measures.glued and (token.glued or tokens.written(at) in measures.letters):
        return Counted(measures.glued[token.word], at + 1, strict=True)
    name = _measure_name(tokens, at)
    if name is None:
        return None
    raised = tokens[at + 1] if at + 1 < len(tokens) and tokens[at + 1].glued else None
    if raised is not None and raised.word in international.RAISED:
        return Counted(name + international.RAISED[raised.word], at + 2, strict=True)
    if raised is not None and raised.word == "^" and tokens.word(at + 2) in {"2", "3"}:
        return Counted(f"{name}^{tokens[at + 2].word}", at + 3, strict=True)
    return Counted(name, at + 1, strict=True)


def names_compound(tokens: Tokens, at: int) -> bool:
    """Return whether a word for a unit and what is behind it name one thing: day pupils, Year 11 pupils."""
    if at < len(tokens) and numbered_name(tokens, at) is not None:
        return True
    return tokens.word(at + 1) in tokens.lexicon.nouns.compounds.get(tokens.word(at), ())


def _measure_name(tokens: Tokens, at: int) -> str | None:
    """Return the canonical name of a unit from its abbreviation as written, or its word in singular or plural."""
    written, lexicon = tokens.written(at), tokens.lexicon
    if len(written) == 1 and written not in lexicon.measures.letters:
        return None
    stem = tokens.word(at).removesuffix(lexicon.nouns.genitive)
    for spelling in (written, singular(stem, lexicon.nouns)):
        name = lexicon.rates.times.get(spelling) or canonical_name(spelling)
        if dimension(name) is not None and not is_currency(name):
            return name
    return None


def read_counted(tokens: Tokens, at: int, *, single: bool = False) -> Counted:
    """Read the noun phrase from token `at` on. `single` says that the number is 1 and no plural is expected."""
    nouns = tokens.lexicon.nouns
    begin = at
    hyphen = tokens.joins(at)
    if hyphen:
        at += 1
    elif tokens.word(at) in nouns.determiners:
        articles = tokens.lexicon.connectives.articles
        while tokens.word(at) in nouns.determiners or (at == begin + 1 and tokens.word(at) in articles):
            at += 1
    note = None
    if at > begin and not hyphen and at < len(tokens) and tokens[at].kind == NUMBER:
        # A fifth of the 2,000 patients.
        note = f"{tokens[at].word} is taken for the whole of which the number is a part"
        at += 1
    measured = None if names_compound(tokens, at) else read_measure(tokens, at)
    if measured is not None and hyphen:
        return _with_joined_words(tokens, measured)
    if measured is None and tokens.word(at) in nouns.before_units:
        # "5 consecutive days".
        measured = read_measure(tokens, at + 1)
        if measured is not None:
            measured = measured._replace(note=f'"{tokens.written(at)}" is left to the text')
    if measured is not None:
        return measured
    items, periods = _items(tokens, at)
    rates = tuple(period.word for period in periods)
    if not items:
        return Counted(None, periods[-1].stop if periods else begin, rates)
    if hyphen:
        # "a 100-soldier convoy", "a 34-year-old": the unit is joined to the number, the rest is not counted.
        return _joined(tokens, begin, at, items[0], rates)
    head = _head(items, nouns, single)
    if head is None:
        return Counted(None, begin, note="no noun says what is counted")
    unit = noun_name(tokens, head.word, head.written)
    before, happened = items[: items.index(head)], ""
    if before and head.word in nouns.addresses and head.written.istitle():
        refuse(tokens.text, tokens[begin].start, "an address is not a quantity:")
    joints = tokens.lexicon.connectives.and_ | tokens.lexicon.connectives.or_
    if before and head.word in nouns.outcomes and tokens.word(head.stop - 2) in joints:
        # 600,000 killed or wounded are neither these nor those.
        unit, happened = PERSON, tokens.text[tokens[head.stop - 2].start : tokens[head.stop - 1].end].lower()
    label = " ".join(
        [*(item.word if tokens.text.isupper() else item.written for item in before), happened or unit]
    )
    direction = match(tokens.lexicon.hedges.directions_after, tokens, begin)
    # What stands behind the noun is read there: "5,000 deaths weekly".
    rates = tuple(period.word for period in periods if period.stop < head.stop)
    return Counted(
        unit,
        head.stop,
        rates,
        plural=looks_plural(head.word, nouns),
        note=note,
        label=label,
        direction=direction[0] if direction and tokens.word(begin) in nouns.comparatives else None,
    )


def _joined(tokens: Tokens, begin: int, at: int, item: _Item, rates: tuple[str, ...]) -> Counted:
    """Read the unit that a hyphen joins to its number: "a 100-soldier convoy", "a 34-year-old", "a 10-fold rise"."""
    nouns, first = tokens.lexicon.nouns, tokens[at]
    if first.word in nouns.joined_no_units:
        return Counted(None, item.stop, rates)
    if first.word in nouns.joined_units:
        return Counted(nouns.joined_units[first.word], item.stop, rates)
    if first.word in nouns.stops:
        return Counted(None, begin, rates)
    behind = tokens.word(at + 2)
    if at + 1 == item.stop or behind in nouns.joined_no_units:
        return Counted(noun_name(tokens, first.word, tokens.written(at)), item.stop, rates)
    if behind in tokens.lexicon.connectives.articles or behind in tokens.lexicon.rates.per:
        return Counted(noun_name(tokens, first.word, tokens.written(at)), at + 1, rates)
    return Counted(noun_name(tokens, item.word, item.written), item.stop, rates)


def _with_joined_words(tokens: Tokens, measured: Counted) -> Counted:
    """Skip words that hyphens join to a measure without being a part of it: a 34-year-old, a 2-metre-high wall."""
    stop = measured.stop
    while tokens.word(stop) in DASHES and tokens.word(stop + 1) in tokens.lexicon.nouns.joined_no_units:
        stop += 2
    return measured._replace(stop=stop)


def check_unread(tokens: Tokens, at: int, *, first: bool) -> None:
    """Refuse a word behind a number that may be part of it: a word for a large number, an unread abbreviation.

    `first` says that it stands right behind the number or its unit. Raises InputError.
    """
    token, written = tokens[at], tokens.written(at)
    word = token.word
    hint = "write the number in digits, or say the language of the phrase; or " + MEND
    if word in tokens.lexicon.numerals.number_words:
        return
    foreign = written in FOREIGN_JOINTS or word.startswith(FOREIGN_ARTICLES)
    if first and foreign and word not in tokens.lexicon.nouns.stops:
        refuse(tokens.text, token.start, "the number may be one of another language:", hint=hint)
    if written in AMBIGUOUS_UNITS and first:
        refuse(tokens.text, token.start, f"{written} may be {AMBIGUOUS_UNITS[written]}:", hint=hint)
    ends = (
        at + 1 == len(tokens)
        or tokens[at + 1].kind != WORD
        or tokens[at + 1].word in tokens.lexicon.nouns.stops
    )
    if written in SCALES_ALONE and (ends or read_money_after(tokens, at + 1) is not None):
        refuse(tokens.text, token.start, f"{written} may be a word for a large number:", hint=hint)
    hedged = (
        at > 1
        and tokens[at].glued
        and tokens[at - 1].word in DASHES
        and tokens[at - 1].glued
        and tokens[at - 2].kind == WORD
        and match(tokens.lexicon.hedges.after, tokens, at - 1) is not None
    )
    if hedged:
        # 5,000 people-plus, 30 men-odd.
        refuse(tokens.text, tokens[at - 2].start, "this may be a hedge or a part of the noun:", hint=MEND)
    if len(word) == 1 and written.isupper() and names_with_digits(tokens, at):
        # 5 B-52 bombers.
        return
    like_scale = first and written.islower() and SCALE_LIKE.fullmatch(word) is not None
    if like_scale or (may_be_scale(word) and (first or len(word) > 4)):
        refuse(tokens.text, token.start, f"{written} may be a word for a large number:", hint=hint)
    article = word in tokens.lexicon.connectives.articles
    hyphen = at + 1 < len(tokens) and tokens[at + 1].glued and tokens[at + 1].word in DASHES
    if first and len(word) == 1 and not article and not hyphen:
        refuse(tokens.text, token.start, f"{written} behind the number was not understood:", hint=hint)


def abbreviation_note(tokens: Tokens, at: int, *, measured: bool) -> str | None:
    """Say what an abbreviation behind the number is read as: a unit with a second meaning, or one that is not known.

    `measured` says that it was read as a unit of measure.
    """
    word, written = tokens.word(at), tokens.written(at)
    note: str | None = None
    if measured:
        if written in READ_AS:
            note = f"{written} is read as {READ_AS[written]}"
        return note
    carbon = None if written.islower() else CARBON_MASS.match(tokens.text, tokens[at].start)
    note = f"{written} is taken for a unit as it is written: it is not an abbreviation known here"
    if word in ABBREVIATED_UNITS:
        note = f"{written} is taken for a unit as it is written: it may be {ABBREVIATED_UNITS[word]}"
    elif carbon is not None and carbon.end() == tokens[_hyphenated(tokens, at) - 1].end:
        note = f"{carbon.group()} is taken for a unit as it is written: write it out to have it converted"
    elif (
        tokens[at].kind != WORD or len(word) > 4 or NO_VOWEL.fullmatch(word) is None or written[:2].isupper()
    ):
        note = None
    return note


def stands_for_metres(tokens: Tokens, at: int) -> bool:
    """Return whether the words behind "100m" leave it a length: "a 100m sprint", not "100m voters"."""
    items, periods = _items(tokens, at)
    if items and read_measure(tokens, at) is not None:
        return False
    nouns = tokens.lexicon.nouns
    if tokens.word(at) in DASHES and tokens.word(at + 1) in nouns.joined_no_units:
        return True
    measures = tokens.lexicon.measures
    if tokens.word(at) in measures.raced or match(measures.whereabouts, tokens, at) is not None:
        return True
    if items and items[0].word in tokens.lexicon.rates.heads:
        # 1.2m head of cattle.
        return False
    if names_level(tokens, at) or (items and items[-1].word in nouns.adjectives):
        # "The 3m mark", "6m internally displaced".
        return False
    plural = _has_plural(items, nouns)
    return bool(items) and not periods and not plural and read_money_after(tokens, at) is None


def names_level(tokens: Tokens, at: int) -> bool:
    """Return whether the word at `at` names the number itself and ends the noun phrase: the 5,000 mark."""
    nouns = tokens.lexicon.nouns
    ends = at + 1 >= len(tokens) or tokens[at + 1].kind != WORD or tokens.word(at + 1) in nouns.stops
    return tokens.word(at) in nouns.levels and ends and numbered_name(tokens, at) is None


def _items(tokens: Tokens, at: int) -> tuple[list[_Item], list[_Item]]:
    """Return the words up to the end of the noun phrase, hyphenated ones as one, and periodic ones as units of time."""
    lexicon = tokens.lexicon
    numerals, nouns, connectives = lexicon.numerals, lexicon.nouns, lexicon.connectives
    items: list[_Item] = []
    periods: list[_Item] = []
    while at < len(tokens) and len(items) < _MAX_ITEMS:
        token = tokens[at]
        plural = _has_plural(items, nouns)
        numbered = None if plural else numbered_word(tokens, at)
        if numbered is not None:
            items += _numbered_items(tokens, at, numbered)
            at = numbered.stop
            continue
        if token.kind != WORD:
            if token.word in QUOTES or (token.word == "," and items and not plural):
                at += 1
                continue
            break
        end = numbered_name(tokens, at) or _hyphenated(tokens, at)
        if token.word in connectives.aged and at + 1 < len(tokens) and tokens[at + 1].kind == NUMBER:
            # 5,000 aged 65.
            break
        if token.word in numerals.ones or token.word in numerals.tens or token.word in numerals.scales:
            break
        if end == at + 1 and token.word in nouns.stops:
            joins = token.word in connectives.and_ or token.word in connectives.or_
            if (joins and items and not plural) or (token.word in nouns.comparatives and not items):
                at += 1
                continue
            break
        if plural and match(lexicon.hedges.after, tokens, at) is not None:
            # 5,000 people tops.
            break
        periodic = token.word in lexicon.rates.periodic and end == at + 1
        if plural and not periodic and not looks_plural(token.word, nouns):
            # What is counted ends with its plural; what follows is not counted.
            break
        if periodic:
            periods.append(_Item(lexicon.rates.periodic[token.word], token.word, end))
        else:
            written = tokens.text[token.start : tokens[end - 1].end]
            items.append(_Item(written.lower().replace("’", "'"), written, end))
        at = end
    return items, periods


def _numbered_items(tokens: Tokens, at: int, numbered: NumberedWord) -> list[_Item]:
    """Return the word of a number; of an age group, its ages and the noun that is counted: 16- to 24, year-olds."""
    places = [at, numbered.stop] if numbered.noun is None else [at, numbered.noun, numbered.stop]
    items = []
    for first, stop in pairwise(places):
        written = tokens.text[tokens[first].start : tokens[stop - 1].end].rstrip("-\u2010\u2011\u2013 ")
        if first == numbered.noun:
            # 16-24 year olds are 16-24-year-olds.
            written = "-".join(written.split())
        items.append(_Item(written.lower().replace("’", "'"), written, stop))
    return items


def _has_plural(items: list[_Item], nouns: Nouns) -> bool:
    return any(looks_plural(item.word, nouns) for item in items)


def _hyphenated(tokens: Tokens, at: int) -> int:
    """Return the token after the word at `at` and everything joined to it (by-election, Covid-19, CO2)."""
    at += 1
    while at < len(tokens) and tokens[at].glued:
        if _part_of_word(tokens[at]):
            at += 1
        elif tokens[at].word == "-" and at + 1 < len(tokens) and _part_of_word(tokens[at + 1]):
            at += 2
        else:
            break
    return at


def _part_of_word(token: Token) -> bool:
    return token.glued and (token.kind == WORD or (token.kind == NUMBER and token.word.isdigit()))


def _head(items: list[_Item], nouns: Nouns, single: bool) -> _Item | None:
    """Return the noun that is counted: the last of the first run of plurals ("arms dealers"), else the last noun.

    Of a single one, a word that looks like a plural and ends the phrase is the verb ("one soldier dies").
    """
    if single and len(items) > 1 and looks_plural(items[-1].word, nouns):
        items = items[:-1]
    for index, item in enumerate(items):
        if looks_plural(item.word, nouns):
            while index + 1 < len(items) and looks_plural(items[index + 1].word, nouns):
                index += 1
            return items[index]
    if nouns.written:
        # Nouns have a capital: adjectives are skipped.
        return next((item for item in items if item.written[0].isupper()), None)
    for item in reversed(items):
        word = item.word
        if word in nouns.adjectives:
            return item
        if len(word) == 1 or word in nouns.no_heads:
            continue
        if any(word.endswith(ending) and len(word) >= shortest for ending, shortest in nouns.no_head_endings):
            continue
        return item
    return None


def noun_name(tokens: Tokens, word: str, written: str) -> str:
    """Return the unit's name: singular and lower case, except for peoples, acronyms and capitalised nouns."""
    nouns = tokens.lexicon.nouns
    if _ACRONYM.fullmatch(written.removesuffix(nouns.acronym_plural)) and not tokens.text.isupper():
        return written.removesuffix(nouns.acronym_plural)
    if any(character.isdigit() for character in written):
        return written.removesuffix(nouns.acronym_plural)
    name = singular(word, nouns)
    capital = nouns.written and written[0].isupper()
    if capital or (name not in nouns.occupations and nouns.demonym.fullmatch(written[: len(name)])):
        return name.capitalize()
    return name.strip(".")
