"""`ledger redact`: erasing a text for good, and listing what remains to be done about its copies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.command import LedgerCommand, command_module, examples
from ledger.cli.failure import DONE, UsageError
from ledger.cli.recorded import show_outcomes
from ledger.cli.session import Session, session_of
from ledger.model.vocabulary import ERASABLE

if TYPE_CHECKING:
    from ledger.book.answer_types import Redacted

app = command_module()


@app.command(
    "redact",
    cls=LedgerCommand,
    epilog=examples(
        'ledger redact mod-100 --field quote --reason "court order of 3 March"',
        'ledger redact 4f2a91 --field note --reason "named a source" --dry-run',
        "ledger redact --clean-up",
    ),
)
def redact(
    context: typer.Context,
    reference: Annotated[
        str | None, typer.Argument(metavar="REF", help="A figure, a link, a review or a snapshot.")
    ] = None,
    field: Annotated[
        str | None,
        typer.Option("--field", metavar="|".join(ERASABLE), help="Which text; text is that of a snapshot."),
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="Why. It stays in the log for good.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, erase nothing.")] = False,
    clean_up: Annotated[
        bool,
        typer.Option("--clean-up", help="Clear the files of what was erased before; without REF."),
    ] = False,
    wait: Annotated[
        float | None, typer.Option("--wait", min=0, metavar="S", help="Seconds to wait for others.")
    ] = None,
) -> int:
    """Erase a text for good. The record stays, with who erased it, when and why; no proof breaks."""
    session = session_of(context)
    if clean_up:
        if reference is not None or field is not None or reason is not None:
            raise UsageError("--clean-up stands alone", hint="redact first, it cleans up by itself")
        session.open(wait=wait).clean_up()
        session.out.put("the files of the database hold nothing of what was erased")
        return DONE
    if reference is None or field is None or reason is None or not reason.strip():
        raise UsageError("say what to erase, and why", hint='ledger redact REF --field quote --reason "…"')
    redacted = session.open(wait=wait).redact(reference, field, reason=reason, dry_run=dry_run)
    if session.json:
        session.out.data(_document(redacted, dry_run=dry_run))
        return DONE
    _show(session, redacted, reference, field, dry_run=dry_run)
    return DONE


def _document(redacted: Redacted, *, dry_run: bool) -> dict[str, object]:
    from ledger.book.answer_documents import outcomes_document
    from ledger.book.redacting import UNREACHABLE

    document = outcomes_document(redacted.outcomes, redacted.outcomes[0].id, dry_run=dry_run)
    document["format"] = "ledger-redact/1"
    document["elsewhere"] = [
        {"record": kind, "id": record_id, "field": field} for kind, record_id, field in redacted.elsewhere
    ]
    document["unreachable"] = list(UNREACHABLE)
    return document


def _show(session: Session, redacted: Redacted, reference: str, field: str, *, dry_run: bool) -> None:
    from ledger.book.redacting import UNREACHABLE

    summary = []
    if any(outcome.recorded for outcome in redacted.outcomes):
        summary = [f"the {field} of {reference} {'would be' if dry_run else 'is'} erased"]
    show_outcomes(session, redacted.outcomes, summary=summary, dry_run=dry_run)
    for kind, record_id, held in redacted.elsewhere:
        session.warn(f"the same words stand in the {held} of {kind} {record_id[:12]}")
    session.err.put("Out of reach, and to be seen to:")
    for place in UNREACHABLE:
        session.err.put(place, first="  - ")
    session.err.put("Its id stays: whoever guesses the words can confirm the guess with it.")
