"""Writes one line for each figure, to paste (`citation`)."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TextIO

from ledger.formats import Export
from ledger.formats.notes.citation import citation
from ledger.formats.notes.statement_text import ViewCache


def dump(export: Export, stream: TextIO) -> None:
    """Write a line for each requested figure, or for every figure if none was requested."""
    with ExitStack() as files:
        views = ViewCache(export, files)
        for figure in map(views.view, views.asked):
            stream.write(citation(figure, views.path_of(figure)) + "\n")
