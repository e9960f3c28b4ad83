"""The desk's sheet as comma-separated values: RFC 4180, never run by a spreadsheet, read back to the letter."""

from __future__ import annotations

import csv
import io

import pytest

from ledger.book import Ledger
from ledger.book.worked_case import RECORDS
from ledger.errors import FormatError
from ledger.formats.sheet import csv_sheet
from ledger.formats.sheet.sheet_columns import COLUMNS
from tests.formats.sheets import HOSTILE, PAYLOADS, golden, odd_story, taken, written

#: What a cell may not begin with, blanks and quotation marks before it or not.
RUNS = tuple("=+-@\t\r\n＝＋－＠")


def cells(document: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(document.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_the_worked_case(ledger: Ledger) -> None:
    ledger.record(RECORDS)
    golden("worked-case.csv", written(ledger, "csv"))


def template(*, all_columns: bool) -> bytes:
    stream = io.StringIO(newline="")
    csv_sheet.template(stream, all_columns=all_columns)
    return stream.getvalue().encode()


def test_the_template_has_the_dozen_columns_that_a_person_fills_in(ledger: Ledger) -> None:
    document = template(all_columns=False)
    golden("template.csv", document)
    assert len(cells(document)[0]) == 12
    # Its help and its examples are remarks: what was not filled in adds nothing.
    assert taken(ledger, "csv", document).lines == 0


def test_a_template_has_all_columns_on_demand(ledger: Ledger) -> None:
    document = template(all_columns=True)
    assert cells(document)[0] == [column.heading for column in COLUMNS]
    assert taken(ledger, "csv", document).lines == 0


def test_it_is_what_rfc_4180_says(ledger: Ledger) -> None:
    ledger.record(odd_story())
    document = written(ledger, "csv")
    assert document.startswith("\ufeffKey,As stated,".encode())
    rows = cells(document)
    assert {len(row) for row in rows} == {len(rows[0])}
    assert document.endswith(b"\r\n")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_makes_a_text_harmless_is_taken_away_again(text: str) -> None:
    assert csv_sheet.verbatim(csv_sheet.harmless(text)) == text
    twice = csv_sheet.harmless(csv_sheet.harmless(text))
    assert csv_sheet.verbatim(csv_sheet.verbatim(twice)) == text


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_no_cell_begins_as_a_formula_whatever_parts_the_cells(ledger: Ledger, delimiter: str) -> None:
    ledger.record(
        [
            {
                "record": "figure",
                "quantity": {"text": text, "value": str(number)},
                "note": text,
                "reported_by": [text],
            }
            for number, text in enumerate(PAYLOADS)
        ]
    )
    for row in cells(written(ledger, "csv"), delimiter):
        for cell in row:
            assert not cell.lstrip(' "').startswith(RUNS), cell


def test_negative_numbers_and_texts_like_formulas_survive(ledger: Ledger) -> None:
    ledger.add({"value": "-5", "unit": "1"}, key="minus", reported_by=["@desk"])
    ledger.add("-3.5 percent", key="percent", note="=1+1", locator="'-5")
    row = {cell for line in cells(written(ledger, "csv")) for cell in line}
    assert {"-5", "'-3.5 percent", "'=1+1", "''-5", "'@desk"} <= row


@pytest.mark.parametrize("delimiter", [";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff", "sep={}\r\n"])
def test_what_other_programs_make_of_it_is_read(ledger: Ledger, delimiter: str, mark: str) -> None:
    text = io.StringIO()
    rows = [["Who said it", "As\nstated", "Key"], ["A; B", "100 convictions a week", "weekly"], ["", "", ""]]
    csv.writer(text, delimiter=delimiter).writerows(rows)
    assert taken(ledger, "csv", (mark.format(delimiter) + text.getvalue()).encode()).lines == 1
    (figure,) = ledger.trace("weekly").figures
    assert [party.name for party in figure.reporters] == ["A", "B"]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (b"", "headings"),
        (b"a,b\r\n1,2\r\n", "headings"),
        ("As stated,Who said it\r\n\u00e9".encode("latin-1"), "line 2 is not UTF-8"),
        ("As stated,Who said it\r\n".encode("utf-16"), "not UTF-8"),
        (b'As stated,Who said it\r\n"5 people"x,A\r\n', "line 2 is not comma-separated values"),
        (b'As stated,Who said it\r\n"5 people', "not comma-separated values"),
        (b"As stated,Who said it\r\n" + b"x" * 9_000_000, "more than 8,000,000 bytes"),
        (b"As stated,Who said it\r\n" + b"x" * 200_000, "field limit"),
        (
            "\ufeffAs stated,Who said it\r\n".encode().decode("cp1252").encode(),
            "read its text in the wrong encoding",
        ),
        (b"PK\x03\x04rest", "workbook"),
        (b"\xd0\xcf\x11\xe0rest", "workbook"),
        (b"Who said it,Source\r\nA,B\r\n", "says what is stated"),
        (b"As stated,Who said it,Statement\r\n", "columns A and C are both “As stated”"),
    ],
)
def test_what_is_no_sheet_is_refused(ledger: Ledger, document: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message) as caught:
        taken(ledger, "csv", document)
    assert "\n" not in str(caught.value)
    assert ledger.size == 0
