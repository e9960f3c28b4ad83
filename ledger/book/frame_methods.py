"""What `Ledger` does with data frames of pandas and polars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ledger.book.arguments import as_list
from ledger.errors import FormatError
from ledger.query.ledger_context import LedgerContext

if TYPE_CHECKING:
    from ledger.book.importing import Imported


class FrameMethods:
    """Figures as rows of a table: a part of `Ledger`."""

    _context: LedgerContext

    def frame(self, references: Sequence[str] = ()) -> Any:
        """The figures as a DataFrame of pandas, or those that the references name and all upstream of them.

        Numbers are text as they were stated, and exact decimals in columns of their own. Raises FormatError where
        pandas or pyarrow is missing.
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

        `name` is what problems call it. Missing values and NaN say nothing, dates are days, floats must be whole
        numbers. Raises InputError with the first 1,000 problems, by row and column, and for columns that are not
        known; FormatError for what is no table.
        """
        from ledger.book import importing
        from ledger.formats import parquet

        how = importing.Import(name=name, dry_run=dry_run, language=language)
        return importing.import_reading(self._context, parquet.load_frame(frame), how)
