"""Fetches a page from the public web: with limits, without cookies, and never from a private address."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from typing import Final, NamedTuple
from urllib.parse import urljoin, urlsplit

from ledger.errors import FetchError, InputError

#: The limits: the size of a page in bytes, the time in seconds, and the number of redirects.
MAX_PAGE: Final = 10_000_000
MAX_SECONDS: Final = 20
MAX_REDIRECTS: Final = 5

_CHUNK: Final = 1 << 16


class Fetched(NamedTuple):
    """A page: its URL after redirects, the media type and encoding stated by the server, and its bytes."""

    url: str
    media_type: str
    encoding: str | None
    body: bytes


def is_public(address: str) -> bool:
    """Return whether an IP address is public: not private, loopback, link-local, multicast or reserved.

    An IPv4 address embedded in an IPv6 address (mapped, 6to4, NAT64) is checked instead of it.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
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
                url = urljoin(url, where)
                continue
            if response.status != 200:
                raise FetchError(
                    f"{url} answers {response.status} {response.reason}", hint="is the address right?"
                )
            body = _body(response, connection, deadline, url)
        finally:
            connection.close()
        kind, _, parameters = (response.getheader("Content-Type") or "").partition(";")
        charset = parameters.partition("charset=")[2].partition(";")[0].strip(" \"'")
        return Fetched(url, kind.strip().lower(), charset or None, body)
    raise FetchError(
        f"{url} redirects more than {MAX_REDIRECTS} times", hint="save the page and capture the file"
    )


def _ask(
    url: str, permitted: Callable[[str], bool], deadline: float
) -> tuple[http.client.HTTPResponse, http.client.HTTPConnection]:
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
        raise InputError(
            f"{parts.hostname} is at {refused[0]}, which is not an address of the public internet",
            hint="save the page and capture the file",
        )
    connection = _Pinned(parts.hostname, port, addresses[0], secure=parts.scheme == "https")
    connection.timeout = _left(deadline, url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
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
        raise FetchError(
            f"{url} does not answer: {error or type(error).__name__}", hint="try it again later"
        ) from error


def _body(
    response: http.client.HTTPResponse, connection: http.client.HTTPConnection, deadline: float, url: str
) -> bytes:
    body = bytearray()
    try:
        while True:
            if connection.sock is not None:
                connection.sock.settimeout(_left(deadline, url))
            chunk = response.read1(_CHUNK)
            if not chunk:
                return bytes(body)
            body += chunk
            if len(body) > MAX_PAGE:
                raise FetchError(
                    f"{url} has more than {MAX_PAGE // 1_000_000} MB", hint="save it and capture the file"
                )
            _left(deadline, url)
    except (OSError, http.client.HTTPException) as error:
        raise FetchError(
            f"{url} broke off: {error or type(error).__name__}", hint="try it again later"
        ) from error


def _left(deadline: float, url: str) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise FetchError(
            f"{url} took longer than {MAX_SECONDS} seconds", hint="save the page and capture the file"
        )
    return left


class _Pinned(http.client.HTTPConnection):
    """A connection to an IP address that was checked before, so that the name is resolved only once."""

    def __init__(self, host: str, port: int, address: str, *, secure: bool) -> None:
        super().__init__(host, port)
        self._address = address
        self._secure = secure

    def connect(self) -> None:
        """Connect to the address; for https, verify the certificate for the host's name."""
        sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._secure:
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self.host)
        self.sock = sock
