"""Lists the next tasks: assignments, errors, then trail ends and unreviewed figures on which most figures rest.

A small ledger is compared whole. Of a large one, the figures that most links were drawn from and the newest ones are
compared, with everything upstream of them, so that the answer comes at once; `ledger check` compares the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from ledger.book.checking import found_in, whole_context
from ledger.book.findings import Findings, Subject, with_subjects
from ledger.query import records, tracing
from ledger.query.ledger_context import LedgerContext
from ledger.store import bodies as stored
from ledger.store import reach
from ledger.store.engine import Transaction, reading
from ledger.store.head import read_head
from ledger.trace.context import Context
from ledger.trace.graph_arrays import PRIMARY
from ledger.trace.notice import quantity_words
from ledger.trace.support import most_rested_on

#: The largest number of figures of a ledger that is compared whole.
COMPARED_WHOLE: Final = 5_000
#: The number of most-used figures, and of newest figures, that are compared in a larger one.
_MOST_USED: Final = 150
_NEWEST: Final = 150
#: The largest number of dependent figures that is counted for a figure of a larger one.
_COUNTED: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task: `kind` is ``assigned``, ``error``, ``trail-end`` or ``unreviewed``, `command` is the command to run.

    `figures` is the number of figures with the error, or of those that rest on the figure.
    """

    kind: str
    subject: Subject
    figures: int
    message: str
    command: str


class Tasks(tuple[Task, ...]):
    """Tasks in the order in which to do them.

    `compared` is how many figures were compared for them, of a ledger of `figures` figures.
    """

    compared: int = 0
    figures: int = 0

    def of(self, compared: int, figures: int) -> Tasks:
        """Return these tasks, with how many figures were compared."""
        self.compared, self.figures = compared, figures
        return self


def tasks(context: LedgerContext, most: int) -> Tasks:
    """Return the first `most` tasks of each kind: those assigned to the recorder, then errors, then the others."""
    with reading(context.database) as connection:
        until = read_head(connection).size
        figures = reach.count_figures(connection, until)
        if figures > COMPARED_WHOLE:
            return _foremost(connection, context, most, until, figures)
        whole = whole_context(connection, until)
        findings = Findings.of(found_in(connection, whole, until, lambda _done, _of: None))
        ends = {
            subject.figure
            for finding, subject in findings.with_subjects()
            if finding.code == "origin-unknown" and not finding.accepted
        }
        found = [
            *_assigned(connection, context.who, most, until),
            *islice(_errors(findings), most),
            *by_weight(connection, whole, ends, most, until),
        ]
        return Tasks(found).of(figures, figures)


def _errors(findings: Findings) -> Iterator[Task]:
    """Yield the errors that no review accepted, each with the first figure it is on."""
    for cause in findings.by_cause():
        if cause.finding.severity == "error" and not cause.finding.accepted:
            yield Task(
                kind="error",
                subject=cause.subjects[0],
                figures=cause.figures,
                message=f"{cause.finding.code}: {cause.finding.message}",
                command=f"ledger check {_handle(cause.subjects[0])} --select {cause.finding.code}",
            )


def _foremost(connection: Transaction, context: LedgerContext, most: int, until: int, figures: int) -> Tasks:
    """Return the tasks of a large ledger, from the figures most used, the newest ones, and what is upstream of them."""
    used = reach.most_used(connection, _MOST_USED, until)
    asked = list(dict.fromkeys([*used, *reach.newest_figures(connection, _NEWEST, until)]))
    trace = tracing.traced(
        connection, asked, direction="upstream", depth=None, until=until, as_of=None, wordings=True
    )
    findings = Findings.of(with_subjects(connection, trace.findings, until))
    current = [figure for figure in trace.figures if figure.status == "current" and figure.review is None]
    ids = {figure.entry.id for figure in current}
    ends = {
        subject.figure
        for finding, subject in findings.with_subjects()
        if finding.code == "origin-unknown" and not finding.accepted and subject.figure in ids
    }
    used_first = {seq: place for place, seq in enumerate(used)}
    resting = {
        figure.entry.seq: len(reach.below(connection, [figure.entry.seq], until, _COUNTED).figures) - 1
        for figure in sorted(
            current, key=lambda figure: (used_first.get(figure.entry.seq, len(used)), figure.entry.seq)
        )[: 2 * _MOST_USED]
    }
    ranked = sorted(resting, key=lambda seq: (-resting[seq], seq))
    by_seq = {figure.entry.seq: figure.entry.id for figure in current}
    weighed = {
        "trail-end": [(seq, resting[seq]) for seq in ranked if by_seq[seq] in ends][:most],
        "unreviewed": [(seq, resting[seq]) for seq in ranked if by_seq[seq] not in ends][:most],
    }
    found = [
        *_assigned(connection, context.who, most, until),
        *islice(_errors(findings), most),
        *_weighed(connection, weighed, until),
    ]
    return Tasks(found).of(len(trace.figures), figures)


