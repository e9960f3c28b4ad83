"""`ledger redact` as it is typed, `ledger db roles`, and passwords, which no command shows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy.engine import make_url

from ledger.cli import run

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

ROOT = Path(__file__).parents[2]
SECRET = "sw0rdfish-hunter"


@pytest.fixture
def quoting(desk: Desk) -> Desk:
    """A desk with a figure that quotes somebody."""
    desk(
        "add", "nearly 100 soldiers a week", "--key", "mod", "--quote", "so a Kestrel said", "--note", "heard"
    )
    return desk


REDACT = ("redact", "mod", "--field", "quote", "--reason", "a court order")


def test_what_is_said(quoting: Desk) -> None:
    answer = quoting(*REDACT)
    assert answer.out.splitlines()[1] == "  the quote of mod is erased"
    for place in ("backups", "replicas", "write-ahead", "exports", "bundles"):
        assert place in answer.err
    assert "whoever guesses the words can confirm the guess" in answer.err
    removed = "quote removed by Ann on 2026-11-22: a court order"
    assert removed in quoting("trace", "mod").out
    assert "quote: removed by Ann on 2026-11-22: a court order" in quoting("show", "mod").out
    log = quoting("log").out
    assert "Ann removed the quote of mod" in log
    assert "because: a court order" in log
    assert quoting(*REDACT).out.startswith("already recorded: redaction")
    assert "as recorded" in quoting("verify", "--deep").out


def test_as_json(quoting: Desk) -> None:
    document = quoting(*REDACT, "--json").json()
    assert document["outcomes"][0]["recorded"] is True
    assert document["elsewhere"] == []
    assert len(document["unreachable"]) > 3


def test_a_dry_run_says_what_would_be(quoting: Desk) -> None:
    answer = quoting(*REDACT, "--dry-run")
    assert "would record: redaction" in answer.out
    assert "would be erased" in answer.out
    assert "Kestrel" in quoting("trace", "mod").out


def test_cleaning_up_alone(quoting: Desk) -> None:
    quoting(*REDACT)
    assert "hold nothing" in quoting("redact", "--clean-up").out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["redact"], "say what to erase, and why"),
        (["redact", "mod", "--field", "quote"], "say what to erase, and why"),
        (["redact", "mod", "--field", "quote", "--reason", " "], "say what to erase, and why"),
        (["redact", "mod", "--clean-up"], "--clean-up stands alone"),
        (["redact", "mod", "--field", "words", "--reason", "x"], "is not a text that can be erased"),
        (["redact", "mod", "--field", "text", "--reason", "x"], "mod has no text"),
        (["redact", "mod", "--field", "quote", "--reason", "So a kestrel said it"], "repeats the words"),
        (["redact", "lost", "--field", "quote", "--reason", "x"], "nothing here is called"),
        (["db", "roles"], "name a role"),
        (["db", "roles", "--reader", "eve"], "file permissions"),
    ],
)
def test_refusals(quoting: Desk, words: list[str], message: str) -> None:
    answer = quoting.answer(*words)
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err


def test_a_text_withheld_is_said_to_be(desk_at: Callable[[str], Desk]) -> None:
    ours, theirs = desk_at("ours.db"), desk_at("theirs.db")
    ours("add", "-", stdin='{"record":"source","key":"update","url":"https://example.org"}')
    ours("add", "-", stdin='{"record":"snapshot","key":"seen","source":"update","text":"a Kestrel"}')
    theirs("import", "-", stdin=ours("export").out)
    shown = theirs("show", "seen").out
    assert "text: not in this ledger" in shown
    assert "Kestrel" not in shown
    assert "a Kestrel" in ours("export", "--with-texts").out


def ledger(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "ledger", *words],
        cwd=ROOT,
        env={**os.environ, "LEDGER_USER": "Ann", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def roles(new_postgres: Callable[[], str]) -> Iterator[str]:
    """A ledger of an owner that logs in without a password, and the roles `ledger db roles` makes of it."""
    url = new_postgres()
    assert ledger("init", "--db", url).returncode == 0
    granted = ledger("db", "roles", "--writer", "cli-writer", "--reader", "cli-reader", "--db", url)
    assert granted.returncode == 0, granted.stderr
    assert 'GRANT SELECT ON ALL TABLES IN SCHEMA "public" TO "cli-reader";' in granted.stdout
    assert "\\password NAME" in granted.stderr
    yield url
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(b'DROP OWNED BY "cli-writer", "cli-reader"')
        connection.execute(b'DROP ROLE "cli-writer", "cli-reader"')


def as_role(url: str, name: str, password: str | None = None) -> str:
    return make_url(url).set(username=name, password=password).render_as_string(hide_password=False)


def test_a_writer_adds_and_a_reader_is_told_why_not(roles: str) -> None:
    writer, reader = as_role(roles, "cli-writer"), as_role(roles, "cli-reader")
    added = ledger("add", "5 people", "--key", "mod", "--note", "heard", "--db", writer)
    assert (added.returncode, added.stderr) == (0, "")
    for command in (["trace", "mod"], ["list"], ["show", "mod"], ["export"], ["verify", "--deep"]):
        assert ledger(*command, "--db", reader).returncode == 0
    refused = ledger("add", "6 people", "--db", reader)
    assert (refused.returncode, refused.stdout) == (3, "")
    first, second = refused.stderr.splitlines()
    assert first.startswith("error: the ledger postgresql://cli-reader@")
    assert "does not let this role do that: permission denied" in first
    assert second.startswith("hint: ask its owner")
    assert ledger("redact", "mod", "--field", "note", "--reason", "x", "--db", writer).returncode == 3
    assert ledger("redact", "mod", "--field", "note", "--reason", "x", "--db", roles).returncode == 0


@contextmanager
def password_asked(url: str) -> Iterator[str]:
    """The URL, over TCP, of a role that must say a password; the server asks nobody else for one."""
    with psycopg.connect(url, autocommit=True) as connection:
        (rules,) = connection.execute(b"SHOW hba_file").fetchone() or ("",)
        before = Path(rules).read_bytes()
        connection.execute(f"CREATE ROLE locked LOGIN PASSWORD '{SECRET}'".encode())
        connection.execute(b"GRANT SELECT ON ALL TABLES IN SCHEMA public TO locked")
        try:
            Path(rules).write_bytes(b"local all locked scram-sha-256\n" + before)
            connection.execute(b"SELECT pg_reload_conf()")
            yield as_role(url, "locked", SECRET)
        finally:
            Path(rules).write_bytes(before)
            connection.execute(b"SELECT pg_reload_conf()")
            connection.execute(b"DROP OWNED BY locked")
            connection.execute(b"DROP ROLE locked")


COMMANDS = [["db", "status"], ["add", "5 people"], ["init"]]


def unseen(printed: str) -> None:
    """Assert that no part of the password is printed."""
    for part in (SECRET, *SECRET.split("-")):
        assert part not in printed


def test_no_command_shows_a_password(roles: str, tmp_path: Path) -> None:
    with password_asked(roles) as url:
        status = ledger("db", "status", LEDGER_DB=url)
        assert (status.returncode, "locked" in status.stdout) == (0, True)
        unseen(status.stdout + status.stderr)
        shown = ledger("db", "status", "--json", LEDGER_DB=url)
        assert json.loads(shown.stdout)["where"].startswith("postgresql://locked:***@")
        unseen(shown.stdout + shown.stderr)
        # The password is right, and the role may not write.
        denied = ledger("add", "5 people", LEDGER_DB=url)
        assert denied.returncode == 3
        unseen(denied.stdout + denied.stderr)
        exported = ledger("export", LEDGER_DB=url)
        assert exported.returncode == 0
        unseen(exported.stdout + exported.stderr)
        wrong = as_role(roles, "locked", f"{SECRET}-wrong")
        for command in COMMANDS:
            for shape in ([], ["--json"]):
                process = ledger(*command, *shape, LEDGER_DB=wrong, LEDGER_DEBUG="1")
                assert process.returncode == 3
                assert "password authentication failed" in process.stderr
                unseen(process.stdout + process.stderr)
        asked = make_url(roles).set(username="locked").update_query_dict({"password": SECRET})
        for where in (asked, asked.update_query_dict({"password": f"{SECRET}-wrong"})):
            process = ledger("db", "status", LEDGER_DB=where.render_as_string(hide_password=False))
            unseen(process.stdout + process.stderr)
        stored = ledger("add", "5 people", "--key", "mod", LEDGER_DB=roles, PGPASSWORD=SECRET)
        assert stored.returncode == 0
        exported = ledger("export", LEDGER_DB=roles, PGPASSWORD=SECRET)
        unseen(exported.stdout + exported.stderr)


@pytest.mark.parametrize(
    "where",
    [
        f"postgresql://ann:{SECRET}@127.0.0.1:1/facts",
        f"postgresql://ann:{SECRET}@no-such-host.invalid/facts",
        f"postgresql://ann@127.0.0.1:1/facts?password={SECRET}",
        f"postgresql://ann:{SECRET}@127.0.0.1:port/facts",
        f"postgresql://ann:{SECRET}/more@127.0.0.1:1/facts",
        f"postgresql://ann:one@{SECRET}@127.0.0.1:1/facts",
        f"postgresql://ann:{SECRET}#more@127.0.0.1:1/facts",
        f"postgresql://ann:{SECRET}?more@127.0.0.1:1/facts",
        f"mysql://ann:{SECRET}@127.0.0.1/facts",
        f"postgresql://ann:{SECRET}@[::1/facts",
    ],
)
def test_no_error_about_a_server_shows_a_password(
    where: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEDGER_DB", where)
    monkeypatch.setenv("LEDGER_USER", "Ann")
    for command in COMMANDS:
        code = run(command)
        printed = capfd.readouterr()
        assert code in (2, 3), printed
        assert printed.err.startswith("error: ")
        unseen(printed.out + printed.err)
    debugged = ledger("db", "status", "--json", LEDGER_DB=where, LEDGER_DEBUG="1")
    unseen(debugged.stdout + debugged.stderr)
