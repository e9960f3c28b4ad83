"""`ledger capture` as it is typed, and fetching from a real server on loopback."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import jsonschema
import pytest

from ledger.book import fetching
from ledger.book.fetching import fetch, is_public
from ledger.errors import FetchError, InputError
from ledger.model.schema import read_schema

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

PAGE = """<html lang="en"><head><title>Soldiers tried</title><meta property="og:site_name" content="The Post"></head>
<body><article><p>Nearly 100 soldiers a week are being convicted, the ministry said in its update.</p></article></body>
</html>"""


def test_the_command_echoes_what_it_read(desk: Desk, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    out = desk("capture", str(page), "--url", "https://example.org/soldiers").out
    assert "title: Soldiers tried" in out
    assert "publisher: The Post" in out
    assert "url: https://example.org/soldiers" in out
    page.write_text(PAGE.replace("Nearly 100", "More than 100"), encoding="utf-8")
    out = desk("capture", str(page), "--url", "https://example.org/soldiers").out
    assert "-Nearly 100 soldiers" in out
    assert "+More than 100 soldiers" in out


def test_its_json_follows_the_published_schema(desk: Desk) -> None:
    for text in ("Our count\nNearly 100 a week.", "Our count\nNearly 120 a week."):
        document = desk("capture", "-", "--json", stdin=text).json()
        jsonschema.validate(document, read_schema("capture.schema.json"))
    assert document["difference"] == ["@@ -2 +2 @@", "-Nearly 100 a week.", "+Nearly 120 a week."]


def test_text_of_a_document_cannot_write_to_the_terminal(desk: Desk) -> None:
    out = desk("capture", "-", stdin="A title \x1b[31mred\u202e\n5 people").out
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_nothing_is_fetched_without_being_asked(desk: Desk) -> None:
    refused = desk.answer("capture", "https://example.org/soldiers")
    assert refused.code == 2
    assert "--fetch" in refused.err


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/", "http://localhost/", "http://[::1]/", "http://10.0.0.1/", "http://169.254.169.254/latest",
     "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "file:///etc/passwd", "ftp://example.org/", "http://u:p@example.org/"],
)  # fmt: skip
def test_only_public_addresses_are_fetched(desk: Desk, url: str) -> None:
    refused = desk.answer("capture", url, "--fetch")
    assert refused.code == 2
    assert "error:" in refused.err


@pytest.mark.parametrize(
    ("address", "public"),
    [("93.184.216.34", True), ("2606:2800:220:1:248:1893:25c8:1946", True), ("192.168.1.1", False),
     ("fe80::1%x", False), ("64:ff9b::7f00:1", False),
     ("2002:7f00:1::", False), ("100.64.0.1", False), ("224.0.0.1", False)],
)  # fmt: skip
def test_addresses_are_judged_with_what_is_inside_them(address: str, public: bool) -> None:
    assert is_public(address) is public


@contextmanager
def serving(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """A real server on loopback; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def page(handler: BaseHTTPRequestHandler, body: bytes = PAGE.encode(), **headers: str) -> None:
    """Answer with a page."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html; charset=utf-8")
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def on_loopback(address: str) -> bool:
    """The test's own server alone."""
    return address == "127.0.0.1"


def test_a_page_is_fetched_with_its_type_and_without_cookies() -> None:
    seen: list[Any] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        seen.append(handler.headers)
        if handler.path == "/old":
            handler.send_response(302)
            handler.send_header("Location", "/new?a=1")
            handler.send_header("Set-Cookie", "id=1")
            handler.end_headers()
        else:
            page(handler)

    with serving(answer) as address:
        found = fetch(f"{address}/old", permitted=on_loopback)
    assert found == (f"{address}/new?a=1", "text/html", "utf-8", PAGE.encode())
    assert [headers.get("Cookie") for headers in seen] == [None, None]


def test_a_redirect_to_a_private_address_is_refused() -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", "http://10.0.0.1/secret")
        handler.end_headers()

    with serving(answer) as address, pytest.raises(InputError, match=r"10\.0\.0\.1"):
        fetch(address, permitted=on_loopback)


def test_what_is_too_large_too_slow_or_no_page_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(200):
                handler.wfile.write(b"x" * 100_000)
        except OSError:
            return

    with serving(endless) as address, pytest.raises(FetchError, match="10 MB"):
        fetch(address, permitted=on_loopback)
    with serving(lambda handler: handler.send_error(404)) as address, pytest.raises(FetchError, match="404"):
        fetch(address, permitted=on_loopback)

    def around(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", "/again")
        handler.end_headers()

    with serving(around) as address, pytest.raises(FetchError, match="redirects"):
        fetch(address, permitted=on_loopback)
    silent = threading.Event()
    monkeypatch.setattr(fetching, "MAX_SECONDS", 0.3)

    def waiting(_handler: BaseHTTPRequestHandler) -> None:
        silent.wait(1)

    with serving(waiting) as address, pytest.raises(FetchError):
        fetch(address, permitted=on_loopback)


def test_a_server_that_sends_a_byte_now_and_then_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MAX_SECONDS", 0.4)

    def sending_slowly(begun: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
        def answer(handler: BaseHTTPRequestHandler) -> None:
            with suppress(OSError):
                handler.wfile.write(begun)
                for _ in range(30):
                    handler.wfile.write(b"0")
                    time.sleep(0.05)

        return answer

    body = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    chunk = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    for begun in (b"HTTP/1.1 200 OK\r\n", body, chunk):
        with serving(sending_slowly(begun)) as address, pytest.raises(FetchError, match="took longer"):
            fetch(address, permitted=on_loopback)


def test_a_page_compressed_unasked_is_unpacked_within_the_limit() -> None:
    packed = gzip.compress(PAGE.encode())
    with serving(lambda handler: page(handler, packed, Content_Encoding="gzip")) as address:
        assert fetch(address, permitted=on_loopback).body == PAGE.encode()
    bomb = gzip.compress(b"x" * 11_000_000)
    for body, encoding, says in ((bomb, "gzip", "10 MB"), (packed, "br", "encoded as br")):
        answer = partial(page, body=body, Content_Encoding=encoding)
        with serving(answer) as address, pytest.raises(FetchError, match=says):
            fetch(address, permitted=on_loopback)


def test_an_address_in_another_script_is_fetched_as_it_is_copied() -> None:
    asked: list[str] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        if len(asked) > 1:
            page(handler)
        else:
            handler.send_response(302)
            handler.send_header("Location", "/Львів".encode().decode("latin-1"))
            handler.end_headers()

    with serving(answer) as address:
        fetch(f"{address}/Київ?q=a%20b c", permitted=on_loopback)
    assert asked == [quote("/Київ") + "?q=a%20b%20c", quote("/Львів")]
