"""Writes the refused rows of a sheet as a workbook with the same headings and the cells to correct marked.

Each marked cell has a comment with the problem. After correction, the workbook is imported like the original sheet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import IO, Final

from ledger.errors import Problem
from ledger.formats.sheet.sheet_reading import Raw, Table, column_index
from ledger.formats.sheet.xlsx import dump_refused

#: The address of a cell, after the name of its sheet.
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})[0-9]+$", re.ASCII)


def write(table: Table, refused: Mapping[int, Sequence[Problem]], stream: IO[bytes]) -> None:
    """Write the refused rows of a table, given by number, with the problems of each."""
    width = max(
        [len(table.head.cells)]
        + [1 + _column(problem) for problems in refused.values() for problem in problems]
    )
    headings = [*_texts(table.head.cells), *[""] * (width - len(table.head.cells))]
    rows = (
        (_texts(row.cells), remarks_of(refused[row.number])) for row in table.rows if row.number in refused
    )
    dump_refused(stream, headings, rows)


def remarks_of(problems: Sequence[Problem]) -> dict[int, str]:
    """Return the problems of a row's cells, by column from 0."""
    remarks: dict[int, str] = {}
    for problem in problems:
        column = _column(problem)
        remarks[column] = "\n".join(filter(None, (remarks.get(column), problem.message)))
    return remarks


def _column(problem: Problem) -> int:
    match = _ADDRESS.search(problem.place or "")
    return column_index(match[1]) if match else 0


def _texts(cells: Sequence[Raw | None]) -> list[str]:
    return ["" if cell is None else cell.text for cell in cells]
