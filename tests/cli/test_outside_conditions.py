"""Conditions outside of the program: a closed or full output, old line ends, what a name leads to."""

from __future__ import annotations

import json
import os
import shlex
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ledger import Ledger


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a ledger of one figure."""
    Ledger.create(tmp_path / "ledger.db", who="Ann").add("5 people", reported_by=["A"], key="q-1")
    return tmp_path


def shell(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which `ledger` is the program."""
    program = f'ledger() {{ {shlex.quote(sys.executable)} -m ledger "$@"; }}\n{line}'
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LEDGER_")}
    return subprocess.run(
        ["bash", "-c", program], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ledger trace q-1 >&-", "standard output cannot be written: it is closed"),
        ("ledger trace q-1 > /dev/full", "standard output cannot be written: No space left on device"),
        ("ledger list > /dev/full", "No space left on device"),
        ("ledger export > /dev/full", "No space left on device"),
        ("ledger export -o /dev/full", "/dev/full cannot be written: No space left on device"),
        ("ledger check > /dev/full", "No space left on device"),
        ("ledger --help > /dev/full", "No space left on device"),
    ],
)
def test_what_cannot_be_printed_is_one_plain_error(folder: Path, line: str, words: str) -> None:
    done = shell(folder, line)
    assert done.returncode == 3
    first, *rest = done.stderr.splitlines()
    assert first.startswith("error: ")
    assert words in first
    assert all(hint.startswith("hint: ") for hint in rest)
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


def test_what_cannot_be_printed_as_json_is_one_line_of_json(folder: Path) -> None:
    for line in (
        "ledger list --json",
        "ledger trace q-1 --json",
        "ledger check --json",
        "ledger export --json",
    ):
        done = shell(folder, f"{line} > /dev/full")
        assert done.returncode in (2, 3), line
        (error,) = done.stderr.splitlines()
        assert json.loads(error)["error"]["code"] in ("store", "input")
    assert json.loads(shell(folder, "ledger list --json > /dev/full").stderr)["error"]["code"] == "store"


def test_nothing_is_begun_whose_answer_cannot_be_given(folder: Path) -> None:
    assert shell(folder, 'ledger add "6 people" --reported-by A >&-').returncode == 3
    assert len(list(Ledger.open(folder / "ledger.db").list())) == 1


def test_the_exit_code_stands_where_no_error_can_be_written(folder: Path) -> None:
    assert shell(folder, "ledger trace q-1 > /dev/full 2> /dev/full").returncode == 3
    assert shell(folder, "ledger show nothing 2>&-").returncode == 2


def test_whoever_has_read_enough_is_left_alone(folder: Path) -> None:
    done = shell(folder, "set -o pipefail; ledger export | true; exit 0")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_symbolic_link_is_written_through_and_stays(folder: Path) -> None:
    (folder / "real").write_text("old")
    (folder / "real").chmod(0o600)
    (folder / "link").symlink_to("real")
    (folder / "broken").symlink_to("made")
    assert shell(folder, "ledger export -o link && ledger export -o broken").returncode == 0
    assert (folder / "link").is_symlink()
    assert (folder / "broken").is_symlink()
    assert "5 people" in (folder / "real").read_text()
    assert (folder / "made").read_text() == (folder / "real").read_text()
    # Whoever could not read it before cannot read it now.
    assert stat.S_IMODE((folder / "real").stat().st_mode) == 0o600


def test_a_pipe_is_written_to_and_a_regular_file_replaced(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "file").write_text("old")
    done = shell(folder, "cat pipe > seen & ledger export -o pipe && wait && ledger export -o file")
    assert done.returncode == 0, done.stderr
    assert (folder / "seen").read_text() == (folder / "file").read_text()
    assert stat.S_ISFIFO((folder / "pipe").stat().st_mode)
    assert shell(folder, "ledger export -o /dev/stdout | cat").stdout == (folder / "file").read_text()


def test_a_socket_and_a_folder_are_one_plain_error(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(folder / "sock"))
        done = shell(folder, "ledger export -o sock")
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 2)
        assert "sock cannot be written: it is a socket" in done.stderr
        assert stat.S_ISSOCK((folder / "sock").stat().st_mode)
    done = shell(folder, "ledger export -o .")
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)


