"""Whether somebody else was there first: what they recorded since whoever decides now last looked."""

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
    """Raise OvertakenError where somebody else recorded something on what was `seen` since it was.

    What the same person recorded meanwhile is no news to them. It is called in the transaction that recorded, under the
    writers' lock, so that nobody comes between; the error undoes it.
    """
    own = {outcome.seq for outcome in outcomes if outcome.recorded}
    if seen.reference is not None:
        news = _on_reference(connection, seen.reference, seen, own)
    else:
        news = _on_subjects(connection, seen, own, [outcome.body for outcome in outcomes if outcome.recorded])
    foreign = [entry for entry in news if entry.by != who]
    if foreign:
        from ledger.book.history import Names

        names = Names(connection, foreign, max(entry.seq for entry in foreign))
        words = [f"{entry.by}, {entry.at[11:16]} UTC: {names.summary(entry)}" for entry in foreign[-3:]]
        raise OvertakenError(
            f"somebody else was here since you looked: {'; '.join(words)}",
            hint="nothing of yours was recorded: look again, then decide",
        )


def _on_reference(
    connection: Transaction, reference: str, seen: Seen, own: Collection[int]
) -> Iterator[bodies.Stored]:
    """What was recorded since on what a reference names."""
    found = find(connection, reference, who=None)
    for entry in _since(connection, bodies.forms_of(connection, found.seq), seen.size, own):
        quoted = (entry.body.get("quote") or {}).get("exact")
        if seen.quote is None or entry.body["record"] == "snapshot" or quoted == seen.quote:
            yield entry


def _on_subjects(
    connection: Transaction, seen: Seen, own: Collection[int], recorded: Collection[Body]
) -> Iterator[bodies.Stored]:
    """The judgements and links since on what is judged or linked by what is recorded."""
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
    spoken = reach.concerning(connection, forms)
    return bodies.read(connection, sorted(seq for seq in spoken if seq > size and seq not in own))


def _subjects(body: Body) -> tuple[str, ...]:
    """The ids of what a judgement is of, or of the figure that a link leads to; none of any other record."""
    if body["record"] == "link":
        return (body["figure"],)
    if body["record"] == "same":
        return tuple(body["refs"])
    return (body["of"],) if "of" in body and body["record"] not in ("key", "assignment") else ()
