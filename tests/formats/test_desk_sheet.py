"""A sheet as a desk keeps it, with all that stands in such sheets: read, said or refused, never taken for another."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from ledger.book import Ledger
from ledger.errors import FormatError, InputError
from ledger.formats import format_named, format_of, refuse_unreadable
from tests.formats.sheets import recorded, taken

HEAD = "Key,Statement,Who said it"


def csv_of(*lines: str) -> bytes:
    return "\n".join(lines).encode() + b"\n"


def workbook(rows: list[list[Any]], change: Any = id) -> bytes:
    """A workbook that openpyxl makes; `change` is given its sheet before it is saved."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    change(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def shown(ledger: Ledger, reference: str) -> Any:
    return ledger.trace(reference).figures[0]


def quantity(ledger: Ledger, reference: str) -> tuple[str | None, str | None]:
    stated = shown(ledger, reference).entry.record.quantity
    return stated.value, stated.unit


def problems(ledger: Ledger, document: bytes, form: str = "csv") -> list[str]:
    with pytest.raises(InputError) as caught:
        taken(ledger, form, document)
    assert ledger.size == 0
    return [str(problem).removeprefix(f"desk.{form}:") for problem in caught.value.problems]


@pytest.mark.parametrize(
    "nothing",
    [
        "-",
        "–",
        "n/a",
        "N/A",
        "TBC",
        "unknown",
        "?",
        " None ",
        "Not available",
        "nil return",
        "pending",
        "to follow",
    ],
)
def test_a_placeholder_is_an_empty_cell(ledger: Ledger, nothing: str) -> None:
    taken(
        ledger,
        "csv",
        csv_of(
            f"{HEAD},Date,Nature,Relays,Verdict,Source URL,Note",
            f"k1,5 people,{nothing},{nothing},{nothing},{nothing},{nothing},{nothing},see page 2",
        ),
    )
    figure = shown(ledger, "k1")
    assert (figure.reporters, figure.entry.record.stated, figure.source) == ((), None, None)
    assert (recorded(ledger, "agent", "link", "review"), figure.entry.record.note) == (set(), "see page 2")


@pytest.mark.parametrize("name", ["x", "X", "(x)", "ditto", "as above", "various", "Anon", "Anonymous"])
def test_a_mark_that_may_be_a_placeholder_is_no_party(ledger: Ledger, name: str) -> None:
    (problem,) = problems(ledger, csv_of(HEAD, f"k1,5 people,{name}"))
    assert "C2" in problem
    assert f"“{name}” may be a placeholder or a name: clear the cell, or write the name in full" in problem


def test_a_party_that_was_exported_by_a_short_name_comes_back(make_ledger: Any) -> None:
    here, there = make_ledger(), make_ledger()
    here.add("5 people", reported_by=["X"], key="k1")
    text = io.StringIO(newline="")
    here.export(text, format="csv")
    taken(there, "csv", text.getvalue().encode())
    assert recorded(there, "figure") == recorded(here, "figure")


def test_a_day_that_the_spreadsheet_stores_as_a_number_is_refused(ledger: Ledger) -> None:
    head = ["Key", "Statement", "Who said it", "Date"]
    (problem,) = problems(ledger, workbook([head, ["k1", "5 people", "A", 46099]]), "xlsx")
    assert problem.startswith("Sheet!D2: the spreadsheet counts a day as 46099: format the cell as a date")


def test_a_row_that_was_exported_keeps_what_looks_like_a_placeholder(make_ledger: Any) -> None:
    here, there = make_ledger(), make_ledger()
    record = {
        "record": "figure",
        "quantity": "5 people",
        "reported_by": ["unknown"],
        "label": "n/a",
        "key": "k1",
    }
    here.record([record])
    text = io.StringIO(newline="")
    here.export(text, format="csv")
    taken(there, "csv", text.getvalue().encode())
    assert recorded(there, "figure") == recorded(here, "figure")


