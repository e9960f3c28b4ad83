"""Signing in at a real OpenID provider, npm's certified oidc-provider, on this computer."""

from __future__ import annotations

import html
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.web.conftest import Served

HERE = Path(__file__).parent / "oidc_provider"
SECRET = "a secret of the desk and of the provider"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The provider with its libraries, installed for these tests."""
    folder = tmp_path_factory.mktemp("oidc")
    for file in HERE.iterdir():
        if file.is_file():
            shutil.copy(file, folder)
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return folder / "provider.mjs"


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago: the provider has to know where the desk is before it is there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


@pytest.fixture
def issuer(program: Path, port: int) -> Iterator[str]:
    """A provider that knows the desk."""
    callback = f"http://127.0.0.1:{port}/sign-in/callback"
    process = subprocess.Popen(
        ["node", str(program), callback], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    yield process.stdout.readline().strip()
    process.kill()
    process.communicate(timeout=20)


@pytest.fixture
def desk(
    case_db: str, serve: Callable[..., Served], issuer: str, port: int, monkeypatch: pytest.MonkeyPatch
) -> Served:
    """A desk whose people sign in."""
    monkeypatch.setenv("LEDGER_OIDC_SECRET", SECRET)
    roles = ("--role", "ann@example.org=owner", "--role", "unverified@example.org=owner")
    return serve(case_db, "--oidc", issuer, "--oidc-client", "desk", *roles, "--port", str(port))


def led_to(answer: httpx.Response) -> str:
    """Where a page goes on by itself."""
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.text)
    assert found is not None, answer.text
    return html.unescape(found[1])


def sign_in(client: httpx.Client, name: str, wanted: str = "/trace/tdp-5200?depth=1") -> httpx.Response:
    """Ask for a page, and sign in at the provider; what the desk answers then."""
    shut = client.get(wanted)
    assert shut.status_code == 401
    form = client.get(led_to(shut), follow_redirects=True)
    action = re.search(r'action="([^"]+)"', form.text)
    assert action is not None
    fields = {"prompt": "login", "login": name, "password": "x"}
    return client.post(html.unescape(action[1]), data=fields, follow_redirects=True)


def test_who_signs_in_comes_in_where_they_wanted_to_go(desk: Served) -> None:
    with httpx.Client(base_url=desk.root) as client:
        came = sign_in(client, "ann@example.org")
        assert came.status_code == 200
        assert "samesite=strict" in came.headers["set-cookie"].lower()
        assert led_to(came) == "/trace/tdp-5200?depth=1"
        assert client.get(led_to(came)).status_code == 200
        lines = {"Content-Type": "application/jsonl"}
        assert client.post(
            "/api/records", content='{"record":"agent","name":"Dee"}', headers=lines
        ).is_success
        assert client.get("/api/log").json()["entries"][-1]["by"] == "ann@example.org"
    assert "token" not in desk.address


@pytest.mark.parametrize(
    ("name", "words"), [("ben@example.org", "has no role here"), ("unverified@example.org", "not verified")]
)
def test_who_is_not_known_stays_outside(desk: Served, name: str, words: str) -> None:
    with httpx.Client(base_url=desk.root) as client:
        refused = sign_in(client, name)
        assert refused.status_code == 403
        assert words in refused.text
        assert client.get("/").status_code == 401


def test_an_answer_of_the_provider_counts_once_and_in_one_browser(desk: Served) -> None:
    with httpx.Client(base_url=desk.root) as client, httpx.Client(base_url=desk.root) as victim:
        begun = client.get("/sign-in")
        form = client.get(begun.headers["location"], follow_redirects=True)
        action = re.search(r'action="([^"]+)"', form.text)
        assert action is not None
        fields = {"prompt": "login", "login": "ann@example.org", "password": "x"}
        answer = client.post(html.unescape(action[1]), data=fields)
        while not answer.headers["location"].startswith(f"{desk.root}/sign-in/callback"):
            answer = client.get(answer.headers["location"])
        callback = answer.headers["location"]
        # Whoever sends somebody else the end of their own way in does not sign them in as themselves.
        assert victim.get(callback).status_code == 401
        assert client.get(callback).status_code == 401
        assert client.get(callback.replace("code=", "code=0")).status_code == 401
        assert client.get("/sign-in/callback").status_code == 401
        assert client.get("/").status_code == 401


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"]
)
def test_nobody_is_led_elsewhere(desk: Served, elsewhere: str) -> None:
    with httpx.Client(base_url=desk.root) as client:
        begun = client.get("/sign-in", params={"to": elsewhere})
        form = client.get(begun.headers["location"], follow_redirects=True)
        action = re.search(r'action="([^"]+)"', form.text)
        assert action is not None
        fields = {"prompt": "login", "login": "ann@example.org", "password": "x"}
        came = client.post(html.unescape(action[1]), data=fields, follow_redirects=True)
        assert led_to(came) == "/"


def test_a_link_from_another_site_finds_the_session(desk: Served) -> None:
    with httpx.Client(base_url=desk.root) as client:
        sign_in(client, "ann@example.org")
        key = client.cookies["ledger_session"]
    # A browser leaves a strict cookie behind at first, and brings it when our own page leads on.
    wanted = f"{desk.root}/trace/tdp-5200"
    first = httpx.get(wanted, headers={"Sec-Fetch-Site": "cross-site"})
    assert (first.status_code, led_to(first)) == (401, "/trace/tdp-5200")
    cookie = {"Cookie": f"ledger_session={key}", "Sec-Fetch-Site": "same-origin"}
    assert httpx.get(wanted, headers=cookie).status_code == 200


def test_a_provider_that_is_none_is_refused(
    case_db: str, serve: Callable[..., Served], port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_OIDC_SECRET", SECRET)
    with pytest.raises(AssertionError, match="does not answer"):
        serve(case_db, "--oidc", f"http://127.0.0.1:{port}", "--oidc-client", "desk", "--role", "*=owner")
