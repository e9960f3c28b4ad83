"""Signing in at an OpenID provider: the authorization code flow with PKCE (OpenID Connect Core 1.0, RFC 7636)."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import httpx
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ledger.errors import InputError
from ledger.web.access import CALLBACK, SIGN_IN
from ledger.web.problems import refusal

#: The cookie that ties the provider's answer to the browser that asked.
_COOKIE: Final = "ledger_sign_in"
#: The most people signing in at once, and the seconds each may take.
_MOST: Final = 1_000
_LASTS: Final = 600
#: The signatures that are accepted: none without a key, none with a shared key.
_ALGORITHMS: Final = ["RS256", "PS256", "ES256", "EdDSA"]
_WAIT: Final = 10.0


@dataclass(frozen=True, kw_only=True)
class OpenIdClient:
    """The desk as a client of the provider. `claim` is the claim that names a person: ``email``, ``sub``, …

    `url` is the address where people reach the desk.
    """

    issuer: str
    client_id: str
    client_secret: str
    claim: str
    url: str


class _Begun(NamedTuple):
    at: float
    nonce: str
    verifier: str
    back_to: str


class SigningIn:
    """Signing in at one provider. Safe in any thread."""

    def __init__(self, client: OpenIdClient) -> None:
        """Read the provider's configuration. Raises InputError where it does not answer as a provider."""
        self._client = client
        self._begun: OrderedDict[str, _Begun] = OrderedDict()
        self._lock = threading.Lock()
        address = f"{client.issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            self._offers: dict[str, Any] = _fetched(address)
        except (httpx.HTTPError, ValueError) as error:
            raise InputError(
                f"the OpenID provider does not answer at {address}: {error}", hint="see --oidc"
            ) from None
        if self._offers.get("issuer") != client.issuer:
            raise InputError(
                f"the OpenID provider calls itself {self._offers.get('issuer')!r}", hint="give --oidc just so"
            )

    def begin(self, request: Request) -> Response:
        """Redirect somebody to the provider, to come back to where they wanted to go."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        begun = _Begun(time.monotonic(), nonce, verifier, _within(request.query_params.get("to", "/")))
        with self._lock:
            self._begun[state] = begun
            while len(self._begun) > _MOST:
                self._begun.popitem(last=False)
        with self._session() as session:
            address, _ = session.create_authorization_url(
                self._offers["authorization_endpoint"], state=state, code_verifier=verifier, nonce=nonce
            )
        answer = RedirectResponse(address, status_code=303)
        # The provider redirects from another site, on which a strict cookie would not be sent.
        answer.set_cookie(
            _COOKIE, state, max_age=_LASTS, httponly=True, samesite="lax", secure=self.secure, path=SIGN_IN
        )
        return answer

    def finish(self, request: Request) -> tuple[str, str] | Response:
        """Return the name of the person who came back, and where they wanted to go; or a refusal."""
        state = request.query_params.get("state", "")
        with self._lock:
            begun = self._begun.pop(state, None)
        if begun is None or time.monotonic() - begun.at > _LASTS:
            return refusal(request, 401, "this was not begun here, or too long ago", hint="sign in again")
        if not secrets.compare_digest(request.cookies.get(_COOKIE, ""), state):
            return refusal(request, 401, "this was begun in another browser", hint="sign in again")
        if "code" not in request.query_params:
            reason = request.query_params.get("error", "no reason given")
            return refusal(request, 401, f"the provider did not let you in: {reason[:200]}")
        try:
            claims = self._claims(request.query_params["code"], begun)
        except (httpx.HTTPError, JoseError, ValueError, KeyError) as error:
            return refusal(request, 401, f"the provider's answer does not hold: {type(error).__name__}")
        except Exception as error:
            if type(error).__module__.startswith("authlib."):
                return refusal(request, 401, f"the provider's answer does not hold: {type(error).__name__}")
            raise
        name = " ".join(str(claims.get(self._client.claim) or "").split())
        if not name:
            return refusal(request, 403, f"the provider does not say your {self._client.claim}")
        if self._client.claim == "email" and claims.get("email_verified") is False:
            return refusal(request, 403, "the provider has not verified your email")
        return name, begun.back_to

    @property
    def secure(self) -> bool:
        """Whether people reach the desk over TLS."""
        return self._client.url.startswith("https:")

    def _session(self) -> OAuth2Client:
        return OAuth2Client(
            self._client.client_id,
            self._client.client_secret,
            scope="openid email profile" if self._client.claim != "sub" else "openid",
            redirect_uri=self._client.url.rstrip("/") + CALLBACK,
            code_challenge_method="S256",
            timeout=_WAIT,
        )

    def _claims(self, code: str, begun: _Begun) -> dict[str, Any]:
        """Return the claims of the provider's ID token, whose signature and purpose are checked."""
        with self._session() as session:
            token = session.fetch_token(
                self._offers["token_endpoint"], code=code, code_verifier=begun.verifier
            )
        keys = KeySet.import_key_set(_fetched(self._offers["jwks_uri"]))
        decoded = jwt.decode(token["id_token"], keys, algorithms=_ALGORITHMS)
        jwt.JWTClaimsRegistry(
            leeway=60,
            iss={"essential": True, "value": self._client.issuer},
            aud={"essential": True, "value": self._client.client_id},
            exp={"essential": True},
            nonce={"essential": True, "value": begun.nonce},
        ).validate(decoded.claims)
        return dict(decoded.claims)


def _fetched(address: str) -> Any:
    answer = httpx.get(address, timeout=_WAIT, follow_redirects=False)
    answer.raise_for_status()
    return answer.json()


def _within(address: str) -> str:
    """Return an address of the desk; the start page for one that leads elsewhere."""
    parts = urlsplit(address)
    local = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc
    return address if local and address.isprintable() else "/"
