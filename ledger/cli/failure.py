"""Errors as a person or a program reads them, and the exit codes, which are decided here and nowhere else."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import typer

from ledger.cli.console import Console
from ledger.errors import (
    AmbiguousError,
    InputError,
    LedgerError,
    ProofError,
    StoreError,
    TamperError,
)
from ledger.model.vocabulary import MAX_PROBLEMS

DONE: Final = 0
#: The answer is no: a check found an error, a ledger does not verify, a search found nothing.
NO: Final = 1
BAD_INPUT: Final = 2
UNUSABLE: Final = 3
#: As shells count them: 128 and the number of the signal, SIGINT and SIGPIPE.
INTERRUPTED: Final = 130
NOBODY_READS: Final = 141

#: What typer raises for words it cannot parse: the common parent of all its usage errors, which it has
#: exported under a name only since 0.27.
PARSING_ERRORS: Final[type[Exception]] = typer.BadParameter.__mro__[2]


class UsageError(LedgerError):
    """The words of a command do not go together."""

    code = "usage"


class NothingFoundError(LedgerError):
    """A search found nothing."""

    code = "not-found"


def usage_error(error: Exception) -> UsageError:
    """Return a parsing error of typer in the ledger's words."""
    message = str(getattr(error, "message", "")) or str(error)
    near: Sequence[str] = getattr(error, "possibilities", None) or ()
    if not near and hasattr(error, "format_message"):
        message = str(error.format_message())
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "ledger"
    hint = f"did you mean {near[0]}?" if near else f"{command} --help shows how"
    if not near and "such option" in message.lower():
        hint += "; words that begin with - go behind --"
    message = " ".join(message.split()).rstrip(".")
    return UsageError(message[:1].lower() + message[1:], hint=hint)


def output_error(error: OSError) -> StoreError:
    """Return the error of an output that cannot be written: a full disk, a closed stream."""
    what = str(error.filename) if error.filename else "standard output"
    return StoreError(
        f"{what} cannot be written: {error.strerror or type(error).__name__}",
        hint="what was recorded before stays recorded: ledger log shows it",
    )


def drop_output() -> None:
    """Discard the buffer of standard output, which would be written once more at exit."""
    with suppress(OSError, ValueError), Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def report(error: LedgerError, page: Console, *, as_json: bool) -> int:
    """Print an error on `page`. Returns the exit code."""
    if as_json:
        from ledger.book.answer_documents import error_document

        # An error is one line, as without --json, so that a log of several programs stays readable.
        page.data({"format": "ledger-error/1", "error": error_document(error)}, on_one_line=True)
    else:
        _tell(error, page)
    if isinstance(error, StoreError):
        return UNUSABLE
    return NO if isinstance(error, TamperError | ProofError | NothingFoundError) else BAD_INPUT


def report_bug(error: Exception, page: Console, *, as_json: bool) -> int:
    """Report a fault of this program in one line, with the traceback if $LEDGER_DEBUG is set."""
    if os.environ.get("LEDGER_DEBUG"):
        page.out.write("".join(traceback.format_exception(error)))
    wrong = LedgerError(
        f"internal error: {type(error).__name__}: {error}",
        hint="this is a fault of the program: please report it, with what LEDGER_DEBUG=1 adds to it",
    )
    report(wrong, page, as_json=as_json)
    return UNUSABLE


def _tell(error: LedgerError, page: Console) -> None:
    """Print each problem on a line of its own, so that it can be searched for, then a summary."""
    message = error.message
    if isinstance(error, InputError) and (error.total > 1 or any(problem.line for problem in error.problems)):
        for problem in error.problems[:MAX_PROBLEMS]:
            page.line(str(problem))
        if error.total > len(error.problems[:MAX_PROBLEMS]):
            page.line(f"… and {error.total - len(error.problems[:MAX_PROBLEMS]):,} more")
        message = "1 problem" if error.total == 1 else f"{error.total:,} problems"
    page.line(message, first="error: ", role="bad")
    if isinstance(error, AmbiguousError):
        for candidate in error.candidates:
            page.line(candidate, first="  ")
    if isinstance(error, ProofError):
        for note in error.evidence:
            page.line("", first="evidence:")
            page.verbatim(note)
    if error.hint:
        page.line(error.hint, first="hint: ")
