"""Commands as a person types them: run in this process on a ledger of the test's own, with a set clock and salts."""

from __future__ import annotations

import io
import itertools
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ledger.cli import run
from tests.fresh_ledger import fresh_ledger

GOLDEN = Path(__file__).parent / "golden"
#: Set to write the golden files anew; read the difference before it is kept.
REWRITE = "LEDGER_REWRITE_GOLDEN"


class Answer(NamedTuple):
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)

    def error(self) -> Any:
        """The error that stands on standard error as JSON."""
        return json.loads(self.err)["error"]


class Desk:
    """Somebody at a terminal that is none: every command is run at a later second, with counted salts."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, db: str) -> None:
        self.db = db
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        self._moment = datetime(2026, 11, 22, 9, 0, 0, tzinfo=UTC)
        self._salts = itertools.count(1)

    def _clock(self) -> datetime:
        self._moment += timedelta(seconds=1)
        return self._moment

    def begin(self) -> None:
        """Do what ``init`` does."""
        fresh_ledger(self.db, who="Ann", clock=self._clock).close()

    def answer(
        self, *words: str, stdin: str | bytes = b"", who: str = "Ann", db: str | None = None
    ) -> Answer:
        """Run a command, whatever comes of it."""
        data = stdin.encode() if isinstance(stdin, str) else stdin
        self._monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        self._capsys.readouterr()
        code = run(
            [*words, "--db", db or self.db, "--as", who],
            clock=self._clock,
            salts=lambda size: next(self._salts).to_bytes(size, "big"),
            name="desk",
        )
        captured = self._capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    def __call__(self, *words: str, **how: Any) -> Answer:
        """Run a command that must succeed."""
        answer = self.answer(*words, **how)
        assert answer.code == 0, answer
        return answer


@pytest.fixture
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder to work in, and nothing in the environment that says which ledger or who."""
    for name in (
        "LEDGER_DB",
        "LEDGER_USER",
        "LEDGER_DEBUG",
        "LEDGER_KEY",
        "LEDGER_SEAL",
        "NO_COLOR",
        "COLUMNS",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def desk_at(
    surroundings: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[str], Desk]:
    """Makes a desk with an empty ledger in a database; a name is a file in the folder."""

    def make(db: str) -> Desk:
        made = Desk(capsys, monkeypatch, db if "://" in db else str(surroundings / db))
        made.begin()
        return made

    return make


@pytest.fixture
def desk(desk_at: Callable[[str], Desk]) -> Desk:
    """A desk with an empty ledger."""
    return desk_at("ledger.db")


@pytest.fixture
def worked_case(desk: Desk) -> Desk:
    """A desk with the worked case in its ledger."""
    from ledger.book.worked_case import RECORDS

    lines = "\n".join(json.dumps(record) for record in RECORDS)
    desk("import", "-", stdin=lines)
    return desk


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compares text with a golden file, or writes it where that was asked for."""

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if os.environ.get(REWRITE):
            file.write_text(text, encoding="utf-8")
        assert text == file.read_text(encoding="utf-8")

    return compare
