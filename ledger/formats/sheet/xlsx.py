"""The desk's sheet as a workbook for Excel, LibreOffice and Google Sheets: figures, findings, and what columns mean.

Text is written as text, so that nothing in it is ever run; only http and https addresses are links. What a cell or a
sheet cannot hold is said where it is missing (Excel specifications and limits: 32,767 characters a cell, 1,048,576
rows, 65,530 links a sheet, 2,079 characters a link).
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
from ledger.formats.sheet.sheet_row import handle
from ledger.formats.web_address import is_web_address
from ledger.model.visible import visible
from ledger.view.figure_view import FigureView
from ledger.view.trace_view import LedgerHead

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format as XlsxFormat
    from xlsxwriter.worksheet import Worksheet

    from ledger.formats.sheet.sheet_reading import Table


_MOST_LINKS: Final = 65_530
_LONGEST_LINK: Final = 2_079
#: What a number of the spreadsheet, a binary one of 15 digits, gives back to the letter.
_NUMBER: Final = re.compile(r"0|-?[1-9][0-9]*|-?(?:0|[1-9][0-9]*)\.[0-9]*[1-9]", re.ASCII)
_DIGITS: Final = 15
_LOOKS_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
#: What XlsxWriter would take for markup, or escape by halves.
_MISTAKEN: Final = re.compile(r"\A<r>|_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_")
#: The height of a line in points, and how many lines of a cell are seen at most.
_LINE: Final = 15
_MOST_LINES: Final = 5
#: A workbook says when it was made. A template was made on no day.
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
    """Write the workbook. Raises InputError where a cell that is read again holds more than a cell can."""
    with _book(stream) as made:
        figures = made.figures(TITLE)
        findings = _Sheet(made, FINDINGS, [(heading, width, True) for heading, width in _FINDINGS])
        newest = _NO_DAY
        for figure in export.figure_views():
            figures.row([column.fill(figure) for column in COLUMNS])
            for cells in _findings(figure):
                findings.row(cells)
            newest = max(newest, figure.entry.recorded.at)
        made.columns(_about(export.head()))
        made.close(figures, findings, made_on=newest)


def template(stream: BinaryIO, *, all_columns: bool = False) -> None:
    """Write an empty sheet to fill in, two rows as examples on a sheet of their own, and what the columns mean.

    Only the first sheet that has the headings is read: the examples are not.
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
    """Read a workbook. Raises FormatError for what is none, here or while its records are read."""
    from ledger.formats.sheet.xlsx_reading import read

    return read(stream, choice or ColumnChoice())


def table(stream: BinaryIO, choice: ColumnChoice) -> Table:
    """The sheet of figures of a workbook. Raises FormatError where there is none."""
    from ledger.formats.sheet import xlsx_reading

    return xlsx_reading.table(stream, choice)


def dump_refused(
    stream: IO[bytes], headings: Sequence[str], rows: Iterable[tuple[Sequence[str], Mapping[int, str]]]
) -> None:
    """Write a sheet with somebody's own headings: rows of cells, and what is wrong with them by column from 0."""
    with _book(stream) as made:
        sheet = _Sheet(made, TITLE, [(heading, 24, True) for heading in headings])
        for cells, remarks in rows:
            sheet.refused_row(cells, remarks)
        made.close(sheet, made_on=_NO_DAY)


def _findings(figure: FigureView) -> Iterable[list[str]]:
    for finding in figure.findings:
        yield [
            handle(figure.ref),
            BY_NAME["text"].fill(figure),
            BY_NAME["reported_by"].fill(figure),
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
        "Columns with a grey heading are worked out by the ledger, and are not read when the sheet is imported.",
    ]


@contextmanager
def _book(stream: IO[bytes]) -> Iterator[_Book]:
    """A workbook to write. Its rows lie in files until it is closed, which go with it, whatever happens."""
    import xlsxwriter

    with TemporaryDirectory(prefix="ledger-xlsx-") as folder:
        book = xlsxwriter.Workbook(stream, {**_OPTIONS, "tmpdir": folder})
        try:
            yield _Book(book)
        finally:
            for sheet in book.worksheets():
                sheet.row_data_fh.close()


