"""Encoding and decoding of records: leaves of the log, records read back, lines of an export.

A leaf is the canonical JSON of ``{"at", "by", "claim", "id", "key", "record"}``: when and by whom the entry was
made, what an imported line claimed of its own recording, the record's id, the key it came with, and the record
in normal form with a commitment (the SHA-256 of 16 random bytes and the text) wherever erasable text stands. A
text that never reached this ledger, because the export it came from withheld it, leaves its bare digest there.

A leaf is stored without ``at``, ``by`` and ``id``, which the columns of its entry hold: these are a third of the leaves
of links, and a sixth of a ledger.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from json.encoder import encode_basestring
from sys import intern
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from ledger.model import record as r
from ledger.model.body import Body
from ledger.model.quick_records import quick
from ledger.number.quantity import Quantity
from ledger.tlog.canonical import canonical, commitment

if TYPE_CHECKING:
    from ledger.model.catalogue import Record

#: Marks the bare digest of a text that was never in this ledger, as opposed to the commitment to one that was.
_WITHHELD: Final = "sha256:"


@cache
def field_order(kind: str) -> tuple[str, ...]:
    """Return the fields of a kind in the order of the schema."""
    from ledger.model.fields import KINDS

    return (*KINDS[kind].fields, "same", "restated")


def sealed(body: Body, texts: Mapping[str, str], salts: Mapping[str, bytes]) -> Body:
    """Return the body as a leaf holds it: a commitment (hex) for each erasable text, which lies beside the log.

    A text that is withheld leaves its digest.
    """
    changed: Body = dict(body)
    for path in text_places(body):
        if path in texts:
            put(changed, path, commitment(salts[path], texts[path].encode()).hex())
        else:
            put(changed, path, f"{_WITHHELD}{held_at(body, path)}")
    return changed


def digested(body: Body, digests: Mapping[str, str]) -> Body:
    """Return the body as it is hashed for its id, with the SHA-256 (hex) of erasable texts in place of commitments."""
    changed: Body = dict(body)
    for path, digest in digests.items():
        put(changed, path, digest)
    return changed


def opened(body: Body, texts: Mapping[str, str]) -> Body:
    """Return the body with its texts in place; a text that was erased is left out."""
    changed: Body = dict(body)
    for name in ("note", "text"):
        if name in body:
            put(changed, name, texts.get(name))
    if "quote" in body:
        parts = {
            name: held if name == "language" else texts.get(f"quote.{name}")
            for name, held in body["quote"].items()
        }
        changed["quote"] = {name: text for name, text in parts.items() if text is not None}
    return changed


def put(body: Body, path: str, text: str | None) -> None:
    """Set or remove the value at the path of an erasable text; nested parts are copied, not changed."""
    outer, _, inner = path.partition(".")
    if inner:
        held = {**body[outer], inner: text}
        body[outer] = {name: value for name, value in held.items() if value is not None}
    elif text is None:
        body.pop(outer)
    else:
        body[outer] = text


_DECODER: Final = json.JSONDecoder()


def leaf_bytes(
    *, at: str, by: str, record: bytes, record_id: str, key: str | None, claim: Mapping[str, str] | None
) -> bytes:
    """Return the leaf of one entry. `record` is canonical JSON already, so that it is written out only once.

    The members stand in canonical order; of them only the name and the claim hold anything that needs escaping.
    """
    return whole_leaf(at, by, record_id, stored_leaf(record=record, key=key, claim=claim))


def stored_leaf(*, record: bytes, key: str | None, claim: Mapping[str, str] | None) -> bytes:
    """Return what is stored of a leaf: the members that no column of its entry holds, as canonical JSON.

    `record` is canonical JSON already, so that it is written out only once.
    """
    parts = [b'"claim":%b' % canonical(claim)] if claim else []
    if key:
        parts.append(b'"key":"%b"' % key.encode())
    return b"{%b}" % b",".join([*parts, b'"record":%b' % record])


def whole_leaf(at: str, by: str, record_id: str, stored: bytes) -> bytes:
    """Return a leaf from the columns of its entry and what is stored of it.

    No two rows give one leaf, so that its hash holds for the columns too. Bytes that are stored in no such form are
    returned as they are: a leaf that its columns contradicted when the ledger was upgraded was stored as a whole.
    """
    named = b',"id":"%b",' % record_id.encode()
    if stored.startswith(WITHOUT_CLAIM):
        return b"%b%b%b" % (leaf_opening(at, by), named, stored[1:])
    if stored.startswith(_CLAIM):
        # A claim holds no object. A name between quotation marks is a member's alone: in a string each has a backslash.
        ends = [end for mark in _AFTER_CLAIM if (end := stored.find(mark)) > 0]
        if ends:
            end = min(ends) + 1
            return b"%b,%b%b%b" % (leaf_opening(at, by), stored[1:end], named, stored[end + 1 :])
    return stored


def stored_of(leaf: bytes, at: str, by: str, record_id: str) -> bytes:
    """Return what is stored of a whole leaf, the inverse of `whole_leaf`: all of it if the columns contradict it."""
    opening, named = leaf_opening(at, by), b',"id":"%b",' % record_id.encode()
    claim, _, rest = leaf.removeprefix(opening).partition(named)
    stored = b"{%b,%b" % (claim[1:], rest) if claim else b"{%b" % rest
    return stored if whole_leaf(at, by, record_id, stored) == leaf else leaf


#: How what is stored of a leaf begins without a claim: all of it but its first byte then follows the id.
WITHOUT_CLAIM: Final = (b'{"record":', b'{"key":"')
#: How it begins with a claim, and what may follow the claim.
_CLAIM: Final = b'{"claim":{'
_AFTER_CLAIM: Final = (b'},"key":"', b'},"record":{')


@lru_cache(maxsize=64)
def leaf_opening(at: str, by: str) -> bytes:
    """Return the common beginning of all leaves made at one time by one person."""
    return b'{"at":%b,"by":%b' % (encode_basestring(at).encode(), encode_basestring(by).encode())


def read_leaf(leaf: bytes) -> Body:
    """Return the content of a leaf, whole or as it is stored. Raises ValueError if it is no object with a record."""
    text = leaf.decode()
    content, end = _DECODER.raw_decode(text)
    if end != len(text) or not isinstance(content, dict) or not isinstance(content.get("record"), dict):
        raise ValueError("not a leaf")
    return content


def text_places(body: Body) -> list[str]:
    """Return the paths at which erasable text stands, or stood, in a body."""
    places = []
    if "note" in body:
        places.append("note")
    if "text" in body:
        places.append("text")
    if "quote" in body:
        places += [f"quote.{name}" for name in body["quote"] if name != "language"]
    return places


def held_at(body: Body, path: str) -> str:
    """Return the value in a body at the path of an erasable text."""
    outer, _, inner = path.partition(".")
    held: str = body[outer][inner] if inner else body[outer]
    return held


def digest_at(body: Body, path: str) -> str | None:
    """Return the digest (hex) that a leaf holds in place of a withheld text; None if it has a commitment."""
    held = held_at(body, path)
    return held.removeprefix(_WITHHELD) if held.startswith(_WITHHELD) else None


def exported(
    body: Body,
    *,
    record_id: str,
    key: str | None,
    at: str,
    by: str,
    withheld: Mapping[str, str] | None = None,
) -> Body:
    """Return the line an export writes for a record: its fields in the order of the schema, then where it was recorded.

    `body` is as `opened` gives it; `withheld` are the digests of texts that are left out, by path.
    """
    if withheld:
        body = {**body, "withheld": by_field(withheld)}
        if "quote" in body and "exact" not in body["quote"]:
            # A quote without its words is no quote: its language is left out with their digests.
            body["withheld"]["quote"] |= body.pop("quote")
    order = field_order(body["record"])
    line: Body = {"record": body["record"]}
    line.update({name: body[name] for name in order if name in body})
    line["id"] = record_id
    if key:
        line["key"] = key
    line["recorded"] = {"at": at, "by": by}
    return line


def by_field(digests: Mapping[str, str]) -> Body:
    """Return by field the digests given by path, as a record writes them: an object for the parts of a quote."""
    nested: Body = {}
    for path, digest in sorted(digests.items()):
        outer, _, inner = path.partition(".")
        if inner:
            nested.setdefault(outer, {})[inner] = digest
        else:
            nested[outer] = digest
    return nested


def flat(nested: Body) -> dict[str, str]:
    """Return by path the digests that a record writes by field: the inverse of `by_field`."""
    digests: dict[str, str] = {}
    for name, digest in nested.items():
        if isinstance(digest, dict):
            digests.update((f"{name}.{part}", inner) for part, inner in digest.items())
        else:
            digests[name] = digest
    return digests


def decode(body: Body) -> Record:
    """Return the record of a body as `opened` gives it. Raises KeyError for an unknown kind."""
    return decode_once(dict(body))


def decode_once(fields: Body) -> Record:
    """Return what `decode` does, of a body that nobody else reads: its fields are taken from it."""
    kind = fields.pop("record")
    if kind in _DECODERS:
        return _DECODERS[kind](fields)
    from ledger.model import catalogue

    made: dict[str, type[Record]] = {
        "agent": catalogue.Agent,
        "source": catalogue.Source,
        "snapshot": catalogue.Snapshot,
        "description": catalogue.Description,
        "same": catalogue.Same,
        "key": catalogue.Key,
        "dismissal": catalogue.Dismissal,
        "assignment": catalogue.Assignment,
        "personal_key": catalogue.PersonalKey,
    }
    for name in ("aliases", "authors", "refs"):
        if name in fields:
            fields[name] = tuple(fields[name])
    if "original" in fields:
        fields["original"] = catalogue.Original(**fields["original"])
    return made[kind](**fields)


_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_made_figure: Final = quick(r.Figure)
_made_link: Final = quick(r.Link)
_made_quantity: Final = quick(Quantity)
_made_quote: Final = quick(r.Quote)


def _figure(fields: Body) -> r.Figure:
    quantity = fields.get("quantity", _NOTHING)
    fields["quantity"] = _quantity(*quantity, *quantity.values())
    # Ids are long, and many records name the same: one text for all of them.
    fields["reported_by"] = tuple(map(intern, fields.get("reported_by", ())))
    if "source" in fields:
        fields["source"] = intern(fields["source"])
    if "tags" in fields:
        fields["tags"] = tuple(fields["tags"])
    if "quote" in fields:
        fields["quote"] = _quote(fields["quote"])
    return _made_figure(fields)


@lru_cache(maxsize=4_096)
def _quantity(*parts: Any) -> Quantity:
    """Return the quantity with these names of its parts, and then their values.

    It is remembered: whoever passes a number on has the same as the figure upstream.
    """
    count = len(parts) // 2
    return _made_quantity(dict(zip(parts[:count], parts[count:], strict=True)))


def _link(fields: Body) -> r.Link:
    if "inputs" in fields:
        named = sorted(fields["inputs"].items())
        fields["inputs"] = tuple(r.Input(figure=intern(ref), name=name) for name, ref in named)
    else:
        fields["inputs"] = (r.Input(figure=intern(fields.pop("from"))),)
    fields["figure"] = intern(fields["figure"])
    if "assumptions" in fields:
        fields["assumptions"] = tuple(fields["assumptions"])
    if "quote" in fields:
        fields["quote"] = _quote(fields["quote"])
    return _made_link(fields)


def _quote(fields: Mapping[str, str]) -> r.Quote | None:
    # Nothing is left of a quote whose words were erased.
    return _made_quote(fields) if "exact" in fields else None


_DECODERS: Final[Mapping[str, Callable[[Body], Record]]] = {
    "figure": _figure,
    "link": _link,
    "review": lambda fields: r.Review(**{**fields, "accept": tuple(fields.get("accept", ()))}),
    "correction": lambda fields: r.Correction(**fields),
    "redaction": lambda fields: r.Redaction(**{name: fields[name] for name in fields if name != "withheld"}),
}
