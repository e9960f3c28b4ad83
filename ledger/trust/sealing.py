"""Seals a ledger: signs and stores its size and root as a checkpoint; and reads such notes.

The origin of a checkpoint, its first line, says which ledger it is: ``figure-ledger/NAME/ID``. The id is the first 16
hex digits of the hash of the first entry, which two ledgers do not have in common however they are called, and which
a copy of a ledger keeps: two copies that went apart are one ledger that contradicts itself. The fourth line says when
it was sealed. C2SP leaves such lines to the log, and warns that nobody can audit them: the time is the signer's word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple

from ledger.errors import FormatError, InputError, ProofError, TamperError
from ledger.model.time import time_problem
from ledger.query.ledger_context import LedgerContext
from ledger.store import checkpoints, submissions
from ledger.store.engine import Transaction, in_writing, reading
from ledger.store.head import Head, read_head
from ledger.store.logtree import damage_reported, leaf_hash_at, tree_at
from ledger.tlog.add_checkpoint import joined
from ledger.tlog.checkpoint import Checkpoint, ledger_origin, parse_checkpoint
from ledger.tlog.merkle import CompactRange
from ledger.tlog.note import Note, SigningKey, VerifierKey, parse_note, signed, verified_by
from ledger.tlog.proof import verify_consistency
from ledger.tlog.submission import parse_submissions_line, submissions_line
from ledger.trust.key_memory import read_memory, remember
from ledger.trust.keys import default_key_file, read_key
from ledger.view.short_words import counted

_SEALED: Final = "sealed "


class Seal(NamedTuple):
    """A checkpoint as it was read, and the note it stands in."""

    checkpoint: Checkpoint
    note: Note

    @property
    def text(self) -> str:
        """The note, verbatim."""
        return self.note.to_bytes().decode()

    @property
    def sealed_at(self) -> str | None:
        """The time of sealing (UTC) as the signer gives it; None where it does not."""
        for line in self.checkpoint.extensions:
            moment = line.removeprefix(_SEALED)
            if line.startswith(_SEALED) and time_problem(moment) is None:
                return moment
        return None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its signers, as the note gives them; their signatures are not verified."""
        return tuple(dict.fromkeys(signature.name for signature in self.note.signatures))


@dataclass(frozen=True, slots=True, kw_only=True)
class SealReport:
    """The result of sealing: the note, verbatim, its size in entries, and the names of the keys `added` to it now."""

    note: str
    size: int
    root: str
    origin: str
    sealed_at: str | None
    added: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def read_seal(data: bytes, what: str) -> Seal:
    """Return the checkpoint that is the text of a note. Raises FormatError, which calls it `what`."""
    try:
        note = parse_note(data)
        return Seal(parse_checkpoint(note.text), note)
    except ValueError as error:
        raise FormatError(f"{what} is not a checkpoint: {error}", hint="ledger seal prints one") from None


def signers(seal: Seal, keys: Sequence[VerifierKey], what: str, *, required: bool = True) -> tuple[str, ...]:
    """Return the names of those keys that signed.

    Raises ProofError where one's signature is bad and, where one is `required`, if there are keys and none signed; if
    there are others than witnesses' among them, none of those.
    """
    good = _good(seal, keys, what)
    # The signatures of witnesses do not say whose checkpoint it is.
    desks = any(not key.witness for key in keys)
    if required and keys and not any(not key.witness or not desks for key in good):
        raise ProofError(
            f"{what} is signed by none of the keys given, but in the name of {', '.join(seal.names)[:200]}",
            evidence=[seal.text],
            hint="get the key from the desk itself, not from whoever sent the file",
        )
    return tuple(key.name for key in good)


def check_witnesses(seal: Seal, keys: Sequence[VerifierKey], wanted: int, what: str) -> None:
    """Raise ProofError unless so many of the witnesses given cosigned a checkpoint.

    Two names of one public key are one witness.
    """
    good = {key.public: key.name for key in _good(seal, keys, what) if key.witness}
    if len(good) < wanted:
        given = counted(len({key.public for key in keys if key.witness}), "witness", "witnesses")
        raise ProofError(
            f"{what} is cosigned by {len(good)} of {given} given, and {wanted} are wanted"
            + (f": {', '.join(good.values())}" if good else ""),
            evidence=[seal.text],
            hint="--key takes the keys of witnesses (c2sp.org/tlog-cosignature), one or a file of them",
        )


class FirstSeal(NamedTuple):
    """A key that has not sealed a ledger before: its name, the ledger's origin, and how many others it sealed."""

    key: str
    origin: str
    sealed_before: int


