"""`ledger init`, `demo`, `backup`, `restore` and `ledger db`: making a ledger, and its tables."""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from ledger.cli.command import LedgerCommand, LedgerGroup, command_module, examples
from ledger.cli.failure import DONE, NO, UsageError
from ledger.cli.session import Session, binary_input, session_of
from ledger.errors import InputError, StoreError

if TYPE_CHECKING:
    from ledger.book.answer_types import Status

app = command_module()
database = command_module()
app.add_typer(
    database, name="db", cls=LedgerGroup, help="A ledger's tables: their revision, and who may use them."
)


@app.command(
    "init",
    cls=LedgerCommand,
    epilog=examples(
        "ledger init",
        "ledger init --db newsroom.db --name newsroom",
        "ledger init --db postgresql://desk@host/facts",
    ),
)
def init(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="What its exports call it.")
    ] = None,
) -> int:
    """Make a ledger, in this folder unless --db names another place."""
    from ledger.book import Ledger

    session = session_of(context)
    # Not the nearest one above: a new ledger is meant for this folder.
    where = session.db or os.environ.get("LEDGER_DB", "").strip() or "ledger.db"
    Ledger.create(where, name=name or session.name, **session.injected)
    status = Ledger.status(where)
    if session.json:
        session.out.data(_status_document(status))
    else:
        session.out.put(f"made the ledger {status.name} in {status.where}")
        session.err.put('ledger add "nearly 100 convictions per week" records a figure', first="next: ")
    return DONE


@app.command("demo", cls=LedgerCommand, epilog=examples("ledger demo", "ledger demo --keep worked-case.db"))
def demo(
    context: typer.Context,
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="FILE", help="Keep the ledger in this file.")
    ] = None,
) -> int:
    """Build, trace and check the worked case in a temporary ledger."""
    session = session_of(context)
    if keep is not None:
        return _show_demo(session, keep)
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="ledger-") as folder:
        return _show_demo(session, Path(folder) / "ledger.db")


def _show_demo(session: Session, where: Path) -> int:
    from ledger.book import Ledger
    from ledger.book.answer_documents import checked_document
    from ledger.book.worked_case import ASKED, RECORDS
    from ledger.cli.check_command import write_check
    from ledger.cli.trace_commands import show_trace

    ledger = Ledger.create(where, name=session.name or "worked-case", **session.injected)
    ledger.record(RECORDS)
    trace, checked = ledger.trace(ASKED), ledger.check()
    if session.json:
        session.out.data(
            {"format": "ledger-demo/1", "trace": trace.to_json(), "check": checked_document(checked)}
        )
        return DONE
    session.out.put(f"$ ledger trace {ASKED}", role="faint")
    show_trace(session, trace)
    session.out.put()
    session.out.put("$ ledger check", role="faint")
    write_check(session.out, checked)
    return DONE


@database.command(
    "status", cls=LedgerCommand, epilog=examples("ledger db status", "ledger db status --db newsroom.db")
)
def status(context: typer.Context) -> int:
    """Show where a ledger is, and whether its tables need an upgrade."""
    from ledger.book import Ledger

    session = session_of(context)
    return _show_status(session, Ledger.status(session.db))


@database.command("upgrade", cls=LedgerCommand, epilog=examples("ledger db upgrade"))
def upgrade(context: typer.Context) -> int:
    """Bring the tables of an older ledger to this program's revision. What is recorded stays as it is."""
    from ledger.book import Ledger

    session = session_of(context)
    return _show_status(session, Ledger.upgrade(session.db))


@database.command(
    "roles",
    cls=LedgerCommand,
    epilog=examples(
        "ledger db roles --writer desk --reader public_desk",
        "ledger db roles --reader archive --dry-run",
    ),
)
def roles(
    context: typer.Context,
    writer: Annotated[
        str | None, typer.Option("--writer", metavar="NAME", help="A role that may add, and nothing else.")
    ] = None,
    reader: Annotated[
        str | None, typer.Option("--reader", metavar="NAME", help="A role that may read, and nothing else.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the statements, carry none of them out.")
    ] = False,
) -> int:
    """Make PostgreSQL roles, run by the owner of the ledger. Their passwords are set in psql: \\password NAME."""
    from ledger.book import Ledger

    session = session_of(context)
    if writer is None and reader is None:
        raise UsageError("name a role", hint="ledger db roles --writer NAME --reader NAME")
    statements = Ledger.roles(session.db, writer=writer, reader=reader, dry_run=dry_run)
    if session.json:
        session.out.data({"format": "ledger-roles/1", "dry_run": dry_run, "statements": statements})
        return DONE
    for statement in statements:
        session.out.line(f"{statement};")
    if not dry_run:
        session.err.put("set a password in psql, which does not log it: \\password NAME", first="next: ")
    return DONE


