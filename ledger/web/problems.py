"""Answers to a failed request: a page for a person, problem details (RFC 9457) for a program."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ledger.book.answer_documents import error_document
from ledger.errors import (
    AmbiguousError,
    ConflictError,
    FetchError,
    FormatError,
    InputError,
    LedgerError,
    NotFoundError,
    OvertakenError,
    StoreBusyError,
    StoreError,
    TamperError,
)
from ledger.web.permissions import ForbiddenError

#: The status of each error, the most particular first.
_STATUSES: Final[tuple[tuple[type[LedgerError], HTTPStatus], ...]] = (
    (ForbiddenError, HTTPStatus.FORBIDDEN),
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (AmbiguousError, HTTPStatus.CONFLICT),
    (ConflictError, HTTPStatus.CONFLICT),
    (InputError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (FormatError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (FetchError, HTTPStatus.BAD_GATEWAY),
    (StoreBusyError, HTTPStatus.SERVICE_UNAVAILABLE),
    (StoreError, HTTPStatus.SERVICE_UNAVAILABLE),
    (TamperError, HTTPStatus.INTERNAL_SERVER_ERROR),
    (LedgerError, HTTPStatus.INTERNAL_SERVER_ERROR),
)
#: The heading of a page for a status whose phrase (RFC 9110) is not for people.
_HEADINGS: Final = {
    HTTPStatus.BAD_REQUEST: "This cannot be read",
    HTTPStatus.UNAUTHORIZED: "Not signed in",
    HTTPStatus.FORBIDDEN: "Not allowed",
    HTTPStatus.NOT_FOUND: "Not found",
    HTTPStatus.METHOD_NOT_ALLOWED: "Not possible here",
    HTTPStatus.CONFLICT: "Somebody else was first",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Too large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "This cannot be read",
    HTTPStatus.UNPROCESSABLE_ENTITY: "This cannot be used",
    HTTPStatus.TOO_MANY_REQUESTS: "Too much at once",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong",
    HTTPStatus.SERVICE_UNAVAILABLE: "The ledger is busy",
}
_SEVERAL: Final = "Which one is meant?"
#: The seconds after which a busy ledger may be asked again.
_RETRY_AFTER: Final = "1"


def wants_problem(request: Request) -> bool:
    """Return whether a request comes from a program rather than a person."""
    return request.url.path == "/api" or request.url.path.startswith("/api/")


def refusal(
    request: Request,
    status: int,
    message: str,
    *,
    code: str | None = None,
    hint: str | None = None,
    lead_to: str | None = None,
    title: str | None = None,
    heading: str | None = None,
    asked: str | None = None,
    nearest: tuple[str, ...] = (),
    headers: dict[str, str] | None = None,
    **members: Any,
) -> Response:
    """Return an answer that is neither a document nor a screen; it nearly always says no.

    `members` extend the problem details. `title` is the heading, by default the phrase of the status; `heading` that of
    a page. A page goes on by itself to `lead_to`, an address of the desk, and offers to search for what was `asked`.
    """
    title = title or HTTPStatus(status).phrase
    if wants_problem(request):
        document: dict[str, Any] = {
            "type": "about:blank",
            "title": title,
            "status": status,
            "detail": message,
        }
        document |= {"code": code or title.lower().replace(" ", "-")}
        document |= {"hint": hint} if hint else {}
        document |= {"near": list(nearest)} if nearest else {}
        document |= members
        answer: Response = Response(
            json.dumps(document, ensure_ascii=False), status, media_type="application/problem+json"
        )
    else:
        from ledger.web.templating import environment

        template = environment().get_template("refused.html.jinja")
        shown = {"message": message, "hint": hint, "lead_to": lead_to, "nearest": nearest, "asked": asked}
        shown["title"] = heading or _HEADINGS.get(HTTPStatus(status), title)
        is_in = title != "Signed out" and "user" in request.scope.get("state", {})
        style, policy = _style()
        answer = HTMLResponse(template.render(**shown, is_in=is_in, style=style), status)
        answer.headers["content-security-policy"] = policy
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["www-authenticate"] = 'Bearer realm="ledger"'
    answer.headers.update(headers or {})
    return answer


@cache
def _style() -> tuple[str, str]:
    """Return the style of a page that says no, and the policy that lets in nothing but this style."""
    style = (Path(__file__).parent / "templates" / "refused.css").read_text("utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode("ascii")
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'self'; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    return style, policy


def on_ledger_error(request: Request, error: Exception) -> Response:
    """Return the answer to an error of the book."""
    assert isinstance(error, LedgerError)
    status = next(status for kind, status in _STATUSES if isinstance(error, kind))
    if isinstance(error, OvertakenError) and "if-match" in request.headers:
        status = HTTPStatus.PRECONDITION_FAILED
    document = error_document(error)
    asked = None
    if isinstance(error, NotFoundError) and not wants_problem(request):
        # Its hint names a command; at the desk, one searches.
        document.pop("hint", None)
        asked = next(
            (request.path_params[name] for name in ("ref", "source") if name in request.path_params), None
        )
    return refusal(
        request,
        status,
        document.pop("message"),
        code=document.pop("code"),
        hint=document.pop("hint", None),
        heading=_SEVERAL if isinstance(error, AmbiguousError) else None,
        asked=asked,
        nearest=tuple(document.pop("near", ())),
        headers={"retry-after": _RETRY_AFTER} if status == HTTPStatus.SERVICE_UNAVAILABLE else None,
        **{name: member for name, member in document.items() if member != []},
    )


def on_http_error(request: Request, error: Exception) -> Response:
    """Return the answer to what Starlette refuses: an unknown address or method."""
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.NOT_FOUND and error.detail == "Not Found":
        hint = "what there is stands in /api/openapi.json" if wants_problem(request) else None
        return refusal(request, 404, f"there is nothing at {request.url.path[:200]}", hint=hint)
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return refusal(
            request,
            405,
            f"{request.method} is not possible here: {headers.get('Allow') or 'GET'} is",
            headers=headers,
        )
    return refusal(request, error.status_code, error.detail, headers=headers)
