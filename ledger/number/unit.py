"""The units of records: which may be compared, which converted, and by exactly what factor.

Times, currencies, physical units and ratios are strict. Any other noun is a label that says what is
counted: ``conviction/week`` and ``soldier/week`` differ in a label only, and the numbers may be compared.
Nothing converts between currencies: a rate of exchange belongs to a day and a source, and is an input of a
derivation.

A year is the Julian one of 365.25 days (the year of astronomers, and the Gregorian calendar's but for three
days in four centuries), a month its twelfth (30.4375 days). So 100 a week are 5,217.857… a year by
conversion, and 5,200 by a formula that says ``52 week/year``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache

from ledger.errors import InputError
from ledger.number import physical
from ledger.number.physical import canonical_name

MAX_UNIT_TEXT = 500
MAX_UNIT_EXPONENT = 24

_SUPERSCRIPTS = str.maketrans({"²": "^2", "³": "^3"})
_YEARLY = frozenset({"year", "month", "quarter", "decade", "century", "millennium"})


class UnitError(InputError):
    """A unit cannot be read, or one cannot be converted to another."""

    code = "unit"


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of powers of names, sorted by name, none of them 0. `Unit()` is the bare number, ``1``."""

    factors: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        above = [_powered(name, power) for name, power in self.factors if power > 0]
        below = [_powered(name, -power) for name, power in self.factors if power < 0]
        return "/".join(["*".join(above) or "1", *below])

    def __mul__(self, factor: Unit) -> Unit:
        return _product((*self.factors, *factor.factors))

    def __truediv__(self, divisor: Unit) -> Unit:
        return self * divisor**-1

    def __pow__(self, exponent: int) -> Unit:
        return _product(tuple((name, power * exponent) for name, power in self.factors))

    def dimension(self) -> tuple[tuple[str, int], ...]:
        """Return what must agree before numbers are compared: all but the labels, and but ratios, which are numbers.

        Pairs of a dimension (``time``, ``length``, ``currency GBP``, ``points``, ``date`` …) and its power.
        """
        return tuple(pair for pair in _dimension(self) if pair[0] != "ratio")

    def labels(self) -> tuple[tuple[str, int], ...]:
        """Return the nouns that are counted, with their powers: ``(("conviction", 1),)`` of ``conviction/week``."""
        return tuple(pair for pair in self.factors if physical.dimension(pair[0]) is None)

    def part(self, dimension: str) -> tuple[tuple[str, int], ...]:
        """Return the factors of one bare dimension (``time``, ``currency``, ``length`` …) with their powers.

        The part ``time`` of ``conviction/week`` is ``(("week", -1),)``.
        """
        return tuple(pair for pair in self.factors if _has_dimension(pair[0], dimension))

    def magnitude(self) -> Fraction:
        """Return how many coherent units (second, metre, kilogram …; 1 for a label) this unit is."""
        return _magnitude(self)

    def converts_to(self, target: Unit) -> bool:
        """Return whether numbers in this unit can be stated in the target.

        Percent and bare numbers convert (a factor of 100); percent and something counted do not, unless it is
        a ratio of counts. A percentage point is not a percent.
        """
        if self.dimension() != target.dimension():
            return False
        mine, theirs = _is_ratio(self), _is_ratio(target)
        if mine == theirs:
            return True
        ratio, counted = (self, target) if mine else (target, self)
        return _label_power(ratio) != 0 or _label_power(counted) == 0


def convert(value: Fraction, from_: Unit, to: Unit, *, difference: bool = False) -> Fraction:
    """State `value`, given in `from_`, in the unit `to`, exactly.

    Temperatures on the Celsius and Fahrenheit scales are shifted as well as scaled, unless `value` is a
    `difference` of two. Raises `UnitError` if the units have other dimensions.
    """
    if from_ == to:
        return value
    if not from_.converts_to(to):
        raise UnitError(f"{from_} cannot be stated in {to}: {_obstacle(from_, to)}")
    factor = from_.magnitude() / to.magnitude()
    if difference or not _is_scale(from_) or not _is_scale(to):
        return value * factor
    return value * factor + (_zero_point(from_) - _zero_point(to)) / to.magnitude()


def conversion_note(from_: Unit, to: Unit) -> str | None:
    """Say how long a year or month was taken to be, where a conversion between the units depends on it."""
    times = [name for name, _ in (from_ / to).part("time")]
    yearly = [name for name in times if name in _YEARLY]
    if not yearly or len(yearly) == len(times):
        return None
    if "month" in yearly:
        return "a month taken as 30.4375 days, the twelfth of 365.25"
    return "a year taken as 365.25 days, which is 52.18 weeks"


