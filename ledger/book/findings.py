"""Holds the findings of a check on disk, the most severe first: a whole ledger may have many."""

from __future__ import annotations

import marshal
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Any, Final, NamedTuple, TypeAlias, overload

from ledger.model.vocabulary import SEVERITIES
from ledger.query import records
from ledger.query.unsaid_numbers import with_numbers
from ledger.store import bodies as stored
from ledger.store.engine import Transaction
from ledger.store.sorter import Key, Sorter
from ledger.trace.finding import Finding
from ledger.trace.notice import stated_words

#: The number of figures named for each cause.
SHOWN: Final = 20
#: The number of findings whose subjects are looked up together.
_BATCH = 500


#: A finding with its subject, as it is sorted and kept: its key, the two packed, and whether a review accepted it.
#: `marshal` takes a quarter of the time of `pickle`; they are packed once, where they are found.
FindingRow: TypeAlias = tuple[Key, bytes, bool]


class Subject(NamedTuple):
    """The subject of a finding: id and key of its figure, id of its link, and the words of the figure."""

    figure: str
    key: str | None
    link: str | None
    words: str


class CheckedCause(NamedTuple):
    """A finding with the same cause on several figures: the first `subjects`, and the number of `figures`."""

    finding: Finding
    subjects: tuple[Subject, ...]
    figures: int


class Findings(Sequence[Finding]):
    """An immutable sequence of findings, sorted by severity, figure, link, code and message."""

    def __init__(self, found: Iterable[FindingRow]) -> None:
        self._rows = Sorter()
        #: The numbers of findings, and of accepted findings, by severity.
        self.counts: Counter[str] = Counter()
        self.accepted: Counter[str] = Counter()
        self._rows.add(self._counted(found))
        self._rows.sort()

    @classmethod
    def of(cls, found: Iterable[tuple[Finding, Subject]]) -> Findings:
        """Return findings that are given with their subjects."""
        return cls(finding_row(finding, subject) for finding, subject in found)

    def _counted(self, found: Iterable[FindingRow]) -> Iterator[tuple[Key, bytes]]:
        counts, accepted = [0] * len(SEVERITIES), [0] * len(SEVERITIES)
        for key, packed, is_accepted in found:
            counts[key[0]] += 1
            accepted[key[0]] += is_accepted
            yield key, packed
        self.counts.update(dict(zip(SEVERITIES, counts, strict=True)))
        self.accepted.update(dict(zip(SEVERITIES, accepted, strict=True)))

    def with_subjects(self) -> Iterator[tuple[Finding, Subject]]:
        """Yield each finding with its subject."""
        return map(read_finding, self._rows)

    def by_cause(self) -> Iterator[CheckedCause]:
        """Yield the findings grouped by cause, in the order of the first finding of each.

        Findings with the same code and message have the same cause, because a message names the figure at fault and not
        the figures affected.
        """
        by_cause = Sorter()
        by_cause.add(_row_by_cause(place, row) for place, row in enumerate(self._rows))
        by_cause.sort()
        causes = Sorter()
        for _, rows in groupby(map(marshal.loads, by_cause), key=_cause_of):
            first, *rest = rows
            causes.add([_cause_row(first, rest)])
        causes.sort()
        for row in causes:
            finding, subjects, figures = marshal.loads(row)
            yield CheckedCause(Finding(*finding), tuple(Subject(*subject) for subject in subjects), figures)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Finding]:
        return (finding for finding, _ in self.with_subjects())

    @overload
    def __getitem__(self, place: int) -> Finding: ...
    @overload
    def __getitem__(self, place: slice) -> list[Finding]: ...
    def __getitem__(self, place: int | slice) -> Finding | list[Finding]:
        places = range(len(self))[place]
        if isinstance(places, int):
            return read_finding(self._rows[places])[0]
        return [read_finding(self._rows[row])[0] for row in places]


def finding_row(finding: Finding, subject: Subject) -> FindingRow:
    """Return a finding with its subject as a row of `Findings`."""
    code, severity, message, figure, link, accepted = finding
    key = _RANKS[severity], figure, link or 0, code, message
    return key, marshal.dumps((tuple(finding), tuple(subject))), accepted


_RANKS: Final = {severity: rank for rank, severity in enumerate(SEVERITIES)}


def read_finding(packed: bytes) -> tuple[Finding, Subject]:
    """Return the finding and the subject that were packed as a row."""
    finding, subject = marshal.loads(packed)
    return Finding(*finding), Subject(*subject)


def _cause_of(row: tuple[int, Any, Any]) -> tuple[object, ...]:
    code, severity, message, *_, accepted = row[1]
    return code, severity, message, accepted


def _row_by_cause(place: int, row: bytes) -> tuple[Key, bytes]:
    """Return a row, with its place among all, that sorts next to those of the same cause."""
    finding, subject = marshal.loads(row)
    code, severity, message, *_, accepted = finding
    key = _RANKS[severity], int(accepted), 0, f"{code} {message}", f"{place:019}"
    return key, marshal.dumps((place, finding, subject))


def _cause_row(first: tuple[int, Any, Any], rest: Iterable[tuple[int, Any, Any]]) -> tuple[Key, bytes]:
    """Return the findings of one cause as one row, which sorts at the place of the first."""
    place, finding, subject = first
    subjects = {subject[0]: subject}
    figures = 1
    last = subject[0]
    for _, _, further in rest:
        # Findings on the same figure are adjacent.
        figures += further[0] != last
        last = further[0]
        if len(subjects) < SHOWN:
            subjects.setdefault(further[0], further)
    key = _RANKS[finding[1]], place, 0, "", ""
    return key, marshal.dumps((finding, tuple(subjects.values()), figures))


def with_subjects(
    connection: Transaction, found: Iterable[Finding], until: int
) -> Iterator[tuple[Finding, Subject]]:
    """Yield each finding with its subject, described as of the entry `until`."""
    source = iter(found)
    while findings := list(islice(source, _BATCH)):
        yield from _subjects_of(connection, findings, until)


def _subjects_of(
    connection: Transaction, findings: Sequence[Finding], until: int
) -> Iterator[tuple[Finding, Subject]]:
    seqs = {finding.figure for finding in findings}
    links = {finding.link for finding in findings if finding.link is not None}
    ids = stored.ids_of(connection, seqs | links)
    keys = stored.keys_of(connection, seqs, until)
    words = {
        entry.seq: stated_words(records.entry_of(entry, {}, {}).record)
        for entry in with_numbers(connection, stored.read(connection, seqs))
    }
    for finding in findings:
        link = None if finding.link is None else ids[finding.link][1]
        seq = finding.figure
        yield finding, Subject(ids[seq][1], keys.get(seq), link, words[seq])
