"""Findings that need the figures themselves: what changed along a link, or between relays of one figure.

They are given one link, or one figure and its relays, at a time: a check of a whole ledger can stream.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from ledger.model.record import Figure, Link
from ledger.model.vocabulary import AGREEING
from ledger.number.quantity import exact
from ledger.trace.chronology import impossible_order
from ledger.trace.drift import compare_derivation, compare_relay, hedge_conflict
from ledger.trace.drift_finding import Drift, drift
from ledger.trace.finding import Finding
from ledger.trace.material import Entry
from ledger.trace.notice import quantity_words
from ledger.trace.number_text import amount

if TYPE_CHECKING:
    from ledger.trace.recompute import Recomputed

#: The finding for each outcome of a derivation that does not come out.
_OUTCOMES: Final = {
    "mismatch": "arithmetic-mismatch",
    "loose": "arithmetic-loose",
    "units-differ": "units-differ",
}


class Hop(NamedTuple):
    """A relay or derivation with its figures as they are read now.

    `inputs` has the name of each input (empty in a relay); `looped` says that the link is part of a loop.
    `check` is what recomputing gave, None for a relay.
    """

    link: Entry[Link]
    figure: Entry[Figure]
    inputs: Mapping[str, Entry[Figure]]
    looped: bool = False
    check: Recomputed | None = None


def recomputed(
    link: Link, figure: Figure, inputs: Mapping[str, Figure], *, bounds: bool = True
) -> Recomputed | None:
    """Return the outcome of recomputing a derivation, None for any other link; `bounds` is as for `recompute`."""
    if link.relation != "derivation":
        return None
    # Imported here: a ledger without derivations needs no formulas.
    from ledger.trace.recompute import recompute

    return recompute(link, figure, inputs, bounds=bounds)


def arithmetic(hop: Hop) -> Iterator[Finding]:
    """Yield findings on a derivation whose formula does not give the number stated, or gives points for percent."""
    if hop.check is None:
        return
    code = _OUTCOMES.get(hop.check.outcome)
    if code is not None:
        yield _found(hop, drift(code, hop.check.message))
    if hop.check.points:
        stated = hop.figure.record.quantity
        points = amount(exact(stated.value or "0"), "percentage_point")
        message = (
            "the difference of two percentages is in percentage points, and "
            f"“{quantity_words(stated)}” is in percent. Write “{points}”."
        )
        yield _found(hop, drift("points-as-percent", message))


def drifts(hop: Hop) -> Iterator[Finding]:
    """Yield what changed along a link, and statements older than their source."""
    if hop.link.record.relation != "derivation":
        for above in hop.inputs.values():
            yield from relay_drifts(hop.link.seq, hop.figure, above, looped=hop.looped)
        return
    below = hop.figure.record
    inputs = {name: above.record for name, above in hop.inputs.items()}
    found = compare_derivation(below, inputs)
    if hop.check is not None:
        # Imported here: a ledger without derivations needs no formulas.
        from ledger.trace.derived_nouns import compare_nouns
        from ledger.trace.derived_words import compare_words

        found += compare_words(hop.link.record, below, inputs, hop.check.outcome)
        if hop.check.outcome in AGREEING:
            found += compare_nouns(hop.link.record, below, inputs)
    if not hop.looped:
        orders = (impossible_order(above.stated, below.stated) for above in inputs.values())
        found += [order for order in orders if order is not None]
    yield from (_found(hop, change) for change in found)


def relay_drifts(link: int, figure: Entry[Figure], above: Entry[Figure], *, looped: bool) -> list[Finding]:
    """Return what changed along a relay, by its sequence number and its two figures: nothing else in it is compared."""
    found = compare_relay(above.record, figure.record)
    order = None if looped else impossible_order(above.record.stated, figure.record.stated)
    if order is not None:
        found.append(order)
    return [Finding(*change, figure.seq, link) for change in found]


def conflicts(figure: Entry[Figure], relays: Iterable[Entry[Figure]]) -> Iterator[Finding]:
    """Yield a finding on a figure whose relays, given in the order of their ids, hedge in opposite directions."""
    conflict = hedge_conflict(relay.record for relay in relays)
    if conflict is not None:
        change = conflict.drift
        yield Finding(code=change.code, severity=change.severity, message=change.message, figure=figure.seq)


def _found(hop: Hop, change: Drift) -> Finding:
    return Finding(*change, hop.figure.seq, hop.link.seq)
