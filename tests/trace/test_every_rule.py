"""Every rule has a story in which it is found: none is dead."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ledger.model.record import Quote
from ledger.phrase.reader import parse_phrase
from ledger.trace.rules import rules
from tests.trace.conftest import Story
from tests.trace.test_quotes import CODES

Tell = Callable[[Story], Any]


def stated(story: Story, name: str, phrase: str, **fields: Any) -> None:
    """A figure with a quantity as it is read from a phrase; fields of the quantity are marked by ``q_``."""
    parts = {key.removeprefix("q_"): fields.pop(key) for key in list(fields) if key.startswith("q_")}
    seq = story.figure(name, primary=fields.pop("primary", False), source=fields.pop("source", None))
    entry = story.figures[seq]
    quantity = replace(parse_phrase(phrase), **parts)
    story.figures[seq] = entry._replace(record=replace(entry.record, quantity=quantity, **fields))


def passed_on(up: str, down: str, up_fields: dict[str, Any] | None = None, **fields: Any) -> Tell:
    """A story of two: the first counts, the second passes it on."""

    def tell(story: Story) -> None:
        stated(story, "up", up, primary=True, source="report", **(up_fields or {}))
        stated(story, "down", down, **fields)
        story.relay("down", "up")

    return tell


def computed(formula: str, result: str, **inputs: str) -> Tell:
    """A story of a number that was computed."""

    def tell(story: Story) -> None:
        for name, phrase in inputs.items():
            stated(story, name, phrase, primary=True, source="report")
        stated(story, "down", result)
        story.derive("down", formula, **{name: name for name in inputs})

    return tell


def conflicting(story: Story) -> None:
    stated(story, "up", "100 arrests", primary=True, source="report")
    stated(story, "over", "more than 100 arrests")
    stated(story, "under", "nearly 100 arrests")
    stated(story, "down", "200 arrests")
    story.relay("over", "up")
    story.relay("under", "up")
    story.derive("down", "a + b", a="over", b="under")


def circular(story: Story) -> None:
    for name in ("down", "b"):
        story.figure(name)
    story.chain("down", "b", "down")


def cited_back(story: Story) -> None:
    story.figure("first", by=["X"], primary=True, source="report")
    story.figure("second", by=["Y"])
    story.figure("down", by=["X"])
    story.chain("first", "second", "down")


def one_count(story: Story) -> None:
    story.figure("up", primary=True, source="report")
    story.figure("other")
    story.figure("down")
    story.chain("up", "other", "down")


def nobody(story: Story) -> None:
    story.nobodys("down")


def unsourced(story: Story) -> None:
    story.figure("down", primary=True)


def upstream(change: Callable[[Story], Any]) -> Tell:
    """A story in which something happens to what a figure passes on."""

    def tell(story: Story) -> None:
        story.figure("up", primary=True, source="report")
        story.figure("newer", value="120")
        story.figure("down")
        story.relay("down", "up")
        story.review("down", "confirmed")
        change(story)

    return tell


STORIES: dict[str, Tell] = {
    "arithmetic-mismatch": computed("a * 2", "500 people", a="100 people"),
    "arithmetic-loose": computed("a * 365", "175 billion straws per year", a="500 million straws per day"),
    "units-differ": passed_on("£5", "$5"),
    "value-changed": passed_on("over 14 deaths", "20 deaths"),
    "scale-lost": passed_on("12 million people", "12 people"),
    "direction-changed": passed_on("20%", "20%", {"q_direction": "up"}, q_direction="down"),
    "statistic-changed": passed_on("£30,000", "£30,000", {"q_statistic": "median"}, q_statistic="mean"),
    "price-base-changed": passed_on("£3bn", "£3bn", {"q_price_base": "2015"}),
    "points-as-percent": computed("new - old", "23%", new="84%", old="61%"),
    "value-rounded": passed_on("18,400 soldiers", "18,000 soldiers"),
    "unit-converted": passed_on("100 miles", "161 km"),
    "hedge-dropped": passed_on("about 100 arrests", "100 arrests"),
    "hedge-changed": passed_on("about 100 arrests", "more than 100 arrests"),
    "hedge-added": passed_on("100 arrests", "about 100 arrests"),
    "hedge-conflict": conflicting,
    "wording-unseen": passed_on("100 arrests", "100 arrests", {"wording": "unseen"}),
    "nature-upgraded": passed_on("100 deaths", "100 deaths", {"nature": "projected"}, nature="observed"),
    "label-changed": passed_on("500 stations", "500 states"),
    "period-changed": passed_on("5,200 arrests", "5,200 arrests", {"period": "2023"}, period="2021"),
    "place-changed": passed_on("5,200 arrests", "5,200 arrests", {"place": "Russia"}, place="Ukraine"),
    "unquantified": passed_on("100 arrests", "several arrests"),
    "impossible-order": passed_on("5 ships", "5 ships", {"stated": "2023-08"}, stated="2023-01"),
    "circular-report": circular,
    "self-citation": cited_back,
    "single-origin": one_count,
    "origin-unknown": nobody,
    "unattributed": nobody,
    "unsourced": unsourced,
    "upstream-retracted": upstream(lambda story: story.correct("up")),
    "upstream-corrected": upstream(lambda story: story.correct("up", "newer")),
    "upstream-disputed": upstream(lambda story: story.review("up", "disputed")),
    "review-outdated": upstream(lambda story: story.review("up", "disputed")),
}


def test_every_rule_has_a_story() -> None:
    # What is found in the texts of sources has its stories where there are texts.
    assert STORIES.keys() | CODES == rules().keys()


@pytest.mark.parametrize("code", STORIES)
def test_a_rule_is_found_and_says_what_to_do(story: Story, code: str) -> None:
    STORIES[code](story)
    found = [finding for finding in story.trace("down").findings if finding.code == code]
    assert found
    for finding in found:
        assert "conviction/week" not in finding.message
        # What is no more than worth knowing needs nothing done.
        if finding.severity != "info":
            assert DOING.search(finding.message), finding.message


#: A sentence at the end of a message says what to do.
DOING = re.compile(r"[.?;] (?:Write|Find|Link|Say|Mend|Review|Take|Do not|One of them misreads)\b")


TOLD_OTHERWISE = [
    # (upstream, its fields, downstream, its fields, what is found)
    ("5,200 convictions", {"period": "2023"}, "5,200 convictions in 2021", {}, {"period-changed"}),
    ("5,200 convictions", {"period": "2023"}, "5,200 convictions in August 2023", {}, set()),
    ("5,200 convictions", {}, "5,200", {"quote": Quote(exact="5,200 deserters")}, {"label-changed"}),
    ("5,200 convictions", {}, "5,200", {"quote": Quote(exact="a total of 5,200 convictions")}, set()),
    ("606,000", {"label": "net migration to the UK"}, "606,000 arrivals", {}, {"label-changed"}),
    ("606,000", {"label": "net migration to the UK"}, "606,000 people", {}, set()),
    ("5 million deaths", {"nature": "projected", "period": "2030"}, "5 million deaths",
     {"quote": Quote(exact="5 million people died last year"), "stated": "2024-05"},
     {"nature-upgraded", "period-changed"}),
    ("5 million deaths", {"nature": "projected"}, "5 million deaths",
     {"quote": Quote(exact="5 million people will die, it is projected")}, set()),
    ("5,200 convictions", {"nature": "projected", "period": "2023", "place": "Russia"}, "5,200 convictions", {}, set()),
    ("5,200 arrests", {"place": "Russia"}, "5,200 arrests in Ukraine", {}, {"place-changed"}),
    ("5,200 arrests", {"place": "Russia"}, "5,200 arrests in Russia", {}, set()),
    ("30 deaths per 100,000", {}, "30 deaths per 100,000 people", {}, set()),
    ("30 cases per 100,000 people", {}, "30 cases per 100,000 population", {}, set()),
    ("30 deaths per 1,000 live births", {}, "30 deaths per 1,000 people", {}, {"label-changed"}),
    ("150 litres per person per day", {}, "150 litres per day", {}, {"label-changed"}),
    ("30 cases per million", {}, "3 cases per 100,000", {}, set()),
    ("12 million people", {}, "12,000,000 people", {}, set()),
    ("12 million people", {}, "13 million people", {}, {"value-changed"}),
    ("£350 million", {}, "£350 billion", {}, {"scale-lost"}),
    ("654,965 (392,979-942,636)", {}, "654,965 (329,979-942,636)", {}, {"value-changed"}),
    ("654,965 (392,979-942,636)", {}, "655,000 (393,000-943,000)", {}, {"value-rounded"}),
    ("654,965 (392,979-942,636)", {}, "654,965", {}, set()),
    ("more than 4,300 houses", {}, "4,300 houses", {}, {"hedge-dropped"}),
    ("over 14 deaths", {}, "more than 14 deaths", {}, set()),
    ("-5%", {}, "5%", {"q_direction": "down"}, set()),
    ("-5%", {}, "5%", {"q_direction": "up"}, {"direction-changed"}),
    ("20%", {"q_direction": "up"}, "20%", {}, set()),
    ("fell to 5,000", {}, "fell by 5,000", {}, {"value-changed"}),
    ("£3bn", {"q_price_base": "2015"}, "£3bn", {"q_price_base": "2015"}, set()),
    ("£3bn", {}, "£3bn", {"q_price_base": "2015"}, set()),
    ("5 percentage points", {}, "5%", {}, {"points-as-percent"}),
]  # fmt: skip


@pytest.mark.parametrize(("up", "up_fields", "down", "fields", "found"), TOLD_OTHERWISE)
def test_what_a_relay_says_in_its_own_words_is_compared_and_what_it_leaves_out_is_not(
    story: Story, up: str, up_fields: dict[str, Any], down: str, fields: dict[str, Any], found: set[str]
) -> None:
    passed_on(up, down, dict(up_fields), **fields)(story)
    codes = {finding.code for finding in story.trace("down").findings}
    assert codes == found
