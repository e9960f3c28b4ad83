"""Normal form: one id for one thing said, however it was written down."""

from __future__ import annotations

import copy
import json
import random
from hashlib import sha256
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import InputError, NotFoundError
from ledger.model import acceptance
from ledger.model.body import Body, fold
from ledger.model.codec import decode
from ledger.model.normal import Normaliser
from ledger.model.normalised import Normal, new_agent
from ledger.model.record import Figure
from ledger.number.quantity import Quantity
from ledger.tlog.canonical import canonical

AT = "2026-11-22T09:00:00.000000Z"
UPSTREAM = "0" * 63 + "1"
INPUT = "0" * 63 + "2"
SOURCE = "0" * 63 + "3"
SNAPSHOT = "0" * 63 + "4"
UPSTREAM_BODY: Body = {
    "record": "figure",
    "label": "soldiers convicted",
    "quantity": {"text": "100 convictions per week", "value": "100", "unit": "conviction/week"},
    "period": "2023",
    "place": "Russia",
    "nature": "observed",
}


class Shelf:
    """What a few references name: a ledger with two figures, a source, a snapshot, and any party asked for."""

    named: ClassVar = {
        "mz-100": ("figure", UPSTREAM),
        "weekly": ("figure", INPUT),
        "mod-update": ("source", SOURCE),
        "mod-text": ("snapshot", SNAPSHOT),
        "mz": ("agent", new_agent("Mediazona").id),
    }

    def agent(self, reference: str) -> str:
        return new_agent(fold(reference)).id

    def record(self, reference: str, kinds: frozenset[str]) -> tuple[str, str]:
        found = self.named.get(reference)
        found = found or next((known for known in self.named.values() if known[1] == reference), None)
        if found is None or found[0] not in kinds:
            raise NotFoundError(f"no record is called {reference}", hint="record it first")
        return found

    def judged(self, reference: str, kinds: frozenset[str]) -> tuple[str, str]:
        return self.record(reference, kinds)

    def language(self, source: str) -> str | None:
        return "de" if source == SOURCE else None

    def moment(self, subject: str) -> str:
        assert subject
        return AT

    def digests(self, record_id: str) -> dict[str, str]:
        return {"quote.exact": "1" * 64, "note": "2" * 64} if record_id == UPSTREAM else {}


def normal(record: dict[str, Any]) -> list[Normal]:
    """The record in normal form, by Ann."""
    assert acceptance.accepts(record), record
    return Normaliser(Shelf(), "Ann").normalise(record)


def one_id(record: dict[str, Any]) -> str:
    """The id of the record, without what came along."""
    return normal(record)[0].id


FULL: dict[str, Any] = {
    "record": "figure",
    "label": "convictions for refusing to fight",
    "quantity": {"text": "close to 100", "value": "100", "hedge": "nearly", "unit": "conviction/week"},
    "reported_by": ["UK Ministry of Defence", "Mediazona"],
    "nature": "observed",
    "stated": "2023-08-30",
    "period": "2023",
    "place": "Crimée",
    "source": "mod-update",
    "snapshot": "mod-text",
    "quote": {"exact": "close to 100 soldiers a week"},
    "locator": "para 1",
    "note": "seen on paper",
    "tags": ["war", "courts"],
}


def test_an_agent_is_its_name() -> None:
    spelled = b'{"name":"Mediazona","record":"agent"}'
    assert one_id({"record": "agent", "name": "Mediazona"}) == sha256(spelled).hexdigest()
    full = {"record": "agent", "name": "Mediazona", "kind": "organization", "aliases": ["Медиазона"]}
    assert one_id(full | {"url": "https://zona.media"}) == sha256(spelled).hexdigest()
    assert one_id(full | {"qualifier": "the choir"}) != sha256(spelled).hexdigest()


def test_what_an_agent_record_says_beyond_the_name_is_a_description() -> None:
    agent, description = normal(
        {"record": "agent", "name": "Mediazona", "kind": "organization", "aliases": ["B", "A", "B"]}
    )
    assert description.body == {
        "record": "description",
        "of": agent.id,
        "by": "Ann",
        "at": AT,
        "kind": "organization",
        "aliases": ["A", "B"],
    }
    assert len(normal({"record": "agent", "name": "Mediazona"})) == 1


