"""Reads the CSV sheet of Bellingcat's auto-archiver: each archived link becomes a source and a snapshot.

Columns are found by the headings that the tool writes. Rows that were not archived are left out, with a note.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, Final

from ledger.errors import FormatError
from ledger.formats import LoadedFile, LoadedRecord, read_bounded
from ledger.formats.web_address import is_web_address

#: The headings that are read.
_LINK, _STATUS, _PLACE, _DATE = "link", "archive status", "archive location", "archive date"
_TITLE, _PUBLISHED, _TEXT, _HASH = "upload title", "upload timestamp", "text content", "hash"
_READ: Final = frozenset({_LINK, _STATUS, _PLACE, _DATE, _TITLE, _PUBLISHED, _TEXT, _HASH})
_TIME: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(?:\.\d+)?\s*(Z|[+-]00:?00|UTC)?")
_SHA256: Final = re.compile(r"(?:sha-?256[:\s]+)?([0-9a-f]{64})", re.I)


def load(stream: BinaryIO) -> LoadedFile:
    """Read the sheet. Raises FormatError if it is not CSV or lacks the headings of the tool."""
    data = read_bounded(stream)
    try:
        rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        headings = {name: " ".join(name.lower().split()) for name in rows.fieldnames or () if name}
        table = [
            {headings[name]: value or "" for name, value in row.items() if name in headings} for row in rows
        ]
    except (UnicodeDecodeError, csv.Error) as error:
        raise FormatError(f"the sheet cannot be read: {error}", hint="download it as CSV (UTF-8)") from error
    if not {_LINK, _PLACE} <= set(headings.values()):
        raise FormatError(
            "this is not a sheet of the auto-archiver: it has no columns “Link” and “Archive location”",
            hint="download the sheet as CSV, with its headings",
        )
    archived = [(number, row) for number, row in enumerate(table, 2) if row[_PLACE].strip()]
    missing = [
        str(number) for number, row in enumerate(table, 2) if row[_LINK].strip() and not row[_PLACE].strip()
    ]
    notes = []
    if missing:
        more = " …" if missing[20:] else ""
        notes.append(f"rows that were not archived are left out: {', '.join(missing[:20])}{more}")
    if unread := sorted(set(headings.values()) - _READ):
        notes.append(f"columns that are not read: {', '.join(unread)}")
    return LoadedFile(list(_records(archived)), notes)


def _records(rows: Sequence[tuple[int, Mapping[str, str]]]) -> Iterator[LoadedRecord]:
    for number, row in rows:
        link = row[_LINK].strip()
        if not is_web_address(link):
            message = f"{link[:80]!r} is not an address"
            yield LoadedRecord.refused(number, f"row {number}", message, "/url")
            continue
        published = _TIME.match(row.get(_PUBLISHED, "").strip())
        title = " ".join(row.get(_TITLE, "").split())[:500]
        source = {
            "record": "source",
            "url": link,
            **({"title": title} if title else {}),
            **({"published": published[1]} if published else {}),
        }
        yield LoadedRecord(number, source, f"row {number}")
        place = row[_PLACE].strip()
        digest = _SHA256.fullmatch(row.get(_HASH, "").strip())
        retrieved = _TIME.fullmatch(row.get(_DATE, "").strip())
        if row.get(_DATE, "").strip() and retrieved is None:
            message = f"{row[_DATE][:60]!r} is not a time"
            yield LoadedRecord.refused(number, f"row {number}", message, "/retrieved")
            continue
        snapshot = {
            "record": "snapshot",
            "source": link,
            **({"archived_at": place} if is_web_address(place) else {}),
            **({"retrieved": f"{retrieved[1]}T{retrieved[2]}{retrieved[3] or ':00'}Z"} if retrieved else {}),
            **({"original": {"sha256": digest[1].lower()}} if digest else {}),
            **({"text": row[_TEXT]} if row.get(_TEXT, "").strip() else {}),
        }
        yield LoadedRecord(number, snapshot, f"row {number}")
