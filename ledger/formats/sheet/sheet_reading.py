"""Reads a sheet: finds the meaning of its columns, and makes rows of cells with their addresses.

Headings are recognised by their names and common synonyms, in any order, ignoring case and blanks. An unknown heading
is reported, with the column that may be meant, and not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from itertools import chain, islice
from typing import Final, Literal, NamedTuple

from ledger.errors import FormatError, InputError
from ledger.formats import ColumnChoice
from ledger.formats.sheet.sheet_columns import BY_NAME, COLUMNS, MOST_CHARACTERS, MOST_ROWS, Column
from ledger.formats.web_address import is_web_address
from ledger.model.body import fold
from ledger.model.placeholder import is_unclear_name, says_nothing

#: The number of rows, such as titles, among which the headings are searched.
_TOP: Final = 20
#: The number of known headings that makes a row of headings.
_ENOUGH: Final = 2
#: The columns that can state something; a sheet needs one of them.
_STATING: Final = ("text", "value", "low", "relays")
#: Texts that are recorded unchanged.
_VERBATIM: Final = (
    "text", "quote", "quote_prefix", "quote_suffix", "quote_translation", "note", "review_note",
)  # fmt: skip
NO_CHOICE: Final = ColumnChoice()
TEMPLATE: Final = "start from the template: ledger export --format xlsx --template"

Kind = Literal["text", "number", "percent", "money", "date", "formula", "error"]

_NAMES: Final = frozenset({"reported_by", "source_authors", "place", "source_publisher", "checked_by"})
#: Columns whose cells may be hyperlinks to the source, the most specific first.
_LINKED: Final = ("source_url", "source_title", "text", "quote", "locator", "source_publisher")
#: The time of day that a program added to a date.
_MIDNIGHT: Final = re.compile(r"[ T]0?0:00(?::00(?:\.0+)?)?(?:Z|[+-]00:00)?$", re.IGNORECASE)
_RECORD_ID: Final = re.compile(r"[0-9a-f]{64}")
#: A day as a spreadsheet stores it, in days since 1900; only from 1927 on, so that no year looks like one.
_DAY_NUMBER: Final = re.compile(r"[1-9][0-9]{4}(?:\.[0-9]+)?", re.ASCII)
#: The ends of two cells between which a comma may have split a number such as 5,200.
_BEFORE_COMMA: Final = re.compile(r"(?:^|[\s£$€¥(])[0-9]{1,3}$", re.ASCII)
_AFTER_COMMA: Final = re.compile(r"[0-9]{3}(?:[ .]|$)", re.ASCII)


class Raw(NamedTuple):
    """The text of a cell, its type in the spreadsheet, and the URL of its hyperlink."""

    text: str
    kind: Kind = "text"
    link: str | None = None


class Row(NamedTuple):
    """A row: its number in the sheet, from 1, and its cells from the first column on, None for empty ones."""

    number: int
    cells: Sequence[Raw | None]


class MappedColumn(NamedTuple):
    """A column of the file that is read: its index from 0, and the column of the desk's sheet."""

    at: int
    column: Column


