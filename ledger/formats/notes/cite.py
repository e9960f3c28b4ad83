"""One line a figure, to paste: the number, who stated it and when, whom they had it from, and where it is recorded.

Of what was asked for; with nothing asked for, of every figure.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TextIO

from ledger.formats import Export
from ledger.formats.notes.citation import citation
from ledger.formats.notes.statement_text import (
    ViewCache,
)


def dump(export: Export, stream: TextIO) -> None:
    """Write a line for each figure asked for."""
    with ExitStack() as files:
        views = ViewCache(export, files)
        for figure in map(views.view, views.asked):
            stream.write(citation(figure, views.path_of(figure)) + "\n")
