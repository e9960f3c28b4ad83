"""The number of a relay compared with the one it passes on: the same, rounded, or another.

A relay may round and may not invent. Beyond the letter of the rule (half a unit of the coarser one's last
digit, or less than one unit in the direction that the relay's own hedge allows) two limits keep one-digit numbers
honest: no rounding moves a number by more than a third of itself (51 is no 100, and 100 no 140), and where a unit
was converted and the relay has more digits than its source, by no more than a twentieth (100 miles are no 180 km;
123 a week are 6,396 or 6,418 a year).
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from ledger.errors import InputError
from ledger.number.interval import Interval, stated_interval
from ledger.number.mantissa import Printed, last_place, printed_number
from ledger.number.quantity import Quantity, exact
from ledger.number.unit import Unit, convert
from ledger.trace.drift_unit import Frame
from ledger.trace.notice import quantity_words
from ledger.trace.number_text import SCALE_WORDS, amount, scaled, shown

#: A factor that makes a temperature a difference of two instead of a point on its scale.
_RISE: Final = Unit((("difference", 1),))
_TEMPERATURE: Final = (("temperature", 1),)

#: A temperature without a word of rise or fall may be a difference up to this many degrees ("limit warming to 1.5°C").
MOST_WARMING: Final = 10
MOST_ROUNDED: Final = Fraction(1, 3)
MOST_CONVERTED: Final = Fraction(1, 20)

#: Where a hedge puts the truth: below the number, around it, above it.
_DIRECTIONS: Final = {"about": 0, "nearly": -1, "under": -1, "at-most": -1, "over": 1, "at-least": 1}
#: A hedge that puts the truth on the other side.
_OPPOSITE: Final = {-1: "more than", 1: "nearly"}
#: The reach of a hedge, as a share of its number, as in `interval.stated_interval`.
_REACH: Final = {
    "about": Fraction(1, 4),
    "nearly": Fraction(1, 4),
    "over": Fraction(1, 2),
    "under": Fraction(1, 2),
}

_AS_A_RISE: Final = "the same as a difference of temperatures; as a temperature it is another."

Verdict = Literal["scale-lost", "changed", "rounded", "converted", "agreeing", "unchanged"]
_WORST_FIRST: Final[tuple[Verdict, ...]] = (
    "changed", "scale-lost", "rounded", "converted", "agreeing", "unchanged",
)  # fmt: skip


class Comparison(NamedTuple):
    """The change of a number along a link.

    ``unchanged`` is the same to the last digit, ``converted`` as near as a conversion without loss of digits
    comes to it; ``agreeing`` are two differently hedged statements that can both be true and need no comment;
    ``scale-lost`` are the same digits without their scale word.
    `reason` says, of a changed number, which rule it breaks and what would keep it; of one that is the same only
    when it is read in a certain way, which way that is.
    """

    verdict: Verdict
    reason: str = ""


_UNCHANGED: Final = Comparison(verdict="unchanged")


class _Point(NamedTuple):
    """A stated number in the unit of the comparison, with one unit of its last significant digit."""

    number: Fraction
    step: Fraction
    hedge: str | None
    direction: int | None


def direction(quantity: Quantity) -> int | None:
    """Return where the hedge puts the truth: -1 below the number, 0 around it, 1 above; None where it is bare.

    `exact`, `between` and `vague` count as bare: they are no hedges of a number passed on. "Nearly" falls short of a
    negative number from above.
    """
    single = _single(quantity)
    if single is None:
        return _DIRECTIONS.get(quantity.hedge or "")
    if single.hedge == "nearly" and (single.value or "").startswith("-"):
        return 1
    return _DIRECTIONS.get(single.hedge or "")


def compare_numbers(up: Quantity, down: Quantity, shared: Frame, *, seen: bool) -> Comparison:
    """Compare the number of a relay with the one it passes on, like with like, in a comparable frame.

    A value is compared with a value, a range with a range; where both sides give both, the worse of the two
    comparisons counts. `seen` is False where the words of one side are unknown, so that no hedge can refute a
    number.
    """
    above, below = _single(up), _single(down)
    ends, other_ends = _ends(up), _ends(down)
    if above is not None and below is not None:
        if above.value == below.value and not shared.converted and (ends is None or other_ends is None):
            # True of most relays, and nothing need be computed.
            return _UNCHANGED
        if shared.converted and shared.up.dimension() == _TEMPERATURE and (up.direction or down.direction):
            # A rise of 1.5 °C is one of 2.7 °F: a difference is scaled, and not shifted.
            return _compare_singles(above, below, _as_rise(shared), seen=seen)
        found = _compare_singles(above, below, shared, seen=seen)
        if found.verdict in ("unchanged", "rounded", "converted") and ends and other_ends:
            bounds = _compare_ends(ends, other_ends, shared)
            if bounds.verdict == "changed":
                return bounds
            mistyped = _one_end_changed(above, below, ends, other_ends, shared)
            if mistyped is not None:
                return mistyped
        small = abs(exact(above.value or "0")) <= MOST_WARMING
        if (
            found.verdict == "changed"
            and small
            and shared.converted
            and shared.up.dimension() == _TEMPERATURE
        ):
            risen = _compare_singles(above, below, _as_rise(shared), seen=seen)
            return found if risen.verdict == "changed" else risen._replace(reason=_AS_A_RISE)
        return found
    if ends is not None and other_ends is not None:
        return _compare_ends(ends, other_ends, shared)
    return _compare_with_range(up, down, shared)


def _as_rise(shared: Frame) -> Frame:
    """Return a frame of temperatures as one of differences between temperatures."""
    return shared._replace(up=shared.up * _RISE, down=shared.down * _RISE)


def _compare_ends(
    up: tuple[Quantity, Quantity], down: tuple[Quantity, Quantity], shared: Frame
) -> Comparison:
    """Compare the two ends of a range with those of another; the worse comparison counts."""
    pairs = [_compare_singles(*ends, shared, seen=False) for ends in zip(up, down, strict=True)]
    return min(pairs, key=lambda found: _WORST_FIRST.index(found.verdict))


def _one_end_changed(
    up: Quantity,
    down: Quantity,
    ends: tuple[Quantity, Quantity],
    other_ends: tuple[Quantity, Quantity],
    shared: Frame,
) -> Comparison | None:
    """Return a change of one end of a range beside an unchanged value and an unchanged second end.

    Whoever rounds a range rounds both its ends; one alone that differs by more than the value is rounded is an error.
    """
    if shared.converted or up.value != down.value:
        return None
    changed = [
        (first, second)
        for first, second in zip(ends, other_ends, strict=True)
        if exact(first.value or "0") != exact(second.value or "0")
    ]
    if len(changed) != 1:
        return None
    first, second = (exact(end.value or "0") for end in changed[0])
    if abs(first - second) <= last_place(down.value or "0", down) / 2:
        return None
    return Comparison(
        verdict="changed",
        reason=f"the end {scaled(first)} of the range became {scaled(second)}, and the number did not change. "
        f"Write “{scaled(first)}”.",
    )


def can_both_hold(up: Quantity, down: Quantity, shared: Frame) -> bool:
    """Return whether opposite one-sided hedges stand on different numbers, and the intervals meet.

    At-least and at-most are read as over and under here: unbounded, they would meet anything.
    """
    above, below = _single(up), _single(down)
    if above is None or below is None or {direction(above), direction(below)} != {-1, 1}:
        return False
    if _point(above, shared.up, shared.down).number == _point(below, shared.down, shared.down).number:
        return False
    return _bounded(above, shared.up, shared.down).meets(_bounded(below, shared.down, shared.down))


def _compare_singles(up: Quantity, down: Quantity, shared: Frame, *, seen: bool) -> Comparison:
    if up.value == down.value and not shared.converted:
        return _UNCHANGED
    above, below = _point(up, shared.up, shared.down), _point(down, shared.down, shared.down)
    if above.number == below.number:
        return _UNCHANGED
    if can_both_hold(up, down, shared):
        return Comparison(verdict="agreeing")
    gap, limit = abs(below.number - above.number), _limit(above, below, converted=shared.converted)
    first, second = _plain(above.number, shared), _plain(below.number, shared)
    instead = amount(above.number, str(shared.down)) if shared.converted else quantity_words(up)
    if gap > limit and not _hedge_allows(above, below, gap):
        lost = _scale_lost(up, down)
        if lost is not None:
            return lost
        return Comparison(
            verdict="changed",
            reason=f"{first} and {second} differ by {scaled(gap)}, where rounding explains {scaled(limit)} at "
            f"most. Write “{instead}”.",
        )
    hedged = _refuting(above, below) if seen else None
    if hedged is not None:
        mended = f"“{_OPPOSITE[hedged.direction or 0]} {second}”, or " if hedged is below else ""
        return Comparison(
            verdict="changed",
            reason=f"{first} and {second} are one number rounded, but “{hedged.hedge}” puts the truth on the "
            f"other side. Write {mended}“{instead}”.",
        )
    rounded = not shared.converted or below.step > above.step
    return Comparison(verdict="rounded" if rounded else "converted")


def _plain(number: Fraction, shared: Frame) -> str:
    """Return a number of the comparison as text to read. A year has no commas."""
    return amount(number, "calendar_year") if str(shared.down) == "calendar_year" else scaled(number)


def _limit(up: _Point, down: _Point, *, converted: bool) -> Fraction:
    """Return how far apart the numbers may lie and still be one number rounded."""
    most_added = MOST_CONVERTED if converted else MOST_ROUNDED
    rounded = min(down.step / 2, abs(up.number) * MOST_ROUNDED)
    added = min(up.step / 2, abs(up.number) * most_added)
    return max(rounded, added)


def _hedge_allows(up: _Point, down: _Point, gap: Fraction) -> bool:
    """Return whether the relay's own hedge explains the gap: less than one unit of the coarser number, on its side.

    The hedge of the source excuses nothing in a bare relay: "over 14" is not 20.
    """
    if gap >= max(up.step, down.step):
        return False
    if up.step > down.step and gap > abs(up.number) * MOST_ROUNDED:
        return False
    if down.direction is None:
        return False
    reach = _REACH.get(down.hedge or "")
    if reach is not None and gap > abs(down.number) * reach:
        return False
    return down.direction == 0 or (up.number > down.number) == (down.direction > 0)


def _scale_lost(up: Quantity, down: Quantity) -> Comparison | None:
    """Return a comparison where the digits are the same and the scale word is not; None otherwise.

    A relay that rounds as well (12.3 million, 12) keeps at least two of its digits.
    """
    lost_word = _word_lost(up, down)
    if lost_word is not None:
        return lost_word
    above, below = (_printed(side) for side in (up, down))
    if above.scale == below.scale or not (above.scale > 0 or below.scale > 0):
        return None
    rounding = Fraction(1, 2 * 10 ** min(above.places, below.places)) if len(below.digits) > 1 else 0
    if abs(above.mantissa - below.mantissa) > rounding:
        return None
    factor = Fraction(10) ** abs(above.scale - below.scale)
    lost, found = (_scale_word(side.text, printed) for side, printed in ((up, above), (down, below)))
    became = (
        f"“{lost}” became “{found}”" if lost and found else f"without “{lost}”" if lost else f"with “{found}”"
    )
    return Comparison(
        verdict="scale-lost",
        reason=f"the same digits, {became}, and so off by a factor of {shown(factor)}. "
        f"Write “{quantity_words(up)}”.",
    )


def _word_lost(up: Quantity, down: Quantity) -> Comparison | None:
    """Return a comparison where a scale that is no power of ten is gone: 12 dozen became 12."""
    # Imported here: few numbers differ by more than rounding.
    from ledger.phrase.reader import read_phrase

    for side, bare, became in ((up, down, "without"), (down, up, "with")):
        try:
            numbers = read_phrase(side.text or "").numbers
        except InputError:
            continue
        read = next((number for number in numbers if number.text == side.value), None)
        if read is None or not read.mantissa.isdigit() or str(read.scale).rstrip("0") in ("1", ""):
            continue
        if read.mantissa == bare.value:
            word = (side.text or "")[read.start : read.end].split()[-1]
            return Comparison(
                verdict="scale-lost",
                reason=f"the same digits, {became} “{word}”, and so off by a factor of {shown(Fraction(read.scale))}. "
                f"Write “{quantity_words(up)}”.",
            )
    return None


def _printed(quantity: Quantity) -> Printed:
    """Return a number as it was printed; one in words by the mantissa and scale that it is read with."""
    printed = printed_number(quantity.value or "0", quantity.text)
    if printed.end is not None or not quantity.text:
        return printed
    # Imported here: few numbers are in words, and fewer of those lost their scale.
    from ledger.phrase.reader import read_phrase

    try:
        numbers = read_phrase(quantity.text).numbers
    except InputError:
        return printed
    read = next((number for number in numbers if number.text == quantity.value), None)
    power = len(str(read.scale)) - 1 if read is not None else 0
    if read is None or not read.mantissa.isdigit() or read.scale != 10**power:
        half = read is not None and read.mantissa == "1/2" and read.scale == 10**power
        return Printed("5", 1, power) if half else printed
    return Printed(read.mantissa, 0, power)


def _scale_word(text: str | None, printed: Printed) -> str:
    """Return the scale word of a printed number, with its full form; an empty text where it has none."""
    if printed.scale <= 0:
        return ""
    known = SCALE_WORDS.get(printed.scale, "")
    if printed.end is None:
        return known
    match = re.match(r"[\s-]*([^\W\d_]+)", (text or "")[printed.end :])
    word = match[1] if match else ""
    if not word or word.lower().startswith(known):
        return known or word
    return f"{word} ({known})" if known else word


def _refuting(up: _Point, down: _Point) -> _Point | None:
    """Return the side whose one-sided hedge the other, bare side refutes; None where there is none.

    A relay that is bare and coarser than its source was rounded; only one with more digits can contradict it.
    """
    if up.direction is None:
        bare, hedged = up, down
    elif down.direction is None and down.step < up.step:
        bare, hedged = down, up
    else:
        return None
    if not hedged.direction or (bare.number > hedged.number) == (hedged.direction > 0):
        return None
    return hedged


def _compare_with_range(up: Quantity, down: Quantity, shared: Frame) -> Comparison:
    """Compare a range without a value with a number, which must be an end of it with that side's hedge."""
    ranged, single = (up, _single(down)) if _ends(up) is not None else (down, _single(up))
    ends = _ends(ranged)
    assert single is not None
    assert ends is not None
    units = (shared.up, shared.down) if ranged is up else (shared.down, shared.up)
    side = direction(single)
    if side:
        end = ends[0] if side > 0 else ends[1]
        point, stated = _point(end, units[0], shared.down), _point(single, units[1], shared.down)
        gap = abs(point.number - stated.number)
        if gap <= _limit(point, stated, converted=shared.converted) and _covers(
            single, ends, units, shared.down
        ):
            return Comparison(verdict="agreeing")
    if ranged is down:
        reason = f"one number became a range. Write “{quantity_words(up)}”."
    else:
        low, high = (scaled(_point(end, units[0], shared.down).number) for end in ends)
        reason = f"a range became one number. Write “{low} to {high}”, “at least {low}” or “at most {high}”."
    return Comparison(verdict="changed", reason=reason)


