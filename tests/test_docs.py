"""The documents, run: the commands of each in order in an empty folder, with the output that it shows.

The clock stands still and the salts are counted, so that every run prints the same. After a change of what a command
prints, ``pytest tests/test_docs.py --rewrite`` writes it into the documents; read the difference before you commit it.
A document's blocks are fenced by their language:

``console``
    A shell session, run in a folder of its own; a line ``…`` stands for output that is left out.
``python``
    A program; the ``text`` block after it is what it prints.
``sh``
    Commands that take too long to run here: the two of the README are run by ``.ci/run``, the others call pytest, and
    the tests that they name exist.
``sql``
    A query: ``tests/store/test_views.py`` asks each of both databases.
``ini``, ``dockerfile``
    What an administrator writes for systemd or a container: ``tests/trust/test_monitoring.py`` runs it.
``text``
    A picture.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from itertools import count, groupby, zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.main import get_command

from ledger.cli.commands import COMMANDS
from ledger.cli.entry import app, run
from ledger.errors import LedgerError
from ledger.model.vocabulary import HEDGES
from ledger.phrase.reader import parse_phrase
from ledger.trace.rules import rules
from ledger.view.wording import parsed

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
CHANGELOG = ROOT / "CHANGELOG.md"
MANUAL = sorted((ROOT / "ledger" / "docs").glob("*.md"))
#: Documents for those who work on the program: their commands run in a copy of the checkout.
FOR_CONTRIBUTORS = [
    path
    for path in (ROOT / room / "README.md" for room in ("ledger", "tests", "schema", "alembic"))
    if path.exists()
]
DOCUMENTS = [README, *MANUAL, *FOR_CONTRIBUTORS]

#: Set by ``--rewrite``: what is printed is written into the documents.
REWRITE = "LEDGER_REWRITE_GOLDEN"

#: The picture of a page that the README shows.
PICTURE = ROOT / "ledger" / "docs" / "page.png"

#: Requests to a running desk are in bash; tests/web/test_desk_manual.py sends them.
LANGUAGES = {"bash", "console", "dockerfile", "ini", "python", "sh", "sql", "text"}
#: The database server that the documents speak of.
EXAMPLE_SERVER = "postgresql://desk@db.example.org/facts"
#: A line of output that stands for any number of lines.
LEFT_OUT = "…"
#: Words that need a shell.
SHELL_WORDS = {"|", "||", "&&", ";", ">", "<"}

#: Where the reader of a document works.
READERS_FOLDER = "/home/ann/desk"

#: Programs as a shell finds them.
PROGRAMS = {
    "ledger": """#!{python}
