"""Units as people write them beside a number, and what stands in the record."""

from __future__ import annotations

import pytest

from ledger.errors import InputError
from ledger.phrase.unit_spelling import spelled_unit


@pytest.mark.parametrize(
    ("written", "recorded"),
    [
        ("people", "person"),
        ("people/weeks", "person/week"),
        ("people per week", "person/week"),
        ("person a week", "person/week"),
        ("GBP per person", "GBP/person"),
        ("per cent", "percent"),
        ("percent points", "percentage_point"),
        ("Euro", "EUR"),
        ("KM", "km"),
        ("m2", "m^2"),
        ("houses", "house"),
    ],
)
def test_a_unit_in_words_is_put_into_the_notation_of_records(written: str, recorded: str) -> None:
    assert spelled_unit(written) == recorded


@pytest.mark.parametrize(
    "unit",
    [
        "conviction/week", "GBP/person/year", "percentage_point", "calendar_year", "1", "degC", "km^2", "species",
        "crisis", "plastic straw", "Mensch", "pound", "MP", "child under 5",
    ],
)  # fmt: skip
def test_a_unit_in_the_notation_of_records_stays(unit: str) -> None:
    assert spelled_unit(unit) == unit


def test_a_number_in_a_unit_is_refused() -> None:
    with pytest.raises(InputError, match="a unit has no number in it"):
        spelled_unit("billion USD")
