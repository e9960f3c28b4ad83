"""Formulas by which one figure may have come from one, two or three others, and whether the numbers agree.

The kinds of computation are those of the news: a rate carried to a longer time, a change in percent, a share, a part
of a whole, a sum, a difference, a ratio, an amount for each, a product, the rest of 100 percent, a converted unit.
Units decide which formulas are tried; exact arithmetic decides which hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, permutations
from math import lcm
from typing import Final, NamedTuple

from ledger.number.interval import Interval, stated_interval, unit_in_last_place, wrong_side
from ledger.number.quantity import Quantity, exact
from ledger.number.rational import rounded
from ledger.number.unit import Unit, UnitError, convert, parse_unit

_HUNDRED = Fraction(100)
_ONE = Fraction(1)
#: The number of the shorter time in the longer one, as the news multiplies.
_TIMES: Final[dict[tuple[str, str], int]] = {
    ("second", "minute"): 60,
    ("minute", "hour"): 60,
    ("hour", "day"): 24,
    ("day", "week"): 7,
    ("day", "month"): 30,
    ("day", "year"): 365,
    ("week", "month"): 4,
    ("week", "year"): 52,
    ("month", "quarter"): 3,
    ("month", "year"): 12,
    ("quarter", "year"): 4,
    ("year", "decade"): 10,
}
#: The units of time by which a rate may be carried to another.
PERIODS: Final = frozenset(unit for pair in _TIMES for unit in pair)
_ADVERBS: Final = {
    "second": "each_second", "minute": "each_minute", "hour": "hourly", "day": "daily", "week": "weekly",
    "month": "monthly", "quarter": "quarterly", "year": "yearly", "decade": "each_decade",
}  # fmt: skip
#: The sorts that take two figures.
_OF_TWO: Final = frozenset({"change", "share", "difference", "ratio", "per", "of", "remainder", "product"})
#: Nouns that stand for anything counted before.
_GENERAL: Final = frozenset({"person", "other", "one", "total", "victim", "case", "point"})
_PERCENTS: Final = frozenset({"percent", "percentage_point", "point"})


@dataclass(frozen=True, slots=True)
class Term:
    """A figure as a term of arithmetic: `point` is its number.

    `top` is the unit counted or measured, empty where there is none; `below` the units it is counted per. `measured` is
    the dimension of `top`, empty for a counted noun.
    """

    key: str
    quantity: Quantity
    point: Fraction
    top: str
    below: tuple[str, ...]
    unit: Unit
    hedged: bool
    measured: tuple[tuple[str, int], ...]

    #: Whether it is a percentage or a difference of two.
    is_percent: bool = field(init=False)
    #: Whether it is a fraction in words, a third of something.
    is_share: bool = field(init=False)

    def __post_init__(self) -> None:
        # Every pair of figures is asked for these.
        object.__setattr__(self, "is_percent", self.top in _PERCENTS and not self.below)
        object.__setattr__(self, "is_share", "/" in (self.quantity.value or ""))

    @property
    def interval(self) -> Interval:
        """The interval that the number may lie in; worked out where it is asked for, as few terms fit anything."""
        interval = stated_interval(self.quantity)
        assert interval is not None
        return interval

    @property
    def digits(self) -> int:
        """The number of significant digits printed."""
        return _digits(self.quantity)


class Computation(NamedTuple):
    """A formula over figures, its result in the unit of the figure it is tried for, and its assumptions."""

    sort: str
    formula: str | None
    inputs: tuple[tuple[str, Term], ...]
    gives: Fraction
    assumptions: tuple[str, ...] = ()
    fit: int = 0


def term(key: str, quantity: Quantity) -> Term | None:
    """Return a figure as a term; None for a date, a unit that cannot be read, or no single number."""
    read = _read(quantity)
    return None if read is None else Term(key, quantity, *read)


@lru_cache(maxsize=4096)
def _read(
    quantity: Quantity,
) -> tuple[Fraction, str, tuple[str, ...], Unit, bool, tuple[tuple[str, int], ...]] | None:
    """Return what a term has besides its key and quantity."""
    if quantity.value is None or quantity.unit == "calendar_year":
        return None
    try:
        unit = parse_unit(quantity.unit)
        point = exact(quantity.value)
    except (UnitError, ArithmeticError):
        return None
    if point == 0 or abs(point) > 10**30:
        return None
    top, *below = (quantity.unit or "").split("/")
    top = "" if top in {"1", "time"} else top
    measured = parse_unit(top).dimension() if top else ()
    return (
        point,
        top,
        tuple(below),
        unit,
        quantity.hedge is not None,
        measured,
    )


@lru_cache(maxsize=4096)
def _digits(quantity: Quantity) -> int:
    """Count the significant digits that a number shows."""
    if quantity.value is None or "/" in quantity.value:
        return 1
    unit = (
        printed_unit(quantity)
        if quantity.unit in {"percent", "percentage_point"}
        else unit_in_last_place(quantity)
    )
    steps = abs(exact(quantity.value)) / unit
    return len(str(int(steps)))


def agreement(target: Term, computation: Computation) -> str | None:
    """Return how a formula's result agrees with the number stated, as a derivation's outcome; None if it does not."""
    gives, stated = computation.gives, target.point
    if gives == stated:
        return "exact"
    if target.is_share:
        return "within-hedge" if target.interval.contains(gives) else None
    quantity = target.quantity
    if not _may_give(target, gives.numerator, gives.denominator):
        return None
    printed = printed_unit(quantity)
    if rounded(gives, printed) == stated and not wrong_side(quantity, gives):
        return "rounds"
    if target.hedged and quantity.hedge not in {"at-least", "at-most"} and target.interval.contains(gives):
        return "within-hedge"
    if any(given.hedged for _, given in computation.inputs) and abs(gives - stated) * 20 <= abs(stated):
        return "within-hedge" if target.interval.contains(gives) or target.hedged else None
    if not target.hedged and len(computation.inputs) == 2 and abs(gives - stated) <= printed:
        # The inputs were rounded before they were printed.
        return "within-rounding"
    return None


def _may_give(target: Term, numerator: int, denominator: int) -> bool:
    """Return whether a quotient is near enough to a number to be looked at, by whole numbers, which are faster."""
    stated = target.point
    apart = abs(numerator * stated.denominator - stated.numerator * denominator)
    # A fraction in words, hedged, may be half of what is stated away.
    return apart * (2 if target.is_share else 4) <= abs(stated.numerator * denominator)


@lru_cache(maxsize=4096)
def printed_unit(quantity: Quantity) -> Fraction:
    """Return one unit of the last digit as printed, trailing zeros included: a million for 500 million."""
    return unit_in_last_place(replace(quantity, hedge="exact"))


def computations(target: Term, terms: Sequence[Term], sorts: frozenset[str]) -> Iterator[Computation]:
    """Yield every formula of some sorts over the terms that may give a number of the target's kind."""
    for given in terms:
        yield from _of_one(target, given, sorts)
    if sorts & _OF_TWO:
        # Whole numbers are compared faster than the fractions they rank.
        points = sorted({given.point for given in terms})
        ranked = [(given, points.index(given.point)) for given in terms]
        for (first, rank), (second, lower) in permutations(ranked, 2):
            yield from _of_two(target, first, second, sorts, rank - lower)
    if "sum" in sorts and not target.is_share:
        yield from _sums(target, terms)


