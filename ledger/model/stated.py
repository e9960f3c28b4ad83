"""A quantity as a record holds it, and what can be wrong with its parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ledger.errors import Problem
from ledger.model.body import Body
from ledger.number.quantity import Quantity, exact

#: The parts of a quantity, in the order of the schema.
QUANTITY_PARTS: Final = (
    "text", "value", "low", "high", "hedge", "unit", "direction", "statistic", "price_base",
)  # fmt: skip


def quantity_body(quantity: Quantity) -> Body:
    """Return a quantity as a record holds it, without absent parts."""
    return filled({name: getattr(quantity, name) for name in QUANTITY_PARTS})


def filled(fields: Mapping[str, Any]) -> Body:
    """Return the fields that say something: neither absent, nor null, nor empty."""
    return {name: value for name, value in fields.items() if value is not None and value != ""}


def quantity_problems(body: Body) -> list[Problem]:
    """Return what is wrong with a quantity given in parts, `filled`, each with its pointer into the figure."""
    problems = []
    if not body.keys() & {"value", "low", "high", "text"}:
        problems.append(Problem("/quantity", "it says nothing: give a value, or the words in text"))
    if body.get("hedge") == "between" and not {"low", "high"} <= body.keys():
        problems.append(Problem("/quantity/hedge", "between needs both low and high"))
    if {"low", "high"} <= body.keys() and exact(body["low"]) > exact(body["high"]):
        problems.append(Problem("/quantity/low", "low is above high: exchange them"))
    return problems
