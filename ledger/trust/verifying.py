"""Verifies a ledger: hashes every entry again, and compares the log with the checkpoints that were made of it.

Damaged data no longer has the hash it was stored with. A log that was rewritten whole is not damaged: only a
checkpoint made before, best one that was kept elsewhere, shows that it is another log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from ledger.errors import ProofError, TamperError
from ledger.query.ledger_context import LedgerContext
from ledger.store import checkpoints
from ledger.store.engine import Transaction, reading
from ledger.store.head import read_head
from ledger.store.logtree import damage_reported, tree_at
from ledger.store.verify import CheckedLog
from ledger.store.verify import verify as verify_entries
from ledger.tlog.note import VerifierKey
from ledger.trust import recorder_signatures
from ledger.trust.recorder_signatures import SignatureCounts
from ledger.trust.sealing import (
    Seal,
    check_number_of_seals,
    check_witnesses,
    current_checkpoint,
    read_seal,
    signers,
    stored_seal,
)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """A checkpoint that the log was shown to extend: its note, verbatim, and the consistency proof (RFC 6962)."""

    note: str
    size: int
    sealed_at: str | None
    signed_by: tuple[str, ...]
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A ledger that is what was recorded: its name, its size in entries and its root hash in hex.

    `since` is how many of the entries were not hashed again; `signatures` counts those of recorders, where there are
    any. `sealed` is the newest checkpoint in the ledger, which
    like all `checkpoints` before it is one of this log; `against` the one that was given.
    """

    name: str
    size: int
    root: str
    deep: bool
    since: int = 0
    checkpoints: int = 0
    signatures: SignatureCounts | None = None
    sealed: Extended | None = None
    against: Extended | None = None


def verify(
    context: LedgerContext,
    *,
    deep: bool,
    against: bytes | None,
    since: bytes | None,
    keys: Sequence[VerifierKey],
    origin: str | None = None,
    witnesses: int = 0,
    progress: Progress,
) -> Verified:
    """Verify the ledger, see `Ledger.verify`."""
    given = since if against is None else against
    kept = None if given is None else read_seal(given, "what was kept")
    signed_by = () if kept is None else signers(kept, keys, "what was kept")
    if kept is not None:
        check_witnesses(kept, keys, witnesses, "what was kept")
    with reading(context.database) as connection:
        if origin is not None:
            _Today(connection).check_origin(origin)
        if kept is not None:
            _Today(connection).check_same_log(kept)
        stored = [note.size for note in checkpoints.every(connection)]
        check_number_of_seals(len(stored), read_head(connection))
    start = 0 if since is None or kept is None else kept.checkpoint.size
    with reading(context.database) as connection:
        signed = recorder_signatures.signed_sizes(connection, start)
    sizes = {*stored, *signed, *(() if kept is None else (kept.checkpoint.size,))}
    found = verify_entries(context.database, deep=deep, progress=progress, since=start, roots_at=sizes)
    with reading(context.database) as connection:
        today = _Today(connection)
        if kept is not None:
            today.check_root(kept, found.roots)
        if kept is not None:
            recorder_signatures.check_bound(connection, [kept])
        signatures = recorder_signatures.check(connection, found, today.origin)
        newest, kept_here = _newest(connection, today, found, len(stored), kept)
        if kept is not None and kept.checkpoint.size and not kept_here:
            raise ProofError(
                "the checkpoint that was kept is not among those of the ledger: its seals were removed",
                evidence=[kept.text],
                hint="restore a backup that has them all",
            )
        if kept is None and newest is not None:
            check_witnesses(newest, keys, witnesses, "the newest checkpoint in the ledger")
        sealed = None
        if newest is not None or ((keys or witnesses) and kept is None):
            sealed = _sealed(connection, newest, found.size, keys, required=kept is None)
        return Verified(
            name=found.name,
            size=found.size,
            root=found.root,
            deep=deep,
            since=start,
            checkpoints=len(stored),
            signatures=signatures,
            sealed=sealed,
            against=None if kept is None else _extended(connection, kept, found.size, signed_by),
        )


