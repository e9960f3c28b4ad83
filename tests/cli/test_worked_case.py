"""The worked case, recorded by flags alone, and what a reviewer must see of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from ledger.cli.text_width import columns

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

MINISTRY = "UK Ministry of Defence"


@pytest.fixture
def flagged(desk: Desk) -> Desk:
    """The worked case as flags say it."""
    first = ["--stated", "2023-07-19", "--reported-by"]
    update = ["--stated", "2023-08-30", "--reported-by"]
    desk("add", "100 convictions a week", *first, "Mediazona", "--primary", "--unseen", "--key", "mz-100")
    desk("add", "at least 100 deserters every week", *first, "The Moscow Times", "--relays", "mz-100")
    desk("add", "100 sentences per week", *first, "Ukrainska Pravda", "--relays", "mz-100")
    desk(
        "add", "close to 100 soldiers a week", *update, MINISTRY, "--relays", "mz-100", "--key", "mod-100",
        "--source", "https://example.org/update", "--title", "Intelligence update", "--publisher", MINISTRY,
        "--quote", "close to 100 soldiers a week", "--locator", "para 1",
    )  # fmt: skip
    desk(
        "add", "approximately 5,200 convictions a year", *update, MINISTRY, "--key", "mod-5200",
        "--source", "https://example.org/update", "--nature", "projected",
        "--from", "weekly=mod-100", "--formula", "weekly * 52", "--assuming", "the trend continues",
    )  # fmt: skip
    desk("add", "nearly 100 soldiers per week", *update, "Euromaidan Press", "--relays", "mod-100")
    desk("add", "around 5,200 convictions a year", *update, "Euromaidan Press", "--relays", "mod-5200")
    desk("add", "about 100 soldiers every week", *update, "Ukrinform", "--relays", "mod-100")
    desk("add", "5,200 troops a year", *update, "Forces News", "--relays", "mod-5200")
    desk(
        "add", "approximately 5,200 convictions a year", "--stated", "2023-09-01",
        "--reported-by", "The Defense Post", "--relays", "mod-5200", "--key", "tdp-5200",
    )  # fmt: skip
    return desk


def test_flags_alone_record_the_way_to_the_origin(flagged: Desk) -> None:
    trace = flagged("trace", "tdp-5200", "--json").json()
    assert [figure["key"] for figure in trace["figures"]] == ["tdp-5200", "mod-5200", "mod-100", "mz-100"]
    assert trace["origins"][0]["agents"] == ["Mediazona"]
    assert trace["origins"][0]["reach"]["agents"] == 8
    assert trace["independent_origins"] == {"at_least": 1, "at_most": 1}
    derivation = next(link for link in trace["links"] if link["relation"] == "derivation")
    assert derivation["check"]["outcome"] == "exact"
    assert derivation["assumptions"] == ["the trend continues"]


def test_a_withdrawn_origin_takes_everything_with_it_until_that_is_undone(flagged: Desk) -> None:
    below = flagged("impact", "mz-100", "--json").json()["figures"]
    assert len(below) == 10
    assert all(figure["falls"] for figure in below if figure["depth"])

    flagged("retract", "mz-100", "--reason", "the count was withdrawn")
    assert flagged.answer("check").code == 1
    trace = flagged("trace", "tdp-5200").out
    assert "RETRACTED: recorded by Ann on 2026-11-22: the count was withdrawn" in trace
    assert "upstream-retracted" in trace

    flagged("undo", "mz-100")
    assert flagged("check").code == 0
    assert "RETRACTED" not in flagged("trace", "tdp-5200").out


def test_the_tree_of_the_yearly_figure(worked_case: Desk, golden: Callable[[str, str], None]) -> None:
    golden("trace-tdp-5200.txt", worked_case("trace", "tdp-5200").out)


def test_the_tree_of_what_rests_on_the_count(worked_case: Desk, golden: Callable[[str, str], None]) -> None:
    golden("impact-mz-100.txt", worked_case("impact", "mz-100").out)


def test_the_tree_of_the_story(worked_case: Desk, golden: Callable[[str, str], None]) -> None:
    golden("trace-story.txt", worked_case("trace", "tdp-article").out)


def test_the_check_of_the_whole_ledger(worked_case: Desk, golden: Callable[[str, str], None]) -> None:
    golden("check.txt", worked_case("check").out)


@pytest.mark.parametrize("words", [("trace", "tdp-article"), ("impact", "mz-100"), ("check",), ("log",)])
def test_everything_fits_eighty_columns(worked_case: Desk, words: tuple[str, ...]) -> None:
    worked_case("retract", "mod-100", "--reason", "a long reason, " * 20)
    printed = worked_case.answer(*words).out
    assert max(map(columns, printed.splitlines())) <= 80


def test_the_demonstration_ends_with_the_origin_and_the_check(desk: Desk) -> None:
    printed = desk("demo").out
    assert "8 parties rest on this one origin; 4 parties report the number asked about." in printed
    assert "exact: weekly * 52 gives 5,200 convictions per year, as stated" in printed
    assert "hedge-dropped · 100 soldiers tried in Russia every week · ui-headline" in printed
    assert "hedge-conflict" in printed


def test_the_demonstration_can_be_kept(desk: Desk) -> None:
    desk("demo", "--keep", "kept.db")
    assert desk("verify", "--deep", db="kept.db").code == 0
    assert "mz-100" in desk("trace", "tdp-5200", db="kept.db").out


def test_a_typing_slip_that_is_amended_leaves_no_finding(worked_case: Desk) -> None:
    worked_case("amend", "mod-100", "--locator", "para 2")
    trace = worked_case("trace", "tdp-5200").out
    assert "para 2" in trace
    assert "amended on 2026-11-22" in trace
    assert "upstream-" not in trace


def test_reviews_are_seen_with_who_gave_them(worked_case: Desk) -> None:
    worked_case("review", "tdp-5200", "confirmed", who="Ann")
    worked_case("review", "tdp-5200", "disputed", "--note", "no rate was given", who="Bob")
    trace = worked_case("trace", "tdp-5200").out
    assert "confirmed by Ann on 2026-11-22" in trace
    assert "disputed by Bob on 2026-11-22: no rate was given" in trace
    log = worked_case("log", "tdp-5200").out
    assert log.index("confirmed tdp-5200 by Ann") < log.index("disputed tdp-5200 by Bob")


def test_an_accepted_finding_is_marked(worked_case: Desk) -> None:
    worked_case("review", "ui-headline", "confirmed", "--accept", "hedge-dropped")
    assert "warning, accepted hedge-dropped · 100 soldiers tried" in worked_case("check").out


def _export(desk: Desk) -> str:
    """The worked case with a correction and a review, as it is handed out."""
    from ledger.book.worked_case import RECORDS

    desk("import", "-", stdin="\n".join(json.dumps(record) for record in RECORDS))
    desk("review", "tdp-5200", "confirmed", "--accept", "single-origin")
    desk("retract", "ui-headline", "--reason", "the headline was changed")
    assert desk("verify", "--deep").out.startswith("desk: ")
    return desk("export").out


def test_both_databases_hand_out_the_same_bytes(
    desk_at: Callable[[str], Desk], new_postgres: Callable[[], str]
) -> None:
    exports, answers = [], []
    for where in ("ledger.db", new_postgres()):
        desk = desk_at(where)
        exports.append(_export(desk))
        answers.append([desk(*words).out for words in (("trace", "tdp-5200"), ("check",), ("log",))])
    assert exports[0] == exports[1]
    assert answers[0] == answers[1]
