"""Hashes the log again: checks that entries agree with their leaves, and grows the tree from their hashes.

This is the part of verifying that every entry goes through, and so it is written for speed: entries are plain rows,
and what a leaf says is looked up at the places where `codec.leaf_bytes` writes it. What is found there in no other way
is left to whoever reads the JSON.
"""

from __future__ import annotations

from binascii import hexlify
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from hashlib import sha256
from typing import Any, Final, NamedTuple

from sqlalchemy.engine import Connection

from ledger.errors import TamperError
from ledger.model.codec import WITHOUT_CLAIM, leaf_opening, whole_leaf
from ledger.store.logtree import damage_reported, read_tile, tree_at
from ledger.store.prepared import Prepared
from ledger.tlog.merkle import HASH_BYTES
from ledger.tlog.tiles import TILE_BYTES, TILE_WIDTH, completed_tiles, tile_root

#: The height of the tree over the leaf hashes of one tile.
_TILE_HEIGHT: Final = TILE_WIDTH.bit_length() - 1


class StoredEntry(NamedTuple):
    """An entry as it is stored."""

    seq: int
    id: bytes
    kind: str
    recorded_at: str
    recorded_by: str
    leaf: bytes
    leaf_hash: bytes


class HashedEntries(NamedTuple):
    """The computed leaf hashes of some entries, one after the other, and the roots of the tiles that they fill."""

    hashes: bytes
    tile_roots: bytes

    @property
    def size(self) -> int:
        """The number of entries."""
        return len(self.hashes) // HASH_BYTES


_ROWS: Final = Prepared(
    f"SELECT {', '.join(StoredEntry._fields)} FROM entry"  # noqa: S608
    " WHERE seq > :after AND seq <= :until ORDER BY seq"
)
_TILES: Final = Prepared(
    "SELECT position, hashes FROM tile WHERE level = 0 AND position >= :first AND position < :end"
)


def entry_rows(connection: Connection, after: int, until: int) -> list[Any]:
    """Return the rows of entries after one up to another, in order, with the fields of `StoredEntry`."""
    return _ROWS.rows(connection, after=after, until=until)


def ranges(since: int, size: int, length: int) -> Iterator[tuple[int, int]]:
    """Split the entries after `since` up to `size` into ranges of `length` that begin where tiles do.

    The first range ends with the tile that was begun before.
    """
    low = since
    while low < size:
        unaligned = low % TILE_WIDTH
        high = min(low + (TILE_WIDTH - unaligned if unaligned else length), size)
        yield low, high
        low = high


def hash_entries(
    connection: Connection,
    rows: Sequence[Any],
    after: int,
    reread: Callable[[Any], object],
    *,
    every: bool = False,
) -> HashedEntries:
    """Hash entries that follow each other, and compare their columns with their leaves, and the tiles they fill.

    Time, recorder and id are put into a leaf from its columns, so that its hash holds for these. The kind is looked up
    in it, several times as fast as by reading the JSON: a name between quotation marks stands for a member alone, as
    within a string each mark has a backslash before it. `reread` is called with a row, its leaf whole, that says it in
    some other way, or with `every` row, and raises TamperError where it says something else.
    """
    hashes: list[bytes] = []
    append = hashes.append
    join = b"".join
    made_at = made_by = None
    opening = b""
    for seq, record_id, kind, at, by, part, stored in rows:
        try:
            if at != made_at or by != made_by:
                made_at, made_by, opening = at, by, b'\x00%b,"id":"' % leaf_opening(at, by)
            if part.startswith(WITHOUT_CLAIM):
                leaf, differs = join((opening, hexlify(record_id), b'",', part[1:])), False
            else:
                leaf = b"\x00" + whole_leaf(at, by, record_id.hex(), part)
                differs = len(leaf) == len(part) + 1
        except (AttributeError, TypeError):
            raise TamperError(f"entry {seq} cannot be read", seq=seq) from None
        hashed = sha256(leaf).digest()
        if hashed != stored:
            raise TamperError(f"entry {seq} does not have the hash it was stored with", seq=seq)
        append(hashed)
        if every or differs or _kind_member(kind) not in part:
            reread((seq, record_id, kind, at, by, leaf[1:], stored))
    return HashedEntries(b"".join(hashes), _compared_tiles(connection, hashes, after))


@cache
def _kind_member(kind: str) -> bytes:
    return b'"record":"' + kind.encode() + b'"'


