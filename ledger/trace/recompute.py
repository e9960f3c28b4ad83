"""Recomputing a derivation: does the formula over its inputs give the number that was stated?

Rationals come first: the formula over the stated numbers either gives the stated number, or gives it once rounded to
the digits stated. Then come intervals with plain outer bounds: what the inputs may be, carried through the formula, is
compared with what the statement may mean. A derivation is called wrong only if the two share no number. Bare numbers
are held to every digit that was printed; where nothing is hedged and the two meet only if trailing zeros count for
nothing, the derivation is loose, and neither right nor wrong.

**Readings.** A formula with a unit in it carries units, and they must come out right. A formula without one is plain
arithmetic on the numbers as stated. That alone would call ``(new - old) / old`` = 0.4 wrong against "40 percent" and
``share * total`` wrong by a factor of a hundred, so a formula without a unit has a second reading, which carries the
units of its inputs; the reading that agrees better is taken. Where a formula has no number of its own but 0 and 1,
every input has a unit, and they come out right, the second reading is the only one: nothing in such a formula could
turn one unit into another, and "0.4 percent" would be wrong by a factor of a hundred.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, partial

from ledger.model.record import Figure, Link
from ledger.model.vocabulary import AGREEING
from ledger.number.evaluate import FormulaResult, Operand, evaluate, operand
from ledger.number.formula import Formula, FormulaError, Operation, parse_formula
from ledger.number.interval import Interval, convert_interval, stated_interval, unit_in_last_place, wrong_side
from ledger.number.mantissa import last_printed_place
from ledger.number.physical import is_currency
from ledger.number.quantity import Quantity, exact
from ledger.number.rational import TooLargeError, bounded, rounded
from ledger.number.unit import Unit, UnitError, conversion_note, convert, named_unit, parse_unit
from ledger.trace.formula_direction import ratio_for_change
from ledger.trace.formula_inputs import mixes_currencies, points_added, with_shared_unit, with_signs
from ledger.trace.near_results import by_time_stated, turned_over
from ledger.trace.number_text import amount, interval_words, magnitude, scaled, shown, unit_words
from ledger.trace.points import is_in_points
from ledger.trace.slip import difference, likely_slip

_RANKS = (*AGREEING, "mismatch", "undetermined")
#: The most characters of a formula that a message shows.
_LONGEST_FORMULA = 120
#: The numbers that rates are given per: 1,000, 100,000, a million.
_SO_MANY = frozenset(Fraction(10**power) for power in range(3, 10))
_PERCENT, _POINT = named_unit("percent"), named_unit("percentage_point")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The result of a derivation, in `unit`: its number, None where there is none, and the interval it may lie in."""

    value: Fraction | None
    interval: Interval
    unit: str


@dataclass(frozen=True, kw_only=True)
class Recomputed:
    """The outcome of recomputing a derivation.

    `outcome` is one of `vocabulary.OUTCOMES`; `relative_difference` is (expected − stated) / |stated|. `points` says
    that the difference of two percentages is stated in percent.
    """

    outcome: str
    expected: Expected | None
    relative_difference: Fraction | None
    #: Writes `message`.
    describe: Callable[[], str] = field(repr=False, compare=False)
    points: bool = False

    @cached_property
    def message(self) -> str:
        """A sentence for the person who checks.

        It is written when it is asked for: a check of a whole ledger needs only those of what does not come out.
        """
        return self.describe()


@dataclass(frozen=True, slots=True, kw_only=True)
class _FormulaReading:
    """One way to read a derivation: its result in the unit stated, and what must be said with it.

    `notes` are always said, `bounds_note` where intervals decide; `inputs` are the numbers that went in. `slip` is what
    a wrong number comes from, where it is known.
    """

    gives: FormulaResult
    subject: str
    notes: tuple[str, ...] = ()
    bounds_note: str | None = None
    inputs: tuple[Operand, ...] = ()
    slip: str | None = None


class _UndeterminedError(Exception):
    """There is nothing to compute; the message says why."""


class _UnitsDifferError(Exception):
    """The units do not come out as stated; `gives` is the result that did."""

    def __init__(self, message: str, gives: FormulaResult | None) -> None:
        super().__init__(message)
        self.message, self.gives = message, gives


