"""Checks a ledger part by part: all findings on some figures are made from one reading of them."""

from __future__ import annotations

import marshal
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

from ledger.book.findings import FindingRow, Subject, finding_row
from ledger.model.record import Figure, Link
from ledger.query.gc_pause import gc_paused
from ledger.query.statements import StatementReader
from ledger.query.wordings import WordingReader
from ledger.store import bodies as stored
from ledger.store.damage import damage_suspected
from ledger.store.engine import Transaction
from ledger.store.sorter import Sorter
from ledger.trace import registry
from ledger.trace.context import Context
from ledger.trace.drift_hedge import hedge_side
from ledger.trace.figure_graph import Graph
from ledger.trace.finding import Finding
from ledger.trace.graph_arrays import RELAY, RETRACTED
from ledger.trace.hops import Hop, conflicts, recomputed, relay_drifts
from ledger.trace.inheritance import Inheritance
from ledger.trace.material import Bodies, Entry
from ledger.trace.notice import Narrator, Notice, stated_words
from ledger.trace.own_words import spoken
from ledger.trace.quotes import quote_findings
from ledger.trace.rules import ALONG_LINKS, AMONG_RELAYS, IN_WORDS, OVER_THE_GRAPH

#: How many figures, or links into them, make a part: of a large ledger more, as each part asks for what it names.
_TOGETHER: Final = 1_000
_MANY_TOGETHER: Final = 2_500
#: How many parts there are before they become larger: workers are to end at about the same time.
_PARTS: Final = 20


class CheckedPart(NamedTuple):
    """Figures of a graph, from one index up to another, with what the shape of the graph shows on them."""

    first: int
    last: int
    notices: Sequence[Notice]


class FoundInPart(NamedTuple):
    """The findings in a part along `links` links, as rows.

    `sides` has a byte for each of its figures: 0, or on which side of its number it puts the truth.
    """

    findings: list[FindingRow]
    sides: bytes
    links: int


def parts_of(context: Context, select: frozenset[str], ahead: int = 0) -> Iterator[CheckedPart]:
    """Yield the parts of a whole ledger, in the order in which it was recorded; `select` is as for a `PartChecker`.

    The first `ahead` of them come without what the shape of the graph shows, which is only then looked for, while
    others are at work on them. It follows in parts of their own, which have no figures.
    """
    graph = context.graph
    ranges = _ranges(graph)
    last = 0
    for first, last in islice(ranges, ahead):
        yield CheckedPart(first, last, ())
    notices = _NoticesByFigure(context if _wants(select, OVER_THE_GRAPH) else None, select)
    overdue = notices.up_to(graph.seqs[last - 1]) if last else []
    for place in range(0, len(overdue), _TOGETHER):
        yield CheckedPart(last, last, overdue[place : place + _TOGETHER])
    for first, last in ranges:
        yield CheckedPart(first, last, notices.up_to(graph.seqs[last - 1]))


