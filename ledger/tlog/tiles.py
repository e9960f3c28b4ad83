"""The tree in tiles of 256 hashes, as C2SP tlog-tiles lays it out (https://c2sp.org/tlog-tiles).

The tile at level 0 and index i holds the leaf hashes 256·i to 256·i + 255; a hash at level n + 1 is the root
of one full tile at level n. Only full tiles are kept: what is in a partial one follows from the leaves, and a
full one never changes again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from ledger.tlog.merkle import HASH_BYTES, CompactRange

TILE_WIDTH: Final = 256
TILE_BYTES: Final = TILE_WIDTH * HASH_BYTES
_TILE_HEIGHT: Final = TILE_WIDTH.bit_length() - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A full tile: `hashes` is 256 hashes of 32 bytes in a row, `root` that of the subtree over them."""

    level: int
    index: int
    hashes: bytes
    root: bytes


def tile_root(hashes: bytes) -> bytes:
    """Return the root of the perfect subtree over a full tile. Raises ValueError unless it has 8,192 bytes."""
    _full(hashes)
    return _subtree_root(hashes)


def _subtree_root(hashes: bytes) -> bytes:
    """Return the root over a power of two of hashes in a row."""
    pair = 2 * HASH_BYTES
    while len(hashes) > HASH_BYTES:
        hashes = b"".join(
            [sha256(b"\x01" + hashes[at : at + pair]).digest() for at in range(0, len(hashes), pair)]
        )
    return hashes


def full_tiles(size: int) -> int:
    """Return how many full tiles a tree of `size` leaves has."""
    count = 0
    while size := size // TILE_WIDTH:
        count += size
    return count


def completed_tiles(
    size: int, leaf_hashes: Sequence[bytes], tail: Sequence[bytes], read_tile: Callable[[int, int], bytes]
) -> Iterator[Tile]:
    """Yield every tile that appending `leaf_hashes` to a tree of `size` leaves fills, the lowest level first.

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
            tile = Tile(
                level=level, index=index + at // TILE_WIDTH, hashes=filled, root=_subtree_root(filled)
            )
            yield tile
            roots.append(tile.root)
        above, waiting = divmod(index, TILE_WIDTH)
        if waiting + len(roots) < TILE_WIDTH:
            return
        earlier = [tile_root(read_tile(level, stored)) for stored in range(index - waiting, index)]
        level, index, hashes = level + 1, above, earlier + roots


def extended(
    tree: CompactRange, leaf_hashes: Sequence[bytes], tail: Sequence[bytes], filled: Iterable[Tile]
) -> CompactRange:
    """`tree.extend(leaf_hashes)`, which takes the roots of tiles that `completed_tiles` filled from these."""
    roots = [tile.root for tile in filled if tile.level == 0]
    if not roots:
        return tree.extend(leaf_hashes)
    full = CompactRange(tree.size - len(tail), tree.hashes[: len(tree.hashes) - len(tail).bit_count()])
    after = [*tail, *leaf_hashes][len(roots) * TILE_WIDTH :]
    return full.extend(roots, height=_TILE_HEIGHT).extend(after)


class TiledTree:
    """A tree of `size` leaves, read from its full tiles and the `tail` of leaf hashes after them.

    A proof reads at most one full tile a level, and at the right edge the full tiles below a partial one: 255 a
    level. What was read is kept, so that the proofs of many leaves cost little more than that of one.
    """

    def __init__(self, size: int, read_tile: Callable[[int, int], bytes], tail: Sequence[bytes]) -> None:
        """`read_tile(level, index)` gives the hashes of a full tile.

        Raises ValueError if `tail` does not fit `size`; reading raises it for a tile that is not full.
        """
        _check_tail(size, tail)
        self.size = size
        self._read_tile = read_tile
        self._tail = b"".join(tail)
        self._tiles: dict[tuple[int, int], bytes] = {}

    def root(self) -> bytes:
        """Return the root hash of the tree; of a tree without leaves, the SHA-256 of nothing."""
        return self.compact().root()

    def compact(self) -> CompactRange:
        """Return the tree as its perfect subtrees give it, to be grown."""
        return CompactRange(self.size, tuple(self._perfect(0, self.size)))

    def inclusion(self, index: int) -> tuple[bytes, ...]:
        """Return the audit path of a leaf, counted from 0, its sibling first (RFC 6962, section 2.1.1).

        Raises ValueError for a leaf that the tree does not have.
        """
        if not 0 <= index < self.size:
            raise ValueError(f"a tree of {self.size} leaves has no leaf {index}")
        path, low, high = [], 0, self.size
        while high - low > 1:
            middle = low + _split(high - low)
            if index < middle:
                path.append((middle, high))
                high = middle
            else:
                path.append((low, middle))
                low = middle
        return tuple(self._range(*leaves) for leaves in reversed(path))

    def consistency(self, old: int) -> tuple[bytes, ...]:
        """Return the proof that this tree begins with its first `old` leaves (RFC 6962, section 2.1.2).

        Raises ValueError unless 0 < `old` ≤ `size`: an empty tree is the beginning of any.
        """
        if not 0 < old <= self.size:
            raise ValueError(f"a tree of {self.size} leaves does not grow from one of {old}")
        parts, low, high = [], 0, self.size
        while high != old:
            middle = low + _split(high - low)
            if old <= middle:
                parts.append((middle, high))
                high = middle
            else:
                parts.append((low, middle))
                low = middle
        if low:
            parts.append((low, high))
        return tuple(self._range(*leaves) for leaves in reversed(parts))

    def _range(self, low: int, high: int) -> bytes:
        """Return the hash of the leaves from `low` up to `high`; a subtree of that size begins at `low`."""
        return CompactRange(high - low, tuple(self._perfect(low, high))).root()

    def _perfect(self, low: int, high: int) -> Iterator[bytes]:
        """Yield the roots of the perfect subtrees that such leaves make up, the largest first."""
        for height in reversed(range((high - low).bit_length())):
            if (high - low) >> height & 1:
                yield self._subtree(height, low >> height)
                low += 1 << height

    def _subtree(self, height: int, index: int) -> bytes:
        """Return the root of the perfect subtree over 2^height leaves at a multiple of as many."""
        level, within = divmod(height, _TILE_HEIGHT)
        first = index << within
        tile, offset = divmod(first, TILE_WIDTH)
        hashes = self._tile(level, tile)
        return _subtree_root(hashes[offset * HASH_BYTES : (offset + (1 << within)) * HASH_BYTES])

    def _tile(self, level: int, index: int) -> bytes:
        """Return a tile's hashes: as it is stored when full, else from what is below it."""
        if (level, index) not in self._tiles:
            self._tiles[level, index] = self._made(level, index)
        return self._tiles[level, index]

    def _made(self, level: int, index: int) -> bytes:
        width = self.size // TILE_WIDTH**level - index * TILE_WIDTH
        if width >= TILE_WIDTH:
            return _full(self._read_tile(level, index))
        if level == 0:
            return self._tail
        first = index * TILE_WIDTH
        return b"".join(tile_root(self._read_tile(level - 1, first + at)) for at in range(width))


def _check_tail(size: int, tail: Sequence[bytes]) -> None:
    if len(tail) != size % TILE_WIDTH:
        raise ValueError(
            f"a tree of {size} leaves has {size % TILE_WIDTH} after its full tiles, not {len(tail)}"
        )


def _full(hashes: bytes) -> bytes:
    if len(hashes) != TILE_BYTES:
        raise ValueError(f"a full tile has {TILE_BYTES} bytes, not {len(hashes)}")
    return hashes


def _split(size: int) -> int:
    """Return the largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
