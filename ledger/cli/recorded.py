"""What became of records, said to whoever recorded them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ledger.cli.session import Session

if TYPE_CHECKING:
    from ledger.book.answer_types import Outcome


def show_outcomes(
    session: Session,
    outcomes: Sequence[Outcome],
    *,
    said: Sequence[str] = (),
    about: str | None = None,
    dry_run: bool = False,
) -> None:
    """Print what became of each record, the lines `said` below the last of them, and the warnings.

    `about` is the id that the JSON names as the one that was asked for.
    """
    own = [one for one in outcomes if one.own] or list(outcomes)
    if session.json:
        session.out.data(outcomes_document(outcomes, about or (own[-1].id if own else None), dry_run=dry_run))
    else:
        for one in own:
            session.out.put(_line(one, dry_run=dry_run))
        for line in said:
            session.out.put(line, first="  ", rest="    ")
    for one in outcomes:
        if one.own and not one.recorded and one.withdrawn:
            session.warn(
                f"it was corrected or retracted since: ledger undo {one.key or one.id[:12]} restores it"
            )
        for warning in one.warnings:
            session.warn(warning)


def _line(one: Outcome, *, dry_run: bool) -> str:
    what = ("would record" if dry_run else "recorded") if one.recorded else "already recorded"
    key = f" {one.key}" if one.key else ""
    return f"{what}: {one.kind}{key} {one.id[:12]}"


def outcomes_document(outcomes: Sequence[Outcome], about: str | None, *, dry_run: bool) -> dict[str, Any]:
    """What became of each record, as JSON."""
    document: dict[str, Any] = {"id": about}
    if dry_run:
        document["dry_run"] = True
    document["outcomes"] = [
        {
            "record": one.kind,
            "id": one.id,
            "key": one.key,
            "seq": one.seq,
            "recorded": one.recorded,
            "withdrawn": one.withdrawn,
            "warnings": list(one.warnings),
        }
        for one in outcomes
    ]
    return document
