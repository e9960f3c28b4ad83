"""The tree in tiles of 256 hashes, as C2SP tlog-tiles lays it out (https://c2sp.org/tlog-tiles).

The tile at level 0 and index i holds the leaf hashes 256·i to 256·i + 255; a hash at level n + 1 is the root
of one full tile at level n. Only full tiles are kept: what is in a partial one follows from the leaves, and a
full one never changes again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from ledger.tlog.merkle import HASH_BYTES, CompactRange

TILE_WIDTH: Final = 256
TILE_BYTES: Final = TILE_WIDTH * HASH_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A full tile: `hashes` is 256 hashes of 32 bytes in a row."""

    level: int
    index: int
    hashes: bytes


def tile_root(hashes: bytes) -> bytes:
    """The root of the perfect subtree over a full tile. Raises ValueError unless it has 8,192 bytes."""
    if len(hashes) != TILE_BYTES:
        raise ValueError(f"a full tile has {TILE_BYTES} bytes, not {len(hashes)}")
    pair = 2 * HASH_BYTES
    while len(hashes) > HASH_BYTES:
        hashes = b"".join(
            [sha256(b"\x01" + hashes[at : at + pair]).digest() for at in range(0, len(hashes), pair)]
        )
    return hashes


def completed_tiles(
    size: int, leaf_hashes: Sequence[bytes], tail: Sequence[bytes], read_tile: Callable[[int, int], bytes]
) -> Iterator[Tile]:
    """Every tile that appending `leaf_hashes` to a tree of `size` leaves fills, the lowest level first.

    `tail` holds the size % 256 leaf hashes that stand in no full tile yet. `read_tile(level, index)` gives
    the hashes of a full tile stored before; it is asked only when a tile above level 0 fills, for the earlier
    tiles which that one covers. Raises ValueError if `tail` does not fit `size`.
    """
    _check_tail(size, tail)
    level, index, hashes = 0, size // TILE_WIDTH, [*tail, *leaf_hashes]
    while len(hashes) >= TILE_WIDTH:
        roots = []
        for at in range(0, len(hashes) - TILE_WIDTH + 1, TILE_WIDTH):
            filled = b"".join(hashes[at : at + TILE_WIDTH])
            tile = Tile(level=level, index=index + at // TILE_WIDTH, hashes=filled)
            yield tile
            roots.append(tile_root(filled))
        above, waiting = divmod(index, TILE_WIDTH)
        if waiting + len(roots) < TILE_WIDTH:
            return
        earlier = [tile_root(read_tile(level, stored)) for stored in range(index - waiting, index)]
        level, index, hashes = level + 1, above, earlier + roots


def root_from_tiles(size: int, read_tile: Callable[[int, int], bytes], tail: Sequence[bytes]) -> bytes:
    """The root hash of a tree of `size` leaves, from its full tiles and the `tail` of leaf hashes after them.

    Reads the fewest tiles that cover the tree, the highest levels first: a tile below one that was read is
    not looked at. Raises ValueError if `tail` does not fit `size` or a tile is not full.
    """
    _check_tail(size, tail)
    filled: list[int] = []  # by level, how many tiles are full
    while size // TILE_WIDTH ** (len(filled) + 1):
        filled.append(size // TILE_WIDTH ** (len(filled) + 1))
    subtrees: list[bytes] = []
    for level in reversed(range(len(filled))):
        count = filled[level]
        covered = count - count % TILE_WIDTH  # these stand in a full tile of the level above
        roots = [tile_root(read_tile(level, index)) for index in range(covered, count)]
        subtrees += CompactRange.empty().extend(roots).hashes
    subtrees += CompactRange.empty().extend(tail).hashes
    return CompactRange(size, tuple(subtrees)).root()


def _check_tail(size: int, tail: Sequence[bytes]) -> None:
    if len(tail) != size % TILE_WIDTH:
        raise ValueError(
            f"a tree of {size} leaves has {size % TILE_WIDTH} after its full tiles, not {len(tail)}"
        )
