"""Creates and upgrades ledgers, and reports the revision of their tables."""

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
    """The state of a location: `revision` is None if there is no ledger; `size` is the number of entries."""

    where: str
    revision: str | None
    wanted: str
    name: str | None = None
    size: int | None = None
    root: str | None = None


def create(context: LedgerContext, name: str | None) -> None:
    """Create the tables and the head of an empty ledger. Raises ConflictError if there is one already."""
    from ledger.store.migrate import upgrade

    check_absent(context)
    upgrade(
        context.database,
        then=lambda connection: place_head(connection, name or _default_name(context), context.now()),
    )


def check_absent(context: LedgerContext) -> None:
    """Raise ConflictError if there is a ledger or any other table already."""
    from ledger.store.migrate import has_other_tables

    where = shown_url(context.database.url)
    file = _file(context)
    if file is not None and not file.parent.is_dir():
        raise StoreError(f"there is no folder {file.parent}", hint="make it first")
    with reading(context.database) as connection:
        revision = current_revision(connection)
    if revision is not None:
        raise ConflictError(f"there is a ledger in {where} already", hint="ledger db status says which")
    if has_other_tables(context.database):
        raise ConflictError(
            f"{where} holds tables that are not a ledger's", hint="give the ledger a database of its own"
        )


def holds_file(context: LedgerContext) -> bool:
    """Return whether the database is an existing file."""
    file = _file(context)
    return file is not None and file.exists()


def remove_file(context: LedgerContext) -> None:
    """Remove the file of a database in which no ledger was created; does nothing if it is not a file."""
    context.database.dispose()
    if (file := _file(context)) is not None:
        for made in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm", "-journal"))):
            made.unlink(missing_ok=True)


def upgrade(context: LedgerContext) -> None:
    """Migrate the tables to this program's revision. Raises StoreError if there is no ledger."""
    from ledger.book.proposals import take_over_files
    from ledger.store.migrate import upgrade as upgrade_tables

    _must_exist(context)
    with reading(context.database) as connection:
        revision = current_revision(connection)
    if revision is None or revision >= REVISION:
        check_revision(context.database)
    else:
        # The schema check refuses anything planted in the older schema.
        upgrade_tables(context.database, then=check_schema)
        dialect_of(context.database).after_upgrade(context.database)
    take_over_files(context)


def grant(context: LedgerContext, *, writer: str | None, reader: str | None, dry_run: bool) -> list[str]:
    """Create PostgreSQL roles that may only add, or only read, and return the statements that do so.

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
    """Raise StoreError if there is no ledger, MigrationNeededError if its tables are of another revision."""
    _must_exist(context)
    check_revision(context.database)


def status(context: LedgerContext) -> Status:
    """Return the state of a location. Raises StoreError if there is no file."""
    where = shown_url(context.database.url)
    _must_exist(context)
    with reading(context.database) as connection:
        revision = current_revision(connection)
        if revision != REVISION:
            return Status(where=where, revision=revision, wanted=REVISION)
        head = read_head(connection)
        return Status(
            where=where,
            revision=revision,
            wanted=REVISION,
            name=head.name,
            size=head.size,
            root=head.tree.root().hex(),
        )


def _must_exist(context: LedgerContext) -> None:
    # SQLite would create an empty file for a mistyped name.
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
