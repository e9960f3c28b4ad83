"""What relays say in their own words, in the language of their quotes: certainty, tense, time and noun."""

from __future__ import annotations

import pytest

from ledger.model.record import Figure, Quote
from ledger.phrase.reader import parse_phrase
from ledger.trace.drift import compare_relay


def side(phrase: str, quote: str | None = None, language: str | None = None, **fields: str) -> Figure:
    """A figure by its phrase and the words around it."""
    quoted = None if quote is None else Quote(exact=quote, language=language)
    return Figure(quantity=parse_phrase(phrase, language), quote=quoted, **fields)  # type: ignore[arg-type]


def codes(up: Figure, down: Figure) -> set[str]:
    return {change.code for change in compare_relay(up, down) if change.severity != "info"}


POSSIBLE = [
    "about 47 percent of total US employment is at risk",
    "47% of jobs could be automated",
    "47% of jobs may disappear",
    "47% of jobs are at high risk of automation",
    "47% of jobs are threatened by robots",
    "jobs vulnerable to computerisation: 47%",
    "potentially 47% of jobs",
]
CERTAIN = [
    "47% of jobs will be lost",
    "47% of jobs will disappear",
    "47% of jobs are going to go",
    "47% of jobs have been lost",
    "47% of jobs were automated",
    "robots destroy 47% of jobs",
]


@pytest.mark.parametrize("possible", POSSIBLE)
@pytest.mark.parametrize("certain", CERTAIN)
def test_what_may_come_is_not_what_comes(possible: str, certain: str) -> None:
    assert codes(side("47%", possible), side("47%", certain)) == {"nature-upgraded"}
    assert codes(side("47%", certain), side("47%", possible)) == set()
    assert codes(side("47%", possible), side("47%", possible)) == set()


@pytest.mark.parametrize(
    "possible",
    ["47% of jobs COULD GO", "47% of jobs – could go", "Potentially 47% of jobs", "47% of jobs “At Risk”"],
)
def test_capitals_and_marks_change_nothing(possible: str) -> None:
    assert "nature-upgraded" in codes(side("47%", possible), side("47%", "47% of jobs WILL BE LOST"))


def test_a_label_says_what_may_come_and_the_message_says_what_to_write() -> None:
    up = side("47%", label="jobs at risk of automation")
    (change,) = compare_relay(up, side("47%", "47% of all jobs will be lost"))
    assert change.code == "nature-upgraded"
    assert change.message == (
        "its source says “at risk”, and it says “will”: what may happen became what happens. Write “at risk”."
    )


@pytest.mark.parametrize("text", ["In May 47% of jobs were lost", "47% of jobs, 3 May 2020"])
def test_a_month_is_no_possibility(text: str) -> None:
    assert codes(side("47%", text), side("47%", "47% of jobs were lost")) == set()


GERMAN = [
    ("5.200 Urteile", {"period": "2023"}, "5.200 Urteile im Jahr 2019", {}, {"period-changed"}),
    ("5.200 Urteile", {"period": "2023"}, "5.200 Urteile im Jahr 2023", {}, set()),
    ("5.200 Urteile", {"period": "2023"}, "5.200 Urteile im vorigen Jahr", {"stated": "2021"}, {"period-changed"}),
    ("5.200 Urteile", {"period": "2023-03"}, "5.200 Urteile im März 2022", {}, {"period-changed"}),
    ("5.200 Menschen", {"nature": "projected"}, "5.200 Menschen starben", {}, {"nature-upgraded"}),
    ("47 Prozent der Stellen sind gefährdet", {}, "47 Prozent der Stellen fallen weg", {}, {"nature-upgraded"}),
    ("47 Prozent der Stellen könnten wegfallen", {}, "47 Prozent der Stellen werden fehlen", {}, {"nature-upgraded"}),
    ("47 Prozent der Stellen könnten wegfallen", {}, "47 Prozent der Stellen sind bedroht", {}, set()),
    ("5.200 Urteile", {}, "5.200 Verurteilungen", {}, {"label-changed"}),
    ("5.200 Häuser", {}, "5.200 Haus", {}, set()),
    ("5.200 Soldaten", {}, "5.200 Verletzte", {}, {"label-changed"}),
    ("ein Anstieg von 5 Prozent", {}, "um 5 Prozent gesunken", {}, {"direction-changed"}),
    ("stieg um 5 Prozent", {}, "5 Prozent mehr", {}, set()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("above", "fields", "below", "others", "expected"),
    GERMAN,
    ids=[f"{case[0]} > {case[2]}" for case in GERMAN],
)
def test_the_language_of_the_quote_decides(
    above: str, fields: dict[str, str], below: str, others: dict[str, str], expected: set[str]
) -> None:
    up, down = side(above, above, "de", **fields), side(below, below, "de-AT", **others)
    assert codes(up, down) == expected


def test_nouns_of_two_languages_are_not_compared() -> None:
    up, down = (
        side("5.200 Urteile", "5.200 Urteile", "de"),
        side("5,200 convictions", "5,200 convictions", "en"),
    )
    assert codes(up, down) == set()
    assert codes(up, side("5,300 convictions", "5,300 convictions", "en")) == {"value-changed"}


SPELLINGS = [
    ("labour camps", "labor camps"), ("organisations", "organizations"), ("travellers", "travelers"),
    ("centres", "centers"), ("defences", "defenses"), ("programmes", "programs"), ("neighbours", "neighbors"),
    ("hospitalisations", "hospitalizations"), ("paralysed", "paralyzed"), ("theatres", "theaters"),
]  # fmt: skip


@pytest.mark.parametrize(("british", "american"), SPELLINGS)
def test_a_spelling_is_no_other_noun(british: str, american: str) -> None:
    assert codes(side(f"300 {british}"), side(f"300 {american}")) == set()
