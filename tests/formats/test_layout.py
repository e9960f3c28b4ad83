"""Where boxes and lines are drawn: whatever the graph, nothing lies on anything else and every line meets its ends."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from ledger.formats.graph.layers import layered
from ledger.formats.graph.layout import Layout, PlacedBox, layout

Sizes = list[tuple[int, int]]
Lines = list[tuple[int, int]]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Sizes, Lines]:
    """Any boxes with any lines between them: circles, lines to themselves, several between two."""
    sizes = draw(st.lists(st.tuples(st.integers(1, 300), st.integers(1, 160)), min_size=1, max_size=30))
    box = st.integers(0, len(sizes) - 1)
    return sizes, draw(st.lists(st.tuples(box, box), max_size=60))


def overlap(first: PlacedBox, second: PlacedBox, apart: int = 0) -> bool:
    """Whether two boxes share more than an edge, or are less than so many pixels apart."""
    return (
        first.x < second.x + second.width + apart
        and second.x < first.x + first.width + apart
        and first.y < second.y + second.height + apart
        and second.y < first.y + first.height + apart
    )


def assert_sound(sizes: Sizes, lines: Lines, made: Layout, *, downward: bool) -> None:
    assert [(box.width, box.height) for box in made.boxes] == sizes
    assert not [pair for pair in combinations(made.boxes, 2) if overlap(*pair, apart=16)]
    for box in made.boxes:
        assert 0 <= box.x <= box.x + box.width <= made.width
        assert 0 <= box.y <= box.y + box.height <= made.height
    assert sorted(made.reading) == list(range(len(sizes)))
    for (first, last), route in zip(lines, made.routes, strict=True):
        start, end = made.boxes[first], made.boxes[last]
        if downward:
            assert (route.points[0].x, route.points[0].y) == (start.centre, start.y + start.height)
            assert (route.points[-1].x, route.points[-1].y) == (end.centre, end.y)
        else:
            assert (route.points[0].x, route.points[0].y) == (start.x + start.width, start.middle)
            assert (route.points[-1].x, route.points[-1].y) == (end.x, end.middle)
        assert (route.points[0].key, route.points[-1].key) == (start.y, end.y)
        along = [point.y if downward else point.x for point in route.points]
        assert route.around or along == sorted(along)


@given(graphs(), st.booleans())
def test_nothing_overlaps_and_every_line_meets_its_boxes(graph: tuple[Sizes, Lines], downward: bool) -> None:
    sizes, lines = graph
    made = layout(sizes, lines, downward=downward, widest=900)
    assert_sound(sizes, lines, made, downward=downward)
    assert made == layout(sizes, lines, downward=downward, widest=900)


@given(graphs())
def test_lines_run_past_boxes_and_not_through_them(graph: tuple[Sizes, Lines]) -> None:
    sizes, lines = graph
    made = layout(sizes, lines)
    for route in made.routes:
        for first, two in pairwise(route.points):
            if first.x != two.x and first.y != two.y:
                continue
            passed = PlacedBox(
                min(first.x, two.x), min(first.y, two.y), abs(first.x - two.x), abs(first.y - two.y)
            )
            assert not [box for box in made.boxes if crosses(passed, box)]


def crosses(line: PlacedBox, box: PlacedBox) -> bool:
    """Whether a straight line runs through the inside of a box."""
    return (
        line.x < box.x + box.width
        and box.x < line.x + line.width + (not line.width)
        and line.y < box.y + box.height
        and box.y < line.y + line.height + (not line.height)
        and (line.width > 0 or box.x < line.x)
        and (line.height > 0 or box.y < line.y)
    )


@given(graphs())
def test_only_what_is_in_a_circle_is_led_back(graph: tuple[Sizes, Lines]) -> None:
    sizes, lines = graph
    made = layered(len(sizes), lines)
    forward = [line for line, chain in zip(lines, made.chains, strict=True) if chain]
    assert all(made.layer_of[first] < made.layer_of[last] for first, last in forward)
    reached = {start: _reached(start, forward) for start in range(len(sizes))}
    for line, chain in zip(lines, made.chains, strict=True):
        assert chain or line[0] in reached[line[1]]


def _reached(start: int, lines: Lines) -> set[int]:
    found, pending = {start}, [start]
    for box in pending:
        ahead = {last for first, last in lines if first == box} - found
        found |= ahead
        pending += ahead
    return found


def test_what_follows_stands_right_before_what_it_leads_to() -> None:
    # 0 → 1 → 2 → 3 and 0 → 4 → 3, where 4 is written on the way.
    made = layered(5, [(0, 1), (1, 2), (2, 3), (0, 4), (4, 3)], follows=[4])
    assert made.layer_of[4] == made.layer_of[3] - 1


def test_lines_that_need_not_cross_do_not() -> None:
    lines = [(0, 5), (1, 4), (2, 3)]
    made = layout([(10, 10)] * 6, lines)
    heights = [(made.boxes[first].y, made.boxes[last].y) for first, last in lines]
    assert sorted(first for first, _ in heights) == sorted(last for _, last in heights)
    assert all(first == last for first, last in heights)


def test_layers_are_ordered_so_that_lines_do_not_cross() -> None:
    # As they come, 0 → 3 would cross 1 → 2, and 4 → 6 cross 5 → 7 behind them.
    lines = [(0, 2), (0, 3), (1, 2), (2, 4), (3, 5), (4, 7), (5, 6), (5, 7)]
    made = layered(8, lines)
    place = {box: at for layer in made.layers for at, box in enumerate(layer)}
    crossing = [
        (first, two)
        for first, two in combinations(lines, 2)
        if made.layer_of[first[0]] == made.layer_of[two[0]]
        and (place[first[0]] - place[two[0]]) * (place[first[1]] - place[two[1]]) < 0
    ]
    assert crossing == []


def test_a_chain_is_straight() -> None:
    made = layout([(100, 40), (30, 20), (100, 80), (30, 20), (100, 40)], [(0, 1), (1, 2), (2, 3), (3, 4)])
    assert len({box.middle for box in made.boxes}) == 1


def test_a_circle_comes_back_below() -> None:
    made = layout([(100, 40)] * 3, [(0, 1), (1, 2), (2, 0)])
    back = made.routes[2]
    assert back.around
    assert max(point.y for point in back.points) > max(box.y + box.height for box in made.boxes)


def test_a_thousand_boxes_take_not_much_more_than_a_hundred() -> None:
    # The first leads to every other, along a chain: a point in each layer passed would make half a million.
    lines = [(at - 1, at) for at in range(1, 1_000)] + [(0, at) for at in range(2, 1_000)]
    assert len(layered(1_000, lines).layer_of) < 12_000
    sizes = [(216, 80)] * 1_000
    made = layout(sizes, lines)
    assert len(made.routes) == len(lines)
    assert len({(box.x, box.y) for box in made.boxes}) == 1_000


def test_boxes_without_lines_stand_in_rows() -> None:
    made = layout([(100, 40)] * 7, [(0, 1)], widest=350)
    assert [box.y for box in made.boxes[2:]] == [made.boxes[2].y] * 3 + [made.boxes[5].y] * 2
    assert made.boxes[2].y > made.boxes[0].y + 40
    assert made.boxes[5].y > made.boxes[2].y


def test_nothing_is_drawn_of_nothing() -> None:
    assert layout([], []) == Layout((), (), (), 0, 0)
