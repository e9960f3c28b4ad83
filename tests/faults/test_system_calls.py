"""SIGKILL, and errors of the disk, at each call by which a command touches the files of a ledger.

The calls are counted first, then the command is run once for each with strace(1) breaking that one, as
transparency-dev/tessera does with its own storage. `LEDGER_FULL=1` breaks every call, otherwise some of them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from tests.faults.conftest import Ordeal

FULL = os.environ.get("LEDGER_FULL") == "1"
#: How many calls are broken in each way when not all are.
SOME = 3
LINES = 10

CALLS = (
    "openat", "read", "write", "pread64", "pwrite64", "fsync", "fdatasync", "ftruncate", "unlink", "rename", "fchown",
)  # fmt: skip
#: What is done to a call. A full disk is met by what takes space alone.
WAYS = {"SIGKILL": CALLS, "EIO": CALLS, "ENOSPC": ("openat", "write", "pwrite64", "ftruncate")}
OPERATIONS = ("import", "init", "add", "seal", "upgrade") if FULL else ("import", "init")


class Call(NamedTuple):
    """A system call, and which of its name it is in its process."""

    name: str
    number: int


class Traced:
    """Runs the command of an ordeal in a process of its own, under strace."""

    def __init__(self, ordeal: Ordeal, folder: Path) -> None:
        self._ordeal = ordeal
        self._log = folder / "strace.txt"

    def run(self, place: str, *options: str) -> tuple[int, str]:
        """Run it. Returns how it ended and what it printed."""
        command = [sys.executable, "-m", "ledger", *self._ordeal.words(place)]
        done = subprocess.run(
            ["strace", "-y", "-o", str(self._log), *options, "--", *command],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
            # The same calls every time.
            env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}, timeout=120,
        )  # fmt: skip
        return done.returncode, done.stdout

    def calls(self, place: str) -> list[Call]:
        """The calls by which it touches the ledger's files when nothing goes wrong, in order."""
        code, text = self.run(place, "-e", f"trace={','.join(CALLS)}")
        assert code == 0, text
        count: Counter[str] = Counter()
        found = []
        for line in self._lines():
            name = line.partition("(")[0]
            count[name] += 1
            if place in line:
                found.append(Call(name, count[name]))
        return found

    def broken(self, place: str, call: Call, way: str) -> tuple[int, str]:
        """Run it with one call broken."""
        how = "signal=SIGKILL" if way == "SIGKILL" else f"error={way}"
        code, text = self.run(
            place, "-e", f"trace={call.name}", "-e", f"inject={call.name}:{how}:when={call.number}"
        )
        hit = [line for line in self._lines() if "INJECTED" in line or line.endswith(") = ?")]
        assert hit, "no call was broken"
        assert place in hit[-1], hit[-1]
        return code, text

    def _lines(self) -> Sequence[str]:
        lines = self._log.read_text("utf-8", "replace").splitlines()
        return [line for line in lines if re.match(r"\w+\(", line)]


@pytest.fixture(scope="module", autouse=True)
def _strace() -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed (Debian: apt-get install strace)")
    tried = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        pytest.skip(f"this machine does not let processes be traced (ptrace): {tried.stderr.strip()}")


@pytest.fixture
def new_db(tmp_path: Path) -> Callable[[], str]:
    """Places of new ledgers, each a file whose name is as long as the others', so that the calls are the same."""
    numbers = iter(range(10_000, 100_000))
    return lambda: str(tmp_path / f"{next(numbers)}.db")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_call_may_fail(
    new_ordeal: Callable[[str, int], Ordeal], tmp_path: Path, operation: str, way: str
) -> None:
    ordeal = new_ordeal(operation, LINES)
    traced = Traced(ordeal, tmp_path)
    calls = [call for call in traced.calls(ordeal.prepared()) if call.name in WAYS[way]]
    assert len(calls) > 2 * SOME
    chosen = calls if FULL else calls[:: len(calls) // SOME]
    for call in chosen:
        place = ordeal.prepared()
        code, text = traced.broken(place, call, way)
        assert "internal error" not in text, (call, text)
        assert "Traceback" not in text, (call, text)
        if way != "SIGKILL":
            assert code in (0, 3), (call, text)
            assert code == 0 or text.startswith("error: "), (call, text)
        ordeal.survived(place, code, text)
