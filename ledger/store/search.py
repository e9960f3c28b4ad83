"""Finding figures by words, with each database's own full-text search. Nothing a person types is an operator.

A word that occurs in half of all figures is answered as fast as a rare one: what stands first is asked for first, and
nothing more where that is enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from ledger.store.dialect import dialect_of
from ledger.store.lookup import NOW, asked
from ledger.store.prepared import Prepared
from ledger.store.words import plain_words

#: The largest number of hits that are ordered by how well they fit; of more, those recorded first come first.
_RANKED = 1_000
#: Among so many entries that have the words figures are looked for, before parties and sources are gone through.
_FIRST_HITS = 5_000
#: Through so many parties and sources that have all the words, figures are looked for before any others.
_NAMED = 250
#: Up to so many entries with a word are counted, to find the rarest of several words.
_RARE = 5_000
#: How many entries with the rarest of several words are looked at first.
_FIRST_PAGE = 250


def by_words(connection: Connection, words: str, as_of: int = NOW, most: int | None = None) -> list[int]:
    """Return the figures that `found_by_words` finds, up to `most`."""
    return list(islice(found_by_words(connection, words, as_of), most))


def found_by_words(connection: Connection, words: str, as_of: int = NOW) -> Iterator[int]:
    """Return the figures in whose label, quantity, quote, reporters or source every one of the words occurs, each once.

    A word may occur in any of these and be the beginning of a longer one; what is written without a blank, such as
    3.5, must stand there side by side. Those that have all the words themselves come first, whole words before
    beginnings of words; then those with a reporter or a source that has them all; then the rest. Among few these are
    first that have the words side by side and few others; among many, those that were recorded first.
    """
    wanted = [plain for word in words.split() if (plain := plain_words(word))]
    if not wanted:
        return iter(())
    dialect_of(connection).before_searching(connection)
    return _in_order(connection, wanted, as_of)


def _in_order(connection: Connection, words: Sequence[str], as_of: int) -> Iterator[int]:
    """Yield the figures, each once, best first. Nothing is asked before it is needed."""
    seen: set[int] = set()

    def new(figures: Iterable[int]) -> Iterator[int]:
        for seq in figures:
            if seq not in seen:
                seen.add(seq)
                yield seq

    yield from new(_fitting(connection, words, _hits(connection, words, as_of, _FIRST_HITS, whole=True)))
    # Words that many others begin with are slow to ask for: what is found is used twice.
    first = _hits(connection, words, as_of, _FIRST_HITS)
    yield from new(_fitting(connection, words, first))
    # Those with a reporter or a source that has all the words, or is described with them.
    yield from new(_through(connection, first[:_NAMED], as_of, _RANKED))
    for whole in (True, False):
        yield from new(_hits(connection, words, as_of, whole=whole, figures=True))
    yield from new(_anywhere(connection, words, as_of))


def _fitting(connection: Connection, words: Sequence[str], hits: Sequence[int]) -> Sequence[int]:
    """Return the figures among the first entries that have all the words, the best fitting first."""
    found = sorted(_FIGURES.values(connection, seqs=hits))[: _RANKED + 1]
    if len(found) > _RANKED:
        return found
    held, side_by_side = _held(connection, found), f" {' '.join(words)}"
    return sorted(found, key=lambda seq: (side_by_side not in held[seq], held[seq].count(" "), seq))


def _held(connection: Connection, seqs: Collection[int]) -> dict[int, str]:
    """Return the words by which entries are found, each after a blank."""
    column = dialect_of(connection).search_seq
    query = f"SELECT {column}, words FROM search WHERE {column}"  # noqa: S608
    return {seq: f" {words}".replace("\n", " ") for seq, words in asked(connection, query, seqs)}


def _hits(
    connection: Connection,
    words: Sequence[str],
    as_of: int,
    most: int | None = None,
    *,
    whole: bool = False,
    figures: bool = False,
    behind: int = 0,
) -> list[int]:
    """Return the entries `behind` one that have all the words, in order; of `figures` alone, or of all kinds."""
    dialect = dialect_of(connection)
    condition, wanted = dialect.search_condition(words, whole=whole)
    seq = f"search.{dialect.search_seq}"
    values: dict[str, Any] = {"words": wanted, "as_of": as_of, "most": most}
    query = f"SELECT {seq} AS seq FROM search WHERE {condition} AND {seq} <= :as_of"  # noqa: S608
    if behind:
        query, values["behind"] = f"{query} AND {seq} > :behind", behind
    query = f"{query} ORDER BY {seq}"
    if figures:
        # CROSS JOIN keeps SQLite from turning the join round and asking of every figure whether it has the words.
        query = (
            f"SELECT hit.seq FROM ({query}) AS hit CROSS JOIN figure"  # noqa: S608
            " WHERE figure.seq = hit.seq ORDER BY hit.seq"
        )
    if most is not None:
        query = f"{query} LIMIT :most"
    return list(
        connection.scalars(text(query), {name: value for name, value in values.items() if value is not None})
    )


_DESCRIBED = Prepared("SELECT subject_seq FROM judgement WHERE seq AMONG :seqs AND kind = 'description'")
_REPORTED = Prepared(
    "SELECT DISTINCT seq FROM reporter WHERE agent_seq AMONG :seqs AND seq <= :as_of ORDER BY seq LIMIT :most"
)
_STANDING = Prepared(
    "SELECT seq FROM figure WHERE source_seq AMONG :seqs AND seq <= :as_of ORDER BY seq LIMIT :most"
)
_FIGURES = Prepared("SELECT seq FROM figure WHERE seq AMONG :seqs")
_REPORTERS = Prepared("SELECT seq, agent_seq FROM reporter WHERE seq AMONG :seqs")
_SOURCES = Prepared("SELECT seq, source_seq FROM figure WHERE seq AMONG :seqs AND source_seq IS NOT NULL")
_DESCRIPTIONS = Prepared(
    "SELECT seq, subject_seq FROM judgement WHERE subject_seq AMONG :seqs AND kind = 'description'"
)


def _through(connection: Connection, hits: Collection[int], as_of: int, most: int | None = None) -> list[int]:
    """Return the figures whose reporter or source is among the hits, or is described by one of them, in order."""
    subjects = {*hits, *_DESCRIBED.values(connection, seqs=hits)}
    bound = {"seqs": subjects, "as_of": as_of, "most": NOW if most is None else most}
    return sorted({*_REPORTED.values(connection, **bound), *_STANDING.values(connection, **bound)})[:most]


def _anywhere(connection: Connection, words: Sequence[str], as_of: int) -> Iterator[int]:
    """Yield the figures that have each of the words somewhere: one themselves, say, and another in their source."""
    counts = {word: len(_hits(connection, [word], as_of, _RARE)) for word in words}
    rarest = min(words, key=lambda word: counts[word])
    rest = [word for word in words if word != rarest]
    behind, page = 0, _FIRST_PAGE
    while hits := _hits(connection, [rarest], as_of, page, behind=behind):
        # A page at a time, each longer: who asks for a few figures waits for no more than these.
        behind, page = hits[-1], min(2 * page, _RARE)
        candidates = {*_FIGURES.values(connection, seqs=hits), *_through(connection, hits, as_of)}
        for word in rest:
            candidates = _having(connection, word, candidates)
        yield from sorted(candidates)


def _having(connection: Connection, word: str, figures: Collection[int]) -> set[int]:
    """Return those of some figures that have a word themselves, or by a name or description of reporter or source."""
    if not figures:
        return set()
    subjects = defaultdict(set)
    for figure, subject in (
        *_REPORTERS.rows(connection, seqs=figures),
        *_SOURCES.rows(connection, seqs=figures),
    ):
        subjects[subject].add(figure)
    described = dict(_DESCRIPTIONS.rows(connection, seqs=subjects))
    found: set[int] = set()
    for seq, words in _held(connection, {*figures, *subjects, *described}).items():
        if f" {word}" in words:
            found |= {seq} if seq in figures else subjects[described.get(seq, seq)]
    return found
