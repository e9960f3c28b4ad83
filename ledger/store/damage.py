"""Errors for stored data that differs from what was recorded, or cannot be read."""

from __future__ import annotations

from types import TracebackType
from typing import Final

from sqlalchemy.exc import NoResultFound

from ledger.errors import LedgerError, StoreError, TamperError

#: The errors of reading where values are missing, or are not what they should be.
UNFORESEEN = (ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError)


def damaged(seq: int, what: str) -> TamperError:
    """Return the error for an entry that differs from what was recorded."""
    return TamperError(
        f"entry {seq} is damaged: {what}",
        seq=seq,
        hint="ledger verify --deep says what else; restore a backup",
    )


class _Suspicion:
    """The context of `damage_suspected`. A class, as a trace enters dozens and a generator takes four times as long."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if error is None:
            return
        if isinstance(error, (*UNFORESEEN, NoResultFound)) and not isinstance(error, LedgerError):
            raise StoreError(
                f"what is stored does not fit together ({type(error).__name__}: {error})",
                hint="ledger verify --deep says what is damaged; if nothing is, this is a fault of the program:"
                " please report it",
            ) from error


_SUSPICION: Final = _Suspicion()


def damage_suspected() -> _Suspicion:
    """Raise StoreError if the code in this context cannot process stored data.

    It stands around what takes stored rows for what they should be, and nothing else: the projection is not hashed
    when it is read, so that a damaged row shows by fitting nowhere.
    """
    return _SUSPICION
