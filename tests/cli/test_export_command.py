"""What is handed out, by `ledger export` and by `ledger trace`, in which format and to where."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.cli.writing import format_names
from ledger.formats import FORMATS, format_named
from tests.cli.conftest import Desk

#: Formats of a source with a text, which the worked case has none of.
DRAFTS = {"docx", "draft-html", "draft-markdown"}
#: Formats that hold what was sealed, with its proof.
PROVING = {"bundle", "element"}


def content(file: Path) -> bytes:
    return file.read_bytes()


# What is issued says when, and so is never the same twice.
@pytest.mark.parametrize("name", sorted(set(format_names()) - {"element"} - DRAFTS))
def test_a_file_is_of_the_format_of_its_ending(worked_case: Desk, surroundings: Path, name: str) -> None:
    if name in PROVING:
        worked_case("key", "new", "desk.example/ann", "--output", "ann.key")
        worked_case("seal", "--key-file", "ann.key")
    worked_case("export", "tdp-5200", "--format", name, "-o", "named")
    for ending in (format_named(name).suffix, f".{name}", f".{name.upper()}"):
        file = f"story{ending}"
        worked_case("export", "tdp-5200", "-o", file)
        assert content(surroundings / file) == content(surroundings / "named"), file


@pytest.mark.parametrize("name", sorted(set(format_names()) - {"jsonl", *PROVING} - DRAFTS))
def test_a_trace_is_written_as_an_export_is(worked_case: Desk, surroundings: Path, name: str) -> None:
    worked_case("export", "tdp-article", "--format", name, "-o", "exported")
    worked_case("trace", "tdp-article", "--format", name, "-o", "traced")
    assert content(surroundings / "exported") == content(surroundings / "traced")


def test_an_ending_of_no_format_is_asked_about(worked_case: Desk, surroundings: Path) -> None:
    for command in (("export",), ("trace", "tdp-5200")):
        answer = worked_case.answer(*command, "-o", "story.pdf")
        assert answer.code == 2
        assert answer.err.startswith(
            "error: no format has files that end in .pdf\nhint: say which one it is: "
        )
    assert not (surroundings / "story.pdf").exists()
    assert worked_case.answer("trace", "tdp-5200", "-o", "story").code == 2
    worked_case("export", "-o", "story")
    assert json.loads(content(surroundings / "story").splitlines()[0])["record"]


def test_a_format_is_suggested(worked_case: Desk) -> None:
    answer = worked_case.answer("export", "--format", "htlm")
    assert answer.code == 2
    assert "did you mean html?" in answer.err


def test_a_trace_in_a_format_is_whole_and_of_now(worked_case: Desk) -> None:
    for option in ("--json", "--proof", "--depth=1", "--as-of=3"):
        assert worked_case.answer("trace", "tdp-5200", "--format", "csv", option).code == 2


@pytest.mark.parametrize("name", [name for name in FORMATS if FORMATS[name].binary and name not in DRAFTS])
def test_bytes_do_not_go_to_a_terminal(worked_case: Desk, name: str) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "ledger", "export", "--format", name, "--db", worked_case.db]
    done = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, check=False, timeout=120)
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2
    assert done.stderr.decode().splitlines()[-1] == "hint: write it to a file: -o FILE"
    piped = subprocess.run(command, capture_output=True, check=True, timeout=120)
    assert piped.stdout.startswith((b"PK", b"PAR1", b"\x89PNG"))


@pytest.mark.parametrize("name", format_names())
def test_a_template_is_of_a_format_that_has_one(surroundings: Path, desk: Desk, name: str) -> None:
    answer = desk.answer("export", "--format", name, "--template", "-o", "template")
    assert answer.code == (0 if FORMATS[name].fillable else 2)
    assert (surroundings / "template").exists() == (answer.code == 0)
    assert desk.answer("export", "tdp-5200", "--format", name, "--template").code == 2


@pytest.mark.parametrize("name", ["bundle", "json", "html", "markdown", "cite", "claimreview"])
def test_what_cannot_be_read_says_so(desk: Desk, surroundings: Path, name: str) -> None:
    (surroundings / "file").write_bytes(b"{}")
    answer = desk.answer("import", "file", "--format", name)
    assert answer.code == 2
    assert answer.err.startswith(f"error: {name} is not read back\nhint: import what was exported")


def test_lines_of_json_may_end_as_json_does(worked_case: Desk, surroundings: Path, tmp_path: Path) -> None:
    worked_case("export", "-o", "all.jsonl")
    (surroundings / "all.jsonl").rename(surroundings / "all.json")
    second_db = str(tmp_path / "other.db")
    worked_case("init", db=second_db)
    worked_case("import", "all.json", db=second_db)
    assert worked_case("export", db=second_db).out == worked_case("export").out


def test_what_is_drawn_or_printed_is_of_a_size_that_can_be_read() -> None:
    bounded = {name for name in FORMATS if FORMATS[name].most is not None}
    # All others are written as they are read, however many there are.
    assert bounded == {"bundle", "card", "dot", "element", "html", "mermaid", "png", "svg", "xlsx"}
