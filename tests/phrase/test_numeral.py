"""Numbers as news writes them, in digits and in words."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import InputError
from ledger.phrase.digits import scaled
from ledger.phrase.fraction import read_amount
from ledger.phrase.lexicon import lexicon_for
from ledger.phrase.numeral import Numeral
from ledger.phrase.rescaling import divided, hundredth
from ledger.phrase.token import tokenize


def amount(text: str) -> Numeral | None:
    return read_amount(tokenize(text, lexicon_for("en")), 0)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.5", "1234.5"),
        ("1\u00a0234", "1234"),
        ("1'000'000", "1000000"),
        ("12,34,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1.234,56", "1234.56"),
        (".08", "0.08"),
        ("007", "7"),
        ("1.2bn", "1200000000"),
        ("350m", "350000000"),
        ("1.2345678 million", "1234567.8"),
        ("2.5 crore", "25000000"),
        ("1e6", "1000000"),
        ("1.3×10⁶", "1300000"),
        ("6.2 x 10^-4", "0.00062"),
        ("1e60", "1e60"),
        ("twelve", "12"),
        ("ninety-nine", "99"),
        ("a hundred", "100"),
        ("fifteen hundred", "1500"),
        ("three hundred and thirty-one", "331"),
        ("two thousand and two hundred", "2200"),
        ("two hundred and two thousand", "202000"),
        ("twenty-one trillion three hundred", "21000000000300"),
        ("a hundred thousand million", "100000000000"),
        ("three lakh crore", "3000000000000"),
        ("3 hundred and 21", "321"),
        ("4 thousand 3 hundred", "4300"),
        ("two dozen", "24"),
        ("zero point zero eight", "0.08"),
        ("three point four million", "3400000"),
        ("minus three", "-3"),
        ("−3.5", "-3.5"),
        ("2½ million", "2500000"),
        ("2 1/4", "9/4"),
        ("one and a half", "3/2"),
        ("one million and a half", "1500000"),
        ("three quarters of a million", "750000"),
        ("two-thirds", "2/3"),
        ("⅔", "2/3"),
        ("a twenty-fifth", "1/25"),
        ("2 out of 10", "2/10"),
        ("one in a million", "1/1000000"),
        ("one out of every five", "1/5"),
    ],
)
def test_number_is_read_as(text: str, value: str) -> None:
    number = amount(text)
    assert number is not None
    assert number.text == value
    assert number.stop == len(tokenize(text, lexicon_for("en")))


@pytest.mark.parametrize("text", ["soldiers", "and", "a", "-", "point five", "%"])
def test_other_words_are_no_number(text: str) -> None:
    assert amount(text) is None


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("5 million and two cars", "and two cars"),
        ("two and three", "and three"),
        ("200 in 1991", "in 1991"),
        ("3 in 10 minutes", "in 10 minutes"),
        ("twenty thirty", "thirty"),
        ("350 m", "m"),
    ],
)
def test_a_number_ends_where_another_begins(text: str, rest: str) -> None:
    number = amount(text)
    assert number is not None
    assert text[tokenize(text, lexicon_for("en"))[number.stop].start :] == rest


@pytest.mark.parametrize("text", ["9" * 51, "12,34,5", "1e101", "1/0", "million " * 9 + "million"])
def test_numbers_beyond_reason_are_refused(text: str) -> None:
    if text.startswith("million"):
        number = amount(text)
        assert number is not None
        assert len(number.text) <= 50
        return
    with pytest.raises(InputError):
        amount(text)


def in_words(number: int) -> str:
    """English for a whole number below 10^15, written here on its own to check the reader against."""
    ones = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    small = [*ones.split(" "), "seventeen", "eighteen", "nineteen"]
    tens = ["", "", *["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]]
    if number < 20:
        return small[number]
    if number < 100:
        return tens[number // 10] + (f"-{small[number % 10]}" if number % 10 else "")
    if number < 1000:
        return f"{small[number // 100]} hundred" + (f" and {in_words(number % 100)}" if number % 100 else "")
    for scale, word in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if number >= scale:
            joint = " and " if 0 < number % scale < 100 else " "
            rest = joint + in_words(number % scale) if number % scale else ""
            return f"{in_words(number // scale)} {word}{rest}"
    raise AssertionError(number)


@given(st.integers(0, 10**15 - 1))
def test_whole_numbers_in_words_are_read_back(number: int) -> None:
    read = amount(in_words(number))
    assert read is not None
    assert int(read.text) == number


@given(st.integers(0, 10**48))
def test_grouped_digits_are_read_back(number: int) -> None:
    read = amount(f"{number:,}")
    assert read is not None
    assert int(read.text) == number


@given(st.decimals(0, 10**9, places=4), st.sampled_from([1, 12, 20, 1000, 10**5, 10**6]))
def test_scaling_is_exact(number: object, scale: int) -> None:
    assert Fraction(scaled(str(number), scale)) == Fraction(str(number)) * scale


@given(st.decimals(-(10**9), 10**9, places=2), st.integers(1, 10**6))
def test_dividing_is_exact(number: object, by: int) -> None:
    divisions = [(divided(str(number), by), by), (hundredth(str(number)), 100)]
    for quotient, divisor in divisions:
        assert quotient is not None
        assert Fraction(quotient) * divisor == Fraction(str(number))
