"""The log and its projection in a database: SQLite by default, PostgreSQL for a newsroom."""
