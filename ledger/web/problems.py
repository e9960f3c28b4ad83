"""What went wrong, as a page for a person and as problem details (RFC 9457) for a program."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ledger.errors import (
    AmbiguousError,
    ConflictError,
    FetchError,
    FormatError,
    InputError,
    LedgerError,
    NotFoundError,
    Problem,
    StoreBusyError,
    StoreError,
    TamperError,
)
from ledger.model.vocabulary import MAX_PROBLEMS

#: The status of each error, the most particular first.
_STATUSES: Final[tuple[tuple[type[LedgerError], HTTPStatus], ...]] = (
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
#: After how many seconds a busy ledger may be asked again.
_RETRY_AFTER: Final = "1"


def wants_problem(request: Request) -> bool:
    """Whether a program asks, rather than a person."""
    return request.url.path.startswith("/api/")


def refusal(
    request: Request,
    status: int,
    message: str,
    *,
    code: str | None = None,
    hint: str | None = None,
    again: bool = False,
    nearest: tuple[str, ...] = (),
    headers: dict[str, str] | None = None,
    **members: Any,
) -> Response:
    """An answer that says no. `again` has a page ask once more by itself; `members` extend the problem details."""
    title = HTTPStatus(status).phrase
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
        answer = HTMLResponse(
            template.render(title=title, message=message, hint=hint, again=again, nearest=nearest), status
        )
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["www-authenticate"] = 'Bearer realm="ledger"'
    answer.headers.update(headers or {})
    return answer


def on_ledger_error(request: Request, error: Exception) -> Response:
    """The answer to an error of the book."""
    assert isinstance(error, LedgerError)
    status = next(status for kind, status in _STATUSES if isinstance(error, kind))
    members: dict[str, Any] = {}
    nearest: tuple[str, ...] = ()
    if isinstance(error, InputError):
        members["problems"] = [problem_document(problem) for problem in error.problems[:MAX_PROBLEMS]]
        if error.total > len(members["problems"]):
            members["total"] = error.total
    if isinstance(error, NotFoundError):
        nearest = tuple(error.near)
    if isinstance(error, AmbiguousError):
        members["candidates"] = error.candidates
    return refusal(
        request,
        status,
        error.message,
        code=error.code,
        hint=error.hint,
        nearest=nearest,
        headers={"retry-after": _RETRY_AFTER} if status == HTTPStatus.SERVICE_UNAVAILABLE else None,
        **members,
    )


def on_http_error(request: Request, error: Exception) -> Response:
    """The answer to what Starlette refuses: no such address, a method that there is not."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    return refusal(request, error.status_code, error.detail, headers=headers)


def problem_document(problem: Problem) -> dict[str, Any]:
    """One thing wrong with what was sent, and where."""
    document: dict[str, Any] = {"pointer": problem.pointer, "message": problem.message}
    return document if problem.line is None else {"line": problem.line, **document}
