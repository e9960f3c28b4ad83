"""What recording does with names, keys and things said before. Each sentence of the contract has its test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ledger.book import Ledger
from ledger.errors import AmbiguousError, InputError, NotFoundError
from ledger.store.append import Outcome

FIGURE: dict[str, Any] = {
    "record": "figure",
    "quantity": "100 convictions per week",
    "reported_by": ["Mediazona"],
}


def own(outcomes: list[Outcome]) -> Outcome:
    """The outcome of the first record asked for."""
    return next(outcome for outcome in outcomes if outcome.own)


def add(ledger: Ledger, record: dict[str, Any], **changes: Any) -> Outcome:
    """Record one thing."""
    return own(ledger.record([{**record, **changes}]))


# Saying the same again.


def test_the_same_again_is_already_recorded(ledger: Ledger) -> None:
    first = add(ledger, FIGURE, key="mz", quote="100 a week", note="seen")
    root = ledger.verify().root
    again = add(ledger, FIGURE, key="mz", quote="100 a week", note="seen")
    assert (first.recorded, again.recorded) == (True, False)
    assert (again.id, again.seq, again.withdrawn) == (first.id, first.seq, False)
    assert ledger.verify().root == root


def test_the_same_twice_in_one_go_is_recorded_once(ledger: Ledger) -> None:
    outcomes = [outcome for outcome in ledger.record([FIGURE, FIGURE]) if outcome.own]
    assert [outcome.recorded for outcome in outcomes] == [True, False]
    assert outcomes[0].seq == outcomes[1].seq
    assert ledger.verify(deep=True).size == 2


def test_what_was_retracted_is_said_to_be_when_it_is_added_again(ledger: Ledger) -> None:
    add(ledger, FIGURE, key="mz")
    ledger.retract("mz", reason="withdrawn")
    again = add(ledger, FIGURE)
    assert (again.recorded, again.withdrawn) == (False, True)
    ledger.undo("mz")
    assert add(ledger, FIGURE).withdrawn is False


def test_all_or_nothing(ledger: Ledger) -> None:
    with pytest.raises(InputError) as caught:
        ledger.record([FIGURE, {"record": "figure", "relays": "nowhere"}, {"record": "agent", "name": ""}])
    assert [(p.line, p.pointer) for p in caught.value.problems] == [(2, "/relays"), (3, "/name")]
    assert caught.value.total == 2
    assert ledger.verify().size == 0


def test_a_dry_run_says_what_would_be_and_leaves_nothing(ledger: Ledger) -> None:
    outcomes = ledger.record([FIGURE], dry_run=True)
    assert own(outcomes).recorded
    assert ledger.verify().size == 0
    assert add(ledger, FIGURE).id == own(outcomes).id


# Judgements.


def test_an_equal_judgement_of_the_same_person_is_already_recorded(
    make_ledger: Callable[..., Ledger],
) -> None:
    ledger = make_ledger()
    add(ledger, FIGURE, key="mz")
    review = {"record": "review", "of": "mz", "verdict": "confirmed"}
    first = add(ledger, review)
    assert first.recorded
    assert add(ledger, review).seq == first.seq
    assert add(ledger, review, by="Bob").recorded
    assert not add(ledger, review, by="Bob").recorded
    # Another verdict, and the first one again after it, are news.
    assert add(ledger, review, verdict="disputed").recorded
    back = add(ledger, review)
    assert back.recorded
    assert back.seq != first.seq
    assert add(ledger, review, note="seen again").recorded


def test_an_equal_judgement_in_one_go_is_recorded_once(ledger: Ledger) -> None:
    review = {"record": "review", "of": "mz", "verdict": "confirmed"}
    dispute = {**review, "verdict": "disputed"}
    outcomes = ledger.record([{**FIGURE, "key": "mz"}, review, review, dispute, review])
    assert [outcome.recorded for outcome in outcomes if outcome.kind == "review"] == [True, False, True, True]


def test_a_judgement_that_was_taken_back_can_be_made_again(ledger: Ledger) -> None:
    add(ledger, FIGURE, key="mz")
    review = {"record": "review", "of": "mz", "verdict": "confirmed"}
    first = add(ledger, review)
    ledger.undo(first.id)
    again = add(ledger, review)
    assert again.recorded
    assert again.id != first.id


@pytest.mark.parametrize(
    "record",
    [
        {"record": "correction", "of": "mz", "reason": "withdrawn by its party"},
        {"record": "same", "refs": ["mz", "other"]},
        {"record": "description", "of": "Mediazona", "kind": "organization"},
        {"record": "key", "key": "weekly", "of": "mz"},
    ],
    ids=lambda record: str(record["record"]),
)
def test_every_kind_of_judgement_is_recorded_once(ledger: Ledger, record: dict[str, Any]) -> None:
    ledger.record([{**FIGURE, "key": "mz"}, {**FIGURE, "key": "other", "place": "Russia"}])
    assert add(ledger, record).recorded
    size = ledger.verify().size
    assert not add(ledger, record).recorded
    assert ledger.verify(deep=True).size == size


def test_two_parties_are_parted_and_joined_again(ledger: Ledger) -> None:
    ledger.record([{"record": "agent", "name": "A"}, {"record": "agent", "name": "B"}])
    same = {"record": "same", "refs": ["A", "B"]}
    assert add(ledger, same).recorded
    assert not add(ledger, same, refs=["B", "A"]).recorded
    assert add(ledger, same, same=False).recorded
    assert add(ledger, same).recorded


def test_a_judgement_with_a_time_is_itself_whenever_it_is_recorded(ledger: Ledger) -> None:
    add(ledger, FIGURE, key="mz")
    review = {
        "record": "review",
        "of": "mz",
        "verdict": "confirmed",
        "by": "Bob",
        "at": "2026-01-01T00:00:00Z",
    }
    first = add(ledger, review)
    assert add(ledger, review, verdict="disputed", at="2026-01-02T00:00:00Z").recorded
    again = add(ledger, review)
    assert (again.recorded, again.id) == (False, first.id)


# What comes along.


def test_sugar_makes_the_records_that_links_make(make_ledger: Callable[..., Ledger]) -> None:
    sweet, plain = make_ledger(), make_ledger()
    relay = {"record": "figure", "quantity": "90 convictions per week", "reported_by": ["MoD"]}
    derived = {"inputs": {"weekly": "mod"}, "formula": "weekly * 52", "assumptions": ["the trend continues"]}
    year = {"record": "figure", "quantity": "5,200 convictions per year", "reported_by": ["MoD"]}
    sweet.record(
        [
            {**FIGURE, "key": "mz"},
            {**relay, "key": "mod", "relays": "mz", "label": "x", "period": "2023"},
            {**year, "key": "year", "derived_from": derived},
        ]
    )
    plain.record(
        [
            {**FIGURE, "key": "mz"},
            {**relay, "key": "mod", "label": "x", "period": "2023"},
            {"record": "link", "relation": "relay", "figure": "mod", "from": "mz"},
            {**year, "key": "year"},
            {"record": "link", "relation": "derivation", "figure": "year", **derived},
        ]
    )
    assert {line["id"] for line in sweet.export_lines()} == {line["id"] for line in plain.export_lines()}


def test_what_an_agent_or_source_record_says_is_a_description_and_the_newest_wins(ledger: Ledger) -> None:
    ledger.record([{"record": "agent", "name": "Mediazona", "kind": "person", "url": "https://zona.media"}])
    ledger.record([{"record": "agent", "name": "Mediazona", "kind": "organization"}])
    ledger.record([{"record": "source", "url": "https://example.org", "title": "Update", "language": "en"}])
    ledger.record([{"record": "description", "of": "https://example.org", "title": "Intelligence update"}])
    assert ledger.show("Mediazona").described == {
        "record": "agent",
        "name": "Mediazona",
        "kind": "organization",
        "url": "https://zona.media",
    }
    described = ledger.show("https://example.org").described
    assert (described["title"], described["language"]) == ("Intelligence update", "en")


def test_the_same_description_by_the_same_person_is_no_news(ledger: Ledger) -> None:
    record = {"record": "agent", "name": "Mediazona", "kind": "organization"}
    ledger.record([record])
    size = ledger.verify().size
    ledger.record([record, {"record": "description", "of": "Mediazona", "kind": "organization"}])
    assert ledger.verify().size == size


# Keys and references.


def test_references_in_a_file_are_to_the_file_first(ledger: Ledger) -> None:
    add(ledger, FIGURE, key="weekly", place="Ukraine")
    outcomes = ledger.record(
        [
            {**FIGURE, "key": "weekly", "place": "Russia"},
            {"record": "figure", "relays": "weekly", "reported_by": ["A"]},
        ]
    )
    here, relay = (outcome for outcome in outcomes if outcome.kind == "figure")
    assert "the key weekly is taken by figure" in here.warnings[0]
    assert relay.body["relays"] == here.id
    # The key stays with who had it.
    assert ledger.show("weekly").record.line["place"] == "Ukraine"
    assert ledger.show(here.id).record.key is None


def test_a_key_can_come_late(ledger: Ledger) -> None:
    first = add(ledger, FIGURE)
    again = add(ledger, FIGURE, key="mz")
    assert (again.recorded, again.key) == (False, "mz")
    assert ledger.show("mz").record.id == first.id
    assert [line.kind for line in ledger.log()] == ["agent", "figure", "key"]
    assert add(ledger, FIGURE, key="mz-2").key == "mz-2"
    assert ledger.show("mz-2").record.id == first.id
    assert ledger.verify(deep=True).size == 4


def test_an_amendment_can_be_of_the_key_alone(ledger: Ledger) -> None:
    first = add(ledger, FIGURE, key="mz")
    ledger.amend("mz", key="mediazona-weekly")
    assert ledger.show("mediazona-weekly").record.id == first.id
    assert ledger.show("mz").record.id == first.id


def test_an_id_can_be_cut_short_to_six_digits(ledger: Ledger) -> None:
    identifier = add(ledger, FIGURE)
    for length in (6, 12, 64):
        assert ledger.show(identifier.id[:length]).record.id == identifier.id
        assert not add(ledger, {"record": "figure", "relays": identifier.id[:length]}).warnings
    with pytest.raises(NotFoundError):
        ledger.show(identifier.id[:5])
    with pytest.raises(InputError, match="/relays"):
        add(ledger, {"record": "figure", "relays": identifier.id[:5]})


def test_a_beginning_of_several_ids_is_ambiguous_and_names_them(ledger: Ledger) -> None:
    pair = _alike()
    ids = [add(ledger, record).id for record in pair]
    with pytest.raises(AmbiguousError) as caught:
        ledger.show(ids[0][:6])
    assert all(
        any(identifier[:16] in candidate for candidate in caught.value.candidates) for identifier in ids
    )
    with pytest.raises(InputError, match="begins 2 ids") as refused:
        add(ledger, {"record": "figure", "relays": ids[0][:6]})
    assert all(identifier in refused.value.problems[0].message for identifier in ids)


def _alike() -> list[dict[str, Any]]:
    """Two figures whose ids begin with the same six digits: found by trying some thousand numbers."""
    from ledger.tlog.canonical import record_id

    seen: dict[str, int] = {}
    for number in range(100_000):
        body = {"record": "figure", "quantity": {"value": str(number), "unit": "1"}}
        start = record_id(body).hex()[:6]
        if start in seen:
            return [
                {"record": "figure", "quantity": {"value": value, "unit": "1"}}
                for value in (seen[start], number)
            ]
        seen[start] = number
    raise AssertionError("no two alike")


def test_at_is_the_last_figure_recorded_by_me(db: str) -> None:
    ann, bob = Ledger.create(db, who="Ann"), Ledger.open(db, who="Bob")
    first = add(ann, FIGURE)
    second = add(bob, FIGURE, place="Russia")
    assert ann.show("@").record.id == first.id
    assert bob.show("@").record.id == second.id
    relay = own(ann.record([{"record": "figure", "relays": "@", "reported_by": ["A"]}]))
    assert ann.trace("@").asked == (relay.seq,)
    assert len(ann.trace("@").figures) == 2
    with pytest.raises(NotFoundError):
        Ledger.open(db, who="Cy").show("@")


def test_a_reference_to_a_source_is_its_url_too(ledger: Ledger) -> None:
    source = add(ledger, {"record": "source", "url": "https://example.org/a"})
    figure = add(ledger, FIGURE, source="https://example.org/a")
    assert figure.body["source"] == source.id
    with pytest.raises(InputError, match="/source: no source is called https://example"):
        add(ledger, FIGURE, source="https://example.org/b")


def test_an_unknown_reference_is_answered_with_what_is_like_it(ledger: Ledger) -> None:
    add(ledger, FIGURE, key="mediazona-weekly")
    with pytest.raises(InputError, match="did you mean mediazona-weekly"):
        add(ledger, {"record": "figure", "relays": "mediazona-weakly"})
    with pytest.raises(NotFoundError) as caught:
        ledger.show("mediazona-weakly")
    assert caught.value.near == ["mediazona-weekly"]
    with pytest.raises(InputError, match="is a figure: name a source"):
        add(ledger, FIGURE, source="mediazona-weekly")


# Parties.


def test_a_party_is_created_when_first_named(ledger: Ledger) -> None:
    outcomes = ledger.record([{**FIGURE, "reported_by": ["Mediazona", " BBC  Russian "]}])
    assert sorted(outcome.body["name"] for outcome in outcomes if outcome.kind == "agent") == [
        "BBC Russian",
        "Mediazona",
    ]
    assert not any(outcome.warnings for outcome in outcomes)


def test_an_alias_names_its_party_and_an_exact_name_beats_it(ledger: Ledger) -> None:
    zona = own(ledger.record([{"record": "agent", "name": "Mediazona", "aliases": ["Медиазона", "MZ"]}]))
    assert add(ledger, FIGURE, reported_by=["Медиазона"]).body["reported_by"] == [zona.id]
    assert add(ledger, FIGURE, reported_by=["Медиазона", "Mediazona"]).body["reported_by"] == [zona.id]
    mz = own(ledger.record([{"record": "agent", "name": "MZ"}]))
    assert add(ledger, FIGURE, reported_by=["MZ"]).body["reported_by"] == [mz.id]
    assert ledger.show("Медиазона").record.id == zona.id


def test_an_alias_of_two_parties_is_ambiguous(ledger: Ledger) -> None:
    ledger.record([{"record": "agent", "name": "Mediazona", "aliases": ["MZ"]}])
    ledger.record([{"record": "agent", "name": "Mozilla", "aliases": ["MZ"]}])
    with pytest.raises(InputError, match=r"/reported_by/0: MZ is the name of 2 parties"):
        add(ledger, FIGURE, reported_by=["MZ"])
    with pytest.raises(AmbiguousError) as caught:
        ledger.show("MZ")
    assert len(caught.value.candidates) == 2


def test_a_newer_description_takes_an_alias_away(ledger: Ledger) -> None:
    ledger.record([{"record": "agent", "name": "Mediazona", "aliases": ["MZ"]}])
    ledger.record([{"record": "agent", "name": "Mediazona", "aliases": ["Медиазона"]}])
    outcomes = ledger.record([{**FIGURE, "reported_by": ["MZ"]}])
    assert [outcome.body["name"] for outcome in outcomes if outcome.kind == "agent" and outcome.recorded] == [
        "MZ"
    ]


def test_a_qualifier_tells_two_of_a_name_apart(ledger: Ledger) -> None:
    bare = own(ledger.record([{"record": "agent", "name": "John Smith"}]))
    qualified = own(ledger.record([{"record": "agent", "name": "John Smith", "qualifier": "the MP"}]))
    assert bare.id != qualified.id
    assert add(ledger, FIGURE, reported_by=["John Smith"]).body["reported_by"] == [bare.id]
    assert add(ledger, FIGURE, reported_by=["John Smith (the MP)"]).body["reported_by"] == [qualified.id]


def test_two_qualified_parties_of_one_name_are_ambiguous(ledger: Ledger) -> None:
    ledger.record(
        [
            {"record": "agent", "name": "John Smith", "qualifier": qualifier}
            for qualifier in ("the MP", "the judge")
        ]
    )
    with pytest.raises(InputError, match="John Smith is the name of 2 parties"):
        add(ledger, FIGURE, reported_by=["John Smith"])


def test_a_party_that_looks_like_a_known_one_is_created_with_a_warning(ledger: Ledger) -> None:
    add(ledger, FIGURE, reported_by=["UK Ministry of Defence"])
    figure = add(ledger, FIGURE, reported_by=["UK Ministry of Defense"])
    assert figure.recorded
    assert (
        "UK Ministry of Defense is a new party, and looks like UK Ministry of Defence" in figure.warnings[0]
    )
    # Once it is known there is nothing to warn of.
    assert add(ledger, FIGURE, reported_by=["UK Ministry of Defense"], place="Kyiv").warnings == []


@pytest.mark.parametrize(
    "name", ["the UK ministry of defence", "UK Ministry of Défence", "U.K. Ministry of Defence"]
)
def test_spellings_that_look_alike(ledger: Ledger, name: str) -> None:
    add(ledger, FIGURE, reported_by=["UK Ministry of Defence"])
    warnings = add(ledger, FIGURE, reported_by=[name]).warnings
    assert warnings
    assert "UK Ministry of Defence" in warnings[0]


@pytest.mark.parametrize(
    ("name", "lookalike", "written"),
    [
        ("Mediazona", "Mediаzonа", "U+0430 CYRILLIC SMALL LETTER A"),
        ("BBC News", "ВВС News", "U+0412 CYRILLIC CAPITAL LETTER VE, U+0421 CYRILLIC CAPITAL LETTER ES"),
        ("Interfax", "Іnterfax", "U+0406 CYRILLIC CAPITAL LETTER BYELORUSSIAN-UKRAINIAN I"),
        ("Forces News", "Fοrces News", "U+03BF GREEK SMALL LETTER OMICRON"),
        ("Forces News", "Forces\u200b News", "U+200B ZERO WIDTH SPACE"),
        ("Forces News", "Forces \u202eNews", "U+202E RIGHT-TO-LEFT OVERRIDE"),
    ],
)
def test_names_of_letters_that_are_taken_for_others(
    ledger: Ledger, name: str, lookalike: str, written: str
) -> None:
    add(ledger, FIGURE, reported_by=[name])
    figure = add(ledger, FIGURE, reported_by=[lookalike])
    assert figure.recorded
    assert (
        f"{lookalike} is a new party, and looks like {name} (it is written with {written})"
        in figure.warnings[0]
    )


def test_names_in_another_alphabet_are_not_taken_for_one_another(ledger: Ledger) -> None:
    add(ledger, FIGURE, reported_by=["Медиазона"])
    for name in ("Интерфакс", "Коммерсантъ", "Η Καθημερινή", "Mediazona Centre"):
        assert add(ledger, FIGURE, reported_by=[name]).warnings == []


def test_an_agent_recorded_in_full_is_warned_of_too(ledger: Ledger) -> None:
    add(ledger, FIGURE, reported_by=["UK Ministry of Defence"])
    made = own(ledger.record([{"record": "agent", "name": "UK Ministry of Defense", "kind": "organization"}]))
    assert made.recorded
    assert "UK Ministry of Defence" in made.warnings[0]


# Times.


def test_an_entry_is_never_before_its_predecessor(db: str) -> None:
    from datetime import UTC, datetime

    def at(hour: int) -> Callable[[], datetime]:
        return lambda: datetime(2026, 11, 22, hour, tzinfo=UTC)

    Ledger.create(db, clock=at(12), who="Ann").record([FIGURE])
    slow = Ledger.open(db, clock=at(9), who="Bob")
    slow.record([{**FIGURE, "place": "Russia"}])
    times = [line.at for line in slow.log()]
    assert times == sorted(times)
    assert set(times) == {"2026-11-22T12:00:00.000000Z"}
