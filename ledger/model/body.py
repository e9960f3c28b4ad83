"""A record as a mapping, its references, and the folding of names, shared by reading and writing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from typing import Any

#: A record's fields by name, ``record`` (its kind) among them.
Body = dict[str, Any]


@lru_cache(maxsize=1024)
def fold(text: str | None) -> str:
    """Return a name as it is compared and kept: Unicode NFC, runs of white space as one blank, none at the ends."""
    if not text:
        return ""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


def references(body: Body) -> Iterator[str]:
    """Yield the ids (hex) of all records that a body names."""
    match body["record"]:
        case "figure":
            yield from body.get("reported_by", ())
            for name in ("source", "snapshot", "relays"):
                if name in body:
                    yield body[name]
        case "link":
            yield body["figure"]
            yield from body["inputs"].values() if "inputs" in body else (body["from"],)
            if "source" in body:
                yield body["source"]
        case "snapshot":
            yield body["source"]
        case "correction":
            yield body["of"]
            if "by" in body:
                yield body["by"]
        case "same":
            yield from body["refs"]
        case "review" | "description" | "key" | "redaction" | "dismissal" | "assignment":
            yield body["of"]


def subject_of(body: Body) -> str:
    """Return the id (hex) of what a judgement is on, of two the first. A key that is introduced stands for itself."""
    if "public" in body:
        return sha256(str(body["public"]).encode()).hexdigest()
    subject: str = body["of"] if "of" in body else body["refs"][0]
    return subject
