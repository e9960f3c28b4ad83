"""Parts beside the words of a quantity: each overrides its own part, and none contradicts the words."""

from __future__ import annotations

from typing import Any

import pytest

from ledger import InputError, Ledger
from ledger.book.quantity_parts import combined


@pytest.mark.parametrize(
    ("words", "parts", "quantity"),
    [
        ("about 500 straws", {"unit": "straw/day"}, {"value": "500", "hedge": "about", "unit": "straw/day"}),
        ("500 straws", {"unit": "straw/day"}, {"value": "500", "unit": "straw/day"}),
        ("700 people", {"hedge": "about"}, {"value": "700", "hedge": "about", "unit": "person"}),
        (
            "1,200 homes",
            {"low": "1100", "high": "1300"},
            {"value": "1200", "low": "1100", "high": "1300", "unit": "home"},
        ),
        ("700 people", {"value": "700.0"}, {"value": "700.0", "unit": "person"}),
        ("700 people", {"statistic": "median"}, {"value": "700", "unit": "person", "statistic": "median"}),
        ("up 2%", {"unit": "percentage_point"}, {"value": "2", "unit": "percentage_point"}),
        (
            "nearly 100 soldiers a week",
            {"unit": "conviction/week"},
            {"value": "100", "unit": "conviction/week"},
        ),
        ("words unread", {"value": "5", "unit": "house"}, {"value": "5", "unit": "house"}),
        ("a dramatic rise", {"hedge": "vague"}, {"hedge": "vague"}),
    ],
)
def test_a_part_overrides_its_own_and_keeps_the_rest(
    words: str, parts: dict[str, Any], quantity: dict[str, Any]
) -> None:
    made = combined(words, parts)
    assert made["text"] == words
    assert {name: made.get(name) for name in quantity} == quantity


@pytest.mark.parametrize(
    ("words", "parts", "message"),
    [
        ("700 people", {"value": "800"}, "800 contradicts the words, which say 700"),
        ("between 10 and 20 people", {"low": "5"}, "5 contradicts the words, which say 10"),
        ("1,200 homes", {"low": "1300"}, "the order is low, value, high"),
        ("1,200 homes", {"high": "1100"}, "the order is low, value, high"),
        ("more than 700 people", {"hedge": "under"}, "under contradicts the words, which say over"),
        ("about 700 people", {"hedge": "exact"}, "exact contradicts the words, which say about"),
        ("700 people", {"hedge": "vague"}, "vague is for words without a number"),
        ("£5 million", {"unit": "USD"}, "USD contradicts the words, which say GBP"),
        ("100 convictions a week", {"unit": "conviction/year"}, "contradicts the words"),
        ("500 straws a day", {"unit": "straw"}, "contradicts the words"),
        ("5 km", {"unit": "mile"}, "mile contradicts the words, which say km"),
    ],
)
def test_a_part_that_contradicts_the_words_is_refused(
    words: str, parts: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        combined(words, parts)


def test_words_that_cannot_be_read_lose_no_number(ledger: Ledger) -> None:
    with pytest.raises(InputError):
        ledger.add("words unread", unit="person", reported_by=["A"])
    with pytest.raises(InputError):
        ledger.add("7 unread (3:5) words", low="3", reported_by=["A"])
    assert ledger.size == 0


def test_amending_a_part_keeps_the_number(ledger: Ledger) -> None:
    ledger.add("about 500 straws", reported_by=["A"], key="straws")
    ledger.amend("straws", unit="straw/day")
    quantity = ledger.show("straws").record.line["quantity"]
    assert quantity == {"text": "about 500 straws", "value": "500", "hedge": "about", "unit": "straw/day"}
    with pytest.raises(InputError, match="600 contradicts the words, which say 500"):
        ledger.amend("straws", value="600")
    ledger.amend("straws", "about 600 straws", unit="straw/day")
    assert ledger.show("straws").record.line["quantity"]["value"] == "600"


def test_amending_says_when_a_number_is_gone(ledger: Ledger) -> None:
    ledger.add("about 500 straws", reported_by=["A"], key="straws")
    outcomes = ledger.amend("straws", "a dramatic rise", hedge="vague")
    assert [warning for outcome in outcomes for warning in outcome.warnings if "the number 500" in warning]


def test_an_empty_text_clears_a_field(ledger: Ledger) -> None:
    ledger.add("about 500 straws", reported_by=["A"], key="straws", period="2023", locator="p. 1")
    ledger.amend("straws", period="", hedge="")
    line = ledger.show("straws").record.line
    assert "period" not in line
    assert line["locator"] == "p. 1"
    assert line["quantity"] == {"text": "about 500 straws", "value": "500", "unit": "straw"}