def _of_one(target: Term, given: Term, sorts: frozenset[str]) -> Iterator[Computation]:
    if "time" in sorts:
        yield from _other_time(target, given)
    if "conversion" in sorts:
        yield from _converted(target, given)
    if "remainder" in sorts and target.top == given.top == "percent" and given.point < _HUNDRED:
        yield Computation(
            "remainder",
            "100 - share",
            (("share", given),),
            _HUNDRED - given.point,
            ("there is nothing else",),
            8,
        )


def _other_time(target: Term, given: Term) -> Iterator[Computation]:
    """Yield a rate carried to another time: 100 a week are 5,200 a year."""
    if len(given.below) != 1 or not _comparable(replace(target, below=()), replace(given, below=())):
        return
    short = given.below[0]
    for (unit, longer), times in _TIMES.items():
        stated = target.below == (longer,) or (not target.below and longer == "year")
        if unit == short and stated:
            name = _ADVERBS[short]
            fit = 14 if target.below else 4
            yield Computation(
                "time",
                f"{name} * {times} {unit}/{longer}" if target.below else f"{name} * {times}",
                ((name, given),),
                given.point * times,
                (f"the number of one {unit} holds for the whole {longer}",),
                fit,
            )
        if longer == short and target.below == (unit,):
            name = _ADVERBS[short]
            yield Computation(
                "time",
                f"{name} / ({times} {unit}/{longer})",
                ((name, given),),
                given.point / times,
                (f"it was the same in every {unit}",),
                14,
            )


