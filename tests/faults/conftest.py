"""What can go wrong while a ledger is written to, and what must be true of it afterwards.

An `Operation` is one row of a table: to put another command to every fault here, add it to `OPERATIONS`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count as numbers
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from ledger.book import Ledger
from ledger.book.capturing import Capture
from ledger.errors import MigrationNeededError, StoreError
from ledger.store import checkpoints, submissions
from ledger.store.engine import database_url, open_engine, reading
from ledger.store.migrate import upgrade
from ledger.store.revision import REVISION
from ledger.tlog.note import parse_note
from tests.fresh_ledger import fresh_ledger

ROOT = Path(__file__).parents[2]
FULL = os.environ.get("LEDGER_FULL") == "1"

#: A revision before this program's.
OLDER = "0001"

#: What a ledger holds: None where there is none, else the ids of its records and what was sealed of it.
State = frozenset[str] | None

#: From the origin of a log and the key that seals it to the address of a witness and its key.
Witnessing = Callable[[str, str], tuple[str, str]]

#: The text of the worked case.
ARTICLE = Path(__file__).parents[1] / "article" / "worked_case.txt"

#: Records whose id does not depend on when they were made.
_TIMELESS = {"agent", "source", "figure", "link", "snapshot"}


class Said(NamedTuple):
    """How a command ended (negative: by a signal), and what it printed."""

    code: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A command that writes.

    `words` are its words, FILE standing for a file of figures, KEY for that of a signing key, PERSON for that of the
    person who records, BACKUP for a backup of a ledger with the figures, OUT for a file of the ledger's own, WITNESS
    for a witness's address and VKEY for its key, DECISIONS for what is taken of a scan. `upon` says what it finds: an
    empty ledger, one with figures, with the person's key introduced, with a draft called ``article``, or one whose
    tables are of an older revision. `done` matches what it prints when something is recorded for good, once for each
    time; `batch` is how many lines it records together, all where it is None; `half` are words of what may be done
    without the rest; `makes` says that it makes the ledger, and refuses to make it again with exit code `again`.
    """

    name: str
    words: Sequence[str]
    done: str
    batch: int | None = None
    half: Sequence[str] = ()
    makes: bool = False
    upon: Literal["nothing", "figures", "a key", "a draft", "older tables"] = "nothing"
    again: int = 0


OPERATIONS = (
    Operation(name="import", words=("import", "FILE"), done=r"added [\d,]+ entr"),
    Operation(name="import in batches", words=("import", "FILE", "--batch", "5"), batch=5, done="committed through"),
    Operation(
        name="add",
        words=(
            "add", "nearly 100 convictions per week", "--reported-by", "Mediazona", "--relayed-by", "MoD",
            "--relayed-by", "Forces News", "--title", "Update", "--quote", "nearly 100", "--key", "k", "--primary",
        ),
        done="recorded: figure k",
    ),
    Operation(name="init", words=("init",), done="made the ledger", makes=True, again=2),
    Operation(name="seal", words=("seal", "--key-file", "KEY", "--yes"), done="sealed 20", upon="figures"),
    Operation(name="restore", words=("restore", "BACKUP"), done="restored desk", makes=True, again=2),
    Operation(
        name="import signed", words=("import", "FILE", "--sign", "PERSON"), done=r"added [\d,]+ entr", upon="a key",
    ),
    Operation(
        name="seal with a witness",
        words=("seal", "--key-file", "KEY", "--yes", "--witness", "WITNESS", "--key", "VKEY"),
        half=("seal", "--key-file", "KEY", "--yes"), done="sealed 20", upon="figures",
    ),
    Operation(name="backup", words=("backup", "OUT"), done="backed up", upon="figures"),
    Operation(
        name="scan with decisions", words=("scan", "article", "--add", "--decisions", "DECISIONS"),
        done="recorded: figure weekly", upon="a draft",
    ),
    Operation(name="records sent to a desk", words=("desk", "FILE"), batch=5, done="posted"),
    Operation(name="upgrade", words=("db", "upgrade"), done=f"revision: {REVISION}", upon="older tables"),
)  # fmt: skip


