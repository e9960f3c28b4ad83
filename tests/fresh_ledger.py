"""New ledgers without running all migrations each time: one is created, and the next are copies of it."""

from __future__ import annotations

import tempfile
from datetime import datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, make_url

from ledger.book import Ledger

_numbers = count(1)


def fresh_ledger(where: str | Path, *, name: str = "desk", **options: Any) -> Ledger:
    """Return what `Ledger.create` returns for a new file or PostgreSQL database, with the same options.

    Migrating took most of the time of a test that records little. What creating does, and refuses, is tested in
    ``store/test_migrations.py``; a test that needs it to happen calls `Ledger.create`.
    """
    # Creating reads the clock once, and so does this: a set clock shows the same times afterwards.
    moment = options["clock"]() if "clock" in options else None
    if "://" in str(where):
        url = make_url(str(where))
        template = _created_database(url.set(database="postgres"), name, moment)
        on_server(str(where), dropped(str(url.database)), created(str(url.database), template))
    else:
        Path(where).write_bytes(_created_file(name, moment))
    return Ledger.open(where, **options)


@cache
def _created_file(name: str, moment: datetime | None) -> bytes:
    """The bytes of a new ledger's file."""
    with tempfile.TemporaryDirectory(prefix="ledger-created-") as folder:
        file = Path(folder) / "ledger.db"
        Ledger.create(file, name=name, **_clock(moment)).close()
        return file.read_bytes()


@cache
def _created_database(server: URL, name: str, moment: datetime | None) -> str:
    """The name of a database with a new ledger, on the same server."""
    template = f"created_{next(_numbers)}"
    where = server.set(database=template).render_as_string(hide_password=False)
    on_server(where, created(template))
    Ledger.create(where, name=name, **_clock(moment)).close()
    return template


def _clock(moment: datetime | None) -> dict[str, Any]:
    return {} if moment is None else {"clock": lambda: moment}


def created(name: str, template: str = "template1") -> str:
    """The statement that makes a PostgreSQL database."""
    # Copying files takes half the time of writing them to the log, which is for servers with standbys.
    return f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy'


def dropped(name: str) -> str:
    """The statement that drops a PostgreSQL database, if it is there."""
    return f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'


def on_server(where: str, *statements: str) -> None:
    """Have the server of a database carry out statements."""
    url = make_url(where).set(drivername="postgresql", database="postgres")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
