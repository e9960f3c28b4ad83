"""Refuses decisions on records about which somebody else recorded something in the meantime."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ledger.errors import OvertakenError
from ledger.model.body import Body
from ledger.query.ledger_context import Seen
from ledger.query.references import find
from ledger.store import bodies, lookup, reach
from ledger.store.append import Outcome
from ledger.store.engine import Transaction


def refuse_overtaken(connection: Transaction, who: str, seen: Seen, outcomes: Collection[Outcome]) -> None:
    """Raise OvertakenError if something about `seen` was recorded since, other than by whoever decides now.

    Without `seen.own`, that is whoever records as `who`; else it is whoever made these entries, so that one person in
    two windows is told as well.

    This is called within the transaction that recorded the outcomes, under the writers' lock, so that nobody else can
    record in between; the error undoes the transaction.
    """
    own = {outcome.seq for outcome in outcomes if outcome.recorded} | (seen.own or frozenset())
    if seen.reference is not None:
        newer = _on_reference(connection, seen.reference, seen, own)
    else:
        newer = _on_subjects(
            connection, seen, own, [outcome.body for outcome in outcomes if outcome.recorded]
        )
    foreign = [entry for entry in newer if seen.own is not None or entry.by != who]
    if foreign:
        from ledger.book.history import Names

        names = Names(connection, foreign, max(entry.seq for entry in foreign))
        words = [f"{entry.by}, {entry.at[11:16]} UTC: {names.summary(entry)}" for entry in foreign[-3:]]
        elsewhere = all(entry.by == who for entry in foreign)
        what = "this was decided in another window" if elsewhere else "somebody else was here"
        raise OvertakenError(
            f"{what} since you looked: {'; '.join(words)}",
            hint="nothing of yours was recorded: look again, then decide",
        )


def _on_reference(
    connection: Transaction, reference: str, seen: Seen, own: Collection[int]
) -> Iterator[bodies.Stored]:
    """Yield the newer entries about the record that a reference names."""
    found = find(connection, reference, who=None)
    for entry in _since(connection, bodies.forms_of(connection, found.seq), seen.size, own):
        quoted = (entry.body.get("quote") or {}).get("exact")
        if seen.quote is None or entry.body["record"] == "snapshot" or quoted == seen.quote:
            yield entry


def _on_subjects(
    connection: Transaction, seen: Seen, own: Collection[int], recorded: Collection[Body]
) -> Iterator[bodies.Stored]:
    """Yield the newer judgements and links on the subjects of the records."""
    subjects = {subject for body in recorded for subject in _subjects(body)}
    for _, seq in sorted(lookup.by_ids(connection, map(bytes.fromhex, subjects)).values()):
        forms = bodies.forms_of(connection, seq)
        ids = {record for _, record in bodies.ids_of(connection, forms).values()}
        if seq not in own and min(forms) <= seen.size:
            for entry in _since(connection, forms, seen.size, own):
                if not ids.isdisjoint(_subjects(entry.body)):
                    yield entry


def _since(
    connection: Transaction, forms: Collection[int], size: int, own: Collection[int]
) -> Iterator[bodies.Stored]:
    concerning = reach.concerning(connection, forms)
    return bodies.read(connection, sorted(seq for seq in concerning if seq > size and seq not in own))


def _subjects(body: Body) -> tuple[str, ...]:
    """Return the ids of the subjects of a judgement, or of the figure that a link leads to."""
    if body["record"] == "link":
        return (body["figure"],)
    if body["record"] == "same":
        return tuple(body["refs"])
    return (body["of"],) if "of" in body and body["record"] not in ("key", "assignment") else ()
