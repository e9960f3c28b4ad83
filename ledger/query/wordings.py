"""The quotes of figures looked up in the snapshots of their sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

from ledger.model.text_quote import FoldedText, find_quote, folded
from ledger.query.records import standing_snapshots
from ledger.query.snapshots import snapshots
from ledger.store.engine import Transaction
from ledger.trace.material import Bodies, QuoteState, Wording

#: How many sources' texts are held ready at a time: of 5 million characters each at the most.
_SOURCES_AT_HAND = 4
#: Whoever judges the figures of a draft has the same text looked up after each.
_folded = lru_cache(_SOURCES_AT_HAND)(folded)


def with_wordings(
    connection: Transaction,
    bodies: Bodies,
    figures: Iterable[int],
    until: int,
    looked_up: Mapping[str, QuoteState] | None = None,
) -> Bodies:
    """Return the bodies with the wordings of those of the figures that are among them.

    `looked_up` is as `WordingReader` takes it.
    """
    reader = WordingReader(connection, until, looked_up)
    read = reader.read(bodies, [seq for seq in figures if seq in bodies.figures])
    return bodies._replace(wordings={wording.figure.seq: wording for wording in read})


class WordingReader:
    """Reads the wordings of figures as of an entry; the texts of few sources are held at a time.

    `looked_up` is what whoever has the texts found of the quotes, by the id of the figure: where it is given, no text
    is read.
    """

    def __init__(
        self, connection: Transaction, until: int, looked_up: Mapping[str, QuoteState] | None = None
    ) -> None:
        self._connection = connection
        self._until = until
        self._looked_up = looked_up

    @cached_property
    def _texts(self) -> Callable[[str], list[FoldedText]]:
        # Few ledgers have texts, and a trace makes a reader.
        return lru_cache(_SOURCES_AT_HAND)(self._read_texts)

    def read(self, bodies: Bodies, figures: Iterable[int]) -> Iterator[Wording]:
        """Yield the wordings of figures by sequence number, whose bodies are at hand, source by source."""
        entries = [bodies.figures[seq] for seq in figures]
        source_of = {
            entry.seq: entry.seqs[entry.record.source] for entry in entries if entry.record.source is not None
        }
        sources = set(source_of.values())
        archived = (
            set(standing_snapshots(self._connection, sources, self._until).values()) if sources else set()
        )
        for entry in sorted(entries, key=lambda entry: source_of.get(entry.seq, 0)):
            source = bodies.works[source_of[entry.seq]] if entry.seq in source_of else None
            state: QuoteState = None
            if source is not None and source.seq in archived and entry.record.quote is not None:
                quote = entry.record.quote
                if self._looked_up is not None:
                    state = self._looked_up.get(entry.id)
                elif quote.exact:
                    state = self._state(source.id, quote.exact, quote.prefix, quote.suffix)
            yield Wording(entry, source, source is not None and source.seq in archived, state)

    def _state(self, source: str, exact: str, prefix: str | None, suffix: str | None) -> QuoteState:
        texts = self._texts(source)
        if not texts:
            return None
        newest, *older = texts
        if find_quote(newest, exact, prefix, suffix):
            return "newest"
        return "older" if any(find_quote(text, exact, prefix, suffix) for text in older) else "none"

    def _read_texts(self, source: str) -> list[FoldedText]:
        return [_folded(snapshot.text) for snapshot in snapshots(self._connection, source, self._until)]