import sys
sys.path.insert(0, {tests!r})
from test_docs import ledger
sys.exit(ledger(sys.argv[1:]))
""",
    "python": '#!/bin/sh\nexec {python} "$@"\n',
    "pytest": '#!/bin/sh\nexec {python} -m pytest "$@"\n',
}


def ledger(arguments: list[str]) -> int:
    """The program, with a clock that stands still and salts that are counted."""
    salts = count(1)
    return run(
        arguments,
        clock=lambda: datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
        salts=lambda size: next(salts).to_bytes(size, "big"),
    )


class Block(NamedTuple):
    """A fenced block of a document: the number of its first line (from 0), and its lines."""

    language: str
    start: int
    lines: list[str]


class Example(NamedTuple):
    """What a document runs, the output it shows, and which lines of the document that output is."""

    command: str
    shown: list[str]
    first: int
    last: int
    is_python: bool = False


def blocks(document: Path) -> list[Block]:
    """The fenced blocks of a document, in order."""
    found: list[Block] = []
    fence: tuple[str, int] | None = None
    lines = document.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if fence is None and line.lstrip().startswith("```"):
            assert line.startswith("```"), f"{document.name}:{number + 1}: an indented block is not run"
            fence = (line.removeprefix("```"), number + 1)
        elif fence is not None and line == "```":
            found.append(Block(fence[0], fence[1], lines[fence[1] : number]))
            fence = None
    assert fence is None, f"{document.name}: a block without an end"
    return found


def examples(document: Path) -> list[Example]:
    """Every command and program of a document, in order."""
    found: list[Example] = []
    fenced = blocks(document)
    for block, following in zip_longest(fenced, fenced[1:]):
        if block.language == "console":
            found += _commands(document, block)
        elif block.language == "python":
            assert following is not None
            assert following.language == "text", f"{document.name}:{block.start}: a program shows its output"
            start, shown = following.start, following.lines
            found.append(Example("\n".join(block.lines), shown, start, start + len(shown), is_python=True))
    return found


def _commands(document: Path, block: Block) -> Iterator[Example]:
    start, lines = block.start, block.lines
    at = 0
    while at < len(lines):
        assert lines[at].startswith("$ "), (
            f"{document.name}:{start + at + 1}: a command begins with a dollar sign"
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
        yield Example(command, lines[first:at], start + first, start + at)


class Desk:
    """A folder with the program on its path, as a reader has it who follows a document.

    `document` is the one that is followed; those for contributors are followed in a copy of the checkout.
    `make_postgres` makes the database that the documents' server stands for; without it, commands for a server are
    not run.
    """

    def __init__(self, folder: Path, document: Path, make_postgres: Callable[[], str] | None) -> None:
        self.folder = folder / "desk"
        self.folder.mkdir()
        self._make_postgres = make_postgres
        self._server: str | None = None
        self._in_checkout = document in FOR_CONTRIBUTORS
        if self._in_checkout:
            for name in ("ledger", "schema", "alembic", "tests"):
                ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
                shutil.copytree(ROOT / name, self.folder / name, ignore=ignored)
            shutil.copy(ROOT / "pyproject.toml", self.folder)
        checkout = self.folder if self._in_checkout else ROOT
        programs = folder / "bin"
        programs.mkdir()
        for name, program in PROGRAMS.items():
            path = programs / name
            path.write_text(
                program.format(python=sys.executable, tests=str(checkout / "tests")), encoding="utf-8"
            )
            path.chmod(0o755)
        ours = ("LEDGER_", "XDG_CONFIG_HOME", "PYTEST_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        self._environment = kept | {
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(checkout),
            "PYTHONUNBUFFERED": "1",
            "LEDGER_USER": "Ann",
            "NO_COLOR": "1",
            "COLUMNS": "80",
            "HOME": str(folder),
        }

    def run(self, example: Example) -> list[str]:
        """Run an example; what it printed, warnings included, line by line."""
        command = example.command
        if example.is_python:
            return self._lines(self._started([sys.executable, "-c", command]))
        if EXAMPLE_SERVER in command:
            if self._make_postgres is None:
                return example.shown
            self._server = self._server or self._make_postgres()
            command = command.replace(EXAMPLE_SERVER, f"'{self._server}'")
        words = shlex.split(command.replace("\\\n", " "))
        if words[0] == "ledger" and not SHELL_WORDS.intersection(words) and not self._in_checkout:
            return self._lines(self._called(words[1:]))
        return self._lines(self._started(["bash", "-c", command]))

    def _called(self, arguments: list[str]) -> str:
        """Run the program without a process of its own, which saves the time of starting one."""
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
        # A colour or a cursor movement would not stand in a document.
        assert "\x1b" not in printed
        return printed.replace(str(self.folder), READERS_FOLDER).splitlines()


def fits(shown: list[str], printed: list[str]) -> bool:
    """Whether what was printed is what is shown, any lines standing where the document leaves some out.

    An error is never left out.
    """
    if any(line.startswith("error: ") and line not in shown for line in printed):
        return False
    parts = [r"(?:.*\n)*?" if line == LEFT_OUT else re.escape(f"{line}\n") for line in shown]
    return re.fullmatch("".join(parts), "".join(f"{line}\n" for line in printed)) is not None


def name_of(document: Path) -> str:
    """A document's path in the checkout."""
    return document.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_a_document_does_what_it_shows(
    document: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if os.environ.get(REWRITE):
        rewrite(document)
    # The server is started for documents that speak of it.
    needs_server = EXAMPLE_SERVER in document.read_text(encoding="utf-8")
    desk = Desk(tmp_path, document, request.getfixturevalue("new_postgres") if needs_server else None)
    wrong = []
    for example in examples(document):
        printed = desk.run(example)
        if not fits(example.shown, printed):
            wrong.append("\n".join([f"{name_of(document)}:{example.first}: $ {example.command}", *printed]))
    assert wrong == [], "where these outputs are right: pytest tests/test_docs.py --rewrite"


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_a_document_has_only_blocks_that_are_run(document: Path) -> None:
    assert {block.language for block in blocks(document)} <= LANGUAGES
    scripts = [line for block in blocks(document) if block.language == "sh" for line in block.lines]
    if document == README:
        # The two commands, which a new machine runs as they stand.
        in_ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
        assert len(scripts) == 2
        assert all(line in in_ci for line in scripts)
        return
    for script in scripts:
        words = shlex.split(script, comments=True)
        while "=" in words[0]:
            words.pop(0)
        assert words[0] == "pytest", f"{name_of(document)}: {script} is not run"
        assert all((ROOT / word).exists() for word in words if "/" in word), script


def test_every_command_is_in_the_documents() -> None:
    text = "\n".join(document.read_text(encoding="utf-8") for document in (README, *MANUAL))
    assert [name for name in COMMANDS if not re.search(rf"\bledger {name}\b", text)] == []


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
    ("path", "command"), list(commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_command_has_help_with_an_example(path: str, command: Any) -> None:
    assert len((command.help or "").split()) >= 4
    assert f"  {path}" in (command.epilog or "")
    for option in command.params:
        assert option.param_type_name == "argument" or option.help, f"{path} {option.name} has no help"


class Table(NamedTuple):
    """A table of a document, found by its heading: which lines its rows are, and their cells."""

    document: Path
    first: int
    rows: list[list[str]]


def table(heading: str) -> Table:
    """The table that begins with this line."""
    for document in DOCUMENTS:
        lines = document.read_text(encoding="utf-8").splitlines()
        if heading in lines:
            first = lines.index(heading) + 2
            rows = []
            for line in lines[first:]:
                if not line.startswith("|"):
                    break
                rows.append([cell.strip() for cell in line.strip("|").split("|")])
            assert rows
            return Table(document, first, rows)
    raise AssertionError(f"no document has the table {heading}")


FINDINGS = "| finding | severity | meaning |"


def findings() -> list[list[str]]:
    """The rows of the table of findings: each rule with the first sentence of its explanation."""
    return [
        [f"`{code}`", rule.severity, re.split(r"(?<=\.)\s", rule.explain.strip(), maxsplit=1)[0]]
        for code, rule in rules().items()
    ]


def test_each_finding_is_shown_on_an_example() -> None:
    text = (ROOT / "ledger" / "docs" / "findings.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"^  (?:error|warning|info) ([a-z-]+) · ", text, re.MULTILINE))
    assert shown == {row[0].strip("`") for row in findings()}


def test_the_table_of_findings_is_that_of_the_rules() -> None:
    shown = table(FINDINGS)
    if os.environ.get(REWRITE):
        lines = ["| " + " | ".join(cells) + " |" for cells in findings()]
        write(shown.document, [(shown.first, shown.first + len(shown.rows), lines)])
        shown = table(FINDINGS)
    assert shown.rows == findings()


def test_the_wordings_of_hedges_are_those_that_are_read() -> None:
    found = {cells[0].strip("`"): cells[1] for cells in table("| hedge | wordings |").rows}
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


def test_the_phrases_are_read_as_the_manual_says() -> None:
    shown = table("| phrase | read as |")
    read = [[phrase, parsed(parse_phrase(phrase))] for phrase, *_ in shown.rows]
    if os.environ.get(REWRITE):
        lines = [f"| {phrase} | {reading} |" for phrase, reading in read]
        write(shown.document, [(shown.first, shown.first + len(shown.rows), lines)])
        return
    assert shown.rows == read


def anchors(document: Path) -> set[str]:
    """The anchors of a document's headings."""
    text = document.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", [*DOCUMENTS, CHANGELOG], ids=name_of)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", document.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        there = (document.parent / path).resolve() if path else document
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


@pytest.mark.parametrize("document", FOR_CONTRIBUTORS, ids=name_of)
def test_what_contributors_are_sent_to_exists(document: Path) -> None:
    prose = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    for named in re.findall(r"`([a-z_]+/[a-z_./-]*)`", prose):
        places = (
            base / name
            for base in (ROOT, ROOT / "ledger", document.parent)
            for name in (named, f"{named}.py")
        )
        assert any(place.exists() for place in places), named


def test_the_house_is_drawn_with_all_its_rooms() -> None:
    (picture,) = (block for block in blocks(ROOT / "ledger" / "README.md") if block.language == "text")
    drawn = "\n".join(picture.lines)
    rooms = [path.name for path in (ROOT / "ledger").iterdir() if (path / "__init__.py").exists()]
    assert [room for room in rooms if f"{room}/" not in drawn] == []


def test_the_readme_is_short() -> None:
    assert README.stat().st_size <= 10_000


def test_the_readme_shows_a_page(browser: Any, tmp_path: Path) -> None:
    # Delete the picture, and this makes it anew with --rewrite.
    if os.environ.get(REWRITE) and not PICTURE.exists():
        with chdir(tmp_path):
            assert ledger(["demo", "--keep", "ledger.db"]) == 0
            assert ledger(["export", "tdp-5200", "-o", "page.html"]) == 0
        with browser.open(tmp_path / "page.html", width=900) as opened:
            opened.page.screenshot(path=PICTURE, clip={"x": 0, "y": 0, "width": 900, "height": 760})
    assert f"]({PICTURE.relative_to(ROOT).as_posix()})" in README.read_text(encoding="utf-8")
    assert PICTURE.read_bytes().startswith(b"\x89PNG")
    assert PICTURE.stat().st_size < 150_000


def test_the_changelog_is_one() -> None:
    # https://keepachangelog.com/en/1.1.0/
    text = CHANGELOG.read_text(encoding="utf-8")
    assert text.startswith("# Changelog\n")
    releases = re.findall(r"^## (.*)$", text, flags=re.MULTILINE)
    assert releases
    assert all(re.fullmatch(r"\[(?:Unreleased|\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}|Unreleased\])", release)
               or release == "[Unreleased]" for release in releases)  # fmt: skip
    sections = set(re.findall(r"^### (.*)$", text, flags=re.MULTILINE))
    assert sections <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def rewrite(document: Path) -> None:
    """Write what is printed into a document."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), document, None)
        new = [
            (example.first, example.last, renewed(example.shown, desk.run(example)))
            for example in examples(document)
        ]
        write(document, new)


def write(document: Path, parts: Sequence[tuple[int, int, list[str]]]) -> None:
    """Replace lines of a document, each part from its first line up to its last, itself left out."""
    text = document.read_text(encoding="utf-8").splitlines()
    for first, last, lines in sorted(parts, reverse=True):
        text[first:last] = lines
    document.write_text("\n".join(text) + "\n", encoding="utf-8")


def renewed(shown: list[str], printed: list[str]) -> list[str]:
    """What was printed, but what the document leaves out: from the first to the last line of each part it shows."""
    if LEFT_OUT not in shown:
        return printed
    new: list[str] = []
    for left_out, lines in groupby(shown, key=lambda line: line == LEFT_OUT):
        part = list(lines)
        if not left_out and part[0] in printed and part[-1] in printed:
            part = printed[printed.index(part[0]) : printed.index(part[-1]) + 1]
        new += part
    return new
