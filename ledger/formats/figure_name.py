"""What a figure is called where it is one of many."""

from __future__ import annotations

from ledger.model.quantity import Quantity
from ledger.model.rendering import render


def figure_name(quantity: Quantity, label: str | None) -> str:
    """The words of a figure and, where they leave it out, what is counted: ``100 a week (soldiers convicted)``."""
    words = quantity.text or render(quantity)
    return words if not label or label.casefold() in words.casefold() else f"{words} ({label})"
