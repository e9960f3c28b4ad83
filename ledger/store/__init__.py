"""The log and its projection in a database: SQLite by default, PostgreSQL for a newsroom."""

from ledger.store.without_asyncio import import_sqlalchemy

import_sqlalchemy()
