"""Roles of PostgreSQL: an owner, writers who may only add, readers who may only read.

What was proposed is no part of the log: a writer also removes it, once somebody has decided.

The owner is who made the tables, and alone upgrades them, grants roles and erases texts. What is erased cannot be
restored, and who recorded is only asserted: so erasing is left to the one role that could destroy the ledger anyway.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.engine import Connection

from ledger.errors import ConflictError, InputError, StoreError
from ledger.store import tables as t

#: PostgreSQL cuts longer names off, and two would become one.
_LONGEST_NAME = 63
#: Tables in which a writer adds no row: the head has its one, the revision is the owner's.
_NOT_ADDED_TO = (t.head.name, "alembic_version")


def grants(connection: Connection, *, writer: str | None, reader: str | None) -> list[str]:
    """Return the statements that make a writer and a reader and give them their rights, and no others.

    A role that is there already is kept, and loses every other right on these tables. Raises InputError for names
    that cannot be used, ConflictError for a role that no right can hold back.
    """
    roles = {name: wants for name, wants in ((writer, True), (reader, False)) if name is not None}
    if len(roles) < 2 and writer is not None and reader is not None:
        raise InputError("the writer and the reader are the same role", hint="give each a name of its own")
    for name in roles:
        _check(connection, name)
    return [statement for name, writes in roles.items() for statement in _grants(connection, name, writes)]


def _check(connection: Connection, name: str) -> None:
    if not name.strip() or "\0" in name or len(name.encode()) > _LONGEST_NAME:
        raise InputError(
            f"{name[:40]!r} cannot be the name of a role", hint=f"it has 1 to {_LONGEST_NAME} bytes"
        )
    owns = (
        "SELECT rolsuper OR pg_has_role(rolname, c.relowner, 'MEMBER') FROM pg_roles, pg_class c"
        " WHERE rolname = :name AND c.oid = CAST('entry' AS regclass)"
    )
    if connection.scalar(text(owns), {"name": name}):
        raise ConflictError(
            f"the role {name} owns the ledger, or is a superuser: nothing can be kept from it",
            hint="give the name of another role; one that is not there is made",
        )


def _grants(connection: Connection, name: str, writes: bool) -> Iterator[str]:
    role = _quoted(name)
    schema = _quoted(str(connection.scalar(text("SELECT current_schema()"))))
    database = _quoted(str(connection.scalar(text("SELECT current_database()"))))
    known = connection.scalar(text("SELECT count(*) FROM pg_roles WHERE rolname = :name"), {"name": name})
    if not known:
        yield f"CREATE ROLE {role} LOGIN"
    yield f"GRANT CONNECT ON DATABASE {database} TO {role}"
    # Up to PostgreSQL 14 everybody may make tables in the schema public.
    yield f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {role}"
    yield f"GRANT USAGE ON SCHEMA {schema} TO {role}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {role}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}"
    # Tables that an upgrade makes later.
    yield f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} REVOKE ALL ON TABLES FROM {role}"
    rights = "SELECT, INSERT" if writes else "SELECT"
    yield f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {rights} ON TABLES TO {role}"
    if writes:
        there = text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
        added_to = [_quoted(table) for table in connection.scalars(there) if table not in _NOT_ADDED_TO]
        yield f"GRANT INSERT ON {', '.join(added_to)} TO {role}"
        moved = [column.name for column in t.head.columns if column.name not in ("one", "name")]
        # What somebody decided on waits no longer; it is no part of the log.
        yield f"GRANT DELETE ON {t.proposal.name} TO {role}"
        yield f"GRANT UPDATE ({', '.join(moved)}) ON {t.head.name} TO {role}"


def grant(connection: Connection, statements: list[str]) -> None:
    """Execute the statements. Raises StoreError if the roles can still create tables in the schema."""
    for statement in statements:
        connection.exec_driver_sql(statement.replace("%", "%%"))
    open_to = (
        "SELECT rolname FROM pg_roles WHERE has_schema_privilege(rolname, current_schema(), 'CREATE')"
        " AND NOT rolsuper AND NOT pg_has_role(rolname, (SELECT nspowner FROM pg_namespace"
        " WHERE nspname = current_schema()), 'MEMBER')"
    )
    if loose := list(connection.scalars(text(open_to))):
        raise StoreError(
            f"{', '.join(loose)} may still make tables beside the ledger's",
            hint="a superuser takes that away: REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
