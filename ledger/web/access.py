"""Admission to the desk: by the token in the address, by a sign-in, or by a proxy that names the user."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ledger.web.problems import refusal
from ledger.web.sessions import Sessions
from ledger.web.users import SAFE_METHODS, Role, User

COOKIE: Final = "ledger_session"
#: The field of an address in which a token is handed over.
TOKEN_FIELD: Final = "token"

#: The paths where people sign in at an OpenID provider, and where they come back to.
SIGN_IN: Final = "/sign-in"
CALLBACK: Final = "/sign-in/callback"

#: Nothing is fetched from elsewhere, no inline script runs, and no page is framed.
CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS: Final = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    # Not "no-referrer": forms of the desk would then send "Origin: null" (Fetch standard).
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}

if TYPE_CHECKING:
    from ledger.web.sign_in import SigningIn

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, kw_only=True)
class Access:
    """The rules of admission. One of `token`, `header` and `signing_in` is given, unless the desk is `public`.

    `hosts` are the names under which the desk may be reached, with their ports. `roles` gives the role of each person,
    and ``*`` that of everybody else who is let in.
    """

    hosts: frozenset[str]
    #: The token in the address, and the name it records in.
    token: str | None = None
    token_user: str = ""
    #: The programs with a token of their own: the name each records in, by the SHA-256 of its token.
    programs: Mapping[bytes, str] = field(default_factory=dict)
    #: The header in which a proxy names the user, and the networks of such proxies.
    header: str | None = None
    proxies: Sequence[Network] = ()
    #: The OpenID provider where people sign in.
    signing_in: SigningIn | None = None
    roles: Mapping[str, Role] = field(default_factory=dict)
    read_only: bool = False
    #: Whether anybody may read; nobody may do more.
    public: bool = False

    def role(self, name: str) -> Role | None:
        """Return somebody's role; None where they may not even read."""
        role = self.roles.get(name, self.roles.get("*"))
        return Role.READER if role is not None and self.read_only else role


