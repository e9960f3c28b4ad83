"""Queries for where figures came from and what rests on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from ledger.errors import InputError, NotFoundError
from ledger.model.time import time_problem, utc
from ledger.query.gc_pause import gc_paused
from ledger.query.ledger_context import LedgerContext
from ledger.query.records import read_bodies, recordings, story_of
from ledger.query.references import TRACEABLE, find
from ledger.query.surroundings import neighbourhood
from ledger.query.wordings import with_wordings
from ledger.store import bodies as stored
from ledger.store import reach
from ledger.store.damage import damage_suspected
from ledger.store.engine import Database, Transaction, asked_once, reading
from ledger.store.head import Head, read_head
from ledger.trace.document import LedgerHead, Trace, build_trace
from ledger.trace.material import Bodies, QuoteState, Recorded
from ledger.trace.status import Resolution
from ledger.trace.walk import Direction, needed

#: Of how many figures and links all are read at once and held.
MOST_HELD: Final = 2_000


def trace(
    context: LedgerContext,
    reference: str,
    *,
    direction: Direction,
    depth: int | None = None,
    as_of: str | None = None,
) -> Trace:
    """Return the trace of a figure, or of every figure of a source.

    Raises NotFoundError, AmbiguousError, InputError for an `as_of` that is neither an entry nor a time.
    """
    with gc_paused(), reading(context.database) as connection:
        head = read_head(connection)
        until = entry_as_of(connection, head, as_of)
        found = find(connection, reference, who=context.who if reference == "@" else None, kinds=TRACEABLE)
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
        return traced(
            connection,
            asked,
            direction=direction,
            depth=depth,
            until=until,
            as_of=as_of,
            story=found.seq if found.kind == "source" else None,
            head=_head_as_of(connection, head, until),
            wordings=True,
            database=context.database,
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
    wordings: bool = False,
    looked_up: Mapping[str, QuoteState] | None = None,
    database: Database | None = None,
) -> Trace:
    """Return the trace of figures by sequence number, in the ledger as of entry `until`, whose `head` may be known.

    With `copies`, it knows the copies of its sources too; with `wordings`, it looks quotes up in their texts, or takes
    what was `looked_up` before (by the id of the figure), where the texts are not at hand. With the `database`, records
    of a long trail are read from it when they are looked up.
    """
    graph, reaches, named = neighbourhood(connection, asked, direction, until)
    asked = [seq for seq in asked if graph.resolution.read(seq) is not None]
    if not asked:
        raise NotFoundError(
            "this was misrecorded and taken out, without a replacement",
            hint="ledger show says by whom and when",
        )
    with damage_suspected():
        wanted = needed(graph, asked, direction, depth)
        trail = None
        if database is not None and len(wanted.figures) + len(wanted.links) > MOST_HELD:
            from ledger.query.long_trail import TrailReader

            named.clear()
            trail = TrailReader(connection, database, wanted, until)
            bodies = trail.bodies(connection, wanted.behind)
        else:
            bodies = read_bodies(
                connection,
                wanted.figures,
                wanted.links,
                until,
                behind=wanted.behind,
                named={seq for figure in wanted.figures for seq in named.get(figure, ())},
                copies=copies,
            )
            if wordings:
                bodies = with_wordings(connection, bodies, wanted.figures, until, looked_up)
        found = build_trace(
            graph,
            bodies,
            asked,
            direction=direction,
            depth=depth,
            ledger=head or ledger_head(connection, until),
            as_of=None if as_of is None else str(until),
            source=None if story is None else story_of(connection, story, until),
            recorded=_since_reviews(connection, graph.resolution, bodies, wanted.behind),
            counted=reaches,
            seen=wanted.seen,
        )
        if trail is not None:
            trail.let_go()
        return found


def entry_as_of(connection: Transaction, head: Head, as_of: str | None) -> int:
    """Return the last entry of the ledger as of a sequence number or a time; a day means its end (UTC)."""
    if as_of is None:
        return head.size
    if as_of.isascii() and as_of.isdigit() and len(as_of) < 19:
        if int(as_of) > head.size:
            raise InputError(
                f"the ledger has {head.size} entries", hint="give a number up to that, or a time"
            )
        return int(as_of)
    moment = f"{as_of}T23:59:59.999999Z" if len(as_of) == 10 else as_of
    if time_problem(moment) is not None:
        raise InputError(
            f"{as_of[:40]} is neither the number of an entry nor a time",
            hint="write 12, 2026-11-22 or 2026-11-22T09:00:00Z",
        )
    return stored.seq_at(connection, utc(moment))


def current_head(context: LedgerContext) -> LedgerHead:
    """Return which ledger this is, as it is now."""
    with reading(context.database) as connection:
        return ledger_head(connection, read_head(connection).size)


def ledger_head(connection: Transaction, until: int) -> LedgerHead:
    """Return which ledger this is, as of an entry."""
    return _head_as_of(connection, read_head(connection), until)


def _head_as_of(connection: Transaction, head: Head, until: int) -> LedgerHead:
    def root_as_of() -> bytes:
        if until == head.size:
            return head.tree.root()
        from ledger.store.logtree import root_at

        return root_at(connection, until)

    root = asked_once(connection, ("root", until), root_as_of)
    return LedgerHead(name=head.name, size=until, root=root.hex())


def _since_reviews(
    connection: Transaction, resolution: Resolution, found: Bodies, behind: Collection[int]
) -> dict[int, Recorded]:
    """Return the entries since the first review of the figures read, any of which may have outdated a review.

    Those of figures and links that were read, or can be, are left out.
    """
    first = min((reviews[0].seq for reviews in found.reviews.values()), default=None)
    if first is None:
        return {}
    reviewing = {review.seq for reviews in found.reviews.values() for review in reviews}
    entries = {*behind, *reviewing, *resolution.changes.values()}
    return recordings(
        connection,
        {seq for seq in entries if seq > first and seq not in found.figures and seq not in found.links},
    )
