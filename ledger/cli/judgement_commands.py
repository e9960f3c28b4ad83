"""`ledger review`, `correct`, `retract`, `remove` and `undo`: judgements, each a record of its own."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ledger.cli.command import LedgerCommand, command_module, examples
from ledger.cli.failure import DONE
from ledger.cli.figure_choice import known_keys
from ledger.cli.recorded import show_outcomes
from ledger.cli.session import session_of
from ledger.model.vocabulary import CAUSES, VERDICTS

app = command_module()

Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why, and who says so.")]
Cause = Annotated[
    str,
    typer.Option(
        "--cause",
        metavar="|".join(CAUSES),
        help="withdrawn: the party took it back. misrecorded: we typed it wrong.",
    ),
]


@app.command(
    "review",
    cls=LedgerCommand,
    epilog=examples(
        "ledger review tdp-5200 confirmed",
        'ledger review fn-headline disputed --note "the headline drops the year"',
        "ledger review ui-100 confirmed --accept label-changed",
        'ledger review tdp-5200 disputed --rating "Half true"',
    ),
)
def review(
    context: typer.Context,
    reference: Annotated[
        str, typer.Argument(metavar="REF", help="A figure, a link or a source.", autocompletion=known_keys)
    ],
    verdict: Annotated[str, typer.Argument(metavar="VERDICT", help=f"{', '.join(VERDICTS)}.")],
    rating: Annotated[
        str | None,
        typer.Option("--rating", metavar="WORDS", help="The verdict in the desk's own words: Half true."),
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            "--accept", metavar="CODE", help="A finding looked at and found in order; again for more."
        ),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="What was looked at.")] = None,
) -> int:
    """Give a verdict on a figure, a link or a whole story."""
    session = session_of(context)
    ledger = session.open()
    outcomes = ledger.review(reference, verdict, rating=rating, accept=accept or (), note=note)
    words = f" (“{rating}”)" if rating else ""
    show_outcomes(session, outcomes, summary=[f"{verdict}{words}: {reference}, by {ledger.who}"])
    return DONE


@app.command(
    "correct",
    cls=LedgerCommand,
    epilog=examples('ledger correct mz-100 --by mz-110 --reason "the outlet put it right"'),
)
def correct(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(metavar="REF", help="What was replaced.")],
    by: Annotated[str, typer.Option("--by", metavar="REF", help="What replaces it.")],
    reason: Reason = None,
    cause: Cause = CAUSES[0],
) -> int:
    """Say that a statement was replaced by another. Our own typing slip is mended by amend."""
    session = session_of(context)
    ledger = session.open()
    outcomes = ledger.correct(reference, by, reason=reason, cause=cause)
    show_outcomes(session, outcomes, summary=[f"{reference} is replaced by {by}, says {ledger.who}"])
    return DONE


@app.command(
    "retract",
    cls=LedgerCommand,
    epilog=examples(
        'ledger retract mz-100 --reason "the outlet withdrew its count"',
    ),
)
def retract(
    context: typer.Context,
    reference: Annotated[
        str, typer.Argument(metavar="REF", help="A figure, a link or a judgement.", autocompletion=known_keys)
    ],
    reason: Reason = None,
    cause: Cause = CAUSES[0],
) -> int:
    """Say that the party that stated a figure withdrew it. It stays in the ledger, and what rests on it is found.

    The reason is the party's: who withdrew it, where and why. What we recorded by mistake is for remove.
    """
    session = session_of(context)
    ledger = session.open()
    if reason is None and sys.stdin.isatty() and not session.json:
        reason = typer.prompt("Who withdrew it, where, and why", err=True)
    outcomes = ledger.retract(reference, reason=reason, cause=cause)
    warnings = []
    if cause == CAUSES[0]:
        summary = [
            f"{reference} counts as withdrawn by the party that stated it, says {ledger.who}",
            f"a mistake of ours? ledger undo {reference}, then ledger remove {reference}",
        ]
        if not reason:
            warnings.append("no reason is recorded: say with --reason who withdrew it, where and why")
    else:
        summary = [f"{reference} is read as absent from now on, says {ledger.who}"]
    show_outcomes(session, outcomes, summary=summary, warnings=warnings)
    return DONE


@app.command(
    "remove",
    cls=LedgerCommand,
    epilog=examples(
        'ledger remove fn-headline --reason "typed into the wrong ledger"', "ledger undo fn-headline"
    ),
)
def remove(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(metavar="REF", help="A figure or a link of ours.")],
    reason: Reason = None,
) -> int:
    """Take out what we recorded by mistake. It stays in the log, and is read as if it were not there."""
    session = session_of(context)
    ledger = session.open()
    outcomes = ledger.remove(reference, reason=reason)
    summary = [
        f"{reference} is read as absent from now on: our own mistake, says {ledger.who}",
        f"ledger undo {reference} takes this back",
    ]
    show_outcomes(session, outcomes, summary=summary)
    return DONE


@app.command("undo", cls=LedgerCommand, epilog=examples("ledger undo mz-100", "ledger undo 4f2a91"))
def undo(
    context: typer.Context,
    reference: Annotated[
        str,
        typer.Argument(metavar="REF", help="A judgement; or a figure or link, for its latest correction."),
    ],
) -> int:
    """Take a judgement back: a retraction, a correction, a review."""
    session = session_of(context)
    ledger = session.open()
    show_outcomes(session, ledger.undo(reference), summary=[f"taken back by {ledger.who}"])
    return DONE
