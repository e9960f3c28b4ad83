"""Finding figures by words, with each database's own full-text search. Nothing a person types is an operator."""

from __future__ import annotations

from sqlalchemy import select, text
from sqlalchemy.engine import Connection

from ledger.store import tables as t
from ledger.store.dialect import dialect_of
from ledger.store.lookup import NOW, batches
from ledger.store.words import plain_words


def by_words(connection: Connection, words: str, as_of: int = NOW) -> list[int]:
    """The figures in whose label, quantity, quote, reporters or source every one of the words occurs.

    A word may occur in any of these and be the beginning of a longer one; what is written without a blank, such as
    3.5, must stand there side by side. Those found by their own words come first, then those found through their
    reporters or source; each in the order of recording.
    """
    found: dict[str, tuple[set[int], set[int]]] = {}
    for word in filter(None, map(plain_words, words.split())):
        hits = _hits(connection, word, as_of)
        own = _figures(connection, hits, as_of)
        found[word] = own, own | _through(connection, hits, as_of)
    if not found:
        return []
    everywhere = set.intersection(*(anywhere for _, anywhere in found.values()))
    own_words = set.intersection(*(own for own, _ in found.values()))
    return sorted(everywhere & own_words) + sorted(everywhere - own_words)


def _hits(connection: Connection, word: str, as_of: int) -> list[int]:
    dialect = dialect_of(connection)
    condition, asked = dialect.search_condition(word)
    seq = dialect.search_seq
    query = f"SELECT {seq} FROM search WHERE {condition} AND {seq} <= :as_of"  # noqa: S608
    return list(connection.scalars(text(query), {"word": asked, "as_of": as_of}))


def _figures(connection: Connection, hits: list[int], as_of: int) -> set[int]:
    query = select(t.figure.c.seq).where(t.figure.c.seq <= as_of)
    return {
        seq for batch in batches(hits) for seq in connection.scalars(query.where(t.figure.c.seq.in_(batch)))
    }


def _through(connection: Connection, hits: list[int], as_of: int) -> set[int]:
    """The figures whose reporter or source is among the hits, or is described by one of them."""
    judged = t.judgement.c
    described = select(judged.subject_seq).where(judged.kind == "description")
    reporter = select(t.reporter.c.seq).where(t.reporter.c.seq <= as_of)
    standing = select(t.figure.c.seq).where(t.figure.c.seq <= as_of)
    found: set[int] = set()
    for batch in batches(hits):
        subjects = [*batch, *connection.scalars(described.where(judged.seq.in_(batch)))]
        for some in batches(subjects):
            found.update(connection.scalars(reporter.where(t.reporter.c.agent_seq.in_(some))))
            found.update(connection.scalars(standing.where(t.figure.c.source_seq.in_(some))))
    return found
