"""The methods of `Ledger` for data frames of pandas and polars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ledger.book.arguments import as_list
from ledger.errors import FormatError
from ledger.query.ledger_context import LedgerContext

if TYPE_CHECKING:
    from ledger.book.importing import Imported


class FrameMethods:
    """The part of `Ledger` that exchanges figures with data frames."""

    _context: LedgerContext

    def frame(self, references: Sequence[str] = ()) -> Any:
        """Return all figures as a pandas DataFrame, or those that the references name and all upstream of them.

        Numbers are text as stated, and exact decimals in separate columns. Raises FormatError if pandas or pyarrow is
        missing.
        """
        from ledger.book import exporting
        from ledger.formats import parquet

        figures = parquet.table(exporting.lines(self._context, as_list("references", references)))
        try:
            return figures.to_pandas()
        except ImportError:
            raise FormatError("a frame needs pandas", hint="pip install 'figure-ledger[data]'") from None

    def from_frame(
        self, frame: object, *, name: str = "frame", dry_run: bool = False, language: str | None = None
    ) -> Imported:
        """Import figures from a DataFrame of pandas or polars, or an Arrow table, whose columns are a figure's fields.

        `name` stands for the frame in problems. Missing values and NaN are ignored, dates are days, and floats must be
        whole numbers. Raises InputError with the first 1,000 problems by row and column or for unknown columns,
        FormatError if it is not a table.
        """
        from ledger.book import importing
        from ledger.formats import parquet

        how = importing.Import(name=name, dry_run=dry_run, language=language)
        return importing.import_reading(self._context, parquet.load_frame(frame), how)
