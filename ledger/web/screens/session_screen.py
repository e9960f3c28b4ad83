"""Signing out: the session ends, on every page of it that is still open."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ledger.web.access import COOKIE, session_cookie
from ledger.web.problems import refusal
from ledger.web.users import needs


@needs("reader")
def sign_out(request: Request) -> Response:
    """End the user's session; the token in the address, or the provider, begins another."""
    request.app.state.sessions.end(session_cookie(request) or "")
    answer = refusal(request, 200, "You are signed out.", title="Signed out", hint="close this page")
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return answer


routes = [Route("/sign-out", sign_out, methods=["POST"], name="sign_out")]
