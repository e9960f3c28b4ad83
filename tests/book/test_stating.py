"""A whole ledger exported figure by figure is what its traces and its check say."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ledger.book import Ledger, stating
from ledger.book.exporting import Handout
from ledger.errors import InputError
from ledger.formats import FORMATS
from ledger.formats.trace_json import trace_document
from ledger.trace.material import Entry
from ledger.view.figure_view import FigureView
from ledger.view.trace_view import resolve
from tests.book.test_newsroom import Recorder

SCHEMA = Path(__file__).parents[2] / "schema" / "document.schema.json"
LOOP: list[dict[str, Any]] = [
    {"record": "source", "key": "story", "url": "https://example.org/story"},
    {"record": "snapshot", "key": "seen", "source": "story", "retrieved": "2026-11-20T09:00:00Z",
     "archived_at": "https://archive.example/1", "text": "5 people"},
    {"record": "snapshot", "source": "story", "retrieved": "2026-11-21T09:00:00Z", "text": "6 people"},
    {"record": "figure", "key": "xa", "quantity": "7 people", "reported_by": ["A"], "source": "story"},
    {"record": "figure", "key": "xb", "quantity": "7 people", "reported_by": ["B"], "relays": "xa"},
    {"record": "link", "relation": "relay", "figure": "xa", "from": "xb"},
    {"record": "figure", "key": "xc", "quantity": "8 people", "reported_by": ["A"]},
    {"record": "link", "relation": "revision", "figure": "xc", "from": "xa"},
    {"record": "same", "refs": ["xa", "xc"], "same": True},
    *({"record": "figure", "key": f"o{n}", "quantity": f"{n} people", "primary": True} for n in range(1, 11)),
    {"record": "figure", "key": "sum", "quantity": "55 people", "derived_from": {
        "inputs": {f"o{n}": f"o{n}" for n in range(1, 11)}, "formula": " + ".join(f"o{n}" for n in range(1, 11))}},
]  # fmt: skip


@pytest.fixture(params=[1, 2])
def newsroom(request: pytest.FixtureRequest, make_ledger: Callable[..., Ledger]) -> Ledger:
    """A ledger in which somebody did all sorts of things."""
    ledger = make_ledger(who="Ann")
    recorder = Recorder("Ann", ledger, random.Random(request.param))
    for _ in range(60):
        recorder.work()
    ledger.record(LOOP)
    return ledger


def every(ledger: Ledger, *references: str) -> Iterator[FigureView]:
    return Handout(ledger._context, references).figure_views()


def shown(figure: FigureView) -> dict[str, Any]:
    """What a view says, but for how far it was from what was asked, and for its findings.

    Those of a trace and those of a check name the same things from different ends.
    """
    fields = figure._replace(depth=0, findings=())._asdict()
    fields["origins"] = {origin.entry.id for origin in figure.origins}
    fields["first"] = {first.entry.id for first in figure.first}
    fields["revised_by"] = [successor._replace(shown=True) for successor in figure.revised_by]
    return {name: alone(value) for name, value in fields.items()}


def alone(value: Any) -> Any:
    """A value without what was read together with it."""
    if isinstance(value, Entry):
        value = value._replace(seqs={})
    if hasattr(value, "_fields"):
        return type(value)(*map(alone, value))
    return tuple(map(alone, value)) if isinstance(value, list | tuple) else value


def test_each_statement_is_that_of_its_own_trace(newsroom: Ledger) -> None:
    statements = {view.entry.id: view for view in every(newsroom)}
    assert len(statements) == len(list(every(newsroom)))
    for seen in statements:
        traced = next(view for view in every(newsroom, seen) if view.entry.id == seen)
        assert shown(statements[seen]) == shown(traced)


def test_a_statement_is_the_same_whatever_it_is_made_with(
    newsroom: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.record(
        [
            {"record": "figure", "key": "late", "quantity": "9 people", "reported_by": ["D"]},
            {"record": "link", "relation": "revision", "figure": "late", "from": "xc"},
        ]
    )
    together = [*map(shown, every(newsroom))]
    monkeypatch.setattr(stating, "_BATCH", 1)
    assert [*map(shown, every(newsroom))] == together


def test_the_findings_are_those_of_a_check(newsroom: Ledger) -> None:
    found = [found.finding for view in every(newsroom) for found in view.findings]
    assert sorted(found) == sorted(newsroom.check().findings)


def test_an_origin_too_many_is_said(ledger: Ledger) -> None:
    ledger.record(LOOP)
    (total,) = (view for view in every(ledger) if view.entry.key == "sum")
    assert total.more_origins
    assert len(total.origins) == 8
    (joined,) = (view for view in every(ledger) if view.entry.key == "xb")
    assert not joined.more_origins


def test_copies_are_those_that_were_not_withdrawn_newest_first(ledger: Ledger) -> None:
    ledger.record(LOOP)
    (view,) = (view for view in every(ledger) if view.entry.key == "xa")
    assert [copy.retrieved for copy in view.copies] == [
        "2026-11-21T09:00:00.000000Z",
        "2026-11-20T09:00:00.000000Z",
    ]
    assert view.copies[1].archived_at == "https://archive.example/1"
    ledger.retract("seen", reason="another page", cause="misrecorded")
    (view,) = (view for view in every(ledger) if view.entry.key == "xa")
    assert [copy.archived_at for copy in view.copies] == [None]


def test_the_verdict_is_that_on_the_figure_else_that_on_its_story(ledger: Ledger) -> None:
    def verdict() -> str | None:
        (view,) = (view for view in every(ledger) if view.entry.key == "xa")
        return None if view.verdict is None else view.verdict.record.verdict

    ledger.record(LOOP)
    assert verdict() is None
    ledger.review("story", "unverifiable")
    assert verdict() == "unverifiable"
    ledger.review("xa", "disputed")
    ledger.review("story", "confirmed")
    assert verdict() == "disputed"


def test_the_document_of_a_whole_ledger_holds_what_the_traces_do(newsroom: Ledger) -> None:
    written = io.StringIO()
    newsroom.export(written, format="json")
    document = json.loads(written.getvalue())
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(document)
    figures = {figure["id"]: figure for figure in document["figures"]}
    links = {link["id"]: link for link in document["links"]}
    for seen in figures:
        traced = trace_document(resolve(newsroom.trace(seen)))
        for figure in traced["figures"]:
            # What a figure leaves out is shown by a trace alone.
            shown = {name: None for name in figure.pop("inherited", ()) if name != "quantity"}
            assert {**figure, **shown, "depth": 0} == figures[figure["id"]]
        for figure in traced["links"]:
            assert figure == links[figure["id"]]
        assert {party["name"] for figure in traced["figures"] for party in figure["reported_by"]} <= {
            agent["name"] for agent in document["agents"]
        }
    assert len(document["findings"]) == len(newsroom.check().findings)


def test_the_document_of_a_figure_is_its_trace(newsroom: Ledger) -> None:
    for seen in ("sum", "xa"):
        written = io.StringIO()
        newsroom.export(written, format="json", references=[seen])
        document, traced = json.loads(written.getvalue()), trace_document(resolve(newsroom.trace(seen)))
        for part in ("figures", "links", "findings"):
            assert document[part] == traced[part]


def test_progress_comes_to_its_end(newsroom: Ledger) -> None:
    steps: list[tuple[int, int]] = []
    written = io.StringIO()
    newsroom.export(written, format="json", progress=lambda done, of: steps.append((done, of)))
    assert steps == sorted(steps)
    assert steps[-1][0] == steps[-1][1]


def test_a_format_is_refused_what_it_cannot_bear(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.record(LOOP)
    bounded = replace(FORMATS["json"], most=12)
    monkeypatch.setattr("ledger.formats.FORMATS", {**FORMATS, "json": bounded})
    with pytest.raises(InputError, match="json is for at most 12 figures, and these are 14"):
        ledger.export(io.StringIO(), format="json")
    ledger.export(io.StringIO(), format="json", references=["sum"])
