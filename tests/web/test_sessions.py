"""Coming in and going out: sessions end, programs have tokens of their own, and nobody fixes a session on another."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from tests.web.conftest import Served

if TYPE_CHECKING:
    from tests.conftest import Browser

TOKEN = "dGhpcyBpcyBhIHRva2VuIG9mIGEgcHJvZ3JhbQ"
LINES = {"Content-Type": "application/jsonl"}
AGENT = json.dumps({"record": "agent", "name": "Dee"})


@pytest.fixture
def tokens(tmp_path: Path) -> Path:
    """A file with the token of a program."""
    file = tmp_path / "tokens"
    file.write_text(f"# programs\n\nfeed reader = {TOKEN}\n", encoding="utf-8")
    return file


def test_who_signs_out_is_out_wherever_the_session_was_used(served: Served, browser: Browser) -> None:
    with browser.visit(served.address) as opened:
        page = opened.page
        cookie = page.context.cookies()[0]
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
        page.get_by_role("button", name="Sign out").click()
        expect(page.locator("h1")).to_have_text("Signed out")
        assert page.context.cookies() == []
        held = {"Cookie": f"ledger_session={cookie['value']}"}
        assert httpx.get(served.root, headers=held).status_code == 401
        # The token in the address begins another session.
        page.goto(served.address)
        expect(page.locator("main")).to_contain_text("Check a draft")
        assert page.context.cookies()[0]["value"] != cookie["value"]
        assert (opened.errors, opened.requests) == ([], [])


def test_a_session_that_somebody_brings_along_is_not_taken_over(served: Served) -> None:
    fixed = {"Cookie": "ledger_session=chosen-by-somebody-else"}
    answer = httpx.get(served.address, headers=fixed)
    assert answer.status_code == 303
    assert "chosen-by-somebody-else" not in answer.headers["set-cookie"]
    assert httpx.get(served.root, headers=fixed).status_code == 401


def test_a_program_comes_in_with_its_token_beside_a_proxy(
    case_db: str, serve: Callable[..., Served], tokens: Path
) -> None:
    served = serve(
        case_db, "--trust-header", "X-User", "--trust-proxy", "10.0.0.7", "--role", "Ann=owner",
        "--role", "feed reader=recorder", "--tokens", str(tokens),
    )  # fmt: skip
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    assert httpx.get(served.root + "/api/trace/mz-100", headers=bearer).status_code == 200
    sent = httpx.post(served.root + "/api/records", content=AGENT, headers={**LINES, **bearer})
    assert sent.status_code == 201
    log = httpx.get(served.root + "/api/log", headers=bearer).json()["entries"]
    assert log[-1]["by"] == "feed reader"
    review = json.dumps({"record": "review", "of": "mz-100", "verdict": "confirmed"})
    refused = httpx.post(served.root + "/api/records", content=review, headers={**LINES, **bearer})
    assert refused.status_code == 403
    # Its token is nobody else's, and a header is not believed because of it.
    for headers in ({"Authorization": f"Bearer {TOKEN}x"}, {"X-User": "Ann"}):
        assert httpx.get(served.root + "/api/trace/mz-100", headers=headers).status_code == 401
    both = {**bearer, "X-User": "Ann"}
    assert (
        httpx.post(served.root + "/api/records", content=review, headers={**LINES, **both}).status_code == 403
    )


@pytest.mark.parametrize("line", ["feed reader", "feed reader = short", "= " + TOKEN, "a = " + TOKEN + " b"])
def test_a_file_of_tokens_that_cannot_be_read_is_refused(
    case_db: str, serve: Callable[..., Served], tmp_path: Path, line: str
) -> None:
    file = tmp_path / "tokens"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(AssertionError, match="a line is NAME=TOKEN"):
        serve(case_db, "--tokens", str(file))


def test_a_body_that_never_ends_and_one_that_never_comes_hold_nobody_up(served: Served) -> None:
    where = urlsplit(served.root)
    head = (
        f"POST /api/records HTTP/1.1\r\nHost: {where.netloc}\r\nAuthorization: Bearer {served.token}\r\n"
        "Content-Type: application/jsonl\r\n"
    )
    with (
        served.program() as program,
        socket.create_connection((where.hostname or "", where.port or 0)) as slow,
    ):
        slow.sendall((head + "Content-Length: 1000\r\n\r\n{").encode())
        slow.settimeout(20)
        assert program.get("/api/trace/mz-100").status_code == 200
        endless = socket.create_connection((where.hostname or "", where.port or 0))
        with endless:
            endless.settimeout(20)
            endless.sendall((head + "Transfer-Encoding: chunked\r\n\r\n").encode())
            block = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
            answered = b""
            try:
                for _ in range(40):
                    endless.sendall(block)
            except OSError:
                # It was told enough, and the connection closed.
                pass
            try:
                answered = endless.recv(4096)
            except OSError:
                answered = b""
            assert answered == b"" or b" 413 " in answered.splitlines()[0]
        assert program.get("/api/trace/mz-100").status_code == 200


def test_what_costs_is_limited_for_each_person(served: Served) -> None:
    with served.program() as program:
        answers = [program.get("/api/export") for _ in range(12)]
        assert {answer.status_code for answer in answers} == {200, 429}
        assert int(answers[-1].headers["retry-after"]) >= 1
        # What costs nothing is answered all the same.
        assert program.get("/api/trace/mz-100").status_code == 200
