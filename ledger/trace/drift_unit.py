"""The unit in which two stated quantities can be compared, and what their units alone show."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from ledger.number.unit import Unit, UnitError, parse_unit
from ledger.trace.drift_words import ENGLISH, nouns_differ

#: Nouns that mean the same behind "per".
_PEOPLE: Final = frozenset(
    {"person", "people", "resident", "inhabitant", "population", "capita", "head", "citizen", "individual"}
)
#: A short word for a unit, the unit beside it that completes it, and the unit it then stands for.
_SHORT: Final = (
    ("degree", "degC", "degC"),
    ("degree", "degF", "degF"),
    ("point", "percentage_point", "percentage_point"),
    ("point", "basis_point", "percentage_point"),
)


class Frame(NamedTuple):
    """The conversion of numbers from the unit of a source to the unit of its relay.

    `up` and `down` are the two units, without their time parts where these have different shapes: then
    `untimed` is True and the numbers are compared as stated. `comparable` is False for another currency or
    dimension. `converted` says that something measured is stated in another unit, `retimed` that this is the
    time part alone (a week, a year), `renamed` that another noun is counted.
    """

    up: Unit
    down: Unit
    comparable: bool
    converted: bool
    untimed: bool
    retimed: bool
    renamed: bool


@lru_cache(maxsize=4096)
def frame(up: str | None, down: str | None, language: str | None = ENGLISH) -> Frame:
    """Return the frame for quantities in the units `up` and `down`, in the notation of records.

    `language` is that of their nouns, None where they are in two languages and cannot be compared.
    """
    above, below = _read(up), _read(down)
    above, below = _in_full(above, below), _in_full(below, above)
    renamed = language is not None and _nouns_differ(above, below, language)
    timeless_above, timeless_below = _timeless(above), _timeless(below)
    comparable, untimed = above.converts_to(below), False
    if not comparable and _is_rate(above) and _is_rate(below) and timeless_above.converts_to(timeless_below):
        above, below, comparable, untimed = timeless_above, timeless_below, True, True
    return Frame(
        up=above,
        down=below,
        comparable=comparable,
        converted=comparable and _measured(above) != _measured(below),
        untimed=untimed,
        retimed=above.part("time") != below.part("time")
        and _measured(timeless_above) == _measured(timeless_below),
        renamed=renamed,
    )


@lru_cache(maxsize=4096)
def noun(unit: str | None) -> str | None:
    """Return the noun that a unit counts: ``conviction`` for ``conviction/week``, None for ``1/week``."""
    names = [name for name, power in _read(unit).labels() if power > 0]
    return " ".join(names) or None


@lru_cache(maxsize=4096)
def is_per_person(unit: str | None) -> bool:
    """Return whether a unit is per person, by any noun for people."""
    return any(name in _PEOPLE and power < 0 for name, power in _read(unit).labels())


@lru_cache(maxsize=4096)
def counts_each(unit: str | None) -> bool:
    """Return whether a unit is per some noun."""
    return any(power < 0 for _, power in _read(unit).labels())


@lru_cache(maxsize=4096)
def counted_each(unit: str | None) -> str | None:
    """Return the noun that a unit is per, ``person`` for any noun for people; None where it is per none."""
    names = ["person" if name in _PEOPLE else name for name, power in _read(unit).labels() if power < 0]
    return " ".join(names) or None


def _read(text: str | None) -> Unit:
    """Return the unit of a text; a text that cannot be read as a unit is a noun like any other."""
    try:
        return parse_unit(text)
    except UnitError:
        return Unit((((text or "thing"), 1),))


def _in_full(unit: Unit, beside: Unit) -> Unit:
    """Return a unit completed by the one it is compared with, where it says less.

    Bare degrees take the scale of the temperature beside them, points that of the percentage.
    """
    names = {name for name, _ in beside.factors}
    whole = {short: full for short, nearby, full in _SHORT if nearby in names}
    if not any(name in whole for name, _ in unit.factors):
        return unit
    return Unit(tuple(sorted((whole.get(name, name), power) for name, power in unit.factors)))


def _nouns_differ(up: Unit, down: Unit, language: str) -> bool:
    """Return whether another noun is counted, or the same per another noun, or no longer per any."""
    first, second = (" ".join(name for name, power in unit.labels() if power > 0) for unit in (up, down))
    per, other_per = (
        " ".join("person" if name in _PEOPLE else name for name, power in unit.labels() if power < 0)
        for unit in (up, down)
    )
    if bool(per) != bool(other_per):
        return True
    return nouns_differ(first or None, second or None, language) or nouns_differ(
        per or None, other_per or None, language
    )


def _is_rate(unit: Unit) -> bool:
    """Return whether time stands only below the line: three weeks are no period of something else."""
    return all(power < 0 for _, power in unit.part("time"))


def _timeless(unit: Unit) -> Unit:
    return unit / Unit(unit.part("time"))


def _measured(unit: Unit) -> tuple[tuple[str, int], ...]:
    labels = set(unit.labels())
    return tuple(factor for factor in unit.factors if factor not in labels)