def _converted(target: Term, given: Term) -> Iterator[Computation]:
    """Yield a converted unit: 48.8 degrees Celsius are 119.8 Fahrenheit."""
    if target.unit == given.unit or not target.unit.dimension() or target.is_percent or target.is_share:
        return
    if target.below or given.below:
        return
    if target.unit.dimension() != given.unit.dimension() or "year" in target.top:
        return
    try:
        gives = convert(given.point, given.unit, target.unit)
    except UnitError:
        return
    yield Computation("conversion", None, ((given.top or "given", given),), gives, (), 20)


def _of_two(
    target: Term, first: Term, second: Term, sorts: frozenset[str], above: int
) -> Iterator[Computation]:
    """Yield formulas over two figures, in one order; `above` is positive where the first is the greater."""
    alike = _comparable(first, second)
    if target.is_percent or target.is_share:
        scale = _HUNDRED if target.is_percent else _ONE
        tops = {first.top, second.top}
        # A third of the lessons is not a change in the number of pupils.
        meant = target.is_percent or not target.top or bool({target.top, ""} & tops)
        if target.top != "percentage_point" and meant:
            one_kind = _same_noun(first, second) or "" in tops
            shares = first.is_share or second.is_share
            if "change" in sorts and alike and one_kind and not shares and above:
                yield from _change(target, first, second, scale)
            part = (
                "share" in sorts
                and (first.below == second.below or not first.below or not second.below)
                and abs(first.point) < abs(second.point)
            )
            if part and _may_give(target, *_quotient(first, second, scale)) and _parts(first, second):
                fit = 8 if _same_noun(first, second) else 2 if not first.top or not second.top else -4
                yield Computation(
                    "share",
                    "part / whole",
                    (("part", first), ("whole", second)),
                    first.point / second.point * scale,
                    (f"{_named(first)} is part of {_named(second)}",),
                    fit,
                )
    if (
        above > 0
        and target.top == "percent"
        and "ratio" in sorts
        and alike
        and _same_noun(first, second)
        and _may_give(target, *_quotient(first, second, _HUNDRED))
    ):
        gives = first.point / second.point * _HUNDRED
        yield Computation("ratio", "more / less", (("more", first), ("less", second)), gives, (), 4)
    points = target.top in {"percentage_point", "percent", "point", ""} and not target.below
    points = points and first.is_percent and second.is_percent and above > 0
    if "difference" in sorts and points:
        fit = 10 if target.top != "percent" else 0
        yield Computation(
            "difference",
            "higher - lower",
            (("higher", first), ("lower", second)),
            first.point - second.point,
            (),
            fit,
        )
    if target.is_percent or target.is_share:
        return
    yield from _amounts(target, first, second, sorts, alike, above)


def _quotient(above: Term, below: Term, scale: Fraction = _ONE) -> tuple[int, int]:
    """Return one number over another, times a whole number, as numerator and denominator that are not reduced."""
    numerator = above.point.numerator * below.point.denominator * scale.numerator
    return numerator, above.point.denominator * below.point.numerator


