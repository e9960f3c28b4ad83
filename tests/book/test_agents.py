"""Parties that are one or look alike, figures recorded twice, and what to do next."""

from __future__ import annotations

import pytest

from ledger import Ledger
from ledger.book import todo

MOD, TYPO = "UK Ministry of Defence", "UK Ministry of Defense"


@pytest.fixture
def desk(ledger: Ledger) -> Ledger:
    """Two spellings of one party, and a third party."""
    ledger.add("100 convictions per week", reported_by=["Mediazona"], primary=True, key="weekly")
    ledger.add("close to 100 convictions a week", reported_by=[MOD], relays="weekly", key="mod")
    ledger.add("7 houses", reported_by=[TYPO], key="houses", stated="2023-08-30")
    return ledger


def named(ledger: Ledger, name: str) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """How many figures a party reported, which are the same, which look alike."""
    [agent] = [agent for agent in ledger.agents() if agent.name == name]
    return agent.figures, agent.same, agent.like


def assert_alike(ledger: Ledger, first: str, second: str) -> None:
    """Record a figure of each party, and see that each is said to look like the other."""
    ledger.add("7 houses", reported_by=[first])
    ledger.add("8 houses", reported_by=[second])
    assert named(ledger, first) == (1, (), (second,))
    assert named(ledger, second) == (1, (), (first,))


def test_parties_are_listed_with_those_that_look_alike(desk: Ledger) -> None:
    assert [agent.name for agent in desk.agents()] == ["Mediazona", MOD, TYPO]
    assert named(desk, MOD) == (1, (), (TYPO,))
    assert named(desk, "Mediazona") == (1, (), ())


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Mediazona", "Медиазона"),
        ("Медиазона", "Mediazona"),
        ("Aleksei Navalny", "Алексей Навальный"),
        ("Alexey Navalny", "Алексей Навальный"),
        ("Volodymyr Zelensky", "Володимир Зеленський"),
    ],
)
def test_a_name_in_another_alphabet_looks_like_its_latin_letters(
    ledger: Ledger, first: str, second: str
) -> None:
    assert_alike(ledger, first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("BBC", "BBC News"),
        ("The Guardian", "Guardian"),
        ("Reuters", "Reuters UK"),
        ("Ministry of Defence (UK)", "UK Ministry of Defence"),
        ("Univ. of Leeds", "University of Leeds"),
        ("ONS", "Office for National Statistics"),
        ("MoD", "Ministry of Defence"),
        ("W.H.O.", "World Health Organization"),
        ("Shell", "Shell plc"),
    ],
)
def test_names_of_one_party_are_suggested(ledger: Ledger, first: str, second: str) -> None:
    assert_alike(ledger, first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("BBC", "CBC"),
        ("UK Government", "US Government"),
        ("BBC News", "Sky News"),
        ("Bank of England", "Bank of Japan"),
        ("University of Leeds", "University of Lima"),
        ("Fox News", "Fox Valley Times"),
    ],
)
def test_names_of_two_parties_are_not_suggested(ledger: Ledger, first: str, second: str) -> None:
    ledger.add("7 houses", reported_by=[first])
    ledger.add("8 houses", reported_by=[second])
    assert named(ledger, first) == (1, (), ())


def test_who_is_known_in_latin_letters_is_named_when_another_spelling_is_recorded(ledger: Ledger) -> None:
    ledger.add("7 houses", reported_by=["Mediazona"])
    warnings = [
        warning for made in ledger.add("8 houses", reported_by=["Медиазона"]) for warning in made.warnings
    ]
    assert any("looks like Mediazona" in warning for warning in warnings)


def test_parties_with_one_alias_or_one_address_look_alike(ledger: Ledger) -> None:
    ledger.record(
        [
            {"record": "agent", "name": "Office for National Statistics", "aliases": ["ONS"]},
            {"record": "agent", "name": "ONS", "url": "https://www.ons.gov.uk/"},
            {"record": "agent", "name": "Statistics desk", "url": "https://ons.gov.uk"},
        ]
    )
    likes = {agent.name: agent.like for agent in ledger.agents()}
    assert likes == {
        "Office for National Statistics": ("ONS",),
        "ONS": ("Office for National Statistics", "Statistics desk"),
        "Statistics desk": ("ONS",),
    }


