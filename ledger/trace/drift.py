"""What changed on the way: a figure held against the one it passes on, or against those it was computed from.

The rules are in `rules`; numbers, hedges, words, units and dates are compared in modules of their
own. Whether a formula gives the number stated is for `recompute`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledger.model.record import Figure
from ledger.number.quantity import Quantity
from ledger.trace.chronology import periods_differ
from ledger.trace.drift_finding import Drift, drift
from ledger.trace.drift_hedge import HedgeConflict, compare_hedges, hedge_conflict
from ledger.trace.drift_number import both_sides, compare_numbers, has_number
from ledger.trace.drift_unit import Frame, frame, noun
from ledger.trace.drift_words import labels_differ, labels_say_more, places_differ
from ledger.trace.notice import quantity_words

__all__ = ["Drift", "HedgeConflict", "compare_derivation", "compare_relay", "hedge_conflict"]

_LONGEST_NAME: Final = 80

#: How firm a figure is by the way it came about.
_FIRMNESS: Final = {"coined": -1, "projected": 0, "estimated": 1, "observed": 2}


def compare_relay(up: Figure, down: Figure) -> list[Drift]:
    """Everything that changed between `up` and the figure `down` that passes it on.

    What the ledger copied because the relay left it out (`restated` False) is not compared. Where the wording
    of one side is unseen, numbers, natures and places are compared, hedges, nouns and periods are not; a label
    is, where that side has one which says more than the noun.
    """
    if not has_number(up.quantity) or not has_number(down.quantity):
        return [_unquantified_relay(up.quantity, down.quantity)]
    seen = "unseen" not in (up.wording, down.wording)
    shared = _frame(up.quantity, down.quantity)
    found: list[Drift | None] = []
    if down.restated and up.quantity != down.quantity:
        found += _quantities(up.quantity, down.quantity, shared, seen=seen)
    if seen:
        found += [_label(up, down, shared), _period(up, down, shared)]
    else:
        found += [_unseen(up, down), _described_label(up, down)]
    found += [_place(up, down), _nature(down, {"": up})]
    return [one for one in found if one is not None]


def compare_derivation(down: Figure, inputs: Mapping[str, Figure]) -> list[Drift]:
    """What is wrong with a derivation apart from its arithmetic: inputs without a number, a firmer nature.

    `inputs` holds the figures by the names that the formula calls them.
    """
    found: list[Drift | None] = []
    empty = [name for name, figure in inputs.items() if not has_number(figure.quantity)]
    if empty:
        names = ", ".join(f"{name} (“{quantity_words(inputs[name].quantity)}”)" for name in empty)
        found.append(
            drift(
                "unquantified",
                f"computed from a statement without a number: {names}. Link one that gives a number.",
                severity="error",
            )
        )
    found.append(_nature(down, inputs))
    return [one for one in found if one is not None]


def _frame(up: Quantity, down: Quantity) -> Frame:
    """The frame of two quantities. A third of the voters is a ratio, whatever noun it is a share of."""
    shared = frame(up.unit, down.unit)
    if shared.comparable or not ("/" in (up.value or "") or "/" in (down.value or "")):
        return shared
    ratios = [
        None if "/" in (one.value or "") and noun(one.unit) == one.unit else one.unit for one in (up, down)
    ]
    return frame(*ratios)


def _quantities(up: Quantity, down: Quantity, shared: Frame, *, seen: bool) -> list[Drift | None]:
    """What became of unit, number and hedge."""
    said = both_sides(up, down)
    if not shared.comparable:
        units = f"{up.unit or 'a bare number'} and {down.unit or 'a bare number'}"
        message = (
            f"{said}: {units} cannot be converted into each other. It would pass in {up.unit or 'no unit'}."
        )
        return [drift("units-differ", message)]
    compared = compare_numbers(up, down, shared, seen=seen)
    found: list[Drift | None] = []
    if compared.verdict == "changed":
        found.append(drift("value-changed", f"{said}: {compared.reason}"))
    else:
        if compared.verdict == "rounded":
            found.append(drift("value-rounded", f"{said}: the same number rounded."))
        if shared.converted:
            found.append(drift("unit-converted", f"{said}: {compared.reason or 'the same in another unit.'}"))
    if seen and compared.verdict != "agreeing":
        found.append(compare_hedges(up, down, unchanged=compared.verdict == "unchanged"))
    return found


def _unquantified_relay(up: Quantity, down: Quantity) -> Drift:
    return drift("unquantified", f"{both_sides(up, down)}: without two numbers there is nothing to compare.")


def _unseen(up: Figure, down: Figure) -> Drift:
    sides = [name for name, one in (("the source", up), ("the relay", down)) if one.wording == "unseen"]
    return drift(
        "wording-unseen",
        f"{both_sides(up.quantity, down.quantity)}: the words of {' and '.join(sides)} are known only "
        "through others, so hedge, noun and period were not compared. Find the original, record its quote.",
    )


def _label(up: Figure, down: Figure, shared: Frame) -> Drift | None:
    nouns = noun(up.quantity.unit), noun(down.quantity.unit)
    if down.restated and shared.renamed:
        counted = f"the source counts {up.quantity.unit}, the relay {down.quantity.unit}"
        return drift("label-changed", f"{counted}. It would pass with the noun of the source.")
    return _labels(up.label or nouns[0], down.label or nouns[1], nouns[0] or nouns[1])


def _described_label(up: Figure, down: Figure) -> Drift | None:
    """What is counted, across unseen wording: what a recorder says of it is known, its noun is not."""
    for one in (up, down):
        counted = noun(one.quantity.unit)
        says_more = one.label is not None and (counted is None or labels_say_more(one.label, counted))
        if one.wording == "unseen" and not says_more:
            return None
    return _labels(up.label, down.label, None)


def _labels(above: str | None, below: str | None, noun: str | None) -> Drift | None:
    if above is None or below is None or above == below or not labels_differ(above, below, noun):
        return None
    return drift(
        "label-changed",
        f"the source counts “{_brief(above)}”, the relay “{_brief(below)}”: they share no word that "
        "says what is counted. It would pass with a word of the source; accept it if they mean the same.",
    )


def _period(up: Figure, down: Figure, shared: Frame) -> Drift | None:
    reasons = []
    # The same number by another time was not converted: its time was exchanged.
    exchanged = shared.comparable and shared.retimed and up.quantity.value == down.quantity.value is not None
    if down.restated and (shared.untimed or exchanged):
        reasons.append(
            f"the source counts by {up.quantity.unit}, the relay by {down.quantity.unit or 'number'}"
        )
    if up.period is not None and down.period is not None:
        dates = {"up_stated": up.stated, "down_stated": down.stated}
        if periods_differ(up.period, down.period, **dates):
            reasons.append(f"the source speaks of {up.period}, the relay of {down.period}")
    if not reasons:
        return None
    return drift("period-changed", f"{', and '.join(reasons)}. It would pass with the time of the source.")


def _place(up: Figure, down: Figure) -> Drift | None:
    if up.place is None or down.place is None or not places_differ(up.place, down.place):
        return None
    return drift(
        "place-changed",
        f"the source speaks of “{_brief(up.place)}”, the relay of “{_brief(down.place)}”. It would pass with "
        "the place of the source; accept it if the two are one.",
    )


def _brief(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"


def _nature(down: Figure, inputs: Mapping[str, Figure]) -> Drift | None:
    """A figure firmer than the least firm one it came from."""
    known = [
        (_FIRMNESS[one.nature], name, one.nature) for name, one in inputs.items() if one.nature is not None
    ]
    if down.nature is None or not known:
        return None
    firmness, name, nature = min(known)
    if _FIRMNESS[down.nature] <= firmness:
        return None
    source = f"its input {name}" if name else "its source"
    return drift(
        "nature-upgraded",
        f"{source} is {nature}, and it is called {down.nature}. It would pass as {nature}.",
    )
