"""Apache Parquet: every record a row with typed columns, for pandas, polars, DuckDB and Spark; and rows back in.

A number stands as it was stated, as text, and as an exact decimal where it is one of 38 digits with 9 behind the point.
The column ``line`` has the whole record: what was exported comes back with the same ids. A file without it is read by
its columns, as figures. Frames of pandas and polars take the same way, through Arrow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final

from ledger.errors import FormatError
from ledger.formats import Export, LoadedFile, read_bounded
from ledger.formats import table_rows as rows

if TYPE_CHECKING:
    import pyarrow

#: How many rows are held at a time.
_TOGETHER: Final = 10_000
#: The largest part of a file that is read at once, in bytes as they are in memory.
_MAX_GROUP: Final = 1_000_000_000
_MARK: Final = {b"ledger": b"ledger-records/1"}


def dump(export: Export, stream: IO[bytes]) -> None:
    """Write a row for each record."""
    parquet, schema = _parquet(), _schema()
    made = rows.LineRows()
    pending: list[rows.Row] = []
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for line in export.lines():
            pending.append(made.of(line))
            if len(pending) == _TOGETHER:
                writer.write_batch(_batch(pending, schema))
                pending = []
        writer.write_batch(_batch(pending, schema))


def table(lines: Iterator[Mapping[str, Any]]) -> pyarrow.Table:
    """The figures among lines of an export, as a table in memory."""
    arrow, schema = _arrow(), _schema(rows.FIGURE_COLUMNS)
    made = rows.LineRows()
    batches, pending = [], []
    for line in lines:
        row = made.of(line)
        if row["record"] == "figure":
            pending.append(row)
        if len(pending) == _TOGETHER:
            batches.append(_batch(pending, schema))
            pending = []
    return arrow.Table.from_batches([*batches, _batch(pending, schema)], schema)


def load(stream: BinaryIO) -> LoadedFile:
    """Read a Parquet file. Raises FormatError for what is none, InputError for columns that are not known."""
    arrow, parquet = _arrow(), _parquet()
    try:
        # The end of a file is read first: what comes through a pipe is read as a whole.
        file = parquet.ParquetFile(stream if stream.seekable() else arrow.BufferReader(read_bounded(stream)))
        metadata, schema = file.metadata, file.schema_arrow
    except (arrow.ArrowException, OSError) as error:
        raise FormatError(
            f"this is no Parquet file: {error}", hint="see that it was written to its end"
        ) from None
    for group in range(metadata.num_row_groups):
        if metadata.row_group(group).total_byte_size > _MAX_GROUP:
            raise FormatError(
                "a row group of the file has more than 1 GB",
                hint="write it with smaller row groups, such as 100,000 rows",
            )

    def read() -> Iterator[rows.Row]:
        try:
            for batch in file.iter_batches(batch_size=1_000):
                yield from batch.to_pylist()
        except (arrow.ArrowException, OSError) as error:
            raise FormatError(f"the Parquet file is damaged: {error}", hint="write it again") from None

    if "line" in schema.names and (schema.metadata or {}).items() >= _MARK.items():
        return LoadedFile(rows.written_lines(read()))
    rows.check_columns(schema.names)
    return LoadedFile(rows.figure_records(read()))


def load_frame(frame: Any) -> LoadedFile:
    """Read a frame of pandas or polars, or whatever gives itself as an Arrow table, as figures.

    Raises FormatError for anything else, InputError for columns that are not known.
    """
    arrow = _arrow()
    try:
        if hasattr(frame, "__arrow_c_stream__") or isinstance(frame, arrow.Table):
            given = arrow.table(frame)
        else:
            given = arrow.Table.from_pandas(frame, preserve_index=False)
    except (arrow.ArrowException, AttributeError, TypeError, ValueError) as error:
        words = str(error.args[0] if error.args else error).splitlines()[0]
        raise FormatError(
            f"this cannot be read as a table: {words}",
            hint="give a DataFrame whose columns each hold one type",
        ) from None
    names = [name for name in given.column_names if not name.startswith("__index_level_")]
    rows.check_columns(names)
    batches = given.select(names).to_batches(max_chunksize=1_000)
    return LoadedFile(rows.figure_records(row for batch in batches for row in batch.to_pylist()))


def _batch(made: Sequence[rows.Row], schema: pyarrow.Schema) -> pyarrow.RecordBatch:
    arrow = _arrow()
    columns = [arrow.array([row.get(field.name) for row in made], field.type) for field in schema]
    return arrow.RecordBatch.from_arrays(columns, schema=schema)


def _schema(names: Sequence[str] = tuple(rows.COLUMNS)) -> pyarrow.Schema:
    arrow = _arrow()
    types = {
        "text": arrow.string(), "word": arrow.string(), "truth": arrow.bool_(), "list": arrow.list_(arrow.string()),
        "decimal": arrow.decimal128(rows.DIGITS, rows.DECIMALS),
    }  # fmt: skip
    return arrow.schema([(name, types[rows.COLUMNS[name]]) for name in names], metadata=_MARK)


def _arrow() -> Any:
    try:
        import pyarrow
    except ImportError:
        raise FormatError("tables need pyarrow", hint="pip install 'figure-ledger[data]'") from None
    return pyarrow


def _parquet() -> Any:
    _arrow()
    from pyarrow import parquet

    return parquet