def recompute(link: Link, figure: Figure, inputs: Mapping[str, Figure], *, bounds: bool = True) -> Recomputed:
    """Recompute a derivation and compare it with `figure`, the number stated downstream.

    `inputs` gives the figure behind each input by its name in the formula. Nothing that people record raises: a broken
    formula or unit is an outcome, with the reason in the message. Without `bounds`, the interval of a result that is
    exactly the number stated is not computed, which takes most of the time: that of `expected` is open then.
    """
    if not bounds and (found := _exactly(link, figure, inputs)) is not None:
        return found
    try:
        readings = _readings(link, figure.quantity, inputs)
    except _UndeterminedError as why:
        return Recomputed(
            outcome="undetermined",
            expected=None,
            relative_difference=None,
            describe=f"cannot be recomputed: {why}".__str__,
        )
    except _UnitsDifferError as why:
        return Recomputed(
            outcome="units-differ",
            expected=_expected(why.gives) if why.gives else None,
            relative_difference=None,
            describe=why.message.__str__,
        )
    hedged = _anything_hedged(link, figure.quantity, inputs)
    verdicts = [(_outcome(reading.gives, figure.quantity, hedged=hedged), reading) for reading in readings]
    outcome, reading = min(verdicts, key=lambda verdict: _RANKS.index(verdict[0]))
    if outcome not in AGREEING:
        outcome, reading = verdicts[0]
        if not hedged and any(verdict == "mismatch" for verdict, _ in verdicts):
            loose = _loosely(link, figure.quantity, inputs)
            if loose is not None:
                outcome, reading = "loose", readings[loose]
    elif ratio_for_change(link, figure.quantity, inputs, reading.gives.point):
        outcome, reading = "mismatch", _as_change(reading, figure.quantity)
    relative_difference, value = None, exact(figure.quantity.value or "0")
    if reading.gives.point is not None and value != 0:
        relative_difference = (reading.gives.point - value) / abs(value)
    return Recomputed(
        outcome=outcome,
        expected=_expected(reading.gives),
        relative_difference=relative_difference,
        describe=partial(_message, outcome, reading, figure.quantity),
        points=outcome in AGREEING and is_in_points(link, figure.quantity, inputs),
    )


def _exactly(link: Link, figure: Figure, inputs: Mapping[str, Figure]) -> Recomputed | None:
    """Return the outcome of a derivation that gives exactly the number stated; None if intervals have to decide."""
    stated = figure.quantity
    if stated.value is None or "^" in (link.formula or ""):
        # The unit of a power depends on the interval of its exponent.
        return None
    try:
        readings = _readings(link, stated, inputs, bounds=False)
    except (_UndeterminedError, _UnitsDifferError):
        return None
    value = exact(stated.value)
    reading = next((reading for reading in readings if reading.gives.point == value), None)
    if reading is None or ratio_for_change(link, stated, inputs, reading.gives.point):
        return None
    return Recomputed(
        outcome="exact",
        expected=_expected(reading.gives),
        relative_difference=Fraction(0) if value else None,
        describe=partial(_message, "exact", reading, stated),
        points=is_in_points(link, stated, inputs),
    )


def _loosely(link: Link, stated: Quantity, inputs: Mapping[str, Figure]) -> int | None:
    """Return the place of the first reading that comes out if trailing zeros count for nothing; None if none does."""
    bounds = stated_interval(stated)
    for place, reading in enumerate(_readings(link, stated, inputs, as_printed=False)):
        interval = reading.gives.interval
        if interval is not None and bounds is not None and interval.meets(bounds):
            return place
    return None


def _anything_hedged(link: Link, stated: Quantity, inputs: Mapping[str, Figure]) -> bool:
    """Return whether the number stated, or an input that is computed with, is hedged or a range."""
    used = set(inputs)
    if link.formula is not None:
        used &= set(parse_formula(link.formula, frozenset(inputs)).names)
    quantities = [stated, *(inputs[name].quantity for name in used)]
    return any(
        quantity.hedge not in (None, "exact") or quantity.low is not None or quantity.high is not None
        for quantity in quantities
    )