@pytest.mark.parametrize(
    ("number", "unit", "read"),
    [
        ("1,000", "person", ("1000", "person")),
        ("5,200 people", "", ("5200", "person")),
        ("£5m", "", ("5000000", "GBP")),
        ("£1,200", "GBP/person", ("1200", "GBP/person")),
        ("12%", "", ("12", "percent")),
        ("12%", "percent", ("12", "percent")),
        ("5200", "person", ("5200", "person")),
    ],
)
def test_a_number_is_read_as_it_is_printed(
    ledger: Ledger, number: str, unit: str, read: tuple[str, str]
) -> None:
    taken(ledger, "csv", csv_of("Key,Value,Unit,Who said it", f'k1,"{number}",{unit},Ministry'))
    assert quantity(ledger, "k1") == read


@pytest.mark.parametrize(("number", "unit"), [("£5m", "EUR"), ("5 people", "percent"), ("several", "person")])
def test_a_printed_number_that_the_row_contradicts_names_the_column_of_statements(
    ledger: Ledger, number: str, unit: str
) -> None:
    (problem,) = problems(ledger, csv_of("Key,Value,Unit,Who said it", f"k1,{number},{unit},Ministry"))
    assert problem.startswith("B2: ")
    assert "“As stated”" in problem


@pytest.mark.parametrize("heading", ["Key", "ID", "No.", "#"])
def test_a_running_number_is_the_key_of_its_row(ledger: Ledger, heading: str) -> None:
    taken(
        ledger,
        "csv",
        csv_of(
            f"{heading},Statement,Who said it,Comes from", "F 001,5 people,A,", "F 002,5 people,B,F 001",
            "#3,5 people,C,f-002",
        ),
    )  # fmt: skip
    assert [figure.entry.key for figure in ledger.trace("3").figures] == ["3", "f-002", "f-001"]


@pytest.mark.parametrize("row", ["k1,5 people,Ministry,more", "k1,5,200 convictions a year,Ministry"])
def test_a_cell_under_no_heading_is_refused(ledger: Ledger, row: str) -> None:
    (problem,) = problems(ledger, csv_of(HEAD, row))
    assert problem.startswith("D2: ")
    assert "stands under no heading" in problem
    assert "quotation marks" in problem


def test_a_comma_that_parts_a_number_is_seen_though_every_cell_has_a_heading(ledger: Ledger) -> None:
    (problem,) = problems(ledger, csv_of(f"{HEAD},Note", "k1,5,200 convictions a year,Ministry"))
    assert problem.startswith("B2: a comma seems to part a number in two")
    taken(ledger, "csv", csv_of("Key,Number,Page,Who said it", "k2,5,200,Ministry"))
    assert shown(ledger, "k2").entry.record.locator == "200"


@pytest.mark.parametrize(
    ("written", "read"), [("2026-03-18 00:00:00", "2026-03-18"), ("2026-03-18T00:00:00Z", "2026-03-18")]
)
def test_midnight_is_a_date(ledger: Ledger, written: str, read: str) -> None:
    taken(ledger, "csv", csv_of(f"{HEAD},Date", f"k1,5 people,A,{written}"))
    assert shown(ledger, "k1").entry.record.stated == read
    document = workbook(
        [["Key", "Statement", "Who said it", "Date"], ["k2", "5 people", "A", datetime(2026, 3, 18)]]  # noqa: DTZ001
    )
    taken(ledger, "xlsx", document)
    assert shown(ledger, "k2").entry.record.stated == "2026-03-18"


@pytest.mark.parametrize(
    ("format", "heading", "read"),
    [
        ('"£"#,##0', "Statement", ("5200", "GBP")),
        ("[$€-407] #,##0.00", "Statement", ("5200", "EUR")),
        ("#,##0 [$€-407]", "Number", ("5200", "EUR")),
        ("[$USD] #,##0", "Number", ("5200", "USD")),
        ('_-"£"* #,##0.00_-;-"£"* #,##0.00_-', "Number", ("5200", "GBP")),
        ('#,##0 "people"', "Number", ("5200", "person")),
        ('#,##0,"k"', "Number", ("5200", "1")),
        ("#,##0.00", "Number", ("5200", "1")),
        ("0.00E+00", "Number", ("5200", "1")),
        ("General", "Number", ("5200", "1")),
        ('_("$"* #,##0.00_);_("$"* \\(#,##0.00\\)', "Number", ("-5200", "USD")),
    ],
)
def test_what_a_number_format_shows_is_read(
    ledger: Ledger, format: str, heading: str, read: tuple[str, str]
) -> None:
    def change(sheet: Any) -> None:
        sheet["B2"].number_format = format

    number = -5200 if str(read[0]).startswith("-") else 5200
    taken(ledger, "xlsx", workbook([["Key", heading, "Who said it"], ["k1", number, "A"]], change))
    value, unit = quantity(ledger, "k1")
    assert (value, unit or "1") == read


