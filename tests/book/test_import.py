"""Importing files: all or nothing, in batches, with bad lines set aside, in bounded memory."""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from ledger.book import Ledger
from ledger.book.answer_types import Imported
from ledger.errors import InputError, StoreError
from ledger.store.engine import reading, writing
from tests.benchmarks import newsroom

ROOT = Path(__file__).parents[2]


def lines(records: Iterable[Any]) -> io.BytesIO:
    """Records as a file; a string is a line as it stands."""
    written = (record if isinstance(record, str) else json.dumps(record) for record in records)
    return io.BytesIO("".join(f"{line}\n" for line in written).encode())


def take(ledger: Ledger, records: Iterable[Any], **how: Any) -> Imported:
    """Import records."""
    return ledger.import_(lines(records), name="in.jsonl", **how)


def story(count: int, start: int = 0) -> list[dict[str, Any]]:
    """A chain of relays, each with the key of its number, quoted and judged here and there."""
    records: list[dict[str, Any]] = []
    for number in range(start, start + count):
        record: dict[str, Any] = {
            "record": "figure",
            "key": f"n-{number}",
            "reported_by": [f"Party {number % 7}"],
        }
        if number:
            record |= {"relays": f"n-{number - 1}", "quote": f"it said {number}"}
        else:
            record |= {"quantity": "100 convictions per week", "primary": True}
        records.append({**record, "place": f"place {number}"})
        if number % 10 == 5:
            records.append({"record": "review", "of": f"n-{number}", "verdict": "confirmed"})
    return records


def ids(ledger: Ledger) -> set[str]:
    return {line["id"] for line in ledger.export_lines()}


def test_a_file_is_imported_once_however_often_it_is_read(ledger: Ledger) -> None:
    first = take(ledger, story(30))
    root = ledger.verify(deep=True).root
    again = take(ledger, story(30))
    assert (first.lines, first.already, first.rejected) == (33, 0, 0)
    assert (again.lines, again.recorded, again.already) == (33, 0, 33)
    assert again.warnings == []
    assert ledger.verify(deep=True).root == root


def test_one_bad_line_and_nothing_is_recorded(ledger: Ledger) -> None:
    with pytest.raises(InputError) as caught:
        take(ledger, [*story(20), '{"record":', {"record": "agent"}, *story(5, 20)])
    assert [(p.file, p.line, p.pointer) for p in caught.value.problems] == [
        ("in.jsonl", 23, ""),
        ("in.jsonl", 24, "/name"),
    ]
    assert ledger.verify().size == 0


def test_the_first_thousand_problems_are_told_and_the_rest_counted(ledger: Ledger) -> None:
    with pytest.raises(InputError) as caught:
        take(ledger, ({"record": "agent", "nmae": str(number)} for number in range(1200)))
    assert len(caught.value.problems) == 1000
    assert caught.value.total == 2400
    assert "(and 2399 more)" in caught.value.message
    assert caught.value.problems[0].line == 1


def test_blank_lines_are_passed_over_and_counted_in_the_numbering(ledger: Ledger) -> None:
    with pytest.raises(InputError) as caught:
        take(ledger, ["", {"record": "agent", "name": "A"}, "   ", {"record": "agent"}])
    assert caught.value.problems[0].line == 4
    assert take(ledger, ["", {"record": "agent", "name": "A"}, "\t"]).lines == 1


def test_a_dry_run_leaves_nothing(ledger: Ledger) -> None:
    for batch in (None, 7):
        done = take(ledger, story(30), dry_run=True, batch=batch)
        assert done.lines == 33
        assert done.recorded > 33
        assert ledger.verify().size == 0
    with pytest.raises(InputError):
        take(ledger, [*story(3), {"record": "figure"}], dry_run=True)