class Table(NamedTuple):
    """A sheet with known headings. `prefix` is the beginning of the addresses of its cells, such as ``Figures!``."""

    prefix: str
    columns: Sequence[MappedColumn]
    rows: Iterable[Row]
    notes: Sequence[str]
    #: The row of headings.
    head: Row
    #: The indexes of the columns that have a heading, known or not.
    headed: frozenset[int]
    #: Whether the headings are exactly those that the ledger writes.
    is_ours: bool = False
    #: The delimiter of a text file.
    delimiter: str | None = None
    #: The name of the sheet in a workbook.
    title: str = ""

    def cells(self, row: Row) -> dict[str, Raw]:
        """Return the non-empty cells of a row by the names of our columns.

        Blanks and placeholders (``-``, ``n/a``, ``TBC``) count as empty, except in an exported row, which has an id. A
        desk's own row numbers in a column ID are keys.
        """
        held = {
            column.name: cell
            for index, column in self.columns
            if index < len(row.cells) and (cell := row.cells[index]) is not None
        }
        found = {name: cell for name, cell in held.items() if cell.text.strip()}
        if "id" in found and (self.is_ours or _RECORD_ID.fullmatch(found["id"].text.strip())):
            return found | {name: cell for name, cell in held.items() if name in _VERBATIM and cell.text}
        found = {name: cell for name, cell in found.items() if not is_placeholder(cell, name)}
        if (number := found.pop("id", None)) is not None:
            found.setdefault("key", number)
        for name in _DATES & found.keys():
            found[name] = found[name]._replace(text=_MIDNIGHT.sub("", found[name].text.strip()))
        return self._with_address(found)

    def _with_address(self, found: dict[str, Raw]) -> dict[str, Raw]:
        """Return the cells, with the URL of the source taken from a hyperlink if no cell states it."""
        if "source_url" in found and is_web_address(found["source_url"].text.strip()):
            return found
        links = (found[name].link for name in _LINKED if name in found)
        address = next((link for link in links if link is not None), None)
        return found if address is None else {**found, "source_url": Raw(address)}

    def misplaced(self, row: Row) -> tuple[int, str] | None:
        """Return the index of a cell that seems to be in the wrong column, and the problem; None if there is none."""
        for index, cell in enumerate(row.cells):
            if cell is None or not cell.text.strip() or is_placeholder(cell, "text"):
                continue
            if index not in self.headed:
                return index, f"“{fold(cell.text)[:40]}” stands under no heading: {self._advice()}"
        if self.delimiter == ",":
            for index, column in self.columns:
                if column.name in ("text", "value", "low", "high") and self._is_parted(row, index):
                    advice = _QUOTE_IT.format(self.delimiter)
                    return index, f"a comma seems to part a number in two: {advice}"
        return None

    def _advice(self) -> str:
        advice = "write one above it, or clear the cell"
        return advice if self.delimiter is None else f"{advice}; {_QUOTE_IT.format(self.delimiter)}"

    def _is_parted(self, row: Row, index: int) -> bool:
        pair = [cell.text.strip() if cell is not None else "" for cell in row.cells[index : index + 2]]
        if len(pair) < 2 or not _BEFORE_COMMA.search(pair[0]) or not _AFTER_COMMA.match(pair[1]):
            return False
        # A number may well be next to another one, such as that of a page.
        beside = next((column.name for at, column in self.columns if at == index + 1), None)
        return " " in pair[1] or beside in _NO_NUMBERS

    def places(self, row: Row) -> dict[str, str]:
        """Return the addresses of a row's cells by the names of our columns."""
        return {column.name: self.place(index, row.number) for index, column in self.columns}

    @property
    def rows_are_named(self) -> bool:
        """Whether the rows have keys or numbers of their own."""
        return any(column.name in ("key", "id") for _, column in self.columns)

    @property
    def rows_are_referred_to(self) -> bool:
        """Whether rows can refer to others."""
        return any(column.name in ("relays", "inputs", "revises") for _, column in self.columns)

    def place(self, index: int, number: int) -> str:
        """Return the address of a cell."""
        return f"{self.prefix}{letters(index)}{number}"


