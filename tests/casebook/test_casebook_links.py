"""Every relay and derivation of the casebook: what both sides state, and what must be found between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from ledger import Ledger
from tests.casebook.table import cases

#: Findings that say nothing of the comparison.
OF_THE_HOUSE = frozenset(
    {"single-origin", "origin-unknown", "unattributed", "unsourced", "no-locator", "not-archived"}
)
RELAYS = cases("relays.txt")
DERIVATIONS = cases("derivations.txt")


class Checked(NamedTuple):
    """A ledger with all cases of a table, and what a check found, by the key of the figure."""

    ledger: Ledger
    found: dict[str | None, set[str]]

    def said(self, key: str) -> str:
        """The findings on a figure, as the tables have them."""
        return ", ".join(sorted(self.found.get(key, ()))) or "silent"


def stated(cell: str) -> dict[str, str]:
    """The fields of a figure: its phrase, and in braces the others, ``5 people {period 2023; place Russia}``."""
    phrase, brace, rest = cell.partition(" {")
    fields = {"quantity": phrase}
    for part in rest.removesuffix("}").split("; ") if brace else ():
        name, _, value = part.partition(" ")
        fields[name] = value
    return fields


def checked(records: list[dict[str, Any]]) -> Checked:
    """Record everything in a ledger in memory, and check it."""
    ledger = Ledger.create("sqlite://", who="Ann")
    ledger.record(records)
    found: dict[str | None, set[str]] = {}
    for finding, subject in ledger.check().findings.with_subjects():
        if finding.code not in OF_THE_HOUSE:
            found.setdefault(subject.key, set()).add(f"{finding.severity} {finding.code}")
    return Checked(ledger, found)


@pytest.fixture(scope="module")
def relayed() -> Iterator[Checked]:
    """All relays of the table in one ledger."""
    records: list[dict[str, Any]] = []
    for number, case in enumerate(RELAYS):
        up, down = (stated(cell) for cell in case.cells[:2])
        figure = {"record": "figure", "reported_by": [f"Source {number}"], "primary": True}
        records.append({**figure, "key": f"{number}.up", **up})
        figure = {"record": "figure", "reported_by": [f"Relay {number}"], "relays": f"{number}.up"}
        records.append({**figure, "key": f"{number}.down", **down})
    found = checked(records)
    yield found
    found.ledger.close()


@pytest.mark.parametrize("number", range(len(RELAYS)), ids=[case.id for case in RELAYS])
def test_what_changed_on_a_relay_is_found_and_nothing_else(relayed: Checked, number: int) -> None:
    case = RELAYS[number]
    assert relayed.said(f"{number}.down") == case.cells[2], case.rule


@pytest.fixture(scope="module")
def derived() -> Iterator[Checked]:
    """All derivations of the table in one ledger."""
    records: list[dict[str, Any]] = []
    for number, case in enumerate(DERIVATIONS):
        inputs, formula, quantity = case.cells[:3]
        names = {}
        for given in inputs.split("; "):
            name, _, phrase = given.partition(" = ")
            names[name] = f"{number}.{name}"
            figure = {"record": "figure", "reported_by": [f"Input {name} {number}"], "primary": True}
            records.append({**figure, "key": names[name], "quantity": phrase})
        figure = {"record": "figure", "reported_by": [f"Reckoner {number}"], "key": f"{number}.result"}
        link = {"inputs": names, "formula": formula}
        records.append({**figure, "quantity": quantity, "derived_from": link})
    found = checked(records)
    yield found
    found.ledger.close()


@pytest.mark.parametrize("number", range(len(DERIVATIONS)), ids=[case.id for case in DERIVATIONS])
def test_what_was_computed_is_recomputed_and_judged(derived: Checked, number: int) -> None:
    case = DERIVATIONS[number]
    key = f"{number}.result"
    (link,) = derived.ledger.trace(key).links
    assert link.check is not None
    assert f"{link.check.outcome}: {derived.said(key)}" == case.cells[3], case.rule
