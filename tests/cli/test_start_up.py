"""What each command loads: what it uses, and nothing that only other commands use."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.book.worked_case import RECORDS
from ledger.cli.commands import COMMANDS

#: Libraries that take long to import.
HEAVY = frozenset(
    [
        "alembic",
        "cryptography",
        "jinja2",
        "jsonschema",
        "openpyxl",
        "pint",
        "rich",
        "sqlalchemy.orm",
        "xlsxwriter",
    ]
)
#: Rooms and modules that only some commands use.
ROOMS = frozenset(
    [
        "ledger.book.answer_types",
        "ledger.book.worked_case",
        "ledger.formats",
        "ledger.phrase.reader",
        "ledger.store.append",
        "ledger.store.migrate",
        "ledger.trace.document",
        "ledger.trust",
    ]
)


#: A run of each command, and which of the libraries and rooms above it may load.
RUNS: dict[str, tuple[list[str], str]] = {
    "init": (["init", "--db", "{folder}/new.db"], "alembic ledger.store.migrate sqlalchemy.orm"),
    "demo": (
        ["demo"],
        "alembic sqlalchemy.orm ledger.store.migrate ledger.store.append ledger.phrase.reader "
        "ledger.book.worked_case ledger.trace.document",
    ),
    "add": (["add", "100 straws", "--reported-by", "A"], "ledger.store.append ledger.phrase.reader"),
    # The parser of the extra `nlp` loads what the others need not.
    "scan": (
        ["scan", "{folder}/text.md"],
        "ledger.phrase.reader ledger.trace.document" + (" jinja2 rich" if find_spec("spacy") else ""),
    ),
    "derive": (["derive", "mod-5200"], "ledger.phrase.reader ledger.trace.document"),
    "link": (["link", "mz-100", "--relays", "fn-5200"], "ledger.store.append"),
    "trace": (["trace", "tdp-5200"], "ledger.trace.document"),
    "impact": (["impact", "mz-100"], "ledger.trace.document"),
    "show": (["show", "tdp-5200"], "ledger.trace.document"),
    "list": (["list"], "ledger.trace.document"),
    "log": (["log"], "ledger.trace.document"),
    "capture": (["capture", "{folder}/text.md", "--title", "T"], "ledger.store.append ledger.trace.document"),
    "check": (["check"], "ledger.trace.document"),
    "review": (["review", "tdp-5200", "confirmed"], "ledger.store.append"),
    "correct": (["correct", "mz-100", "--by", "mt-100"], "ledger.store.append"),
    "retract": (["retract", "mz-100", "--reason", "gone"], "ledger.store.append"),
    "amend": (["amend", "mz-100", "--locator", "p. 1"], "ledger.store.append ledger.phrase.reader"),
    "remove": (["remove", "mz-100", "--reason", "wrong"], "ledger.store.append"),
    "undo": (["undo", "mz-100"], "ledger.store.append"),
    "serve": (["serve", "--help"], ""),
    "witness": (["witness", "--help"], ""),
    "backup": (["backup", "{folder}/copy.ledger"], "ledger.store.append ledger.trust"),
    "restore": (["restore", "{folder}/copy.ledger", "--help"], ""),
    "status": (["status"], "ledger.trust"),
    "mcp": (["mcp", "--help"], ""),
    "import": (
        ["import", "{folder}/case.jsonl"],
        "ledger.store.append ledger.phrase.reader ledger.formats ledger.trace.document",
    ),
    "draft": (
        ["draft", "new", "{folder}/text.md", "--title", "D"],
        "ledger.store.append ledger.trace.document",
    ),
    "export": (["export"], "ledger.formats ledger.trace.document"),
    "verify": (["verify"], "ledger.trust cryptography ledger.trace.document"),
    "seal": (["seal"], "ledger.trust cryptography"),
    "key": (["key", "new", "desk", "{folder}/desk.key"], "ledger.trust cryptography"),
    "redact": (["redact", "tdp-5200", "quote", "--reason", "asked to"], "ledger.store.append"),
    "agent": (["agent", "list"], "ledger.trace.document"),
    "dupes": (["dupes"], "ledger.trace.document"),
    "todo": (["todo"], "ledger.trace.document"),
    "db": (["db", "status"], ""),
    "schema": (["schema", "trace"], ""),
    "help": (["help", "numbers"], ""),
}


def test_every_command_is_run() -> None:
    assert set(RUNS) == set(COMMANDS)


@pytest.mark.parametrize("command", RUNS)
def test_a_command_loads_only_what_it_uses(command: str, tmp_path: Path) -> None:
    import json

    db = tmp_path / "ledger.db"
    Ledger.create(db, who="Ann").record(RECORDS)
    (tmp_path / "case.jsonl").write_text("\n".join(map(json.dumps, RECORDS)), encoding="utf-8")
    (tmp_path / "text.md").write_text("Nearly 100 convictions a week.\n", encoding="utf-8")
    words, allowed = RUNS[command]
    arguments = [word.format(folder=tmp_path) for word in words]
    if "--db" not in arguments:
        arguments += ["--db", str(db), "--as", "Ann"]
    program = f"from ledger.cli import run; run({arguments!r}); import sys; print('\\nloaded:', *sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    loaded = set(done.stdout.rpartition("\nloaded:")[2].split())
    assert f"ledger.cli.{COMMANDS[command]}" in loaded
    shared = {"demo": "check_command", "draft": "capture_command", "scan": "capture_command"}.get(
        command, COMMANDS[command]
    )
    others = {f"ledger.cli.{module}" for module in COMMANDS.values()} - {f"ledger.cli.{shared}"}
    assert loaded & others <= {f"ledger.cli.{COMMANDS[command]}", "ledger.cli.trace_commands"}
    assert (loaded & (HEAVY | ROOMS)) - set(allowed.split()) == set()


def test_help_loads_no_room_that_reads_a_ledger() -> None:
    program = "from ledger.cli import run; run(['--help']); import sys; print('\\nloaded:', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.rpartition("\nloaded:")[2].split())
    unused = HEAVY | ROOMS | {"sqlalchemy", "ledger.book", "ledger.store"}
    # The list of formats stands in the help of export.
    assert loaded & unused <= {"ledger.formats", "ledger.trust"}
