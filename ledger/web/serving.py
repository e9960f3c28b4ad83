"""Serving the desk: its socket, its address, and the server that listens there."""

from __future__ import annotations

import logging
import secrets
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import uvicorn

from ledger.errors import InputError
from ledger.web.access import TOKEN_FIELD, Access, Network
from ledger.web.users import Role, role_named

if TYPE_CHECKING:
    from ledger.book.answer_types import LogWitness
    from ledger.web.sign_in import SigningIn

#: The port on which the desk listens by default.
USUAL_PORT: Final = 8765
#: The seconds a request waits for another writer before it is refused with 503 and Retry-After.
WAIT: Final = 10.0


@dataclass(frozen=True, kw_only=True)
class Serving:
    """The settings with which the desk is served.

    A `port` of 0 is any free one, None the usual one if it is free. A user with the token records as `recorder`.
    """

    where: str | Path | None = None
    host: str = "127.0.0.1"
    port: int | None = None
    recorder: str | None = None
    header: str | None = None
    #: Addresses and networks, and roles, as they were written.
    proxies: tuple[str, ...] = ()
    #: The OpenID provider where people sign in: its issuer, the desk's id and secret there, and the claim that is a
    #: person's name here.
    issuer: str | None = None
    client_id: str = ""
    client_secret: str = ""
    claim: str = "email"
    #: The address where people reach it, if it is not where it listens: that of a proxy.
    url: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    #: The tokens of programs, by the name each records in.
    programs: Mapping[str, str] = field(default_factory=dict)
    read_only: bool = False
    public: bool = False
    #: As in `Ledger.open`: the clock, the salts.
    how: Mapping[str, Any] = field(default_factory=dict)


def serve_desk(serving: Serving, announce: Callable[[str], None]) -> None:
    """Serve until interrupted. `announce` gets the address, with the token, once requests are taken.

    Raises InputError for an address that cannot be listened on, StoreError where there is no ledger.
    """
    from ledger.web.app import create_app
    from ledger.web.desk import Desk

    roles = {name: role_named(role) for name, role in serving.roles.items()}
    proxies = tuple(map(_network, serving.proxies))
    desk = Desk(serving.where, who=serving.recorder, wait=WAIT, **serving.how)
    listening = _usual_port(serving.host) if serving.port is None else _listen(serving.host, serving.port)
    port = listening.getsockname()[1]
    unnamed = serving.header is None and serving.issuer is None and not serving.public
    token = None if not unnamed else secrets.token_urlsafe(24)
    recorder = desk.recorder
    shown = f"[{serving.host}]" if ":" in serving.host else serving.host
    address = f"http://{shown}:{port}" if serving.url is None else serving.url.rstrip("/")
    access = Access(
        signing_in=None if serving.issuer is None else _signing_in(serving, address),
        hosts=_hosts(serving, port),
        token=token,
        token_user=recorder,
        programs={sha256(secret.encode()).digest(): name for secret, name in serving.programs.items()},
        header=serving.header,
        proxies=proxies,
        roles={recorder: Role.OWNER, **roles} if token else roles,
        read_only=serving.read_only,
        public=serving.public,
    )
    # Errors go to standard error; a line for each request would be noise there.
    logging.getLogger("uvicorn.error").addHandler(logging.StreamHandler())
    config = uvicorn.Config(
        create_app(desk, access),
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        loop="asyncio",
        http="h11",
        ws="none",
        # Only the header that names the user is believed, and only from a known proxy.
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )
    announce(f"{address}/" + (f"?{TOKEN_FIELD}={token}" if token else ""))
    with listening:
        uvicorn.Server(config).run(sockets=[listening])


def serve_witness(witness: LogWitness, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve a witness until interrupted. `announce` gets the address once requests are taken.

    Raises InputError for an address that cannot be listened on.
    """
    from ledger.book.answer_types import MAX_WITNESS_REQUEST
    from ledger.web.witness_app import create_witness_app

    listening = _listen(host, port)
    logging.getLogger("uvicorn.error").addHandler(logging.StreamHandler())
    app = create_witness_app(witness, MAX_WITNESS_REQUEST)
    config = uvicorn.Config(app, log_config=None, log_level="warning", access_log=False, server_header=False)
    shown = f"[{host}]" if ":" in host else host
    announce(f"http://{shown}:{listening.getsockname()[1]}")
    with listening:
        uvicorn.Server(config).run(sockets=[listening])


def _signing_in(serving: Serving, address: str) -> SigningIn:
    from ledger.web.sign_in import OpenIdClient, SigningIn

    assert serving.issuer is not None
    client = OpenIdClient(
        issuer=serving.issuer,
        client_id=serving.client_id,
        client_secret=serving.client_secret,
        claim=serving.claim,
        url=address,
    )
    return SigningIn(client)


def _network(words: str) -> Network:
    try:
        return ip_network(words)
    except ValueError:
        raise InputError(
            f"{words[:60]!r} is not an address of a proxy", hint="write 10.0.0.7 or 10.0.0.0/24"
        ) from None


def _usual_port(host: str) -> socket.socket:
    try:
        return _listen(host, USUAL_PORT)
    except InputError:
        return _listen(host, 0)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        raise InputError(
            f"the desk cannot be served at {host} port {port}: {error.strerror}",
            hint="another port: ledger serve --port 0 takes any that is free",
        ) from None
    # From here on connections wait until the server begins.
    listening.listen(128)
    return listening


def _hosts(serving: Serving, port: int) -> frozenset[str]:
    """Return the names under which the desk may be reached."""
    names = {serving.host, "localhost", "127.0.0.1", "::1"}
    shown = [f"[{name}]" if ":" in name else name for name in names]
    hosts = [f"{name}:{port}" for name in shown]
    if serving.url is not None:
        hosts.append(urlsplit(serving.url).netloc.lower())
    return frozenset(hosts)
