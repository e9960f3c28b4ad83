"""Proposals of how a figure was computed from recorded ones, and how likely each is to be more than chance.

Every formula of `computation` is tried over the figures near it. Among many formulas some hit any number by chance:
the expected share, of those that come out between half and twice the number, is the width of its precision against
that range. Where chance alone explains a hit, nothing is offered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from ledger.article.computation import Computation, Term, agreement, computations, printed_unit, term
from ledger.number.interval import unit_in_last_place
from ledger.number.quantity import Quantity

#: The most proposals, and the most figures that are looked at: pairs and sums grow with their square.
MOST: Final = 5
MOST_FIGURES: Final = 40
_SORTS: Final = frozenset(
    {
        "time",
        "conversion",
        "remainder",
        "change",
        "share",
        "sum",
        "difference",
        "ratio",
        "per",
        "of",
        "product",
    }
)
_OFFER = 50
_POINTS: Final = frozenset({"percentage_point", "point"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure from which another may have been computed.

    `distance` is 0 in the same source, 1 in the same story, 2 elsewhere in the ledger; `words` are the words of its
    label, phrase, place and period, in lower case.
    """

    key: str
    quantity: Quantity
    distance: int
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Derivation:
    """A proposed computation of a figure. `confidence` is in hundredths, `gives` in the unit stated."""

    formula: str | None
    inputs: tuple[tuple[str, str], ...]
    assumptions: tuple[str, ...]
    outcome: str
    gives: Fraction
    confidence: int
    reason: str


def derive(target: Candidate, candidates: Sequence[Candidate]) -> list[Derivation]:
    """Return the likeliest computations of a figure from others, best first, at most `MOST`.

    The nearest `MOST_FIGURES` candidates are tried. Nothing is returned where only coincidence fits.
    """
    stated = term(target.key, target.quantity)
    if stated is None:
        return []
    near = sorted(candidates, key=lambda given: (given.distance, -len(given.words & target.words)))[
        :MOST_FIGURES
    ]
    by_key = {given.key: given for given in near}
    terms = [found for given in near if (found := term(given.key, given.quantity)) is not None]
    around: Counter[tuple[int, int]] = Counter()
    hits: list[tuple[Computation, str]] = []
    for computation in computations(stated, terms, _SORTS):
        size = (len(computation.inputs), _farthest(computation, by_key))
        gives = computation.gives
        if stated.point / 2 <= gives <= stated.point * 2 or stated.point * 2 <= gives <= stated.point / 2:
            around[size] += 1
        outcome = agreement(stated, computation)
        if outcome is not None:
            hits.append((computation, outcome))
    proposals = [_proposal(target, stated, by_key, around, *hit) for hit in hits]
    proposals.sort(key=lambda found: -found.confidence)
    chosen: list[Derivation] = []
    seen: set[frozenset[str]] = set()
    for proposal in proposals:
        figures = frozenset(key for _, key in proposal.inputs)
        if proposal.confidence >= _OFFER and figures not in seen:
            seen.add(figures)
            chosen.append(proposal)
    return chosen[:MOST]


def _farthest(computation: Computation, by_key: dict[str, Candidate]) -> int:
    return max(by_key[given.key].distance for _, given in computation.inputs)


def _proposal(
    target: Candidate,
    stated: Term,
    by_key: dict[str, Candidate],
    around: Counter[tuple[int, int]],
    computation: Computation,
    outcome: str,
) -> Derivation:
    inputs, farthest = len(computation.inputs), _farthest(computation, by_key)
    tried = sum(
        count for (size, distance), count in around.items() if size <= inputs and distance <= farthest
    )
    width = _width(stated, computation, outcome)
    chance = width * tried
    score = _likelihood(chance) + min(computation.fit, 14)
    shared = sum(bool(by_key[given.key].words & target.words) for _, given in computation.inputs)
    score += 4 * min(shared, 2) - 6 * farthest
    if outcome in {"within-hedge", "within-rounding"}:
        score -= 8
    if farthest == 2 and any(given.is_percent or given.is_share for _, given in computation.inputs):
        # A percentage from another story is not part of this one.
        score -= 16
    score += _kind_of_numbers(stated, computation)
    reason = (
        f"{tried} formula{'s' * (tried != 1)} of this size come{'s' * (tried == 1)} out between half and twice the "
        f"number; by chance {_about(chance)} would hit it"
    )
    if computation.assumptions:
        reason += f"; it assumes that {' and '.join(computation.assumptions)}"
    return Derivation(
        computation.formula,
        tuple((name, given.key) for name, given in computation.inputs),
        computation.assumptions,
        outcome,
        computation.gives,
        max(0, min(score, 97)),
        reason,
    )


def _kind_of_numbers(stated: Term, computation: Computation) -> int:
    """Return what the kinds of numbers say for or against a computation, in hundredths."""
    given = [term for _, term in computation.inputs]
    percents = all(term.is_percent for term in given)
    points = any(term.top in _POINTS for term in given)
    score = 0
    if computation.sort == "difference" and percents:
        # The difference of two percentages is in points.
        score += -20 if points else 18 if stated.top in _POINTS else -14
    if computation.sort in {"change", "sum"} and percents:
        score -= 18
    if stated.is_share and stated.top and not any(term.top == stated.top for term in given):
        # A third of the lessons is no share of the pupils.
        score -= 16
    return score


def _width(stated: Term, computation: Computation, outcome: str) -> Fraction:
    """Return the width of the number's precision as a share of the range from half to twice itself."""
    size = abs(stated.point)
    low, high = stated.interval.low, stated.interval.high
    if outcome == "within-hedge" and low is not None and high is not None:
        wide = high - low
    elif stated.is_share:
        wide = size / 20
    elif outcome == "exact" and computation.sort in {"sum", "difference"}:
        # Numbers that add up to the last digit of the longest say more than the sum's own last digit.
        wide = min(
            printed_unit(given.quantity) for given in (stated, *(given for _, given in computation.inputs))
        )
        wide = min(max(wide, size / 200), printed_unit(stated.quantity))
    elif outcome == "exact" and not stated.is_percent:
        wide = unit_in_last_place(stated.quantity) / 2
    else:
        wide = printed_unit(stated.quantity) if stated.is_percent else unit_in_last_place(stated.quantity)
        wide = wide / 2 if outcome == "exact" else wide * 2 if outcome == "within-rounding" else wide
    return min(wide / (size * Fraction(3, 2)), Fraction(1))


def _likelihood(chance: Fraction) -> int:
    """Return a first confidence, in hundredths, from the number of hits that chance alone would give."""
    steps = (
        (Fraction(1, 100), 76),
        (Fraction(1, 30), 68),
        (Fraction(1, 10), 56),
        (Fraction(1, 4), 42),
        (Fraction(1, 2), 30),
    )
    return next((score for most, score in steps if chance <= most), 14)


def _about(chance: Fraction) -> str:
    if chance < Fraction(1, 100):
        return "fewer than 0.01"
    hundredths = round(chance * 100)
    return f"{hundredths // 100}.{hundredths % 100:02}"
