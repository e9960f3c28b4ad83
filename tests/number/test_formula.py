"""The language of formulas: what is read, what is refused, and where the message points."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.number.formula import MAX_NODES, Constant, Formula, FormulaError, Name, Operation, parse_formula
from ledger.number.unit import Unit

INPUTS = frozenset({"weekly", "yearly", "new", "old", "a", "b"})


def postfix(formula: Formula) -> str:
    """The steps as one line, in the order in which they are done."""
    words = []
    for step in formula.steps:
        match step:
            case Constant(value=value, unit=unit):
                words.append(f"{value}" if unit == Unit() else f"{value}[{unit}]")
            case Name(name=name, end=end):
                words.append(name if end is None else f"{end}({name})")
            case Operation(sign=sign, takes=takes):
                words.append(sign if takes < 3 else f"{sign}{takes}")
    return " ".join(words)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("weekly * 52 week/year", "weekly 52[week/year] *"),
        ("weekly * 52", "weekly 52 *"),
        ("yearly / 52 week/year", "yearly 52[week/year] /"),
        ("(new - old) / old", "new old - old /"),
        ("a * 2 ^ (1995 - 1950)", "a 2 1995 1950 - ^ *"),
        ("a - b - 1", "a b - 1 -"),
        ("a / b / 2", "a b / 2 /"),
        ("a + b * 2", "a b 2 * +"),
        ("2 ^ 3 ^ 2", "2 3 2 ^ ^"),
        ("-a ^ 2", "a 2 ^ neg"),
        ("a ^ -2", "a 2 neg ^"),
        ("-a * b", "a neg b *"),
        ("a - -b", "a b neg -"),
        ("a * 5%", "a 5 % *"),
        ("(a + b)%", "a b + %"),
        ("sum(a, b, 3) / 3", "a b 3 sum3 3 /"),
        ("mean(a, max(b, 2), min(a, b))", "a b 2 max a b min mean3"),
        ("high(a) - low(b)", "high(a) low(b) -"),
        ("a * 100 GBP/person", "a 100[GBP/person] *"),
        ("a * 3 shot/week", "a 3[shot/week] *"),
        ("a / 4 km^2", "a 4[km^2] /"),
        ("a * 30 min", "a 30[minute] *"),
        ("a / year", "a 1[year] /"),
        ("a * km ^ 2", "a 1[km] 2 ^ *"),
        ("3 km / b", "3[km] b /"),
        ("new × 52 − old ÷ 2", "new 52 * old 2 / -"),
        ("a * 1.5e6", "a 1500000 *"),
    ],
)
def test_a_formula_is_read_as_arithmetic_is_written(text: str, steps: str) -> None:
    assert postfix(parse_formula(text, INPUTS)) == steps


def test_what_a_formula_says_of_itself() -> None:
    formula = parse_formula("(new - old) / old * 100%", INPUTS)
    assert formula.names == ("new", "old")
    assert formula.repeated == ("old",)
    assert formula.subtracts
    assert not formula.has_units
    assert set(formula.numbers) == {100}
    assert parse_formula("weekly * 52 week/year", INPUTS).has_units


def test_an_input_shadows_a_unit_and_a_function_without_parentheses() -> None:
    inputs = frozenset({"week", "min", "a"})
    assert parse_formula("a * week + min", inputs).names == ("a", "week", "min")
    assert postfix(parse_formula("min(a, min)", inputs)) == "a min min"
    assert postfix(parse_formula("a / 52 year / week", inputs)) == "a 52[year] / week /"
    with pytest.raises(FormulaError, match="'week' is an input"):
        parse_formula("a * 52 week", inputs)


def test_without_a_list_of_inputs_every_name_is_one_that_is_no_unit() -> None:
    formula = parse_formula("total / people * 52 week/year + m")
    assert formula.names == ("total", "people", "m")
    assert postfix(parse_formula("100 GBP/people")) == "100[GBP] people /"


def test_a_unit_may_be_the_singular_of_an_input() -> None:
    formula = parse_formula("persons * 100 GBP/person", frozenset({"persons"}))
    assert postfix(formula) == "persons 100[GBP/person] *"


@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        ("a +", 4, "ends where"),
        ("a + * b", 5, "stands where an input"),
        ("(a", 1, "never closed"),
        ("a)", 2, "never opened"),
        ("a b", 3, "an operator is missing"),
        ("2 a", 3, "write \\*"),
        ("(a) 2", 5, "write 2 \\* x"),
        ("a ** 2", 3, "written with \\^"),
        ("a; b", 2, "no meaning"),
        ("£5 * a", 1, "no meaning"),
        ("a * .5", 5, "no meaning"),
        ("5,200 * a", 2, "write 5200"),
        ("weakly * 52", 1, "did you mean 'weekly'"),
        ("A * 2", 1, "the inputs are 'a'"),
        ("a * 2 weeky", 7, "did you mean 'weekly'"),
        ("a * foo(b)", 5, "neither an input nor a unit"),
        ("sum()", 5, "stands where an input"),
        ("low(a + b)", 4, "the name of one input"),
        ("high(2)", 5, "the name of one input"),
        ("a / 0", 3, "division by zero"),
        ("a / (2 - 2)", 3, "division by zero"),
        ("a * 0 ^ -1", 7, "division by zero"),
        ("a ^ 0.5", 3, "whole number"),
        ("a ^ 1001", 3, "between -1000 and 1000"),
        ("9 ^ 9 ^ 9", 3, "between -1000 and 1000"),
        ("10 ^ 301", 4, "too large|passes"),
        ("1e100 * 1e100 * 1e100 * 10", 23, "passes 10\\^300"),
        ("a * 1e999999", 5, "exponent"),
        ("a * " + "1" * 60, 5, "50 digits"),
        ("a * 2 week^99", 12, "1 to 9"),
    ],
)
def test_a_broken_formula_is_refused_at_the_place(text: str, place: int, why: str) -> None:
    with pytest.raises(FormulaError, match=why) as caught:
        parse_formula(text, INPUTS)
    assert f"character {place}:" in caught.value.message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "(" * 1_000 + "a",
        "-" * 1_900 + "a",
        "+".join(["a"] * 101),
        "sum(" * 300 + "a" + ")" * 300,
        "a" * 2_000,
        "a" * 2_001,
        "(1.0000001 ^ 1000) ^ 1000",
        "2 ^ " * 300 + "2",
        "a, b",
    ],
)
def test_a_hostile_formula_is_refused_with_a_short_message(text: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_formula(text, INPUTS)
    assert len(caught.value.message) < 250


def test_what_stays_within_the_limits_is_read() -> None:
    assert parse_formula("(" * 900 + "a" + ")" * 900, INPUTS).names == ("a",)
    assert len(parse_formula("+".join(["a"] * 100), INPUTS).steps) == MAX_NODES - 1
    assert parse_formula("a * 2 ^ 900 / 2 ^ -90 ^ 1", INPUTS).names == ("a",)


@given(st.text(alphabet="ab0159.eE+-*/^%(), weekyr_minlow", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        formula = parse_formula(text, INPUTS)
    except FormulaError:
        return
    assert set(formula.names) <= INPUTS
    assert formula.text == text