@lru_cache(maxsize=4096)
def parse_unit(text: str | None) -> Unit:
    """Parse the notation of a record's unit: ``conviction/week``, ``GBP/person/year``, ``km^2``.

    None, like ``1``, is a bare number. Names are joined by ``*`` and ``/`` from left to right. A space
    belongs to a noun (``service member``), but multiplies behind a unit that is measured (``kg CO2``).
    Raises `UnitError`, whose message says at which character reading stopped.
    """
    if text is None or text == "1":
        return Unit()
    if len(text) > MAX_UNIT_TEXT:
        raise UnitError(f"a unit may have {MAX_UNIT_TEXT} characters at the most")
    text = unicodedata.normalize("NFC", text).translate(_SUPERSCRIPTS)
    factors: list[tuple[str, int]] = []
    place, sign = 0, 1
    while True:
        match = _term().match(text, place)
        if match is None:
            found = f"{text[place]!r}" if place < len(text) else "the end"
            raise UnitError(
                f"not a unit: {text!r} has {found} at character {place + 1}, where a name should stand"
            )
        if match["name"]:
            power = sign * int(match["power"] or 1)
            factors += _named(match["name"], power)
        place = match.end()
        if place == len(text):
            break
        if text[place] in "*/" and not (match["one"] and text[place] == "*"):
            sign = -1 if text[place] == "/" else 1
            place += 1
        elif text[place - 1] != " ":
            raise UnitError(f"not a unit: {text!r} has {text[place]!r} at character {place + 1}")
    return _product(tuple(factors))


def named_unit(name: str) -> Unit:
    """Return the unit of a name, in any known spelling; any other noun is a label."""
    canonical = canonical_name(name)
    return Unit(((canonical, 1),))


def is_measured(name: str) -> bool:
    """Return whether a name is a time, a currency, a physical unit or a ratio, and so not a noun that is counted."""
    return physical.dimension(canonical_name(name)) is not None


@cache
def _term() -> re.Pattern[str]:
    noun = r"[^\W\d][\w'’.\-]*(?: [^\W\d][\w'’.\-]*)*"
    return re.compile(
        rf" *(?:(?P<one>1)(?![\w.])|(?P<name>{noun})(?:\^(?P<power>-?[1-9][0-9]?)(?![0-9]))?) *"
    )


def _named(name: str, power: int) -> list[tuple[str, int]]:
    """Return the factors of a name. Spaces multiply after a measured unit; elsewhere they are part of the noun."""
    first, *rest = name.split(" ", 1)
    if rest and is_measured(first):
        # The power stands behind the last word, and belongs to it.
        return [(canonical_name(first), 1 if power > 0 else -1), *_named(rest[0], power)]
    return [(canonical_name(name), power)]


def _product(factors: tuple[tuple[str, int], ...]) -> Unit:
    powers: dict[str, int] = {}
    for name, power in factors:
        powers[name] = powers.get(name, 0) + power
    if any(abs(power) > MAX_UNIT_EXPONENT for power in powers.values()):
        raise UnitError(f"the power of a unit may be {MAX_UNIT_EXPONENT} at the most")
    return Unit(tuple(sorted((name, power) for name, power in powers.items() if power)))


def _powered(name: str, power: int) -> str:
    return name if power == 1 else f"{name}^{power}"


@lru_cache(maxsize=4096)
def _dimension(unit: Unit) -> tuple[tuple[str, int], ...]:
    powers: dict[str, int] = {}
    for name, power in unit.factors:
        for dimension, times in physical.dimension(name) or ():
            powers[dimension] = powers.get(dimension, 0) + times * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


@lru_cache(maxsize=4096)
def _magnitude(unit: Unit) -> Fraction:
    factor = Fraction(1)
    for name, power in unit.factors:
        factor *= physical.factor(name) ** power
    return factor


def _has_dimension(name: str, dimension: str) -> bool:
    known = physical.dimension(name) or ()
    if len(known) != 1:
        return False
    kind, power = known[0]
    return power == 1 and kind.split(" ")[0] == dimension


def _is_ratio(unit: Unit) -> bool:
    return any(name == "ratio" for name, _ in _dimension(unit))


def _label_power(unit: Unit) -> int:
    return sum(power for _, power in unit.labels())


def _is_scale(unit: Unit) -> bool:
    return unit.dimension() == (("temperature", 1),) and len(unit.factors) == 1


def _zero_point(unit: Unit) -> Fraction:
    return physical.zero_point(unit.factors[0][0])


def _obstacle(from_: Unit, to: Unit) -> str:
    """Say why one unit cannot be converted to another."""
    if from_.dimension() == to.dimension():
        return "a percentage is not a number of things counted"
    mine, theirs = dict(from_.dimension()), dict(to.dimension())
    differing = sorted(name for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name))
    if all(name.startswith("currency ") for name in differing) and len(differing) == 2:
        return "no rate of exchange is built in"
    if "points" in differing:
        return "a percentage point is not a percentage"
    if "date" in differing:
        return "a year of the calendar is a date, not a length of time"
    return f"they differ in {' and '.join(name.removeprefix('currency ') for name in differing)}"