def what_it_would_give(
    link: Link, inputs: Mapping[str, Figure], figure: Figure | None = None
) -> Expected | None:
    """Return what a derivation gives over these inputs, None where it cannot be computed.

    The result is in the unit of `figure`, the number stated downstream; without one, in the unit that comes out.
    """
    try:
        readings = _readings(link, figure.quantity if figure else Quantity(), inputs)
    except _UndeterminedError:
        return None
    except _UnitsDifferError as why:
        return _expected(why.gives) if why.gives else None
    return _expected(readings[0].gives)


def _readings(
    link: Link,
    stated: Quantity,
    inputs: Mapping[str, Figure],
    *,
    as_printed: bool = True,
    bounds: bool = True,
) -> list[_FormulaReading]:
    """Return every way to read the derivation; the first one rules where none agrees.

    Where a fall is stated, a negative result is that fall: -3% and “down 3%” are the same.
    """
    readings = _evaluated(link, stated, inputs, as_printed, bounds)
    if stated.direction != "down" or (stated.value or stated.low or "").startswith("-"):
        return readings
    return [_as_fall(reading) for reading in readings]


def _as_fall(reading: _FormulaReading) -> _FormulaReading:
    """Return a reading whose negative result is taken as a fall by that much."""
    point, interval = reading.gives.point, reading.gives.interval
    if point is None or point >= 0:
        return reading
    turned = None if interval is None else interval * Interval(Fraction(-1), Fraction(-1))
    gives = replace(reading.gives, point=-point, interval=turned)
    return replace(reading, gives=gives, subject=f"{reading.subject}, as a fall,")


def _as_change(reading: _FormulaReading, stated: Quantity) -> _FormulaReading:
    """Return a reading whose ratio is taken as the change that it makes: to 300 percent is a rise by 200."""
    point, interval, way = (
        reading.gives.point,
        reading.gives.interval,
        "rise" if stated.direction == "up" else "fall",
    )
    gives = replace(
        reading.gives,
        point=None if point is None else point - 100,
        interval=None if interval is None else interval - Interval.point(Fraction(100)),
    )
    change = replace(
        reading,
        gives=gives,
        subject=f"{reading.subject}, as a change,",
        slip=f"a {way} by a percentage for one to it?",
    )
    return _as_fall(change) if way == "fall" else change


def _evaluated(
    link: Link, stated: Quantity, inputs: Mapping[str, Figure], as_printed: bool, bounds: bool
) -> list[_FormulaReading]:
    """Return every way to evaluate the formula; the first one rules where none agrees."""
    if link.formula is None:
        if len(link.inputs) != 1 or len(inputs) != 1:
            raise _UndeterminedError("there is no formula, and more than one input")
        (figure,) = inputs.values()
        return _conversions(_operand("input", figure, as_printed, bounds), stated)
    try:
        formula = parse_formula(link.formula, frozenset(inputs))
    except FormulaError as error:
        raise _UndeterminedError(error.message) from None
    operands = {name: _operand(name, inputs[name], as_printed, bounds) for name in formula.names}
    operands = with_signs(formula, operands, {name: inputs[name].quantity for name in formula.names}, stated)
    if formula.has_units:
        return [_carried(formula, operands, stated, bounds)]
    plainly = partial(_plain, formula, operands, stated, bounds)
    operands = points_added(formula, operands, _unit_of(stated))
    try:
        carried = _carried(formula, operands, stated, bounds)
    except _UnitsDifferError as why:
        if why.gives is None and mixes_currencies(formula, operands):
            raise
        ratio = formula.steps[-1] if isinstance(formula.steps[-1], Operation) else None
        of_percentages = all(given.unit == _PERCENT for given in operands.values())
        if _unit_of(stated) == _POINT and of_percentages and ratio is not None and ratio.sign == "/":
            # A change relative to a percentage is in percent, whatever its number is.
            change = amount(why.gives.point * 100, "percent") if why.gives and why.gives.point else "a change"
            message = (
                f"{_written(formula)} gives {change}, and percentage points are stated. Write “{change}”."
            )
            raise _UnitsDifferError(message, why.gives) from None
        growth = _growth(formula, operands, stated, bounds)
        if growth is not None:
            return [growth]
        plain = plainly()
        # Units that do not come out are the rule here; units that cannot even be added are worth a note.
        ruling = plain if why.gives else replace(plain, notes=(f"units left out: {why.message}",))
        timed = _timed(why.gives, formula, stated) if why.gives else []
        scaled = _per_so_many(plain, formula, stated)
        return [*_as_share(formula, operands, stated, bounds), ruling, *scaled, *timed]
    known = all(given.unit != Unit() for given in operands.values())
    if known and operands and set(formula.numbers) <= {0, 1}:
        return [carried]
    if stated.unit is None and carried.gives.unit == _PERCENT:
        # 2% of 100 million is a number, though neither has a noun.
        carried = _restated(carried.gives, replace(stated, unit="1"), _written(formula), difference=False)
    plain = plainly()
    scaled = _per_so_many(plain, formula, stated)
    if carried.gives.unit == _PERCENT and "/" in formula.signs and 100 not in formula.numbers:
        # Where neither comes out, a ratio is told in percent: 50%, and not 0.5%.
        return [carried, plain, *scaled]
    return [plain, carried, *scaled]


