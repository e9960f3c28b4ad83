"""Text of sources in Markdown: every character that could be markup is escaped."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from ledger.formats.notes.statement_text import (
    one_line,
)
from ledger.formats.web_address import is_web_address

#: What is markup somewhere: CommonMark, tables, footnotes, mathematics, citations, mentions.
_MARKUP: Final = re.compile(r"[\\`*_{}\[\]<>&|~^$#!=@]|(?<=\w)[.:](?=\w)|:(?=/)|(?<=\A[0-9])[.)]")
_KEPT_IN_URL: Final = "!#$%&'()*+,-./:;=?@_~[]"


def escaped(text: str) -> str:
    """Text on one line in which nothing is markup."""
    return _MARKUP.sub(r"\\\g<0>", one_line(text))


def link(words: str, url: str | None) -> str:
    """Words that link to an http or https address; alone, where there is none."""
    if url is None or not is_web_address(url):
        return escaped(words)
    return f"[{escaped(words)}](<{quote(url, safe=_KEPT_IN_URL).replace('&', '&amp;')}>)"
