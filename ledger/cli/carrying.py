"""`ledger import` and `ledger export`: records in, records out, and ledgers merged."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Annotated, BinaryIO, TextIO, cast

import typer

from ledger.cli.command import LedgerCommand, command_module, examples
from ledger.cli.failure import DONE, UsageError
from ledger.cli.session import Session, binary_input, session_of
from ledger.cli.wording import counted
from ledger.errors import FormatError, InputError, StoreError

if TYPE_CHECKING:
    from ledger.book.answers import Import, Imported

app = command_module()

_FORMATS = "jsonl|json|bundle"


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
    file: Annotated[str, typer.Argument(metavar="FILE", help="JSON Lines; - reads standard input.")],
    format: Annotated[
        str | None, typer.Option("--format", metavar=_FORMATS, help="The file's format; only jsonl is read.")
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
    wait: Annotated[
        float | None, typer.Option("--wait", min=0, metavar="S", help="Seconds to wait for another writer.")
    ] = None,
) -> int:
    """Record every line of a file, or, if one cannot be taken, none."""
    from ledger.book.answers import Import
    from ledger.formats import format_named

    session = session_of(context)
    if format is not None and not hasattr(format_named(format), "load") and format != "jsonl":
        raise FormatError(f"{format} is not read back", hint="import what was exported with --format jsonl")
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
            progress=told,
            committed=acknowledge,
        )
        try:
            done = ledger.import_lines(stream, how)
        except InputError as error:
            error.hint = error.hint or _mending(how)
            raise
    return _show_imported(session, file, done, keep_going, dry_run=dry_run)


def _mending(how: Import) -> str:
    recorded = "earlier batches are recorded" if how.batch else "nothing was recorded"
    return f"{recorded}; mend the lines and import again, or set them aside with --keep-going FILE"


def _show_imported(
    session: Session, file: str, done: Imported, rejects: Path | None, *, dry_run: bool
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
            f"{file}: {counted(done.lines, 'line')}, {verb} "
            f"{counted(done.recorded, 'entry', 'entries')}{already}"
        )
    if done.rejected:
        session.err.put(f"{counted(done.rejected, 'line')} set aside in {rejects}", role="odd")
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


@app.command(
    "export",
    cls=LedgerCommand,
    epilog=examples(
        "ledger export > records.jsonl",
        "ledger export tdp-5200 --format json -o story.json",
        "ledger export tdp-5200 --format bundle -o story.bundle.json",
        "ledger export | ledger import - --db other.db",
        "ledger export --with-texts -o everything.jsonl",
    ),
)
def export(
    context: typer.Context,
    references: Annotated[
        list[str] | None,
        typer.Argument(metavar="REF", help="Figures or sources, with all upstream of them; else all."),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option("--format", metavar=_FORMATS, help="The format; else by FILE's ending, else jsonl."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write here, whole or not at all.")
    ] = None,
    with_texts: Annotated[
        bool,
        typer.Option("--with-texts", help="Hand out the texts of snapshots too, not their digests alone."),
    ] = False,
) -> int:
    """Hand out records: jsonl for another ledger, json for an editor, bundle with proofs."""
    session = session_of(context)
    ledger = session.open()
    if format is None:
        format = "json" if output is not None and output.suffix == ".json" else "jsonl"
    if output is None or str(output) == "-":
        ledger.export(sys.stdout, format=format, references=references or (), with_texts=with_texts)
    else:
        with _whole(output) as stream:
            ledger.export(stream, format=format, references=references or (), with_texts=with_texts)
    if format == "bundle":
        from ledger.cli.tracing import tell_unsealed

        tell_unsealed(session, ledger)
    return DONE


@contextmanager
def _whole(file: Path) -> Iterator[TextIO]:
    """A file that appears under its name once everything is written, and otherwise stays as it was."""
    try:
        temporary = NamedTemporaryFile(  # noqa: SIM115 - closed below, before it is renamed
            "w", encoding="utf-8", newline="\n", dir=file.parent, prefix=f".{file.name}.", delete=False
        )
    except OSError as error:
        raise InputError(f"{file} cannot be written: {error.strerror}") from None
    beside = Path(temporary.name)
    try:
        with temporary:
            yield cast(TextIO, temporary)
            temporary.flush()
            os.fsync(temporary.fileno())
        # A temporary file is for its owner alone; what was exported is for whom the umask lets read.
        beside.chmod(0o666 & ~_umask())
        beside.replace(file)
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror}") from None
    finally:
        beside.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