def _compared_tiles(connection: Connection, hashes: Sequence[bytes], after: int) -> bytes:
    """Return the roots of the tiles that hashes fill, which must be those stored; of a range that begins a tile."""
    full = len(hashes) // TILE_WIDTH
    if after % TILE_WIDTH or not full:
        return b""
    first = after // TILE_WIDTH
    stored = {
        position: bytes(held) for position, held in _TILES.rows(connection, first=first, end=first + full)
    }
    roots = []
    for place in range(full):
        filled = b"".join(hashes[place * TILE_WIDTH : (place + 1) * TILE_WIDTH])
        _compare_tile(0, first + place, filled, stored.get(first + place))
        roots.append(tile_root(filled))
    return b"".join(roots)


def _compare_tile(level: int, index: int, hashes: bytes, stored: bytes | None) -> None:
    first = index * 256 ** (level + 1) + 1
    if stored is None:
        raise TamperError(f"tile {index} of level {level} is missing", seq=first)
    if stored != hashes:
        raise TamperError(f"tile {index} of level {level} is not that of its entries", seq=first)


class RegrownTree:
    """The tree of the log, grown again from hashes that were computed, and the tiles compared that it fills.

    The tree of the first `since` entries is taken from the stored hashes. `roots` has the root at that size, and at
    each size of `roots_at` that was passed since.
    """

    def __init__(self, connection: Connection, since: int, roots_at: Collection[int]) -> None:
        self._connection = connection
        full = since // TILE_WIDTH
        with damage_reported(since):
            self.tree = tree_at(connection, since).compact()
            #: The roots of the tiles that stand in no full tile of the level above yet.
            self._tile_roots = [
                tile_root(read_tile(connection, 0, index)) for index in range(full - full % TILE_WIDTH, full)
            ]
        tail = entry_rows(connection, since - since % TILE_WIDTH, since)
        self._tail = b"".join(bytes(row[-1]) for row in tail)
        self.roots = {since: self.tree.root()}
        self._sizes = deque(sorted(size for size in set(roots_at) if size > since))

    def extend(self, entries: HashedEntries) -> None:
        """Append entries that begin a tile, or end the one that was begun."""
        size = self.tree.size
        self._grow(entries)
        if size % TILE_WIDTH:
            self._tail += entries.hashes
            roots = []
            if len(self._tail) == TILE_BYTES:
                _compare_tile(0, size // TILE_WIDTH, self._tail, self._stored(0, size // TILE_WIDTH))
                roots = [tile_root(self._tail)]
                self._tail = b""
        else:
            roots = _split(entries.tile_roots)
            self._tail = entries.hashes[len(roots) * TILE_BYTES :]
        made = completed_tiles(
            size // TILE_WIDTH, roots, self._tile_roots, lambda level, index: self._read(level + 1, index)
        )
        for tile in made:
            _compare_tile(tile.level + 1, tile.index, tile.hashes, self._stored(tile.level + 1, tile.index))
        waiting = [*self._tile_roots, *roots]
        self._tile_roots = waiting[len(waiting) - (size // TILE_WIDTH + len(roots)) % TILE_WIDTH :]

    def _grow(self, entries: HashedEntries) -> None:
        """Grow the tree, by whole tiles where no root is asked for within them."""
        end = self.tree.size + entries.size
        if entries.tile_roots and not (self._sizes and self._sizes[0] < end):
            roots = _split(entries.tile_roots)
            self.tree = self.tree.extend(roots, height=_TILE_HEIGHT)
            rest = _split(entries.hashes[len(roots) * TILE_BYTES :])
        else:
            rest = _split(entries.hashes)
            while self._sizes and self._sizes[0] < end:
                asked = self._sizes.popleft()
                done = asked - self.tree.size
                self.tree = self.tree.extend(rest[:done])
                rest = rest[done:]
                self.roots[asked] = self.tree.root()
        self.tree = self.tree.extend(rest)
        if self._sizes and self._sizes[0] == self.tree.size:
            self.roots[self._sizes.popleft()] = self.tree.root()

    def _stored(self, level: int, index: int) -> bytes | None:
        try:
            return self._read(level, index)
        except KeyError:
            return None

    def _read(self, level: int, index: int) -> bytes:
        return read_tile(self._connection, level, index)


def _split(hashes: bytes) -> list[bytes]:
    return [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]