def test_lines_of_an_old_program_are_read(folder: Path) -> None:
    old = 'Key,Statement,Who said it\rk-one,5 people,"Ministry of\rHealth"\rk-two,6 people,Ministry'
    (folder / "old.csv").write_bytes(old.encode())
    assert shell(folder, "ledger import old.csv").returncode == 0
    keys = [listed.entry.key for listed in Ledger.open(folder / "ledger.db").list()]
    assert keys == ["q-1", "k-one", "k-two"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ledger import -", "standard input is closed"),
        ("ledger capture -", "standard input is closed"),
        ("ledger scan -", "standard input is closed"),
        ("ledger add", "no figure is given"),
    ],
)
def test_a_closed_standard_input_is_one_plain_error(folder: Path, line: str, words: str) -> None:
    done = shell(folder, f"{line} <&-")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 2)
    assert words in done.stderr
    # What reads nothing is not held up, and no file of the ledger stands in its place.
    assert shell(folder, "ledger trace q-1 <&-").returncode == 0
    assert shell(folder, "ledger verify <&-").returncode == 0


def test_links_that_lead_back_to_themselves_are_one_plain_error(folder: Path) -> None:
    (folder / "one").symlink_to("two")
    (folder / "two").symlink_to("one")
    done = shell(folder, "ledger export -o one")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 2)
    assert "leads back to itself" in done.stderr
    assert (folder / "one").is_symlink()


# A line of shell, its exit code, and what it prints on either output.
LINES = [
    ("ln -s new link; ledger export -o link; test -L link && test -f new && echo kept", 0, "kept"),
    ("echo old > f; chmod 640 f; ledger export -o f; stat -c %a f", 0, "640"),
    ("ledger export -o no/such/file", 2, "no/such/file cannot be written"),
    ("ledger export -o ledger.db; ledger list", 0, "5 people"),
    ("ledger export -o -", 0, "5 people"),
    ("ledger import .", 2, ". cannot be read"),
    ("ledger import missing.jsonl", 2, "missing.jsonl"),
    ("printf '\\377\\200\\001' > noise.jsonl; ledger import noise.jsonl", 2, "noise.jsonl:1: not UTF-8"),
    (": > empty.jsonl; ledger import empty.jsonl; ledger list", 0, "5 people"),
    (
        "printf 'Key,Statement,Who said it\\r\\nk-1,6 people,B\\r\\n' > c.csv; ledger import c.csv; ledger list",
        0,
        "k-1",
    ),
    (
        "printf '\\357\\273\\277Key,Statement\\nk-1,6 people\\n' > c.csv; ledger import c.csv; ledger list",
        0,
        "k-1",
    ),
    ("mkdir d; ledger --db d list", 3, "d"),
    ("echo some text that is no ledger > x.db; ledger --db x.db list", 3, "x.db"),
    ("ledger --db none.db list", 3, "ledger init"),
    ("ledger --db no/such/l.db init", 3, "no folder no/such"),
    ("chmod 444 ledger.db; ledger list", 0, "5 people"),
    ("env -u HOME bash -c 'true'; LC_ALL=C ledger trace q-1", 0, "5 people"),
    ("COLUMNS=1 ledger trace q-1 > /dev/null && echo done", 0, "done"),
    ("ledger trace nosuch --json", 1, '"error"'),
    ("ledger export --format htlm", 2, "html"),
    ("ledger trce q-1", 2, "trace"),
    ("ledger review q-1 disputed --rating 'Half true'; ledger show q-1", 0, "disputed (“Half true”) q-1"),
]


@pytest.mark.parametrize(("line", "code", "words"), LINES, ids=[line[:40] for line, _, _ in LINES])
def test_a_condition_outside_is_told_or_coped_with(folder: Path, line: str, code: int, words: str) -> None:
    done = shell(folder, line)
    assert words in done.stdout + done.stderr
    assert done.returncode == code
    assert "internal error" not in done.stderr
    assert len(done.stderr.splitlines()) <= 6
