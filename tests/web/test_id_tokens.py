"""A provider that lies, or that somebody else speaks for: an ID token that does not hold lets nobody in."""

from __future__ import annotations

import hmac
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.web.conftest import Served

CLIENT, SECRET = "desk", "a secret of the desk and of the provider"
KEY = RSAKey.generate_key(2048, {"kid": "1"}, private=True)
FORGED = RSAKey.generate_key(2048, {"kid": "1"}, private=True)


class Provider(BaseHTTPRequestHandler):
    """The endpoints of an OpenID provider. `token` is the ID token it hands out."""

    token: ClassVar[str] = ""

    @property
    def issuer(self) -> str:
        """Its own address."""
        return f"http://{self.headers['host']}"

    def do_GET(self) -> None:
        """Say what it offers, and its public keys."""
        offers = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        self.answer({"keys": [KEY.as_dict(private=False)]} if self.path == "/keys" else offers)

    def do_POST(self) -> None:
        """Hand out the token, whatever code is brought."""
        self.rfile.read(int(self.headers["content-length"]))
        self.answer({"access_token": "x", "token_type": "Bearer", "id_token": self.token})

    def answer(self, document: object) -> None:
        """Answer with a JSON document."""
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Write nothing."""


@pytest.fixture
def issuer() -> Iterator[str]:
    """The provider, running."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def desk(case_db: str, serve: Callable[..., Served], issuer: str, monkeypatch: pytest.MonkeyPatch) -> Served:
    """A desk at which people sign in at that provider."""
    monkeypatch.setenv("LEDGER_OIDC_SECRET", SECRET)
    return serve(case_db, "--oidc", issuer, "--oidc-client", CLIENT, "--role", "ann@example.org=owner")


def sign_in(desk: Served, make: Callable[[dict[str, Any]], str]) -> tuple[int, int]:
    """The statuses of the answer to whoever comes back with a token, and of what they ask for then."""
    with httpx.Client(base_url=desk.root) as client:
        begun = urlsplit(client.get("/sign-in").headers["location"])
        asked = {name: values[0] for name, values in parse_qs(begun.query).items()}
        now = int(time.time())
        claims = {
            "iss": f"{begun.scheme}://{begun.netloc}", "aud": CLIENT, "sub": "1", "nonce": asked["nonce"],
            "exp": now + 300, "iat": now, "email": "ann@example.org", "email_verified": True,
        }  # fmt: skip
        Provider.token = make(claims)
        came = client.get("/sign-in/callback", params={"code": "x", "state": asked["state"]})
        return came.status_code, client.get("/").status_code


def signed(key: RSAKey = KEY, **changed: Any) -> Callable[[dict[str, Any]], str]:
    """Make a token with claims that are changed, or left out where they are None."""

    def make(claims: dict[str, Any]) -> str:
        given = {name: value for name, value in {**claims, **changed}.items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": "1"}, given, key)

    return make


def by_hand(algorithm: str, secret: bytes | None) -> Callable[[dict[str, Any]], str]:
    """Make a token that no library makes: without a signature, or with one of a secret that everybody knows."""

    def encoded(data: bytes) -> str:
        return urlsafe_b64encode(data).rstrip(b"=").decode()

    def make(claims: dict[str, Any]) -> str:
        head = {"alg": algorithm, "kid": "1"}
        text = f"{encoded(json.dumps(head).encode())}.{encoded(json.dumps(claims).encode())}"
        signature = b"" if secret is None else hmac.digest(secret, text.encode(), "sha256")
        return f"{text}.{encoded(signature)}"

    return make


def test_a_token_that_holds_lets_in(desk: Served) -> None:
    assert sign_in(desk, signed()) == (200, 200)


def test_a_token_that_does_not_hold_lets_nobody_in(desk: Served) -> None:
    wrong = {
        "another key": signed(FORGED),
        "no signature": by_hand("none", None),
        "the public key as a secret": by_hand("HS256", KEY.as_pem(private=False)),
        "the secret of the client": by_hand("HS256", SECRET.encode()),
        "another issuer": signed(iss="https://evil.example"),
        "no issuer": signed(iss=None),
        "for another client": signed(aud="another"),
        "for nobody": signed(aud=None),
        "of another sign-in": signed(nonce="0" * 43),
        "of no sign-in": signed(nonce=None),
        "expired": signed(exp=int(time.time()) - 3_600),
        "without an end": signed(exp=None),
        "no token": lambda _: "a.b.c",
    }
    assert {why: sign_in(desk, make) for why, make in wrong.items()} == dict.fromkeys(wrong, (401, 401))


def test_a_person_without_a_name_or_a_verified_email_is_let_in_by_no_token(desk: Served) -> None:
    assert sign_in(desk, signed(email=None)) == (403, 401)
    assert sign_in(desk, signed(email_verified=False)) == (403, 401)
