"""The desk's sheet as a workbook: what another reader sees in it, and what other programs' workbooks are read as."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from ledger.book import Ledger
from ledger.book.worked_case import RECORDS
from ledger.errors import FormatError, InputError, LedgerError
from ledger.formats.sheet import xlsx
from ledger.formats.sheet.sheet_columns import COLUMNS
from tests.formats.sheets import HOSTILE, odd_story, taken, written

#: A workbook's cells as another program makes them: rows of values, the first of them the headings.
Rows = list[list[Any]]
HEAD = ["Key", "As stated", "Number", "Unit", "Stated on", "Locator", "Who said it"]


def opened(document: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(document))


def workbook(rows: Rows, change: Callable[[Any], None] = lambda _: None) -> bytes:
    """A workbook that openpyxl makes; `change` is given it before it is saved."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Figures"
    for row in rows:
        sheet.append(row)
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(document: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one of its parts changed."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            new.writestr(member, change(old.read(member)) if member == name else old.read(member))
    return stream.getvalue()


def refusals(ledger: Ledger, document: bytes) -> list[str]:
    with pytest.raises(InputError) as caught:
        taken(ledger, "xlsx", document)
    assert ledger.size == 0
    return [str(problem).removeprefix("desk.xlsx:") for problem in caught.value.problems]


def test_another_reader_sees_what_was_recorded(ledger: Ledger) -> None:
    ledger.record(RECORDS)
    book = opened(written(ledger, "xlsx"))
    assert book.sheetnames == ["Figures", "Findings", "Columns"]
    sheet = book["Figures"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.max_row) == ("B2", "A1:BF18", 18)
    headings = [cell.value for cell in sheet[1]]
    rows = {
        row[0]: dict(zip(headings, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)
    }
    year = rows["mod-5200"]
    assert year["As stated"] == "approximately 5,200 convictions a year"
    assert (year["Number"], year["Unit"], year["Hedge"]) == (5200, "conviction/year", "about")
    assert (year["Computed from"], year["Formula"]) == ("weekly = mod-100", "weekly * 52")
    assert (year["Recomputed"], year["Origins"]) == (
        "exact: gives 5200 conviction/year",
        "Mediazona (mz-100)",
    )
    assert rows["mz-100"]["Primary or secondary"] == "primary"
    codes = [row[3] for row in book["Findings"].iter_rows(min_row=2, values_only=True)]
    assert {"hedge-conflict", "hedge-dropped", "single-origin", "period-changed"} <= set(codes)
    assert sheet.data_validations.count == sum(bool(column.words) for column in COLUMNS)


def test_a_workbook_is_the_same_each_time_it_is_written(ledger: Ledger) -> None:
    ledger.record(RECORDS)
    assert written(ledger, "xlsx") == written(ledger, "xlsx")
    assert opened(written(ledger, "xlsx")).properties.created == datetime(2026, 11, 22, 9, 0, 3)  # noqa: DTZ001


def test_nothing_in_a_workbook_is_run(ledger: Ledger) -> None:
    ledger.record(odd_story())
    document = written(ledger, "xlsx")
    for sheet in opened(document):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n"), (cell.coordinate, cell.value)
                assert cell.data_type == "s" or cell.value is None or cell.column_letter in "FGH"
                if cell.hyperlink is not None:
                    assert cell.hyperlink.target.startswith("https://example.org/")
    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        for part in parts.namelist():
            assert b"<f>" not in parts.read(part)
            assert b"<f " not in parts.read(part)
    values = {cell.value for row in opened(document)["Figures"].iter_rows() for cell in row}
    assert {"=1+1", "-3.5 percent", "@SUM(1+1)", "<r></r>"} <= values
    assert [text for text in HOSTILE if text.isprintable() and "_x" not in text and text not in values] == []


def test_what_a_cell_cannot_hold_is_said(ledger: Ledger) -> None:
    many = [f"x-{number:03}-{'k' * 85}" for number in range(400)]
    ledger.record(
        [
            *({"record": "figure", "key": key, "quantity": f"{n + 10} people"} for n, key in enumerate(many)),
            {"record": "figure", "key": "all", "quantity": "5 people"},
            *(
                {"record": "link", "relation": "relay", "figure": "all", "from": key, "quote": "q"}
                for key in many
            ),
        ]
    )
    sheet = opened(written(ledger, "xlsx"))["Figures"]
    longest = max((str(cell.value) for row in sheet.iter_rows() for cell in row), key=len)
    assert len(longest) < 32_767
    assert re.search(r"… \[[0-9,]+ characters more: a cell holds no more, and csv has them all\]$", longest)
    ledger.add("6 people", reported_by=[f"{number:03}{'n' * 400}" for number in range(100)])
    with pytest.raises(InputError, match="“Who said it” has 40,498 characters, and a cell holds 32,767"):
        written(ledger, "xlsx")


def test_the_template_is_filled_in_and_read(ledger: Ledger) -> None:
    stream = io.BytesIO()
    xlsx.template(stream)
    assert taken(ledger, "xlsx", stream.getvalue()).lines == 0
    book = opened(stream.getvalue())
    assert book.sheetnames == ["Figures", "Examples", "Columns"]
    examples = list(book["Examples"].iter_rows(min_row=2, values_only=True))
    for number, example in enumerate(examples, 2):
        for at, value in enumerate(example, 1):
            book["Figures"].cell(number, at, value)
    filled = io.BytesIO()
    book.save(filled)
    taken(ledger, "xlsx", filled.getvalue())
    assert [figure.entry.key for figure in ledger.trace("update-yearly").figures] == [
        "update-yearly",
        "update-weekly",
    ]
    assert ledger.check().findings is not None


def test_cells_are_read_as_what_they_are(ledger: Ledger) -> None:
    def change(book: Any) -> None:
        sheet = book["Figures"]
        sheet["B4"].number_format = "0%"
        sheet["B5"].number_format = '0.00" %"'

    rows: Rows = [
        HEAD,
        ["x1", "a tenth of a point", 0.1, "percentage_point", date(2023, 8, 30), 7, "A; 'B'"],
        ["x2", 5200, None, None, datetime(2023, 8, 30), "x_x0041_y", None],  # noqa: DTZ001
        ["x3", 0.05, None, None, "August 2023", None, None],
        ["x4", 3, None, "percent", 2023, None, None],
        ["x5", "big", 123456789012345, "person", None, None, None],
    ]
    taken(ledger, "xlsx", workbook(rows, change))
    found = {key: ledger.trace(key).figures[0].entry.record for key in ("x1", "x2", "x3", "x4", "x5")}
    assert (found["x1"].quantity.value, found["x1"].stated, found["x1"].locator) == ("0.1", "2023-08-30", "7")
    assert (found["x2"].quantity.value, found["x2"].stated) == ("5200", "2023-08-30")
    assert (found["x3"].quantity.text, found["x3"].quantity.value, found["x3"].stated) == (
        "5%",
        "5",
        "2023-08",
    )
    assert (found["x4"].quantity.value, found["x4"].quantity.unit, found["x4"].stated) == (
        "3",
        "percent",
        "2023",
    )
    assert found["x5"].quantity.value == "123456789012345"


def test_every_bad_cell_is_named(ledger: Ledger) -> None:
    def change(book: Any) -> None:
        sheet = book["Figures"]
        sheet["C3"].number_format = "0%"
        sheet["C5"].data_type = "e"
        sheet["F6"] = date(2023, 4, 3)

    document = workbook(
        [
            HEAD,
            ["x1", "=1+1", None, None, None, None, None],
            ["x2", "5 people", 0.05, None, None, None, None],
            ["x3", "5 people", None, None, None, None, "=A1"],
            ["x4", "5 people", "#N/A", None, None, None, None],
            ["x5", "5 people", None, None, None, None, None],
            ["x6", "5 people", None, None, None, None, "x" * 32_768],
            ["x7", "5 people", None, None, datetime(2023, 4, 3, 12, 30), None, None],  # noqa: DTZ001
        ],
        change,
    )
    found = refusals(ledger, document)
    assert [problem.split(": ")[0] for problem in found] == [
        f"Figures!{cell}" for cell in ("B2", "C3", "G4", "C5", "F6", "G7")
    ]
    assert "formula" in found[0]
    assert "it says percent, and the row person" in found[1]
    assert "made a date of it (2023-04-03)" in found[4]


def test_the_first_visible_sheet_with_our_headings_is_read(ledger: Ledger) -> None:
    def change(book: Any) -> None:
        book.create_sheet("Cover", 0).append(["Our desk"])
        hidden = book.create_sheet("Old", 0)
        hidden.append(HEAD)
        hidden.append(["old", "5 people"])
        hidden.sheet_state = "hidden"
        book["Figures"].title = "It's ours"

    document = workbook([HEAD, ["x1", "5 people"], [], ["x2", "zzz"]], change)
    notes = list(xlsx.load(io.BytesIO(document)).notes)
    assert notes[:3] == [
        "the sheet “Old” is hidden, and is not read",
        "the sheet “Cover” has not the headings of a sheet of figures, and is not read",
        "the sheet “It's ours” is read",
    ]
    assert refusals(ledger, document)[0].startswith("'It''s ours'!B4: ")


def test_merged_cells_are_refused_where_they_would_hide_something() -> None:
    rows: Rows = [["Title"], HEAD, ["x1", "5 people"], ["x2", "6 people"]]
    document = workbook(rows, lambda book: book["Figures"].merge_cells("G3:G4"))
    with pytest.raises(FormatError, match="Figures!G3:G4") as caught:
        xlsx.load(io.BytesIO(document))
    assert caught.value.hint == "unmerge them, and fill each"
    xlsx.load(io.BytesIO(workbook(rows, lambda book: book["Figures"].merge_cells("A1:G1"))))


SHEET = "xl/worksheets/sheet1.xml"
GOOD = workbook([HEAD, ["x1", "5 people"]])


def doctype(part: bytes) -> bytes:
    """A part whose document type would expand to a billion laughs."""
    entities = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    return re.sub(
        rb"<worksheet", b'<!DOCTYPE x [<!ENTITY l0 "lol">' + entities + b"]><worksheet", part, count=1
    )


def rows_of(xml: bytes) -> Callable[[bytes], bytes]:
    return lambda part: re.sub(
        rb"<sheetData>.*</sheetData>", b"<sheetData>" + xml + b"</sheetData>", part, flags=re.S
    )


def without(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(stream, "w") as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
    return stream.getvalue()


HOSTILE_WORKBOOKS = {
    "empty": b"",
    "text": b"As stated,Who said it\r\n",
    "an old .xls, or one with a password": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
    "no end": GOOD[:-200],
    "another archive": with_part(without("[Content_Types].xml"), "x", bytes),
    "no workbook part": without("xl/workbook.xml"),
    "a document type": with_part(GOOD, SHEET, doctype),
    "a document type in UTF-16": with_part(GOOD, SHEET, lambda part: doctype(part).decode().encode("utf-16")),
    "a document type behind a long comment": with_part(
        GOOD, SHEET, lambda part: doctype(part).replace(b"<!DOCTYPE", b"<!--" + b"x" * 2_000_000 + b"--><!DOCTYPE")
    ),
    "no XML": with_part(GOOD, SHEET, lambda _: b"\x89PNG"),
    "broken XML": with_part(GOOD, SHEET, lambda part: part[:-50]),
    "a million cells in a row": with_part(GOOD, SHEET, rows_of(b'<row r="1">' + b"<c/>" * 1_000_000 + b"</row>")),
    "a million elements deep": with_part(GOOD, "xl/styles.xml", lambda _: b"<a>" * 1_000_000 + b"</a>" * 1_000_000),
    "a part beyond all": with_part(GOOD, "xl/workbook.xml", lambda part: part + b" " * 5_000_000),
    "a row beyond all": with_part(GOOD, SHEET, rows_of(b'<row r="999999999999"><c r="A1"><v>1</v></c></row>')),
    "a row that is not a number": with_part(GOOD, SHEET, rows_of(b'<row r="x"><c r="A1"><v>1</v></c></row>')),
    "a column beyond all": with_part(GOOD, SHEET, rows_of(b'<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>')),
    "a string that is not there": with_part(GOOD, SHEET, rows_of(b'<row r="1"><c r="A1" t="s"><v>99</v></c></row>')),
    "a style that is not there": with_part(GOOD, SHEET, rows_of(b'<row r="1"><c r="A1" s="99"><v>1</v></c></row>')),
    "infinity": with_part(GOOD, SHEET, rows_of(b'<row r="1"><c r="A1"><v>1E999</v></c></row>')),
    "no number": with_part(GOOD, SHEET, rows_of(b'<row r="1"><c r="A1"><v>abc</v></c></row>')),
    "no rows": with_part(GOOD, SHEET, rows_of(b"")),
}  # fmt: skip


@pytest.mark.parametrize("document", HOSTILE_WORKBOOKS.values(), ids=HOSTILE_WORKBOOKS)
def test_what_is_no_sheet_is_refused_in_a_line(tmp_path: Any, document: bytes) -> None:
    ledger = Ledger.create(tmp_path / "a.db", who="Ann")
    with pytest.raises(FormatError) as caught:
        taken(ledger, "xlsx", document)
    assert "\n" not in str(caught.value)
    assert ledger.size == 0


def test_what_a_sheet_says_of_its_size_does_not_matter(ledger: Ledger) -> None:
    document = with_part(
        GOOD, SHEET, lambda part: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', part)
    )
    assert taken(ledger, "xlsx", document).lines == 1


def test_a_damaged_workbook_is_read_or_refused_and_never_more(tmp_path: Any) -> None:
    ledger = Ledger.create(tmp_path / "a.db", who="Ann")
    dice = random.Random(5)
    for _ in range(300):
        part = dice.choice(
            ["xl/workbook.xml", "xl/styles.xml", SHEET, "[Content_Types].xml", "xl/sharedStrings.xml"]
        )

        def damaged(content: bytes) -> bytes:
            changed = bytearray(content)
            for _ in range(dice.randint(1, 4)):
                changed[dice.randrange(len(changed))] = dice.choice(b"<>\"'=/0aZ \x00\xff")
            return bytes(changed)

        document = with_part(GOOD, part, damaged)
        # Anything but an error of ours is a traceback for whoever imports it.
        with suppress(LedgerError):
            taken(ledger, "xlsx", document)
