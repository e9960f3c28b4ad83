"""Writing: records in, one transaction, outcomes out."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, TextIO

from ledger.book.desk import Desk
from ledger.errors import InputError, Problem, StoreError
from ledger.model.strict_json import iter_lines, load_line
from ledger.model.vocabulary import MAX_PROBLEMS
from ledger.store.append import Outcome, Report, append
from ledger.store.engine import Transaction, in_writing, reading
from ledger.store.head import read_head
from ledger.store.intake import Intake
from ledger.store.spool import Spool

Record = Mapping[str, Any]
#: Yields records and is sent the id of each, so that the next one can refer to it.
Steps = Generator[Record, str, None]

#: How many lines are looked at together before they are checked one by one.
_AHEAD = 500
#: How many warnings an import keeps; it counts them all.
_WARNINGS = 1000


class _Rehearsed(Exception):
    """Ends the transaction of a dry run without a trace."""


def record(desk: Desk, records: Iterable[Record] | Steps, *, dry_run: bool = False) -> list[Outcome]:
    """Record everything or nothing, and say of each record what became of it.

    Raises InputError with every problem. With `dry_run` all is done and then undone.
    """
    with Spool() as spool:
        with reading(desk.database) as connection:
            as_of = read_head(connection).size
            intake = Intake(connection, who=desk.who, now=desk.now(), salts=desk.salts, spool=spool)
            _take_all(intake, records)
        outcomes: list[Outcome] = []
        _append(desk, spool, as_of, outcomes.append, outcomes.clear, dry_run=dry_run)
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


def _append(
    desk: Desk, spool: Spool, as_of: int, report: Report, again: Callable[[], None], *, dry_run: bool = False
) -> None:
    def work(connection: Transaction) -> None:
        again()
        append(connection, spool, who=desk.who, now=desk.now(), as_of=as_of, report=report)
        if dry_run:
            raise _Rehearsed

    try:
        in_writing(desk.database, work)
    except _Rehearsed:
        return


def cleaned_up(desk: Desk) -> list[str]:
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


@dataclass(slots=True, kw_only=True)
class Imported:
    """What an import did: lines read, records new and already there, lines set aside, and what was odd."""

    lines: int = 0
    recorded: int = 0
    already: int = 0
    rejected: int = 0
    warned: int = 0
    #: The last line that is recorded for good.
    through: int = 0
    warnings: list[str] = field(default_factory=list)
    #: What is wrong with lines that were set aside, up to 1,000.
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """How a file is imported. `name` is what its problems call it.

    `rejects` receives the lines that cannot be taken, as they stood, so that they can be mended and imported
    again; without it nothing is recorded. `batch` commits after so many lines; `progress` is told the bytes
    read, `committed` the state after each commit.
    """

    name: str
    rejects: TextIO | None = None
    batch: int | None = None
    dry_run: bool = False
    progress: Callable[[int], None] = lambda _: None
    committed: Callable[[Imported], None] = lambda _: None


def import_lines(desk: Desk, stream: BinaryIO, how: Import) -> Imported:
    """Import JSON Lines from a binary stream, with bounded memory.

    All or nothing, unless `how.batch` commits on the way. Raises InputError with the first 1,000 problems.
    """
    done = Imported()
    problems = _Problems(how, done)
    with Spool() as spool:
        lines = _numbered(stream, problems)
        while True:
            more = _pass(desk, lines, how, spool, problems, done)
            if problems.total and how.rejects is None:
                raise problems.error()
            _commit(desk, spool, how, done)
            if not more:
                return done
            # References may point back to earlier batches: those are in the ledger now.
            spool.forget()


def _numbered(stream: BinaryIO, problems: _Problems) -> Iterable[tuple[int, bytes]]:
    try:
        yield from iter_lines(stream)
    except InputError as error:
        # A line without an end: nothing after it can be read.
        problems.found(error, error.problems[0].line or 0, b"")


def _pass(
    desk: Desk,
    lines: Iterable[tuple[int, bytes]],
    how: Import,
    spool: Spool,
    problems: _Problems,
    done: Imported,
) -> bool:
    """Check and stage lines, all or one batch of them. Says whether there may be more."""
    with reading(desk.database) as connection:
        spool.as_of = read_head(connection).size
        intake = Intake(connection, who=desk.who, now=desk.now(), salts=desk.salts, spool=spool)
        ahead: list[tuple[int, bytes, object]] = []
        # A rehearsal keeps nothing that a second batch could refer to.
        room = 0 if how.dry_run else how.batch or 0
        for taken, (number, line) in enumerate(lines, 1):
            done.lines += 1
            how.progress(len(line) + 1)
            try:
                ahead.append((number, line, load_line(line)))
            except InputError as error:
                # What stood before it is looked at first, so that lines are set aside in their order.
                _stage(intake, ahead, problems)
                ahead = []
                problems.found(error, number, line, spool, _leniently(line))
            full = bool(room) and taken >= room
            if len(ahead) >= _AHEAD or full:
                _stage(intake, ahead, problems)
                ahead = []
            done.through = number
            if full:
                return True
        _stage(intake, ahead, problems)
    return False


def _leniently(line: bytes) -> object:
    """What Python reads in a line that is refused: for the names in it, and for nothing else."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _stage(intake: Intake, ahead: list[tuple[int, bytes, object]], problems: _Problems) -> None:
    intake.prefetch(each for _, _, each in ahead)
    for number, line, each in ahead:
        try:
            intake.take(each, number)
        except InputError as error:
            problems.found(error, number, line, intake.spool, each)


