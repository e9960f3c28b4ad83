"""How many independent origins hold a figure up, held against every subset of parties."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.trace.cutset import AndOr, smallest_cut
from ledger.trace.figure_graph import Graph
from ledger.trace.independence import Bounds, independent_origins
from ledger.trace.material import EdgeRow, FigureRow, Rows

if TYPE_CHECKING:
    from tests.trace.conftest import Story


class Web(NamedTuple):
    """Figures by number: who reported each, which are primary, and the inputs of each link into each."""

    reporters: list[frozenset[int]]
    primary: list[bool]
    ways: list[list[frozenset[int]]]

    def rows(self) -> Rows:
        edges: list[EdgeRow] = []
        seq = 1000
        for figure, ways in enumerate(self.ways):
            for way in ways:
                seq += 1
                edges += [EdgeRow(seq, "derivation", figure, above) for above in sorted(way)]
        return Rows(
            figures=[FigureRow(number, primary, True) for number, primary in enumerate(self.primary)],
            reporters=[
                (reporter, 500 + agent) for reporter, agents in enumerate(self.reporters) for agent in agents
            ],
            edges=edges,
        )


@st.composite
def webs(draw: st.DrawFn) -> Web:
    """Up to 12 origins and trail ends under up to 8 figures with alternatives, joint inputs and loops."""
    roots, others, agents = draw(st.integers(1, 12)), draw(st.integers(1, 8)), draw(st.integers(1, 12))
    count = roots + others
    reporters = st.frozensets(st.integers(0, agents - 1), max_size=2)
    ways = st.frozensets(st.integers(0, count - 1), min_size=1, max_size=4)
    found: list[list[frozenset[int]]] = [[] for _ in range(roots)]
    for figure in range(roots, count):
        found.append(
            [way - {figure} or frozenset({0}) for way in draw(st.lists(ways, min_size=1, max_size=4))]
        )
    return Web(
        reporters=draw(st.lists(reporters, min_size=count, max_size=count)),
        primary=draw(st.lists(st.sampled_from([True, True, False]), min_size=count, max_size=count)),
        ways=found,
    )


def stands(web: Web, roots: set[int], figure: int) -> bool:
    """Whether a figure stands on some of the roots, by going round until nothing changes."""
    standing = set(roots)
    grown = True
    while grown:
        grown = False
        for node, ways in enumerate(web.ways):
            if node not in standing and any(way <= standing for way in ways):
                standing.add(node)
                grown = True
    return figure in standing


def supporting(web: Web, figure: int) -> set[int]:
    """The roots that stand behind a figure by links all of whose inputs stand."""
    roots = {node for node, ways in enumerate(web.ways) if not ways}
    known = {node for node in range(len(web.ways)) if stands(web, roots, node)}
    seen, rest = {figure}, [figure]
    while rest:
        for way in web.ways[rest.pop()]:
            if way <= known:
                rest += way - seen
                seen |= way
    return seen & roots


def parties(web: Web, roots: set[int]) -> list[set[int]]:
    """The origins grouped by party: two with a reporter in common are one party's."""
    groups: list[set[int]] = []
    for root in sorted(roots):
        agents = web.reporters[root]
        sharing = [group for group in groups if any(web.reporters[member] & agents for member in group)]
        groups = [group for group in groups if group not in sharing]
        groups.append({root}.union(*sharing))
    return groups


def least(web: Web, figure: int, groups: list[set[int]]) -> int:
    """The size of the smallest set of parties without which the figure falls, by trying all."""
    return next(
        size
        for size in range(len(groups) + 1)
        for withdrawn in combinations(groups, size)
        if not stands(web, set().union(*groups) - set().union(*withdrawn), figure)
    )


def by_trying_all(web: Web, figure: int) -> Bounds:
    roots = supporting(web, figure)
    origins = {root for root in roots if web.primary[root]}
    if not stands(web, roots, figure):
        return Bounds(at_least=0, at_most=0)
    known = parties(web, origins)
    most = least(web, figure, known + [{end} for end in sorted(roots - origins)])
    return Bounds(at_least=max(1, least(web, figure, known)), at_most=most)


@settings(max_examples=400, deadline=None)
@given(webs())
def test_the_bounds_are_those_found_by_trying_every_set_of_parties(web: Web) -> None:
    graph = Graph.build(web.rows())
    figure = len(web.ways) - 1
    assert independent_origins(graph, graph.node(figure)) == by_trying_all(web, figure)


def test_one_origin_through_many_mouths_is_one(story: Story) -> None:
    story.figure("count", primary=True)
    for name in ("paper", "radio", "agency"):
        story.figure(name)
        story.relay(name, "count")
    story.figure("article")
    for name in ("paper", "radio", "agency"):
        story.relay("article", name)
    assert story.trace("article").independent_origins == Bounds(at_least=1, at_most=1)


