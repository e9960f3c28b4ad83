"""The application: the desk's screens and its HTTP API over one ledger."""

from __future__ import annotations

import gc
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Final

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

#: The modules with all other routes, which are imported after the first screen was sent.
LATER: Final = (
    "ledger.web.screens.draft_screen",
    "ledger.web.screens.draft_actions",
    "ledger.web.screens.trace_screen",
    "ledger.web.screens.inbox_screen",
    "ledger.web.screens.search_screen",
    "ledger.web.api",
)


def create_app(desk: Desk, access: Access) -> Starlette:
    """The ASGI application that serves a ledger to those whom `access` lets in."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        desk.close()

    later = _LaterRoutes()
    app = Starlette(
        routes=[*guarded([*static_files.routes, *first_screen.routes]), Mount("", later)],
        middleware=[Middleware(Gate, access=access, sessions=Sessions())],
        exception_handlers={LedgerError: on_ledger_error, HTTPException: on_http_error},
        lifespan=lifespan,
    )
    app.state.desk = desk
    app.state.limits = Limits()
    app.state.load_later = later.load_in_background
    return app


class _LaterRoutes:
    """The routes of the modules in `LATER`, which are imported when one of them is asked for, or in the background.

    The first screen is there sooner without them: they import what reads articles and draws traces.
    """

    def __init__(self) -> None:
        self._router: Router | None = None
        self._lock = threading.Lock()
        self._loading = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request by the route that it names."""
        router = await run_in_threadpool(self._load) if self._router is None else self._router
        await router(scope, receive, send)

    def load_in_background(self) -> None:
        """Import them in a thread of its own, unless that was begun already."""
        with self._lock:
            begun, self._loading = self._loading, True
        if not begun:
            threading.Thread(target=self._load, daemon=True).start()

    def _load(self) -> Router:
        with self._lock:
            if self._router is None:
                routes = [route for name in LATER for route in import_module(name).routes]
                self._router = Router(routes=guarded(routes))
                # What is loaded by now stays: to look for garbage in it would hold up somebody's request.
                gc.freeze()
            return self._router
