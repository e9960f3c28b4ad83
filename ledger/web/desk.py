"""The ledger that is served: opened once, and used by many at the same time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from ledger.book import Ledger
from ledger.web.users import User

Shared = TypeVar("Shared")


class Desk:
    """A ledger that is served. All threads share one engine; each request gets a `Ledger` for its user."""

    def __init__(self, where: str | Path | None = None, **how: Any) -> None:
        """Open the ledger at a path or URL; `how` is as in `Ledger.open`.

        Raises StoreError where there is none, InputError for a key to sign with that cannot be used.
        """
        self._ledger = Ledger.open(where, **how)
        # A key that cannot be used is said now, and not to whoever records first.
        self._ledger.recording_as(self._ledger.who)
        self._shared: dict[type[Any], Any] = {}
        self._lock = threading.Lock()

    @contextmanager
    def ledger(self, user: User) -> Iterator[Ledger]:
        """Yield the ledger, recording in the name of a user. Safe in any thread; not to be closed."""
        yield self._ledger.recording_as(user.name)

    def shared(self, kind: type[Shared]) -> Shared:
        """Return the object of a class that all requests share, made when first asked for."""
        with self._lock:
            if kind not in self._shared:
                self._shared[kind] = kind()
            found: Shared = self._shared[kind]
            return found

    @property
    def recorder(self) -> str:
        """The name it records in where no other is given."""
        return self._ledger.who

    def close(self) -> None:
        """Close the database."""
        self._ledger.close()
