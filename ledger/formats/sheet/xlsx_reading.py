"""Reading a workbook: the first sheet with the desk's headings, each cell as what the spreadsheet takes it for.

A number is read as the text that is stored, or as the shortest that means the same binary number: 0.1 is ``0.1``. A
formula is never taken for its result, which nobody here has computed.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from math import isfinite
from typing import Any, BinaryIO, Final, TypeVar

from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from ledger.errors import FormatError
from ledger.formats import LoadedFile
from ledger.formats.sheet.sheet_reading import TEMPLATE, Raw, Row, Table, find_table
from ledger.formats.sheet.sheet_records import records
from ledger.formats.sheet.xlsx_guard import BROKEN, Archive, look_over, seekable

T = TypeVar("T")

#: A sheet of figures is not wider.
_MOST_COLUMNS: Final = 256
_TOGETHER: Final = 500
_CHUNK: Final = 1 << 20
#: A character as OOXML spells one that XML cannot hold (ECMA-376 part 1, 22.9.2.19, ST_Xstring).
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MERGED: Final = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]{0,200}?ref=[\"']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}([0-9]{1,7}))[\"']"
)
#: What a number format says in quotation marks, or behind a backslash, is no part of the number.
_LITERAL: Final = re.compile(r'"[^"]*"|\\.')
#: What a reader of workbooks raises for one that is not as it should be.
_BROKEN: Final = (
    *BROKEN,
    # What ElementTree and lxml, which is taken where it is installed, raise for XML that is none.
    SyntaxError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
)


def read(stream: BinaryIO) -> LoadedFile:
    """Read a workbook. Raises FormatError for what is none, here or while its records are read."""
    stream = seekable(stream)
    look_over(stream)
    book = _guarded(lambda: _opened(stream))
    notes = []
    for sheet in book.worksheets:
        named = f"the sheet “{sheet.title[:60]}”"
        if sheet.sheet_state != "visible":
            notes.append(f"{named} is hidden, and is not read")
            continue
        table = find_table(_rows(sheet), _prefix(sheet.title))
        if table is not None:
            _refuse_merged(book, sheet, table)
            return LoadedFile(records(table), [*notes, f"{named} is read", *table.notes])
        notes.append(f"{named} has not the headings of a sheet of figures, and is not read")
    raise FormatError(
        "no sheet of this workbook can be read as one of figures", hint="; ".join([*notes[:5], TEMPLATE])
    )


class _Reader(ExcelReader):
    """Opens what the sheets need, and keeps the strings as they are spelled."""

    def read_strings(self) -> None:
        """The table of strings. openpyxl takes escapes apart on the way, and texts that look like them with them."""
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
        """A sheet that is one chart has no cells."""


def _opened(stream: BinaryIO) -> Any:
    reader = _Reader(stream, read_only=True, data_only=False, keep_links=False)
    reader.archive = Archive(stream)
    reader.read()
    return reader.wb


def _guarded(work: Callable[[], T]) -> T:
    """What `work` gives; whatever a damaged workbook makes it raise becomes a FormatError."""
    with warnings.catch_warnings():
        # What openpyxl cannot keep when it writes a workbook does not matter: it is only read.
        warnings.simplefilter("ignore")
        try:
            return work()
        except _BROKEN as error:
            raise FormatError(
                f"this workbook is damaged: {str(error).splitlines()[0][:200] if str(error) else type(error).__name__}",
                hint="open it in a spreadsheet, save it anew, and import that",
            ) from None


def _rows(sheet: Any) -> Iterator[Row]:
    # What a workbook says of its own size may be anything.
    sheet.reset_dimensions()
    found = iter(sheet.iter_rows(max_col=_MOST_COLUMNS))
    number = 0

    def some() -> list[list[Raw | None]]:
        return [
            [None if cell.value is None else _raw(cell) for cell in row] for row in islice(found, _TOGETHER)
        ]

    while rows := _guarded(some):
        for cells in rows:
            number += 1
            yield Row(number, cells)


def _raw(cell: Any) -> Raw:
    value = cell.value
    match cell.data_type:
        case "f":
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
    # The shortest spelling that means this binary number is what was typed, up to 15 digits.
    number = Decimal(repr(value))
    if "%" in _LITERAL.sub("", format or ""):
        return Raw(f"{_plain(number * 100)}%", "percent")
    return Raw(_plain(number), "number")


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
    found = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    # Two escapes may be the halves of one character.
    return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _prefix(title: str) -> str:
    """How a spreadsheet names a sheet before a cell."""
    plain = title.isidentifier()
    return f"{title}!" if plain else "'" + title.replace("'", "''") + "'!"


def _refuse_merged(book: Any, sheet: Any, table: Table) -> None:
    """Raise FormatError where cells below the headings are merged: all but the first of them read as empty."""
    merged = _guarded(lambda: _merged_below(book, sheet, table.head))
    if merged:
        raise FormatError(
            f"cells are merged, and all but the first would be read as empty: {table.prefix}{', '.join(merged)}",
            hint="unmerge them, and fill each",
        )


def _merged_below(book: Any, sheet: Any, head: int) -> list[str]:
    found: list[str] = []
    rest = b""
    with book._archive.open(sheet._worksheet_path) as stream:
        while (chunk := stream.read(_CHUNK)) and len(found) < 5:
            text = rest + chunk
            end = 0
            for match in _MERGED.finditer(text):
                end = match.end()
                if int(match[2]) > head and len(found) < 5:
                    found.append(match[1].decode())
            rest = text[max(end, len(text) - 300) :]
    return found
