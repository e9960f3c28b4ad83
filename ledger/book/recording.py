"""Records validated records in one transaction and returns their outcomes."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from typing import Any

from ledger.errors import ConflictError, InputError, Problem, StoreError
from ledger.model.vocabulary import MAX_PROBLEMS
from ledger.query.ledger_context import LedgerContext
from ledger.store import bodies, lookup
from ledger.store.append import Outcome, Report, Tally, append
from ledger.store.engine import Transaction, in_writing, reading
from ledger.store.head import read_head
from ledger.store.intake import Intake
from ledger.store.lookup import NOW
from ledger.store.spool import Spool, StagedRecords
from ledger.store.submissions import Sign

Record = Mapping[str, Any]
#: Yields records and receives the id of each, so that the next one can refer to it.
Steps = Generator[Record, str, None]


class _Rehearsed(Exception):
    """Rolls back the transaction of a dry run."""


def record(
    context: LedgerContext,
    records: Iterable[Record] | Steps,
    *,
    keys: Sequence[str] = (),
    dry_run: bool = False,
    sign: Sign | None = None,
) -> list[Outcome]:
    """Record all records or none, and return the outcome of each.

    One of the records must hold each of the `keys` in the end: unlike an import, which leaves a taken key with its
    holder, a command means the key that it names. With `dry_run` everything is rolled back. The records are signed by
    `sign`, or else as the context says. Raises InputError with all problems, ConflictError if a key is taken,
    OvertakenError if somebody else changed what `context.seen` names.
    """
    with Spool() as spool:
        with reading(context.database) as connection:
            spool.as_of = read_head(connection).size
            intake = Intake(
                connection,
                who=context.who,
                now=context.now(),
                salts=context.salts,
                spool=spool,
                language=context.language,
            )
            _take_all(intake, records)
        outcomes: list[Outcome] = []

        def settled(connection: Transaction) -> None:
            if context.seen is not None:
                from ledger.book.overtaking import refuse_overtaken

                refuse_overtaken(connection, context.who, context.seen, outcomes)
            for key in keys:
                if all(outcome.key != key for outcome in outcomes):
                    raise _taken(connection, key)

        append_all(context, spool, outcomes.append, outcomes.clear, settled, dry_run=dry_run, sign=sign)
        erased = [outcome for outcome in outcomes if outcome.erased]
        if erased and not dry_run:
            erased[-1].warnings += cleaned_up(context)
        return outcomes


def _taken(connection: Transaction, key: str) -> ConflictError:
    """Return the error for a key that another record holds, with the name of that record."""
    from ledger.book.history import Names

    holder = lookup.by_keys(connection, [key])[key]
    entry = next(bodies.read(connection, [holder.seq]))
    words = Names(connection, [entry], read_head(connection).size).summary(entry)
    return ConflictError(
        f"the key {key} is taken by the {holder.kind} {holder.id[:12]} ({words})",
        hint=f"give this one another key; ledger show {key} shows what has it",
    )


def _take_all(intake: Intake, records: Iterable[Record] | Steps) -> None:
    problems: list[Problem] = []
    if isinstance(records, Generator):
        try:
            following = next(records)
            while True:
                following = records.send(intake.take(following))
        except StopIteration:
            return
    for line, stated in enumerate(records, 1):
        try:
            intake.take(stated)
        except InputError as error:
            problems += [
                Problem(problem.pointer, problem.message, "record", line) for problem in error.problems
            ]
    if problems:
        if len(problems) == 1 or all(problem.line == 1 for problem in problems):
            problems = [Problem(problem.pointer, problem.message) for problem in problems]
        raise InputError(problems=problems[:MAX_PROBLEMS], total=len(problems))


def append_all(
    context: LedgerContext,
    staged: StagedRecords,
    report: Report,
    again: Callable[[], None],
    settled: Callable[[Transaction], None] = lambda _connection: None,
    *,
    tally: Tally = lambda _: None,
    dry_run: bool = False,
    sign: Sign | None = None,
) -> None:
    """Append all staged records in one transaction, and call `report` with the outcome of each.

    Records of the bulk lane are counted by `tally` instead, unless there is a warning about one.

    `again` is called before each attempt and
    `settled` after it, whose errors roll everything back. With `dry_run` everything is rolled back. The records are
    signed by `sign`, or else with the recorder's own key if the context has one.
    """

    def work(connection: Transaction) -> None:
        again()
        append(
            connection,
            staged,
            who=context.who,
            now=context.now(),
            report=report,
            tally=tally,
            sign=sign or _own_signature(context, connection),
        )
        settled(connection)
        if dry_run:
            raise _Rehearsed

    try:
        in_writing(context.database, work, many=staged.is_large)
    except _Rehearsed:
        return


def _own_signature(context: LedgerContext, connection: Transaction) -> Sign | None:
    """Return a function that signs with the recorder's own key, or None if the context has none.

    Raises InputError if the key is not the recorder's in this ledger.
    """
    if context.signing is None:
        return None
    from ledger.query.signing import PersonalKeys, called, signer
    from ledger.tlog.submission import person_named

    key = context.signing()
    if person_named(key.name) != context.who:
        raise InputError(
            f"the key to sign with is that of {person_named(key.name)}, and {context.who} is to record",
            hint="leave out --as, or make a key of that name: ledger key new --person NAME -o FILE",
        )
    standing = PersonalKeys(connection).standing(context.who, NOW)
    if key.verifier() not in [introduced.key for introduced in standing]:
        raise InputError(
            f"the key {called(key.verifier())} was not introduced to this ledger, or was replaced or revoked",
            hint="ledger key list shows the keys that it knows, ledger key introduce introduces one",
        )
    return signer([key])


def cleaned_up(context: LedgerContext) -> list[str]:
    """Remove erased texts from the files of the database; return a warning if that was not possible."""
    from ledger.store.erase import clean_up

    try:
        clean_up(context.database)
    except StoreError as error:
        return [
            f"the text is erased, but the files of the database may still hold its words: {error.message}."
            " Run this until it succeeds: ledger redact --clean-up"
        ]
    return []
