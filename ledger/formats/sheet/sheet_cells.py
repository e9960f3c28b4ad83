"""The cells of one row, read as what their columns hold; what is wrong is gathered with the cell it is in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Final, TypeVar

from ledger.errors import InputError, Problem
from ledger.formats import LoadedRecord
from ledger.formats.sheet import cells as notation
from ledger.formats.sheet.sheet_columns import BY_NAME
from ledger.formats.sheet.sheet_reading import Raw, cell_problem, is_placeholder
from ledger.model.body import fold

T = TypeVar("T")

_TRUTHS: Final = {
    "yes": True, "y": True, "true": True, "x": True, "1": True,
    "no": False, "n": False, "false": False, "0": False,
}  # fmt: skip
_MOMENT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]([0-9]{2}:[0-9]{2})(:[0-9]{2}(?:\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?",
    re.IGNORECASE | re.ASCII,
)


class Cells:
    """A row's cells: `number` is the row's, `found` holds what stands in it, `places` every cell's address.

    `named` says that rows have keys; else a number that stands for another figure is that of its row.
    """

    def __init__(
        self, number: int, found: Mapping[str, Raw], places: Mapping[str, str], *, named: bool = True
    ) -> None:
        self.number = number
        self._named = named
        self._places = places
        self._found = {name: cell.text for name, cell in found.items() if BY_NAME[name].read}
        #: By column, so that one cell is complained of once.
        self._wrong: dict[str, Problem] = {}
        #: The addresses of what is wrong, by pointer.
        self._at: dict[str, str] = {}
        for name, cell in found.items():
            if name in self._found and (problem := cell_problem(cell, BY_NAME[name], exported="id" in found)):
                self.wrong(name, problem)

    @property
    def place(self) -> str:
        """Where the row begins."""
        return next(iter(self._places.values()))

    def places(self, columns: Mapping[str, str]) -> dict[str, str]:
        """The addresses of the parts of a record: `columns` says by pointer which column each is from."""
        return {pointer: self._places[name] for pointer, name in columns.items() if name in self._places}

    def wrong(self, name: str, message: str) -> None:
        """Note what is wrong in a column."""
        self._wrong.setdefault(name, Problem(f"/{name}", message))
        self._at[f"/{name}"] = self._places.get(name, self.place)

    def refuses(self, record: Mapping[str, object], columns: Mapping[str, str]) -> None:
        """Note what the rules of the ledger say against a record."""
        from ledger.model import acceptance, schema

        if acceptance.accepts(record):
            return
        for problem in schema.differences(record):
            pointer = problem.pointer
            while pointer and pointer not in columns:
                pointer = pointer.rpartition("/")[0]
            self.wrong(columns.get(pointer, "text"), problem.message)

    def refused(self) -> LoadedRecord | None:
        """The row as one that cannot be taken, if anything is wrong with it."""
        if not self._wrong:
            return None
        return LoadedRecord(
            line=self.number,
            record=None,
            place=self.place,
            places=self._at,
            problems=tuple(self._wrong.values()),
        )

    # What a cell holds.

    def has(self, name: str) -> bool:
        """Whether anything stands in a cell."""
        return name in self._found

    def text(self, name: str) -> str:
        """The text of a cell as it stands."""
        return self._found.get(name, "")

    def words(self, *names: str) -> dict[str, str]:
        """The texts of those cells that hold something, without blanks around them, by column."""
        return {name: self._found[name].strip() for name in names if name in self._found}

    def chosen(self, name: str) -> str | None:
        """One of the words of a column, whatever its case: None where nothing stands there."""
        if name not in self._found:
            return None
        column = BY_NAME[name]
        word = fold(self._found[name]).casefold()
        found = word if word in column.words else word.replace(" ", "-")
        if found in column.words:
            return found
        near = get_close_matches(found, column.words, n=1, cutoff=0.6)
        hint = f"did you mean {near[0]}? it is" if near else "it is"
        self.wrong(
            name,
            f"“{word[:40]}” is not one of the words of this column: {hint} one of {', '.join(column.words)}",
        )
        return None

    def truth(self, name: str) -> bool:
        """Whether a cell says the first word of its column, or yes."""
        word = fold(self._found.get(name)).casefold()
        if word in _TRUTHS:
            return _TRUTHS[word]
        return self.chosen(name) == BY_NAME[name].words[0]

    def listed(self, name: str) -> list[str]:
        """The items of a cell, placeholders left out."""
        items = self._read(name, notation.split) or []
        return items if self.has("id") else [item for item in items if not is_placeholder(Raw(item), name)]

    def references(self, name: str) -> list[notation.Reference]:
        """The references in a cell."""
        found = self._read(name, notation.read_references) or []
        return [reference._replace(name=self._row(reference.name)) for reference in found]

    def computations(self) -> list[notation.Inputs]:
        """What the figure was computed from."""
        found = self._read("inputs", notation.read_computations) or []
        return [
            inputs._replace(named={name: self._row(row) for name, row in inputs.named.items()})
            for inputs in found
        ]

    def _row(self, reference: str) -> str:
        return notation.row_name(reference) if not self._named and reference.isdigit() else reference

    def moment(self, name: str) -> str | None:
        """A day or a time as RFC 3339; without an offset it is UTC."""
        if name not in self._found:
            return None
        match = _MOMENT.fullmatch(self._found[name].strip())
        if match is None:
            self.wrong(name, "not a time: write 2026-11-22, or 2026-11-22 09:00:00Z")
            return None
        day, minute, second, offset = match.groups()
        return f"{day}T{minute or '00:00'}{second or ':00'}{offset or 'Z'}"

    def _read(self, name: str, read: Callable[[str], T]) -> T | None:
        if name not in self._found:
            return None
        try:
            return read(self._found[name])
        except InputError as error:
            self.wrong(name, error.message)
            return None
