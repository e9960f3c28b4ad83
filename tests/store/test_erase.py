"""No word of a text that was redacted is left: not in a table, not in the files of the database, not in exports."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.pool import NullPool

from ledger.book import Ledger
from ledger.errors import TamperError
from ledger.formats.trace_json import trace_document
from ledger.store.engine import reading
from ledger.view.trace_view import resolve

ROOT = Path(__file__).parents[2]

#: A word for each text, found in no other place.
WORDS = {
    "quote": ["zebrafish", "quagga", "wombatstyle", "okapi"],
    "note": ["capybara"],
    "link quote": ["narwhal"],
    "link note": ["pangolin"],
    "review note": ["axolotl"],
    "text": ["tardigrade"],
}
RECORDS: list[dict[str, Any]] = [
    {"record": "source", "key": "update", "url": "https://example.org", "title": "Intelligence update"},
    {"record": "snapshot", "key": "seen", "source": "update", "text": "the Tardigrade counted 100 a week"},
    {"record": "figure", "key": "mz", "quantity": "100 convictions per week", "reported_by": ["Mediazona"]},
    {
        "record": "figure",
        "key": "mod",
        "quantity": "close to 100 soldiers a week",
        "source": "update",
        "quote": {
            "exact": "a Zebrafish counted them",
            "prefix": "as Quagga said,",
            "suffix": "in Wombatstyle",
            "translation": "an Okapi did",
            "language": "en",
        },
        "note": "told by Capybara",
        "reported_by": ["UK Ministry of Defence"],
    },
    {"record": "link", "key": "hop", "relation": "relay", "figure": "mod", "from": "mz",
     "quote": "Narwhal told us so", "note": "by Pangolin"},
    {"record": "review", "key": "verdict", "of": "mod", "verdict": "confirmed", "note": "asked Axolotl"},
]  # fmt: skip
REDACTED = [
    ("mod", "quote"),
    ("mod", "note"),
    ("hop", "quote"),
    ("hop", "note"),
    ("verdict", "note"),
    ("seen", "text"),
]
ALL = [word for words in WORDS.values() for word in words]


def filled(make_ledger: Callable[..., Ledger]) -> Ledger:
    """A ledger with a text in every place, whose search index has been merged again and again."""
    ledger = make_ledger()
    ledger.record(RECORDS)
    for number in range(20):
        ledger.record(
            [{"record": "figure", "quantity": f"{number + 1} people", "quote": f"it said {number}"}]
        )
    return ledger


def place_of(ledger: Ledger) -> str:
    return ledger._context.database.url.render_as_string(hide_password=False)


def in_tables(ledger: Ledger) -> set[str]:
    """The words that stand in any column of any table, the shadow tables of the search index included."""
    with create_engine(ledger._context.database.url, poolclass=NullPool).connect() as connection:
        if connection.dialect.name == "sqlite":
            query = "SELECT name FROM sqlite_master WHERE type = 'table'"
            tables = list(connection.scalars(text(query)))
        else:
            tables = inspect(connection).get_table_names()
        return {word for table in tables for row in connection.execute(text(f'SELECT * FROM "{table}"'))
                for word in found_in(as_bytes(row))}  # fmt: skip


def as_bytes(row: Any) -> bytes:
    return b"\n".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in row)


def found_in(data: bytes) -> set[str]:
    """The words in some bytes, in UTF-8 or UTF-16, in small letters or as they were written."""
    return {
        word
        for word in ALL
        for spelled in (word, word.capitalize())
        for encoding in ("utf-8", "utf-16-le", "utf-16-be")
        if spelled.encode(encoding) in data
    }


def in_files(ledger: Ledger) -> set[str]:
    """The words in the files of the database: beside an SQLite file its -wal and -shm."""
    url = ledger._context.database.url
    if url.get_backend_name() == "sqlite":
        files = sorted(Path(str(url.database)).parent.glob(f"{Path(str(url.database)).name}*"))
    else:
        with create_engine(url, poolclass=NullPool).connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("CHECKPOINT")
            folder = connection.scalar(text("SHOW data_directory"))
            number = connection.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
        files = sorted((Path(str(folder)) / "base" / str(number)).iterdir())
    assert files
    return {word for file in files for word in found_in(content_of(file))}


def content_of(file: Path) -> bytes:
    """What a file holds; the server may take a file of its caches away while they are listed."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        assert file.name.startswith("pg_internal.init"), file
        return b""


def in_exports(ledger: Ledger) -> set[str]:
    """The words in everything that is handed out."""
    written = io.StringIO()
    for handed_out in ("jsonl", "json"):
        ledger.export(written, format=handed_out, with_texts=True)
    written.write(json.dumps(trace_document(resolve(ledger.trace("mod")))))
    written.write(repr(list(ledger.log())))
    return found_in(written.getvalue().encode())


