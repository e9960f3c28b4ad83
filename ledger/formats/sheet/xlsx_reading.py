"""Reading a workbook: the first sheet with the desk's headings, each cell as what the spreadsheet takes it for.

A number is read as the text that is stored, or as the shortest that means the same binary number: 0.1 is ``0.1``. A
formula is never taken for its result, which nobody here has computed.
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

#: A sheet of figures is not wider.
_MOST_COLUMNS: Final = 256
_TOGETHER: Final = 500
#: How far down headings are looked for in a sheet that is not read.
_LOOKED_AT: Final = 20
#: What Excel bears.
_MOST_LINKS: Final = 65_530
_CHUNK: Final = 1 << 20
#: A character as OOXML spells one that XML cannot hold (ECMA-376 part 1, 22.9.2.19, ST_Xstring).
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MERGED: Final = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]{0,200}?ref=[\"']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}([0-9]{1,7}))[\"']"
)
_HYPERLINK: Final = re.compile(rb"<(?:\w+:)?hyperlink\s[^>]{1,9000}>")
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\s[^>]{1,9000}>")
_ATTRIBUTE: Final = re.compile(rb"([\w:]+)=(?:\"([^\"]*)\"|'([^']*)')")
#: A formula that does nothing but link, whose address and text stand in it: ``=HYPERLINK("https://…","report")``.
_LINKING: Final = re.compile(
    r'=\s*(?:_xlfn\.)?HYPERLINK\(\s*"([^"]*)"\s*(?:[,;]\s*"([^"]*)"\s*)?\)\s*', re.IGNORECASE
)
#: What a number format says in quotation marks, or behind a backslash, is not part of the number.
_LITERAL: Final = re.compile(r'"[^"]*"|\\.')
#: What a number format shows beside the digits: a text, a currency with its language, or a character.
_SHOWN: Final = re.compile(
    r'_.|\*.|"([^"]*)"|\\(.)|\[\$([^\]-]*)(?:-[0-9A-Fa-f]*)?\]|\[[^\]]*\]|([\w£$€¥₹₽₺₩₪₴])'
)
#: The places of the digits in a number format; commas behind them show the number in thousands, millions, …
_PLACES: Final = re.compile(r"[#0?][#0?,. ]*(?:E[+-][0#?]+)?", re.IGNORECASE)
#: Number formats that show a number by other means than its digits and a text beside them.
_PLAIN_FORMATS: Final = frozenset({"general", "standard", "@", ""})
#: What a reader of workbooks raises for one that is not as it should be.
_BROKEN: Final = (
    *BROKEN,
    # What the standard library's parser raises for broken XML, and lxml, which openpyxl uses where it is installed.
    SyntaxError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
)


def read(stream: BinaryIO, choice: ColumnChoice) -> LoadedFile:
    """Read a workbook. Raises FormatError for what is none, here or while its records are read."""
    found = table(stream, choice)
    return LoadedFile(records(found), found.notes)


def table(stream: BinaryIO, choice: ColumnChoice) -> Table:
    """The first visible sheet with headings of a sheet of figures. Raises FormatError where there is none."""
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
        found = find_table(_rows(sheet, links), _prefix(sheet.title), choice)
        if found is not None:
            _refuse_merged(book, sheet, found)
            return found._replace(
                title=sheet.title, notes=[*notes, f"{named} is read", *_left_out(sheets), *found.notes]
            )
        notes.append(f"{named} has not the headings of a sheet of figures, and is not read")
    raise FormatError(
        "no sheet of this workbook can be read as one of figures", hint="; ".join([*notes[:5], TEMPLATE])
    )


def _left_out(sheets: Iterator[Any]) -> Iterator[str]:
    """A note on each further sheet that holds something, but for those that the ledger writes beside the figures."""
    for sheet in sheets:
        rows = list(islice(_rows(sheet, {}), _LOOKED_AT))
        if sheet.title in OTHER_SHEETS or not any(cell for row in rows for cell in row.cells):
            continue
        figures = any(len(headings_known(row)) > 1 for row in rows)
        yield f"the sheet “{sheet.title[:60]}” is not read" + (
            ": one sheet is read at a time, so import it from a workbook of its own" if figures else ""
        )


class _WorkbookReader(ExcelReader):
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
    reader = _WorkbookReader(stream, read_only=True, data_only=False, keep_links=False)
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


def _rows(sheet: Any, links: Mapping[tuple[int, int], str]) -> Iterator[Row]:
    """The rows of a sheet. `links` are the web addresses behind its cells, by row and column from 1."""
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
    # The shortest spelling that means this binary number is what was typed, up to 15 digits.
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
    """What a number format shows before and behind the digits, such as a currency, and whether it groups them."""
    # The first section is that of positive numbers.
    section = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', format)[0]
    places = _PLACES.search(_LITERAL.sub(_blank, re.sub(r"\[[^\]]*\]", _blank, section)))
    if places is None or section.lower() in _PLAIN_FORMATS:
        return "", "", False
    before, behind = (
        "".join(filter(None, (part for found in _SHOWN.findall(text) for part in found)))
        for text in (section[: places.start()], section[places.end() :])
    )
    scaled = places[0].rstrip().endswith(",")
    spaced = f" {behind.strip()}" if behind.strip() and not scaled else ""
    return before.strip(), spaced, "," in places[0]


def _blank(found: re.Match[str]) -> str:
    return "_" * len(found[0])


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
    merged = _guarded(lambda: _merged_below(book, sheet, table.head.number))
    if merged:
        raise FormatError(
            f"cells are merged, and all but the first would be read as empty: {table.prefix}{', '.join(merged)}",
            hint="unmerge them, and fill each",
        )


def _merged_below(book: Any, sheet: Any, head: int) -> list[str]:
    found = (match for match in _found_in(book, sheet._worksheet_path, _MERGED) if int(match[2]) > head)
    return [match[1].decode() for match in islice(found, 5)]


def _links(book: Any, sheet: Any) -> dict[tuple[int, int], str]:
    """The web addresses behind the cells of a sheet, by row and column from 1.

    They stand behind the rows, and their targets in another part, so that reading the rows alone does not give them.
    """
    cells: dict[str, str] = {}
    for match in islice(_found_in(book, sheet._worksheet_path, _HYPERLINK), _MOST_LINKS):
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
    for match in islice(_found_in(book, f"{folder}/_rels/{name}.rels", _RELATION), _MOST_LINKS):
        attributes = _attributes(match[0])
        if is_web_address(attributes.get("Target")):
            targets[attributes.get("Id", "")] = attributes["Target"]
    found = {}
    for cell, relation in cells.items():
        if relation in targets:
            column, row = coordinate_from_string(cell)
            found[row, column_index_from_string(column)] = targets[relation]
    return found


def _attributes(element: bytes) -> dict[str, str]:
    return {
        match[1].decode(): unescape((match[2] or match[3] or b"").decode("utf-8", "replace"))
        for match in _ATTRIBUTE.finditer(element)
    }


def _found_in(book: Any, part: str, pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    """Where a pattern occurs in a part of a workbook, read in bounded memory. It matches at most 10,000 bytes."""
    rest = b""
    with book._archive.open(part.lstrip("/")) as stream:
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            end = 0
            for match in pattern.finditer(text):
                end = match.end()
                yield match
            rest = text[max(end, len(text) - 10_000) :]
