"""Units: what a notation means, what may be compared, and how much one is of another."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pint import UnitRegistry

from ledger.errors import InputError
from ledger.number import conversion
from ledger.number.physical import _measures, known_names
from ledger.number.unit import Unit, UnitError, conversion_note, convert, named_unit, parse_unit
from ledger.number.unit_notation import unit_problem

fractions = st.fractions(min_value=-(10**12), max_value=10**12, max_denominator=10**6)
names = st.sampled_from(["conviction", "service member", "person", "CO2", "солдат", *known_names()])


@st.composite
def units(draw: st.DrawFn) -> Unit:
    powers = draw(st.dictionaries(names, st.integers(-3, 3), max_size=4))
    return Unit(tuple(sorted((name, power) for name, power in powers.items() if power)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (None, "1"),
        ("1", "1"),
        ("1/week", "1/week"),
        ("conviction/week", "conviction/week"),
        ("GBP/person/year", "GBP/person/year"),
        ("GBP/year/person", "GBP/person/year"),
        ("km^2", "km^2"),
        ("km²", "km^2"),
        ("person/km^2", "person/km^2"),
        ("service member/week", "service member/week"),
        ("kilometres/hours", "km/hour"),
        ("Week", "week"),
        ("days", "day"),
        ("kg CO2/person", "CO2*kg/person"),
        ("km^2 park", "km^2*park"),
        ("soldier/week*week", "soldier"),
        ("percentage_point", "percentage_point"),
        ("солдат/week", "солдат/week"),
        ("cat", "cat"),
    ],
)
def test_a_unit_is_shown_in_one_way(text: str | None, shown: str) -> None:
    assert str(parse_unit(text)) == shown


@given(units())
def test_what_a_unit_is_shown_as_is_that_unit(unit: Unit) -> None:
    assert parse_unit(str(unit)) == unit


@pytest.mark.parametrize(
    "text", ["conviction", "km^2 park", "a b/c d", "GBP*person/year", "1/week", "o'clock"]
)
def test_every_unit_that_a_record_may_hold_can_be_read(text: str) -> None:
    assert unit_problem(text) is None
    assert parse_unit(text) != Unit()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a//b", 3),
        ("a/", 3),
        ("/a", 1),
        ("", 1),
        ("3 shots", 1),
        ("a^0", 2),
        ("1*a", 2),
        ("a*(b)", 3),
        ("a!", 2),
    ],
)
def test_a_broken_unit_is_refused_at_the_place(text: str, place: int) -> None:
    with pytest.raises(InputError, match=f"at character {place}"):
        parse_unit(text)


@pytest.mark.parametrize("text", ["x" * 501, "a^99", "m^24*m^24"])
def test_a_unit_has_limits(text: str) -> None:
    with pytest.raises(UnitError):
        parse_unit(text)


@given(units(), units(), st.integers(-3, 3))
def test_units_multiply_like_numbers(first: Unit, second: Unit, power: int) -> None:
    assert first * second / second == first
    assert (first * second) ** power == first**power * second**power
    assert (first * second).magnitude() == first.magnitude() * second.magnitude()
    assert hash(first * second) == hash(second * first)


@pytest.mark.parametrize(
    ("value", "from_", "to", "result"),
    [
        ("100", "conviction/week", "conviction/year", "36525/7"),
        ("1", "year", "month", "12"),
        ("1", "month", "day", "30.4375"),
        ("26", "mile", "km", "41.842944"),
        ("1", "mile^2", "km^2", "2.589988110336"),
        ("1", "hectare", "m^2", "10000"),
        ("1", "km^2", "hectare", "100"),
        ("1", "acre", "m^2", "4046.8564224"),
        ("1", "barrel", "litre", "158.987294928"),
        ("1", "gallon", "litre", "3.785411784"),
        ("1", "imperial_gallon", "litre", "4.54609"),
        ("1", "acre_foot", "m^3", "1233.48183754752"),
        ("1", "bcm", "m^3", "1000000000"),
        ("1", "nautical_mile", "km", "1.852"),
        ("1", "light_year", "km", "9460730472580.8"),
        ("1", "pound", "kg", "0.45359237"),
        ("1", "troy_ounce", "g", "31.1034768"),
        ("1", "long_ton", "kg", "1016.0469088"),
        ("1", "btu", "joule", "1055.05585262"),
        ("1", "horsepower", "watt", "745.69987158227022"),
        ("1", "mmHg", "pascal", "133.322387415"),
        ("1", "kcal", "joule", "4184"),
        ("1", "hPa", "pascal", "100"),
        ("1", "knot", "km/hour", "1.852"),
        ("1", "GB", "bit", "8000000000"),
        ("8", "Mbps", "MB/second", "1"),
        ("0", "degF", "kelvin", "45967/180"),
        ("1", "stone", "kg", "6.35029318"),
        ("1", "tonne", "kg", "1000"),
        ("100", "km/hour", "m/second", "250/9"),
        ("1", "TWh/year", "GW", "10/87.66"),
        ("1", "kWh", "MJ", "3.6"),
        ("60", "mph", "km/hour", "96.56064"),
        ("40", "percent", "1", "0.4"),
        ("0.004", "1", "percent", "0.4"),
        ("0.05", "conviction/person", "percent", "5"),
        ("25", "basis_point", "percentage_point", "0.25"),
        ("100", "soldier/week", "conviction/week", "100"),
        ("37", "degC", "degF", "98.6"),
        ("-40", "degF", "degC", "-40"),
        ("0", "kelvin", "degC", "-273.15"),
        ("1.8", "degF/decade", "degC/decade", "1"),
    ],
)
def test_a_conversion_is_exact(value: str, from_: str, to: str, result: str) -> None:
    numerator, _, denominator = result.partition("/")
    expected = Fraction(numerator) / Fraction(denominator or 1)
    assert convert(Fraction(value), parse_unit(from_), parse_unit(to)) == expected


def test_a_difference_of_temperatures_is_scaled_and_not_shifted() -> None:
    degree_c, degree_f = parse_unit("degC"), parse_unit("degF")
    assert convert(Fraction("1.5"), degree_c, degree_f, difference=True) == Fraction("2.7")


@given(fractions, units(), units())
def test_a_conversion_there_and_back_is_exact(value: Fraction, first: Unit, second: Unit) -> None:
    near = first * second / second
    seconds = Unit(
        tuple(("second", power) if name == "week" else (name, power) for name, power in near.factors)
    )
    if len({name for name, _ in seconds.factors}) == len(seconds.factors):
        assert convert(convert(value, near, seconds), seconds, near) == value


@given(fractions, st.sampled_from(known_names()), st.sampled_from(known_names()))
def test_any_two_measured_units_convert_both_ways_or_neither(
    value: Fraction, name: str, other_name: str
) -> None:
    first, second = parse_unit(name), parse_unit(other_name)
    assert first.converts_to(second) == second.converts_to(first)
    if first.converts_to(second):
        assert convert(convert(value, first, second), second, first) == value


@pytest.mark.parametrize(
    ("from_", "to", "why"),
    [
        ("GBP/year", "USD/year", "rate of exchange"),
        ("percent", "percentage_point", "percentage point"),
        ("percent", "soldier", "number of things counted"),
        ("soldier/year", "percent/year", "number of things counted"),
        ("soldier/year", "soldier", "time"),
        ("km", "km^2", "length"),
        ("kg", "km", "length and mass"),
        ("calendar_year", "year", "date"),
        ("GBP", "1", "currency GBP|GBP"),
    ],
)
def test_units_of_another_kind_are_not_converted(from_: str, to: str, why: str) -> None:
    assert not parse_unit(from_).converts_to(parse_unit(to))
    with pytest.raises(UnitError, match=why):
        convert(Fraction(1), parse_unit(from_), parse_unit(to))


@pytest.mark.parametrize(
    ("from_", "to", "note"),
    [
        ("conviction/week", "conviction/year", "365.25"),
        ("conviction/year", "conviction/day", "365.25"),
        ("GBP/month", "GBP/week", "30.4375"),
    ],
)
def test_the_length_of_a_year_or_month_is_said_where_it_matters(from_: str, to: str, note: str) -> None:
    assert note in (conversion_note(parse_unit(from_), parse_unit(to)) or "")


@pytest.mark.parametrize(
    ("from_", "to"),
    [("GBP/month", "GBP/year"), ("GBP/day", "GBP/week"), ("km", "mile"), ("a/year", "b/year")],
)
def test_nothing_is_said_where_no_length_of_a_year_is_used(from_: str, to: str) -> None:
    assert conversion_note(parse_unit(from_), parse_unit(to)) is None


def test_the_parts_of_a_unit() -> None:
    unit = parse_unit("GBP/person/week")
    assert unit.part("currency") == (("GBP", 1),)
    assert unit.part("time") == (("week", -1),)
    assert unit.labels() == (("person", -1),)
    assert unit.dimension() == (("currency GBP", 1), ("time", -1))


def test_the_library_gives_every_physical_unit_the_dimension_that_the_table_gives() -> None:
    library: UnitRegistry[Any] = UnitRegistry(non_int_type=Fraction)
    for name, measure in _measures().items():
        if measure.expression:
            known = library.parse_expression(measure.expression).dimensionality
            # The library calls bits a number without a dimension.
            stated = {f"[{part}]": power for part, power in measure.dimension if part != "data"}
            assert dict(known) == stated, name


@pytest.mark.parametrize("name", known_names())
def test_every_measured_unit_has_a_size(name: str) -> None:
    assert named_unit(name).magnitude() > 0


def test_what_is_converted_every_day_is_what_the_library_says() -> None:
    registry: UnitRegistry[Any] = UnitRegistry(non_int_type=Fraction)
    said_by_library = {
        expression: Fraction(registry.parse_expression(expression).to_base_units().magnitude)
        for expression in conversion.EVERYDAY
    }
    assert said_by_library == conversion.EVERYDAY
    zeros = {
        expression: Fraction(registry.Quantity(Fraction(0), expression).to("kelvin").magnitude)
        for expression in conversion.ZEROS
    }
    assert zeros == conversion.ZEROS


def test_units_convert_where_there_is_no_place_for_a_cache(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("a file, and no folder")
    program = (
        "from ledger.number.unit import *; print(convert(Fraction(26), parse_unit('mile'), parse_unit('km')))"
    )
    environment = os.environ | {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert Fraction(done.stdout.strip()) == Fraction("41.842944")