def test_what_was_decided_of_two_parties_is_no_suggestion_any_more_and_can_be_taken_back(
    desk: Ledger,
) -> None:
    [merged] = [outcome for outcome in desk.same(MOD, TYPO) if outcome.own]
    assert named(desk, MOD) == (1, (TYPO,), ())
    desk.same(MOD, TYPO, same=False)
    assert named(desk, MOD) == (1, (), ())
    desk.same(MOD, TYPO)
    assert named(desk, TYPO) == (1, (MOD,), ())
    for outcome in desk.log():
        if outcome.kind == "same" and not outcome.undone:
            desk.undo(outcome.id)
    assert named(desk, MOD) == (1, (), (TYPO,))
    assert merged.kind == "same"


def test_two_spellings_of_one_party_are_one_origin(ledger: Ledger) -> None:
    for name, key in ((MOD, "one"), (TYPO, "two")):
        ledger.add("7 houses", reported_by=[name], primary=True, key=key)
    ledger.add(
        "14 houses", reported_by=["Paper"], inputs={"a": "one", "b": "two"}, formula="a + b", key="sum"
    )
    ledger.record(
        [{"record": "link", "relation": "relay", "figure": "sum", "from": key} for key in ("one", "two")]
    )
    assert ledger.trace("sum").independent_origins.at_least == 2
    ledger.same(MOD, TYPO)
    assert ledger.trace("sum").independent_origins.at_least == 1


def test_a_figure_recorded_twice_is_found_until_it_is_decided(desk: Ledger) -> None:
    assert list(desk.duplicates()) == []
    desk.add("7 houses", reported_by=[TYPO], key="again", locator="p. 3")
    desk.add("7 houses", reported_by=[TYPO], key="later", stated="2024-01-01")
    desk.add("8 houses", reported_by=[TYPO], key="more")
    [group] = desk.duplicates()
    assert [entry.key for entry in group.figures] == ["houses", "again"]
    desk.same("houses", "again", same=False)
    assert [[entry.key for entry in group.figures] for group in desk.duplicates()] == [["again", "later"]]
    desk.same("again", "later")
    assert list(desk.duplicates()) == []


def test_figures_of_parties_that_are_one_are_compared(desk: Ledger) -> None:
    desk.add("7 houses", reported_by=[MOD], key="again")
    assert list(desk.duplicates()) == []
    desk.same(MOD, TYPO)
    [group] = desk.duplicates()
    assert [entry.key for entry in group.figures] == ["houses", "again"]


@pytest.mark.parametrize("compared_whole", [5_000, 2])
def test_errors_come_first_then_trail_ends_then_what_nobody_reviewed(
    desk: Ledger, monkeypatch: pytest.MonkeyPatch, compared_whole: int
) -> None:
    # A large ledger is not compared whole: here what is looked at first holds all of it.
    monkeypatch.setattr(todo, "COMPARED_WHOLE", compared_whole)
    desk.add("600 convictions a year", reported_by=[MOD], inputs={"w": "mod"}, formula="w * 52", key="wrong")
    desk.add("7 houses", reported_by=["Paper"], relays="houses", key="paper")
    tasks = desk.todo()
    assert [(task.kind, task.subject.key) for task in tasks[:2]] == [
        ("error", "wrong"),
        ("trail-end", "houses"),
    ]
    assert "arithmetic-mismatch" in tasks[0].message
    # The figure that most rests on is to be reviewed first.
    unreviewed = [(task.subject.key, task.figures) for task in tasks if task.kind == "unreviewed"]
    assert unreviewed[0] == ("weekly", 2)
    desk.review("weekly", "confirmed")
    assert "weekly" not in {task.subject.key for task in desk.todo()}
    assert len(desk.todo(most=1)) == 3
    assert (tasks.compared, tasks.figures) == (5, 5)


def test_of_a_large_ledger_the_newest_and_the_most_used_figures_are_compared_with_all_upstream(
    desk: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(todo, "COMPARED_WHOLE", 2)
    monkeypatch.setattr(todo, "_MOST_USED", 1)
    monkeypatch.setattr(todo, "_NEWEST", 1)
    desk.add("9 boats", reported_by=["Paper"], primary=True, key="boats")
    desk.add("600 convictions a year", reported_by=[MOD], inputs={"w": "mod"}, formula="w * 52", key="wrong")
    tasks = desk.todo()
    assert (tasks.compared, tasks.figures) == (3, 5)
    assert [task.subject.key for task in tasks if task.kind == "error"] == ["wrong"]
    assert {task.subject.key for task in tasks if task.kind == "unreviewed"} == {"weekly", "mod"}
