"""The description of the API in OpenAPI 3.1, made from its endpoints and the published schemas."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from ledger.book.published import schema_text
from ledger.version import program_version
from ledger.web.endpoints import Endpoint, QueryField

Document = dict[str, Any]

_KINDS: Final = {"text": "string", "number": "integer", "yes-or-no": "boolean"}
#: The refusals that any request may get.
_REFUSALS: Final = {
    "401": "Nobody said who asks.",
    "403": "Whoever asks may not, or asks under another Host.",
    "422": "What was sent is wrong; `problems` lists everything.",
    "429": "Too much was asked for; Retry-After says when to ask again.",
    "503": "The ledger is busy or cannot be used; Retry-After says when to ask again.",
}
_PROBLEM: Final[Document] = {
    "description": "What went wrong (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"description": "What went wrong, in a sentence.", "type": "string"},
        "code": {"description": "A stable code.", "type": "string"},
        "hint": {"description": "How to mend it.", "type": "string"},
        "near": {"description": "What is spelled like it.", "type": "array", "items": {"type": "string"}},
        "candidates": {"description": "What may be meant.", "type": "array", "items": {"type": "string"}},
        "total": {"description": "How many problems there are, where there are more.", "type": "integer"},
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "message"],
                "properties": {
                    "pointer": {"description": "A JSON Pointer (RFC 6901).", "type": "string"},
                    "message": {"type": "string"},
                    "file": {"type": ["string", "null"]},
                    "line": {"description": "The line of what was sent, from 1.", "type": "integer"},
                },
            },
        },
    },
}


def openapi_document(endpoints: Iterable[Endpoint]) -> Document:
    """Return the OpenAPI document of all endpoints."""
    endpoints = list(endpoints)
    names = sorted({endpoint.schema for endpoint in endpoints if endpoint.schema} | {"record"})
    paths: Document = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Figure ledger",
            "version": program_version(),
            "description": "Where a number in the news came from, and what changed on the way.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}, {"session": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "ledger_session"},
            },
            "schemas": {"problem": _PROBLEM, **{name: _component(name) for name in names}},
        },
    }


def _operation(endpoint: Endpoint) -> Document:
    parameters: list[Document] = [_parameter(field) for field in endpoint.query]
    if "{ref}" in endpoint.path:
        parameters.insert(
            0,
            {
                "name": "ref",
                "in": "path",
                "required": True,
                "description": "A key, an id or its beginning, a source's URL.",
                "schema": {"type": "string"},
            },
        )
    if endpoint.path == "/api/records":
        parameters += [
            _header("Idempotency-Key", "The same request with the same key is carried out once."),
            _header(
                "If-Match", "The ETag of the answer that was decided on: the second of two people is told."
            ),
        ]
    operation: Document = {
        "operationId": "_".join(part for part in endpoint.path.split("/")[2:] if not part.startswith("{")),
        "summary": endpoint.about,
        "parameters": parameters,
        "responses": _responses(endpoint),
    }
    if endpoint.takes:
        schema = _reference("record") if endpoint.schema == "outcomes" else {}
        operation["requestBody"] = {"content": {kind: {"schema": schema} for kind in endpoint.takes}}
    return operation


def _responses(endpoint: Endpoint) -> Document:
    if endpoint.schema is None:
        content = {"application/jsonl": {"schema": _reference("record")}}
    else:
        content = {"application/json": {"schema": _reference(endpoint.schema)}}
    done: Document = {"description": endpoint.about, "content": content}
    responses: Document = {"200": done}
    problem = {"application/problem+json": {"schema": _reference("problem")}}
    refusals = dict(_REFUSALS)
    if endpoint.method == "GET":
        done["headers"] = {"ETag": {"schema": {"type": "string"}}, "Link": {"schema": {"type": "string"}}}
        responses["304"] = {"description": "Nothing was recorded since."}
        refusals |= {"404": "A reference names nothing; `near` lists what is spelled like it."}
    if endpoint.path == "/api/records":
        responses["201"] = {**done, "description": "Something was recorded that was not there."}
        refusals |= {"409": "It contradicts what is recorded.", "412": "Somebody else was there before you."}
    if endpoint.takes:
        refusals |= {"413": "More was sent than is taken.", "415": "It is of a kind that is not taken."}
    responses |= {status: {"description": words, "content": problem} for status, words in refusals.items()}
    return dict(sorted(responses.items()))


def _parameter(field: QueryField) -> Document:
    schema: Document = {"type": _KINDS[field.kind]}
    if field.kind == "number":
        schema |= {"minimum": field.least, "maximum": field.most}
        if field.default is not None:
            schema["default"] = field.default
    if field.many:
        schema = {"type": "array", "items": schema}
    return {"name": field.name, "in": "query", "description": field.about, "schema": schema}


def _header(name: str, about: str) -> Document:
    return {"name": name, "in": "header", "description": about, "schema": {"type": "string"}}


def _reference(name: str) -> Document:
    return {"$ref": f"#/components/schemas/{name}"}


def _component(name: str) -> Document:
    """Return a published schema as a component, with its references to parts of itself adjusted."""
    schema: Document = json.loads(schema_text(name))
    del schema["$id"], schema["$schema"]
    moved: Document = _moved(schema, f"#/components/schemas/{name}/")
    return moved


def _moved(part: Any, place: str) -> Any:
    if isinstance(part, dict):
        return {
            name: place + value.removeprefix("#/")
            if name == "$ref" and isinstance(value, str) and value.startswith("#/")
            else _moved(value, place)
            for name, value in part.items()
        }
    return [_moved(item, place) for item in part] if isinstance(part, list) else part
