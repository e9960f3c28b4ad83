"""``seq among (…)``: thousands of entries asked for at once, as one value in a statement that is compiled once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Text, bindparam
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine

from ledger.store.dialect import dialect_named, dialect_of


class _Seqs(TypeDecorator[Any]):
    """Sequence numbers as one value: a JSON list for SQLite, an array for PostgreSQL."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(dialect_named(dialect.name).seqs_type)

    def process_bind_param(self, value: Iterable[int] | None, dialect: Dialect) -> Any:
        return dialect_named(dialect.name).seqs_value(sorted(value or ()))


class _Among(FunctionElement[Any]):
    """Whether a column's value (the first clause) is one of the sequence numbers bound to a name (the second)."""

    inherit_cache = True
    # Of no type: where a database has no booleans of its own, one would be compared with 1.
    type = NullType()


@compiles(_Among)
def _compiled(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, bind = (compiler.process(clause, **options) for clause in element.clauses)
    return dialect_of(compiler).seqs_condition.format(column=column, bind=bind)


def among(column: Any, name: str = "seqs") -> Any:
    """A condition: the column's value is among the sequence numbers given as the parameter `name`."""
    return _Among(column, bindparam(name, type_=_Seqs()))
