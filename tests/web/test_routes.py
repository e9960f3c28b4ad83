"""Every route of the desk, asked by every role, by a page of elsewhere and by nobody: none is open by mistake."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from ledger import Ledger, web
from ledger.book.capturing import Capture
from ledger.book.worked_case import RECORDS
from ledger.web import screens
from ledger.web.users import SAFE_METHODS
from tests.fresh_ledger import fresh_ledger
from tests.web.conftest import Served

#: Every module of the desk that has routes: one that is new is among them.
MODULES = [
    module
    for package in (web, screens)
    for found in iter_modules(package.__path__, f"{package.__name__}.")
    if hasattr(module := import_module(found.name), "routes")
]
#: Every address and method that there is.
ROUTES = sorted(
    (method, route.path)
    for module in MODULES
    for route in module.routes
    for method in (route.methods or {"GET"}) - {"HEAD"}
)
PROXIED = ("--trust-header", "X-User", "--trust-proxy", "127.0.0.1")
ROLES = {"Rea": "reader", "Rec": "recorder", "Rae": "reviewer", "Ann": "owner"}
#: Whatever takes more than a recorder to change something, and whatever a reader may send.
REVIEWERS = {"/draft/{source}/{figure}/review", "/inbox/same", "/inbox/proposal"}
READERS = {"/sign-out", "/api/scan"}


@pytest.fixture(scope="module")
def desk_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked case, with a draft."""
    where = tmp_path_factory.mktemp("routes") / "ledger.db"
    with fresh_ledger(where, who="Ann") as ledger:
        ledger.record(RECORDS)
        ledger.capture(b"There were 40 trials.", Capture(name="draft.txt", title="A draft"))
    return where


@pytest.fixture
def desk(desk_db: Path, serve: Callable[..., Served]) -> Served:
    """It is served behind a proxy that names people of every role."""
    given = [option for name, role in ROLES.items() for option in ("--role", f"{name}={role}")]
    return serve(desk_db, *PROXIED, *given)


def ask(method: str, where: str, **sent: Any) -> httpx.Response:
    """Ask for an address, with patience for what loads a parser first."""
    return httpx.request(method, where, timeout=60, **sent)


def plainly(desk: Served, method: str, path: str, headers: str) -> str:
    """What the desk answers to a request as it is written here, which no client would send so."""
    where = urlsplit(desk.root)
    with socket.create_connection(("127.0.0.1", where.port or 0), timeout=60) as connection:
        host = f"Host: {where.netloc}"
        connection.sendall(
            f"{method} {path} HTTP/1.1\r\n{host}\r\n{headers}\r\nConnection: close\r\n\r\n".encode()
        )
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode()


def address(path: str) -> str:
    """An address of a route: of what is there where it only reads."""
    for gap, value in (
        ("{source}", "0" * 16), ("{figure}", "13-15"), ("{ref:path}", "mz-100"), ("{ref}", "mz-100"),
        ("{format}", "json"), ("{how}", "relay"), ("{digest}", "x"), ("{name:path}", "desk.css"),
    ):  # fmt: skip
        path = path.replace(gap, value)
    assert "{" not in path
    return path


def test_the_table_of_routes_is_whole() -> None:
    """A route that is new is in the table above: what it takes is looked at here."""
    assert len(ROUTES) > 30
    changing = {path for method, path in ROUTES if method not in SAFE_METHODS}
    assert changing >= REVIEWERS | READERS


def test_a_role_below_what_a_route_takes_is_refused_there(desk: Served) -> None:
    for method, path in ROUTES:
        if method in SAFE_METHODS:
            continue
        needed = 3 if path in REVIEWERS else 1 if path in READERS else 2
        for rank, name in enumerate(ROLES, 1):
            # What is no form is sent by no page, and by a program with its kind; it says nothing that can be recorded.
            headers = {"X-User": name, "Content-Type": "application/json"}
            answer = ask(method, desk.root + address(path), headers=headers, content=b"{}")
            assert (answer.status_code == 403) == (rank < needed), (method, path, name, answer.text)
            assert answer.status_code < 500, (method, path, name)


def test_what_changes_something_is_sent_by_a_page_of_the_desk_alone(desk: Served, desk_db: Path) -> None:
    for method, path in ROUTES:
        if method in SAFE_METHODS:
            continue
        attempts: list[dict[str, Any]] = [
            {"data": {"a": "b"}},
            {"data": {"a": "b", "csrf": "0" * 64}},
            {"content": b"{}", "headers": {"Content-Type": "text/plain"}},
            {
                "content": b"{}",
                "headers": {"Content-Type": "application/json", "Origin": "https://evil.example"},
            },
            {
                "content": b"{}",
                "headers": {"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"},
            },
            {"data": {"a": "b"}, "headers": {"X-CSRF-Token": "0" * 64}},
        ]
        for sent in attempts:
            headers = {"X-User": "Ann", **sent.get("headers", {})}
            answer = ask(method, desk.root + address(path), **{**sent, "headers": headers})
            assert answer.status_code == 403, (method, path, sent, answer.text)
            assert "not sent by a page of the desk" in answer.text
    with Ledger.open(desk_db) as ledger:
        assert {line.by for line in ledger.log()} == {"Ann"}


