"""Evaluating a formula: once over rationals, once over intervals, with units carried along or left out.

One stack machine runs the steps of a formula over either kind of number. Units follow the same steps: a
product multiplies them, a sum converts to the first one's, a power raises them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Generic, NamedTuple, TypeVar

from ledger.number import rational
from ledger.number.formula import Constant, Formula, Name
from ledger.number.interval import Interval, largest, smallest, stated_interval
from ledger.number.quantity import Quantity, exact, has_number
from ledger.number.unit import Unit, UnitError, convert, named_unit, parse_unit

V = TypeVar("V", Fraction, Interval)

_BARE = Unit()
_PERCENT, _POINT = named_unit("percent"), named_unit("percentage_point")
_DATE, _YEAR = named_unit("calendar_year"), named_unit("year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operand:
    """An input as a formula sees it.

    `point` is its number, None for a range without one; `low` and `high` are the quantities that ``low()``
    and ``high()`` take, None where no such end is stated. `as_printed` says how bare numbers are read, as in
    `interval.stated_interval`.
    """

    point: Fraction | None
    interval: Interval
    low: Quantity | None
    high: Quantity | None
    unit: Unit
    as_printed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormulaResult:
    """The result of a formula: a number or why there is none, an interval or why there is none, in `unit`."""

    point: Fraction | None = None
    interval: Interval | None = None
    unit: Unit
    why_no_point: str | None = None
    why_no_interval: str | None = None


class NoNumberError(ArithmeticError):
    """An input has no number where the formula asks for one."""


def operand(quantity: Quantity, *, as_printed: bool = False, bounds: bool = True) -> Operand | None:
    """Return a stated quantity as an input, None if it has no number. Raises `UnitError` for a malformed unit.

    Without `bounds` its interval is that of every number.
    """
    if not has_number(quantity):
        return None
    interval = stated_interval(quantity, as_printed=as_printed) if bounds else None
    ranges = quantity.low is not None or quantity.high is not None
    return Operand(
        point=None if quantity.value is None else exact(quantity.value),
        interval=interval or Interval(None, None),
        low=_end(quantity, quantity.low, ranges, "at-most"),
        high=_end(quantity, quantity.high, ranges, "at-least"),
        unit=parse_unit(quantity.unit),
        as_printed=as_printed,
    )


def evaluate(
    formula: Formula, operands: Mapping[str, Operand], *, with_units: bool, bounds: bool = True
) -> FormulaResult:
    """Evaluate a formula over its inputs, by name; without `bounds` over their numbers alone.

    Without units every number is bare, whatever its unit. A number that cannot be had (a division by zero, a
    range where a number is asked, a result past the limits) is said in the outcome, not raised.
    Raises `UnitError` where units that are carried do not agree.
    """
    point, why_no_point, unit = _attempt(formula, operands, with_units, _point, Fraction, rational.apply)
    if not bounds:
        return FormulaResult(point=point, unit=unit or _BARE, why_no_point=why_no_point)
    interval, why_no_interval, carried = _attempt(
        formula, operands, with_units, _interval, Interval.point, apply_to_intervals
    )
    return FormulaResult(
        point=point,
        interval=interval,
        unit=unit or carried or _BARE,
        why_no_point=why_no_point,
        why_no_interval=why_no_interval,
    )


def apply_to_intervals(sign: str, operands: Sequence[Interval]) -> Interval:
    """Apply one operation of a formula to intervals, with outer bounds. Raises what `Interval` raises."""
    first, last = operands[0], operands[-1]
    match sign:
        case "+" | "sum":
            return reduce(Interval.__add__, operands)
        case "mean":
            return reduce(Interval.__add__, operands) / Interval.point(Fraction(len(operands)))
        case "-":
            return first - last
        case "*":
            return first * last
        case "/":
            return first / last
        case "^":
            return first.power(last)
        case "neg":
            return -first
        case "%":
            return first / Interval.point(Fraction(100))
        case "min":
            return smallest(operands)
        case "max":
            return largest(operands)
    raise ValueError(f"no such operation: {sign}")


class _OperandTerm(NamedTuple, Generic[V]):
    """A number on the stack, and its unit."""

    value: V
    unit: Unit


_Apply = Callable[[str, Sequence[V]], V]


def _attempt(
    formula: Formula,
    operands: Mapping[str, Operand],
    with_units: bool,
    leaf: Callable[[Operand, Name], V],
    constant: Callable[[Fraction], V],
    apply: _Apply[V],
) -> tuple[V | None, str | None, Unit | None]:
    """Run the steps over one kind of number; return the result and its unit, or why there is no result."""
    stack: list[_OperandTerm[V]] = []
    try:
        for step in formula.steps:
            if isinstance(step, Constant):
                stack.append(_OperandTerm(constant(step.value), step.unit if with_units else _BARE))
            elif isinstance(step, Name):
                given = operands[step.name]
                stack.append(_OperandTerm(leaf(given, step), given.unit if with_units else _BARE))
            else:
                taken = stack[-step.takes :]
                del stack[-step.takes :]
                stack.append(_operate(step.sign, taken, constant, apply))
    except ArithmeticError as error:
        return None, str(error), None
    return stack[0].value, None, stack[0].unit


def _operate(
    sign: str, terms: list[_OperandTerm[V]], constant: Callable[[Fraction], V], apply: _Apply[V]
) -> _OperandTerm[V]:
    """Apply one operation to numbers with units."""
    values = [term.value for term in terms]
    first, last = terms[0], terms[-1]
    match sign:
        case "*":
            return _OperandTerm(apply(sign, values), first.unit * last.unit)
        case "/":
            return _OperandTerm(apply(sign, values), first.unit / last.unit)
        case "neg" | "%":
            return _OperandTerm(apply(sign, values), first.unit)
        case "^":
            exponent = _restated(last, _BARE, constant, apply)
            return _OperandTerm(apply(sign, [first.value, exponent]), _raised(first.unit, exponent))
    if sign == "-" and first.unit == last.unit == _DATE:
        return _OperandTerm(apply(sign, values), _YEAR)
    if sign in "+-" and first.unit == _DATE:
        return _OperandTerm(apply(sign, [first.value, _restated(last, _YEAR, constant, apply)]), _DATE)
    units = {term.unit for term in terms}
    if units == {_PERCENT, _POINT}:
        # A percentage moves by percentage points and stays a percentage.
        return _OperandTerm(apply(sign, values), _PERCENT)
    unit = first.unit
    return _OperandTerm(apply(sign, [_restated(term, unit, constant, apply) for term in terms]), unit)


def _restated(term: _OperandTerm[V], unit: Unit, constant: Callable[[Fraction], V], apply: _Apply[V]) -> V:
    """Convert the term's number to another unit. Raises `UnitError`."""
    if term.unit == unit:
        return term.value
    zero = convert(Fraction(0), term.unit, unit)
    slope = convert(Fraction(1), term.unit, unit) - zero
    scaled = apply("*", [term.value, constant(slope)])
    return apply("+", [scaled, constant(zero)]) if zero else scaled


