"""Boxes into layers, so that lines between them run one way: what comes from others stands behind all of them.

Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures", IEEE Trans.
SMC 11 (1981): circles are broken, boxes put into layers, lines that pass a layer are held by a point in it, and
layers are ordered back and forth so that few lines cross. Nothing recurses, and nothing is left to chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

#: How often layers are ordered back and forth, and how often in vain before it is left so.
_ROUNDS: Final = 16
_IN_VAIN: Final = 4
#: Lines that pass more layers than there is room for are led around: so many points a box are borne.
_POINTS_A_BOX: Final = 8
#: In longer layers neighbours are not tried the other way round.
_SWAPPED_UP_TO: Final = 80


class Layered(NamedTuple):
    """Boxes are 0 to n - 1, points that hold passing lines follow."""

    #: The vertices of each layer in their order.
    layers: list[list[int]]
    layer_of: list[int]
    #: The vertices that each line runs through, both ends included; nothing where it is led around.
    chains: list[list[int]]


def layered(count: int, lines: Sequence[tuple[int, int]], follows: Iterable[int] = ()) -> Layered:
    """Put `count` boxes into layers; circles are broken where they come back to the earliest box.

    `follows` are boxes that stand right before what they lead to. Lines that run backwards, or too far, are led
    around: their chains are empty.
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
    """The lines that close a circle when it is walked from the boxes with nothing before them, then in order."""
    out: list[list[int]] = [[] for _ in range(count)]
    entered = [0] * count
    for number, (first, last) in enumerate(lines):
        out[first].append(number)
        entered[last] += 1
    found: set[int] = set()
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
                    found.add(number)
                elif state[ahead] == 0:
                    state[ahead] = 1
                    path.append((ahead, iter(out[ahead])))
                    break
            else:
                state[box] = 2
                path.pop()
    return found


def _levels(count: int, lines: Sequence[tuple[int, int]], follows: frozenset[int]) -> list[int]:
    """The layer of each box: behind everything that it comes from."""
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
    """The vertices of each layer, ordered so that few lines cross."""
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
    """Every vertex once, what hangs together together, so that branches do not start out mixed."""
    seen = bytearray(len(before))
    found: list[int] = []
    for start in range(len(before)):
        stack = [] if seen[start] or before[start] else [start]
        while stack:
            vertex = stack.pop()
            if seen[vertex]:
                continue
            seen[vertex] = 1
            found.append(vertex)
            stack.extend(reversed(behind[vertex]))
    return found


def _number(layer: Sequence[int], places: list[int]) -> None:
    for place, vertex in enumerate(layer):
        places[vertex] = place


def _by_neighbours(layer: list[int], neighbours: Sequence[Sequence[int]], places: list[int]) -> None:
    """Order a layer by the mean place of its neighbours; who has none stays where it is."""
    means = {
        vertex: sum(places[neighbour] for neighbour in near) * 1024 // len(near)
        for vertex in layer
        if (near := neighbours[vertex])
    }
    moving = iter(sorted(means, key=lambda vertex: (means[vertex], places[vertex])))
    layer[:] = [next(moving) if vertex in means else vertex for vertex in layer]
    _number(layer, places)


def _swapped(layer: list[int], neighbours: Sequence[Sequence[int]], places: list[int]) -> None:
    """Try each two that stand side by side the other way round."""
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
    """How many pairs of lines cross, counted layer by layer with a tree of sums (Fenwick 1994)."""
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
