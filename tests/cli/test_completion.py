"""The completion of a shell, asked for as bash asks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ledger import Ledger

#: What bash runs when the last word is to be completed.
ASK = """
source completion.sh
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_ledger_completion ledger
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["tra"], "trace"),
        (["trace", "week"], "weekly"),
        (["review", "wee"], "weekly"),
        (["export", "weekly", "--format", "mark"], "markdown"),
        (["trace", "nothing-of-the-kind"], ""),
    ],
)
def test_bash_completes_commands_formats_and_keys(words: list[str], offered: str, tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "ledger.db", who="Ann") as ledger:
        ledger.add("100 convictions a week", reported_by=["Mediazona"], key="weekly")
    program = tmp_path / "ledger"
    program.write_text(f"#!{sys.executable}\nfrom ledger.cli import main\nmain()\n", encoding="utf-8")
    program.chmod(0o755)
    surroundings = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    surroundings.pop("LEDGER_DB", None)

    def run(*command: str) -> str:
        done = subprocess.run(
            command, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=True
        )
        return done.stdout

    script = run("ledger", "--show-completion", "bash")
    (tmp_path / "completion.sh").write_text(script, encoding="utf-8")
    assert run("bash", "-c", ASK, "bash", "ledger", *words).strip() == offered


def test_completion_without_a_ledger_offers_nothing(tmp_path: Path) -> None:
    asked = {
        **os.environ,
        "COMP_WORDS": "ledger trace week",
        "COMP_CWORD": "2",
        "_LEDGER_COMPLETE": "complete_bash",
    }
    asked.pop("LEDGER_DB", None)
    program = "import sys; sys.argv[0] = 'ledger'; from ledger.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=asked, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("", "")