def _change(target: Term, old: Term, new: Term, scale: Fraction) -> Iterator[Computation]:
    numerator, denominator = _quotient(new, old, scale)
    if not _may_give(target, abs(numerator - denominator * scale.numerator), abs(denominator)):
        return
    inputs = (("old", old), ("new", new))
    fit = 8 if _same_noun(old, new) else 2
    change = (new.point - old.point) / abs(old.point) * scale
    if change > 0:
        yield Computation("change", "(new - old) / old", inputs, change, (), fit)
    else:
        yield Computation("change", "(old - new) / old", inputs, -change, (), fit)


def _amounts(
    target: Term, first: Term, second: Term, sorts: frozenset[str], alike: bool, above: int
) -> Iterator[Computation]:
    """Yield formulas for an amount: a difference, a ratio, an amount for each, a part by its percentage, a product."""
    if (
        above > 0
        and alike
        and "difference" in sorts
        and not first.is_percent
        and (
            _comparable(target, first)
            and _comparable(target, second)
            and not first.is_share
            and not second.is_share
        )
    ):
        fit = (
            6 * _same_noun(first, second)
            + 4 * _same_noun(target, first)
            - _strangers(target, first, second)
            - 8 * (len({target.top, second.top} - _GENERAL - {""}) > 1)
        )
        yield Computation(
            "difference",
            "more - less",
            (("more", first), ("less", second)),
            first.point - second.point,
            (),
            fit,
        )
    shares = first.is_share or second.is_share
    ratio = above > 0 and alike and not target.top and not target.below and not shares
    if ratio and "ratio" in sorts and _may_give(target, *_quotient(first, second)):
        fit = 8 if _same_noun(first, second) else 0
        yield Computation(
            "ratio",
            "more / less",
            (("more", first), ("less", second)),
            first.point / second.point,
            (),
            fit,
        )
    percents = first.is_percent or second.is_percent
    # Counts of two things are alike; children per school are one through the other all the same.
    named = bool(target.below) and first.top != second.top
    per = "per" in sorts and (named or not alike) and not percents and not second.below
    if per and _per(target, first, second) and _may_give(target, *_quotient(first, second)):
        yield Computation(
            "per",
            "amount / count",
            (("amount", first), ("count", second)),
            first.point / second.point,
            ("it is spread over all of them",),
            10 if target.below else 0,
        )
    apiece = "per" in sorts and not percents and _each(target, first, second)
    if apiece and _may_give(target, *_quotient(first, second)):
        yield Computation(
            "per",
            "amount / each",
            (("amount", first), ("each", second)),
            first.point / second.point,
            ("all of it is handed out",),
            10,
        )
    if first.is_percent or first.is_share:
        yield from _by_share(target, first, second, sorts)
    product = first.key < second.key and not percents and not shares
    if "product" in sorts and product and _product(target, first, second):
        price, count = (first, second) if first.top == target.top else (second, first)
        yield Computation(
            "product",
            "price * count",
            (("price", price), ("count", count)),
            first.point * second.point,
            (),
            6,
        )


def _by_share(target: Term, first: Term, second: Term, sorts: frozenset[str]) -> Iterator[Computation]:
    """Yield the amounts that a percentage or a fraction gives: the part, the rest, the amount grown by it."""
    share = first.point / _HUNDRED if first.is_percent else first.point
    percent = first.top == "percent" or first.is_share
    if (
        percent
        and share < 1
        and not second.is_percent
        and not second.is_share
        and _comparable(target, second)
    ):
        fit = 6 if _same_noun(target, second) else 0
        inputs = (("share", first), ("whole", second))
        whole, below = second.point.numerator, second.point.denominator * share.denominator
        if "of" in sorts and _may_give(target, whole * share.numerator, below):
            yield Computation("of", "share * whole", inputs, share * second.point, (), fit)
        left = whole * (share.denominator - share.numerator)
        if ("remainder" in sorts or "of" in sorts) and _may_give(target, left, below):
            yield Computation(
                "remainder",
                "(100% - share) * whole" if first.is_percent else "(1 - share) * whole",
                inputs,
                (1 - share) * second.point,
                ("there is nothing else",),
                fit,
            )
        grown = whole * (share.denominator + share.numerator)
        if "change" in sorts and _may_give(target, grown, below):
            yield Computation(
                "change",
                "old * (100% + change)" if first.is_percent else "old * (1 + change)",
                (("change", first), ("old", second)),
                second.point * (1 + share),
                (),
                fit,
            )