def test_nobody_and_another_host_come_to_no_route(desk: Served) -> None:
    for method, path in ROUTES:
        where = desk.root + address(path)
        assert ask(method, where).status_code == 401, (method, path)
        foreign = {"X-User": "Ann", "Host": "evil.example"}
        assert ask(method, where, headers=foreign).status_code == 403, (method, path)


def test_a_name_is_believed_from_the_proxy_alone_on_every_route(
    desk_db: Path, serve: Callable[..., Served]
) -> None:
    elsewhere = ("--trust-header", "X-User", "--trust-proxy", "192.0.2.7", "--role", "Ann=owner")
    root = serve(desk_db, *elsewhere).root
    for method, path in ROUTES:
        for spoofed in ({}, {"X-Forwarded-For": "192.0.2.7"}, {"Forwarded": "for=192.0.2.7"}):
            answer = ask(method, root + address(path), headers={"X-User": "Ann", **spoofed})
            assert answer.status_code == 401, (method, path, spoofed)
    # Two names are none: a proxy that adds its own does not take away what a visitor sent.
    desk = serve(desk_db, *PROXIED, "--role", "Ann=owner")
    for method, path in ROUTES:
        names = [("X-User", "Ann"), ("X-User", "Ann")]
        assert ask(method, desk.root + address(path), headers=names).status_code == 401, (method, path)


def test_no_route_leads_to_another_site(desk: Served, desk_db: Path, serve: Callable[..., Served]) -> None:
    elsewhere = "https://evil.example/"
    leading = dict.fromkeys(("next", "to", "url", "return", "redirect"), elsewhere)
    for method, path in ROUTES:
        headers = {"X-User": "Ann", "Referer": elsewhere, "X-Forwarded-Host": "evil.example"}
        sent = {} if method in SAFE_METHODS else {"data": leading}
        answer = ask(method, desk.root + address(path), headers=headers, params=leading, **sent)
        assert urlsplit(answer.headers.get("location", "/")).netloc == "", (method, path)
    # A page that leads on, for whoever follows a link from another site, leads on within the desk.
    served = serve(desk_db)
    for path in ("//evil.example/x?y=1", "/\\evil.example", "///evil.example", "/..//evil.example"):
        answered = plainly(served, "GET", path, "Sec-Fetch-Site: cross-site")
        leads_to = re.findall(r'content="0; url=([^"]*)"', answered)
        assert [where[:1] for where in leads_to] == ["/"] or " 400 " in answered[:20], answered
        assert not any(where[1:2] in ("/", "\\") for where in leads_to), leads_to


def test_more_than_a_route_takes_is_cut_off(desk: Served) -> None:
    for method, path in ROUTES:
        if method in SAFE_METHODS:
            continue
        headers = f"X-User: Ann\r\nContent-Type: application/json\r\nContent-Length: {10**9}"
        assert plainly(desk, method, address(path), headers).startswith("HTTP/1.1 413 "), (method, path)


def test_what_costs_has_a_budget(desk: Served) -> None:
    """Whatever reads a document, checks or exports is refused after a while, and says when to come again."""
    costly = [
        (method, route.path)
        for module in MODULES
        for route in module.routes
        if (cost := getattr(route.endpoint, "cost", 0)) and cost > 1
        for method in (route.methods or {"GET"}) - {"HEAD"}
    ]
    assert {path for _, path in costly} >= {
        "/drafts", "/inbox.atom", "/draft/{source}/export/{format}", "/trace/{ref}/export/{format}",
        "/api/check", "/api/scan", "/api/derive/{ref:path}",
    }  # fmt: skip
    headers = {"X-User": "Ann", "Content-Type": "application/json"}
    for method, path in costly:
        while ask("GET", f"{desk.root}/api/list?limit=1", headers=headers).status_code != 429:
            pass
        answer = ask(
            method, desk.root + address(path), headers=headers, content=b"{}" if method == "POST" else None
        )
        assert answer.status_code == 429, (method, path)
        assert int(answer.headers["retry-after"]) > 0
        # Nobody else waits for it.
        assert ask("GET", f"{desk.root}/api/list?limit=1", headers={"X-User": "Rea"}).status_code == 200


def test_a_reader_reads_everything_and_nothing_of_it_is_kept_by_others(desk: Served) -> None:
    """What is private is stored by no proxy on its way, and forms of elsewhere cannot show it in a frame."""
    for method, path in ROUTES:
        if method not in SAFE_METHODS:
            continue
        answer = ask("GET", desk.root + address(path), headers={"X-User": "Rea"})
        assert answer.status_code in (200, 303, 404, 422), (path, answer.text)
        caching = answer.headers["cache-control"]
        assert caching in ("no-store", "private, no-cache") or path.startswith("/static/"), (path, caching)
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
