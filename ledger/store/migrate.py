"""Schema revisions, made by Alembic: only this module imports it, when a ledger is created or upgraded."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, inspect
from sqlalchemy.engine import Connection

from ledger.store.dialect import dialect_of
from ledger.store.engine import reading, translated, writing

if TYPE_CHECKING:
    from alembic.config import Config


def migrations_path() -> Path:
    """Return where the migration scripts are: in the installed package, else in the checkout."""
    installed = Path(str(resources.files("ledger"))) / "_alembic"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "alembic"


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, working on `connection` where one is given."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_path()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, to: str = "head", *, then: Callable[[Connection], None] = lambda _: None) -> None:
    """Bring the tables to a revision and do `then`, all or nothing. The data stays as it is."""
    from alembic import command

    with translated(engine):
        dialect_of(engine).before_upgrade(engine)
    with writing(engine, many=True) as connection:
        command.upgrade(alembic_config(connection), to)
        then(connection)


def has_other_tables(engine: Engine) -> bool:
    """Return whether the database holds tables that are not a ledger's."""
    with reading(engine) as connection:
        return bool(inspect(connection).get_table_names())
