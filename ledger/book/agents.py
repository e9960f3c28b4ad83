"""Lists parties, with those declared the same and those that look alike, and figures that may be duplicates."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ledger.model.record import Figure
from ledger.query import records, surroundings
from ledger.query.ledger_context import LedgerContext
from ledger.store import bodies as stored
from ledger.store import confusables, reach
from ledger.store.engine import Transaction, reading
from ledger.store.head import read_head
from ledger.trace.material import Entry, Party, SameRow
from ledger.trace.status import Resolution, joined, resolve

_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentListed:
    """A party with its number of figures, the names of parties declared the same, and of those that look like it."""

    id: str
    key: str | None
    name: str
    kind: str | None
    url: str | None
    aliases: tuple[str, ...]
    figures: int
    same: tuple[str, ...]
    like: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """Figures that are probably the same statement, in the order of recording, and their parties."""

    figures: tuple[Entry[Figure], ...]
    parties: tuple[Party, ...]


@dataclass(frozen=True, slots=True)
class _Decisions:
    """The corrections of all records, the groups declared the same, and the pairs that were decided on."""

    resolution: Resolution
    groups: dict[int, int]
    decided: frozenset[tuple[int, int]]

    @classmethod
    def read(cls, connection: Transaction, until: int) -> _Decisions:
        rows = surroundings.judgement_rows(reach.every_judged(connection, until))
        resolution = resolve(rows["corrections"])
        sames: list[SameRow] = rows["sames"]
        decided = frozenset(
            (min(row.a, row.b), max(row.a, row.b)) for row in sames if not resolution.undone(row.seq)
        )
        return cls(resolution, joined(sames, resolution), decided)

    def is_open(self, first: int, second: int) -> bool:
        """Return whether nobody has decided yet if two records are the same."""
        pair = min(first, second), max(first, second)
        return pair not in self.decided and self.group(first) != self.group(second)

    def group(self, seq: int) -> int:
        """Return the representative of the records that are the same as this one."""
        return self.groups.get(seq, seq)


def agents(context: LedgerContext) -> list[AgentListed]:
    """Return every party, ordered by name."""
    with reading(context.database) as connection:
        until = read_head(connection).size
        judged = _Decisions.read(connection, until)
        counts = Counter(agent for _, agent in reach.every_reporter(connection, until))
        seqs = [seq for seq, _ in reach.every_agent(connection, until) if judged.resolution.read(seq) == seq]
        described = stored.described(connection, seqs, until)
        keys = stored.keys_of(connection, seqs, until)
        names = {seq: records.shown_name(described[seq].body) for seq in seqs}
        alike: defaultdict[str, list[int]] = defaultdict(list)
        members: defaultdict[int, list[int]] = defaultdict(list)
        marks = {seq: _marks(described[seq].body, names[seq]) for seq in seqs}
        for seq in seqs:
            for mark in marks[seq]:
                alike[mark].append(seq)
            members[judged.group(seq)].append(seq)
        twins = {seq: {twin for mark in marks[seq] for twin in alike[mark]} for seq in seqs}
        for seq in seqs:
            # "BBC News" looks like "BBC", "UK Government" not like "US Government".
            for mark in confusables.shorter_marks(names[seq]):
                for twin in alike.get(mark, ()):
                    twins[seq].add(twin)
                    twins[twin].add(seq)
        return sorted(
            (
                AgentListed(
                    id=described[seq].id,
                    key=keys.get(seq),
                    name=names[seq],
                    kind=described[seq].body.get("kind"),
                    url=described[seq].body.get("url"),
                    aliases=tuple(described[seq].body.get("aliases", ())),
                    figures=counts[seq],
                    same=tuple(names[twin] for twin in members[judged.group(seq)] if twin != seq),
                    like=tuple(
                        names[twin]
                        for twin in sorted(twins[seq])
                        if twin != seq and judged.is_open(seq, twin)
                    ),
                )
                for seq in seqs
            ),
            key=lambda agent: (agent.name.casefold(), agent.id),
        )


def _marks(body: Mapping[str, Any], name: str) -> set[str]:
    """Return what may identify a party: its name and aliases, also in Latin letters, and its address."""
    found = {mark for spelling in (name, *body.get("aliases", ())) for mark in confusables.marks(spelling)}
    if url := body.get("url"):
        found.add(url.casefold().partition("://")[2].removeprefix("www.").rstrip("/"))
    return found


def duplicates(context: LedgerContext) -> Iterator[Duplicates]:
    """Yield figures of one party with one number whose dates, sources, periods and places do not contradict each other.

    Figures declared to be the same, or not to be, are left out.
    """
    with reading(context.database) as connection:
        until = read_head(connection).size
        judged = _Decisions.read(connection, until)
        alike: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
        for entry, parties in _current_figures(connection, judged.resolution, until):
            quantity = entry.record.quantity
            if parties and (quantity.value or quantity.low or quantity.high):
                reporters = tuple(sorted({judged.group(party.seq) for party in parties}))
                number = quantity.value, quantity.low, quantity.high, quantity.hedge, quantity.unit
                alike[(*number, reporters)].append(entry.seq)
        for seqs in alike.values():
            if len(seqs) > 1:
                yield from _compatible(connection, judged, seqs, until)


def _current_figures(
    connection: Transaction, resolution: Resolution, until: int
) -> Iterator[tuple[Entry[Figure], tuple[Party, ...]]]:
    seqs = [seq for seq, *_ in reach.every_figure(connection, until)]
    seqs = [seq for seq in seqs if resolution.read(seq) == seq and resolution.status(seq) == "current"]
    for low in range(0, len(seqs), _BATCH):
        bodies = records.read_bodies(connection, seqs[low : low + _BATCH], (), until)
        for _, entry in sorted(bodies.figures.items()):
            if entry.record.restated:
                yield entry, tuple(bodies.parties[entry.seqs[ref]] for ref in entry.record.reported_by)


def _compatible(
    connection: Transaction, judged: _Decisions, seqs: list[int], until: int
) -> Iterator[Duplicates]:
    """Yield the groups of undecided figures that do not contradict the first of the group."""
    bodies = records.read_bodies(connection, seqs, (), until)
    left = [bodies.figures[seq] for seq in seqs]
    while left:
        first, *rest = left
        twins = [entry for entry in rest if _agree(first, entry) and judged.is_open(first.seq, entry.seq)]
        left = [entry for entry in rest if entry not in twins]
        if twins:
            parties = tuple(bodies.parties[first.seqs[ref]] for ref in first.record.reported_by)
            yield Duplicates(figures=(first, *twins), parties=parties)


def _agree(first: Entry[Figure], second: Entry[Figure]) -> bool:
    earlier, later = first.record, second.record
    sources = tuple(
        entry.seqs[entry.record.source] if entry.record.source else None for entry in (first, second)
    )
    pairs = [
        sources,
        (earlier.stated, later.stated),
        (earlier.period, later.period),
        (earlier.place, later.place),
    ]
    return all(None in pair or pair[0] == pair[1] for pair in pairs)
