"""`ledger capture`: a document becomes a source and a snapshot of its text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.cli.command import LedgerCommand, command_module, examples
from ledger.cli.failure import DONE, UsageError
from ledger.cli.session import Session, binary_input, session_of
from ledger.errors import InputError
from ledger.model.vocabulary import MAX_DOCUMENT, SOURCE_KINDS

if TYPE_CHECKING:
    from ledger.book.capturing import Captured

app = command_module()

Published = Annotated[str | None, typer.Option("--published", metavar="DATE", help="When, in EDTF.")]
ArchivedAt = Annotated[
    str | None, typer.Option("--archived-at", metavar="URL", help="Where an archive keeps this snapshot.")
]
Fetch = Annotated[
    bool, typer.Option("--fetch", help="Fetch a URL from the public web; nothing is fetched without it.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be recorded, and record nothing.")]

#: How many changed lines a person is shown.
_MOST_SHOWN = 40


@app.command(
    "capture",
    cls=LedgerCommand,
    epilog=examples(
        "ledger capture article.html --url https://example.org/article",
        'ledger capture report.pdf --publisher "UK Ministry of Defence" --published 2023-08-30',
        "ledger capture crawl.wacz --url https://example.org/article",
        "ledger capture https://example.org/article --fetch",
        "pbpaste | ledger capture - --title 'Intelligence update' --key mod-update",
    ),
)
def capture(
    context: typer.Context,
    document: Annotated[
        str,
        typer.Argument(
            metavar="FILE|-|URL",
            help="Plain text, Markdown, HTML, PDF, .docx, .eml, WARC or WACZ; - reads standard input.",
        ),
    ],
    url: Annotated[
        str | None,
        typer.Option(
            "--url", metavar="URL", help="Where it stands on the web; in an archive, which page is meant."
        ),
    ] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="Its title.")] = None,
    publisher: Annotated[
        str | None, typer.Option("--publisher", metavar="NAME", help="Who published it.")
    ] = None,
    published: Annotated[
        str | None, typer.Option("--published", metavar="DATE", help="When, in EDTF.")
    ] = None,
    author: Annotated[
        list[str] | None, typer.Option("--author", metavar="NAME", help="Who wrote it; may be repeated.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help=f"One of {', '.join(SOURCE_KINDS)}.")
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="TAG", help="Its language, such as en or de-CH.")
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="REF", help="The recorded source that this is a snapshot of."),
    ] = None,
    key: Annotated[str | None, typer.Option("--key", metavar="K", help="A key for a new source.")] = None,
    archived_at: ArchivedAt = None,
    fetch: Fetch = False,
    dry_run: DryRun = False,
) -> int:
    """Record a document as a source, with a snapshot of its text.

    The snapshot holds the text and the SHA-256 of the original.
    """
    from ledger.book.capturing import Capture

    session = session_of(context)
    given: dict[str, Any] = {
        "source": source,
        "key": key,
        "url": url,
        "title": title,
        "publisher": publisher,
        "published": published,
        "authors": tuple(author or ()),
        "kind": kind,
        "language": language,
        "archived_at": archived_at,
    }
    if source is not None and key is not None:
        raise UsageError(
            "--key names a new source, and --source one that is recorded", hint="give one of them"
        )
    ledger = session.open()
    if "://" in document:
        if not fetch:
            raise UsageError(
                "nothing is fetched from the web unless it is asked for",
                hint=f"ledger capture {document} --fetch, or save the page and capture the file",
            )
        from ledger.book.fetching import fetch as fetch_page

        page = fetch_page(document)
        data = page.body
        given |= {"url": url or page.url, "media_type": page.media_type or None, "encoding": page.encoding}
    else:
        data, given["name"] = read_document(document)
    show_captured(session, ledger.capture(data, Capture(**given), dry_run=dry_run), dry_run=dry_run)
    return DONE


def show_captured(session: Session, captured: Captured, *, dry_run: bool) -> None:
    """Say what was read and recorded, and warn of what a person should know."""
    if session.json:
        session.out.data(_document(captured, dry_run=dry_run))
    else:
        _show(session, captured, dry_run=dry_run)
    for warning in captured.warnings:
        session.warn(warning)


def read_document(document: str) -> tuple[bytes, str]:
    """Return the bytes of a file or of standard input, up to one more than is taken, and the file's name.

    Raises InputError for a file that cannot be read.
    """
    if document == "-":
        if sys.stdin.isatty():
            sys.stderr.write("paste the text, and end it with Ctrl-D\n")
        return binary_input().read(MAX_DOCUMENT + 1), ""
    try:
        with Path(document).open("rb") as file:
            return file.read(MAX_DOCUMENT + 1), Path(document).name
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{document} cannot be read: {reason}", hint="is the path right?") from error


def _show(session: Session, captured: Captured, *, dry_run: bool) -> None:
    verb = "would record" if dry_run else "recorded"
    for outcome in captured.outcomes:
        if outcome.kind in ("source", "snapshot") and outcome.own:
            state = verb if outcome.recorded else "already recorded"
            name = f" {outcome.key}" if outcome.key else ""
            session.out.put(f"{state}: {outcome.kind}{name} {outcome.id[:12]}")
    read = captured.document
    lines = [
        ("title", read.title),
        ("url", read.url),
        ("authors", "; ".join(read.authors)),
        ("publisher", read.publisher),
        ("published", read.published),
        ("language", read.language),
        ("taken", read.retrieved),
        ("text", f"{len(read.text):,} characters of {read.media_type}"),
    ]
    for label, value in lines:
        if value:
            session.out.put(f"{label}: {value}", first="  ", rest="    ")
    if captured.difference is None:
        return
    since = f" of {captured.previous}" if captured.previous else ""
    if not captured.difference:
        session.out.put(f"the text is the same as in the snapshot{since}", first="  ", rest="    ")
        return
    session.out.put(f"changed since the snapshot{since}:", first="  ", rest="    ")
    for line in captured.difference[:_MOST_SHOWN]:
        session.out.put(line, first="    ", rest="      ")
    if (more := len(captured.difference) - _MOST_SHOWN) > 0:
        session.out.put(f"… and {more:,} lines more", first="    ", rest="      ")


def _document(captured: Captured, *, dry_run: bool) -> dict[str, Any]:
    """Return the capture as JSON, after `schema/capture.schema.json`."""
    from hashlib import sha256

    read = captured.document
    return {
        "format": "ledger-capture/1",
        "dry_run": dry_run,
        "source": captured.source,
        "snapshot": captured.snapshot,
        "title": read.title,
        "url": read.url,
        "authors": list(read.authors),
        "publisher": read.publisher,
        "published": read.published,
        "language": read.language,
        "retrieved": read.retrieved,
        "original": {"sha256": captured.sha256, "media_type": read.media_type},
        "text": {"sha256": sha256(read.text.encode()).hexdigest(), "characters": len(read.text)},
        "previous": captured.previous,
        "difference": None if captured.difference is None else list(captured.difference),
        "warnings": list(captured.warnings),
    }
