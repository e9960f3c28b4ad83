"""A record in normal form, spelled in canonical JSON, with the id that follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from ledger.model.body import Body, fold
from ledger.tlog.canonical import canonical


@dataclass(slots=True)
class Normal:
    """A record in normal form, ready to be appended.

    `body` holds SHA-256 digests (hex) where erasable text stands, and `texts` those texts by path
    (``quote.exact``). `claim` is what an exported line says about its own recording. `fresh` marks a judgement
    whose time was filled in here: one equal to the same person's latest on its subject is then no news.
    """

    kind: str
    body: Body
    texts: dict[str, str] = field(default_factory=dict)
    #: The canonical JSON of `body`, whose SHA-256 is `id`.
    spelled: bytes = b""
    id: str = ""
    key: str | None = None
    claim: dict[str, str] | None = None
    #: Whether a text is missing, so that `body` holds only its digest.
    withheld: bool = False
    fresh: bool = False
    #: Notes on how phrases were read that could have been read in more than one way.
    notes: list[str] = field(default_factory=list)


def spell(normal: Normal) -> Normal:
    """Write the body out, once, and compute its id."""
    if not normal.spelled:
        normal.spelled = canonical(normal.body)
        normal.id = sha256(normal.spelled).hexdigest()
    return normal


def identified(record: Mapping[str, Any]) -> str | None:
    """Return the id of an agent or source record that is known by a name or a URL alone, before it is checked."""
    name, url = record.get("name"), record.get("url")
    if record.get("record") == "agent" and isinstance(name, str) and not record.get("qualifier"):
        return new_agent(fold(name)).id
    if record.get("record") == "source" and isinstance(url, str):
        return sha256(canonical({"record": "source", "url": url})).hexdigest()
    return None


def new_agent(name: str) -> Normal:
    """Return the agent of a name that is in normal form."""
    return spell(Normal(kind="agent", body={"record": "agent", "name": name}))
