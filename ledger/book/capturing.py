"""Captures a document as a source and a snapshot: the text as it was seen, with the hash of the original."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace
from difflib import unified_diff
from hashlib import sha256
from itertools import islice
from typing import Any, Final

from ledger.article.extract import media_type_of
from ledger.article.extract.document_text import Document
from ledger.book.extraction import extract_bounded
from ledger.book.recording import Steps, record
from ledger.errors import InputError
from ledger.model.time import time_problem, utc
from ledger.query.ledger_context import LedgerContext
from ledger.query.references import find
from ledger.query.snapshots import SnapshotText, snapshots
from ledger.store.append import Outcome
from ledger.store.engine import reading

_SOURCE: Final = frozenset({"source"})
#: The media types with which a server says that it does not know what it sends.
_ANY_BYTES: Final = frozenset({"application/octet-stream", "binary/octet-stream"})
#: How many pages a warning names.
_MOST_PAGES: Final = 20
#: The largest number of lines kept of the difference to the last snapshot.
MAX_DIFFERENCE: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """The options of a capture. Descriptions given here take precedence over those in the document.

    `name` is the name of the file; `source` refers to a recorded source; `retrieved` is the time (RFC 3339) at which
    the document was retrieved, by default the time of its archive or now; `archived_at` is the URL of an archived copy.
    """

    name: str = ""
    media_type: str | None = None
    encoding: str | None = None
    source: str | None = None
    key: str | None = None
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    authors: tuple[str, ...] = ()
    kind: str | None = None
    language: str | None = None
    retrieved: str | None = None
    archived_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """The result of a capture, with the ids of the source and the snapshot, and the document that was read.

    `previous` is the time of the snapshot before this one (of the earliest one, if this is older than all), and
    `difference` the lines changed since, as a unified diff without its header: None if there was no other snapshot,
    empty if the text is the same.
    """

    source: str
    snapshot: str
    document: Document
    sha256: str
    outcomes: tuple[Outcome, ...]
    previous: str | None = None
    difference: tuple[str, ...] | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings for a person: pages of a PDF that have no text, and the warnings of the records."""
        pages = enumerate(self.document.text.split("\f"), 1) if "\f" in self.document.text else ()
        blank = [str(number) for number, page in pages if not page.strip()]
        more = f" and {len(blank) - _MOST_PAGES} more" if len(blank) > _MOST_PAGES else ""
        unread = (
            f"no text was found on page {', '.join(blank[:_MOST_PAGES])}{more}: a scan needs text recognition first",
        )
        return (
            *(unread if blank else ()),
            *(warning for outcome in self.outcomes for warning in outcome.warnings),
        )


def capture(context: LedgerContext, data: bytes, how: Capture, *, dry_run: bool = False) -> Captured:
    """Record a document as a source and a snapshot, appended together.

    Raises FormatError if it cannot be read, InputError if it cannot be recorded.
    """
    original = read_original(data, how)
    capturing = Capturing(context, original, how)
    outcomes = record(context, capturing.steps(), dry_run=dry_run)
    before = capturing.previous
    return Captured(
        source=capturing.source,
        snapshot=capturing.snapshot,
        document=capturing.document,
        sha256=original.sha256,
        outcomes=tuple(outcomes),
        previous=None if before is None else before.retrieved,
        difference=None if before is None else _difference(before.text, capturing.document.text),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CapturedOriginal:
    """A document that was read, and the SHA-256 of its bytes in hex."""

    document: Document
    sha256: str


def read_original(data: bytes, how: Capture) -> CapturedOriginal:
    """Extract the text and the description of a document. Raises FormatError if it cannot be read."""
    media_type = how.media_type
    if media_type is None or media_type in _ANY_BYTES:
        media_type = media_type_of(data, how.name)
    document = extract_bounded(data, media_type, url=how.url, encoding=how.encoding)
    return CapturedOriginal(document=document, sha256=sha256(data).hexdigest())


def _difference(old: str, new: str) -> tuple[str, ...]:
    """Return the changed lines with their signs, each run after its position (``@@ -3 +3 @@``)."""
    lines = islice(unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0), 2, 2 + MAX_DIFFERENCE)
    return tuple(lines)


class Capturing:
    """A document that is being recorded. `source`, `snapshot` and `previous` are known after that."""

    def __init__(self, context: LedgerContext, original: CapturedOriginal, how: Capture) -> None:
        self._context = context
        self._original = original
        self._how = how
        named = ("url", "title", "publisher", "published", "authors", "language", "retrieved")
        given: dict[str, Any] = {name: value for name in named if (value := getattr(how, name))}
        self.document = replace(original.document, **given)
        self.source = ""
        self.snapshot = ""
        self.previous: SnapshotText | None = None

    def steps(self) -> Steps:
        """Yield the records of the document. Raises InputError if neither a title nor a URL identifies it."""
        document = self.document
        self.source = yield from self._known_source() if self._how.source is not None else self._new_source()
        retrieved = document.retrieved or self._context.now()
        with reading(self._context.database) as connection:
            recorded = snapshots(connection, self.source)
        # A page from an archive may be older than what is recorded: it is compared with the version it followed.
        moment = retrieved if time_problem(retrieved) else utc(retrieved)
        before = [snapshot for snapshot in recorded if (snapshot.retrieved or "") <= moment]
        self.previous = next(iter(before or recorded[-1:]), None)
        self.snapshot = yield {
            "record": "snapshot",
            "source": self.source,
            "retrieved": retrieved,
            "original": {"sha256": self._original.sha256, "media_type": document.media_type},
            "text": document.text,
            **_filled({"archived_at": self._how.archived_at}),
        }

    def _known_source(self) -> Generator[Mapping[str, Any], str, str]:
        how = self._how
        with reading(self._context.database) as connection:
            source = find(connection, how.source or "", who=None, kinds=_SOURCE).id
        described = ("title", "publisher", "published", "language", "url")
        if description := _filled({name: getattr(how, name) for name in described}):
            yield {"record": "description", "of": source, **description}
        return source

    def _new_source(self) -> Generator[Mapping[str, Any], str, str]:
        document, how = self.document, self._how
        title = document.title or how.name.rpartition("/")[2]
        if not document.url and not title:
            raise InputError("the document has neither a title nor a URL", hint="give a --title or a --url")
        fields = {
            "url": document.url,
            "title": title or None,
            "publisher": document.publisher,
            "published": document.published,
            "authors": list(document.authors),
            "language": document.language,
            "kind": how.kind,
            "key": how.key,
        }
        return (yield {"record": "source", **_filled(fields)})


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}
