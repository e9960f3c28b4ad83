"""The first screen: the drafts, and a field to paste another. It imports no more than it needs."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.errors import LedgerError
from ledger.web.screens.desk_keys import KEYS
from ledger.web.templating import page


def show_drafts(request: Request) -> Response:
    """Show the drafts, and a field to paste another."""
    with request.app.state.desk.ledger(request.state.user) as ledger:
        drafts = ledger.drafts()
        answer = page(request, "drafts.html.jinja", drafts=drafts, size=ledger.size, keys=KEYS)
        newest = drafts[0].work.id[:16] if drafts else None
        answer.background = BackgroundTask(partial(_prepare, request, newest))
    return answer


def _prepare(request: Request, draft: str | None) -> None:
    """Load the other screens, and compute the draft that is most likely opened next."""
    request.app.state.load_later()
    if draft is not None:
        from ledger.web.screens.drafts import OpenDrafts

        desk = request.app.state.desk
        # An error is shown when somebody opens the draft.
        with suppress(LedgerError), desk.ledger(request.state.user) as ledger:
            desk.shared(OpenDrafts).get(ledger, draft)


routes = [Route("/", show_drafts, name="drafts")]
