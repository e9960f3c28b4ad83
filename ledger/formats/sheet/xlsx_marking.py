"""Returns a workbook with refused rows unchanged, except that the cells to correct are marked.

All its sheets, rows and formats are kept, so that it can be corrected and imported again; records of the first import
are recognised. A marked cell has a comment with the problem. Earlier marks are removed.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Mapping, Sequence
from typing import IO, Any, BinaryIO, Final

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from ledger.errors import Problem
from ledger.formats.sheet.sheet_reading import Table
from ledger.formats.sheet.sheet_rejects import remarks_of
from ledger.formats.sheet.xlsx_guard import BROKEN, look_over, seekable

#: The largest XML in bytes that is held in memory to be written again.
_MOST_XML: Final = 60_000_000
#: The author of our comments, by which they are recognised later.
_AUTHOR: Final = "ledger"
_MARKED: Final = "FFFFC7CE"
#: The size of a comment in points, large enough for a sentence.
_WIDTH, _HEIGHT = 320, 160


def mark(stream: BinaryIO, table: Table, refused: Mapping[int, Sequence[Problem]], output: IO[bytes]) -> bool:
    """Write the workbook of a table with the cells of refused rows marked, given their problems by row number from 1.

    Returns False, and writes nothing, if the workbook is too large or has parts that would be lost.
    """
    stream = seekable(stream)
    look_over(stream)
    book = _opened(stream)
    if book is None:
        return False
    sheet: Any = next(sheet for sheet in book.worksheets if f"{sheet.title}" == table.title)
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment is not None and cell.comment.author == _AUTHOR:
                cell.comment = None
                if cell.fill.fgColor.rgb == _MARKED:
                    cell.fill = PatternFill()
    for number, problems in refused.items():
        for column, words in remarks_of(problems).items():
            cell = sheet.cell(number, column + 1)
            cell.fill = PatternFill("solid", fgColor=_MARKED)
            # An existing comment of somebody else is kept below ours.
            own = "" if cell.comment is None else f"\n\n{cell.comment.text}"
            cell.comment = Comment(f"{words}{own}", _AUTHOR, width=_WIDTH, height=_HEIGHT)
    book.save(output)
    return True


def _opened(stream: BinaryIO) -> Any:
    """Open the workbook; return None if it is too large or has parts that would not be written again."""
    with zipfile.ZipFile(stream) as archive:
        names = [part.filename.lower() for part in archive.infolist()]
        size = sum(part.file_size for part in archive.infolist())
    if size > _MOST_XML or any(part in name for name in names for part in _LOST):
        return None
    stream.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return openpyxl.load_workbook(stream, rich_text=True)
        except BROKEN:
            return None


#: Parts that openpyxl does not write again.
_LOST: Final = (
    "xl/charts/",
    "xl/slicers/",
    "xl/vbaproject",
    "xl/media/",
    "xl/embeddings/",
    "xl/pivottables/",
)
