"""The bulk lane of an import records what the way of all others does, byte for byte, and refuses and warns alike."""

from __future__ import annotations

import io
import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.book import Ledger
from ledger.errors import InputError
from ledger.phrase.reader import read_phrase
from ledger.store import bulk_lane
from ledger.store import tables as t
from ledger.tlog.canonical import record_id
from tests.benchmarks import newsroom

Record = dict[str, Any]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty ledger, to be copied."""
    place = tmp_path_factory.mktemp("empty") / "ledger.db"
    Ledger.create(place, name="desk", who="Ann", clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)).close()
    return place


def opened(empty: Path, place: Path) -> Ledger:
    """A copy of an empty ledger, with a clock and salts that are the same in every run."""
    shutil.copy(empty, place)
    moments, salts = count(1), count(1)
    return Ledger.open(
        place,
        who="Ann",
        clock=lambda: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=next(moments)),
        salts=lambda size: next(salts).to_bytes(size, "big"),
    )


def contents(ledger: Ledger) -> dict[str, list[Any]]:
    """Every row of every table."""
    place = ledger._context.database.url.database
    assert place is not None
    with closing(sqlite3.connect(place)) as connection:
        columns = dict.fromkeys(t.metadata.tables, "*") | {"search": "rowid, *"}
        return {
            table: connection.execute(f"SELECT {shown} FROM {table} ORDER BY 1, 2").fetchall()
            for table, shown in columns.items()
        }


Told = tuple[list[tuple[int | None, str, str]], list[str]]


def told(act: Callable[[], list[str]]) -> Told:
    """What was refused, by line, place and words, and what was warned of."""
    try:
        return [], act()
    except InputError as error:
        # Of one problem alone `record` does not say in which record it is.
        lines = len(error.problems) > 1
        return [
            ((problem.line or 1) if lines else 1, problem.pointer, problem.message)
            for problem in error.problems
        ], []


def in_bulk(ledger: Ledger, records: list[Record]) -> Told:
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)

    def act() -> list[str]:
        done = ledger.import_(io.BytesIO(lines.encode()), name="f")
        return [warning.split(": ", 1)[1] for warning in done.warnings]

    return told(act)


def one_by_one(ledger: Ledger, records: list[Record]) -> Told:
    def act() -> list[str]:
        return [warning for outcome in ledger.record(records) for warning in outcome.warnings]

    return told(act)


def assert_alike(empty: Path, folder: Path, *submissions: list[Record]) -> None:
    """Record submissions both ways and compare all that is stored and told after each."""
    bulk, others = opened(empty, folder / "bulk.db"), opened(empty, folder / "others.db")
    try:
        for records in submissions:
            assert in_bulk(bulk, records) == one_by_one(others, records)
            assert contents(bulk) == contents(others)
        assert bulk.verify(deep=True).root == others.verify(deep=True).root
    finally:
        bulk.close()
        others.close()


def test_a_newsroom_and_its_own_export(empty: Path, tmp_path: Path) -> None:
    records = list(newsroom.records(1_000, 7))
    assert_alike(empty, tmp_path, records, records[:300])
    with closing(Ledger.open(tmp_path / "bulk.db", who="Bob")) as ledger:
        lines = list(ledger.export_lines(with_texts=True))
    random.Random(5).shuffle(records)
    assert_alike(empty, tmp_path, lines, lines[::-1][:200], [dict(line, key=None) for line in lines[:200]])


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """What the lane made of each record: its id, or None where it left it to the others' way."""
    made: list[str | None] = []
    take = bulk_lane.BulkLane.take

    def watched(lane: bulk_lane.BulkLane, record: object, line: int) -> str | None:
        made.append(take(lane, record, line))
        return made[-1]

    monkeypatch.setattr(bulk_lane.BulkLane, "take", watched)
    return made


def test_most_of_a_newsroom_takes_the_lane(empty: Path, tmp_path: Path, taken: list[str | None]) -> None:
    with closing(opened(empty, tmp_path / "ledger.db")) as ledger:
        in_bulk(ledger, list(newsroom.records(1_000, 7)))
    assert sum(record is not None for record in taken) > 0.98 * len(taken)


def test_a_claim_with_a_field_too_many_is_refused_after_a_claim_like_it(empty: Path, tmp_path: Path) -> None:
    figure = {"record": "figure", "quantity": {"value": "5", "unit": "case"}}
    claim = {"at": "2026-01-01T00:00:00Z"}
    assert_alike(
        empty, tmp_path, [figure | {"recorded": claim}, figure | {"recorded": claim | {"on": "a Monday"}}]
    )


