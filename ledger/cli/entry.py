"""Entry of the command line: from its arguments to an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from errno import EBADF
from io import TextIOBase
from pathlib import Path
from typing import Annotated, Any, BinaryIO, TextIO, cast

import typer
from typer.main import get_command

from ledger.cli.command import command_module, examples
from ledger.cli.commands import RootGroup
from ledger.cli.console import Console
from ledger.cli.failure import (
    DONE,
    INTERRUPTED,
    PARSING_ERRORS,
    UNUSABLE,
    UsageError,
    drop_output,
    output_error,
    report,
    report_bug,
    usage_error,
)
from ledger.cli.session import Session
from ledger.errors import LedgerError

app = command_module(cls=RootGroup, add_completion=True)


def _show_version(asked: bool) -> None:
    if not asked:
        return
    from ledger.version import program_version

    sys.stdout.write(f"ledger {program_version()}\n")
    raise typer.Exit(DONE)


@app.callback(
    epilog=examples(
        "ledger demo",
        "ledger init",
        'ledger add "nearly 100 convictions per week" --reported-by Mediazona --primary',
        "ledger trace @",
    )
)
def ledger(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Trace a number in the news to where it came from: who passed it on, and what changed on the way."""


def run(
    argv: Sequence[str] | None = None,
    *,
    clock: Callable[[], datetime] | None = None,
    salts: Callable[[int], bytes] | None = None,
    name: str | None = None,
) -> int:
    """Run one command and return its exit code.

    `argv` is without the program's name, by default the command line's. `clock`, `salts` (random bytes) and
    `name` (of a new ledger) can be injected, so that two ledgers come out the same byte by byte.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    session = Session(clock=clock, salts=salts, name=name)
    # Words that cannot be parsed are answered in JSON too.
    session.json = (
        "--json" in arguments[: arguments.index("--")] if "--" in arguments else "--json" in arguments
    )
    try:
        result: Any = get_command(app).main(
            args=arguments, prog_name="ledger", standalone_mode=False, obj=session
        )
        session.seal_if_grown()
        session.note_standby()
        sys.stdout.flush()
    except LedgerError as error:
        return report(error, session.err, as_json=session.json)
    except PARSING_ERRORS as error:
        return report(usage_error(error), session.err, as_json=session.json)
    except typer.Abort:
        session.err.put()
        return INTERRUPTED
    except SystemExit as ended:
        # The scripts of shell completion end so.
        return ended.code if isinstance(ended.code, int) else DONE
    except OSError as error:
        drop_output()
        return report(output_error(error), session.err, as_json=session.json)
    except Exception as error:  # noqa: BLE001 - whatever it is, the person at the terminal gets one line
        return report_bug(error, session.err, as_json=session.json)
    return result if isinstance(result, int) else DONE


def _typed(word: str) -> str:
    """Return an argument of the command line, read as UTF-8 even if the locale is another."""
    try:
        word.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(word).decode("utf-8", "surrogateescape")
    return word


class _ClosedInput(TextIOBase):
    """Standard input of a process that was started without one: no terminal, and nothing to read."""

    def isatty(self) -> bool:
        """Return that nobody types here."""
        return False

    @property
    def buffer(self) -> BinaryIO:
        """The bytes, of which there are none. Raises UsageError."""
        raise UsageError("standard input is closed", hint="name a file, or pipe something into the command")


def main() -> None:
    """Run the command line, and exit."""
    if sys.stdin is None:
        # Its number is taken, so that no file of the ledger gets it.
        os.open(os.devnull, os.O_RDONLY)
        sys.stdin = cast(TextIO, _ClosedInput())
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - open for as long as the process runs
    if sys.stdout is None:
        # Nothing is begun whose answer could not be given.
        closed = OSError(EBADF, "it is closed")
        sys.exit(report(output_error(closed), Console(sys.stderr), as_json=False))
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # What is piped is UTF-8 whatever the locale; a terminal gets what it can show.
            encoding = None if stream.isatty() else "utf-8"
            reconfigure(encoding=encoding, errors="backslashreplace")
    try:
        code = run([_typed(word) for word in sys.argv[1:]])
        sys.stderr.flush()
    except OSError:
        # Not even the error can be written.
        code = UNUSABLE
    sys.exit(code)
