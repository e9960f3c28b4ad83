"""Evaluating formulas: what Python's rationals give, intervals that hold the truth, units carried along."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.number.evaluate import FormulaResult, Operand, evaluate, operand
from ledger.number.formula import FormulaError, parse_formula
from ledger.number.interval import Interval
from ledger.number.quantity import Quantity, decimal_text
from ledger.number.unit import Unit, UnitError, parse_unit

PYTHON: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
NAMES = ("a", "b", "c")


def given_quantity(quantity: Quantity) -> Operand:
    found = operand(quantity)
    assert found is not None
    return found


def run(text: str, with_units: bool = False, /, **inputs: Quantity) -> FormulaResult:
    formula = parse_formula(text, frozenset(inputs))
    operands = {name: given_quantity(quantity) for name, quantity in inputs.items()}
    return evaluate(formula, operands, with_units=with_units)


Evaluated = tuple[str, Callable[[dict[str, Fraction]], Fraction]]


def binary(parts: tuple[Evaluated, str, Evaluated]) -> Evaluated:
    (left, of_left), sign, (right, of_right) = parts
    return f"({left} {sign} {right})", lambda inputs: PYTHON[sign](of_left(inputs), of_right(inputs))


def raised(parts: tuple[Evaluated, int]) -> Evaluated:
    (base, of_base), exponent = parts
    return f"({base} ^ {exponent})", lambda inputs: of_base(inputs) ** exponent


def called(parts: tuple[str, list[Evaluated]]) -> Evaluated:
    name, arguments = parts

    def result(inputs: dict[str, Fraction]) -> Fraction:
        values = [of_argument(inputs) for _, of_argument in arguments]
        totals = {"sum": sum(values, Fraction(0)), "min": min(values), "max": max(values)}
        return totals.get(name, totals["sum"] / len(values))

    return f"{name}({', '.join(text for text, _ in arguments)})", result


def leaf(name_or_number: str | int) -> Evaluated:
    if isinstance(name_or_number, int):
        return str(name_or_number), lambda _: Fraction(name_or_number)
    return name_or_number, lambda inputs: inputs[name_or_number]


def expressions() -> st.SearchStrategy[Evaluated]:
    atoms: st.SearchStrategy[Evaluated] = (st.sampled_from(NAMES) | st.integers(0, 30)).map(leaf)
    # Powers of powers would soon pass every limit.
    leaves = atoms | st.tuples(atoms, st.integers(-3, 3)).map(raised)
    return st.recursive(
        leaves,
        lambda inner: (
            st.tuples(inner, st.sampled_from("+-*/"), inner).map(binary)
            | inner.map(lambda part: (f"(-{part[0]})", lambda inputs: -part[1](inputs)))
            | st.tuples(
                st.sampled_from(["sum", "mean", "min", "max"]), st.lists(inner, min_size=1, max_size=3)
            ).map(called)
        ),
        max_leaves=8,
    )


def python_result(
    python: Callable[[dict[str, Fraction]], Fraction], inputs: dict[str, Fraction]
) -> Fraction | None:
    try:
        return python(inputs)
    except ZeroDivisionError:
        return None


def our_result(text: str, quantities: dict[str, Quantity]) -> FormulaResult:
    """What evaluating gives; a formula that divides by a zero of its own is refused when it is read."""
    try:
        return run(text, False, **quantities)
    except FormulaError as error:
        return FormulaResult(unit=Unit(), why_no_point=error.message, why_no_interval=error.message)


@given(expressions(), st.tuples(*[st.integers(-999, 999)] * 3))
def test_a_formula_gives_what_pythons_rationals_give(expression: Evaluated, values: tuple[int, ...]) -> None:
    text, python = expression
    inputs = dict(zip(NAMES, map(Fraction, values), strict=True))
    outcome = our_result(text, {name: Quantity(value=decimal_text(value)) for name, value in inputs.items()})
    assert outcome.point == python_result(python, inputs)
    assert (outcome.point is None) == ("zero" in (outcome.why_no_point or ""))


@given(expressions(), st.data())
def test_the_interval_holds_what_the_formula_gives_for_any_numbers_inside(
    expression: Evaluated, data: st.DataObject
) -> None:
    text, python = expression
    quantities, inside = {}, {}
    for name in NAMES:
        hedge = data.draw(st.sampled_from([None, "about", "exact", "over", "under"]))
        quantities[name] = Quantity(value=str(data.draw(st.integers(10, 999))), hedge=hedge)
        interval = given_quantity(quantities[name]).interval
        assert interval.low is not None
        assert interval.high is not None
        part = Fraction(data.draw(st.integers(1, 49)), 50)
        inside[name] = interval.low + part * (interval.high - interval.low)
    outcome, expected = our_result(text, quantities), python_result(python, inside)
    # Where one of them divides by zero there is nothing to compare: the interval has none to give.
    if outcome.interval is not None and expected is not None:
        assert outcome.interval.contains(expected)
    else:
        assert outcome.interval is None


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("a * 2 ^ (1995 - 1950)", Fraction(2) ** 45 * 200),
        ("a * 5%", Fraction(10)),
        ("-2 ^ 2", Fraction(-4)),
        ("2 ^ 3 ^ 2", Fraction(512)),
        ("mean(a, 1, 0)", Fraction(67)),
    ],
)
def test_a_number_comes_out(text: str, result: Fraction) -> None:
    assert run(text, a=Quantity(value="200")).point == result


def test_a_range_has_ends_and_no_number() -> None:
    stated = Quantity(low="90", high="110", hedge="between")
    assert run("a * 52", a=stated).point is None
    assert "range" in (run("a * 52", a=stated).why_no_point or "")
    assert run("low(a) * 52", a=stated).point == 4680
    assert run("high(a) - low(a)", a=stated).point == 20
    assert run("a * 52", a=Quantity(value="100", low="90", high="110")).point == 5200
    assert run("a * 2", a=stated).interval == Interval(Fraction(170), Fraction(230))


def test_a_single_number_is_its_own_end_unless_that_side_is_open() -> None:
    assert run("low(a)", a=Quantity(value="100", hedge="at-least")).point == 100
    open_side = run("high(a)", a=Quantity(value="100", hedge="at-least"))
    assert open_side.point is None
    assert "no high end" in (open_side.why_no_point or "")


def test_a_divisor_that_may_be_zero_leaves_the_number_and_takes_the_interval() -> None:
    outcome = run("a / (a - b)", a=Quantity(value="53"), b=Quantity(value="52.5"))
    assert outcome.point == 106
    assert outcome.interval is None
    assert "0" in (outcome.why_no_interval or "")


@pytest.mark.parametrize(
    "text", ["a ^ 1000", "a * 10 ^ 290 * 10 ^ 9", "2 ^ a", "2 ^ (a / 7)", "1 / (a - 2000)"]
)
def test_what_cannot_be_had_is_told(text: str) -> None:
    outcome = run(text, a=Quantity(value="2000"))
    assert outcome.point is None
    assert outcome.why_no_point


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("weekly * 52 week/year", "soldier/year"),
        ("weekly * 4 week", "soldier"),
        ("fine * people", "GBP*person"),
        ("fine * 1 GBP / 1 GBP", "GBP"),
        ("people / area", "person/km^2"),
        ("area ^ 2", "km^4"),
        ("end - start", "year"),
        ("start + 10 year", "calendar_year"),
        ("start + 120 month", "calendar_year"),
        ("share + points", "percent"),
        ("sum(share, share)", "percent"),
        ("fine * 5%", "GBP"),
        ("people * 2 ^ ((end - start) / 2 year)", "person"),
    ],
)
def test_units_come_out(text: str, unit: str) -> None:
    inputs = {
        "weekly": Quantity(value="100", unit="soldier/week"),
        "fine": Quantity(value="60", unit="GBP"),
        "people": Quantity(value="500", unit="person"),
        "area": Quantity(value="25", unit="km^2"),
        "start": Quantity(value="1950", unit="calendar_year"),
        "end": Quantity(value="1960", unit="calendar_year"),
        "share": Quantity(value="12", unit="percent"),
        "points": Quantity(value="3", unit="percentage_point"),
    }
    assert run(text, True, **inputs).unit == parse_unit(unit)


def test_a_sum_is_in_the_unit_of_its_first_part() -> None:
    outcome = run("a + b", True, a=Quantity(value="2", unit="km"), b=Quantity(value="300", unit="m"))
    assert outcome.point == Fraction("2.3")
    assert outcome.unit == parse_unit("km")


@pytest.mark.parametrize("text", ["a + b", "max(a, b)", "2 ^ a", "a + 1"])
def test_units_that_do_not_agree_are_refused(text: str) -> None:
    inputs = {"a": Quantity(value="2", unit="GBP"), "b": Quantity(value="2", unit="USD")}
    with pytest.raises(UnitError):
        run(text, True, **inputs)
