"""A work of a bibliography as a source record, and the count of what has no place in one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ledger.errors import Problem
from ledger.formats import LoadedRecord
from ledger.formats.web_address import is_web_address
from ledger.model.vocabulary import MAX_NAME

#: How many kinds of fields that are left out are named.
_MOST_NAMED: Final = 12
_KEY: Final = re.compile(r"[a-z0-9][a-z0-9._-]*")
_DOI: Final = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.I)


def key_of(name: str) -> str | None:
    """The key that a citation key can be in a ledger: small letters, what has no place in one as a dash."""
    key = re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-._")
    return key if _KEY.fullmatch(key) and not re.fullmatch("[0-9a-f]{64}", key) else None


def web_address(url: str | None, doi: str | None) -> str | None:
    """Where a work stands: its URL, else its DOI as one."""
    if url and is_web_address(url.strip()):
        return url.strip()
    found = _DOI.fullmatch(doi.strip()) if doi else None
    return f"https://doi.org/{found[1]}" if found else None


def day(year: str, month: str = "", date: str = "") -> str | None:
    """A date in EDTF from numbers as text; None for what is none."""
    if not re.fullmatch(r"\d{4}", year):
        return None
    parts = [year, *(f"{int(part):02}" for part in (month, date) if re.fullmatch(r"\d{1,2}", part))]
    return "-".join(parts[: 1 + bool(month) + bool(month and date)])


def source_record(place: str, number: int, fields: Mapping[str, Any]) -> LoadedRecord:
    """The record of a source with these fields; a problem where nothing says which work it is."""
    kept = {name: value for name, value in fields.items() if value}
    if not kept.get("title") and not kept.get("url"):
        problem = Problem("", "a source needs a title, a URL or a DOI")
        return LoadedRecord(number, None, place, problems=[problem])
    if len(str(kept.get("title", ""))) > MAX_NAME:
        problem = Problem("/title", f"a title may have {MAX_NAME} characters at the most")
        return LoadedRecord(number, None, place, problems=[problem])
    return LoadedRecord(number, {"record": "source", **kept}, place)


def left_out(counts: Mapping[str, int]) -> list[str]:
    """A note that names the fields of a bibliography that a source does not have, with how often each stood there."""
    if not counts:
        return []
    named = [f"{name} ({count:,})" for name, count in Counter(counts).most_common(_MOST_NAMED)]
    more = f" and {len(counts) - _MOST_NAMED} more" if len(counts) > _MOST_NAMED else ""
    return [f"fields that a source does not have are left out: {', '.join(named)}{more}"]


def names_of(people: Iterable[str]) -> list[str]:
    """Names of authors on one line each, without empty ones."""
    return [name for person in people if (name := " ".join(person.split()))]
