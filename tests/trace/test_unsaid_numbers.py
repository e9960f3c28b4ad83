"""What is compared of relays that say no number, and in whose language their words are read."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.book import Ledger

#: A statement without a number, as it is recorded.
Fields = dict[str, Any]


def vague(text: str) -> Fields:
    return {"text": text, "value": None, "hedge": "vague"}


def changed(up: Fields, down: Fields) -> set[str]:
    """The warnings and errors on a relay, as a check and a trace find them."""
    with Ledger.create("sqlite://", who="Ann") as ledger:
        ledger.record(
            [
                {"record": "source", "key": "paper", "title": "Zeitung", "language": "de"},
                {"record": "figure", "key": "up", "reported_by": ["A"], "primary": True, **up},
                {"record": "figure", "key": "down", "reported_by": ["B"], "relays": "up", **down},
            ]
        )
        checked = {
            finding.code
            for finding, subject in ledger.check().findings.with_subjects()
            if subject.key == "down" and finding.link is not None and finding.severity != "info"
        }
        traced = {
            finding.code
            for finding in ledger.trace("down").findings
            if finding.link is not None and finding.severity != "info"
        }
        assert checked == traced
        return checked


CHANGED = [
    (
        {"quantity": "750 million tonnes of plastic", "nature": "projected"},
        {"quantity": vague("there is more plastic than fish in the sea now")},
        "nature-upgraded",
    ),
    (
        {"quantity": vague("more plastic than fish by 2050")},
        {"quantity": vague("already more plastic than fish")},
        "nature-upgraded",
    ),
    (
        {"quantity": vague("more plastic than fish by 2050"), "nature": "projected"},
        {"quantity": vague("a sea of plastic"), "quote": "The oceans hold more plastic than fish today."},
        "nature-upgraded",
    ),
    (
        {"quantity": "5,200 convictions", "period": "2023"},
        {"quantity": vague("a dramatic rise"), "quote": "a dramatic rise in 2019"},
        "period-changed",
    ),
    (
        {"quantity": "5,200 convictions", "place": "Russia"},
        {"quantity": vague("a dramatic rise in Ukraine")},
        "place-changed",
    ),
    (
        {"quantity": "5,200 convictions"},
        {"quantity": vague("a dramatic rise"), "label": "desertions"},
        "label-changed",
    ),
    ({"quantity": "5,200 convictions"}, {"quantity": "5,200", "label": "deserters"}, "label-changed"),
    ({"quantity": "5,200 convictions"}, {"label": "deserters"}, "label-changed"),
]
UNCHANGED = [
    ({"quantity": "5,200 convictions", "period": "2023"}, {"quantity": vague("a dramatic rise")}),
    (
        {"quantity": "5,200 convictions", "period": "2023"},
        {"quantity": vague("a dramatic rise"), "quote": "a dramatic rise in 2023"},
    ),
    (
        {"quantity": "750 million tonnes of plastic", "nature": "projected"},
        {
            "quantity": vague("more plastic than fish"),
            "quote": "There will be more plastic than fish by 2050",
        },
    ),
    (
        {"quantity": "750 million tonnes of plastic", "nature": "projected"},
        {"quantity": vague("more plastic than fish"), "quote": "Experts now expect more plastic than fish"},
    ),
    ({"quantity": "5,200 convictions"}, {"quantity": "5,200", "label": "convictions of soldiers"}),
]


@pytest.mark.parametrize(("up", "down", "code"), CHANGED)
def test_a_relay_without_a_number_is_held_to_what_it_did_say(up: Fields, down: Fields, code: str) -> None:
    assert changed(up, down) == {code}


@pytest.mark.parametrize(("up", "down"), UNCHANGED)
def test_a_relay_without_a_number_is_not_held_to_what_it_did_not_say(up: Fields, down: Fields) -> None:
    assert changed(up, down) == set()


def test_words_are_read_in_the_language_of_their_source_where_the_quote_names_none() -> None:
    up = {"quantity": "5.200 Urteile", "period": "2023", "source": "paper"}
    down = {"quantity": "5.200 Urteile", "quote": "im Jahr 2021 gab es 5.200 Urteile", "source": "paper"}
    assert changed(up, down) == {"period-changed"}
    assert changed(up, {**down, "quote": "im Jahr 2023 gab es 5.200 Urteile"}) == set()
    soldiers = {"quantity": "5.200", "quote": "5.200 Soldaten", "source": "paper"}
    assert changed({"quantity": "5.200 Urteile", "source": "paper"}, soldiers) == {"label-changed"}


def test_the_language_of_the_quote_comes_before_that_of_the_source() -> None:
    up = {"quantity": "5,200 deaths", "period": "2023"}
    quote = {"exact": "there were 5,200 deaths in 2021", "language": "en"}
    assert changed(up, {"quantity": "5,200 deaths", "quote": quote, "source": "paper"}) == {"period-changed"}
