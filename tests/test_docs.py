"""The README, run: its commands in order in an empty folder, each with the output it shows.

The clock stands still and the salts are counted, so that the same is printed in every run. After a change of what
a command prints, ``LEDGER_REWRITE_GOLDEN=1 pytest tests/test_docs.py`` writes it into the README; read the
difference before it is kept.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from itertools import count, groupby
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.main import get_command

from ledger.cli.command import COMMANDS
from ledger.cli.entry import app, run
from ledger.errors import LedgerError
from ledger.model.vocabulary import HEDGES
from ledger.phrase.reader import parse_phrase
from ledger.trace.wording import parsed

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
CHANGELOG = ROOT / "CHANGELOG.md"

#: Set to write the README's outputs anew.
REWRITE = "LEDGER_REWRITE_GOLDEN"

#: The database server that the README speaks of.
EXAMPLE_SERVER = "postgresql://desk@db.example.org/facts"
#: A line of output that stands for any number of lines.
LEFT_OUT = "…"
#: Words that need a shell.
SHELL_WORDS = {"|", "||", "&&", ";", ">", "<"}

#: Where the README's reader works.
READERS_FOLDER = "/home/ann/desk"

#: The program as a shell finds it.
PROGRAM = """#!{python}
import sys
sys.path.insert(0, {tests!r})
from test_docs import ledger
sys.exit(ledger(sys.argv[1:]))
"""


def ledger(arguments: list[str]) -> int:
    """The program, with a clock that stands still and salts that are counted."""
    salts = count(1)
    return run(
        arguments,
        clock=lambda: datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
        salts=lambda size: next(salts).to_bytes(size, "big"),
    )


class Example(NamedTuple):
    """A command of the README, the output it shows, and which lines of the README that output is."""

    command: str
    shown: list[str]
    first: int
    last: int


def fenced(language: str) -> Iterator[tuple[int, list[str]]]:
    """The blocks of a language in the README: the number of the first line (from 0), and the lines."""
    lines = README.read_text(encoding="utf-8").splitlines()
    begun = None
    for number, line in enumerate(lines):
        if begun is None and line.startswith("```"):
            begun = (line.removeprefix("```"), number + 1)
        elif begun is not None and line == "```":
            if begun[0] == language:
                yield begun[1], lines[begun[1] : number]
            begun = None


def examples() -> list[Example]:
    """Every command of the README's console blocks, in order."""
    found = []
    for start, lines in fenced("console"):
        at = 0
        while at < len(lines):
            assert lines[at].startswith("$ "), (
                f"README line {start + at + 1}: a command begins with a dollar sign"
            )
            command = lines[at].removeprefix("$ ")
            at += 1
            while command.endswith("\\"):
                command += f"\n{lines[at]}"
                at += 1
            if here := re.search(r"<<'(\w+)'", command):
                while not command.endswith(f"\n{here[1]}"):
                    command += f"\n{lines[at]}"
                    at += 1
            first = at
            while at < len(lines) and not lines[at].startswith("$ "):
                at += 1
            found.append(Example(command, lines[first:at], start + first, start + at))
    return found


class Desk:
    """A folder with the program on its path, as a reader has it who follows the README."""

    def __init__(self, folder: Path, make_postgres: Callable[[], str] | None) -> None:
        self.folder = folder / "desk"
        self.folder.mkdir()
        self._make_postgres = make_postgres
        self._server: str | None = None
        program = folder / "bin" / "ledger"
        program.parent.mkdir()
        program.write_text(PROGRAM.format(python=sys.executable, tests=str(ROOT / "tests")), encoding="utf-8")
        program.chmod(0o755)
        ours = ("LEDGER_", "XDG_CONFIG_HOME")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        self._environment = kept | {
            "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "LEDGER_USER": "Ann",
            "NO_COLOR": "1",
            "COLUMNS": "80",
            "HOME": str(folder),
        }

    def run(self, command: str) -> list[str]:
        """Run a command as a shell does; what it printed, warnings included, line by line."""
        if EXAMPLE_SERVER in command and self._make_postgres is not None:
            self._server = self._server or self._make_postgres()
            command = command.replace(EXAMPLE_SERVER, f"'{self._server}'")
        words = shlex.split(command.replace("\\\n", " "))
        if words[0] == "ledger" and not SHELL_WORDS.intersection(words):
            return self._lines(self._called(words[1:]))
        return self._lines(self._started(["bash", "-c", command]))

    def run_python(self, program: str) -> list[str]:
        """Run a program; what it printed."""
        return self._lines(self._started([sys.executable, "-c", program]))

    def _called(self, arguments: list[str]) -> str:
        """The program without a process of its own, which saves the time of starting one."""
        printed = StringIO()
        with (
            pytest.MonkeyPatch.context() as patch,
            chdir(self.folder),
            redirect_stdout(printed),
            redirect_stderr(printed),
        ):
            for name, value in self._environment.items():
                patch.setenv(name, value)
            for name in ("LEDGER_DB", "XDG_CONFIG_HOME"):
                patch.delenv(name, raising=False)
            ledger(arguments)
        return printed.getvalue()

    def _started(self, command: list[str]) -> str:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.stdout

    def _lines(self, printed: str) -> list[str]:
        assert "internal error" not in printed, printed
        # A colour or a cursor movement would not stand in a README.
        assert "\x1b" not in printed
        return printed.replace(str(self.folder), READERS_FOLDER).splitlines()


