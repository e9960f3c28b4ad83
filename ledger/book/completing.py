"""Lists the names of parties and sources, to complete what a person types."""

from __future__ import annotations

from typing import Final, NamedTuple

from ledger.query.ledger_context import LedgerContext
from ledger.store import bodies as stored
from ledger.store import lookup
from ledger.store.engine import reading
from ledger.store.head import read_head

#: The largest numbers of parties and of sources that are listed.
MOST_PARTIES: Final = 20_000
MOST_SOURCES: Final = 1_000


class KnownNames(NamedTuple):
    """The names and aliases of parties, and the keys, titles and URLs of the newest sources."""

    parties: tuple[str, ...]
    sources: tuple[str, ...]


def known_names(context: LedgerContext) -> KnownNames:
    """Return the names by which parties and sources of a ledger can be referred to."""
    with reading(context.database) as connection:
        parties = lookup.party_names(connection, MOST_PARTIES)
        seqs = lookup.newest_sources(connection, MOST_SOURCES)
        described = stored.described(connection, seqs, read_head(connection).size)
        keys = stored.keys_of(connection, seqs)
    sources = []
    for seq in seqs:
        body = described[seq].body
        sources += [name for name in (keys.get(seq), body.get("title"), body.get("url")) if name]
    return KnownNames(tuple(parties), tuple(dict.fromkeys(sources)))
