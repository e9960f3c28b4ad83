"""Converts records to rows of a table with typed columns, and rows of such a table to records of figures.

Of the cells that are read, a missing value or NaN means nothing, a date that day, a decimal its digits, and a whole
float an integer. Any other float is refused, because it is not exactly what somebody stated.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Context, Decimal, DecimalException
from difflib import get_close_matches
from math import isfinite, isnan
from typing import Any, Final

from ledger.errors import FormatError, InputError, Problem
from ledger.formats import LoadedRecord
from ledger.model.strict_json import load_line

Row = dict[str, Any]

#: The precision and scale of decimal columns: the largest that DuckDB, polars and pandas all support.
DIGITS: Final = 38
DECIMALS: Final = 9

_NUMBERS: Final = ("value", "low", "high")
_QUANTITY: Final = ("text", *_NUMBERS, "hedge", "unit", "direction", "statistic", "price_base")
_DATES: Final = ("stated", "period")
_LISTS: Final = ("reported_by", "tags")
_TEXTS: Final = (
    "key", "id", "label", "quantity", "nature", *_DATES, "place", "source", "snapshot", "quote", "language", "locator",
    "wording", "note", "relays",
)  # fmt: skip
_TRUTHS: Final = ("primary", "restated")

#: The columns that are written, with the type of their values.
COLUMNS: Final[Mapping[str, str]] = {
    "record": "word", "id": "text", "key": "text", "label": "text", "text": "text",
    "value": "text", "value_decimal": "decimal", "low": "text", "low_decimal": "decimal",
    "high": "text", "high_decimal": "decimal",
    "hedge": "word", "unit": "word", "direction": "word", "statistic": "word", "price_base": "word",
    "reported_by": "list", "parties": "list", "primary": "truth", "nature": "word", "stated": "text", "period": "text",
    "place": "text", "source": "text", "quote": "text", "locator": "text", "note": "text", "wording": "word",
    "restated": "truth", "relation": "word", "figure": "text", "inputs": "list", "input_names": "list",
    "formula": "text", "name": "text", "title": "text", "url": "text", "publisher": "text", "published": "text",
    "of": "text", "verdict": "word", "recorded_at": "text", "recorded_by": "word", "line": "text",
}  # fmt: skip
#: The columns of a table of figures only.
FIGURE_COLUMNS: Final = (
    *tuple(COLUMNS)[: tuple(COLUMNS).index("restated") + 1],
    "recorded_at",
    "recorded_by",
)
#: Columns that repeat others: they are compared with these, and read if these are missing.
_DERIVED: Final = {f"{name}_decimal": name for name in _NUMBERS}
_READ: Final = frozenset(
    {*_QUANTITY, *_LISTS, *_TEXTS, *_TRUTHS, *_DERIVED, "record", "parties", "recorded_at", "recorded_by"}
)
_EXACT: Final = Context(prec=DIGITS + DECIMALS + 60)


def decimal_of(number: str | None) -> Decimal | None:
    """Return a number as a decimal of precision `DIGITS` and scale `DECIMALS`, or None if it is not exactly one."""
    if number is None or "/" in number:
        return None
    try:
        exact = _EXACT.create_decimal(number)
        fitted = exact.quantize(Decimal(1).scaleb(-DECIMALS), context=_EXACT)
    except DecimalException:
        return None
    return fitted if fitted == exact and fitted.adjusted() < DIGITS - DECIMALS else None


# Creating an encoder for each of a million lines would double the time.
_encoded: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class LineRows:
    """Converts the lines of an export to rows; the names of parties are taken from earlier lines."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def row(self, line: Mapping[str, Any], spelled: str | None = None) -> Row:
        """Return the row of a line, without the columns that do not apply to it; `spelled` if it is JSON already."""
        row: Row = {name: line[name] for name in _COPIED & line.keys()}
        kind = line["record"]
        if kind == "agent":
            self._names[line["id"]] = line["name"]
        elif kind == "figure":
            quantity = line.get("quantity") or {}
            row.update(quantity)
            for name in _NUMBERS:
                if (number := decimal_of(quantity.get(name))) is not None:
                    row[f"{name}_decimal"] = number
            agents = line.get("reported_by", [])
            row["reported_by"], row["parties"] = agents, [self._names.get(agent, agent) for agent in agents]
            row["primary"], row["restated"] = line.get("primary", False), line.get("restated", True)
        elif kind == "link" and "inputs" in line:
            row["inputs"], row["input_names"] = list(line["inputs"].values()), list(line["inputs"])
        elif kind == "link":
            row["inputs"] = [line["from"]]
        if isinstance(quote := line.get("quote"), dict):
            row["quote"] = quote.get("exact")
        recorded = line.get("recorded", {})
        row["recorded_at"], row["recorded_by"] = recorded.get("at"), recorded.get("by")
        row["line"] = _encoded(line) if spelled is None else spelled
        return row


