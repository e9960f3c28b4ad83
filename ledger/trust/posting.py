"""One request to a server named by the user, such as a witness or a time-stamping authority, within bounds."""

from __future__ import annotations

import http.client
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from ledger.errors import FetchError, InputError
from ledger.tlog.note import MAX_NOTE_BYTES

#: The longest time for an answer, in seconds, and the largest answer, in bytes.
MAX_SECONDS: Final = 20
MAX_ANSWER: Final = MAX_NOTE_BYTES


class Posted(NamedTuple):
    """An answer: its HTTP status, its media type without parameters, its body."""

    status: int
    media_type: str
    body: bytes


def post(url: str, body: bytes, media_type: str, who: str) -> Posted:
    """Send a body to an address; redirects are not followed.

    Raises FetchError, which calls the server `who`, where there is no answer within the bounds.
    """
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=MAX_SECONDS)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body, {"Content-Type": media_type, "User-Agent": "figure-ledger"})
        response = connection.getresponse()
        answer = response.read(MAX_ANSWER + 1)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise FetchError(f"{who} {url} does not answer: {error or type(error).__name__}") from error
    finally:
        connection.close()
    if len(answer) > MAX_ANSWER:
        raise FetchError(f"{who} {url} answers with more than {MAX_ANSWER:,} bytes")
    found = response.getheader("Content-Type", "").partition(";")[0].strip().lower()
    return Posted(response.status, found, answer)


def check_address(url: str, what: str) -> None:
    """Raise InputError unless `url` is an http or https address; the error calls it an address of `what`."""
    try:
        parts = urlsplit(url)
        if (
            parts.scheme in ("http", "https")
            and parts.hostname
            and parts.username is None
            and parts.port != 0
        ):
            return
    except ValueError:
        pass
    raise InputError(
        f"{url[:200]!r} is not an address of {what}", hint="give one such as https://host.example.org"
    )
