"""Reads a workbook: the first sheet with the desk's headings, each cell with its type in the spreadsheet.

A number is read as the shortest text that means the same binary number: 0.1 is ``0.1``. The stored result of a formula
is never read, because it may not be what the formula gives.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from html import unescape
from itertools import islice
from math import isfinite
from typing import Any, BinaryIO, Final, TypeVar

from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from ledger.errors import FormatError
from ledger.formats import ColumnChoice, LoadedFile
from ledger.formats.sheet.sheet_columns import OTHER_SHEETS
from ledger.formats.sheet.sheet_reading import TEMPLATE, Raw, Row, Table, find_table, headings_known
from ledger.formats.sheet.sheet_records import records
from ledger.formats.sheet.xlsx_guard import BROKEN, Archive, look_over, seekable
from ledger.formats.web_address import is_web_address

T = TypeVar("T")

#: The number of columns that are read.
_MOST_COLUMNS: Final = 256
_BATCH: Final = 500
#: The number of rows among which headings are searched in a sheet that is not read.
_LOOKED_AT: Final = 20
#: Excel's limit of links in a sheet.
_MOST_LINKS: Final = 65_530
_CHUNK: Final = 1 << 20
#: The OOXML escape of a character that XML cannot hold (ECMA-376 part 1, 22.9.2.19, ST_Xstring).
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MERGED: Final = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]{0,200}?ref=[\"']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}([0-9]{1,7}))[\"']"
)
_HYPERLINK: Final = re.compile(rb"<(?:\w+:)?hyperlink\s[^>]{1,9000}>")
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\s[^>]{1,9000}>")
_ATTRIBUTE: Final = re.compile(rb"([\w:]+)=(?:\"([^\"]*)\"|'([^']*)')")
#: A formula that is only a link with a constant address and text: ``=HYPERLINK("https://…","report")``.
_LINKING: Final = re.compile(
    r'=\s*(?:_xlfn\.)?HYPERLINK\(\s*"([^"]*)"\s*(?:[,;]\s*"([^"]*)"\s*)?\)\s*', re.IGNORECASE
)
#: Texts in a number format, in quotation marks or after a backslash.
_LITERAL: Final = re.compile(r'"[^"]*"|\\.')
#: The parts of a number format that are shown beside the digits: a text, a currency with its language, or a character.
_SHOWN: Final = re.compile(
    r'_.|\*.|"([^"]*)"|\\(.)|\[\$([^\]-]*)(?:-[0-9A-Fa-f]*)?\]|\[[^\]]*\]|([\w£$€¥₹₽₺₩₪₴])'
)
#: The digit places of a number format; trailing commas scale the number to thousands, millions, …
_PLACES: Final = re.compile(r"[#0?][#0?,. ]*(?:E[+-][0#?]+)?", re.IGNORECASE)
#: Number formats that show nothing beside the digits.
_PLAIN_FORMATS: Final = frozenset({"general", "standard", "@", ""})
#: The exceptions that openpyxl raises for a damaged workbook.
_BROKEN: Final = (
    *BROKEN,
    # Raised for broken XML by the standard library's parser, and by lxml, which openpyxl uses if it is installed.
    SyntaxError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
)


def read(stream: BinaryIO, choice: ColumnChoice) -> LoadedFile:
    """Read a workbook. Raises FormatError if it is not one, here or while its records are read."""
    sheet = table(stream, choice)
    return LoadedFile(records(sheet), sheet.notes)


def table(stream: BinaryIO, choice: ColumnChoice) -> Table:
    """Return the first visible sheet with headings of a sheet of figures. Raises FormatError if there is none."""
    stream = seekable(stream)
    look_over(stream)
    book = _guarded(lambda: _opened(stream))
    notes = []
    sheets = iter(book.worksheets)
    for sheet in sheets:
        named = f"the sheet “{sheet.title[:60]}”"
        if sheet.sheet_state != "visible":
            notes.append(f"{named} is hidden, and is not read")
            continue
        links = _guarded(partial(_links, book, sheet))
        quoted = sheet.title if sheet.title.isidentifier() else "'" + sheet.title.replace("'", "''") + "'"
        figures = find_table(_rows(sheet, links), f"{quoted}!", choice)
        if figures is not None:
            _refuse_merged(book, sheet, figures)
            return figures._replace(
                title=sheet.title, notes=[*notes, f"{named} is read", *_left_out(sheets), *figures.notes]
            )
        notes.append(f"{named} has not the headings of a sheet of figures, and is not read")
    raise FormatError(
        "no sheet of this workbook can be read as one of figures", hint="; ".join([*notes[:5], TEMPLATE])
    )


def _left_out(sheets: Iterator[Any]) -> Iterator[str]:
    """Yield a note on each further sheet that is not empty, except those that the ledger writes itself."""
    for sheet in sheets:
        rows = list(islice(_rows(sheet, {}), _LOOKED_AT))
        if sheet.title in OTHER_SHEETS or not any(cell for row in rows for cell in row.cells):
            continue
        figures = any(len(headings_known(row)) > 1 for row in rows)
        yield f"the sheet “{sheet.title[:60]}” is not read" + (
            ": one sheet is read at a time, so import it from a workbook of its own" if figures else ""
        )


class _WorkbookReader(ExcelReader):
    """Reads only the parts that the sheets need, and leaves escapes in the strings."""

    def read_strings(self) -> None:
        """Read the table of strings without openpyxl's unescaping, which changes texts that look like escapes too."""
        part: Any = self.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
        if part is None:
            return
        with self.archive.open(part.PartName[1:]) as source:
            for _, node in iterparse(source):
                if node.tag == f"{{{SHEET_MAIN_NS}}}si":
                    text: Any = Text.from_tree(node)
                    self.shared_strings.append(text.content)
                    node.clear()

    def read_chartsheet(self, sheet: Any, rel: Any) -> None:
        """Skip a sheet that is one chart, because it has no cells."""


