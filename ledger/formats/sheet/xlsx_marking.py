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
from ledger.view.short_words import listed

#: The largest XML in bytes that is held in memory to be written again.
_MOST_XML: Final = 60_000_000
#: The author of our comments, by which they are recognised later.
_AUTHOR: Final = "ledger"
_MARKED: Final = "FFFFC7CE"
#: The size of a comment in points, large enough for a sentence.
_WIDTH, _HEIGHT = 320, 160


def mark(
    stream: BinaryIO, table: Table, refused: Mapping[int, Sequence[Problem]], output: IO[bytes]
) -> str | None:
    """Write the workbook of a table with the cells of refused rows marked.

    `refused` are the problems by row number. Nothing is written if the workbook cannot be kept whole: then the
    reason is returned, as the end of a sentence (``the workbook has charts, which would be lost``), else None.
    """
    stream = seekable(stream)
    look_over(stream)
    if (why := _not_kept(stream)) is not None:
        return why
    stream.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book: Any = openpyxl.load_workbook(stream, rich_text=True)
        except BROKEN:
            return "the workbook cannot be opened to write in it"
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
    return None


def _not_kept(stream: BinaryIO) -> str | None:
    """Say why a workbook cannot be written again whole; return None if it can."""
    with zipfile.ZipFile(stream) as archive:
        names = [part.filename.lower() for part in archive.infolist()]
        size = sum(part.file_size for part in archive.infolist())
    if size > _MOST_XML:
        return f"the workbook has {size // 10**6:,} MB of XML, and more than {_MOST_XML // 10**6} MB are not marked"
    lost = [what for part, what in _LOST.items() if any(part in name for name in names)]
    return f"the workbook has {listed(lost)}, which would be lost" if lost else None


#: What openpyxl does not write again, by the folder in which it lies.
_LOST: Final = {
    "xl/charts/": "charts",
    "xl/slicers/": "slicers",
    "xl/vbaproject": "macros",
    "xl/media/": "images",
    "xl/embeddings/": "embedded files",
    "xl/pivottables/": "pivot tables",
}
