"""`ledger import`: records in, from this ledger's own lines or another format, and ledgers merged."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, TextIO

import typer

from ledger.cli.command import LedgerCommand, command_module, examples
from ledger.cli.failure import DONE, UsageError
from ledger.cli.session import Session, binary_input, session_of
from ledger.cli.writing import readable_names
from ledger.errors import FormatError, InputError
from ledger.view.wording import counted

if TYPE_CHECKING:
    from ledger.book import Ledger
    from ledger.book.answer_types import Import, Imported
    from ledger.formats import LoadedFile

app = command_module()


@app.command(
    "import",
    cls=LedgerCommand,
    epilog=examples(
        "ledger import records.jsonl",
        "ledger import - < records.jsonl",
        "ledger import records.jsonl --dry-run",
        "ledger import records.jsonl --keep-going rejects.jsonl",
        "ledger import large.jsonl --batch 10000",
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
            help="The file's format; else by its ending, else jsonl.",
            autocompletion=readable_names,
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, record nothing.")] = False,
    keep_going: Annotated[
        Path | None,
        typer.Option(
            "--keep-going", metavar="REJECTS", help="Write lines that cannot be taken to this file."
        ),
    ] = None,
    batch: Annotated[
        int | None, typer.Option("--batch", min=1, metavar="N", help="Commit after every N lines.")
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
    """Record every line of a file, or, if one cannot be taken, none."""
    from ledger.book.importing import Import

    session = session_of(context)
    load = _loader(file, format)
    if keep_going is not None and keep_going.exists() and file != "-" and keep_going.samefile(file):
        raise UsageError(
            "--keep-going names the file that is imported", hint="give the rejects a file of their own"
        )
    ledger = session.open(wait=wait)

    def acknowledge(done: Imported) -> None:
        if batch is not None and not dry_run and not session.json:
            session.out.raw(f"committed through line {done.through}")

    with _source(file) as stream, _rejects(keep_going) as rejects, _bar(session, stream) as told:
        how = Import(
            name=file,
            rejects=rejects,
            batch=batch,
            dry_run=dry_run,
            language=language,
            progress=told,
            committed=acknowledge,
        )
        try:
            done = _taken(session, ledger, stream, load, how)
        except InputError as error:
            error.hint = error.hint or _mending(how)
            raise
    what = "line" if load is None else "record"
    return _show_imported(session, file, done, keep_going, what=what, dry_run=dry_run)


def _taken(
    session: Session,
    ledger: Ledger,
    stream: BinaryIO,
    load: Callable[[BinaryIO], LoadedFile] | None,
    how: Import,
) -> Imported:
    """Import a stream, and say how a format of others is understood."""
    if load is None:
        return ledger.import_lines(stream, how)
    found = load(stream)
    for note in found.notes:
        session.err.line(note)
    return ledger.import_reading(found, how)


def _loader(file: str, format: str | None) -> Callable[[BinaryIO], LoadedFile] | None:
    """What reads the file; None for the ledger's own lines. Raises FormatError for a format that is not read."""
    from ledger.formats import format_named, format_of, refuse_unreadable

    if format is None:
        refuse_unreadable(file)
    name = format or (None if file == "-" else format_of(file)) or "jsonl"
    # Lines of JSON go by that ending too, and a document for an editor says itself that it is none.
    if name == "jsonl" or (name == "json" and format is None):
        return None
    found = format_named(name)
    if not found.readable:
        raise FormatError(
            f"{name} is not read back",
            hint="import what was exported with --format jsonl; "
            f"these are read, too: {', '.join(one for one in readable_names() if one != 'jsonl')}",
        )
    return found.load


def _mending(how: Import) -> str:
    recorded = "earlier batches are recorded" if how.batch else "nothing was recorded"
    return f"{recorded}; mend the lines and import again, or set them aside with --keep-going FILE"


def _show_imported(
    session: Session, file: str, done: Imported, rejects: Path | None, *, what: str, dry_run: bool
) -> int:
    for problem in done.problems:
        session.err.line(str(problem))
    for warning in done.warnings:
        session.warn(warning)
    if done.warned > len(done.warnings):
        session.warn(f"… and {done.warned - len(done.warnings):,} more")
    if session.json:
        document = asdict(done) | {"dry_run": dry_run}
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
    """What an import tells how many bytes it has read."""
    try:
        size = os.fstat(stream.fileno()).st_size
    except (OSError, ValueError):
        size = 0
    with session.progress("importing") as progress:
        read = 0

        def told(more: int) -> None:
            nonlocal read
            read += more
            if progress is not None:
                progress(read, size)

        yield told
