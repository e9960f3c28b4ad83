"""Writes the picture of a trace as a standalone SVG file that contains its style, and no script or reference."""

from __future__ import annotations

from typing import TextIO

from ledger.formats import Export


def dump(export: Export, stream: TextIO) -> None:
    """Write the picture. Raises InputError if there is no figure to draw."""
    from ledger.formats.graph.graph_svg import exported_picture

    stream.write(exported_picture(export))
