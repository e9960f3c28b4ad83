from __future__ import annotations

import pytest

from ledger.model.record import Figure
from ledger.number.quantity import Quantity
from ledger.trace.drift import compare_relay
from ledger.trace.drift_words import content_words, labels_differ, nouns_differ, places_differ


@pytest.mark.parametrize(
    ("up", "down", "noun"),
    [
        ("soldiers", "soldier", "soldier"),
        ("convictions", "soldiers convicted for refusing to fight", None),
        ("projected convictions", "convictions for refusing to fight", "conviction"),
        ("soldiers convicted for refusing to fight", "Russian soldiers", "soldier"),
        ("soldiers killed in Ukraine", "soldiers in Ukraine killed", "soldier"),
        ("total number of desertions", "deserters", None),
        ("annual rate of inflation", "inflation rate", None),
        ("refusal to fight", "soldiers refusing", None),
        ("осуждённые солдаты", "soldiers convicted", "soldier"),
        ("осуждённые солдаты", "солдат осуждено", "soldier"),
        ("the", "soldiers", None),
    ],
)
def test_labels_that_may_mean_the_same(up: str, down: str, noun: str | None) -> None:
    assert not labels_differ(up, down, noun)
    assert not labels_differ(down, up, noun)


@pytest.mark.parametrize(
    ("up", "down", "noun"),
    [
        ("convictions", "deserters", None),
        ("soldiers convicted", "soldiers tried", "soldier"),
        ("soldiers convicted for refusing to fight in Ukraine", "soldiers tried in Russia", "soldier"),
        ("soldiers killed", "soldiers wounded", "soldier"),
        ("unemployment", "job vacancies", None),
    ],
)
def test_labels_that_count_something_else(up: str, down: str, noun: str | None) -> None:
    assert labels_differ(up, down, noun)
    assert labels_differ(down, up, noun)


@pytest.mark.parametrize(
    ("up", "down", "differ"),
    [
        ("soldier", "soldiers", False),
        ("conviction", "deserter", True),
        ("conviction", None, False),
        ("court case", "case", False),
        ("prison sentence", "suspended sentence", True),
        ("service member", "service members", False),
        ("солдат", "soldier", False),
    ],
)
def test_counted_nouns(up: str, down: str | None, differ: bool) -> None:
    assert nouns_differ(up, down) is differ
    assert nouns_differ(down, up) is differ


@pytest.mark.parametrize(
    ("up", "down"),
    [
        ("station", "state"),
        ("refugee", "refuge"),
        ("plane", "plan"),
        ("site", "sit"),
        ("bombing", "bomb"),
        ("housing", "house"),
        ("general", "generation"),
        ("ship", "shipment"),
        ("prison", "prisoner"),
        ("employer", "employee"),
        ("miner", "minor"),
        ("officer", "office"),
        ("executive", "execution"),
        ("animal", "animation"),
        ("hospital", "hospitality"),
        ("author", "authority"),
        ("visitor", "visit"),
        ("voter", "vote"),
        ("army", "arm"),
        ("university", "universe"),
        ("police", "policy"),
        ("state", "estate"),
        ("desertion", "deserter"),
    ],
)
def test_nouns_that_share_no_more_than_a_stem_are_other_things(up: str, down: str) -> None:
    assert nouns_differ(up, down)
    assert nouns_differ(f"{down}s", f"{up}s")


@pytest.mark.parametrize(
    ("up", "down"),
    [
        ("conviction", "convicted"),
        ("desertion", "deserted"),
        ("deserter", "deserted"),
        ("arrest", "arrested"),
        ("injury", "injured"),
        ("killing", "killed"),
        ("death", "dead"),
        ("deportation", "deported"),
        ("vaccination", "vaccinated"),
        ("casualty", "casualties"),
        ("crash", "crashes"),
        ("house", "houses"),
        ("class", "classes"),
        ("person", "people"),
        ("child", "children"),
        ("crisis", "crises"),
        # Snowball parts these; their beginnings do not.
        ("погибших", "погибли"),
        ("осуждённых", "осуждены"),
        ("солдат", "солдаты"),
    ],
)
def test_inflections_and_forms_of_the_verb_are_one_thing(up: str, down: str) -> None:
    assert not nouns_differ(up, down)
    assert not nouns_differ(down, up)


@pytest.mark.parametrize(
    ("up", "down", "differ"),
    [
        ("Russia", "RUSSIA", False),
        ("the Netherlands", "Netherlands", False),
        ("UK", "United Kingdom", False),
        ("U.S.A.", "United States of America", False),
        ("U.S.", "the United States", False),
        ("Córdoba", "Cordoba", False),
        ("Kyiv, Ukraine", "Kyiv", False),
        ("Kyiv, Ukraine", "Ukraine", True),
        ("Россия", "Russia", False),
        ("Russia", "Ukraine", True),
    ],
)
def test_places(up: str, down: str, differ: bool) -> None:
    assert places_differ(up, down) is differ
    assert places_differ(down, up) is differ


def test_words_are_cut_to_stems_that_stay_words_apart() -> None:
    assert content_words("convictions") == content_words("convicted") == content_words("The convict's")
    assert content_words("about 100 per week") == frozenset()
    assert content_words("deserters").isdisjoint(content_words("deaths"))


def test_a_label_is_compared_across_unseen_wording_where_it_says_more_than_the_noun() -> None:
    """What a recorder says is counted is known, even where the words of the source are not."""
    unseen = Figure(
        quantity=Quantity(value="100", unit="conviction/week"),
        label="soldiers convicted for refusing to fight",
        wording="unseen",
    )
    relay = Quantity(text="at least 100 deserters every week", value="100", unit="deserter/week")
    found = {drift.code for drift in compare_relay(unseen, Figure(quantity=relay, label="deserters"))}
    assert found == {"wording-unseen", "label-changed"}
    bare = Figure(quantity=unseen.quantity, label="conviction", wording="unseen")
    assert {drift.code for drift in compare_relay(bare, Figure(quantity=relay, label="deserters"))} == {
        "wording-unseen"
    }
