"""Every command once: what it records, what it prints, and what it says to a program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ledger.cli import run

if TYPE_CHECKING:
    from tests.cli.conftest import Desk


def test_init_says_where_and_makes_no_second_one(desk: Desk) -> None:
    status = desk("db", "status", "--json").json()
    assert status["name"] == "desk"
    assert status["size"] == 0
    again = desk.answer("init")
    assert again.code == 2
    assert again.err.startswith("error: there is a ledger in ")


@pytest.mark.usefixtures("desk")
def test_init_means_this_folder_even_below_another_ledger(
    surroundings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = surroundings / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    assert run(["init"]) == 0
    assert (inner / "ledger.db").is_file()


def test_add_echoes_what_it_understood(desk: Desk) -> None:
    printed = desk(
        "add", "nearly 100 convictions per week", "--reported-by", "Mediazona", "--reported-by", "BBC",
        "--source", "https://example.org/a", "--title", "A title", "--key", "k", "--stated", "2023-07",
    ).out  # fmt: skip
    assert "read as: nearly 100 conviction/week" in printed
    assert "reported by: Mediazona and BBC" in printed
    assert "in: A title" in printed
    assert "stated: 2023-07" in printed


def test_add_by_parts_keeps_the_words(desk: Desk) -> None:
    desk(
        "add",
        "a hundred or so a week",
        "--value",
        "100",
        "--hedge",
        "about",
        "--unit",
        "case/week",
        "--key",
        "k",
    )
    quantity = desk("trace", "k", "--json").json()["figures"][0]["quantity"]
    assert quantity == {
        "text": "a hundred or so a week", "value": "100", "low": None, "high": None, "hedge": "about",
        "unit": "case/week", "direction": None, "statistic": None, "price_base": None,
    }  # fmt: skip


def test_words_that_cannot_be_read_are_refused_with_a_way_out(desk: Desk) -> None:
    answer = desk.answer("add", "quite a lot")
    assert answer.code == 2
    assert answer.err.splitlines()[0].endswith(
        "(a statement without a number is recorded with --hedge vague)"
    )
    assert "hint: say it in parts: --value 100" in answer.err
    assert desk("db", "status", "--json").json()["size"] == 0


def test_a_dry_run_records_nothing(desk: Desk) -> None:
    assert "would record: figure" in desk("add", "5 cats", "--reported-by", "A", "--dry-run").out
    assert desk("db", "status", "--json").json()["size"] == 0


def test_the_same_again_is_already_recorded(desk: Desk) -> None:
    desk("add", "5 cats", "--reported-by", "A", "--key", "cats")
    size = desk("db", "status", "--json").json()["size"]
    assert desk("add", "5 cats", "--reported-by", "A").out.startswith("already recorded: figure")
    assert desk("db", "status", "--json").json()["size"] == size


def test_what_was_retracted_and_is_added_again_names_the_way_back(desk: Desk) -> None:
    desk("add", "5 cats", "--reported-by", "A", "--key", "cats")
    desk("retract", "cats", "--reason", "miscounted")
    again = desk("add", "5 cats", "--reported-by", "A", "--key", "cats")
    assert "ledger undo cats restores it" in again.err
    assert desk("undo", "cats").out.startswith("recorded: correction")
    assert desk("trace", "cats", "--json").json()["figures"][0]["status"] == "current"


def test_a_party_that_looks_like_another_is_named(desk: Desk) -> None:
    desk("add", "5 cats", "--reported-by", "UK Ministry of Defence")
    again = desk("add", "6 cats", "--reported-by", "UK Ministry of Defense")
    assert again.err.startswith("warning: ")
    assert "UK Ministry of Defence" in again.err


def test_relayed_by_records_a_figure_a_hop(desk: Desk) -> None:
    desk(
        "add", "100 cases a week", "--reported-by", "A", "--relayed-by", "B", "--relayed-by", "C", "--primary",
        "--key", "last",
    )  # fmt: skip
    figures = desk("trace", "last", "--json").json()["figures"]
    assert [figure["reported_by"][0]["name"] for figure in figures] == ["C", "B", "A"]
    assert [figure["wording"] for figure in figures] == ["seen", "unseen", "unseen"]
    assert figures[2]["primary"] is True


def test_records_from_standard_input(desk: Desk) -> None:
    record = {"record": "figure", "quantity": "5 cats", "reported_by": ["A"], "key": "cats"}
    answer = desk("add", "-", "--json", stdin=json.dumps(record, indent=2)).json()
    assert answer["outcomes"][-1]["key"] == "cats"
    two = [{**record, "quantity": f"{n} cats", "key": f"cats-{n}"} for n in (6, 7)]
    desk("add", "-", stdin="\n".join(map(json.dumps, two)))
    assert len(desk("list", "--json").json()["figures"]) == 3


def test_link_ties_figures(desk: Desk) -> None:
    for key, words in (
        ("k-a", "100 cases a week"),
        ("k-b", "100 cases a week"),
        ("k-y", "5,200 cases a year"),
    ):
        desk("add", words, "--reported-by", key.upper(), "--key", key)
    desk("link", "k-b", "--relays", "k-a", "--basis", "inferred")
    desk("link", "k-y", "--from", "weekly=k-b", "--formula", "weekly * 52")
    desk("link", "k-b", "--revises", "k-a")
    trace = desk("trace", "k-y")
    assert "relays (inferred by us)" in trace.out
    assert "computed as weekly * 52" in trace.out
    assert "revised by 100 cases a week (K-B)" in trace.out


def test_a_loop_is_recorded_with_a_warning_and_drawn_once(desk: Desk) -> None:
    for key in ("one", "two"):
        desk("add", "5 cats", "--reported-by", key.upper(), "--key", key)
    desk("link", "two", "--relays", "one")
    assert "loop" in desk("link", "one", "--relays", "two").err
    printed = desk("trace", "one").out
    assert "└─ see [1] above: 5 cats (ONE): the reports go in a circle" in printed
    assert "circular-report" in printed


def test_words_are_searched_one_is_traced_several_are_listed(worked_case: Desk) -> None:
    assert worked_case("trace", "deserters", "every", "week").out.startswith("[1] at least 100 deserters")
    several = worked_case("trace", "troops")
    assert "5,200 troops a year · fn-5200" in several.out
    assert "2 figures" in several.err
    none = worked_case.answer("trace", "unicorns")
    assert none.code == 1
    assert none.out == ""
    assert none.err.startswith("error: ")


def test_depth_cuts_and_says_so(worked_case: Desk) -> None:
    printed = worked_case("trace", "tdp-5200", "--depth", "1").out
    assert "more upstream, not shown" in printed
    assert "[3]" not in printed
    assert "Mediazona: 100 convictions a week; reaches" in printed


def test_as_of_an_entry_before_a_retraction(worked_case: Desk) -> None:
    size = str(worked_case("db", "status", "--json").json()["size"])
    worked_case("retract", "mz-100")
    assert "RETRACTED" in worked_case("trace", "tdp-5200").out
    before = worked_case("trace", "tdp-5200", "--as-of", size).out
    assert "RETRACTED" not in before
    assert before.startswith(f"as of entry {size}")


def test_the_last_figure_is_at(desk: Desk) -> None:
    desk("add", "5 cats", "--reported-by", "A", who="Ann")
    desk("add", "6 cats", "--reported-by", "A", who="Bob")
    assert desk("trace", "@", who="Ann").out.startswith("[1] 5 cats")


def test_correct_shows_the_replacement(desk: Desk) -> None:
    desk("add", "5 cats", "--reported-by", "A", "--key", "old")
    desk("add", "6 cats", "--reported-by", "A", "--key", "new")
    desk("correct", "old", "--by", "new", "--reason", "they counted again")
    printed = " ".join(desk("trace", "old").out.split())
    assert "CORRECTED: now 6 cats (A) new; recorded by Ann on 2026-11-22: they counted again" in printed


def test_show_has_the_fields_and_the_history(worked_case: Desk) -> None:
    worked_case("review", "mod-5200", "confirmed", "--note", "recomputed")
    printed = worked_case("show", "mod-5200").out
    assert "reported_by: UK Ministry of Defence ·" in printed
    assert "note: recomputed" in printed
    shown = worked_case("show", "mod-5200", "--json").json()
    assert shown["record"]["quantity"]["value"] == "5200"
    assert shown["history"][-1]["record"]["verdict"] == "confirmed"


def test_list_filters(worked_case: Desk) -> None:
    def keys(*words: str) -> list[str]:
        return [figure["key"] for figure in worked_case("list", "--json", *words).json()["figures"]]

    assert keys("--agent", "Forces News") == ["fn-5200", "fn-headline"]
    assert keys("--source", "mod-update") == ["mod-100", "mod-5200"]
    assert keys("--search", "deserters") == ["mt-100"]
    assert "ui-headline" in keys("--finding", "hedge-dropped")
    worked_case("retract", "ep-100")
    assert keys("--status", "retracted") == ["ep-100"]
    assert worked_case.answer("list", "--search", "unicorns").code == 1
    assert "no figure is found" in worked_case.answer("list", "--unit", "GBP").err


def test_log_since_an_entry(desk: Desk) -> None:
    desk("add", "5 cats", "--reported-by", "A")
    desk("add", "6 cats", "--reported-by", "A")
    entries = desk("log", "--since", "3", "--json").json()["entries"]
    assert [entry["seq"] for entry in entries] == [3]
    assert entries[0]["by"] == "Ann"


def test_check_selects_ignores_and_explains(worked_case: Desk) -> None:
    found = worked_case("check", "--select", "hedge-dropped", "--json").json()["findings"]
    assert {finding["code"] for finding in found} == {"hedge-dropped"}
    rest = worked_case("check", "--ignore", "hedge-dropped,single-origin", "--json").json()["findings"]
    assert {"hedge-dropped", "single-origin"}.isdisjoint(finding["code"] for finding in rest)
    assert worked_case("check", "--explain", "single-origin").out.startswith("single-origin (warning)")
    wrong = worked_case.answer("check", "--explain", "single-orign")
    assert wrong.code == 2
    assert "single-origin" in wrong.err


def test_a_wrong_sum_fails_the_check_until_it_is_accepted(desk: Desk) -> None:
    desk("add", "103 cases a week", "--reported-by", "A", "--primary", "--key", "weekly")
    derived = ("--from", "w=weekly", "--formula", "w * 52")
    desk("add", "6,200 cases a year", "--reported-by", "A", *derived, "--key", "yearly")
    failed = desk.answer("check", "yearly")
    assert failed.code == 1
    assert "error arithmetic-mismatch" in failed.out
    desk("review", "yearly", "confirmed", "--accept", "arithmetic-mismatch")
    assert desk("check", "yearly").code == 0


def test_a_story_goes_from_one_ledger_to_another(worked_case: Desk, surroundings: Path) -> None:
    second_db = str(surroundings / "other.db")
    worked_case("init", db=second_db)
    worked_case("export", "-o", "all.jsonl")
    worked_case("import", "all.jsonl", db=second_db)
    assert worked_case("export", db=second_db).out == (surroundings / "all.jsonl").read_text("utf-8")
    assert worked_case("verify", "--deep", "--json").json()["verified"] is True
    first, second = (worked_case("trace", "tdp-5200", db=db).out for db in (None, second_db))
    assert first == second


def test_an_export_for_an_editor_is_one_document(worked_case: Desk, surroundings: Path) -> None:
    worked_case("export", "tdp-article", "-o", "story.json")
    document = json.loads((surroundings / "story.json").read_text("utf-8"))
    assert {figure["key"] for figure in document["figures"]} >= {"tdp-5200", "mz-100"}
    assert [path.name for path in surroundings.iterdir() if path.name.startswith(".story")] == []


def test_an_export_that_fails_leaves_the_file_as_it_was(worked_case: Desk, surroundings: Path) -> None:
    file = surroundings / "out.jsonl"
    file.write_text("before")
    assert worked_case.answer("export", "no-such-key", "-o", str(file)).code == 2
    assert file.read_text() == "before"
    assert sorted(path.name for path in surroundings.iterdir() if "out.jsonl" in path.name) == ["out.jsonl"]


def _records(count: int) -> list[str]:
    return [
        json.dumps({"record": "figure", "quantity": f"{n} cats", "reported_by": ["A"], "key": f"cats-{n}"})
        for n in range(1, count + 1)
    ]


def test_an_import_is_all_or_nothing_and_names_every_line(desk: Desk, surroundings: Path) -> None:
    lines = _records(4)
    lines[1] = '{"record":"figure","quantity":"5 cats","colour":"red"}'
    lines[3] = '{"record":"figure","quantity":"5 cats","relays":"nothing"}'
    (surroundings / "bad.jsonl").write_text("\n".join(lines))
    answer = desk.answer("import", "bad.jsonl")
    assert answer.code == 2
    printed = answer.err.splitlines()
    assert printed[0].startswith("bad.jsonl:2: /colour: ")
    assert printed[1].startswith("bad.jsonl:4: /relays: ")
    assert printed[2] == "error: 2 problems"
    assert desk("db", "status", "--json").json()["size"] == 0


def test_an_import_can_keep_going_and_sets_aside_what_it_cannot_take(desk: Desk, surroundings: Path) -> None:
    lines = _records(3)
    lines[1] = '{"record":"figure","quantity":"5 cats","colour":"red"}'
    (surroundings / "bad.jsonl").write_text("\n".join(lines))
    answer = desk("import", "bad.jsonl", "--keep-going", "rejects.jsonl")
    assert "1 line set aside in rejects.jsonl" in answer.err
    assert (surroundings / "rejects.jsonl").read_text() == lines[1] + "\n"
    assert len(desk("list", "--json").json()["figures"]) == 2


def test_rejects_are_not_written_over_the_file_that_is_read(desk: Desk, surroundings: Path) -> None:
    (surroundings / "a.jsonl").write_text("\n".join(_records(1)))
    assert desk.answer("import", "a.jsonl", "--keep-going", "a.jsonl").code == 2
    assert (surroundings / "a.jsonl").read_text() == "\n".join(_records(1))


def test_batches_are_acknowledged(desk: Desk) -> None:
    printed = desk("import", "-", "--batch", "2", stdin="\n".join(_records(5))).out.splitlines()
    assert printed[:3] == ["committed through line 2", "committed through line 4", "committed through line 5"]


def test_an_import_twice_adds_nothing(desk: Desk) -> None:
    lines = "\n".join(_records(3))
    first = desk("import", "-", "--json", stdin=lines).json()
    second = desk("import", "-", "--json", stdin=lines).json()
    assert first["recorded"] > 0
    assert (second["recorded"], second["already"]) == (0, 3)


@pytest.mark.parametrize("words", ["-3.5 percent", "-3 percent", "- 3.5 percent", "-.5 percent"])
def test_a_negative_number_is_no_option(desk: Desk, words: str) -> None:
    desk("add", words, "--reported-by", "A", "--low", "-4", "--high", "-0.25", "--key", "fall")
    quantity = desk("show", "fall", "--json").json()["record"]["quantity"]
    assert quantity["text"] == words
    assert quantity["value"].startswith("-")
    assert (quantity["low"], quantity["high"]) == ("-4", "-0.25")


def test_other_words_that_begin_with_a_dash_are_explained(desk: Desk) -> None:
    answer = desk.answer("add", "-x percent")
    assert (answer.code, "go behind --" in answer.err) == (2, True)


def test_semicolons_part_joint_parties(desk: Desk) -> None:
    words = (
        "add",
        "7 houses",
        "--reported-by",
        "A; B",
        "--relayed-by",
        "C; D",
        "--relayed-by",
        "E",
        "--key",
        "last",
    )
    desk(*words)
    figures = desk("trace", "last", "--json").json()["figures"]
    assert [sorted(party["name"] for party in figure["reported_by"]) for figure in figures] == [
        ["E"],
        ["C", "D"],
        ["A", "B"],
    ]


def test_amending_says_how_it_reads_now(desk: Desk) -> None:
    desk("add", "about 500 million straws", "--reported-by", "A", "--key", "straws")
    assert (
        "read as: about 500,000,000 straw/day (500 million)"
        in desk("amend", "straws", "--unit", "straw/day").out
    )
    answer = desk("amend", "straws", "a dramatic rise", "--hedge", "vague")
    assert "it had the number 500000000, and has none now" in " ".join(answer.err.split())


def test_withdrawing_asks_for_the_partys_reason_and_points_to_remove(desk: Desk) -> None:
    desk("add", "7 houses", "--reported-by", "A", "--key", "houses")
    answer = desk("retract", "houses")
    assert "counts as withdrawn by the party that stated it" in answer.out
    assert "ledger remove houses" in answer.out
    assert "no reason is recorded" in answer.err
    desk("undo", "houses")
    assert "our own mistake" in desk("remove", "houses", "--reason", "typed twice").out
    assert "removes houses" in " ".join(desk("log", "houses").out.split())


def test_what_is_wrong_with_a_source_is_told_by_the_flag_that_was_typed(desk: Desk) -> None:
    for words in (["--source", "ftp://example.org/a"], ["--source", "http://exa mple.org", "--title", "A"]):
        refused = desk.answer("add", "5 people", *words)
        assert refused.code == 2
        assert refused.err.startswith("error: --source: not an http or https URL")
