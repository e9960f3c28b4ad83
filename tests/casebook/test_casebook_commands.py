"""Every command of the casebook: what is typed or handed over, and what must be recorded, found or printed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.cli.conftest import Desk

ADD = ("add", "--reported-by", "A", "--key", "q-1")


def listed(desk: Desk) -> dict[str, Any]:
    """The figures of a ledger by their keys."""
    return {figure["key"]: figure for figure in desk("list", "--json").json()["figures"]}


def parts(figure: dict[str, Any]) -> str:
    """The number of a figure as it is recorded: ``1200 in 1100..1300 home about``."""
    quantity = figure["quantity"]
    span = f"{quantity['low']}..{quantity['high']}" if quantity.get("low") else None
    number = " in ".join(part for part in (quantity.get("value"), span) if part) or "no number"
    return " ".join(part for part in (number, quantity.get("unit"), quantity.get("hedge")) if part)


# A flag beside a phrase overrides its own part and keeps the rest; a contradiction is refused.
FLAGS = [
    ("unreadable words", "--value 5 --unit house", "5 house"),
    ("no figure", "--value 12 --unit person --hedge about", "12 person about"),
    ("about 500 straws", "--unit straw/day", "500 straw/day about"),
    ("500 straws", "--unit straw/day", "500 straw/day"),
    ("700 people", "--unit soldier", "700 soldier"),
    ("700 people", "--hedge about", "700 person about"),
    ("700 people a week", "--hedge over", "700 person/week over"),
    ("700 people", "--value 700", "700 person"),
    ("1,200 homes", "--low 1100 --high 1300", "1200 in 1100..1300 home"),
    ("1,200 homes", "--high 1400 --low 1100", "1200 in 1100..1400 home"),
    ("£5m", "--low 4000000 --high 6000000", "5000000 in 4000000..6000000 GBP"),
    ("5 million", "--unit GBP/week --hedge nearly", "5000000 GBP/week nearly"),
    ("between 5 and 10 people", "--unit soldier", "5..10 soldier between"),
    ("a dramatic rise", "--hedge vague", "no number vague"),
    ("700 people", "--value 800", None),
    ("£5m", "--value 500", None),
    ("1,200 homes", "--low 1300 --high 1400", None),
    ("a rise of 5%", "--direction down", None),
    ("£5m", "--unit USD", None),
]


@pytest.mark.parametrize(("phrase", "flags", "recorded"), FLAGS, ids=[f"{c[0]} {c[1]}" for c in FLAGS])
def test_a_flag_overrides_its_own_part(desk: Desk, phrase: str, flags: str, recorded: str | None) -> None:
    answer = desk.answer(*ADD, *flags.split(), phrase)
    assert answer.code == (2 if recorded is None else 0)
    assert {key: parts(figure) for key, figure in listed(desk).items()} == (
        {} if recorded is None else {"q-1": recorded}
    )


# Periods as offices write them; what has no date in it is refused.
PERIODS = [
    ("2021-03", "2021-03"),
    ("2025Q1", "2025-01/2025-03"),
    ("Q3 of 2024", "2024-07/2024-09"),
    ("1st half of 2024", "2024-01/2024-06"),
    ("2012/13", "2012/2013"),
    ("1999/00", "1999/2000"),
    ("2019-20 season", "2019/2020"),
    ("year ending December 2022", "2022"),
    ("year ended 31 March 2023", "2022-04/2023-03"),
    ("year to June 2023", "2022-07/2023-06"),
    ("12 months to March 2021", "2020-04/2021-03"),
    ("YE June 2023", "2022-07/2023-06"),
    ("fiscal year ended September 30, 2023", "2022-10/2023-09"),
    ("five years to March 2019", "2014-04/2019-03"),
    ("week ending 5 June 2023", "2023-05-30/2023-06-05"),
    ("28 days to 5 June 2023", "2023-05-09/2023-06-05"),
    ("a while ago", None),
    ("recently", None),
    ("last year", None),
    ("FY2013", None),
    ("year ending December", None),
]


@pytest.mark.parametrize(("typed", "period"), PERIODS, ids=[case[0] for case in PERIODS])
def test_a_period_is_read_or_refused(desk: Desk, typed: str, period: str | None) -> None:
    answer = desk.answer(*ADD, "5 people", "--period", typed)
    assert answer.code == (2 if period is None else 0)
    recorded = [figure["period"] for figure in listed(desk).values()]
    assert recorded == ([] if period is None else [period])


@pytest.mark.parametrize("typed", ["2020-21", "2021-22", "2023-24", "2010-11"])
def test_a_financial_year_is_no_season_or_month_in_silence(desk: Desk, typed: str) -> None:
    answer = desk(*ADD, "5 people", "--period", typed, "--dry-run")
    first = int(typed[:4])
    assert f"a financial year is {first}/{first + 1}" in " ".join((answer.out + answer.err).split())


@pytest.mark.parametrize(
    ("typed", "recorded"),
    [("-3.5 percent", "-3.5 percent"), ("-£5m", "-5000000 GBP"), ("-12,000 jobs", "-12000 job")],
)
def test_an_argument_that_begins_with_a_minus_is_a_number(desk: Desk, typed: str, recorded: str) -> None:
    desk("add", typed, "--reported-by", "A", "--key", "q-1")
    assert parts(listed(desk)["q-1"]) == recorded


# Sheets as desks keep them.
SHEETS = [
    ("Key,Statement,Who said it\nk-one,5 people,{}\n", mark, {"k-one": ("5 person", ())})
    for mark in ("-", "–", "n/a", "N/A", "TBC", "unknown", "none", "?")
] + [
    ('Key,Value,Unit,Who said it\nk-one,"{}",person,Ministry\n', number, {"k-one": (f"{plain} person", ("Ministry",))})
    for number, plain in (("1,000", "1000"), ("1,234,567", "1234567"), ("1.5", "1.5"))
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "cell", "recorded"), SHEETS, ids=[str(case[1]) for case in SHEETS])
def test_a_cell_is_read_as_it_is_printed_and_a_placeholder_is_nobody(
    desk: Desk, surroundings: Path, sheet: str, cell: str, recorded: dict[str, tuple[str, tuple[str, ...]]]
) -> None:
    (surroundings / "desk.csv").write_text(sheet.format(cell))
    desk("import", "desk.csv")
    found = {
        key: (parts(figure), tuple(party["name"] for party in figure["reported_by"]))
        for key, figure in listed(desk).items()
    }
    assert found == recorded


def test_the_numbers_of_rows_are_no_keys_to_refuse(desk: Desk, surroundings: Path) -> None:
    rows = "Key,Statement,Who said it\n00126,5 people,Ministry\n00127,6 people,Ministry\n"
    (surroundings / "desk.csv").write_text(rows)
    desk("import", "desk.csv")
    assert [parts(figure) for figure in desk("list", "--json").json()["figures"]] == ["5 person", "6 person"]


def test_an_unquoted_comma_is_refused(desk: Desk, surroundings: Path) -> None:
    rows = "Key,Statement,Who said it\nk-one,5,200 convictions a year,Ministry\n"
    (surroundings / "desk.csv").write_text(rows)
    answer = desk.answer("import", "desk.csv")
    assert answer.code in (1, 2)
    assert "heading" in answer.err
    assert listed(desk) == {}


@pytest.mark.parametrize(
    ("cell", "stated"),
    [
        ("3/18/2026", "2026-03-18"),
        ("18/03/2026", "2026-03-18"),
        ("2026-03-18 00:00:00", "2026-03-18"),
        ("3/4/2026", None),
    ],
)
def test_a_date_in_a_cell_has_one_reading(
    desk: Desk, surroundings: Path, cell: str, stated: str | None
) -> None:
    rows = f"Key,Statement,Who said it,Date\nk-one,5 people,Ministry,{cell}\n"
    (surroundings / "desk.csv").write_text(rows)
    answer = desk.answer("import", "desk.csv")
    assert [figure["stated"] for figure in listed(desk).values()] == ([] if stated is None else [stated])
    assert (answer.code == 0) is (stated is not None)


def test_a_workbook_gives_the_address_behind_a_text_and_what_a_format_shows(
    desk: Desk, surroundings: Path
) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (
        ["Key", "Value", "Unit", "Who said it", "Source"],
        ["k-one", 0.12, None, "Ministry", "Report"],
    ):
        sheet.append(row)
    sheet["B2"].number_format = "0%"
    sheet["E2"].hyperlink = "https://example.org/a"
    workbook.save(surroundings / "desk.xlsx")
    desk("import", "desk.xlsx")
    figure = listed(desk)["k-one"]
    assert (parts(figure), figure["source"]["url"]) == ("12 percent", "https://example.org/a")


def test_an_old_workbook_is_one_error_that_says_what_to_save(desk: Desk, surroundings: Path) -> None:
    (surroundings / "desk.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000))
    answer = desk.answer("import", "desk.xls")
    assert answer.code == 2
    assert "xlsx" in answer.err
    assert len(answer.err.splitlines()) <= 4


# Outside conditions, in processes of their own.


def shell(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    """Run a line with `ledger` in it in a shell."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LEDGER")}
    path = f"{Path(sys.executable).parent}:{kept['PATH']}"
    environment = {**kept, "LEDGER_DB": "ledger.db", "LEDGER_USER": "Ann", "PATH": path}
    return subprocess.run(
        ["sh", "-c", line],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("line", ["ledger trace q-1 >&-", "ledger trace q-1 > /dev/full"])
def test_what_cannot_be_printed_is_a_few_plain_lines(desk: Desk, surroundings: Path, line: str) -> None:
    desk(*ADD, "5 people")
    done = shell(surroundings, line)
    assert done.returncode in (0, 1, 2, 3)
    assert len(done.stderr.splitlines()) <= 3
    assert "fault of the program" not in done.stderr


def test_a_regular_file_is_replaced(desk: Desk, surroundings: Path) -> None:
    desk(*ADD, "5 people")
    (surroundings / "out.jsonl").write_text("old\n")
    desk("export", "-o", "out.jsonl")
    text = (surroundings / "out.jsonl").read_text()
    assert "person" in text
    assert "old" not in text


def test_line_ends_of_an_old_program_are_read(desk: Desk, surroundings: Path) -> None:
    (surroundings / "old.csv").write_bytes(b"Key,Statement,Who said it\rk-one,5 people,Ministry")
    desk("import", "old.csv")
    assert parts(listed(desk)["k-one"]) == "5 person"


# What other programs hand over.


def prov(entities: dict[str, Any]) -> str:
    """A PROV document in JSON."""
    return json.dumps({"prefix": {"ex": "http://example.org/"}, "entity": entities})


def test_two_entities_are_two_figures(desk: Desk) -> None:
    text = prov({"ex:e": {"prov:value": "5 people"}, "ex:f": {"prov:value": "6 people"}})
    desk("import", "-", "--format", "prov-json", stdin=text)
    assert sorted(parts(figure) for figure in desk("list", "--json").json()["figures"]) == [
        "5 person",
        "6 person",
    ]


@pytest.mark.parametrize(
    "values",
    [[{"prov:value": "5 people"}, {"prov:value": "6 people"}], {"prov:value": ["5 people", "6 people"]}],
    ids=["two bodies", "two values"],
)
def test_a_second_value_of_an_entity_is_not_lost_in_silence(desk: Desk, values: Any) -> None:
    answer = desk.answer("import", "-", "--format", "prov-json", stdin=prov({"ex:e": values}))
    figures = desk("list", "--json").json()["figures"]
    assert answer.code == 2 or len(figures) == 2 or "6 people" in answer.out + answer.err


@pytest.mark.parametrize("text", ["[1,2]\n", "5", "null"])
def test_what_is_no_document_is_refused_in_a_few_lines(desk: Desk, text: str) -> None:
    answer = desk.answer("import", "-", "--format", "prov-json", stdin=text)
    assert answer.code == 2
    assert len(answer.err.splitlines()) <= 6


# Records of several kinds in one file.

UP = {"record": "figure", "key": "q-up", "quantity": "5 houses", "reported_by": ["A"], "primary": True}
DOWN = {"record": "figure", "key": "q-down", "quantity": "5 houses", "reported_by": ["B"], "relays": "q-up"}
REVIEW = {"record": "review", "of": "q-down", "verdict": "confirmed"}
REPLACED: list[dict[str, Any]] = [
    {"record": "figure", "key": "q-new", "quantity": "7 houses", "reported_by": ["A"]},
    {"record": "correction", "of": "q-up", "by": "q-new"},
]


def lines(*records: dict[str, Any]) -> str:
    """Records as JSON Lines."""
    return "".join(f"{json.dumps(record)}\n" for record in records)


def found(desk: Desk, key: str) -> set[str]:
    """The codes of what a check finds on a figure."""
    figure = listed(desk)[key]["id"]
    findings = desk.answer("check", "--json").json()["findings"]
    return {finding["code"] for finding in findings if finding["figure"] == figure}


def test_a_review_is_outdated_by_what_came_after_it_and_not_by_its_own_file(desk: Desk) -> None:
    desk("import", "-", stdin=lines(UP, DOWN, {**REVIEW, "at": "2020-01-01T00:00:00Z"}))
    assert "review-outdated" not in found(desk, "q-down")
    desk("import", "-", stdin=lines(*REPLACED))
    assert "review-outdated" in found(desk, "q-down")


def test_a_review_of_what_stands_there_is_not_outdated(desk: Desk) -> None:
    desk("import", "-", stdin=lines(UP, DOWN))
    desk("review", "q-down", "confirmed")
    assert "review-outdated" not in found(desk, "q-down")


def test_what_a_relayer_did_not_say_is_not_in_its_record(desk: Desk) -> None:
    fields = {"nature": "projected", "period": "2023", "place": "Russia"}
    desk("import", "-", stdin=lines({**UP, **fields}, DOWN))
    exported = [json.loads(line) for line in desk("export").out.splitlines()]
    down = next(record for record in exported if record.get("key") == "q-down")
    assert fields.keys() & down.keys() == set()


def test_two_who_repeat_one_origin_are_said_and_one_is_not(desk: Desk) -> None:
    desk("import", "-", stdin=lines(UP, DOWN))
    assert "single-origin" not in found(desk, "q-up")
    desk("import", "-", stdin=lines({**DOWN, "key": "q-third", "reported_by": ["C"]}))
    assert "single-origin" in found(desk, "q-up")


@pytest.mark.parametrize(
    ("formula", "inputs", "stated", "corrected"),
    [
        ("(new - old) / old", {"old": "q-up", "new": "q-new"}, "40%", False),
        ("new - old", {"old": "q-up", "new": "q-new"}, "2 houses", False),
        ("old * 2", {"old": "q-up"}, "10 houses", True),
        ("total - old", {"old": "q-up", "total": "q-all"}, "4 houses", True),
    ],
)
def test_a_formula_with_a_figure_and_its_replacement_rests_on_both(
    desk: Desk, formula: str, inputs: dict[str, str], stated: str, corrected: bool
) -> None:
    link = {"inputs": inputs, "formula": formula}
    computed = {
        "record": "figure",
        "key": "q-out",
        "quantity": stated,
        "reported_by": ["C"],
        "derived_from": link,
    }
    whole = {"record": "figure", "key": "q-all", "quantity": "9 houses", "reported_by": ["D"]}
    desk("import", "-", stdin=lines(UP, whole, *REPLACED, computed))
    assert ("upstream-corrected" in found(desk, "q-out")) is corrected


# A placeholder in place of a party is refused where it is typed, and said where it comes in with a file.
@pytest.mark.parametrize(
    "name", ["Anon", "anonymous", "Unknown", "N/A", "n/a", "-", "?", "TBC", "nobody", "(none)"]
)
def test_a_placeholder_is_no_party(desk: Desk, name: str) -> None:
    for command in (
        ("add", "5 people", "--reported-by", name, "--key", "q-1"),
        ("add", "5 people", "--reported-by", f"A; {name}", "--key", "q-1"),
        ("add", "5 people", "--reported-by", "A", "--relayed-by", name, "--key", "q-1"),
    ):
        answer = desk.answer(*command)
        assert answer.code == 2
        assert f"“{name}” names no party" in answer.err
    assert listed(desk) == {}


def test_a_placeholder_in_a_record_is_said(desk: Desk) -> None:
    record = {"record": "figure", "key": "q-1", "quantity": "5 people", "reported_by": ["Unknown"]}
    answer = desk.answer("add", "-", stdin=json.dumps(record))
    assert answer.code == 0
    assert "“Unknown” is recorded as a party: where nobody is named, leave reported_by empty" in answer.err
    assert desk.answer("amend", "q-1", "--reported-by", "anon").code == 2


def test_a_party_called_like_a_placeholder_is_recorded_by_its_full_name(desk: Desk) -> None:
    desk("add", "5 people", "--reported-by", "Anonymous (collective)", "--key", "q-1")
    assert [party["name"] for party in listed(desk)["q-1"]["reported_by"]] == ["Anonymous (collective)"]


# What was removed or retracted twice is taken back one at a time, and each command says so.
def test_a_second_removal_is_said_and_taken_back_by_itself(desk: Desk) -> None:
    desk(*ADD, "5 people")
    desk("remove", "q-1")
    assert "status: REMOVED, our own mistake" in desk("show", "q-1").out
    again = desk("remove", "q-1", "--reason", "typed twice")
    assert "q-1 was retracted, removed or corrected before" in again.err
    assert "q-1 is still retracted" in desk("undo", "q-1").err
    assert desk("undo", "q-1").err == ""
    assert "status" not in desk("show", "q-1").out
    assert desk.answer("undo", "q-1").code == 2


def test_what_a_party_withdrew_is_not_called_our_mistake(desk: Desk) -> None:
    desk(*ADD, "5 people")
    desk("retract", "q-1", "--reason", "A took it back")
    assert "status: RETRACTED" in desk("show", "q-1").out


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (("remove", "nokey"), "error: no record is called nokey"),
        (
            ("retract", "A", "--reason", "x"),
            "error: this is an agent, which is neither withdrawn nor removed",
        ),
        (("correct", "q-1", "--by", "nokey"), "error: --by: no figure is called nokey"),
        (("review", "q-1", "good"), "error: 'good' is none of confirmed"),
    ],
    ids=lambda part: part if isinstance(part, str) else " ".join(part),
)
def test_an_error_of_a_judgement_names_its_argument(desk: Desk, command: tuple[str, ...], error: str) -> None:
    desk(*ADD, "5 people")
    answer = desk.answer(*command)
    assert (answer.code, answer.err.startswith(error)) == (2, True)


