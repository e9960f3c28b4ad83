"""Submissions: entries appended to the log together, with their recorder's signature and the session's user.

They are leaves of a tree of their own, in the order in which they came. The head of the log holds that tree, so that
none can be removed or changed without being found, and every seal is bound to it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from sqlalchemy import text
from sqlalchemy.engine import Connection

from ledger.errors import TamperError
from ledger.store.dialect import dialect_of
from ledger.store.lookup import occurs
from ledger.store.prepared import Prepared
from ledger.tlog.merkle import CompactRange, leaf_hash

if TYPE_CHECKING:
    from ledger.tlog.submission import SubmissionText

#: Signs the text of a submission's note; returns the note.
Sign: TypeAlias = "Callable[[SubmissionText], bytes]"

_CHUNK = 2_000


class StoredSubmission(NamedTuple):
    """Entries `first` to `last`, appended together; the note that signs them, and the session's user, where known."""

    number: int
    first: int
    last: int
    database_user: str | None
    note: bytes | None

    def hash(self) -> bytes:
        """Return the hash of the leaf that it is in the tree of submissions."""
        from ledger.tlog.submission import submission_leaf

        return leaf_hash(submission_leaf(self.first, self.last, self.note, self.database_user))


_COLUMNS = "number, first_seq, last_seq, database_user, note"
_AFTER = Prepared(
    f"SELECT {_COLUMNS} FROM submission WHERE number > :after AND number <= :until ORDER BY number"  # noqa: S608
)
#: For some entries, the first submission that ends with each or after it.
_COVERING = Prepared(
    f"SELECT {_COLUMNS} FROM submission WHERE last_seq IN"  # noqa: S608
    " (SELECT (SELECT min(following.last_seq) FROM submission AS following WHERE following.last_seq >= entry.seq)"
    " FROM entry WHERE entry.seq AMONG :seqs)"
)
_UNTIL = Prepared("SELECT count(*) FROM submission WHERE last_seq <= :seq")
_START = Prepared("SELECT leaf_hash FROM entry WHERE seq = 1")


def every(connection: Connection) -> Iterator[StoredSubmission]:
    """Yield all submissions, in the order in which they were stored. Raises TamperError for one that cannot be read."""
    after = 0
    while rows := _AFTER.rows(connection, after=after, until=after + _CHUNK):
        for row in rows:
            yield _submission(row)
        after += _CHUNK


def covering(connection: Connection, seqs: Collection[int]) -> dict[int, StoredSubmission]:
    """Return the submission of each of these entries, where it is in one."""
    if not occurs(connection, "submission"):
        return {}
    found = [_submission(row) for row in _COVERING.rows(connection, seqs=seqs)]
    submitted: dict[int, StoredSubmission] = {}
    following = iter(sorted(found, key=lambda submission: submission.last))
    submission = next(following, None)
    for seq in sorted(set(seqs)):
        while submission is not None and submission.last < seq:
            submission = next(following, None)
        if submission is not None and submission.first <= seq:
            submitted[seq] = submission
    return submitted


def first(connection: Connection, count: int) -> Iterator[StoredSubmission]:
    """Return the first so many submissions."""
    return islice(every(connection), count)


def tree_until(connection: Connection, seq: int) -> CompactRange:
    """Return the tree of the submissions up to an entry."""
    count = _UNTIL.value(connection, seq=seq)
    return CompactRange.empty().extend(submission.hash() for submission in first(connection, count))


def place(
    connection: Connection, tree: CompactRange, first: int, log: CompactRange, name: str, sign: Sign | None
) -> CompactRange:
    """Store the submission of the entries from `first` to the last of `log`, if it is signed or has a known user.

    `name` is the ledger's. The entries are there already, the head does not count them yet. Returns the tree of
    submissions with it.
    """
    user = dialect_of(connection).session_user(connection)
    if sign is None and user is None:
        return tree
    note = None
    if sign is not None:
        from ledger.tlog.checkpoint import ledger_origin
        from ledger.tlog.submission import SubmissionText

        start = _START.value(connection)
        note = sign(SubmissionText(ledger_origin(name, bytes(start or b"")), first, log.size, log.root()))
    made = StoredSubmission(tree.size + 1, first, log.size, user, note)
    insert_submission(connection, made)
    return tree.extend([made.hash()])


def insert_submission(connection: Connection, made: StoredSubmission) -> None:
    """Store a submission as it is."""
    connection.execute(
        text(f"INSERT INTO submission ({_COLUMNS}) VALUES (:number, :first, :last, :database_user, :note)"),  # noqa: S608
        made._asdict(),
    )


def _submission(row: Any) -> StoredSubmission:
    """Return the submission that a row holds. Raises TamperError for values that none has."""
    number, first, last, user, note = row
    if not (
        type(number) is type(first) is type(last) is int
        and isinstance(user, str | None)
        and isinstance(note, bytes | memoryview | None)
    ):
        raise TamperError(f"submission {number} cannot be read: it is damaged")
    return StoredSubmission(number, first, last, user, None if note is None else bytes(note))
