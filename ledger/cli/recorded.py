"""Printing the outcome of recording."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

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
    """Print the outcome of each record, the lines of `summary` below the last of them, and the warnings.

    `about` is the id that the JSON names as the one that was asked for; `warnings` come before those of the records.
    """
    from ledger.book.answer_documents import outcome_warnings, outcomes_document

    own = [outcome for outcome in outcomes if outcome.own] or list(outcomes)
    if session.json:
        about = about or (own[-1].id if own else None)
        session.out.data(outcomes_document(outcomes, about, dry_run=dry_run, warnings=warnings))
    else:
        for outcome in own:
            session.out.put(_line(outcome, dry_run=dry_run))
        for line in summary:
            session.out.put(line, first="  ", rest="    ")
    for warning in (*warnings, *outcome_warnings(outcomes)):
        session.warn(warning)


def _line(outcome: Outcome, *, dry_run: bool) -> str:
    what = ("would record" if dry_run else "recorded") if outcome.recorded else "already recorded"
    key = f" {outcome.key}" if outcome.key else ""
    return f"{what}: {outcome.kind}{key} {outcome.id[:12]}"


def show_figures_recorded(session: Session, outcomes: Sequence[Outcome]) -> None:
    """Print the outcomes of many records, figures with their words; as JSON like `show_outcomes`."""
    if session.json:
        show_outcomes(session, outcomes)
        return
    from ledger.book.adding import quantity_words
    from ledger.book.answer_documents import outcome_warnings

    for outcome in outcomes:
        if outcome.own:
            words = quantity_words(outcome.body.get("quantity", {})) if outcome.kind == "figure" else ""
            session.out.put(_line(outcome, dry_run=False) + (f": {words}" if words else ""))
    for warning in dict.fromkeys(outcome_warnings(outcomes)):
        session.warn(warning)
