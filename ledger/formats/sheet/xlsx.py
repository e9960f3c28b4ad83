"""Writes the desk's sheet as a workbook for Excel, LibreOffice and Google Sheets: figures, findings and a legend.

Text is written as text, so that nothing is run as a formula; only http and https addresses become links. If a cell or a
sheet cannot hold everything, it says so (Excel specifications and limits: 32,767 characters in a cell, 1,048,576 rows
and 65,530 links in a sheet, 2,079 characters in a link).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, BinaryIO, Final
from xml.sax.saxutils import escape

from ledger.errors import InputError
from ledger.formats import ColumnChoice, Export, LoadedFile
from ledger.formats.sheet.sheet_columns import (
    BY_NAME,
    COLUMNS,
    COLUMNS_TITLE,
    EXAMPLES,
    EXAMPLES_TITLE,
    FINDINGS,
    MOST_CHARACTERS,
    MOST_ROWS,
    TEMPLATE_COLUMNS,
    TITLE,
    Column,
)
from ledger.formats.sheet.sheet_row import SheetRow, handle
from ledger.formats.web_address import is_web_address
from ledger.model.visible import visible
from ledger.view.trace_view import LedgerHead

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format as XlsxFormat
    from xlsxwriter.worksheet import Worksheet

    from ledger.formats.sheet.sheet_reading import Table


_MOST_LINKS: Final = 65_530
_LONGEST_LINK: Final = 2_079
#: A number that a spreadsheet, which has binary numbers of 15 digits, returns unchanged.
_NUMBER: Final = re.compile(r"0|-?[1-9][0-9]*|-?(?:0|[1-9][0-9]*)\.[0-9]*[1-9]", re.ASCII)
_DIGITS: Final = 15
_LOOKS_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
#: Texts that XlsxWriter would take for markup, or escape only in part.
_MISTAKEN: Final = re.compile(r"\A<r>|_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_")
#: The height of a line in points, and the largest number of visible lines in a cell.
_LINE: Final = 15
_MOST_LINES: Final = 5
#: The date in the properties of a workbook that has none, such as a template.
_NO_DAY: Final = "2000-01-01T00:00:00Z"
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_FINDINGS: Final = (
    ("Figure", 18), ("As stated", 36), ("Who said it", 26), ("Finding", 20), ("Severity", 10), ("Accepted", 10),
    ("What was found", 90),
)  # fmt: skip


def dump(export: Export, stream: BinaryIO) -> None:
    """Write the workbook. Raises InputError if the text of a column that is read does not fit into a cell."""
    with _book(stream) as made:
        figures = made.figures(TITLE)
        findings = _Sheet(made, FINDINGS, [(heading, width, True) for heading, width in _FINDINGS])
        newest = _NO_DAY
        for figure in export.figure_views():
            row = SheetRow(figure)
            figures.row([column.fill(row) for column in COLUMNS])
            for cells in _findings(row):
                findings.row(cells)
            newest = max(newest, figure.entry.recorded.at)
        made.columns(_about(export.head()))
        made.close(figures, findings, made_on=newest)


def template(stream: BinaryIO, *, all_columns: bool = False) -> None:
    """Write an empty sheet to fill in, a sheet with two example rows, and a sheet with the meanings of the columns.

    The examples are not read, because only the first sheet with the headings is.
    """
    columns = COLUMNS if all_columns else TEMPLATE_COLUMNS
    with _book(stream) as made:
        figures = made.figures(TITLE, columns)
        examples = made.figures(EXAMPLES_TITLE, columns)
        for example in EXAMPLES:
            examples.row([example.get(column.name, "") for column in columns])
        made.columns(
            [
                "Fill in the sheet “Figures”, and import it: ledger import FILE.xlsx",
                "Any of these columns may be added or left out, and they may stand in any order.",
            ]
        )
        made.close(figures, examples, made_on=_NO_DAY)


def load(stream: BinaryIO, choice: ColumnChoice | None = None) -> LoadedFile:
    """Read a workbook. Raises FormatError if it is not one, here or while its records are read."""
    from ledger.formats.sheet.xlsx_reading import read

    return read(stream, choice or ColumnChoice())


def table(stream: BinaryIO, choice: ColumnChoice) -> Table:
    """Return the sheet of figures of a workbook. Raises FormatError if there is none."""
    from ledger.formats.sheet import xlsx_reading

    return xlsx_reading.table(stream, choice)


def dump_refused(
    stream: IO[bytes], headings: Sequence[str], rows: Iterable[tuple[Sequence[str], Mapping[int, str]]]
) -> None:
    """Write a sheet with any headings: rows of cells, and the problems with them by column from 0."""
    with _book(stream) as made:
        sheet = _Sheet(made, TITLE, [(heading, 24, True) for heading in headings])
        for cells, remarks in rows:
            sheet.refused_row(cells, remarks)
        made.close(sheet, made_on=_NO_DAY)


def _findings(row: SheetRow) -> Iterable[list[str]]:
    for finding in row.figure.findings:
        yield [
            handle(row.figure.ref),
            BY_NAME["text"].fill(row),
            BY_NAME["reported_by"].fill(row),
            finding.code,
            finding.severity,
            "yes" if finding.accepted else "",
            finding.message,
        ]


def _about(head: LedgerHead) -> list[str]:
    named = f"The ledger {head.name}" if head.name else "A ledger"
    return [
        f"{named}, as of entry {head.size}.",
        f"The root of its log: {head.root}",
        "Columns with a grey heading are computed by the ledger, and are not read when the sheet is imported.",
    ]


@contextmanager
def _book(stream: IO[bytes]) -> Iterator[_Book]:
    """Open a workbook for writing. Its rows are kept in files, which are removed at the end, also after an error."""
    import xlsxwriter

    with TemporaryDirectory(prefix="ledger-xlsx-") as folder:
        book = xlsxwriter.Workbook(stream, {**_OPTIONS, "tmpdir": folder})
        try:
            yield _Book(book)
        finally:
            for sheet in book.worksheets():
                sheet.row_data_fh.close()


class _Book:
    """A workbook that is being written, and the formats that its cells share."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        wrapped = {"text_wrap": True, "valign": "top"}
        #: The text format, in which new input becomes neither a formula nor a date.
        self.text = self.book.add_format({**wrapped, "num_format": "@"})
        self.guarded = self.book.add_format({**wrapped, "num_format": "@", "quote_prefix": True})
        self.number = self.book.add_format({**wrapped, "num_format": "General"})
        self.link = self.book.add_format({**wrapped, "font_color": "#0563C1", "underline": 1})
        heading = {"bold": True, "text_wrap": True, "valign": "top", "border": 1}
        self.heading = self.book.add_format({**heading, "bg_color": "#DDEBF7"})
        self.refused = self.book.add_format(
            {**wrapped, "num_format": "@", "quote_prefix": True, "bg_color": "#FFC7CE"}
        )
        self.computed = self.book.add_format({**heading, "bg_color": "#D9D9D9", "italic": True})

    def figures(self, title: str, columns: Sequence[Column] = COLUMNS) -> _Sheet:
        """Add a sheet with the desk's columns."""
        headings = [(column.heading, column.width, column.read) for column in columns]
        return _Sheet(self, title, headings, columns)

    def columns(self, above: list[str]) -> None:
        """Add the sheet with the meanings of the columns."""
        made = _Sheet(
            self, COLUMNS_TITLE, [("Column", 24, True), ("Read", 22, True), ("What it is for", 90, True)]
        )
        for column in COLUMNS:
            made.row([column.heading, "yes" if column.read else "no: the ledger computes it", column.about])
        for line in ("", *above):
            made.row([line])

    def close(self, *sheets: _Sheet, made_on: str) -> None:
        """Finish the sheets and write the workbook; `made_on` is the date in its properties."""
        for sheet in sheets:
            sheet.finish()
        day = datetime.fromisoformat(made_on).replace(microsecond=0, tzinfo=None)
        self.book.set_properties({"title": "Figures and where they came from", "created": day})
        self.book.close()


