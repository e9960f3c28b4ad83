"""`ledger scan --add` at a terminal: a person walks through the figures of a text by keyboard alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger import Ledger
from tests.person import Person

ARTICLE = Path(__file__).parents[1] / "article" / "worked_case.txt"
MOST_KEYSTROKES = 300
ENTER, TAB, CTRL_C, CTRL_U = "\r", "\t", "\x03", "\x15"
#: What stands at the end of the keys of every card.
KEYS = r"\? help"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an empty ledger and the text of the worked case."""
    Ledger.create(tmp_path / "ledger.db", who="Ann").close()
    (tmp_path / "article.txt").write_bytes(ARTICLE.read_bytes())
    return tmp_path


@pytest.fixture
def walk(folder: Path) -> Callable[..., Person]:
    """Starts a walk through the article, or through a source."""

    def start(document: str = "article.txt", *words: str, terminal: str = "xterm-256color") -> Person:
        return Person(folder, "scan", document, "--add", *words, terminal=terminal)

    return start


def press(person: Person, card: str, keys: str) -> str:
    """Wait for a card and its keys, press some; returns what was printed up to there."""
    before = person.reads(card) + person.reads(KEYS)
    person.types(keys)
    return before


def opened(folder: Path) -> Ledger:
    return Ledger.open(folder / "ledger.db", who="Ann")


def traced(ledger: Ledger, reference: str) -> Any:
    return ledger.trace(reference).to_json()


def test_the_worked_case_takes_300_keystrokes_from_its_text_to_a_checked_trace(
    walk: Callable[..., Person], folder: Path
) -> None:
    person = walk()
    person.keystrokes = len("ledger scan article.txt --add\r")
    press(person, "known of it", "p")
    person.reads("Publisher")
    person.types(f"The Defense Post{ENTER}")
    press(person, "publisher: The Defense Post", "w")
    person.reads("Published on")
    person.types(f"2023-09-01{ENTER}")
    press(person, "published: 2023-09-01", "k")
    person.reads("short key")
    person.types(f"story{ENTER}")
    press(person, "key: story", ENTER)
    # The ministry cites Mediazona, which counted.
    before = press(person, "s1 · 1 of 5", "p")
    assert "Mediazona" in before
    press(person, "counted by: +Mediazona, at first hand", ENTER)
    before = press(person, "s2 · 2 of 5", ENTER)
    assert "exact: weekly * 52 week/year gives 5,200 convictions per year" in " ".join(before.split())
    for card in ("s3 · 3 of 5", "s4 · 4 of 5"):
        press(person, card, "e")
        person.reads("Which field")
        person.types("p")
        person.reads("Stated by")
        person.types("the d")
        person.reads("The Defense Post")
        person.types(TAB + ENTER)
        press(person, "stated by: +The Defense Post", ENTER)
    press(person, "s5 · 5 of 5", "n")
    person.reads("Its words")
    person.types("a dram")
    person.reads("a dramatic rise since March 2023")
    person.types(TAB + ENTER)
    person.reads("no number is read")
    person.types("v")
    press(person, "n1 · 5 of 6", "e")
    person.reads("Which field")
    person.types("p")
    person.reads("Stated by")
    person.types("uk")
    person.reads("UK Ministry of Defence")
    person.types(TAB + ENTER)
    press(person, "stated by: +UK Ministry of Defence", ENTER)
    press(person, "s5 · 6 of 6", ENTER)
    press(person, "6 accepted, 0 skipped, 0 not decided", ENTER)
    person.reads("checked: ")
    assert person.ends() == 0, person.screen
    keystrokes = person.keystrokes + len("ledger trace story\r" + "ledger check story\r")
    assert keystrokes <= MOST_KEYSTROKES

    ledger = opened(folder)
    trace = traced(ledger, "story")
    # The ministry's, that of Mediazona which it passes on, the yearly one, the soldiers and years, the dead, the rise.
    stated = {
        (" and ".join(sorted(party["name"] for party in figure["reported_by"])), figure["quantity"]["value"])
        for figure in trace["figures"]
    }
    assert stated == {
        ("UK Ministry of Defence", "100"),
        ("Mediazona", "100"),
        ("UK Ministry of Defence", "5200"),
        ("The Defense Post", "2"),
        ("BBC Russian service and Mediazona", "30000"),
        ("UK Ministry of Defence", None),
    }
    assert len(trace["figures"]) == 7
    [computed] = [link for link in trace["links"] if link["relation"] == "derivation"]
    assert (computed["formula"], computed["check"]["outcome"]) == ("weekly * 52 week/year", "exact")
    assert len([link for link in trace["links"] if link["relation"] == "relay"]) == 1
    assert all(figure["quote"] for figure in trace["figures"] if figure["wording"] == "seen")
    assert not ledger.check(["story"]).failed
    # What was accepted went in together.
    assert len({entry.at for entry in ledger.log()}) == 1


