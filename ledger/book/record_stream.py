"""Reads records in JSON from a stream: one record, which may span several lines, or JSON Lines."""

from __future__ import annotations

from io import BytesIO
from typing import Any, BinaryIO, cast

from ledger.errors import InputError, Problem
from ledger.model.strict_json import iter_lines, load_line
from ledger.model.vocabulary import MAX_LINE, MAX_PROBLEMS

#: The largest input in bytes; `Ledger.import_` streams larger ones.
_MOST = 4 * MAX_LINE


def read_records(stream: BinaryIO, name: str = "-") -> list[dict[str, Any]]:
    """Read the records of a stream; `name` stands for it in problems.

    Raises InputError if lines are not JSON, with the line of each problem, or for more than 32 MB.
    """
    data = stream.read(_MOST + 1)
    if len(data) > _MOST:
        raise InputError(
            "that is more than can be added at once", hint="ledger import takes files of any size"
        )
    if (whole := _multiline_record(data)) is not None:
        return [whole]
    records: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for number, line in iter_lines(BytesIO(data)):
        try:
            records.append(_record(load_line(line)))
        except InputError as error:
            problems += [
                Problem(problem.pointer, problem.message, name, number) for problem in error.problems
            ]
    if problems:
        raise InputError(problems=problems[:MAX_PROBLEMS], total=len(problems))
    if not records:
        raise InputError("there is no record on standard input")
    return records


def _multiline_record(data: bytes) -> dict[str, Any] | None:
    """Return a single object that spans several lines, or None for anything else.

    Line breaks are white space in JSON and cannot occur inside a string.
    """
    first, _, rest = data.strip().partition(b"\n")
    if not rest.strip() or len(data) > MAX_LINE or first.rstrip().endswith(b"}"):
        return None
    try:
        return _record(load_line(data.strip().replace(b"\r\n", b" ").replace(b"\n", b" ")))
    except InputError:
        return None


def _record(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InputError(problems=[Problem("", "a record is a JSON object: {…}")])
    return cast(dict[str, Any], value)
