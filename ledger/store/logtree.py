"""The tree of the log as of an entry, from the stored tiles and the leaf hashes after them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ledger.errors import TamperError
from ledger.store import tables as t
from ledger.tlog.tiles import TILE_WIDTH, root_from_tiles


def root_at(connection: Connection, size: int) -> bytes:
    """The root hash of the first `size` entries. Raises TamperError where a tile is missing or cut short."""
    start = size - size % TILE_WIDTH
    query = (
        select(t.entry.c.leaf_hash)
        .where(t.entry.c.seq > start, t.entry.c.seq <= size)
        .order_by(t.entry.c.seq)
    )
    tail = [bytes(one) for one in connection.scalars(query)]
    try:
        return root_from_tiles(size, lambda level, index: read_tile(connection, level, index), tail)
    except (KeyError, ValueError) as error:
        raise TamperError(
            f"the tree of the first {size} entries is damaged: {error}", hint="ledger verify says what else"
        ) from None


def read_tile(connection: Connection, level: int, index: int) -> bytes:
    """The hashes of a full tile. Raises KeyError if it is not stored."""
    query = select(t.tile.c.hashes).where(t.tile.c.level == level, t.tile.c.position == index)
    hashes = connection.scalar(query)
    if hashes is None:
        raise KeyError((level, index))
    return bytes(hashes)
