"""Answers that hold until something is recorded: ETag, If-None-Match and If-Match (RFC 9110)."""

from __future__ import annotations

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from ledger.book import Ledger
from ledger.errors import InputError
from ledger.version import program_version

#: The headers that keep an answer for the person who asks: ``@`` means something else to each.
CACHING: Final = {"cache-control": "private, no-cache", "vary": "Authorization, Cookie"}
_TAG: Final = re.compile(r'"(?P<size>[0-9]{1,18})-(?P<root>[0-9a-f]{32})-(?P<version>[^"]*)"')


def entity_tag(ledger: Ledger) -> str:
    """Return the ETag of every answer: the size of the log, the beginning of its root, and the program's version."""
    head = ledger.head
    return f'"{head.size}-{head.root[:32]}-{program_version()}"'


def unchanged(request: Request, tag: str) -> Response | None:
    """Return a 304 where the client already has the answer of this ETag, else None."""
    given = [part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")]
    return Response(status_code=304, headers={"etag": tag, **CACHING}) if tag in given else None


def seen_size(request: Request, ledger: Ledger) -> int | None:
    """Return the size of the log in the ETag of ``If-Match``; None without one.

    Raises InputError for an ETag that is not of this ledger.
    """
    given = request.headers.get("if-match", "*").strip()
    if given == "*":
        return None
    found = _TAG.fullmatch(given)
    head = ledger.head
    size = head.size + 1 if found is None else int(found["size"])
    if size > head.size or (
        found is not None and size == head.size and not head.root.startswith(found["root"])
    ):
        raise InputError(
            "If-Match holds no ETag of this ledger", hint="send the ETag of the answer you decided on"
        )
    return size