class _Sheet:
    """A sheet that is being written row by row; `columns` are the desk's columns if it is a sheet of figures."""

    def __init__(
        self,
        made: _Book,
        title: str,
        headings: Sequence[tuple[str, int, bool]],
        columns: Sequence[Column] = (),
    ) -> None:
        self._made = made
        self._columns = columns
        self._widths = [width for _, width, _ in headings]
        self._rows = 0
        self._links = 0
        self._left_out = 0
        self._sheet: Worksheet = made.book.add_worksheet(title)
        self._sheet.freeze_panes(1, 1)
        self._sheet.set_landscape()
        self._sheet.repeat_rows(0)
        self._sheet.set_row(0, 2 * _LINE)
        for at, (heading, width, read) in enumerate(headings):
            self._sheet.set_column(at, at, width, made.text)
            self._sheet.write_string(0, at, heading, made.heading if read else made.computed)
        for at, column in enumerate(columns):
            if column.number:
                self._sheet.set_column(at, at, column.width, made.number)
            if column.words:
                words = {"validate": "list", "source": list(column.words)}
                refusal = {
                    "error_title": column.heading,
                    "error_message": f"One of: {', '.join(column.words)}",
                }
                self._sheet.data_validation(1, at, MOST_ROWS - 1, at, {**words, **refusal})

    def refused_row(self, cells: Sequence[str], remarks: Mapping[int, str]) -> None:
        """Add a row in which the cells with a remark are marked and have it as a comment."""
        self.row(["" if at in remarks else text for at, text in enumerate(cells)])
        for at, remark in remarks.items():
            text = cells[at] if at < len(cells) else ""
            if text:
                self._cell(at, text, None, self._made.refused)
            else:
                self._sheet.write_blank(self._rows, at, None, self._made.refused)
            self._sheet.write_comment(self._rows, at, visible(remark), {"x_scale": 3, "y_scale": 1.5})

    def row(self, cells: Sequence[str]) -> None:
        """Add a row. The last row of a full sheet is kept for a note on the rows that did not fit."""
        if self._rows == MOST_ROWS - 2:
            self._left_out += 1
            return
        self._rows += 1
        lines = max(_lines(text, width) for text, width in zip(cells, self._widths, strict=False))
        self._sheet.set_row(self._rows, _LINE * min(lines, _MOST_LINES))
        for at, text in enumerate(cells):
            if text:
                self._cell(at, text, self._columns[at] if self._columns else None)

    def finish(self) -> None:
        """Add what depends on the number of rows."""
        if self._left_out:
            self._rows += 1
            self._cell(
                0, f"{self._left_out:,} further rows: a sheet holds no more, and csv has them all", None
            )
        self._sheet.autofilter(0, 0, self._rows, len(self._widths) - 1)

    def _cell(self, at: int, text: str, column: Column | None, format: XlsxFormat | None = None) -> None:
        made = self._made
        if _units(text) > MOST_CHARACTERS:
            text = _cut(text, column, self._rows)
        digits = sum(map(str.isdigit, text))
        if column is not None and column.number and _NUMBER.fullmatch(text) and digits <= _DIGITS:
            # XlsxWriter writes a Decimal exactly.
            self._sheet.write_number(self._rows, at, Decimal(text), made.number)
            return
        if _MISTAKEN.search(text):
            self._put(at, _as_markup(text), format)
            return
        is_link = len(text) <= _LONGEST_LINK and is_web_address(text)
        if column is not None and column.link and self._links < _MOST_LINKS and is_link:
            self._links += 1
            self._sheet.write_url(self._rows, at, text, made.link, text)
            return
        self._put(at, text, format)

    def _put(self, at: int, text: str, format: XlsxFormat | None = None) -> None:
        guarded = text[0] in "=+-@\t\r\n"
        plain = self._made.guarded if guarded else self._made.text
        failed = self._sheet.write_string(self._rows, at, text, format or plain)
        if failed:
            raise InputError(
                f"row {self._rows + 1} holds a text that no workbook can", hint="--format csv takes any"
            )


