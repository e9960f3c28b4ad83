"""Checkpoints: the text by which a log commits itself to its size and root (https://c2sp.org/tlog-checkpoint)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote

from ledger.tlog.merkle import HASH_BYTES
from ledger.tlog.note import decode_base64, encode_base64
from ledger.tlog.proof import MAX_SIZE

_PROGRAM: Final = "figure-ledger"
_ID_DIGITS: Final = 16
_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The name of a log, its number of leaves and root hash; `extensions` are further lines, opaque to the log."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the text of the note ("Note text"). `parse_checkpoint` reads it and no other spelling."""
        lines = (self.origin, str(self.size), encode_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint's note ("Note text"). Raises ValueError for anything but its one spelling."""
    *lines, rest = text.split("\n")
    if rest or len(lines) < 3:
        raise ValueError("a checkpoint has three lines or more: origin, size and root")
    if not all(lines):
        raise ValueError("no line of a checkpoint is empty")
    origin, size, root, *extensions = lines
    if not _SIZE.fullmatch(size) or int(size) > MAX_SIZE:
        raise ValueError("the size of a checkpoint is a decimal number below 2^63 without leading zeros")
    decoded = decode_base64(root)
    if len(decoded) != HASH_BYTES:
        raise ValueError(f"the root of a checkpoint is the base64 of {HASH_BYTES} bytes")
    return Checkpoint(origin, int(size), decoded, tuple(extensions))


def ledger_origin(name: str, first: bytes) -> str:
    """Return the first line of the checkpoints of a ledger, from its name and the leaf hash of its first entry."""
    return f"{_PROGRAM}/{quote(name, safe='')}/{first.hex()[:_ID_DIGITS]}"


def ledger_name(origin: str) -> str | None:
    """Return the name of the ledger that an origin names, None where it is of another program."""
    parts = origin.split("/")
    return unquote(parts[1]) if len(parts) == 3 and parts[0] == _PROGRAM else None
