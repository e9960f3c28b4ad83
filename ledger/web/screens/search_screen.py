"""Search: figures by words as somebody types, and the names of parties as they begin to type."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.web.screens.desk_keys import KEYS
from ledger.web.templating import page

#: The most figures shown as somebody types, and on the page of a search.
_MOST_TYPING: Final = 8
_MOST: Final = 100
_MOST_NAMES: Final = 12


def search(request: Request) -> Response:
    """Show the figures found by words: below the field as somebody types, else on a page of their own."""
    asked = request.query_params.get("q", "").strip()[:200]
    typing = "hx-request" in request.headers
    if typing and len(asked) == 1 and asked.isascii() and asked.isalpha():
        # Half of all figures have a word that begins with some letter; whoever means it presses Enter.
        return page(request, "found.html.jinja", found=(), asked="")
    with request.app.state.desk.ledger(request.state.user) as ledger:
        found = ledger.search(asked, most=_MOST_TYPING if typing else _MOST) if asked else ()
    if typing:
        return page(request, "found.html.jinja", found=found, asked=asked)
    return page(request, "search.html.jinja", found=found, asked=asked, keys=KEYS)


def parties(request: Request) -> Response:
    """Show the parties that match what somebody has begun to type, as options of a field."""
    typed = request.query_params.get("reported_by", "")[:500]
    before, separator, begun = typed.rpartition(";")
    begun = begun.strip().casefold()
    names: list[str] = []
    if len(begun) > 1:
        with request.app.state.desk.ledger(request.state.user) as ledger:
            known = ledger.known_names().parties
        names = [name for name in known if name.casefold().startswith(begun)]
        names += [name for name in known if begun in name.casefold() and name not in names]
    lead = f"{before}{separator} " if separator else ""
    return page(request, "options.html.jinja", options=[lead + name for name in names[:_MOST_NAMES]])


routes = [
    Route("/search", search, name="search"),
    Route("/parties", parties, name="parties"),
]