def _newest(
    connection: Transaction, today: _Today, found: CheckedLog, count: int, kept: Seal | None
) -> tuple[Seal | None, bool]:
    """Compare the first `count` checkpoints with the log; return the last, and whether `kept` is among them."""
    newest, kept_here = None, False
    for number, row in enumerate(islice(checkpoints.every(connection), count), start=1):
        if row.number != number:
            raise TamperError(f"checkpoint {number} is missing from the ledger")
        newest = stored_seal(row)
        today.check_same_log(newest)
        if row.size >= found.since:
            today.check_root(newest, found.roots)
        if kept is not None:
            kept_here |= (newest.checkpoint.size, newest.checkpoint.root) == (
                kept.checkpoint.size,
                kept.checkpoint.root,
            )
    recorder_signatures.check_bound(
        connection, map(stored_seal, islice(checkpoints.every(connection), count))
    )
    return newest, kept_here


def _sealed(
    connection: Transaction, newest: Seal | None, size: int, keys: Sequence[VerifierKey], *, required: bool
) -> Extended:
    """Return the newest checkpoint. Raises ProofError if a signature by one of the keys is `required` and missing."""
    what = "the newest checkpoint in the ledger"
    if newest is None:
        raise ProofError("the ledger was never sealed, by no key", hint="ledger seal signs what is there now")
    return _extended(connection, newest, size, signers(newest, keys, what, required=required))


def _extended(connection: Transaction, seal: Seal, size: int, signed_by: tuple[str, ...]) -> Extended:
    """Return a checkpoint of this log, with the proof that its first `size` entries extend it."""
    old = seal.checkpoint.size
    with damage_reported(size):
        proof = tree_at(connection, size).consistency(old) if old else ()
    return Extended(note=seal.text, size=old, sealed_at=seal.sealed_at, signed_by=signed_by, proof=proof)


class _Today:
    """The ledger as it is now, compared with earlier checkpoints of it."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection
        head = read_head(connection)
        self._name, self._size = head.name, head.size
        self._current = current_checkpoint(connection, head) if head.size else None

    @property
    def origin(self) -> str | None:
        """The first line of its checkpoints; None where it has no entries."""
        return None if self._current is None else self._current.origin

    def check_origin(self, origin: str) -> None:
        """Raise ProofError unless this is the ledger that seals name by an origin."""
        if self._current is None or self._current.origin != origin:
            found = "is empty" if self._current is None else f"is {self._current.origin}"
            raise ProofError(f"the ledger {found}, and not {origin[:200]}: it is another ledger")

    def check_same_log(self, seal: Seal) -> None:
        """Raise ProofError unless a checkpoint is of this ledger and of no more entries than it has."""
        old, now = seal.checkpoint, self._current
        if now is None or old.size > now.size:
            raise ProofError(
                f"the ledger {self._name} has {self._size:,} entries now, and {old.size:,} were sealed:"
                " what was sealed is not all there",
                evidence=self._evidence(seal),
            )
        if old.origin != now.origin:
            raise ProofError(
                f"the checkpoint is of {old.origin}, and this ledger is {now.origin}: it is another ledger,"
                " or was rewritten from its first entry on",
                evidence=self._evidence(seal),
            )

    def check_root(self, seal: Seal, roots: Mapping[int, bytes]) -> None:
        """Raise ProofError unless the log had a checkpoint's root at its size."""
        old = seal.checkpoint
        if roots[old.size] != old.root:
            raise ProofError(
                f"the first {old.size:,} entries are not those that were sealed: the log was rewritten since,"
                " or the checkpoint is of a copy that went its own way",
                evidence=self._evidence(seal),
            )

    def _evidence(self, seal: Seal) -> list[str]:
        """Return a note and a contradicting one: of the same size, else a later one, else an unsigned one."""
        old, note = seal.checkpoint, seal.note.to_bytes()
        for later in (
            checkpoints.newest(self._connection, size=old.size),
            checkpoints.newest(self._connection),
        ):
            if later is not None and later.size >= old.size and later.note != note:
                return [seal.text, later.note.decode("utf-8", "backslashreplace")]
        return [seal.text] if self._current is None else [seal.text, self._current.text()]
