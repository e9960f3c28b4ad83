"""Writes and reads Apache Parquet: a row with typed columns for each record, for pandas, polars, DuckDB and Spark.

A number is written as stated, as text, and also as a decimal if it is exactly one of 38 digits with 9 decimals. The
column ``line`` holds the whole record, so that an export is imported with the same ids. A file without that column is
read as figures by its other columns. Data frames of pandas and polars are read the same way, through Arrow.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from io import SEEK_END, BytesIO
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final

from ledger.errors import FormatError, InputError, Problem
from ledger.formats import Export, LoadedFile, LoadedRecord, read_bounded
from ledger.formats import table_rows as rows

if TYPE_CHECKING:
    import pyarrow

#: The number of rows that are written at a time.
_BATCH: Final = 10_000
#: The number of rows that are read at a time.
_CHUNK: Final = 1_000
#: The largest row group that is read, in bytes in memory.
_MAX_GROUP: Final = 1_000_000_000
#: The metadata that marks a file as written by `dump`, and the name under which its footer has the SHA-256 (hex) of all
#: before it.
_MARK: Final = {b"ledger": b"ledger-records/1"}
_DIGEST: Final = b"ledger-sha256"
#: The bytes at the end of a file that follow its footer: its length, and PAR1.
_END: Final = 8
#: From how many rows on a file is large.
_MANY: Final = 10_000


def dump(export: Export, stream: IO[bytes]) -> None:
    """Write a row for each record."""
    parquet, schema = _parquet(), _schema()
    hashed = _Hashed(stream)
    with parquet.ParquetWriter(hashed, schema, compression="zstd") as writer:
        waiting = schema.empty_table()
        for part in _with_parties(export.rendered_lines(_packed), schema):
            waiting = _arrow().concat_tables([waiting, part])
            while len(waiting) >= _BATCH:
                writer.write_table(waiting.slice(0, _BATCH).combine_chunks())
                waiting = waiting.slice(_BATCH)
        if len(waiting):
            writer.write_table(waiting.combine_chunks())
        # What is left to write is the footer, which says this.
        writer.add_key_value_metadata({_DIGEST: hashed.digest()})


class _Hashed:
    """A stream of bytes that hashes what is written to it."""

    closed = False

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._hash = sha256()

    def write(self, data: bytes) -> int:
        """Write bytes, all of them."""
        self._hash.update(data)
        self._stream.write(data)
        return len(data)

    def flush(self) -> None:
        """Let the stream take what was written."""
        self._stream.flush()

    def digest(self) -> str:
        """Return the SHA-256 of what was written so far, in hex."""
        return self._hash.hexdigest()


def table(lines: Iterator[Mapping[str, Any]]) -> pyarrow.Table:
    """Return the figures among the lines of an export as a table in memory."""
    arrow, schema = _arrow(), _schema(rows.FIGURE_COLUMNS)
    # Every line is converted: figures name the parties of lines before them.
    figures = (row for row in map(rows.LineRows().row, lines) if row["record"] == "figure")
    return arrow.Table.from_batches(_batches(figures, schema), schema)


def load(stream: BinaryIO) -> LoadedFile:
    """Read a Parquet file. Raises FormatError if it is not one, InputError for unknown columns."""
    arrow, parquet = _arrow(), _parquet()
    if not stream.seekable():
        # A Parquet file is read from its end, so a pipe is read into memory.
        stream = BytesIO(read_bounded(stream))
    try:
        file = parquet.ParquetFile(stream)
        metadata, schema = file.metadata, file.schema_arrow
    except (arrow.ArrowException, OSError) as error:
        raise FormatError(
            f"this is no Parquet file: {error}", hint="check that it was written completely"
        ) from None
    for group in range(metadata.num_row_groups):
        if metadata.row_group(group).total_byte_size > _MAX_GROUP:
            raise FormatError(
                "a row group of the file has more than 1 GB",
                hint="write it with smaller row groups, such as 100,000 rows",
            )

    def read_batches(columns: list[str] | None = None) -> Iterator[pyarrow.RecordBatch]:
        try:
            # Whoever reads may be a fork of this process, in which no other threads run.
            yield from file.iter_batches(batch_size=_CHUNK, columns=columns, use_threads=False)
        except (arrow.ArrowException, OSError) as error:
            raise FormatError(f"the Parquet file is damaged: {error}", hint="write it again") from None

    is_large = metadata.num_rows > _MANY
    if "line" not in schema.names or not (schema.metadata or {}).items() >= _MARK.items():
        rows.check_columns(schema.names)
        records = rows.figure_records(_rows_of(read_batches()))
    elif schema.equals(_schema()) and _is_as_written(stream, (metadata.metadata or {}).get(_DIGEST)):
        records = rows.WrittenLines().lines(batch.column(0).to_pylist() for batch in read_batches(["line"]))
    else:
        records = _written_records(read_batches())
    return LoadedFile(records, is_large=is_large)


def _is_as_written(stream: BinaryIO, digest: bytes | None) -> bool:
    """Return whether a file has this digest up to its footer.

    If so, no program wrote other columns beside its lines, unless it wrote their digest too: nothing is signed here,
    and what is recorded is what the lines say, either way.
    """
    if digest is None:
        return False
    stream.seek(-_END, SEEK_END)
    left = stream.tell() - int.from_bytes(stream.read(4), "little")
    stream.seek(0)
    hashed = sha256()
    while left > 0 and (data := stream.read(min(left, 1_000_000))):
        hashed.update(data)
        left -= len(data)
    return hashed.hexdigest().encode() == digest


def _written_records(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[LoadedRecord]:
    """Yield the records of rows that hold their lines; other columns are compared with these, many rows at once."""
    written, schema = rows.WrittenLines(), _schema()
    for batch in batches:

        def says(expected: list[rows.Row], batch: pyarrow.RecordBatch = batch) -> bool:
            try:
                return bool(batch.equals(_batch(expected, schema)))
            except (_arrow().ArrowException, TypeError, ValueError, OverflowError):
                # A line that was changed by hand may hold what fits into no column.
                return False

        yield from written.records(batch.column("line").to_pylist(), batch.to_pylist, says)


def load_frame(frame: Any) -> LoadedFile:
    """Read a frame of pandas or polars, or any other object that converts to an Arrow table, as figures.

    Raises FormatError for anything else, InputError for unknown columns.
    """
    if hasattr(frame, "collect") and not hasattr(frame, "__arrow_c_stream__"):
        raise FormatError("this is a query that was not run yet", hint="call its method collect() first")
    if hasattr(frame, "iloc") and hasattr(frame, "columns"):
        return LoadedFile(rows.figure_records(_pandas_rows(frame)))
    table = _table(frame)
    rows.check_columns(table.column_names)
    return LoadedFile(rows.figure_records(_rows_of(table.to_batches(max_chunksize=_CHUNK))))


def _table(frame: Any) -> pyarrow.Table:
    """Return a frame as an Arrow table, without the numbers that pandas gives its rows."""
    arrow = _arrow()
    try:
        if hasattr(frame, "__arrow_c_stream__") or isinstance(frame, arrow.Table):
            table = arrow.table(frame)
        else:
            table = arrow.Table.from_pandas(frame, preserve_index=False)
    except (arrow.ArrowException, AttributeError, TypeError, ValueError) as error:
        words = "; ".join(str(part).splitlines()[0] for part in error.args if str(part)) or str(error)
        raise FormatError(
            f"this cannot be read as a table: {words}",
            hint="give a DataFrame whose columns each hold one type",
        ) from None
    numbering = [name for name in table.column_names if name.startswith("__index_level_")]
    return table.drop_columns(numbering) if numbering else table


def _pandas_rows(frame: Any) -> Iterator[rows.Row]:
    """Return the rows of a DataFrame of pandas.

    A column of Python objects is not converted to one Arrow type, which would give all its decimals the same number of
    digits; a period would become a number.
    """
    names = [name for name, kind in frame.dtypes.items() if str(kind) == "object" or "period" in str(kind)]
    typed = frame.drop(columns=names)
    rows.check_columns([*map(str, names), *_table(typed[:0]).column_names])

    def read() -> Iterator[rows.Row]:
        for low in range(0, len(frame), _CHUNK):
            table = _table(typed[low : low + _CHUNK])
            cells = {
                str(name): [_plain(value) for value in frame[name][low : low + _CHUNK]] for name in names
            }
            typed_rows = _rows_of(table.to_batches()) if table.num_columns else iter(())
            for place in range(min(_CHUNK, len(frame) - low)):
                row = next(typed_rows, {})
                yield row | {name: values[place] for name, values in cells.items()}

    return read()


def _plain(value: Any) -> Any:
    """Return a cell of a column of Python objects as Arrow would give it: without types of numpy and pandas."""
    import pandas

    if isinstance(value, list | tuple | set | frozenset) or getattr(value, "ndim", 0) > 0:
        return [_plain(item) for item in value]
    if pandas.api.types.is_scalar(value) and pandas.isna(value):
        return None
    if (numpy_type := getattr(value, "dtype", None)) is not None:
        return pandas.Timestamp(value) if numpy_type.kind == "M" else value.item()
    return str(value) if isinstance(value, pandas.Period | Fraction) else value


def _rows_of(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[rows.Row]:
    """Yield the rows of batches. Raises InputError if a column holds what cannot be read."""
    for batch in batches:
        try:
            yield from batch.to_pylist()
        except (_arrow().ArrowException, OverflowError, ValueError):
            for name, column in zip(batch.schema.names, batch.columns, strict=True):
                try:
                    column.to_pylist()
                except (_arrow().ArrowException, OverflowError, ValueError) as error:
                    message = f"column {name} holds what cannot be read ({error}): make it text"
                    raise InputError(problems=[Problem("", message)]) from None
            raise


def _packed(lines: list[str]) -> bytes:
    """Return the rows of lines as an Arrow stream, to be sent from one process to another."""
    arrow, schema = _arrow(), _schema()
    stream = BytesIO()
    with arrow.ipc.new_stream(stream, schema) as writer:
        row = rows.LineRows().row
        writer.write_batch(_batch([row(json.loads(line), line) for line in lines], schema))
    return stream.getvalue()


def _with_parties(parts: Iterator[bytes], schema: pyarrow.Schema) -> Iterator[pyarrow.Table]:
    """Yield what was `_packed`, with the names of parties that stand in parts before."""
    arrow = _arrow()
    names: dict[str, str] = {}
    place = schema.get_field_index("parties")
    for part in parts:
        table = arrow.ipc.open_stream(part).read_all().combine_chunks()
        agents = table.filter(arrow.compute.equal(table["record"], "agent"))
        names.update(zip(agents["id"].to_pylist(), agents["name"].to_pylist(), strict=True))
        for reported in table["reported_by"].chunks:
            parties = arrow.array(
                [names.get(agent, agent) for agent in reported.values.to_pylist()], arrow.string()
            )
            column = arrow.ListArray.from_arrays(
                reported.offsets, parties, type=schema.field(place).type, mask=reported.is_null()
            )
            table = table.set_column(place, schema.field(place), column)
        yield table


def _batches(made: Iterator[rows.Row], schema: pyarrow.Schema) -> Iterator[pyarrow.RecordBatch]:
    while pending := list(islice(made, _BATCH)):
        yield _batch(pending, schema)


def _batch(made: list[rows.Row], schema: pyarrow.Schema) -> pyarrow.RecordBatch:
    arrow = _arrow()
    # Most rows have few of the columns: what they have is put in place, rather than each column asked for.
    cells: dict[str, list[Any]] = {}
    for place, row in enumerate(made):
        for name, value in row.items():
            if name not in cells:
                cells[name] = [None] * len(made)
            cells[name][place] = value
    columns = [
        arrow.array(cells[field.name], field.type)
        if field.name in cells
        else arrow.nulls(len(made), field.type)
        for field in schema
    ]
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
