from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.trace.chronology import impossible_order, periods_differ


@pytest.mark.parametrize(
    ("up", "down"),
    [
        ("2023-07-19", "2023-08-30"),
        ("2023-08-30", "2023-08-30"),
        ("2023-08-31", "2023-08-30"),
        ("2023-08", "2023-08-01"),
        ("2023", "2023-01-01"),
        ("2023~", "2022-06"),
        ("2023", "2022"),
        ("2023-09-03?", "2023-08-30"),
        ("2023-21", "2023-03"),
        ("2023-08-31", "2022-02/.."),
        ("../2023", "1990"),
        ("Y12345", "Y12345"),
        (None, "2023"),
        ("2023", None),
    ],
)
def test_an_order_that_some_reading_allows_is_silent(up: str | None, down: str | None) -> None:
    assert impossible_order(up, down) is None


@pytest.mark.parametrize(
    ("up", "down", "gap"),
    [
        ("2023-09-01", "2023-08-30", 2),
        ("2023-09", "2023-07", 32),
        ("2023-10-01~", "2023-08-30", 29),
        ("2022-02/..", "../2021", 32),
        ("2023-08-30T09:00:00Z", "2023-08-01T09:00:00Z", 29),
    ],
)
def test_stated_before_what_it_came_from(up: str, down: str, gap: int) -> None:
    found = impossible_order(up, down)
    assert found is not None
    assert (found.code, found.severity) == ("impossible-order", "error")
    for part in (up, down, f"{gap} days"):
        assert part in found.message


@settings(max_examples=50)
@given(st.dates().map(str), st.dates().map(str))
def test_two_plain_days_are_impossible_one_way_at_most(first: str, second: str) -> None:
    assert impossible_order(first, second) is None or impossible_order(second, first) is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2023", "2023"),
        ("2023", "2023~"),
        ("2022", "2023?"),
        ("202X", "2023"),
        ("2023", "2023-01/2023-12"),
        ("2022-02/..", "2022-02-24/.."),
        ("2022/2023", "2022-02/2023-08-30"),
        ("2022/", "2022/2023"),
        ("../2022", "../2022-06"),
    ],
)
def test_one_period_said_in_two_ways(first: str, second: str) -> None:
    assert not periods_differ(first, second)
    assert not periods_differ(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2023", "2022"),
        ("2023", "2023-07"),
        ("2023-07", "2023-07-19"),
        ("2022/2023", "2023"),
        ("2022-02/..", "2023"),
        ("2022-02/..", "2014/.."),
        ("2022-02/2022-12", "2022-02/2023-12"),
        ("../2021", "2014/2021"),
        ("2020~", "2023"),
    ],
)
def test_two_periods(first: str, second: str) -> None:
    assert periods_differ(first, second)
    assert periods_differ(second, first)


def test_an_open_end_reaches_to_the_day_of_the_statement() -> None:
    assert not periods_differ("2022-02/..", "2022-02/2023-08", up_stated="2023-08-30")
    assert periods_differ("2022-02/..", "2022-02/2022-12", up_stated="2023-08-30")
    assert not periods_differ("2022-02/2023-08", "2022-02/..", down_stated="2023-08-30")
    assert not periods_differ("2022-02/..", "2022-02/2023-08")
