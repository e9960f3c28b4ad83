"""`ledger add` and `ledger amend`: recording a figure, and mending a typing slip in one."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.cli.command import command_module, examples
from ledger.cli.failure import DONE, UsageError
from ledger.cli.figure_flags import FigureCommand, addition, in_flags
from ledger.cli.recorded import show_outcomes
from ledger.cli.session import Session, binary_input, session_of
from ledger.errors import InputError, LedgerError
from ledger.view.short_words import listed

if TYPE_CHECKING:
    from ledger.book.answer_types import Outcome

app = command_module()

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be recorded, and record nothing.")]


@app.command(
    "add",
    cls=FigureCommand,
    epilog=examples(
        'ledger add "100 convictions per week" --reported-by Mediazona --primary --key mz-100',
        'ledger add "close to 100 soldiers a week" --reported-by "UK Ministry of Defence" \\',
        '    --relays mz-100 --source https://example.org/update --title "Intelligence update" \\',
        '    --quote "close to 100 soldiers a week" --stated 2023-08-30 --key mod-100',
        'ledger add "about 5,200 convictions per year" --reported-by "UK Ministry of Defence" \\',
        '    --from weekly=mod-100 --formula "weekly * 52" --assuming "the trend continues"',
        'ledger add "a dramatic rise" --hedge vague --reported-by "The Defense Post"',
        "ledger add - < records.jsonl",
    ),
)
def add(
    context: typer.Context,
    words: Annotated[
        str | None,
        typer.Argument(metavar="PHRASE", help="The number as it was worded; - reads JSON records."),
    ] = None,
    dry_run: DryRun = False,
) -> int:
    """Record a figure: a number as one party stated it. Alone on a terminal, it asks for the fields."""
    session = session_of(context)
    given = session.fields
    if words == "-":
        return _add_records(session, dry_run=dry_run)
    if words is None and not given:
        if not sys.stdin.isatty():
            raise UsageError("no figure is given", hint="ledger add --help shows how")
        return _add_by_asking(session, dry_run=dry_run)
    fields = addition(given, words)
    if fields.get("reported_by") == [""]:
        del fields["reported_by"]
    ledger = session.open()
    try:
        outcomes = ledger.add(fields.pop("quantity", None), dry_run=dry_run, **fields)
    except InputError as error:
        raise _in_flags(session, error) from error
    _show_added(session, outcomes, given, dry_run=dry_run)
    return DONE


def _show_added(
    session: Session, outcomes: Sequence[Outcome], given: Mapping[str, Any], *, dry_run: bool
) -> None:
    figure = [outcome for outcome in outcomes if outcome.kind == "figure"][-1]
    summary = figure_lines(figure.body, given)
    show_outcomes(session, outcomes, summary=summary, about=figure.id, dry_run=dry_run)


def _add_by_asking(session: Session, *, dry_run: bool) -> int:
    from ledger.cli.asking import Interview

    # Nobody types twenty answers to hear that there is no ledger.
    ledger = session.open()
    interview = Interview(session, ledger)
    try:
        fields = interview.run()
        outcomes = ledger.add(dry_run=dry_run, **fields)
    except (typer.Abort, LedgerError):
        if interview.draft.answers.get("quantity"):
            interview.draft.keep()
            session.err.put()
            session.err.put("kept, not recorded: ledger add goes on with it", role="odd")
        raise
    if not dry_run:
        interview.draft.drop()
    _show_added(session, outcomes, fields, dry_run=dry_run)
    return DONE


def _in_flags(session: Session, error: InputError) -> InputError:
    """Return an error in the words of the command line; a phrase that cannot be read can be given by parts."""
    if error.hint is None and any(problem.pointer == "/quantity" for problem in error.problems):
        error.hint = "say it in parts: --value 100 --hedge nearly --unit conviction/week beside the words"
    return error if session.json else in_flags(error)


def _add_records(session: Session, *, dry_run: bool) -> int:
    from ledger.book.record_stream import read_records

    if session.fields:
        raise UsageError("records from standard input take no flags", hint="say it all in the records")
    outcomes = session.open().record(read_records(binary_input()), dry_run=dry_run)
    show_outcomes(session, outcomes, dry_run=dry_run)
    return DONE


def figure_lines(body: Mapping[str, Any], given: Mapping[str, Any]) -> list[str]:
    """Return the stored figure in words: `body` as it was read, `given` for the names as they were typed."""
    from ledger.book.adding import quantity_words

    lines = [f"read as: {quantity_words(body.get('quantity', {}))}"]
    if label := body.get("label"):
        lines.append(f"counts: {label}")
    reporters: Sequence[str] = given.get("reported_by", ())
    through: Sequence[str] = given.get("relayed_by", ())
    if reporters:
        lines.append(f"reported by: {listed(reporters)}")
    if through:
        lines.append(f"relayed by: {', then '.join(through)}")
    if source := given.get("title") or given.get("source"):
        lines.append(f"in: {source}")
    lines += [f"{name}: {body[name]}" for name in ("stated", "period", "place", "nature") if name in body]
    if relays := given.get("relays"):
        lines.append(f"relays: {relays}")
    if inputs := given.get("inputs"):
        lines.append(f"computed from: {', '.join(inputs)}")
    return lines


@app.command(
    "amend",
    cls=FigureCommand,
    epilog=examples(
        "ledger amend mod-5200 --locator 'para 2'",
        'ledger amend mod-5200 --formula "weekly * 52"',
        'ledger amend mod-100 "nearly 100 soldiers a week" --stated 2023-08-30',
    ),
)
def amend(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(metavar="REF", help="The figure or link that we typed wrong.")],
    words: Annotated[
        str | None, typer.Argument(metavar="PHRASE", help="The number as it should have been typed.")
    ] = None,
    dry_run: DryRun = False,
) -> int:
    """Mend our own typing slip in a figure or a link. Whatever refers to it then means the mended one.

    An empty text clears a field: --period "". Where a party put its own number right, use ledger correct.
    """
    session = session_of(context)
    fields = addition(session.fields, words)
    ledger = session.open()
    try:
        outcomes = ledger.amend(reference, dry_run=dry_run, **fields)
    except InputError as error:
        raise _in_flags(session, error) from error
    figures = [outcome for outcome in outcomes if outcome.kind == "figure"]
    about: Outcome = figures[0] if figures else outcomes[-1]
    summary = figure_lines(about.body, session.fields) if figures else []
    if not dry_run:
        summary += [
            f"read as: {ledger.show(outcome.id).record.summary}"
            for outcome in outcomes
            if outcome.kind == "link"
        ]
    show_outcomes(session, outcomes, summary=summary, about=about.id, dry_run=dry_run)
    return DONE
