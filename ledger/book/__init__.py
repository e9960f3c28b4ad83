"""The public library, for notebooks and other programs. The commands can do nothing that it cannot."""

from ledger.book.ledger import Ledger

__all__ = ["Ledger"]
