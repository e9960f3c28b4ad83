"""Backups: the same log from any database into any database, whole or not at all."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from ledger.book import Ledger
from ledger.errors import ConflictError, FormatError, ProofError, StoreError, TamperError
from tests.sealed_ledgers import STORY, Key


def backup(ledger: Ledger) -> bytes:
    stream = BytesIO()
    ledger.backup(stream)
    return stream.getvalue()


def lines(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(data).splitlines()]


def packed(found: list[Any]) -> BytesIO:
    return BytesIO(gzip.compress(b"".join(json.dumps(line).encode() + b"\n" for line in found)))


def exported(ledger: Ledger) -> bytes:
    from io import StringIO

    stream = StringIO()
    ledger.export(stream, with_texts=True)
    return stream.getvalue().encode()


@pytest.fixture
def busy(make_ledger: Callable[..., Ledger], ann: Key, bob: Key) -> Ledger:
    """A ledger with seals of several sizes and keys, several tiles, a redaction, and keys that were taken."""
    ledger = make_ledger()
    ledger.record(STORY)
    ledger.seal([ann.file])
    ledger.seal([bob.file])
    ledger.redact("mz", "note", reason="not for publication")
    ledger.redact("mod", "quote", reason="not for publication")
    ledger.record(
        [
            {"record": "figure", "key": f"n{number}", "quantity": f"{number} ships", "reported_by": ["Desk"],
             "note": f"seen at berth {number}", "quote": f"{number} ships lay there"}
            for number in range(600)
        ]
    )  # fmt: skip
    ledger.seal([ann.file])
    ledger.add({"text": "a dramatic rise", "value": None, "hedge": "vague"}, reported_by=["Desk"])
    return ledger


def test_what_is_restored_is_the_same_log_in_any_database(
    busy: Ledger,
    new_postgres: Callable[[], str],
    tmp_path: Path,
    ann: Key,
    make_key: Callable[[str], Key],
) -> None:
    data = backup(busy)
    whole = busy.verify(deep=True)
    for where in (tmp_path / "restored.db", new_postgres()):
        status = Ledger.restore(where, BytesIO(data))
        assert (status.size, status.root) == (whole.size, whole.root)
        with Ledger.open(where, who="Ann") as restored:
            again = restored.verify(deep=True, keys=[ann.public])
            assert (again.root, again.checkpoints) == (whole.root, 3)
            assert backup(restored) == data
            assert exported(restored) == exported(busy)
            assert restored.trace("year").to_json()["figures"] == busy.trace("year").to_json()["figures"]
            assert len(list(restored.list(search="berth"))) == len(list(busy.list(search="berth")))
            # It goes on where it was.
            restored.add("9 ships", reported_by=["Desk"], primary=True)
            cara = make_key(f"cara{status.where.count('postgres')}")
            restored.seal([cara.file])
            restored.verify(deep=True, keys=[cara.public])


def test_an_erased_text_is_in_no_backup(busy: Ledger) -> None:
    text = gzip.decompress(backup(busy)).decode()
    assert "from court records" not in text
    assert "close to 100 soldiers a week" in text  # the figure's own words, which nobody erased
    assert "около 100" not in text


def test_an_empty_ledger_is_restored(make_ledger: Callable[..., Ledger], tmp_path: Path) -> None:
    data = backup(make_ledger(name="empty"))
    assert Ledger.restore(tmp_path / "restored.db", BytesIO(data)).size == 0
    with Ledger.open(tmp_path / "restored.db") as restored:
        restored.add("9 ships", reported_by=["Desk"], primary=True)
        restored.verify(deep=True)


def test_a_backup_that_was_cut_or_changed_is_refused_and_leaves_nothing(ann: Key, tmp_path: Path) -> None:
    ledger = Ledger.create(tmp_path / "desk.db")
    ledger.record([*STORY[:5], STORY[-1]])
    ledger.seal([ann.file])
    ledger.redact("mz", "note", reason="not for publication")
    data = backup(ledger)
    good = lines(data)
    where = tmp_path / "restored.db"
    broken: list[BytesIO] = [BytesIO(b""), BytesIO(b"nothing"), BytesIO(data[:-1]), BytesIO(data + b"x")]
    broken += [BytesIO(data[:size]) for size in range(0, len(data), 1997)]
    broken += [packed(good[:at] + good[at + 1 :]) for at in range(len(good))]
    broken += [packed([*good[:at], good[at], *good[at:]]) for at in range(len(good))]
    for at, line in enumerate(good):
        for name, value in line.items():
            wrong: tuple[Any, ...] = (None, 7, {"entries": 1})
            broken += [
                packed([*good[:at], line | {name: instead}, *good[at + 1 :]])
                for instead in wrong
                if instead != value
            ]
            if isinstance(value, str) and name not in ("name", "sealed_at"):
                changed = value.replace("e", "a", 1) if "e" in value else value[1:]
                broken.append(packed([*good[:at], line | {name: changed}, *good[at + 1 :]]))
    refused = 0
    for stream in broken:
        try:
            Ledger.restore(where, stream)
        except (FormatError, StoreError, ProofError, TamperError):
            refused += 1
        else:
            # What is not part of the log: its name, when a seal was stored, a digest of what is not erased.
            with Ledger.open(where) as restored:
                assert restored.verify(deep=True).root == ledger.verify().root
            for made in tmp_path.glob("restored*"):
                made.unlink()
        assert list(tmp_path.glob("restored*")) == []
    assert refused > len(broken) * 0.9


def test_a_ledger_that_is_there_is_not_replaced(ledger: Ledger, new_db: Callable[[], str]) -> None:
    where = new_db()
    with Ledger.create(where) as there:
        there.add("5 ships", reported_by=["Desk"], primary=True)
        root = there.verify().root
    with pytest.raises(ConflictError, match="there is a ledger"):
        Ledger.restore(where, BytesIO(backup(ledger)))
    with Ledger.open(where) as there:
        assert there.verify().root == root


def test_a_restore_that_is_killed_leaves_no_ledger_and_can_be_done_again(
    busy: Ledger, tmp_path: Path
) -> None:
    file, where = tmp_path / "desk.backup", tmp_path / "restored.db"
    file.write_bytes(backup(busy))
    command = [sys.executable, "-m", "ledger", "restore", str(file), "--db", str(where)]
    for wait in (0.4, 0.7, 0.9, 1.1, 1.4):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if process.returncode == 0:
            break
        try:
            with Ledger.open(where) as found:
                # It was committed before it was killed: then it is whole.
                found.verify(deep=True)
                assert found.verify().root == busy.verify().root
                break
        except StoreError:
            continue
    if not where.exists() or not _is_ledger(where):
        assert subprocess.run(command, capture_output=True, env={**os.environ}).returncode == 0
    with Ledger.open(where) as restored:
        assert restored.verify(deep=True).root == busy.verify().root


def _is_ledger(where: Path) -> bool:
    try:
        Ledger.open(where).close()
    except StoreError:
        return False
    return True
