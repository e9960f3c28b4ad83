"""A check on a cluster finds what a check on one machine finds, however the ledger is divided.

`LEDGER_FULL=1` checks 1,000,000 figures while a worker is killed, those of a newsroom and those that all rest on one.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ledger import Ledger
from ledger.errors import FormatError, InputError
from tests.benchmarks import newsroom
from tests.book.test_newsroom import Recorder

pyspark = pytest.importorskip("pyspark", reason="pip install 'figure-ledger[spark]'")
if shutil.which("java") is None:
    pytest.skip("no Java runtime is installed", allow_module_level=True)

from ledger.book.spark_check import check_parquet  # noqa: E402

FULL = os.environ.get("LEDGER_FULL") == "1"
Line = dict[str, Any]


@pytest.fixture(scope="module", autouse=True)
def _quick_start() -> Iterator[None]:
    """Virtual machines that live for seconds compile no more than they must."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_SUBMIT_OPTS", "-XX:TieredStopAtLevel=1")
        yield


def written(ledger: Ledger, folder: Path, name: str = "records") -> Path:
    """All records of a ledger as a Parquet file."""
    path = folder / f"{name}.parquet"
    with path.open("wb") as stream:
        ledger.export(stream, format="parquet")
    return path


def found(checked: Any) -> list[tuple[Any, ...]]:
    """Findings with all that is said of them, in order."""
    return [
        (finding.code, finding.severity, finding.message, finding.accepted, *subject)
        for finding, subject in checked.findings.with_subjects()
    ]


@pytest.fixture
def taken_in(tmp_path: Path) -> Callable[[Sequence[Path]], Ledger]:
    """Imports files one after another into a ledger."""

    def take(files: Sequence[Path]) -> Ledger:
        ledger = Ledger.create(tmp_path / "one.db", who="Ann")
        for file in files:
            with file.open("rb") as stream:
                ledger.import_(stream, format="parquet")
        return ledger

    return take


def busy(folder: Path) -> Ledger:
    """Stories, retractions, mended entries, reviews and parties that are the same; and hubs on top of each other."""
    ledger = Ledger.create(folder / "busy.db", who="Ann")
    recorder = Recorder("Ann", ledger, random.Random(5))
    for _ in range(110):
        recorder.work()
    ledger.record(hubs())
    ledger.record([{"record": "same", "refs": ["BBC Russian", "Forces News"]}])
    ledger.review("hub", "disputed", note="asked")
    ledger.review("https://example.org/post", "confirmed", accept=["unquantified", "no-locator"])
    ledger.review("low-7", "confirmed", accept=["value-changed"])
    ledger.retract("top", reason="withdrawn")
    return ledger


def hubs() -> Iterator[Line]:
    """A figure that thirty relay, one of which thirty relay again, two of them in a circle."""
    yield {"record": "figure", "key": "top", "quantity": "about 300 arrests", "primary": True}
    yield {
        "record": "figure",
        "key": "hub",
        "quantity": "300 arrests",
        "relays": "top",
        "reported_by": ["Desk"],
    }
    for number in range(30):
        yield {
            "record": "figure",
            "key": f"low-{number}",
            "quantity": ("over 300 arrests", "nearly 300 arrests", "400 arrests")[number % 3],
            "relays": "hub",
            "reported_by": ["BBC Russian" if number % 2 else "Forces News"],
        }
    for number in range(30):
        yield {
            "record": "figure",
            "key": f"leaf-{number}",
            "relays": "low-4",
            "reported_by": [f"Paper {number}"],
        }
    yield {"record": "link", "relation": "relay", "figure": "low-4", "from": "leaf-3"}


@pytest.mark.parametrize("division", [{}, {"together": 25, "hub": 8}], ids=["lots", "cut at hubs"])
def test_findings_are_those_of_one_machine_in_the_same_order(
    division: dict[str, Any], tmp_path: Path, taken_in: Callable[[Sequence[Path]], Ledger]
) -> None:
    file = written(busy(tmp_path), tmp_path)
    expected = taken_in([file]).check()
    checked = check_parquet("local[2]", [file], **division)
    assert found(checked) == found(expected)
    assert (checked.figures, checked.links) == (expected.figures, expected.links)
    assert checked.findings.counts == expected.findings.counts
    assert {code for code, *_ in found(checked)} >= {
        "circular-report", "hedge-conflict", "hedge-dropped", "single-origin", "unsourced", "upstream-disputed",
        "upstream-retracted", "value-changed",
    }  # fmt: skip
    assert not list(tmp_path.glob(".ledger-check-*")), "nothing is left beside the file"


def test_several_files_are_one_ledger_and_codes_are_chosen(
    tmp_path: Path, taken_in: Callable[[Sequence[Path]], Ledger]
) -> None:
    first = written(busy(tmp_path), tmp_path)
    with taken_in([first]) as copy:
        copy.add("301 arrests", relays="hub", reported_by=["Mediazona"], key="later")
        copy.retract("low-2", reason="withdrawn")
        second = written(copy, tmp_path, "later")
    (tmp_path / "one.db").unlink()
    select = ["value-changed", "single-origin", "value-rounded"]
    expected = taken_in([first, second]).check(select=select, ignore=["value-rounded"])
    checked = check_parquet(
        "local[2]", [first, second], select=select, ignore=["value-rounded"], together=25, hub=8
    )
    assert found(checked) == found(expected)
    assert {code for code, *_ in found(checked)} == {"value-changed", "single-origin"}


