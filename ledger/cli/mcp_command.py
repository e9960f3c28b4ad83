"""`ledger mcp`: the ledger for an assistant."""

from __future__ import annotations

import typer

from ledger.cli.command import LedgerCommand, command_module, examples
from ledger.cli.failure import DONE, UsageError
from ledger.cli.session import session_of

app = command_module()


@app.command("mcp", cls=LedgerCommand, epilog=examples("ledger mcp --db newsroom.db --as Ann"))
def mcp(context: typer.Context) -> int:
    """Serve the ledger to an assistant (Model Context Protocol).

    It speaks over standard input and output, and may read, search, trace, check, scan, derive and propose. What it
    proposes waits for a person: ledger todo.
    """
    session = session_of(context)
    try:
        from ledger.mcp.assistant import serve_assistant
    except ImportError as error:
        raise UsageError(
            f"an assistant needs {error.name}, which is not installed",
            hint="pip install 'figure-ledger[mcp]'",
        ) from None
    serve_assistant(session.db, **session.opening)
    return DONE