@app.command(
    "status",
    cls=LedgerCommand,
    epilog=examples(
        "ledger status", "ledger status --monitor", "ledger status --monitor --warn 36h --critical 2w"
    ),
)
def status_or_monitor(
    context: typer.Context,
    monitor: Annotated[
        bool,
        typer.Option(
            "--monitor", help="Look at seals, damage, disk and standby: exits 0, 1 (warning), 2 (critical)."
        ),
    ] = False,
    warn: Annotated[
        str, typer.Option("--warn", metavar="AGE", help="How long an entry may wait for a seal: 36h, 7d, 2w.")
    ] = "1d",
    critical: Annotated[
        str, typer.Option("--critical", metavar="AGE", help="After how long that is critical.")
    ] = "7d",
) -> int:
    """Show where a ledger is, and what it holds.

    With --monitor, one line says whether somebody should look at it.
    """
    from ledger.book import Ledger
    from ledger.trust.freshness import seconds_of

    session = session_of(context)
    if not monitor:
        return _show_status(session, Ledger.status(session.db))
    found = session.open().monitor(warn=seconds_of(warn), critical=seconds_of(critical))
    if session.json:
        session.out.data(
            {
                "format": "ledger-monitor/1",
                "level": found.level.name.lower(),
                "observations": [
                    {"level": seen.level.name.lower(), "words": seen.words} for seen in found.observations
                ],
                "numbers": dict(found.numbers),
            }
        )
    else:
        # The most urgent first, because the person on call reads the beginning; numbers in the format of Nagios.
        words = "; ".join(seen.words for seen in sorted(found.observations, key=lambda seen: -seen.level))
        numbers = " ".join(f"{name}={number}" for name, number in found.numbers.items())
        session.out.line(f"LEDGER {found.level.name} - {words.replace('|', '/')} | {numbers}")
    return int(found.level)


@app.command(
    "backup",
    cls=LedgerCommand,
    epilog=examples("ledger backup monday.backup", "ledger backup - | ssh vault 'cat > monday.backup'"),
)
def backup(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="Where to; - is standard output.")],
) -> int:
    """Write the whole log into a file to restore from.

    The file is as of one moment, and a database of any kind can be restored from it.
    """
    from ledger.book import Ledger
    from ledger.cli.writing import whole_file

    session = session_of(context)
    ledger = session.open()
    if file == "-" and sys.stdout.isatty():
        raise UsageError("a backup is nothing to show on a terminal", hint="name a file, or pipe it")
    target: AbstractContextManager[IO[Any]] = (
        nullcontext(sys.stdout.buffer) if file == "-" else whole_file(Path(file), binary=True)
    )
    with target as stream, session.progress("backing up") as progress:
        ledger.backup(stream, **({} if progress is None else {"progress": progress}))
    status = Ledger.status(session.db)
    if session.json and file != "-":
        session.out.data(_status_document(status))
    elif not session.json:
        session.err.put(f"backed up {status.name}: {status.size:,} entries")
    return DONE


@app.command(
    "restore",
    cls=LedgerCommand,
    epilog=examples(
        "ledger restore monday.backup --db restored.db",
        "ledger restore monday.backup --db postgresql://desk@host/facts",
        "ledger restore - < monday.backup",
    ),
)
def restore(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The backup; - reads standard input.")],
) -> int:
    """Make a ledger from a backup, where there is none.

    Every entry is hashed again, and the root must be that of the backup.
    """
    from ledger.book import Ledger

    session = session_of(context)
    where = session.db or os.environ.get("LEDGER_DB", "").strip() or "ledger.db"
    with _opened(file) as stream, session.progress("restoring") as progress:
        status = Ledger.restore(where, stream, **({} if progress is None else {"progress": progress}))
    if not session.json:
        session.out.put(
            f"restored {status.name} in {status.where}: {status.size:,} entries, as they were recorded"
        )
        session.out.put(status.root or "", first="root: ")
        hint = "ledger verify --against holds it to a checkpoint that was kept elsewhere"
        session.err.put(hint, first="next: ")
        return DONE
    return _show_status(session, status)


def _opened(file: str) -> AbstractContextManager[IO[bytes]]:
    if file == "-":
        return nullcontext(binary_input())
    try:
        return Path(file).open("rb")
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from None


def _show_status(session: Session, status: Status) -> int:
    if status.revision is None:
        raise StoreError(f"there is no ledger in {status.where}", hint="make one with: ledger init")
    if session.json:
        session.out.data(_status_document(status))
    else:
        session.out.put(status.where, first="where:    ")
        current = "current" if status.revision == status.wanted else f"this program needs {status.wanted}"
        session.out.put(f"{status.revision} ({current})", first="revision: ")
        if status.size is not None:
            session.out.put(status.name or "", first="name:     ")
            session.out.put(f"{status.size:,}", first="entries:  ")
            session.out.put(status.root or "", first="root:     ")
    return DONE if status.revision == status.wanted else NO


def _status_document(status: Status) -> dict[str, object]:
    return {
        "format": "ledger-status/1",
        "where": status.where,
        "revision": status.revision,
        "wanted": status.wanted,
        "name": status.name,
        "size": status.size,
        "root": status.root,
    }
