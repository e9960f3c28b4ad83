"""The memory of a key: the ledgers that it sealed, each with the newest checkpoint, in a file beside the key's own.

A key that seals the nearest ledger, without asking, would sign one that was planted, and a key that seals two copies of
a ledger which went apart would show two histories. So a key is asked for before its first seal of a ledger, and signs
no log that does not go on from what it signed before.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ledger.errors import InputError
from ledger.tlog.checkpoint import Checkpoint, parse_checkpoint
from ledger.tlog.note import encode_base64

_SUFFIX: Final = ".ledgers"
_MODE: Final = 0o600
_MOST_BYTES: Final = 100_000_000


def read_memory(key_file: Path) -> Mapping[str, Checkpoint]:
    """Return the newest checkpoint that a key signed of each ledger, by origin. Raises InputError for a bad file."""
    file = _file(key_file)
    try:
        with file.open("rb") as stream:
            content = stream.read(_MOST_BYTES)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from None
    found: dict[str, Checkpoint] = {}
    # An incomplete line belongs to a seal that was not remembered.
    for line in content.split(b"\n")[:-1]:
        try:
            checkpoint = parse_checkpoint(line.decode().replace(" ", "\n") + "\n")
        except ValueError:
            raise InputError(
                f"{file} is not what this program wrote",
                hint="it says which ledgers the key sealed: restore it",
            ) from None
        found[checkpoint.origin] = checkpoint
    return found


def remember(key_file: Path, checkpoint: Checkpoint) -> str | None:
    """Store that a key signed a checkpoint. Returns the reason if that was not possible, else None."""
    line = f"{checkpoint.origin} {checkpoint.size} {encode_base64(checkpoint.root)}\n"
    try:
        # Appended in one write, so that two processes that seal at once do not overwrite each other.
        made = os.open(_file(key_file), os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, _MODE)
        try:
            os.write(made, line.encode())
            os.fsync(made)
        finally:
            os.close(made)
    except OSError as error:
        return f"{_file(key_file)} cannot be written, so that the key does not remember this seal: {error.strerror}"
    return None


def _file(key_file: Path) -> Path:
    return key_file.with_name(key_file.name + _SUFFIX)
