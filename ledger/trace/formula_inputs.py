"""The inputs of a formula as they are meant: losses and falls below zero, points as percentages, nouns of bare ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Final

from ledger.number.evaluate import Operand
from ledger.number.formula import Formula
from ledger.number.interval import Interval
from ledger.number.physical import is_currency
from ledger.number.quantity import Quantity
from ledger.number.unit import Unit, named_unit
from ledger.trace.formula_direction import put_on

_PERCENT: Final = named_unit("percent")
_POINT: Final = named_unit("percentage_point")
_BASIS_POINT: Final = named_unit("basis_point")


def with_signs(
    formula: Formula, operands: dict[str, Operand], inputs: Mapping[str, Quantity], stated: Quantity
) -> dict[str, Operand]:
    """Return the operands with losses below zero where losses and profits are added up to one of them.

    `inputs` are the quantities by the names that the formula uses. Whoever takes one from the other writes both
    without a sign. A fall that the formula puts on a whole, ``b * (1 + a)``, is below zero as well.
    """
    directions = {quantity.direction for quantity in inputs.values()}
    if "down" in directions:
        falls = frozenset(put_on(formula, inputs, "+"))
        operands = {
            name: _signed(given, inputs[name]) if name in falls else given for name, given in operands.items()
        }
    if stated.direction is None or directions != {"up", "down"} or formula.signs - {"+", "sum", "mean"}:
        return operands
    return {name: _signed(given, inputs[name]) for name, given in operands.items()}


def _signed(given: Operand, quantity: Quantity) -> Operand:
    """Return an operand below zero where its quantity is a fall or a loss in words."""
    if quantity.direction != "down" or given.point is None or given.point <= 0:
        return given
    return replace(given, point=-given.point, interval=given.interval * Interval(Fraction(-1), Fraction(-1)))


def points_added(formula: Formula, operands: dict[str, Operand], stated: Unit | None) -> dict[str, Operand]:
    """Return the operands with points as percentages where a formula adds both: 5% and 25 basis points are 5.25%.

    Percentages whose difference is stated in basis points are returned in these: 5.25% less 5% are 25.
    """
    units = {given.unit for given in operands.values()}
    if stated == _BASIS_POINT and units == {_PERCENT} and formula.signs == {"-"}:
        return {
            name: _times(replace(given, unit=_BASIS_POINT), Fraction(100)) for name, given in operands.items()
        }
    points = units & {_POINT, _BASIS_POINT}
    if not points or units - points != {_PERCENT} or formula.signs - {"+", "-"} or stated != _PERCENT:
        return operands
    return {
        name: replace(_times(given, Fraction(1, 100)) if given.unit == _BASIS_POINT else given, unit=_PERCENT)
        for name, given in operands.items()
    }


def _times(given: Operand, factor: Fraction) -> Operand:
    point = None if given.point is None else given.point * factor
    return replace(given, point=point, interval=given.interval * Interval(factor, factor))


def with_shared_unit(operands: Mapping[str, Operand]) -> dict[str, Operand] | None:
    """Return the operands with the unit that all of them share but bare numbers: 41,200 cases, up from 27,900.

    None where none is bare, or the others share none.
    """
    units = {given.unit for given in operands.values()} - {Unit()}
    if len(units) != 1 or all(given.unit != Unit() for given in operands.values()):
        return None
    (shared,) = units
    return {name: replace(given, unit=shared) for name, given in operands.items()}


def mixes_currencies(formula: Formula, operands: Mapping[str, Operand]) -> bool:
    """Return whether amounts of two currencies are added up as they stand."""
    currencies = {name for given in operands.values() for name, _ in given.unit.factors if is_currency(name)}
    return len(currencies) > 1 and formula.signs <= {"+", "-", "sum", "mean", "min", "max"}
