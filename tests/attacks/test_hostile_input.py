"""What somebody may send to hurt: each is refused in one line, within a second, in little memory, writing nothing."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from ledger.book import Ledger

ROOT = Path(__file__).parents[2]
#: What commands may take in all: bytes of address space, and seconds of the processor for one of them.
MEMORY = 600_000_000
SECONDS = 1

#: Commands given as JSON lists on standard input, one a line, run under these limits in one process.
LIMITED = f"""
import contextlib, io, json, resource, sys
from ledger.cli import run
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
commands = [json.loads(line) for line in sys.stdin]
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS} * len(commands) + 2,) * 2)
for words in commands:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(words)
    print(json.dumps([code, out.getvalue(), err.getvalue()]))
"""


def figure(**fields: object) -> bytes:
    """A line that holds a figure."""
    return json.dumps({"record": "figure", "quantity": "6 people", **fields}).encode()


def derived(formula: str) -> bytes:
    """A line that holds a figure computed by a formula."""
    return figure(derived_from={"inputs": {"a": "five"}, "formula": formula})


LINES: dict[str, bytes] = {
    "not a number": b'{"record":"figure","quantity":{"value":NaN}}',
    "a float beyond all": b'{"record":"figure","quantity":{"value":1e999}}',
    "5,000 digits": b'{"record":"figure","quantity":{"value":' + b"9" * 5_000 + b"}}",
    "5,000 digits in text": figure(quantity={"value": "9" * 5_000}),
    "5,000 digits in a phrase": figure(quantity="9" * 5_000 + " people"),
    "a million digits in a phrase": figure(quantity="9" * 1_000_000 + " people"),
    "an exponent beyond all": figure(quantity={"value": "1e99999999"}),
    "a key twice": b'{"record":"figure","quantity":"5 people","quantity":"6 people"}',
    "a lone surrogate": b'{"record":"agent","name":"\\ud800"}',
    "a NUL": b'{"record":"agent","name":"a\\u0000b"}',
    "100,000 lists": b"[" * 100_000 + b"]" * 100_000,
    "100,000 lists never closed": b"[" * 100_000,
    "100,000 objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "nested in a record": b'{"record":"figure","quantity":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a name of a million characters": json.dumps({"record": "agent", "name": "a" * 1_000_000}).encode(),
    "a million parties": figure(reported_by=["a"] * 1_000_000),
    "a field of a million characters": b'{"record":"agent","name":"A","' + b"x" * 1_000_000 + b'":1}',
    "300,000 fields": json.dumps(
        {"record": "agent", "name": "A"} | dict.fromkeys(map(str, range(300_000)))
    ).encode(),
    "300,000 inputs": figure(derived_from={"inputs": {f"i{number}": "five" for number in range(300_000)}}),
    "not UTF-8": b'{"record":"agent","name":"\xff\xfe"}',
    "a tower of powers": derived("9^9^9^9"),
    "a power of an input": derived("a^1000^1000"),
    "a product that explodes": derived("*".join(["1e300"] * 100)),
    "1,000 parentheses": derived("(" * 1_000 + "a" + ")" * 1_000),
    "1,000 signs": derived("-" * 1_000 + "a"),
    "a formula of a million characters": derived("a+" * 500_000 + "a"),
    "Python in a formula": derived("__import__('os').system('true')"),
    "a path for a key": figure(key="../../etc/passwd"),
    "a command for a URL": b'{"record":"source","url":"javascript:alert(1)","title":"x"}',
    "a local file for a URL": b'{"record":"source","url":"file:///etc/passwd","title":"x"}',
    "a unit that explodes": figure(quantity={"value": 1, "unit": "km^999999999"}),
    "a unit of a million parts": figure(quantity={"value": 1, "unit": "/".join(["km"] * 300_000)}),
    "a date that is none": figure(stated="9" * 100_000),
}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A ledger of one figure; whatever the test does, it stays so."""
    place = tmp_path / "ledger.db"
    ledger = Ledger.create(place, name="desk", who="Ann")
    ledger.add("5 people", key="five")
    before = ledger.verify(deep=True)
    yield place
    assert ledger.verify(deep=True) == before