def _as_share(
    formula: Formula, operands: Mapping[str, Operand], stated: Quantity, bounds: bool
) -> list[_FormulaReading]:
    """Return the reading of a share or a relative change in which bare numbers count what the others count."""
    if formula.signs - {"+", "-", "/"} or "/" not in formula.signs or _unit_of(stated) != _PERCENT:
        return []
    alike = with_shared_unit(operands)
    if alike is None or any(given.unit == _PERCENT for given in alike.values()):
        return []
    with suppress(_UnitsDifferError):
        return [_carried(formula, alike, stated, bounds)]
    return []


def _timed(gives: FormulaResult, formula: Formula, stated: Quantity) -> list[_FormulaReading]:
    """Return the reading of a result by the time stated, where only one of the units has a time."""
    result = by_time_stated(gives, _unit_of(stated) or Unit())
    if result is not None:
        with suppress(_UnitsDifferError):
            return [_restated(result, stated, _written(formula), difference=False)]
    return []


def _operand(name: str, figure: Figure, as_printed: bool, bounds: bool) -> Operand:
    try:
        given = operand(figure.quantity, as_printed=as_printed, bounds=bounds)
    except UnitError as error:
        raise _UndeterminedError(f"the unit of the input {name!r}: {error.message}") from None
    if given is None:
        raise _UndeterminedError(f"the input {name!r} has no number")
    return given


def _conversions(given: Operand, stated: Quantity) -> list[_FormulaReading]:
    """Return the readings of one input without a formula: a unit conversion; of a temperature, also of a difference."""
    gives = FormulaResult(
        point=given.point,
        interval=given.interval,
        unit=given.unit,
        why_no_point=None if given.point is not None else "the input is a range",
    )
    found = [_restated(gives, stated, f"converted from {unit_words(str(gives.unit))}", difference=False)]
    if gives.unit.dimension() == (("temperature", 1),):
        found.append(_restated(gives, stated, "converted as a difference", difference=True))
    return found


def _plain(
    formula: Formula, operands: Mapping[str, Operand], stated: Quantity, bounds: bool
) -> _FormulaReading:
    """Return the reading as plain arithmetic on the numbers as stated, the result taken in the unit stated."""
    gives = evaluate(formula, operands, with_units=False, bounds=bounds)
    return _FormulaReading(
        gives=replace(gives, unit=_unit_of(stated) or Unit()),
        subject=_written(formula),
        bounds_note=_repeated(formula),
        inputs=tuple(operands.values()),
    )


def _per_so_many(plain: _FormulaReading, formula: Formula, stated: Quantity) -> list[_FormulaReading]:
    """Return readings as a rate for each 1,000, 100,000 or million that the formula multiplies by.

    "25 deaths per 100,000 people" is recorded as the rate for one, and ``deaths / people * 100000`` gives 25.
    """
    unit = _unit_of(stated)
    if unit is None or all(power > 0 for _, power in unit.labels()):
        return []
    found = []
    for number in {number for number in formula.numbers if number in _SO_MANY}:
        point, interval = plain.gives.point, plain.gives.interval
        gives = replace(
            plain.gives,
            point=None if point is None else point / number,
            interval=None if interval is None else interval * Interval(1 / number, 1 / number),
        )
        found.append(replace(plain, gives=gives, subject=f"{plain.subject}, for each {shown(number)},"))
    return found


