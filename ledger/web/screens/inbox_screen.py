"""The inbox: what waits for somebody."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.web.templating import page


def show_inbox(request: Request) -> Response:
    """Show what to do next."""
    with request.app.state.desk.ledger(request.state.user) as ledger:
        return page(request, "inbox.html.jinja", tasks=ledger.todo(most=100))


routes = [Route("/inbox", show_inbox, name="inbox")]
