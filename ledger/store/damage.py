"""Errors for what is stored and is not what was recorded, or does not look like it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import NoResultFound

from ledger.errors import LedgerError, StoreError, TamperError

#: What reading stumbles over where values are missing, or are not what they should be.
UNFORESEEN = (ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError)


def damaged(seq: int, what: str) -> TamperError:
    """The error for an entry that is not what was recorded."""
    return TamperError(
        f"entry {seq} is damaged: {what}",
        seq=seq,
        hint="ledger verify --deep says what else; restore a backup",
    )


@contextmanager
def damage_suspected() -> Iterator[None]:
    """Raise StoreError where something in here stumbles over what is stored.

    It stands around what takes stored rows for what they should be, and nothing else: the projection is not hashed
    when it is read, so that a damaged row shows by fitting nowhere.
    """
    try:
        yield
    except LedgerError:
        raise
    except (*UNFORESEEN, NoResultFound) as error:
        raise StoreError(
            f"what is stored does not fit together ({type(error).__name__}: {error})",
            hint="ledger verify --deep says what is damaged; if nothing is, this is a fault of the program:"
            " please report it",
        ) from error
