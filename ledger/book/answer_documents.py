"""The JSON documents of `schema/` that answer a question: the commands print them, and the HTTP API sends them.

Traces, scans and derivations have modules of their own: `formats.trace_json` and `book.scan_document`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ledger.errors import (
    AmbiguousError,
    InputError,
    LedgerError,
    NotFoundError,
    Problem,
    ProofError,
    TamperError,
)
from ledger.model.vocabulary import MAX_PROBLEMS

if TYPE_CHECKING:
    from ledger.book.checking import Checked
    from ledger.book.highlighting import Highlighter
    from ledger.book.history import History, LogLine
    from ledger.book.listing import Listed
    from ledger.book.proposals import Proposal
    from ledger.book.todo import Tasks
    from ledger.model.record import Review
    from ledger.store.append import Outcome
    from ledger.trace.material import Entry, Party, Work

Document = dict[str, Any]


def listed_document(listed: Listed, highlighter: Highlighter | None = None) -> Document:
    """Return a figure of `ledger-list/1`; of a search, with the words that were searched for where they stand."""
    figure, entry = listed.entry.record, listed.entry
    quote = None if figure.quote is None else figure.quote.exact
    document = {
        "id": entry.id,
        "key": entry.key,
        "label": figure.label,
        "quantity": asdict(figure.quantity),
        "quote": quote,
        "reported_by": [_without_seq(party) for party in listed.reporters],
        "source": None if listed.source is None else _without_seq(listed.source),
        "stated": figure.stated,
        "period": figure.period,
        "place": figure.place,
        "nature": figure.nature,
        "primary": figure.primary,
        "status": listed.status,
        "stands": listed.stands,
        "verdict": None if listed.verdict is None else _verdict(listed.verdict),
        "recorded": {"seq": entry.seq, "at": entry.recorded.at, "by": entry.recorded.by},
    }
    if highlighter is not None:
        title = None if listed.source is None else listed.source.title
        texts = {"label": figure.label, "quantity": figure.quantity.text, "quote": quote, "source": title}
        matches: Document = {name: _spans(highlighter, text) for name, text in texts.items() if text}
        matches["reported_by"] = [_spans(highlighter, party.name) for party in listed.reporters]
        document["matches"] = {name: found for name, found in matches.items() if any(found)}
    return document


def _spans(highlighter: Highlighter, text: str) -> list[list[int]]:
    return [list(span) for span in highlighter.spans(text)]


def _verdict(review: Entry[Review]) -> Document:
    fields = ("verdict", "rating", "by", "at", "note")
    return {"id": review.id} | {name: getattr(review.record, name) for name in fields}


def _without_seq(party_or_work: Party | Work) -> Document:
    return {name: value for name, value in party_or_work._asdict().items() if name != "seq"}


def entry_document(entry: LogLine) -> Document:
    """Return an entry of `ledger-log/1`: where it stands, and the record as an export has it."""
    document: Document = {"seq": entry.seq, "at": entry.at, "by": entry.by}
    if entry.signature is not None:
        document["signature"] = entry.signature._asdict()
    if entry.database_user is not None:
        document["database_user"] = entry.database_user
    return document | {
        "first": entry.first,
        "undone": entry.undone,
        "summary": entry.summary,
        "record": entry.line,
    }


def history_document(history: History) -> Document:
    """Return a record with its whole history as `ledger-show/1`."""
    document = {
        "format": "ledger-show/1",
        "status": history.status,
        "replaced_by": history.replaced_by,
        **entry_document(history.record),
        "history": [entry_document(entry) for entry in history.entries],
    }
    if history.described:
        document["described"] = history.described
    return document


def checked_document(checked: Checked) -> Document:
    """Return what a check found as `ledger-check/1`."""
    from ledger.formats.trace_json import check_document

    return check_document(finding_documents(checked), figures=checked.figures, links=checked.links)


def finding_documents(checked: Checked) -> Iterator[Document]:
    """Yield the findings of `ledger-check/1`, one at a time."""
    from ledger.formats.trace_json import finding_document

    for finding, subject in checked.findings.with_subjects():
        yield finding_document(finding, subject.figure, subject.link)


def todo_document(tasks: Tasks, proposals: Iterable[Proposal] = ()) -> Document:
    """Return the next tasks as `ledger-todo/1`, with the caller's assignments and the proposals of assistants."""
    document: Document = {
        "format": "ledger-todo/1",
        "assigned": [],
        "proposals": [
            {**asdict(proposal), "records": list(map(dict, proposal.records))} for proposal in proposals
        ],
        "tasks": [],
    }
    for task in tasks:
        shown = {
            "figure": task.subject.figure,
            "key": task.subject.key,
            "words": task.subject.words,
            "message": task.message,
            "command": task.command,
        }
        if task.kind == "assigned":
            document["assigned"].append(shown)
        else:
            document["tasks"].append({"kind": task.kind, "figures": task.figures, **shown})
    document["compared"] = {"figures": tasks.compared, "of": tasks.figures}
    return document


def outcomes_document(
    outcomes: Sequence[Outcome], about: str | None, *, dry_run: bool, warnings: Sequence[str] = ()
) -> Document:
    """Return the outcome of each record as `ledger-outcomes/1`; `about` is the id of the one that was asked for."""
    return {
        "format": "ledger-outcomes/1",
        "id": about,
        "dry_run": dry_run,
        "outcomes": [
            {
                "record": outcome.kind,
                "id": outcome.id,
                "key": outcome.key,
                "seq": outcome.seq,
                "recorded": outcome.recorded,
                "withdrawn": outcome.withdrawn,
                "warnings": list(outcome.warnings),
            }
            for outcome in outcomes
        ],
        "warnings": [*warnings, *outcome_warnings(outcomes)],
    }


def outcome_warnings(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Yield what the person who recorded should know about the outcome."""
    for outcome in outcomes:
        if outcome.own and not outcome.recorded and outcome.withdrawn:
            named = outcome.key or outcome.id[:12]
            yield f"it was corrected or retracted since: ledger undo {named} restores it"
        yield from outcome.warnings


def error_document(error: LedgerError) -> Document:
    """Return what stands under ``error`` in `ledger-error/1`."""
    document: Document = {"code": error.code, "message": error.message, "problems": []}
    if error.hint:
        document["hint"] = error.hint
    match error:
        case InputError():
            document["problems"] = [_problem(problem) for problem in error.problems[:MAX_PROBLEMS]]
            if error.total > len(document["problems"]):
                document["total"] = error.total
        case NotFoundError() if error.near:
            document["near"] = error.near
        case AmbiguousError() if error.candidates:
            document["candidates"] = error.candidates
        case TamperError():
            document["seq"] = error.seq
        case ProofError() if error.evidence:
            document["evidence"] = error.evidence
    return document


def _problem(problem: Problem) -> Document:
    document: Document = {"pointer": problem.pointer, "message": problem.message}
    if problem.line is not None:
        document = {"file": problem.file, "line": problem.line, **document}
    return document
