"""Writes the picture of a trace as a PNG file, rendered from the SVG by resvg, on white."""

from __future__ import annotations

import re
from typing import IO, Final

from ledger.errors import FormatError
from ledger.formats import Export

#: Pixels for each unit of the picture, for screens with two pixels a point.
_ZOOM: Final = 2
_VARIABLE: Final = re.compile(r"(--[a-z-]+):\s*([^;}]+)")
_USED: Final = re.compile(r"var\((--[a-z-]+)\)")
#: Styles for a dark screen or another medium, with one level of nested braces.
_MEDIA: Final = re.compile(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")


def dump(export: Export, stream: IO[bytes]) -> None:
    """Write the picture. Raises InputError if there is no figure to draw, FormatError if resvg is not installed."""
    from ledger.formats.graph.graph_svg import exported_picture

    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        raise FormatError(
            "a PNG is drawn by resvg, which is not installed",
            hint="pip install 'figure-ledger[png]', or export --format svg",
        ) from None
    svg = _with_plain_style(exported_picture(export))
    stream.write(svg_to_bytes(svg_string=svg, background="#ffffff", zoom=_ZOOM))


def _with_plain_style(svg: str) -> str:
    """Replace the variables of the style by their values, because resvg does not support variables."""
    head, opening, rest = svg.partition("<style>")
    style, closing, body = rest.partition("</style>")
    style = _MEDIA.sub("", style)
    values: dict[str, str] = {}
    for name, value in _VARIABLE.findall(style):
        values.setdefault(name, value.strip())
    for _ in range(3):
        style = _USED.sub(lambda used: values.get(used[1], "currentColor"), style)
    return head + opening + style + closing + body