def write_figures(path: Path, count: int) -> Path:
    """A file of relays and origins, one figure a line."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            upstream = (
                f'"relays":"n-{number - 1}"' if number % 10 else '"quantity":"100 convictions per week"'
            )
            file.write(
                f'{{"record":"figure","key":"n-{number}",{upstream},"reported_by":["Party {number % 50}"],'
                f'"place":"place {number}","quote":"it said {number}"}}\n'
            )
    return path


def begin_empty_log(connection: Connection) -> None:
    """Begin an empty log as a program of the older revision did."""
    connection.execute(
        text("INSERT INTO head VALUES (1, 'desk', 0, :none, '2026-11-22T09:00:00Z')"), {"none": b""}
    )


class Forks:
    """Runs commands in processes of their own."""

    def __init__(self, folder: Path) -> None:
        self._said = folder / "said.txt"
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).parent / "forks.py")],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    def run(
        self,
        words: Sequence[str],
        *,
        kill_after: float | None = None,
        user: int | None = None,
        limit: int | None = None,
    ) -> Said:
        """Run a command; kill it so many seconds on, as another user, with files of so many bytes at most."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._said.unlink(missing_ok=True)
        order = {"words": words, "seconds": kill_after, "said": str(self._said), "user": user, "limit": limit}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        return Said(code, self._said.read_text("utf-8") if self._said.exists() else "")

    def close(self) -> None:
        """End it."""
        self._process.communicate()


@pytest.fixture(scope="session")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """Runs commands in processes of their own."""
    forks = Forks(tmp_path_factory.mktemp("forks"))
    yield forks
    forks.close()


class Ordeal:
    """An operation, the file it reads, and every state in which it may leave a ledger, from none of it to all."""

    def __init__(
        self,
        operation: Operation,
        file: Path,
        count: int,
        forks: Forks,
        new_db: Callable[[], str],
        witness: Witnessing,
    ) -> None:
        self.operation = operation
        self._file = file
        self._forks = forks
        self._new_db = new_db
        if "KEY" in operation.words:
            Ledger.new_key("desk.example/ann", file.with_suffix(".key"))
        if operation.upon == "a key":
            Ledger.new_key("Ann", file.with_suffix(".person"), person=True)
        if operation.upon == "a draft":
            decision = {"proposal": "s1", "action": "accept", "fields": {"key": "weekly"}}
            file.with_suffix(".decisions").write_text(json.dumps(decision), encoding="utf-8")
        self._witness = ("", "")
        if "WITNESS" in operation.words:
            key = file.with_suffix(".key")
            with Ledger.open(self.prepared(), who="Ann") as ledger:
                self._witness = witness(ledger.seal([key]).origin, Ledger.public_key(key))
        if "BACKUP" in operation.words:
            ledger = fresh_ledger(file.with_suffix(".db"), name="desk", who="Ann")
            with file.open("rb") as lines, file.with_suffix(".backup").open("wb") as backup:
                ledger.import_(lines, name="figures")
                ledger.backup(backup)
            ledger.close()
        self.states = self._states(count)

    def words(self, place: str, words: Sequence[str] | None = None) -> list[str]:
        """The words of the command, or other ones."""
        words = self.operation.words if words is None else words
        suffixes = {
            "KEY": "key",
            "PERSON": "person",
            "BACKUP": "backup",
            "ARTICLE": "txt",
            "DECISIONS": "decisions",
        }
        known = {word: str(self._file.with_suffix(f".{suffix}")) for word, suffix in suffixes.items()}
        known |= {"FILE": str(self._file), "OUT": str(self._out(place))}
        known["WITNESS"], known["VKEY"] = self._witness
        return [*(known.get(word, word) for word in words), "--db", place, "--as", "Ann"]

    def _out(self, place: str) -> Path:
        """A file of a ledger's own."""
        return self._file.with_name(sha256(place.encode()).hexdigest()[:16])

    def prepared(self) -> str:
        """The place of a ledger that the operation was not done on yet."""
        place = self._new_db()
        if self.operation.upon == "older tables":
            upgrade(
                open_engine(database_url(place)),
                OLDER,
                then=begin_empty_log,
            )
        elif not self.operation.makes:
            # The same each time: a witness has seen them all, and refuses a second history.
            salts = numbers(1)
            ledger = fresh_ledger(
                place,
                name="desk",
                who="Ann",
                clock=lambda: datetime(2026, 11, 22, 9, tzinfo=UTC),
                salts=lambda size: next(salts).to_bytes(size, "big"),
            )
            if self.operation.upon == "figures":
                with self._file.open("rb") as lines:
                    ledger.import_(lines, name="figures")
            elif self.operation.upon == "a key":
                ledger.introduce_key(self._file.with_suffix(".person"))
            elif self.operation.upon == "a draft":
                ledger.capture(ARTICLE.read_bytes(), Capture(name="article.txt", key="article"))
        return place

    def run(self, place: str, **how: Any) -> Said:
        """Do the operation."""
        return self._forks.run(self.words(place), **how)

    def survived(self, place: str, code: int, text: str) -> None:
        """Assert that what was acknowledged is there, nothing by half, and that doing it again ends well.

        `code` is how the command ended and `text` what it printed.
        """
        found = self._state(place)
        assert found in self.states, "something is there by half"
        acknowledged = len(re.findall(self.operation.done, text))
        assert self.states.index(found) >= min(acknowledged, len(self.states) - 1), "something is lost"
        assert code != 0 or found == self.states[-1]
        whole = found == self.states[-1]
        self._ends_well(place, self.operation.again if whole else 0)
        root = _root(place)
        self._ends_well(place, self.operation.again)
        assert _root(place) == root, "doing it again changed something"

    def _ends_well(self, place: str, code: int) -> None:
        outcome = self.run(place)
        assert outcome.code == code, outcome.text
        assert self._state(place) == self.states[-1]

    def _state(self, place: str) -> State:
        """What a ledger holds, and whether a backup was made of it, which is restored to see what that holds."""
        found = state(place)
        backup = self._out(place)
        if not backup.exists() or found is None:
            return found
        restored = Path(f"{backup}.db")
        with backup.open("rb") as stream:
            Ledger.restore(restored, stream)
        assert state(str(restored)) == found
        restored.unlink()
        return found | {"a backup"}

    def _states(self, count: int) -> list[State]:
        place = self.prepared()
        states = [self._state(place)]
        if self.operation.batch is None:
            if self.operation.half:
                outcome = self._forks.run(self.words(place, self.operation.half))
                assert outcome.code == 0, outcome.text
                states.append(self._state(place))
            outcome = self.run(place)
            assert outcome.code == 0, outcome.text
            return [*states, self._state(place)]
        lines = self._file.read_text("utf-8").splitlines(keepends=True)
        part = self._file.with_suffix(".part")
        for low in range(0, count, self.operation.batch):
            part.write_text("".join(lines[low : low + self.operation.batch]), encoding="utf-8")
            outcome = self._forks.run(["import", str(part), "--db", place, "--as", "Ann"])
            assert outcome.code == 0, outcome.text
            states.append(state(place))
        return states


