"""The rows of a sheet as records, in an order in which references point backwards.

A row may name one further down, by its key or by its number. Links wait until the figures they name are there, and a
row that passes a figure on waits for that figure.
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
from ledger.formats.sheet.sheet_figure import After, Made, read_row
from ledger.formats.sheet.sheet_reading import Raw, Table

_NOTHING: Final = Raw("")


def records(table: Table) -> Iterator[LoadedRecord]:
    """The records of a table, each with the cells that it came from; what is wrong with a row stands in their place."""
    queue = _Queue()
    for row in table.rows:
        found = table.cells(row)
        if not found or "erased" in found or _is_remark(found.get("key", _NOTHING).text):
            continue
        if (misplaced := table.misplaced(row)) is not None:
            index, message = misplaced
            place = table.place(index, row.number)
            yield LoadedRecord(row.number, None, place, problems=(Problem("", message),))
            continue
        made = read_row(
            Cells(row.number, found, table.places(row), named=table.rows_are_named),
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


def _is_remark(key: str) -> bool:
    """Whether a row is a remark. ``#12`` is how many a desk numbers its rows."""
    return key.lstrip().startswith(REMARK) and not key.strip(f" {REMARK}").isdigit()


@dataclass(slots=True)
class _Queue:
    """What was handed on so far, and what waits for more."""

    #: What the figures handed on are called: their keys and ids, and the numbers of their rows.
    names: set[str] = field(default_factory=set)
    #: The key or id of the figure of each row, by the row's number.
    rows: dict[str, str] = field(default_factory=dict)
    #: Digests of the sources handed on: most are those of many rows.
    sources: set[bytes] = field(default_factory=set)
    #: Rows that copy from a figure that has not come yet, by what they call it.
    waiting: dict[str, list[Made]] = field(default_factory=dict)
    links: list[After] = field(default_factory=list)

    def released(self, made: Made) -> Iterator[LoadedRecord]:
        """A row's records, and those of all rows that waited for it."""
        ready = [made]
        while ready:
            row = ready.pop()
            if row.source is not None and self._is_new(row.source):
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
        """A record that names other rows by their keys, where the sheet has the numbers of those rows."""
        record = dict(loaded.record or {})
        for name in ("relays", "from"):
            if name in record:
                record[name] = self.rows.get(record[name], record[name])
        if "inputs" in record:
            record["inputs"] = {name: self.rows.get(row, row) for name, row in record["inputs"].items()}
        return loaded._replace(record=record)

    def rest(self) -> Iterator[LoadedRecord]:
        """What still waits when the sheet is at its end."""
        here = {name for rows in self.waiting.values() for made in rows for name in made.names}
        for name in [name for name in self.waiting if name not in here]:
            # Not in this sheet: it may be in the ledger.
            for made in self.waiting.pop(name):
                yield from self.released(made)
        while self.waiting:
            yield from self._out_of_the_circle()
        for after in self.links:
            yield self._by_key(after.loaded)

    def _out_of_the_circle(self) -> Iterator[LoadedRecord]:
        """One of the rows that relay each other, with its relay as a link of its own; or all, where none can begin."""
        rows = [made for several in self.waiting.values() for made in several]
        first = next((made for made in rows if made.states_a_number and made.handle), None)
        if first is None:
            self.waiting.clear()
            for made in rows:
                yield _circular(made)
            return
        self.waiting[first.copies or ""].remove(first)
        self.waiting = {name: several for name, several in self.waiting.items() if several}
        yield from self.released(_unsugared(first))

    def _is_new(self, source: LoadedRecord) -> bool:
        digest = sha256(repr(source.record).encode("utf-8", "surrogatepass")).digest()
        if digest in self.sources:
            return False
        self.sources.add(digest)
        return True


def _unsugared(made: Made) -> Made:
    """A row that relays by a link beside its figure, and copies nothing."""
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


def _circular(made: Made) -> LoadedRecord:
    message = f"it relays {made.copies}, which waits for it in turn: write the number as it was stated"
    return made.figure._replace(record=None, problems=(Problem("/relays", message),))
