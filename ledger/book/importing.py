"""Imports a file of records with bounded memory: all of it or nothing, or all lines that can be recorded."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from io import BufferedReader, FileIO
from itertools import chain, islice
from stat import S_ISREG
from typing import BinaryIO, Final, NamedTuple, TextIO

from ledger.book.quantity_parts import without_object
from ledger.book.recording import append_all, cleaned_up
from ledger.errors import FormatError, InputError, Problem
from ledger.formats import FORMATS, LoadedFile, LoadedRecord, format_named
from ledger.model.strict_json import iter_lines, load_line
from ledger.model.vocabulary import MAX_PROBLEMS
from ledger.query.ledger_context import LedgerContext
from ledger.store.append import Outcome
from ledger.store.dialect import dialect_of
from ledger.store.engine import reading
from ledger.store.head import read_head
from ledger.store.intake import Intake
from ledger.store.processes import forked, spare_processors
from ledger.store.spool import Chunk, Spool, StagedRecords, read_chunk

#: The number of lines whose references are looked up together.
_AHEAD = 500
#: From how many bytes on a file is checked by a process of its own.
_LARGE = 4_000_000
#: The number of warnings that an import keeps; it counts them all.
_WARNINGS = 1000
# Creating an encoder for each record takes as long as encoding it.
_encoded: Final = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(slots=True, kw_only=True)
class Imported:
    """The result of an import: the numbers of lines read, records new and already there, lines rejected, warnings."""

    lines: int = 0
    recorded: int = 0
    already: int = 0
    rejected: int = 0
    warned: int = 0
    #: The last line that is recorded permanently.
    through: int = 0
    warnings: list[str] = field(default_factory=list)
    #: The problems of rejected lines, up to 1,000.
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """The options of an import. `name` stands for the file in problems.

    `rejects` receives the lines that cannot be recorded, unchanged, so that they can be corrected and imported again;
    `refused` is called with the number and the problems of each. Without either, one such line stops the import and
    nothing is recorded. `batch` is the number of lines after which to commit; `progress` is called with the bytes read,
    `committed` with the state after each commit. `language` is that of phrases whose quote and source state none.
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
        """Whether lines that cannot be recorded are rejected one by one."""
        return self.rejects is not None or self.refused is not None


class _InputLine(NamedTuple):
    """A line to import: `line` are its bytes, for the rejects, and `loaded` its record if it was not JSON Lines.

    If there is an `error`, `record` is what can be read of the line nevertheless.
    """

    number: int
    line: bytes
    record: object
    error: InputError | None = None
    loaded: LoadedRecord | None = None


def import_lines(context: LedgerContext, stream: BinaryIO, how: Import) -> Imported:
    """Import JSON Lines from a binary stream, with bounded memory.

    All or nothing is recorded, unless `how.batch` commits in between. Raises InputError with the first 1,000 problems.
    """
    if _is_large(stream) and _pays_a_fork(context, how):
        place = stream.tell()
        # A process of its own has no standard input.
        with os.fdopen(os.dup(stream.fileno()), "rb") as file:
            return _import_beside(context, partial(_json_lines_from, file, place), how)
    return _import(context, _json_lines(stream), how)


def import_reading(context: LedgerContext, file: LoadedFile, how: Import) -> Imported:
    """Import a file that a format has read, as `import_lines` does; problems have their places in the file."""
    if file.is_large and _pays_a_fork(context, how):
        return _import_beside(context, lambda: map(_loaded_line, file.records), how)
    return _import(context, map(_loaded_line, file.records), how)


def import_file(context: LedgerContext, file: BinaryIO | LoadedFile, format: str, how: Import) -> Imported:
    """Import a stream in a format, or a file that a format has read.

    Raises FormatError for a format that can only be written.
    """
    if isinstance(file, LoadedFile):
        return import_reading(context, file, how)
    if format == "jsonl":
        return import_lines(context, file, how)
    chosen = format_named(format)
    if not chosen.readable:
        readable = [name for name, known in FORMATS.items() if name == "jsonl" or known.readable]
        raise FormatError(
            f"{format} is not read back",
            hint=f"import what was exported with --format jsonl; these are read: {', '.join(readable)}",
        )
    return import_reading(context, chosen.load(file), how)