def _opened(stream: BinaryIO) -> Any:
    reader = _WorkbookReader(stream, read_only=True, data_only=False, keep_links=False)
    reader.archive = Archive(stream)
    reader.read()
    return reader.wb


def _guarded(work: Callable[[], T]) -> T:
    """Return the result of `work`, converting the exceptions of a damaged workbook to FormatError."""
    with warnings.catch_warnings():
        # openpyxl warns of parts that it would lose on writing, which does not matter here.
        warnings.simplefilter("ignore")
        try:
            return work()
        except _BROKEN as error:
            raise FormatError(
                f"this workbook is damaged: {str(error).splitlines()[0][:200] if str(error) else type(error).__name__}",
                hint="open it in a spreadsheet, save it again, and import that",
            ) from None


def _rows(sheet: Any, links: Mapping[tuple[int, int], str]) -> Iterator[Row]:
    """Yield the rows of a sheet. `links` are the URLs of its hyperlinks by row and column from 1."""
    # The stated size of a sheet may be wrong.
    sheet.reset_dimensions()
    unread = iter(sheet.iter_rows(max_col=_MOST_COLUMNS))
    number = 0

    def batch() -> list[list[Raw | None]]:
        return [
            [None if cell.value is None else _raw(cell) for cell in row] for row in islice(unread, _BATCH)
        ]

    while rows := _guarded(batch):
        for cells in rows:
            number += 1
            for index, cell in enumerate(cells, 1):
                if cell is not None and (link := links.get((number, index))) is not None:
                    cells[index - 1] = cell._replace(link=link)
            yield Row(number, cells)


def _raw(cell: Any) -> Raw:
    value = cell.value
    match cell.data_type:
        case "f":
            linking = _LINKING.fullmatch(str(value))
            if linking is not None and is_web_address(linking[1]):
                return Raw(linking[2] or linking[1], link=linking[1])
            return Raw("a formula", "formula")
        case "e":
            return Raw(str(value), "error")
        case "b":
            return Raw("yes" if value else "no")
        case "n":
            return _number(value, cell.number_format)
        case "d":
            return Raw(_day(value), "date")
    return Raw(_unescaped(str(value)))


