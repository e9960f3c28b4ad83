"""Checking: of a whole ledger in a streaming pass, or of what some references name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ledger.book.findings import Findings, with_subjects
from ledger.model.record import Figure, Link
from ledger.query import records, surroundings, tracing
from ledger.query.ledger_context import LedgerContext
from ledger.query.references import TRACEABLE, find
from ledger.query.wordings import WordingReader
from ledger.store import reach
from ledger.store.damage import damage_suspected
from ledger.store.engine import Transaction, reading
from ledger.store.head import read_head
from ledger.trace import registry
from ledger.trace.context import Context
from ledger.trace.figure_graph import Graph
from ledger.trace.finding import Finding, Rule
from ledger.trace.graph_arrays import RELAY, RETRACTED
from ledger.trace.hops import Hop, conflicts, recomputed
from ledger.trace.inheritance import Inheritance
from ledger.trace.material import Bodies, EdgeRow, Entry, FigureRow, Recorded, Rows
from ledger.trace.notice import Narrator, Notice
from ledger.trace.quotes import quote_findings
from ledger.trace.rules import (
    ALONG_LINKS,
    AMONG_RELAYS,
    IN_WORDS,
    OVER_THE_GRAPH,
    refuse_unknown,
    rules,
)

#: Told how much of the work is done, and how much there is.
Progress = Callable[[int, int], None]

#: How many links, or notices, are put into words together.
_TOGETHER = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found. `failed` says whether an error was found that no review accepted."""

    figures: int
    links: int
    findings: Findings

    @property
    def failed(self) -> bool:
        """Whether the answer is no."""
        return self.findings.counts["error"] > self.findings.accepted["error"]


def explain(code: str) -> Rule:
    """What a finding's code means. Raises InputError for a code that there is none of."""
    refuse_unknown([code])
    return rules()[code]


def check(
    ledger_context: LedgerContext,
    references: Sequence[str],
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    progress: Progress,
) -> Checked:
    """Recompute, compare, find; with `select` these codes alone, without those in `ignore`.

    Raises InputError for unknown codes, NotFoundError and AmbiguousError for references.
    """
    refuse_unknown([*select, *ignore])
    with reading(ledger_context.database) as connection:
        until = read_head(connection).size
        if references:
            figures, links, found = _some(ledger_context, connection, references, until)
        else:
            figures, links, found = _everything(connection, until, progress, frozenset(select))
        kept = (
            finding
            for finding in found
            if (not select or finding.code in select) and finding.code not in ignore
        )
        return Checked(
            figures=figures, links=links, findings=Findings(with_subjects(connection, kept, until))
        )


def _some(
    ledger_context: LedgerContext, connection: Transaction, references: Sequence[str], until: int
) -> tuple[int, int, Iterable[Finding]]:
    """What is found in the figures named, or in stories named by their source, and everything upstream."""
    asked: list[int] = []
    for reference in references:
        found = find(
            connection, reference, who=ledger_context.who if reference == "@" else None, kinds=TRACEABLE
        )
        in_story = reach.figures_of_source(connection, found.seq, until) if found.kind == "source" else ()
        asked += in_story or ([found.seq] if found.kind == "figure" else [])
    if not asked:
        return 0, 0, ()
    asked = list(dict.fromkeys(asked))
    trace = tracing.traced(
        connection, asked, direction="upstream", depth=None, until=until, as_of=None, wordings=True
    )
    walked = [link for link in trace.links if link.entry.record.relation != "revision"]
    return len(trace.figures), len(walked), trace.findings


def _everything(
    connection: Transaction, until: int, progress: Progress, select: frozenset[str]
) -> tuple[int, int, Iterator[Finding]]:
    context = whole_context(connection, until)
    graph = context.graph
    figures = sum(1 for _ in graph.read_nodes())
    return figures, len(graph.link_seqs), found_in(connection, context, until, progress, select)


