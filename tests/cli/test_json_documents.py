"""Every document printed with --json names its format and fits the published schema of that name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ledger.book.published import schema_names, schema_text
from ledger.cli.commands import COMMANDS
from tests.cli.conftest import Answer, Desk

#: Documents of formats that no command prints: of records, and of what an export writes.
EXPORTED = {"record", "document"}


def valid(document: dict[str, Any]) -> str:
    """The name of a document's format, once it fits its schema."""
    name, _, version = str(document["format"]).removeprefix("ledger-").partition("/")
    assert version == "1"
    Draft202012Validator(json.loads(schema_text(name))).validate(document)
    return name


def documents(desk: Desk, folder: Path) -> Iterator[tuple[str, Answer]]:
    """What every command prints with --json, by the command."""

    def run(*words: str, **how: Any) -> tuple[str, Answer]:
        return words[0], desk.answer(*words, "--json", **how)

    yield run("add", "7 houses", "--reported-by", "Ann; Bob", "--key", "houses")
    yield run("add", "8 houses", "--reported-by", "Ann", "--key", "more", "--dry-run")
    yield run("add", "7 houses", "--reported-by", "Ann; Bob", "--key", "houses")
    yield run("add", "-", stdin='{"record":"agent","name":"Cid"}')
    yield run("link", "houses", "--relays", "mz-100")
    yield run("review", "houses", "disputed", "--rating", "Half true")
    yield run("amend", "houses", "--locator", "p. 2")
    yield run("correct", "mt-100", "--by", "up-100")
    yield run("retract", "houses")
    yield run("undo", "houses")
    yield run("remove", "houses", "--reason", "a slip")
    yield run("trace", "tdp-5200")
    yield run("trace", "mod-update")
    yield run("trace", "soldiers", "week")
    yield run("impact", "mz-100")
    for reference in ("tdp-5200", "Mediazona", "mod-update", "houses", "@"):
        yield run("show", reference)
    yield run("list")
    yield run("list", "--status", "retracted")
    yield run("agent", "list")
    yield run("agent", "merge", "Mediazona", "BBC Russian service")
    yield run("dupes")
    yield run("todo")
    yield run("log")
    yield run("log", "mz-100")
    yield run("check")
    yield run("check", "--explain", "hedge-dropped")
    yield run("import", "-", stdin='{"record":"agent","name":"Dee"}')
    yield run("import", "-", "--keep-going", str(folder / "rejects"), stdin='{"record":"agent"}')
    yield run("capture", "-", "--title", "A text", "--key", "text", stdin="Nearly 100 convictions a week.")
    yield run("scan", "-", stdin="Nearly 100 convictions a week, said the ministry.")
    yield run("derive", "tdp-5200")
    yield run("draft", "new", "-", "--title", "Ours", "--key", "ours", stdin="Nearly 100 convictions a week.")
    yield run("draft", "status", "ours")
    yield run("key", "new", "desk", "-o", str(folder / "desk.key"))
    yield run("key", "show", str(folder / "desk.key"))
    person = str(folder / "person.key")
    yield run("key", "new", "--person", "Ann", "-o", person)
    yield run("key", "introduce", "--sign", person)
    yield run("add", "7 apples", "--key", "signed", "--sign", person)
    yield run("show", "signed")
    yield run("log", "signed")
    yield run("trace", "signed")
    yield run("key", "list")
    yield run("seal", "--key-file", str(folder / "desk.key"))
    yield run("trace", "signed", "--proof")
    yield run("verify")
    yield run("trace", "tdp-5200", "--proof")
    assert desk.answer("export", "tdp-5200", "-o", str(folder / "b.bundle.json")).code == 0
    yield run("verify", str(folder / "b.bundle.json"))
    yield run("redact", "tdp-5200", "--field", "quote", "--reason", "asked to")
    yield run("init", db=str(folder / "new.db"))
    yield run("db", "status")
    yield run("db", "upgrade")
    yield run("status")
    yield run("status", "--monitor")
    yield run("backup", str(folder / "desk.backup"))
    yield run("restore", str(folder / "desk.backup"), db=str(folder / "restored.db"))
    yield run("demo")
    yield run("schema")
    yield run("help")
    yield run("help", "numbers")


def test_every_document_fits_its_published_schema(worked_case: Desk, surroundings: Path) -> None:
    printed: set[str] = set()
    commands: set[str] = set()
    for command, answer in documents(worked_case, surroundings):
        assert answer.out, (command, answer)
        document = json.loads(answer.out)
        printed.add(valid(document))
        commands.add(command)
        if "warnings" in document and "warning: " in answer.err:
            assert document["warnings"]
    assert commands == set(COMMANDS) - {"export", "serve", "mcp", "witness"}
    # What PostgreSQL roles print is tested where there are roles, and what a server prints where one is started.
    assert printed == set(schema_names()) - EXPORTED - {"error", "roles", "serve"}


@pytest.mark.parametrize(
    "words",
    [
        ["show", "nothing-like-it"],
        ["add", "5 people", "--stated", "whenever"],
        ["add", "--nothing"],
        ["retract"],
        ["nothing"],
        ["verify", "--against", "missing"],
        ["trace", "no such words"],
        ["import", "missing.jsonl"],
        ["help", "nothing"],
        ["schema", "nothing"],
    ],
    ids=" ".join,
)
def test_every_error_fits_its_published_schema(worked_case: Desk, words: list[str]) -> None:
    answer = worked_case.answer(*words, "--json")
    assert answer.code in (1, 2)
    assert valid(json.loads(answer.err)) == "error"


def test_warnings_stand_in_the_document(worked_case: Desk) -> None:
    answer = worked_case.answer("retract", "mz-100", "--json")
    [warning] = json.loads(answer.out)["warnings"]
    assert "no reason is recorded" in warning
    figure = json.dumps({"record": "figure", "quantity": "5 houses", "key": "mz-100", "reported_by": ["A"]})
    document = worked_case.answer("add", "-", "--json", stdin=figure).json()
    assert [warning for warning in document["warnings"] if "mz-100 is taken" in warning]


# The commands that print them.


def test_a_schema_is_printed_and_all_are_listed(desk: Desk) -> None:
    assert json.loads(desk("schema", "trace").out)["$id"].endswith("/trace/1")
    assert desk("schema", "trace.schema.json").out == desk("schema", "ledger-trace/1").out
    listed = desk("schema").out
    assert all(name in listed for name in schema_names())
    answer = desk.answer("schema", "trase")
    assert (answer.code, "did you mean trace?" in answer.err) == (2, True)


def test_the_manual_is_shown_and_its_pages_listed(desk: Desk) -> None:
    assert "ledger help TOPIC" in desk("help").out
    assert desk("help", "numbers").out.startswith("# ")
    # A command is explained too.
    assert "Usage: ledger trace" in desk("help", "trace").out
    answer = desk.answer("help", "numbres")
    assert (answer.code, "did you mean numbers?" in answer.err) == (2, True)
