"""Proofs of inclusion as text, with the checkpoint they lead to (https://c2sp.org/tlog-proof)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ledger.tlog.merkle import HASH_BYTES
from ledger.tlog.note import MAX_NOTE_BYTES, Note, decode_base64, encode_base64, parse_note
from ledger.tlog.proof import MAX_SIZE

_HEADER: Final = "c2sp.org/tlog-proof@v1"
_INDEX: Final = re.compile(r"index (0|[1-9][0-9]{0,18})")
_MAX_PATH: Final = MAX_SIZE.bit_length()
#: Of a proof without its checkpoint; what else an application adds is its own affair, and short here.
_MAX_BYTES: Final = 100_000


@dataclass(frozen=True, slots=True)
class TlogProof:
    """A proof that the leaf at `index`, from 0, is in the tree of `checkpoint`. `extra` is not authenticated."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: Note
    extra: bytes | None = None

    def lines(self) -> str:
        """Return the proof without its checkpoint: every line above the empty one ("Format")."""
        extra = [] if self.extra is None else [f"extra {encode_base64(self.extra)}"]
        lines = (_HEADER, *extra, f"index {self.index}", *map(encode_base64, self.path))
        return "".join(f"{line}\n" for line in lines)

    def to_bytes(self) -> bytes:
        """Return the whole proof ("Format")."""
        return f"{self.lines()}\n".encode() + self.checkpoint.to_bytes()


def parse_proof(data: bytes) -> TlogProof:
    """Read a proof ("Format"). Raises ValueError for anything else. Nothing in it is verified yet."""
    if len(data) > _MAX_BYTES + MAX_NOTE_BYTES:
        raise ValueError("a proof is not that long")
    proof, blank, checkpoint = data.partition(b"\n\n")
    if not blank:
        raise ValueError("a proof has an empty line and a checkpoint below it")
    try:
        header, *lines = proof.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise ValueError("a proof is ASCII above its checkpoint") from None
    if header != _HEADER:
        raise ValueError(f"the first line of a proof is {_HEADER}")
    extra = (
        decode_base64(lines.pop(0).removeprefix("extra "))
        if lines and lines[0].startswith("extra ")
        else None
    )
    index = _INDEX.fullmatch(lines[0]) if lines else None
    if index is None or int(index[1]) >= MAX_SIZE:
        raise ValueError("a proof says the index of its leaf, in decimal without leading zeros")
    path = tuple(map(decode_base64, lines[1:]))
    if len(path) > _MAX_PATH or any(len(node) != HASH_BYTES for node in path):
        raise ValueError(f"a proof is made of at most {_MAX_PATH} hashes of {HASH_BYTES} bytes")
    return TlogProof(int(index[1]), path, parse_note(checkpoint), extra)
