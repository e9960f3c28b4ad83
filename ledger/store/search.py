"""Finding figures by words, with each database's own full-text search. Nothing a person types is an operator.

A word that occurs in half of all figures is answered as fast as a rare one: what stands first is asked for first, and
nothing more where that is enough.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.engine import Connection

from ledger.store import tables as t
from ledger.store.dialect import dialect_of
from ledger.store.lookup import NOW, batches
from ledger.store.prepared import Prepared, among, parameter
from ledger.store.words import plain_words

#: Among so many entries a common word is looked for first.
_FIRST = 20_000
#: Through so many parties and sources that have all the words, figures are looked for before any others.
_NAMED = 1_000


def by_words(connection: Connection, words: str, as_of: int = NOW, most: int | None = None) -> list[int]:
    """The figures in whose label, quantity, quote, reporters or source every one of the words occurs, up to `most`.

    A word may occur in any of these and be the beginning of a longer one; what is written without a blank, such as
    3.5, must stand there side by side. Those that have all the words themselves come first, whole words before
    beginnings of words; then those with a reporter or a source that has them all; then the rest. Among these each is
    in the order of recording.
    """
    wanted = [plain for word in words.split() if (plain := plain_words(word))]
    if not wanted:
        return []
    found = dict.fromkeys(islice(_in_order(connection, wanted, as_of, most), most))
    return list(found)


def _in_order(connection: Connection, words: Sequence[str], as_of: int, most: int | None) -> Iterator[int]:
    """The figures, each once, best first. Nothing is asked before it is needed."""
    seen: set[int] = set()

    def new(figures: Iterable[int]) -> Iterator[int]:
        for seq in figures:
            if seq not in seen:
                seen.add(seq)
                yield seq

    for whole in (True, False):
        yield from new(_own(connection, words, as_of, most and most + len(seen), whole=whole))
    yield from new(_named(connection, words, as_of, most and most + len(seen)))
    yield from new(_anywhere(connection, words, as_of))


def _own(
    connection: Connection, words: Sequence[str], as_of: int, most: int | None, *, whole: bool
) -> Sequence[int]:
    """The figures that have all the words themselves, in order: the first `most`."""
    if most is not None and as_of > _FIRST:
        first = _hits(connection, words, _FIRST, most, whole=whole, figures=True)
        if len(first) == most:
            return first
    return _hits(connection, words, as_of, most, whole=whole, figures=True)


def _hits(
    connection: Connection,
    words: Sequence[str],
    as_of: int,
    most: int | None = None,
    *,
    whole: bool = False,
    figures: bool = False,
) -> list[int]:
    """The entries that have all the words, in order; of `figures` alone, or of all kinds."""
    dialect = dialect_of(connection)
    condition, asked = dialect.search_condition(words, whole=whole)
    seq = f"search.{dialect.search_seq}"
    # CROSS JOIN keeps SQLite from turning the join round and asking of every figure whether it has the words.
    joined = f" CROSS JOIN figure WHERE figure.seq = {seq} AND" if figures else " WHERE"
    limit = "" if most is None else " LIMIT :most"
    query = f"SELECT {seq} FROM search{joined} {condition} AND {seq} <= :as_of ORDER BY {seq}{limit}"  # noqa: S608
    values: dict[str, Any] = {"words": asked, "as_of": as_of}
    return list(connection.scalars(text(query), values if most is None else {**values, "most": most}))


_J = t.judgement.c
_DESCRIBED = Prepared(select(_J.subject_seq).where(among(_J.seq), _J.kind == "description"))
_R, _F = t.reporter.c, t.figure.c
_LIMIT = parameter("most")
_REPORTED = Prepared(
    select(_R.seq)
    .distinct()
    .where(among(_R.agent_seq), _R.seq <= parameter("as_of"))
    .order_by(_R.seq)
    .limit(_LIMIT)
)
_STANDING = Prepared(
    select(_F.seq).where(among(_F.source_seq), _F.seq <= parameter("as_of")).order_by(_F.seq).limit(_LIMIT)
)


def _named(connection: Connection, words: Sequence[str], as_of: int, most: int | None) -> list[int]:
    """The first figures with a reporter or a source that has all the words, or is described with them."""
    hits = _hits(connection, words, as_of, _NAMED)
    return _through(connection, hits, as_of, most)


def _through(connection: Connection, hits: Collection[int], as_of: int, most: int | None = None) -> list[int]:
    """The figures whose reporter or source is among the hits, or is described by one of them, in order."""
    subjects = {*hits, *_DESCRIBED.values(connection, seqs=hits)}
    bound = {"seqs": subjects, "as_of": as_of, "most": NOW if most is None else most}
    return sorted({*_REPORTED.values(connection, **bound), *_STANDING.values(connection, **bound)})[:most]


def _anywhere(connection: Connection, words: Sequence[str], as_of: int) -> list[int]:
    """The figures that have each of the words somewhere: one themselves, say, and another in their source."""
    found: set[int] | None = None
    for word in words:
        hits = _hits(connection, [word], as_of)
        with_word = {*_figures(connection, hits), *_through(connection, hits, as_of)}
        found = with_word if found is None else found & with_word
    return sorted(found or ())


def _figures(connection: Connection, hits: Iterable[int]) -> Iterator[int]:
    query = select(_F.seq)
    for batch in batches(hits):
        yield from connection.scalars(query.where(_F.seq.in_(batch)))
