"""Walks upstream and downstream, and what a trace of them shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.trace.figure_graph import Graph
from ledger.trace.material import EdgeRow, FigureRow, Rows
from ledger.trace.walk import needed, view, walk

if TYPE_CHECKING:
    from tests.trace.conftest import Story


def long_chain(hops: int) -> Graph:
    """Figure n relays figure n - 1."""
    return Graph.build(
        Rows(
            figures=[FigureRow(seq, seq == 0, True) for seq in range(hops + 1)],
            reporters=[],
            edges=[EdgeRow(10**7 + seq, "relay", seq, seq - 1) for seq in range(1, hops + 1)],
        )
    )


def test_a_hundred_thousand_hops_are_walked() -> None:
    graph = long_chain(100_000)
    up = walk(graph, [graph.node(100_000)], "upstream")
    assert up[graph.node(0)] == 100_000
    down = walk(graph, [graph.node(0)], "downstream")
    assert down[graph.node(100_000)] == 100_000


def test_the_depth_is_the_least_number_of_hops(story: Story) -> None:
    for name in ("count", "agency", "paper", "article"):
        story.figure(name)
    story.chain("count", "agency", "paper", "article")
    story.relay("article", "count")
    depths = {figure.entry.key: figure.depth for figure in story.trace("article").figures}
    assert depths == {"article": 0, "paper": 1, "count": 1, "agency": 2}


def test_revisions_are_shown_and_never_walked(story: Story) -> None:
    for name in ("origin", "may", "june", "article"):
        story.figure(name)
    story.chain("origin", "may")
    story.chain("june", "article")
    story.revise("june", "may")
    trace = story.trace("article")
    assert {figure.entry.key for figure in trace.figures} == {"article", "june"}
    assert sorted(link.entry.record.relation for link in trace.links) == ["relay", "revision"]
    assert {entry.key for entry in trace.others.values()} == {"may"}


@pytest.mark.parametrize(
    ("depth", "figures", "links", "truncated"),
    [(0, 1, 0, True), (1, 3, 2, True), (2, 4, 4, False), (3, 4, 4, False)],
)
def test_the_depth_cuts_figures_and_links(
    story: Story, depth: int, figures: int, links: int, truncated: bool
) -> None:
    for name in ("count", "left", "right", "article"):
        story.figure(name)
    for side in ("left", "right"):
        story.chain("count", side, "article")
    trace = story.trace("article", depth=depth)
    assert (len(trace.figures), len(trace.links), trace.truncated) == (figures, links, truncated)
    assert [story.name(origin.figure) for origin in trace.origins] == ["count"]
    assert trace.origins[0].reach.figures == 4


def test_a_loop_is_walked_once(story: Story) -> None:
    for name in ("a", "b", "c"):
        story.figure(name)
    story.chain("a", "b", "c", "a")
    trace = story.trace("a")
    assert [(figure.entry.key, figure.depth) for figure in trace.figures] == [("a", 0), ("c", 1), ("b", 2)]
    assert len(trace.links) == 3


def test_downstream_shows_a_derivation_whose_other_inputs_are_elsewhere(story: Story) -> None:
    for name in ("count", "population", "rate"):
        story.figure(name)
    story.derive("rate", "n / p", n="count", p="population")
    trace = story.trace("count", direction="downstream")
    assert [figure.entry.key for figure in trace.figures] == ["count", "rate"]
    assert {story.name(given.figure) for given in trace.links[0].inputs} == {"count", "population"}
    assert {entry.key for entry in trace.others.values()} == {"population"}


def test_what_is_needed_beyond_what_is_shown(story: Story) -> None:
    for name in ("count", "recount", "agency", "paper", "article"):
        story.figure(name)
    story.chain("count", "agency", "paper", "article")
    story.correct("agency", "recount")
    wanted = needed(story.graph(), [story.seqs["article"]], "upstream", 1)
    assert {story.name(seq) for seq in wanted.figures} == {"article", "paper", "count", "agency", "recount"}
    assert len(wanted.links) == 1
    assert len(wanted.behind) == 7


def test_an_unknown_figure_is_a_key_error(story: Story) -> None:
    story.figure("count")
    with pytest.raises(KeyError):
        view(story.graph(), [999], "upstream")


@given(
    st.integers(1, 12).flatmap(
        lambda count: st.tuples(
            st.just(count),
            st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=30),
        )
    )
)
def test_a_walk_reaches_what_a_plain_search_reaches(case: tuple[int, list[tuple[int, int]]]) -> None:
    count, pairs = case
    pairs = [(a, b) for a, b in pairs if a != b]
    graph = Graph.build(
        Rows(
            figures=[FigureRow(seq, False, False) for seq in range(count)],
            reporters=[],
            edges=[EdgeRow(100 + place, "relay", a, b) for place, (a, b) in enumerate(pairs)],
        )
    )
    expected, ring, hops = {0: 0}, {0}, 0
    while ring:
        hops += 1
        ring = {b for a, b in pairs if a in ring} - expected.keys()
        expected.update(dict.fromkeys(ring, hops))
    assert walk(graph, [0], "upstream") == expected
    backwards = {number for number in range(count) if 0 in walk(graph, [number], "upstream")}
    assert walk(graph, [0], "downstream").keys() == backwards