class _Book:
    """A workbook being written, and the formats its cells share."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        wrapped = {"text_wrap": True, "valign": "top"}
        #: As text, so that what is typed over it is neither a formula nor a date.
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
        """A sheet with the desk's columns."""
        headings = [(column.heading, column.width, column.read) for column in columns]
        return _Sheet(self, title, headings, columns)

    def columns(self, above: list[str]) -> None:
        """The sheet that says what each column is for."""
        made = _Sheet(
            self, COLUMNS_TITLE, [("Column", 24, True), ("Read", 22, True), ("What it is for", 90, True)]
        )
        for column in COLUMNS:
            made.row([column.heading, "yes" if column.read else "no: the ledger works it out", column.about])
        for line in ("", *above):
            made.row([line])

    def close(self, *sheets: _Sheet, made_on: str) -> None:
        """Finish the sheets and write the workbook out; `made_on` is the day in its properties."""
        for sheet in sheets:
            sheet.finish()
        day = datetime.fromisoformat(made_on).replace(microsecond=0, tzinfo=None)
        self.book.set_properties({"title": "Figures and where they came from", "created": day})
        self.book.close()


class _Sheet:
    """A sheet being written row by row; `columns` are the desk's, where it is one of figures."""

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
                self._choice(at, column)

    def _choice(self, at: int, column: Column) -> None:
        """A list of words to choose from."""
        words = {"validate": "list", "source": list(column.words)}
        refusal = {"error_title": column.heading, "error_message": f"One of: {', '.join(column.words)}"}
        self._sheet.data_validation(1, at, MOST_ROWS - 1, at, {**words, **refusal})

    def refused_row(self, cells: Sequence[str], remarks: Mapping[int, str]) -> None:
        """One row more, its cells marked that have a remark, which stands beside them as a comment."""
        self.row(["" if at in remarks else text for at, text in enumerate(cells)])
        for at, remark in remarks.items():
            text = cells[at] if at < len(cells) else ""
            if text:
                self._cell(at, text, None, self._made.refused)
            else:
                self._sheet.write_blank(self._rows, at, None, self._made.refused)
            self._sheet.write_comment(self._rows, at, visible(remark), {"x_scale": 3, "y_scale": 1.5})

    def row(self, cells: Sequence[str]) -> None:
        """One row more. The last row of a sheet is kept to say what it could not hold."""
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
        """What is known when all rows are written."""
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
        if column is not None and column.number and _is_number(text):
            # Decimals go in as they are: the writer spells them.
            self._sheet.write_number(self._rows, at, Decimal(text), made.number)
            return
        if _MISTAKEN.search(text):
            self._put(at, _as_run(text), format)
            return
        if column is not None and column.link and self._links < _MOST_LINKS and _is_link(text):
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


def _as_run(text: str) -> str:
    """A text as the markup of one run of it, which XlsxWriter puts into the sheet as it stands.

    It takes any text from ``<r>`` to ``</r>`` for such markup, so that a quote could write cells and formulas of its
    own; and it leaves escapes that overlap half escaped. What it would mistake is therefore spelled out here: the
    escapes of OOXML first (ECMA-376 part 1, 22.9.2.19), then those of XML, with no underscore that it could find.
    """
    spelled = _LOOKS_ESCAPED.sub("_x005F_", text)
    spelled = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", spelled)
    return f'<r><t xml:space="preserve">{escape(spelled).replace("_", "&#95;")}</t></r>'


def _lines(text: str, width: int) -> int:
    """How many lines a wrapped text takes in a column so wide. An id or an address need not be seen whole."""
    if " " not in text:
        return 1
    return sum(1 + len(line) // (width - 2) for line in text.split("\n"))


def _units(text: str) -> int:
    """How long a text is as Excel counts it: in units of UTF-16."""
    return len(text) + sum(character > "\uffff" for character in text)


def _cut(text: str, column: Column | None, row: int) -> str:
    """What a cell can hold of what the ledger works out, with a word on what is missing."""
    if column is not None and column.read:
        raise InputError(
            f"row {row + 1}: “{column.heading}” has {_units(text):,} characters, and a cell holds {MOST_CHARACTERS:,}",
            hint="csv takes any number: --format csv",
        )
    kept = text[: MOST_CHARACTERS // 2 - 200]
    return f"{kept}… [{len(text) - len(kept):,} characters more: a cell holds no more, and csv has them all]"


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None and sum(map(str.isdigit, text)) <= _DIGITS


def _is_link(text: str) -> bool:
    return len(text) <= _LONGEST_LINK and is_web_address(text)
