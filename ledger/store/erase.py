"""Erasing texts under a redaction, and clearing what a database keeps of deleted rows.

The leaf of an entry holds a commitment to each of its texts and no word of them: with salt and text gone, every
hash and every proof stays what it was.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import Engine, delete, func, select, text
from sqlalchemy.engine import Connection

from ledger.errors import StoreError
from ledger.store import tables as t
from ledger.store.engine import translated
from ledger.store.lookup import batches, body_of
from ledger.store.project import searched

_T = t.entry_text.c


def erase(connection: Connection, redacted: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
    """Delete the texts of fields, given with their entries, and their words from the search index.

    Returns those that had a text here. Triggers refuse it unless the redaction stands in the projection.
    """
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    erased = {(seq, field) for seq, field in redacted if _erase_one(connection, seq, field)}
    if sqlite and any(field == "quote" for _, field in erased):
        # A word that was deleted stays in the index until its segment is merged away: it is built anew.
        connection.exec_driver_sql("INSERT INTO search (search) VALUES ('rebuild')")
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
    """Let an entry be found by these words and no others."""
    column = "rowid" if connection.dialect.name == "sqlite" else "seq"
    connection.execute(text(f"DELETE FROM search WHERE {column} = :seq"), {"seq": seq})  # noqa: S608
    if words:
        query = f"INSERT INTO search ({column}, words) VALUES (:seq, :words)"  # noqa: S608
        connection.execute(text(query), {"seq": seq, "words": words})


def redacted_among(connection: Connection, seqs: Collection[int]) -> dict[int, set[str]]:
    """The fields of these entries that a redaction has erased."""
    judged = t.judgement.c
    query = select(judged.subject_seq, judged.detail).where(judged.kind == "redaction").distinct()
    found: dict[int, set[str]] = {}
    for batch in batches(seqs):
        for seq, field in connection.execute(query.where(judged.subject_seq.in_(batch))):
            found.setdefault(seq, set()).add(field)
    return found


def redacted_since(connection: Connection, seqs: Collection[int], size: int) -> bool:
    """Whether a text of one of these entries was erased after the log had `size` entries."""
    judged = t.judgement.c
    query = select(judged.seq).where(judged.kind == "redaction", judged.seq > size)
    return any(
        connection.scalar(query.where(judged.subject_seq.in_(batch)).limit(1)) for batch in batches(seqs)
    )


def without_text(connection: Connection, seqs: Collection[int]) -> set[int]:
    """Those of these entries beside which no text lies."""
    query = select(_T.seq).distinct()
    held = {seq for batch in batches(seqs) for seq in connection.scalars(query.where(_T.seq.in_(batch)))}
    return set(seqs) - held


def places_of(connection: Connection, words: str) -> list[tuple[int, str]]:
    """Entry and path of every erasable text in which these words stand, letter by letter."""
    position = func.instr if connection.dialect.name == "sqlite" else func.strpos
    query = select(_T.seq, _T.path).where(position(_T.content, words) > 0).order_by(_T.seq, _T.path)
    return [(seq, path) for seq, path in connection.execute(query)]


def clean_up(engine: Engine) -> None:
    """Clear the files of the database of what was deleted, outside any transaction.

    A deleted row stays readable in the write-ahead log, in free pages and in dead rows until they are written
    over. Raises StoreError where something is in the way; what was erased is erased all the same.
    """
    with translated(engine), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            _clean_sqlite(connection)
        else:
            _clean_postgres(connection.execution_options(isolation_level="AUTOCOMMIT"))


def _clean_sqlite(connection: Connection) -> None:
    # VACUUM runs outside a transaction, and SQLAlchemy has begun one.
    connection.exec_driver_sql("ROLLBACK")
    try:
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
        # Pages that were freed before secure_delete was on still hold what they held.
        connection.exec_driver_sql("VACUUM")
        busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
    finally:
        connection.exec_driver_sql("BEGIN")
    if busy:
        raise StoreError("another process is reading, and keeps the write-ahead log from being emptied")


def _clean_postgres(connection: Connection) -> None:
    kept: list[str] = []

    def noticed(diagnostic: Any) -> None:
        # "0 dead row versions cannot be removed yet": the number comes first in every language.
        count = re.match(r"\D*(\d+)", diagnostic.message_detail or "")
        if diagnostic.severity_nonlocalized == "INFO" and count and int(count[1]):
            kept.append(diagnostic.message_primary)

    driver: Any = connection.connection.driver_connection
    driver.add_notice_handler(noticed)
    for table in _own_tables(connection):
        # Written anew, the table and its indexes hold nothing of rows that are gone; a plain VACUUM only lets
        # their place be used again.
        connection.exec_driver_sql(f"VACUUM (FULL, VERBOSE) {table}")
    if kept:
        raise StoreError("a transaction begun before still sees what was deleted, and keeps it on disk")


def _own_tables(connection: Connection) -> Iterator[str]:
    """The tables that hold texts. Raises StoreError where another role owns them."""
    for table in ("entry_text", "search"):
        owner = "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = CAST(:table AS regclass)"
        if not connection.scalar(text(owner), {"table": table}):
            raise StoreError(f"only the owner of the table {table} can vacuum it")
        yield table
