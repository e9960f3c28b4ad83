"""The endpoints of the HTTP API: the address, the query and the answer of each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final, Literal
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from ledger.book import Ledger
from ledger.errors import InputError, Problem
from ledger.web.conditional import CACHING, entity_tag, unchanged
from ledger.web.handling import FORMS

Document = dict[str, Any]

#: Spells JSON without spaces, as every answer has it.
spelled: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
#: The characters of a streamed answer that are sent together.
_CHUNK: Final = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryField:
    """A field of the query of an address."""

    name: str
    about: str
    kind: Literal["text", "number", "yes-or-no"] = "text"
    #: Whether it may be given more than once.
    many: bool = False
    least: int = 0
    most: int = 1_000_000_000
    default: int | None = None

    def read(self, values: Sequence[str]) -> Any:
        """Return the value given; `default`, or an empty list, without one. Raises InputError for a wrong one."""
        if self.many:
            return list(values)
        if not values:
            return False if self.kind == "yes-or-no" else self.default
        value = values[-1]
        if self.kind == "number":
            if not (value.isascii() and value.isdigit() and len(value) < 12) or not (
                self.least <= int(value) <= self.most
            ):
                raise self._wrong(f"a whole number from {self.least} to {self.most:,}")
            return int(value)
        if self.kind == "yes-or-no":
            if value not in ("true", "false"):
                raise self._wrong("true or false")
            return value == "true"
        return value

    def _wrong(self, wanted: str) -> InputError:
        return InputError(problems=[Problem("", f"{self.name} is {wanted}")])


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to an endpoint: the ledger, in the name of the user, and the fields of the query."""

    request: Request
    ledger: Ledger
    fields: Mapping[str, Any]

    @property
    def reference(self) -> str:
        """The reference in the address."""
        return str(self.request.path_params["ref"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An address of the API. `answer` makes the document, or the whole response where that is not a document."""

    path: str
    answer: Callable[[Asked], Document | Response]
    about: str
    #: The name of the published schema of its answer, None where that is JSON Lines.
    schema: str | None
    query: tuple[QueryField, ...] = ()
    method: Literal["GET", "POST"] = "GET"
    #: The media types it takes.
    takes: tuple[str, ...] = ()

    @property
    def route(self) -> Route:
        """The route to it, whose handler has the marks of `answer`."""
        return Route(self.path.replace("{ref}", "{ref:path}"), _Handler(self), methods=[self.method])


class _Handler:
    """The handler of an endpoint, which reads the query, and answers 304 where nothing changed."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        for mark in ("needs_role", "max_body", "cost"):
            if hasattr(endpoint.answer, mark):
                setattr(self, mark, getattr(endpoint.answer, mark))

    def __call__(self, request: Request) -> Response:
        endpoint = self._endpoint
        fields = _query(request, endpoint.query)
        if endpoint.method == "POST":
            _refuse_kind(request, endpoint.takes)
        with request.app.state.desk.ledger(request.state.user) as ledger:
            tag = entity_tag(ledger) if endpoint.method == "GET" else None
            if tag is not None and (same := unchanged(request, tag)) is not None:
                return same
            answer = endpoint.answer(Asked(request, ledger, fields))
            if not isinstance(answer, Response):
                answer = json_answer(answer)
            if tag is not None:
                answer.headers.update({"etag": tag, **CACHING})
            return answer


def json_answer(document: Document, status: int = 200) -> Response:
    """Return a document as a response."""
    return Response(spelled(document), status, media_type="application/json")


def streamed_answer(members: Iterable[tuple[str, object]]) -> Response:
    """Return an object with these members as a response sent as it is made: of iterators an element at a time."""
    return StreamingResponse(chunked(_pieces(members)), media_type="application/json")


def _pieces(members: Iterable[tuple[str, object]]) -> Iterator[str]:
    before = "{"
    for name, value in members:
        yield f"{before}{spelled(name)}:"
        before = ","
        if isinstance(value, Iterator):
            mark = "["
            for item in value:
                yield mark + spelled(item)
                mark = ","
            yield "[]" if mark == "[" else "]"
        else:
            yield spelled(value)
    yield "}"


def chunked(pieces: Iterable[str]) -> Iterator[str]:
    """Yield pieces of text together, as each that is sent by itself takes another thread."""
    waiting: list[str] = []
    length = 0
    for piece in pieces:
        waiting.append(piece)
        length += len(piece)
        if length > _CHUNK:
            yield "".join(waiting)
            waiting, length = [], 0
    yield "".join(waiting)


def page_of(asked: Asked, document: Document, last: int | None) -> Response:
    """Return a page of a longer list with a link to the next; `last` is the last entry on it, None on the last page."""
    answer = json_answer(document)
    if last is not None:
        answer.headers["link"] = next_page(asked, last)
    return answer


def next_page(asked: Asked, last: int, **fields: str) -> str:
    """Return the Link (RFC 8288) to what comes after the entry `last`; `fields` of the query are set to these."""
    fields["after"] = str(last)
    kept = [item for item in asked.request.query_params.multi_items() if item[0] not in fields]
    return f'<{asked.request.url.path}?{urlencode([*kept, *fields.items()])}>; rel="next"'


#: The fields of every paged list.
PAGES: Final = (
    QueryField(name="after", kind="number", about="Only what was recorded after this entry.", default=0),
    QueryField(name="limit", kind="number", about="So many at the most.", least=1, most=1_000, default=100),
)


def _query(request: Request, known: Sequence[QueryField]) -> dict[str, Any]:
    """Return the fields of a query. Raises InputError with everything that is wrong with it."""
    names = [field.name for field in known]
    problems = []
    for name in request.query_params:
        if name not in names:
            near = get_close_matches(name, names, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(names) or 'none'}"
            problems.append(Problem("", f"there is no field {name[:40]!r} here; {hint}"))
    fields = {}
    for field in known:
        try:
            fields[field.name] = field.read(request.query_params.getlist(field.name))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems=problems)
    return fields


def _refuse_kind(request: Request, takes: Sequence[str]) -> None:
    """Raise HTTPException (415) for a media type that is not taken; ``*/*`` takes all but forms and JSON."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    # A text in JSON would be read with its braces.
    taken = kind not in (*FORMS, "application/json") if "*/*" in takes else kind in takes
    if not taken and (request.state.form or request.state.body):
        wanted = (
            "the document itself, such as text/plain or text/html," if "*/*" in takes else " or ".join(takes)
        )
        raise HTTPException(
            415, f"{kind or 'what is sent'} is not taken here: send {wanted} (its Content-Type)"
        )
