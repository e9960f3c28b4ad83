"""What is said, and with which exit code, when something is wrong."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ledger.cli import run

if TYPE_CHECKING:
    from tests.cli.conftest import Desk


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["trce", "x"], "hint: did you mean trace?"),
        (["trace", "x", "--dept", "2"], "hint: did you mean --depth?"),
        (["trace"], "hint: ledger trace --help shows how"),
        (["link", "a"], "hint: give one of --relays REF"),
        (["add"], "hint: ledger add --help shows how"),
        (["db", "upgrde"], "hint: did you mean upgrade?"),
        (["list", "--status", "lost"], "hint: one of current, corrected, retracted"),
        (["add", "5 cats", "--from", "no-name", "--formula", "x"], "hint: write --from weekly=REF"),
    ],
)
def test_words_that_do_not_go_together(desk: Desk, words: list[str], hint: str) -> None:
    answer = desk.answer(*words)
    assert answer.code == 2
    assert answer.out == ""
    first, second = answer.err.splitlines()
    assert first.startswith("error: ")
    assert second.startswith(hint)


def test_an_error_for_a_program(desk: Desk) -> None:
    for words, code in (
        (["trace", "--json", "--dept", "2", "x"], "usage"),
        (["show", "nothing", "--json"], "not-found"),
        (["add", "quite a lot", "--json"], "input"),
        (["init", "--json"], "conflict"),
    ):
        answer = desk.answer(*words)
        assert answer.code == 2
        assert answer.out == ""
        error = answer.error()
        assert error["code"] == code
        assert error["message"]
        assert isinstance(error["problems"], list)


def test_problems_for_a_program_have_file_line_and_pointer(desk: Desk) -> None:
    line = '{"record":"figure","quantity":"5 cats","colour":"red"}'
    error = desk.answer("import", "-", "--json", stdin=line).error()
    (problem,) = error["problems"]
    assert (problem["file"], problem["line"], problem["pointer"]) == ("-", 1, "/colour")


def test_a_reference_that_is_mistyped_names_what_is_near(worked_case: Desk) -> None:
    answer = worked_case.answer("show", "mod-520")
    assert answer.code == 2
    assert "mod-5200" in answer.err


def test_the_first_thousand_problems_then_a_count(desk: Desk) -> None:
    lines = "\n".join('{"record":"nonsense"}' for _ in range(1203))
    printed = desk.answer("import", "-", stdin=lines).err.splitlines()
    assert len([line for line in printed if line.startswith("-:")]) == 1000
    assert "… and 203 more" in printed
    assert "error: 1,203 problems" in printed


@pytest.mark.usefixtures("surroundings")
def test_no_ledger_is_exit_three(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["trace", "x"], ["db", "status"], ["db", "upgrade"], ["verify"]):
        assert run([*words, "--db", "missing.db"]) == 3
        printed = capsys.readouterr()
        assert printed.err.startswith(
            "error: there is no ledger at missing.db\nhint: make one with: ledger init"
        )
    assert not Path("missing.db").exists()


@pytest.mark.usefixtures("surroundings")
def test_a_file_that_is_no_ledger_is_exit_three(capsys: pytest.CaptureFixture[str]) -> None:
    Path("text.db").write_text("not a database, " * 100)
    assert run(["trace", "x", "--db", "text.db"]) == 3
    assert capsys.readouterr().err.startswith("error: ")


@pytest.mark.usefixtures("surroundings")
def test_a_password_is_never_shown(capsys: pytest.CaptureFixture[str]) -> None:
    where = "postgresql://desk:sesame@127.0.0.1:1/none"
    for words in (["db", "status"], ["trace", "x"], ["init"], ["trace", "x", "--json"]):
        assert run([*words, "--db", where]) == 3
        printed = capsys.readouterr()
        assert "sesame" not in printed.out + printed.err


def test_damage_is_exit_one(desk: Desk) -> None:
    import sqlite3

    desk("add", "5 cats", "--reported-by", "A")
    with sqlite3.connect(desk.db) as connection:
        guard = "SELECT sql FROM sqlite_master WHERE name = 'entry_no_update'"
        (sql,) = connection.execute(guard).fetchone()
        connection.execute("DROP TRIGGER entry_no_update")
        connection.execute("UPDATE entry SET leaf_hash = zeroblob(32) WHERE seq = 2")
        connection.execute(sql)
    connection.close()
    answer = desk.answer("verify")
    assert answer.code == 1
    assert answer.err.startswith("error: ")
    assert desk.answer("verify", "--json").error()["seq"] == 2


def test_a_file_that_cannot_be_read(desk: Desk) -> None:
    answer = desk.answer("import", "no-such.jsonl")
    assert answer.code == 2
    assert answer.err == "error: no-such.jsonl cannot be read: No such file or directory\n"


def test_json_documents_are_not_imported(desk: Desk) -> None:
    assert desk.answer("import", "-", "--format", "json").code == 2
    assert desk.answer("export", "--format", "xml").code == 2


def test_a_fault_of_the_program_is_one_line(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> datetime:
        raise ZeroDivisionError("no time\nat all")

    assert run(["add", "5 cats", "--db", desk.db, "--as", "Ann"], clock=broken) == 3
    first, second = capsys.readouterr().err.splitlines()
    assert first == "error: internal error: ZeroDivisionError: no time at all"
    assert second.startswith("hint: this is a fault of the program")


@pytest.mark.usefixtures("surroundings")
def test_every_command_has_help_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    from ledger.cli.commands import COMMANDS

    for name in COMMANDS:
        assert run([name, "--help"]) == 0
        printed = capsys.readouterr().out
        assert printed.startswith(f"Usage: ledger {name}")
        assert "--db URL_OR_PATH" in printed
        if name != "db":
            assert f"  Examples:\n    ledger {name}" in printed


def test_help_lists_every_command_once_with_a_whole_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ledger.cli.commands import COMMANDS

    monkeypatch.setenv("COLUMNS", "80")
    cut_off = []
    for group in [[], ["draft"], ["agent"], ["key"], ["witness"], ["db"]]:
        assert run([*group, "--help"]) == 0
        lines = capsys.readouterr().out.splitlines()
        cut_off += [line for line in lines[1:] if line.endswith("...")]
        if not group:
            begin = lines.index("Begin:")
            listed = [match[1] for line in lines[begin:] if (match := re.match(r"  ([a-z]+)  +\S", line))]
            assert listed == list(COMMANDS)
    assert cut_off == []


def test_common_options_stand_before_or_after_the_command(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--db", desk.db, "--as", "Zoe", "--json", "add", "5 cats"]) == 0
    assert json.loads(capsys.readouterr().out)["outcomes"]
    assert run(["log", "--db", desk.db]) == 0
    assert " Zoe " in capsys.readouterr().out


def _python(*words: str, env: dict[str, str], stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ledger", *words],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=env,
        input=stdin,
    )


def _surroundings(**more: str) -> dict[str, str]:
    path = str(Path(__file__).parents[2])
    return {"PATH": os.environ["PATH"], "PYTHONPATH": path, "HOME": "/", **more}


@pytest.mark.usefixtures("surroundings")
def test_the_program_as_a_process() -> None:
    env = _surroundings(LEDGER_USER="Ann", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert _python("init", env=env).returncode == 0
    added = _python("add", "5 cats", "--reported-by", "Медиазона", "--key", "cats", env=env)
    assert added.returncode == 0
    traced = _python("trace", "cats", env=env)
    assert "Медиазона" in traced.stdout
    assert "\x1b" not in traced.stdout
    missing = _python("trace", "dogs", env=env)
    assert (missing.returncode, missing.stdout) == (1, "")


@pytest.mark.usefixtures("surroundings")
def test_nobody_reads_to_the_end() -> None:
    env = _surroundings(LEDGER_USER="Ann")
    assert _python("init", env=env).returncode == 0
    lines = "".join(f'{{"record":"agent","name":"Party number {number}"}}\n' for number in range(3000))
    assert _python("import", "-", env=env, stdin=lines).returncode == 0
    process = subprocess.Popen(
        [sys.executable, "-m", "ledger", "log"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(timeout=60) == 141
    assert process.stderr.read() == b""
    process.stderr.close()


def test_a_trace_imports_nothing_heavy(worked_case: Desk) -> None:
    script = (
        "import sys; from ledger.cli import run; run(sys.argv[1:]);"
        "heavy = {'jsonschema', 'rich', 'alembic', 'pint', 'jinja2', 'psycopg'};"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "trace", "tdp-5200", "--db", worked_case.db],
        capture_output=True, text=True, check=True, env=_surroundings(LEDGER_USER="Ann"),
    )  # fmt: skip
    assert done.stderr == "[]\n"
    assert "Mediazona" in done.stdout
