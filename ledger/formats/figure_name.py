"""What a figure is called where it is one of many."""

from __future__ import annotations

from ledger.model.record import Figure
from ledger.view.wording import label_beyond, stated_words


def figure_name(figure: Figure) -> str:
    """The words of a figure and, where they leave it out, what is counted: ``100 a week (soldiers convicted)``."""
    words, label = stated_words(figure), label_beyond(figure)
    return f"{words} ({label})" if label else words
