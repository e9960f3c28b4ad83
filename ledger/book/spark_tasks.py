"""The work of a cluster's workers: reading rows of Parquet files as records, and checking whole parts of a ledger.

Everything here is given Arrow batches one after another and gives some back, so that a worker holds a batch at a time.
A part of a ledger is a ledger: its lines are imported into a temporary one, which is checked as any other is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ledger.errors import LedgerError
from ledger.formats import table_rows
from ledger.model.body import references

if TYPE_CHECKING:
    import pyarrow

    from ledger.book.findings import Subject
    from ledger.trace.finding import Finding

#: A record as a row of the cluster: its position among all files, its id and kind, the records that it names, and
#: those of them that a link has above it.
RECORD: Final = (
    "position long, id string, kind string, refs array<string>, above array<string>, line string, "
    "problem string"
)
#: A result for a part: a finding; or the numbers of its figures and links; or the reason why it cannot be checked.
FOUND: Final = (
    "task string, code string, severity string, message string, accepted boolean, figure string, key string, "
    "link string, words string, figures long, links long, problem string"
)
#: The number of rows passed on together.
_TOGETHER: Final = 1_000
#: Files are numbered in the upper bits of a position, rows in the lower.
FILE_BITS: Final = 40


class PartRequest(NamedTuple):
    """The codes of the findings to look for in a part; `select` is empty for all."""

    select: tuple[str, ...]
    ignore: tuple[str, ...]


def read_records(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    """Read rows as `formats.parquet` writes them, with `file` and `row` saying where each stands, as `RECORD`.

    A row that holds no record, or was changed beside it, comes with a `problem`.
    """
    for batch in batches:
        rows = batch.to_pylist()
        if rows:
            lines = [row.get("line") for row in rows]
            read = table_rows.WrittenLines(whole=False).records(lines, partial(list, rows), lambda _: False)
            yield _batch(map(_record, rows, read), RECORD)


def _record(row: Mapping[str, Any], loaded: Any) -> dict[str, Any]:
    position = (row["file"] << FILE_BITS) + row["row"]
    if loaded.problems or loaded.record is None:
        problem = "; ".join(problem.message for problem in loaded.problems) or "it holds no record"
        return {"position": position, "problem": problem}
    record = loaded.record
    above: list[str] = []
    try:
        refs = list(dict.fromkeys(references(record)))
        if record["record"] == "link":
            above = list(record["inputs"].values()) if "inputs" in record else [record["from"]]
    except (KeyError, TypeError, AttributeError):
        return {"position": position, "problem": "its record lacks what it refers to"}
    return {
        "position": position,
        "id": record.get("id"),
        "kind": record["record"],
        "refs": refs,
        "above": above,
        "line": row["line"],
        "problem": None if record.get("id") else "its record has no id",
    }


def checked_tasks(
    batches: Iterable[pyarrow.RecordBatch], requests: Mapping[str, PartRequest]
) -> Iterator[pyarrow.RecordBatch]:
    """Check the parts whose lines come one after another, as ``task``, ``passes`` and ``line``.

    `requests` has the codes to be looked for by the name that stands in ``passes``. Gives rows of `FOUND`.
    """
    columns = ("task", "passes", "line")
    lines = (
        line
        for batch in batches
        for line in zip(*(batch.column(name).to_pylist() for name in columns), strict=True)
    )
    for (task, passes), part in groupby(lines, key=itemgetter(0, 1)):
        rows = _answered(task, (line for _, _, line in part), requests[passes])
        while together := list(islice(rows, _TOGETHER)):
            yield _batch(together, FOUND)


def _answered(task: str, lines: Iterable[str], request: PartRequest) -> Iterator[dict[str, Any]]:
    """Yield what `_found` does; a refused part is an answer too, so that it stops the check without a second try."""
    try:
        yield from _found(task, lines, request)
    except LedgerError as error:
        yield {"task": task, "problem": str(error)}


def _found(task: str, lines: Iterable[str], request: PartRequest) -> Iterator[dict[str, Any]]:
    """Yield the findings in a part of a ledger, and last how much there was to check."""
    from ledger.book.ledger import Ledger

    with tempfile.TemporaryDirectory(prefix="ledger-part-") as folder:
        written = Path(folder) / "records.jsonl"
        with written.open("w", encoding="utf-8") as stream:
            stream.writelines(f"{line}\n" for line in lines)
        with Ledger.create(Path(folder) / "part.db", name="part", who="ledger check") as ledger:
            with written.open("rb") as given:
                ledger.import_(given, name="the Parquet files")
            written.unlink()
            checked = ledger.check(select=request.select, ignore=request.ignore)
            for finding, subject in checked.findings.with_subjects():
                yield _finding_row(task, finding, subject)
            yield {"task": task, "figures": checked.figures, "links": checked.links}


def _finding_row(task: str, finding: Finding, subject: Subject) -> dict[str, Any]:
    return {
        "task": task,
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "accepted": finding.accepted,
        "figure": subject.figure,
        "key": subject.key,
        "link": subject.link,
        "words": subject.words,
    }


def written_rows(files: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of Parquet files that a cluster wrote, reading some of them at a time."""
    from pyarrow import parquet

    for file in files:
        for batch in parquet.ParquetFile(file).iter_batches(_TOGETHER):
            yield from batch.to_pylist()


def _batch(rows: Iterable[Mapping[str, Any]], columns: str) -> pyarrow.RecordBatch:
    """Rows as a batch with the columns that Spark was told of; what a row does not say is null."""
    import pyarrow

    types = {
        "long": pyarrow.int64(), "string": pyarrow.string(), "boolean": pyarrow.bool_(),
        "array<string>": pyarrow.list_(pyarrow.string()),
    }  # fmt: skip
    fields = [pyarrow.field(name, types[kind]) for name, kind in map(str.split, columns.split(", "))]
    return pyarrow.RecordBatch.from_pylist(list(rows), pyarrow.schema(fields))
