"""The end of the log, which is the only row that is ever updated."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.engine import Connection

from ledger.errors import TamperError
from ledger.store.damage import UNFORESEEN
from ledger.store.dialect import dialect_of, fetch
from ledger.store.engine import recall_answers
from ledger.store.prepared import Prepared
from ledger.tlog.merkle import CompactRange

_MEND: Final = "nothing is recorded on top of it: ledger verify says what else, restore a backup"


class Head(NamedTuple):
    """The end of the log: the ledger's name, its tree, when (UTC) its last entry was made, how often it was sealed.

    `submissions` is the tree of what was appended together, see `tables.submission`.
    """

    name: str
    tree: CompactRange
    recorded_at: str
    checkpoints: int = 0
    submissions: CompactRange = CompactRange.empty()

    @property
    def size(self) -> int:
        """The number of entries."""
        return self.tree.size


_HEAD: Final = (
    "SELECT name, size, subtrees, recorded_at, checkpoints, submissions, submission_subtrees FROM head"
)
#: Parses trees: whoever asks again mostly finds the log as it was.
_tree: Final = lru_cache(8)(CompactRange.from_bytes)


def read_head(connection: Connection, *, lock: bool = False) -> Head:
    """Return the end of the log; with `lock`, locked until the transaction ends. Raises TamperError if damaged."""
    rows = fetch(connection, _HEAD + dialect_of(connection).row_lock if lock else _HEAD)
    if not rows:
        raise TamperError("the log has no head", hint="restore a backup")
    try:
        name, size, subtrees, moment, checkpoints, count, submitted = rows[0]
        tree, submissions = _tree(size, bytes(subtrees)), _tree(count, bytes(submitted or b""))
        recall_answers(connection, (size, bytes(subtrees), count))
        return Head(name, tree, moment, int(checkpoints), submissions)
    except UNFORESEEN as error:
        raise TamperError(f"the head of the log is damaged: {error}", hint="restore a backup") from None


_RECORDED: Final = Prepared("SELECT recorded_at, recorded_by FROM entry WHERE seq = :seq")


def recorded_at(connection: Connection, seq: int) -> str | None:
    """Return when (UTC) an entry was recorded; None if there is no entry of this number."""
    moment: str | None = _RECORDED.value(connection, seq=seq)
    return moment


def recorder_of(connection: Connection, seq: int) -> str:
    """Return the asserted recorder of an existing entry."""
    return str(_RECORDED.rows(connection, seq=seq)[0][1])


def check_nothing_beyond(connection: Connection, head: Head) -> None:
    """Raise TamperError if there is a row beyond the end of the log, which would become part of the next entry."""
    from ledger.tlog.tiles import full_tiles

    columns = {"entry": "seq", "entry_text": "seq", "search": dialect_of(connection).search_seq}
    found = {
        table: Prepared(f"SELECT {column} FROM {table} WHERE {column} > :size LIMIT 1").value(  # noqa: S608
            connection, size=head.size
        )
        for table, column in columns.items()
    }
    for table, seq in found.items():
        if seq is not None:
            raise TamperError(
                f"the table {table} has a row of entry {seq}, and the log ends at {head.size}",
                seq=seq if isinstance(seq, int) else None,
                hint=_MEND,
            )
    if fetch(connection, "SELECT count(*) FROM tile") != [(full_tiles(head.size),)]:
        raise TamperError("there are tiles that belong to no entries, or some are missing", hint=_MEND)


def place_head(connection: Connection, name: str, now: str) -> None:
    """Insert the head of an empty log."""
    tree = CompactRange.empty()
    connection.execute(
        text(
            "INSERT INTO head"
            " (one, name, size, subtrees, recorded_at, checkpoints, submissions, submission_subtrees)"
            " VALUES (1, :name, :size, :subtrees, :now, 0, 0, :submitted)"
        ),
        {"name": name, "size": tree.size, "subtrees": tree.to_bytes(), "now": now, "submitted": b""},
    )


def move_head(connection: Connection, head: Head) -> None:
    """Move the end of the log to the end of the appended entries."""
    connection.execute(
        text(
            "UPDATE head SET size = :size, subtrees = :subtrees, recorded_at = :recorded_at,"
            " submissions = :submissions, submission_subtrees = :submitted"
        ),
        {
            "size": head.size,
            "subtrees": head.tree.to_bytes(),
            "recorded_at": head.recorded_at,
            "submissions": head.submissions.size,
            "submitted": head.submissions.to_bytes(),
        },
    )
