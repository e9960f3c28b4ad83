"""`ledger import`: records in, from this ledger's own lines or another format, and ledgers merged."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Final, TextIO

import typer

from ledger.cli.column_choice import Choosing
from ledger.cli.command import LedgerCommand, command_module, examples
from ledger.cli.failure import DONE, UsageError
from ledger.cli.session import Session, binary_input, session_of
from ledger.cli.writing import readable_names, whole_file
from ledger.errors import FormatError, InputError, Problem
from ledger.view.short_words import counted

if TYPE_CHECKING:
    from ledger.book.importing import Imported
    from ledger.formats import LoadedFile

app = command_module()

_KEEP_GOING: Final = "Write what cannot be taken to this file; of a sheet, REJECTS.xlsx has the cells marked."
#: How much of a file is looked at for a hint, in bytes.
_HEAD: Final = 65_536


@app.command(
    "import",
    cls=LedgerCommand,
    epilog=examples(
        "ledger import records.jsonl",
        "ledger import - < records.jsonl",
        "ledger import records.jsonl --dry-run",
        "ledger import records.jsonl --keep-going rejects.jsonl",
        'ledger import desk.xlsx --map "Outlet=reported_by" --keep-going rejects.xlsx',
        "ledger import large.jsonl --batch 10000",
        "ledger import annotations.json --format hypothesis --dry-run",
    ),
)
def import_records(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="Records to read; - reads standard input.")],
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="The file's format (jsonl, csv, hypothesis, …); else by its ending, else jsonl.",
            autocompletion=readable_names,
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, record nothing.")] = False,
    keep_going: Annotated[
        Path | None, typer.Option("--keep-going", metavar="REJECTS", help=_KEEP_GOING)
    ] = None,
    batch: Annotated[
        int | None, typer.Option("--batch", min=1, metavar="N", help="Commit after every N lines.")
    ] = None,
    map_: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="HEADING=COLUMN",
            help="What a heading of a sheet means: Outlet=reported_by. It is remembered beside the sheet.",
        ),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            "--language",
            metavar="TAG",
            help="The language of phrases whose quote and source say none: de, en.",
        ),
    ] = None,
    wait: Annotated[
        float | None, typer.Option("--wait", min=0, metavar="S", help="Seconds to wait for another writer.")
    ] = None,
) -> int:
    """Record every line of a file, or none if a line is refused."""
    session = session_of(context)
    name = _format_of(file, format)
    choosing = _choosing(session, file, name, map_ or ())
    marked = _is_marked(keep_going, file, name)
    ledger = session.open(wait=wait)
    refused: defaultdict[int, list[Problem]] = defaultdict(list)

    def acknowledge(done: Imported) -> None:
        if batch is not None and not dry_run and not session.json:
            session.out.raw(f"committed through line {done.through}")

    with (
        _likelier_format(file, format),
        _source(file) as stream,
        _rejects(None if marked else keep_going) as rejects,
    ):
        loaded = _loaded(session, stream, name, choosing)
        with _bar(session, stream) as progress:
            try:
                done = ledger.import_(
                    loaded,
                    format=name,
                    name=file,
                    rejects=rejects,
                    refused=(lambda number, problems: refused[number].extend(problems)) if marked else None,
                    batch=batch,
                    dry_run=dry_run,
                    language=language,
                    progress=progress,
                    committed=acknowledge,
                )
            except InputError as error:
                recorded = "nothing was recorded" if batch is None else "earlier batches are recorded"
                error.hint = error.hint or (
                    f"{recorded}; mend the lines and import again, or set them aside with --keep-going FILE"
                )
                raise
        if refused:
            _hand_back(session, stream, name, refused, keep_going, choosing)
    return _show_imported(session, file, name, done, keep_going, dry_run=dry_run)


@contextmanager
def _likelier_format(file: str, format: str | None) -> Iterator[None]:
    """Add a hint to the error if the refused file looks like one of another format."""
    try:
        yield
    except (InputError, FormatError) as error:
        if format is None and Path(file).is_file():
            from ledger.formats import likely_format

            with Path(file).open("rb") as stream:
                likely = likely_format(stream.read(_HEAD))
            if likely is not None:
                error.hint = f"it looks like {likely}: ledger import {file} --format {likely}"
        raise


def _choosing(session: Session, file: str, name: str, given: Sequence[str]) -> Choosing | None:
    """Return what says which columns a sheet has; None without a sheet. Raises UsageError for --map without a sheet."""
    if not _is_sheet(name):
        if given:
            raise UsageError("--map is for sheets", hint="name a csv or xlsx file, or say --format csv")
        return None
    return Choosing(session, file, given)


#: Suffixes of sheets that refused rows are not written as.
_SHEETS: Final = (".csv", ".tsv", ".xlsm", ".xls", ".ods")


def _is_sheet(name: str) -> bool:
    from ledger.formats import FORMATS

    return name in FORMATS and FORMATS[name].readable and FORMATS[name].fillable


def _is_marked(rejects: Path | None, file: str, name: str) -> bool:
    """Return whether refused rows are written as a workbook. Raises UsageError for a file that cannot hold them."""
    if rejects is None:
        return False
    if rejects.exists() and file != "-" and rejects.samefile(file):
        raise UsageError(
            "--keep-going names the file that is imported", hint="give the rejects a file of their own"
        )
    if _is_sheet(name) and rejects.suffix.lower() in _SHEETS:
        raise UsageError(
            "the refused rows of a sheet come back as a workbook, with the cells marked",
            hint="write --keep-going rejects.xlsx, or rejects.jsonl for records",
        )
    if rejects.suffix.lower() != ".xlsx":
        return False
    if not _is_sheet(name) or file == "-":
        raise UsageError(
            "only what is refused of a sheet in a file goes into a workbook",
            hint="name another file: --keep-going rejects.jsonl",
        )
    return True


def _hand_back(
    session: Session,
    stream: BinaryIO,
    name: str,
    refused: Mapping[int, Sequence[Problem]],
    rejects: Path | None,
    choosing: Choosing | None,
) -> None:
    """Write the rows of a sheet that were refused as a workbook, with what is wrong with them."""
    from ledger.formats import format_named

    assert rejects is not None
    stream.seek(0)
    with whole_file(rejects, binary=True) as output:
        answered = None if choosing is None else choosing.answered
        why = format_named(name).mark(stream, refused, output, answered)
    if why is not None:
        session.warn(
            f"{rejects} has the refused rows alone: {why}. Mend and import it, and keep your workbook"
        )


def _format_of(file: str, format: str | None) -> str:
    """Return the name of the format a file is read as."""
    from ledger.formats import format_of, refuse_unreadable

    if format is None:
        refuse_unreadable(file)
    name = format or (None if file == "-" else format_of(file)) or "jsonl"
    # Lines of JSON go by that ending too, and a document for an editor says itself that it is none.
    return "jsonl" if name == "json" and format is None else name


def _loaded(
    session: Session, stream: BinaryIO, name: str, choosing: Choosing | None
) -> BinaryIO | LoadedFile:
    """Load a file in another tool's format and print how it was understood; give back the stream of any other."""
    from ledger.formats import FORMATS

    if name not in FORMATS or not FORMATS[name].readable:
        return stream
    found = FORMATS[name].load(stream, None if choosing is None else choosing.choice)
    if choosing is not None:
        choosing.remember()
    for note in found.notes:
        session.err.line(note)
    return found


