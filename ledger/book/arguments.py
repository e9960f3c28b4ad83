"""Checks arguments that many methods of `Ledger` share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from ledger.errors import InputError, Problem

T = TypeVar("T")


def as_list(name: str, given: Sequence[T]) -> list[T]:
    """Return an argument as a list. Raises InputError for text, whose letters would be taken for its elements."""
    if isinstance(given, str | bytes):
        raise InputError(problems=[Problem(f"/{name}", f"this is a list: write {[given]!r}")])
    return list(given)


def no_progress(_done: int, _of: int) -> None:
    """Ignore the progress."""
