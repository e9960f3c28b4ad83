"""Fetches a page from the public web: with limits, without cookies, and never from a private address."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Final, NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from ledger.errors import FetchError, InputError

#: The limits: the size of a page in bytes, the time in seconds, and the number of redirects.
MAX_PAGE: Final = 10_000_000
MAX_SECONDS: Final = 20
MAX_REDIRECTS: Final = 5

_CHUNK: Final = 1 << 16
#: The networks whose last 32 bits are an IPv4 address: RFC 4291, IPv4-compatible; RFC 6052, NAT64.
_EMBEDDING: Final = (ipaddress.IPv6Network("::/96"), ipaddress.IPv6Network("64:ff9b::/96"))
#: The characters of an address that are sent as they stand: all others are percent-encoded.
_SENT_AS_THEY_STAND: Final = "%/:=&?~+!$,;'@()*[]"


class Fetched(NamedTuple):
    """A page: its URL after redirects, the media type and encoding stated by the server, and its bytes."""

    url: str
    media_type: str
    encoding: str | None
    body: bytes


def is_public(address: str) -> bool:
    """Return whether an IP address is public: not private, loopback, link-local, multicast or reserved.

    An IPv4 address embedded in an IPv6 address (mapped, compatible, 6to4, NAT64) is checked instead of it.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and any(ip in network for network in _EMBEDDING):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def fetch(url: str, *, permitted: Callable[[str], bool] = is_public) -> Fetched:
    """Fetch a page over http or https, following redirects.

    Every IP address, also after a redirect, must be `permitted`, and the connection is made to the address that was
    checked. Raises InputError for an address that is not permitted, FetchError if the page cannot be fetched.
    """
    deadline = time.monotonic() + MAX_SECONDS
    for _ in range(MAX_REDIRECTS + 1):
        response, connection = _ask(url, permitted, deadline)
        try:
            if response.status in (301, 302, 303, 307, 308) and (where := response.getheader("Location")):
                # http.client reads headers as Latin-1, servers write them in UTF-8.
                url = urljoin(url, where.encode("latin-1").decode("utf-8", "replace"))
                continue
            if response.status != 200:
                raise FetchError(
                    f"{url} answers {response.status} {response.reason}", hint="is the address right?"
                )
            body = _body(response, deadline, url)
        finally:
            connection.close()
        kind, _, parameters = (response.getheader("Content-Type") or "").partition(";")
        charset = parameters.partition("charset=")[2].partition(";")[0].strip(" \"'")
        encoding = (response.getheader("Content-Encoding") or "identity").strip().lower()
        return Fetched(url, kind.strip().lower(), charset or None, _decoded(body, encoding, url))
    raise FetchError(
        f"{url} redirects more than {MAX_REDIRECTS} times", hint="save the page and capture the file"
    )


def _ask(
    url: str, permitted: Callable[[str], bool], deadline: float
) -> tuple[http.client.HTTPResponse, _Pinned]:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise InputError(
            f"{url[:200]!r} cannot be fetched", hint="give an http or https address without a password"
        )
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, ValueError) as error:
        raise FetchError(f"the host {parts.hostname} is not known", hint="is the address right?") from error
    addresses = [str(entry[4][0]) for entry in found]
    if refused := [address for address in addresses if not permitted(address)]:
        place = (
            parts.hostname if parts.hostname == refused[0] else f"{parts.hostname} is at {refused[0]}, which"
        )
        raise InputError(
            f"{place} is not an address of the public internet",
            hint="save the page and capture the file",
        )
    connection = _Pinned(
        parts.hostname, port, addresses[0], secure=parts.scheme == "https", seconds=_left(deadline, url)
    )
    path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), _SENT_AS_THEY_STAND)
    try:
        connection.request(
            "GET",
            path,
            headers={
                "User-Agent": "figure-ledger",
                "Accept": "text/html,*/*;q=0.5",
                "Accept-Encoding": "identity",
            },
        )
        return connection.getresponse(), connection
    except (OSError, http.client.HTTPException, ValueError) as error:
        connection.close()
        _left(deadline, url)
        raise FetchError(
            f"{url} does not answer: {error or type(error).__name__}", hint="try it again later"
        ) from error


def _body(response: http.client.HTTPResponse, deadline: float, url: str) -> bytes:
    body = bytearray()
    try:
        while chunk := response.read1(_CHUNK):
            body += chunk
            if len(body) > MAX_PAGE:
                raise _too_large(url)
    except (OSError, http.client.HTTPException) as error:
        _left(deadline, url)
        raise FetchError(
            f"{url} broke off: {error or type(error).__name__}", hint="try it again later"
        ) from error
    _left(deadline, url)
    return bytes(body)


def _decoded(body: bytes, encoding: str, url: str) -> bytes:
    """Return a body without the compression that some servers apply unasked."""
    if encoding == "identity":
        return body
    if encoding not in ("gzip", "x-gzip"):
        raise FetchError(f"{url} is encoded as {encoding[:80]}", hint="save the page and capture the file")
    try:
        unpacked = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(body, MAX_PAGE + 1)
    except zlib.error as error:
        raise FetchError(f"{url} is damaged: {error}", hint="try it again later") from error
    if len(unpacked) > MAX_PAGE:
        raise _too_large(url)
    return unpacked


def _too_large(url: str) -> FetchError:
    return FetchError(f"{url} has more than {MAX_PAGE // 1_000_000} MB", hint="save it and capture the file")


def _left(deadline: float, url: str) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise FetchError(
            f"{url} took longer than {MAX_SECONDS} seconds", hint="save the page and capture the file"
        )
    return left


class _Pinned(http.client.HTTPConnection):
    """A connection to an IP address that was checked before, so that the name is resolved only once.

    It ends after `seconds`, whatever it waits for: a timeout of the socket alone would let a server hold it for ever
    with a byte now and then.
    """

    def __init__(self, host: str, port: int, address: str, *, secure: bool, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        self._address = address
        self._secure = secure
        self._tcp: socket.socket | None = None
        self._alarm = threading.Timer(seconds, self._end)
        self._alarm.daemon = True

    def connect(self) -> None:
        """Connect to the address; for https, verify the certificate for the host's name."""
        self._alarm.start()
        self._tcp = sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._secure:
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self.host)
        self.sock = sock

    def close(self) -> None:
        """Close the connection, and wait for its end no longer."""
        self._alarm.cancel()
        super().close()

    def _end(self) -> None:
        if self._tcp is not None:
            with suppress(OSError):
                self._tcp.shutdown(socket.SHUT_RDWR)
