"""The HTTP API: the documents of `--json` with the same schemas, JSON Lines in and out."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import chain, islice
from typing import Final, TypeVar

from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from ledger.book.answer_documents import (
    checked_document,
    entry_document,
    history_document,
    listed_document,
    outcomes_document,
    todo_document,
)
from ledger.book.record_stream import read_records
from ledger.errors import InputError
from ledger.formats.trace_json import trace_members
from ledger.model.vocabulary import MAX_DOCUMENT
from ledger.view.trace_view import resolve
from ledger.web.conditional import seen_size
from ledger.web.endpoints import (
    PAGES,
    Asked,
    Document,
    Endpoint,
    QueryField,
    chunked,
    json_answer,
    next_page,
    page_of,
    spelled,
    streamed_answer,
)
from ledger.web.handling import accepts
from ledger.web.idempotency import IdempotentAnswers
from ledger.web.limits import costs
from ledger.web.permissions import refuse_beyond
from ledger.web.users import needs

#: The most bytes of a submission of records; more is for `ledger import`, which streams.
MAX_RECORDS: Final = 16_000_000
JSON_LINES: Final = ("application/jsonl", "application/x-ndjson", "application/json")

_DEPTH: Final = (
    QueryField(name="depth", kind="number", about="Show no more than so many hops."),
    QueryField(name="as_of", about="As the ledger was after an entry, or at a time."),
)


def _trace(asked: Asked) -> Response:
    return streamed_answer(trace_members(resolve(asked.ledger.trace(asked.reference, **asked.fields))))


def _impact(asked: Asked) -> Response:
    fields = dict(asked.fields)
    after, limit = fields.pop("after"), fields.pop("limit")
    view = resolve(asked.ledger.impact(asked.reference, **fields))
    try:
        page = view.page(after, limit)
    except KeyError:
        raise InputError(
            f"entry {after} is none of the figures that rest on {asked.reference[:100]}",
            hint="after is the last figure of the page before, by recorded.seq; Link names the next page",
        ) from None
    answer = streamed_answer(trace_members(view, page))
    if (last := view.last_of(page)) is not None:
        # Every page is of the same ledger, whatever is recorded meanwhile.
        answer.headers["link"] = next_page(asked, last, as_of=fields["as_of"] or str(view.ledger.size))
    return answer


@costs(5)
def _check(asked: Asked) -> Document:
    fields = asked.fields
    checked = asked.ledger.check(fields["ref"], select=fields["select"], ignore=fields["ignore"])
    return checked_document(checked)


@costs(1)
def _list(asked: Asked) -> Response:
    fields = dict(asked.fields)
    limit = fields.pop("limit")
    found, more = _first(asked.ledger.list(**fields, most=limit + 1), limit)
    last = found[-1].entry.recorded.seq if more else None
    document = {"format": "ledger-list/1", "figures": list(map(listed_document, found))}
    return page_of(asked, document, last)


def _search(asked: Asked) -> Document:
    found = asked.ledger.search(asked.fields["q"] or "", most=asked.fields["most"])
    return {"format": "ledger-list/1", "figures": list(map(listed_document, found))}


def _show(asked: Asked) -> Document:
    return history_document(asked.ledger.show(asked.reference))


def _log(asked: Asked) -> Response:
    fields = asked.fields
    since = fields["since"]
    if fields["after"]:
        # The end of the last page overrides the start of the first.
        since = str(fields["after"] + 1)
    found, more = _first(asked.ledger.log(fields["ref"], since=since), fields["limit"])
    document = {"format": "ledger-log/1", "entries": list(map(entry_document, found))}
    return page_of(asked, document, found[-1].seq if more else None)


@needs("reader")
@costs(5)
@accepts(MAX_DOCUMENT)
def _scan(asked: Asked) -> Document:
    from ledger.book.scan_document import scan_document
    from ledger.book.scanning import read_text

    source, language = asked.fields["source"], asked.fields["language"]
    body: bytes = asked.request.state.body
    if source is not None:
        if body:
            raise InputError("a source and a text are two things to scan", hint="send one of them")
        return scan_document(asked.ledger.scan_source(source, language=language))
    text, own_language = read_text(body, asked.fields["name"] or "")
    return scan_document(asked.ledger.scan(text, language=language or own_language))


@costs(5)
def _derive(asked: Asked) -> Document:
    from ledger.book.scan_document import derive_document

    return derive_document(asked.ledger.derive(asked.reference))


@costs(5)
def _todo(asked: Asked) -> Document:
    return todo_document(asked.ledger.todo(most=asked.fields["most"]), asked.ledger.proposals())


@needs("recorder")
@costs(1)
@accepts(MAX_RECORDS)
def _records(asked: Asked) -> Response:
    request, user, dry_run = asked.request, asked.request.state.user, asked.fields["dry_run"]
    body: bytes = request.state.body
    if not body.strip():
        raise InputError("there is no record in what was sent", hint='send a record a line: {"record": …}')
    records = read_records(BytesIO(body), "body")
    refuse_beyond(user, records)

    def answer() -> Response:
        seen = seen_size(request, asked.ledger)
        ledger = asked.ledger if seen is None else asked.ledger.having_seen(None, seen, own=())
        outcomes = ledger.record(records, dry_run=dry_run)
        own = [outcome for outcome in outcomes if outcome.own] or outcomes
        document = outcomes_document(outcomes, own[-1].id if own else None, dry_run=dry_run)
        return json_answer(document, 201 if not dry_run and any(done.recorded for done in outcomes) else 200)

    key = None if dry_run else request.headers.get("idempotency-key")
    answers: IdempotentAnswers = request.app.state.desk.shared(IdempotentAnswers)
    return answers.once(user.name, key, body, answer)


@costs(20)
def _export(asked: Asked) -> Response:
    lines = asked.ledger.export_lines(asked.fields["ref"], with_texts=asked.fields["with_texts"])
    # An error in a reference must be raised before the first line is sent.
    first = next(lines, None)
    records = lines if first is None else chain((first,), lines)
    return StreamingResponse(
        chunked(f"{spelled(record)}\n" for record in records), media_type="application/jsonl"
    )


Item = TypeVar("Item")


def _first(found: Iterator[Item], limit: int) -> tuple[list[Item], bool]:
    """Return the first items found, and whether there are more."""
    items = list(islice(found, limit + 1))
    return items[:limit], len(items) > limit


ENDPOINTS: Final = (
    Endpoint(
        path="/api/trace/{ref}",
        answer=_trace,
        about="Where a figure came from, up to its origins; of a source, its story.",
        schema="trace",
        query=_DEPTH,
    ),
    Endpoint(
        path="/api/impact/{ref}",
        answer=_impact,
        about="What rests on a figure, in which sources, and what would fall with it; all of it, or a page of figures "
        "with the links into them and the findings on them.",
        schema="trace",
        query=(
            *_DEPTH,
            QueryField(
                name="after", kind="number", about="Only figures after the one with this entry.", least=1
            ),
            QueryField(
                name="limit",
                kind="number",
                about="So many figures at the most; left out, all.",
                least=1,
                most=1_000,
            ),
        ),
    ),
    Endpoint(
        path="/api/check",
        answer=_check,
        about="Recompute, compare, find: in the whole ledger, or in some figures and all upstream of them.",
        schema="check",
        query=(
            QueryField(name="ref", about="A figure or a source; again for more.", many=True),
            QueryField(name="select", about="Only findings of this code; again for more.", many=True),
            QueryField(name="ignore", about="No findings of this code; again for more.", many=True),
        ),
    ),
    Endpoint(
        path="/api/list",
        answer=_list,
        about="Figures, in the order in which they were recorded; of a search the best first.",
        schema="list",
        query=(
            QueryField(name="search", about="Words in labels, quotes, names."),
            QueryField(name="agent", about="Reported by this party."),
            QueryField(name="source", about="Standing in this source."),
            QueryField(name="finding", about="With a finding of this code."),
            QueryField(name="status", about="Of this status."),
            QueryField(name="verdict", about="Reviewed so, or none: not at all."),
            QueryField(name="unit", about="In this unit, or one that holds it (GBP)."),
            QueryField(name="value", about="With this number, or in this range (LOW..HIGH)."),
            QueryField(name="date", about="Stated, or else published, then (2023, 2023-06..)."),
            *PAGES,
        ),
    ),
    Endpoint(
        path="/api/search",
        answer=_search,
        about="Figures found by words, best first.",
        schema="list",
        query=(
            QueryField(name="q", about="Words, the last of which may be a beginning."),
            QueryField(
                name="most", kind="number", about="So many at the most.", least=1, most=100, default=20
            ),
        ),
    ),
    Endpoint(
        path="/api/show/{ref}",
        answer=_show,
        about="One record with its whole history.",
        schema="show",
    ),
    Endpoint(
        path="/api/log",
        answer=_log,
        about="What was recorded, oldest first.",
        schema="log",
        query=(
            QueryField(name="ref", about="Only what concerns this record."),
            QueryField(name="since", about="From this entry, day (UTC) or time on."),
            *PAGES,
        ),
    ),
    Endpoint(
        path="/api/scan",
        answer=_scan,
        about="The figures of a text, who states each, and which came from which. Nothing is recorded.",
        schema="scan",
        method="POST",
        takes=("*/*",),
        query=(
            QueryField(name="source", about="Scan the newest snapshot of this source; nothing is sent then."),
            QueryField(name="name", about="The name of the file that is sent, such as draft.docx."),
            QueryField(name="language", about="The language of the text, a BCP 47 tag."),
        ),
    ),
    Endpoint(
        path="/api/derive/{ref}",
        answer=_derive,
        about="How a figure may have been computed from others, likeliest first.",
        schema="derive",
    ),
    Endpoint(
        path="/api/todo",
        answer=_todo,
        about="What to do next: errors, then where trails end and what nobody reviewed.",
        schema="todo",
        query=(
            QueryField(
                name="most", kind="number", about="So many of each kind.", least=1, most=500, default=10
            ),
        ),
    ),
    Endpoint(
        path="/api/records",
        answer=_records,
        about="Record all of what is sent or nothing: a record a line, in order. The same again is recorded already.",
        schema="outcomes",
        method="POST",
        takes=JSON_LINES,
        query=(QueryField(name="dry_run", kind="yes-or-no", about="Say what would be recorded."),),
    ),
    Endpoint(
        path="/api/export",
        answer=_export,
        about="Records, a line each, in the order in which they were recorded: what another ledger imports.",
        schema=None,
        query=(
            QueryField(
                name="ref",
                about="This, and all that it rests on; again for more, left out for all.",
                many=True,
            ),
            QueryField(name="with_texts", kind="yes-or-no", about="With the texts of snapshots."),
        ),
    ),
)


def _openapi(asked: Asked) -> Document:  # noqa: ARG001 - the same for every request
    from ledger.web.openapi import openapi_document

    return openapi_document(ENDPOINTS)


routes: list[Route] = [
    *(endpoint.route for endpoint in ENDPOINTS),
    Endpoint(path="/api/openapi.json", answer=_openapi, about="", schema=None).route,
]
