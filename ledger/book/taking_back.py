"""Takes back what somebody last recorded on a source, one submission after another, whatever its kinds of records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from ledger.book.history import Names
from ledger.book.recording import Record, record
from ledger.errors import ConflictError
from ledger.model.vocabulary import JUDGEMENTS
from ledger.query.ledger_context import LedgerContext
from ledger.query.records import standing_snapshots
from ledger.query.references import find
from ledger.store import bodies as stored
from ledger.store import lookup
from ledger.store.append import Outcome
from ledger.store.engine import Transaction, reading
from ledger.store.head import read_head
from ledger.store.reach import concerning

#: The reason recorded in the log. A submission with this reason is not taken back itself.
REASON: Final = "taken back"
_OURS: Final = frozenset({"figure", "link", "snapshot"})
_TAKEN_BACK: Final = (_OURS | JUDGEMENTS) - {"key", "redaction", "description"}
_SOURCE: Final = frozenset({"source"})
#: The number of entries that are searched, newest first.
_MOST: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSubmission:
    """A submission: its time `at` (UTC), a line of `words` for each record, and its valid `entries`."""

    at: str
    words: tuple[str, ...]
    entries: tuple[stored.Stored, ...]


def last_submission(context: LedgerContext, source: str) -> LastSubmission | None:
    """Return the recorder's last submission on a source or its figures that is still valid, or None.

    Raises NotFoundError.
    """
    with reading(context.database) as connection:
        found = find(connection, source, who=None, kinds=_SOURCE)
        about = concerning(connection, {found.seq})
        about |= concerning(connection, about | {found.seq})
        until = read_head(connection).size
        newest = sorted(about, reverse=True)[:_MOST]
        for at, entries in groupby(_entries_by(connection, newest, context.who), key=lambda entry: entry.at):
            submission = list(entries)
            if any(entry.body.get("reason") == REASON for entry in submission):
                continue
            standing = _standing(connection, submission)
            if len(standing_snapshots(connection, [found.seq], until)) < 2:
                # The only version of a draft is kept.
                standing = [entry for entry in standing if entry.body["record"] != "snapshot"]
            if standing:
                names = Names(connection, standing, until)
                return LastSubmission(
                    at=at, words=tuple(map(names.summary, reversed(standing))), entries=tuple(standing)
                )
    return None


def take_back(context: LedgerContext, source: str, at: str) -> list[Outcome]:
    """Take back the last submission on a source, which was recorded at `at`.

    Raises ConflictError if that is no longer the last one, or there is none.
    """
    submission = last_submission(context, source)
    if submission is None or submission.at != at:
        raise ConflictError("this is not the last thing you did here any more", hint="look again")
    return record(context, list(_corrections(submission.entries)))


def _entries_by(connection: Transaction, seqs: Sequence[int], who: str) -> Iterator[stored.Stored]:
    """Yield the entries that somebody recorded, newest first."""
    for low in range(0, len(seqs), 200):
        batch = sorted(stored.read(connection, seqs[low : low + 200]), key=lambda entry: -entry.seq)
        yield from (entry for entry in batch if entry.by == who)


def _standing(connection: Transaction, entries: Sequence[stored.Stored]) -> list[stored.Stored]:
    """Return the entries that can be taken back and were not yet."""
    withdrawn = {of for _, of in lookup.standing_corrections(connection, [entry.seq for entry in entries])}
    return [entry for entry in entries if entry.body["record"] in _TAKEN_BACK and entry.seq not in withdrawn]


def _corrections(entries: Sequence[stored.Stored]) -> Iterator[Record]:
    """Yield the corrections that take entries back, newest first, so that none refers to an absent record."""
    for entry in entries:
        ours = {"cause": "misrecorded"} if entry.body["record"] in _OURS else {}
        yield {"record": "correction", "of": entry.id, "reason": REASON, **ours}
