"""The trace: where a figure came from, and what rests on it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.view.trace_view import resolve
from ledger.web.templating import page


def show_trace(request: Request) -> Response:
    """Show the trace of a reference."""
    with request.app.state.desk.ledger(request.state.user) as ledger:
        view = resolve(ledger.trace(request.path_params["ref"]))
        return page(request, "trace.html.jinja", view=view)


routes = [Route("/trace/{ref:path}", show_trace, name="trace")]
