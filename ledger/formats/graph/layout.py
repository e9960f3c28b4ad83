"""Places boxes and lines layer by layer, from left to right or from top to bottom.

All measures are whole pixels, and the result is deterministic.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from ledger.formats.graph.layers import Layered, layered

#: The distances between two boxes of a layer, and between a box and a passing line.
_APART: Final = 20
_BESIDE_A_LINE: Final = 14
#: The smallest and largest distances between layers; steeper lines get more room.
_NEAREST: Final = 30
_FURTHEST: Final = 96
#: The distance between components that are not connected.
_BETWEEN_PARTS: Final = 36
#: The room around a line that is led around, and the room for its turns.
_LANE: Final = 16
_TURN: Final = 16
_SWEEPS: Final = 12


class Position(NamedTuple):
    """A point of a line. It moves with everything whose top is at `key`."""

    x: int
    y: int
    key: int


class Route(NamedTuple):
    """A line, alternately straight and curved between its points, or with rounded corners if it is led `around`."""

    points: tuple[Position, ...]
    around: bool


class PlacedBox(NamedTuple):
    """A box by its upper left corner."""

    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        """The y coordinate at which lines meet it from the side."""
        return self.y + self.height // 2

    @property
    def centre(self) -> int:
        """The x coordinate at which lines meet it from above and below."""
        return self.x + self.width // 2


class Layout(NamedTuple):
    """The positions of all boxes and lines, in the order of the input."""

    boxes: tuple[PlacedBox, ...]
    routes: tuple[Route, ...]
    #: The boxes in reading order: component by component, layer by layer.
    reading: tuple[int, ...]
    width: int
    height: int


def layout(
    sizes: Sequence[tuple[int, int]],
    lines: Sequence[tuple[int, int]],
    *,
    follows: Iterable[int] = (),
    downward: bool = False,
    widest: int = 0,
) -> Layout:
    """Place boxes of these widths and heights, and the lines between them (from, to, by number).

    The boxes in `follows` are placed directly before the boxes that they lead to. With `downward` the layers run from
    top to bottom. Boxes without a line are placed in rows below, up to `widest` pixels wide or as wide as the rest.
    """
    turned = [(height, width) for width, height in sizes] if downward else sizes
    drawn = _Drawn(turned, lines, layered(len(sizes), lines, follows), frozenset(follows))
    boxes = [PlacedBox(*drawn.corner(box), *turned[box]) for box in range(len(sizes))]
    routes = [drawn.route(number) for number in range(len(lines))]
    if downward:
        boxes = [PlacedBox(box.y, box.x, box.height, box.width) for box in boxes]
        routes = [[(y, x, box) for x, y, box in route] for route in routes]
    tied = {box for line in lines for box in line}
    lowest = max([y for route in routes for _, y, _ in route], default=0)
    _in_rows(boxes, [box for box in range(len(boxes)) if box not in tied], sorted(tied), widest, lowest)
    left = min([box.x for box in boxes] + [x for route in routes for x, _, _ in route], default=0)
    top = min([box.y for box in boxes] + [y for route in routes for _, y, _ in route], default=0)
    boxes = [box._replace(x=box.x - left, y=box.y - top) for box in boxes]
    placed = [
        Route(
            tuple(
                Position(x - left, y - top, y - top if box is None else boxes[box].y) for x, y, box in route
            ),
            around=not drawn.chains[number],
        )
        for number, route in enumerate(routes)
    ]
    points = [point for route in placed for point in route.points]
    return Layout(
        tuple(boxes),
        tuple(placed),
        (
            *(box for box in drawn.reading if box in tied),
            *(box for box in range(len(boxes)) if box not in tied),
        ),
        width=max([box.x + box.width for box in boxes] + [point.x for point in points], default=0),
        height=max([box.y + box.height for box in boxes] + [point.y for point in points], default=0),
    )


def _in_rows(
    boxes: list[PlacedBox], loose: Sequence[int], tied: Sequence[int], widest: int, lowest: int
) -> None:
    """Place boxes without a line in rows below all other boxes, and below the `lowest` point of any line."""
    right = max([boxes[box].x + boxes[box].width for box in tied], default=0)
    y = max([max(lowest, boxes[box].y + boxes[box].height) + _BETWEEN_PARTS for box in tied], default=0)
    first = min([boxes[box].x for box in tied], default=0)
    x, tallest = first, 0
    for box in loose:
        placed = boxes[box]
        if x > first and x + placed.width > max(right, first + widest):
            x, y, tallest = first, y + tallest + _APART, 0
        boxes[box] = placed._replace(x=x, y=y)
        x, tallest = x + placed.width + _APART, max(tallest, placed.height)


class _Drawn:
    """Layers drawn from left to right: `x` runs along, `y` across them."""

    def __init__(
        self,
        sizes: Sequence[tuple[int, int]],
        lines: Sequence[tuple[int, int]],
        made: Layered,
        follows: frozenset[int],
    ) -> None:
        self.lines = lines
        self.follows = follows
        self.layers, self.layer_of, self.chains = made.layers, made.layer_of, made.chains
        self.boxes = len(sizes)
        points = [(0, 0)] * (len(self.layer_of) - self.boxes)
        self.widths: list[int] = [width for width, _ in (*sizes, *points)]
        self.heights: list[int] = [height for _, height in (*sizes, *points)]
        self.before: list[list[int]] = [[] for _ in self.layer_of]
        self.behind: list[list[int]] = [[] for _ in self.layer_of]
        for chain in self.chains:
            for first, last in pairwise(chain):
                self.behind[first].append(last)
                self.before[last].append(first)
        #: The y coordinates of the middle of each vertex, and of the lanes of lines that are led around.
        self.across = [0] * len(self.layer_of)
        self.lanes: dict[int, int] = {}
        #: The boxes component by component and layer by layer.
        self.reading: list[int] = []
        self._stack()
        self.starts: list[int] = []
        self.ends: list[int] = []
        self._columns()

    # Across the layers.

    def _stack(self) -> None:
        """Place each connected component, and stack the components, the largest first."""
        below = 0
        for part, around in self._parts():
            self._settle(part)
            lanes: list[int] = []
            for number in around:
                lanes.append(self._lane(number, part, lanes))
            members = [vertex for layer in part for vertex in layer]
            down = below - min(self._top(vertex) for vertex in members)
            for vertex in members:
                self.across[vertex] += down
            self.lanes |= {number: lane + down for number, lane in zip(around, lanes, strict=True)}
            lowest = max(self._bottom(vertex) for vertex in members)
            below = max([lowest, *(lane + down for lane in lanes)]) + _BETWEEN_PARTS
            self.reading += [vertex for vertex in members if vertex < self.boxes]

    def _parts(self) -> list[tuple[list[list[int]], list[int]]]:
        """Return the connected components, each as layers of vertices and the lines that are led around."""
        parent = list(range(len(self.layer_of)))

        def root(vertex: int) -> int:
            while parent[vertex] != vertex:
                parent[vertex] = parent[parent[vertex]]
                vertex = parent[vertex]
            return vertex

        for line, chain in zip(self.lines, self.chains, strict=True):
            for vertex in chain or line:
                low, high = sorted((root(line[0]), root(vertex)))
                parent[high] = low
        parts: dict[int, tuple[list[list[int]], list[int]]] = {}
        for layer in self.layers:
            for vertex in layer:
                rows, _ = parts.setdefault(root(vertex), ([], []))
                if not rows or self.layer_of[rows[-1][0]] != self.layer_of[vertex]:
                    rows.append([])
                rows[-1].append(vertex)
        for number, chain in enumerate(self.chains):
            if not chain:
                parts[root(self.lines[number][0])][1].append(number)
        return [parts[top] for top in sorted(parts, key=lambda top: (-sum(map(len, parts[top][0])), top))]

    def _settle(self, part: Sequence[Sequence[int]]) -> None:
        """Move the vertices of each layer towards their neighbours, back and forth, as far as there is room."""
        for layer in part:
            self._put(layer, [0] * len(layer))
        for turn in range(_SWEEPS):
            forward = turn % 2 == 0
            for layer in part if forward else reversed(part):
                self._put(layer, [self._drawn_to(vertex, forward, turn) for vertex in layer])
        # Finally align vertices with those they lead to, so that the lines between them are straight.
        for layer in reversed(part):
            if any(vertex in self.follows or not self.before[vertex] for vertex in layer):
                self._put(layer, [self._ahead_of(vertex) for vertex in layer])

    def _ahead_of(self, vertex: int) -> int:
        """Return the position level with what a vertex leads to, or its own if it also has incoming lines."""
        aligned = vertex in self.follows or not self.before[vertex]
        return self._mean(vertex, self.behind[vertex] if aligned else [])

    def _drawn_to(self, vertex: int, forward: bool, turn: int) -> int:
        """Return the position that a vertex would have if it were alone in its layer."""
        if turn >= _SWEEPS - 2:
            return self._mean(vertex, self.before[vertex] + self.behind[vertex])
        return self._mean(vertex, self.before[vertex] if forward else self.behind[vertex])

    def _mean(self, vertex: int, neighbours: Sequence[int]) -> int:
        """Return the mean position of these neighbours, or the vertex's own without neighbours."""
        if not neighbours:
            return self.across[vertex]
        return sum(self.across[neighbour] for neighbour in neighbours) // len(neighbours)

    def _put(self, layer: Sequence[int], wanted: Sequence[int]) -> None:
        """Place the vertices of a layer as near to the wanted positions as their order and distances allow.

        This is isotonic least squares by pooling adjacent violators (Ayer et al. 1955).
        """
        offsets = [0]
        for first, second in pairwise(layer):
            boxes = first < self.boxes and second < self.boxes
            apart = _APART if boxes else _BESIDE_A_LINE
            half = self.heights[first] - self.heights[first] // 2 + self.heights[second] // 2
            offsets.append(offsets[-1] + half + apart)
        pools: list[tuple[int, int, int]] = []
        for vertex, want, offset in zip(layer, wanted, offsets, strict=True):
            # A bend in a passing line is worse than a box that is a little off.
            weight = 1 if vertex < self.boxes else 3
            total, heavy, many = (want - offset) * weight, weight, 1
            while pools and pools[-1][0] // pools[-1][1] > total // heavy:
                last = pools.pop()
                total, heavy, many = total + last[0], heavy + last[1], many + last[2]
            pools.append((total, heavy, many))
        settled = [total // heavy for total, heavy, many in pools for _ in range(many)]
        for vertex, place, offset in zip(layer, settled, offsets, strict=True):
            self.across[vertex] = place + offset

    def _top(self, vertex: int) -> int:
        return self.across[vertex] - self.heights[vertex] // 2

    def _bottom(self, vertex: int) -> int:
        return self._top(vertex) + self.heights[vertex]

    def _lane(self, number: int, part: Sequence[Sequence[int]], lanes: Iterable[int]) -> int:
        """Return the lane of a line that is led around: the next free y coordinate below both of its ends."""
        first, last = self.lines[number]
        passed = range(*sorted((self.layer_of[first], self.layer_of[last])))
        layers = {*passed, self.layer_of[first], self.layer_of[last]}
        occupied = [
            (self._top(vertex) - _LANE, self._bottom(vertex) + _LANE)
            for layer in part
            if self.layer_of[layer[0]] in layers
            for vertex in layer
            if vertex < self.boxes
        ]
        occupied += [(lane - _LANE, lane + _LANE) for lane in lanes]
        free = max(self._bottom(first), self._bottom(last)) + _LANE
        for top, bottom in sorted(occupied):
            if top < free < bottom:
                free = bottom
        return free

    # Along the layers.

    def _columns(self) -> None:
        """Set where each layer starts and ends, with more room between layers where lines are steep."""
        x = 0
        for layer in self.layers:
            climbs = [
                abs(self.across[vertex] - self.across[neighbour])
                for vertex in layer
                for neighbour in self.before[vertex]
            ]
            if self.starts:
                x += min(_FURTHEST, _NEAREST + max(climbs, default=0) // 8)
            self.starts.append(x)
            x += max((self.widths[vertex] for vertex in layer), default=0)
            self.ends.append(x)

    def corner(self, box: int) -> tuple[int, int]:
        """Return the upper left corner of a box, centred in its layer."""
        layer = self.layer_of[box]
        free = self.ends[layer] - self.starts[layer] - self.widths[box]
        return self.starts[layer] + free // 2, self._top(box)

    def route(self, number: int) -> list[tuple[int, int, int | None]]:
        """Return the points of a line, each with the box that it moves with."""
        first, last = self.lines[number]
        left, right = self.corner(first)[0] + self.widths[first], self.corner(last)[0]
        level, target = self.across[first], self.across[last]
        if not self.chains[number]:
            lane, aside = self.lanes[number], _TURN + number % 3 * 4
            out, back = self.ends[self.layer_of[first]] + aside, self.starts[self.layer_of[last]] - aside
            return [
                (left, level, first),
                (out, level, first),
                (out, lane, None),
                (back, lane, None),
                (back, target, last),
                (right, target, last),
            ]
        points: list[tuple[int, int, int | None]] = [(left, level, first)]
        for vertex in self.chains[number]:
            layer, at = self.layer_of[vertex], self.across[vertex]
            tied = vertex if vertex < self.boxes else None
            if vertex != first:
                points.append((self.starts[layer], at, tied))
            if vertex != last:
                points.append((self.ends[layer], at, tied))
        points.append((right, target, last))
        return points
