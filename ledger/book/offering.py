"""Offers recorded figures that a figure may relay: those with the same number, or those found by words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from ledger.article.likeness import Known, Likeness
from ledger.book.listing import Listed, listed, search
from ledger.book.scanning import recorded_figures
from ledger.number.quantity import Quantity
from ledger.query.ledger_context import LedgerContext
from ledger.store.engine import reading
from ledger.store.head import read_head
from ledger.store.lookup import by_ids

#: The most figures with the same number that are compared.
_COMPARED: Final = 200


def recorded_like(
    context: LedgerContext, quantity: Quantity, words: str, parties: Sequence[str], *, most: int = 9
) -> list[Listed]:
    """Return the current figures with the same number of the same thing, the likeliest first.

    Those come first whose parties are named most alike, then those with the same hedge, then those recorded first.
    `words` are those of the number; in a large ledger only figures that share them are compared.
    """
    known = (
        Known(figure.id, figure.quantity, frozenset(name.lower() for name in figure.parties))
        for figure in recorded_figures(context, [words])
    )
    alike = Likeness(known).like(quantity, frozenset(name.lower() for name in parties), most=_COMPARED)
    with reading(context.database) as connection:
        seqs = {key.hex(): seq for key, (_, seq) in by_ids(connection, map(bytes.fromhex, alike)).items()}
        by_seq = {
            figure.entry.seq: figure
            for figure in listed(connection, list(seqs.values()), read_head(connection).size)
        }
    named = _name_words(parties)

    def unlikely(figure: Listed) -> tuple[int, bool, int]:
        shared = named & _name_words(reporter.name for reporter in figure.reporters)
        return -len(shared), figure.entry.record.quantity.hedge != quantity.hedge, figure.entry.seq

    return sorted(by_seq.values(), key=unlikely)[:most]


def _name_words(names: Iterable[str]) -> frozenset[str]:
    """Return the words of names, in lower case, without those that most names have."""
    return frozenset(word for name in names for word in name.lower().split()) - {"the", "of", "and", "for"}


def offered(
    context: LedgerContext,
    quantity: Quantity,
    words: str,
    parties: Sequence[str],
    *,
    asked: str = "",
    without: frozenset[str] = frozenset(),
    most: int = 9,
) -> list[Listed]:
    """Return the figures that a figure may relay: those that a search for `asked` finds, or else those with its number.

    `without` are the ids of figures that it cannot relay, itself among them.
    """
    if asked.strip():
        candidates = list(search(context, asked, most + len(without)))
    else:
        candidates = recorded_like(context, quantity, words, parties, most=most + len(without))
    return list(islice((figure for figure in candidates if figure.entry.id not in without), most))
