"""Findings on figures whose upstream was retracted, corrected or disputed.

Each figure gets the nearest such figure or link upstream of it. They are carried downstream hop by hop, all at once,
so that the cost is linear however many figures rest on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final, NamedTuple

from ledger.trace.context import Context
from ledger.trace.figure_graph import Graph
from ledger.trace.graph_arrays import RELAY, RETRACTED
from ledger.trace.notice import Notice

#: The most figures gone through to find where an input came from.
_NEAR: Final = 64


class Witness(NamedTuple):
    """The retraction or correction found upstream: a figure's node, or a link by index and the node it leads into."""

    record: int
    node: int
    link: int | None = None


def upstream_findings(context: Context) -> Iterator[Notice]:
    """Yield the findings, one a figure and code."""
    graph = context.graph
    retracted = _withdrawn(context, "retracted")
    taken_back = {
        Witness(graph.link_seqs[link], graph.link_figure[link], link)
        for link, flags in enumerate(graph.link_flags)
        if flags & RETRACTED and not context.stands[graph.link_figure[link]]
    }
    nearest = _carried(context, retracted)
    for node, witness in nearest.items():
        yield from _notices(
            context,
            "upstream-retracted",
            node,
            "upstream of it, {0} was retracted. Take the number out.",
            witness,
        )
    for node, witness in _carried(
        context, taken_back, through=lambda above: not context.stands[above]
    ).items():
        if node not in nearest:
            text = (
                "the link by which {0} came from upstream was retracted, and nothing else holds it up. Link it to "
                "where it came from, or take it out."
            )
            yield from _notices(context, "upstream-retracted", node, text, witness)
    corrected = _withdrawn(context, "corrected")
    is_revised = partial(_computes_revision, graph)
    for node, witness in _carried(context, corrected, is_revised=is_revised).items():
        yield from _corrected(context, node, witness)
    for node, witness in _carried(context, _challenged(context)).items():
        review = context.challenge(witness.record)
        verdict = "disputed" if review is None else review.record.verdict
        what = "{0}" if witness.link is None else "where {0} came from"
        text = (
            f"upstream of it, {what} was {verdict} by a review. Say so beside the number, or review it anew."
        )
        yield from _notices(context, "upstream-disputed", node, text, witness)


def _withdrawn(context: Context, status: str) -> set[Witness]:
    """Return the figures of a status, as witnesses."""
    graph = context.graph
    return {
        Witness(record, graph.node(record))
        for record in graph.resolution.rulings
        if graph.holds(record) and graph.resolution.status(record) == status
    }


def _challenged(context: Context) -> set[Witness]:
    """Return the figures and links whose newest review disputes or rejects them."""
    graph = context.graph
    found = {record for record in context.reviews if context.challenge(record) is not None}
    witnesses = {
        Witness(record, graph.node(record))
        for record in found
        if graph.holds(record) and graph.resolution.read(record) == record
    }
    for link, record in enumerate(graph.link_seqs):
        if record in found and not graph.link_flags[link] & RETRACTED:
            witnesses.add(Witness(record, graph.link_figure[link], link))
    return witnesses


def _carried(
    context: Context,
    witnesses: set[Witness],
    *,
    through: Callable[[int], bool] = lambda _: True,
    is_revised: Callable[[Witness, int], bool] = lambda _witness, _link: False,
) -> dict[int, Witness]:
    """Return the nearest witness above each node that has one, by links that were not retracted.

    Of equally near ones, the first in the order of the context is taken. A figure is no witness to itself, and passes
    on itself rather than what is above it. `through` says which nodes are gone through, `is_revised` which links a
    witness does not pass.
    """
    graph = context.graph
    ordered = sorted(witnesses, key=lambda witness: context.rank(witness.record))
    place = {witness: rank for rank, witness in enumerate(ordered)}
    seeds: dict[int, Witness] = {}
    arriving: dict[int, Witness] = {}
    for witness in ordered:
        (seeds if witness.link is None else arriving).setdefault(witness.node, witness)
    nearest: dict[int, Witness] = {}
    frontier: Mapping[int, Witness] = seeds
    while frontier or arriving:
        for node, witness in frontier.items():
            for link in graph.links_from(node):
                below = graph.link_figure[link]
                if graph.link_flags[link] & RETRACTED or below in nearest or not through(below):
                    continue
                if (witness.link is None and witness.node == below) or is_revised(witness, link):
                    continue
                held = arriving.get(below)
                if held is None or place[witness] < place[held]:
                    arriving[below] = witness
        arriving = {node: witness for node, witness in arriving.items() if node not in nearest}
        nearest.update(arriving)
        frontier = {node: witness for node, witness in arriving.items() if node not in seeds}
        arriving = {}
    return nearest


def _computes_revision(graph: Graph, witness: Witness, link: int) -> bool:
    """Return whether a link has both a corrected figure and its replacement as inputs, and so computes the revision.

    Either may be passed on by relays before the formula takes it.
    """
    inputs = graph.inputs_of(link)
    latest = graph.resolution.latest(witness.record)
    if len(inputs) < 2 or latest is None or not graph.holds(latest):
        return False
    replacement = graph.node(latest)
    for node in inputs:
        found = [node]
        for here in found:
            found += [above for above in graph.relayed(here) if above not in found]
            if len(found) > _NEAR:
                break
        if replacement in found:
            return True
    return False


def _notices(
    context: Context, code: str, node: int, text: str, witness: Witness, derivation: int | None = None
) -> Iterator[Notice]:
    """Yield the notice on one node. For a correction, the text also has a gap for the replacement."""
    if not context.covers(node):
        return
    graph = context.graph
    named = graph.seqs[witness.node] if witness.link is not None else witness.record
    latest = graph.resolution.latest(witness.record) if code == "upstream-corrected" else None
    yield Notice(
        code=code,
        figure=graph.seqs[node],
        text=text,
        names=(named,) if latest is None else (named, latest),
        derivation=derivation,
        mend="" if latest is None else "Write the new number.",
    )


def _corrected(context: Context, node: int, witness: Witness) -> Iterator[Notice]:
    graph = context.graph
    derivation = None
    for link in graph.links_into(node):
        if not graph.link_flags[link] & RELAY and witness.node in graph.inputs_of(link):
            derivation = graph.link_seqs[link]
    replaced = graph.resolution.latest(witness.record) is not None
    text = "upstream of it, {0} was corrected" + (" to {1}." if replaced else ".")
    yield from _notices(context, "upstream-corrected", node, text, witness, derivation)
