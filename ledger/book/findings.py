"""What a check found, worst first, kept outside of memory: over a whole ledger it may be much."""

from __future__ import annotations

import marshal
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, overload

from ledger.model.vocabulary import SEVERITIES
from ledger.query import records
from ledger.store import bodies as stored
from ledger.store.engine import Transaction
from ledger.store.sorter import Key, Sorter
from ledger.trace.finding import Finding
from ledger.trace.notice import quantity_words

#: How many findings are looked up together.
_TOGETHER = 500


class Subject(NamedTuple):
    """What a finding is about: id and key of its figure, id of its link, and the words of the figure."""

    figure: str
    key: str | None
    link: str | None
    words: str


class Findings(Sequence[Finding]):
    """Findings in order: by severity, then by figure, link, code and message. They do not change."""

    def __init__(self, connection: Transaction, found: Iterable[Finding], until: int) -> None:
        self._rows = Sorter()
        #: How many there are of each severity, and how many of those were accepted.
        self.counts: Counter[str] = Counter()
        self.accepted: Counter[str] = Counter()
        source = iter(found)
        while some := list(islice(source, _TOGETHER)):
            self.counts.update(one.severity for one in some)
            self.accepted.update(one.severity for one in some if one.accepted)
            self._rows.add(_row(one, subject) for one, subject in _told(connection, some, until))
        self._rows.sort()

    def with_subjects(self) -> Iterator[tuple[Finding, Subject]]:
        """Each finding with what it is about."""
        return map(_read, self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Finding]:
        return (one for one, _ in self.with_subjects())

    @overload
    def __getitem__(self, place: int) -> Finding: ...
    @overload
    def __getitem__(self, place: slice) -> list[Finding]: ...
    def __getitem__(self, place: int | slice) -> Finding | list[Finding]:
        places = range(len(self))[place]
        if isinstance(places, int):
            return _read(self._rows[places])[0]
        return [_read(self._rows[one])[0] for one in places]


def _row(finding: Finding, subject: Subject) -> tuple[Key, bytes]:
    rank = SEVERITIES.index(finding.severity)
    key = rank, finding.figure, finding.link or 0, finding.code, finding.message
    return key, marshal.dumps((tuple(finding), tuple(subject)))


def _read(row: bytes) -> tuple[Finding, Subject]:
    finding, subject = marshal.loads(row)
    return Finding(*finding), Subject(*subject)


def _told(
    connection: Transaction, findings: Sequence[Finding], until: int
) -> Iterator[tuple[Finding, Subject]]:
    seqs = {one.figure for one in findings}
    ids = stored.ids_of(connection, seqs | {one.link for one in findings if one.link is not None})
    keys = stored.keys_of(connection, seqs, until)
    words = {
        one.seq: quantity_words(records.entry_of(one, {}, {}).record.quantity)
        for one in stored.read(connection, seqs)
    }
    for one in findings:
        link = None if one.link is None else ids[one.link][1]
        yield one, Subject(ids[one.figure][1], keys.get(one.figure), link, words[one.figure])
