"""Reading records that come as JSON on a stream: one record, over several lines if need be, or JSON Lines."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from ledger.errors import InputError, Problem
from ledger.model.strict_json import iter_lines, load_line
from ledger.model.vocabulary import MAX_LINE, MAX_PROBLEMS

#: How much is taken at once, in bytes; more is for `Ledger.import_`, which streams.
_MOST = 4 * MAX_LINE


def read_records(stream: BinaryIO, name: str = "-") -> list[dict[str, Any]]:
    """The records on a stream, which problems call `name`.

    Raises InputError for what is not JSON, with the line of each problem, and for more than 32 MB.
    """
    data = stream.read(_MOST + 1)
    if len(data) > _MOST:
        raise InputError(
            "that is more than can be added at once", hint="ledger import takes files of any size"
        )
    if (whole := _one_over_lines(data)) is not None:
        return [whole]
    records: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for number, line in _lines(data):
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


def _lines(data: bytes) -> list[tuple[int, bytes]]:
    from io import BytesIO

    return list(iter_lines(BytesIO(data)))


def _one_over_lines(data: bytes) -> dict[str, Any] | None:
    """A single object that is spread over lines, None for anything else.

    A line break is white space in JSON, and cannot stand inside a string.
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
