"""A page as a web archive holds it: WARC (ISO 28500), compressed or not, and WACZ."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from ledger.article.extract import html_text, pdf_text, plain_text
from ledger.article.extract.document_text import MAX_PARTS, Document
from ledger.article.extract.docx_text import bounded_archive
from ledger.errors import FormatError, InputError
from ledger.model.vocabulary import MAX_DOCUMENT

_PAGES: Final = {
    "text/html": html_text.read,
    "application/xhtml+xml": html_text.read,
    "text/plain": plain_text.read,
    "application/pdf": pdf_text.read,
}
#: The encodings of a page's bytes that are unpacked (RFC 9110, section 8.4.1).
_ENCODINGS: Final = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
#: How many addresses are named where one has to be chosen.
_MOST_NAMED: Final = 10


class _Page(NamedTuple):
    """A page that the archive holds: where it stood, when it was taken (RFC 3339), its type and its bytes."""

    url: str
    taken: str
    media_type: str
    encoding: str | None
    body: bytes


def read(data: bytes, *, media_type: str, url: str | None = None, encoding: str | None = None) -> Document:  # noqa: ARG001
    """Read the newest capture of the page at `url`, or of the only page.

    Raises InputError, with the pages that are there, where `url` is none of them or has to be given.
    """
    pages = list(_pages(data, media_type, url))
    if not pages:
        held = sorted({page.url for page in _pages(data, media_type, None)})
        where = f"the archive holds no page {url}" if url else "the archive holds no page"
        raise InputError(where, hint=_choice(held) if held else "is this the right archive?")
    found = sorted({page.url for page in pages})
    if len(found) > 1:
        raise InputError(f"the archive holds {len(found)} pages: say which with --url", hint=_choice(found))
    newest = max(pages, key=lambda page: page.taken)
    document = _PAGES[newest.media_type](
        newest.body, media_type=newest.media_type, url=newest.url, encoding=newest.encoding
    )
    return Document(
        **{name: getattr(document, name) for name in Document.__slots__ if name != "retrieved"},
        retrieved=newest.taken,
    )


def _choice(urls: list[str]) -> str:
    more = f" and {len(urls) - _MOST_NAMED} more" if len(urls) > _MOST_NAMED else ""
    return f"it holds {', '.join(urls[:_MOST_NAMED])}{more}"


def _pages(data: bytes, media_type: str, url: str | None) -> Iterator[_Page]:
    """Yield the pages of the archive, of `url` alone where it is given."""
    try:
        if media_type == "application/wacz":
            with bounded_archive(data) as archive:
                for part in archive.namelist():
                    if part.startswith("archive/") and part.endswith((".warc", ".warc.gz")):
                        yield from _records(archive.read(part), url)
        else:
            yield from _records(data, url)
    except (ArchiveLoadFailed, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise FormatError(f"the web archive is damaged: {error}", hint="get the file once more") from error


def _records(data: bytes, url: str | None) -> Iterator[_Page]:
    read_so_far = 0
    for number, record in enumerate(ArchiveIterator(io.BytesIO(data))):
        if number > MAX_PARTS:
            raise FormatError("the web archive has more records than are read", hint="name a smaller archive")
        page: Any = record
        address = page.rec_headers.get_header("WARC-Target-URI") or ""
        if page.rec_type != "response" or (url is not None and address != url):
            continue
        kind, _, parameters = (page.http_headers.get_header("Content-Type") or "").partition(";")
        if page.http_headers.get_statuscode() != "200" or kind.strip().lower() not in _PAGES:
            continue
        encoding = (page.http_headers.get_header("Content-Encoding") or "").strip().lower()
        if encoding not in _ENCODINGS:
            raise FormatError(
                f"{address} is encoded as {encoding[:80]} in the web archive",
                hint="save the page and capture the file",
            )
        body = page.content_stream().read(MAX_DOCUMENT + 1)
        read_so_far += len(body)
        if read_so_far > MAX_DOCUMENT:
            raise FormatError(
                "the pages in the web archive are larger than is read", hint="name one with --url"
            )
        charset = parameters.partition("charset=")[2].strip(" \"'") or None
        yield _Page(
            address, page.rec_headers.get_header("WARC-Date") or "", kind.strip().lower(), charset, body
        )
