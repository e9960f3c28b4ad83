"""The text of a document and what it says of itself: plain text, Markdown, HTML, PDF, Word, e-mail, web archives.

`extract` is a pure function over bytes. Whoever calls it with documents of strangers runs it in a process with bounds
on time and memory (`book.capturing` does): what is bounded here is what can be told before any work.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from importlib import import_module
from typing import Final, cast

from ledger.article.extract.document_text import Document
from ledger.errors import FormatError, InputError, LedgerError
from ledger.model.vocabulary import MAX_DOCUMENT

#: What reads each media type, by module of this package: imported when such a document is read.
READERS: Final = {
    "text/plain": "plain_text",
    "text/markdown": "plain_text",
    "text/html": "html_text",
    "application/xhtml+xml": "html_text",
    "application/pdf": "pdf_text",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx_text",
    "message/rfc822": "email_text",
    "application/warc": "web_archive",
    "application/wacz": "web_archive",
}
_SUFFIXES: Final = {
    "txt": "text/plain",
    "text": "text/plain",
    "md": "text/markdown",
    "markdown": "text/markdown",
    "html": "text/html",
    "htm": "text/html",
    "xhtml": "application/xhtml+xml",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "eml": "message/rfc822",
    "warc": "application/warc",
    "wacz": "application/wacz",
}
_MARKUP: Final = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S)
#: What the suffixes of other word processors and pages ask for.
_SAVE_AS: Final = {
    "doc": "save it as .docx",
    "odt": "save it as .docx or PDF",
    "rtf": "save it as .docx or PDF",
    "pages": "export it as .docx or PDF",
    "mht": "save the page as HTML",
    "mhtml": "save the page as HTML",
}


def media_type_of(data: bytes, name: str = "") -> str:
    """Return the media type of a document, from its first bytes, else from the ending of its file name.

    Raises FormatError for what no reader here understands.
    """
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if data.startswith((b"\x1f\x8b", b"WARC/")):
        return "application/warc"
    suffix = name.lower().rpartition(".")[2] if "." in name else ""
    if suffix in _SAVE_AS:
        raise FormatError(f".{suffix} files are not read", hint=_SAVE_AS[suffix])
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FormatError(
            "this is not a document that can be read",
            hint="text, Markdown, HTML, PDF, .docx, .eml, WARC and WACZ are",
        )
    return "text/html" if _MARKUP.match(data[:4096]) else "text/plain"


def _zipped(data: bytes) -> str:
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise FormatError("the archive is damaged", hint="get the file once more") from error
    if "word/document.xml" in names:
        return _SUFFIXES["docx"]
    if "datapackage.json" in names and any(name.startswith("archive/") for name in names):
        return "application/wacz"
    raise FormatError("this archive is neither a Word document nor a WACZ", hint="unpack it first")


def extract(data: bytes, media_type: str, *, url: str | None = None, encoding: str | None = None) -> Document:
    """Return the text of a document with what it says of itself.

    `url` is where it stood, and which page of a web archive is meant; `encoding` is how the bytes of plain text are
    to be read, where a server said so. Raises FormatError for what is not of `media_type`, InputError where a part of
    the document has to be named or the program that reads it is not installed.
    """
    if len(data) > MAX_DOCUMENT:
        raise FormatError(
            f"the document has more than {MAX_DOCUMENT // 1_000_000} MB",
            hint="capture the page or chapter that is needed",
        )
    reader = READERS.get(media_type)
    if reader is None:
        raise FormatError(
            f"documents of type {media_type[:80]} are not read", hint=f"these are: {', '.join(READERS)}"
        )
    try:
        module = import_module(f"ledger.article.extract.{reader}")
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("ledger"):
            raise
        raise InputError(
            f"reading {media_type} needs the package {error.name}, which is not installed",
            hint="pip install 'figure-ledger[capture]'",
        ) from error
    read = cast("Callable[..., Document]", module.read)
    try:
        return read(data, media_type=media_type, url=url, encoding=encoding)
    except (LedgerError, MemoryError, RecursionError):
        raise
    except Exception as error:
        # What the libraries raise for damaged bytes has no common parent.
        raise FormatError(
            f"the document is damaged: {type(error).__name__}", hint="get or save the file once more"
        ) from error
