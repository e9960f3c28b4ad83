"""Statements read for a pass over a whole ledger: each entry once, as long as it is remembered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ledger.model.body import Body
from ledger.model.codec import decode_once
from ledger.model.record import Figure, Link
from ledger.query.records import party_of, work_of
from ledger.query.unsaid_numbers import with_numbers
from ledger.store import bodies as stored
from ledger.store.damage import damage_suspected
from ledger.store.engine import Transaction
from ledger.store.lookup import by_ids
from ledger.trace.material import Bodies, Entry, Party, Recorded, Work

#: How many figures are remembered before remembering starts afresh: some 30 MB of them.
_REMEMBERED: Final = 20_000
#: When an entry was recorded, and by whom: no finding on a statement asks for it.
_NOT_READ: Final = Recorded(0, "", "", "")


class StatementReader:
    """Reads figures with the works and parties that they name, and links, as of an entry.

    Most links lead to what was recorded shortly before: whoever goes through a ledger in its order finds their inputs
    among the figures that are remembered.
    """

    def __init__(self, connection: Transaction, until: int) -> None:
        self._connection = connection
        self._until = until
        self._works: dict[int, Work] = {}
        self._parties: dict[int, Party] = {}
        self._forget()

    def _forget(self) -> None:
        self._figures: dict[int, Entry[Figure]] = {}
        # Few works and parties are named by most figures, again and again.
        if len(self._works) + len(self._parties) > _REMEMBERED:
            self._works, self._parties = {}, {}
        #: By id, also of what figures and links name. Entries hold it, and so it is replaced rather than cleared.
        self._seqs = {
            named.id: seq for named_by in (self._works, self._parties) for seq, named in named_by.items()
        }

    def forget_much(self) -> None:
        """Empty the cache if it is large. Objects already handed out stay valid."""
        if len(self._figures) > _REMEMBERED:
            self._forget()

    def read(self, figures: Iterable[int], links: Iterable[int] = ()) -> Bodies:
        """Return figures and links by sequence number, with the works of the figures; others may be included."""
        unread = {seq for seq in figures if seq not in self._figures}
        read_links: dict[int, Entry[Link]] = {}
        with damage_suspected():
            named: set[str] = set()
            works: set[str] = set()
            for seq, record_id, body in self._with_numbers(unread.union(links)):
                self._seqs[record_id] = seq
                is_figure = body["record"] == "figure"
                if not is_figure:
                    named.add(body["figure"])
                    named.update(body["inputs"].values() if "inputs" in body else (body["from"],))
                elif "source" in body:
                    works.add(body["source"])
                made: Entry[Any] = Entry(seq, record_id, decode_once(body), _NOT_READ, None, self._seqs)
                (self._figures if is_figure else read_links)[seq] = made
            self._find(named | works)
            sources = {self._seqs[source] for source in works}
            # Subtracting the keys of a dictionary from a set goes through all of them.
            if unread_works := {source for source in sources if source not in self._works}:
                described = stored.described(self._connection, unread_works, self._until)
                self._works.update((seq, work_of(source, {})) for seq, source in described.items())
        return Bodies(figures=self._figures, links=read_links, parties=self._parties, works=self._works)

    def _with_numbers(self, seqs: Iterable[int]) -> Iterator[tuple[int, str, Body]]:
        """Yield number, id and body of entries; relays that give no number come last, with that of upstream."""
        unsaid: list[int] = []
        for content in stored.contents(self._connection, seqs):
            body = content[2]
            if "relays" in body and "quantity" not in body:
                unsaid.append(content[0])
            else:
                yield content
        for entry in with_numbers(self._connection, stored.read(self._connection, unsaid)) if unsaid else ():
            yield entry.seq, entry.id, dict(entry.body)

    def read_parties(self, figures: Iterable[int]) -> Mapping[int, Party]:
        """Return the parties that reported these figures, which were read; other parties may be given as well."""
        with damage_suspected():
            named = {name for seq in figures for name in self._figures[seq].record.reported_by}
            self._find(named)
            parties = {self._seqs[name] for name in named}
            if unread := {party for party in parties if party not in self._parties}:
                described = stored.described(self._connection, unread, self._until)
                self._parties.update((seq, party_of(agent)) for seq, agent in described.items())
        return self._parties

    def _find(self, names: Iterable[str]) -> None:
        """Look up the sequence numbers of ids."""
        if unknown := {name for name in names if name not in self._seqs}:
            found = by_ids(self._connection, map(bytes.fromhex, unknown))
            self._seqs.update((record.hex(), seq) for record, (_, seq) in found.items())