def _commit(desk: Desk, spool: Spool, how: Import, done: Imported) -> None:
    counted = Imported()
    erased = 0

    def again() -> None:
        nonlocal erased
        counted.recorded = counted.already = counted.warned = erased = 0
        counted.warnings = []

    def report(outcome: Outcome) -> None:
        nonlocal erased
        if outcome.recorded:
            counted.recorded += 1
        elif outcome.own:
            counted.already += 1
        if outcome.erased:
            erased += 1
            outcome.warnings.append(f"this redaction erases a {outcome.body['field']} here too, for good")
        for warning in outcome.warnings:
            counted.warned += 1
            if counted.warned + done.warned <= _WARNINGS:
                counted.warnings.append(f"{how.name}:{outcome.line}: {warning}")

    _append(desk, spool, spool.as_of, report, again, dry_run=how.dry_run)
    done.recorded += counted.recorded
    done.already += counted.already
    done.warned += counted.warned
    done.warnings += counted.warnings
    if erased and not how.dry_run:
        done.warnings += cleaned_up(desk)
    how.committed(done)


class _Problems:
    """The problems of an import: kept up to a number, or written out with the lines that have them."""

    def __init__(self, how: Import, done: Imported) -> None:
        self._how = how
        self._done = done
        self.total = 0

    def found(
        self, error: InputError, number: int, line: bytes, spool: Spool | None = None, record: object = None
    ) -> None:
        """Note what is wrong with a line. What it would have named is set aside with it."""
        located = [Problem(p.pointer, p.message, self._how.name, number) for p in error.problems]
        self.total += max(error.total, len(located))
        self._done.problems += located[: MAX_PROBLEMS - len(self._done.problems)]
        if self._how.rejects is not None:
            self._how.rejects.write(line.decode("utf-8", "backslashreplace") + "\n")
            self._done.rejected += 1
            if spool is not None and isinstance(record, dict):
                kind = str(record.get("record"))
                for name in ("key", "id", "url"):
                    if isinstance(named := record.get(name), str):
                        spool.name("rejected", named.encode("utf-8", "replace").decode(), "", kind)

    def error(self) -> InputError:
        """Everything found, as one error."""
        return InputError(problems=self._done.problems, total=self.total)
