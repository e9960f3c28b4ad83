"""The rows of an entry in the projection. Appending and rebuilding both go through here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from ledger.model.body import Body
from ledger.model.vocabulary import JUDGEMENTS
from ledger.store.confusables import skeleton
from ledger.store.words import plain_words
from ledger.tlog.canonical import canonical

#: The name of a table and the values of a row of it.
Row = tuple[str, tuple[Any, ...]]

#: Tables by name, and `search` (seq, words), which each database holds in its own way.
SEARCH = "search"

_NUMBERS = frozenset({"value", "low", "high"})


def decision(body: Body) -> bytes:
    """Return the SHA-256 of a judgement's decision without its time: repeating the decision adds nothing."""
    return sha256(canonical({name: value for name, value in body.items() if name != "at"})).digest()


def project(seq: int, body: Body, texts: Mapping[str, str], seq_of: Callable[[str], int]) -> Iterator[Row]:
    """Yield the rows of one entry, without `key`, which depends on who held the key before.

    `body` is in normal form, with digests in place of `texts`; `seq_of` gives the entry of a record's id. Values
    stand in the order of the table's columns.
    """
    kind = body["record"]
    match kind:
        case "figure":
            source = seq_of(body["source"]) if "source" in body else None
            number = "quantity" not in body or not _NUMBERS.isdisjoint(body["quantity"])
            # A slogan or a guess is an origin too: nobody counted, and nothing is upstream of it.
            primary = body.get("primary", False) or body.get("nature") == "coined"
            yield "figure", (seq, source, primary, number)
            for agent in body.get("reported_by", ()):
                yield "reporter", (seq, seq_of(agent))
        case "link":
            yield from _edges(seq, body, seq_of)
        case "agent":
            name = body["name"]
            yield "agent", (seq, name, body.get("qualifier"), skeleton(name))
        case "source":
            yield "source", (seq, body.get("url"))
        case "snapshot":
            yield "snapshot", (seq, seq_of(body["source"]))
        case _ if kind in JUDGEMENTS:
            yield from _judgement(seq, body, seq_of)
    if (kind != "link" or texts) and (words := searched(body, texts)):
        yield SEARCH, (seq, words)


def _edges(seq: int, body: Body, seq_of: Callable[[str], int]) -> Iterator[Row]:
    inputs = [ref for _, ref in sorted(body["inputs"].items())] if "inputs" in body else [body["from"]]
    relation, figure = body["relation"], seq_of(body["figure"])
    for position, ref in enumerate(inputs):
        yield "edge", (seq, position, relation, figure, seq_of(ref))


def _judgement(seq: int, body: Body, seq_of: Callable[[str], int]) -> Iterator[Row]:
    kind = body["record"]
    subject, second = (body["refs"]) if kind == "same" else (body.get("of"), None)
    if kind == "correction":
        second = body.get("by")
    details = {
        "review": body.get("verdict"),
        "correction": body.get("cause", "withdrawn"),
        "same": "same" if body.get("same", True) else "different",
        "redaction": body.get("field"),
        "dismissal": body.get("place"),
        "assignment": body.get("to"),
        "personal_key": body.get("public"),
    }
    who = body["recorder"] if kind == "correction" else body["by"]
    # A key is introduced by a record that speaks of no other.
    of, second_seq = seq if subject is None else seq_of(subject), seq_of(second) if second else None
    yield "judgement", (seq, kind, of, second_seq, details.get(kind), who, body["at"], decision(body))
    if kind == "description":
        for position, name in enumerate(body.get("aliases", ())):
            yield "alias", (seq, position, of, name)


def searched(body: Body, texts: Mapping[str, str]) -> str:
    """Return the words by which an entry is found: labels, numbers as they were said, quotes, names, titles."""
    found = [body.get("label"), body.get("name"), body.get("title"), body.get("publisher")]
    if "quantity" in body:
        found.append(body["quantity"].get("text"))
    if texts:
        found += (texts.get("quote.exact"), texts.get("quote.translation"))
    found += body.get("aliases", ())
    return "\n".join([words for text in found if text and (words := plain_words(text))])
