"""Hubs that fold: nothing is lost, and nothing that is left leads into a fold but through it."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger.formats.graph.drawing import Drawing, DrawnEdge, EdgeStart, Node
from ledger.formats.graph.folding import KEPT, MOST_BRANCHES, Folded, folded


def node(number: int, **more: Any) -> Node:
    """A statement with nothing to it."""
    plain = Node(
        number=number,
        id=f"{number:064x}",
        words=f"{number} troops",
        parties="A",
        source="",
        date="",
        asked=False,
        role="",
        states=(),
        unseen=False,
        marks=(),
    )
    return plain._replace(**more)


def edge(end: int, *starts: int, kind: str = "relay") -> DrawnEdge:
    """An edge without anything on it."""
    return DrawnEdge(
        kind=kind,
        starts=tuple(EdgeStart(start, "") for start in starts),
        end=end,
        words="relayed",
        outcome="",
        detail="relayed",
        retracted=False,
        loop=False,
        marks=(),
    )


@st.composite
def drawings(draw: st.DrawFn) -> Drawing:
    """Hubs with a few or many branches and inputs of their own, and any edges between all of it besides."""
    edges: list[DrawnEdge] = []
    count = hubs = draw(st.integers(1, 4))
    for hub in range(hubs):
        branches, inputs = draw(st.integers(0, 14)), draw(st.sampled_from((0, 0, 2, 12)))
        edges += [edge(number, hub) for number in range(count, count + branches)]
        count += branches
        if inputs:
            edges.append(edge(hub, *range(count, count + inputs), kind="derivation"))
        count += inputs
    numbers = st.integers(0, count - 1)
    edges += draw(st.lists(st.builds(edge, numbers, numbers), max_size=6))
    asked = draw(st.sets(numbers, max_size=3))
    nodes = tuple(node(number, asked=number in asked) for number in range(count))
    return Drawing("any", nodes, tuple(edges))


def hidden(left: Folded) -> list[int]:
    """Every statement that is folded away."""
    return [member for fold in left.folds for member in fold.members]


@given(drawings())
def test_every_statement_is_drawn_or_folded_and_every_way_has_its_ends(whole: Drawing) -> None:
    left = folded(whole)
    shown = [node.number for node in left.drawing.nodes]
    assert sorted(shown + hidden(left)) == [node.number for node in whole.nodes]
    ends = {*shown, *(fold.number for fold in left.folds)}
    for edge in left.drawing.edges:
        assert edge.starts
        assert {edge.end, *(end.node for end in edge.starts)} <= ends
    for fold in left.folds:
        assert fold.hub in shown
        touching = [
            edge for edge in left.drawing.edges if fold.number in {edge.end, *(at.node for at in edge.starts)}
        ]
        assert len(touching) >= 1
        assert {fold.hub} <= {
            end for edge in touching for end in (edge.end, *(at.node for at in edge.starts))
        }
    assert not {node.number for node in whole.nodes if node.asked} & set(hidden(left))


@given(drawings())
def test_ways_between_what_is_left_are_left(whole: Drawing) -> None:
    left = folded(whole)
    away = set(hidden(left))
    kept = [edge for edge in whole.edges if not {edge.end, *(end.node for end in edge.starts)} & away]
    assert [
        edge for edge in left.drawing.edges if all(end.node >= 0 for end in edge.starts) and edge.end >= 0
    ] == kept


def star(branches: int) -> list[DrawnEdge]:
    return [edge(number, 0) for number in range(1, branches + 1)]


def test_a_hub_shows_a_few_and_folds_the_rest() -> None:
    nodes = tuple(node(number) for number in range(251))
    left = folded(Drawing("star", nodes, tuple(star(250))))
    assert len(left.drawing.nodes) == 1 + KEPT
    (fold,) = left.folds
    assert (fold.hub, fold.feeding, len(fold.members)) == (0, False, 250 - KEPT)


def test_few_branches_are_not_folded() -> None:
    nodes = tuple(node(number) for number in range(MOST_BRANCHES + 1))
    assert folded(Drawing("star", nodes, tuple(star(MOST_BRANCHES)))).folds == ()


def test_what_hangs_on_a_branch_is_folded_with_it_and_stands_behind_it() -> None:
    nodes = tuple(node(number) for number in range(26))
    edges = (*star(20), *(edge(20 + branch, branch) for branch in range(1, 6)))
    left = folded(Drawing("star", nodes, edges))
    (fold,) = left.folds
    # Four of the five branches on which more hangs are shown, with what hangs on them.
    assert {node.number for node in left.drawing.nodes} == {0, 1, 2, 3, 4, 21, 22, 23, 24}
    assert fold.members[:2] == (5, 25)


def test_what_is_worst_is_shown_first() -> None:
    nodes = tuple(node(number, states=("retracted",) if number == 17 else ()) for number in range(21))
    left = folded(Drawing("star", nodes, tuple(star(20))))
    assert 17 in {node.number for node in left.drawing.nodes}


def test_inputs_of_a_sum_fold_too() -> None:
    nodes = tuple(node(number) for number in range(31))
    left = folded(Drawing("sum", nodes, (edge(0, *range(1, 31), kind="derivation"),)))
    (fold,) = left.folds
    assert (fold.hub, fold.feeding, len(fold.members)) == (0, True, 30 - KEPT)
    (kept,) = left.drawing.edges
    assert len(kept.starts) == KEPT + 1
    assert kept.kind == "derivation"


def test_what_came_from_two_is_not_folded() -> None:
    nodes = tuple(node(number) for number in range(22))
    edges = (*(edge(number, 0) for number in range(2, 22)), *(edge(number, 1) for number in range(2, 22)))
    assert folded(Drawing("two", nodes, edges)).folds == ()


def test_a_circle_is_not_folded() -> None:
    nodes = tuple(node(number) for number in range(23))
    edges = (*star(20), edge(21, 1), edge(22, 21), edge(21, 22))
    assert not {1, 21, 22} & set(hidden(folded(Drawing("circle", nodes, edges))))
