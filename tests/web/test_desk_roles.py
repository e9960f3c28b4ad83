"""Whom a proxy names, what each role may, and a desk that nobody changes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.web.conftest import Served

PROXIED = ("--trust-header", "X-User", "--trust-proxy", "127.0.0.1")
ROLES = ("--role", "Ann=owner", "--role", "Rae=reviewer", "--role", "Rec=recorder", "--role", "*=reader")
LINES = {"Content-Type": "application/jsonl"}

FIGURE = {"record": "figure", "quantity": "5 houses", "reported_by": ["Dee"]}
REVIEW = {"record": "review", "of": "mz-100", "verdict": "confirmed"}
SLIP = {"record": "correction", "of": "tdp-two", "cause": "misrecorded", "reason": "typed twice"}
CORRECTION = {"record": "correction", "of": "mz-100", "reason": "they took it back"}
IN_ANOTHERS_NAME = {**REVIEW, "by": "Somebody Else", "at": "2026-11-22T09:00:00Z"}
CLAIMED = {
    **FIGURE,
    "quantity": "6 houses",
    "recorded": {"at": "2026-11-22T09:00:00Z", "by": "Somebody Else"},
}


@pytest.fixture
def proxied(case_db: str, serve: Callable[..., Served]) -> Served:
    """A desk behind a proxy."""
    return serve(case_db, *PROXIED, *ROLES)


def post(served: Served, name: str, record: object) -> httpx.Response:
    headers = {**LINES, "X-User": name}
    return httpx.post(served.root + "/api/records", content=json.dumps(record), headers=headers)


@pytest.mark.parametrize(
    ("record", "allowed"),
    [
        (FIGURE, "Rec Rae Ann"),
        (SLIP, "Rec Rae Ann"),
        (REVIEW, "Rae Ann"),
        (CORRECTION, "Rae Ann"),
        (IN_ANOTHERS_NAME, "Ann"),
        (CLAIMED, "Ann"),
    ],
    ids=["figure", "slip", "review", "correction", "in another's name", "claimed"],
)
def test_a_role_may_what_it_is_for_and_no_more(proxied: Served, record: object, allowed: str) -> None:
    for name in ("Nobody Known", "Rec", "Rae", "Ann"):
        answer = post(proxied, name, record)
        assert (answer.status_code in (200, 201)) == (name in allowed.split()), (name, answer.text)
        if name not in allowed.split():
            assert answer.status_code == 403
            assert name in answer.json()["detail"]


def test_records_are_in_the_name_that_the_proxy_gives(proxied: Served) -> None:
    assert post(proxied, "Rae", REVIEW).status_code == 201
    log = httpx.get(proxied.root + "/api/log?ref=mz-100", headers={"X-User": "Rae"}).json()["entries"]
    assert [entry["by"] for entry in log if entry["record"]["record"] == "review"] == ["Rae"]


def test_who_is_not_named_is_not_let_in(proxied: Served) -> None:
    assert httpx.get(proxied.root).status_code == 401
    assert httpx.get(proxied.root, headers={"X-User": ""}).status_code == 401
    twice = httpx.get(proxied.root, headers=[("X-User", "Ann"), ("X-User", "Rae")])
    assert twice.status_code == 401
    assert "?token" not in proxied.address


def test_a_name_is_believed_from_the_proxy_alone(case_db: str, serve: Callable[..., Served]) -> None:
    served = serve(case_db, "--trust-header", "X-User", "--trust-proxy", "10.0.0.0/8", "--role", "Ann=owner")
    forged = {"X-User": "Ann", "X-Forwarded-For": "10.0.0.7"}
    assert httpx.get(served.root, headers=forged).status_code == 401


def test_who_has_no_role_is_told(case_db: str, serve: Callable[..., Served], tmp_path: Path) -> None:
    roles = tmp_path / "roles"
    roles.write_text("# the desk\nAnn Smith = owner\n\nRae=reviewer  # until May\n", encoding="utf-8")
    served = serve(case_db, *PROXIED, "--roles", str(roles))
    assert httpx.get(served.root, headers={"X-User": "Ann Smith"}).status_code == 200
    refused = httpx.get(served.root, headers={"X-User": "Dee"})
    assert refused.status_code == 403
    assert "Dee has no role here" in refused.text


def test_nobody_changes_a_desk_that_is_read_only(case_db: str, serve: Callable[..., Served]) -> None:
    served = serve(case_db, "--read-only")
    with served.program() as program:
        assert program.get("/api/trace/mz-100").status_code == 200
        assert program.post("/api/records", content=json.dumps(FIGURE), headers=LINES).status_code == 403
    assert httpx.get(served.root).status_code == 401


def test_a_public_desk_is_read_by_everybody(case_db: str, serve: Callable[..., Served]) -> None:
    served = serve(case_db, "--read-only", "--public")
    assert httpx.get(served.root + "/api/trace/mz-100").status_code == 200
    assert httpx.get(served.address).status_code == 200
    assert (
        httpx.post(served.root + "/api/records", content=json.dumps(FIGURE), headers=LINES).status_code == 403
    )
    assert httpx.get(served.root, headers={"Host": "evil.example"}).status_code == 403


def test_it_is_reached_under_the_proxys_address(case_db: str, serve: Callable[..., Served]) -> None:
    served = serve(case_db, *PROXIED, *ROLES, "--url", "https://desk.example.org", "--host", "127.0.0.1")
    assert served.address == "https://desk.example.org/"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--trust-header", "X-User"), "--trust-header and --trust-proxy go together"),
        (("--trust-proxy", "10.0.0.7"), "--trust-header and --trust-proxy go together"),
        (PROXIED, "nobody has a role"),
        ((*PROXIED, "--role", "Ann=king"), "there is no role 'king'"),
        ((*PROXIED, "--role", "Ann"), "gives nobody a role"),
        (("--trust-header", "X", "--trust-proxy", "here", "--role", "A=owner"), "not an address of a proxy"),
        (("--public",), "--public is for reading"),
        (("--url", "desk"), "that is not an address"),
        (("--host", "203.0.113.7"), "cannot be served at 203.0.113.7"),
        (("--roles", "missing"), "missing cannot be read"),
    ],
    ids=lambda given: given if isinstance(given, str) else " ".join(given),
)
def test_options_that_do_not_go_together_are_refused(
    case_db: str, options: tuple[str, ...], words: str
) -> None:
    command = [sys.executable, "-m", "ledger", "serve", "--db", case_db, "--port", "0", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2
    assert words in done.stderr
    assert "hint: " in done.stderr
