"""`ledger serve`: the desk in the browser, and the HTTP API."""

from __future__ import annotations

import webbrowser
from typing import Annotated

import typer

from ledger.cli.command import LedgerCommand, command_module, examples
from ledger.cli.failure import DONE, UsageError
from ledger.cli.session import session_of

app = command_module()


@app.command(
    "serve",
    cls=LedgerCommand,
    epilog=examples("ledger serve --open", "ledger serve --port 8765"),
)
def serve(
    context: typer.Context,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            min=0,
            max=65535,
            metavar="N",
            help="Listen here; 0 is any that is free. By default 8765, or any where that is taken.",
        ),
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the desk in the browser.")] = False,
) -> int:
    """Serve the desk to a browser on this computer, and the HTTP API; print the address, with its token."""
    session = session_of(context)
    try:
        from ledger.web.serving import Serving, serve_desk
    except ImportError as error:
        raise UsageError(
            f"the desk needs {error.name}, which is not installed", hint="pip install 'figure-ledger[desk]'"
        ) from None

    def announce(address: str) -> None:
        if session.json:
            session.out.data({"format": "ledger-serve/1", "address": address})
        else:
            session.out.verbatim(address + "\n")
        session.out.out.flush()
        if open_browser:
            webbrowser.open(address)

    how = {name: given for name, given in session.injected.items() if name != "who"}
    serve_desk(Serving(where=session.db, port=port, recorder=session.who, how=how), announce)
    return DONE