def _sums(target: Term, terms: Sequence[Term]) -> Iterator[Computation]:
    """Yield sums of two to four figures of one kind."""
    fitting = [
        given
        for given in terms
        if not given.is_share
        and _comparable(given, target)
        and 0 < given.point < target.point
        and given.is_percent == target.is_percent
    ][:8]
    # Over one denominator the sums are of whole numbers, which are cheap to compare.
    below = lcm(target.point.denominator, *(given.point.denominator for given in fitting))
    whole = {given.key: int(given.point * below) for given in fitting}
    for count in (2, 3, 4):
        for chosen in combinations(fitting, count):
            total = sum(whole[given.key] for given in chosen)
            if not _may_give(target, total, below):
                continue
            if not all(_comparable(chosen[0], given) for given in chosen[1:]):
                continue
            names = tuple(zip("abcd", chosen, strict=False))
            same = all(_same_noun(target, given) for given in chosen)
            yield Computation(
                "sum",
                " + ".join(name for name, _ in names),
                names,
                Fraction(total, below),
                ("nothing is counted twice",),
                (8 if same else 0) - 6 * (count - 2) - _strangers(*chosen),
            )


# Units


def _comparable(first: Term, second: Term) -> bool:
    """Return whether two figures may be added or compared: the same dimension, currency and units below."""
    if first.is_percent or second.is_percent:
        return first.is_percent and second.is_percent
    if first.below and second.below and first.below != second.below:
        return False
    if "time" in {first.quantity.unit, second.quantity.unit} and first.quantity.unit != second.quantity.unit:
        # Seventeen times is not seventeen people.
        return False
    if not first.top or not second.top:
        measured = first.measured if first.top else second.measured
        if any(dimension == "time" for dimension, _ in measured):
            return False
        # "A gain of 320,000" may be one of barrels a day.
        return not measured or not (second.below if first.top else first.below)
    if first.measured or second.measured:
        return first.top == second.top
    return True


def _strangers(*terms: Term) -> int:
    """Return the penalty, in hundredths, for adding or comparing more than two nouns: houses, children and seats."""
    nouns = {given.top for given in terms} - _GENERAL - {""}
    return 16 if len(nouns) > min(len(terms) - 1, 2) else 0


def _same_noun(first: Term, second: Term) -> bool:
    return first.top == second.top and bool(first.top)


def _parts(part: Term, whole: Term) -> bool:
    """Return whether one figure may be a part of another."""
    if part.is_percent or whole.is_percent or part.is_share or whole.is_share:
        return False
    measured = part.measured, whole.measured
    return measured[0] == measured[1] or (not part.top and not any(measured)) or not part.top or not whole.top


def _per(target: Term, amount: Term, count: Term) -> bool:
    """Return whether an amount shared among a count gives the target's unit."""
    if target.below:
        if not amount.top or not count.top:
            return False
        return (amount.top == target.top or not target.top) and (
            count.top == target.below[0] or (target.below[0] == "person" and not count.measured)
        )
    return amount.top == target.top and bool(amount.measured) and bool(count.top) and not count.measured


def _each(target: Term, amount: Term, rate: Term) -> bool:
    """Return whether an amount, with so much of it for each, gives the number of those in the target's unit."""
    return (
        bool(rate.below)
        and not amount.below
        and not target.below
        and bool(amount.top)
        and amount.top == rate.top
        and target.top == rate.below[0]
    )


def _product(target: Term, first: Term, second: Term) -> bool:
    tops = {first.top, second.top}
    if target.below or not target.top:
        return False
    for price, count in ((first, second), (second, first)):
        if price.top == target.top and price.below and count.top == price.below[0]:
            return True
    money = target.measured and target.top in tops
    counts = [given for given in (first, second) if given.top != target.top]
    return bool(money) and len(counts) == 1 and bool(counts[0].top) and not counts[0].measured


def _named(given: Term) -> str:
    return given.quantity.text or str(given.point)
