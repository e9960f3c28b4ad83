"""Direction, statistic and price base of what was computed, held against what the formula and its inputs give.

The number itself is recomputed in `recompute`. A growth that is stated as a fall, twice a median called a mean, and
money of two years added up have the right number and the wrong words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ledger.model.record import Figure, Link
from ledger.model.vocabulary import AGREEING
from ledger.number.formula import Formula, FormulaError, parse_formula
from ledger.number.physical import is_currency
from ledger.number.quantity import Quantity
from ledger.trace.drift_aspect import base_words
from ledger.trace.drift_finding import Drift, drift
from ledger.trace.formula_direction import formula_direction, put_on
from ledger.trace.notice import quantity_words
from ledger.trace.recompute import what_it_would_give

_CENTRES: Final = frozenset({"mean", "median", "mode"})
_ADDITION: Final = frozenset({"+", "-", "sum"})
_ARITHMETIC: Final = _ADDITION | {"*", "/"}


def compare_words(link: Link, figure: Figure, inputs: Mapping[str, Figure], outcome: str) -> Iterator[Drift]:
    """Yield what the words of a computed figure say that its formula and inputs do not give.

    `outcome` is that of recomputing it: where the number is wrong, its direction is not asked for.
    """
    stated = figure.quantity
    quantities = [given.quantity for given in inputs.values()]
    if link.formula is None or not (
        any(given.direction for given in quantities)
        or stated.direction
        or stated.statistic
        or stated.price_base
        or any(given.price_base for given in quantities)
    ):
        return
    try:
        formula = parse_formula(link.formula, frozenset(inputs))
    except FormulaError:
        return
    goes = formula_direction(formula, inputs) if outcome in AGREEING else None
    if goes is not None and stated.direction not in (None, goes):
        gives = what_it_would_give(link, inputs)
        if gives is not None and gives.value is not None and gives.value > 0:
            given, instead = ("a rise", "a fall") if goes == "up" else ("a fall", "a rise")
            message = f"{link.formula} gives {given}, and “{quantity_words(stated)}” is {instead}. Write it as {given}."
            yield drift("direction-changed", message)
    if outcome in AGREEING:
        by_name = {name: given.quantity for name, given in inputs.items()}
        yield from _rises_taken_off(formula, by_name)
    if formula.signs <= _ARITHMETIC:
        yield from _statistic(stated, quantities)
    if formula.signs <= _ADDITION:
        yield from _price_base(stated, quantities)


def _rises_taken_off(formula: Formula, inputs: Mapping[str, Quantity]) -> Iterator[Drift]:
    """Yield a finding for each rise that a formula takes off: ``b * (1 - a)`` of what is up 5%."""
    for name in put_on(formula, inputs, "-"):
        if inputs[name].direction == "up":
            message = (
                f"{formula.text} takes off what “{quantity_words(inputs[name])}” puts on. Write “1 + {name}”."
            )
            yield drift("direction-changed", message)


def _statistic(stated: Quantity, inputs: list[Quantity]) -> Iterator[Drift]:
    """Yield a finding where a mean was computed from medians alone, or the reverse."""
    statistics = {given.statistic for given in inputs}
    if len(statistics) != 1 or stated.statistic not in _CENTRES:
        return
    (before,) = statistics
    if before in _CENTRES and before != stated.statistic:
        message = f"computed from a {before}, and called the {stated.statistic}. Write {before}."
        yield drift("statistic-changed", message)


def _price_base(stated: Quantity, inputs: list[Quantity]) -> Iterator[Drift]:
    """Yield a finding where money of two price bases is added up, or money loses the base of all its inputs."""
    money = [given for given in inputs if is_currency((given.unit or "").partition("/")[0])]
    bases = {given.price_base for given in money}
    if len(bases) > 1 and bases != {stated.price_base, None}:
        named = " and ".join(sorted({base_words(base) for base in bases}))
        yield drift(
            "price-base-changed", f"computed from money {named}. Convert all of it to one price base first."
        )
    elif len(bases) == 1 and is_currency((stated.unit or "").partition("/")[0]):
        (base,) = bases
        if base is not None and stated.price_base != base:
            message = f"computed from money {base_words(base)}, and stated {base_words(stated.price_base)}."
            yield drift("price-base-changed", f"{message} Write “{base_words(base)}”.")
