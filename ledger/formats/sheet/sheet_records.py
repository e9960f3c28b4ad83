"""Makes records of the rows of a sheet, ordered so that references point backwards.

A row may refer to a later row, by its key or its number. Links wait until the figures they name have been yielded, and
a row that relays a figure within its record waits for that figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from ledger.errors import Problem
from ledger.formats import LoadedRecord
from ledger.formats.sheet.cells import row_name
from ledger.formats.sheet.sheet_cells import Cells
from ledger.formats.sheet.sheet_columns import REMARK
from ledger.formats.sheet.sheet_figure import After, RowRecords, read_row
from ledger.formats.sheet.sheet_reading import Raw, Table

_NOTHING: Final = Raw("")


def records(table: Table) -> Iterator[LoadedRecord]:
    """Yield the records of a table with their cells, or the problems of a row in place of its records."""
    queue = _Queue()
    for row in table.rows:
        cells = table.cells(row)
        key = cells.get("key", _NOTHING).text
        # Many desks number their rows ``#12``, which is no remark.
        is_remark = key.lstrip().startswith(REMARK) and not key.strip(f" {REMARK}").isdigit()
        if not cells or "erased" in cells or is_remark:
            continue
        if (misplaced := table.misplaced(row)) is not None:
            index, message = misplaced
            yield LoadedRecord.refused(row.number, table.place(index, row.number), message)
            continue
        made = read_row(
            Cells(row.number, cells, table.places(row), named=table.rows_are_named),
            needs_key=table.rows_are_referred_to and not table.rows_are_named,
        )
        if isinstance(made, LoadedRecord):
            yield made
            continue
        made = made._replace(names=made.names | {row_name(row.number)})
        if made.copies and made.copies not in queue.names:
            queue.waiting.setdefault(made.copies, []).append(made)
        else:
            yield from queue.released(made)
    yield from queue.rest()


@dataclass(slots=True)
class _Queue:
    """The names of the records yielded so far, and the rows and links that wait for others."""

    #: The names of all figures yielded: their keys and ids, and the numbers of their rows.
    names: set[str] = field(default_factory=set)
    #: The key or id of the figure of each row, by the row's number.
    rows: dict[str, str] = field(default_factory=dict)
    #: The digests of all sources yielded, because many rows have the same source.
    sources: set[bytes] = field(default_factory=set)
    #: Rows that relay a figure which has not been yielded, by its name.
    waiting: dict[str, list[RowRecords]] = field(default_factory=dict)
    links: list[After] = field(default_factory=list)

    def released(self, made: RowRecords) -> Iterator[LoadedRecord]:
        """Yield the records of a row, and of all rows that waited for it."""
        ready = [made]
        while ready:
            row = ready.pop()
            if row.source is not None:
                digest = sha256(repr(row.source.record).encode("utf-8", "surrogatepass")).digest()
                if digest not in self.sources:
                    self.sources.add(digest)
                    yield row.source
            yield self._by_key(row.figure)
            self.names |= row.names
            if row.handle is not None:
                self.rows[row_name(row.figure.line)] = row.handle
            for after in row.after:
                if after.needs <= self.names:
                    yield self._by_key(after.loaded)
                else:
                    self.links.append(after)
            for name in row.names:
                ready += reversed(self.waiting.pop(name, []))

    def _by_key(self, loaded: LoadedRecord) -> LoadedRecord:
        """Return a record with the numbers of other rows replaced by their keys."""
        record = dict(loaded.record or {})
        for name in ("relays", "from"):
            if name in record:
                record[name] = self.rows.get(record[name], record[name])
        if "inputs" in record:
            record["inputs"] = {name: self.rows.get(row, row) for name, row in record["inputs"].items()}
        return loaded._replace(record=record)

    def rest(self) -> Iterator[LoadedRecord]:
        """Yield the records that still wait at the end of the sheet."""
        here = {name for rows in self.waiting.values() for made in rows for name in made.names}
        for name in [name for name in self.waiting if name not in here]:
            # The name is not in this sheet, but may be in the ledger.
            for made in self.waiting.pop(name):
                yield from self.released(made)
        while self.waiting:
            yield from self._break_loop()
        for after in self.links:
            yield self._by_key(after.loaded)

    def _break_loop(self) -> Iterator[LoadedRecord]:
        """Yield one of the rows that relay each other, with its relay as a separate link, or refuse all of them."""
        rows = [made for waiting in self.waiting.values() for made in waiting]
        first = next((made for made in rows if made.states_a_number and made.handle), None)
        if first is None:
            self.waiting.clear()
            for made in rows:
                message = (
                    f"it relays {made.copies}, which waits for it in turn: write the number as it was stated"
                )
                yield made.figure._replace(record=None, problems=(Problem("/relays", message),))
            return
        self.waiting[first.copies or ""].remove(first)
        self.waiting = {name: waiting for name, waiting in self.waiting.items() if waiting}
        yield from self.released(_with_separate_relay(first))


def _with_separate_relay(made: RowRecords) -> RowRecords:
    """Return a row whose relay is a separate link rather than within the figure."""
    figure = dict(made.figure.record or {})
    relayed = figure.pop("relays")
    link = {"record": "link", "relation": "relay", "figure": figure.get("key"), "from": relayed}
    places = {"/from": made.figure.places.get("/relays", made.figure.place)}
    loaded = made.figure._replace(record=link, places=places)
    return made._replace(
        figure=made.figure._replace(record=figure),
        after=(*made.after, After(frozenset({relayed}), loaded)),
        copies=None,
    )
