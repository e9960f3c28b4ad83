"""Reviews that a later change upstream has made outdated.

A review judges what its reviewer could see. A figure or link that was recorded, corrected, restored, disputed or
rejected upstream later in the log is a reason to look again, unless it came in together with the review.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ledger.model.record import Review
from ledger.trace.context import Context
from ledger.trace.material import Entry
from ledger.trace.notice import Notice
from ledger.trace.status import instant
from ledger.trace.walk import walk


class Change(NamedTuple):
    """The last change: the entry that recorded it, what it was, and to which figure."""

    entry: int
    what: str
    figure: int


_NOTHING = Change(0, "", -1)


def outdated_reviews(context: Context) -> Iterator[Notice]:
    """Yield a notice for each reviewed figure or link above which something changed later."""
    graph = context.graph
    figures = dict(_reviewed_figures(context))
    links = dict(_reviewed_links(context))
    starts = [*figures, *(graph.link_figure[link] for link in links)]
    above = _changes_above(context, walk(graph, starts, "upstream"))
    for node, review in figures.items():
        if _is_later(context, above[node], review):
            yield _notice(context, node, above[node], review.record.at)
    for link, review in links.items():
        change = max(max(above[node], _change(context, node)) for node in graph.inputs_of(link))
        if _is_later(context, change, review):
            yield _notice(context, graph.link_figure[link], change, review.record.at, graph.link_seqs[link])


def _is_later(context: Context, change: Change, review: Entry[Review]) -> bool:
    """Return whether a change comes after a review in the log and did not come in together with it.

    Records that go in together have the same time of recording. For records from one file, the times count at which
    they were first recorded in the ledger that the file is from.
    """
    if change.entry <= review.seq:
        return False
    recorded = context.recorded(change.entry)
    return (
        recorded is None
        or recorded.at != review.recorded.at
        or instant(recorded.first_at) > instant(review.recorded.first_at)
    )


def _notice(context: Context, node: int, change: Change, reviewed: str, link: int | None = None) -> Notice:
    return Notice(
        code="review-outdated",
        figure=context.graph.seqs[node],
        link=link,
        text=f"reviewed {reviewed[:10]}; since then, upstream of it, {change.what}. Review it again.",
        names=(change.figure,),
    )


def _reviewed_figures(context: Context) -> Iterator[tuple[int, Entry[Review]]]:
    """Yield the nodes reported on that were reviewed, by themselves or in a story, with the newest review."""
    graph = context.graph
    for seq in sorted({*context.reviews, *context.stories}):
        review = context.covering(seq)
        if review is None or not graph.holds(seq) or graph.resolution.read(seq) != seq:
            continue
        node = graph.node(seq)
        if context.covers(node):
            yield node, review


def _reviewed_links(context: Context) -> Iterator[tuple[int, Entry[Review]]]:
    """Yield the links, by index, that lead into a node reported on and were reviewed, with the newest review."""
    if not context.reviews:
        return
    for link, seq in enumerate(context.graph.link_seqs):
        review = context.ruling(seq)
        if review is not None and context.covers(context.graph.link_figure[link]):
            yield link, review


def _changes_above(context: Context, behind: Mapping[int, int]) -> dict[int, Change]:
    """Return the newest change upstream of each node of `behind`, which holds all that is upstream of any."""
    graph = context.graph
    components: dict[int, list[int]] = {}
    for node in behind:
        components.setdefault(context.walked.component[node], []).append(node)
    above: dict[int, Change] = {}
    for component in sorted(components):
        newest = _NOTHING
        for node in components[component]:
            for link in graph.links_into(node):
                what = "the link that says where {0} came from"
                newest = max(newest, _record_change(context, graph.link_seqs[link], what, graph.seqs[node]))
            for source in graph.above(node):
                newest = max(newest, _change(context, source), above.get(source, _NOTHING))
            for record in graph.severed.get(node, ()):
                what = "what {0} came from was corrected"
                newest = max(newest, _change_at(graph.resolution.changed(record), what, graph.seqs[node]))
        above.update(dict.fromkeys(components[component], newest))
    return above


def _change(context: Context, node: int) -> Change:
    """Return the newest change of a node itself."""
    graph = context.graph
    return max(_record_change(context, record, "{0}", record) for record in graph.members(node))


def _record_change(context: Context, record: int, what: str, figure: int) -> Change:
    """Return the newest of recording, correcting and challenging a figure or link."""
    challenge = context.challenge(record)
    return max(
        Change(record, f"{what} was recorded", figure),
        _change_at(context.graph.resolution.changed(record), f"{what} was corrected or restored", figure),
        _change_at(None if challenge is None else challenge.seq, f"{what} was disputed or rejected", figure),
    )


def _change_at(entry: int | None, what: str, figure: int) -> Change:
    return _NOTHING if entry is None else Change(entry, what, figure)
