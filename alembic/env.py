"""Alembic's entry. The ledger hands over its connection; alone, the database is $LEDGER_DB or ledger.db."""

from __future__ import annotations

import os
from typing import Any

from sqlalchemy.engine import Connection

from alembic import context
from ledger.store.engine import database_url, open_engine, writing
from ledger.store.tables import metadata


def _compared(_item: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    # The search index is of each database's own kind, and SQLite keeps it in tables of its own.
    return not (kind in ("table", "index") and (name or "").removeprefix("ix_").startswith("search"))


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_object=_compared,
        transactional_ddl=True,
        # The caller's transaction is the one that counts: all steps are done, or none.
        transaction_per_migration=False,
    )
    context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    with writing(open_engine(database_url(os.environ.get("LEDGER_DB", "ledger.db")))) as opened:
        _run(opened)
