"""Exact arithmetic with a fence: rationals that may neither pass 10^300 nor need more than 4,000 digits.

Python's integers grow until the memory ends, and ``9 ^ 9 ^ 9`` asks for that in five characters. Every
result is therefore looked at, and a power is refused from the sizes of its operands before it is computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

MAX_EXPONENT = 1000
MAX_MAGNITUDE = 10**300
#: Digits of a numerator or a denominator. CPython refuses to print integers past 4,300 digits, and a
#: difference from a stated number may need 300 more.
MAX_DIGITS = 4000
_MAX_BITS = (10**MAX_DIGITS).bit_length()
#: Numerators and denominators up to this size pass no limit.
_FEW_BITS = 900


class TooLargeError(ArithmeticError):
    """A result passes 10^300, or needs more digits than are kept."""


def bounded(number: Fraction) -> Fraction:
    """Return the number. Raises `TooLargeError` if it passes a limit."""
    if number.numerator.bit_length() <= _FEW_BITS and number.denominator.bit_length() <= _FEW_BITS:
        # Of hardly any number must more be computed.
        return number
    if abs(number.numerator) > MAX_MAGNITUDE * number.denominator:
        raise TooLargeError("the result passes 10^300")
    if max(number.numerator.bit_length(), number.denominator.bit_length()) > _MAX_BITS:
        raise TooLargeError(f"the result needs more than {MAX_DIGITS:,} digits")
    return number


def power(base: Fraction, exponent: int) -> Fraction:
    """Return `base` to the whole power `exponent`.

    Raises `TooLargeError` (an exponent past ±1000 included) and ZeroDivisionError (0 to a negative power).
    """
    if base == 0 and exponent < 0:
        raise ZeroDivisionError("division by zero: 0 to a negative power")
    if abs(exponent) > MAX_EXPONENT:
        raise TooLargeError(f"an exponent must be a whole number between -{MAX_EXPONENT} and {MAX_EXPONENT}")
    bits = max(abs(base.numerator).bit_length(), base.denominator.bit_length())
    if (bits - 1) * abs(exponent) > _MAX_BITS:
        raise TooLargeError("the result of a power is too large, or needs too many digits")
    return bounded(base**exponent)


def rounded(number: Fraction, unit: Fraction) -> Fraction:
    """Round `number` to a multiple of `unit`, half away from zero."""
    steps, rest = divmod(abs(number), unit)
    if 2 * rest >= unit:
        steps += 1
    return steps * unit if number >= 0 else -steps * unit


def apply(sign: str, operands: Sequence[Fraction]) -> Fraction:
    """Apply one operation of a formula to rationals: ``+ - * / ^ neg % sum mean min max``.

    Raises `TooLargeError`, ZeroDivisionError, or ArithmeticError where an exponent is not a whole number.
    """
    first, last = operands[0], operands[-1]
    match sign:
        case "+" | "sum":
            return bounded(sum(operands[1:], first))
        case "mean":
            return bounded(sum(operands, Fraction(0)) / len(operands))
        case "-":
            return bounded(first - last)
        case "*":
            return bounded(first * last)
        case "/":
            if last == 0:
                raise ZeroDivisionError("division by zero")
            return bounded(first / last)
        case "^":
            if last.denominator != 1:
                raise ArithmeticError("an exponent must be a whole number")
            return power(first, int(last))
        case "neg":
            return -first
        case "%":
            return first / 100
        case "min":
            return min(operands)
        case "max":
            return max(operands)
    raise ValueError(f"no such operation: {sign}")
