"""Converting physical units to coherent SI units, exactly, with the library pint.

It is given the expressions of `physical` and never a text of anybody's: it reads ``cat`` as a
centi-technical-atmosphere and does not come back from ``9**9**9``. Its definitions are taken over fractions, so
that no conversion loses a digit. Reading them takes it a while (0.4 s, half of that once they lie in its cache),
which is why the library is imported by the first conversion and by nothing else, and why the units that news converts
every day are listed here: they are what the library says of them, by definition (SI; the yard and pound of 1959).
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pint import UnitRegistry

#: Coherent units in units that are converted every day, by the library's names.
EVERYDAY: Final = {
    "meter": Fraction(1), "kilometer": Fraction(1000), "centimeter": Fraction(1, 100), "millimeter": Fraction(1, 1000),
    "inch": Fraction(254, 10_000), "foot": Fraction(3048, 10_000), "yard": Fraction(9144, 10_000),
    "mile": Fraction(1_609_344, 1000), "gram": Fraction(1, 1000), "kilogram": Fraction(1),
    "tonne": Fraction(1000), "pound": Fraction(45_359_237, 100_000_000), "liter": Fraction(1, 1000),
    "hectare": Fraction(10_000), "delta_degree_Celsius": Fraction(1), "delta_degree_Fahrenheit": Fraction(5, 9),
}  # fmt: skip
#: The zeros of the scales of temperature in kelvin, by the library's names.
ZEROS: Final = {
    "degree_Celsius": Fraction(27_315, 100),
    "degree_Fahrenheit": Fraction(45_967, 100) * Fraction(5, 9),
}


@cache
def factor(expression: str) -> Fraction:
    """Return how many coherent units (metre, kilogram, second, bit …) an expression in pint's names is."""
    if expression in EVERYDAY:
        return EVERYDAY[expression]
    return Fraction(_registry().parse_expression(expression).to_base_units().magnitude)


@cache
def zero_point(expression: str) -> Fraction:
    """Return the zero of a scale of temperature, in kelvin."""
    if expression in ZEROS:
        return ZEROS[expression]
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
