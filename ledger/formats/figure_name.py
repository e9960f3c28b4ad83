"""The name of a figure in documents that list several."""

from __future__ import annotations

from ledger.model.record import Figure
from ledger.view.wording import label_beyond, stated_words


def figure_name(figure: Figure) -> str:
    """Return the words of a figure, with its label if they leave it out: ``100 a week (soldiers convicted)``."""
    words, label = stated_words(figure), label_beyond(figure)
    return f"{words} ({label})" if label else words
