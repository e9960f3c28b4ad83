"""Answers that hold until something is recorded: ETag, If-None-Match and If-Match (RFC 9110), and forms of the desk."""

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


def as_sent(request: Request, ledger: Ledger, reference: str | None, *, quote: str | None = None) -> Ledger:
    """Return the ledger as the window saw it that sent a form: its field `size`, and `own`, what it recorded itself.

    `reference` and `quote` are those of `Ledger.having_seen`. Raises InputError where the form does not say what was
    seen.
    """
    size, own = (str(request.state.form.get(name, "")).strip() for name in ("size", "own"))
    if not _is_seq(size):
        raise InputError("this form does not say what was seen", hint="reload the page")
    return ledger.having_seen(
        reference, int(size), quote=quote, own=[int(seq) for seq in own.split(",") if _is_seq(seq)]
    )


def _is_seq(text: str) -> bool:
    """Return whether a text may be the number of an entry."""
    return text.isascii() and text.isdecimal() and len(text) < 19
