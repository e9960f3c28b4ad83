"""Lists the next tasks: assignments, errors, then trail ends and unreviewed figures on which most figures rest."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from ledger.book.checking import found_in, whole_context
from ledger.book.findings import Findings, Subject
from ledger.query import records
from ledger.query.ledger_context import LedgerContext
from ledger.store import bodies as stored
from ledger.store import reach
from ledger.store.engine import Transaction, reading
from ledger.store.head import read_head
from ledger.trace.context import Context
from ledger.trace.graph_arrays import PRIMARY
from ledger.trace.notice import quantity_words
from ledger.trace.support import most_rested_on


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


def tasks(context: LedgerContext, most: int) -> list[Task]:
    """Return the first `most` tasks of each kind: those assigned to the recorder, then errors, then the others."""
    with reading(context.database) as connection:
        until = read_head(connection).size
        whole = whole_context(connection, until)
        findings = Findings(found_in(connection, whole, until, lambda _done, _of: None))
        errors = (
            Task(
                kind="error",
                subject=cause.subjects[0],
                figures=cause.figures,
                message=f"{cause.finding.code}: {cause.finding.message}",
                command=f"ledger check {_handle(cause.subjects[0])} --select {cause.finding.code}",
            )
            for cause in findings.by_cause()
            if cause.finding.severity == "error" and not cause.finding.accepted
        )
        ends = {
            subject.figure
            for finding, subject in findings.with_subjects()
            if finding.code == "origin-unknown" and not finding.accepted
        }
        return [
            *_assigned(connection, context.who, most, until),
            *islice(errors, most),
            *by_weight(connection, whole, ends, most, until),
        ]


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
        message = f"{mine[seq].body['by']} gave it to you"
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
    named = [graph.seqs[node] for counted in chosen.values() for node, _ in counted]
    ids = stored.ids_of(connection, named)
    keys = stored.keys_of(connection, named, until)
    words = {
        entry.seq: quantity_words(records.entry_of(entry, {}, {}).record.quantity)
        for entry in stored.read(connection, named)
    }
    tasks = []
    for kind, counted in chosen.items():
        for node, resting in counted:
            seq = graph.seqs[node]
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