def found_in(
    connection: Transaction,
    context: Context,
    until: int,
    progress: Progress,
    select: frozenset[str] = frozenset(),
) -> Iterator[Finding]:
    """All findings of the `whole_context`, each as soon as it is found.

    With `select`, a family of findings is passed over if none of its codes is among these.
    """
    total = len(context.graph.link_seqs)
    if not select or select & OVER_THE_GRAPH:
        for finding in _structural(connection, context, until):
            yield _judged(context, finding)
    if not select or select & ALONG_LINKS:
        for done, compared in _compared(connection, context):
            if compared is not None:
                yield _judged(context, compared)
            progress(done, total)
    if not select or select & AMONG_RELAYS:
        for finding in _conflicts(connection, context.graph):
            yield _judged(context, finding)
    if not select or select & IN_WORDS:
        for finding in _worded(connection, context, until):
            yield _judged(context, finding)


def _judged(context: Context, finding: Finding) -> Finding:
    return finding.accept() if finding.code in context.accepted(finding.figure, finding.link) else finding


def whole_context(connection: Transaction, until: int) -> Context:
    """The whole ledger as of an entry: its graph, and the reviews in it."""
    with damage_suspected():
        graph = Graph.build(
            Rows(
                figures=(FigureRow(*row) for row in reach.every_figure(connection, until)),
                reporters=reach.every_reporter(connection, until),
                edges=(EdgeRow(*edge) for edge in reach.every_edge(connection, until)),
                **surroundings.judgement_rows(reach.every_judged(connection, until)),
            )
        )
    subjects = reach.reviewed(connection, until)
    reviews = records.judgements(connection, "review", subjects, until)
    stories = {
        figure: source for source in reviews for figure in reach.figures_of_source(connection, source, until)
    }
    known: dict[int, Recorded] = {}

    def recorded(seq: int) -> Recorded | None:
        if seq not in known:
            known.update(records.recordings(connection, [seq]))
        return known.get(seq)

    return Context(graph=graph, reviews=reviews, stories=stories, recorded=recorded)


def _structural(connection: Transaction, context: Context, until: int) -> Iterator[Finding]:
    pending: list[Notice] = []
    for notice in registry.structural_notices(context):
        pending.append(notice)
        if len(pending) == _TOGETHER:
            yield from _told(connection, context, pending, until)
            pending = []
    yield from _told(connection, context, pending, until)


def _told(connection: Transaction, context: Context, notices: list[Notice], until: int) -> Iterator[Finding]:
    named = {seq for notice in notices for seq in (notice.figure, *notice.names)}
    derivations = {notice.derivation for notice in notices if notice.derivation is not None}
    resolution = context.graph.resolution
    with damage_suspected():
        for link in records.read_bodies(connection, (), derivations, until).links.values():
            named.update(link.seqs[given.figure] for given in link.record.inputs)
            named.add(link.seqs[link.record.figure])
        for seq in list(named):
            reading = resolution.read(seq)
            latest = resolution.latest(seq if reading is None else reading)
            named.update(read for read in (reading, latest) if read is not None)
        bodies = records.read_bodies(connection, named, derivations, until)
        narrator = Narrator(bodies=bodies, resolution=resolution)
        found = [narrator.tell(notice) for notice in notices]
    yield from found


def _compared(connection: Transaction, context: Context) -> Iterator[tuple[int, Finding | None]]:
    """What is found hop by hop: links in the order of the figure they start from, so that relays of one figure meet."""
    graph = context.graph
    component = context.live.component

    def read(nodes: Iterable[int]) -> dict[int, Figure]:
        found = records.read_statements(connection, [graph.seqs[node] for node in nodes], ()).figures
        return {graph.node(seq): entry.record for seq, entry in found.items()}

    inheritance = Inheritance(graph, read)
    done = 0
    for nodes in _grouped(graph):
        links = [link for node in nodes for link in graph.links_into(node)]
        bodies = _bodies(connection, graph, links)
        inheritance.prepare({graph.node(seq): entry.record for seq, entry in bodies.figures.items()})
        for link in links:
            done += 1
            at = component[graph.link_figure[link]]
            looped = any(component[node] == at for node in graph.inputs_of(link))
            for finding in _along(graph, bodies, link, inheritance, looped=looped):
                yield done, finding
        yield done, None


