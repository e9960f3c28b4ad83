"""Comparing a database's own schema with the one that the migrations make.

Triggers, views and defaults of a file run whenever it is read or written, and whoever sent the file wrote them: a view
in place of a table hides rows from every command, a trigger copies or deletes what is recorded. So a ledger is opened
only if its schema is the known one, object by object. The known listings stand in `store/dialect`, one for each
database; ``pytest tests/store/test_schema_check.py --rewrite`` writes them anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import text
from sqlalchemy.engine import Connection

from ledger.errors import TamperError
from ledger.store.dialect import dialect_of, known_schema

_KINDS: Final = (
    "view", "table", "child-table", "trigger", "rule", "policy", "function", "setting", "foreign-key", "constraint",
    "index", "statistics",
)  # fmt: skip
#: How many differences are named.
_NAMED: Final = 5


def check_schema(connection: Connection) -> None:
    """Raise TamperError, naming the differences, unless the schema is the one that the migrations make."""
    found, known = schema_of(connection), known_schema(dialect_of(connection).name)
    if found == known:
        return
    faults = list(_differences(found, known))
    more = f" and {len(faults) - _NAMED} more" if len(faults) > _NAMED else ""
    raise TamperError(
        f"the ledger's tables are not those that this program makes: {', '.join(faults[:_NAMED])}{more}",
        hint="whoever changed them can hide or copy what is recorded: take that back, or restore a backup",
    )


def schema_of(connection: Connection) -> dict[str, str]:
    """Return the schema: the definition of each object by kind and name, with white space folded."""
    listing = dialect_of(connection).schema_listing
    values = {}
    if ":ours" in listing:
        # Imported where it is asked for: describing the tables takes as long as opening a file does otherwise.
        from ledger.store import tables as t

        values["ours"] = ",".join(sorted([*t.metadata.tables, *t.VIEWS, "search", "alembic_version"]))
    rows = connection.execute(text(listing), values)
    found: dict[str, str] = {}
    for kind, name, of, body in sorted(tuple(row) for row in rows):
        # A trigger, rule or policy may be called like one of another table, and would stand in its place here.
        key = f"{kind} {name}"
        found[key if key not in found else f"{key} on {of}"] = f"{of}: {' '.join((body or '').split())}"
    return found


def _differences(found: Mapping[str, str], known: Mapping[str, str]) -> Iterator[str]:
    """Yield the differences, those of the kinds that can do most harm first."""

    def rank(name: str) -> tuple[bool, int, str]:
        kind = name.partition(" ")[0]
        # A view of ours is written anew by the database with every name in it that changes.
        return kind == "view" and name in known, _KINDS.index(kind), name

    for name in sorted(found.keys() | known.keys(), key=rank):
        if name not in known:
            yield f"{name} was added"
        elif name not in found:
            yield f"{name} is missing"
        elif found[name] != known[name]:
            yield f"{name} was changed"
