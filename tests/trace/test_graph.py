"""The graph that is built from rows: what is a node, what is a link, and what is cut off."""

from __future__ import annotations

import random
import tracemalloc
from typing import TYPE_CHECKING

from ledger.trace import small_graph
from ledger.trace.figure_graph import Graph
from ledger.trace.graph_arrays import PRIMARY, RETRACTED
from ledger.trace.material import CorrectionRow, EdgeRow, FigureRow, Rows

if TYPE_CHECKING:
    from tests.trace.conftest import Story


def names_above(story: Story, name: str) -> set[str]:
    """The names of the figures one hop upstream."""
    graph = story.graph()
    return {
        story.name(seq) for node in graph.above(graph.node(story.seqs[name])) for seq in graph.members(node)
    }


def test_a_link_leads_from_a_figure_to_each_of_its_inputs(story: Story) -> None:
    for name in ("a", "b", "ratio", "relay"):
        story.figure(name)
    story.derive("ratio", "x / y", x="a", y="b")
    story.relay("relay", "ratio")
    graph = story.graph()
    assert names_above(story, "ratio") == {"a", "b"}
    assert names_above(story, "relay") == {"ratio"}
    assert [graph.seqs[node] for node in graph.below(graph.node(story.seqs["a"]))] == [story.seqs["ratio"]]
    assert graph.is_root(graph.node(story.seqs["b"]))
    assert not graph.is_root(graph.node(story.seqs["relay"]))


def test_the_order_of_the_rows_does_not_matter() -> None:
    figures = [FigureRow(seq, seq == 1, False) for seq in range(1, 8)]
    edges = [
        EdgeRow(link, "derivation", figure, given)
        for link, figure, inputs in ((20, 3, (1, 2)), (21, 4, (3,)), (22, 4, (1, 5)), (23, 7, (6, 4, 2)))
        for given in inputs
    ]
    reporters = [(seq, 100 + seq % 3) for seq in range(1, 8)]
    straight = Graph.build(Rows(figures=figures, reporters=reporters, edges=edges))
    for seed in range(5):
        shuffled = random.Random(seed)
        for rows in (figures, edges, reporters):
            shuffled.shuffle(rows)
        graph = Graph.build(Rows(figures=figures, reporters=reporters, edges=edges))
        assert graph.seqs == straight.seqs
        assert graph.flags == straight.flags
        assert graph.link_seqs == straight.link_seqs
        for node in range(7):
            assert sorted(graph.above(node)) == sorted(straight.above(node))
            assert sorted(graph.below(node)) == sorted(straight.below(node))
            assert graph.parties(node) == straight.parties(node)


def test_few_rows_and_many_give_equal_graphs() -> None:
    for seed in range(20):
        dice = random.Random(seed)
        count = dice.randint(2, 30)
        edges: list[EdgeRow] = []
        for link in range(1_000, 1_000 + dice.randint(0, 40)):
            figure, relation = dice.randint(1, count), dice.choice(("relay", "derivation", "revision"))
            # Some inputs twice, some links from a figure to itself, some figures without a row.
            inputs = [
                dice.randint(1, count + 2)
                for _ in range(dice.randint(1, 3) if relation == "derivation" else 1)
            ]
            edges += [EdgeRow(link, relation, figure, above) for above in inputs]
        withdrawn = [1, *(edge.link for edge in edges[:1])]
        rows = Rows(
            figures=[
                FigureRow(seq, dice.random() < 0.3, dice.random() < 0.5, dice.random() < 0.9)
                for seq in range(1, count + 1)
            ],
            reporters=[(dice.randint(1, count), dice.randint(500, 505)) for _ in range(count)],
            edges=edges,
            corrections=[
                CorrectionRow(5_000 + of, f"{of:064x}", of, None, "withdrawn", "2026-01-01T00:00:00Z")
                for of in withdrawn
            ],
        )
        few = Graph.build(rows)
        alone = [FigureRow(seq, False, False) for seq in range(10_000, 10_001 + small_graph.MOST)]
        many = Graph.build(rows._replace(figures=[*rows.figures, *alone]))
        assert len(few) <= small_graph.MOST < len(many)
        for name in ("seqs", "nodes", "flags"):
            assert getattr(few, name) == getattr(many, name)[: len(few)]
        for name in ("reporter_start", "link_start", "use_start"):
            assert getattr(few, name) == getattr(many, name)[: len(few) + 1]
        for name in (
            "resolution", "groups", "reporters", "link_seqs", "link_figure", "link_flags", "input_start", "inputs",
            "uses", "revisions", "severed",
        ):  # fmt: skip
            assert getattr(few, name) == getattr(many, name), name