def test_files_that_cannot_be_used_are_refused_by_what_is_wrong(tmp_path: Path) -> None:
    import pyarrow
    from pyarrow import parquet

    file = written(busy(tmp_path), tmp_path)
    rows = parquet.read_table(file)
    with pytest.raises(InputError, match="is no file"):
        check_parquet("local[2]", [tmp_path / "missing.parquet"])
    with pytest.raises(InputError, match="did you mean"):
        check_parquet("local[2]", [file], select=["value-change"])
    unknown = tmp_path / "other.parquet"
    parquet.write_table(pyarrow.table({"value": ["1"]}), unknown)
    with pytest.raises(FormatError, match=r"other\.parquet has no column record"):
        check_parquet("local[2]", [unknown])
    place = next(n for n, kind in enumerate(rows["record"].to_pylist()) if kind == "figure")
    parquet.write_table(pyarrow.concat_tables([rows.slice(0, place), rows.slice(place + 1)]), unknown)
    with pytest.raises(InputError, match="which none of the files has") as refused:
        check_parquet("local[2]", [unknown])
    assert (refused.value.problems[0].place or "").startswith("other.parquet, row ")
    changed = rows["value"].to_pylist()
    changed[place] = "12345"
    column = rows.column_names.index("value")
    parquet.write_table(rows.set_column(column, rows.schema.field(column), pyarrow.array(changed)), unknown)
    with pytest.raises(InputError, match="value is not what its line says"):
        check_parquet("local[2]", [unknown])


class Cluster:
    """A master and two workers of Apache Spark's own, on the loopback address."""

    def __init__(self, folder: Path, ending: ExitStack) -> None:
        self._folder, self._ending = folder, ending
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.master = f"spark://127.0.0.1:{port}"
        self.environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
        self._start(
            "master", "master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"
        )
        self.workers = [self._worker(f"worker-{number}") for number in (1, 2)]

    def _worker(self, name: str) -> subprocess.Popen[bytes]:
        place = ("--work-dir", str(self._folder / name / "work"))
        size = ("--cores", "1", "--memory", "1g", "--webui-port", "0")
        return self._start(name, "worker.Worker", *size, *place, self.master)

    def _start(self, name: str, role: str, *options: str) -> subprocess.Popen[bytes]:
        home = self._folder / name
        home.mkdir()
        program = Path(pyspark.__file__).parent / "bin" / "spark-class"
        with (home / "log").open("wb") as log:
            process = subprocess.Popen(
                [program, f"org.apache.spark.deploy.{role}", *options],
                env={**self.environment, "TMPDIR": str(home), "SPARK_HOME": str(program.parent.parent)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._ending.callback(self.kill, process)
        return process

    @staticmethod
    def kill(process: subprocess.Popen[bytes]) -> None:
        """Kill a process and all it started."""
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def check(self, *words: str) -> subprocess.Popen[bytes]:
        """Start `ledger check` on this cluster; what it prints stands in ``out`` and ``err``."""
        with (self._folder / "out").open("wb") as out, (self._folder / "err").open("wb") as err:
            return subprocess.Popen(
                [sys.executable, "-m", "ledger", "check", "--spark", self.master, "--json", *words],
                env=self.environment,
                stdout=out,
                stderr=err,
            )

    def kill_at_work(self, command: subprocess.Popen[bytes]) -> None:
        """Kill a worker, with what it started, when it is in the midst of checking a part."""
        while command.poll() is None:
            for number, worker in enumerate(self.workers, 1):
                if any((self._folder / f"worker-{number}").glob("ledger-part-*")):
                    return self.kill(worker)
            time.sleep(0.01)
        raise AssertionError((self._folder / "err").read_text())


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with ExitStack() as ending:
        yield Cluster(tmp_path, ending)


def one_origin(relays: int, seed: int) -> Iterator[Line]:
    """A figure that all others relay, a tenth of them by way of another, and some with another number or no hedge."""
    chosen = random.Random(seed)
    yield {"record": "figure", "key": "origin", "quantity": "about 300 arrests", "primary": True}
    for number in range(relays):
        yield {
            "record": "figure",
            "key": f"relay-{number}",
            "quantity": chosen.choices(("about 300 arrests", "300 arrests", "310 arrests"), (90, 8, 2))[0],
            "relays": f"relay-{chosen.randrange(number)}" if number and chosen.random() < 0.1 else "origin",
            "reported_by": [f"Paper {chosen.randrange(200)}"],
            "locator": f"item {number}",
        }


def as_parquet(folder: Path, records: Iterator[Line]) -> Path:
    """Records as a Parquet file of a ledger that imported them."""
    lines = folder / "records.jsonl"
    with lines.open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(record) + "\n" for record in records)
    with Ledger.create(folder / "first.db", who="Ann") as ledger:
        with lines.open("rb") as given:
            ledger.import_(given)
        return written(ledger, folder)


@pytest.mark.parametrize(
    "records", [partial(newsroom.records, 1_000_000), partial(one_origin, 1_000_000)] if FULL else
    [partial(newsroom.records, 1_000)],
)  # fmt: skip
def test_a_worker_that_is_killed_midway_changes_nothing(
    records: Callable[..., Iterator[Line]],
    cluster: Cluster,
    tmp_path: Path,
    taken_in: Callable[[Sequence[Path]], Ledger],
) -> None:
    file = as_parquet(tmp_path, records(seed=3))
    command = cluster.check(str(file))
    cluster.kill_at_work(command)
    command.wait()
    expected = taken_in([file]).check()
    assert command.returncode == expected.failed, (tmp_path / "err").read_text()
    document = json.loads((tmp_path / "out").read_text())
    assert len(document["findings"]) == len(expected.findings) > 500
    assert [(finding["code"], finding["message"], finding["figure"]) for finding in document["findings"]] == [
        (finding.code, finding.message, subject.figure)
        for finding, subject in expected.findings.with_subjects()
    ]
