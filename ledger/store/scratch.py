"""A ledger in memory with some entries of another, each at its own place, to be queried for what a proof covers.

It has no log and no search index of its own: only what a trace is read from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import DBAPIError

from ledger.errors import ProofError
from ledger.model.body import Body
from ledger.model.codec import stored_of
from ledger.store import tables as t
from ledger.store.append import insert_rows
from ledger.store.dialect import in_memory
from ledger.store.engine import Database
from ledger.store.project import SEARCH, Row, project
from ledger.store.submissions import StoredSubmission, insert_submission
from ledger.tlog.merkle import leaf_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An entry: its leaf, the leaf's content, its body with digests in place of texts, and the texts with their salts.

    `missing` are the paths of texts whose digest is not known either.
    """

    seq: int
    leaf: bytes
    content: Body
    body: Body
    texts: Mapping[str, tuple[bytes, str]]
    missing: frozenset[str] = frozenset()


@contextmanager
def scratch(entries: Iterable[Held], submitted: Iterable[StoredSubmission] = ()) -> Iterator[Database]:
    """A database in memory with these entries, in ascending order, and all that follows from them, for a while.

    `submitted` are the submissions in which they came.

    Raises ProofError where an entry refers to one that is not among those before it.
    """
    engine = in_memory()
    try:
        t.metadata.create_all(engine)
        _fill(engine, entries)
        with engine.begin() as connection:
            for submission in submitted:
                insert_submission(connection, submission)
        yield engine
    finally:
        engine.dispose()


def _fill(engine: Database, entries: Iterable[Held]) -> None:
    rows: dict[str, list[tuple[Any, ...]]] = {}
    seqs: dict[str, int] = {}
    keys: set[str] = set()
    for entry in entries:
        if entry.content["id"] in seqs:
            raise ProofError(f"entry {entry.seq} says what entry {seqs[entry.content['id']]} said before")
        seqs[entry.content["id"]] = entry.seq
        for name, row in _rows(entry, seqs, keys):
            rows.setdefault(name, []).append(row)
    try:
        with engine.begin() as connection:
            for table in (t.entry, t.entry_text, *t.PROJECTION):
                if made := rows.get(table.name):
                    insert_rows(connection, table, made)
    except DBAPIError:
        raise ProofError("the entries contradict one another") from None


def _rows(held: Held, seqs: dict[str, int], keys: set[str]) -> list[Row]:
    """Return the rows of an entry; of a key, only where no entry before held it."""
    content, body = held.content, held.body
    entry = (
        held.seq, bytes.fromhex(content["id"]), body["record"], content["at"], content["by"],
        stored_of(held.leaf, content["at"], content["by"], content["id"]), leaf_hash(held.leaf),
    )  # fmt: skip
    rows: list[Row] = [("entry", entry)]
    for path, (salt, text) in held.texts.items():
        rows.append(("entry_text", (held.seq, path, salt, text)))
    try:
        texts = {path: text for path, (_, text) in held.texts.items()}
        rows += [row for row in project(held.seq, body, texts, seqs.__getitem__) if row[0] != SEARCH]
        of = seqs[body["of"]] if body["record"] == "key" else held.seq
    except KeyError as error:
        raise ProofError(
            f"entry {held.seq} refers to {str(error.args[0])[:64]}, which is not there"
        ) from None
    key = body["key"] if body["record"] == "key" else content.get("key")
    if key is not None and key not in keys:
        keys.add(key)
        rows.append(("key", (key, held.seq, of)))
    return rows