def test_a_phrase_that_figures_repeat_takes_the_lane_and_is_read_as_if_alone(
    empty: Path, tmp_path: Path, taken: list[str | None]
) -> None:
    source = {"record": "source", "url": "https://example.org/bericht", "key": "bericht", "language": "de"}
    figures = [
        {"record": "figure", "quantity": phrase, "locator": f"p {page}"} | beside
        for phrase in (
            "about 300 arrests", "300 arrests", "£2.5m a year", "a fall of 20%", "one in five adults", "1.234 Fälle",
            "at least 12 people", "between 3 and 5 percent", "dozens of arrests", "3 people in 2023", "5 Milliarden",
        )
        for beside in ({}, {"label": "named"}, {"source": "bericht"})
        for page in range(3)
    ]  # fmt: skip
    assert_alike(empty, tmp_path, [source], figures)
    by_phrase = {figure["quantity"] for figure, record in zip(figures, taken[1:], strict=False) if record}
    assert {"about 300 arrests", "£2.5m a year", "at least 12 people"} <= by_phrase


def test_what_an_export_says_of_sources_takes_the_lane(
    empty: Path, tmp_path: Path, taken: list[str | None]
) -> None:
    with closing(opened(empty, tmp_path / "ledger.db")) as ledger:
        in_bulk(ledger, list(newsroom.records(1_000, 7)))
        lines = list(ledger.export_lines())
    described = {line["id"] for line in lines if line["record"] == "description" and "title" in line}
    taken.clear()
    with closing(opened(empty, tmp_path / "again.db")) as ledger:
        in_bulk(ledger, lines)
    assert len(described) == 100
    assert described <= set(taken)


