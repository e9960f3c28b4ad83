"""`ledger review`, `correct`, `retract`, `remove` and `undo`: judgements, each a record of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ledger.cli.command import LedgerCommand, command_module, examples
from ledger.cli.failure import DONE
from ledger.cli.figure_choice import known_keys
from ledger.cli.recorded import show_outcomes
from ledger.cli.session import Session, session_of
from ledger.errors import InputError
from ledger.model.vocabulary import CAUSES, VERDICTS

if TYPE_CHECKING:
    from ledger.book import Ledger
    from ledger.book.answer_types import Outcome

app = command_module()

#: JSON Pointers into the record of a judgement, and what the commands call them; the subject needs no name.
_ARGUMENTS: Final = {"/of": "", "/verdict": "", "/by": "--by", "/accept": "--accept", "/cause": "--cause"}

#: Answers to the question for a reason that are none.
_NO_REASONS: Final = frozenset({"y", "yes", "n", "no", "q", "quit", "?", "-"})
Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why, and who says so.")]
Cause = Annotated[
    str,
    typer.Option(
        "--cause",
        metavar="|".join(CAUSES),
        help="withdrawn: the party took it back. misrecorded: we typed it wrong.",
    ),
]


@contextmanager
def _in_flags(session: Session) -> Iterator[None]:
    """Name the arguments of a command where an error points into the record that they made."""
    try:
        yield
    except InputError as error:
        if session.json:
            raise
        problems = [
            replace(problem, pointer=_ARGUMENTS.get(problem.pointer, problem.pointer))
            for problem in error.problems
        ]
        raise InputError(problems=problems, total=error.total, hint=error.hint) from error


def _standing_before(ledger: Ledger, reference: str, outcomes: Sequence[Outcome]) -> list[str]:
    """Return a warning if the figure had been retracted or removed before this was recorded."""
    new = {outcome.id for outcome in outcomes if outcome.recorded}
    history = ledger.show(reference)
    standing = [entry for entry in history.corrections if entry.id not in new]
    again = f"{reference} was retracted, removed or corrected before: ledger undo takes back one at a time"
    return [again] if standing and new else []


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
    with _in_flags(session):
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
    with _in_flags(session):
        outcomes = ledger.correct(reference, by, reason=reason, cause=cause)
    show_outcomes(session, outcomes, summary=[f"{reference} is replaced by {by}, says {ledger.who}"])
    return DONE


def _asked_reason(session: Session, cause: str) -> str:
    """Ask why a record is taken back, until the answer says more than yes or no."""
    question = "Who withdrew it, where, and why" if cause == CAUSES[0] else "What was typed wrong"
    while True:
        words = str(typer.prompt(question, err=True)).strip()
        if words.casefold() not in _NO_REASONS:
            return words
        session.err.put("this is kept as the reason: say it in words; Ctrl-C stops, and nothing is recorded")


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
        # Asked for before anything is typed: a reference that leads nowhere is refused here.
        session.err.put(ledger.show(reference).record.summary, role="strong")
        reason = _asked_reason(session, cause)
    with _in_flags(session):
        outcomes = ledger.retract(reference, reason=reason, cause=cause)
    warnings = _standing_before(ledger, reference, outcomes)
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
    with _in_flags(session):
        outcomes = ledger.remove(reference, reason=reason)
    summary = [
        f"{reference} is read as absent from now on: our own mistake, says {ledger.who}",
        f"ledger undo {reference} takes this back",
    ]
    warnings = _standing_before(ledger, reference, outcomes)
    show_outcomes(session, outcomes, summary=summary, warnings=warnings)
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
    outcomes = ledger.undo(reference)
    history = ledger.show(reference)
    left = []
    # A judgement that was named by itself is taken back: the correction that stands against it says just that.
    if history.corrections and history.record.kind in ("figure", "link", "snapshot"):
        left.append(
            f"{reference} is still {history.status}: ledger undo {reference} takes back what was said before"
        )
    show_outcomes(session, outcomes, summary=[f"taken back by {ledger.who}"], warnings=left)
    return DONE