@pytest.mark.parametrize("batch", [1, 7, 1000])
def test_batches_record_what_one_go_records(make_ledger: Callable[..., Ledger], batch: int) -> None:
    whole, parts = make_ledger(), make_ledger()
    take(whole, story(30))
    acknowledged: list[int] = []
    done = take(parts, story(30), batch=batch, committed=lambda state: acknowledged.append(state.through))
    assert {identifier for identifier in ids(whole) if identifier in ids(parts)} == figures_and_links(
        whole
    ) | ids(parts) & ids(whole)
    assert figures_and_links(whole) == figures_and_links(parts)
    assert done.recorded == parts.verify(deep=True).size
    assert acknowledged == sorted(acknowledged)
    assert acknowledged[-1] == 33
    assert len(acknowledged) == (34 if batch == 1 else 33 // batch + 1)


def figures_and_links(ledger: Ledger) -> set[str]:
    """The ids of what is not a judgement, whose ids hold the time."""
    return {line["id"] for line in ledger.export_lines() if "at" not in line}


def test_a_batch_of_no_lines_is_the_whole_file(make_ledger: Callable[..., Ledger]) -> None:
    acknowledged: list[int] = []
    done = take(make_ledger(), story(3), batch=0, committed=lambda state: acknowledged.append(state.through))
    assert done.lines == acknowledged[-1] == len(story(3))


def test_batches_cut_off_and_begun_again_end_the_same(make_ledger: Callable[..., Ledger]) -> None:
    whole, parts = make_ledger(), make_ledger()
    everything = story(40)
    take(whole, everything)
    for cut in (5, 18, 29):
        with pytest.raises(InputError):
            take(parts, [*everything[:cut], {"record": "figure"}, *everything[cut:]], batch=4)
        size = parts.verify(deep=True).size
        assert size > 0
        assert figures_and_links(parts) < figures_and_links(whole)
    take(parts, everything, batch=4)
    assert figures_and_links(parts) == figures_and_links(whole)
    assert parts.verify(deep=True).size == whole.verify().size


def test_what_was_acknowledged_is_there_when_a_later_line_is_bad(ledger: Ledger) -> None:
    seen: list[int] = []
    with pytest.raises(InputError):
        take(
            ledger,
            [*story(12), {"record": "figure"}],
            batch=5,
            committed=lambda state: seen.append(state.through),
        )
    assert seen == [5, 10]
    recorded = {line["key"] for line in ledger.export_lines() if line["record"] == "figure"}
    assert recorded == {record["key"] for record in story(12)[:10] if record["record"] == "figure"}


def test_a_bad_line_is_set_aside_with_what_depends_on_it_and_nothing_else(ledger: Ledger) -> None:
    rejects = io.StringIO()
    done = take(
        ledger,
        [
            {"record": "figure", "key": "good", "quantity": "100 convictions per week"},
            {"record": "figure", "key": "bad", "quantity": {"value": 0.5}, "note": "\ud800"},
            {"record": "agent", "key": "desk", "name": "The Desk", "url": "ftp://example.org"},
            {"record": "figure", "key": "worse", "relays": "bad", "reported_by": ["New Party"]},
            {"record": "link", "relation": "relay", "figure": "good", "from": "worse"},
            {"record": "figure", "key": "fine", "relays": "good", "reported_by": ["Other Party"]},
            {"record": "figure", "key": "by-desk", "quantity": "5 people", "reported_by": ["desk"]},
            {"record": "review", "of": "worse", "verdict": "confirmed"},
            {"record": "review", "of": "fine", "verdict": "confirmed"},
            "not json at all",
        ],
        rejects=rejects,
    )
    set_aside = rejects.getvalue().splitlines()
    assert [line[:60] for line in set_aside if "not json" in line] == ["not json at all"]
    assert [json.loads(line).get("key") or json.loads(line)["record"] for line in set_aside[:-1]] == [
        "bad", "desk", "worse", "link", "by-desk", "review",
    ]  # fmt: skip
    assert done.rejected == 7
    recorded = [line["key"] for line in ledger.export_lines() if line["record"] == "figure"]
    assert recorded == ["good", "fine"]
    names = [line["name"] for line in ledger.export_lines() if line["record"] == "agent"]
    assert names == ["Other Party"], "no party is left over from a line that was set aside"
    assert {problem.line for problem in done.problems} == {2, 3, 4, 5, 7, 8, 10}
    assert "was set aside" in str(next(problem for problem in done.problems if problem.line == 4))
    assert ledger.verify(deep=True).size == done.recorded


def test_what_depends_on_a_bad_line_does_not_cling_to_another_of_its_key(ledger: Ledger) -> None:
    take(ledger, [{"record": "figure", "key": "weekly", "quantity": "90 convictions per week"}])
    done = take(
        ledger,
        [
            {"record": "figure", "key": "weekly", "quantity": {"value": 99.5}},
            {"record": "figure", "relays": "weekly", "reported_by": ["A"]},
        ],
        rejects=io.StringIO(),
    )
    assert (done.rejected, done.recorded) == (2, 0)


def test_what_was_set_aside_can_be_mended_and_imported(ledger: Ledger) -> None:
    rejects = io.StringIO()
    records = story(20)
    records[3] = {**records[3], "placce": "typo"}
    take(ledger, records, rejects=rejects)
    mended = rejects.getvalue().replace(', "placce": "typo"', "")
    assert mended.count("\n") > 1
    ledger.import_(io.BytesIO(mended.encode()), name="mended.jsonl")
    figures = [line["key"] for line in ledger.export_lines() if line["record"] == "figure"]
    assert sorted(figures) == sorted(f"n-{number}" for number in range(20))


def test_setting_aside_goes_with_batches(ledger: Ledger) -> None:
    rejects = io.StringIO()
    records = story(20)
    records[12] = {**records[12], "placce": "typo"}
    done = take(ledger, records, rejects=rejects, batch=3)
    assert rejects.getvalue().count("\n") == done.rejected == len(story(20)) - 12
    assert ledger.verify(deep=True).size == done.recorded


def test_an_import_between_batches_of_another(make_ledger: Callable[..., Ledger]) -> None:
    ledger = make_ledger()

    def other(_: Imported) -> None:
        take(ledger, story(12))

    take(ledger, story(30), batch=10, committed=other)
    figures = [line["key"] for line in ledger.export_lines() if line["record"] == "figure"]
    assert sorted(figures) == sorted(f"n-{number}" for number in range(30))
    ledger.verify(deep=True)


def test_very_many_records_are_recorded_and_the_guards_stand_again(ledger: Ledger) -> None:
    records = list(newsroom.records(1_200, 3))
    done = take(ledger, records)
    assert ledger.verify(deep=True).size == ledger.size == done.recorded
    again = take(ledger, records)
    assert (again.recorded, again.already) == (0, done.lines)
    # A row of an entry that there is not is refused by the next command as it was before.
    for forged in (
        "INSERT INTO figure VALUES (999999, NULL, true, true)",
        "INSERT INTO key VALUES ('x', 5, 999999)",
    ):
        with pytest.raises(StoreError), writing(ledger._context.database) as connection:
            connection.exec_driver_sql(forged)
    if ledger._context.database.dialect.name == "sqlite":
        with reading(ledger._context.database) as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    assert ledger.record([{"record": "agent", "name": "One more"}])[0].recorded


def test_progress_counts_the_bytes(ledger: Ledger) -> None:
    read: list[int] = []
    stream = lines(story(10))
    ledger.import_(stream, name="x", progress=read.append)
    assert sum(read) == len(stream.getvalue())


def test_a_line_over_the_limit_is_refused_without_being_read_whole(ledger: Ledger) -> None:
    class Endless(io.RawIOBase):
        """A line that never ends."""

        taken = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            self.taken += len(buffer)
            assert self.taken < 20_000_000
            buffer[:] = b"x" * len(buffer)
            return len(buffer)

    with pytest.raises(InputError, match="8,000,000 bytes"):
        ledger.import_(io.BufferedReader(Endless()), name="endless")


IMPORT = """
import resource, sys
from ledger.book import Ledger
ledger = Ledger.create(sys.argv[1], who="Ann")
class Lines:
    def __init__(self, count): self.number, self.count = 0, count
    def readline(self, limit=-1):
        if self.number == self.count: return b""
        self.number += 1
        relays = b'"relays":"n-%d",' % (self.number - 1) if self.number > 1 else b'"quantity":"5 people",'
        return b'{"record":"figure",%s"key":"n-%d","place":"x %d"}\\n' % (relays, self.number, self.number)
done = ledger.import_(Lines(int(sys.argv[2])), name="x")
assert done.recorded == 2 * int(sys.argv[2]) - 1, done
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        """Kilobytes at most, for a file of so many lines."""
        ran = subprocess.run(
            [sys.executable, "-c", IMPORT, str(tmp_path / f"{count}.db"), str(count)],
            capture_output=True,
            check=True,
            cwd=ROOT,
        )
        return int(ran.stdout)

    assert resource.RUSAGE_SELF == 0
    small, large = peak(6_000), peak(18_000)
    assert large - small < 12_000, (small, large)
