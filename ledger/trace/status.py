"""The effect of corrections on records: current, corrected or retracted, read as another record, or absent.

Everything that walks asks here first, because a correction may itself have been undone, and because a misrecorded
record is read as its replacement wherever it is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ledger.trace.material import CorrectionRow, SameRow


class Ruling(NamedTuple):
    """The newest standing withdrawal of a record; `by` is the replacement, None for a retraction."""

    correction: int
    by: int | None
    status: str


def instant(at: str) -> str:
    """Return a time (RFC 3339, UTC) as text that sorts in the order of time, with any number of decimals."""
    text = at.removesuffix("Z")
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The state of every record after all corrections. Records are named by sequence number."""

    #: The corrections that were not undone, oldest first by `at`, then id.
    effective: Sequence[CorrectionRow] = ()
    rulings: Mapping[int, Ruling] = field(default_factory=dict)
    #: What each misrecorded record is read as: the last of its chain of replacements, None if absent.
    readings: Mapping[int, int | None] = field(default_factory=dict)
    #: The misrecorded records that are read as this one.
    predecessors: Mapping[int, Sequence[int]] = field(default_factory=dict)
    #: The last entry that corrected a record or undid a correction of it, by the record corrected.
    changes: Mapping[int, int] = field(default_factory=dict)
    targets: frozenset[int] = frozenset()

    def undone(self, judgement: int) -> bool:
        """Return whether a review, a correction or another judgement was taken back."""
        return judgement in self.targets

    def read(self, record: int) -> int | None:
        """Return the record that this one is read as: itself, unless it was misrecorded. None if it is absent."""
        return self.readings.get(record, record)

    def status(self, record: int) -> str:
        """Return `current`, `corrected` or `retracted`, as in `vocabulary.STATUSES`."""
        if record in self.readings:
            return "retracted" if self.readings[record] is None else "corrected"
        ruling = self.rulings.get(record)
        return "current" if ruling is None else ruling.status

    def replaced_by(self, record: int) -> int | None:
        """Return what stands in place of a corrected record, None where nothing does."""
        if record in self.readings:
            return self.readings[record]
        ruling = self.rulings.get(record)
        return None if ruling is None else ruling.by

    def latest(self, record: int) -> int | None:
        """Return the end of the chain of replacements, None where there is none. A circle ends where it closes."""
        seen = {record}
        last: int | None = None
        following = self.replaced_by(record)
        while following is not None and following not in seen:
            seen.add(following)
            last, following = following, self.replaced_by(following)
        return last

    def changed(self, record: int) -> int | None:
        """Return the last entry that corrected or restored this record, or one read as it; None if there is none."""
        entries = [self.changes.get(read_as) for read_as in (record, *self.predecessors.get(record, ()))]
        return max((seq for seq in entries if seq is not None), default=None)


def resolve(corrections: Iterable[CorrectionRow]) -> Resolution:
    """Decide which corrections hold and what they make of the records they correct.

    A correction holds unless a holding one corrects it. References point backwards, so a correction of a correction
    has a greater sequence number: one pass from the newest entry down settles it.
    """
    ordered = sorted(corrections, key=lambda row: row.seq)
    if not ordered:
        return Resolution()
    targets: set[int] = set()
    holding: list[CorrectionRow] = []
    for row in reversed(ordered):
        if row.seq not in targets:
            holding.append(row)
            targets.add(row.of)
    holding.sort(key=lambda row: (instant(row.at), row.id))
    readings = _readings({row.of: row.by for row in holding if row.cause == "misrecorded"})
    predecessors: dict[int, list[int]] = {}
    for record, reading in readings.items():
        if reading is not None:
            predecessors.setdefault(reading, []).append(record)
    return Resolution(
        effective=tuple(holding),
        rulings=_rulings(holding, readings),
        readings=readings,
        predecessors=predecessors,
        changes=_changes(ordered),
        targets=frozenset(targets),
    )


def _rulings(holding: Iterable[CorrectionRow], readings: Mapping[int, int | None]) -> dict[int, Ruling]:
    """Return the newest withdrawal of each record. That of a misrecorded one holds for its replacement.

    Mending our own typing slip must not bring back a number that its party withdrew.
    """
    rulings: dict[int, Ruling] = {}
    for row in holding:
        record = readings.get(row.of, row.of)
        if row.cause == "misrecorded" or record is None:
            continue
        by = None if row.by is None else readings.get(row.by, row.by)
        # A record that was retyped from its own replacement has none.
        status = "retracted" if row.by is None else "corrected"
        rulings[record] = Ruling(row.seq, None if by == record else by, status)
    return rulings


def _readings(replacements: Mapping[int, int | None]) -> dict[int, int | None]:
    """Follow every chain of replacements to its end. A chain that runs into a circle replaces nothing."""
    ends: dict[int, int | None] = {}
    circular: set[int] = set()
    for start in replacements:
        path: list[int] = []
        on_path: set[int] = set()
        here: int | None = start
        while here is not None and here in replacements and here not in ends and here not in circular:
            if here in on_path:
                break
            path.append(here)
            on_path.add(here)
            here = replacements[here]
        if here is not None and (here in on_path or here in circular):
            circular.update(path)
        else:
            end = None if here is None else ends.get(here, here)
            ends.update(dict.fromkeys(path, end))
    return ends


def _changes(ordered: Iterable[CorrectionRow]) -> dict[int, int]:
    """Return the last entry by which each record was corrected or restored; `ordered` is by sequence number."""
    roots: dict[int, int] = {}
    changes: dict[int, int] = {}
    for row in ordered:
        root = roots[row.seq] = roots.get(row.of, row.of)
        changes[root] = row.seq
    return changes


def joined(sames: Iterable[SameRow], resolution: Resolution) -> dict[int, int]:
    """Return, for each agent or figure said to be the same as another, the lowest of its group.

    The newest row by `at`, then id, that was not undone rules a pair, in either order. Two records that are each the
    same as a third are the same.
    """
    ruling: dict[tuple[int, int], SameRow] = {}
    for row in sames:
        a, b = resolution.read(row.a), resolution.read(row.b)
        if resolution.undone(row.seq) or a is None or b is None or a == b:
            continue
        pair = (min(a, b), max(a, b))
        held = ruling.get(pair)
        if held is None or (instant(held.at), held.id) < (instant(row.at), row.id):
            ruling[pair] = row
    parent: dict[int, int] = {}
    for (a, b), row in ruling.items():
        if row.same:
            a, b = _lowest(parent, a), _lowest(parent, b)
            parent[max(a, b)] = min(a, b)
            parent[min(a, b)] = min(a, b)
    return {record: _lowest(parent, record) for record in parent}


def _lowest(parent: dict[int, int], record: int) -> int:
    """Return the representative of a group in a union-find, halving the path on the way."""
    parent.setdefault(record, record)
    while parent[record] != record:
        parent[record] = parent[parent[record]]
        record = parent[record]
    return record
