"""A draft in two versions: exactly the figures whose words changed have to be looked at again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

from ledger import Ledger
from ledger.model.schema import read_schema

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

ARTICLE = """Nearly 100 a week

Nearly 100 soldiers a week are being convicted, according to the ministry.

If the trend continues, that makes about 5,200 convictions a year. More than 30,000 soldiers have died.
"""
QUOTES = {
    "weekly": "Nearly 100 soldiers a week",
    "yearly": "about 5,200 convictions a year",
    "killed": "More than 30,000 soldiers",
}


@pytest.fixture
def drafted(desk: Desk, tmp_path: Path) -> Desk:
    """A desk with a draft whose three figures are entered and confirmed."""
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    desk("draft", "new", "article.txt", "--key", "article")
    for key, quote in QUOTES.items():
        whose = ["--reported-by", "Our paper", "--source", "article", "--primary"]
        desk("add", quote, *whose, "--quote", quote, "--key", key)
        desk("review", key, "confirmed")
    return desk


def states(desk: Desk) -> dict[str, str]:
    """The state of each figure by its key."""
    figures = desk("draft", "status", "article", "--json").json()["figures"]
    return {figure["key"]: figure["state"] for figure in figures if figure["figure"] is not None}


def test_figures_stand_in_reading_order_with_their_places(drafted: Desk) -> None:
    document = drafted("draft", "status", "article", "--json").json()
    jsonschema.validate(document, read_schema("draft.schema.json"))
    entered = [figure for figure in document["figures"] if figure["figure"] is not None]
    assert [figure["key"] for figure in entered] == ["weekly", "yearly", "killed"]
    assert {figure["state"] for figure in entered} == {"confirmed"}
    text = ARTICLE.strip()
    assert [text[slice(*figure["span"])] for figure in entered] == list(QUOTES.values())


def test_a_new_version_with_two_numbers_changed_shows_exactly_these(drafted: Desk, tmp_path: Path) -> None:
    newer = ARTICLE.replace("Nearly 100 soldiers", "Nearly 120 soldiers").replace("5,200", "6,240")
    (tmp_path / "newer.txt").write_text(f"By our staff\n\n{newer}", encoding="utf-8")
    out = " ".join(drafted("draft", "update", "article", "newer.txt").out.split())
    assert "now: Nearly 120 soldiers a week are being convicted, according to the ministry." in out
    assert "now: If the trend continues, that makes about 6,240 convictions a year." in out
    assert states(drafted) == {"weekly": "changed", "yearly": "changed", "killed": "confirmed"}
    # They stand where the words that took their place do.
    figures = drafted("draft", "status", "article", "--json").json()["figures"]
    assert [figure["key"] for figure in figures if figure["key"]] == ["weekly", "yearly", "killed"]
    # The new words of a changed figure are that figure, and not another one that nobody entered.
    counts = drafted("draft", "status", "article", "--json").json()["counts"]
    assert (counts["changed"], counts["not-entered"]) == (2, 1)


def test_what_is_found_and_not_entered_is_listed_where_it_stands(drafted: Desk) -> None:
    document = drafted("draft", "status", "article", "--json").json()
    assert [(figure["key"], figure["words"]) for figure in document["figures"]] == [
        (None, "Nearly 100 a week"),
        *((key, quote) for key, quote in QUOTES.items()),
    ]
    found = document["figures"][0]
    assert (found["state"], found["span"], found["figure"]) == ("not-entered", [0, 17], None)
    assert document["counts"]["not-entered"] == 1
    shown = drafted("draft", "status", "article").out
    assert "1 found, not entered" in shown


def test_a_draft_without_an_entered_figure_lists_what_is_found(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    desk("draft", "new", "article.txt", "--key", "article")
    figures = desk("draft", "status", "article", "--json").json()["figures"]
    assert [figure["words"] for figure in figures] == ["Nearly 100 a week", *QUOTES.values()]
    assert {figure["state"] for figure in figures} == {"not-entered"}


def test_a_number_that_is_not_to_be_entered_is_ignored_by_its_number(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    desk("draft", "new", "article.txt", "--key", "article")

    def states() -> list[str]:
        return [figure["state"] for figure in desk("draft", "status", "article", "--json").json()["figures"]]

    found = states()
    ignored = desk("draft", "ignore", "article", "1", "3")
    assert "figure 1, “Nearly 100 a week”, is not to be entered" in ignored.out
    assert states() == ["ignored", found[1], "ignored", *found[3:]]
    entries = len(desk("log").out)
    assert "figure 1, “Nearly 100 a week”, is ignored already" in desk("draft", "ignore", "article", "1").err
    assert len(desk("log").out) == entries
    # As the desk sees it: the same record.
    with Ledger.open(desk.db) as ledger:
        assert [figure.state for figure in ledger.draft_status("article").figures] == states()
    assert desk("draft", "ignore", "article", "3", "1", "--undo", "--json").json()["outcomes"]
    assert states() == found


def test_what_cannot_be_ignored_is_refused_and_nothing_is_recorded(drafted: Desk) -> None:
    before = drafted("log").out
    entered = drafted.answer("draft", "ignore", "article", "1", "2")
    assert (entered.code, "ledger retract weekly" in entered.err) == (2, True)
    nowhere = drafted.answer("draft", "ignore", "article", "1", "99")
    assert (nowhere.code, "no figure 99" in nowhere.err) == (2, True)
    assert drafted("log").out == before


def test_a_language_without_words_for_a_scan_still_shows_what_is_entered(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text("Le village compte 300 habitants.\n", encoding="utf-8")
    desk("draft", "new", "article.txt", "--key", "story", "--language", "fr")
    own = ["--value", "300", "--unit", "habitant", "--source", "story", "--key", "habitants"]
    desk("add", "300 habitants", *own, "--quote", "300 habitants")
    figures = desk("draft", "status", "story", "--json").json()["figures"]
    assert [figure["key"] for figure in figures] == ["habitants"]


def test_words_that_only_moved_keep_their_verdict(drafted: Desk, tmp_path: Path) -> None:
    first, second, third = ARTICLE.strip().split("\n\n")
    (tmp_path / "newer.txt").write_text(f"{first}\n\n{third}\n\n{second}\n", encoding="utf-8")
    drafted("draft", "update", "article", "newer.txt")
    found = drafted("draft", "status", "article", "--json").json()["figures"]
    entered = [figure["key"] for figure in found if figure["figure"]]
    assert entered == ["yearly", "killed", "weekly"]
    assert {figure["state"] for figure in found if figure["figure"]} == {"confirmed"}


def test_what_falls_upstream_is_said(drafted: Desk) -> None:
    origin = {"record": "figure", "key": "count", "quantity": "close to 100 soldiers a week", "primary": True,
              "reported_by": ["Mediazona"]}  # fmt: skip
    drafted("import", "-", stdin=json.dumps(origin))
    drafted("link", "weekly", "--relays", "count")
    drafted("review", "weekly", "confirmed")
    drafted("retract", "count", "--reason", "withdrawn")
    assert states(drafted)["weekly"] == "upstream-changed"


def test_a_draft_that_cannot_be_scanned_says_so(desk: Desk, tmp_path: Path) -> None:
    # A language that no text is scanned in.
    (tmp_path / "article.txt").write_text("Environ 100 condamnations par semaine.", encoding="utf-8")
    desk("draft", "new", "article.txt", "--key", "story", "--language", "fr")
    assert "was not looked for" in desk("draft", "status", "story").out
    assert "was not looked for" not in desk("draft", "status", "story", "--json").out
    document = desk("draft", "status", "story", "--json").json()
    jsonschema.validate(document, read_schema("draft.schema.json"))
    assert document["unscanned"]


def test_a_source_without_a_text_has_no_status(desk: Desk) -> None:
    desk("add", "5 people", "--source", "https://example.org/x", "--key", "five")
    refused = desk.answer("draft", "status", "https://example.org/x")
    assert refused.code == 2
    assert "no snapshot" in refused.err
    assert desk.answer("draft", "status", "nothing").code == 2
