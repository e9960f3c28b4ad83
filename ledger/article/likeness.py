"""The recorded figures that a figure of a text may be: the same number of the same thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.article.computation import Term, term
from ledger.number.quantity import Quantity

#: The most figures named.
MOST = 5


@dataclass(frozen=True, slots=True)
class Known:
    """A recorded figure: its id, its quantity, and the names of its parties in lower case."""

    id: str
    quantity: Quantity
    parties: frozenset[str]


class Likeness:
    """Recorded figures, looked up by their number."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._by_digits: dict[str, list[tuple[Known, Term]]] = {}
        for figure in known:
            found = term(figure.id, figure.quantity)
            if found is not None:
                self._by_digits.setdefault(_digits(found), []).append((figure, found))

    def like(self, quantity: Quantity, parties: frozenset[str], *, most: int = MOST) -> tuple[str, ...]:
        """Return the ids of up to `most` figures with the same number of the same thing, the same party's first."""
        found = term("", quantity)
        if found is None:
            return ()
        same = [
            figure
            for figure, given in self._by_digits.get(_digits(found), ())
            if given.point == found.point and _one_thing(given, found)
        ]
        same.sort(key=lambda figure: (not figure.parties & parties, figure.id))
        return tuple(figure.id for figure in same[:most])


def _digits(found: Term) -> str:
    return str(found.point)


def _one_thing(first: Term, second: Term) -> bool:
    """Return whether two units may be of the same thing: the same dimension, where both have one."""
    if not first.top or not second.top:
        return True
    if first.is_percent != second.is_percent:
        return False
    # Nouns vary in wording ("soldier", "conviction"): only dimension and time must agree.
    loose = not first.below or not second.below or first.below == second.below
    measured = first.unit.dimension(), second.unit.dimension()
    return loose and (measured[0] == measured[1] or not first.below or not second.below)