def _worded(connection: Transaction, context: Context, until: int) -> Iterator[Finding]:
    """What is found where figures are said to stand, of those that hold."""
    resolution = context.graph.resolution
    reader = WordingReader(connection, until)
    current = (
        seq
        for seq in context.graph.seqs
        if resolution.read(seq) == seq and resolution.status(seq) == "current"
    )
    while seqs := list(islice(current, _TOGETHER)):
        for wording in reader.read(records.read_sourced(connection, seqs, until), seqs):
            yield from quote_findings(wording)


def _grouped(graph: Graph) -> Iterator[list[int]]:
    """Nodes that something is upstream of, so many together that their links make a batch."""
    nodes: list[int] = []
    count = 0
    for node in graph.read_nodes():
        size = len(graph.links_into(node))
        if size:
            nodes.append(node)
            count += size
        if count >= _TOGETHER:
            yield nodes
            nodes, count = [], 0
    if nodes:
        yield nodes


def _bodies(connection: Transaction, graph: Graph, links: Iterable[int]) -> Bodies:
    figures: set[int] = set()
    entries: set[int] = set()
    for link in links:
        entries.add(graph.link_seqs[link])
        figures.update(graph.seqs[node] for node in (graph.link_figure[link], *graph.inputs_of(link)))
    return records.read_statements(connection, figures, entries)


def _along(
    graph: Graph, bodies: Bodies, link: int, inheritance: Inheritance, *, looped: bool
) -> Iterator[Finding]:
    if graph.link_flags[link] & RETRACTED:
        return
    with damage_suspected():
        entry = bodies.links[graph.link_seqs[link]]
        figure = bodies.figures[graph.seqs[graph.link_figure[link]]]
        inputs = _inputs(graph, bodies, entry, inheritance)
    records = {name: given.record for name, given in inputs.items()}
    outcome = recomputed(entry.record, figure.record, records)
    yield from registry.hop_findings(
        Hop(link=entry, figure=figure, inputs=inputs, looped=looped, check=outcome)
    )


def _inputs(
    graph: Graph, bodies: Bodies, link: Entry[Link], inheritance: Inheritance
) -> dict[str, Entry[Figure]]:
    """The inputs of a link by name, as they are read now, with what their parties left out."""
    found = {}
    for given in link.record.inputs:
        node = graph.node(link.seqs[given.figure])
        entry = bodies.figures[graph.seqs[node]]
        found[given.name or ""] = entry._replace(record=inheritance.of(node, entry.record))
    return found


def _conflicts(connection: Transaction, graph: Graph) -> Iterator[Finding]:
    """Relays of one figure that hedge in opposite directions."""
    together: list[tuple[int, set[int]]] = []
    size = 0
    for node, relays in _relayed(graph):
        together.append((node, relays))
        size += 1 + len(relays)
        if size >= _TOGETHER:
            yield from _conflicts_among(connection, graph, together)
            together, size = [], 0
    yield from _conflicts_among(connection, graph, together)


def _relayed(graph: Graph) -> Iterator[tuple[int, set[int]]]:
    """Each node that several others relay, with these."""
    for node in graph.read_nodes():
        relays = {
            graph.link_figure[link]
            for link in graph.links_from(node)
            if graph.link_flags[link] & RELAY and not graph.link_flags[link] & RETRACTED
        }
        if len(relays) > 1:
            yield node, relays


def _conflicts_among(
    connection: Transaction, graph: Graph, together: list[tuple[int, set[int]]]
) -> Iterator[Finding]:
    wanted = {graph.seqs[member] for node, relays in together for member in (node, *relays)}
    figures = records.read_statements(connection, wanted, ()).figures
    for node, relays in together:
        below = [figures[graph.seqs[relay]] for relay in sorted(relays)]
        yield from conflicts(figures[graph.seqs[node]], below)