def test_no_word_is_left(make_ledger: Callable[..., Ledger]) -> None:
    ledger = filled(make_ledger)
    before = ledger.verify(deep=True)
    hashes = leaf_hashes(ledger, before.size)
    assert in_tables(ledger) == in_files(ledger) == set(ALL)
    assert in_exports(ledger) == set(ALL)
    for reference, field in REDACTED:
        (outcome,) = ledger.redact(reference, field, reason="a court order").outcomes
        assert (outcome.recorded, outcome.warnings) == (True, [])
    assert in_tables(ledger) == set()
    assert in_files(ledger) == set()
    assert in_exports(ledger) == set()
    assert ledger.search("zebrafish") == []
    assert [hit.entry.key for hit in ledger.search("close to 100 soldiers")] == ["mod"]
    assert ledger.verify(deep=True).size == before.size + len(REDACTED)
    # What was proved of the log before is proved of it now: no leaf has changed.
    assert leaf_hashes(ledger, before.size) == hashes
    assert ledger.trace("mod", as_of=str(before.size)).ledger.root == before.root


def leaf_hashes(ledger: Ledger, size: int) -> list[bytes]:
    with reading(ledger._context.database) as connection:
        query = "SELECT leaf_hash FROM entry WHERE seq <= :size ORDER BY seq"
        return [bytes(row) for row in connection.scalars(text(query), {"size": size})]


def test_one_field_alone_is_erased(make_ledger: Callable[..., Ledger]) -> None:
    ledger = filled(make_ledger)
    ledger.redact("mod", "quote", reason="a court order")
    assert in_tables(ledger) == in_files(ledger) == set(ALL) - set(WORDS["quote"])
    ledger.redact("mod", "note", reason="a court order")
    assert in_tables(ledger) == in_files(ledger) == set(ALL) - {*WORDS["quote"], *WORDS["note"]}


@contextmanager
def a_reader(ledger: Ledger) -> Iterator[None]:
    """Somebody who has begun to read, and has not ended."""
    with reading(ledger._context.database) as connection:
        assert connection.scalar(text("SELECT count(*) FROM entry_text"))
        yield


def test_a_reader_in_the_way_is_named_and_cleaning_up_later_ends_it(
    make_ledger: Callable[..., Ledger],
) -> None:
    ledger = filled(make_ledger)
    hasty = Ledger.open(place_of(ledger), who="Ann", wait=0.2)
    with a_reader(ledger):
        (outcome,) = hasty.redact("mod", "quote", reason="a court order").outcomes
        (warning,) = outcome.warnings
        assert "ledger redact --clean-up" in warning
        # The words are out of the tables, whatever the files still hold.
        assert in_tables(ledger).isdisjoint(WORDS["quote"])
        assert "zebrafish" in in_files(ledger)
        (again,) = hasty.redact("mod", "quote", reason="a court order").outcomes
        assert not again.recorded
        assert "ledger redact --clean-up" in again.warnings[0]
    hasty.clean_up()
    assert in_files(ledger).isdisjoint(WORDS["quote"])


def test_killed_after_the_commit(make_ledger: Callable[..., Ledger]) -> None:
    ledger = filled(make_ledger)
    place = place_of(ledger)
    command = [sys.executable, "-m", "ledger", "redact", "--db", place]
    environment = {**os.environ, "LEDGER_USER": "Ann"}
    with a_reader(ledger):
        # The reader keeps it waiting in the clean-up until it is killed there.
        process = subprocess.Popen(
            [*command, "mod", "--field", "quote", "--reason", "a court order", "--wait", "60"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while "zebrafish" in in_tables(ledger):
            assert process.poll() is None
            time.sleep(0.05)
        process.kill()
        process.wait()
    ledger.verify(deep=True)
    cleaned = subprocess.run(
        [*command, "--clean-up"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (cleaned.returncode, cleaned.stderr) == (0, "")
    assert in_files(ledger).isdisjoint(WORDS["quote"])
    assert in_tables(ledger) == set(ALL) - set(WORDS["quote"])


def test_analysing_keeps_no_sample_of_a_text(make_ledger: Callable[..., Ledger]) -> None:
    ledger = filled(make_ledger)
    with closing(ledger._context.database.connect()) as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    for reference, field in REDACTED:
        ledger.redact(reference, field, reason="a court order")
    assert in_files(ledger) == set()


def test_a_text_that_goes_without_a_redaction_is_damage(
    make_ledger: Callable[..., Ledger], tampering: Any
) -> None:
    ledger = filled(make_ledger)
    with tampering(ledger) as connection:
        connection.exec_driver_sql("DELETE FROM entry_text WHERE content LIKE '%%Capybara%%'")
    with pytest.raises(TamperError, match="note is gone, and no redaction says so"):
        ledger.trace("mod")


def test_a_text_that_comes_back_is_found(
    make_ledger: Callable[..., Ledger], tampering: Any, found: Any
) -> None:
    ledger = filled(make_ledger)
    with reading(ledger._context.database) as connection:
        kept = connection.execute(text("SELECT * FROM entry_text WHERE content LIKE '%Capybara%'")).one()
    ledger.redact("mod", "note", reason="a court order")
    with tampering(ledger) as connection:
        connection.execute(
            text("INSERT INTO entry_text VALUES (:seq, :path, :salt, :content)"), dict(kept._mapping)
        )
    damage = found(ledger)
    assert damage.seq == kept.seq
    assert "a redaction says was erased" in damage.message
