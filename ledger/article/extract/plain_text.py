"""Plain text and Markdown: kept as they stand; the title is the first heading or line."""

from __future__ import annotations

import re
from typing import Final

from ledger.article.extract.document_text import Document, cleaned, name
from ledger.errors import FormatError

_HEADING: Final = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.M)
#: The longest first line that is taken for a title, in characters.
_LONGEST_TITLE: Final = 200


def decoded(data: bytes, encoding: str | None = None) -> str:
    """Return the text in some bytes: UTF-8, or what a byte order mark or `encoding` says. Raises FormatError."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    try:
        return data.decode(encoding or "utf-8-sig")
    except LookupError as error:
        raise FormatError(
            f"the encoding {str(encoding)[:40]!r} is not known", hint="save the file as UTF-8"
        ) from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FormatError(
            f"line {line}: byte {error.start + 1} is not {error.encoding.upper()}",
            hint="save the file as UTF-8",
        ) from error


def read(data: bytes, *, media_type: str, url: str | None = None, encoding: str | None = None) -> Document:
    """Read plain text or Markdown. Raises FormatError for other encodings."""
    text = cleaned(decoded(data, encoding))
    heading = _HEADING.search(text) if media_type == "text/markdown" else None
    first = text.lstrip().partition("\n")[0]
    title = heading[1] if heading else first if len(first) <= _LONGEST_TITLE else None
    return Document(text=text, media_type=media_type, title=name(title), url=url)