def _as_markup(text: str) -> str:
    """Return a text as the markup of a run, which XlsxWriter copies into the sheet.

    XlsxWriter takes any text from ``<r>`` to ``</r>`` for such markup, so that a quote could write its own cells and
    formulas, and it escapes overlapping escapes only in part. Such texts are therefore escaped here: first by the rules
    of OOXML (ECMA-376 part 1, 22.9.2.19), then by those of XML, leaving no underscore that it could find.
    """
    escaped = _LOOKS_ESCAPED.sub("_x005F_", text)
    escaped = _CONTROL.sub(lambda match: f"_x{ord(match[0]):04X}_", escaped)
    return f'<r><t xml:space="preserve">{escape(escaped).replace("_", "&#95;")}</t></r>'


def _lines(text: str, width: int) -> int:
    """Return the number of lines of a wrapped text in a column of this width; ids and URLs are not wrapped."""
    if " " not in text:
        return 1
    return sum(1 + len(line) // (width - 2) for line in text.split("\n"))


def _units(text: str) -> int:
    """Return the length of a text as Excel counts it, in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def _cut(text: str, column: Column | None, row: int) -> str:
    """Shorten the text of a computed column to what a cell can hold. Raises InputError for a column that is read."""
    if column is not None and column.read:
        raise InputError(
            f"row {row + 1}: “{column.heading}” has {_units(text):,} characters, and a cell holds {MOST_CHARACTERS:,}",
            hint="csv takes any number: --format csv",
        )
    kept = text[: MOST_CHARACTERS // 2 - 200]
    return f"{kept}… [{len(text) - len(kept):,} characters more: a cell holds no more, and csv has them all]"
