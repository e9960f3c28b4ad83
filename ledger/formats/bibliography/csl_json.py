"""Reads CSL-JSON (Citation Style Language 1.0.2), which Zotero and other reference managers export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, BinaryIO, Final

from ledger.errors import FormatError, InputError
from ledger.formats import MAX_READ, LoadedFile, LoadedRecord, read_bounded
from ledger.formats.bibliography.work import (
    author_names,
    edtf_date,
    source_key,
    source_record,
    unread_note,
    web_address,
)
from ledger.model.strict_json import load_line

#: The kinds of sources of CSL's item types; all others are ``other``.
_KINDS: Final = {
    "article": "article", "article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
    "review": "article", "report": "report", "post": "post", "post-weblog": "post", "webpage": "post",
    "dataset": "dataset", "interview": "interview", "broadcast": "broadcast", "motion_picture": "broadcast",
    "book": "book", "chapter": "book",
}  # fmt: skip


def load(stream: BinaryIO) -> LoadedFile:
    """Read a CSL-JSON file. Raises FormatError if it is not one."""
    data = read_bounded(stream)
    try:
        items = load_line(data, longest=MAX_READ)
    except InputError as error:
        raise FormatError(
            f"this is not CSL-JSON: {error.message}", hint="export the bibliography as CSL JSON"
        ) from error
    if isinstance(items, dict) and isinstance(items.get("items"), list):
        items = items["items"]
    if not isinstance(items, list):
        raise FormatError("CSL-JSON is a list of items", hint="export the bibliography as CSL JSON")
    counts: Counter[str] = Counter()
    records = [_record(number, item, counts) for number, item in enumerate(items, 1)]
    return LoadedFile(records, unread_note(counts))


def _record(number: int, item: object, counts: Counter[str]) -> LoadedRecord:
    place = f"item {number}"
    if not isinstance(item, dict):
        return LoadedRecord.refused(number, place, "an item must be a JSON object")
    text = {name: " ".join(value.split()) for name, value in item.items() if isinstance(value, str)}
    people = author_names(map(_name, item["author"])) if isinstance(item.get("author"), list) else []
    publisher = "container-title" if text.get("container-title") else "publisher"
    published = _issued(item.get("issued"))
    address, addressed = web_address(text.get("URL"), text.get("DOI"))
    used = {"id", "type", publisher, addressed.upper(), *(("author",) if people else ())}
    used |= {name for name in ("title", "language") if name in text}
    used |= {"issued"} if published is not None else set()
    counts.update(name for name in item if name not in used)
    fields = {
        "key": source_key(str(item.get("id", ""))),
        "kind": _KINDS.get(text.get("type", ""), "other"),
        "title": text.get("title"),
        "authors": people,
        "publisher": text.get(publisher),
        "published": published,
        "url": address,
        "language": text.get("language"),
    }
    return source_record(place, number, fields)


def _name(person: object) -> str:
    if not isinstance(person, Mapping):
        return ""
    if isinstance(person.get("literal"), str):
        return str(person["literal"])
    parts = (
        person.get(part)
        for part in ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
    )
    return " ".join(str(part) for part in parts if part)


def _issued(issued: Any) -> str | None:
    """Return a CSL date or range of dates in EDTF, or None if it has no year."""
    if not isinstance(issued, Mapping):
        return None
    parts = issued.get("date-parts")
    if isinstance(parts, list) and parts and all(isinstance(part, list) and part for part in parts):
        dates = [edtf_date(*(str(number) for number in part[:3])) for part in parts[:2]]
        return "/".join(date for date in dates if date) if all(dates) else None
    raw = issued.get("raw") or issued.get("literal")
    return str(raw) if isinstance(raw, str) else None
