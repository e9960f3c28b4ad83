"""A witness: cosigns a log's checkpoint once it has proof that the log extends the checkpoint that it saw before.

It speaks https://c2sp.org/tlog-witness without the transport, and keeps in a folder, for each log, the newest
checkpoint that it cosigned. Two histories of one log are never both cosigned, however the log shows them; the witness
sees sizes and hashes, and nothing of what was recorded.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Final, NamedTuple

from ledger.errors import InputError
from ledger.tlog.add_checkpoint import SIZE_TYPE, AddCheckpoint, parse_add_checkpoint
from ledger.tlog.checkpoint import Checkpoint, parse_checkpoint
from ledger.tlog.note import Note, SigningKey, VerifierKey, parse_note, parse_verifier_key, verified_by
from ledger.tlog.proof import verify_consistency

_MODE: Final = 0o600
_PLAIN: Final = "text/plain; charset=utf-8"
#: The root of a tree without leaves (RFC 6962, section 2.1).
_EMPTY_ROOT: Final = sha256(b"").digest()


class WitnessAnswer(NamedTuple):
    """An HTTP answer: status, body and media type."""

    status: int
    body: bytes
    media_type: str = _PLAIN


class WitnessedNote(NamedTuple):
    """A log's newest checkpoint that was cosigned, and the note it stands in."""

    checkpoint: Checkpoint
    note: Note


class LogWitness:
    """A witness with a key, a folder for what it saw, and the logs whose checkpoints it takes.

    `logs` are the keys trusted for each origin; `clock` gives whole seconds since 1970. Several processes may share
    a folder. Raises InputError for a key that is not a witness's, or a folder that cannot be used.
    """

    def __init__(
        self,
        folder: Path,
        key: SigningKey,
        logs: Mapping[str, Sequence[VerifierKey]],
        clock: Callable[[], int],
    ) -> None:
        if not key.witness:
            raise InputError(
                f"the key {key.name} is not a witness's", hint="make one with: ledger key new NAME --witness"
            )
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"{folder} cannot be used: {error.strerror}") from None
        self._folder = folder
        self._key = key
        self._logs = logs
        self._clock = clock
        self._lock = Lock()

    def add_checkpoint(self, body: bytes) -> WitnessAnswer:
        """Return the answer to a request for a cosignature ("add-checkpoint").

        A checkpoint is stored before it is cosigned. Raises OSError if that fails; then nothing is cosigned.
        """
        try:
            request = parse_add_checkpoint(body)
            checkpoint = parse_checkpoint(request.note.text)
        except ValueError as error:
            return _refused(400, str(error))
        trusted = self._logs.get(checkpoint.origin)
        if trusted is None:
            return _refused(404, "this witness does not know the log")
        try:
            signed_by = verified_by(request.note, trusted)
        except ValueError as error:
            return _refused(403, str(error))
        if not signed_by:
            return _refused(403, "no key that this witness trusts for the log has signed")
        if request.old > checkpoint.size:
            return _refused(400, "the old size is larger than the checkpoint")
        with self._locked():
            return self._continued(request, checkpoint, signed_by)

    def checkpoint(self, origin_hash: str) -> WitnessAnswer:
        """Return the newest cosigned checkpoint of the log whose origin has this SHA-256 (hex, "Monitor Retrieval")."""
        for origin in self._logs:
            if _hashed(origin) == origin_hash and (seen := self._seen(origin)) is not None:
                return WitnessAnswer(200, seen.note.to_bytes())
        return _refused(404, "this witness has cosigned no checkpoint of such a log")

    def _continued(
        self, request: AddCheckpoint, checkpoint: Checkpoint, signed_by: Sequence[VerifierKey]
    ) -> WitnessAnswer:
        """Cosign a checkpoint that extends the one seen last, and store it."""
        seen = self._seen(checkpoint.origin)
        size, root = (0, _EMPTY_ROOT)
        if seen is not None:
            size, root = seen.checkpoint.size, seen.checkpoint.root
        if request.old != size:
            return WitnessAnswer(409, b"%d\n" % size, SIZE_TYPE)
        if not _goes_on(size, root, checkpoint, request.proof):
            return _refused(422, "the checkpoint does not go on from the one that was cosigned before")
        cosignature = self._key.cosign(request.note.text, self._clock())
        names = {(key.name, key.key_id) for key in signed_by}
        kept = [found for found in request.note.signatures if (found.name, found.key_id) in names]
        self._store(checkpoint.origin, Note(request.note.text, (*kept, cosignature)))
        return WitnessAnswer(200, str(cosignature).encode())

    def _file(self, origin: str) -> Path:
        return self._folder / _hashed(origin)

    def _seen(self, origin: str) -> WitnessedNote | None:
        """Read the checkpoint of a log that was cosigned last. Raises InputError for a damaged file."""
        file = self._file(origin)
        try:
            note = parse_note(file.read_bytes())
            checkpoint = parse_checkpoint(note.text)
            if self._key.verifier() not in verified_by(note, [self._key.verifier()]):
                raise ValueError
        except FileNotFoundError:
            return None
        except ValueError:
            raise InputError(
                f"{file} is not what this witness wrote", hint="restore it; without it, use a new key"
            ) from None
        return WitnessedNote(checkpoint, note)

    def _store(self, origin: str, note: Note) -> None:
        """Replace the checkpoint of a log that was cosigned last, atomically, even if the power fails."""
        file = self._file(origin)
        fresh = file.with_suffix(".new")
        opened = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, _MODE)
        with os.fdopen(opened, "wb") as stream:
            stream.write(note.to_bytes())
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(file)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Held while what was seen is compared and replaced: by one thread of one process."""
        with self._lock:
            lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, _MODE)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
            finally:
                os.close(lock)


def read_logs(lines: Sequence[str]) -> dict[str, list[VerifierKey]]:
    """Read the logs of a witness: each line is an origin, a space and a verifier key; an origin may have several.

    Raises InputError for a line that is neither that nor empty nor a comment (``#``).
    """
    logs: dict[str, list[VerifierKey]] = {}
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        origin, _, key = line.strip().rpartition(" ")
        try:
            if not origin:
                raise ValueError("there is no origin before the key")
            logs.setdefault(origin, []).append(parse_verifier_key(key))
        except ValueError as error:
            raise InputError(
                f"{line[:200]!r} names no log: {error}",
                hint="give the first line of its seals, a space, and what its ledger key show prints",
            ) from None
    return logs


def _goes_on(size: int, root: bytes, checkpoint: Checkpoint, proof: Sequence[bytes]) -> bool:
    if not checkpoint.size:
        return checkpoint.root == _EMPTY_ROOT and not size and not proof
    if not size:
        return not proof
    return verify_consistency(size, checkpoint.size, root, checkpoint.root, proof)


def _hashed(origin: str) -> str:
    return sha256(origin.encode()).hexdigest()


def _refused(status: int, reason: str) -> WitnessAnswer:
    return WitnessAnswer(status, f"{reason}\n".encode())
