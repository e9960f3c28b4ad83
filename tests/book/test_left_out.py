"""What a relayer did not say: it is in no record, is read from upstream, and what was said instead is compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ledger import Ledger
from ledger.view import inherited
from ledger.view.trace_view import resolve

RECORDS: list[dict[str, Any]] = [
    {"record": "figure", "key": "o-1", "quantity": "about 100 convictions a week", "label": "soldiers convicted",
     "reported_by": ["Bureau"], "primary": True, "nature": "projected", "period": "2030", "place": "Russia"},
    {"record": "figure", "key": "r-1", "relays": "o-1", "reported_by": ["Paper"]},
    {"record": "figure", "key": "r-2", "relays": "r-1", "reported_by": ["Tabloid"], "stated": "2024-05",
     "quote": "they died last year"},
    {"record": "figure", "key": "d-1", "quantity": "5,200 convictions a year", "reported_by": ["Desk"],
     "derived_from": {"inputs": {"w": "r-2"}, "formula": "w * 52"}},
    {"record": "figure", "key": "t-1", "relays": "r-2", "quantity": "100 convictions a week", "reported_by": ["Blog"]},
]  # fmt: skip


@pytest.fixture
def retold(ledger: Ledger) -> Ledger:
    """A ledger with a projection, two relays that give no number, and what was made of them."""
    ledger.record(RECORDS)
    return ledger


def recorded(ledger: Ledger, key: str) -> dict[str, Any]:
    """The exported line of a figure."""
    return next(line for line in ledger.export_lines() if line.get("key") == key)


def test_what_was_not_said_is_in_no_record(retold: Ledger) -> None:
    for key in ("r-1", "r-2"):
        assert not {"label", "quantity", "period", "place", "nature"} & recorded(retold, key).keys()
    assert not {"period", "place", "nature"} & recorded(retold, "t-1").keys()


def test_a_number_that_was_not_said_is_computed_with(retold: Ledger) -> None:
    trace = retold.trace("d-1")
    (check,) = [link.check for link in trace.links if link.check is not None]
    assert check.outcome == "exact"
    assert {trace.entry(figure.entry.seq).record.restated for figure in trace.figures[1:3]} == {False}


def test_a_check_and_a_trace_compare_what_was_said_instead(retold: Ledger) -> None:
    wanted = {"nature-upgraded", "period-changed", "hedge-dropped"}
    of_relays = {"unquantified", "value-changed", "arithmetic-mismatch", *wanted}
    found = {
        (finding.code, finding.figure) for finding in retold.check().findings if finding.code in of_relays
    }
    assert {code for code, _ in found} == wanted
    for key in ("d-1", "t-1"):
        traced = retold.trace(key)
        shown = {figure.entry.seq for figure in traced.figures}
        assert {
            (finding.code, finding.figure) for finding in traced.findings if finding.code in of_relays
        } == {(code, figure) for code, figure in found if figure in shown}


def test_what_was_left_out_comes_back_as_it_was(retold: Ledger, make_ledger: Callable[..., Ledger]) -> None:
    copy = make_ledger()
    copy.record(list(retold.export_lines()))
    lines = [
        {name: value for name, value in line.items() if name != "recorded"} for line in retold.export_lines()
    ]
    again = [
        {name: value for name, value in line.items() if name != "recorded"} for line in copy.export_lines()
    ]
    assert again == lines
    assert copy.verify(deep=True) is not None


def test_what_a_long_trail_leaves_out_is_looked_up_once(
    retold: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3, 30):
        retold.record([{"record": "figure", "key": f"r-{number}", "relays": f"r-{number - 1}"}])
    view = resolve(retold.trace("r-29"))
    views = {figure.seq: figure for figure in view.figures}
    asked: list[int] = []

    def restated(seq: int) -> inherited.Restatement:
        asked.append(seq)
        relayed = tuple(link.inputs[0].figure.seq for link in views[seq].arrivals)
        return inherited.Restatement(seq, views[seq].record, None, relayed)

    monkeypatch.setattr(inherited, "_MOST", 5)
    fields = inherited.InheritedFields(restated, view.ref)
    names = [[field.name for field in fields.of(seq)] for seq in views]
    assert names[0] == ["label", "quantity", "period", "place", "nature"]
    assert len(asked) == len(set(asked))
