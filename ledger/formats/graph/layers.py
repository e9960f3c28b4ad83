"""Assigns boxes to layers so that lines run in one direction: each box is behind all boxes that it comes from.

Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures", IEEE Trans. SMC 11
(1981): circles are broken, boxes are assigned to layers, lines get a point in each layer that they pass, and the layers
are ordered back and forth so that few lines cross. Nothing is recursive or random.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

#: The number of passes of ordering, and the number without improvement after which it stops.
_ROUNDS: Final = 16
_IN_VAIN: Final = 4
#: The number of points for each box; beyond that, the longest lines are led around the layers.
_POINTS_A_BOX: Final = 8
#: In longer layers, swapping neighbours is not tried.
_SWAPPED_UP_TO: Final = 80


class Layered(NamedTuple):
    """The layers of vertices: boxes are numbered from 0 to n - 1, and the points of passing lines follow."""

    #: The vertices of each layer in their order.
    layers: list[list[int]]
    layer_of: list[int]
    #: The vertices of each line including its ends; empty if it is led around.
    chains: list[list[int]]


def layered(count: int, lines: Sequence[tuple[int, int]], follows: Iterable[int] = ()) -> Layered:
    """Assign `count` boxes to layers, breaking circles where they return to their first box.

    The boxes in `follows` are placed directly before the boxes that they lead to. Lines that run backwards or too far
    are led around: their chains are empty.
    """
    backward = _backward(count, lines)
    forward = [number for number in range(len(lines)) if number not in backward]
    layer_of = _levels(count, [lines[number] for number in forward], frozenset(follows))
    spans = {number: layer_of[lines[number][1]] - layer_of[lines[number][0]] for number in forward}
    points = sum(spans.values()) - len(spans)
    for number in sorted(forward, key=lambda line: -spans[line]):
        if points <= _POINTS_A_BOX * (count + 100):
            break
        points -= spans.pop(number) - 1
    chains: list[list[int]] = [[] for _ in lines]
    for number in forward:
        if number not in spans:
            continue
        first, last = lines[number]
        passing = range(layer_of[first] + 1, layer_of[last])
        chains[number] = [first, *range(len(layer_of), len(layer_of) + len(passing)), last]
        layer_of.extend(passing)
    return Layered(_ordered(layer_of, chains), layer_of, chains)


def _backward(count: int, lines: Sequence[tuple[int, int]]) -> set[int]:
    """Return the lines that close a circle in a depth-first walk, which starts at boxes without incoming lines."""
    out: list[list[int]] = [[] for _ in range(count)]
    entered = [0] * count
    for number, (first, last) in enumerate(lines):
        out[first].append(number)
        entered[last] += 1
    closing: set[int] = set()
    state = [0] * count
    for start in sorted(range(count), key=lambda box: (entered[box] > 0, box)):
        if state[start]:
            continue
        state[start] = 1
        path = [(start, iter(out[start]))]
        while path:
            box, following = path[-1]
            for number in following:
                ahead = lines[number][1]
                if state[ahead] == 1:
                    closing.add(number)
                elif state[ahead] == 0:
                    state[ahead] = 1
                    path.append((ahead, iter(out[ahead])))
                    break
            else:
                state[box] = 2
                path.pop()
    return closing


def _levels(count: int, lines: Sequence[tuple[int, int]], follows: frozenset[int]) -> list[int]:
    """Return the layer of each box, behind all boxes that it comes from."""
    out: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for first, last in lines:
        out[first].append(last)
        waiting[last] += 1
    level = [0] * count
    ready = [box for box in range(count) if not waiting[box]]
    for box in ready:
        for last in out[box]:
            level[last] = max(level[last], level[box] + 1)
            waiting[last] -= 1
            if not waiting[last]:
                ready.append(last)
    for box in follows:
        if out[box]:
            level[box] = min(level[last] for last in out[box]) - 1
    return level


def _ordered(layer_of: Sequence[int], chains: Iterable[Sequence[int]]) -> list[list[int]]:
    """Return the vertices of each layer, ordered so that few lines cross."""
    before: list[list[int]] = [[] for _ in layer_of]
    behind: list[list[int]] = [[] for _ in layer_of]
    for chain in chains:
        for first, last in pairwise(chain):
            behind[first].append(last)
            before[last].append(first)
    layers: list[list[int]] = [[] for _ in range(max(layer_of, default=-1) + 1)]
    for vertex in _walk(before, behind):
        layers[layer_of[vertex]].append(vertex)
    places = [0] * len(layer_of)
    for layer in layers:
        _number(layer, places)
    best, fewest, vain = [layer[:] for layer in layers], _crossings(layers, behind, places), 0
    for turn in range(_ROUNDS):
        if not fewest or vain == _IN_VAIN:
            break
        towards = before if turn % 2 == 0 else behind
        for layer in layers if turn % 2 == 0 else reversed(layers):
            _by_neighbours(layer, towards, places)
            if len(layer) <= _SWAPPED_UP_TO:
                _swapped(layer, towards, places)
        crossing = _crossings(layers, behind, places)
        if crossing < fewest:
            best, fewest, vain = [layer[:] for layer in layers], crossing, 0
        else:
            vain += 1
    return best


def _walk(before: Sequence[Sequence[int]], behind: Sequence[Sequence[int]]) -> list[int]:
    """Return every vertex once in depth-first order, so that branches start out separated."""
    seen = bytearray(len(before))
    order: list[int] = []
    for start in range(len(before)):
        stack = [] if seen[start] or before[start] else [start]
        while stack:
            vertex = stack.pop()
            if seen[vertex]:
                continue
            seen[vertex] = 1
            order.append(vertex)
            stack.extend(reversed(behind[vertex]))
    return order


def _number(layer: Sequence[int], places: list[int]) -> None:
    for place, vertex in enumerate(layer):
        places[vertex] = place


def _by_neighbours(layer: list[int], neighbours: Sequence[Sequence[int]], places: list[int]) -> None:
    """Order a layer by the mean places of the neighbours; vertices without neighbours keep their places."""
    means = {
        vertex: sum(places[neighbour] for neighbour in near) * 1024 // len(near)
        for vertex in layer
        if (near := neighbours[vertex])
    }
    moving = iter(sorted(means, key=lambda vertex: (means[vertex], places[vertex])))
    layer[:] = [next(moving) if vertex in means else vertex for vertex in layer]
    _number(layer, places)


def _swapped(layer: list[int], neighbours: Sequence[Sequence[int]], places: list[int]) -> None:
    """Swap adjacent vertices if fewer lines cross then."""
    for at in range(len(layer) - 1):
        first, second = layer[at], layer[at + 1]
        as_is = other_way = 0
        for left in neighbours[first]:
            for right in neighbours[second]:
                as_is += places[left] > places[right]
                other_way += places[left] < places[right]
        if other_way < as_is:
            layer[at], layer[at + 1] = second, first
    _number(layer, places)


def _crossings(
    layers: Iterable[Sequence[int]], behind: Sequence[Sequence[int]], places: Sequence[int]
) -> int:
    """Return the number of crossings, counted layer by layer with a Fenwick tree (Fenwick 1994)."""
    crossing = 0
    for layer in layers:
        ends = [
            place for vertex in layer for place in sorted(places[neighbour] for neighbour in behind[vertex])
        ]
        size = max(ends, default=0) + 1
        sums = [0] * (size + 1)
        for passed, end in enumerate(ends):
            at, below = end + 1, 0
            while at:
                below += sums[at]
                at &= at - 1
            crossing += passed - below
            at = end + 1
            while at <= size:
                sums[at] += 1
                at += at & -at
    return crossing
