"""The tree of the log as of an entry, from the stored tiles and the leaf hashes after them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ledger.errors import TamperError
from ledger.store import tables as t
from ledger.tlog.tiles import TILE_WIDTH, TiledTree


def root_at(connection: Connection, size: int) -> bytes:
    """Return the root hash of the first `size` entries. Raises TamperError where a tile is missing or cut short."""
    with damage_reported(size):
        return tree_at(connection, size).root()


def tree_at(connection: Connection, size: int) -> TiledTree:
    """Return the tree of the first `size` entries, to be asked for its root and for proofs within `damage_reported`."""
    start = size - size % TILE_WIDTH
    query = (
        select(t.entry.c.leaf_hash)
        .where(t.entry.c.seq > start, t.entry.c.seq <= size)
        .order_by(t.entry.c.seq)
    )
    tail = [bytes(hashed) for hashed in connection.scalars(query)]
    with damage_reported(size):
        return TiledTree(size, lambda level, index: read_tile(connection, level, index), tail)


@contextmanager
def damage_reported(size: int) -> Iterator[None]:
    """Raises TamperError where a tile of the tree of `size` entries turns out to be missing or cut short."""
    try:
        yield
    except (KeyError, TypeError, ValueError) as error:
        raise TamperError(
            f"the tree of the first {size} entries is damaged: {error}", hint="ledger verify says what else"
        ) from None


def read_tile(connection: Connection, level: int, index: int) -> bytes:
    """Return the hashes of a full tile. Raises KeyError if it is not stored."""
    query = select(t.tile.c.hashes).where(t.tile.c.level == level, t.tile.c.position == index)
    hashes = connection.scalar(query)
    if hashes is None:
        raise KeyError((level, index))
    return bytes(hashes)


def leaf_hash_at(connection: Connection, seq: int) -> bytes:
    """Return the stored leaf hash of an entry that there is. Raises TamperError where there is none, or no bytes."""
    hashed = connection.scalar(select(t.entry.c.leaf_hash).where(t.entry.c.seq == seq))
    if not isinstance(hashed, bytes | memoryview):
        raise TamperError(f"entry {seq} cannot be read", seq=seq, hint="ledger verify says what else")
    return bytes(hashed)
