"""Importing: a file of records in, with bounded memory, all of it or none, or what can be taken."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple, TextIO

from ledger.book.recording import append_all, cleaned_up
from ledger.errors import FormatError, InputError, Problem
from ledger.formats import FORMATS, LoadedFile, LoadedRecord, format_named
from ledger.model.strict_json import iter_lines, load_line
from ledger.model.vocabulary import MAX_PROBLEMS
from ledger.query.ledger_context import LedgerContext
from ledger.store.append import Outcome
from ledger.store.engine import reading
from ledger.store.head import read_head
from ledger.store.intake import Intake
from ledger.store.spool import Spool

#: How many lines are looked at together before they are checked one by one.
_AHEAD = 500
#: How many warnings an import keeps; it counts them all.
_WARNINGS = 1000


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

    `rejects` receives the lines that cannot be taken, as they stood, so that they can be mended and imported again, and
    `refused` the number of each and what is wrong with it; without either nothing is recorded. `batch` commits after so
    many lines; `progress` is called with the bytes read, `committed` with the state after each commit. `language` is
    that of phrases whose quote and source say none.
    """

    name: str
    rejects: TextIO | None = None
    refused: Callable[[int, Sequence[Problem]], None] | None = None
    batch: int | None = None
    dry_run: bool = False
    language: str | None = None
    progress: Callable[[int], None] = lambda _: None
    committed: Callable[[Imported], None] = lambda _: None

    @property
    def keeps_going(self) -> bool:
        """Whether lines that cannot be taken are set aside."""
        return self.rejects is not None or self.refused is not None


class _Given(NamedTuple):
    """What is to be recorded: `line` is how it stood, for the rejects, `loaded` where it was not JSON Lines.

    `error` says why there is no record; then `record` is what can be seen of it nevertheless.
    """

    number: int
    line: bytes
    record: object
    error: InputError | None = None
    loaded: LoadedRecord | None = None


def import_lines(context: LedgerContext, stream: BinaryIO, how: Import) -> Imported:
    """Import JSON Lines from a binary stream, with bounded memory.

    All or nothing, unless `how.batch` commits on the way. Raises InputError with the first 1,000 problems.
    """
    return _import(context, _numbered(stream), how)


def import_reading(context: LedgerContext, file: LoadedFile, how: Import) -> Imported:
    """Import what a format has read, as `import_lines` does; problems say where in the file they are."""
    return _import(context, map(_given, file.records), how)


def import_file(context: LedgerContext, file: BinaryIO | LoadedFile, format: str, how: Import) -> Imported:
    """Import a stream in a format, or what a format has read.

    Raises FormatError for a format that is written only.
    """
    if isinstance(file, LoadedFile):
        return import_reading(context, file, how)
    if format == "jsonl":
        return import_lines(context, file, how)
    found = format_named(format)
    if not found.readable:
        readable = [name for name, known in FORMATS.items() if name == "jsonl" or known.readable]
        raise FormatError(
            f"{format} is not read back",
            hint=f"import what was exported with --format jsonl; these are read: {', '.join(readable)}",
        )
    return import_reading(context, found.load(file), how)


def _given(loaded: LoadedRecord) -> _Given:
    error = InputError(problems=loaded.problems) if loaded.problems else None
    # What is set aside is a line that can be mended and imported.
    line = b"" if loaded.record is None else json.dumps(loaded.record, ensure_ascii=False).encode()
    return _Given(loaded.line, line, loaded.record, error, loaded)


def _import(context: LedgerContext, given: Iterator[_Given], how: Import) -> Imported:
    done = Imported()
    problems = _Problems(how, done)
    with Spool() as spool:
        while True:
            more = _pass(context, given, how, spool, problems, done)
            if problems.total and not how.keeps_going:
                raise problems.error()
            _commit(context, spool, how, done)
            if not more:
                return done
            # References may point back to earlier batches: those are in the ledger now.
            spool.forget()


def _numbered(stream: BinaryIO) -> Iterator[_Given]:
    try:
        for number, line in iter_lines(stream):
            try:
                yield _Given(number, line, load_line(line))
            except InputError as error:
                yield _Given(number, line, _leniently(line), error)
    except InputError as error:
        # A line without an end: nothing after it can be read.
        yield _Given(error.problems[0].line or 0, b"", None, error)