def _carried(
    formula: Formula, operands: Mapping[str, Operand], stated: Quantity, bounds: bool
) -> _FormulaReading:
    """Return the reading with units. Raises `_UnitsDifferError` if they do not come out as stated."""
    try:
        gives = evaluate(formula, operands, with_units=True, bounds=bounds)
    except UnitError as error:
        raise _UnitsDifferError(
            f"the units in {_written(formula)} do not agree: {error.message}", None
        ) from None
    if gives.unit == _PERCENT and _unit_of(stated) == _POINT and formula.subtracts:
        # The difference of two percentages is in percentage points.
        gives = replace(gives, unit=_POINT)
    if "/" in (stated.value or ""):
        gives = turned_over(gives, _unit_of(stated))
    if gives.unit == _unit_of(stated):
        # Most come out in the unit that is stated, and nothing need be converted.
        reading = _FormulaReading(gives=gives, subject=_written(formula))
    else:
        reading = _restated(gives, stated, _written(formula), difference=formula.subtracts)
    return replace(reading, bounds_note=_repeated(formula), inputs=tuple(operands.values()))


def _growth(
    formula: Formula, operands: Mapping[str, Operand], stated: Quantity, bounds: bool
) -> _FormulaReading | None:
    """Return the reading in which percentages a year (a month …) are hundredths: ``start * (1 + rate) ^ 10``.

    None where there are none, or where the units do not come out even so.
    """
    rates = {
        name: replace(given, unit=_PERCENT)
        for name, given in operands.items()
        if _PERCENT.factors[0] in given.unit.factors and given.unit.factors != _PERCENT.factors
        and given.unit / _PERCENT == Unit(given.unit.part("time"))
    }  # fmt: skip
    if not rates:
        return None
    with suppress(_UnitsDifferError):
        return _carried(formula, {**operands, **rates}, stated, bounds)
    return None


def _restated(gives: FormulaResult, stated: Quantity, subject: str, *, difference: bool) -> _FormulaReading:
    """Return the result in the unit stated; as it is where none is stated."""
    unit = _unit_of(stated)
    if unit is None:
        return _FormulaReading(gives=gives, subject=subject)
    point, interval = gives.point, gives.interval
    try:
        if point is not None:
            point = bounded(convert(point, gives.unit, unit, difference=difference))
        if interval is not None:
            interval = convert_interval(interval, gives.unit, unit, difference=difference)
    except UnitError as error:
        why = f"{subject} gives {_number_and_unit(gives)}, which does not come out as stated: {error.message}"
        raise _UnitsDifferError(why, gives) from None
    except TooLargeError as error:
        why = f"in {unit} {error}"
        return _FormulaReading(
            gives=FormulaResult(unit=unit, why_no_point=why, why_no_interval=why), subject=subject
        )
    note = conversion_note(gives.unit, unit)
    return _FormulaReading(
        gives=replace(gives, point=point, interval=interval, unit=unit),
        subject=subject,
        notes=(note,) if note else (),
    )


def _unit_of(stated: Quantity) -> Unit | None:
    if stated.unit is None:
        return None
    try:
        return parse_unit(stated.unit)
    except UnitError as error:
        raise _UndeterminedError(f"the unit stated: {error.message}") from None


def _outcome(gives: FormulaResult, stated: Quantity, *, hedged: bool) -> str:
    """Return the first of the outcomes that holds; another reading finds whether a derivation is loose."""
    bounds = stated_interval(stated, as_printed=True)
    if bounds is None:
        return "undetermined"
    if gives.point is not None and stated.value is not None:
        if gives.point == exact(stated.value):
            return "exact"
        if _rounds(gives.point, stated):
            return "rounds"
    if gives.interval is None:
        return "undetermined"
    if not gives.interval.meets(bounds):
        return "mismatch"
    return "within-hedge" if hedged else "within-rounding"


def _rounds(number: Fraction, stated: Quantity) -> bool:
    """Return whether `number`, rounded to the digits stated, is the number stated and on the hedge's side of it."""
    value = stated.value or "0"
    if "/" in value:
        # A fraction in words has no digits to round to; its interval says how near is near.
        return False
    place = last_printed_place(value, stated) if stated.hedge is None else unit_in_last_place(stated)
    return rounded(number, place) == exact(value) and not wrong_side(stated, number)