def _show_imported(
    session: Session, file: str, name: str, done: Imported, rejects: Path | None, *, dry_run: bool
) -> int:
    what = "line" if name == "jsonl" else "record"
    for problem in done.problems:
        session.err.line(str(problem))
    for warning in done.warnings:
        session.warn(warning)
    if done.warned > len(done.warnings):
        session.warn(f"… and {done.warned - len(done.warnings):,} more")
    if session.json:
        document = {"format": "ledger-import/1", "file": file, "dry_run": dry_run, **asdict(done)}
        document["problems"] = [str(problem) for problem in done.problems]
        session.out.data(document)
    else:
        verb = "would add" if dry_run else "added"
        already = f", {done.already:,} already recorded" if done.already else ""
        session.out.put(
            f"{file}: {counted(done.lines, what)}, {verb} "
            f"{counted(done.recorded, 'entry', 'entries')}{already}"
        )
    if done.rejected:
        session.err.put(f"{counted(done.rejected, what)} set aside in {rejects}", role="odd")
    return DONE


@contextmanager
def _source(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        yield binary_input()
        return
    try:
        stream = Path(file).open("rb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from None
    with stream:
        yield stream


@contextmanager
def _rejects(file: Path | None) -> Iterator[TextIO | None]:
    if file is None:
        yield None
        return
    try:
        stream = file.open("w", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{file} cannot be written: {error.strerror}") from None
    with stream:
        yield stream


@contextmanager
def _bar(session: Session, stream: BinaryIO) -> Iterator[Callable[[int], None]]:
    """The callback for how many bytes an import has read."""
    try:
        size = os.fstat(stream.fileno()).st_size
    except (OSError, ValueError):
        size = 0
    with session.progress("importing") as progress:
        read = 0

        def advance(more: int) -> None:
            nonlocal read
            read += more
            if progress is not None:
                progress(read, size)

        yield advance