texts = st.sampled_from(
    [
        "",
        " ",
        "a",
        "100 %s",
        "  two  words ",
        "Ünder\u00a0ground",
        "e\u0301",
        'a "quote" \\ \n',
        "\x7f",
        "\ud800x",
        "𐀀z",
        "x" * 501,
    ]
)
keys = st.sampled_from(["a", "b", "c", "d", "Bad Key", "0" * 64, "abcdef", "", "https://example.org/1"])
dates = st.sampled_from(
    ["2023", "2023-10-01", "2023~", "2023-24", "1 October 2023", "03/04/2023", "2023-13", "", "nonsense"]
)
hostile = st.sampled_from([None, True, 1, [], ["a"], {}, {"exact": "a"}, "a", ""])
names = st.sampled_from(["Ann", " Ann ", "Bob", "MZ", "Mediazona", "Mediasona", "", "x" * 501])
numbers = st.sampled_from(
    ["5", "5.20", "-3", "1/3", "1e3", "05", "9" * 51, "0.1234567890123456789", 7, -1, True, "٣"]
)
phrases = st.sampled_from(
    [
        "5,200 convictions a year",
        "1,000 soldiers",
        "1,001 GBP",
        "about 5,200 people",
        "12,345",
        "2,000 bn",
        "1,234 things per week",
        "a rise",
        "5,2 x",
        "3,000 cases in 2023",
        "10,000 years old",
        "about 300 arrests",
        "nearly one in five of the 300 patients",
        "dozens of arrests",
        "£2.5m a year",
        "between 3 and 5 percent",
        "300,000 to 400,000 cases",
        "at least 12 to 15 people",
        "3 500 Fälle",
    ]
)
quantities = st.one_of(
    phrases,
    st.dictionaries(
        st.sampled_from(["value", "text", "hedge", "unit", "low", "statistic"]),
        st.one_of(
            numbers,
            texts,
            st.sampled_from(["about", "exact", "vague", "between", "case", "GBP/year", "km^2", "mean", "1"]),
        ),
        max_size=4,
    ),
    st.fixed_dictionaries(
        {"value": numbers}, optional={"unit": st.sampled_from(["case", "GBP", "%"]), "text": texts}
    ),
    hostile,
)
about = {
    "key": keys,
    "id": st.sampled_from(["0" * 64, "x", None]),
    "recorded": st.sampled_from(
        [None, {}, {"at": "2026-01-01T00:00:00Z", "by": "Zed"}, {"at": "2026-01-01T01:00:00+01:00"}, {"by": "Zed"},
         {"at": "x"}, {"at": None, "by": "Zed"}, "x"]
    ),
}  # fmt: skip
formulas = st.sampled_from(["a + b", "a * 2", "a", " a ", "", "c", "a +", None])
derivations = st.fixed_dictionaries(
    {"inputs": st.dictionaries(st.sampled_from(["a", "b", "B", "1x", "é"]), keys, max_size=2)},
    optional={"formula": formulas, "assumptions": st.sampled_from([[], ["steady"]])},
)
figures = st.fixed_dictionaries(
    {"record": st.just("figure"), "quantity": quantities},
    optional={
        **about, "label": texts | hostile, "reported_by": st.lists(names, max_size=2) | hostile, "primary": hostile,
        "nature": st.sampled_from(["observed", "coined", "x", None]), "stated": dates, "period": dates, "place": texts,
        "quote": texts | hostile | st.fixed_dictionaries({"exact": texts}, optional={"language": texts}),
        "source": keys, "locator": texts, "wording": st.sampled_from(["seen", "unseen", "x", None]),
        "note": texts | hostile, "relays": keys,
        "derived_from": derivations | hostile, "tags": st.just(["x"]), "restated": st.booleans(),
    },
)  # fmt: skip
links = st.fixed_dictionaries(
    {"record": st.just("link"), "figure": keys,
     "relation": st.sampled_from(["relay", "derivation", "revision", "x", None])},
    optional={**about, "from": keys, "inputs": st.dictionaries(st.sampled_from(["a", "b"]), keys), "formula": formulas,
              "basis": st.sampled_from(["attributed", "inferred", None]), "note": texts},
)  # fmt: skip
sources = st.fixed_dictionaries(
    {"record": st.just("source")},
    optional={
        **about, "url": st.sampled_from(["https://example.org/1", "http://example.org/2", "ftp://x", "", None]),
        "title": texts, "publisher": texts, "published": dates, "language": st.sampled_from(["en", "de", "x y", None]),
        "kind": st.sampled_from(["report", "x", None]), "authors": st.lists(names, max_size=1),
    },
)  # fmt: skip
agents = st.fixed_dictionaries(
    {"record": st.just("agent"), "name": names},
    optional={"aliases": st.lists(names, max_size=1), "key": keys, "qualifier": st.just("q")},
)
judgements = st.sampled_from(
    [
        {"record": "review", "of": "a", "verdict": "confirmed"},
        {"record": "correction", "of": "a", "cause": "misrecorded", "by": "b"},
        {"record": "description", "of": "a", "language": "de"},
        {"record": "key", "key": "d", "of": "a"},
    ]
)
descriptions = st.fixed_dictionaries(
    {"record": st.just("description"),
     "of": st.sampled_from([record_id({"record": "source", "url": "https://example.org/1"}).hex(), "a", None])},
    optional={
        "by": names, "at": st.sampled_from(["2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", "x", None]),
        "title": texts, "publisher": texts, "published": dates, "language": st.sampled_from(["en", "de", "x y", None]),
        "kind": st.sampled_from(["report", "organization", "x", None]), "aliases": st.lists(names, max_size=1),
        "key": keys, "id": about["id"], "recorded": about["recorded"],
    },
)  # fmt: skip
#: A record that is good, so that those after it have something to name.
good = st.fixed_dictionaries(
    {"record": st.just("figure"), "quantity": st.just({"value": "5", "unit": "case"}),
     "key": st.sampled_from(["a", "b", "c"]), "locator": st.sampled_from(["1", "2", "3"])},
    optional={"reported_by": st.just(["Ann"]), "quote": st.just("five cases"), "note": st.just("n"),
              "relays": st.sampled_from(["a", "b"])},
)  # fmt: skip
#: A source that is good, and what is said of it.
described = st.just({"record": "source", "url": "https://example.org/1"}) | descriptions
submissions = st.lists(
    st.one_of(good, good, figures, links, sources, agents, judgements, described).map(dict),
    min_size=1,
    max_size=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(submissions, min_size=1, max_size=2))
def test_any_lines_are_recorded_refused_and_warned_of_alike(
    empty: Path, tmp_path: Path, given_submissions: list[list[Record]]
) -> None:
    assert_alike(empty, tmp_path, *([*map(valid_json, submission)] for submission in given_submissions))


def valid_json(record: Record) -> Record:
    """A record that can be a line: of what JSON has no word for nothing is recorded either way."""
    spelled: Record = json.loads(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace"))
    return spelled


def numbers_in_groups() -> Iterator[str]:
    dice = random.Random(3)
    for _ in range(400):
        yield f"{dice.randrange(1_000, 10 ** dice.randrange(4, 11)):,}"


@pytest.mark.parametrize(
    "words",
    ["convictions", "GBP", "soldiers a week", "years", "percent", "km", "people in 2023", "US dollars"],
)
def test_words_are_read_alike_after_every_number_in_groups(words: str) -> None:
    for number in numbers_in_groups():
        reading = bulk_lane.reading_of(number.translate(bulk_lane._SEVENS), words, None)
        if reading is not None:
            read = read_phrase(f"{number} {words}", None)
            unit, label = reading
            assert read.quantity.value == number.replace(",", "")
            assert (read.ambiguities, read.quantity.hedge, read.quantity.low) == ((), None, None)
            assert unit == (f'"unit":{json.dumps(read.quantity.unit)},' if read.quantity.unit else "")
            if read.label:
                assert json.loads(label) == read.label
