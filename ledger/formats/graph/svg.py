"""Writes the picture of a trace as a standalone SVG file that contains its style, and no script or reference."""

from __future__ import annotations

from typing import TextIO

from ledger.errors import InputError
from ledger.formats import Export


def dump(export: Export, stream: TextIO) -> None:
    """Write the picture. Raises InputError if there is no figure to draw."""
    stream.write(exported_picture(export))


def exported_picture(export: Export) -> str:
    """Return the picture of the requested figures as SVG. Raises InputError if there is no figure to draw."""
    from ledger.formats.graph.graph_svg import picture

    view = export.view()
    if view is None:
        raise InputError("there is no figure to draw", hint="ledger add records one")
    return picture(view)
