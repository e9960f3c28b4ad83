"""`ledger todo`: what to do next."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.command import LedgerCommand, command_module, examples
from ledger.cli.console import Role
from ledger.cli.failure import DONE, UsageError
from ledger.cli.session import Session, session_of
from ledger.view.short_words import counted

if TYPE_CHECKING:
    from ledger.book.answer_types import Proposal

app = command_module()

_HEADS: dict[str, tuple[str, Role]] = {
    "assigned": ("Assigned to you", "strong"),
    "error": ("Errors", "bad"),
    "trail-end": ("Where trails end", "odd"),
    "unreviewed": ("Not reviewed", "strong"),
}


@app.command(
    "todo",
    cls=LedgerCommand,
    epilog=examples(
        "ledger todo",
        "ledger todo --most 50",
        "ledger todo --accept 1f0c22ab",
        "ledger todo --dismiss 1f0c22ab",
        "ledger todo --assign mod-5200 --to Bea",
    ),
)
def todo(
    context: typer.Context,
    most: Annotated[int, typer.Option("--most", min=1, metavar="N", help="How many of each kind.")] = 10,
    accept: Annotated[
        str | None,
        typer.Option("--accept", metavar="ID", help="Record what an assistant proposed, in your name."),
    ] = None,
    dismiss: Annotated[
        str | None, typer.Option("--dismiss", metavar="ID", help="Forget what an assistant proposed.")
    ] = None,
    assign: Annotated[
        str | None,
        typer.Option(
            "--assign", metavar="REF", help="Say who is to look at this: you, or whoever --to names."
        ),
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="NAME", help="With --assign: whose it is; '' is nobody's.")
    ] = None,
) -> int:
    """Show what to do next, the most urgent first.

    That is: proposals, what was assigned to you, errors, trail ends, and figures that nobody reviewed.
    """
    session = session_of(context)
    ledger = session.open()
    if sum(given is not None for given in (accept, dismiss, assign)) > 1:
        raise UsageError("these are three things to do", hint="give one of --accept, --dismiss and --assign")
    if to is not None and assign is None:
        raise UsageError("--to says whose something is", hint="ledger todo --assign REF --to NAME")
    if accept is not None or assign is not None:
        from ledger.cli.recorded import show_outcomes

        if assign is not None:
            outcomes = ledger.assign(assign, (ledger.who if to is None else to.strip()) or None)
        else:
            outcomes = ledger.accept_proposal(accept or "")
        show_outcomes(session, outcomes)
        return DONE
    if dismiss is not None:
        ledger.dismiss_proposal(dismiss)
        session.err.put(f"forgotten: proposal {dismiss}")
        return DONE
    found, proposals = ledger.todo(most=most), ledger.proposals()
    if session.json:
        from ledger.book.answer_documents import todo_document

        session.out.data(todo_document(found, proposals))
        return DONE
    _show_proposals(session, proposals)
    kind = ""
    for task in found:
        if task.kind != kind:
            kind = task.kind
            head, role = _HEADS[kind]
            session.out.put(head, role=role)
        weights = {"error": f" (on {counted(task.figures, 'figure')})", "assigned": ""}
        weight = weights.get(kind, f" ({counted(task.figures, 'figure')} on it)")
        session.out.put(
            f"{task.subject.words} · {task.subject.key or task.subject.figure[:12]}{weight}", first="  "
        )
        session.out.put(task.message, first="    ")
        session.out.put(task.command, first="    $ ", rest="      ", role="faint")
    if found.compared < found.figures:
        session.err.put(
            f"{counted(found.compared, 'figure')} of {found.figures:,} were compared: those used most, the newest, and "
            "what is upstream of them; `ledger check` compares all"
        )
    elif not found and not proposals:
        session.out.put("nothing is left to do")
    return DONE


def _show_proposals(session: Session, proposals: Sequence[Proposal]) -> None:
    """Show what assistants propose, each record as it would be recorded."""
    if proposals:
        session.out.put("Proposed by an assistant", role="strong")
    for proposal in proposals:
        session.out.put(f"{proposal.reason} ({proposal.by}, {proposal.at[:16]}Z)", first="  ")
        for record in proposal.records:
            session.out.put(json.dumps(record, ensure_ascii=False), first="    ", rest="      ")
        for way in ("accept", "dismiss"):
            session.out.put(f"ledger todo --{way} {proposal.id}", first="    $ ", rest="      ", role="faint")
