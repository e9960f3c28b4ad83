"""Making a ledger, and saying which revision its tables are of."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ledger.errors import ConflictError, StoreError
from ledger.query.ledger_context import LedgerContext
from ledger.store.dialect import dialect_of
from ledger.store.engine import reading, shown_url, writing
from ledger.store.head import place_head, read_head
from ledger.store.revision import REVISION, check_revision, current_revision
from ledger.store.schema_check import check_schema


class Status(NamedTuple):
    """What is at a location: `revision` is None where there is no ledger; `size` counts entries."""

    where: str
    revision: str | None
    wanted: str
    name: str | None = None
    size: int | None = None
    root: str | None = None


def create(context: LedgerContext, name: str | None) -> None:
    """Make the tables and the head of an empty ledger. Raises ConflictError where there is one already."""
    from ledger.store.migrate import upgrade

    check_absent(context)
    upgrade(
        context.database,
        then=lambda connection: place_head(connection, name or _default_name(context), context.now()),
    )


def check_absent(context: LedgerContext) -> None:
    """Raise ConflictError unless a ledger can be made there: there is none, and nothing else."""
    from ledger.store.migrate import has_other_tables

    where = shown_url(context.database.url)
    file = _file(context)
    if file is not None and not file.parent.is_dir():
        raise StoreError(f"there is no folder {file.parent}", hint="make it first")
    with reading(context.database) as connection:
        found = current_revision(connection)
    if found is not None:
        raise ConflictError(f"there is a ledger in {where} already", hint="ledger db status says which")
    if has_other_tables(context.database):
        raise ConflictError(
            f"{where} holds tables that are not a ledger's", hint="give the ledger a database of its own"
        )


def holds_file(context: LedgerContext) -> bool:
    """Whether the database is a file that is there already."""
    file = _file(context)
    return file is not None and file.exists()


def remove_file(context: LedgerContext) -> None:
    """Remove the file of a database in which nothing was made. Does nothing where it is not a file."""
    context.database.dispose()
    if (file := _file(context)) is not None:
        for made in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm", "-journal"))):
            made.unlink(missing_ok=True)


def upgrade(context: LedgerContext) -> None:
    """Bring the tables to this program's revision. Raises StoreError where there is no ledger."""
    from ledger.store.migrate import upgrade as upgrade_tables

    _must_exist(context)
    with reading(context.database) as connection:
        found = current_revision(connection)
    if found is None or found >= REVISION:
        check_revision(context.database)
        return
    # What somebody planted in the older schema does not outlive the upgrade.
    upgrade_tables(context.database, then=check_schema)


def grant(context: LedgerContext, *, writer: str | None, reader: str | None, dry_run: bool) -> list[str]:
    """Make PostgreSQL roles that may only add, or only read; returns the statements that do it.

    Raises ConflictError on SQLite, which has no roles.
    """
    from ledger.store.roles import grant as carry_out
    from ledger.store.roles import grants

    check(context)
    if not dialect_of(context.database).has_roles:
        raise ConflictError(
            "an SQLite file has no roles: who may read or write it is a matter of file permissions",
            hint="chmod and chown the file and its folder; whoever writes needs to write both",
        )
    with (reading if dry_run else writing)(context.database) as connection:
        statements = grants(connection, writer=writer, reader=reader)
        if not dry_run:
            carry_out(connection, statements)
    return statements


def check(context: LedgerContext) -> None:
    """Raise unless there is a ledger whose tables are of this program's revision."""
    _must_exist(context)
    check_revision(context.database)


def status(context: LedgerContext) -> Status:
    """Which revision the tables at a location are of."""
    where = shown_url(context.database.url)
    _must_exist(context)
    with reading(context.database) as connection:
        found = current_revision(connection)
        if found != REVISION:
            return Status(where=where, revision=found, wanted=REVISION)
        head = read_head(connection)
        return Status(
            where=where,
            revision=found,
            wanted=REVISION,
            name=head.name,
            size=head.size,
            root=head.tree.root().hex(),
        )


def _must_exist(context: LedgerContext) -> None:
    # SQLite would make an empty file of a name that was mistyped.
    file = _file(context)
    if file is not None and not file.is_file():
        raise StoreError(
            f"there is no ledger at {file}", hint="make one with: ledger init, or name one with --db"
        )


def _file(context: LedgerContext) -> Path | None:
    return dialect_of(context.database).file(context.database.url)


def _default_name(context: LedgerContext) -> str:
    file = _file(context)
    if file is None:
        return context.database.url.database or "ledger"
    return file.resolve().parent.name if file.name == "ledger.db" else file.stem