def test_alternatives_add_up_and_joint_inputs_do_not(story: Story) -> None:
    for name in ("a", "b"):
        story.figure(name, primary=True)
    story.figure("either")
    story.relay("either", "a")
    story.relay("either", "b")
    story.figure("both")
    story.derive("both", "x + y", x="a", y="b")
    assert story.trace("either").independent_origins == Bounds(at_least=2, at_most=2)
    assert story.trace("both").independent_origins == Bounds(at_least=1, at_most=1)


def test_an_agent_is_one_party_however_many_figures_it_originated(story: Story) -> None:
    story.figure("monday", by=["Mediazona"], primary=True)
    story.figure("friday", by=["Mediazona"], primary=True)
    story.figure("article")
    story.relay("article", "monday")
    story.relay("article", "friday")
    assert story.trace("article").independent_origins == Bounds(at_least=1, at_most=1)


def test_groups_that_share_a_member_are_one_party_and_same_joins_agents(story: Story) -> None:
    story.figure("tally", by=["Mediazona", "BBC"], primary=True)
    story.figure("broadcast", by=["BBC"], primary=True)
    story.figure("report", by=["Ministry"], primary=True)
    story.figure("update", by=["MoD"], primary=True)
    story.figure("article")
    for name in ("tally", "broadcast", "report", "update"):
        story.relay("article", name)
    assert story.trace("article").independent_origins == Bounds(at_least=3, at_most=3)
    story.same("Ministry", "MoD")
    assert story.trace("article").independent_origins == Bounds(at_least=2, at_most=2)
    story.same("MoD", "Ministry", same=False)
    assert story.trace("article").independent_origins == Bounds(at_least=3, at_most=3)


def test_trail_ends_may_be_anybody(story: Story) -> None:
    story.figure("count", primary=True)
    story.figure("rumour")
    story.figure("hearsay")
    story.figure("article")
    for name in ("count", "rumour", "hearsay"):
        story.relay("article", name)
    assert story.trace("article").independent_origins == Bounds(at_least=1, at_most=3)
    assert story.trace("rumour").independent_origins == Bounds(at_least=1, at_most=1)


def test_a_figure_that_only_a_loop_holds_up_has_none(story: Story) -> None:
    for name in ("a", "b", "c"):
        story.figure(name)
    story.chain("a", "b", "c", "a")
    assert story.trace("b").independent_origins == Bounds(at_least=0, at_most=0)


def test_what_its_party_retracted_is_no_origin(story: Story) -> None:
    story.figure("a", primary=True)
    story.figure("b", primary=True)
    story.figure("article")
    story.relay("article", "a")
    link = story.relay("article", "b")
    story.correct(link)
    assert story.trace("article").independent_origins == Bounds(at_least=1, at_most=1)
    story.correct("a")
    assert story.trace("article").independent_origins == Bounds(at_least=0, at_most=0)


def at_least_of(needed: int, parties: int) -> AndOr:
    """A graph that stands if at least `needed` of so many parties do, counted one after another."""
    place = {(0, party): None for party in range(parties + 1)}
    leaves = list(range(parties))
    ways: list[list[tuple[int, ...]]] = [[] for _ in leaves]
    number: dict[tuple[int, int], int] = {}
    for party in range(1, parties + 1):
        for count in range(1, min(party, needed) + 1):
            found: list[tuple[int, ...]] = [
                (party - 1,) if (count - 1, party - 1) in place else (party - 1, number[count - 1, party - 1])
            ]
            if (count, party - 1) in number:
                found.append((number[count, party - 1],))
            number[count, party] = len(leaves)
            leaves.append(-1)
            ways.append(found)
    return AndOr(top=number[needed, parties], leaves=leaves, ways=ways)


@pytest.mark.parametrize(("needed", "parties"), [(1, 20), (5, 12), (7, 14), (20, 20)])
def test_so_many_of_so_many(needed: int, parties: int) -> None:
    size = parties - needed + 1
    assert smallest_cut(at_least_of(needed, parties)) == (size, size)


def conjunction(groups: Iterator[range]) -> AndOr:
    """A graph that stands if some party of every group does."""
    leaves: list[int] = []
    ways: list[list[tuple[int, ...]]] = []
    tops: list[int] = []
    for group in groups:
        first = len(leaves)
        leaves += group
        ways += [[] for _ in group]
        tops.append(len(leaves))
        leaves.append(-1)
        ways.append([(number,) for number in range(first, first + len(group))])
    return AndOr(top=len(leaves), leaves=[*leaves, -1], ways=[*ways, [tuple(tops)]])


def test_a_wide_product_of_sums_does_not_explode() -> None:
    formula = conjunction(range(first, first + 5) for first in range(0, 200, 5))
    cut = smallest_cut(formula)
    assert cut.at_least <= 5 <= cut.at_most


def test_bounds_beyond_twenty_parties_hold() -> None:
    cut = smallest_cut(at_least_of(16, 32))
    assert cut.at_least <= 17 <= cut.at_most
