"""Makes the record of a source from a work of a bibliography, and the note on fields that a source lacks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ledger.formats import LoadedRecord
from ledger.formats.web_address import is_web_address
from ledger.model.vocabulary import MAX_NAME

#: The number of unread fields that a note names.
_MOST_NAMED: Final = 12
_KEY: Final = re.compile(r"[a-z0-9][a-z0-9._-]*")
_DOI: Final = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.I)


def source_key(name: str) -> str | None:
    """Return a citation key as a key of the ledger, in lower case with dashes, or None if it cannot be one."""
    key = re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-._")
    return key if _KEY.fullmatch(key) and not re.fullmatch("[0-9a-f]{64}", key) else None


def web_address(url: str | None, doi: str | None) -> tuple[str | None, str]:
    """Return the URL of a work, or else the URL of its DOI, and which of the two it is: ``url``, ``doi`` or none."""
    if url and is_web_address(url.strip()):
        return url.strip(), "url"
    match = _DOI.fullmatch(doi.strip()) if doi else None
    return (f"https://doi.org/{match[1]}", "doi") if match else (None, "")


def edtf_date(year: str, month: str = "", day: str = "") -> str | None:
    """Return a date in EDTF from numbers in text, or None if the year is not one."""
    if not re.fullmatch(r"\d{4}", year):
        return None
    parts = [year, *(f"{int(part):02}" for part in (month, day) if re.fullmatch(r"\d{1,2}", part))]
    return "-".join(parts[: 1 + bool(month) + bool(month and day)])


def source_record(place: str, number: int, fields: Mapping[str, Any]) -> LoadedRecord:
    """Return the record of a source with these fields, or the problem if they do not identify a work."""
    kept = {name: value for name, value in fields.items() if value}
    if not kept.get("title") and not kept.get("url"):
        return LoadedRecord.refused(number, place, "a source needs a title, a URL or a DOI")
    if len(str(kept.get("title", ""))) > MAX_NAME:
        message = f"a title may have at most {MAX_NAME} characters"
        return LoadedRecord.refused(number, place, message, "/title")
    return LoadedRecord(number, {"record": "source", **kept}, place)


def unread_note(counts: Mapping[str, int]) -> list[str]:
    """Return a note that names the fields which no source took, with the number of times each occurred."""
    if not counts:
        return []
    named = [f"{name} ({count:,})" for name, count in Counter(counts).most_common(_MOST_NAMED)]
    more = f" and {len(counts) - _MOST_NAMED} more" if len(counts) > _MOST_NAMED else ""
    return [
        f"fields that a source does not have, or that were not understood, are left out: {', '.join(named)}{more}"
    ]


def author_names(people: Iterable[str]) -> list[str]:
    """Return names with single spaces, without empty ones."""
    return [name for person in people if (name := " ".join(person.split()))]