def fits(shown: list[str], printed: list[str]) -> bool:
    """Whether what was printed is what is shown, any lines standing where the README leaves some out."""
    parts = [r"(?:.*\n)*?" if line == LEFT_OUT else re.escape(f"{line}\n") for line in shown]
    return re.fullmatch("".join(parts), "".join(f"{line}\n" for line in printed)) is not None


def test_the_readme_does_what_it_shows(tmp_path: Path, new_postgres: Callable[[], str]) -> None:
    if os.environ.get(REWRITE):
        rewrite()
    desk = Desk(tmp_path, new_postgres)
    wrong = []
    for example in examples():
        printed = desk.run(example.command)
        if not fits(example.shown, printed):
            wrong.append("\n".join([f"README line {example.first}: $ {example.command}", *printed]))
    assert wrong == []


def test_the_readme_runs_its_python(tmp_path: Path) -> None:
    desk = Desk(tmp_path, None)
    programs, outputs = list(fenced("python")), list(fenced("text"))
    assert programs
    for start, lines in programs:
        printed = desk.run_python("\n".join(lines))
        following = next(shown for at, shown in outputs if at > start)
        assert printed == following


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme(name: str) -> None:
    assert re.search(rf"\bledger {name}\b", README.read_text(encoding="utf-8"))


def commands() -> Iterator[tuple[str, Any]]:
    """Every command that does something, with its name as it is typed."""
    root: Any = get_command(app)
    pending = [("ledger", root)]
    while pending:
        path, command = pending.pop()
        names = command.list_commands(None) if hasattr(command, "list_commands") else []
        pending += [(f"{path} {name}", command.get_command(None, name)) for name in names]
        if not names:
            yield path, command


@pytest.mark.parametrize(
    ("path", "command"), list(commands()), ids=lambda one: one if isinstance(one, str) else ""
)
def test_every_command_has_help_with_an_example(path: str, command: Any) -> None:
    assert len((command.help or "").split()) >= 4
    assert f"  {path}" in (command.epilog or "")
    for option in command.params:
        assert option.param_type_name == "argument" or option.help, f"{path} {option.name} has no help"


def test_every_finding_is_explained_in_the_readme() -> None:
    from ledger.trace.registry import rules

    text = README.read_text(encoding="utf-8")
    assert [code for code in rules() if f"`{code}`" not in text] == []


def rows(heading: str) -> Iterator[list[str]]:
    """The cells of the README's table that begins with this line, its heading left out."""
    _, _, table = README.read_text(encoding="utf-8").partition(f"\n{heading}\n")
    for line in table.splitlines()[1:]:
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in line.strip("|").split("|")]


def test_the_wordings_of_hedges_are_those_that_are_read() -> None:
    found = {cells[0].strip("`"): cells[1] for cells in rows("| hedge | wordings |")}
    assert set(found) == set(HEDGES)
    for hedge, wordings in found.items():
        if hedge not in ("between", "vague"):
            for wording in wordings.split(", "):
                assert hedge in (_hedge(f"{wording} 100 soldiers"), _hedge(f"100 soldiers {wording}")), (
                    wording
                )


def _hedge(phrase: str) -> str | None:
    try:
        return parse_phrase(phrase).hedge
    except LedgerError:
        return None


def test_the_phrases_are_read_as_the_readme_says() -> None:
    examples = list(rows("| phrase | read as |"))
    assert examples
    assert [[phrase, parsed(parse_phrase(phrase))] for phrase, _ in examples] == examples


def test_continuous_integration_runs_what_the_readme_says() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    lines = [line for _, block in fenced("sh") for line in block if line.startswith("python3 -m venv")]
    assert len(lines) == 2
    assert all(line in script for line in lines)


def test_links_lead_somewhere() -> None:
    text = README.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), flags=re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if target.startswith("#"):
            assert target[1:] in anchors
        elif "://" not in target:
            assert (ROOT / target.partition("#")[0]).exists(), target


def test_the_changelog_is_one() -> None:
    # https://keepachangelog.com/en/1.1.0/
    text = CHANGELOG.read_text(encoding="utf-8")
    assert text.startswith("# Changelog\n")
    releases = re.findall(r"^## (.*)$", text, flags=re.MULTILINE)
    assert releases
    assert all(
        re.fullmatch(r"\[(?:Unreleased|\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}|Unreleased\])", one)
        or one == "[Unreleased]"
        for one in releases
    )
    sections = set(re.findall(r"^### (.*)$", text, flags=re.MULTILINE))
    assert sections <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def rewrite() -> None:
    """Write what is printed into the README."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), None)
        found = [one for one in examples() if EXAMPLE_SERVER not in one.command]
        new = [(one.first, one.last, renewed(one.shown, desk.run(one.command))) for one in found]
        outputs = list(fenced("text"))
        for start, lines in fenced("python"):
            at, shown = next(output for output in outputs if output[0] > start)
            new.append((at, at + len(shown), desk.run_python("\n".join(lines))))
        text = README.read_text(encoding="utf-8").splitlines()
        for first, last, printed in sorted(new, reverse=True):
            text[first:last] = printed
        README.write_text("\n".join(text) + "\n", encoding="utf-8")


def renewed(shown: list[str], printed: list[str]) -> list[str]:
    """What was printed, but what the README leaves out: from the first to the last line of each part it shows."""
    if LEFT_OUT not in shown:
        return printed
    new: list[str] = []
    for left_out, lines in groupby(shown, key=lambda line: line == LEFT_OUT):
        part = list(lines)
        if not left_out and part[0] in printed and part[-1] in printed:
            part = printed[printed.index(part[0]) : printed.index(part[-1]) + 1]
        new += part
    return new
