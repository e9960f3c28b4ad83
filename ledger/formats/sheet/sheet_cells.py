"""Reads the cells of one row as the types of their columns, and collects the problems by cell."""

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
    """The non-empty cells of a row by column, the number of the row, and the addresses (`places`) of all its cells.

    `named` says whether rows have keys; if not, a number that refers to another figure is the number of its row.
    """

    def __init__(
        self, number: int, cells: Mapping[str, Raw], places: Mapping[str, str], *, named: bool = True
    ) -> None:
        self.number = number
        self._named = named
        self._places = places
        self._texts = {name: cell.text for name, cell in cells.items() if BY_NAME[name].read}
        #: The first problem of each column, and the addresses of the problems by pointer.
        self._problems: dict[str, Problem] = {}
        self._problem_places: dict[str, str] = {}
        for name, cell in cells.items():
            if name in self._texts and (problem := cell_problem(cell, BY_NAME[name], exported="id" in cells)):
                self.refuse(name, problem)

    @property
    def place(self) -> str:
        """The address of the first cell of the row."""
        return next(iter(self._places.values()))

    def places(self, columns: Mapping[str, str]) -> dict[str, str]:
        """Return the addresses of the fields of a record by JSON Pointer; `columns` has the column of each."""
        return {pointer: self._places[name] for pointer, name in columns.items() if name in self._places}

    def refuse(self, name: str, message: str) -> None:
        """Add a problem with a column, unless it has one already."""
        self._problems.setdefault(name, Problem(f"/{name}", message))
        self._problem_places[f"/{name}"] = self._places.get(name, self.place)

    def validate(self, record: Mapping[str, object], columns: Mapping[str, str]) -> None:
        """Add the problems that the rules of the ledger find in a record."""
        from ledger.model import acceptance, schema

        if acceptance.accepts(record):
            return
        for problem in schema.differences(record):
            pointer = problem.pointer
            while pointer and pointer not in columns:
                pointer = pointer.rpartition("/")[0]
            self.refuse(columns.get(pointer, "text"), problem.message)

    def refused(self) -> LoadedRecord | None:
        """Return the row with its problems in place of a record, or None if it has none."""
        if not self._problems:
            return None
        problems = tuple(self._problems.values())
        return LoadedRecord(self.number, None, self.place, self._problem_places, problems)

    # The contents of a cell.

    def has(self, name: str) -> bool:
        """Return whether a cell is not empty."""
        return name in self._texts

    def text(self, name: str) -> str:
        """Return the text of a cell unchanged."""
        return self._texts.get(name, "")

    def words(self, *names: str) -> dict[str, str]:
        """Return the texts of the non-empty cells by column, without surrounding blanks."""
        return {name: self._texts[name].strip() for name in names if name in self._texts}

    def chosen(self, name: str) -> str | None:
        """Return the word of a column with a fixed vocabulary, ignoring case, or None if the cell is empty."""
        if name not in self._texts:
            return None
        column = BY_NAME[name]
        text = fold(self._texts[name]).casefold()
        word = text if text in column.words else text.replace(" ", "-")
        if word in column.words:
            return word
        near = get_close_matches(word, column.words, n=1, cutoff=0.6)
        hint = f"did you mean {near[0]}? it is" if near else "it is"
        self.refuse(
            name,
            f"“{text[:40]}” is not one of the words of this column: {hint} one of {', '.join(column.words)}",
        )
        return None

    def truth(self, name: str) -> bool:
        """Return whether a cell has the first word of its column, or says yes."""
        word = fold(self._texts.get(name)).casefold()
        if word in _TRUTHS:
            return _TRUTHS[word]
        return self.chosen(name) == BY_NAME[name].words[0]

    def listed(self, name: str) -> list[str]:
        """Return the items of a cell without placeholders."""
        items = self._read(name, notation.split) or []
        return items if self.has("id") else [item for item in items if not is_placeholder(Raw(item), name)]

    def references(self, name: str) -> list[notation.Reference]:
        """Return the references in a cell."""
        references = self._read(name, notation.read_references) or []
        return [reference._replace(name=self._row(reference.name)) for reference in references]

    def computations(self) -> list[notation.Inputs]:
        """Return the inputs of the figure's computations."""
        computations = self._read("inputs", notation.read_computations) or []
        return [
            inputs._replace(named={name: self._row(row) for name, row in inputs.named.items()})
            for inputs in computations
        ]

    def _row(self, reference: str) -> str:
        return notation.row_name(reference) if not self._named and reference.isdigit() else reference

    def moment(self, name: str) -> str | None:
        """Return a day or a time in RFC 3339; without an offset it is UTC."""
        if name not in self._texts:
            return None
        match = _MOMENT.fullmatch(self._texts[name].strip())
        if match is None:
            self.refuse(name, "not a time: write 2026-11-22, or 2026-11-22 09:00:00Z")
            return None
        day, minute, second, offset = match.groups()
        return f"{day}T{minute or '00:00'}{second or ':00'}{offset or 'Z'}"

    def _read(self, name: str, read: Callable[[str], T]) -> T | None:
        if name not in self._texts:
            return None
        try:
            return read(self._texts[name])
        except InputError as error:
            self.refuse(name, error.message)
            return None