def test_what_a_number_format_shows_is_not_left_out_where_it_changes_the_number(ledger: Ledger) -> None:
    def change(sheet: Any) -> None:
        sheet["B2"].number_format = '0 "million"'

    taken(ledger, "xlsx", workbook([["Key", "Number", "Who said it"], ["k1", 5, "A"]], change))
    assert quantity(ledger, "k1")[0] == "5000000"


@pytest.mark.parametrize("linked", ["D2", "B2"])
def test_the_address_behind_a_text_is_that_of_the_source(ledger: Ledger, linked: str) -> None:
    def change(sheet: Any) -> None:
        sheet[linked].hyperlink = "https://example.org/a?b=1&c=2"

    head = ["Key", "Statement", "Who said it", "Link"]
    taken(
        ledger,
        "xlsx",
        workbook([head, ["k1", "5 people", "A", "report" if linked == "D2" else None]], change),
    )
    assert shown(ledger, "k1").source.url == "https://example.org/a?b=1&c=2"


def test_a_formula_that_only_links_is_a_link(ledger: Ledger) -> None:
    head = ["Key", "Statement", "Who said it", "Link"]
    formula = '=HYPERLINK("https://example.org/a", "report")'
    taken(ledger, "xlsx", workbook([head, ["k1", "5 people", "A", formula]]))
    assert shown(ledger, "k1").source.url == "https://example.org/a"
    (problem,) = problems_of(workbook([head, ["k2", "5 people", "A", '=HYPERLINK(A1, "report")']]), ledger)
    assert "it is a formula" in problem


def problems_of(document: bytes, ledger: Ledger) -> list[str]:
    with pytest.raises(InputError) as caught:
        taken(ledger, "xlsx", document)
    return [str(problem) for problem in caught.value.problems]


def test_a_sheet_that_is_not_read_is_named() -> None:
    def change(sheet: Any) -> None:
        second = sheet.parent.create_sheet("2024")
        second.append(["Key", "Statement", "Who said it"])
        second.append(["k9", "9 people", "A"])
        sheet.parent.create_sheet("Notes").append(["call the ministry"])
        sheet.parent.create_sheet("Sheet3")

    document = workbook([["Key", "Statement", "Who said it"], ["k1", "5 people", "A"]], change)
    notes = format_named("xlsx").load(io.BytesIO(document)).notes
    assert [note for note in notes if "is not read" in note] == [
        "the sheet “2024” is not read: one sheet is read at a time, so import it from a workbook of its own",
        "the sheet “Notes” is not read",
    ]


def test_a_sheet_of_another_kind_is_one_error() -> None:
    for name in ("desk.xls", "DESK.XLS", "desk.ods", "desk.numbers"):
        with pytest.raises(FormatError) as caught:
            refuse_unreadable(name)
        assert caught.value.hint == "open it in a spreadsheet, save it as .xlsx, and import that"
    refuse_unreadable("desk.xlsx")
    assert format_of("desk.tsv") == "csv"


def test_direction_statistic_price_base_and_rating_are_carried(make_ledger: Any) -> None:
    here, there = make_ledger(), make_ledger()
    here.record(
        [
            {"record": "figure", "key": "k1", "reported_by": ["A"],
             "quantity": {"text": "a fall of 20%", "value": "20", "unit": "percent", "direction": "down",
                          "statistic": "median", "price_base": "2015"}},
            {"record": "review", "of": "k1", "verdict": "disputed", "rating": "Half true"},
        ]
    )  # fmt: skip
    for form in ("csv", "xlsx"):
        stream: Any = io.StringIO(newline="") if form == "csv" else io.BytesIO()
        here.export(stream, format=form)
        document = stream.getvalue()
        taken(there, form, document.encode() if form == "csv" else document)
    assert recorded(there, "figure", "review") == recorded(here, "figure", "review")
