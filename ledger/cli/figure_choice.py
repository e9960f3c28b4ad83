"""Finding the figure that a person names in a few words."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ledger.cli.console import Console
from ledger.errors import InputError, LedgerError, NotFoundError

if TYPE_CHECKING:
    from ledger.book import Ledger


def chosen_figure(ledger: Ledger, words: str, page: Console) -> str:
    """Return the reference that words mean: one as it is, else the only figure found by them, which is printed.

    Raises InputError where none is found or several are, which it lists.
    """
    with suppress(NotFoundError):
        page.line(ledger.show(words).record.summary, first="  which is: ", role="faint")
        return words
    found = ledger.search(words, most=5)
    if len(found) == 1:
        entry = found[0].entry
        return chosen_figure(ledger, entry.key or entry.id, page)
    if not found:
        raise InputError("nothing is called or found by that")
    for listed in found:
        handle = listed.entry.key or listed.entry.id[:12]
        page.line(f"{handle}: {listed.entry.record.quantity.text or ''}", first="  ")
    raise InputError("several are found: name one")


def known_keys(incomplete: str) -> list[str]:
    """Return keys that begin with the given text, for shell completion; none if no ledger can be read."""
    from ledger.book import Ledger

    with suppress(LedgerError), Ledger.open() as ledger:
        return [*ledger.keys_beginning(incomplete)]
    return []
