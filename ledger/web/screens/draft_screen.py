"""The draft: the text as it was written, with every figure marked."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.web.templating import page


def show_drafts(request: Request) -> Response:
    """Show where to begin."""
    with request.app.state.desk.ledger(request.state.user) as ledger:
        return page(request, "draft.html.jinja", size=ledger.size)


routes = [Route("/", show_drafts, name="drafts")]