def letters(index: int) -> str:
    """Return the letters of a column with an index from 0: A, B, …, Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def column_index(name: str) -> int:
    """Return the index from 0 of the column with these letters."""
    index = 0
    for letter in name:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def is_placeholder(cell: Raw, name: str) -> bool:
    """Return whether a cell of the column with this name is a placeholder for nothing."""
    return cell.kind == "text" and says_nothing(cell.text, verbatim=name in _VERBATIM)


def find_table(
    rows: Iterator[Row], prefix: str = "", choice: ColumnChoice = NO_CHOICE, *, delimiter: str | None = None
) -> Table | None:
    """Find the table whose headings are in one of the first rows, or return None.

    Raises FormatError if two columns mean the same or none states anything, InputError if a heading of `choice.given`
    is missing.
    """
    first = list(islice(rows, _TOP))
    for at, row in enumerate(first):
        known = headings_known(row, choice)
        is_head = len(known) >= _ENOUGH or bool(known and choice.given)
        if not is_head and choice.ask is not None:
            # Without known headings, the first row of texts is taken for them, and the user is asked.
            cells = [cell for cell in row.cells if cell is not None and cell.text.strip()]
            is_texts = len(cells) >= _ENOUGH and all(cell.kind == "text" for cell in cells)
            is_head = is_texts and all(len(headings_known(row, choice)) < _ENOUGH for row in first)
        if is_head:
            below = chain(first[at + 1 :], rows)
            return _table(row, _chosen(row, first[at + 1 :], choice), below, prefix, choice, delimiter)
    return None


def headings_known(row: Row, choice: ColumnChoice = NO_CHOICE) -> list[MappedColumn]:
    """Return the cells of a row that are known headings, or that `choice` maps to columns."""
    known = []
    for index, cell in enumerate(row.cells):
        if cell is not None and cell.kind == "text":
            name = _decided(index, cell.text, choice)
            if name is not None:
                known.append(MappedColumn(index, BY_NAME[name]))
    return known


def _decided(index: int, heading: str, choice: ColumnChoice) -> str | None:
    """Return the name of the column that a heading means, or None if it is not read."""
    for chosen in (choice.given, choice.remembered):
        decided = {_folded(name): column for name, column in chosen.items()}
        for name in (_folded(heading), letters(index).casefold()):
            if name and name in decided:
                return decided[name]
    return _names().get(_folded(heading))


def _chosen(head: Row, below: Sequence[Row], choice: ColumnChoice) -> list[MappedColumn]:
    """Return the columns of all known headings, asking about the others."""
    known = dict(headings_known(head, choice))
    headings = [(index, cell.text) for index, cell in enumerate(head.cells) if cell and cell.text.strip()]
    there = {_folded(heading) for _, heading in headings} | {
        letters(index).casefold() for index, _ in headings
    }
    for name in choice.given:
        if _folded(name) not in there:
            near = get_close_matches(_folded(name), sorted(there), n=1)
            hint = f"did you mean {near[0]}? " if near else ""
            listed = ", ".join(fold(heading)[:40] for _, heading in headings[:30])
            raise InputError(f"no column is called “{name[:60]}”", hint=f"{hint}the columns are: {listed}")
    decided = {_folded(name) for chosen in (choice.given, choice.remembered) for name in chosen}
    for index, heading in headings:
        if choice.ask is None or index in known or {_folded(heading), letters(index).casefold()} & decided:
            continue
        cells = (row.cells[index] for row in below if index < len(row.cells))
        example = next((fold(cell.text)[:60] for cell in cells if cell), "")
        taken = {known[at].name: fold(text) for at, text in headings if at in known}
        answer = choice.ask(fold(heading), example, taken)
        if answer is not None:
            known[index] = BY_NAME[answer]
    return [MappedColumn(index, known[index]) for index in sorted(known)]


def column_named(text: str) -> str | None:
    """Return the name of the column that a name or heading means, or None for an empty text.

    Raises InputError if there is no such column, or it is not read.
    """
    if not text.strip():
        return None
    name = _names().get(_folded(text))
    if name is not None and BY_NAME[name].read:
        return name
    near = get_close_matches(
        _folded(text), [heading for heading, name in _names().items() if BY_NAME[name].read], n=1
    )
    hint = f"did you mean {_names()[near[0]]}? " if near else ""
    raise InputError(
        f"there is no column “{text[:60]}” to read",
        hint=f"{hint}the columns are: {', '.join(column.name for column in COLUMNS if column.read)}",
    )


def _table(
    head: Row,
    known: list[MappedColumn],
    rows: Iterator[Row],
    prefix: str,
    choice: ColumnChoice,
    delimiter: str | None,
) -> Table:
    first: dict[str, int] = {}
    for index, column in known:
        if column.name in first:
            earlier, later = letters(first[column.name]), letters(index)
            raise FormatError(
                f"columns {earlier} and {later} are both “{column.heading}”",
                hint=f'rename the one that is not meant, or leave it out: --map "{later}="',
            )
        first[column.name] = index
    if not first.keys() & set(_STATING):
        raise FormatError(
            f"no column of {prefix or 'the file '}row {head.number} says what is stated: “As stated” or “Number”",
            hint=f'say which one does: --map "HEADING=text", or {TEMPLATE}',
        )
    notes = []
    if head.number > 1:
        notes.append(f"the headings are in row {head.number}: rows above them are not read")
    headed = frozenset(index for index, cell in enumerate(head.cells) if cell and cell.text.strip())
    is_ours = [cell.text for cell in head.cells if cell] == [column.heading for column in COLUMNS]
    if is_ours:
        ours = ", ".join(column.heading for column in COLUMNS if not column.read)
        notes.append(
            f"the columns are as the ledger writes them; those that it computes are not read: {ours}"
        )
    else:
        named = dict(known)
        for index, cell in enumerate(head.cells):
            if cell is not None and index in headed:
                notes.append(_column_note(index, cell.text, named.get(index), choice))
    return Table(prefix, known, _numbered(rows), notes, head, headed, is_ours=is_ours, delimiter=delimiter)


def _numbered(rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        if row.number > MOST_ROWS:
            raise FormatError(f"there are rows beyond {MOST_ROWS:,}, which is as far as a sheet goes")
        yield row


def _column_note(index: int, heading: str, column: Column | None, choice: ColumnChoice) -> str:
    """Return a note on how a column of the file is read."""
    note = f"column {letters(index)} “{fold(heading)[:60]}”"
    if column is not None:
        return f"{note} → {column.name if column.read else 'computed by the ledger, not read'}"
    if _folded(heading) in {_folded(name) for name in (*choice.given, *choice.remembered)}:
        return f"{note} is not read, as was said"
    near = get_close_matches(_folded(heading[:60]), _names(), n=1, cutoff=0.75)
    return f"{note} is not read" + (f": did you mean “{BY_NAME[_names()[near[0]]].heading}”?" if near else "")


@cache
def _names() -> Mapping[str, str]:
    """Return the names of our columns by their headings and synonyms."""
    return {
        _folded(heading): column.name
        for column in COLUMNS
        for heading in (column.heading, column.name, *column.near)
    }


def _folded(heading: str) -> str:
    words = heading.replace("_", " ").replace("-", " ").replace("’", "'")
    return fold(words).casefold().strip(" :*.?")


def cell_problem(cell: Raw, column: Column, *, exported: bool) -> str | None:
    """Return why a cell cannot be read as the type of its column, and how to correct it, or None if it can.

    `exported` says that the row was written by an export, whose names are recorded ones.
    """
    if len(cell.text) > MOST_CHARACTERS:
        return f"it has more than {MOST_CHARACTERS:,} characters, which is more than a cell holds"
    match cell.kind:
        case "formula":
            return (
                "it is a formula, whose result may not be what was seen: copy it and paste it as a value"
                if column.name != "formula"
                else "it is a formula of the spreadsheet: format the cell as text and write weekly * 52"
            )
        case "text" if not exported and column.name in _NAMES and is_unclear_name(cell.text):
            return f"“{cell.text.strip()}” may be a placeholder or a name: clear the cell, or write the name in full"
        case "error":
            return f"it is an error of the spreadsheet ({cell.text[:20]}): write what was meant, or clear it"
        case "date" if column.name not in _DATES:
            return f"the spreadsheet made a date of it ({cell.text[:20]}): format the cell as text, and type it again"
        case "number" if column.name in _DATES and _DAY_NUMBER.fullmatch(cell.text):
            return (
                f"the spreadsheet counts a day as {cell.text}: format the cell as a date, or write 2023-08-30"
            )
        case "percent" if column.name not in _NUMBERS:
            return (
                f"the cell is formatted as a percentage, and holds {cell.text[:20]}: format it as text, write the"
                " number as it was stated, and percent as its unit"
            )
    return None


_DATES: Final = frozenset({"stated", "period", "source_published", "checked_on"})
#: Columns of numbers, which may be written as printed.
_NUMBERS: Final = frozenset({"text", "value", "low", "high"})
#: Columns in which nobody writes just a number.
_NO_NUMBERS: Final = frozenset(
    {"reported_by", "label", "hedge", "direction", "statistic", "unit", "nature", "place", "source_title"}
)
_QUOTE_IT: Final = 'put a cell with a “{}” in it into quotation marks: "5,200 convictions a year"'
