"""A ledger written into a file, and put back from one, with its root proved."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from typing import IO, Final

from ledger.book.making import Status, check_absent, holds_file, remove_file, status
from ledger.errors import FormatError, LedgerError
from ledger.model.strict_json import load_line
from ledger.query.ledger_context import LedgerContext
from ledger.store.backup import Progress, backup_lines, restore_lines
from ledger.store.engine import reading
from ledger.trust.verifying import verify

#: An entry and the longest text beside it, in the spelling that takes most room.
_MOST_LINE: Final = 100_000_000


def back_up(context: LedgerContext, stream: IO[bytes], progress: Progress) -> None:
    """Write a backup of the ledger, as of one moment, see `Ledger.backup`."""
    # The same ledger gives the same file: without the time and name that gzip would put in.
    with (
        gzip.GzipFile(filename="", mode="wb", fileobj=stream, mtime=0) as packed,
        reading(context.database) as found,
    ):
        for line in backup_lines(found, progress):
            packed.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")


def restore(context: LedgerContext, stream: IO[bytes], progress: Progress) -> Status:
    """Make a ledger from a backup, see `Ledger.restore`."""
    from ledger.store.migrate import upgrade

    was_there = holds_file(context)
    check_absent(context)
    lines = _lines(stream)
    try:
        upgrade(context.database, then=lambda connection: restore_lines(connection, lines, progress))
        verify(context, deep=True, against=None, since=None, keys=(), progress=progress)
    except LedgerError:
        if not was_there:
            remove_file(context)
        raise
    return status(context)


def _lines(stream: IO[bytes]) -> Iterator[object]:
    """Yield the lines of a backup, unpacked one at a time. Raises FormatError for what is none."""
    try:
        with gzip.GzipFile(fileobj=stream, mode="rb") as unpacked:
            while line := unpacked.readline(_MOST_LINE + 1):
                if len(line) > _MOST_LINE:
                    raise FormatError(f"a line of the backup has more than {_MOST_LINE:,} bytes")
                yield load_line(line, longest=_MOST_LINE)
    except (OSError, EOFError, zlib.error) as error:
        raise FormatError(
            f"that is not a backup of a ledger, or it is cut off: {error}", hint="use another one"
        ) from error
