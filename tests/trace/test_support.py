"""What stands, what falls, and how far an origin reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from ledger.trace.figure_graph import Graph
from ledger.trace.loops import condense
from ledger.trace.material import EdgeRow, FigureRow, Rows
from ledger.trace.support import MANY, NONE, Reach, falling, most_rested_on, origin_behind, reaches, standing
from ledger.trace.walk import walk

if TYPE_CHECKING:
    from tests.trace.conftest import Story


def standing_names(story: Story) -> set[str]:
    graph = story.graph()
    stands = standing(graph)
    return {entry.key or "" for seq, entry in story.figures.items() if stands[graph.node(seq)]}


def falling_names(story: Story, *asked: str) -> set[str]:
    graph = story.graph()
    fallen = falling(graph, [graph.node(story.seqs[name]) for name in asked])
    return {story.name(graph.seqs[node]) for node in fallen}


def test_a_figure_stands_on_any_link_and_a_link_on_all_its_inputs(story: Story) -> None:
    for name in ("a", "b", "either", "both"):
        story.figure(name)
    story.relay("either", "a")
    story.relay("either", "b")
    story.derive("both", "x + y", x="a", y="b")
    story.correct("a")
    assert standing_names(story) == {"b", "either"}


def test_a_loop_never_holds_itself_up_but_may_rest_on_something(story: Story) -> None:
    for name in ("a", "b", "count"):
        story.figure(name)
    story.chain("a", "b", "a")
    assert standing_names(story) == {"count"}
    story.relay("a", "count")
    assert standing_names(story) == {"a", "b", "count"}


def test_corrected_and_disputed_figures_stand_and_retracted_links_do_not(story: Story) -> None:
    for name in ("count", "recount", "paper", "radio"):
        story.figure(name)
    story.relay("paper", "count")
    link = story.relay("radio", "count")
    story.correct("count", "recount")
    story.review("count", "disputed")
    story.correct(link)
    assert standing_names(story) == {"count", "recount", "paper"}


def test_what_falls_and_what_does_not(story: Story) -> None:
    for name in ("count", "other", "paper", "article", "loner"):
        story.figure(name)
    story.chain("count", "paper", "article")
    story.relay("article", "other")
    assert falling_names(story, "count") == {"count", "paper"}
    assert falling_names(story, "count", "other") == {"count", "other", "paper", "article"}


def test_what_falls_is_asked_as_if_the_figure_were_current(story: Story) -> None:
    story.figure("count")
    story.figure("paper")
    story.relay("paper", "count")
    story.correct("count")
    assert falling_names(story, "count") == {"count", "paper"}
    trace = story.trace("count", direction="downstream")
    assert [(figure.entry.key, figure.falls) for figure in trace.figures] == [
        ("count", None),
        ("paper", True),
    ]


def test_falls_is_said_of_figures_below_the_asked_alone(story: Story) -> None:
    for name in ("count", "other", "paper", "article"):
        story.figure(name)
    story.chain("count", "paper", "article")
    story.relay("article", "other")
    below = story.trace("count", direction="downstream")
    falls = {figure.entry.key: figure.falls for figure in below.figures}
    assert falls == {"count": None, "paper": True, "article": False}
    assert {figure.falls for figure in story.trace("article").figures} == {None}


def test_the_reach_counts_siblings_and_each_party_once(story: Story) -> None:
    story.figure("count", by=["Mediazona"], primary=True)
    story.figure("weekly", by=["Ministry"])
    story.figure("yearly", by=["Ministry"])
    story.figure("article", by=["Paper"])
    story.figure("sibling", by=["Radio", "Mediazona"])
    story.chain("count", "weekly")
    story.derive("yearly", "w * 52", w="weekly")
    story.chain("yearly", "article")
    story.chain("count", "sibling")
    (origin,) = story.trace("article").origins
    assert (origin.agents, origin.primary) == (("Mediazona",), True)
    assert (origin.reach.figures, origin.reach.agents) == (5, 4)
    story.same("Ministry", "Paper")
    assert story.trace("article").origins[0].reach.agents == 3


@st.composite
def webs(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]], list[tuple[int, int]]]:
    count = draw(st.integers(1, 12))
    ends = st.integers(0, count - 1)
    pairs = draw(st.lists(st.tuples(ends, ends).filter(lambda pair: pair[0] != pair[1]), max_size=25))
    reporters = draw(st.lists(st.tuples(ends, st.integers(100, 104)), max_size=15))
    return count, pairs, reporters


@given(webs())
def test_reaches_are_what_walking_from_each_origin_counts(
    case: tuple[int, list[tuple[int, int]], list[tuple[int, int]]],
) -> None:
    count, pairs, reporters = case
    graph = Graph.build(
        Rows(
            figures=[FigureRow(seq, False, False) for seq in range(count)],
            reporters=reporters,
            edges=[EdgeRow(200 + place, "relay", a, b) for place, (a, b) in enumerate(pairs)],
        )
    )
    origins = [node for node in range(count) if graph.is_root(node)]
    expected = []
    for origin in origins:
        below = walk(graph, [origin], "downstream")
        agents = {agent for figure, agent in reporters if figure in below}
        expected.append(Reach(figures=len(below), agents=len(agents)))
    assert reaches(graph, condense(graph), origins) == expected


def test_thousands_of_origins_summed_up_are_counted_in_one_go() -> None:
    origins, chain = 10_000, 1_000
    total = origins
    edges = [EdgeRow(10**6, "derivation", total, number) for number in range(origins)]
    edges += [EdgeRow(10**6 + hop, "relay", total + hop, total + hop - 1) for hop in range(1, chain)]
    graph = Graph.build(
        Rows(
            figures=[FigureRow(number, True, True) for number in range(origins + chain)],
            reporters=[],
            edges=edges,
        )
    )
    found = reaches(graph, condense(graph), range(origins))
    assert set(found) == {Reach(figures=1 + chain, agents=0)}
    assert len(found) == origins


def test_the_origin_behind_a_figure_is_none_one_or_many(story: Story) -> None:
    story.figure("monday", by=["Mediazona"], primary=True)
    story.figure("friday", by=["Mediazona"], primary=True)
    story.figure("other", primary=True)
    story.figure("rumour")
    for name in ("one", "still one", "two", "unsure", "in a loop", "two hops"):
        story.figure(name)
    story.chain("monday", "one", "in a loop", "two hops", "in a loop")
    story.chain("monday", "still one")
    story.chain("friday", "still one")
    story.chain("monday", "two")
    story.chain("other", "two")
    story.chain("other", "unsure")
    story.chain("rumour", "unsure")
    graph = story.graph()
    behind = origin_behind(graph, condense(graph, live=True), standing(graph))
    monday = graph.node(story.seqs["monday"])
    found = {entry.key: behind[graph.node(seq)] for seq, entry in story.figures.items()}
    assert found["one"] == found["still one"] == found["in a loop"] == found["two hops"] == monday
    assert found["two"] == found["unsure"] == MANY
    story.correct("monday")
    graph = story.graph()
    behind = origin_behind(graph, condense(graph, live=True), standing(graph))
    assert behind[graph.node(story.seqs["one"])] == NONE


@given(webs(), st.integers(1, 5))
def test_what_most_rests_on_is_what_walking_from_every_figure_finds(
    case: tuple[int, list[tuple[int, int]], list[tuple[int, int]]], most: int
) -> None:
    count, pairs, _ = case
    graph = Graph.build(
        Rows(
            figures=[FigureRow(seq, False, False) for seq in range(count)],
            reporters=[],
            edges=[EdgeRow(200 + place, "relay", a, b) for place, (a, b) in enumerate(pairs)],
        )
    )
    resting = {node: len(walk(graph, [node], "downstream")) - 1 for node in range(count)}
    expected = sorted(resting.items(), key=lambda counted: (-counted[1], counted[0]))[:most]
    found = most_rested_on(graph, condense(graph), range(count), most)
    assert [resting for _, resting in found] == [resting for _, resting in expected]
    assert found == [(node, resting[node]) for node, _ in found]


def test_a_long_chain_counts_for_more_than_many_direct_links(story: Story) -> None:
    for name in ("hub", "origin", "first", "second", "third", "left", "right"):
        story.figure(name)
    story.relay("left", "hub")
    story.relay("right", "hub")
    story.chain("origin", "first", "second", "third")
    graph = story.graph()
    found = most_rested_on(graph, condense(graph), graph.read_nodes(), 3)
    assert [(story.name(graph.seqs[node]), resting) for node, resting in found] == [
        ("origin", 3),
        ("hub", 2),
        ("first", 2),
    ]
