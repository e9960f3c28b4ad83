"""From a document to a source and a snapshot of it: the text as it was seen, with the hash of the original."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from hashlib import sha256
from itertools import islice
from typing import Any, Final

from ledger.article.extract import media_type_of
from ledger.article.extract.document_text import Document
from ledger.book.extraction import extract_bounded
from ledger.book.recording import Steps, record
from ledger.errors import InputError
from ledger.query.ledger_context import LedgerContext
from ledger.query.references import find
from ledger.query.snapshots import SnapshotText, newest_snapshot
from ledger.store.append import Outcome
from ledger.store.engine import reading

_SOURCE: Final = frozenset({"source"})
#: How many lines of the difference to the last snapshot are kept.
MAX_DIFFERENCE: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """How a document is captured. What is given here goes before what the document says of itself.

    `name` is the file's name; `source` refers to a source that is recorded already; `retrieved` is the time
    (RFC 3339) at which the document was taken, by default now or what an archive says; `archived_at` is where an
    archive keeps it.
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
    """What became of a capture: `source` and `snapshot` are ids, `document` what was read.

    `previous` is the time of the newest snapshot before this one, and `difference` the lines that changed since, as
    a unified diff without its head: None where there was no earlier snapshot, empty where the text is the same.
    """

    source: str
    snapshot: str
    document: Document
    sha256: str
    outcomes: tuple[Outcome, ...]
    previous: str | None = None
    difference: tuple[str, ...] | None = None


def capture(
    context: LedgerContext,
    data: bytes,
    how: Capture,
    *,
    dry_run: bool = False,
    following: Callable[[str, str | None, str, str], Steps] | None = None,
) -> Captured:
    """Record a document as a source and a snapshot, in one submission.

    `following` is given the text, its language, and the ids of source and snapshot, and yields further records of the
    same submission.

    Raises FormatError for a document that cannot be read, InputError for one that cannot be recorded.
    """
    document = _described(extract_bounded(
        data, how.media_type or media_type_of(data, how.name), url=how.url, encoding=how.encoding
    ), how)  # fmt: skip
    known: dict[str, Any] = {}

    def steps() -> Steps:
        yield from _steps(context, data, document, how, known)
        if following is not None:
            yield from following(document.text, document.language, known["source"], known["snapshot"])

    outcomes = record(context, steps(), dry_run=dry_run)
    before: SnapshotText | None = known["previous"]
    return Captured(
        source=known["source"],
        snapshot=known["snapshot"],
        document=document,
        sha256=sha256(data).hexdigest(),
        outcomes=tuple(outcomes),
        previous=None if before is None else before.retrieved,
        difference=None if before is None else _difference(before.text, document.text),
    )


def _difference(old: str, new: str) -> tuple[str, ...]:
    """The lines that changed, each behind its sign and each run behind its place (``@@ -3 +3 @@``)."""
    lines = islice(unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0), 2, 2 + MAX_DIFFERENCE)
    return tuple(lines)


def _described(document: Document, how: Capture) -> Document:
    """The document with what whoever captures it says of it."""
    read = {name: getattr(document, name) for name in Document.__slots__}
    given: Mapping[str, Any] = {
        name: getattr(how, name)
        for name in ("url", "title", "publisher", "published", "authors", "language", "retrieved")
    }
    return Document(**read | {name: value for name, value in given.items() if value})


def _steps(
    context: LedgerContext, data: bytes, document: Document, how: Capture, known: dict[str, Any]
) -> Steps:
    """The records of a capture, each in turn; `known` learns their ids and the snapshot before."""
    if how.source is not None:
        with reading(context.database) as connection:
            source = find(connection, how.source, who=None, kinds=_SOURCE).id
        description = _filled(
            {name: getattr(how, name) for name in ("title", "publisher", "published", "language", "url")}
        )
        if description:
            yield {"record": "description", "of": source, **description}
    else:
        title = document.title or how.name.rpartition("/")[2]
        if not document.url and not title:
            raise InputError("nothing says what this document is", hint="give it a --title, or a --url")
        source = yield {
            "record": "source",
            **_filled(
                {
                    "url": document.url,
                    "title": title or None,
                    "publisher": document.publisher,
                    "published": document.published,
                    "authors": list(document.authors),
                    "language": document.language,
                    "kind": how.kind,
                    "key": how.key,
                }
            ),
        }
    with reading(context.database) as connection:
        known["previous"] = newest_snapshot(connection, source)
    known["source"] = source
    known["snapshot"] = yield {
        "record": "snapshot",
        "source": source,
        "retrieved": document.retrieved or context.now(),
        "original": {"sha256": sha256(data).hexdigest(), "media_type": document.media_type},
        "text": document.text,
        **_filled({"archived_at": how.archived_at}),
    }


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}
