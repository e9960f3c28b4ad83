"""A PDF, page by page, through PDFium. Pages are parted by a form feed, so that a place can be named by its page."""

from __future__ import annotations

import re
from typing import Final

import pypdfium2
from pypdfium2 import PdfiumError

from ledger.article.extract.document_text import Document, cleaned, name
from ledger.errors import FormatError
from ledger.model.vocabulary import MAX_SNAPSHOT_TEXT

#: What printers write for the title of a page without one.
_ADDRESS: Final = re.compile(r"(?:(?:about|file|data|blob|https?):\S*|untitled)$", re.IGNORECASE)
#: The most pages that are read.
MAX_PAGES: Final = 2_000


def _title(value: str) -> str | None:
    """Return the title that a PDF says it has; None for the address that a browser printed it from ("about:blank")."""
    title = name(value)
    return None if title is None or _ADDRESS.match(title) else title


def read(data: bytes, *, media_type: str, url: str | None = None, encoding: str | None = None) -> Document:  # noqa: ARG001
    """Read a PDF. Raises FormatError for a damaged or locked one, and for more than 2,000 pages."""
    try:
        document = pypdfium2.PdfDocument(data)
    except PdfiumError as error:
        raise FormatError(
            f"the PDF cannot be opened: {error}",
            hint="a locked PDF has to be saved without its password first",
        ) from error
    try:
        if len(document) > MAX_PAGES:
            raise FormatError(
                f"the PDF has {len(document):,} pages, and {MAX_PAGES:,} are read",
                hint="print the pages that are needed to a PDF of their own",
            )
        pages: list[str] = []
        size = 0
        for page in document:
            text = page.get_textpage().get_text_range()
            pages.append(text)
            size += len(text)
            if size > MAX_SNAPSHOT_TEXT:
                break
        # PDFium marks a hyphen at a line's end by U+FFFE or U+0002: the word goes on in the next line.
        whole = "\f".join(pages).replace("\ufffe\r\n", "").replace("\ufffe", "").replace("\x02", "")
        title = _title(document.get_metadata_value("Title"))
        author = name(document.get_metadata_value("Author"))
    except PdfiumError as error:
        raise FormatError(f"the PDF is damaged: {error}", hint="get the file once more") from error
    finally:
        document.close()
    return Document(
        text=cleaned(whole), media_type=media_type, title=title, url=url, authors=(author,) if author else ()
    )
