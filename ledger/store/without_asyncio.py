"""Imports SQLAlchemy without asyncio, which only its asynchronous engines use: a tenth of the start of every command.

While SQLAlchemy is imported, a module that imports nothing stands in asyncio's place, and hands over to asyncio as soon
as anything is asked of it. Whoever imports asyncio later gets the real one. Only the command line does so: a program
that uses the ledger as a library may have other threads, which import what they like meanwhile.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any, Final

_NAME: Final = "asyncio"
#: The package that a program has loaded which is the command line.
_COMMAND_LINE: Final = "ledger.cli"


class _AsyncioOnDemand(ModuleType):
    """Stands in for asyncio until something is asked of it."""

    def iscoroutine(self, thing: object) -> bool:
        """Return whether a thing is a coroutine: the one function that SQLAlchemy keeps when it is imported."""
        return bool(self._asyncio().iscoroutine(thing))

    def __getattr__(self, name: str) -> Any:
        """Return what asyncio has under a name."""
        return getattr(self._asyncio(), name)

    def _asyncio(self) -> Any:
        if sys.modules.get(_NAME) is self:
            del sys.modules[_NAME]
        import asyncio

        return asyncio


def import_sqlalchemy() -> None:
    """Import SQLAlchemy, with the dialect of files, for the command line; nothing where it or asyncio was imported."""
    if _COMMAND_LINE not in sys.modules or _NAME in sys.modules or "sqlalchemy" in sys.modules:
        return
    later = sys.modules[_NAME] = _AsyncioOnDemand(_NAME)
    try:
        import sqlalchemy.dialects.sqlite  # noqa: F401
    finally:
        if sys.modules.get(_NAME) is later:
            del sys.modules[_NAME]