def seal(
    context: LedgerContext,
    files: Iterable[Path | None],
    confirm: Callable[[FirstSeal], bool] = lambda _first: True,
) -> SealReport:
    """Sign the current root with the keys in `files` and store the checkpoint. None is the default key file.

    Another key's seal of the same entries is added to, as a second desk does; a key that signed them already adds
    nothing. `confirm` is asked before a key seals a ledger for the first time. Raises InputError where nothing is
    recorded or that was not confirmed, and ProofError where the ledger is not the one that was sealed before, by
    anybody or by one of the keys: a log that contradicts itself is not signed (C2SP tlog-checkpoint, "Signatures").
    """
    keys = {read_key(file, witness=False): default_key_file() if file is None else file for file in files}
    memories = {key: read_memory(file) for key, file in keys.items()}
    with reading(context.database) as connection:
        head = read_head(connection)
        if head.size:
            _confirm_first(connection, current_checkpoint(connection, head).origin, memories, confirm)
    report = in_writing(context.database, lambda connection: _seal(connection, memories, context.now()))
    checkpoint = Checkpoint(report.origin, report.size, bytes.fromhex(report.root))
    failed = [
        remember(file, checkpoint)
        for key, file in keys.items()
        if memories[key].get(report.origin) != checkpoint
    ]
    return replace(report, warnings=tuple(filter(None, failed)))


def _confirm_first(
    connection: Transaction,
    origin: str,
    memories: Mapping[SigningKey, Mapping[str, Checkpoint]],
    confirm: Callable[[FirstSeal], bool],
) -> None:
    """Raise InputError if a key would seal a ledger for the first time and that is not confirmed."""
    for key, memory in memories.items():
        if not has_sealed(connection, key, origin, memory) and not confirm(
            FirstSeal(key.name, origin, len(memory))
        ):
            raise InputError(
                f"not sealed: the key {key.name} has never sealed this ledger, {origin}",
                hint="if it is yours, and not one that somebody left here: ledger seal --yes",
            )


def has_sealed(
    connection: Transaction, key: SigningKey, origin: str, memory: Mapping[str, Checkpoint]
) -> bool:
    """Return whether a key remembers the ledger of an origin, or signed its newest checkpoint."""
    if origin in memory:
        return True
    last = newest_seal(connection)
    if last is None or last.checkpoint.origin != origin:
        return False
    return bool(_good(last, [key.verifier()], "the checkpoint in the ledger"))


def unsealed(context: LedgerContext) -> int:
    """Return how many entries were recorded since the newest checkpoint."""
    with reading(context.database) as connection:
        last = newest_seal(connection)
        return read_head(connection).size - (0 if last is None else last.checkpoint.size)


def with_signatures(
    context: LedgerContext, report: SealReport, answered: Sequence[Note], warnings: Sequence[str], asked: str
) -> SealReport:
    """Store the signatures that others `answered` with, and return the report with them and further warnings.

    They cannot be stored where entries were recorded since: a checkpoint is stored at the end of the log alone.
    """
    warnings = [*warnings]
    note = joined(parse_note(report.note.encode()), answered)
    if answered and not in_writing(
        context.database, lambda connection: _add_signatures(connection, note, context.now())
    ):
        warnings.append(
            f"entries were recorded while {asked} were asked: what they signed is in the note printed, and not in the"
            " ledger; seal again"
        )
    return replace(report, note=note.to_bytes().decode(), warnings=tuple(warnings))


def _add_signatures(connection: Transaction, note: Note, now: str) -> bool:
    head = read_head(connection, lock=True)
    last = newest_seal(connection)
    if last is None or last.note.text != note.text or last.checkpoint.size != head.size:
        return False
    whole = joined(last.note, [note])
    if whole != last.note:
        checkpoints.place(connection, head.size, whole.to_bytes(), now)
    return True


def _seal(
    connection: Transaction, memories: Mapping[SigningKey, Mapping[str, Checkpoint]], now: str
) -> SealReport:
    keys = tuple(memories)
    head = read_head(connection, lock=True)
    if not head.size:
        raise InputError("nothing is recorded yet that could be sealed", hint="ledger add records a figure")
    sealed_at = f"{_SEALED}{now}"
    current = current_checkpoint(connection, head, (sealed_at, *submissions_line(head.submissions)))
    last = newest_seal(connection)
    with damage_reported(head.size):
        _check_continues(connection, current, last)
        for key, memory in memories.items():
            _check_remembered(connection, current, memory.get(current.origin), key)
    if last is None or last.checkpoint.size < head.size:
        made, added = Seal(current, signed(current.text(), keys)), list(keys)
    else:
        have = _good(last, [key.verifier() for key in keys], "the checkpoint in the ledger")
        added = [key for key in keys if key.verifier() not in have]
        made = last
        if added:
            made = Seal(last.checkpoint, signed(last.note.text, added, last.note.signatures))
    if added:
        checkpoints.place(connection, head.size, made.note.to_bytes(), now)
    return SealReport(
        note=made.text,
        size=head.size,
        root=current.root.hex(),
        origin=current.origin,
        sealed_at=made.sealed_at,
        added=tuple(key.name for key in added),
    )


