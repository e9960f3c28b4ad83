"""Erases texts under a redaction, and clears the traces of deleted rows from the database.

The leaf of an entry holds a commitment to each of its texts and no word of them: with salt and text gone, every
hash and every proof stays what it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Engine, delete, select, text
from sqlalchemy.engine import Connection

from ledger.store import tables as t
from ledger.store.dialect import dialect_of
from ledger.store.engine import translated
from ledger.store.lookup import batches, body_of
from ledger.store.project import searched

_T = t.entry_text.c


def erase(connection: Connection, redacted: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
    """Delete the texts of fields, given with their entries, and their words from the search index.

    Returns those that had a text here. Triggers refuse it unless the redaction stands in the projection.
    """
    dialect = dialect_of(connection)
    dialect.before_erasing(connection)
    erased = {(seq, field) for seq, field in redacted if _erase_one(connection, seq, field)}
    if any(field == "quote" for _, field in erased):
        dialect.after_erasing(connection)
    return erased


def _erase_one(connection: Connection, seq: int, field: str) -> bool:
    beside: dict[str, str] = {
        row.path: row.content for row in connection.execute(select(t.entry_text).where(_T.seq == seq))
    }
    erased = [path for path in beside if path.partition(".")[0] == field]
    if not erased:
        return False
    connection.execute(delete(t.entry_text).where(_T.seq == seq, _T.path.in_(erased)))
    if field == "quote":
        left = {path: content for path, content in beside.items() if path not in erased}
        _index_again(connection, seq, searched(body_of(connection, seq), left))
    return True


def _index_again(connection: Connection, seq: int, words: str) -> None:
    """Replace the words of an entry in the search index."""
    column = dialect_of(connection).search_seq
    connection.execute(text(f"DELETE FROM search WHERE {column} = :seq"), {"seq": seq})  # noqa: S608
    if words:
        query = f"INSERT INTO search ({column}, words) VALUES (:seq, :words)"  # noqa: S608
        connection.execute(text(query), {"seq": seq, "words": words})


def redacted_among(connection: Connection, seqs: Collection[int]) -> dict[int, set[str]]:
    """Return the fields of these entries that a redaction has erased."""
    judged = t.judgement.c
    query = select(judged.subject_seq, judged.detail).where(judged.kind == "redaction").distinct()
    found: dict[int, set[str]] = {}
    for batch in batches(seqs):
        for seq, field in connection.execute(query.where(judged.subject_seq.in_(batch))):
            found.setdefault(seq, set()).add(field)
    return found


def redacted_since(connection: Connection, seqs: Collection[int], size: int) -> bool:
    """Return whether a text of one of these entries was erased after the log had `size` entries."""
    judged = t.judgement.c
    query = select(judged.seq).where(judged.kind == "redaction", judged.seq > size)
    return any(
        connection.scalar(query.where(judged.subject_seq.in_(batch)).limit(1)) for batch in batches(seqs)
    )


def without_text(connection: Connection, seqs: Collection[int]) -> set[int]:
    """Return those of the entries that have no text beside the log."""
    query = select(_T.seq).distinct()
    held = {seq for batch in batches(seqs) for seq in connection.scalars(query.where(_T.seq.in_(batch)))}
    return set(seqs) - held


def places_of(connection: Connection, words: str) -> list[tuple[int, str]]:
    """Entry and path of every erasable text in which these words stand, letter by letter."""
    position = dialect_of(connection).position(_T.content, words)
    query = select(_T.seq, _T.path).where(position > 0).order_by(_T.seq, _T.path)
    return [(seq, path) for seq, path in connection.execute(query)]


def clean_up(engine: Engine) -> None:
    """Clear the files of the database of what was deleted, outside any transaction.

    A deleted row stays readable in the write-ahead log, in free pages and in dead rows until they are written
    over. Raises StoreError if something prevents it; the erased texts remain erased.
    """
    with translated(engine), engine.connect() as connection:
        dialect_of(engine).clean_up(connection)
