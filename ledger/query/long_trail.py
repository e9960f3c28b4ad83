"""The records of a long trail: read some at a time when they are looked up, so that memory does not grow with it."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from ledger.model.record import Figure, Link
from ledger.query.gc_pause import gc_paused
from ledger.query.records import described, read_statements, with_judgements
from ledger.query.wordings import WordingReader
from ledger.store import reach
from ledger.store.engine import Database, Transaction, reading
from ledger.store.head import read_head
from ledger.store.lookup import by_ids
from ledger.trace.batched import Ascending, Lookup
from ledger.trace.material import Bodies, Entry, Party, Wording, Work
from ledger.trace.walk import Needed

K = TypeVar("K")
V = TypeVar("V")

#: How many figures and links are kept of those that were looked up last: some 30 MB of them.
_KEPT: Final = 25_000


class TrailReader:
    """Reads the figures and links of a trail, as of an entry, with the parties and works that they name.

    The log only grows, so that they are the same whenever they are read; a text that was erased meanwhile is gone.
    """

    def __init__(self, connection: Transaction, database: Database, needed: Needed, until: int) -> None:
        self._database = database
        #: The transaction in which the trail was found, as long as that lasts.
        self._found_in: Transaction | None = connection
        self._until = until
        self._all_figures, self._all_links = Ascending(needed.figures), Ascending(needed.links)
        self._ids = {
            numbers: reach.ids(connection, numbers.values) for numbers in (self._all_figures, self._all_links)
        }
        self._sources = array(
            "q", (part for pair in reach.sources(connection, needed.figures) for part in pair)
        )
        self._figures: dict[int, Entry[Figure]] = {}
        self._links: dict[int, Entry[Link]] = {}
        self._parties: dict[int, Party] = _Read(self._describe)
        self._works: dict[int, Work] = _Read(self._describe)
        self._wordings: dict[int, Wording] = {}
        self._seqs = self._no_seqs()

    def bodies(self, connection: Transaction, behind: Collection[int]) -> Bodies:
        """Return the records as a trace takes them, with the standing judgements of these and of all `behind`."""
        judged = {*self._all_figures, *self._all_links, *behind, *self._sources}
        bodies = Bodies(
            figures=Lookup(self._all_figures, self._figure),
            links=Lookup(self._all_links, self._link),
            parties=self._parties,
            works=self._works,
            wordings=Lookup(self._all_figures, self._wording),
            reader=self,
        )
        return with_judgements(connection, bodies, judged, self._until)

    def prepare(self, figures: Collection[int], links: Collection[int], *, worded: bool) -> None:
        """Read those that are not at hand; records that are no part of the trail are passed over."""
        unread = {seq for seq in figures if seq not in self._figures and seq in self._all_figures}
        unread.update(seq for seq in links if seq not in self._links and seq in self._all_links)
        unworded = {
            seq for seq in figures if worded and seq not in self._wordings and seq in self._all_figures
        }
        if not unread and not unworded:
            return
        if len(self._figures) + len(self._links) + len(unread) > _KEPT:
            self._forget({*figures}, {*links})
        with gc_paused(), self._reading() as connection:
            read = read_statements(connection, unread, self._until, seqs=self._seqs)
            self._figures.update(read.figures)
            self._links.update(read.links)
            self._parties.update(read.parties)
            self._works.update(read.works)
            if unworded:
                found = WordingReader(connection, self._until).read(
                    Bodies(figures=self._figures, links={}, parties={}, works=self._works), unworded
                )
                self._wordings.update((wording.figure.seq, wording) for wording in found)

    def is_at_hand(self, figure: int) -> bool:
        """Return whether a figure can be looked up without being read."""
        return figure in self._figures

    def id_of(self, seq: int) -> str | None:
        """Return the id of a figure or link, None for any other record."""
        for numbers, ids in self._ids.items():
            place = numbers.place(seq)
            if place >= 0:
                return ids[32 * place : 32 * place + 32].hex()
        return None

    def sources(self) -> Iterator[tuple[int, int]]:
        """Yield the figures that have a source, each with the source."""
        return zip(self._sources[::2], self._sources[1::2], strict=True)

    def _forget(self, figures: set[int], links: set[int]) -> None:
        """Let go of all but what is asked for now."""
        self._figures = {seq: entry for seq, entry in self._figures.items() if seq in figures}
        self._links = {seq: entry for seq, entry in self._links.items() if seq in links}
        self._wordings = {seq: wording for seq, wording in self._wordings.items() if seq in figures}
        # Entries that are still held hold the numbers known so far.
        self._seqs = self._no_seqs()
        if len(self._parties) + len(self._works) > _KEPT:
            self._parties.clear()
            self._works.clear()

    def _figure(self, seq: int) -> Entry[Figure]:
        if seq not in self._figures:
            self.prepare((seq,), (), worded=False)
        return self._figures[seq]

    def _link(self, seq: int) -> Entry[Link]:
        if seq not in self._links:
            self.prepare((), (seq,), worded=False)
        return self._links[seq]

    def _wording(self, seq: int) -> Wording:
        if seq not in self._wordings:
            self.prepare((seq,), (), worded=True)
        return self._wordings[seq]

    def _no_seqs(self) -> dict[str, int]:
        return _Read(self._seq)

    def _seq(self, record: str) -> int:
        with self._reading() as connection:
            return by_ids(connection, [bytes.fromhex(record)])[bytes.fromhex(record)][1]

    def _describe(self, seq: int) -> Any:
        with self._reading() as connection:
            return dict(described(connection, {seq}, self._until))[seq]

    @contextmanager
    def _reading(self) -> Iterator[Transaction]:
        if self._found_in is not None:
            yield self._found_in
            return
        with reading(self._database) as connection:
            # Parties and works are remembered for as long as the log does not grow.
            read_head(connection)
            yield connection

    def let_go(self) -> None:
        """End reading in the transaction in which the trail was found."""
        self._found_in = None


class _Read(dict[K, V]):
    """Values of which those that are not at hand are read."""

    def __init__(self, read: Callable[[K], V]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, key: K) -> V:
        value = self[key] = self._read(key)
        return value
