"""Printing what became of records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ledger.cli.session import Session

if TYPE_CHECKING:
    from ledger.book.answer_types import Outcome


def show_outcomes(
    session: Session,
    outcomes: Sequence[Outcome],
    *,
    summary: Sequence[str] = (),
    about: str | None = None,
    dry_run: bool = False,
    warnings: Sequence[str] = (),
) -> None:
    """Print what became of each record, the lines of `summary` below the last of them, and the warnings.

    `about` is the id that the JSON names as the one that was asked for; `warnings` come before those of the records.
    """
    own = [outcome for outcome in outcomes if outcome.own] or list(outcomes)
    if session.json:
        about = about or (own[-1].id if own else None)
        session.out.data(outcomes_document(outcomes, about, dry_run=dry_run, warnings=warnings))
    else:
        for outcome in own:
            session.out.put(_line(outcome, dry_run=dry_run))
        for line in summary:
            session.out.put(line, first="  ", rest="    ")
    for warning in (*warnings, *_warnings(outcomes)):
        session.warn(warning)


def _warnings(outcomes: Sequence[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        if outcome.own and not outcome.recorded and outcome.withdrawn:
            named = outcome.key or outcome.id[:12]
            yield f"it was corrected or retracted since: ledger undo {named} restores it"
        yield from outcome.warnings


def _line(outcome: Outcome, *, dry_run: bool) -> str:
    what = ("would record" if dry_run else "recorded") if outcome.recorded else "already recorded"
    key = f" {outcome.key}" if outcome.key else ""
    return f"{what}: {outcome.kind}{key} {outcome.id[:12]}"


def outcomes_document(
    outcomes: Sequence[Outcome], about: str | None, *, dry_run: bool, warnings: Sequence[str] = ()
) -> dict[str, Any]:
    """What became of each record, as `schema/outcomes.schema.json` has it."""
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
        "warnings": [*warnings, *_warnings(outcomes)],
    }