# Amending says what it now reads, clears what is given empty, and loses nothing.
def test_an_amended_formula_is_echoed(desk: Desk) -> None:
    desk("add", "100 homes a week", "--reported-by", "A", "--key", "wk")
    desk(
        "add",
        "5,200 homes a year",
        "--reported-by",
        "A",
        "--key",
        "yr",
        "--from",
        "w=wk",
        "--formula",
        "w * 52",
    )
    assert "read as: yr computed from w=wk as w * 51" in desk("amend", "yr", "--formula", "w * 51").out


def test_an_empty_party_clears_who_reported_it(desk: Desk) -> None:
    desk(*ADD, "5 people")
    desk("amend", "q-1", "--reported-by", "")
    assert listed(desk)["q-1"]["reported_by"] == []


def test_the_key_that_an_amended_figure_has_is_no_other_record_s(desk: Desk) -> None:
    desk(*ADD, "5 people")
    desk("amend", "q-1", "6 people")
    answer = desk.answer("amend", "q-1", "--key", "q-1")
    assert (answer.code, answer.err.splitlines()[0]) == (
        2,
        "error: nothing changes: the ledger says that already",
    )
    desk("amend", "q-1", "7 people", "--key", "q-1")
    assert parts(listed(desk)["q-1"]) == "7 person"


