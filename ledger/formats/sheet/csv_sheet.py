"""Writes the desk's sheet as comma-separated values (RFC 4180), safe to open in a spreadsheet, and reads it unchanged.

It is UTF-8 with a byte order mark: without one, Excel assumes the machine's old code page and garbles every name that
is not ASCII. LibreOffice, Google Sheets, pandas and R accept the mark.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break as a formula (OWASP, "CSV
Injection"), and with another separator a cell may begin in the middle of one of ours. An apostrophe is put before each
such beginning, even if apostrophes precede it already, so that removing one restores the text. Plain numbers, such as
-5, do not change.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, Final, TextIO

from ledger.errors import FormatError
from ledger.formats import ColumnChoice, Export, LoadedFile
from ledger.formats.sheet.sheet_columns import COLUMNS, EXAMPLES, REMARK, TEMPLATE_COLUMNS
from ledger.formats.sheet.sheet_reading import (
    NO_CHOICE,
    TEMPLATE,
    Raw,
    Row,
    Table,
    find_table,
    headings_known,
)
from ledger.formats.sheet.sheet_records import records
from ledger.formats.sheet.sheet_row import SheetRow

if TYPE_CHECKING:
    from ledger.view.figure_view import FigureView

_MARK: Final = "\ufeff"
#: The mark as it looks if UTF-8 was read as Windows-1252, which garbles every character beyond ASCII.
_GARBLED: Final = _MARK.encode().decode("cp1252")
#: The beginnings of formulas; Japanese Excel accepts the full-width forms too.
_FORMULA: Final = re.compile(r"((?:\A|[;|\t\r\n])[ \"]*)('*)(?=[=+\-@\t\r\n＝＋－＠])")
#: The characters with which a text, or a cell within it, may begin a formula.
_BEGINNINGS: Final = frozenset("=+-@\t\r\n＝＋－＠ \"'")
_WITHIN: Final = re.compile(r"[;|\t\r\n][ \"]*'*[=+\-@\t\r\n＝＋－＠]")
_IN_ROW: Final = re.compile(r"[\0;|\t\r\n][ \"]*'*[=+\-@\t\r\n＝＋－＠]")
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_OLD_LINE_END: Final = re.compile(r"(?<=\r)(?!\n)")
_LONGEST_LINE: Final = 8_000_000
_SAVE_AS: Final = "save it as “CSV UTF-8 (comma delimited)”, or import the .xlsx itself"


def dump(export: Export, stream: TextIO) -> None:
    """Write a row of headings and a row for each figure."""
    stream.write(_MARK)
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(column.heading for column in COLUMNS)
    stream.writelines(export.rendered_figures(_written))


def _written(figures: Iterable[FigureView]) -> str:
    """Return the rows of figures."""
    text = StringIO(newline="")
    fills = [column.fill for column in COLUMNS]
    rows = ([fill(row) for fill in fills] for row in map(SheetRow, figures))
    # Hardly any row has a cell that could be a formula: all cells are looked through at once.
    csv.writer(text, lineterminator="\r\n").writerows(
        list(map(harmless, cells)) if _IN_ROW.search("\0" + "\0".join(cells)) else cells for cells in rows
    )
    return text.getvalue()


def template(stream: TextIO, *, all_columns: bool = False) -> None:
    """Write the headings, and as remarks, which are not read, the meanings of the columns and two example rows."""
    columns = COLUMNS if all_columns else TEMPLATE_COLUMNS
    stream.write(_MARK)
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(column.heading for column in columns)
    help_ = [column.about if column.read else f"Not read: {column.about}" for column in columns]
    writer.writerow(
        [f"{REMARK} {help_[0]} A row that begins with {REMARK} is left out.", *map(harmless, help_[1:])]
    )
    for example in EXAMPLES:
        written = [harmless(example.get(column.name, "")) for column in columns]
        writer.writerow([f"{REMARK} {written[0]}", *written[1:]])


def harmless(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula."""
    if text[:1] not in _BEGINNINGS and not _WITHIN.search(text):
        # Of most texts no beginning can be one of a formula.
        return text
    return text if _NUMBER.fullmatch(text) else _FORMULA.sub(r"\1'\2", text)


def verbatim(text: str) -> str:
    """Return the text that `harmless` changed into this one."""
    return _FORMULA.sub(lambda match: match[1] + match[2][1:], text)


def load(stream: BinaryIO, choice: ColumnChoice = NO_CHOICE) -> LoadedFile:
    """Read a sheet of figures. Raises FormatError if it is not one, here or while its records are read."""
    sheet = table(stream, choice)
    return LoadedFile(records(sheet), sheet.notes)


def table(stream: BinaryIO, choice: ColumnChoice) -> Table:
    """Read the headings of the sheet, and return it. Raises FormatError if it has none."""
    lines = _lines(stream)
    first = next(lines, "")
    if first[:4].lower() == "sep=":
        # Excel's line for the separator, which the headings show too.
        first = next(lines, "")
    delimiter = _delimiter(first)
    sheet = find_table(_rows(chain([first], lines), delimiter), choice=choice, delimiter=delimiter)
    if sheet is None:
        raise FormatError("none of the first rows has the headings of a sheet of figures", hint=TEMPLATE)
    return sheet


def _delimiter(first: str) -> str:
    """Return the delimiter of the headings: Excel writes semicolons in countries with a decimal comma."""

    def fits(delimiter: str) -> tuple[int, int]:
        try:
            row = next(csv.reader([first], delimiter=delimiter), [])
        except csv.Error:
            # A cell of more characters than any has: reading the rows says so.
            return 0, 0
        return len(headings_known(Row(1, [Raw(cell) for cell in row]))), len(row)

    return max(",;\t", key=fits)


def _rows(lines: Iterator[str], delimiter: str) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for number, row in enumerate(reader, 1):
            yield Row(number, [Raw(verbatim(cell)) if cell else None for cell in row])
    except csv.Error as error:
        raise FormatError(
            f"line {reader.line_num} is not comma-separated values: {error}", hint=_SAVE_AS
        ) from None


def _lines(stream: BinaryIO) -> Iterator[str]:
    number = 0
    while line := stream.readline(_LONGEST_LINE):
        number += 1
        if len(line) == _LONGEST_LINE:
            raise FormatError(
                f"line {number} has more than {_LONGEST_LINE:,} bytes: this is not a sheet of figures"
            )
        if number == 1:
            _refuse_binary(line)
            line = line.removeprefix(_MARK.encode())
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            raise FormatError(f"line {number} is not UTF-8 text: {error.reason}", hint=_SAVE_AS) from None
        if number == 1 and text.startswith(_GARBLED):
            raise FormatError(
                "another program read its text in the wrong encoding and saved it garbled", hint=_SAVE_AS
            )
        # Old programs end lines with a bare CR; one inside quotation marks is kept.
        yield from filter(None, _OLD_LINE_END.split(text))


def _refuse_binary(line: bytes) -> None:
    if line.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise FormatError(
            "this is a workbook and no text", hint="import it with --format xlsx, as an .xlsx file"
        )
    if line.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in line:
        raise FormatError("this is not UTF-8 text", hint=_SAVE_AS)