def _pass(
    context: LedgerContext,
    given: Iterator[_Given],
    how: Import,
    spool: Spool,
    problems: _Problems,
    done: Imported,
) -> bool:
    """Check and stage what is given, all or one batch of it. Says whether there may be more."""
    with reading(context.database) as connection:
        spool.as_of = read_head(connection).size
        intake = Intake(
            connection,
            who=context.who,
            now=context.now(),
            salts=context.salts,
            spool=spool,
            language=context.reading(how.language).language,
            bulk=True,
        )
        ahead: list[_Given] = []
        # A rehearsal keeps nothing that a second batch could refer to.
        room = 0 if how.dry_run else how.batch or 0
        for taken, given_line in enumerate(given, 1):
            done.lines += 1
            how.progress(len(given_line.line) + 1)
            ahead.append(given_line)
            full = bool(room) and taken >= room
            if len(ahead) >= _AHEAD or full:
                _stage(intake, ahead, problems)
                ahead = []
            done.through = given_line.number
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


def _stage(intake: Intake, ahead: list[_Given], problems: _Problems) -> None:
    intake.prefetch(given.record for given in ahead if given.error is None)
    for given in ahead:
        if given.error is not None:
            problems.found(given.error, given, intake.spool)
            continue
        try:
            intake.take(given.record, given.number)
        except InputError as error:
            problems.found(error, given, intake.spool)


def _commit(context: LedgerContext, spool: Spool, how: Import, done: Imported) -> None:
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

    append_all(context, spool, spool.as_of, report, again, dry_run=how.dry_run)
    done.recorded += counted.recorded
    done.already += counted.already
    done.warned += counted.warned
    done.warnings += counted.warnings
    if erased and not how.dry_run:
        done.warnings += cleaned_up(context)
    how.committed(done)


class _Problems:
    """The problems of an import: kept up to a number, or written out with the lines that have them."""

    def __init__(self, how: Import, done: Imported) -> None:
        self._how = how
        self._done = done
        self.total = 0

    def found(self, error: InputError, given: _Given, spool: Spool) -> None:
        """Note what is wrong with a line. What it would have named is set aside with it."""
        located = [_located(problem, self._how.name, given) for problem in error.problems]
        self.total += max(error.total, len(located))
        self._done.problems += located[: MAX_PROBLEMS - len(self._done.problems)]
        if self._how.rejects is not None:
            self._how.rejects.write(_set_aside(given, located))
        if self._how.refused is not None:
            self._how.refused(given.number, located)
        if self._how.keeps_going:
            self._done.rejected += 1
            record = given.record
            if isinstance(record, dict):
                kind = str(record.get("record"))
                for name in ("key", "id", "url"):
                    if isinstance(named := record.get(name), str):
                        spool.name("rejected", named.encode("utf-8", "replace").decode(), "", kind)

    def error(self) -> InputError:
        """Everything found, as one error."""
        return InputError(problems=self._done.problems, total=self.total)


def _located(problem: Problem, file: str, given: _Given) -> Problem:
    """A problem with the place at which it stands in the file."""
    loaded = given.loaded
    if loaded is None:
        return Problem(problem.pointer, problem.message, file, given.number)
    pointer, place = problem.pointer, problem.place or loaded.place
    # The cell that a part came from, or else the part that it is in.
    while pointer:
        if pointer in loaded.places:
            place = loaded.places[pointer]
            break
        pointer = pointer.rpartition("/")[0]
    return Problem(problem.pointer, problem.message, file, given.number, place or None)


def _set_aside(given: _Given, problems: Sequence[Problem]) -> str:
    """A line of the rejects: as it stood, or, where nothing could be read, what is wrong at its place."""
    if given.loaded is not None and not given.line:
        return (
            json.dumps({"unread": given.loaded.place, "problems": [problem.message for problem in problems]})
            + "\n"
        )
    return given.line.decode("utf-8", "backslashreplace") + "\n"
