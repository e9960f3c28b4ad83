"""The input of a walk: rows of integers for the graph, decoded records for the words.

A figure, a link, an agent or a source is named by the sequence number of the entry that recorded it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Generic, Literal, NamedTuple, Protocol, TypeVar

from ledger.model.record import Correction, Figure, Link, Redaction, Review

R = TypeVar("R")

_NOTHING: Final[Mapping[Any, Any]] = MappingProxyType({})


class FigureRow(NamedTuple):
    """A figure as the graph needs it."""

    seq: int
    primary: bool
    has_source: bool
    has_number: bool = True


class EdgeRow(NamedTuple):
    """One input of one link. A derivation with three inputs has three rows with the same `link`."""

    link: int
    relation: str
    figure: int
    input: int


class CorrectionRow(NamedTuple):
    """A correction. `of` and `by` are sequence numbers of any record; `at` (UTC) and `id` give the order."""

    seq: int
    id: str
    of: int
    by: int | None
    cause: str
    at: str


class SameRow(NamedTuple):
    """Two agents (or figures) joined, or parted again. The newest by `at`, then id, rules a pair."""

    seq: int
    id: str
    a: int
    b: int
    same: bool
    at: str


class Rows(NamedTuple):
    """The rows of the graph of a ledger, or of the part of it around one figure."""

    figures: Iterable[FigureRow]
    reporters: Iterable[tuple[int, int]]
    edges: Iterable[EdgeRow]
    corrections: Iterable[CorrectionRow] = ()
    sames: Iterable[SameRow] = ()


class RecorderSignature(NamedTuple):
    """The signature of a recorder: the key's name and id, and its standing.

    The standing is ``good``, ``revoked`` where the key had been replaced or revoked before, ``unknown`` where nothing
    makes the key the recorder's, and ``bad`` where it is not a signature over what was recorded.
    """

    key: str
    standing: str


class Recorded(NamedTuple):
    """The place and time at which a record entered this ledger, and `first_at`, when it was first recorded anywhere.

    Without a `signature`, `by` is asserted. `database_user` is the user of the database session, where there is one.
    """

    seq: int
    at: str
    by: str
    first_at: str
    signature: RecorderSignature | None = None
    database_user: str | None = None


class Entry(NamedTuple, Generic[R]):
    """A record with its id (64 hex digits), its key and when it was recorded.

    `seqs` gives the sequence number of every record it refers to, by id.
    """

    seq: int
    id: str
    record: R
    recorded: Recorded
    key: str | None = None
    seqs: Mapping[str, int] = _NOTHING
    #: Who erased a text of it, oldest first.
    redactions: tuple[Redaction, ...] = ()


class Party(NamedTuple):
    """An agent as it is described now."""

    seq: int
    id: str
    name: str
    kind: str | None = None
    url: str | None = None


class Work(NamedTuple):
    """A source as it is described now."""

    seq: int
    id: str
    key: str | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: str | None = None
    kind: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None


class Copy(NamedTuple):
    """A snapshot of a source: when it was seen (UTC), where it is kept, and the SHA-256 of its text in hex."""

    seq: int
    id: str
    retrieved: str | None = None
    archived_at: str | None = None
    sha256: str | None = None


#: The snapshots that have a quote: the newest of its source, only an older one, or none; None where there is no text.
QuoteState = Literal["newest", "older", "none"] | None


class Wording(NamedTuple):
    """A figure with its source and what the snapshots say of its quote.

    `archived` says whether a snapshot of its source is recorded.
    """

    figure: Entry[Figure]
    source: Work | None
    archived: bool
    quote_state: QuoteState


class BodyReader(Protocol):
    """Reads figures and links, and what they name, when they are looked up, and keeps those looked up last."""

    def prepare(self, figures: Collection[int], links: Collection[int], *, worded: bool) -> None:
        """Read those that are not at hand; records that are no part of the trace are passed over."""

    def is_at_hand(self, figure: int) -> bool:
        """Return whether a figure can be looked up without being read."""

    def id_of(self, seq: int) -> str | None:
        """Return the id of a figure or link, None for any other record."""

    def sources(self) -> Iterator[tuple[int, int]]:
        """Yield the figures that have a source, each with the source."""


class Bodies(NamedTuple):
    """Decoded records by sequence number, of every figure and link that is shown or compared."""

    figures: Mapping[int, Entry[Figure]]
    links: Mapping[int, Entry[Link]]
    parties: Mapping[int, Party]
    works: Mapping[int, Work]
    #: Reviews and corrections that were not undone, oldest first, by the sequence number they speak of.
    reviews: Mapping[int, list[Entry[Review]]] = _NOTHING
    corrections: Mapping[int, list[Entry[Correction]]] = _NOTHING
    #: Copies of sources, newest first, by the source; only where they were asked for.
    copies: Mapping[int, tuple[Copy, ...]] = _NOTHING
    #: Figures with what the snapshots say of their quotes; only where that was asked for.
    wordings: Mapping[int, Wording] = _NOTHING
    #: What reads figures and links when they are looked up; None where all of them are held.
    reader: BodyReader | None = None

    def prepare(self, figures: Collection[int], links: Collection[int] = (), *, worded: bool = False) -> None:
        """Read in one go what is about to be looked up, where not everything is held; `worded` with its wordings."""
        if self.reader is not None:
            self.reader.prepare(figures, links, worded=worded)

    def id_of(self, seq: int) -> str | None:
        """Return the id of a figure or link, None for any other record."""
        if self.reader is not None:
            return self.reader.id_of(seq)
        entry = self.figures.get(seq) or self.links.get(seq)
        return None if entry is None else entry.id

    def sources(self) -> Iterator[tuple[int, int]]:
        """Yield the figures that have a source, each with the source."""
        if self.reader is not None:
            yield from self.reader.sources()
            return
        for seq, entry in self.figures.items():
            if entry.record.source is not None:
                yield seq, entry.seqs[entry.record.source]
