"""Every route of the desk, asked by every role, by a page of elsewhere and by nobody: none is open by mistake."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from ledger import Ledger
from ledger.book.capturing import Capture
from ledger.book.worked_case import RECORDS
from ledger.web import api, static_files
from ledger.web.screens import (
    draft_actions,
    draft_screen,
    first_screen,
    inbox_screen,
    search_screen,
    session_screen,
    trace_screen,
)
from ledger.web.users import SAFE_METHODS
from tests.web.conftest import Served

MODULES = (
    static_files, first_screen, draft_screen, draft_actions, trace_screen, inbox_screen, search_screen,
    session_screen, api,
)  # fmt: skip
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
    with Ledger.create(where, who="Ann") as ledger:
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
