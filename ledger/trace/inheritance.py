"""The fields a figure is compared by: its own, and for those its party left out, what stands upstream by relays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from ledger.model.record import Figure
from ledger.trace.drift_unit import noun
from ledger.trace.drift_words import labels_differ
from ledger.trace.figure_graph import Graph

#: The fields a relay may leave out. A number that it leaves out is filled in, and marked, where records are read.
FIELDS: Final = ("label", "period", "place", "nature")
#: The most relays gone through to find what was left out, and the most figures cached.
_LONGEST: Final = 1_000
_MOST: Final = 20_000

Read = Callable[[Iterable[int]], Mapping[int, Figure]]


def leaves_out(figure: Figure, name: str) -> bool:
    """Return whether a figure leaves a field unsaid. A label that only repeats its counted noun leaves out the rest."""
    value = getattr(figure, name)
    return value is None or (name == "label" and value == noun(figure.quantity.unit))


def filled(figure: Figure, sources: Sequence[Figure]) -> Figure:
    """Return a figure with what it left out, from the first of its sources that states it."""
    if not sources:
        return figure
    taken: dict[str, Any] = {}
    for name in FIELDS:
        if leaves_out(figure, name):
            for source in sources:
                if (value := getattr(source, name)) is not None:
                    taken[name] = value
                    break
    label = taken.get("label")
    if figure.label is not None and label is not None and labels_differ(label, figure.label, None):
        # The figure counts something else: upstream's label of its own noun is not what this one means.
        del taken["label"]
    return replace(figure, **taken) if taken else figure


class Inheritance:
    """Fills in what figures leave out; `read` gives figures by their nodes, as far as they can be read."""

    def __init__(self, graph: Graph, read: Read) -> None:
        self._graph = graph
        self._read = read
        self._known: dict[int, Figure] = {}

    def prepare(self, figures: Mapping[int, Figure]) -> None:
        """Read in one go all that is needed to fill in these figures, given by node."""
        if len(self._known) > _MOST:
            self._known.clear()
        stated = {node: figure for node, figure in figures.items() if node not in self._known}
        pending: Mapping[int, Figure] = stated
        ahead: dict[int, Figure] = {}
        for hop in range(_LONGEST):
            wanted = {
                above
                for node, figure in pending.items()
                for above in self._graph.relayed(node)
                # Most are there already, as a ledger is gone through in its order.
                if above not in stated and above not in self._known
                if any(leaves_out(figure, name) for name in FIELDS)
            }
            if unread := wanted - ahead.keys():
                ahead.update(self._read(unread | self._relayed_within(unread, hop)))
            pending = {node: ahead[node] for node in wanted if node in ahead}
            if not pending:
                break
            stated.update(pending)
        for node in stated:
            self._fill(node, stated)

    def _relayed_within(self, nodes: set[int], hops: int) -> set[int]:
        """Return what nodes pass on within some hops, as far as it is not known.

        Whoever has come that far up a trail that says nothing will go on: read one hop at a time, a long one takes a
        query for each.
        """
        found: set[int] = set()
        last = nodes
        for _ in range(hops):
            last = {
                above
                for node in last
                for above in self._graph.relayed(node)
                if above not in found and above not in self._known
            }
            found |= last
        return found

    def of(self, node: int, figure: Figure) -> Figure:
        """Return a figure with what it left out, as far as something upstream states it."""
        if node not in self._known:
            self.prepare({node: figure})
        return self._known[node]

    def _fill(self, start: int, stated: Mapping[int, Figure]) -> None:
        """Fill in a figure after all that it takes from; nothing is taken round a circle."""
        known = self._known
        above = self._graph.relayed(start)
        if all(source in known or source not in stated for source in above):
            sources = [known[source] for source in above if source in known]
            known[start] = filled(stated[start], sources)
            return
        stack, seen = [start], {start}
        while stack:
            node = stack[-1]
            above = [source for source in self._graph.relayed(node) if source in stated]
            following = next(
                (source for source in above if source not in self._known and source not in seen), None
            )
            if following is not None:
                seen.add(following)
                stack.append(following)
                continue
            stack.pop()
            sources = [self._known[source] for source in self._graph.relayed(node) if source in self._known]
            self._known[node] = filled(stated[node], sources)
