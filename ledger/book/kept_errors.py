"""Keeps the errors found along links and in quotes while the log grows, so that only new entries are compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ledger.book.checking import Progress, found_in
from ledger.book.findings import Subject
from ledger.store import bodies as stored
from ledger.store import lookup, reach
from ledger.store.engine import Transaction
from ledger.trace.context import Context
from ledger.trace.figure_graph import Graph
from ledger.trace.finding import Finding
from ledger.trace.rules import ALONG_LINKS, IN_WORDS

#: Beyond so many new entries everything is compared again: to follow each of them would take as long.
_MOST_NEW: Final = 10_000
#: The kinds of record that change what a figure says, what it came from, or where its words stand.
_CHANGING: Final = frozenset({"figure", "link", "correction", "same", "snapshot", "redaction", "description"})


class KeptErrors:
    """The errors as of an entry of one ledger, accepted ones among them. Not to be used by two threads at once."""

    def __init__(self) -> None:
        self._until = 0
        self._errors: list[tuple[Finding, Subject]] = []

    @property
    def is_new(self) -> bool:
        """Whether nothing was compared yet."""
        return self._until == 0

    def as_of(
        self, connection: Transaction, context: Context, until: int, progress: Progress
    ) -> list[tuple[Finding, Subject]]:
        """Return the errors of the `context`, which is the whole ledger as of an entry.

        A figure is compared again where something was recorded since on it, or on anything upstream of it.
        """
        graph = context.graph
        changed: set[int] | None = None
        if 0 < self._until <= until <= self._until + _MOST_NEW:
            changed = _changed_figures(connection, self._until, until)
            changed.update(seq for node in _downstream(graph, changed) for seq in graph.members(node))
        found = found_in(connection, context, until, progress, ALONG_LINKS | IN_WORDS, changed)
        errors = [(finding, subject) for finding, subject in found if finding.severity == "error"]
        if changed is not None:
            for finding, subject in self._errors:
                if finding.figure not in changed:
                    accepted = finding.code in context.accepted(finding.figure, finding.link)
                    errors.append((finding._replace(accepted=accepted), subject))
        self._until, self._errors = until, errors
        return errors


def _downstream(graph: Graph, figures: Iterable[int]) -> set[int]:
    """Return the nodes of the figures and of everything that rests on them."""
    found = {graph.node(seq) for seq in figures if graph.holds(seq)}
    pending = list(found)
    while pending:
        below = set(graph.below(pending.pop())) - found
        found |= below
        pending += below
    return found


def _changed_figures(connection: Transaction, after: int, until: int) -> set[int]:
    """Return the sequence numbers of the figures that records after an entry say something about."""
    found: set[int] = set()
    seen: set[int] = set()
    pending = list(stored.read_range(connection, after, until))
    while pending:
        entries = [entry for entry in pending if entry.body["record"] in _CHANGING and entry.seq not in seen]
        seen.update(entry.seq for entry in entries)
        found.update(entry.seq for entry in entries if entry.body["record"] == "figure")
        ids = {record for entry in entries for record in _subjects(entry)}
        pending = []
        for kind, seq in lookup.by_ids(connection, map(bytes.fromhex, ids)).values():
            if kind == "figure":
                found.add(seq)
            elif kind == "source":
                found.update(reach.figures_of_source(connection, seq, until))
            elif kind in _CHANGING and seq not in seen:
                pending += stored.read(connection, [seq])
    return found


def _subjects(entry: stored.Stored) -> Iterator[str]:
    """Yield the ids of the records whose figures an entry changes: its subject and the replacement of that."""
    body = entry.body
    match body["record"]:
        case "link":
            yield body["figure"]
        case "snapshot":
            yield body["source"]
        case "same":
            yield from body["refs"]
        case "figure":
            return
        case _:
            yield body["of"]
            if "by" in body and body["record"] == "correction":
                yield body["by"]
