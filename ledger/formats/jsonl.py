"""Writes the ledger's own records as JSON Lines, which `ledger import` reads back without loss."""

from __future__ import annotations

from typing import TextIO

from ledger.formats import Export


def dump(export: Export, stream: TextIO) -> None:
    """Write the records as JSON Lines."""
    stream.writelines(export.rendered_lines(_written))


def _written(lines: list[str]) -> str:
    return "\n".join([*lines, ""])
