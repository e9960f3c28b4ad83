"""The picture of a trace as a PNG file, for where no SVG can be used: drawn from it by resvg, on white."""

from __future__ import annotations

import re
from typing import IO, Final

from ledger.errors import FormatError, InputError
from ledger.formats import Export

#: Pixels a unit of the picture: sharp on a screen with two pixels a point.
_ZOOM: Final = 2
_VARIABLE: Final = re.compile(r"(--[a-z-]+):\s*([^;}]+)")
_USED: Final = re.compile(r"var\((--[a-z-]+)\)")
#: Looks for a dark screen or another medium, one level of braces deep.
_MEDIA: Final = re.compile(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")


def dump(export: Export, stream: IO[bytes]) -> None:
    """Write the picture. Raises InputError where there is no figure to draw, FormatError without its library."""
    from ledger.formats.graph.graph_svg import picture

    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        raise FormatError(
            "a PNG is drawn by resvg, which is not installed",
            hint="pip install 'figure-ledger[png]', or export --format svg",
        ) from None
    view = export.view()
    if view is None:
        raise InputError("there is no figure to draw", hint="ledger add records one")
    stream.write(svg_to_bytes(svg_string=_with_plain_style(picture(view)), background="#ffffff", zoom=_ZOOM))


def _with_plain_style(svg: str) -> str:
    """The picture with the values of its style's variables in their places, which resvg does not look up."""
    head, opening, rest = svg.partition("<style>")
    style, closing, body = rest.partition("</style>")
    style = _MEDIA.sub("", style)
    values: dict[str, str] = {}
    for name, value in _VARIABLE.findall(style):
        values.setdefault(name, value.strip())
    for _ in range(3):
        style = _USED.sub(lambda used: values.get(used[1], "currentColor"), style)
    return head + opening + style + closing + body