def _number(value: int | float, format: str) -> Raw:
    if not isfinite(value):
        return Raw(str(value), "error")
    # The shortest text that means this binary number is what was typed, up to 15 digits.
    number = Decimal(repr(value))
    if "%" in _LITERAL.sub("", format or ""):
        return Raw(f"{_plain(number * 100)}%", "percent")
    before, behind, grouped = _beside(format or "")
    if not before and not behind:
        return Raw(_plain(number), "number")
    digits = f"{abs(number):,f}" if grouped else f"{abs(number):f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return Raw(f"{before}{'-' if number < 0 else ''}{digits}{behind}", "money")


def _beside(format: str) -> tuple[str, str, bool]:
    """Return the text before and after the digits in a number format, and whether it groups them."""
    # The first section is for positive numbers.
    section = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', format)[0]
    places = _PLACES.search(_LITERAL.sub(_blank, re.sub(r"\[[^\]]*\]", _blank, section)))
    if places is None or section.lower() in _PLAIN_FORMATS:
        return "", "", False
    before, behind = (
        "".join(filter(None, (part for parts in _SHOWN.findall(text) for part in parts)))
        for text in (section[: places.start()], section[places.end() :])
    )
    scaled = places[0].rstrip().endswith(",")
    spaced = f" {behind.strip()}" if behind.strip() and not scaled else ""
    return before.strip(), spaced, "," in places[0]


def _blank(match: re.Match[str]) -> str:
    return "_" * len(match[0])


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _day(value: object) -> str:
    if isinstance(value, datetime):
        return (
            value.date().isoformat()
            if value.time() == time.min
            else value.isoformat(sep="T", timespec="seconds")
        )
    return value.isoformat() if isinstance(value, date) else str(value)


def _unescaped(text: str) -> str:
    if "_x" not in text:
        return text
    unescaped = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    # Two escapes may be the surrogate pair of one character.
    return unescaped.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _refuse_merged(book: Any, sheet: Any, table: Table) -> None:
    """Raise FormatError if cells below the headings are merged: all but the first of them would read as empty."""

    def below() -> list[str]:
        matches = _matches(book, sheet._worksheet_path, _MERGED)
        return [
            match[1].decode() for match in islice((m for m in matches if int(m[2]) > table.head.number), 5)
        ]

    if merged := _guarded(below):
        raise FormatError(
            f"cells are merged, and all but the first would be read as empty: {table.prefix}{', '.join(merged)}",
            hint="unmerge them, and fill each",
        )


def _links(book: Any, sheet: Any) -> dict[tuple[int, int], str]:
    """Return the URLs of the hyperlinks of a sheet, by row and column from 1.

    They follow the rows in the file, and their targets are in another part, so that openpyxl's read-only mode skips
    them.
    """
    cells: dict[str, str] = {}
    for match in islice(_matches(book, sheet._worksheet_path, _HYPERLINK), _MOST_LINKS):
        attributes = _attributes(match[0])
        relation = next(
            (value for name, value in attributes.items() if name.rpartition(":")[2] == "id"), None
        )
        if relation is not None:
            cells[attributes.get("ref", "").partition(":")[0]] = relation
    if not cells:
        return {}
    folder, _, name = sheet._worksheet_path.rpartition("/")
    targets = {}
    for match in islice(_matches(book, f"{folder}/_rels/{name}.rels", _RELATION), _MOST_LINKS):
        attributes = _attributes(match[0])
        if is_web_address(attributes.get("Target")):
            targets[attributes.get("Id", "")] = attributes["Target"]
    links = {}
    for cell, relation in cells.items():
        if relation in targets:
            column, row = coordinate_from_string(cell)
            links[row, column_index_from_string(column)] = targets[relation]
    return links


def _attributes(element: bytes) -> dict[str, str]:
    return {
        match[1].decode(): unescape((match[2] or match[3] or b"").decode("utf-8", "replace"))
        for match in _ATTRIBUTE.finditer(element)
    }


def _matches(book: Any, part: str, pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    """Yield the matches, of at most 10,000 bytes, of a pattern in a part of a workbook, read in bounded memory."""
    rest = b""
    with book._archive.open(part.lstrip("/")) as stream:
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            end = 0
            for match in pattern.finditer(text):
                end = match.end()
                yield match
            rest = text[max(end, len(text) - 10_000) :]
