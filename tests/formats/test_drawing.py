"""What is drawn of a trace: every statement, every edge, and what changed where it changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.book import Ledger
from ledger.book.worked_case import ASKED, RECORDS
from ledger.formats.graph.drawing import Drawing, DrawnEdge, Node, broken, drawing
from ledger.view.trace_view import TraceView, resolve
from tests.formats.graph_stories import everything, filled, new_ledger, said, whole


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return filled(tmp_path_factory.mktemp("worked"), RECORDS)


@pytest.fixture(scope="module")
def all_of_it(tmp_path_factory: pytest.TempPathFactory) -> TraceView:
    return whole(everything(tmp_path_factory.mktemp("everything")))


def node(trace: TraceView, key: str) -> Node:
    """The statement of the figure with this key."""
    number = next(figure.entry.seq for figure in trace.figures if figure.entry.key == key)
    return next(node for node in drawing(trace).nodes if node.number == number)


def edge(trace: TraceView, start: str, end: str) -> DrawnEdge:
    """The edge between the figures with these keys."""
    first, last = node(trace, start).number, node(trace, end).number
    drawn = drawing(trace)
    return next(edge for edge in drawn.edges if edge.end == last and first in {at.node for at in edge.starts})


def words(drawn: DrawnEdge | Node) -> list[str]:
    return [mark.words for mark in drawn.marks]


def test_the_chain_of_the_worked_case(worked: Ledger) -> None:
    drawn = drawing(resolve(worked.trace(ASKED)))
    assert [(node.words, node.parties, node.role, node.asked) for node in drawn.nodes] == [
        ("100 convictions a week", "Mediazona", "origin", False),
        ("approximately 5,200 convictions a year", "UK Ministry of Defence", "", False),
        ("close to 100 soldiers a week", "UK Ministry of Defence", "", False),
        ("approximately 5,200 convictions a year", "The Defense Post", "", True),
    ]
    assert drawn.title == "approximately 5,200 convictions a year (The Defense Post)"
    derived = next(edge for edge in drawn.edges if edge.kind == "derivation")
    assert (derived.words, derived.outcome) == ("× 52", "exact")
    assert "assuming the trend continues" in derived.detail
    assert [node.unseen for node in drawn.nodes] == [True, False, False, False]


def test_what_changed_is_told_on_the_way_where_it_changed(worked: Ledger) -> None:
    trace = whole(worked)
    assert words(edge(trace, "mod-100", "ui-100")) == ["“nearly” → “about”"]
    assert words(edge(trace, "ui-100", "ui-headline")) == ["“about” dropped", "counts something else"]
    assert words(edge(trace, "fn-5200", "fn-headline")) == ["another time", "rounded: 5,200 → 5,000"]
    assert words(edge(trace, "mod-100", "ep-100")) == []
    assert words(node(trace, "mz-100")) == ["relays hedge oppositely"]
    assert node(trace, "tdp-awol").role == "trail end"


def test_every_state_of_a_statement_is_told(all_of_it: TraceView) -> None:
    assert node(all_of_it, "gazette").states == ("retracted",)
    assert node(all_of_it, "north").states == ("corrected",)
    assert node(all_of_it, "daily").states == ("disputed",)
    assert node(all_of_it, "rise").parties == "nobody named"
    assert node(all_of_it, "west").role == "trail end"


def test_every_way_is_told(all_of_it: TraceView) -> None:
    three = edge(all_of_it, "north", "sum")
    assert sorted(end.name for end in three.starts) == ["north", "south", "west"]
    assert three.words == "north + south + west"
    assert edge(all_of_it, "sum", "newer").kind == "revision"
    assert edge(all_of_it, "north", "south").kind == "replacement"
    assert edge(all_of_it, "sum", "blog").retracted
    circle = [edge(all_of_it, *ends) for ends in (("agency", "paper"), ("paper", "site"), ("site", "agency"))]
    assert all(node.loop for node in circle)
    assert not edge(all_of_it, "sum", "daily").loop
    assert words(edge(all_of_it, "site", "final")) == ["gives 220, not 305"]
    same = [edge for edge in drawing(all_of_it).edges if edge.kind == "same"]
    ends = {node(all_of_it, "blog").number, node(all_of_it, "weekly").number}
    assert [{node.starts[0].node, node.end} for node in same] == [ends]


def test_ends_of_ways_are_always_drawn(worked: Ledger, all_of_it: TraceView) -> None:
    cut = [resolve(worked.trace(ASKED, depth=depth)) for depth in range(3)]
    for trace in (all_of_it, resolve(worked.impact("mod-100")), resolve(worked.trace("tdp-article")), *cut):
        drawn = drawing(trace)
        numbers = {node.number for node in drawn.nodes}
        assert {edge.end for edge in drawn.edges} | {
            at.node for edge in drawn.edges for at in edge.starts
        } <= numbers
        assert {figure.entry.seq for figure in trace.figures} <= numbers


def test_where_a_trace_is_cut_more_is_upstream(worked: Ledger) -> None:
    drawn = drawing(resolve(worked.trace(ASKED, depth=1)))
    assert [node.role for node in drawn.nodes] == ["goes on", ""]


@pytest.mark.parametrize(
    ("inputs", "formula", "unit", "short"),
    [
        (["a"], "a * 52", "troop", "× 52"),
        (["a"], "a / 52", "troop", "÷ 52"),
        (["a"], "a + 3", "troop", "+ 3"),
        (["a"], "a - 3", "troop", "− 3"),
        (["a"], "a * 52 week/year", "troop/year", "× 52 week/year"),
        (["a"], "a * 2 + a", "troop", "a × 2 + a"),
        (["a"], "2 * a", "troop", "2 × a"),
        (["a"], "(a - 1) * 2", "troop", "(a − 1) × 2"),
        (["a", "b"], "(a - b) / b", "1", "(a − b) / b"),
        (["a"], None, "troop", "converted"),
        (["a", "b"], None, "troop", "computed"),
    ],
)
def test_formulas_are_short(
    tmp_path: Path, inputs: list[str], formula: str | None, unit: str, short: str
) -> None:
    first = "100 troops a week" if unit == "troop/year" else "100 troops"
    derived = {"inputs": {name: f"input-{name}" for name in inputs}}
    if formula:
        derived["formula"] = formula  # type: ignore[assignment]
    ledger = filled(
        tmp_path,
        [
            said("input-a", first, "A"),
            said("input-b", "7 troops", "B"),
            said("result", "5 troops", "C", derived_from=derived),
        ],
    )
    assert [edge.words for edge in drawing(resolve(ledger.trace("result"))).edges] == [short]


def test_texts_are_one_line_and_can_be_seen(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path)
    ledger.add(
        {"text": "100 troops\n\u202e", "value": "100", "unit": "troop"},
        reported_by=["A\tB\x1b[31m"],
        key="odd",
    )
    (drawn,) = drawing(resolve(ledger.trace("odd"))).nodes
    assert drawn.words == "100 troops \\u202e"
    assert drawn.parties == "A B\\x1b[31m"


@pytest.mark.parametrize(
    ("text", "line", "most", "lines"),
    [
        ("one two three", 7, 3, ["one two", "three"]),
        ("one two three", 7, 1, ["one tw…"]),
        ("onetwothree", 4, 2, ["onet", "wot…"]),
        ("", 7, 2, []),
        ("one", 7, 0, []),
        ("one", 0, 1, []),
    ],
)
def test_broken(text: str, line: int, most: int, lines: list[str]) -> None:
    assert broken(text, line, most) == lines


def test_a_drawing_is_a_value(worked: Ledger) -> None:
    once: Drawing = drawing(whole(worked))
    assert once == drawing(whole(worked))
