"""The application: the desk's screens and its HTTP API over one ledger."""

from __future__ import annotations

import gc
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount, Router
from starlette.types import Receive, Scope, Send

from ledger.errors import LedgerError
from ledger.web import static_files
from ledger.web.access import Access, Gate
from ledger.web.desk import Desk
from ledger.web.handling import guarded
from ledger.web.limits import Limits
from ledger.web.problems import on_http_error, on_ledger_error
from ledger.web.screens import first_screen
from ledger.web.sessions import Sessions


def create_app(desk: Desk, access: Access) -> Starlette:
    """Return the ASGI application that serves a ledger to those whom `access` lets in."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        desk.close()

    later = _LaterRoutes()
    sessions = Sessions()
    app = Starlette(
        routes=[*guarded([*static_files.routes, *first_screen.routes]), Mount("", later)],
        middleware=[Middleware(Gate, access=access, sessions=sessions)],
        exception_handlers={LedgerError: on_ledger_error, HTTPException: on_http_error},
        lifespan=lifespan,
    )
    app.state.desk = desk
    app.state.limits = Limits()
    app.state.sessions = sessions
    app.state.load_later = later.load_in_background
    return app


class _LaterRoutes:
    """All other routes, whose modules are imported when one is asked for, or in the background.

    The first screen appears sooner without them: they import what reads articles and draws traces.
    """

    def __init__(self) -> None:
        self._router: Router | None = None
        self._lock = threading.Lock()
        self._loading = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request by its route."""
        router = await run_in_threadpool(self._load) if self._router is None else self._router
        await router(scope, receive, send)

    def load_in_background(self) -> None:
        """Import them in a thread of its own, unless that has begun already."""
        with self._lock:
            begun, self._loading = self._loading, True
        if not begun:
            threading.Thread(target=self._load, daemon=True).start()

    def _load(self) -> Router:
        from ledger.web import api
        from ledger.web.screens import (
            draft_actions,
            draft_screen,
            inbox_screen,
            search_screen,
            session_screen,
            trace_screen,
        )

        with self._lock:
            if self._router is None:
                # The first screen comes again for methods that it does not take, whose answer says which it does.
                modules = (
                    first_screen,
                    draft_screen,
                    draft_actions,
                    trace_screen,
                    inbox_screen,
                    search_screen,
                    session_screen,
                    api,
                )
                self._router = Router(routes=guarded(route for module in modules for route in module.routes))
                # What is loaded by now stays: looking for garbage in it would delay a request.
                gc.freeze()
            return self._router