def _check_continues(connection: Transaction, current: Checkpoint, last: Seal | None) -> None:
    """Raise unless the tiles give the root in the head, and the log begins with what was sealed last."""
    tree = tree_at(connection, current.size)
    if tree.root() != current.root:
        raise TamperError(
            "the head of the log is not that of its entries", hint="ledger verify says what is damaged"
        )
    if last is None:
        return
    old = last.checkpoint
    proof = tree.consistency(old.size) if 0 < old.size <= current.size else ()
    if old.origin != current.origin or not verify_consistency(
        old.size, current.size, old.root, current.root, proof
    ):
        raise ProofError(
            f"not sealed: this is not the log that was sealed at {old.size:,} entries",
            evidence=[last.text, current.text()],
            hint="ledger verify says what else; what was sealed is in a backup",
        )
    bound = bound_submissions(last)
    found = submissions.tree_until(connection, old.size)
    if (found.size, found.root()) != bound:
        raise ProofError(
            f"not sealed: the recorders' signatures on the first {old.size:,} entries are not those that were sealed",
            evidence=[last.text],
            hint="ledger verify says what else; what was sealed is in a backup",
        )


def _check_remembered(
    connection: Transaction, current: Checkpoint, before: Checkpoint | None, key: SigningKey
) -> None:
    """Raise ProofError unless the log goes on from what a key remembers to have signed of it."""
    if before is None:
        return
    if before.size > current.size or tree_at(connection, before.size).root() != before.root:
        raise ProofError(
            f"not sealed: the key {key.name} has signed {before.size:,} entries of this ledger, and these are not they:"
            " it would show two histories",
            evidence=[before.text(), current.text()],
            hint="seal the copy that has them all; if that is lost, seal this one with a new key",
        )


def bound_submissions(seal: Seal) -> tuple[int, bytes]:
    """Return how many submissions a checkpoint is bound to, and their tree's root. Raises ProofError for damage."""
    try:
        found = parse_submissions_line(seal.checkpoint.extensions)
    except ValueError as error:
        raise ProofError(str(error), evidence=[seal.text]) from None
    return (0, CompactRange.empty().root()) if found is None else found


def current_checkpoint(connection: Transaction, head: Head, extensions: Sequence[str] = ()) -> Checkpoint:
    """Return what a checkpoint of the ledger as it is now says. It has entries."""
    origin = ledger_origin(head.name, leaf_hash_at(connection, 1))
    return Checkpoint(origin, head.size, head.tree.root(), tuple(extensions))


def newest_seal(connection: Transaction) -> Seal | None:
    """Return the checkpoint that was stored last, None where there is none.

    Raises TamperError where it cannot be read, or is not the last that the ledger made.
    """
    stored = checkpoints.newest(connection)
    check_number_of_seals(0 if stored is None else stored.number, read_head(connection))
    return None if stored is None else stored_seal(stored)


def check_number_of_seals(number: int, head: Head) -> None:
    """Raise TamperError unless there are as many checkpoints as the head of the log counts."""
    if number != head.checkpoints:
        raise TamperError(
            f"the ledger was sealed {counted(head.checkpoints, 'time')}, and has {counted(number, 'checkpoint')}:"
            " seals were removed",
            hint="hold it to a checkpoint that was kept elsewhere: ledger verify --against",
        )


def stored_seal(stored: checkpoints.StoredNote) -> Seal:
    """Parse a checkpoint that this ledger stored. Raises TamperError if it cannot be read or has another size."""
    try:
        found = read_seal(stored.note, f"checkpoint {stored.number}")
    except FormatError as error:
        raise TamperError(f"{error.message}: it is damaged") from None
    if found.checkpoint.size != stored.size:
        raise TamperError(f"checkpoint {stored.number} is not of {stored.size} entries: it is damaged")
    return found


def _good(seal: Seal, keys: Sequence[VerifierKey], what: str) -> tuple[VerifierKey, ...]:
    try:
        return verified_by(seal.note, keys)
    except ValueError as error:
        raise ProofError(f"{what}: {error}", evidence=[seal.text]) from None
