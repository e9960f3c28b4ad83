"""Finding figures: by words, party, source, status and finding, alike on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.book import Ledger
from ledger.book.highlighting import Highlighter
from ledger.errors import InputError, NotFoundError

RECORDS: list[dict[str, Any]] = [
    {"record": "agent", "name": "Mediazona", "aliases": ["Медиазона"]},
    {"record": "source", "key": "update", "url": "https://example.org", "title": "Intelligence update"},
    {"record": "figure", "key": "mz", "label": "soldiers convicted for refusing to fight",
     "quantity": "100 convictions per week", "reported_by": ["Mediazona"], "primary": True},
    {"record": "figure", "key": "mod", "relays": "mz", "label": "soldiers tried",
     "quantity": "close to 100 soldiers a week", "reported_by": ["UK Ministry of Defence"], "source": "update",
     "quote": {"exact": "nearly one hundred a week, it’s said", "translation": "почти сто"}},
    {"record": "figure", "key": "rate", "label": "inflation", "quantity": "3.5%", "reported_by": ["Ofgem"]},
    {"record": "figure", "key": "snake", "label": "users of snake_case in 100% of files", "quantity": "12 people"},
    {"record": "figure", "key": "camel", "label": "users of snakeXcase", "quantity": "-5 °C"},
    {"record": "figure", "key": "coffee", "label": "cafés in Orléans (2023-08-30), state-of-the-art",
     "quantity": "2,500 cafés", "reported_by": ["O'Brien & Söhne"]},
]  # fmt: skip


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """A ledger with words of many kinds."""
    ledger.record(RECORDS)
    return ledger


def keys(ledger: Ledger, **wanted: Any) -> list[str | None]:
    return [listed.entry.key for listed in ledger.list(**wanted)]


FOUND = [
    ("convicted", ["mz"]),
    ("CONVICTED refusing", ["mz"]),
    ("refusing convicted", ["mz"]),
    ("convict", ["mz"]),
    ("hundred", ["mod"]),
    ("почти", ["mod"]),
    ("Mediazona", ["mz"]),
    ("Медиазона", ["mz"]),
    ("intelligence", ["mod"]),
    ("ministry hundred", ["mod"]),
    ("week", ["mz", "mod"]),
    ("3.5", ["rate"]),
    ("3.5%", ["rate"]),
    ("2,500", ["coffee"]),
    ("2500", ["coffee"]),
    ("08", ["coffee"]),
    ("5,200", []),
    ("art", ["coffee"]),
    ("state-of-the-art", ["coffee"]),
    ("orleans", ["coffee"]),
    ("Orléans cafés", ["coffee"]),
    ("Sohne", ["coffee"]),
    ("o'brien", ["coffee"]),
    ("it’s", ["mod"]),
    ("snake_case", ["snake"]),
    ("snakeXcase", ["camel"]),
    ("100%", ["mz", "mod", "snake"]),
    ("%", []),
    ("_", []),
    ("snake%case", ["snake"]),
    ("", []),
    ("nothing here", []),
    ("convicted AND", []),
    ("NOT convicted", []),
    ("conv*", ["mz"]),
    ('"refusing to', ["mz"]),
    ("'); DROP TABLE entry; --", []),
    ("label:convicted", []),
    ("convicted & !fight | (", ["mz"]),
]


def test_words_are_found_alike_on_both_databases(filled: Ledger) -> None:
    found = {words: sorted(map(str, keys(filled, search=words))) for words, _ in FOUND}
    assert found == {words: sorted(wanted) for words, wanted in FOUND}


def test_search_puts_what_says_it_itself_first(filled: Ledger) -> None:
    filled.add("7 people", label="Mediazona journalists", key="staff")
    assert [listed.entry.key for listed in filled.search("mediazona")] == ["staff", "mz"]
    assert [listed.entry.key for listed in filled.search("week", most=1)] == ["mz"]


def test_figures_of_a_party_by_name_or_alias(filled: Ledger) -> None:
    assert keys(filled, agent="Mediazona") == keys(filled, agent="Медиазона") == ["mz"]
    with pytest.raises(NotFoundError):
        keys(filled, agent="Nobody")


def test_figures_of_a_source_by_key_or_url(filled: Ledger) -> None:
    assert keys(filled, source="update") == keys(filled, source="https://example.org") == ["mod"]
    with pytest.raises(NotFoundError):
        keys(filled, source="mz")


def test_figures_of_a_status(filled: Ledger) -> None:
    filled.retract("rate", reason="withdrawn")
    filled.correct("snake", "camel", reason="replaced")
    assert keys(filled, status="retracted") == ["rate"]
    assert keys(filled, status="corrected") == ["snake"]
    assert keys(filled, status="current") == ["mz", "mod", "camel", "coffee"]


def test_figures_with_a_finding(filled: Ledger) -> None:
    assert keys(filled, finding="unattributed") == ["snake", "camel"]
    with pytest.raises(InputError, match="did you mean unattributed"):
        keys(filled, finding="unatributed")


def test_filters_go_together(filled: Ledger) -> None:
    assert keys(filled, search="week", agent="Mediazona") == ["mz"]
    assert keys(filled, search="week", source="update") == ["mod"]
    assert keys(filled, agent="Mediazona", source="update") == []
    assert keys(filled) == ["mz", "mod", "rate", "snake", "camel", "coffee"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"unit": "soldier"}, ["mod"]),
        ({"unit": "conviction/week"}, ["mz"]),
        ({"unit": "soldier/year"}, []),
        ({"unit": "percent"}, ["rate"]),
        ({"value": "100"}, ["mz", "mod"]),
        ({"value": "3..12"}, ["rate", "snake"]),
        ({"value": "..0"}, ["camel"]),
        ({"value": "2,400.."}, ["coffee"]),
        ({"value": "1/3"}, []),
        ({"search": "week", "value": "100", "unit": "soldier"}, ["mod"]),
        ({"most": 2}, ["mz", "mod"]),
        ({"date": "2023-08"}, ["dated", "published"]),
        ({"date": "..2023-08-10"}, ["published"]),
        ({"date": "30 August 2023.."}, ["dated", "published"]),
        ({"verdict": "confirmed"}, ["rate"]),
        ({"verdict": "none", "search": "ofgem"}, []),
        ({"verdict": "none", "search": "week"}, ["mz", "mod"]),
    ],
)
def test_figures_are_filtered_by_unit_number_date_and_verdict(
    filled: Ledger, wanted: dict[str, Any], found: list[str]
) -> None:
    filled.review("rate", "confirmed")
    filled.record(
        [
            {"record": "figure", "key": "dated", "quantity": "51 m", "stated": "2023-08-30"},
            {"record": "source", "key": "month", "title": "A monthly", "published": "2023-08"},
            {"record": "figure", "key": "published", "quantity": "52 m", "source": "month"},
        ]
    )
    assert sorted(map(str, keys(filled, **wanted))) == sorted(found)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"value": "many"}, "not a number"),
        ({"value": "9..3"}, "ends before it begins"),
        ({"date": "last whenever"}, "last whenever"),
        ({"unit": "//"}, "not a unit"),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused(filled: Ledger, wanted: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        list(filled.list(**wanted))


def test_a_search_lists_the_best_first(filled: Ledger) -> None:
    filled.add("9 people", label="fight", reported_by=["A"], key="short")
    assert keys(filled, search="fight") == ["short", "mz"]
    filled.add("9 people", label="people who fight for refusing", reported_by=["A"], key="apart")
    assert keys(filled, search="refusing fight") == ["apart", "mz"]
    assert keys(filled, search="refusing to fight") == ["mz"]
    assert keys(filled, search="fight", most=1) == ["short"]


def test_words_of_a_search_are_found_where_they_stand() -> None:
    text = "2,500 Cafés in Orléans, (Café-)courts"
    spans = Highlighter("cafe 2500 orleans").spans(text)
    assert [text[span.start : span.end] for span in spans] == ["2,500", "Cafés", "Orléans", "Café"]
    assert Highlighter("...").spans(text) == []


def test_a_listed_figure_has_its_parties_source_and_status(filled: Ledger) -> None:
    [listed] = filled.list(source="update")
    assert [party.name for party in listed.reporters] == ["UK Ministry of Defence"]
    assert listed.source is not None
    assert listed.source.title == "Intelligence update"
    assert listed.status == "current"


def test_what_names_nothing_can_be_searched_for(filled: Ledger) -> None:
    assert filled.names_anything("mz")
    assert filled.names_anything("https://example.org")
    assert not filled.names_anything("convicted soldiers")


def test_a_listed_figure_says_whether_it_was_disputed_and_whether_it_fell(filled: Ledger) -> None:
    filled.record(
        [
            {"record": "figure", "key": "year", "quantity": "5,200 soldiers a year", "reported_by": ["Papers"],
             "derived_from": {"inputs": {"week": "mod"}, "formula": "week * 52"}},
            {"record": "figure", "key": "own", "quantity": "7 people", "relays": "coffee"},
            {"record": "source", "key": "story", "title": "A story", "kind": "article"},
            {"record": "figure", "key": "told", "quantity": "3 people", "source": "story"},
        ]
    )  # fmt: skip
    filled.review("coffee", "disputed", note="not counted")
    filled.review("story", "confirmed")
    assert keys(filled, status="fallen") == []
    filled.retract("mz", reason="withdrawn")
    states = {listed.entry.key: listed.statuses for listed in filled.list()}
    assert states["mz"] == ("retracted",)
    assert states["mod"] == states["year"] == ("fallen",)
    assert states["coffee"] == ("disputed",)
    assert states["told"] == ("confirmed",)
    assert states["own"] == states["rate"] == ("current",)
    assert keys(filled, status="fallen") == ["mod", "year"]
    assert keys(filled, status="disputed") == ["coffee"]
    assert "coffee" in keys(filled, status="current")
    filled.undo("mz")
    assert keys(filled, status="fallen") == []


def test_figures_that_hold_each_other_up_are_fallen(filled: Ledger) -> None:
    filled.record(
        [
            {"record": "figure", "key": "a", "quantity": "40 people", "reported_by": ["A"]},
            {"record": "figure", "key": "b", "quantity": "40 people", "reported_by": ["B"], "relays": "a"},
            {"record": "link", "relation": "relay", "figure": "a", "from": "b"},
        ]
    )
    assert keys(filled, status="fallen") == ["a", "b"]
