"""Likely slips where a formula and a stated number disagree, as checkers know them."""

from __future__ import annotations

from fractions import Fraction

from ledger.number.rational import rounded
from ledger.trace.number_text import magnitude, shown

#: The greatest relative distance of the factor between two numbers from a known one.
_TOLERANCE = Fraction(3, 100)

_FACTORS: tuple[tuple[Fraction, str], ...] = (
    (Fraction(7), "a day for a week?"),
    (Fraction(12), "a month for a year?"),
    (Fraction(52), "a week for a year?"),
    (Fraction(365), "a day for a year?"),
    (Fraction(24), "an hour for a day?"),
    (Fraction(60), "a minute for an hour, or a second for a minute?"),
    (Fraction(3600), "a second for an hour?"),
    (Fraction(30), "a day for a month?"),
    (Fraction(487, 112), "a week for a month?"),
    (Fraction(4), "a quarter for a year?"),
    (Fraction(3), "a month for a quarter?"),
    (Fraction(2), "doubled, or halved?"),
    (Fraction(10), "a decimal place?"),
    (Fraction(100), "a percentage for a fraction, or two decimal places?"),
    (Fraction(1000), "a thousand for a million, or one unit for a thousand?"),
    (Fraction(10**6), "one unit for a million, or a million too many?"),
    (Fraction(1609344, 1000000), "a kilometre for a mile?"),
    (Fraction(100000000, 45359237), "a kilogram for a pound?"),
    (Fraction(10000, 3048), "a metre for a foot?"),
    (Fraction(1609344, 1000000) ** 2, "a square kilometre for a square mile?"),
)


def difference(expected: Fraction, stated: Fraction) -> str:
    """Return by how many percent a stated number differs from what came out: ``4.1 percent too low``."""
    percent = (stated - expected) / abs(expected) * 100
    return f"{_two_digits(abs(percent))} percent too {'high' if percent > 0 else 'low'}"


def likely_slip(expected: Fraction, stated: Fraction, unit: str | None) -> str:
    """Return how far the stated number is from the expected one, and the slip that would explain it, as a clause."""
    if expected != 0 and _near(-stated / expected, Fraction(1)):
        return "the sign is turned"
    if unit == "percent" and expected != 0 and _near(abs(stated - expected), Fraction(100)):
        return "100 percent apart: a rise by a percentage for a rise to it?"
    if expected == 0 or stated == 0 or (expected < 0) != (stated < 0):
        return f"off by {shown(stated - expected)}"
    factor = stated / expected if abs(stated) > abs(expected) else expected / stated
    distance, words = min((abs(factor / known - 1), words) for known, words in (*_FACTORS, *_tens(factor)))
    if distance <= _TOLERANCE:
        return f"off by a factor of {_two_digits(factor)}; {words}"
    if factor < 2:
        return difference(expected, stated)
    return f"off by a factor of {_two_digits(factor)}"


def _near(factor: Fraction, known: Fraction) -> bool:
    return abs(factor / known - 1) <= _TOLERANCE


def _tens(factor: Fraction) -> list[tuple[Fraction, str]]:
    """Return the powers of ten around a factor that have no words of their own."""
    size = magnitude(factor)
    return [
        (Fraction(10) ** power, f"{power} zeros too many or too few?")
        for power in (size, size + 1)
        if power > 3 and power != 6
    ]


def _two_digits(number: Fraction) -> str:
    """Return a number with two significant digits, three from a hundred on."""
    size = magnitude(number)
    return shown(rounded(number, Fraction(10) ** (size - (2 if size > 1 else 1))))