class Gate:
    """Middleware that applies `Access` before anything else looks at a request."""

    def __init__(self, app: ASGIApp, access: Access, sessions: Sessions) -> None:
        self._app = app
        self._access = access
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a refusal, or pass the request on with `request.state.user` set."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        request = Request(scope)
        answer = self._admit(request)
        if answer is None and "user" not in scope.get("state", {}):
            answer = await run_in_threadpool(self._sign_in, request)
        await (answer or self._app)(scope, receive, send_guarded)

    def _admit(self, request: Request) -> Response | None:
        """Identify the user; return an answer where they are not let in, or are redirected."""
        if request.headers.get("host", "").lower() not in self._access.hosts:
            # Another site may point its own name here (DNS rebinding).
            return refusal(
                request, 403, "this is not the desk's address", hint="ask for it under its own name"
            )
        if self._access.public:
            address = request.client.host if request.client else ""
            request.scope.setdefault("state", {})["user"] = User(
                "a reader", Role.READER, "", budget=f"address {address}"
            )
            return None
        if self._access.signing_in is not None and request.url.path in (SIGN_IN, CALLBACK):
            return None if request.method == "GET" else refusal(request, 405, "there is nothing to send here")
        name, bound_to = self._identify(request)
        if name is None:
            if (entered := self._enter(request)) is not None:
                return entered
            return self._unknown(request)
        role = self._access.role(name)
        if role is None:
            return refusal(request, 403, f"{name} has no role here", hint="the desk's owner gives one")
        csrf = self._sessions.csrf(bound_to)
        if request.method not in SAFE_METHODS and self._is_foreign(request, csrf):
            return refusal(request, 403, "this was not sent by a page of the desk", hint="reload the page")
        request.scope.setdefault("state", {})["user"] = User(
            name, role, csrf, budget=f"name {name}", has_session=bound_to.startswith("session ")
        )
        return None

    def _sign_in(self, request: Request) -> Response:
        """Send somebody to the provider, or begin their session when they come back from it."""
        signing_in = self._access.signing_in
        assert signing_in is not None
        if request.url.path == SIGN_IN:
            return signing_in.begin(request)
        found = signing_in.finish(request)
        if isinstance(found, Response):
            return found
        name, back_to = found
        if self._access.role(name) is None:
            return refusal(request, 403, f"{name} has no role here", hint="the desk's owner gives one")
        # A strict cookie is not sent on a redirect from another site: a page of ours leads on.
        answer = refusal(request, 200, f"You are signed in as {name}.", title="Signed in", lead_to=back_to)
        set_session(answer, self._sessions.begin(name), secure=signing_in.secure)
        return answer

    def _identify(self, request: Request) -> tuple[str | None, str]:
        """Return the name of the user, None where it is unknown, and what their CSRF token is bound to."""
        access = self._access
        bearer = bearer_token(request)
        program = (
            None
            if bearer is None
            else access.programs.get(sha256(bearer.encode("utf-8", "replace")).digest())
        )
        if program is not None:
            return program, "bearer"
        if access.header is not None:
            peer = request.client.host if request.client else ""
            if not _is_within(peer, access.proxies):
                return None, ""
            names = Headers(scope=request.scope).getlist(access.header)
            name = " ".join(names[0].split()) if len(names) == 1 else ""
            return name or None, f"name {name}"
        if bearer is not None:
            return (access.token_user if self._fits(bearer) else None), "bearer"
        key = session_cookie(request) or ""
        return self._sessions.name(key), f"session {key}"

    def _fits(self, token: str) -> bool:
        wanted = self._access.token
        return wanted is not None and hmac.compare_digest(wanted.encode(), token.encode("utf-8", "replace"))

    def _enter(self, request: Request) -> Response | None:
        """Begin a session for a user with the token, and redirect to the address without it."""
        fields = parse_qsl(request.url.query, keep_blank_values=True)
        tokens = [value for name, value in fields if name == TOKEN_FIELD]
        if request.method not in SAFE_METHODS or len(tokens) != 1 or not self._fits(tokens[0]):
            return None
        rest = urlencode([(name, value) for name, value in fields if name != TOKEN_FIELD])
        answer = RedirectResponse(_path(request) + (f"?{rest}" if rest else ""), status_code=303)
        set_session(
            answer, self._sessions.begin(self._access.token_user), secure=request.url.scheme == "https"
        )
        return answer

    def _unknown(self, request: Request) -> Response:
        if self._access.header is not None:
            return refusal(
                request, 401, "nobody has said who you are", hint="come in through the desk's proxy"
            )
        crossing = request.headers.get("sec-fetch-site") == "cross-site"
        address = _path(request) + (f"?{request.url.query}" if request.url.query else "")
        if self._access.signing_in is not None:
            # Somebody who follows a link from another site may have a session, whose cookie was not sent.
            following = None if crossing else f"{SIGN_IN}?{urlencode({'to': address})}"
            return refusal(request, 401, "sign in to come in", lead_to=following or address)
        return refusal(
            request,
            401,
            "this desk is open to whoever has its address with the token",
            hint="open the whole address that ledger serve printed",
            lead_to=address if crossing else None,
        )

    def _is_foreign(self, request: Request, csrf: str) -> bool:
        """Return whether a changing request was sent by a page that is not the desk's.

        A browser adds neither an Authorization header nor one of our own to a request that another site makes it send.
        """
        if request.headers.get("sec-fetch-site") not in (None, "same-origin", "none"):
            return True
        origin = request.headers.get("origin")
        if origin is not None and origin.partition("://")[2].lower() not in self._access.hosts:
            return True
        if bearer_token(request) is not None:
            return False
        given = request.headers.get("x-csrf-token")
        if given is not None:
            return not hmac.compare_digest(given.encode("utf-8", "replace"), csrf.encode())
        # A form has the token in a field, which is checked where the form is read.
        request.scope.setdefault("state", {})["csrf_unchecked"] = True
        return False


def _path(request: Request) -> str:
    """Return the path that is asked for, as one of this host: more than one slash would lead to another."""
    path: bytes = request.scope["raw_path"]
    return "/" + path.decode("ascii", "replace").lstrip("/\\")


def bearer_token(request: Request) -> str | None:
    """Return the token in the Authorization header (RFC 6750), None where there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def session_cookie(request: Request) -> str | None:
    """Return the value of the session's cookie, None without one."""
    try:
        found = SimpleCookie(request.headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return None if found is None else found.value


def set_session(answer: Response, key: str, *, secure: bool) -> None:
    """Set the session's cookie, which no script can read and no request of another site carries."""
    answer.set_cookie(COOKIE, key, httponly=True, samesite="strict", secure=secure, path="/")


def _is_within(address: str, networks: Sequence[Network]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks)