def refused(place: Path, commands: Sequence[Sequence[str]], code: int = 2) -> list[str]:
    """Run commands under the limits: each must refuse what it is given. Returns what they say."""
    given = "".join(json.dumps(["--db", str(place), "--as", "Ann", *words]) + "\n" for words in commands)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED], input=given, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (done.returncode, done.stderr[-500:])
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(commands)
    for words, (ended, out, complaint) in zip(commands, answers, strict=True):
        assert (ended, out) == (code, ""), (words, complaint[-500:])
        assert "internal error" not in complaint
        assert max(map(len, complaint.splitlines())) < 500, "what is refused is not repeated at length"
        assert complaint.splitlines()[-1].startswith(("error: ", "hint: "))
    return [complaint for _, _, complaint in answers]


def test_every_hostile_line_is_refused(place: Path, tmp_path: Path) -> None:
    files = []
    for name, line in LINES.items():
        files.append(tmp_path / f"{name}.jsonl")
        files[-1].write_bytes(line + b"\n")
    refused(place, [["import", str(file)] for file in files])


def test_a_line_of_a_gigabyte_is_refused_without_being_read(place: Path) -> None:
    endless = subprocess.Popen(["head", "-c", "1000000000", "/dev/zero"], stdout=subprocess.PIPE)
    assert endless.stdout is not None
    with endless, endless.stdout:
        answers = refused(place, [["import", f"/proc/{os.getpid()}/fd/{endless.stdout.fileno()}"]])
    assert "8,000,000 bytes" in answers[0]


def test_a_bomb_of_gzip_is_refused_unopened(place: Path, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.jsonl.gz"
    with gzip.open(bomb, "wb") as file:
        for _ in range(200):
            file.write(bytes(1_000_000))
    assert bomb.stat().st_size < 300_000
    assert "not UTF-8" in refused(place, [["import", str(bomb)]])[0]


def test_hostile_words_of_a_command_are_refused(place: Path) -> None:
    formula = ["--from", "a=five", "--formula"]
    refused(
        place,
        [
            ["add", "9" * 100_000 + " people"],
            ["add", "6 people", "--reported-by", "a" * 100_000],
            ["add", "6 people", *formula, "a^" * 50_000 + "a"],
            ["add", "6 people", "--key", "../../etc/passwd"],
            ["show", "five' OR '1'='1"],
            ["show", "five'; DROP TABLE entry; --"],
            ["show", "%"],
            ["show", "_" * 100_000],
            ["log", "--since", "9" * 100_000],
        ],
    )


def test_what_would_be_an_operator_of_a_search_finds_nothing(place: Path) -> None:
    hostile = [
        "../../etc/passwd",
        "five' OR '1'='1",
        '" OR "',
        "NEAR(five)",
        "words:five",
        "-five",
        "%",
        "*",
        "(",
    ]
    refused(place, [["trace", "--", words] for words in hostile], code=1)


def test_metacharacters_of_sql_are_recorded_as_they_are(make_ledger: Callable[..., Ledger]) -> None:
    ledger = make_ledger()
    hostile = "Robert'); DROP TABLE entry; -- \\ %s {0} $1 :name ? \" `x` /* */"
    ledger.add("5 people", reported_by=[hostile], label=hostile, quote=hostile, place=hostile, note=hostile)
    ledger.record([{"record": "source", "url": "https://example.org/?q=';--", "title": hostile}])
    [figure] = [line for line in ledger.export_lines() if line["record"] == "figure"]
    assert (figure["label"], figure["quote"]["exact"], figure["note"]) == (hostile,) * 3
    assert [found.entry.record.label for found in ledger.search("DROP TABLE")] == [hostile]
    ledger.verify(deep=True)


def test_a_merge_of_hostile_names_is_the_same_ledger(make_ledger: Callable[..., Ledger]) -> None:
    names = ["../../etc/passwd", "a\u202eb", "[bold]x[/bold]", "\x1b[2J", "'; --", "=1+1", "<script>", "%00"]
    first, second = make_ledger(), make_ledger()
    first.record({"record": "agent", "name": name} for name in names)
    lines = list(first.export_lines())
    assert [line["name"] for line in lines if line["record"] == "agent"] == names
    second.record(lines)
    assert list(map(_identity, second.export_lines())) == list(map(_identity, lines))


def _identity(line: dict[str, object]) -> object:
    return line["id"]
