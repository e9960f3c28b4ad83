"""Answers that hold until something is recorded: ETag, If-None-Match and If-Match (RFC 9110)."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from ledger.book import Ledger
from ledger.errors import InputError

#: What an answer depends on besides the log: who asks, as ``@`` is theirs.
CACHING: Final = {"cache-control": "private, no-cache", "vary": "Authorization, Cookie"}
_TAG: Final = re.compile(r'"(?P<size>[0-9]{1,18})-(?P<root>[0-9a-f]{32})-(?P<version>[^"]*)"')


@cache
def _version() -> str:
    try:
        return version("figure-ledger")
    except PackageNotFoundError:
        return "0"


def entity_tag(ledger: Ledger) -> str:
    """The ETag of every answer of a ledger as it is: the size of its log, the beginning of its root, our version."""
    head = ledger.head
    return f'"{head.size}-{head.root[:32]}-{_version()}"'


def unchanged(request: Request, tag: str) -> Response | None:
    """304 where whoever asks has the answer of this ETag already."""
    given = [part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")]
    return Response(status_code=304, headers={"etag": tag, **CACHING}) if tag in given else None


def seen_size(request: Request, ledger: Ledger) -> int | None:
    """The size of the log that whoever sends ``If-Match`` has seen; None where they do not say.

    Raises InputError for an ETag that is none of this ledger's.
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
