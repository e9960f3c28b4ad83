"""A desk's own sheet moved in: its headings said, asked or remembered, and what is refused handed back marked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import openpyxl.chart
import pytest

from tests.cli.conftest import Desk

SHEET = """\
Ref,Outlet,What they wrote,Taken from,Budget
w-1,Mediazona,100 convictions a week,,3
w-2,Ministry,close to 100 soldiers a week,w-1,4
"""
MAP = ("--map", "Outlet=reported_by", "--map", "What they wrote=As stated", "--map", "Taken from=relays")


@pytest.fixture
def sheet(desk: Desk, surroundings: Path) -> Path:
    """A sheet in a folder of its own, with headings that are not ours."""
    folder = surroundings / "sheets"
    folder.mkdir()
    file = folder / "desk.csv"
    file.write_text(SHEET, encoding="utf-8")
    return file


def chain(desk: Desk, reference: str) -> list[str]:
    trace = desk("trace", reference, "--json").json()
    return [figure["reported_by"][0]["name"] for figure in trace["figures"]]


def test_headings_are_said_once_and_remembered_beside_the_sheet(desk: Desk, sheet: Path) -> None:
    printed = desk("import", str(sheet), *MAP, "--map", "Budget=")
    assert "column B “Outlet” → reported_by" in printed.err
    assert "column E “Budget” is not read, as was said" in printed.err
    assert chain(desk, "w-2") == ["Ministry", "Mediazona"]
    memory = json.loads((sheet.parent / "ledger-columns.json").read_text(encoding="utf-8"))
    assert memory["columns"] == {
        "Outlet": "reported_by", "What they wrote": "text", "Taken from": "relays", "Budget": None,
    }  # fmt: skip
    later = sheet.with_name("december.csv")
    later.write_text(SHEET.replace("w-", "x-"), encoding="utf-8")
    desk("import", str(later))
    assert chain(desk, "x-2") == ["Ministry", "Mediazona"]


def test_a_column_can_be_named_by_its_letter(desk: Desk, sheet: Path) -> None:
    desk("import", str(sheet), "--map", "B=reported_by", "--map", "C=text", "--map", "D=relays")
    assert chain(desk, "w-2") == ["Ministry", "Mediazona"]


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        ("Outlet=reportedby", "there is no column “reportedby” to read", "did you mean reported_by?"),
        ("Outlet=findings", "there is no column “findings” to read", "the columns are: key, text"),
        ("Outle=reported_by", "no column is called “Outle”", "did you mean outlet?"),
        ("Outlet", "--map takes a heading and a column, and not 'Outlet'", '--map "Outlet=reported_by"'),
    ],
)
def test_what_is_no_heading_or_no_column_is_refused(
    desk: Desk, sheet: Path, words: str, message: str, hint: str
) -> None:
    answer = desk.answer("import", str(sheet), "--map", words)
    assert answer.code == 2
    assert message in answer.err
    assert hint in answer.err
    assert not (sheet.parent / "ledger-columns.json").exists()


def test_a_map_is_for_sheets(desk: Desk, surroundings: Path) -> None:
    (surroundings / "records.jsonl").write_text("", encoding="utf-8")
    answer = desk.answer("import", "records.jsonl", "--map", "A=text")
    assert (answer.code, "--map is for sheets" in answer.err) == (2, True)


def test_a_memory_that_is_none_is_named(desk: Desk, sheet: Path) -> None:
    (sheet.parent / "ledger-columns.json").write_text('{"columns": 5}', encoding="utf-8")
    answer = desk.answer("import", str(sheet))
    assert answer.code == 2
    assert "ledger-columns.json does not say what headings mean" in answer.err


def test_on_a_terminal_headings_that_are_not_known_are_asked_for(desk: Desk, sheet: Path) -> None:
    sheet.write_text(SHEET.replace("Outlet", "Newsroom"), encoding="utf-8")
    here, there = os.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "ledger", "import", str(sheet), "--db", desk.db, "--as", "Ann"],
        stdin=there,
        stderr=there,
        stdout=subprocess.PIPE,
        env={**os.environ, "NO_COLOR": "1", "TERM": "dumb"},
    )
    os.close(there)
    # A column that there is not, or that is taken, is asked for again; an empty answer leaves a column out.
    os.write(here, b"reportedby\nreported_by\nreported_by\nstatement\nrelays\n\n")
    out, _ = running.communicate(timeout=120)
    shown = os.read(here, 100_000).decode()
    os.close(here)
    assert (running.returncode, b"added" in out) == (0, True), shown
    assert "Which column is “Newsroom”, with “Mediazona” below it?" in shown
    assert "did you mean reported_by?" in shown
    assert "“Newsroom” is reported_by already" in shown
    assert chain(desk, "w-2") == ["Ministry", "Mediazona"]
    assert (
        json.loads((sheet.parent / "ledger-columns.json").read_text(encoding="utf-8"))["columns"]["Budget"]
        is None
    )


def test_a_row_without_a_key_is_named_by_its_number(desk: Desk, surroundings: Path) -> None:
    (surroundings / "desk.csv").write_text(
        "Statement,Who said it,Comes from\n"
        "close to 100 soldiers a week,Ministry,3\n"
        "100 convictions a week,Mediazona,\n"
        "100 soldiers a week,Outlet,row 2\n",
        encoding="utf-8",
    )
    desk("import", "desk.csv")
    (figure,) = (line for line in desk("list", "--agent", "Outlet", "--json").json()["figures"])
    assert chain(desk, figure["id"]) == ["Outlet", "Ministry", "Mediazona"]


def cells(file: Path) -> list[list[tuple[Any, str | None]]]:
    """The rows of a workbook: what stands in each cell, and the comment on it."""
    sheet: Any = openpyxl.load_workbook(file).active
    return [[(cell.value, cell.comment and cell.comment.text) for cell in row] for row in sheet.iter_rows()]


def test_what_is_refused_comes_back_as_a_workbook_to_mend(desk: Desk, surroundings: Path) -> None:
    file = surroundings / "desk.csv"
    file.write_text(
        "Key,Statement,Who said it,Date,Budget\n"
        "w-1,5 people,A,2023-08-30,=1+1\n"
        "w-2,gobbledygook,B,03/04/2023,7\n"
        "w-3,6 people,C,yesterday,8\n",
        encoding="utf-8",
    )
    printed = desk("import", "desk.csv", "--keep-going", "rejects.xlsx")
    assert "2 records set aside in rejects.xlsx" in printed.err
    head, second, third = cells(surroundings / "rejects.xlsx")
    assert [value for value, _ in head] == ["Key", "Statement", "Who said it", "Date", "Budget"]
    assert [value for value, _ in second] == ["w-2", "gobbledygook", "B", "03/04/2023", "7"]
    assert "is two dates" in str(second[3][1])
    assert [remark for _, remark in third[:3]] == [None, None, None]
    assert third[3][1] is not None
    # Mended, it is imported like the sheet it came from.
    book = openpyxl.load_workbook(surroundings / "rejects.xlsx")
    sheet: Any = book.active
    sheet["B2"], sheet["D2"], sheet["D3"] = "7 people", "2023-04-03", "2023-08-29"
    book.save(surroundings / "mended.xlsx")
    desk("import", "mended.xlsx")
    assert {figure["key"] for figure in desk("list", "--json").json()["figures"]} == {"w-1", "w-2", "w-3"}


def test_a_workbook_of_rejects_needs_a_sheet_in_a_file(desk: Desk, surroundings: Path) -> None:
    (surroundings / "records.jsonl").write_text("{}", encoding="utf-8")
    answer = desk.answer("import", "records.jsonl", "--keep-going", "rejects.xlsx")
    assert (answer.code, "--keep-going rejects.jsonl" in answer.err) == (2, True)


def test_an_old_workbook_is_one_error_that_says_what_to_save(desk: Desk, surroundings: Path) -> None:
    (surroundings / "desk.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    answer = desk.answer("import", "desk.xls")
    assert answer.code == 2
    assert answer.err.splitlines() == [
        "error: desk.xls is an Excel workbook of the old kind (.xls), which is not read",
        "hint: open it in a spreadsheet, save it as .xlsx, and import that",
    ]


def test_a_workbook_comes_back_whole_with_the_cells_to_mend_marked(desk: Desk, surroundings: Path) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Desk"
    rows = [
        ("Key", "Statement", "Who said it", "Date", "Budget"),
        ("w-1", "5 people", "A", "2023-08-30", "=1+1"),
        ("w-2", "6 people", "B", "03/04/2023", 7),
        ("w-3", "7 people", "C", "2023-08-29", 8),
    ]
    for row in rows:
        sheet.append(row)
    sheet["A2"].font = openpyxl.styles.Font(bold=True)
    sheet["D3"].comment = openpyxl.comments.Comment("ask Bea", "Ann")
    sheet.column_dimensions["B"].width = 41
    notes: Any = book.create_sheet("Notes")
    notes["A1"] = "our own notes"
    book.save(surroundings / "desk.xlsx")
    answer = desk("import", "desk.xlsx", "--keep-going", "rejects.xlsx")
    assert "1 record set aside in rejects.xlsx" in answer.err
    back: Any = openpyxl.load_workbook(surroundings / "rejects.xlsx")
    marked = back["Desk"]
    assert [tuple(cell.value for cell in row) for row in marked.iter_rows()] == rows
    assert marked["A2"].font.bold
    assert marked.column_dimensions["B"].width == 41
    assert back["Notes"]["A1"].value == "our own notes"
    [place] = [cell.coordinate for row in marked.iter_rows() for cell in row if cell.fill.fill_type]
    assert place == "D3"
    assert "is two dates" in marked["D3"].comment.text
    assert marked["D3"].comment.text.endswith("ask Bea")
    # Mended in place, the whole of it is imported again, and once mended nothing is marked.
    marked["D3"], marked["D4"] = "2023-04-03", "next week"
    back.save(surroundings / "mended.xlsx")
    again = desk("import", "mended.xlsx", "--keep-going", "again.xlsx")
    assert "added" in again.out + again.err
    second: Any = openpyxl.load_workbook(surroundings / "again.xlsx")["Desk"]
    assert [cell.coordinate for row in second.iter_rows() for cell in row if cell.fill.fill_type] == ["D4"]
    assert {figure["key"] for figure in desk("list", "--json").json()["figures"]} >= {"w-1", "w-2"}


def test_what_a_workbook_of_rejects_does_not_carry_over_is_said(desk: Desk, surroundings: Path) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (
        ("Key", "Statement", "Who said it"),
        ("w-1", "5 people", "A"),
        ("w-2", "gobbledygook 5x9", "B"),
    ):
        sheet.append(row)
    chart = openpyxl.chart.BarChart()
    chart.add_data(openpyxl.chart.Reference(sheet, min_col=2, min_row=1, max_row=3))
    sheet.add_chart(chart, "E2")
    book.save(surroundings / "desk.xlsx")
    answer = desk("import", "desk.xlsx", "--keep-going", "rejects.xlsx")
    printed = " ".join(answer.err.split())
    assert "rejects.xlsx has the refused rows alone: the workbook has charts, which would be lost." in printed
    assert [value for value, _ in cells(surroundings / "rejects.xlsx")[1]][:3] == [
        "w-2",
        "gobbledygook 5x9",
        "B",
    ]
