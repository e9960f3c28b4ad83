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
from ledger.errors import InputError
from ledger.view.wording import counted

if TYPE_CHECKING:
    from ledger.book.importing import Imported
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
    session = session_of(context)
    name = _format_of(file, format)
    if keep_going is not None and keep_going.exists() and file != "-" and keep_going.samefile(file):
        raise UsageError(
            "--keep-going names the file that is imported", hint="give the rejects a file of their own"
        )
    ledger = session.open(wait=wait)

    def acknowledge(done: Imported) -> None:
        if batch is not None and not dry_run and not session.json:
            session.out.raw(f"committed through line {done.through}")

    with _source(file) as stream, _rejects(keep_going) as rejects, _bar(session, stream) as progress:
        try:
            done = ledger.import_(
                _loaded(session, stream, name),
                format=name,
                name=file,
                rejects=rejects,
                batch=batch,
                dry_run=dry_run,
                language=language,
                progress=progress,
                committed=acknowledge,
            )
        except InputError as error:
            error.hint = error.hint or _mending(in_batches=batch is not None)
            raise
    what = "line" if name == "jsonl" else "record"
    return _show_imported(session, file, done, keep_going, what=what, dry_run=dry_run)


def _format_of(file: str, format: str | None) -> str:
    """The name of the format a file is read as."""
    from ledger.formats import format_of, refuse_unreadable

    if format is None:
        refuse_unreadable(file)
    name = format or (None if file == "-" else format_of(file)) or "jsonl"
    # Lines of JSON go by that ending too, and a document for an editor says itself that it is none.
    return "jsonl" if name == "json" and format is None else name


def _loaded(session: Session, stream: BinaryIO, name: str) -> BinaryIO | LoadedFile:
    """What a format of others is read as, with the notes on how it is understood printed; the stream of any other."""
    from ledger.formats import FORMATS

    if name not in FORMATS or not FORMATS[name].readable:
        return stream
    found = FORMATS[name].load(stream)
    for note in found.notes:
        session.err.line(note)
    return found


def _mending(*, in_batches: bool) -> str:
    recorded = "earlier batches are recorded" if in_batches else "nothing was recorded"
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
