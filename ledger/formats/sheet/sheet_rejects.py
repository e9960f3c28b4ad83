"""The rows of a sheet that were refused, handed back as a workbook: the same headings, the cells to mend marked.

Each marked cell has a comment that says what is wrong. Mended, the workbook is imported like the sheet it came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Final

from ledger.errors import Problem
from ledger.formats.sheet.sheet_reading import Raw, Table, column_index
from ledger.formats.sheet.xlsx import dump_refused

#: The address of a cell, behind the name of its sheet.
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})[0-9]+$", re.ASCII)


def write(table: Table, refused: Mapping[int, Sequence[Problem]], stream: IO[bytes]) -> None:
    """Write the rows of a table that were refused, by row number, with what is wrong with each."""
    width = max(
        [len(table.head.cells)]
        + [1 + _column(problem) for problems in refused.values() for problem in problems]
    )
    headings = [*_texts(table.head.cells), *[""] * (width - len(table.head.cells))]
    dump_refused(stream, headings, _rows(table, refused))


def _rows(
    table: Table, refused: Mapping[int, Sequence[Problem]]
) -> Iterator[tuple[Sequence[str], Mapping[int, str]]]:
    for row in table.rows:
        if row.number in refused:
            yield _texts(row.cells), remarks_of(refused[row.number])


def remarks_of(problems: Sequence[Problem]) -> dict[int, str]:
    """What is wrong with a row's cells, by column from 0."""
    remarks: dict[int, str] = {}
    for problem in problems:
        column = _column(problem)
        remarks[column] = "\n".join(filter(None, (remarks.get(column), problem.message)))
    return remarks


def _column(problem: Problem) -> int:
    found = _ADDRESS.search(problem.place or "")
    return column_index(found[1]) if found else 0


def _texts(cells: Sequence[Raw | None]) -> list[str]:
    return ["" if cell is None else cell.text for cell in cells]
