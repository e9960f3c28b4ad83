"""The public library: a ledger as a notebook or another program uses it. The commands can do nothing beyond it."""

from ledger.book.ledger import Ledger

__all__ = ["Ledger"]
