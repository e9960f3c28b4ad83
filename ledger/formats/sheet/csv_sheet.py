"""The desk's sheet as comma-separated values (RFC 4180), safe to open in a spreadsheet, and read back to the letter.

It is UTF-8 with a byte order mark: without one Excel takes it for the machine's old code page and spoils every name
that is not English; LibreOffice, Google Sheets, pandas and R know the mark.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break as a formula (OWASP, "CSV
Injection"), and with another separator than ours a cell may begin in the middle of one. An apostrophe is put before
each such beginning, and before those that have apostrophes already, so that taking one away gives back the text. A
plain number needs none: -5 stays -5.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, Final, TextIO

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

_MARK: Final = "\ufeff"
#: What the mark becomes where UTF-8 is read as Windows-1252; every letter beyond ASCII has become two by then.
_SPOILED: Final = _MARK.encode().decode("cp1252")
#: Excel for Japanese takes the wide forms for the narrow ones.
_RUNS: Final = "=+\\-@\t\r\n＝＋－＠"
_BEGINNING: Final = rf"((?:\A|[;|\t\r\n])[ \"]*)('*)(?=[{_RUNS}])"
_DANGER: Final = re.compile(_BEGINNING)
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_OLD_LINE_END: Final = re.compile(r"(?<=\r)(?!\n)")
_LONGEST_LINE: Final = 8_000_000
_SAVE_AS: Final = "save it as “CSV UTF-8 (comma delimited)”, or import the .xlsx itself"


def dump(export: Export, stream: TextIO) -> None:
    """Write a row of headings and a row for each figure."""
    stream.write(_MARK)
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(column.heading for column in COLUMNS)
    for figure in export.figure_views():
        writer.writerow(harmless(column.fill(figure)) for column in COLUMNS)


def template(stream: TextIO, *, all_columns: bool = False) -> None:
    """Write the headings, what each column is for, and two rows as examples: remarks, which are not read."""
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
    """The text so that no spreadsheet runs it."""
    return text if _NUMBER.fullmatch(text) else _DANGER.sub(r"\1'\2", text)


def verbatim(text: str) -> str:
    """The text that `harmless` made this of."""
    return _DANGER.sub(lambda found: found[1] + found[2][1:], text)


def load(stream: BinaryIO, choice: ColumnChoice = NO_CHOICE) -> LoadedFile:
    """Read a sheet of figures. Raises FormatError for what is none, here or while its records are read."""
    found = table(stream, choice)
    return LoadedFile(records(found), found.notes)


def table(stream: BinaryIO, choice: ColumnChoice) -> Table:
    """The sheet, its headings read. Raises FormatError where it has none."""
    lines = _lines(stream)
    first = next(lines, "")
    if first[:4].lower() == "sep=":
        # The separator, as Excel expects it; what follows says so as well.
        first = next(lines, "")
    delimiter = _delimiter(first)
    found = find_table(_rows(chain([first], lines), delimiter), choice=choice, delimiter=delimiter)
    if found is None:
        raise FormatError("none of the first rows has the headings of a sheet of figures", hint=TEMPLATE)
    return found


def _delimiter(first: str) -> str:
    """What parts the cells of the headings: Excel writes semicolons where the comma is in the numbers."""

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
            _look_like_text(line)
            line = line.removeprefix(_MARK.encode())
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            raise FormatError(f"line {number} is not UTF-8 text: {error.reason}", hint=_SAVE_AS) from None
        if number == 1 and text.startswith(_SPOILED):
            raise FormatError(
                "another program read its letters in a wrong encoding, and saved them so", hint=_SAVE_AS
            )
        # Lines of a file that old programs wrote end in a bare CR; one inside quotes stays where it is.
        yield from filter(None, _OLD_LINE_END.split(text))


def _look_like_text(line: bytes) -> None:
    if line.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise FormatError(
            "this is a workbook and no text", hint="import it with --format xlsx, as an .xlsx file"
        )
    if line.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in line:
        raise FormatError("this is not UTF-8 text", hint=_SAVE_AS)
