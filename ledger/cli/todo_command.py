"""`ledger todo`: what to do next."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger.cli.command import LedgerCommand, command_module, examples
from ledger.cli.console import Role
from ledger.cli.failure import DONE
from ledger.cli.session import session_of
from ledger.view.wording import counted

app = command_module()

_HEADS: dict[str, tuple[str, Role]] = {
    "error": ("Errors", "bad"),
    "trail-end": ("Where trails end", "odd"),
    "unreviewed": ("Not reviewed", "strong"),
}


@app.command(
    "todo", cls=LedgerCommand, epilog=examples("ledger todo", "ledger todo --most 50", "ledger todo --json")
)
def todo(
    context: typer.Context,
    most: Annotated[int, typer.Option("--most", min=1, metavar="N", help="How many of each kind.")] = 10,
) -> int:
    """Show what to do next: errors, then where trails end and what nobody reviewed, by how much rests on it."""
    session = session_of(context)
    found = session.open().todo(most=most)
    if session.json:
        from ledger.book.answer_documents import todo_document

        session.out.data(todo_document(found))
        return DONE
    kind = ""
    for task in found:
        if task.kind != kind:
            kind = task.kind
            head, role = _HEADS[kind]
            session.out.put(head, role=role)
        weight = (
            f"on {counted(task.figures, 'figure')}"
            if kind == "error"
            else f"{counted(task.figures, 'figure')} on it"
        )
        session.out.put(
            f"{task.subject.words} · {task.subject.key or task.subject.figure[:12]} ({weight})", first="  "
        )
        session.out.put(task.message, first="    ")
        session.out.put(task.command, first="    $ ", rest="      ", role="faint")
    if not found:
        session.out.put("nothing is left to do")
    return DONE
