"""The application: the desk's screens and its HTTP API over one ledger."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from ledger.errors import LedgerError
from ledger.web import api, static_files
from ledger.web.access import Access, Gate
from ledger.web.desk import Desk
from ledger.web.handling import guarded
from ledger.web.idempotency import IdempotentAnswers
from ledger.web.limits import Limits
from ledger.web.problems import on_http_error, on_ledger_error
from ledger.web.screens import draft_actions, draft_screen, inbox_screen, search_screen, trace_screen
from ledger.web.sessions import Sessions


def create_app(desk: Desk, access: Access) -> Starlette:
    """The ASGI application that serves a ledger to those whom `access` lets in."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        desk.close()

    app = Starlette(
        routes=guarded(
            [
                *static_files.routes,
                *draft_screen.routes,
                *draft_actions.routes,
                *trace_screen.routes,
                *inbox_screen.routes,
                *search_screen.routes,
                *api.routes,
            ]
        ),
        middleware=[Middleware(Gate, access=access, sessions=Sessions())],
        exception_handlers={LedgerError: on_ledger_error, HTTPException: on_http_error},
        lifespan=lifespan,
    )
    app.state.desk = desk
    app.state.limits = Limits()
    app.state.answers = IdempotentAnswers()
    return app
