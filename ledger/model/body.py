"""A record as a mapping, and the folding of names: what reading and writing share."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

#: A record's fields by name, ``record`` (its kind) among them.
Body = dict[str, Any]


@lru_cache(maxsize=1024)
def fold(text: str | None) -> str:
    """A name as it is compared and kept: Unicode NFC, runs of white space as one blank, none at the ends."""
    if not text:
        return ""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())