def _ranges(graph: Graph) -> Iterator[tuple[int, int]]:
    """Yield where parts begin and end that have few figures and few links into these."""
    together = min(max(len(graph) // _PARTS, _TOGETHER), _MANY_TOGETHER)
    first = links = 0
    for index in range(len(graph)):
        links += len(graph.links_into(index))
        if index - first + 1 >= together or links >= together:
            yield first, index + 1
            first, links = index + 1, 0
    if first < len(graph):
        yield first, len(graph)


def parts_with(graph: Graph, figures: Collection[int]) -> Iterator[CheckedPart]:
    """Parts that hold these figures (by sequence number) and no others, without what the shape of the graph shows."""
    first = last = 0
    for index, seq in enumerate(graph.seqs):
        if seq not in figures:
            continue
        if index > last or index - first >= _TOGETHER:
            if last > first:
                yield CheckedPart(first, last, ())
            first = index
        last = index + 1
    if last > first:
        yield CheckedPart(first, last, ())


class _NoticesByFigure:
    """The notices of the whole graph, kept outside of memory and asked for in the order of the figures."""

    @gc_paused()
    def __init__(self, context: Context | None, select: frozenset[str]) -> None:
        rows = Sorter()
        notices = () if context is None else registry.structural_notices(context, select)
        rows.add(
            ((notice.figure, place, 0, "", ""), marshal.dumps(tuple(notice)))
            for place, notice in enumerate(notices)
        )
        rows.sort()
        self._following = (Notice(*marshal.loads(row)) for row in rows)
        self._next = next(self._following, None)

    def up_to(self, figure: int) -> list[Notice]:
        """Return the notices on figures up to this one that were not given yet."""
        found = []
        while self._next is not None and self._next.figure <= figure:
            found.append(self._next)
            self._next = next(self._following, None)
        return found


class PartChecker:
    """Finds what there is to be found in parts of a ledger as of an entry.

    With codes to `select`, a family of findings is passed over if none of its codes is among these.
    """

    def __init__(self, connection: Transaction, context: Context, until: int, select: frozenset[str]) -> None:
        self._select = select
        self._connection = connection
        self._context = context
        self._until = until
        self._reader = StatementReader(connection, until)
        self._wordings = WordingReader(connection, until)
        self._inheritance = Inheritance(context.graph, self._records)

    # The cycle collector would look through all that is remembered, again and again: a sixth of the time.
    @gc_paused()
    def check(self, part: CheckedPart) -> FoundInPart:
        """Return everything that is found in a part, but for what its figures show only beside others."""
        self._reader.forget_much()
        graph = self._context.graph
        nodes = [index for index in range(part.first, part.last) if graph.is_read(index)]
        links = [link for node in nodes for link in graph.links_into(node)]
        along = links if _wants(self._select, ALONG_LINKS) else []
        ends = {
            graph.seqs[node] for link in along for node in (graph.link_figure[link], *graph.inputs_of(link))
        }
        current = self._current(part) if _wants(self._select, IN_WORDS) else []
        relays = nodes if _wants(self._select, AMONG_RELAYS) else []
        hedged = [node for node in relays if graph.links_into(node)]
        bodies = self._reader.read(
            ends.union(
                current, (graph.seqs[node] for node in hedged), (notice.figure for notice in part.notices)
            ),
            [graph.link_seqs[link] for link in along if not graph.link_flags[link] & RELAY],
        )
        # Of a relay all that is compared is in its figures.
        ids = stored.hashed(
            self._connection, [graph.link_seqs[link] for link in along if graph.link_flags[link] & RELAY]
        )
        ids.update((seq, link.id) for seq, link in bodies.links.items())
        found = [*self._from_notices(part.notices), *self._compared(bodies, ends, along)]
        for wording in self._wordings.read(bodies, current):
            found += quote_findings(wording)
        sides = bytearray(part.last - part.first)
        for node in hedged:
            sides[node - part.first] = hedge_side(bodies.figures[graph.seqs[node]].record) % 3
        return FoundInPart(self._with_subjects(found, bodies, ids), bytes(sides), len(links))

    def _current(self, part: CheckedPart) -> list[int]:
        """Return the figures of a part that hold, of which it is looked up where they stand."""
        graph, resolution = self._context.graph, self._context.graph.resolution
        return [
            seq
            for seq in graph.seqs[part.first : part.last]
            if resolution.read(seq) == seq and resolution.status(seq) == "current"
        ]

    def conflicts(self, sides: bytes) -> Iterator[FindingRow]:
        """Yield relays of one figure that hedge in opposite directions, from the `sides` of all parts."""
        graph = self._context.graph
        for node, relays in _contrary(graph, sides):
            self._reader.forget_much()
            bodies = self._reader.read(graph.seqs[member] for member in (node, *relays))
            below = [bodies.figures[graph.seqs[relay]] for relay in relays]
            below.sort(key=lambda relay: relay.id)
            found = list(conflicts(bodies.figures[graph.seqs[node]], below))
            yield from self._with_subjects(found, bodies, {})

    def _records(self, nodes: Iterable[int]) -> dict[int, Figure]:
        seqs = self._context.graph.seqs
        wanted = list(nodes)
        figures = self._reader.read(seqs[node] for node in wanted).figures
        return {node: figures[seqs[node]].record for node in wanted}

    def _from_notices(self, notices: Sequence[Notice]) -> Iterator[Finding]:
        """Put into words what the shape of the graph shows."""
        named = {seq for notice in notices for seq in (notice.figure, *notice.names)}
        derivations = {notice.derivation for notice in notices if notice.derivation is not None}
        resolution = self._context.graph.resolution
        with damage_suspected():
            links = self._reader.read((), derivations).links
            for link in links.values():
                named.update(link.seqs[given.figure] for given in link.record.inputs)
                named.add(link.seqs[link.record.figure])
            for seq in list(named):
                reading = resolution.read(seq)
                latest = resolution.latest(seq if reading is None else reading)
                named.update(read for read in (reading, latest) if read is not None)
            bodies = self._reader.read(named)._replace(links=links)
            self._reader.read_parties(named)
            narrator = Narrator(bodies=bodies, resolution=resolution)
            found = [narrator.tell(notice) for notice in notices]
        yield from found

    def _compared(self, bodies: Bodies, figures: Iterable[int], links: Sequence[int]) -> Iterator[Finding]:
        """Yield what changed along links, and what does not come out."""
        graph, component = self._context.graph, self._context.live.component
        relays: list[tuple[int, Entry[Figure], Entry[Figure], bool]] = []
        hops: list[Hop] = []
        with damage_suspected():
            self._inheritance.prepare({graph.node(seq): bodies.figures[seq].record for seq in figures})
            for link in links:
                flags = graph.link_flags[link]
                if flags & RETRACTED:
                    continue
                node, inputs = graph.link_figure[link], graph.inputs_of(link)
                figure = spoken(bodies.figures[graph.seqs[node]], bodies.works)
                looped = any(component[above] == component[node] for above in inputs)
                if flags & RELAY:
                    (above,) = inputs
                    relays.append((graph.link_seqs[link], figure, self._input(bodies, above), looped))
                else:
                    entry = bodies.links[graph.link_seqs[link]]
                    hops.append(Hop(entry, figure, self._inputs(bodies, entry), looped))
        for seq, figure, source, looped in relays:
            yield from relay_drifts(seq, figure, source, looped=looped)
        for hop in hops:
            records = {name: given.record for name, given in hop.inputs.items()}
            check = recomputed(hop.link.record, bodies.figures[hop.figure.seq].record, records, bounds=False)
            yield from registry.hop_findings(hop if check is None else hop._replace(check=check))

    def _inputs(self, bodies: Bodies, link: Entry[Link]) -> Mapping[str, Entry[Figure]]:
        """Return the inputs of a link by name, as `_input` returns them."""
        graph = self._context.graph
        return {
            given.name or "": self._input(bodies, graph.node(link.seqs[given.figure]))
            for given in link.record.inputs
        }

    def _input(self, bodies: Bodies, node: int) -> Entry[Figure]:
        """Return a figure that others came from as it is read now, with what its parties left out."""
        entry = bodies.figures[self._context.graph.seqs[node]]
        record = self._inheritance.of(node, entry.record)
        if record is not entry.record:
            entry = entry._replace(record=record)
        return spoken(entry, bodies.works)

    def _with_subjects(
        self, found: Sequence[Finding], bodies: Bodies, ids: dict[int, str]
    ) -> list[FindingRow]:
        """Return findings as reviews have accepted them, each with its subject; `ids` are those of links."""
        context = self._context
        seqs = {finding.figure for finding in found}
        keys = stored.keys_of(self._connection, seqs, self._until)
        links = {finding.link for finding in found if finding.link is not None}
        if unread := links - ids.keys():
            ids.update((seq, record) for seq, (_, record) in stored.ids_of(self._connection, unread).items())
        words = {seq: stated_words(bodies.figures[seq].record) for seq in seqs}
        judged = []
        for finding in found:
            if context.reviews and finding.code in context.accepted(finding.figure, finding.link):
                finding = finding.accept()
            seq, link = finding.figure, finding.link
            subject = Subject(
                bodies.figures[seq].id, keys.get(seq), None if link is None else ids[link], words[seq]
            )
            judged.append(finding_row(finding, subject))
        return judged


def _wants(select: frozenset[str], family: frozenset[str]) -> bool:
    """Return whether any finding of a family is asked for; without any codes to select, all are."""
    return not select or not select.isdisjoint(family)


def _contrary(graph: Graph, sides: bytes) -> Iterator[tuple[int, list[int]]]:
    """Yield each node that is hedged upwards by some of its relays and downwards by others, with these."""
    if len(set(sides) - {0}) < 2:
        return
    for node in graph.read_nodes():
        relays = {
            graph.link_figure[link]
            for link in graph.links_from(node)
            if graph.link_flags[link] & RELAY and not graph.link_flags[link] & RETRACTED
        }
        hedged = sorted(relay for relay in relays if sides[relay])
        if len({sides[relay] for relay in hedged}) > 1:
            yield node, hedged
