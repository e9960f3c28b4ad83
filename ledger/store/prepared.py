"""Statements as text, spelled for each database when they are first run, and asked for thousands of entries at once.

Most of a trace is a dozen of these. As expressions of SQLAlchemy they would have to be put together and compiled by
every process, and all tables described first, which takes several times as long as what a trace asks: some 30 ms.
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from sqlalchemy.engine import Connection

from ledger.store.damage import damage_suspected
from ledger.store.dialect import Dialect, dialect_of, fetch

#: What differs between databases: ``column AMONG :seqs``, and values, which are written ``:name``.
_PLACES: Final = re.compile(r"(\S+) AMONG :(\w+)|:(\w+)")


class _Spelled(NamedTuple):
    """A statement as a driver takes it: its text, and the order of its values."""

    sql: str
    order: tuple[str, ...]
    collections: tuple[str, ...]


class Prepared:
    """A query with parameters, run on the driver's own cursor.

    Its text holds ``:name`` for each value, and ``column AMONG :name`` for the condition that the column's value is one
    of a collection of sequence numbers. A value may stand in several places.
    """

    def __init__(self, sql: str) -> None:
        self._sql = sql
        self._spelled: dict[Dialect, _Spelled] = {}

    def rows(self, connection: Connection, **values: Any) -> list[Any]:
        """Return all rows of the query with these values."""
        dialect = dialect_of(connection)
        spelled = self._spelled.get(dialect)
        if spelled is None:
            spelled = self._spelled[dialect] = self._spell(dialect)
        with damage_suspected():
            for name in spelled.collections:
                values[name] = dialect.seqs_value(sorted(values[name]))
        return fetch(connection, spelled.sql, [values[name] for name in spelled.order])

    def values(self, connection: Connection, **values: Any) -> list[Any]:
        """Return the first column of all rows."""
        return [row[0] for row in self.rows(connection, **values)]

    def value(self, connection: Connection, **values: Any) -> Any:
        """Return the first column of the first row, None if there is no row."""
        return next(iter(self.values(connection, **values)), None)

    def _spell(self, dialect: Dialect) -> _Spelled:
        order: list[str] = []
        collections: dict[str, None] = {}

        def placed(place: re.Match[str]) -> str:
            column, collection, value = place.groups()
            order.append(collection or value)
            if column:
                collections[collection] = None
            return dialect.seqs_condition.format(column=column, bind=dialect.mark) if column else dialect.mark

        return _Spelled(_PLACES.sub(placed, self._sql), tuple(order), tuple(collections))
