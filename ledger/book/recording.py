"""Writing: records in, one transaction, outcomes out."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from typing import Any

from ledger.errors import InputError, Problem, StoreError
from ledger.model.vocabulary import MAX_PROBLEMS
from ledger.query.ledger_context import LedgerContext
from ledger.store.append import Outcome, Report, append
from ledger.store.engine import Transaction, in_writing, reading
from ledger.store.head import read_head
from ledger.store.intake import Intake
from ledger.store.spool import Spool

Record = Mapping[str, Any]
#: Yields records and is sent the id of each, so that the next one can refer to it.
Steps = Generator[Record, str, None]


class _Rehearsed(Exception):
    """Ends the transaction of a dry run without a trace."""


def record(desk: LedgerContext, records: Iterable[Record] | Steps, *, dry_run: bool = False) -> list[Outcome]:
    """Record everything or nothing, and say of each record what became of it.

    Raises InputError with every problem. With `dry_run` all is done and then undone.
    """
    with Spool() as spool:
        with reading(desk.database) as connection:
            as_of = read_head(connection).size
            intake = Intake(
                connection,
                who=desk.who,
                now=desk.now(),
                salts=desk.salts,
                spool=spool,
                language=desk.language,
            )
            _take_all(intake, records)
        outcomes: list[Outcome] = []
        append_all(desk, spool, as_of, outcomes.append, outcomes.clear, dry_run=dry_run)
        erased = [one for one in outcomes if one.erased]
        if erased and not dry_run:
            erased[-1].warnings += cleaned_up(desk)
        return outcomes


def _take_all(intake: Intake, records: Iterable[Record] | Steps) -> None:
    problems: list[Problem] = []
    if isinstance(records, Generator):
        try:
            following = next(records)
            while True:
                following = records.send(intake.take(following))
        except StopIteration:
            return
    for line, each in enumerate(records, 1):
        try:
            intake.take(each)
        except InputError as error:
            problems += [Problem(p.pointer, p.message, "record", line) for p in error.problems]
    if problems:
        one = len(problems) == 1 or all(problem.line == 1 for problem in problems)
        if one:
            problems = [Problem(problem.pointer, problem.message) for problem in problems]
        raise InputError(problems=problems[:MAX_PROBLEMS], total=len(problems))


def append_all(
    desk: LedgerContext,
    spool: Spool,
    as_of: int,
    report: Report,
    again: Callable[[], None],
    *,
    dry_run: bool = False,
) -> None:
    """Append what is staged in one transaction, and tell `report` of each record.

    `as_of` is the size of the ledger it was checked against; `again` is told before each attempt. With `dry_run`
    all is done and then undone.
    """

    def work(connection: Transaction) -> None:
        again()
        append(connection, spool, who=desk.who, now=desk.now(), as_of=as_of, report=report)
        if dry_run:
            raise _Rehearsed

    try:
        in_writing(desk.database, work)
    except _Rehearsed:
        return


def cleaned_up(desk: LedgerContext) -> list[str]:
    """Clear the database's files of what was erased; says what was in the way, if anything was."""
    from ledger.store.erase import clean_up

    try:
        clean_up(desk.database)
    except StoreError as error:
        return [
            f"the text is erased, but the files of the database may still hold its words: {error.message}."
            " Run this until it succeeds: ledger redact --clean-up"
        ]
    return []
