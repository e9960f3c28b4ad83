"""The memory of a key: the ledgers that it sealed, and how far, in a file beside the key's own.

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
    """The newest checkpoint that a key signed of each ledger, by origin. Raises InputError for what is none of it."""
    file = _file(key_file)
    try:
        with file.open("rb") as stream:
            content = stream.read(_MOST_BYTES)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from None
    found: dict[str, Checkpoint] = {}
    # A line that was not written to its end belongs to a seal that was not remembered.
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
    """Keep in mind that a key signed a checkpoint. Returns why that could not be done, None where it was."""
    line = f"{checkpoint.origin} {checkpoint.size} {encode_base64(checkpoint.root)}\n"
    try:
        # Appended in one piece, so that two who seal at once do not write over one another.
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
