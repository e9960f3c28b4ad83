"""The style sheets and scripts of the desk, each at an address that holds its hash."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_FOLDER: Final = Path(__file__).parent / "static"
#: The styles of graphs and charts, and the script that moves a graph, are those of a page.
_OF_PAGES: Final = tuple(
    Path(__file__).parents[1] / "formats" / "page" / name for name in ("graph.css", "chart.css", "graph.js")
)
_MEDIA_TYPES: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".png": "image/png",
}


class StaticFile(NamedTuple):
    """A file to be served."""

    body: bytes
    digest: str
    media_type: str


@cache
def static_files() -> dict[str, StaticFile]:
    """Read every file below `static/`, by its path there. They are small, and read once."""
    files = {}
    for path in (*sorted(_FOLDER.rglob("*")), *_OF_PAGES):
        if path.suffix in _MEDIA_TYPES:
            body = path.read_bytes()
            name = path.name if path in _OF_PAGES else path.relative_to(_FOLDER).as_posix()
            files[name] = StaticFile(body, sha256(body).hexdigest()[:16], _MEDIA_TYPES[path.suffix])
    return files


def static_address(name: str) -> str:
    """Return the address of a file below `static/`. Raises KeyError where there is none: a template is wrong."""
    return f"/static/{static_files()[name].digest}/{name}"


def _serve(request: Request) -> Response:
    found = static_files().get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    # A file that a style sheet or script names is asked for under that file's hash, and is not cached.
    kept = found.digest == request.path_params["digest"]
    caching = "public, max-age=31536000, immutable" if kept else "no-cache"
    return Response(found.body, media_type=found.media_type, headers={"cache-control": caching})


routes = [Route("/static/{digest}/{name:path}", _serve, name="static")]