def test_a_source_is_its_url_or_else_title_publisher_and_date() -> None:
    by_url = {"record": "source", "url": "https://example.org/update"}
    assert normal(by_url)[0].body == by_url
    source, description = normal(
        by_url | {"title": "Update", "published": "2023-08-30", "language": "en", "kind": "report"}
    )
    assert source.body == by_url
    assert {name: description.body[name] for name in ("title", "published", "language", "kind")} == {
        "title": "Update",
        "published": "2023-08-30",
        "language": "en",
        "kind": "report",
    }
    by_title = {"record": "source", "title": "Update", "publisher": "MoD", "published": "2023"}
    assert normal(by_title)[0].body == by_title
    source, description = normal(by_title | {"authors": ["B", "A"]})
    assert source.body == by_title
    assert description.body["authors"] == ["B", "A"]


SAME_THING = [
    {"label": "  convictions for\u00a0refusing\n to fight "},
    {"place": "Crime\u0301e"},
    {"quote": "close to 100 soldiers a week"},
    {"quote": {"exact": "close to 100 soldiers a week", "prefix": "", "suffix": None}},
    {"reported_by": ["Mediazona", "UK  Ministry of Defence", "Mediazona "]},
    {"quantity": {**FULL["quantity"], "value": 100}},
    {"quantity": {**FULL["quantity"], "low": None}},
    {"tags": ["courts", "war", "courts"]},
    {"primary": False, "wording": "seen", "restated": True, "relays": None},
    {"source": SOURCE},
    {"key": "mod-100", "recorded": {"at": "2020-01-01T00:00:00Z", "by": "Bob"}},
    {"stated": "2023-08-30", "locator": "para  1"},
]


@pytest.mark.parametrize("change", SAME_THING, ids=str)
def test_the_same_thing_said_otherwise_has_the_same_id(change: dict[str, Any]) -> None:
    assert one_id(FULL | change) == one_id(FULL)


ANOTHER_THING = [
    {"quote": "close to 100 soldiers a week "},
    {"quote": "close to  100 soldiers a week"},
    {"quote": {"exact": "close to 100 soldiers a week", "language": "en"}},
    {"note": "seen on paper."},
    {"quantity": {**FULL["quantity"], "value": "100.0"}},
    {"quantity": {**FULL["quantity"], "text": "nearly 100"}},
    {"quantity": {**FULL["quantity"], "hedge": "about"}},
    {"reported_by": ["Mediazona"]},
    {"label": "Convictions for refusing to fight"},
    {"primary": True},
    {"restated": False},
    {"wording": "unseen"},
    {"stated": "2023-08"},
    {"place": None},
]


@pytest.mark.parametrize("change", ANOTHER_THING, ids=str)
def test_another_thing_has_another_id(change: dict[str, Any]) -> None:
    assert one_id(FULL | change) != one_id(FULL)