def test_a_new_version_with_two_numbers_changed_shows_exactly_these(
    walk: Callable[..., Person], folder: Path
) -> None:
    person = walk()
    press(person, "known of it", "k")
    person.reads("short key")
    person.types(f"story{ENTER}")
    press(person, "key: story", ENTER)
    for number in range(1, 6):
        press(person, f"s{number} · {number} of 5", ENTER)
    press(person, "5 accepted", ENTER)
    assert person.ends() == 0, person.screen
    text = (folder / "article.txt").read_text(encoding="utf-8")
    (folder / "newer.txt").write_text(text.replace("100", "120").replace("5,200", "6,240"), encoding="utf-8")
    command = [sys.executable, "-m", "ledger", "draft", "update", "story", "newer.txt", "--as", "Ann"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    status = opened(folder).draft_status("story")
    changed = [figure.words for figure in status.figures if figure.state == "changed"]
    assert changed == ["Nearly 100 Russian soldiers a week", "approximately 5,200 convictions a year"]
    assert status.count("not-entered") == 0
    # What is entered is not proposed again; what changed is.
    again = walk("story")
    before = press(again, "120 Russian soldiers", "d")
    assert "1 of 2" in before
    shown = press(again, "0 accepted", "q")
    assert shown.count("entered before") == 3
    assert again.ends() == 0


def test_what_was_decided_is_kept_and_gone_on_with(walk: Callable[..., Person], folder: Path) -> None:
    person = walk()
    press(person, "known of it", ENTER)
    press(person, "s1 · 1 of 5", ENTER)
    press(person, "s2 · 2 of 5", "s")
    press(person, "s3 · 3 of 5", CTRL_C)
    assert person.ends() == 130
    assert "kept, not recorded" in person.screen
    assert opened(folder).size == 0
    person = walk()
    person.reads("go on with them")
    person.types(ENTER)
    press(person, "s3 · 3 of 5", "d")
    press(person, "1 accepted, 1 skipped, 3 not decided", ENTER)
    assert person.ends() == 0, person.screen
    ledger = opened(folder)
    assert [listed.entry.record.quantity.value for listed in ledger.list(agent="UK Ministry of Defence")] == [
        "100"
    ]
    # What is recorded is not a draft any more.
    assert not list((folder / "state").rglob("*.json"))


def test_a_change_is_taken_back_and_a_card_gone_back_to(walk: Callable[..., Person]) -> None:
    person = walk()
    press(person, "known of it", ENTER)
    press(person, "s1 · 1 of 5", ENTER)
    press(person, "s2 · 2 of 5", "b")
    press(person, "s1 · 1 of 5 · accepted", "s")
    press(person, "s2 · 2 of 5", "u")
    press(person, "s1 · 1 of 5 · accepted", "u")
    press(person, "s1 · 1 of 5\n", "u")
    press(person, "nothing is left to take back", "q")
    assert person.ends() == 0


def test_a_fuller_name_of_a_party_is_given_to_the_figures_to_come(walk: Callable[..., Person]) -> None:
    person = walk()
    press(person, "known of it", ENTER)
    press(person, "stated by: +UK Ministry of Defence", "e")
    person.reads("Which field")
    person.types("p")
    person.reads("Stated by")
    person.types(f"{CTRL_U}The UK Ministry of Defence{ENTER}")
    press(person, "stated by: +The UK Ministry of Defence", ENTER)
    press(person, "s2 · 2 of 5(.|\n)*stated by: +The UK Ministry of Defence", "b")
    # One step takes the name back everywhere.
    press(person, "s1 · 1 of 5 · accepted", "u")
    press(person, "s1 · 1 of 5", "u")
    press(person, "stated by: +UK Ministry of Defence", ENTER)
    press(person, "s2 · 2 of 5(.|\n)*stated by: +UK Ministry of Defence", "e")
    person.reads("Which field")
    person.types("p")
    person.reads("Stated by")
    # A name that has nothing in common with the one before is that of somebody else.
    person.types(f"{CTRL_U}Ministry of Health{ENTER}")
    press(person, "stated by: +Ministry of Health", "q")
    assert person.ends() == 0


def test_every_field_is_checked_when_it_is_given(walk: Callable[..., Person], folder: Path) -> None:
    person = walk()
    press(person, "known of it", "w")
    person.reads("Published on")
    person.types(f"last whenever{ENTER}")
    person.reads("cannot be recorded: .*last whenever")
    person.reads("Published on")
    person.types(f"{CTRL_U}30 August 2023{ENTER}")
    press(person, "known of it", ENTER)
    press(person, "s1 · 1 of 5", "e")
    person.reads("Which field")
    person.types("a")
    person.reads("Nature")
    person.types(f"guessed{ENTER}")
    person.reads("cannot be recorded: .*guessed")
    person.reads("Nature")
    person.types(f"{CTRL_U}observed{ENTER}")
    press(person, "nature: +observed", "e")
    person.reads("Which field")
    person.types("w")
    person.reads("Words of the number")
    person.types(f"{CTRL_U}close to 110 convictions a week{ENTER}")
    press(person, "read as: +(nearly|about) 110 conviction/week", "e")
    person.reads("Which field")
    person.types("k")
    person.reads("Key")
    person.types(f"weekly{ENTER}")
    press(person, "key: +weekly", ENTER)
    press(person, "s2 · 2 of 5", "d")
    press(person, "1 accepted", ENTER)
    assert person.ends() == 0, person.screen
    [weekly, *_] = opened(folder).trace("weekly").figures
    assert (weekly.entry.record.quantity.value, weekly.entry.record.nature) == ("110", "observed")
    assert weekly.source is not None
    assert weekly.source.published == "2023-08-30"


def test_where_a_figure_came_from_is_offered_with_its_arithmetic(
    walk: Callable[..., Person], folder: Path
) -> None:
    ledger = opened(folder)
    ledger.add("100 convictions a week", reported_by=["Mediazona"], primary=True, key="mz-100")
    ledger.add("more than 30,000 dead soldiers", reported_by=["Meduza"], primary=True, key="dead")
    ledger.close()
    person = walk()
    press(person, "known of it", ENTER)
    # The recorded figure of the party that is cited is what is passed on.
    press(person, r"relays: +mz-100 \(100 convictions a week, Mediazona\)", "r")
    person.reads("1 mz-100")
    person.reads("as it was")
    person.types("-")
    press(person, "would come from|stated by", "c")
    person.reads("as it was")
    person.types(ENTER)
    press(person, "s1 · 1 of 5", ENTER)
    press(person, "s2 · 2 of 5", "c")
    offered = person.reads("as it was")
    assert "gives 5200 (exact)" in " ".join(offered.split())
    person.types("1")
    press(person, "exact: weekly", ENTER)
    press(person, "s3 · 3 of 5", "d")
    press(person, "2 accepted", "b")
    press(person, "s5 · 5 of 5", "r")
    person.reads("dead")
    person.types("/")
    person.reads("The figure it passes on")
    person.types(f"nobody at all{ENTER}")
    person.reads("nothing is called or found by that")
    person.reads("The figure it passes on")
    person.types(f"{CTRL_U}dead{ENTER}")
    press(person, "relays: +dead", ENTER)
    press(person, "3 accepted", ENTER)
    assert person.ends() == 0, person.screen
    relays = {link.entry.record.relation: link for link in opened(folder).trace("dead").links}
    assert relays == {}
    below = traced(opened(folder), "dead")
    assert below["origins"][0]["reach"]["agents"] == 3


def test_a_walk_needs_a_terminal(folder: Path) -> None:
    command = [sys.executable, "-m", "ledger", "scan", "article.txt", "--add", "--as", "Ann"]
    done = subprocess.run(
        command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "--decisions" in done.stderr


def test_a_walk_on_a_terminal_that_only_prints(walk: Callable[..., Person], folder: Path) -> None:
    person = walk(terminal="dumb")
    press(person, "known of it", ENTER)
    press(person, "s1 · 1 of 5", ENTER)
    press(person, "s2 · 2 of 5", "?")
    press(person, "takes the last change back", "d")
    press(person, "1 accepted", ENTER)
    assert person.ends() == 0, person.screen
    assert opened(folder).size > 0
