"""A desk that is served for real: `ledger serve` as a process, asked over HTTP."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from ledger.book.worked_case import RECORDS
from tests.fresh_ledger import fresh_ledger
from tests.web.desk_forks import ForkedDesk, desk_forks


@dataclass
class Served:
    """A running `ledger serve`. `address` is what it printed."""

    process: ForkedDesk
    address: str

    @property
    def root(self) -> str:
        """The address without its token, and without a slash at the end."""
        return self.address.partition("?")[0].rstrip("/")

    @property
    def token(self) -> str:
        """The token in the address."""
        return self.address.partition("token=")[2]

    @contextmanager
    def client(self) -> Iterator[httpx.Client]:
        """Somebody who came in by the address, as a browser does."""
        with httpx.Client(base_url=self.root, follow_redirects=True, timeout=30) as client:
            assert client.get(self.address).status_code == 200
            yield client

    def program(self) -> httpx.Client:
        """A program that brings the token in a header."""
        return httpx.Client(base_url=self.root, headers={"Authorization": f"Bearer {self.token}"}, timeout=30)

    def stop(self) -> str:
        """Interrupt it, as a person at the terminal does; what it wrote on standard error."""
        self.process.send_signal(signal.SIGINT)
        return self.process.communicate(timeout=20)[1]


@pytest.fixture(scope="module")
def desks() -> Iterator[Callable[[Sequence[str]], ForkedDesk]]:
    """Starts processes of `ledger`, each forked from one that has everything loaded."""
    with desk_forks() as forks:
        yield lambda words: ForkedDesk(forks, words)


@pytest.fixture
def serve(desks: Callable[[Sequence[str]], ForkedDesk]) -> Iterator[Callable[..., Served]]:
    """Starts `ledger serve` over a ledger, on a free port, with further options."""
    running: list[ForkedDesk] = []

    def start(where: str | Path, *options: str, until: str = "") -> Served:
        process = desks(["serve", "--db", str(where), "--as", "Ann", "--port", "0", *options])
        running.append(process)
        address = process.stdout.readline().strip()
        while not address.endswith(until):
            address += process.stdout.readline().strip()
        assert address, process.communicate(timeout=20)[1]
        return Served(process, address)

    yield start
    for process in running:
        process.close()


@pytest.fixture
def case_db(tmp_path: Path) -> str:
    """A file with the worked case in it."""
    where = str(tmp_path / "ledger.db")
    with fresh_ledger(where, name="desk", who="Ann") as ledger:
        ledger.record(RECORDS)
    return where


@pytest.fixture
def served(case_db: str, serve: Callable[..., Served]) -> Served:
    """The worked case, served."""
    return serve(case_db)