def _raised(unit: Unit, exponent: Fraction | Interval) -> Unit:
    """Raise a unit to a power, which must be a single whole number unless the unit is the bare number."""
    if unit == _BARE:
        return unit
    number = exponent if isinstance(exponent, Fraction) else exponent.low
    alone = isinstance(exponent, Fraction) or exponent.low == exponent.high
    if number is None or not alone or number.denominator != 1:
        raise UnitError(f"{unit} cannot be raised to a power that is not one whole number")
    return unit ** int(number)


def _end(quantity: Quantity, end: str | None, ranges: bool, unbounded: str) -> Quantity | None:
    """Return the quantity that an end states: for a single number the number itself, unless that side is open."""
    if end is not None:
        hedge = "exact" if quantity.hedge == "exact" else None
        return Quantity(text=quantity.text, value=end, hedge=hedge, unit=quantity.unit)
    return None if ranges or quantity.hedge == unbounded else quantity


def _chosen(given: Operand, step: Name) -> Quantity:
    """Return the end that ``low()`` or ``high()`` asks for."""
    chosen = given.low if step.end == "low" else given.high
    if chosen is None:
        raise NoNumberError(f"the input {step.name!r} states no {step.end} end")
    return chosen


def _point(given: Operand, step: Name) -> Fraction:
    if step.end is not None:
        return exact(_chosen(given, step).value or "0")
    if given.point is None:
        raise NoNumberError(f"the input {step.name!r} is a range, without low() or high()")
    return given.point


def _interval(given: Operand, step: Name) -> Interval:
    if step.end is None:
        return given.interval
    return stated_interval(_chosen(given, step), as_printed=given.as_printed) or given.interval