#: The fields of a line that are copied to its row.
_COPIED: Final = frozenset(
    {
        "record", "id", "key", "label", "nature", "stated", "period", "place", "source", "locator", "note", "wording",
        "relation", "figure", "formula", "name", "title", "url", "publisher", "published", "of", "verdict",
    }
)  # fmt: skip


class WrittenLines:
    """Reads rows that hold their lines, and refuses those whose other columns contradict them.

    Rows that are not a `whole` file are not asked for the names of parties, which stand in rows before them.
    """

    def __init__(self, *, whole: bool = True) -> None:
        self._rows = LineRows()
        self._compared = [name for name in COLUMNS if name != "line" and (whole or name != "parties")]
        self._number = 0

    def lines(self, batches: Iterable[Iterable[str | None]]) -> Iterator[LoadedRecord]:
        """Yield the records of the lines of a file whose other columns are known to be as they were written."""
        for lines in batches:
            for text in lines:
                yield self._loaded(text)

    def records(
        self, lines: Iterable[str | None], stored: Callable[[], list[Row]], says: Callable[[list[Row]], bool]
    ) -> Iterator[LoadedRecord]:
        """Yield the records of some lines, the next of the file.

        `says` returns whether the rows of the lines stand beside them, all as they were written; where they do not,
        each is compared with the row that is `stored`, which takes several times as long.
        """
        read: list[tuple[LoadedRecord, Row | None]] = []
        for text in lines:
            loaded, row = self._loaded(text), None
            if loaded.record is not None:
                try:
                    row = self._rows.row(loaded.record, text)
                except (KeyError, TypeError, AttributeError) as error:
                    loaded = self._refused(error)
            read.append((loaded, row))
        expected = [row for _, row in read if row is not None]
        if len(expected) == len(read) and says(expected):
            yield from (loaded for loaded, _ in read)
            return
        for (loaded, row), found in zip(read, stored(), strict=True):
            changed = row is not None and [
                name for name in self._compared if (found.get(name) or None) != (row.get(name) or None)
            ]
            if changed:
                message = (
                    f"{changed[0]} is not what its line says: to have the columns read, drop the column line"
                )
                loaded = LoadedRecord.refused(loaded.line, loaded.place, message)
            yield loaded

    def _loaded(self, text: str | None) -> LoadedRecord:
        self._number += 1
        try:
            record = load_line(text or "")
            if not isinstance(record, dict) or "record" not in record:
                raise InputError("it holds no record")
        except InputError as error:
            return self._refused(error)
        return LoadedRecord(self._number, record, f"row {self._number}", text=text)

    def _refused(self, error: Exception) -> LoadedRecord:
        message = f"the column line cannot be read: {getattr(error, 'message', error)}"
        return LoadedRecord.refused(self._number, f"row {self._number}", message)


def check_columns(names: Iterable[str]) -> None:
    """Raise InputError for unknown and repeated columns, FormatError if no column has the numbers."""
    names = list(names)
    problems = []
    for name, times in Counter(names).items():
        if times > 1:
            problems.append(Problem("", f"there are {times} columns {name[:60]!r}: keep one of them"))
        if name not in _READ:
            near = get_close_matches(name, _READ, n=1, cutoff=0.7)
            hint = f"did you mean {near[0]}?" if near else "rename it as a field of a figure, or leave it out"
            problems.append(Problem("", f"unknown column {name[:60]!r}: {hint}"))
    if problems:
        raise InputError(problems=problems)
    if not {"quantity", "text", "relays", *_NUMBERS, *_DERIVED} & set(names):
        raise FormatError(
            "no column has the numbers", hint="give a column quantity (words), or value with hedge and unit"
        )


def figure_records(rows: Iterable[Row]) -> Iterator[LoadedRecord]:
    """Yield the records of rows of figures whose columns are named like the fields."""
    for number, row in enumerate(rows, 1):
        place = f"row {number}"
        cells = _FigureCells(row, place)
        record = cells.record()
        if cells.problems:
            yield LoadedRecord(number, None, place, problems=cells.problems)
        else:
            yield LoadedRecord(number, record, place, cells.places)


