"""A disk that is full, files and folders that may not be written, and a file copied without what belongs to it."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ledger.book import Ledger
from ledger.errors import StoreError
from tests.fresh_ledger import fresh_ledger

if TYPE_CHECKING:
    from tests.faults.conftest import Forks

ROOT = Path(__file__).parents[2]
#: Any user but root, for whom nothing is read-only.
NOBODY = 65_534

#: Imported until the disk is full, then space is freed, and imported again.
FILL = """
ledger() {{
    echo "$1: $("{python}" -m ledger "$@" --db "{folder}/ledger.db" --as Ann 2>&1 | tail -n 2 | tr "\\n" " ")"
}}
mount -t tmpfs -o size=16m tmpfs "{folder}" || exit 1
ledger init
ledger add "5 people" --key five
dd if=/dev/zero of="{folder}/ballast" bs=1M count=15 2> /dev/null
ledger import "{file}"
ledger verify --deep
rm "{folder}/ballast"
ledger import "{file}"
ledger import "{file}"
ledger verify --deep
"""


def test_a_disk_is_full_until_space_is_freed(tmp_path: Path, figures: Callable[[int], Path]) -> None:
    tried = subprocess.run(
        ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if tried.returncode != 0:
        pytest.skip(f"this machine lets nobody mount a disk of their own: {tried.stderr.strip()}")
    (tmp_path / "disk").mkdir()
    script = FILL.format(python=sys.executable, folder=tmp_path / "disk", file=figures(1_500))
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    lines = done.stdout.splitlines()
    assert lines[2].startswith("import: error: the ledger "), lines
    assert lines[2].endswith(
        "cannot be written: database or disk is full hint: free some space and run it again "
    )
    assert "verify: disk: 1 entry as recorded, and the tables follow from them" in lines[3], lines
    assert "1,500 lines, added 2,900 entries" in lines[4], lines
    assert "1,500 lines, added 0 entries" in lines[5], lines
    assert "2,901 entries as recorded, and the tables follow from them" in lines[6], lines


def unwritable(text: str) -> None:
    """Assert that it says in one line what cannot be written, and how to go on."""
    assert text.startswith("error: "), text
    assert "internal error" not in text
    assert "hint: " in text


@pytest.mark.parametrize(
    ("count", "note"), [(1_500, ""), (1_000, "a" * 9_000)], ids=["the ledger", "what waits to be recorded"]
)
def test_a_file_may_not_grow(tmp_path: Path, forks: Forks, count: int, note: str) -> None:
    # What waits is kept in memory up to 8 MB, and in a temporary file beyond.
    place, file = str(tmp_path / "ledger.db"), tmp_path / "records.jsonl"
    records = ({"record": "figure", "quantity": f"{number} people", "note": note} for number in range(count))
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    ledger = fresh_ledger(place, name="desk", who="Ann")
    ledger.add("5 people", key="five", place="Kyiv")
    before = ledger.verify(deep=True)
    words = ["import", str(file), "--db", place, "--as", "Ann"]
    outcome = forks.run(words, limit=300_000)
    assert outcome.code == 3, outcome.text
    unwritable(outcome.text)
    assert ("what waits to be recorded" in outcome.text) == bool(note), outcome.text
    assert ledger.verify(deep=True) == before
    for _ in range(2):
        assert forks.run(words).code == 0
        assert ledger.verify(deep=True).size == 1 + count


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter."""
    with tempfile.TemporaryDirectory(prefix="ledger-open-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.parametrize(("file", "folder"), [(0o644, 0o777), (0o666, 0o755), (0o644, 0o755)])
def test_a_read_only_ledger_is_read_and_not_written(
    open_folder: Path, forks: Forks, file: int, folder: int
) -> None:
    place = open_folder / "ledger.db"
    ledger = fresh_ledger(place, name="desk", who="Ann")
    ledger.add("5 people", key="five")
    before = ledger.verify(deep=True)
    place.chmod(file)
    open_folder.chmod(folder)
    refused = forks.run(["add", "6 people", "--db", str(place), "--as", "Ann"], user=NOBODY)
    assert refused.code == 3, refused.text
    assert f"the ledger {place} is read-only" in refused.text
    unwritable(refused.text)
    for words in (["trace", "five"], ["verify", "--deep"], ["check"], ["export"]):
        outcome = forks.run([*words, "--db", str(place)], user=NOBODY)
        assert outcome.code == 0, outcome.text
    open_folder.chmod(0o755)
    assert ledger.verify(deep=True) == before


def test_no_ledger_is_made_in_a_read_only_folder(open_folder: Path, forks: Forks) -> None:
    outcome = forks.run(["init", "--db", str(open_folder / "ledger.db")], user=NOBODY)
    assert outcome.code == 3, outcome.text
    unwritable(outcome.text)
    assert list(open_folder.iterdir()) == []


@pytest.mark.parametrize("checkpointed", [False, True])
def test_a_file_copied_without_its_wal_is_an_older_ledger(
    tmp_path: Path, figures: Callable[[int], Path], checkpointed: bool
) -> None:
    place = tmp_path / "ledger.db"
    ledger = fresh_ledger(place, name="desk", who="Ann")
    ledger.add("5 people", key="five")
    older = ledger.verify(deep=True)
    # As long as somebody reads, what is written stays in the -wal.
    reader = sqlite3.connect(place, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM head").fetchone()
    with figures(1_500).open("rb") as stream:
        ledger.import_(stream, name="figures")
    if checkpointed:
        reader.execute("COMMIT")
        reader.execute("PRAGMA wal_checkpoint").fetchone()
    newer = ledger.verify(deep=True)
    shutil.copy(place, tmp_path / "copy.db")
    copied = Ledger.open(tmp_path / "copy.db")
    assert copied.verify(deep=True) == (newer if checkpointed else older)
    copied.add("7 people")
    copied.verify(deep=True)
    reader.close()


def test_a_new_file_copied_without_its_wal_is_no_ledger(tmp_path: Path) -> None:
    place = tmp_path / "ledger.db"
    reader = sqlite3.connect(place, isolation_level=None)
    reader.execute("PRAGMA journal_mode = WAL")
    # Somebody who only has it open does not keep what is written in the -wal; somebody who reads does.
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM sqlite_master").fetchall()
    Ledger.create(place, name="desk", who="Ann")
    shutil.copy(place, tmp_path / "copy.db")
    with pytest.raises(StoreError, match="there is no ledger"):
        Ledger.open(tmp_path / "copy.db")
    reader.close()
