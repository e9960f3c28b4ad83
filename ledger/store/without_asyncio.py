"""Imports SQLAlchemy without asyncio, which only its asynchronous engines use: a tenth of the start of every command.

While SQLAlchemy is imported, a module that imports nothing stands in asyncio's place, and hands over to asyncio as soon
as anything is asked of it. Whoever imports asyncio later gets the real one.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any, Final

_NAME: Final = "asyncio"


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
    """Import SQLAlchemy, with the dialect of files, unless it or asyncio was imported before."""
    if _NAME in sys.modules or "sqlalchemy" in sys.modules:
        return
    later = sys.modules[_NAME] = _AsyncioOnDemand(_NAME)
    try:
        import sqlalchemy.dialects.sqlite  # noqa: F401
    finally:
        if sys.modules.get(_NAME) is later:
            del sys.modules[_NAME]
