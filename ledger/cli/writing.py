"""Writing what is handed out: to standard output or to a file, in the format asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TextIO, cast

from ledger.cli.failure import UsageError
from ledger.errors import InputError, StoreError
from ledger.model.visible import visible, visible_json

if TYPE_CHECKING:
    from ledger.book import Ledger
    from ledger.cli.session import Session


def format_names() -> list[str]:
    """Return what can be written."""
    from ledger.formats import FORMATS

    return [name for name in FORMATS if FORMATS[name].writable]


def readable_names() -> list[str]:
    """Return what can be read."""
    from ledger.formats import FORMATS

    return [name for name in FORMATS if name == "jsonl" or FORMATS[name].readable]


def format_list() -> str:
    """Return the formats in a sentence."""
    return f"There are: {', '.join(format_names())}."


def write_out(
    session: Session,
    ledger: Ledger,
    references: Sequence[str],
    format: str | None,
    output: Path | None,
    *,
    with_texts: bool = False,
    key_file: Path | None = None,
    as_of: str | None = None,
) -> None:
    """Write what the references name, or everything, to a file or standard output, with its progress shown."""
    name = format_meant(format, output) or "jsonl"
    with _stream(output, name) as stream, session.progress("exporting") as progress:
        options: dict[str, Any] = {} if progress is None else {"progress": progress}
        ledger.export(
            stream,
            format=name,
            references=references,
            with_texts=with_texts,
            warn=session.warn,
            key_file=key_file,
            as_of=as_of,
            **options,
        )
    if name == "bundle":
        tell_unsealed(session, ledger)


def write_template(format: str | None, output: Path | None, *, all_columns: bool) -> None:
    """Write an empty document to fill in. Raises UsageError for a format that has none."""
    from ledger.formats import FORMATS, format_named

    name = format_meant(format, output) or "jsonl"
    chosen = format_named(name)
    if not chosen.fillable:
        fillable = [known for known in FORMATS if FORMATS[known].fillable]
        raise UsageError(f"{name} has no template", hint=f"these have one: {', '.join(fillable)}")
    with _stream(output, name) as stream:
        chosen.template(stream, all_columns=all_columns)


def tell_unsealed(session: Session, ledger: Ledger) -> None:
    """Say what a bundle does not reach."""
    if left := ledger.unsealed():
        session.warn(f"{left:,} entries recorded since the newest checkpoint are not in it: ledger seal")


def format_meant(format: str | None, output: Path | None) -> str | None:
    """Return the name of the format asked for, or else that of the file's ending; None where there is no ending either.

    Raises InputError for a name, and UsageError for an ending, that no format has.
    """
    from ledger.formats import format_named, format_of

    if format is not None:
        chosen = format_named(format)
        if not chosen.writable:
            raise UsageError(f"{chosen.name} is read, and never written", hint=format_list())
        return chosen.name
    if output is None or not output.suffix:
        return None
    if (name := format_of(output.name)) is None:
        raise UsageError(
            f"no format has files that end in {output.suffix[:40]}",
            hint=f"say which one it is: --format {'|'.join(format_names())}",
        )
    return name


class _TerminalOutput:
    """A terminal that shows a document: what steers it, or cannot be seen, is shown as an escape.

    JSON stays the same value. What is piped or written to a file is not touched.
    """

    def __init__(self, terminal: TextIO, is_json: bool) -> None:
        self._terminal = terminal
        self._is_json = is_json

    def write(self, text: str) -> int:
        """Write a piece of the document."""
        shown = (
            visible_json(text)
            if self._is_json
            else "\n".join(visible(line) for line in text.replace("\r\n", "\n").split("\n"))
        )
        self._terminal.write(shown)
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write pieces of the document, one after another."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Let the terminal show what was written."""
        self._terminal.flush()


@contextmanager
def _stream(output: Path | None, name: str) -> Iterator[IO[Any]]:
    """Open the output: a file that is there whole or not at all, or standard output."""
    from ledger.formats import format_named

    binary = format_named(name).binary
    if output is not None and str(output) != "-":
        with whole_file(output, binary=binary) as stream:
            yield stream
    elif not binary:
        is_json = ".json" in format_named(name).suffix
        yield cast(IO[Any], _TerminalOutput(sys.stdout, is_json)) if sys.stdout.isatty() else sys.stdout
    elif sys.stdout.isatty():
        raise UsageError(f"{name} is nothing to show on a terminal", hint="write it to a file: -o FILE")
    else:
        yield sys.stdout.buffer


@contextmanager
def whole_file(file: Path, *, binary: bool) -> Iterator[IO[Any]]:
    """A file that appears under its name once everything is written, and otherwise stays as it was.

    A symbolic link stays one: what it points to is replaced. A pipe or a device is written to.
    """
    how: dict[str, Any] = {"mode": "wb"} if binary else {"mode": "w", "encoding": "utf-8", "newline": "\n"}
    try:
        target = file.resolve() if file.is_symlink() else file
    except (OSError, RuntimeError):
        raise InputError(
            f"{file} cannot be written: it is a link that leads back to itself",
            hint="remove it, or write to another",
        ) from None
    if file.is_socket():
        raise InputError(
            f"{file} cannot be written: it is a socket, to which programs connect",
            hint="write to a file or a pipe; what is written to standard output (-o -) can be piped into nc -U",
        )
    if file.exists() and not file.is_file():
        with _direct(file, how) as stream:
            yield stream
        return
    try:
        from tempfile import NamedTemporaryFile

        temporary = NamedTemporaryFile(  # noqa: SIM115 - closed below, before it is renamed
            dir=target.parent, prefix=f".{target.name}.", delete=False, **how
        )
    except OSError as error:
        raise InputError(f"{file} cannot be written: {error.strerror}") from None
    beside = Path(temporary.name)
    try:
        with temporary:
            yield temporary
            temporary.flush()
            os.fsync(temporary.fileno())
        # A temporary file is for its owner alone; what was exported is for whom the umask lets read, and what it
        # replaces for those who could read that.
        beside.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        beside.replace(target)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror}") from None
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _direct(file: Path, how: dict[str, Any]) -> Iterator[IO[Any]]:
    """A pipe or a device, written to as it is."""
    try:
        with file.open(**how) as stream:
            yield stream
    except BrokenPipeError:
        raise
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror}") from None


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