def _loaded_line(loaded: LoadedRecord) -> _InputLine:
    error = InputError(problems=loaded.problems) if loaded.problems else None
    # A rejected record becomes a line of JSON that can be corrected and imported.
    text = _encoded(loaded.record) if loaded.text is None and loaded.record is not None else loaded.text
    return _InputLine(loaded.line, (text or "").encode(), loaded.record, error, loaded)


def _import(context: LedgerContext, lines: Iterator[_InputLine], how: Import) -> Imported:
    done = Imported()
    problems = _Problems(how, done)
    with Spool() as spool:
        while True:
            more = _stage_batch(context, lines, how, spool, problems, done)
            if problems.total and not how.keeps_going:
                raise problems.error()
            _commit(context, spool, how, done)
            if not more:
                return done
            # References to earlier batches are now found in the ledger.
            spool.forget()


def _is_large(stream: BinaryIO) -> bool:
    """Return whether a stream is a large file on disk."""
    if not isinstance(stream, BufferedReader) or not isinstance(stream.raw, FileIO):
        return False
    status = os.fstat(stream.fileno())
    return S_ISREG(status.st_mode) and status.st_size - stream.tell() >= _LARGE


def _pays_a_fork(context: LedgerContext, how: Import) -> bool:
    """Return whether to check lines in a process beside this one, while those checked before are appended.

    This is so for large files, which do not keep anybody waiting with the writers' lock held, that are recorded as a
    whole or not at all.
    """
    if how.batch is not None or how.dry_run or how.keeps_going:
        return False
    return not dialect_of(context.database).starts_over and spare_processors() > 1


class _LineRefused(Exception):
    """Rolls back what was appended before a line was refused."""


class _Sent(NamedTuple):
    """A message of the process that checks lines: the size of the ledger that it sees, the bytes read since the last.

    `chunk` is a chunk of records, as a spool writes it; at the `end` there is none, but what was counted, with all
    problems and their number.
    """

    as_of: int
    read: int
    refused: bool
    chunk: bytes | None = None
    end: tuple[Imported, InputError | None] | None = None


class _StagedBeside:
    """The records that another process stages, as it sends them: they can be gone through once."""

    is_large = True

    def __init__(self, sent: Iterator[_Sent], how: Import, done: Imported) -> None:
        first = next(sent)
        self.as_of = first.as_of
        self._sent = chain([first], sent)
        self._how = how
        self._done = done
        self._error: InputError | None = None

    def chunks(self) -> Iterator[Chunk]:
        """Yield the staged records in order. Raises _LineRefused as soon as a line was refused."""
        for sent in self._sent:
            self._take(sent)
            if sent.refused:
                raise _LineRefused
            if sent.chunk is not None:
                yield read_chunk(sent.chunk)

    def error(self) -> InputError:
        """Return all problems as one error, when all lines were read."""
        for sent in self._sent:
            self._take(sent)
        assert self._error is not None
        return self._error

    def _take(self, sent: _Sent) -> None:
        self._how.progress(sent.read)
        if sent.end is not None:
            counted, self._error = sent.end
            self._done.lines, self._done.through = counted.lines, counted.through


def _import_beside(
    context: LedgerContext, lines: Callable[[], Iterator[_InputLine]], how: Import
) -> Imported:
    """Append lines that are read and checked meanwhile in a process beside this one."""
    done = Imported()
    # A missing name is asked for here, because the other process has no terminal.
    context = replace(context, name=context.who)
    with forked(context.database, partial(_stage_beside, context, lines, how)) as sent:
        staged = _StagedBeside(sent, how, done)
        try:
            _commit(context, staged, how, done)
        except _LineRefused:
            raise staged.error() from None
    return done


def _stage_beside(
    context: LedgerContext,
    lines: Callable[[], Iterator[_InputLine]],
    how: Import,
    send: Callable[[_Sent], None],
) -> None:
    """Check and stage all lines, in the other process."""
    read = 0

    def count(more: int) -> None:
        nonlocal read
        read += more

    def pass_on(chunk: bytes | None, end: tuple[Imported, InputError | None] | None = None) -> None:
        nonlocal read
        refused = bool(problems.total)
        send(_Sent(spool.as_of, read, refused, None if refused else chunk, end))
        read = 0

    done = Imported()
    how = replace(how, progress=count)
    problems = _Problems(how, done)
    with Spool(pass_on) as spool:
        _stage_batch(context, lines(), how, spool, problems, done)
        spool.flush()
        pass_on(None, (done, problems.error() if problems.total else None))