class _FigureCells:
    """The cells of one row, and the problems found in them."""

    def __init__(self, row: Row, place: str) -> None:
        self._row = {name: value for name, value in row.items() if not _is_missing(value)}
        self._place = place
        self.problems: list[Problem] = []
        self.places: dict[str, str] = {}

    def record(self) -> dict[str, Any]:
        """Return the record of the figure, as far as its cells can be read."""
        kind = self._row.get("record", "figure")
        if kind != "figure":
            message = f"it is of kind {str(kind)[:30]!r}: only rows of figures are read from columns"
            self._refuse("record", message)
        record: dict[str, Any] = {"record": "figure"}
        for name in (*_TEXTS, *_TRUTHS, *_LISTS):
            if name in self._row:
                record[name] = self._value(name)
                self.places[f"/{name}"] = f"{self._place}, column {name}"
        if "reported_by" not in record and "parties" in self._row:
            record["reported_by"] = self._list("parties")
        quantity = self._quantity()
        if quantity and "quantity" in record:
            self._refuse("quantity", "the number is given in words and in parts: leave one of them out")
        elif quantity:
            record["quantity"] = quantity
        recorded = [part for part in ("at", "by") if f"recorded_{part}" in self._row]
        if recorded:
            record["recorded"] = {part: self._text(f"recorded_{part}") for part in recorded}
        return record

    def _quantity(self) -> dict[str, Any]:
        quantity: dict[str, Any] = {}
        for name in _QUANTITY:
            if name in self._row:
                quantity[name] = self._number(name) if name in _NUMBERS else self._text(name)
                self.places[f"/quantity/{name}"] = f"{self._place}, column {name}"
        for column, name in _DERIVED.items():
            if column not in self._row:
                continue
            number = self._number(column)
            if name not in quantity:
                quantity[name] = number
            elif decimal_of(quantity[name]) != decimal_of(number):
                message = f"it says {number}, and {name} says {quantity[name]}: leave one of them out"
                self._refuse(column, message)
        return quantity

    def _value(self, name: str) -> Any:
        if name in _TRUTHS:
            return self._truth(name)
        if name in _LISTS:
            return self._list(name)
        return self._day(name) if name in _DATES else self._text(name)

    def _text(self, name: str) -> str | None:
        value = self._row[name]
        if isinstance(value, str):
            return value
        if isinstance(value, datetime) and name == "recorded_at" and value.tzinfo is not None:
            return value.isoformat()
        self._refuse(name, f"it holds {_kind(value)} where text stands: make it text")
        return None

    def _day(self, name: str) -> str | None:
        value = self._row[name]
        if isinstance(value, datetime):
            if value.timetz() == time():
                return value.date().isoformat()
            if value.microsecond or getattr(value, "nanosecond", 0):
                self._refuse(name, "it holds a moment with a fraction of a second: round it to seconds")
                return None
            if value.tzinfo is None:
                return value.isoformat()
            return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer():
            # A year.
            return f"{int(value):04}" if 0 <= value <= 9999 else str(int(value))
        return self._text(name)

    def _number(self, name: str) -> str | None:
        value = self._row[name]
        if isinstance(value, bool):
            self._refuse(name, "it holds true or false where a number stands")
            return None
        if isinstance(value, float):
            if value.is_integer() and abs(value) < 2**53:
                return str(int(value))
            reason = (
                f"the float {value!r}, which is not exact"
                if isfinite(value)
                else "an infinity, which is no number"
            )
            self._refuse(name, f"it holds {reason}: make the column decimals, or text")
            return None
        if isinstance(value, Decimal):
            if not value.is_finite():
                self._refuse(name, f"it holds {value}, which is no number: leave the cell empty")
                return None
            plain = f"{value:f}"
            # A column of decimals pads all numbers to one scale, so trailing zeros were not stated.
            return plain.rstrip("0").rstrip(".") if name in _DERIVED and "." in plain else plain
        return str(value) if isinstance(value, int) else self._text(name)

    def _truth(self, name: str) -> bool | None:
        value = self._row[name]
        if isinstance(value, bool):
            return value
        if isinstance(value, float | int) and value in (0, 1):
            return bool(value)
        self._refuse(name, f"it holds {_kind(value)} where true or false stands")
        return None

    def _list(self, name: str) -> list[str]:
        value = self._row[name]
        if isinstance(value, str):
            return value.split("; ") if name == "parties" else [value]
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return value
        self._refuse(name, f"it holds {_kind(value)} where text or a list of texts stands")
        return []

    def _refuse(self, column: str, words: str) -> None:
        place = f"{self._place}, column {column}"
        self.problems.append(Problem(f"/{column}", words, place=place))


def _is_missing(value: object) -> bool:
    return (
        value is None
        or value == ""
        or value == []
        or (isinstance(value, float) and isnan(value))
        or (isinstance(value, Decimal) and value.is_nan())
    )


def _kind(value: object) -> str:
    kinds: dict[type, str] = {dict: "a structure", list: "a list", bytes: "bytes", int: "an integer"}
    return kinds.get(type(value), f"a {type(value).__name__}")
