"""Reads annotations that Hypothesis exports: each quote that states one number becomes a figure.

The annotated page becomes a source, the quote a W3C TextQuoteSelector, and the annotation's text and tags go with the
figure. Page notes and replies quote nothing: they are counted and left out. A quote with no number, or with several, is
refused with its place, and members that are not read (who annotated, and when) are named, so that nothing is lost
silently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from ledger.errors import FormatError, InputError
from ledger.formats import MAX_READ, LoadedFile, LoadedRecord, read_bounded
from ledger.formats.web_address import is_web_address
from ledger.model.strict_json import load_line

#: The members of an export that may hold its annotations.
_LISTS: Final = ("annotations", "rows")
#: The members of an annotation that are read, or repeat what is.
_READ: Final = frozenset({"id", "uri", "document", "target", "tags", "text"})


def load(stream: BinaryIO) -> LoadedFile:
    """Read an export of annotations. Raises FormatError if it is not one."""
    data = read_bounded(stream)
    try:
        document = load_line(data, longest=MAX_READ)
    except InputError as error:
        raise FormatError(
            f"this is not an export of Hypothesis: {error.message}", hint="export as JSON"
        ) from error
    annotations = document
    if isinstance(document, dict):
        annotations = next((document[name] for name in _LISTS if isinstance(document.get(name), list)), None)
    if not isinstance(annotations, list):
        raise FormatError("the file has no annotations", hint="export the annotations as JSON")
    quoting = [(number, item) for number, item in enumerate(annotations, 1) if _selector(item) is not None]
    without = len(annotations) - len(quoting)
    notes = []
    if without:
        notes.append(f"annotations without a quote (notes on a page, replies) are left out: {without:,}")
    unread = Counter(name for _, item in quoting for name in item if name not in _READ)
    unread["further quotes"] = sum(len(list(_selectors(item))) - 1 for _, item in quoting)
    if named := [f"{name} ({count:,})" for name, count in unread.most_common() if count]:
        notes.append(f"members of annotations that are not read: {', '.join(named)}")
    return LoadedFile(list(_records(quoting)), notes)


def _records(annotations: list[tuple[int, Any]]) -> Iterator[LoadedRecord]:
    seen: set[str] = set()
    for number, item in annotations:
        place = f"annotation {number}"
        url = item.get("uri")
        if not isinstance(url, str) or not is_web_address(url):
            yield LoadedRecord.refused(number, place, "the annotation has no web address")
            continue
        if url not in seen:
            seen.add(url)
            title = item.get("document", {}).get("title") if isinstance(item.get("document"), dict) else None
            title = title[0] if isinstance(title, list) and title else title
            source = {"record": "source", "url": url, **({"title": title} if isinstance(title, str) else {})}
            yield LoadedRecord(number, source, place)
        selector = _selector(item)
        assert selector is not None
        quote = {name: selector[name] for name in ("exact", "prefix", "suffix") if selector.get(name)}
        tags = [tag for tag in item.get("tags", []) if isinstance(tag, str) and tag.strip()]
        note = item.get("text")
        figure: dict[str, Any] = {
            "record": "figure",
            "quantity": " ".join(str(selector["exact"]).split()),
            "source": url,
            "quote": quote,
            **({"note": note} if isinstance(note, str) and note.strip() else {}),
            **({"tags": tags} if tags else {}),
        }
        yield LoadedRecord(number, figure, place)


def _selector(item: object) -> Mapping[str, Any] | None:
    """Return the first TextQuoteSelector of an annotation, or None if it quotes nothing."""
    return next(_selectors(item), None)


def _selectors(item: object) -> Iterator[Mapping[str, Any]]:
    """Yield the TextQuoteSelectors of an annotation that have words."""
    if not isinstance(item, dict) or not isinstance(item.get("target"), list):
        return
    for target in item["target"]:
        selectors = target.get("selector") if isinstance(target, dict) else None
        for selector in selectors if isinstance(selectors, list) else []:
            if isinstance(selector, dict) and selector.get("type") == "TextQuoteSelector":
                exact = selector.get("exact")
                if isinstance(exact, str) and exact.strip():
                    yield selector
