"""Loops and components, found without recursion."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ledger.trace.figure_graph import Graph
from ledger.trace.loops import condense, loops, shortest_loop
from ledger.trace.material import CorrectionRow, EdgeRow, FigureRow, Rows
from ledger.trace.walk import walk


def relays(count: int, pairs: list[tuple[int, int]], retracted: frozenset[int] = frozenset()) -> Graph:
    """Figures from 0, the first of each pair a relay of the second; some links taken back, by their place."""
    first = 10**6
    return Graph.build(
        Rows(
            figures=[FigureRow(seq, False, False) for seq in range(count)],
            reporters=[],
            edges=[EdgeRow(first + place, "relay", a, b) for place, (a, b) in enumerate(pairs)],
            corrections=[
                CorrectionRow(2 * first + place, f"{place:064x}", first + place, None, "withdrawn", "2026")
                for place in retracted
            ],
        )
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]], frozenset[int]]:
    count = draw(st.integers(1, 10))
    ends = st.integers(0, count - 1)
    pairs = draw(st.lists(st.tuples(ends, ends).filter(lambda pair: pair[0] != pair[1]), max_size=25))
    retracted = draw(st.frozensets(st.integers(0, max(len(pairs) - 1, 0)), max_size=3))
    return count, pairs, frozenset(place for place in retracted if place < len(pairs))


@given(cases())
def test_a_component_is_what_reaches_each_other(
    case: tuple[int, list[tuple[int, int]], frozenset[int]],
) -> None:
    count, pairs, retracted = case
    live = relays(count, [pair for place, pair in enumerate(pairs) if place not in retracted])
    reach = [walk(live, [number], "upstream").keys() for number in range(count)]
    expected = {frozenset(b for b in reach[a] if a in reach[b]) for a in range(count)}
    found = list(condense(relays(count, pairs, retracted), live=True))
    assert {frozenset(component) for component in found} == expected
    assert len(found) == len(expected)
    place = {node: number for number, component in enumerate(found) for node in component}
    assert all(place[a] >= place[b] for a in range(count) for b in reach[a])


@given(cases())
def test_a_shortest_loop_goes_round_by_links_and_none_is_shorter(
    case: tuple[int, list[tuple[int, int]], frozenset[int]],
) -> None:
    count, pairs, _ = case
    graph = relays(count, pairs)
    condensation = condense(graph, live=True)
    for members in loops(graph, condensation):
        for node in members:
            way = shortest_loop(graph, condensation, node)
            assert way[0] == way[-1] == node
            assert set(pairwise(way)) <= set(pairs)
            above = [b for a, b in pairs if a == node]
            back = [walk(graph, [upstream], "upstream")[node] for upstream in above if upstream in members]
            assert len(way) - 1 == 1 + min(back)


def test_a_loop_of_a_hundred_thousand_hops_is_one_loop() -> None:
    count = 100_000
    graph = relays(count, [(number, (number + 1) % count) for number in range(count)])
    condensation = condense(graph)
    found = list(loops(graph, condensation))
    assert [len(members) for members in found] == [count]
    assert len(shortest_loop(graph, condensation, 0)) == count + 1
    assert condensation.size(5) == count


def test_a_retracted_link_closes_no_loop_but_is_still_walked() -> None:
    graph = relays(2, [(0, 1), (1, 0)], frozenset({1}))
    assert list(loops(graph, condense(graph, live=True))) == []
    assert condense(graph).size(0) == 2


def test_a_derivation_from_itself_is_a_loop() -> None:
    rows = Rows(
        figures=[FigureRow(1, False, False), FigureRow(2, False, False)],
        reporters=[],
        edges=[EdgeRow(9, "derivation", 1, 2), EdgeRow(9, "derivation", 1, 1)],
    )
    graph = Graph.build(rows)
    assert [list(members) for members in loops(graph, condense(graph, live=True))] == [[0]]
