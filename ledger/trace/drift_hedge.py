"""The hedges of a relay compared: how firmly a number is stated, and how that changed on the way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from ledger.model.record import Figure
from ledger.number.quantity import Quantity, has_number
from ledger.trace.drift_finding import Drift, drift
from ledger.trace.drift_number import both_sides, can_both_hold, direction
from ledger.trace.drift_unit import frame
from ledger.trace.notice import quantity_words

#: The words for a hedge, where they are not its name.
_WORDS: Final = {"over": "more than", "under": "less than", "at-least": "at least", "at-most": "at most"}
_SIDES: Final = {-1: "below", 0: "around", 1: "above"}


class HedgeConflict(NamedTuple):
    """A conflict between two relays of one figure, given by their places in a sequence."""

    above: int
    below: int
    drift: Drift


def compare_hedges(up: Quantity, down: Quantity, *, unchanged: bool) -> Drift | None:
    """Return how the hedge of `up` changed, or None where it kept its direction.

    `unchanged` says that the number is the same to the last digit. A hedge that came with a rounding only marks the
    rounding, and is not reported.
    """
    before, after = direction(up), direction(down)
    if before == after:
        return None
    sides = both_sides(up, down)
    if before is None:
        return _added(sides, up, down, after or 0) if unchanged else None
    if after is None:
        return drift(
            "hedge-dropped",
            f"{sides}: the hedge “{_words(up.hedge)}” is gone, and the number stands as if it were exact. "
            f"Write “{quantity_words(up)}”, or any wording that puts the truth {_SIDES[before]} the number.",
        )
    return drift(
        "hedge-changed",
        f"{sides}: “{_words(up.hedge)}” puts the truth {_SIDES[before]} the number, “{_words(down.hedge)}” "
        f"{_SIDES[after]} it. Write “{quantity_words(up)}”.",
    )


def _words(hedge: str | None) -> str:
    return _WORDS.get(hedge or "", hedge or "")


def _added(sides: str, up: Quantity, down: Quantity, after: int) -> Drift:
    if after == 0:
        return drift("hedge-added", f"{sides}: a hedge was added to a bare number, which is caution.")
    return drift(
        "hedge-added",
        f"{sides}: “{_words(down.hedge)}” puts the truth {_SIDES[after]} a number that the source gave bare. "
        f"Write “{quantity_words(up)}”.",
        severity="warning",
    )


def hedge_side(figure: Figure) -> int:
    """Return the side of its number on which a relay says that the truth is: 1 above, -1 below.

    0 where it says neither, where nobody has seen its words, and where its number was copied.
    """
    if not figure.restated or figure.wording == "unseen" or not has_number(figure.quantity):
        return 0
    return direction(figure.quantity) or 0


def hedge_conflict(relays: Iterable[Figure]) -> HedgeConflict | None:
    """Return the first two relays of one figure that hedge it in opposite directions, or None.

    Relays whose words nobody has seen or whose number was copied are left out, as are pairs on different numbers
    that can both be true (more than 915 million, nearly 916 million).
    """
    sides: dict[int, dict[Quantity, int]] = {-1: {}, 1: {}}
    for place, figure in enumerate(relays):
        if side := hedge_side(figure):
            sides[side].setdefault(figure.quantity, place)
    for over, above in sides[1].items():
        for under, below in sides[-1].items():
            shared = frame(over.unit, under.unit)
            if shared.comparable and not can_both_hold(over, under, shared):
                message = (
                    f"one relay says “{quantity_words(over)}” and puts the truth above the number, another says "
                    f"“{quantity_words(under)}” and puts it below. One of them misreads the source: "
                    "quote its own words."
                )
                return HedgeConflict(above=above, below=below, drift=drift("hedge-conflict", message))
    return None