def _assigned(connection: Transaction, who: str, most: int, until: int) -> list[Task]:
    """Return what was assigned to a person, the latest first."""
    assigned = stored.judgements_on(connection, ("assignment",), reach.assigned(connection, until), until)
    mine = {
        subject: judgements[-1]
        for subject, judgements in assigned["assignment"].items()
        if judgements[-1].body.get("to") == who
    }
    chosen = sorted(mine, key=lambda subject: mine[subject].seq, reverse=True)[:most]
    entries = {entry.seq: entry for entry in stored.read(connection, chosen)}
    keys = stored.keys_of(connection, chosen, until)
    tasks = []
    for seq in chosen:
        entry = entries[seq]
        body = entry.body
        if body["record"] == "figure":
            words = quantity_words(records.entry_of(entry, {}, {}).record.quantity)
        else:
            words = body.get("title") or body.get("name") or body.get("url") or f"a {body['record']}"
        subject = Subject(entry.id, keys.get(seq), None, words)
        command = f"ledger show {_handle(subject)}"
        message = f"{mine[seq].body['by']} assigned it to you"
        tasks.append(Task(kind="assigned", subject=subject, figures=0, message=message, command=command))
    return tasks


def by_weight(connection: Transaction, whole: Context, ends: set[str], most: int, until: int) -> list[Task]:
    """Return the tasks of trail ends and unreviewed figures, those on which most figures rest first."""
    graph = whole.graph
    nodes = [
        node
        for node in graph.read_nodes()
        if graph.resolution.status(graph.seqs[node]) == "current"
        and not any(seq in whole.reviews for seq in graph.members(node))
    ]
    roots = [node for node in nodes if graph.is_root(node) and not graph.has(node, PRIMARY)]
    root_ids = stored.ids_of(connection, [graph.seqs[node] for node in roots])
    trail_ends = {node for node in roots if root_ids[graph.seqs[node]][1] in ends}
    chosen = {
        "trail-end": most_rested_on(graph, whole.walked, trail_ends, most),
        "unreviewed": most_rested_on(
            graph, whole.walked, [node for node in nodes if node not in trail_ends], most
        ),
    }
    return _weighed(
        connection,
        {
            kind: [(graph.seqs[node], resting) for node, resting in counted]
            for kind, counted in chosen.items()
        },
        until,
    )


def _weighed(
    connection: Transaction, chosen: Mapping[str, Sequence[tuple[int, int]]], until: int
) -> list[Task]:
    """Return the tasks of figures by kind, each a sequence number and the number of figures that rest on it."""
    named = [seq for counted in chosen.values() for seq, _ in counted]
    ids = stored.ids_of(connection, named)
    keys = stored.keys_of(connection, named, until)
    words = {
        entry.seq: quantity_words(records.entry_of(entry, {}, {}).record.quantity)
        for entry in stored.read(connection, named)
    }
    tasks = []
    for kind, counted in chosen.items():
        for seq, resting in counted:
            subject = Subject(ids[seq][1], keys.get(seq), None, words[seq])
            handle = _handle(subject)
            if kind == "trail-end":
                message = "find where it came from; if they counted it themselves: ledger amend --primary"
                command = f"ledger link {handle} --relays REF"
            else:
                message, command = "nobody has reviewed it", f"ledger review {handle} confirmed"
            tasks.append(Task(kind=kind, subject=subject, figures=resting, message=message, command=command))
    return tasks


def _handle(subject: Subject) -> str:
    return subject.key or subject.figure[:12]