@given(st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_order_of_fields_and_empty_ones_change_no_id(dice: random.Random) -> None:
    def shuffled(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        items = [(name, shuffled(item)) for name, item in value.items()]
        dice.shuffle(items)
        return dict(items)

    empty = {"label": "", "place": "", "locator": "", "note": "", "tags": [], "reported_by": []}
    record = copy.deepcopy(FULL)
    for name in dice.sample(sorted(empty), 3):
        record[name] = None
    bare = {name: value for name, value in record.items() if value is not None}
    emptied = {name: empty[name] if value is None else value for name, value in record.items()}
    assert one_id(shuffled(record)) == one_id(shuffled(emptied)) == one_id(bare)


def test_a_decomposed_quote_is_another_quote() -> None:
    assert one_id(FULL | {"quote": "Crime\u0301e"}) != one_id(FULL | {"quote": "Crimée"})


def test_times_are_utc() -> None:
    review = {"record": "review", "of": "mz-100", "verdict": "confirmed", "by": "Ann"}
    at = [one_id(review | {"at": text}) for text in ("2026-11-22T09:00:00Z", "2026-11-22t12:00:00.000+03:00")]
    assert at[0] == at[1]
    assert (
        normal(review | {"at": "2026-11-22T12:00:00.5+03:00"})[0].body["at"] == "2026-11-22T09:00:00.500000Z"
    )
    snapshot = {"record": "snapshot", "source": "mod-update", "text": "x"}
    seen = [
        one_id(snapshot | {"retrieved": text})
        for text in ("2026-11-22T09:00:00Z", "2026-11-22T04:00:00-05:00")
    ]
    assert seen[0] == seen[1]


def test_a_parsed_phrase_is_part_of_the_record() -> None:
    phrase = {"record": "figure", "quantity": "nearly 100 convictions per week"}
    body = normal(phrase)[0].body
    assert body["quantity"] == {
        "text": "nearly 100 convictions per week",
        "value": "100",
        "hedge": "nearly",
        "unit": "conviction/week",
    }
    # What a later parser would make of the words does not matter to an id once given.
    assert one_id({"record": "figure", "label": body["label"], "quantity": body["quantity"]}) == one_id(
        phrase
    )


def test_label_left_out_is_the_counted_noun() -> None:
    assert (
        normal({"record": "figure", "quantity": "nearly 100 convictions per week"})[0].body["label"]
        == "conviction"
    )
    assert (
        normal({"record": "figure", "quantity": {"value": 5, "unit": "soldier"}})[0].body["label"]
        == "soldier"
    )
    assert "label" not in normal({"record": "figure", "quantity": {"value": 5, "unit": "percent"}})[0].body


def test_a_phrase_that_cannot_be_read_is_refused_with_what_was_understood() -> None:
    with pytest.raises(InputError) as caught:
        normal({"record": "figure", "quantity": "between 5 and"})
    assert [problem.pointer for problem in caught.value.problems] == ["/quantity"]
    assert "second number" in caught.value.problems[0].message
    assert "give the quantity as an object" in caught.value.problems[0].message


def test_nothing_is_recorded_as_said_that_a_relayer_did_not_say() -> None:
    figure, link = normal({"record": "figure", "relays": "mz-100", "reported_by": ["Forces News"]})
    assert figure.body.keys() == {"record", "reported_by", "relays", "restated"}
    assert figure.body["restated"] is False
    assert link.body == {"record": "link", "relation": "relay", "figure": figure.id, "from": UPSTREAM}
    read = decode(figure.body)
    assert isinstance(read, Figure)
    assert (read.quantity, read.restated, read.relays) == (Quantity(), False, UPSTREAM)


def test_two_relays_without_a_number_are_two_figures() -> None:
    relays = [
        {"record": "figure", "relays": key, "reported_by": ["Forces News"]} for key in ("mz-100", "weekly")
    ]
    assert len({normal(relay)[0].id for relay in relays}) == 2


def test_a_relay_without_a_number_is_the_same_when_it_comes_back() -> None:
    (figure, _) = normal({"record": "figure", "relays": "mz-100", "reported_by": ["Forces News"]})
    (again,) = normal({**figure.body, "reported_by": ["Forces News"], "id": figure.id})
    assert again.id == figure.id


def test_a_relay_with_a_number_of_its_own_records_that_alone() -> None:
    record = {"record": "figure", "relays": "mz-100", "quantity": "at least 90 soldiers per week"}
    figure, _ = normal(record)
    assert figure.body.keys() == {"record", "quantity", "label"}
    assert figure.body["label"] == "soldier"


def test_a_relay_keeps_what_it_says() -> None:
    record = {
        "record": "figure",
        "relays": "mz-100",
        "quantity": "at least 90 soldiers per week",
        "place": "Crimea",
    }
    body = normal(record)[0].body
    assert body["quantity"]["value"] == "90"
    assert body["place"] == "Crimea"
    assert "period" not in body
    assert "restated" not in body


def test_sugar_is_a_link_record() -> None:
    derived = {
        "inputs": {"weekly": "weekly"},
        "formula": " weekly * 52 ",
        "assumptions": ["the  trend continues"],
    }
    figure, link = normal(FULL | {"derived_from": derived})
    assert figure.id == one_id(FULL)
    alone = {"record": "link", "relation": "derivation", "figure": UPSTREAM, **derived, "basis": "attributed"}
    assert link.body == {**normal(alone)[0].body, "figure": figure.id}
    assert link.body["formula"] == "weekly * 52"


def test_erasable_text_enters_as_its_digest() -> None:
    made = normal(FULL)[0]
    assert made.texts == {"quote.exact": "close to 100 soldiers a week", "note": "seen on paper"}
    assert made.body["quote"] == {"exact": sha256(b"close to 100 soldiers a week").hexdigest()}
    assert made.spelled == canonical(made.body)
    assert b"paper" not in made.spelled


def test_judgements_carry_who_and_when() -> None:
    for record in (
        {"record": "review", "of": "mz-100", "verdict": "confirmed"},
        {"record": "description", "of": "mz", "kind": "organization"},
        {"record": "same", "refs": ["mz-100", "weekly"]},
        {"record": "key", "key": "k-1", "of": "mz-100"},
    ):
        body = normal(record)[0].body
        assert (body["by"], body["at"]) == ("Ann", AT)
        assert normal(record | {"by": " Bob ", "at": "2026-11-22T10:00:00Z"})[0].body["by"] == "Bob"
    correction = normal({"record": "correction", "of": "mz-100", "by": "weekly"})[0].body
    assert (correction["recorder"], correction["at"], correction["by"]) == ("Ann", AT, INPUT)


def test_two_that_are_the_same_are_so_in_either_order() -> None:
    stamp = {"by": "Ann", "at": AT}
    assert one_id({"record": "same", "refs": ["mz-100", "weekly"], **stamp}) == one_id(
        {"record": "same", "refs": ["weekly", "mz-100"], "same": True, **stamp}
    )


def test_direction_statistic_and_price_base_are_part_of_a_quantity() -> None:
    stated = {"value": "20", "unit": "percent"}
    parts = {"direction": "down", "statistic": "median", "price_base": "2015"}
    (bare,) = normal({"record": "figure", "quantity": {**stated, **dict.fromkeys(parts)}})
    (whole,) = normal({"record": "figure", "quantity": {**stated, **parts}})
    assert bare.body["quantity"] == stated
    assert bare.id == one_id({"record": "figure", "quantity": stated})
    assert whole.body["quantity"] == stated | parts
    figure = decode(whole.body)
    assert isinstance(figure, Figure)
    assert figure.quantity == Quantity(**stated, **parts)


def test_a_rating_is_part_of_a_review() -> None:
    stamp = {"by": "Ann", "at": AT}
    review = {"record": "review", "of": "mz-100", "verdict": "disputed", **stamp}
    (rated,) = normal({**review, "rating": " Half  true "})
    assert rated.body["rating"] == "Half true"
    assert one_id({**review, "rating": None}) == one_id(review) != rated.id


REFUSED = [
    ({"record": "link", "relation": "relay", "figure": "mz-100", "from": "mz-100"}, "/from", "point to itself"),
    ({"record": "link", "relation": "derivation", "figure": "weekly", "inputs": {"a": "weekly"}}, "/inputs/a", "to"),
    ({"record": "correction", "of": "mz-100", "by": "mz-100"}, "/by", "point to itself"),
    ({"record": "same", "refs": ["mz-100", "mz-100"]}, "/refs/1", "point to itself"),
    ({"record": "same", "refs": ["mz-100", "mz"]}, "/refs", "a figure and an agent cannot be the same"),
    ({"record": "correction", "of": "mz"}, "/of", "this is an agent, which is neither withdrawn nor removed"),
    ({"record": "correction", "of": "mod-update"}, "/of", "correct the figures that rest on it"),
    ({"record": "review", "of": "mz", "verdict": "confirmed"}, "/of", "record it first"),
    ({"record": "correction", "of": "nowhere", "by": "mz-100"}, "/of", "record it first"),
    ({"record": "description", "of": "nowhere", "title": "x"}, "/of", "record it first"),
    ({"record": "key", "key": "k-1", "of": "nowhere"}, "/of", "record it first"),
    ({"record": "same", "refs": ["mz-100", "nowhere"]}, "/refs/1", "record it first"),
    ({"record": "figure", "quantity": "5 people", "source": "nowhere"}, "/source", "record it first"),
    ({"record": "figure", "relays": "nowhere"}, "/relays", "record it first"),
    ({"record": "description", "of": "mz"}, "", "it says nothing of its subject"),
    ({"record": "description", "of": "mz", "title": "x"}, "/title", "which has no such field"),
    ({"record": "description", "of": "mz", "kind": "report"}, "/kind", "one of person, organization, software"),
    ({"record": "description", "of": "mod-update", "aliases": ["x"]}, "/aliases", "which has no such field"),
    ({"record": "figure", "quantity": {"hedge": "about"}}, "/quantity", "give a value, or the words in text"),
    ({"record": "figure", "quantity": {"low": "2", "high": "1"}}, "/quantity/low", "exchange them"),
    ({"record": "figure", "quantity": {"value": "1", "hedge": "between"}}, "/quantity/hedge", "both low and high"),
    ({"record": "figure", "quantity": "5 people", "id": "f" * 64}, "/id", "leave it out or restore it"),
    (
        {"record": "link", "relation": "derivation", "figure": "mz-100", "inputs": {"a": "weekly"}, "formula": "a *"},
        "/formula",
        "",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("record", "pointer", "words"), REFUSED, ids=lambda case: str(case)[:50])
def test_refused(record: dict[str, Any], pointer: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        normal(record)
    assert [problem.pointer for problem in caught.value.problems] == [pointer]
    assert words in caught.value.problems[0].message


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        normal(
            {"record": "figure", "quantity": {"low": "2", "high": "1"}, "source": "a-b", "snapshot": "c-d"}
        )
    assert {problem.pointer for problem in caught.value.problems} == {"/quantity/low", "/source", "/snapshot"}


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_a_folded_name_stays_as_it_is(name: str) -> None:
    assert fold(fold(name)) == fold(name)
    assert json.dumps(fold(name)).strip() == json.dumps(fold(name))