def _covers(single: Quantity, ends: tuple[Quantity, Quantity], units: tuple[Unit, Unit], to: Unit) -> bool:
    """Return whether "nearly" is not an overstatement: the whole range must lie close below the number."""
    if single.hedge != "nearly":
        return True
    reach = _bounded(single, units[1], to)
    return reach.low is not None and _point(ends[0], units[0], to).number >= reach.low


def _single(quantity: Quantity) -> Quantity | None:
    """Return the quantity as one number: its value, or its only end as a bound. None for a range."""
    if quantity.value is not None:
        return quantity
    if (quantity.low is None) == (quantity.high is None):
        return None
    bound = "at-least" if quantity.high is None else "at-most"
    hedge = bound if quantity.hedge in (None, "between") else quantity.hedge
    return replace(quantity, value=quantity.low or quantity.high, low=None, high=None, hedge=hedge)


def _ends(quantity: Quantity) -> tuple[Quantity, Quantity] | None:
    """Return the two ends of a range as bare numbers, the lower first."""
    if quantity.low is None or quantity.high is None:
        return None
    first, last = sorted((quantity.low, quantity.high), key=exact)
    return (
        replace(quantity, value=first, low=None, high=None, hedge=None),
        replace(quantity, value=last, low=None, high=None, hedge=None),
    )


def _point(quantity: Quantity, from_: Unit, to: Unit) -> _Point:
    value = quantity.value or "0"
    return _Point(
        number=convert(exact(value), from_, to),
        step=abs(convert(last_place(value, quantity), from_, to, difference=True)),
        hedge=quantity.hedge,
        direction=direction(quantity),
    )


def _bounded(quantity: Quantity, from_: Unit, to: Unit) -> Interval:
    """Return the interval of a one-sided statement in another unit, both ends finite."""
    hedge = {"at-least": "over", "at-most": "under"}.get(quantity.hedge or "", quantity.hedge)
    stated = stated_interval(replace(quantity, low=None, high=None, hedge=hedge))
    assert stated is not None
    assert stated.low is not None
    assert stated.high is not None
    return Interval(
        convert(stated.low, from_, to), convert(stated.high, from_, to), stated.low_open, stated.high_open
    )


def both_sides(up: Quantity, down: Quantity) -> str:
    """Return the opening of every message about a relay: what either side says."""
    return f"the source says “{quantity_words(up)}”, the relay “{quantity_words(down)}”"
