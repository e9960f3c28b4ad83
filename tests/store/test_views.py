"""The views for those who ask with SQL: their columns, and the questions of the manual, asked with other programs."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ledger.book import Ledger
from ledger.book.answer_documents import entry_document, listed_document

MANUAL = Path(__file__).parents[2] / "ledger" / "docs" / "sql.md"
QUESTIONS = dict(re.findall(r"\n([A-Z][^\n]+\?)\n\n```sql\n(.*?)```", MANUAL.read_text("utf-8"), re.DOTALL))

RECORDS: list[dict[str, Any]] = [
    {"record": "agent", "name": "UK Ministry of Defence", "kind": "organization", "aliases": ["MoD"]},
    {"record": "source", "key": "update", "title": "Update", "publisher": "UK Ministry of Defence", "kind": "post"},
    {"record": "description", "of": "update", "language": "en", "at": "2026-01-01T00:00:00Z"},
    {"record": "description", "of": "update", "language": "ru", "at": "2026-01-02T00:00:00Z"},
    {"record": "snapshot", "source": "update", "text": "close to 100 soldiers a week"},
    {"record": "figure", "key": "mz", "quantity": "100 convictions per week", "reported_by": ["Mediazona", "Ann"],
     "primary": True, "stated": "2023-07-19", "tags": ["courts"]},
    {"record": "figure", "key": "mod", "relays": "mz", "quantity": "close to 100 soldiers a week", "source": "update",
     "reported_by": ["UK Ministry of Defence"], "note": "on paper",
     "quote": {"exact": "close to 100 soldiers a week", "language": "en", "translation": "около 100"}},
    {"record": "figure", "key": "silent", "relays": "mz", "reported_by": ["An outlet"]},
    {"record": "figure", "key": "reprint", "relays": "mod", "quantity": "close to 100 soldiers a week",
     "source": "update", "reported_by": ["An outlet"]},
    {"record": "figure", "key": "tdp-5200", "quantity": "about 5,200 convictions per year",
     "reported_by": ["UK Ministry of Defence"], "nature": "projected",
     "derived_from": {"inputs": {"weekly": "mod", "again": "mz"}, "formula": "weekly * 52 + again - again"}},
    {"record": "figure", "key": "third",
     "quantity": {"value": "1/3", "low": "0.250", "high": "1e2", "unit": "percent"}},
    {"record": "figure", "key": "withdrawn", "quantity": "7 cases", "reported_by": ["Mediazona"]},
    {"record": "figure", "key": "user", "relays": "withdrawn", "quantity": "7 cases", "reported_by": ["An outlet"]},
    {"record": "correction", "of": "withdrawn", "reason": "counted twice"},
    {"record": "review", "of": "mod", "verdict": "disputed", "rating": "Half true", "accept": ["label-changed"]},
    {"record": "agent", "name": "MZ"},
    {"record": "same", "refs": ["Mediazona", "MZ"]},
]  # fmt: skip


@pytest.fixture
def asked(make_ledger: Callable[..., Ledger]) -> Ledger:
    """A ledger with something to find for every question."""
    ledger = make_ledger()
    ledger.record(RECORDS)
    ledger.amend("third", label="a third of it")
    return ledger


def rows(ledger: Ledger, query: str) -> list[dict[str, Any]]:
    """The rows of a query, as the driver of either database has them."""
    url = ledger._context.database.url
    if url.get_backend_name() == "sqlite":
        assert url.database is not None
        with closing(sqlite3.connect(f"file:{url.database}?mode=ro", uri=True)) as plain:
            plain.row_factory = sqlite3.Row
            return [dict(row) for row in plain.execute(query)]
    with ledger._context.database.connect() as connection:
        return [dict(row) for row in connection.exec_driver_sql(query).mappings()]


def test_a_figure_in_columns(asked: Ledger) -> None:
    (figure,) = rows(asked, "SELECT * FROM figures WHERE key = 'mod'")
    expected = {
        "text": "close to 100 soldiers a week", "value": "100", "value_number": 100, "low": None, "high_number": None,
        "hedge": "nearly", "unit": "soldier/week", "parties": "UK Ministry of Defence", "source": "Update",
        "quote": "close to 100 soldiers a week", "quote_language": "en", "quote_translation": "около 100",
        "note": "on paper", "is_primary": 0, "restated": 1, "wording": "seen", "status": "current",
        "verdict": "disputed", "recorded_by": "Ann", "tags": None,
    }  # fmt: skip
    assert {name: figure[name] for name in expected} == expected
    (origin,) = rows(asked, "SELECT parties, is_primary, tags, stated FROM figures WHERE key = 'mz'")
    tags = origin["tags"] if isinstance(origin["tags"], list) else json.loads(origin["tags"])
    assert (origin["parties"], origin["is_primary"], tags) == ("Ann; Mediazona", 1, ["courts"])
    (silent,) = rows(asked, "SELECT value, restated FROM figures WHERE key = 'silent'")
    assert silent == {"value": None, "restated": 0}


def test_numbers_stand_as_they_were_given_and_as_numbers(asked: Ledger) -> None:
    (third,) = rows(
        asked,
        "SELECT value, value_number, low, low_number, high, high_number, label FROM figures WHERE key = 'third'",
    )
    assert (third["value"], third["low"], third["high"]) == ("1/3", "0.250", "1e2")
    assert float(third["value_number"]) == pytest.approx(1 / 3)
    assert (float(third["low_number"]), float(third["high_number"])) == (0.25, 100)
    # What was typed wrong is not shown beside what it was mended to, which keeps its key.
    assert third["label"] == "a third of it"


def test_links_parties_sources_and_judgements(asked: Ledger) -> None:
    derivation = (
        "SELECT i.name, f.key FROM inputs i JOIN figures f ON f.seq = i.input_seq"
        " WHERE i.relation = 'derivation' ORDER BY i.position"
    )
    assert [(row["name"], row["key"]) for row in rows(asked, derivation)] == [
        ("again", "mz"),
        ("weekly", "mod"),
    ]
    formula = "SELECT formula, from_seq FROM links WHERE relation = 'derivation'"
    assert rows(asked, formula) == [{"formula": "weekly * 52 + again - again", "from_seq": None}]
    (source,) = rows(asked, "SELECT title, kind, publisher, language, snapshots FROM sources")
    assert list(source.values()) == ["Update", "post", "UK Ministry of Defence", "ru", 1]
    merged = rows(asked, "SELECT party_seq FROM parties WHERE name IN ('MZ', 'Mediazona')")
    assert merged[0] == merged[1]
    assert len(rows(asked, "SELECT DISTINCT party_seq FROM parties")) == 4
    (review,) = rows(asked, "SELECT of_kind, verdict, rating, reviewed_by, stands FROM reviews")
    assert list(review.values()) == ["figure", "disputed", "Half true", "Ann", 1]
    corrections = rows(asked, "SELECT of_kind, cause, reason, stands FROM corrections ORDER BY seq")
    assert [list(row.values()) for row in corrections] == [
        ["figure", "withdrawn", "counted twice", 1],
        ["figure", "misrecorded", None, 1],
    ]
    asked.undo("withdrawn")
    assert rows(asked, "SELECT stands FROM corrections WHERE reason = 'counted twice'") == [{"stands": 0}]
    assert rows(asked, "SELECT status FROM figures WHERE key = 'withdrawn'") == [{"status": "current"}]


def test_the_parties_of_a_figure_are_rows_and_merged_ones_are_the_first(asked: Ledger) -> None:
    named = "SELECT r.party FROM reporters r JOIN figures f ON f.seq = r.figure_seq WHERE f.key = '{}' ORDER BY r.party"
    assert rows(asked, named.format("mz")) == [{"party": "Ann"}, {"party": "Mediazona"}]
    assert rows(asked, named.format("third")) == []
    asked.add("8 cases", key="short", reported_by=["MZ"])
    assert rows(asked, named.format("short")) == [{"party": "Mediazona"}]
    (party,) = rows(asked, "SELECT DISTINCT party_seq FROM reporters WHERE party = 'Mediazona'")
    assert rows(asked, "SELECT DISTINCT party_seq FROM parties WHERE name IN ('MZ', 'Mediazona')") == [party]


def test_merged_parties_of_one_figure_are_one_row(asked: Ledger) -> None:
    asked.add("9 cases", key="joint", reported_by=["MZ", "Mediazona", "Ann"])
    joint = "SELECT seq FROM figures WHERE key = 'joint'"
    parties = f"SELECT party FROM reporters WHERE figure_seq = ({joint}) ORDER BY party"
    assert rows(asked, parties) == [{"party": "Ann"}, {"party": "Mediazona"}]


def test_a_link_to_what_was_typed_wrong_leads_to_its_replacement(asked: Ledger) -> None:
    asked.add("4 cases", key="wrong", reported_by=["Ann"])
    asked.add("40 cases", key="above", relays="wrong", reported_by=["MoD"])
    asked.add("40 cases", key="below", relays="above", reported_by=["An outlet"])
    ends = (
        "SELECT a.key AS upper, b.key AS lower FROM {} JOIN figures b ON b.seq = {} JOIN figures a ON a.seq = {}"
        " WHERE b.key IN ('above', 'below') ORDER BY b.key"
    )
    expected = [{"upper": "wrong", "lower": "above"}, {"upper": "above", "lower": "below"}]
    for amended in ("wrong", "above", "below"):
        place = f"SELECT seq FROM figures WHERE key = '{amended}'"
        before = rows(asked, place)
        asked.amend(amended, note="mended")
        assert rows(asked, place) != before
        assert rows(asked, ends.format("links l", "l.figure_seq", "l.from_seq")) == expected
        assert rows(asked, ends.format("inputs i", "i.figure_seq", "i.input_seq")) == expected


@pytest.mark.parametrize("question", [
    "SELECT p.name, count(*) FROM parties p JOIN reporters r ON r.party_seq = p.party_seq GROUP BY p.name",
    "SELECT f.seq, count(i.figure_seq) FROM figures f JOIN inputs i ON i.input_seq = f.seq GROUP BY f.seq",
    "SELECT r.party, count(*) FROM inputs i JOIN reporters r ON r.figure_seq = i.input_seq GROUP BY r.party",
    "SELECT f.seq, count(l.seq) FROM figures f LEFT JOIN links l ON l.from_seq = f.seq GROUP BY f.seq",
    "SELECT s.title, count(*) FROM sources s JOIN figures f ON f.source_seq = s.seq"
    " JOIN links l ON l.figure_seq = f.seq WHERE l.relation = 'relay' GROUP BY s.seq, s.title",
])  # fmt: skip
def test_a_question_over_all_figures_does_not_compare_each_with_each(tmp_path: Path, question: str) -> None:
    """The steps of SQLite's machine, which are the same each time, grow with the figures and not with their square."""
    steps = {}
    for figures in (100, 800):
        file = tmp_path / f"{figures}.db"
        with Ledger.create(file, who="Ann") as ledger:
            sources = [
                {"record": "source", "key": f"s{n}", "title": f"Report {n}"} for n in range(figures // 10)
            ]
            ledger.record(sources)
            ledger.record(
                {
                    "record": "figure",
                    "source": f"s{n % len(sources)}",
                    "key": f"f{n}",
                    "quantity": f"{n} people",
                    "reported_by": [f"Paper {n % 9}"],
                }
                | ({"relays": f"f{n - 1}"} if n else {})
                for n in range(figures)
            )
        with closing(sqlite3.connect(file)) as connection:
            counted = 0

            def step() -> int:
                nonlocal counted
                counted += 1
                return 0

            connection.set_progress_handler(step, 100)
            connection.execute(question).fetchall()
            steps[figures] = counted
    assert steps[800] < 8 * 2 * steps[100]


def test_an_erased_text_is_gone_from_the_views(asked: Ledger) -> None:
    asked.redact("mod", "quote", reason="a name in it")
    assert rows(
        asked, "SELECT quote, quote_language, quote_translation, note FROM figures WHERE key = 'mod'"
    ) == [{"quote": None, "quote_language": None, "quote_translation": None, "note": "on paper"}]


#: Beside the others: a figure of a merged party that is corrected by another, an undone verdict, one on a link, a text
#: that was erased.
JUDGED: list[dict[str, Any]] = [
    {"record": "figure", "key": "joint", "quantity": "9 cases", "reported_by": ["MZ", "Mediazona"], "note": "a name",
     "source": "update", "label": "cases", "period": "2023", "place": "Russia", "locator": "p. 2"},
    {"record": "figure", "key": "newer", "quantity": "between 8 and 9 cases", "reported_by": ["MZ"]},
    {"record": "link", "key": "again", "relation": "revision", "figure": "newer", "from": "joint", "basis": "inferred"},
    {"record": "correction", "of": "joint", "by": "newer", "reason": "counted again"},
    {"record": "review", "key": "hasty", "of": "third", "verdict": "rejected"},
    {"record": "correction", "of": "hasty", "reason": "the wrong figure"},
    {"record": "review", "of": "again", "verdict": "confirmed", "note": "seen"},
    {"record": "redaction", "of": "joint", "field": "note", "reason": "a name"},
]  # fmt: skip

#: Columns of `figures` that a trace names alike: of its quantity, and of what else a figure states.
QUANTITY = ("text", "value", "low", "high", "hedge", "unit", "direction", "statistic", "price_base")
STATEMENT = ("label", "stated", "period", "place", "nature", "locator", "wording")


def test_the_views_say_what_list_and_trace_say(asked: Ledger) -> None:
    asked.record(JUDGED)
    log = {entry["record"]["id"]: entry for entry in map(entry_document, asked.log())}
    listed = {figure["id"]: figure for figure in map(listed_document, asked.list())}
    traced: dict[str, Any] = {}
    links: dict[str, Any] = {}
    for figure in listed:
        trace = asked.trace(figure).to_json()
        traced |= {above["id"]: above for above in trace["figures"]}
        links |= {link["id"]: link for link in trace["links"]}
    view = {
        name: {row["id"]: row for row in rows(asked, f"SELECT * FROM {name}")}
        for name in ("figures", "links", "parties", "sources", "reviews", "corrections")
    }
    seq = {record: entry["seq"] for record, entry in log.items()}
    assert {row["id"] for row in view["figures"].values()} == set(listed)
    statuses = [row["status"] for row in view["figures"].values()]
    assert {"current", "corrected", "retracted"} == set(statuses)

    reporters = rows(asked, "SELECT figure_seq, party_seq FROM reporters")
    for record, row in view["figures"].items():
        figure, above = listed[record], traced[record]
        given = above["quantity"] if above["restated"] else {}
        assert {name: row[name] for name in QUANTITY} == {name: given.get(name) for name in QUANTITY}
        inherited = above.get("inherited", [])
        kept = {name: None if name in inherited else above[name] for name in STATEMENT}
        assert {name: row[name] for name in STATEMENT} == kept
        assert (row["key"], row["status"], row["quote"]) == (figure["key"], figure["status"], figure["quote"])
        assert row["note"] == log[record]["record"].get("note")
        assert (row["is_primary"], row["restated"]) == (int(above["primary"]), int(above["restated"]))
        assert row["verdict"] == (above["review"] and above["review"]["verdict"])
        parties = figure["reported_by"]
        assert row["parties"] == ("; ".join(sorted(party["name"] for party in parties)) or None)
        merged = {view["parties"][party["id"]]["party_seq"] for party in parties}
        assert {at["party_seq"] for at in reporters if at["figure_seq"] == row["seq"]} == merged
        source = figure["source"]
        assert row["source_seq"] == (source and seq[source["id"]])
        if source:
            names = ("key", "title", "url", "kind", "publisher", "published", "language")
            assert {name: view["sources"][source["id"]][name] for name in names} == {
                name: source[name] for name in names
            }

    inputs = rows(asked, "SELECT * FROM inputs")
    assert set(view["links"]) == set(links)
    for record, row in view["links"].items():
        link = links[record]
        stated = ("relation", "formula", "basis", "status")
        assert {name: row[name] for name in stated} == {name: link[name] for name in stated}
        assert row["figure_seq"] == seq[link["figure"]]
        assert row["verdict"] == (link["review"] and link["review"]["verdict"])
        above = sorted((entry["name"] or "", seq[entry["figure"]]) for entry in link["inputs"])
        assert above == sorted(
            (entry["name"] or "", entry["input_seq"]) for entry in inputs if entry["link_seq"] == row["seq"]
        )

    for kind in ("review", "correction"):
        judged = view[f"{kind}s"]
        entries = {record: entry for record, entry in log.items() if entry["record"]["record"] == kind}
        assert {record: row["stands"] for record, row in judged.items()} == {
            record: int(not entry["undone"]) for record, entry in entries.items()
        }
        for record, row in judged.items():
            assert row["of_kind"] == log[entries[record]["record"]["of"]]["record"]["record"]
    assert {row["stands"] for row in view["reviews"].values()} == {0, 1}


def test_the_manual_asks_thirteen_questions() -> None:
    assert len(QUESTIONS) == 13


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_of_the_manual(asked: Ledger, question: str) -> None:
    url = asked._context.database.url
    query = QUESTIONS[question]
    if url.get_backend_name() == "sqlite":
        assert url.database is not None
        found = with_datasette(url.database, query)
    else:
        found = with_psql(url.render_as_string(hide_password=False), query)
    assert found
    assert [list(row) for row in found] == [list(row) for row in rows(asked, query)]


def with_datasette(file: str, query: str) -> list[dict[str, Any]]:
    """The rows of a query as Datasette gives them."""
    from datasette.app import Datasette

    async def ask() -> list[dict[str, Any]]:
        datasette = Datasette([file], settings={"num_sql_threads": 0, "sql_time_limit_ms": 60_000})
        answer = await datasette.client.get(
            f"/{Path(file).stem}.json", params={"sql": query, "_shape": "objects", "_json_infinity": "1"}
        )
        document = answer.json()
        assert document["ok"], document
        found: list[dict[str, Any]] = document["rows"]
        return found

    return asyncio.run(ask())


def with_psql(url: str, query: str) -> list[dict[str, Any]]:
    """The rows of a query as psql prints them, each as a JSON object."""
    psql: Path = next(
        path for folder in os.environ["PATH"].split(os.pathsep) if (path := Path(folder) / "psql").exists()
    )
    words = f"SELECT json_agg(asked) FROM ({query}) AS asked"
    call = [str(psql), url.replace("postgresql+psycopg", "postgresql"), "--no-psqlrc", "-At", "-c", words]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    found: list[dict[str, Any]] = json.loads(done.stdout or "[]")
    return found
