"""Handling of a request: permission, limits of size, and the handler in a thread of its own."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Iterable
from math import ceil
from typing import Final, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message

from ledger.errors import LedgerError
from ledger.web.problems import refusal
from ledger.web.users import SAFE_METHODS, Role, User

Handler = Callable[[Request], Response]
_log = logging.getLogger("ledger.web")

#: The most bytes of a request, unless its handler takes more.
MAX_BODY: Final = 1_000_000
FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
#: Media types that no form of another site can send (Fetch standard, "CORS-safelisted request-header").
_NOT_BY_FORM: Final = frozenset({"application/json", "application/jsonl", "application/x-ndjson"})


Marked = TypeVar("Marked", bound=Callable[..., object])


def accepts(bytes_: int) -> Callable[[Marked], Marked]:
    """Mark a handler as one that takes up to so many bytes."""

    def mark(handler: Marked) -> Marked:
        handler.max_body = bytes_  # type: ignore[attr-defined]
        return handler

    return mark


def guarded(routes: Iterable[Route]) -> list[Route]:
    """Return the same routes with guarded handlers: permission, budget and CSRF token are checked, and the body read.

    A handler finds a form in ``request.state.form`` and any other body in ``request.state.body``.
    """
    return [
        Route(route.path, _Guarded(route.endpoint), methods=sorted(route.methods or {"GET"}), name=route.name)
        for route in routes
    ]


class _Guarded:
    """A handler behind its guards, as an ASGI application."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._max_body: int = getattr(handler, "max_body", MAX_BODY)

    async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        request = _bounded(Request(scope, receive), self._max_body)
        answer = await self._answer(request)
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        user: User = request.state.user
        if wait := request.app.state.limits.spend(user.budget, getattr(self._handler, "cost", 0)):
            return refusal(
                request,
                429,
                "these are too many requests at once",
                hint=f"ask again in {ceil(wait)} s",
                headers={"retry-after": str(ceil(wait))},
            )
        changes = request.method not in SAFE_METHODS
        needed = getattr(self._handler, "needs_role", Role.RECORDER if changes else Role.READER)
        if user.role < needed:
            return refusal(request, 403, f"this takes a {needed}, and {user.name} is a {user.role}")
        if changes:
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind in FORMS:
                request.state.body = b""
                request.state.form = await request.form(
                    max_files=10, max_fields=1_000, max_part_size=MAX_BODY
                )
                given = str(request.state.form.get("csrf", ""))
            else:
                request.state.form = FormData()
                request.state.body = await request.body()
                given = user.csrf if kind in _NOT_BY_FORM else ""
            unchecked = getattr(request.state, "csrf_unchecked", False)
            if unchecked and not hmac.compare_digest(given.encode("utf-8", "replace"), user.csrf.encode()):
                return refusal(
                    request, 403, "this was not sent by a page of the desk", hint="reload the page"
                )
        try:
            return await run_in_threadpool(self._handler, request)
        except (LedgerError, HTTPException):
            raise
        except Exception:  # noqa: BLE001 - the user gets an answer, and the log the traceback
            _log.exception("%s %s", request.method, request.url.path)
            return refusal(request, 500, "this is a fault of the program", hint="please report it")
        finally:
            await request.close()


def _bounded(request: Request, most: int) -> Request:
    """Return the request with a body of at most `most` bytes. Raises HTTPException (413) for more."""
    size = request.headers.get("content-length", "0")
    if size.isdecimal() and int(size) > most:
        raise _too_large(most)
    received = 0

    async def receive() -> Message:
        nonlocal received
        message = await request.receive()
        received += len(message.get("body", b""))
        if received > most:
            raise _too_large(most)
        return message

    return Request(request.scope, receive)


def _too_large(most: int) -> HTTPException:
    size = f"{most // 1_000_000} MB" if most >= 1_000_000 else f"{most:,} bytes"
    # The rest of the request is not read, so its connection cannot be used again.
    return HTTPException(413, f"more than {size} cannot be sent here", headers={"connection": "close"})
