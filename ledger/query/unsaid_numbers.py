"""The numbers of relays that give none: each is read as that of the figure it passes on, and marked as not said."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.store import bodies as stored
from ledger.store import lookup
from ledger.store.engine import Transaction

#: How many relays without a number are gone through, one behind another.
_LONGEST = 1_000


def with_numbers(connection: Transaction, entries: Iterable[stored.Stored]) -> list[stored.Stored]:
    """Return the entries; figures that pass a number on without giving it have it from upstream in their body.

    `restated` is false in these bodies, as it was recorded. Where nothing upstream gives a number, none is filled in.
    """
    given = list(entries)
    pending: dict[int, int] = {}
    for stated in given:
        if "relays" in stated.body and (at := _relayed(connection, stated)) is not None:
            pending[stated.seq] = at
    if not pending:
        return given
    numbers: dict[int, dict[str, str]] = {}
    for _ in range(_LONGEST):
        read = {entry.seq: entry for entry in stored.read(connection, set(pending.values()))}
        following: dict[int, int] = {}
        for seq, at in pending.items():
            entry = read.get(at)
            if entry is None:
                continue
            if "quantity" in entry.body:
                numbers[seq] = entry.body["quantity"]
            elif (further := _relayed(connection, entry)) is not None:
                following[seq] = further
        pending = following
        if not pending:
            break
    return [
        entry._replace(body={**entry.body, "quantity": numbers[entry.seq]}) if entry.seq in numbers else entry
        for entry in given
    ]


def _relayed(connection: Transaction, entry: stored.Stored) -> int | None:
    """Return the figure whose number an entry passes on without giving it, as it is read now; None for any other."""
    body = entry.body
    if body["record"] != "figure" or "quantity" in body or "relays" not in body:
        return None
    return lookup.replacement(connection, stored.seqs_of(connection, [entry])[body["relays"]])
