"""Questions about where figures came from and what rests on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, cast

from ledger.errors import InputError, NotFoundError
from ledger.model.body import Body
from ledger.model.codec import decode
from ledger.model.record import Redaction
from ledger.model.time import time_problem, utc
from ledger.query.gc_pause import gc_paused
from ledger.query.ledger_context import LedgerContext
from ledger.query.references import TRACEABLE, find
from ledger.store import bodies as stored
from ledger.store import reach
from ledger.store.damage import damage_suspected
from ledger.store.engine import Transaction, reading
from ledger.store.head import read_head
from ledger.store.logtree import root_at
from ledger.trace.document import LedgerHead, Trace, build_trace
from ledger.trace.graph import Graph
from ledger.trace.material import (
    Bodies,
    Copy,
    CorrectionRow,
    EdgeRow,
    Entry,
    FigureRow,
    Party,
    Recorded,
    Rows,
    SameRow,
    Work,
)  # fmt: skip
from ledger.trace.status import Resolution, resolve
from ledger.trace.walk import Direction, needed


def trace(
    desk: LedgerContext,
    reference: str,
    *,
    direction: Direction,
    depth: int | None = None,
    as_of: str | None = None,
) -> Trace:
    """The trace of a figure, or of every figure of a source.

    Raises NotFoundError, AmbiguousError, InputError for an `as_of` that is no entry and no time.
    """
    with gc_paused(), reading(desk.database) as connection:
        until = entry_as_of(connection, as_of)
        found = find(connection, reference, who=desk.who if reference == "@" else None, kinds=TRACEABLE)
        asked: Sequence[int] = [found.seq]
        if found.kind == "source":
            asked = reach.figures_of_source(connection, found.seq, until)
            if not asked:
                raise NotFoundError(
                    f"no figure of the source {reference[:100]} is recorded",
                    hint="ledger add … --source records one",
                )
        elif found.seq > until:
            raise NotFoundError(
                f"{reference[:100]} was not recorded yet", hint="ledger log shows when it was"
            )
        story = found.seq if found.kind == "source" else None
        return traced(
            connection, asked, direction=direction, depth=depth, until=until, as_of=as_of, story=story
        )


def traced(
    connection: Transaction,
    asked: Sequence[int],
    *,
    direction: Direction,
    depth: int | None,
    until: int,
    as_of: str | None,
    story: int | None = None,
    head: LedgerHead | None = None,
    copies: bool = False,
) -> Trace:
    """The trace of figures by sequence number, in the ledger as of entry `until`, whose `head` may be known.

    With `copies`, it knows the copies of its sources too.
    """
    graph = graph_around(connection, asked, direction, until)
    asked = [seq for seq in asked if graph.resolution.read(seq) is not None]
    if not asked:
        raise NotFoundError(
            "this was misrecorded and taken out, without a replacement",
            hint="ledger show says by whom and when",
        )
    wanted = needed(graph, asked, direction, depth)
    found = read_bodies(connection, wanted.figures, wanted.links, until, behind=wanted.behind, copies=copies)
    with damage_suspected():
        return build_trace(
            graph,
            found,
            asked,
            direction=direction,
            depth=depth,
            ledger=head or ledger_head(connection, until),
            as_of=None if as_of is None else str(until),
            source=None if story is None else story_of(connection, story, until),
            first_at=first_times(connection, set(wanted.behind) - set(wanted.figures) - set(wanted.links)),
        )


def entry_as_of(connection: Transaction, as_of: str | None) -> int:
    """The last entry of the ledger as of a sequence number or a time; a day means its end (UTC)."""
    size = read_head(connection).size
    if as_of is None:
        return size
    if as_of.isascii() and as_of.isdigit() and len(as_of) < 19:
        if int(as_of) > size:
            raise InputError(f"the ledger has {size} entries", hint="give a number up to that, or a time")
        return int(as_of)
    moment = f"{as_of}T23:59:59.999999Z" if len(as_of) == 10 else as_of
    if time_problem(moment) is not None:
        raise InputError(
            f"{as_of[:40]} is no entry and no time", hint="write 12, 2026-11-22 or 2026-11-22T09:00:00Z"
        )
    return stored.seq_at(connection, utc(moment))


def ledger_head(connection: Transaction, until: int) -> LedgerHead:
    """Which ledger this is, as of an entry."""
    head = read_head(connection)
    root = head.tree.root() if until == head.size else root_at(connection, until)
    return LedgerHead(name=head.name, size=until, root=root.hex())


def graph_around(connection: Transaction, asked: Sequence[int], direction: Direction, until: int) -> Graph:
    """The graph of the part of the ledger that bears on some figures."""
    with damage_suspected():
        return Graph.build(rows_of(connection, *surroundings(connection, asked, direction, until), until))


def surroundings(
    connection: Transaction, asked: Sequence[int], direction: Direction, until: int
) -> tuple[set[int], list[reach.Edge]]:
    """The figures and edges that bear on some figures: what is upstream, and what else rests on that."""
    figures, edges = reach.upstream(connection, asked, until)
    if direction == "downstream":
        below, _ = reach.downstream(connection, asked, until)
        # Whether what is below falls depends on what else holds it up.
        figures, edges = reach.upstream(connection, figures | below, until)
    fed = {edge.figure for edge in edges}
    roots = figures - fed
    resting, more = reach.downstream(connection, roots or figures, until)
    figures |= resting
    return figures, list({(edge.link, edge.input): edge for edge in (*edges, *more)}.values())


def read_figures(connection: Transaction, until: int) -> list[int]:
    """Every figure that is read as itself: not those that were misrecorded."""
    figures = [seq for seq, *_ in reach.every_figure(connection, until)]
    with damage_suspected():
        resolution = resolve(judgement_rows(reach.every_judged(connection, until))["corrections"])
    return [seq for seq in figures if resolution.read(seq) == seq]


def rows_of(connection: Transaction, figures: Collection[int], edges: list[reach.Edge], until: int) -> Rows:
    """Rows for the graph over these figures and edges."""
    revisions = reach.revisions(connection, figures, until)
    edges = edges + revisions
    # The other end of a revision is not walked, only named: as it is read now.
    beside = {end for edge in revisions for end in (edge.figure, edge.input)} - set(figures)
    figures = set(figures) | reach.with_stand_ins(connection, beside, until)
    agents = list(reach.reporter_rows(connection, figures))
    named = set(figures) | {edge.link for edge in edges} | {agent for _, agent in agents}
    judged = reach.judged_rows(connection, named, until)
    return Rows(
        figures=[FigureRow(*row) for row in reach.figure_rows(connection, figures, until)],
        reporters=agents,
        edges=cast("list[EdgeRow]", edges),
        **judgement_rows(judged),
    )


def resolution_of(connection: Transaction, seqs: Collection[int], until: int) -> Resolution:
    """What corrections make of some records."""
    found: dict[int, reach.Judged] = {}
    pending, asked = set(seqs), set(seqs)
    while pending:
        rows = reach.judged_rows(connection, pending, until)
        found.update((row.seq, row) for row in rows)
        # A replacement may have been replaced in its turn.
        pending = {row.object for row in rows if row.object is not None} - asked
        asked |= pending
    with damage_suspected():
        return resolve(judgement_rows(found.values())["corrections"])


def judgement_rows(judged: Iterable[reach.Judged]) -> dict[str, Any]:
    """Corrections and `same` as the graph takes them."""
    corrections, sames = [], []
    for one in judged:
        if one.kind == "correction":
            corrections.append(CorrectionRow(one.seq, one.id, one.subject, one.object, one.detail, one.at))
        elif one.object is not None:
            sames.append(SameRow(one.seq, one.id, one.subject, one.object, one.detail == "same", one.at))
    return {"corrections": corrections, "sames": sames}


def read_bodies(
    connection: Transaction,
    figures: Iterable[int],
    links: Iterable[int],
    until: int,
    *,
    behind: Iterable[int] = (),
    copies: bool = False,
) -> Bodies:
    """Figures and links with the parties and works they name, and the reviews of these and of all `behind`.

    With `copies`, also those of the works.
    """
    wanted = set(figures) | set(links)
    with damage_suspected():
        return _bodies(connection, wanted, until, behind=behind, copies=copies)


def _bodies(
    connection: Transaction, wanted: set[int], until: int, *, behind: Iterable[int], copies: bool
) -> Bodies:
    found = {one.seq: one for one in stored.read(connection, wanted)}
    seqs = stored.seqs_of(connection, found.values())
    agents, sources = _named(found.values(), seqs)
    keys = stored.keys_of(connection, wanted | sources, until)
    entries = {seq: entry_of(one, seqs, keys) for seq, one in found.items()}
    described = stored.described(connection, agents | sources, until)
    judged = wanted | set(behind) | sources
    return Bodies(
        figures={seq: e for seq, e in entries.items() if found[seq].body["record"] == "figure"},
        links={seq: e for seq, e in entries.items() if found[seq].body["record"] == "link"},
        parties={seq: party_of(described[seq]) for seq in agents},
        works={seq: work_of(described[seq], keys) for seq in sources},
        reviews=judgements(connection, "review", judged, until),
        corrections=judgements(connection, "correction", judged, until),
        copies=copies_of(connection, sources, until) if copies else {},
    )


def copies_of(connection: Transaction, sources: Collection[int], until: int) -> dict[int, tuple[Copy, ...]]:
    """The snapshots of each source that were not retracted, newest first."""
    rows = standing_snapshots(connection, sources, until)
    found = stored.read(connection, rows)
    return newest_first(
        (rows[one.seq], copy_of(one.seq, one.id, one.body, one.digests().get("text"))) for one in found
    )


def standing_snapshots(connection: Transaction, sources: Collection[int], until: int) -> dict[int, int]:
    """The snapshots of some sources that were not retracted, each with its source."""
    rows = reach.snapshots_of(connection, sources, until)
    gone = stored.judgements_on(connection, "correction", rows.keys(), until)
    return {snapshot: source for snapshot, source in rows.items() if snapshot not in gone}


def newest_first(copies: Iterable[tuple[int, Copy]]) -> dict[int, tuple[Copy, ...]]:
    """Copies by their sources, the newest of each first."""
    found: dict[int, list[Copy]] = {}
    for source, copy in copies:
        found.setdefault(source, []).append(copy)
    return {
        source: tuple(sorted(ones, key=lambda one: (one.retrieved or "", one.id), reverse=True))
        for source, ones in found.items()
    }


def copy_of(seq: int, record_id: str, body: Body, digest: str | None) -> Copy:
    """A snapshot as a copy of its source; `digest` is the SHA-256 (hex) of its text, where it has one."""
    return Copy(
        seq=seq,
        id=record_id,
        retrieved=body.get("retrieved"),
        archived_at=body.get("archived_at"),
        sha256=digest or body.get("original", {}).get("sha256"),
    )


def _named(entries: Iterable[stored.Stored], seqs: dict[str, int]) -> tuple[set[int], set[int]]:
    """The agents and the sources that figures and links name."""
    agents: set[int] = set()
    sources: set[int] = set()
    for one in entries:
        agents.update(seqs[agent] for agent in one.body.get("reported_by", ()))
        if "source" in one.body:
            sources.add(seqs[one.body["source"]])
    return agents, sources


def entry_of(one: stored.Stored, seqs: dict[str, int], keys: dict[int, str]) -> Entry[Any]:
    """A stored entry as the trace room takes it."""
    recorded = Recorded(seq=one.seq, at=one.at, by=one.by, first_at=one.first_at)
    return Entry(
        seq=one.seq,
        id=one.id,
        record=decode(one.body),
        recorded=recorded,
        key=keys.get(one.seq),
        seqs=seqs,
        redactions=tuple(cast(Redaction, decode(each.body)) for each in one.redactions),
    )


def judgements(
    connection: Transaction, kind: str, subjects: Collection[int], until: int
) -> dict[int, list[Any]]:
    """The standing judgements of a kind on each subject, oldest first."""
    found = stored.judgements_on(connection, kind, subjects, until)
    return {subject: [entry_of(one, {}, {}) for one in ones] for subject, ones in found.items()}


def party_of(agent: stored.Stored) -> Party:
    """An agent as it is described."""
    return Party(
        seq=agent.seq,
        id=agent.id,
        name=shown_name(agent.body),
        kind=agent.body.get("kind"),
        url=agent.body.get("url"),
    )


def shown_name(body: Body) -> str:
    """An agent's name, with its qualifier where it has one."""
    qualifier = body.get("qualifier")
    return f"{body['name']} ({qualifier})" if qualifier else cast(str, body["name"])


def work_of(source: stored.Stored, keys: dict[int, str]) -> Work:
    """A source as it is described."""
    body = source.body
    return Work(
        seq=source.seq,
        id=source.id,
        key=keys.get(source.seq),
        title=body.get("title"),
        url=body.get("url"),
        publisher=body.get("publisher"),
        published=body.get("published"),
        kind=body.get("kind"),
        authors=tuple(body.get("authors", ())),
        language=body.get("language"),
    )


def story_of(connection: Transaction, source: int, until: int) -> Work:
    """The source whose story was asked for."""
    described = stored.described(connection, [source], until)
    return work_of(described[source], stored.keys_of(connection, [source], until))


def first_times(connection: Transaction, seqs: Collection[int]) -> dict[int, str]:
    """When entries were first recorded anywhere, as far as is known here."""
    return {one.seq: one.first_at for one in stored.read(connection, seqs)}
