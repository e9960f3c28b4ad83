"""The Merkle tree of the log (RFC 6962, section 2.1), grown leaf by leaf without keeping the leaves.

A tree of n leaves is a row of perfect subtrees, one for each bit set in n, the largest first. Their roots are
all that is needed to append to the tree and to compute its root: transparency-dev/merkle calls them a compact
range.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

HASH_BYTES: Final = 32


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of a leaf: SHA-256 of a zero byte and the leaf (RFC 6962, section 2.1)."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: SHA-256 of a one byte and both children (RFC 6962, section 2.1)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class CompactRange:
    """A tree of `size` leaves, given by the roots of its perfect subtrees, the largest (leftmost) first."""

    size: int
    hashes: tuple[bytes, ...]

    def __post_init__(self) -> None:
        if self.size < 0:
            raise ValueError(f"a tree cannot have {self.size} leaves")
        subtrees = self.size.bit_count()
        if len(self.hashes) != subtrees:
            raise ValueError(
                f"a tree of {self.size} leaves is {subtrees} perfect subtrees, not {len(self.hashes)}"
            )
        if any(len(subtree) != HASH_BYTES for subtree in self.hashes):
            raise ValueError(f"a subtree hash has {HASH_BYTES} bytes")

    @classmethod
    def empty(cls) -> CompactRange:
        """Return the tree without a leaf."""
        return cls(0, ())

    @classmethod
    def from_bytes(cls, size: int, data: bytes) -> CompactRange:
        """Return the tree of `size` leaves that `to_bytes` wrote. Raises ValueError if the two do not fit."""
        if len(data) % HASH_BYTES:
            raise ValueError(f"{len(data)} bytes are not a whole number of hashes of {HASH_BYTES} bytes")
        return cls(size, tuple(data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)))

    def to_bytes(self) -> bytes:
        """Return the subtree hashes in a row; the size is kept beside them."""
        return b"".join(self.hashes)

    def extend(self, leaf_hashes: Iterable[bytes], *, height: int = 0) -> CompactRange:
        """Return the tree with these leaves appended, given by their `leaf_hash`.

        With a `height`, each hash is the root of 2 to that power leaves, of which the tree must have a multiple: raises
        ValueError if it has not.
        """
        size, rest = divmod(self.size, 1 << height)
        if rest:
            raise ValueError(f"a tree of {self.size} leaves ends within {1 << height}")
        stack = list(self.hashes)
        for node in leaf_hashes:
            # Every bit carried by counting up is a pair of equal subtrees that becomes one.
            carry = size
            while carry & 1:
                node = sha256(b"\x01" + stack.pop() + node).digest()
                carry >>= 1
            stack.append(node)
            size += 1
        return CompactRange(size << height, tuple(stack))

    def root(self) -> bytes:
        """Return the root hash of the tree; of a tree without leaves, the SHA-256 of nothing."""
        if not self.hashes:
            return sha256(b"").digest()
        *larger, node = self.hashes
        for left in reversed(larger):
            node = node_hash(left, node)
        return node


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """Return the root hash of the tree over these leaves, given by their `leaf_hash`."""
    return CompactRange.empty().extend(leaf_hashes).root()