def _json_lines_from(file: BinaryIO, place: int) -> Iterator[_InputLine]:
    file.seek(place)
    return _json_lines(file)


def _json_lines(stream: BinaryIO) -> Iterator[_InputLine]:
    try:
        for number, line in iter_lines(stream):
            try:
                yield _InputLine(number, line, load_line(line))
            except InputError as error:
                # The names in a refused line are noted, so that references to it are refused for that reason.
                try:
                    record = json.loads(line)
                except (ValueError, RecursionError):
                    record = None
                yield _InputLine(number, line, record, error)
    except InputError as error:
        # Nothing can be read after a line without an end.
        yield _InputLine(error.problems[0].line or 0, b"", None, error)


def _stage_batch(
    context: LedgerContext,
    lines: Iterator[_InputLine],
    how: Import,
    spool: Spool,
    problems: _Problems,
    done: Imported,
) -> bool:
    """Check and stage all lines, or one batch of them. Returns whether there may be more."""
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
        # A dry run is one batch, because it keeps nothing that a second one could refer to.
        room = None if how.dry_run else how.batch or None
        batch = islice(lines, room)
        count = 0
        while ahead := list(islice(batch, _AHEAD)):
            how.progress(sum([len(line.line) + 1 for line in ahead]))
            _stage(intake, ahead, problems)
            count += len(ahead)
            done.lines += len(ahead)
            done.through = ahead[-1].number
    return count == room


def _stage(intake: Intake, ahead: list[_InputLine], problems: _Problems) -> None:
    intake.prefetch(line.record for line in ahead if line.error is None)
    for line in ahead:
        if line.error is not None:
            problems.add(line.error, line, intake.spool)
            continue
        try:
            intake.take(line.record, line.number)
        except InputError as error:
            problems.add(error, line, intake.spool)


def _commit(context: LedgerContext, staged: StagedRecords, how: Import, done: Imported) -> None:
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

    def tally(recorded: int) -> None:
        counted.recorded += recorded

    append_all(context, staged, report, again, tally=tally, dry_run=how.dry_run)
    done.recorded += counted.recorded
    done.already += counted.already
    done.warned += counted.warned
    done.warnings += counted.warnings
    if erased and not how.dry_run:
        done.warnings += cleaned_up(context)
    how.committed(done)


class _Problems:
    """The problems of an import: the first are kept, and all are written with the rejected lines."""

    def __init__(self, how: Import, done: Imported) -> None:
        self._how = how
        self._done = done
        self.total = 0

    def add(self, error: InputError, line: _InputLine, spool: Spool) -> None:
        """Add the problems of a line, and note its names, so that references to it are refused for that reason."""
        located = [_located(problem, self._how.name, line) for problem in error.problems]
        self.total += max(error.total, len(located))
        self._done.problems += located[: MAX_PROBLEMS - len(self._done.problems)]
        if self._how.rejects is not None:
            text = line.line.decode("utf-8", "backslashreplace")
            if line.loaded is not None and not line.line:
                unread = [problem.message for problem in located]
                text = json.dumps({"unread": line.loaded.place, "problems": unread})
            self._how.rejects.write(f"{text}\n")
        if self._how.refused is not None:
            self._how.refused(line.number, located)
        if self._how.keeps_going:
            self._done.rejected += 1
            record = line.record
            if isinstance(record, dict):
                kind = str(record.get("record"))
                for field_name in ("key", "id", "url"):
                    if isinstance(name := record.get(field_name), str):
                        spool.name("rejected", name.encode("utf-8", "replace").decode(), "", kind)

    def error(self) -> InputError:
        """Return all problems as one error."""
        return InputError(problems=self._done.problems, total=self.total)


def _located(problem: Problem, file: str, line: _InputLine) -> Problem:
    """Return a problem with its place in the file."""
    loaded = line.loaded
    if loaded is None:
        return Problem(problem.pointer, problem.message, file, line.number)
    pointer, place = problem.pointer, problem.place or loaded.place
    # The cell of the field, or else of the nearest field that contains it.
    while pointer:
        if pointer in loaded.places:
            place = loaded.places[pointer]
            break
        pointer = pointer.rpartition("/")[0]
    return Problem(problem.pointer, without_object(problem.message), file, line.number, place or None)
