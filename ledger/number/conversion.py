"""Converting physical units to coherent SI units, exactly, with the library pint.

It is given the expressions of `physical` and never a text of anybody's: it reads ``cat`` as a
centi-technical-atmosphere and does not come back from ``9**9**9``. Its definitions are taken over fractions, so
that no conversion loses a digit. Reading them takes it a while (0.4 s, half of that once they lie in its cache),
which is why the library is imported by the first conversion and by nothing else.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pint import UnitRegistry


@cache
def factor(expression: str) -> Fraction:
    """Return how many coherent units (metre, kilogram, second, bit …) an expression in pint's names is."""
    return Fraction(_registry().parse_expression(expression).to_base_units().magnitude)


@cache
def zero_point(expression: str) -> Fraction:
    """Return the zero of a scale of temperature, in kelvin."""
    return Fraction(_registry().Quantity(Fraction(0), expression).to("kelvin").magnitude)


@cache
def _registry() -> UnitRegistry[Any]:
    from pickle import UnpicklingError

    from pint import UnitRegistry

    try:
        return UnitRegistry(non_int_type=Fraction, cache_folder=":auto:")
    except (OSError, RuntimeError, EOFError, UnpicklingError):
        # There is no home folder for the cache, or another program is writing it.
        return UnitRegistry(non_int_type=Fraction)
