"""Who gets in, and what a browser is told to keep out."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable

import httpx
import pytest
from jsonschema import Draft202012Validator

from ledger.book.published import schema_text
from tests.web.conftest import Served

PATHS = ["/", "/inbox", "/trace/tdp-5200", "/api/trace/tdp-5200", "/static/x/desk.css", "/nothing"]


@pytest.mark.parametrize("path", PATHS)
def test_without_the_token_every_path_is_closed(served: Served, path: str) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Cookie": "ledger_session=wrong"}):
        answer = httpx.get(served.root + path, headers=headers)
        assert answer.status_code == 401
        assert "5,200" not in answer.text
    assert httpx.get(served.root + path + "?token=wrong").status_code == 401
    assert httpx.post(served.root + path).status_code == 401


def test_the_token_becomes_a_session_and_leaves_the_address(served: Served) -> None:
    answer = httpx.get(served.root + f"/trace/tdp-5200?depth=1&token={served.token}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/trace/tdp-5200?depth=1")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    with served.client() as client:
        assert "5,200" in client.get("/trace/tdp-5200").text


def test_a_token_leads_to_no_other_host(served: Served) -> None:
    answer = httpx.get(served.root + f"//evil.example/?token={served.token}")
    assert answer.headers["location"] == "/evil.example/"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "localhost.evil.example"])
def test_another_host_is_refused(served: Served, host: str) -> None:
    headers = {"Host": host, "Authorization": f"Bearer {served.token}"}
    assert httpx.get(served.root + "/", headers=headers).status_code == 403


def test_every_answer_forbids_what_pages_must_not_do(served: Served) -> None:
    with served.client() as client:
        for path in PATHS:
            for answer in (client.get(path), httpx.get(served.root + path)):
                policy = answer.headers["content-security-policy"]
                assert "default-src 'none'" in policy
                assert "frame-ancestors 'none'" in policy
                assert "unsafe" not in policy
                assert answer.headers["x-content-type-options"] == "nosniff"
                assert answer.headers["referrer-policy"] == "same-origin"


def test_what_is_asked_for_by_its_hash_is_kept(served: Served) -> None:
    with served.client() as client:
        page = client.get("/").text
        address = page.partition('src="')[2].partition('"')[0]
        assert "immutable" in client.get(address).headers["cache-control"]
        assert client.get("/static/old/htmx.js").headers["cache-control"] == "no-cache"
        assert client.get("/static/x/..%2f..%2fapp.py").status_code == 404


def test_it_ends_quietly_when_interrupted(case_db: str) -> None:
    # A process of its own, all of which ends.
    command = [sys.executable, "-u", "-m", "ledger", "serve", "--db", case_db, "--as", "Ann", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        with httpx.Client(follow_redirects=True) as client:
            assert client.get(process.stdout.readline().strip()).status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=20)[1] == ""
    assert process.returncode in (0, 130)


def test_the_address_can_be_had_as_json(case_db: str, serve: Callable[..., Served]) -> None:
    document = json.loads(serve(case_db, "--json", until="}").address)
    Draft202012Validator(json.loads(schema_text("serve"))).validate(document)
    assert httpx.get(document["address"]).status_code == 303
