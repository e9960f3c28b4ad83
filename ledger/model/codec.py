"""Between bytes and records: what stands in a leaf of the log, what is read back, what an export writes.

A leaf is the canonical JSON of ``{"at", "by", "claim", "id", "key", "record"}``: when and by whom the entry was
made, what an imported line claimed of its own recording, the record's id, the key it came with, and the record
in normal form with a commitment (the SHA-256 of 16 random bytes and the text) wherever erasable text stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from ledger.model import record as r
from ledger.model.fields import KINDS
from ledger.model.normal import TEXT_PATHS, Body
from ledger.model.quantity import Quantity
from ledger.tlog.canonical import canonical, commitment

_ORDER: Final = {kind: [*spec.fields, "same", "restated"] for kind, spec in KINDS.items()}


def sealed(body: Body, texts: Mapping[str, str], salts: Mapping[str, bytes]) -> Body:
    """The body as a leaf holds it: a commitment (hex) for each erasable text, which lies beside the log."""
    changed: Body = dict(body)
    for path, text in texts.items():
        _put(changed, path, commitment(salts[path], text.encode()).hex())
    return changed


def opened(body: Body, texts: Mapping[str, str]) -> Body:
    """The body with its texts in place; a text that was erased is left out."""
    changed: Body = dict(body)
    for path in TEXT_PATHS:
        outer, _, inner = path.partition(".")
        if outer in body and (not inner or inner in body[outer]):
            _put(changed, path, texts.get(path))
    return changed


def _put(body: Body, path: str, text: str | None) -> None:
    outer, _, inner = path.partition(".")
    if inner:
        held = {**body[outer], inner: text}
        body[outer] = {name: value for name, value in held.items() if value is not None}
    elif text is None:
        body.pop(outer)
    else:
        body[outer] = text


def leaf_bytes(
    *, at: str, by: str, record: bytes, record_id: str, key: str | None, claim: Mapping[str, str] | None
) -> bytes:
    """The leaf of one entry. `record` is canonical JSON already, so that it is written out only once.

    The members stand in canonical order; of them only the name and the claim hold anything that needs escaping.
    """
    parts = [b'{"at":"', at.encode(), b'","by":', _spelled_name(by)]
    if claim:
        parts += [b',"claim":', canonical(claim)]
    parts += [b',"id":"', record_id.encode(), b'"']
    if key:
        parts += [b',"key":"', key.encode(), b'"']
    return b"".join([*parts, b',"record":', record, b"}"])


@lru_cache(maxsize=64)
def _spelled_name(name: str) -> bytes:
    return canonical(name)


def read_leaf(leaf: bytes) -> Body:
    """What a leaf holds. Raises ValueError if it is not the JSON object that `leaf_bytes` writes."""
    content = json.loads(leaf)
    if not isinstance(content, dict) or not isinstance(content.get("record"), dict):
        raise ValueError("not a leaf")
    return content


def text_places(body: Body) -> Iterator[str]:
    """The paths at which erasable text stands, or stood, in a body."""
    for path in TEXT_PATHS:
        outer, _, inner = path.partition(".")
        if outer in body and (not inner or inner in body[outer]):
            yield path


def held_at(body: Body, path: str) -> str:
    """What a body holds at the path of an erasable text."""
    outer, _, inner = path.partition(".")
    held: str = body[outer][inner] if inner else body[outer]
    return held


def exported(body: Body, *, record_id: str, key: str | None, at: str, by: str) -> Body:
    """The line an export writes for a record: its fields in the order of the schema, then where it was recorded.

    `body` is as `opened` gives it.
    """
    order = _ORDER[body["record"]]
    line: Body = {"record": body["record"]}
    line.update({name: body[name] for name in order if name in body})
    line["id"] = record_id
    if key:
        line["key"] = key
    line["recorded"] = {"at": at, "by": by}
    return line


def decode(body: Body) -> r.Record:
    """The record that a body, as `opened` gives it, stands for."""
    said = {name: value for name, value in body.items() if name != "record"}
    match body["record"]:
        case "agent":
            return r.Agent(**said)
        case "source":
            return r.Source(**said)
        case "snapshot":
            if "original" in said:
                said["original"] = r.Original(**said["original"])
            return r.Snapshot(**said)
        case "figure":
            return figure(said)
        case "link":
            return link(said)
        case "review":
            return r.Review(**{**said, "accept": tuple(said.get("accept", ()))})
        case "correction":
            return r.Correction(**said)
        case "description":
            listed: Body = {name: tuple(said.get(name, ())) for name in ("aliases", "authors")}
            return r.Description(**{**said, **listed})
        case "same":
            return r.Same(**{**said, "refs": tuple(said["refs"])})
        case "key":
            return r.Key(**said)
        case kind:
            raise ValueError(f"no record is of kind {kind!r}")


def figure(said: Body) -> r.Figure:
    """A figure from the fields of its body."""
    rest = {n: v for n, v in said.items() if n not in ("quantity", "reported_by", "tags", "quote", "record")}
    return r.Figure(
        quantity=Quantity(**said.get("quantity", {})),
        reported_by=tuple(said.get("reported_by", ())),
        tags=tuple(said.get("tags", ())),
        quote=_quote(said),
        **rest,
    )


def link(said: Body) -> r.Link:
    """A link from the fields of its body."""
    if "inputs" in said:
        inputs = tuple(r.Input(figure=ref, name=name) for name, ref in sorted(said["inputs"].items()))
    else:
        inputs = (r.Input(figure=said["from"]),)
    left_out = ("inputs", "from", "assumptions", "quote", "record")
    rest = {name: value for name, value in said.items() if name not in left_out}
    return r.Link(inputs=inputs, assumptions=tuple(said.get("assumptions", ())), quote=_quote(said), **rest)


def _quote(said: Mapping[str, Any]) -> r.Quote | None:
    quote = said.get("quote")
    # A quote whose words were erased leaves nothing that could be called one.
    return r.Quote(**quote) if quote and "exact" in quote else None
