"""A fact-check provenance ledger: where a number in the news came from, and what changed on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.book import Ledger
    from ledger.errors import LedgerError

__all__ = ["Ledger", "LedgerError"]


def __getattr__(name: str) -> object:
    # Looked up when first asked for: an import of one room need not import them all.
    if name == "Ledger":
        from ledger.book import Ledger

        return Ledger
    if name == "LedgerError":
        from ledger.errors import LedgerError

        return LedgerError
    raise AttributeError(f"module 'ledger' has no attribute {name!r}")
