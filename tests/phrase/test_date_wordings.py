"""Periods as offices of statistics write them, in EDTF."""

from __future__ import annotations

import pytest

from ledger.errors import InputError
from ledger.model.edtf import read_date, season_note
from ledger.phrase.dateword import edtf_of_words


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("year ending December 2022", "2022"),
        ("year ended 31 December 2022", "2022"),
        ("year to June 2023", "2022-07/2023-06"),
        ("12 months to June 2023", "2022-07/2023-06"),
        ("12 months ending June 2023", "2022-07/2023-06"),
        ("twelve months ended March 2023", "2022-04/2023-03"),
        ("year ending 31 March 2023", "2022-04/2023-03"),
        ("year ending June 30, 2023", "2022-07/2023-06"),
        ("the year to end-March 2023", "2022-04/2023-03"),
        ("in the year to March 2023", "2022-04/2023-03"),
        ("year ending 5 April 2023", "2022-04-06/2023-04-05"),
        ("six months to September 2022", "2022-04/2022-09"),
        ("quarter ending March 2023", "2023-01/2023-03"),
        ("2025Q1", "2025-01/2025-03"),
        ("2025-Q3", "2025-07/2025-09"),
        ("Q1 2025", "2025-01/2025-03"),
        ("third quarter of 2023", "2023-07/2023-09"),
        ("financial year 2022/23", "2022/2023"),
        ("FY2022/23", "2022/2023"),
        ("2022-23 tax year", "2022/2023"),
        ("2021-03", "2021-03"),
    ],
)
def test_a_period_is_read_as(words: str, edtf: str) -> None:
    assert read_date(words) == edtf


@pytest.mark.parametrize("words", ["FY2023", "fiscal 2023"])
def test_a_fiscal_year_of_one_number_does_not_say_when_it_ends(words: str) -> None:
    with pytest.raises(InputError, match="write 2022/2023 for the twelve months that end in 2023"):
        read_date(words)


@pytest.mark.parametrize(
    "words", ["a while ago", "year to June", "0 months to June 2023", "year ending 31 June 2023"]
)
def test_what_is_no_period_is_refused(words: str) -> None:
    with pytest.raises(InputError):
        read_date(words)


def test_a_season_that_looks_like_a_financial_year_is_warned_of() -> None:
    assert season_note("2023-24") == (
        "2023-24 is read as the season that EDTF means by it, winter 2023: a financial year is 2023/2024"
    )
    assert season_note("2022-24") is None
    assert season_note("2021-03") is None


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("Oktober 2023", "2023-10"),
        ("30. August 2023", "2023-08-30"),
        ("03.04.2023", "2023-04-03"),
        ("seit Februar 2022", "2022-02/.."),
        ("Herbst 2022", "2022-23"),
        ("Jahr bis Juni 2023", "2022-07/2023-06"),
    ],
)
def test_german_dates(words: str, edtf: str) -> None:
    assert edtf_of_words(words, "de") == edtf
