"""Escapes texts of sources for Markdown."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from ledger.formats.notes.statement_text import one_line
from ledger.formats.web_address import is_web_address

#: Characters with a meaning in CommonMark, tables, footnotes, mathematics, citations or mentions.
_MARKUP: Final = re.compile(r"[\\`*_{}\[\]<>&|~^$#!=@]|(?<=\w)[.:](?=\w)|:(?=/)|(?<=\A[0-9])[.)]")
_KEPT_IN_URL: Final = "!#$%&'()*+,-./:;=?@_~[]"


def escaped(text: str) -> str:
    """Return a text on one line with everything that could be markup escaped."""
    return _MARKUP.sub(r"\\\g<0>", one_line(text))


def link(words: str, url: str | None) -> str:
    """Return words that link to an http or https address, or only the words if there is none."""
    if url is None or not is_web_address(url):
        return escaped(words)
    return f"[{escaped(words)}](<{quote(url, safe=_KEPT_IN_URL).replace('&', '&amp;')}>)"
