"""The schema revision of the tables, read by one plain query so that no command needs Alembic to start."""

from __future__ import annotations

from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from ledger.errors import MigrationNeededError, StoreError
from ledger.store.dialect import dialect_of
from ledger.store.engine import reading, shown_url
from ledger.store.schema_check import check_schema

#: The newest revision. A test holds it to the scripts in `alembic/versions`.
REVISION = "0012"


def current_revision(connection: Connection) -> str | None:
    """Return the revision of the tables, by one plain query; None where there are none of a ledger."""
    if not dialect_of(connection).has_table(connection, "alembic_version"):
        return None
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if revision is None else str(revision)


def check_revision(engine: Engine) -> None:
    """Raise unless the tables are of this program's revision, and are those that it makes.

    Raises StoreError where there is no ledger, MigrationNeededError where it is older or newer, TamperError where
    somebody changed the schema.
    """
    with reading(engine) as connection:
        found = current_revision(connection)
        if found == REVISION:
            check_schema(connection)
    where = shown_url(engine.url)
    if found is None:
        raise StoreError(f"there is no ledger in {where}", hint="make one with: ledger init")
    if found < REVISION:
        raise MigrationNeededError(
            f"the ledger {where} is of revision {found}, this program's is {REVISION}",
            hint="back it up, then run: ledger db upgrade",
        )
    if found > REVISION:
        raise MigrationNeededError(
            f"the ledger {where} is of revision {found}, newer than this program's {REVISION}",
            hint="upgrade this program: pip install --upgrade figure-ledger",
        )