def _expected(gives: FormulaResult) -> Expected | None:
    if gives.point is None and gives.interval is None:
        return None
    return Expected(value=gives.point, interval=gives.interval or Interval(None, None), unit=str(gives.unit))


def _written(formula: Formula) -> str:
    """Return the formula on one line, cut where it is long."""
    text = " ".join(formula.text.split())
    return text if len(text) <= _LONGEST_FORMULA else f"{text[:_LONGEST_FORMULA]}…"


def _repeated(formula: Formula) -> str | None:
    if not formula.repeated:
        return None
    return f"{' and '.join(formula.repeated)} used more than once, so the bounds are wider than need be"


def _message(outcome: str, reading: _FormulaReading, stated: Quantity) -> str:
    """Return a sentence with both numbers, the rule that was applied, the assumptions, and what to do."""
    gives = reading.gives
    what = f"{reading.subject} gives {_number_and_unit(gives)}"
    number = exact(stated.value) if stated.value is not None else None
    bounds = stated_interval(stated, as_printed=True)
    if number is None:
        stated_words = " to ".join(scaled(exact(end)) for end in (stated.low, stated.high) if end is not None)
    else:
        # Percent and currencies stand at the number itself.
        symbol = (stated.unit or "").partition("/")[0]
        stated_words = amount(number, symbol if symbol == "percent" or is_currency(symbol) else None)
    notes = [*reading.notes]
    mend = ""
    match outcome:
        case "exact":
            sentence = f"{what}, as stated"
        case "rounds":
            sentence = f"{what}, which is {stated_words} once rounded to the digits stated"
        case "within-hedge" | "within-rounding":
            may_be = f", which may be {interval_words(gives.interval)}" if gives.point is not None else ""
            sentence = f"{what}{may_be}; {stated_words} stands for {interval_words(bounds)}"
        case "loose":
            sentence = f"{what}, and {stated_words} is stated"
            if gives.point is not None and number is not None:
                sentence += f", which is {difference(gives.point, number)}; nothing is hedged"
            mend = f"Write “{_to_write(gives)}”"
            if _outcome(gives, replace(stated, hedge="about"), hedged=True) in AGREEING:
                mend += f", or “about {stated_words}”"
        case "mismatch":
            spans = interval_words(gives.interval), interval_words(bounds)
            sentence = f"{what} ({spans[0]}), but {stated_words} is stated ({spans[1]})"
            if gives.point is not None and number is not None:
                sentence += f": {reading.slip or _slip(reading, gives.point, number)}"
                mend = f"Write “{_to_write(gives)}”, or mend what it was computed from"
        case _:
            why = gives.why_no_interval if bounds is not None else "no number is stated to compare with"
            sentence = f"{what}, which cannot be compared: {why}"
    if reading.bounds_note and outcome in ("within-hedge", "within-rounding", "loose", "mismatch"):
        notes.append(reading.bounds_note)
    message = "; ".join((sentence, *notes))
    return f"{message}{'' if message.endswith('?') else '.'} {mend}." if mend else message


def _slip(reading: _FormulaReading, expected: Fraction, stated: Fraction) -> str:
    """Return the likely slip. Two percentages whose difference was stated are percentage points."""
    points = [given.point for given in reading.inputs if given.unit == _PERCENT]
    percentages = [point for point in points if point is not None]
    if reading.gives.unit in (_PERCENT, _POINT) and any(
        larger - smaller == stated for larger in percentages for smaller in percentages if larger != smaller
    ):
        return "that is the difference in percentage points"
    return likely_slip(expected, stated, str(reading.gives.unit))


def _number_and_unit(gives: FormulaResult) -> str:
    unit = str(gives.unit)
    if gives.point is not None:
        return amount(gives.point, unit)
    if gives.interval is None:
        return f"no number ({gives.why_no_point})"
    span = interval_words(gives.interval)
    return span if gives.unit == Unit() else f"{span} ({unit_words(unit)})"


def _to_write(gives: FormulaResult) -> str:
    """Return the result as somebody would write it: four digits, and whole numbers up to 10,000."""
    if gives.point is None:
        return _number_and_unit(gives)
    step = Fraction(10) ** (magnitude(gives.point) - 3)
    return amount(rounded(gives.point, step), str(gives.unit))
