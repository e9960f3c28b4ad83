"""The request by which a log asks a witness for a cosignature (https://c2sp.org/tlog-witness, "add-checkpoint")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ledger.tlog.merkle import HASH_BYTES
from ledger.tlog.note import MAX_NOTE_BYTES, Note, decode_base64, encode_base64, parse_note
from ledger.tlog.proof import MAX_SIZE

#: No consistency proof has more hashes.
MAX_PROOF: Final = 63
#: More is not read: a size, a whole proof and the largest note.
MAX_REQUEST_BYTES: Final = 32 + MAX_PROOF * 45 + MAX_NOTE_BYTES
#: The media type of the answer that names the size which a witness saw last.
SIZE_TYPE: Final = "text/x.tlog.size"

_OLD: Final = re.compile(r"old (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A checkpoint for a witness: the size in leaves that it saw last, the proof from there (RFC 6962), the note."""

    old: int
    proof: tuple[bytes, ...]
    note: Note

    def to_bytes(self) -> bytes:
        """Return the body of the request. `parse_add_checkpoint` reads it and no other spelling."""
        lines = (f"old {self.old}", *map(encode_base64, self.proof), "")
        return "\n".join(lines).encode() + b"\n" + self.note.to_bytes()


def parse_add_checkpoint(body: bytes) -> AddCheckpoint:
    """Read the body of a request. Raises ValueError for what is none, with the reason."""
    if len(body) > MAX_REQUEST_BYTES:
        raise ValueError(f"a request has at most {MAX_REQUEST_BYTES:,} bytes")
    opening, blank, note = body.partition(b"\n\n")
    try:
        first, *lines = opening.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise ValueError("the lines before the checkpoint are ASCII") from None
    size = _OLD.fullmatch(first)
    if not blank or size is None or int(size[1]) > MAX_SIZE:
        raise ValueError("a request begins with a line such as: old 20852014")
    if len(lines) > MAX_PROOF:
        raise ValueError(f"a consistency proof has at most {MAX_PROOF} hashes")
    proof = tuple(map(decode_base64, lines))
    if any(len(node) != HASH_BYTES for node in proof):
        raise ValueError(f"a line of the proof is the base64 of {HASH_BYTES} bytes")
    return AddCheckpoint(int(size[1]), proof, parse_note(note))


def parse_cosignatures(body: bytes, note: Note) -> Note:
    """Return the note with the signature lines that a witness answered put to it, none of which is known to be good.

    Raises ValueError for an answer that holds anything else, or a note that grows too large.
    """
    if not body:
        raise ValueError("the answer holds no signature")
    return parse_note(note.to_bytes() + body)


def joined(note: Note, cosigned: Sequence[Note]) -> Note:
    """Return the note with all signatures of others of the same text; of two by one key, the later one."""
    every = (note, *cosigned)
    signatures = {(found.name, found.key_id): found for longer in every for found in longer.signatures}
    return Note(note.text, tuple(signatures.values()))
