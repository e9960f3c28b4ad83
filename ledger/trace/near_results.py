"""Results in a unit beside the one stated: the same turned over, or by another time."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ledger.number.evaluate import FormulaResult
from ledger.number.interval import Interval
from ledger.number.unit import Unit


def turned_over(gives: FormulaResult, stated: Unit | None) -> FormulaResult:
    """Return a result as its reciprocal where that has the unit stated, else as it is.

    2,480 people for each doctor are one doctor for every 2,480 people: meant for rates that are stated as fractions, as
    elsewhere a formula upside down is a slip.
    """
    if stated is None or stated == gives.unit or gives.unit * stated != Unit() or not gives.point:
        return gives
    interval = gives.interval
    spans_zero = interval is None or interval.contains(Fraction(0))
    turned = None if interval is None or spans_zero else Interval.point(Fraction(1)) / interval
    return replace(gives, point=1 / gives.point, interval=turned, unit=stated)


def by_time_stated(gives: FormulaResult, stated: Unit) -> FormulaResult | None:
    """Return a result by the time of the unit stated where only one of the two units has a time, else None.

    9.5m tonnes of 67 million people are 142 kg a person a year, where the words say the year only once.
    """
    times = Unit(gives.unit.part("time")), Unit(stated.part("time"))
    if times[0] == times[1] or Unit() not in times:
        return None
    return replace(gives, unit=gives.unit / times[0] * times[1])