def test_what_cannot_be_read_is_refused_in_the_words_of_the_flags(desk: Desk) -> None:
    two = desk.answer(*ADD, "killed 300 and injured 500")
    assert '(enter two figures, each with its number and noun: "killed 300" and "500")' in two.err
    scale = desk.answer(*ADD, "5 Milliarden Euro")
    assert '"Milliarden Euro" (write the number in digits, or say the language of the phrase)' in scale.err
    desk(*ADD, "5 people")
    assert "is recorded with --hedge vague" in desk.answer("amend", "q-1", "a dramatic rise").err
    assert (
        "house contradicts the words, which say home/week"
        in desk.answer("add", "5 homes a week", "--reported-by", "A", "--unit", "house").err
    )


# A sheet's refusals are in the words of a sheet, and come back as a workbook.
def test_a_refused_cell_is_told_without_json(desk: Desk, tmp_path: Path) -> None:
    sheet = tmp_path / "d.csv"
    sheet.write_text("Key,Statement,Who said it\nk1,5 Milliarden Euro,Bank\n", encoding="utf-8")
    answer = desk.answer("import", str(sheet))
    assert answer.code == 2
    assert "write the number in digits, or say the language of the phrase)" in answer.err
    assert "{" not in answer.err
    rejects = desk.answer("import", str(sheet), "--keep-going", str(tmp_path / "rejects.csv"))
    assert (rejects.code, "come back as a workbook" in rejects.err) == (2, True)


def test_a_workbook_with_macros_is_read_and_its_refused_rows_come_back_alone(
    desk: Desk, tmp_path: Path
) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (
        ["Key", "Statement", "Who said it"],
        ["k1", "5 people", "A"],
        ["k2", "5 Milliarden Euro", "B"],
    ):
        sheet.append(row)
    book.save(tmp_path / "d.xlsx")
    with zipfile.ZipFile(tmp_path / "d.xlsx") as plain, zipfile.ZipFile(tmp_path / "d.xlsm", "w") as macros:
        for name in plain.namelist():
            macros.writestr(name, plain.read(name))
        macros.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    answer = desk("import", str(tmp_path / "d.xlsm"), "--keep-going", str(tmp_path / "rejects.xlsx"))
    assert "has the refused rows alone: the workbook has macros, which would be lost" in answer.err
    assert list(listed(desk)) == ["k1"]
