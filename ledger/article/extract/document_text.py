"""The text and fields read from a document, and the limits within which it is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ledger.errors import FormatError
from ledger.model.vocabulary import MAX_NAME, MAX_SNAPSHOT_TEXT

#: What the parts of an archive may unpack to, in bytes, and how many there may be.
MAX_UNPACKED: Final = 100_000_000
MAX_PARTS: Final = 5_000

#: Blanks before a line end, looked at from the first of a run alone, so that a long run costs no more than its length.
_SPACES: Final = re.compile(r"(?<![ \t\u00a0\u200b])[ \t\u00a0\u200b]++(?=\n|\f|$)")
_BLANK_LINES: Final = re.compile(r"\n{3,}")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The text of a document, and what the document says of itself; None where it says nothing.

    Pages of a PDF are parted by a form feed. `published` is a date (``2023-08-30``), `language` a BCP 47 tag,
    `retrieved` the time (RFC 3339, UTC) at which an archive took the page.
    """

    text: str
    media_type: str
    title: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    retrieved: str | None = None


def cleaned(text: str) -> str:
    """Return the text as a snapshot holds it: with LF, without NUL and blanks at line ends, at most one blank line.

    Raises FormatError where nothing is left, or more than a snapshot may hold (5 million characters).
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)
    text = _BLANK_LINES.sub("\n\n", _SPACES.sub("", text)).strip("\n")
    if not text.strip():
        raise FormatError(
            "no text was found in the document",
            hint="a scan needs text recognition first; a page made by a script has to be saved from the browser",
        )
    if len(text) > MAX_SNAPSHOT_TEXT:
        raise FormatError(
            f"the document has {len(text):,} characters of text, and a snapshot holds {MAX_SNAPSHOT_TEXT:,}",
            hint="capture the part that is needed",
        )
    return text


def name(value: object) -> str | None:
    """Return a title or a name on one line, of at most 500 characters; None for nothing."""
    text = " ".join(re.sub("[\0\ud800-\udfff]", "", value).split()) if isinstance(value, str) else ""
    return text[:MAX_NAME] or None


def language_tag(value: object) -> str | None:
    """Return a language tag, or None for what is none."""
    text = value.strip().replace("_", "-") if isinstance(value, str) else ""
    return text if _LANGUAGE.fullmatch(text) else None


def day(value: object) -> str | None:
    """Return the date at the beginning of a time, or None."""
    found = _DAY.match(value) if isinstance(value, str) else None
    return found[0] if found else None


def web_address(value: object) -> str | None:
    """Return an address of a page on the web, or None for any other."""
    text = value.strip() if isinstance(value, str) else ""
    return text if re.fullmatch(r"[Hh][Tt][Tt][Pp][Ss]?://[^\s\u0000-\u0020\u007f]{1,2000}", text) else None
