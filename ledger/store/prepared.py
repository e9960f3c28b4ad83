"""Statements that are compiled once for each database, and asked for thousands of entries at once in one value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, Text, bindparam
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import CompoundSelect
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine

from ledger.store.damage import damage_suspected
from ledger.store.dialect import Dialect as LedgerDialect
from ledger.store.dialect import dialect_named, dialect_of, fetch


class _Seqs(TypeDecorator[Any]):
    """Sequence numbers as one value: a JSON list for SQLite, an array for PostgreSQL."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(dialect_named(dialect.name).seqs_type)

    def process_bind_param(self, value: Iterable[int] | None, dialect: Dialect) -> Any:
        return dialect_named(dialect.name).seqs_value(sorted(value or ()))


class _Among(FunctionElement[Any]):
    """A condition: a column's value (the first clause) is one of the sequence numbers bound to a name (the second)."""

    inherit_cache = True
    # Of no type: where a database has no booleans of its own, one would be compared with 1.
    type = NullType()


@compiles(_Among)
def _compiled(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, bind = (compiler.process(clause, **options) for clause in element.clauses)
    return dialect_of(compiler).seqs_condition.format(column=column, bind=bind)


def among(column: Any, name: str = "seqs") -> Any:
    """Return a condition: the column's value is among the sequence numbers given as the parameter `name`."""
    return _Among(column, bindparam(name, None, type_=_Seqs()))


def parameter(name: str) -> BindParameter[Any]:
    """Return a value that is given when the query is run."""
    return bindparam(name, None)


class _Compiled(NamedTuple):
    """A statement as a driver takes it: its text, the order of its values or None where they are bound by name, and
    what the statement itself holds."""

    sql: str
    order: tuple[str, ...] | None
    held: dict[str, Any]


class Prepared:
    """A query with parameters, run on the driver's own cursor: most of a trace is a dozen of these."""

    def __init__(self, query: Select[Any] | CompoundSelect[Any]) -> None:
        self._query = query
        self._compiled: dict[LedgerDialect, _Compiled] = {}

    def rows(self, connection: Connection, **values: Any) -> list[Any]:
        """Return all rows; a value that is neither a number nor a text is a collection of sequence numbers."""
        dialect = dialect_of(connection)
        compiled = self._compiled.get(dialect)
        if compiled is None:
            compiled = self._compiled[dialect] = self._compile(connection)
        bound = dict(compiled.held)
        with damage_suspected():
            for name, value in values.items():
                bound[name] = value if isinstance(value, int | str) else dialect.seqs_value(sorted(value))
        if compiled.order is None:
            return fetch(connection, compiled.sql, bound)
        return fetch(connection, compiled.sql, [bound[name] for name in compiled.order])

    def values(self, connection: Connection, **values: Any) -> list[Any]:
        """Return the first column of all rows."""
        return [row[0] for row in self.rows(connection, **values)]

    def _compile(self, connection: Connection) -> _Compiled:
        compiler: Any = self._query.compile(connection, compile_kwargs={"render_postcompile": True})
        held = {name: value for name, value in compiler.params.items() if value is not None}
        order = None if compiler.positiontup is None else tuple(compiler.positiontup)
        return _Compiled(str(compiler), order, held)