def test_a_misrecorded_figure_is_read_as_its_replacement_at_both_ends_of_a_link(story: Story) -> None:
    for name in ("count", "typo", "right", "article"):
        story.figure(name)
    story.chain("count", "typo", "article")
    story.correct("typo", "right", "misrecorded")
    assert names_above(story, "article") == {"right"}
    assert names_above(story, "right") == {"count"}
    graph = story.graph()
    assert graph.node(story.seqs["typo"]) == graph.node(story.seqs["right"])


def test_links_of_an_absent_figure_and_absent_links_are_gone_and_noted(story: Story) -> None:
    for name in ("count", "slip", "article"):
        story.figure(name)
    story.chain("slip", "article")
    wrong = story.relay("article", "count")
    story.correct("slip", cause="misrecorded")
    story.correct(wrong, cause="misrecorded")
    graph = story.graph()
    article = graph.node(story.seqs["article"])
    assert graph.is_root(article)
    assert set(graph.severed[article]) == {wrong, story.seqs["slip"]}


def test_undoing_brings_the_links_back(story: Story) -> None:
    story.figure("count")
    story.figure("article")
    link = story.relay("article", "count")
    undo = story.correct(link, cause="misrecorded")
    assert names_above(story, "article") == set()
    story.correct(undo)
    assert names_above(story, "article") == {"count"}


def test_figures_said_to_be_the_same_are_one_node(story: Story) -> None:
    story.figure("count", primary=True)
    story.figure("first", by=["Agency"])
    story.figure("again", by=["Agency", "Desk"])
    story.figure("article")
    story.chain("count", "first")
    story.chain("again", "article")
    story.same("first", "again")
    graph = story.graph()
    first = graph.node(story.seqs["first"])
    assert graph.node(story.seqs["again"]) == first
    assert set(graph.members(first)) == {story.seqs["first"], story.seqs["again"]}
    assert list(graph.parties(first)) == sorted((story.seqs["Agency"], story.seqs["Desk"]))
    assert names_above(story, "article") == {"first", "again"}
    story.same("again", "first", same=False)
    assert names_above(story, "article") == {"again"}


def test_a_relay_between_what_came_to_be_one_figure_says_nothing(story: Story) -> None:
    story.figure("a", primary=True)
    story.figure("b")
    story.relay("b", "a")
    story.same("a", "b")
    graph = story.graph()
    assert graph.is_root(graph.node(story.seqs["b"]))
    assert graph.has(graph.node(story.seqs["b"]), PRIMARY)


def test_revisions_are_kept_beside_the_figures_and_are_no_links(story: Story) -> None:
    story.figure("may")
    story.figure("june")
    revision = story.revise("june", "may")
    graph = story.graph()
    for name in ("may", "june"):
        node = graph.node(story.seqs[name])
        assert graph.is_root(node)
        assert graph.revisions[node] == [(revision, story.seqs["june"], story.seqs["may"])]


def test_a_figure_without_a_row_is_one_of_which_nothing_is_known() -> None:
    rows = Rows(figures=[FigureRow(5, True, True)], reporters=[], edges=[EdgeRow(9, "relay", 5, 2)])
    graph = Graph.build(rows)
    assert list(graph.seqs) == [2, 5]
    assert graph.is_root(graph.node(2))
    assert not graph.has(graph.node(2), PRIMARY)


def test_a_withdrawal_marks_the_node_and_leaves_its_links(story: Story) -> None:
    story.figure("count")
    story.figure("article")
    story.relay("article", "count")
    story.correct("count")
    graph = story.graph()
    assert graph.has(graph.node(story.seqs["count"]), RETRACTED)
    assert names_above(story, "article") == {"count"}


def test_a_graph_is_a_few_tens_of_bytes_a_figure() -> None:
    count = 10_000
    tracemalloc.start()
    graph = Graph.build(
        Rows(
            figures=(FigureRow(seq, seq % 10 == 1, True) for seq in range(1, count + 1)),
            reporters=((seq, count + seq % 100) for seq in range(1, count + 1)),
            edges=(EdgeRow(2 * count + seq, "relay", seq, seq - 1) for seq in range(2, count + 1)),
        )
    )
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(graph) == count
    assert held < 100 * count
    assert peak < 200 * count