def _root(place: str) -> str:
    with Ledger.open(place) as ledger:
        return ledger.verify().root


def state(place: str) -> State:
    """What a ledger holds, once it is verified to the ground."""
    try:
        ledger = Ledger.open(place)
    except MigrationNeededError:
        return frozenset({OLDER})
    except StoreError as error:
        if not error.message.startswith("there is no ledger"):
            raise
        return None
    with ledger:
        ledger.verify(deep=True)
        with reading(ledger._context.database) as connection:
            sealed = {
                f"checkpoint of {note.size} by {len(parse_note(note.note).signatures)}"
                for note in checkpoints.every(connection)
            }
            sealed |= {
                f"signature on {submission.first} to {submission.last}"
                for submission in submissions.every(connection)
                if submission.note is not None
            }
        return frozenset(sealed) | frozenset(
            line["id"] for line in ledger.export_lines() if line["record"] in _TIMELESS
        )


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Witnessing]:
    """Serves a witness of the log of an origin that a verifier key seals; gives its address and its key."""
    served: list[tuple[subprocess.Popen[str], tuple[str, str]]] = []

    def serve(origin: str, vkey: str) -> tuple[str, str]:
        if served:
            return served[0][1]
        key = tmp_path / "witness.key"
        public = Ledger.new_key("witness.example", key, witness=True)
        log, folder = f"{origin} {vkey}", str(tmp_path / "seen")
        words = ["witness", "serve", "--key-file", str(key), "--log", log, "--folder", folder, "--port", "0"]
        process = subprocess.Popen(
            [sys.executable, "-m", "ledger", *words], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        served.append((process, (process.stdout.readline().strip(), public)))
        return served[0][1]

    yield serve
    for process, _ in served:
        process.kill()
        process.communicate()


@pytest.fixture
def new_ordeal(
    forks: Forks, new_db: Callable[[], str], tmp_path: Path, witness: Witnessing
) -> Callable[[str, int], Ordeal]:
    """Makes the ordeal of an operation named, on a file of so many figures."""

    def make(name: str, count: int) -> Ordeal:
        [operation] = [operation for operation in OPERATIONS if operation.name == name]
        return Ordeal(
            operation, write_figures(tmp_path / "figures.jsonl", count), count, forks, new_db, witness
        )

    return make


@pytest.fixture(params=[operation.name for operation in OPERATIONS])
def operation(request: pytest.FixtureRequest) -> str:
    """The name of each operation."""
    name: str = request.param
    return name


@pytest.fixture
def figures(tmp_path: Path) -> Callable[[int], Path]:
    """Makes a file of so many figures."""
    return lambda count: write_figures(tmp_path / f"{count}.jsonl", count)
