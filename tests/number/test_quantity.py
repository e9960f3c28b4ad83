"""Numbers as records hold them: text in, exact fractions for arithmetic, text out."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.number.quantity import decimal_text, exact, number_problem

NUMBERS = st.from_regex(r"-?(0|[1-9][0-9]{0,15})(\.[0-9]{1,12})?([eE][+-]?[0-9]{1,2})?", fullmatch=True)
FRACTIONS = st.fractions(max_denominator=10**15)


@pytest.mark.parametrize(
    ("text", "number"),
    [("5200", Fraction(5200)), ("3.40", Fraction(17, 5)), ("1e3", Fraction(1000)), ("-2E-2", Fraction(-1, 50)),
     ("1/3", Fraction(1, 3)), ("-6/4", Fraction(-3, 2)), ("0", Fraction(0)), ("9" * 50, Fraction(10**50 - 1))],
)  # fmt: skip
def test_number_is_taken_as_it_is_written(text: str, number: Fraction) -> None:
    assert number_problem(text) is None
    assert exact(text) == number


@pytest.mark.parametrize(
    "text",
    ["", " ", "5 ", "+5", ".5", "5.", "05", "1,000", "1_000", "٣", "５", "NaN", "Infinity", "-inf", "0x10", "1e", "e5",
     "1/0", "1/-3", "1.5/2", "1e5/3", "--1", "5\n", "1e99999", "1e101", "1e-101", "1" * 51, "0." + "0" * 50, "½"],
)  # fmt: skip
def test_what_is_no_number_is_told(text: str) -> None:
    assert number_problem(text) is not None


def test_huge_exponent_is_refused_without_building_the_number() -> None:
    assert number_problem("1e9999") == "an exponent may be 100 at the most"
    assert "not a number" in (number_problem("1e999999999") or "")


@given(NUMBERS)
def test_exact_is_what_decimal_says(text: str) -> None:
    assert exact(text) == Fraction(Decimal(text))


@given(NUMBERS)
def test_a_number_that_ends_keeps_every_digit(text: str) -> None:
    assert exact(decimal_text(exact(text))) == exact(text)


@given(FRACTIONS)
def test_a_number_without_end_is_rounded_to_twelve_digits_or_more(number: Fraction) -> None:
    written = decimal_text(number)
    assert number_problem(written) is None or len(written) > 50
    back = Fraction(Decimal(written))
    assert abs(back - number) * 2 * 10**11 <= abs(number)


@given(FRACTIONS)
def test_rounding_is_the_same_on_both_sides_of_zero(number: Fraction) -> None:
    assert decimal_text(-abs(number)).removeprefix("-") == decimal_text(abs(number))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(1, 8), "0.125"),
        (Fraction(-5200), "-5200"),
        (Fraction(1, 3), "0.333333333333"),
        (Fraction(2, 3), "0.666666666667"),
        (Fraction(10**20, 3), "33333333333333333333.3"),
        (Fraction(1, 3 * 10**6), "0.000000333333333333"),
        (Fraction(26089, 5), "5217.8"),
    ],
)
def test_decimal_text(number: Fraction, text: str) -> None:
    assert decimal_text(number) == text


@given(FRACTIONS)
def test_more_digits_only_add_to_fewer(number: Fraction) -> None:
    with localcontext() as context:
        context.prec = 60
        few, many = Decimal(decimal_text(number, 12)), Decimal(decimal_text(number, 30))
        assert abs(few - many) * 10**11 <= abs(many)
