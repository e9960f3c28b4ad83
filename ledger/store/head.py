"""The one row that is ever updated: the end of the log."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from ledger.errors import TamperError
from ledger.store import tables as t
from ledger.store.damage import UNFORESEEN
from ledger.tlog.merkle import CompactRange


class Head(NamedTuple):
    """The end of the log: the ledger's name, the tree and the time (UTC) of the last entry."""

    name: str
    tree: CompactRange
    recorded_at: str

    @property
    def size(self) -> int:
        """How many entries there are."""
        return self.tree.size


def read_head(connection: Connection, *, lock: bool = False) -> Head:
    """The end of the log; with `lock`, held until the transaction ends. Raises TamperError where it is damaged."""
    query = select(t.head)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise TamperError("the log has no head", hint="restore a backup")
    try:
        tree = CompactRange.from_bytes(row.size, bytes(row.subtrees))
    except UNFORESEEN as error:
        raise TamperError(f"the head of the log is damaged: {error}", hint="restore a backup") from None
    return Head(row.name, tree, row.recorded_at)


def place_head(connection: Connection, name: str, now: str) -> None:
    """Begin an empty log."""
    tree = CompactRange.empty()
    connection.execute(
        insert(t.head).values(one=1, name=name, size=tree.size, subtrees=tree.to_bytes(), recorded_at=now)
    )
