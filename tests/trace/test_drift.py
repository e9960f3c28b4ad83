"""What changed between a figure and its relay: silence first, then alarm, then the worked case hop by hop.

A quantity is written here as ``hedge number unit``; ``..`` joins the ends of a range.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.model.record import Figure
from ledger.model.vocabulary import HEDGES, SEVERITIES
from ledger.number.quantity import Quantity
from ledger.trace.drift import Drift, compare_derivation, compare_relay, hedge_conflict
from ledger.trace.rules import rules


def quantity(phrase: str) -> Quantity:
    words = phrase.split()
    hedge = words.pop(0) if words[0] in HEDGES else None
    number = words.pop(0) if words else ""
    value, _, ends = (
        number.strip("]").partition("[") if "[" in number or ".." not in number else ("", "", number)
    )
    low, _, high = ends.partition("..")
    unit = " ".join(words)
    return Quantity(
        text=phrase, value=value or None, low=low or None, high=high or None, hedge=hedge, unit=unit or None
    )


def figure(phrase: str, **fields: Any) -> Figure:
    return Figure(quantity=quantity(phrase), **fields)


def codes(found: list[Drift]) -> set[str]:
    return {change.code for change in found}


def alarms(found: list[Drift]) -> set[str]:
    return {change.code for change in found if change.severity != "info"}


SILENT = [
    ("100 soldier/week", "100 soldier/week"),
    ("over 915000000 passenger", "nearly 916000000 passenger"),
    ("at-least 915000000 passenger", "nearly 916000000 passenger"),
    ("nearly 20 crash", "over 19 crash"),
    ("about 5200 conviction/year", "about 5200 conviction/year"),
    ("nearly 100 soldier/week", "under 100 soldier/week"),
    ("over 30000 soldier", "at-least 30000 soldier"),
    ("100..200 casualty", "at-least 100 casualty"),
    ("100..200 casualty", "at-most 200 casualty"),
    ("95..99 casualty", "nearly 100 casualty"),
    ("at-least 100 casualty", "100..200 casualty"),
    ("between 100..200 casualty", "100..200 casualty"),
    ("150[100..200] death", "150 death"),
    ("about 150[100..200] death", "about 150 death"),
    ("5 court case", "5 case"),
    ("12 service member", "12 service members"),
    ("exact 100 vote", "100 vote"),
    ("1991 calendar_year", "1991 calendar_year"),
    ("5200 1/year", "5200 conviction/year"),
    ("0 case", "0 case"),
]

INFORMED = [
    ("18500 soldier", "nearly 19000 soldier", {"value-rounded"}),
    ("5200 troop", "over 5000 troop", {"value-rounded"}),
    ("18400 soldier", "18000 soldier", {"value-rounded"}),
    ("251454 ballot", "about 250000 ballot", {"value-rounded"}),
    ("30698 death", "over 30000 death", {"value-rounded"}),
    ("over 5217 death", "over 5200 death", {"value-rounded"}),
    ("1.94 percent", "nearly 2 percent", {"value-rounded"}),
    ("1/3 voter", "33 percent", {"unit-converted"}),
    ("1449 death", "over 1000 death", {"value-rounded"}),
    ("100 mile", "161 km", {"unit-converted"}),
    ("100 mile", "nearly 161 km", {"unit-converted"}),
    ("100 mile", "about 161 km", {"unit-converted"}),
    ("160 mile", "300 km", {"value-rounded", "unit-converted"}),
    ("101 mile", "160 km", {"value-rounded", "unit-converted"}),
    ("100 conviction/week", "5200 conviction/year", {"unit-converted"}),
    ("123 conviction/week", "6396 conviction/year", {"unit-converted"}),
    ("100.4 degC", "212.7 degF", {"unit-converted"}),
    ("1.5 degC", "2.7 degF", {"unit-converted"}),
    ("40 degC", "104 degF", {"unit-converted"}),
    ("5 percent", "0.05", {"unit-converted"}),
    ("102..198 casualty", "100..200 casualty", {"value-rounded"}),
    ("104..198 casualty", "at-most 200 casualty", set()),
    ("100 soldier", "about 100 soldier", {"hedge-added"}),
    ("vague", "100 soldier", {"unquantified"}),
    ("100 soldier", "vague", {"unquantified"}),
    ("vague", "vague", {"unquantified"}),
]

DRIFTED = [
    ("251454 ballot", "at-most 250000 ballot", {"value-changed"}),
    ("100 soldier", "140 soldier", {"value-changed"}),
    ("about 100 soldier", "about 140 soldier", {"value-changed"}),
    ("51 death", "100 death", {"value-changed"}),
    ("18500 soldier", "over 19000 soldier", {"value-changed"}),
    ("18500 soldier", "nearly 18000 soldier", {"value-changed"}),
    ("at-most 250000 ballot", "251454 ballot", {"value-changed", "hedge-dropped"}),
    ("100 mile", "180 km", {"value-changed"}),
    ("100 mile", "100 km", {"value-changed"}),
    ("100..200 casualty", "200 casualty", {"value-changed"}),
    ("100..200 casualty", "about 150 casualty", {"value-changed"}),
    ("100..200 casualty", "nearly 200 casualty", {"value-changed"}),
    ("100..200 casualty", "at-least 200 casualty", {"value-changed"}),
    ("150 casualty", "100..200 casualty", {"value-changed"}),
    ("100..200 casualty", "100..300 casualty", {"value-changed"}),
    ("150[100..200] death", "160 death", {"value-changed"}),
    ("-5 degC", "5 degC", {"value-changed"}),
    ("1.5 degC", "3.7 degF", {"value-changed"}),
    ("5200 conviction/year", "5200 conviction/week", {"value-changed", "period-changed"}),
    ("1991 calendar_year", "1992 calendar_year", {"value-changed"}),
    ("350 percent", "35 percent", {"value-changed"}),
    ("over 916 passenger", "nearly 915 passenger", {"value-changed", "hedge-changed"}),
    ("at-least 100 death", "at-most 500 death", {"value-changed", "hedge-changed"}),
    ("5 GBP", "5 USD", {"units-differ"}),
    ("5 percent", "5 percentage_point", {"units-differ"}),
    ("100 km", "100 km^2", {"units-differ"}),
    ("20 percent", "20 soldier", {"units-differ"}),
    ("3 week", "3 soldier", {"units-differ"}),
    ("about 100 soldier", "100 soldier", {"hedge-dropped"}),
    ("nearly 100 soldier", "exact 100 soldier", {"hedge-dropped"}),
    ("nearly 100 soldier", "over 100 soldier", {"hedge-changed"}),
    ("about 100 soldier", "over 100 soldier", {"hedge-changed"}),
    ("at-least 100 soldier", "about 100 soldier", {"hedge-changed"}),
    ("100 soldier", "over 100 soldier", {"hedge-added"}),
    ("100 soldier", "nearly 100 soldier", {"hedge-added"}),
    ("100 conviction", "100 deserter", {"label-changed"}),
    ("5 dead soldier", "5 wounded soldier", {"label-changed"}),
    ("5000 GBP/person", "5000 GBP/household", {"label-changed"}),
    ("5000 GBP/person", "5000 GBP", {"label-changed"}),
    ("5200 troop/year", "5200 troop", {"period-changed"}),
    ("5200 troop", "5200 troop/month", {"period-changed"}),
    ("5 GBP/year", "5 GBP", {"period-changed"}),
]


@pytest.mark.parametrize(("up", "down"), SILENT)
def test_a_true_relay_is_silent(up: str, down: str) -> None:
    assert compare_relay(figure(up), figure(down)) == []


@pytest.mark.parametrize(("up", "down", "expected"), INFORMED)
def test_what_is_only_worth_knowing_is_no_alarm(up: str, down: str, expected: set[str]) -> None:
    found = compare_relay(figure(up), figure(down))
    assert codes(found) == expected
    assert alarms(found) == set()


@pytest.mark.parametrize(("up", "down", "expected"), DRIFTED)
def test_drift_is_flagged(up: str, down: str, expected: set[str]) -> None:
    found = compare_relay(figure(up), figure(down))
    assert alarms(found) == expected
    for change in found:
        assert "Write " in change.message


@pytest.mark.parametrize(("up", "down"), [("100 soldier", "140 soldier"), ("5 GBP", "5 USD")])
def test_another_number_or_measure_is_an_error(up: str, down: str) -> None:
    assert [change.severity for change in compare_relay(figure(up), figure(down))] == ["error"]


def test_a_message_names_both_statements_and_the_way_back() -> None:
    [found] = compare_relay(figure("100 soldier"), figure("140 soldier"))
    for part in ("100 soldier", "140 soldier", "differ by 40", "33.3333 at most", "Write “100 soldier”"):
        assert part in found.message


#: The worked case: (upstream, its other fields, downstream, its other fields, what must be seen).
CASE = [
    (
        "100 conviction/week",
        {"wording": "unseen"},
        "at-least 100 deserter/week",
        {},
        {"wording-unseen"},
    ),
    ("100 conviction/week", {"wording": "unseen"}, "100 sentence/week", {}, {"wording-unseen"}),
    ("100 conviction/week", {"wording": "unseen"}, "nearly 100 soldier/week", {}, {"wording-unseen"}),
    ("nearly 100 soldier/week", {}, "nearly 100 soldier/week", {}, set()),
    ("about 5200 conviction/year", {}, "about 5200 conviction/year", {}, set()),
    ("nearly 100 soldier/week", {}, "about 100 soldier/week", {}, {"hedge-changed"}),
    (
        "about 100 soldier/week",
        {"label": "soldiers convicted for refusing to fight"},
        "100 soldier/week",
        {"label": "soldiers tried in Russia"},
        {"hedge-dropped", "label-changed"},
    ),
    ("about 100 soldier/week", {}, "100 soldier/week", {}, {"hedge-dropped"}),
    ("about 5200 conviction/year", {}, "5200 troop/year", {}, {"hedge-dropped", "label-changed"}),
    ("5200 troop/year", {}, "over 5000 troop", {}, {"value-rounded", "period-changed"}),
    ("nearly 100 soldier/week", {}, "nearly 100 soldier", {}, {"period-changed"}),
    ("over 30000 soldier", {}, "over 30000 soldier", {}, set()),
]


@pytest.mark.parametrize(("up", "up_fields", "down", "down_fields", "expected"), CASE)
def test_every_hop_of_the_worked_case(
    up: str, up_fields: dict[str, str], down: str, down_fields: dict[str, str], expected: set[str]
) -> None:
    assert codes(compare_relay(figure(up, **up_fields), figure(down, **down_fields))) == expected


def test_unseen_wording_still_has_its_number_compared() -> None:
    found = compare_relay(figure("100 conviction/week", wording="unseen"), figure("300 deserter/week"))
    assert codes(found) == {"wording-unseen", "value-changed"}


def test_a_number_that_the_ledger_copied_is_not_compared() -> None:
    up = figure("about 100 soldier/week", label="soldiers", nature="projected")
    copied = figure("100 deserter", label="soldiers", restated=False, nature="observed")
    assert codes(compare_relay(up, copied)) == {"nature-upgraded"}
    assert codes(compare_relay(up, replace(copied, label="convicts"))) == {"nature-upgraded", "label-changed"}


@pytest.mark.parametrize(
    ("fields", "relayed", "expected"),
    [
        ({"place": "Russia"}, {"place": "Ukraine"}, {"place-changed"}),
        ({"place": "Russia"}, {"place": "russia"}, set()),
        ({"place": "Russia"}, {}, set()),
        ({"period": "2023"}, {"period": "2022"}, {"period-changed"}),
        ({"period": "2023"}, {"period": "2023-01/2023-12"}, set()),
        ({"period": "2022-02/.."}, {"period": "2022-02-24/.."}, set()),
        ({"nature": "projected"}, {"nature": "estimated"}, {"nature-upgraded"}),
        ({"nature": "estimated"}, {"nature": "observed"}, {"nature-upgraded"}),
        ({"nature": "observed"}, {"nature": "projected"}, set()),
        ({}, {"nature": "observed"}, set()),
        ({"label": "soldiers killed"}, {"label": "soldier killings"}, set()),
        ({"label": "soldiers killed"}, {"label": "tanks lost"}, {"label-changed"}),
        ({"label": "soldiers killed"}, {"label": "dead soldiers"}, set()),
        ({"label": "killed"}, {"label": "wounded"}, {"label-changed"}),
        ({"label": "soldiers killed"}, {}, set()),
    ],
)
def test_other_fields(fields: dict[str, str], relayed: dict[str, str], expected: set[str]) -> None:
    found = compare_relay(figure("100 soldier", **fields), figure("100 soldier", **relayed))
    assert codes(found) == expected


def test_a_lost_time_part_and_another_period_are_one_finding() -> None:
    up, down = figure("5200 troop/year", period="2023"), figure("5200 troop", period="2022")
    assert [change.code for change in compare_relay(up, down)] == ["period-changed"]


def test_a_derivation_is_no_firmer_than_its_weakest_input() -> None:
    inputs = {"weekly": figure("100 conviction/week", nature="projected"), "weeks": figure("52 week")}
    [found] = compare_derivation(figure("5200 conviction/year", nature="observed"), inputs)
    assert found.code == "nature-upgraded"
    assert "weekly is projected" in found.message
    assert compare_derivation(figure("5200 conviction/year", nature="projected"), inputs) == []


def test_computing_from_no_number_is_an_error_that_names_the_input() -> None:
    inputs = {"rate": figure("vague"), "weekly": figure("100 soldier")}
    [found] = compare_derivation(figure("5200 soldier"), inputs)
    assert (found.code, found.severity) == ("unquantified", "error")
    assert "rate" in found.message
    assert "weekly" not in found.message


def test_relays_of_one_figure_that_hedge_against_each_other() -> None:
    relays = [
        figure("about 100 soldier/week"),
        figure("nearly 100 soldier/week"),
        figure("at-least 100 deserter/week"),
    ]
    conflict = hedge_conflict(relays)
    assert conflict is not None
    assert (conflict.above, conflict.below) == (2, 1)
    assert conflict.drift.code == "hedge-conflict"
    assert "at-least 100" in conflict.drift.message
    assert "nearly 100" in conflict.drift.message


@pytest.mark.parametrize(
    "relays",
    [
        [figure("nearly 100 soldier"), figure("about 100 soldier"), figure("100 soldier")],
        [figure("nearly 916000000 passenger"), figure("over 915000000 passenger")],
        [figure("nearly 100 soldier"), figure("at-least 100 soldier", wording="unseen")],
        [figure("nearly 100 soldier"), figure("at-least 100 soldier", restated=False)],
        [figure("nearly 100 soldier"), figure("at-least 100 GBP"), figure("vague")],
        [],
    ],
)
def test_relays_that_can_all_be_true_do_not_conflict(relays: list[Figure]) -> None:
    assert hedge_conflict(relays) is None


NUMBERS = st.decimals("-1e9", "1e9", places=2, allow_nan=False).map(lambda number: f"{number:f}")
QUANTITIES = st.builds(
    Quantity,
    value=st.none() | NUMBERS,
    low=st.none() | NUMBERS,
    high=st.none() | NUMBERS,
    hedge=st.none() | st.sampled_from(HEDGES),
    unit=st.none() | st.sampled_from(["soldier", "soldier/week", "percent", "GBP/year", "km", "1", "degC"]),
)


@settings(max_examples=150)
@given(QUANTITIES, QUANTITIES)
def test_any_two_statements_can_be_compared(up: Quantity, down: Quantity) -> None:
    known = set(rules())
    found = compare_relay(Figure(quantity=up), Figure(quantity=down))
    assert codes(found) <= known
    assert len(codes(found)) == len(found)
    assert {change.severity for change in found} <= set(SEVERITIES)


@settings(max_examples=50)
@given(QUANTITIES)
def test_a_statement_repeated_word_for_word_has_not_drifted(stated: Quantity) -> None:
    found = compare_relay(Figure(quantity=stated), Figure(quantity=replace(stated)))
    assert codes(found) <= {"unquantified"}


def test_a_fraction_is_compared_with_a_number_of_another_scale() -> None:
    assert "value-changed" in codes(compare_relay(figure("about 1/3 person"), figure("about 2e10 person")))
