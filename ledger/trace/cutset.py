"""The least number of parties whose withdrawal makes an AND/OR graph fall.

Supports (sets of parties that suffice together) are found one at a time, and a smallest set of parties that
meets all of them is looked for: if the graph falls without those, no smaller set can do; if it stands, it
shows a support that was missed. This is the implicit hitting set method (Karp, "Implicit hitting set problems
and multi-genome alignment", CPM 2010). It ends after a few rounds on what people record. Where it does not,
up to 20 parties are settled by truth tables, and above that the bounds reached so far are given.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

EXACT_PARTIES = 20
_MOST_WORK = 10_000_000
_TABLE_MEMORY = 64_000_000
_WIDEST_TABLE = 16
#: The state of a node: nothing holds it up, or its own party does; any other number is the way by which it stands.
_FALLEN, _BY_ITSELF = -2, -1


class Cut(NamedTuple):
    """Bounds on the size of a smallest cut; equal where it was found."""

    at_least: int
    at_most: int


# Not slotted: cached properties need a `__dict__`.
@dataclass(frozen=True, kw_only=True)
class AndOr:
    """A graph whose node stands if its party does, or all nodes of one of its ways do: the least fixpoint.

    `leaves` gives the party of a node, counted from 0, or -1; `ways` the alternatives of a node.
    """

    top: int
    leaves: Sequence[int]
    ways: Sequence[Sequence[tuple[int, ...]]]

    @cached_property
    def parties(self) -> int:
        """The number of parties, which are counted from 0."""
        return max(self.leaves, default=-1) + 1

    @cached_property
    def size(self) -> int:
        """The number of steps that going through the graph once takes."""
        return len(self.leaves) + sum(len(way) for ways in self.ways for way in ways)

    @cached_property
    def nodes_of(self) -> dict[int, list[int]]:
        """The nodes that each party holds up by itself, in the order of the nodes."""
        found: dict[int, list[int]] = {}
        for node, party in enumerate(self.leaves):
            if party >= 0:
                found.setdefault(party, []).append(node)
        return found

    @cached_property
    def sizes(self) -> list[int]:
        """The number of nodes of each way, the ways of all nodes numbered through."""
        return [len(way) for way in self.flat]

    @cached_property
    def owners(self) -> list[int]:
        """The node that each way belongs to, the ways of all nodes numbered through."""
        return [node for node, ways in enumerate(self.ways) for _ in ways]

    @cached_property
    def flat(self) -> list[tuple[int, ...]]:
        """The ways of all nodes in one list."""
        return [way for ways in self.ways for way in ways]

    @cached_property
    def uses(self) -> list[list[int]]:
        """The ways, by their place in `flat`, that have a node."""
        uses: list[list[int]] = [[] for _ in self.leaves]
        for place, way in enumerate(self.flat):
            for node in way:
                uses[node].append(place)
        return uses

    def support(self, withdrawn: int) -> int | None:
        """Return parties that hold the top up without those withdrawn, as bits, or None if it falls.

        For each node that stands, the way that was complete first is followed.
        """
        waiting = self.sizes.copy()
        fallen = _FALLEN
        chosen = [_FALLEN] * len(self.leaves)
        queue = [
            node for party, nodes in self.nodes_of.items() if not withdrawn >> party & 1 for node in nodes
        ]
        for node in queue:
            chosen[node] = _BY_ITSELF
        uses, owners, top = self.uses, self.owners, self.top
        # The queue grows while it is gone through: nodes that stand first come first.
        for node in queue:
            for place in uses[node]:
                left = waiting[place]
                if left > 1:
                    waiting[place] = left - 1
                elif chosen[owner := owners[place]] == fallen:
                    chosen[owner] = place
                    queue.append(owner)
            if chosen[top] != fallen:
                break
        if chosen[top] == _FALLEN:
            return None
        found, seen, rest = 0, {top}, [top]
        while rest:
            node = rest.pop()
            if chosen[node] == _BY_ITSELF:
                found |= 1 << self.leaves[node]
                continue
            for above in self.flat[chosen[node]]:
                if above not in seen:
                    seen.add(above)
                    rest.append(above)
        return found


def smallest_cut(formula: AndOr) -> Cut:
    """Return the least number of parties without which the top falls: exact up to 20 parties, else bounds."""
    supports: list[int] = []
    hitting: int | None = 0
    size = work = 0
    while hitting is not None and work < _MOST_WORK:
        most = 1 + (_MOST_WORK - work) // (formula.size + 1)
        missed = list(islice(_disjoint_supports(formula, hitting), most))
        if not missed:
            return Cut(size, size)
        work += len(missed) * formula.size
        supports = [old for old in supports if not any(new & ~old == 0 for new in missed)] + missed
        # Whatever meets the new supports meets the old ones too, so the least size never comes down again.
        size = max(size, _packing(missed))
        hitting = None
        while hitting is None and work < _MOST_WORK:
            hitting, steps, complete = _meet(supports, size, _MOST_WORK - work)
            work += steps
            size += hitting is None and complete
    bounds = Cut(size, _some_cut(formula).bit_count())
    if formula.parties > EXACT_PARTIES or bounds.at_least == bounds.at_most:
        return bounds
    exact = _by_table(formula, bounds)
    return Cut(exact, exact)


def _disjoint_supports(formula: AndOr, withdrawn: int) -> Iterator[int]:
    """Yield supports that share no party with those withdrawn or with each other, until there are no more."""
    support = formula.support(withdrawn)
    while support is not None:
        yield support
        withdrawn |= support
        support = formula.support(withdrawn)


def _packing(supports: Sequence[int]) -> int:
    """Return how many of the supports, taken greedily, share no party: no fewer parties can meet them all."""
    taken = count = 0
    for support in supports:
        if not support & taken:
            taken |= support
            count += 1
    return count


def _meet(supports: Sequence[int], size: int, most: int) -> tuple[int | None, int, bool]:
    """Return a set of at most `size` parties that meets every support, or None; the steps taken; whether all were.

    Branches on the parties of a smallest support that is not met, each branch without the parties tried
    before it, and gives up after `most` steps.
    """
    steps = 0
    stack = [(0, 0, size)]
    while stack:
        chosen, barred, left = stack.pop()
        unmet = sorted((support & ~barred for support in supports if not support & chosen), key=int.bit_count)
        steps += len(supports)
        if not unmet:
            return chosen, steps, True
        if steps > most:
            return None, steps, False
        if _packing(unmet) > left or not unmet[0]:
            continue
        branches = []
        for party in _bits(unmet[0]):
            branches.append((chosen | party, barred, left - 1))
            barred |= party
        stack.extend(reversed(branches))
    return None, steps, True


def _bits(mask: int) -> Iterator[int]:
    """Yield each bit of `mask` by itself, the lowest first."""
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit


def _some_cut(formula: AndOr) -> int:
    """Return parties without which the top falls: no fewer of them would do, as far as there was time to try."""
    withdrawn = (1 << formula.parties) - 1
    for party in islice(_bits(withdrawn), _MOST_WORK // (formula.size + 1)):
        if formula.support(withdrawn ^ party) is None:
            withdrawn ^= party
    return withdrawn


def _by_table(formula: AndOr, bounds: Cut) -> int:
    """Return the size of a smallest cut by truth tables, for few parties, given bounds on it.

    A table has a bit for every set of withdrawn parties. As many parties as memory allows are held in a table
    (at most 16); the others are gone through case by case, those with the fewest withdrawn first.
    """
    room = (8 * _TABLE_MEMORY // formula.size).bit_length() - 1
    width = max(1, min(formula.parties, _WIDEST_TABLE, room))
    layers = _layers(width)
    best = bounds.at_most
    for case in sorted(range(1 << max(formula.parties - width, 0)), key=int.bit_count):
        withdrawn = case.bit_count()
        if withdrawn >= best or best == bounds.at_least:
            break
        fallen = ~_table(formula, width, case)
        best = min([best, *(withdrawn + k for k, layer in enumerate(layers) if layer & fallen)])
    return best


def _layers(width: int) -> list[int]:
    """Return, for every k, the table that has the sets of k withdrawn parties."""
    layers = [1] + [0] * width
    for party in range(width):
        for k in range(party + 1, 0, -1):
            layers[k] |= layers[k - 1] << (1 << party)
    return layers


def _table(formula: AndOr, width: int, case: int) -> int:
    """Return the sets of the first `width` parties without which the top stands, `case` of the rest withdrawn."""
    full = (1 << (1 << width)) - 1
    present: list[int] = []
    for party in range(width):
        # Runs of 2^party ones and as many zeros: of all sets, counted up, those that do not have the party.
        run = 1 << party
        present.append(full // ((1 << 2 * run) - 1) * ((1 << run) - 1))
    tables = [0] * len(formula.leaves)
    queue = deque(range(len(tables)))
    queued = set(queue)
    while queue:
        node = queue.popleft()
        queued.discard(node)
        party = formula.leaves[node]
        stands = 0
        if party >= 0:
            stands = present[party] if party < width else (0 if case >> (party - width) & 1 else full)
        for way in formula.ways[node]:
            together = full
            for above in way:
                together &= tables[above]
            stands |= together
        if stands != tables[node]:
            tables[node] = stands
            for place in formula.uses[node]:
                if formula.owners[place] not in queued:
                    queued.add(formula.owners[place])
                    queue.append(formula.owners[place])
    return tables[formula.top]
