"""The nouns of computed figures, held against what its formula adds up or divides by.

Deaths and injuries add up to casualties and not to deaths, and a sum of money divided by people is no sum for each
household. Where a formula multiplies by a number of its own, that number may turn the one into the other (2.4 people to
a household), and nothing is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Final

from ledger.model.record import Figure, Link
from ledger.number.evaluate import evaluate, operand
from ledger.number.formula import Formula, FormulaError, parse_formula
from ledger.number.unit import UnitError
from ledger.trace.drift import compare_relay
from ledger.trace.drift_finding import Drift, drift
from ledger.trace.drift_sense import same_events, words_of
from ledger.trace.drift_unit import counted_each, noun
from ledger.trace.drift_words import ENGLISH, content_words, is_any_person, nouns_differ
from ledger.trace.notice import quantity_words
from ledger.trace.number_text import unit_words

_SUM: Final = frozenset({"+", "sum"})
_SCALING: Final = frozenset({"*", "/", "%"})
#: Numbers that turn one time into another, or a share into one of so many, and no noun into another.
_OF_TIME: Final = frozenset(map(Fraction, (1, 7, 12, 24, 30, 52, 60, 365, 366, 3600)))
#: Nouns that take in what is added to them: vehicles and vans are vehicles.
_GENERAL: Final = frozenset(
    ("adult", "animal", "building", "case", "casualty", "crime", "employee", "home", "incident", "item", "job",
     "member", "offence", "official", "person", "place", "product", "property", "resident", "site", "staff", "student",
     "thing", "unit", "vehicle", "victim", "vote", "voter", "worker")
)  # fmt: skip
_JOINED: Final = re.compile(r" (?:and|or|plus) |[/&]")
#: Nouns by which a number for each is one and the same.
_ALIKE: Final = (
    frozenset({"household", "home", "family"}),
    frozenset({"pupil", "student"}),
    frozenset({"worker", "employee"}),
    frozenset({"GP", "doctor"}),
)


def compare_nouns(link: Link, figure: Figure, inputs: Mapping[str, Figure]) -> Iterator[Drift]:
    """Yield a finding where a derivation whose number is right counts another thing than is stated."""
    language = figure.quote.language if figure.quote is not None else ENGLISH
    if link.formula is None or figure.quantity.unit is None or language not in (None, ENGLISH):
        return
    try:
        formula = parse_formula(link.formula, frozenset(inputs))
    except FormulaError:
        return
    if formula.signs <= _SUM:
        yield from _sum(figure, [inputs[name] for name in formula.names])
    elif formula.signs <= _SCALING:
        yield from _rate(formula, figure, inputs)


def _sum(figure: Figure, parts: list[Figure]) -> Iterator[Drift]:
    """Yield a finding where one of the parts of a sum is what is stated, and another is something else."""
    stated = noun(figure.quantity.unit)
    words = {(part.quantity.unit, part.quantity.text) for part in parts}
    if stated is None or len(words) < 2 or (is_any_person(stated) and not _has_event(figure)):
        return
    strangers = [part for part in parts if _is_other(part, figure)]
    if not strangers or len(strangers) == len(parts):
        return
    stranger = strangers[0]
    if stated in _GENERAL and not (_has_event(stranger) and _has_event(figure)):
        return
    message = (
        f"the sum holds “{quantity_words(stranger.quantity)}”, and “{quantity_words(figure.quantity)}” is stated. "
        "Write a noun for all that is added up."
    )
    yield drift("label-changed", message)


def _is_other(part: Figure, whole: Figure) -> bool:
    """Return whether a part of a sum counts something else than the whole, as it would be found along a relay."""
    counted = noun(part.quantity.unit)
    if counted is None:
        return False
    as_whole = replace(part.quantity, value=whole.quantity.value, low=None, high=None)
    found = compare_relay(replace(part, quantity=as_whole), whole)
    if not any(change.code == "label-changed" for change in found):
        return False
    above, below = (words_of(side, side.quantity, ENGLISH) for side in (part, whole))
    if not nouns_differ(counted, noun(whole.quantity.unit)):
        return not same_events(above, below, ENGLISH)
    text = whole.quantity.text or ""
    # Killed and wounded are both.
    return not (_JOINED.search(text) and content_words(counted) <= content_words(text))


def _has_event(figure: Figure) -> bool:
    """Return whether the words of a figure say what happened to those counted."""
    words = words_of(figure, figure.quantity, ENGLISH)
    return same_events(words, words, ENGLISH)


def _rate(formula: Formula, figure: Figure, inputs: Mapping[str, Figure]) -> Iterator[Drift]:
    """Yield a finding where a number for each of one noun is stated as one for each of another."""
    stated = counted_each(figure.quantity.unit)
    if stated is None or not all(map(_turns_no_noun, formula.numbers)):
        return
    try:
        operands = {name: operand(inputs[name].quantity, bounds=False) for name in formula.names}
        known = {name: given for name, given in operands.items() if given is not None}
        unit = str(evaluate(formula, known, with_units=True, bounds=False).unit)
    except UnitError:
        return
    computed = counted_each(unit)
    if (
        computed is None
        or not nouns_differ(computed, stated)
        or any({computed, stated} <= alike for alike in _ALIKE)
    ):
        return
    # One doctor for every 2,480 people, where the formula gives the people for each doctor.
    if noun(unit) is not None and not nouns_differ(noun(unit), stated):
        return
    if stated == "person" and computed[0].isupper():
        # Americans are people, and so is whoever has the name of a country.
        return
    message = (
        f"{formula.text} gives a number {unit_words(f'1/{computed}')}, and “{quantity_words(figure.quantity)}” is "
        "stated. Write the noun that was divided by."
    )
    yield drift("label-changed", message)


def _turns_no_noun(number: Fraction) -> bool:
    """Return whether a number of a formula can only turn times and scales: 52, 100,000."""
    power = number
    while power > 1 and power % 10 == 0:
        power /= 10
    return power == 1 or number in _OF_TIME
