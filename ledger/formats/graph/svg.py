"""The picture of a trace as an SVG file of its own: with its looks inside, and nothing that runs or is fetched."""

from __future__ import annotations

from typing import TextIO

from ledger.errors import InputError
from ledger.formats import Export


def dump(export: Export, stream: TextIO) -> None:
    """Write the picture. Raises InputError where there is no figure to draw."""
    from ledger.formats.graph.graph_svg import picture

    view = export.view()
    if view is None:
        raise InputError("there is no figure to draw", hint="ledger add records one")
    stream.write(picture(view))
