"""Plain text and Markdown: kept as they stand; the title is the first heading or line.

Front matter, with which site generators begin a Markdown file (``---``, lines such as ``title: …``, ``---``), says
title, author, date, language and address where it has them.
"""

from __future__ import annotations

import re
from typing import Final

from ledger.article.extract.document_text import Document, cleaned, day, language_tag, name, web_address
from ledger.errors import FormatError

_HEADING: Final = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.M)
_FRONT_MATTER: Final = re.compile(r"\A---[ \t]*\n((?:(?!---[ \t]*$).*\n)*+)---[ \t]*$", re.M)
_FIELD: Final = re.compile(r"^([A-Za-z_]+)[ \t]*:[ \t]*(\S.*)$", re.M)
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
    if media_type != "text/markdown":
        return Document(text=text, media_type=media_type, title=_first_line(text), url=url)
    front = _FRONT_MATTER.match(text)
    fields = {key.lower(): value.strip(" \t\"'") for key, value in _FIELD.findall(front[1])} if front else {}
    body = text[front.end() :] if front else text
    heading = _HEADING.search(body)
    author = name(fields.get("author", fields.get("authors", "")).strip("[]"))
    return Document(
        text=text,
        media_type=media_type,
        title=name(fields.get("title")) or (name(heading[1]) if heading else _first_line(body)),
        url=url or web_address(fields.get("canonical_url") or fields.get("url")),
        authors=(author,) if author else (),
        published=day(fields.get("date") or fields.get("published")),
        language=language_tag(fields.get("lang") or fields.get("language")),
    )


def _first_line(text: str) -> str | None:
    first = text.lstrip().partition("\n")[0]
    return name(first) if len(first) <= _LONGEST_TITLE else None
