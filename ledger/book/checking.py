"""Checking: of a whole ledger in a streaming pass, or of what some references name."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Final

from ledger.book.check_parts import CheckedPart, FoundInPart, PartChecker, parts_of, parts_with
from ledger.book.findings import (
    FindingRow,
    Findings,
    Subject,
    finding_row,
    read_finding,
    with_subjects,
)
from ledger.query import records, surroundings, tracing
from ledger.query.gc_pause import gc_paused
from ledger.query.ledger_context import LedgerContext
from ledger.query.references import TRACEABLE, find
from ledger.store import reach
from ledger.store.damage import damage_suspected
from ledger.store.engine import Transaction, reading
from ledger.store.head import read_head
from ledger.store.processes import AHEAD, is_shared, spare_processors, spread
from ledger.trace.context import Context
from ledger.trace.figure_graph import Graph
from ledger.trace.finding import Finding, Rule
from ledger.trace.material import EdgeRow, FigureRow, Recorded, Rows
from ledger.trace.rules import refuse_unknown, rules

#: Told how much of the work is done, and how much there is.
Progress = Callable[[int, int], None]

#: Up to how many figures one process is faster than several.
_ALONE: Final = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The result of a check. `failed` says whether an error was found that no review accepted."""

    figures: int
    links: int
    findings: Findings

    @property
    def failed(self) -> bool:
        """Whether the answer is no."""
        return self.findings.counts["error"] > self.findings.accepted["error"]


def explain(code: str) -> Rule:
    """Return what a finding's code means. Raises InputError for a code that there is none of."""
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
        if select or ignore:
            found = (row for row in found if _is_asked_for(row, select, ignore))
        return Checked(figures=figures, links=links, findings=Findings(found))


def _is_asked_for(row: FindingRow, select: Sequence[str], ignore: Sequence[str]) -> bool:
    code = row[0][3]
    return (not select or code in select) and code not in ignore


def _some(
    ledger_context: LedgerContext, connection: Transaction, references: Sequence[str], until: int
) -> tuple[int, int, Iterable[FindingRow]]:
    """Return what is found in the figures named, or in stories named by their source, and everything upstream."""
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
    rows = starmap(finding_row, with_subjects(connection, trace.findings, until))
    return len(trace.figures), len(walked), rows


def _everything(
    connection: Transaction, until: int, progress: Progress, select: frozenset[str]
) -> tuple[int, int, Iterator[FindingRow]]:
    context = whole_context(connection, until)
    graph = context.graph
    figures = sum(1 for _ in graph.read_nodes())
    return figures, len(graph.link_seqs), rows_in(connection, context, until, progress, select)


def found_in(
    connection: Transaction,
    context: Context,
    until: int,
    progress: Progress,
    select: frozenset[str] = frozenset(),
    figures: Collection[int] | None = None,
) -> Iterator[tuple[Finding, Subject]]:
    """Yield what `rows_in` does as findings, each with its subject."""
    for _, packed, _ in rows_in(connection, context, until, progress, select, figures):
        yield read_finding(packed)


def rows_in(
    connection: Transaction,
    context: Context,
    until: int,
    progress: Progress,
    select: frozenset[str] = frozenset(),
    figures: Collection[int] | None = None,
) -> Iterator[FindingRow]:
    """Yield all findings of the `whole_context` as rows of `Findings`, as soon as they are found.

    With `select`, a family of findings is passed over if none of its codes is among these. With `figures`, by sequence
    number, it is what is found along links into these figures and in their words alone.
    """
    total, done = len(context.graph.link_seqs), 0
    many = len(context.graph) > _ALONE and figures is None and is_shared(connection.engine)
    workers = spare_processors() if many else 1
    if figures is not None:
        parts = parts_with(context.graph, figures)
    else:
        parts = parts_of(context, select, ahead=AHEAD * workers if workers > 1 else 0)

    def start(connection: Transaction) -> Callable[[CheckedPart], bytes]:
        checker = PartChecker(connection, context, until, select)
        # `pickle` takes four times as long as `marshal`, which refuses a named tuple.
        return lambda part: marshal.dumps(tuple(checker.check(part)))

    found_in_parts: Iterable[FoundInPart]
    if workers > 1:
        # Computed once, before any process is forked.
        _ = context.live
        packed = spread(connection.engine, start, parts, workers=workers)
        found_in_parts = starmap(FoundInPart, map(marshal.loads, packed))
    else:
        found_in_parts = map(PartChecker(connection, context, until, select).check, parts)
    sides = bytearray()
    for found in found_in_parts:
        yield from found.findings
        sides += found.sides
        done += found.links
        progress(done, total)
    if figures is None:
        yield from PartChecker(connection, context, until, select).conflicts(bytes(sides))


@gc_paused()
def whole_context(connection: Transaction, until: int) -> Context:
    """Return the whole ledger as of an entry: its graph, and the reviews in it."""
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
